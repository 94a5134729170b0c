# SPDX-License-Identifier: GPL-3.0-or-later
"""Who competes, and with which of OpenBLAS's kernels: the processes behind contestant.h.

A peer's OpenBLAS has kernels for many CPUs, and an old release takes a new CPU for a very old one. So for each job
every set of kernels that this CPU can run is tried, those with a wrong product are thrown out, and the fastest left
competes."""
import collections
import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = "/usr/bin/python3"  # Debian's, which has the packages

# asked: by default; quick: for the quick workloads alone; blas: has to run on OpenBLAS
Peer = collections.namedtuple("Peer", "title command asked quick blas")
PEERS = {
    "ours": Peer("fpe-tui", ["{dir}/ours"], True, False, False),
    "lists": Peer("fpe-tui, lists alone", ["{dir}/ours_lists"], True, True, False),
    "blas": Peer("C + OpenBLAS", ["{dir}/blas"], True, False, True),
    "torch": Peer("PyTorch", [PYTHON, HERE + "/peer_torch.py"], True, False, True),
    "numpy": Peer("numpy", [PYTHON, HERE + "/peer_numpy.py"], True, True, True),
    "double": Peer("numpy in double precision", [PYTHON, HERE + "/peer_numpy.py"], False, False, False),
    "sklearn": Peer("scikit-learn", [PYTHON, HERE + "/peer_sklearn.py"], False, False, True),
    "fann": Peer("FANN", ["{dir}/fann"], False, False, False),
}
# Sets of kernels, and what /proc/cpuinfo has to name for them to run.
KERNEL_SETS = [("SAPPHIRERAPIDS", "amx_bf16"), ("COOPERLAKE", "avx512_bf16"), ("SKYLAKEX", "avx512vl"), ("ZEN", "avx2"),
               ("HASWELL", "avx2"), ("SANDYBRIDGE", "avx"), ("NEHALEM", "sse4_2")]
FAR_BEHIND = 1.6  # times as slow as the fastest in a first trial: not tried again


def share_a_processor():
    """All on the same one: processors of a shared host differ from moment to moment."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def environment(core):
    env = dict(os.environ, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
    if core:
        env["OPENBLAS_CORETYPE"] = core
    return env


class Skipped(Exception):
    pass


class Contestant:
    """One process of a peer; it holds one job at a time."""

    def __init__(self, name, command, jobs, core):
        self.name, self.core, self.job = name, core, None
        end = ["--double"] if name == "double" else []
        self.process = subprocess.Popen(command + [jobs] + end, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True, env=environment(core),
                                        preexec_fn=share_a_processor)

    def ask(self, line):
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline().strip()
        except BrokenPipeError:
            answer = ""
        if not answer or answer.startswith("skip"):
            raise Skipped(answer[5:] or "it ended")
        return answer

    def load(self, job):
        self.ask("load " + job)
        self.job = job

    def time(self, what, count=1):
        return float(self.ask(f"{what} {count}")) / count

    def losses(self, steps):
        found = [float(w) for w in self.ask("losses " + " ".join(map(str, steps))).split()]
        if found[0] < 0:
            raise Skipped("another algorithm")
        return found

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Field:
    """All processes, begun when they are first needed: one for each peer, set of kernels and net of a group."""

    def __init__(self, directory, jobs, wanted):
        self.directory, self.jobs = directory, jobs
        self.kept, self.versions, self.peers = {}, {}, []
        self.cores, self.kinds = [None], {}  # what is tried, and what OpenBLAS makes of it
        for name in wanted:
            which = self.which(name)
            if not which:
                print(f"# {name} does not run here")
            elif PEERS[name].blas and "openblas" not in which.lower():
                print(f"# {name} is no peer: the live BLAS is not OpenBLAS")
            else:
                self.peers.append(name)
                self.versions[name] = " ".join(which.split(";")[0].split()[:2])
                print(f"# {name}: {which}")

    def command(self, name):
        return [word.format(dir=self.directory) for word in PEERS[name].command]

    def which(self, name, core=None):
        if name == "lists":
            return "fpe-tui" if os.path.exists(self.command(name)[0]) else ""
        return subprocess.run(self.command(name) + ["--which"], capture_output=True, text=True,
                              env=environment(core)).stdout.strip()

    def get(self, name, core=None, place=0):
        key = name, core, place
        if key not in self.kept:
            self.kept[key] = Contestant(name, self.command(name), self.jobs, core)
        return self.kept[key]

    def find_cores(self, job):
        """The sets of kernels worth a trial at each job, by a first one; OpenBLAS's own choice is one of them."""
        flags = open("/proc/cpuinfo").read() if os.path.exists("/proc/cpuinfo") else ""
        found, own = {}, self.which("blas").split()[-1]
        for core, flag in KERNEL_SETS:
            if f" {flag}" in flags:
                found.setdefault(self.which("blas", core).split()[-1], core)
        found.setdefault(own, None)
        times = {}
        for kind, core in found.items():
            contestant = self.get("blas", core)
            contestant.load(job)
            times[kind] = min(contestant.time("train") for _ in range(4))
        fastest = min(times.values())
        self.cores = [found[k] for k in times if times[k] < FAR_BEHIND * fastest]
        self.kinds = {core: kind for kind, core in found.items()}
        print(f"# OpenBLAS takes this CPU for {own}; {job} with kernels for "
              + ", ".join(f"{k} {1e3 * t:.2f} ms" for k, t in sorted(times.items(), key=lambda p: p[1])))

    def close(self):
        for contestant in self.kept.values():
            contestant.close()
