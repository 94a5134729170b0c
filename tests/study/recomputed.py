#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every statistic that a study reports, worked out anew by SciPy from the values of its seeds.

  recomputed.py PROGRAM

compare and sweep: mean, sd, Student's intervals of gains. effect: mean, standard error, margin.
regress: slopes, R² and the intervals by clusters of seeds, over all runs and within settings.
"""
import csv
import json
import os
import subprocess
import sys
import tempfile

import numpy
from scipy import stats

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

check = Checks()
SCRIPT = """task dnf clauses=4 literals=3
data train=400 test=400
net hidden=4
compare by=random,clause alpha=2 warmup=2 epochs=25 seeds=7 controls=sparse
effect 100*gain(clause) "clause" above=-50
effect 100*(accuracy(clause) - accuracy(random)) "difference" below=30
sweep clauses=3,4 hidden=3,5 by=random,clause warmup=2 epochs=25 seeds=6 runs.db
regress runs.db x=capacity
runs runs.db runs.csv
net hidden=3x4
sweep layer=1,2 by=random warmup=2 epochs=12 seeds=5 layers.db
effect 100*gain(random, layer == 2) "the second layer"
"""


def near(got, want, what, part=1e-6):
    check(got is not None and abs(got - want) <= part * max(1e-3, abs(want)), f"{what}: {got}, SciPy has {want}")


def interval(values):
    n = len(values)
    return stats.t.interval(0.95, n - 1, numpy.mean(values), stats.sem(values))


def rows(found, what):
    for r in found:
        dense = numpy.array(next(d for d in found if d["split"] == "dense" and all(d.get(k) == r.get(k) for k in ("clauses", "hidden")))
                            ["test_accuracy"]["values"])
        values = numpy.array(r["test_accuracy"]["values"])
        name = f"{what}, {r['split']}"
        near(r["test_accuracy"]["mean"], values.mean(), f"{name}: mean")
        near(r["test_accuracy"]["sd"], values.std(ddof=1), f"{name}: sd")
        near(r["test_accuracy"]["min"], values.min(), f"{name}: min")
        near(r["test_accuracy"]["max"], values.max(), f"{name}: max")
        if r["split"] == "dense":
            continue
        for field, gain in (("gain", values - dense), ("relative_gain", (values - dense) / dense)):
            low, high = interval(gain)
            for end, want in (("mean", gain.mean()), ("low", low), ("high", high)):
                near(r[field][end], want, f"{name}: {field} {end}", 1e-5)


def effects(found, compared):
    value = {r["split"]: numpy.array(r["test_accuracy"]["values"]) for r in compared["rows"]}
    for o, values, bound in ((found[0], 100 * (value["clause"] - value["dense"]), -50), (found[1], 100 * (value["clause"] - value["random"]), 30)):
        low, high = interval(values)
        for field, want in (("mean", values.mean()), ("low", low), ("high", high), ("error", stats.sem(values)),
                            ("margin", abs(values.mean() - bound) / stats.sem(values))):
            near(o[field], want, f"effect {o['label']}: {field}", 1e-5)


def slope_by_clusters(x, y, cluster, columns):
    """Slope, R² and the interval CR1; columns: regressors beside x."""
    design = numpy.column_stack([x, *columns])
    b = numpy.linalg.lstsq(design, y, rcond=None)[0]
    rest, bread = y - design @ b, numpy.linalg.inv(design.T @ design)
    scores = numpy.array([design[cluster == c].T @ rest[cluster == c] for c in set(cluster)])
    g, (n, k) = len(scores), design.shape
    variance = (bread @ (scores.T @ scores) @ bread)[0, 0] * g / (g - 1) * (n - 1) / (n - k)
    half = stats.t.ppf(0.975, g - 1) * numpy.sqrt(variance)
    return b[0], b[0] - half, b[0] + half


def regression(found, folder):
    with open(os.path.join(folder, "runs.csv"), encoding="utf-8") as file:
        runs = list(csv.DictReader(file))
    dense = {(r["clauses"], r["hidden"], r["seed"]): r for r in runs if r["split"] == "dense"}
    for line in found["lines"]:
        some = [r for r in runs if r["split"] == line["split"]]
        base = [dense[r["clauses"], r["hidden"], r["seed"]] for r in some]
        score = numpy.array([float(b["test_accuracy"]) for b in base])
        x = numpy.array([float(r["capacity"]) / float(b["capacity"]) for r, b in zip(some, base)])
        y = numpy.array([float(r["test_accuracy"]) for r in some]) / score - 1
        seed = numpy.array([int(r["seed"]) for r in some])
        setting = numpy.array([r["clauses"] + "," + r["hidden"] for r in some])
        own = [(setting == s).astype(float) for s in sorted(set(setting))]
        inside = numpy.array([x - sum(o * x[o > 0].mean() for o in own), y - sum(o * y[o > 0].mean() for o in own)])
        for what, got, want in (("", line, slope_by_clusters(x, y, seed, [numpy.ones(len(x))])), ("within_", line, slope_by_clusters(x, y, seed, own))):
            for end, value in zip(("slope", "low", "high"), want):
                near(got[what + end], value, f"regress {line['split']}: {what}{end}", 1e-5)
        near(line["r2"], stats.linregress(x, y).rvalue ** 2, f"regress {line['split']}: R²", 1e-5)
        near(line["within_r2"], stats.linregress(*inside).rvalue ** 2, f"regress {line['split']}: R² within", 1e-5)
        near(line["dense_r2"], stats.linregress(score, y).rvalue ** 2, f"regress {line['split']}: R² of dense's score", 1e-5)
        check(line["n"] == len(some), f"regress {line['split']}: {line['n']} runs, not {len(some)}")


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "script.fpe"), "w", encoding="utf-8") as file:
            file.write(SCRIPT)
        run = subprocess.run([program, "--batch", "--json", "--quiet", "script.fpe"], cwd=folder, capture_output=True, text=True, check=False)
        check(run.returncode == 0, f"the script ends with {run.returncode}: {run.stderr}")
        found = {}
        for line in run.stdout.splitlines():
            found.setdefault(json.loads(line)["command"], []).append(json.loads(line))
        rows(found["compare"][0]["rows"], "compare")
        rows(found["sweep"][0]["rows"], "sweep")
        effects(found["effect"], found["compare"][0])
        regression(found["regress"][0], folder)
        second = [r for r in found["sweep"][1]["rows"] if r["split"] == "random" and r["layer"] == 2]
        near(found["effect"][2]["mean"], 100 * second[0]["gain"]["mean"], "layers count from 1 in conditions", 1e-5)
    sys.exit(check.verdict("recomputed"))


main()
