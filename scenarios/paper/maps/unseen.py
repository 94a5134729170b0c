#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the law foretells of tasks that it has not seen, beside what is measured there.

  unseen.py PROGRAM LAW.db [STORE.db]

Writes unseen.csv beside this file; what was run is kept in STORE.db (unseen.db). A task whose
data are not there is left out and said.
"""
import csv
import json
import os
import subprocess
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
FASHION = "/usr/share/datasets/fashion-mnist"
#   name, lines that make it, seeds, widths, warm-up and epochs, needs
TASKS = [
    ("led, 17 irrelevant bits", ["task led irrelevant=17", "data train=2000 test=4000"], 16, (2, 4, 8), (5, 200), None),
    ("led", ["task led irrelevant=0", "data train=2000 test=4000"], 16, (4,), (5, 200), None),
    ("6-multiplexer", ["task multiplexer address=2", "data train=2000 test=4000"], 16, (4,), (5, 200), None),
    ("11-multiplexer", ["task multiplexer address=3", "data train=4000 test=4000"], 16, (8,), (5, 200), None),
    ("xor", ["task xor clauses=8 literals=3", "data train=8000 test=4000"], 16, (8,), (5, 200), None),
    ("Fashion-MNIST", [f"task idx {FASHION} standardise=global", "set lr=0.001 batch=256"], 3, (4, 8), (3, 15), FASHION),
]
FIELDS = ["task", "hidden", "alpha", "seeds", "dense", "gain", "low", "high", "foretold", "foretold_low", "foretold_high"]


def objects(program, lines):
    commands = [x for line in lines for x in ("-c", line)]
    run = subprocess.run([program, "--batch", "--json", "--quiet", *commands], capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(f"{lines}: {run.stderr}")
    return [json.loads(line) for line in run.stdout.splitlines()]


def foretold(found, alpha):
    return next(s for s in found["splits"] if (s["split"], s["alpha"]) == ("random", alpha))


def rows_of(program, law, store, task):
    name, lines, seeds, widths, (warmup, epochs), _ = task
    for hidden in widths:
        begin = [*lines, f"net hidden={hidden}"]
        sweep = objects(program, [*begin, f"sweep alpha=2,4 by=random warmup={warmup} epochs={epochs} seeds={seeds} {store}"])[-1]
        dense = sum(sweep["rows"][0]["test_accuracy"]["values"]) / seeds
        found = objects(program, [*begin, f"recommend {law} dense={dense:.6f}"])[-1]
        for r in sweep["rows"]:
            if r["split"] != "random":
                continue
            row = {"task": name, "hidden": hidden, "alpha": r["alpha"], "seeds": seeds, "dense": f"{100 * dense:.2f}",
                   **{k: f"{100 * r['gain'][v]:.2f}" for k, v in (("gain", "mean"), ("low", "low"), ("high", "high"))}}
            f = foretold(found, r["alpha"])
            yield dict(row, **{"foretold" + e: f"{100 * f[k]:.2f}" for e, k in (("", "gain"), ("_low", "low"), ("_high", "high"))})


def main():
    program, law = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    store = os.path.abspath(sys.argv[3] if len(sys.argv) > 3 else "unseen.db")
    rows = []
    for task in TASKS:
        if task[-1] and not os.path.exists(task[-1]):
            print(f"left out: {task[0]}, which needs {task[-1]}")
            continue
        rows += rows_of(program, law, store, task)
    with open(os.path.join(FOLDER, "unseen.csv"), "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, FIELDS, lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


main()
