#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What fpe-tui writes, in Python: run stores and JSON lines as pandas frames, exports as NumPy arrays.

    import fpe_read
    runs = fpe_read.store("runs.db")             # a row a seed and split, settings beside the numbers
    table = fpe_read.compare("lines.json")       # rows of each compare, a line a seed
    net = fpe_read.net("net.npz")                # net.forward(x), net.weights, net.masks, net.lineage

    fpe_read.py FILE…                            # what is in a store, in lines, in an export

Needs python3-pandas and python3-numpy. The formats are described in fpe(5).
"""
import json
import sqlite3
import sys

import numpy as np
import pandas as pd


def store(path, moment="end"):
    """A row for each seed and split. moment "split": just split and pruned, not trained on. gain: beside dense of the same seed."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        runs = pd.read_sql("SELECT key, seed, majority, settings FROM run ORDER BY key", db)
        scores = pd.read_sql("SELECT * FROM score WHERE moment = ? ORDER BY key, number", db, params=(moment,))
    settings = pd.DataFrame([json.loads(text) for text in runs.pop("settings")]).drop(columns="alpha")
    frame = scores.merge(pd.concat([runs, settings], axis=1), on="key")
    dense = frame[frame.name == "dense"].set_index("key").test_accuracy
    frame["gain"] = frame.test_accuracy - frame.key.map(dense)
    return frame.dropna(axis=1, how="all")


def lines(path, command=None):
    """The objects of --json, of one command or of all."""
    with open(path, encoding="utf-8") as file:
        told = [json.loads(line) for line in file if line.strip()]
    return [line for line in told if command in (None, line["command"])]


def compare(path):
    """A line for each row and seed of each compare; single numbers of a row are repeated."""
    out = []
    for number, told in enumerate(lines(path, "compare")):
        for row in told["rows"]:
            values = {name: value["values"] for name, value in row.items() if isinstance(value, dict) and "values" in value}
            single = {name: value for name, value in row.items() if not isinstance(value, (dict, list))}
            for seed in range(told["seeds"]):
                out.append({"compare": number, "run": seed, **single, **{name: of[seed] for name, of in values.items() if len(of) > seed}})
    return pd.DataFrame(out)


class Net:
    """A net as it was exported: lists of weights [out, in], biases, masks; lineage as fpe(5) has it, or None."""

    def __init__(self, tensors, lineage):
        names = [f"fc{i}" for i in range(1, 1 + sum(name.endswith(".weight") for name in tensors))]
        self.weights = [tensors[f"{name}.weight"] for name in names]
        self.biases = [tensors.get(f"{name}.bias", np.zeros(len(w), np.float32)) for name, w in zip(names, self.weights)]
        self.masks = [tensors.get(f"{name}.weight_mask", np.ones_like(w)) != 0 for name, w in zip(names, self.weights)]
        self.lineage, self.tensors = lineage, tensors

    def forward(self, x):
        """Logits [samples, outputs] of a net with relu."""
        a = np.asarray(x, np.float64)
        for i, (w, b) in enumerate(zip(self.weights, self.biases)):
            a = a @ w.T.astype(np.float64) + b
            a = np.maximum(a, 0) if i + 1 < len(self.weights) else a
        return a

    def nnz(self):
        return int(sum(mask.sum() for mask in self.masks))


def arrays(path):
    """Name -> array of an .npz, and what its metadata say."""
    with np.load(path) as file:
        tensors = {name: file[name] for name in file.files}
    metadata = tensors.pop("__metadata__", None)
    return tensors, json.loads(bytes(metadata)) if metadata is not None else {}


def net(path):
    tensors, metadata = arrays(path)
    return Net(tensors, json.loads(metadata.get("fpe", "null")))


def main():
    for path in sys.argv[1:]:
        if path.endswith(".db"):
            print(store(path).groupby(["clauses", "hidden", "name"])[["test_accuracy", "gain"]].mean().round(3).to_string())
        elif path.endswith(".npz"):
            tensors, metadata = arrays(path)
            print(path, {name: array.shape for name, array in tensors.items()}, *metadata)
        else:
            print(compare(path).groupby("split")[["test_accuracy", "nnz"]].mean().round(3).to_string())


if __name__ == "__main__":
    sys.exit(main())
