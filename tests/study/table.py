#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""compare reproduces the recipe's table of test accuracies.

  table.py PROGRAM [--seeds N] [--jobs N]

24 seeds from base seed 1. A mean may be off by max(0.015, 3 standard errors of
the difference from the seeds of the table), and in every row the clause
split beats dense, paired by seed.
"""
import json
import math
import subprocess
import sys

# mean and sd of test accuracy over so many seeds
#    name           setup                 compare       seeds  dense           random          clause
ROWS = [
    ("default", "", "", 256, (0.827, 0.065), (0.862, 0.055), (0.957, 0.062)),
    ("alpha=4", "", "alpha=4", 256, (0.827, 0.065), (0.813, 0.024), (0.990, 0.032)),
    ("m=4", "task dnf clauses=4", "", 256, (0.976, 0.042), (0.966, 0.033), (0.999, 0.008)),
    ("m=12", "task dnf clauses=12", "", 256, (0.751, 0.036), (0.801, 0.049), (0.891, 0.073)),
    ("h=16", "net hidden=16", "", 256, (0.961, 0.053), (0.967, 0.028), (1.000, 0.006)),
    ("late split", "", "warmup=100", 256, (0.827, 0.065), (0.802, 0.033), (0.928, 0.060)),
    ("xor 8x3", "task xor", "", 256, (0.902, 0.043), (0.887, 0.050), (0.953, 0.027)),
    ("xor 12x3 a4", "task xor clauses=12", "alpha=4", 192, (0.861, 0.081), (0.690, 0.110), (0.973, 0.031)),
]


def compare(program, setup, arguments, seeds, jobs):
    command = [program, "--batch", "--json", "--quiet"] + jobs
    for line in ([setup] if setup else []) + [f"compare by=random,clause seeds={seeds} {arguments}"]:
        command += ["-c", line]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {row["split"]: row for row in json.loads(out.splitlines()[-1])["rows"]}


def judge(got, mean, sd, table_seeds, seeds):
    error = math.sqrt(sd * sd / table_seeds + got["sd"] ** 2 / seeds)
    return abs(got["mean"] - mean) <= max(0.015, 3 * error)


def main():
    argv = sys.argv[2:]
    seeds = int(argv[argv.index("--seeds") + 1]) if "--seeds" in argv else 24
    jobs = argv[argv.index("--jobs"):][:2] if "--jobs" in argv else []
    passed = failed = 0
    for name, setup, arguments, table_seeds, *want in ROWS:
        rows = compare(sys.argv[1], setup, arguments, seeds, jobs)
        cells = []
        for split, (mean, sd) in zip(("dense", "random", "clause"), want):
            got = rows[split]["test_accuracy"]
            fine = judge(got, mean, sd, table_seeds, seeds)
            passed, failed = passed + fine, failed + (not fine)
            cells.append(f"{split} {got['mean']:.3f} sd {got['sd']:.3f} (table {mean:.3f}){'' if fine else ' NOT OK'}")
        wins = rows["clause"]["gain"]["mean"] > 0
        passed, failed = passed + wins, failed + (not wins)
        print(f"{name:12} {'; '.join(cells)}; clause - dense {rows['clause']['gain']['mean']:+.3f}{'' if wins else ' NOT OK'}", flush=True)
    print(f"table: {passed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
