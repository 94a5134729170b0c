#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripts of scenarios/scripting do what they say: jq, Python, make, GNU parallel, a task of a Slurm array.

  scripting.py PROGRAM
"""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
SCRIPTS = os.path.realpath(os.path.join(sys.path[0], "../../scenarios/scripting"))
READER = "fpe_read.py"
MOST_LINES = 100  # of the reader
check = Checks()

# What is asked of the reader, in the folder of the scripts.
ASKED = """
import json, fpe_read
runs, table, net = fpe_read.store("whole.db"), fpe_read.compare("lines.json"), fpe_read.net("net.npz")
samples, _ = fpe_read.arrays("samples.npz")
logits = net.forward(samples["test_x"])[:, 0]
print(json.dumps({"runs": len(runs), "keys": runs.key.nunique(), "gain": runs[runs.name == "clause"].gain.mean(), "pruned": len(fpe_read.store("whole.db", "split")),
                  "accuracy": table[table.split == "clause"].test_accuracy.tolist(), "seeds": len(table), "nnz": net.nnz(),
                  "right": float(((logits > 0) == samples["test_y"]).mean()), "lineage": net.lineage is not None}))
"""


class Place:
    """The scripts in a folder of their own, with the program in the PATH."""

    def __init__(self, folder):
        self.folder = folder + "/here"
        shutil.copytree(SCRIPTS, self.folder)
        os.mkdir(folder + "/bin")
        os.symlink(PROGRAM, folder + "/bin/fpe-tui")
        self.env = {**os.environ, "PATH": folder + "/bin:" + os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8", "MAKEFLAGS": ""}

    def run(self, *command, good=True, **env):
        got = subprocess.run(command, cwd=self.folder, env={**self.env, **env}, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
        check(not good or got.returncode == 0, f"{command}: exit {got.returncode}: {got.stderr}")
        return got.stdout

    def path(self, name):
        return os.path.join(self.folder, name)


def shell_and_jq(place):
    rows = [line.split("\t") for line in place.run("sh", "table.sh").splitlines()]
    check([row[0] for row in rows] == ["dense", "random", "clause"] and len({row[1] for row in rows}) == 1, f"table.sh: {rows}")
    check(float(rows[2][4]) > 0, f"table.sh: the claim that it ends well by is not in its table: {rows}")


def a_makefile(place):
    before = sorted(os.listdir(place.folder))
    place.run("make", "-s", "-j2")
    check(open(place.path("table.csv"), encoding="utf-8").read().count("\n") == 1 + 3 * 16, "table.csv has not a line for each seed and split")
    check(os.path.getsize(place.path("gain.svg")) > 500, "no figure")
    check("nothing" in place.run("make").lower(), "make does again what is there")
    place.run("make", "-s", "clean")
    check(sorted(os.listdir(place.folder)) == before, "make clean leaves something")


def parts_give_the_same_bytes(place):
    whole = place.run("fpe-tui", "--batch", "--quiet", "study.fpe")
    os.rename(place.path("runs.db"), place.path("whole.db"))
    check(place.run("sh", "parallel.sh", "3") == whole, "three parts print another table than one run")
    os.remove(place.path("runs.db"))
    place.run("sh", "slurm.sh", SLURM_ARRAY_TASK_ID="2", SLURM_ARRAY_TASK_MIN="1", SLURM_ARRAY_TASK_COUNT="2", SLURM_CPUS_PER_TASK="1")
    check(os.path.exists(place.path("runs.2of2.db")), "a task of an array has no part of its own")


def python_reads_it(place):
    check(len(open(place.path(READER), encoding="utf-8").readlines()) <= MOST_LINES, "the reader is long")
    with open(place.path("lines.json"), "w", encoding="utf-8") as file:
        file.write(place.run("fpe-tui", "--batch", "--json", "--quiet", "-c", "data train=500 test=500", "-c", "compare epochs=8 warmup=2 seeds=3", "-c", "split by=random",
                             "-c", "export net.npz arm=random", "-c", "export data samples.npz", "-c", "metrics arm=random"))
    told = [json.loads(line) for line in open(place.path("lines.json"), encoding="utf-8")]
    compare, metrics = (next(line for line in told if line["command"] == name) for name in ("compare", "metrics"))
    got = json.loads(place.run("/usr/bin/python3", "-c", ASKED) or "{}")
    with sqlite3.connect(place.path("whole.db")) as db:
        count = db.execute("SELECT count(*), count(DISTINCT key) FROM score WHERE moment = 'end'").fetchone()
    sweep = json.loads(place.run("fpe-tui", "--batch", "--json", "--quiet", "-c", "runs whole.db").splitlines()[-1])
    gains = [row["gain"] for row in sweep["rows"] if row["split"] == "clause"]
    check((got.get("runs"), got.get("keys")) == count and got["pruned"] == count[0], f"the store: {got} {count}")
    check(abs(got["gain"] - sum(gains) / len(gains)) < 1e-6, f"mean gain {got['gain']}, runs says {gains}")
    check(got["accuracy"] == next(row for row in compare["rows"] if row["split"] == "clause")["test_accuracy"]["values"] and got["seeds"] == 9, f"compare: {got}")
    arm = metrics["arms"][0]
    check(got["nnz"] == arm["nnz"] and abs(got["right"] - arm["test_accuracy"]) < 1e-9 and got["lineage"], f"the net: {got} {arm}")
    for name in ("whole.db", "net.npz", "lines.json"):
        check(place.run("/usr/bin/python3", READER, name), f"{READER} {name} says nothing")


def main():
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder)
        readme = open(place.path("README.md"), encoding="utf-8").read()
        for name in os.listdir(place.folder):
            check(name == "README.md" or f"`{name}`" in readme, f"README.md of the scripts lacks {name}")
        for play in (shell_and_jq, a_makefile, parts_give_the_same_bytes, python_reads_it):
            play(place)
    return check.verdict("scripting")


sys.exit(main())
