# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole program: start, screen, large nets, many runs, two threads. Each row of FIGURES is measured by a function."""
import collections
import contextlib
import json
import os
import resource
import signal
import statistics
import subprocess
import tempfile
import threading
import time

import numpy as np

import terminal
from field import share_a_processor
from training import spread

# unit: of what the function gives; quick: also where there is little time
Figure = collections.namedtuple("Figure", "key title unit quick measure")
TOO_LONG = 300  # seconds after which a measurement is given up


class Bench:
    """The program, how often to measure, and a place for files."""

    def __init__(self, program, rounds, quick):
        self.program, self.rounds, self.quick = program, rounds, quick
        self.kept = tempfile.TemporaryDirectory()

    def path(self, name):
        return os.path.join(self.kept.name, name)

    def arguments(self, commands, options=()):
        return [self.program, "--batch", "--quiet", *options] + [w for c in commands for w in ("-c", c)]

    def batch(self, *commands, options=(), one_processor=False):
        """(seconds, seconds of CPU, MiB at most, output)"""
        begin, before = time.perf_counter(), cpu_of_children()
        process = subprocess.Popen(self.arguments(commands, options), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   stdin=subprocess.DEVNULL, preexec_fn=share_a_processor if one_processor else None)
        most, output = Memory(process.pid), b""
        try:
            output, errors = process.communicate(timeout=TOO_LONG)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise RuntimeError(f"over {TOO_LONG} s") from None
        finally:
            most.end()
        if process.returncode:
            raise RuntimeError(errors.decode().strip().splitlines()[0])
        return time.perf_counter() - begin, cpu_of_children() - before, most.mib, output

    def seconds(self, *commands, **more):
        return self.batch(*commands, **more)[0]

    def pictures(self, inputs=784, classes=10, samples=10000):
        """The command for noise like Fashion-MNIST's pictures, in a file."""
        path = self.path(f"pictures{inputs}-{classes}.npz")
        if not os.path.exists(path):
            rng = np.random.default_rng(1)
            centre = rng.standard_normal((classes, inputs))
            for name, n in (("", samples), ("test_", samples // 5)):
                y = rng.integers(classes, size=n)
                x = np.clip(.4 * (centre[y] + rng.standard_normal((n, inputs))), 0, 1).astype(np.float32)
                np.savez(self.path(name + "part.npz"), x=x, y=y)
            train, test = np.load(self.path("part.npz")), np.load(self.path("test_part.npz"))
            np.savez(path, x=train["x"], y=train["y"], test_x=test["x"], test_y=test["y"])
        return f"task npz {path}"


class Memory:
    """Most memory of a process, looked at from a thread: its own account ends with it."""

    def __init__(self, pid):
        self.pid, self.mib, self.over = pid, 0, threading.Event()
        self.thread = threading.Thread(target=self.look)
        self.thread.start()

    def look(self):
        while not self.over.wait(0.003):
            with contextlib.suppress(OSError, ValueError):
                with open(f"/proc/{self.pid}/status", encoding="ascii") as f:
                    self.mib = max([self.mib] + [int(line.split()[1]) / 1024 for line in f if line.startswith("VmHWM")])

    def end(self):
        self.over.set()
        self.thread.join()


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def times(b, *commands):
    return [1e3 * b.seconds(*commands) for _ in range(b.rounds)]


def start_to_end(b):
    return times(b, "help")


def default_run(b):
    return times(b, "train 200")


def first_frame(b):
    return [1e3 * terminal.start_to_first_frame(b.program, 1) for _ in range(b.rounds)]


def small_frame(b):
    return [terminal.training_frames(b.program, 3)["cpu_ms"]]


def small_echo(b):
    return [1e3 * terminal.key_to_echo(b.program, 60 if b.quick else 300)[1]]


def speed_max(b):
    return [terminal.training_speed(b.program, 3000, 1)[1]]


def history(b):
    arms = [f"split by={'clause' if i % 2 else 'random'} from=dense as=arm{i}" for i in range(9)]
    return [b.batch(*arms, "train 300")[2] - b.batch("help")[2]]


def compare_default(b):
    return [b.seconds("compare seeds=24") for _ in range(max(1, b.rounds // 4))]


def compare_on_two(b):
    found = []
    for _ in range(max(3, b.rounds // 2)):
        alone, together = (b.seconds("compare seeds=16 epochs=100", options=("--jobs", n)) for n in "12")
        found.append(alone / together)
    return found


def one_arm_on_two(b, hidden, split):
    """Times as fast, without what comes before; the same bits, or it is an error."""
    make = [b.pictures(), f"net hidden={hidden}"] + ([f"split by=random alpha={split} as=child", "drop dense"] if split else [])
    epochs = 12 if hidden == "64" else 3
    ask = ["arms", "metrics"] if hidden == "64" else ["arms"]
    before = min(b.seconds(*make) for _ in range(2))
    found, outputs = [], set()
    for _ in range(3 if b.quick else max(3, b.rounds // 2)):
        pair = [b.batch(*make, f"train {epochs}", *ask, options=("--jobs", n, "--json")) for n in "12"]
        outputs.update(p[3] for p in pair)
        found.append((pair[0][0] - before) / (pair[1][0] - before))
        if len(found) == 2 and pair[1][1] < 1.08 * pair[1][0]:
            raise RuntimeError("one thread trains an arm in this program")
    if len(outputs) > 1:
        raise RuntimeError("results depend on the number of threads")
    return found


def large_arms(b):
    return [b.pictures(), "net hidden=512"] + [f"split by=random from=dense as=arm{i}" for i in range(9)]


def large_frame(b):
    return [terminal.training_frames(b.program, 5 if b.quick else 15, large_arms(b))["cpu_ms"]]


def large_echo(b):
    return [1e3 * terminal.key_to_echo(b.program, 60 if b.quick else 200, large_arms(b))[1]]


def memory_of_large(b):
    """MiB while ten arms train, every 5 seconds."""
    s = terminal.started(b.program, *large_arms(b))
    s.type("train 100000\r")
    found = []
    for _ in range(2 if b.quick else 8):
        s.frames(5)
        found.append(s.memory())
    s.close()
    return found


def frames_of_wide(b):
    """Frames a second while a key is held in a panel of 4096-1024-1024-100."""
    s = terminal.started(b.program, b.pictures(4096, 100, 500), "net hidden=1024x1024", "show weights arm=dense")
    s.type("\x1b[17~")
    s.quiet()
    found = []
    for i in range(40):
        begin = time.perf_counter()
        s.type("j" if i % 4 else "l")
        if s.read(3):
            found.append(1 / (time.perf_counter() - begin))
        s.frames(0.02)
    s.type("\x1b[17~")
    s.close()
    return found


WIDE = ["task dnf clauses=1024 literals=4", "data train=200 test=200"]


def widest_seconds(b):
    return [b.seconds(*WIDE, "net hidden=4096", "metrics") - b.seconds(*WIDE, "net hidden=4096")]


def widest_memory(b):
    return [b.batch(*WIDE, "net hidden=4096", "metrics")[2]]


def split_kinds(b):
    """What splits a net by itself and a task's clauses."""
    output = b.batch("help tables", options=("--json",))[3]
    tables = {t["name"]: t["rows"] for t in json.loads(output.splitlines()[0])["tables"]}
    return [k["name"] for k in tables["splits"] if not (k["needs_groups"] or k["needs_partition"] or k["by_hand"])]


def widest_split(b):
    before = b.seconds(*WIDE, "net hidden=2048")
    return [b.seconds(*WIDE, "net hidden=2048", f"split by={kind}") - before for kind in split_kinds(b)]


def stopping(b, *commands):
    """Seconds from Ctrl-C to the end, a second into the last command."""
    before = b.seconds(*commands[:-1])
    p = subprocess.Popen(b.arguments(commands), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    time.sleep(before + 1)
    if p.poll() is not None:
        return 0
    begin = time.perf_counter()
    p.send_signal(signal.SIGINT)
    try:
        p.wait(TOO_LONG)
    except subprocess.TimeoutExpired:
        p.kill()
        p.wait()
        raise RuntimeError(f"over {TOO_LONG} s") from None
    return time.perf_counter() - begin


def widest_stop(b):
    return [stopping(b, *WIDE, "net hidden=4096", "metrics"), stopping(b, *WIDE, "net hidden=2048", "split by=clause")]


TINY = ["task dnf clauses=2 literals=2", "data train=64 test=64", "net hidden=2"]
TINY_STUDY = "by=random warmup=1 epochs=2 seeds=10000"


def tiny_runs(b):
    """The runs' CPU, by a compare that keeps none, over the wall time of a sweep that keeps all."""
    runs = b.batch(*TINY, "compare " + TINY_STUDY, options=("--jobs", "1"))[1]
    with contextlib.suppress(FileNotFoundError):
        os.remove(b.path("tiny.db"))
    return [100 * runs / b.seconds(*TINY, f"sweep {TINY_STUDY} {b.path('tiny.db')}", options=("--jobs", "1"))]


def store(b):
    """A store of 100,000 runs, each of which was run: a copy would not have the checksum of its own seed."""
    path = b.path("many.db")
    if not os.path.exists(path):
        for i in range(10):
            b.batch(*TINY, f"sweep {TINY_STUDY} {path}", options=("--seed", str(1 + 10000 * i)))
    return path


def queries(b):
    path, before = store(b), b.seconds("help")
    return [b.seconds(q) - before for q in (f"runs {path} where=\"gain > 0.4\"", f"regress {path} x=capacity")]


FIGURES = [
    Figure("start_to_end", "start and end", "ms", True, start_to_end),
    Figure("default_run", "default run, 200 epochs", "ms", True, default_run),
    Figure("first_frame", "start to the first frame", "ms", True, first_frame),
    Figure("small_frame", "CPU of a 120x34 frame, three default arms training", "ms", True, small_frame),
    Figure("small_echo", "key to echo meanwhile, 99th percentile", "ms", True, small_echo),
    Figure("speed_max", "`speed max` under the screen, share of batch speed by CPU", "", False, speed_max),
    Figure("history", "history of ten default arms, 300 epochs", "MiB", True, history),
    Figure("compare", "`compare` of 24 default seeds", "s", False, compare_default),
    Figure("compare_on_two", "`compare`, two jobs against one", "times", False, compare_on_two),
    Figure("arm_on_two.64", "one arm 784-64-10, two threads against one", "times", True,
           lambda b: one_arm_on_two(b, "64", 0)),
    Figure("arm_on_two.64split", "the same, split in two", "times", False, lambda b: one_arm_on_two(b, "64", 2)),
    Figure("arm_on_two.512", "one arm 784-512-10, two threads against one", "times", False,
           lambda b: one_arm_on_two(b, "512", 0)),
    Figure("arm_on_two.deep", "one arm 784-512-512-10, two threads against one", "times", False,
           lambda b: one_arm_on_two(b, "512x512", 0)),
    Figure("large_frame", "CPU of a frame, ten arms of 784-512-10 training", "ms", True, large_frame),
    Figure("large_echo", "key to echo meanwhile, 99th percentile", "ms", True, large_echo),
    Figure("large_memory", "memory meanwhile, 5 to 40 s", "MiB", False, memory_of_large),
    Figure("wide_frames", "frames a second, cursor in the weights of 4096-1024-1024-100", "", False, frames_of_wide),
    Figure("widest_metrics", "`metrics` of 4096-4096-1", "s", False, widest_seconds),
    Figure("widest_memory", "memory meanwhile, at most", "MiB", False, widest_memory),
    Figure("widest_split", "splits of 4096-2048-1, each kind", "s", False, widest_split),
    Figure("widest_stop", "Ctrl-C in both to the end", "s", False, widest_stop),
    Figure("tiny_runs", "10,000 tiny runs: CPU of the runs in the time of a sweep", "%", False, tiny_runs),
    Figure("queries", "`runs` and `regress` of 100,000 runs", "s", False, queries),
]


def measure(program, rounds, quick):
    """Spreads by key; what could not be measured is a text."""
    b, found = Bench(program, rounds, quick), {}
    for f in FIGURES:
        if quick and not f.quick:
            continue
        try:
            found[f.key] = spread(f.measure(b))
        except (RuntimeError, OSError, SystemExit, statistics.StatisticsError) as why:
            found[f.key] = str(why)
        print(f"{f.title:64} {shown(found[f.key], f.unit)}", flush=True)
    return found


def shown(value, unit):
    if isinstance(value, str):
        return "not measured: " + value
    digits = 2 if abs(value["median"]) < 10 else 1
    text = f"{value['median']:.{digits}f}"
    if value["low"] != value["high"]:
        text += f" ({value['low']:.{digits}f} to {value['high']:.{digits}f})"
    return f"{text} {unit}".strip()
