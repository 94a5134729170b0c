#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The paper's report says what was found, also where an assertion fails, and at how many bases.

  report.py PROGRAM
"""
import json
import math
import os
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(sys.argv[1])
REPORT = os.path.dirname(os.path.abspath(__file__)) + "/../../scenarios/paper/report.py"
SCRIPT = """say "# First"
task dnf clauses=4 literals=2
data train=200 test=200
net hidden=4
compare epochs=12 seeds=5 by=random,clause
effect 100*accuracy(dense) "dense, %" above=20 paper_above=30
effect 100*accuracy(dense) "dense | too high, %" above=99 paper_above=99
effect nnz(clause) - nnz(dense) "weights" within=0
say "# Second"
effect 100*gain(clause) "dense, %"
theory inputs=6
sweep hidden=3,4 epochs=12 seeds=4 by=clause runs.db
regress runs.db x=capacity
assert slope(clause) > 1000 "far too steep"
"""


def play(folder, seed):
    os.mkdir(folder)
    with open(os.path.join(folder, "script.fpe"), "w", encoding="utf-8") as file:
        file.write(SCRIPT)
    run = subprocess.run([PROGRAM, "--batch", "--json", "--quiet", "--keep-going", "--seed", seed, "script.fpe"], cwd=folder, capture_output=True,
                         text=True, stdin=subprocess.DEVNULL, check=False)
    for name, text in (("lines.json", run.stdout), ("errors.txt", run.stderr)):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    return run


def check(good, what):
    check.count[not good] += 1
    if not good:
        print("NOT OK:", what)


check.count = [0, 0]


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folders = [os.path.join(scratch, seed) for seed in ("1", "101", "201")]
        runs = [play(f, os.path.basename(f)) for f in folders]
        check(all(r.returncode == 1 for r in runs), "a bound that does not hold fails the script")
        report = os.path.join(scratch, "report.md")
        subprocess.run([REPORT, report, *folders], check=True)
        with open(report, encoding="utf-8") as file:
            text = file.read()
    effects = [[o for o in map(json.loads, r.stdout.splitlines()) if o["command"] == "effect"] for r in runs]
    check([len(e) for e in effects] == [4, 4, 4], "an effect is there, also where its bound fails")
    first = [e[0] for e in effects]
    mean = sum(o["mean"] for o in first) / 3
    half = 1.96 * math.sqrt(sum(o["error"] ** 2 for o in first)) / 3
    line = next(x for x in text.splitlines() if x.startswith("| dense, % | ") and "above 20" in x)
    check(f"| {mean:.4g} ({mean - half:.4g} … {mean + half:.4g}) | 3 of 3 |" in line, f"the mean over all bases, and that it held: {line}")
    check("above 30: as in the paper" in line, line)
    line = next(x for x in text.splitlines() if x.startswith("| dense / too high, % |"))
    check("**not held**" in line and "0 of 3" in line and "not as in the paper" in line, line)
    check("| First: dense / too high, % | above 99 |  |  | 3 of 3 |" in text, "claims of the paper are counted over the bases")
    check("6 do not hold" in text and "base 101: script.fpe:7: dense | too high" in text, "what fails is listed with its base")
    check("All of them hold" not in text, "and is not said to hold")
    check(text.count("far too steep") == 3, "assertions, too")
    line = [x for x in text.splitlines() if x.startswith("| dense, % | ")][-1]
    check(line.count("| - |") >= 2 and "above 20" not in line, f"the same label below another heading is another effect: {line}")
    check("| clause, 1000 simulated deals |" in text, "what theory simulates is there")
    check("within settings" in text and "runs of 4 seeds" in text, "and what regress says")
    margins = [o["margin"] for o in (e[1] for e in effects)]
    line = f"| First: dense / too high, % | above 99 | {min(margins):.3g} | {sum(margins) / 3:.3g} |"
    check(line in text, f"bounds that are near are listed: {line}")
    check("| First: dense, % | above 20 | " not in text, "and those far off are not")
    print(f"report: {check.count[0]} passed, {check.count[1]} failed")
    return check.count[1] > 0


sys.exit(main())
