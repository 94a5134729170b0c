#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""compare reproduces the recipe's table of test accuracies.

  table.py PROGRAM [--seeds N] [--jobs N]

24 seeds from base seed 1. A mean may be off by max(0.015, 3 standard errors of
the difference from the 64 seeds of the table), and in every row the clause
split beats dense, paired by seed.
"""
import json
import math
import subprocess
import sys

#           name        setup                                                  compare                  dense         random        clause
ROWS = [
    ("default", "", "", (0.826, 0.058), (0.870, 0.049), (0.970, 0.039)),
    ("alpha=4", "", "alpha=4", (0.826, 0.058), (0.815, 0.021), (0.998, 0.008)),
    ("m=4", "task dnf clauses=4", "", (0.979, 0.032), (0.976, 0.029), (0.999, 0.006)),
    ("m=12", "task dnf clauses=12", "", (0.748, 0.038), (0.790, 0.048), (0.876, 0.080)),
    ("h=16", "net hidden=16", "", (0.953, 0.060), (0.968, 0.026), (1.000, 0.000)),
    ("late split", "", "warmup=100", (0.829, 0.058), (0.809, 0.030), (0.936, 0.048)),
    ("xor 8x3", "task xor", "", (0.908, 0.038), (0.880, 0.053), (0.959, 0.023)),
    ("xor 12x3 a4", "task xor clauses=12", "alpha=4", (0.865, 0.060), (0.747, 0.072), (0.981, 0.012)),
]
TABLE_SEEDS = 64


def compare(program, setup, arguments, seeds, jobs):
    command = [program, "--batch", "--json", "--quiet"] + jobs
    for line in ([setup] if setup else []) + [f"compare by=random,clause seeds={seeds} {arguments}"]:
        command += ["-c", line]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {row["split"]: row for row in json.loads(out.splitlines()[-1])["rows"]}


def judge(got, mean, sd, seeds):
    error = math.sqrt(sd * sd / TABLE_SEEDS + got["sd"] ** 2 / seeds)
    return abs(got["mean"] - mean) <= max(0.015, 3 * error)


def main():
    argv = sys.argv[2:]
    seeds = int(argv[argv.index("--seeds") + 1]) if "--seeds" in argv else 24
    jobs = argv[argv.index("--jobs"):][:2] if "--jobs" in argv else []
    passed = failed = 0
    for name, setup, arguments, *want in ROWS:
        rows = compare(sys.argv[1], setup, arguments, seeds, jobs)
        cells = []
        for split, (mean, sd) in zip(("dense", "random", "clause"), want):
            got = rows[split]["test_accuracy"]
            fine = judge(got, mean, sd, seeds)
            passed, failed = passed + fine, failed + (not fine)
            cells.append(f"{split} {got['mean']:.3f} sd {got['sd']:.3f} (table {mean:.3f}){'' if fine else ' NOT OK'}")
        wins = rows["clause"]["gain"]["mean"] > 0
        passed, failed = passed + wins, failed + (not wins)
        print(f"{name:12} {'; '.join(cells)}; clause - dense {rows['clause']['gain']['mean']:+.3f}{'' if wins else ' NOT OK'}", flush=True)
    print(f"table: {passed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
