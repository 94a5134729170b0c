#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `recommend` says, worked out anew by NumPy from the runs of the store.

  recommend.py PROGRAM

The model is that of src/lab/study/advice.h; the code is not.
"""
import csv
import json
import os
import subprocess
import sys
import tempfile

import numpy

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

check = Checks()
SWEEP = "sweep clauses=2,3,4 literals=2,3 hidden=2,4 alpha=2 by=random,clause warmup=2 epochs=6 seeds=3"


def run(program, folder, *lines, options=("--json",)):
    commands = [x for line in lines for x in ("-c", line)]
    return subprocess.run([program, "--batch", "--quiet", *options, *commands], cwd=folder, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)


def said(got):
    found = [o for o in map(json.loads, got.stdout.splitlines()) if o["command"] == "recommend"]
    check(len(found) == 1 and got.returncode == 0, f"recommend: {got.stdout[-300:]}{got.stderr}")
    return found[0]


def points(program, folder, gain):
    """(clauses, literals, hidden, kind) to the mean over seeds."""
    run(program, folder, "runs runs.db runs.csv force=yes")
    with open(os.path.join(folder, "runs.csv"), encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["split"] != "dense"]
    found = {}
    for r in rows:
        found.setdefault((int(r["clauses"]), int(r["literals"]), int(r["hidden"]), r["split"]), []).append(float(r[gain]))
    return {k: numpy.mean(v) for k, v in found.items()}


def columns(keys, samples, products):
    """log m/h, k, log samples/weights, and the kind: clause or not."""
    terms = numpy.array([[numpy.log(m / h), k, numpy.log(samples / (m * k * h))] for m, k, h, _ in keys])
    kind = numpy.array([[float(name == "clause")] for *_, name in keys])
    one = numpy.ones((len(keys), 1))
    return numpy.hstack([one, kind, terms, terms * kind] if products else [one, kind, terms])


def against_numpy(program, folder):
    here = (3, 4, 5)
    got = said(run(program, folder, "data train=300 test=300", f"{SWEEP} runs.db", "task dnf clauses=3 literals=4",
                   "data train=300 test=300", "net hidden=5", "recommend runs.db"))
    found = points(program, folder, "gain")
    keys, y = list(found), numpy.array(list(found.values()))
    r2 = []
    for products in (False, True):
        x, left = columns(keys, 300, products), 0
        for setting in {k[:3] for k in keys}:
            out = numpy.array([k[:3] == setting for k in keys])
            b = numpy.linalg.lstsq(x[~out], y[~out], rcond=None)[0]
            left += ((y[out] - x[out] @ b) ** 2).sum()
        r2.append(1 - left / ((y - y.mean()) ** 2).sum())
    check(got["products"] == (r2[1] > r2[0]), f"products {got['products']} with R² {r2}")
    check(abs(got["r2"] - max(r2)) < 1e-6, f"R² {got['r2']}, NumPy has {r2}")
    check((got["points"], got["settings"], got["seeds"]) == (24, 12, 3), f"{got}")
    b = numpy.linalg.lstsq(columns(keys, 300, got["products"]), y, rcond=None)[0]
    for split in got["splits"]:
        want = (columns([(*here, split["split"])], 300, got["products"]) @ b)[0]
        check(abs(split["gain"] - want) < 1e-7, f"{split}, NumPy has {want}")
        check(split["low"] < split["gain"] < split["high"], f"{split}")
    check(len(got["splits"]) == 2 and got["splits"][0]["gain"] >= got["splits"][1]["gain"], f"best first: {got['splits']}")
    terms = {t["term"]: t for t in got["terms"]}
    check([t for t in terms if terms[t]["varies"]] == ["clauses/neurons", "literals", "samples/weights"], f"{terms}")
    check(terms["literals"]["outside"] and "literals=4 lies outside 2..3: extrapolated." in got["verdict"], f"{got['verdict']}")
    best = got["splits"][0]
    word = "Recommended" if best["low"] > 0 else "None" if best["high"] < 0 else "Undecided"
    check(got["verdict"].startswith(word), f"{best}: {got['verdict']}")
    return r2


def other_stores(program, folder):
    """Of the last sweep; of losses; what no run has, what no model has, and what is possible."""
    begin = ("data train=300 test=300", f"{SWEEP} runs.db")
    check(said(run(program, folder, *begin, "recommend")) == said(run(program, folder, *begin, "recommend runs.db")),
          "the last sweep's store is another")
    run(program, folder, "data train=300 test=300", "sweep lr=0.01,0.02 warmup=1 epochs=2 seeds=2 rates.db")
    got = said(run(program, folder, "task xor clauses=4", "set lr=0.05", "recommend rates.db"))
    check(got["ignored"] == "lr", f"ignored: {got['ignored']}")
    check("No run has task=xor." in got["verdict"] and "No run has lr=0.05." in got["verdict"], got["verdict"])
    got = said(run(program, folder, "task dnf clauses=1", "recommend rates.db"))
    check([s["split"] for s in got["splits"]] == ["random"], f"one clause cannot be split by clauses: {got['splits']}")
    got = said(run(program, folder, "task toy", "data train=300 test=300",
                   "sweep features=6,8 hidden=2,3 by=random warmup=1 epochs=3 seeds=2 toy.db", "recommend"))
    check(got["y"] == "loss_gain" and got["splits"][0]["points"] == 4, f"{got}")


def faults(program, folder):
    for lines, message in ((("recommend",), "no sweep was made"), (("recommend none.db",), "none.db"),
                           (("task led", "recommend runs.db"), "differ in literals, which the session's task has not")):
        got = run(program, folder, *lines)
        check(got.returncode == 1 and message in got.stderr, f"{lines}: {got.stderr}")
    before = open(os.path.join(folder, "runs.db"), "rb").read()
    got = run(program, folder, "task dnf", "recommend runs.db", options=("--safe",))
    check("regret" in got.stdout and got.returncode == 0, f"--safe: {got.stdout}{got.stderr}")
    check(open(os.path.join(folder, "runs.db"), "rb").read() == before, "the store was written to")


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        against_numpy(program, folder)
        other_stores(program, folder)
        faults(program, folder)
    sys.exit(check.verdict("recommend"))


main()
