#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every number of a comparison again, from the nets and samples it exported, by NumPy alone.

  audit.py LINES.json [FOLDER]     the output of fpe-tui --json audit.fpe, and where that wrote its files

Prints the greatest difference of each net, relative where numbers are larger than 1; exit 1 past 1e-4.
"""
import glob
import json
import os
import re
import sys

import numpy as np

LIMIT = 1e-4


def read(path):
    with np.load(path) as file:
        return {k: file[k] for k in file.files}, json.loads(json.loads(bytes(file["__metadata__"])).get("fpe", "null"))


def mean(values):
    return float(np.mean(values)) if len(values) else None


def score(weights, biases, x, y):
    a = x.astype(float)
    for i, (w, b) in enumerate(zip(weights, biases)):
        a = a @ w.T + b
        a = np.maximum(a, 0) if i + 1 < len(weights) else a
    if a.shape[1] > 1:
        top = a.max(1)
        return mean(a.argmax(1) == y), mean(top + np.log(np.exp(a - top[:, None]).sum(1)) - a[np.arange(len(y)), y])
    return mean((a[:, 0] > 0) == y), mean(np.logaddexp(0, -a[:, 0] * (2 * y - 1)))


def of_clauses(w, mask, roots, formula):
    """A clause is what stands in brackets: !x3 is a literal that is negated."""
    clauses = [[(int(j), -1 if n else 1) for n, j in re.findall(r"(!?)x(\d+)", part)] for part in re.findall(r"\(([^()]*)\)", formula)]
    inputs, signs = [np.array([j for j, _ in c]) for c in clauses], [np.array([s for _, s in c]) for c in clauses]
    q = np.array([[(row[j] ** 2).sum() for j in inputs] for row in w])
    held = np.array([[row[j].all() for j in inputs] for row in mask])
    both = held[:, :, None] & held[:, None, :]
    pairs = np.triu_indices(len(clauses), 1)
    live = [(abs((np.sign(w[n, j]) * s).sum()) == len(j)) for n in range(len(w)) for j, s in zip(inputs, signs) if mask[n, j].all()]
    return {"clauses_per_neuron": mean([r.sum() ** 2 / (r ** 2).sum() for r in q if r.sum() > 0]),
            "collisions": mean([both[roots == r].any(0)[pairs] for r in set(roots)]),
            "coverage": mean(held.any(0)), "codes": mean(live)}


def measure(net, told, samples):
    layers = range(1, 1 + sum(k.endswith(".weight") for k in net))
    weights, biases = [net[f"fc{i}.weight"].astype(float) for i in layers], [net[f"fc{i}.bias"].astype(float) for i in layers]
    masks = [net.get(f"fc{i}.weight_mask", np.ones(net[f"fc{i}.weight"].shape)) != 0 for i in layers]
    w = weights[0]
    columns, length = w.T @ w, np.linalg.norm(w, axis=1)
    upper = np.triu_indices(len(w), 1)
    both = np.outer(length, length)
    cosine = np.where(both > 0, w @ w.T / np.where(both > 0, both, 1), 0)[upper]
    roots = np.array([n.split(".")[0] for n in told.get("origins", {}).get("fc1", " ".join(f"n{i}" for i in range(len(w)))).split()])
    all_squares = (columns ** 2).sum(1)
    nnz = sum(int(m.sum()) for m in masks)
    out = {"nnz": nnz, "budget": told["budget"], "parameters": nnz + sum(b.size for b in biases),
           "dead": sum(int((~masks[i].any(1) | ~masks[i + 1].any(0)).sum()) for i in range(len(masks) - 1)),
           "capacity": mean(np.where(all_squares > 0, np.diag(columns) ** 2 / np.where(all_squares > 0, all_squares, 1), 0)),
           "cosine": mean(abs(cosine)), "cosine_signed": mean(cosine),
           "cosine_cross": mean(abs(cosine)[roots[upper[0]] != roots[upper[1]]])}
    out["train_accuracy"], out["train_loss"] = score(weights, biases, samples["x"], samples["y"])
    out["test_accuracy"], out["test_loss"] = score(weights, biases, samples["test_x"], samples["test_y"])
    return dict(out, **of_clauses(w, masks[0], roots, told["task"]))


def difference(a, b):
    return abs(a - b) / max(1, abs(b)) if a is not None and b is not None else 0 if a is b else float("inf")


def main():
    folder = sys.argv[2] if len(sys.argv) > 2 else "."
    compare = next(line for line in map(json.loads, open(sys.argv[1])) if line["command"] == "compare")
    rows, worst, nets = {row["split"]: row for row in compare["rows"]}, 0, 0
    for path in sorted(glob.glob(os.path.join(folder, "audit_*_*.npz"))):
        name, seed = re.match(r"audit_(\w+)_(\d+)\.npz", os.path.basename(path)).groups()
        if name == "samples":
            continue
        net, told = read(path)
        found = measure(net, told, read(os.path.join(folder, f"audit_samples_{seed}.npz"))[0])
        table = {m: rows[name][m]["values"][int(seed) - 1] if isinstance(rows[name][m], dict) else rows[name][m] for m in found}
        differ = {m: difference(found[m], table[m]) for m in found}
        at = max(differ, key=differ.get)
        print(f"{name} of seed {seed}: {len(found)} numbers, the greatest difference is {differ[at]:.1e}, of {at}")
        worst, nets = max(worst, differ[at]), nets + 1
    print(f"{nets} nets; the greatest difference is {worst:.1e}, {'within' if worst <= LIMIT and nets else 'PAST'} {LIMIT:.0e}")
    return worst > LIMIT or not nets


sys.exit(main())
