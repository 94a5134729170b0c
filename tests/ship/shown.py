#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the manual and README show runs as it stands: command lines, lines typed at the prompt, scripts; what is shown of output is compared.

  shown.py PROGRAM
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

ROOT = os.path.abspath(os.path.join(sys.path[0], "../.."))
PROGRAM = os.path.abspath(sys.argv[1])
check = Checks()

# A file that an example reads -> what stands for it.
FILES = {"net.safetensors": "tests/golden/binary_split.safetensors"}
STUDY = "sweep clauses=4,8 alpha=2,4 hidden=4,8 by=random,clause epochs=6 seeds=2 runs.db\n"
# Long ones are played with less of the same.
LESS = [("seeds=24 runs.db", "seeds=2 epochs=6 runs.db"), ("seeds=24", "seeds=2 epochs=6")]
# What needs a cluster, many machines, or another page's files.
NOT_HERE = re.compile(r"^(sbatch|parallel|make|cc|#!|nothing|sudo|apt-get|dnf|pacman|brew|pkg|gmake|git|cd|source)\b|^#!")


def plain(roff):
    return roff.replace("\\-", "-").replace("\\(dq", '"').replace("\\e", "\\").replace("\\&", "")


def less(line):
    for long, short in LESS:
        line = line.replace(long, short)
    return line


class Place:
    """A folder with the program in its PATH and the files that examples name."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder + "/bin")
        os.makedirs(folder + "/work")
        os.symlink(PROGRAM, folder + "/bin/fpe-tui")
        os.symlink(PROGRAM, folder + "/work/fpe-tui")
        os.symlink(ROOT + "/scenarios", folder + "/work/scenarios")
        for name, source in FILES.items():
            shutil.copy(os.path.join(ROOT, source), f"{folder}/work/{name}")
        with open(folder + "/work/study.fpe", "w", encoding="utf-8") as file:
            file.write(STUDY)
        self.env = {**os.environ, "PATH": folder + "/bin:" + os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8"}

    def sh(self, line):
        return subprocess.run(["sh", "-c", line], capture_output=True, text=True, cwd=self.folder + "/work", env=self.env, stdin=subprocess.DEVNULL,
                              check=False)

    def runs(self, where, line):
        got = self.sh(line)
        check(got.returncode == 0, f"{where}: {line}: exit {got.returncode}: {got.stderr}")
        return got.stdout

    def script(self, where, lines, *options):
        got = subprocess.run([PROGRAM, "--batch", "--quiet", *options, *(x for line in lines for x in ("-c", line))], capture_output=True, text=True,
                             cwd=self.folder + "/work", env=self.env, stdin=subprocess.DEVNULL, check=False)
        check(got.returncode == 0, f"{where}: {lines}: exit {got.returncode}: {got.stderr}")


def blocks(text):
    return re.findall(r"^\.Bd -literal[^\n]*\n(.*?)^\.Ed", text, re.M | re.S)


def sessions(place, where, block):
    """`$ command`, and what it says."""
    for command, said in re.findall(r"^\$ ([^\n]*)\n((?:(?!\$ ).*\n)*)", block, re.M):
        if said and not said.startswith("fpe> "):
            out = place.sh(command).stdout
            check(out == said, f"{where}: {command}: says\n{out}and the page shows\n{said}")
        elif "xor_clauses" in command:
            typed = [line[len("fpe> "):] for line in said.splitlines()]
            place.script(where, ["play xor_clauses", *typed])
        else:
            check(False, f"{where}: what is {command}?")


def page(place, path):
    name, ran = os.path.basename(path), 0
    text = open(path, encoding="utf-8").read()
    for line in re.findall(r'^\.Dl (?!")(.*)', text, re.M):
        line = plain(line)
        if NOT_HERE.match(line) or "..." in line:
            continue
        ran += 1
        if line.startswith("fpe-tui"):
            place.runs(name, less(line))
        else:
            place.script(name, [line], "--check")
    for block in map(plain, blocks(text)):
        if block.startswith("$ "):
            sessions(place, name, block)
        elif block.startswith("fpe 1\n"):
            place.script(name, [line for line in block.splitlines() if line != "fpe 1"])
        elif re.match(r"(parallel )?fpe-tui", block):
            for line in block.replace("\\\n", "").splitlines():
                if line.startswith("fpe-tui") and "..." not in line:
                    place.runs(name, less(line))
        else:
            continue
        ran += 1
    return ran


def readme(place):
    text = open(ROOT + "/README.md", encoding="utf-8").read()
    typed, ran = [], 0
    for line in re.findall(r"^    +(.*)", text, re.M):
        line = re.sub(r"  +# .*", "", line)
        if line.startswith("./fpe-tui"):
            place.runs("README", less(line))
            ran += 1
        elif re.match(r"(split|train|metrics|compare)\b", line):
            typed.append(less(line))
    place.script("README", ["task xor", "train 5", "split by=clause", "split by=random from=dense@5", "train until=20", *typed])
    check(len(typed) >= 4, f"README shows {typed} at the prompt")
    return ran


def main():
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder)
        place.runs("study", "fpe-tui --batch --quiet study.fpe")
        ran = {path: page(place, path) for path in sorted(glob.glob(ROOT + "/man/*.[15]"))}
        for path, least in ((ROOT + "/man/fpe-tui.1", 9), (ROOT + "/man/fpe.5", 8)):
            check(ran[path] >= least, f"{path}: {ran[path]} examples ran, at least {least}")
        check(readme(place) >= 6, "README has too few command lines")
        for name in ("table.json", "a.svg", "a.csv", "curves.svg", "net.npz"):
            check(os.path.getsize(f"{folder}/work/{name}") > 500, f"{name} was not written")
    return check.verdict("shown")


sys.exit(main())
