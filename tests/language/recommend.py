#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `recommend` says, worked out anew by NumPy and SciPy from the runs of the store.

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
from scipy.optimize import minimize

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


def points(program, folder, gain, store="runs.db"):
    """(clauses, literals, hidden, kind) to the mean gain over seeds, and that of dense."""
    run(program, folder, f"runs {store} runs.csv force=yes")
    with open(os.path.join(folder, "runs.csv"), encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found, dense = {}, {}
    for r in rows:
        setting = (int(r["clauses"]), int(r["literals"]), int(r["hidden"]))
        if r["split"] == "dense":
            dense.setdefault(setting, []).append(float(r["test_accuracy"]))
        else:
            found.setdefault((*setting, r["split"]), []).append(float(r[gain]))
    return {k: numpy.mean(v) for k, v in found.items()}, {k: numpy.mean(v) for k, v in dense.items()}


def columns(keys, samples, products, dense=None):
    """log m/h, log m, k, log samples/weights, dense, and the kind: clause or not."""
    terms = numpy.array([[numpy.log(m / h), numpy.log(m), k, numpy.log(samples / (m * k * h))] + ([dense[m, k, h]] if dense else [])
                         for m, k, h, _ in keys])
    kind = numpy.array([[float(name == "clause")] for *_, name in keys])
    one = numpy.ones((len(keys), 1))
    return numpy.hstack([one, kind, terms, terms * kind] if products else [one, kind, terms])


def r2_line(keys, y, products, dense):
    x, left = columns(keys, 300, products, dense), 0
    for setting in {k[:3] for k in keys}:
        out = numpy.array([k[:3] == setting for k in keys])
        b = numpy.linalg.lstsq(x[~out], y[~out], rcond=None)[0]
        left += ((y[out] - x[out] @ b) ** 2).sum()
    return 1 - left / ((y - y.mean()) ** 2).sum()


def against_numpy(program, folder):
    here = (3, 3, 8)
    got = said(run(program, folder, "data train=300 test=300", f"{SWEEP} runs.db", "task dnf clauses=3 literals=3",
                   "data train=300 test=300", "net hidden=8", "recommend runs.db"))
    found, dense = points(program, folder, "gain")
    keys, y = list(found), numpy.array(list(found.values()))
    r2 = {(name, known): r2_line(keys, y, name == "products", dense if known else None)
          for name in ("additive", "products") for known in (True, False)}
    models = {(m["model"], m["dense"]): m["r2"] for m in got["models"]}
    for key, want in r2.items():
        check(abs(models[key] - want) < 1e-6, f"R² of {key}: {models[key]}, NumPy has {want}")
    check(models["near", True] is None, f"a kernel of 24 points: {models}")
    check(got["r2"] == max(models[key] for key in r2), f"R² {got['r2']} of {models}")
    products = r2["products", False] > r2["additive", False]
    check(got["products"] == products and got["model"] == ("products" if products else "additive"), f"{got['model']} with R² {r2}")
    check((got["points"], got["settings"], got["seeds"], got["folds"]) == (24, 12, 3, 12), f"{got}")
    b = numpy.linalg.lstsq(columns(keys, 300, got["products"]), y, rcond=None)[0]
    for split in got["splits"]:
        want = (columns([(*here, split["split"])], 300, got["products"]) @ b)[0]
        check(abs(split["gain"] - want) < 1e-7, f"{split}, NumPy has {want}")
        check(split["low"] < split["gain"] < split["high"], f"{split}")
    check(len(got["splits"]) == 2 and got["splits"][0]["gain"] >= got["splits"][1]["gain"], f"best first: {got['splits']}")
    terms = {t["term"]: t for t in got["terms"]}
    check([t for t in terms if terms[t]["varies"]] == ["clauses/neurons", "clauses", "literals", "samples/weights"], f"{terms}")
    check(terms["clauses/neurons"]["outside"] and "clauses/neurons=0.375 lies outside 0.5..2: extrapolated." in got["verdict"], f"{got['verdict']}")
    best = got["splits"][0]
    word = "Recommended" if best["low"] > 0 else "None" if best["high"] < 0 else "Undecided"
    check(got["verdict"].startswith(word), f"{best}: {got['verdict']}")


def alike(x, z, at):
    return at[-2] ** 2 / (1 + ((at[:-2] * (x[:, None] - z[None])) ** 2).sum(axis=2) / 2)


def unlikely(at, x, y):
    """Minus the logarithm of the likelihood, but for a constant."""
    among = alike(x, x, at) + numpy.eye(len(y)) * (at[-1] ** 2 + 1e-6)
    return y @ numpy.linalg.solve(among, y) / 2 + numpy.linalg.slogdet(among)[1] / 2


def near_against_numpy(program, folder):
    """Scales are where the likelihood has a maximum, and with them what is foretold is what NumPy foretells."""
    sweep = "sweep clauses=2,3,4,5 literals=2,3 hidden=2,3,4 alpha=2 by=random,clause warmup=2 epochs=12 seeds=3 near.db"
    got = said(run(program, folder, "data train=300 test=300", sweep, "task dnf clauses=3 literals=2", "data train=300 test=300", "net hidden=3",
                   "recommend near.db dense=0.7"))
    found, dense = points(program, folder, "gain", "near.db")
    keys = list(found)
    x, values = columns(keys, 300, False, dense)[:, 1:], numpy.array(list(found.values()))
    names = ["clause", "log clauses/neurons", "log clauses", "literals", "log samples/weights", "dense"]
    check([s["name"] for s in got["scales"]] == names, f"{got['scales']}")
    spread = numpy.array([s["spread"] for s in got["scales"]])
    check(abs(spread - x.std(axis=0)).max() < 1e-7, f"spread {spread}, NumPy has {x.std(axis=0)}")
    x, y = x / spread, (values - values.mean()) / values.std()
    at = numpy.array([*(s["scale"] for s in got["scales"]), got["signal"], got["noise"]])
    better = minimize(unlikely, at, args=(x, y))
    check(unlikely(at, x, y) - better.fun < 0.1, f"at {at} {unlikely(at, x, y)}, at {better.x} {better.fun}")
    among = alike(x, x, at) + numpy.eye(len(y)) * (at[-1] ** 2 + 1e-6)
    for split in got["splits"]:
        here = columns([(3, 2, 3, split["split"])], 300, False, {(3, 2, 3): 0.7})[:, 1:] / spread
        to = alike(here, x, at)[0]
        want = values.mean() + values.std() * to @ numpy.linalg.solve(among, y)
        half = 1.96 * values.std() * numpy.sqrt(at[-2] ** 2 - to @ numpy.linalg.solve(among, to) + at[-1] ** 2)
        if got["model"] == "near":
            check(abs(split["gain"] - want) < 1e-5, f"{split}, NumPy has {want}")
            check(split["high"] - split["gain"] > 0.999 * half, f"{split}, NumPy has at least ± {half}")
    check(got["model"] == "near", f"{got['model']}: {got['models']}")
    check(all(m["dense"] for m in got["models"]), f"dense is known: {got['models']}")
    check(got["ceiling"] is not None and got["ceiling"] <= 1, f"ceiling {got['ceiling']}")


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
    got = said(run(program, folder, "task led", "recommend runs.db"))
    terms = {t["term"]: t for t in got["terms"]}
    check(terms["literals"]["here"] is None and not terms["literals"]["varies"] and terms["samples/weights"]["varies"], f"led: {terms}")
    got = said(run(program, folder, "task toy", "data train=300 test=300",
                   "sweep features=6,8 hidden=2,3 by=random warmup=1 epochs=3 seeds=2 toy.db", "recommend"))
    check(got["y"] == "loss_gain" and got["splits"][0]["points"] == 4, f"{got}")


def faults(program, folder):
    for lines, message in ((("recommend",), "no sweep was made"), (("recommend none.db",), "none.db")):
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
        near_against_numpy(program, folder)
        other_stores(program, folder)
        faults(program, folder)
    sys.exit(check.verdict("recommend"))


main()
