#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The n-th call of a kind fails: the program says so and leaves nothing by halves, or it has not mattered.

  fault.py PROGRAM LIBRARY [--all N] [--drawn N] [--spread N] [--seed S] [--kinds a,b] [--scripts a,b] [--only KIND:N] [--jobs N]
           [--examples [N]]

Each of scripts/*.fpe (--examples: the example of each row of the commands, or of N drawn ones) runs once without a fault and is counted (fault.c), then once for every fault: of each kind the
calls 1 to --all, --spread calls at an even stride from a drawn first, and --drawn drawn ones; of the drawn half fail from
there on for good. What must hold is in `judge`.
"""
import argparse
import collections
import concurrent.futures
import functools
import glob
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.append(os.path.join(HERE, "../support"))
from checks import Checks  # noqa: E402
from tables import tables  # noqa: E402

GOLDEN = os.path.join(HERE, "../golden")
# What scripts read; and what stands where they write.
GIVEN = ["flowers.csv", "rhyme.txt", "small.cnf", "small.pla", "small.session", "arrays/x.npy", "arrays/label.npy",
         "arrays/pictures.npz", "arrays/idx", "models/two_stacks.safetensors", "models/sequential.safetensors"]
OLD = ["net.safetensors", "net.csv", "samples.npz", "all.session", "curves.svg", "capacity.png", "sweep.csv", "wide.safetensors"]
# Left out with --going-on: a sweep keeps the runs it has, so do a merge and what plays, and these figures show what failed.
KEPT_BY_HALVES = r"sweep |merge |play |runs |regress |recommend|effect .*(clauses|dense)|print mean|plot (log|source|screen)"
LEFT_OUT = ("bench", "summary", "doctor")  # print times, and what a library could not have
LONG = 100  # seconds; no run needs one: what takes so long hangs
SPREADS = {"alloc": 8}  # what --spread counts for: most of what can fail is an allocation
NO_FAULTS = ("intr", "part")  # kinds of what a system may do at any time: nothing comes of it
SIDE_FILES = ("-journal", "-wal", "-shm")
Result = collections.namedtuple("Result", "code out err files")


def options_of(script):
    with open(script, encoding="utf-8") as lines:
        found = re.search(r"^# options: (.*)$", lines.read(), re.M)
    return found.group(1).split() if found else []


def fill(folder):
    """What every script finds in its folder."""
    for name in GIVEN:
        source, target = os.path.join(GOLDEN, name), os.path.join(folder, os.path.basename(name))
        (shutil.copytree if os.path.isdir(source) else shutil.copy)(source, target)
    for name in OLD:
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write("what was there before\n")
    for path in glob.glob(os.path.join(HERE, "scripts/*")):
        shutil.copy(path, folder)


def write_examples(program, folder):
    """A script of each row's example, where scripts are found; their paths."""
    paths = []
    for row in tables(program)["commands"]:
        lines = [row["example_setup"] or "", row["example"], row["more_examples"] or ""]
        setup, *others = (text.replace("/tmp/", "").replace("tests/golden", os.path.abspath(GOLDEN)) for text in lines)
        paths += [os.path.join(folder, f"row {row['name']}.fpe")] if row["name"] not in LEFT_OUT else []
        with open(os.path.join(folder, f"row {row['name']}.fpe"), "w", encoding="utf-8") as file:
            # what is read before any line runs must be there before the program starts
            if "include" in row["flags"]:
                subprocess.run([program, "--batch", "--quiet", "-c", setup], cwd=folder, stdin=subprocess.DEVNULL, check=True)
                setup = ""
            file.write("\n".join(filter(None, [setup, *others])) + "\n")
    return paths


def files_in(folder):
    found = {}
    for path in glob.glob(os.path.join(folder, "**"), recursive=True, include_hidden=True):
        if os.path.isfile(path):
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


def leave_out(path, is_out):
    """Make lines of a script comments: those of which is_out(number, text) is true."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    os.unlink(path)  # it is a link
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join("#" + line if is_out(i + 1, line) else line for i, line in enumerate(lines)))


class Bench:
    """Runs scripts, each time in a new folder, with and without faults."""

    def __init__(self, program, library, where):
        self.program, self.library, self.where = os.path.realpath(program), os.path.realpath(library), where
        self.model = os.path.join(where, "model")
        os.mkdir(self.model)
        fill(self.model)

    def folder(self):
        """A new one, as scripts find it. Files are links: the program replaces files, and a test that wrote into
        one would show in all runs after it."""
        folder = tempfile.mkdtemp(dir=self.where)
        shutil.copytree(self.model, folder, copy_function=os.link, dirs_exist_ok=True)
        return folder

    def run(self, script, fault=None, more=(), without=0):
        """(Result, folder, what fault.c reports). without: the number of a line that is left out."""
        folder = self.folder()
        if "--keep-going" in more:
            leave_out(os.path.join(folder, os.path.basename(script)),
                      lambda number, line: number == without or re.match(KEPT_BY_HALVES, line))
        report = os.path.join(self.where, os.path.basename(folder) + ".report")
        environment = dict(os.environ, FPE_FAULT_REPORT=report, LC_ALL="C.UTF-8",
                           ASAN_OPTIONS="verify_asan_link_order=0:abort_on_error=0:exitcode=99")
        environment["LD_PRELOAD"] = self.library
        if fault:
            environment["FPE_FAULT"] = fault
        command = [self.program, "--batch", "--quiet", "--jobs", "1", *options_of(script), *more, os.path.basename(script)]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        try:
            out, err = process.communicate(timeout=LONG)
            code = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            code = "hangs"
        with open(report, encoding="utf-8") as file:
            told = file.read()
        os.unlink(report)
        return Result(code, out, err.decode("utf-8", "replace"), files_in(folder)), folder, told

    @functools.lru_cache(maxsize=None)
    def without(self, script, number):
        """What a script does that goes on without one of its lines."""
        got, folder, _ = self.run(script, more=["--keep-going"], without=number)
        shutil.rmtree(folder)
        return got

    def opens(self, folder, name):
        """Does the store open and verify, and are its runs whole?"""
        got = subprocess.run([self.program, "--batch", "--quiet", "-c", f"runs {name}"], cwd=folder, capture_output=True,
                             text=True, stdin=subprocess.DEVNULL, timeout=LONG, check=False)
        return "" if got.returncode == 0 or "no runs" in got.stderr else got.stderr or str(got.returncode)


def differing(a, b):
    return sorted(name for name in set(a) | set(b) if not is_store(name) and a.get(name) != b.get(name))


def judge_going_on(bench, script, clean, got):
    """With --keep-going a line that failed has done nothing: all is as without that line."""
    place = re.match(r'%s:(\d+):|.*"file":"%s","line":(\d+)' % ((re.escape(os.path.basename(script)),) * 2), got.err)
    if got.code == "hangs" or got.code < 0:
        return ["dies or hangs"]
    if got.code == 0 or not place:  # none: what was lost is of no line
        return [] if got.err.strip() or not got.code else ["not a word"]
    number = int(place[1] or place[2])
    if not number:  # the script itself
        return []
    other = bench.without(script, number)
    others = [name for name in differing(got.files, other.files) if name != os.path.basename(script)]
    wrong = [f"line {number} failed, yet {name} differs from what it is without it"
             for name in others if got.files.get(name) != clean.files.get(name)]
    # one that is whole was written before the line failed, and later lines may have read it
    if got.out != other.out and not others:
        wrong.append(f"line {number} failed, yet the rest prints otherwise")
    return wrong


def is_store(name):
    return name.endswith(".db")


def judge(bench, fault, clean, before, got, folder):
    """What is wrong with a run in which a fault was put, as a list of sentences."""
    wrong = []
    if got.code == "hangs":
        return ["hangs"]
    if got.code < 0:
        return [f"dies of {signal.Signals(-got.code).name}"]
    if got.code == 99 or "Sanitizer" in got.err or "runtime error" in got.err:
        return ["a sanitizer complains"]
    if got.code and fault.split(":")[0] in NO_FAULTS:
        return [f"exit {got.code} of no fault: {got.err.strip()}"]
    logs = [name for name in clean.files if name.startswith("log.")]
    if got.code == 0:
        if got.out != clean.out:
            wrong.append("exit 0, but other output")
        for name in sorted(set(clean.files) | set(got.files)):
            if is_store(name) and name in got.files:
                continue
            if clean.files.get(name) != got.files.get(name):
                wrong.append(f"exit 0, but another {name}")
    else:
        if not got.err.strip():
            wrong.append(f"exit {got.code} and not a word")
        elif fault.startswith("alloc") and not re.search("memory", got.err):
            wrong.append("does not say that memory was short: " + got.err.splitlines()[0])
        if not clean.out.startswith(got.out):
            wrong.append(f"exit {got.code}, and other output before")
        for name, content in sorted(got.files.items()):
            if name in logs:
                fine = clean.files[name].startswith(content)
            elif is_store(name) or name.endswith(SIDE_FILES):
                fine = name in clean.files or any(name == x + end for x in clean.files for end in SIDE_FILES)
            else:
                fine = content in (clean.files.get(name), before.get(name))
            if not fine:
                wrong.append(f"{name} is by halves" if name in clean.files else f"{name} is left behind")
        wrong += [f"{name} is gone" for name in before if name not in got.files]
    for name in got.files:
        said = bench.opens(folder, name) if is_store(name) else ""
        if said:
            wrong.append(f"{name} does not open: {said}")
    return wrong


@functools.lru_cache(maxsize=None)
def place_of(told, program):
    """The functions that called what failed, and libraries between them."""
    places = [line.split()[1:] for line in told.splitlines() if line.startswith("at ")]
    ours = [at for path, at in places if path == program]
    names = iter(subprocess.run(["addr2line", "-f", "-s", "-e", program, *ours], capture_output=True, text=True,
                                check=False).stdout.split("\n")[::2] if ours else [])
    steps = [next(names) if path == program else os.path.basename(path).split(".so")[0] for path, at in places]
    steps = [step for i, step in enumerate(steps) if step != "fault" and (i == 0 or step != steps[i - 1])]
    return " < ".join(steps[:10])


def faults_of(kind, count, options, chance):
    """Which calls fail, as FPE_FAULT names them."""
    found = [str(n) for n in range(1, min(options.all, count) + 1)]
    if options.spread and count:
        stride = max(1, count // (options.spread * SPREADS.get(kind, 1)))
        found += [str(n) for n in range(1 + chance.randrange(stride), count + 1, stride)]
    for i in range(options.drawn if count > options.all else 0):
        found.append(str(chance.randint(options.all + 1, count)) + ("+" if i % 2 and kind not in NO_FAULTS else ""))
    if options.all and count and kind not in NO_FAULTS:
        found += [f"{n}+" for n in {1, max(1, count // 3), max(1, count // 2)}]
    return [f"{kind}:{n}" for n in sorted(set(found), key=lambda n: int(n.rstrip("+")))]


def counts_in(told):
    return {line.split()[1]: int(line.split()[2]) for line in told.splitlines() if line.startswith("count ")}


def clean_run(bench, script):
    first, folder, told = bench.run(script)
    shutil.rmtree(folder)
    if first.code:
        raise SystemExit(f"{script} fails by itself: {first.err}")
    return first, counts_in(told)


def one(bench, script, fault, clean, before, going_on):
    got, folder, told = bench.run(script, fault, ["--keep-going"] if going_on else ())
    try:
        wrong = judge_going_on(bench, script, clean, got) if going_on else judge(bench, fault, clean, before, got, folder)
        return fault, wrong, told, got
    finally:
        shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("library")
    for name, default in (("all", 0), ("drawn", 0), ("spread", 0), ("seed", random.randrange(1 << 30)), ("jobs", 2),
                          ("most", 20)):
        parser.add_argument("--" + name, type=int, default=default)
    for name in ("kinds", "scripts", "only"):
        parser.add_argument("--" + name)
    parser.add_argument("--examples", type=int, nargs="?", const=1000, help="of each row of the commands, or of so many")
    parser.add_argument("--going-on", action="store_true", help="with --keep-going, and what must hold then")
    options = parser.parse_args()
    chance, check, where = random.Random(options.seed), Checks(), tempfile.mkdtemp()
    bench = Bench(options.program, options.library, where)
    put, seen = collections.Counter(), collections.Counter()
    print(f"seed {options.seed}")
    made = write_examples(bench.program, bench.model) if options.examples else glob.glob(os.path.join(HERE, "scripts/*.fpe"))
    if options.examples and options.examples < len(made):
        made = chance.sample(made, options.examples)
    for script in sorted(made):
        name = os.path.basename(script)[:-4]
        if options.scripts and name not in options.scripts.split(","):
            continue
        before = files_in(bench.model)
        clean, counts = clean_run(bench, script)
        faults = [fault for kind, count in counts.items() if not options.kinds or kind in options.kinds.split(",")
                  for fault in faults_of(kind, count, options, chance)]
        if options.only:
            faults = [options.only]
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for fault, wrong, told, got in pool.map(lambda f: one(bench, script, f, clean, before, options.going_on), faults):
                put[fault.split(":")[0]] += 1
                key = (name, "; ".join(wrong), place_of("\n".join(x for x in told.splitlines() if x.startswith("at ")), bench.program)) if wrong else None
                seen[key] += 1
                check(not wrong, "") if seen[key] > 1 and wrong else check(
                    not wrong, f"{name} {fault}: {'; '.join(wrong)}\n    at {key and key[2]}")
                if wrong and options.only:
                    print(got.err, got.out.decode()[-300:])
        print(f"# {name}: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))
    shutil.rmtree(where)
    print("faults: " + ", ".join(f"{count} {kind}" for kind, count in put.items()))
    return check.verdict("fault")


if __name__ == "__main__":
    sys.exit(main())
