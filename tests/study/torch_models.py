#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exported nets in PyTorch, NumPy and SciPy, by the lines that fpe(5) gives for them.

  torch_models.py PROGRAM

Needs python3-torch, python3-numpy, python3-scipy; says so and passes where they are missing.
"""
import collections
import os
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

try:
    import numpy
    import scipy.sparse
    import torch
    from torch import nn
    from torch.nn.utils import prune
except ImportError as missing:
    print("torch_models: skipped:", missing)
    sys.exit(0)

check = Checks()
SETUP = ["task dnf clauses=8 literals=4", "data train=500 test=500", "net hidden=8x6", "train 5", "split by=clause alpha=2", "train until=20"]


def export(program, *lines):
    commands = [x for line in SETUP + ["use clause"] + list(lines) for x in ("-c", line)]
    subprocess.run([program, "--batch", "--quiet", *commands], check=True, stdin=subprocess.DEVNULL)


def new_net():
    return nn.Sequential(collections.OrderedDict(fc1=nn.Linear(32, 16), a=nn.ReLU(), fc2=nn.Linear(16, 6), b=nn.ReLU(), fc3=nn.Linear(6, 1)))


def arrays(path):
    return {k: torch.from_numpy(v) for k, v in numpy.load(path).items() if k[:2] == "fc"}


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        export(program, "export dense.npz", "export torch.npz prune=torch", "export csr.npz form=csr", "export data data.npz", "export data logits.npz layer=3")
        x, logits = torch.from_numpy(numpy.load("data.npz")["test_x"]).float(), numpy.load("logits.npz")["test_x"]
        plain = new_net()
        told = plain.load_state_dict(arrays("dense.npz"), strict=False)
        check(not told.missing_keys and all(k.endswith("weight_mask") for k in told.unexpected_keys), f"strict=False: {told}")
        pruned = new_net()
        for layer in pruned.fc1, pruned.fc2, pruned.fc3:
            prune.identity(layer, "weight")
        pruned.load_state_dict(arrays("torch.npz"))
        for name, net in (("plain", plain), ("pruned", pruned)):
            error = numpy.abs(net(x).detach().numpy() - logits).max()
            check(error < 1e-5 * max(1, numpy.abs(logits).max()), f"{name}: logits differ by {error}")
        # what is trained there keeps its masks
        nn.functional.mse_loss(pruned(x), torch.zeros(500, 1)).backward()
        with torch.no_grad():
            for p in pruned.parameters():
                p -= .1 * p.grad
        pruned(x)
        for layer in pruned.fc1, pruned.fc2, pruned.fc3:
            check(bool((layer.weight[layer.weight_mask == 0] == 0).all()), "a pruned weight came back")
        f = numpy.load("csr.npz")
        for layer in "fc1", "fc2", "fc3":
            w = layer + ".weight."
            matrix = scipy.sparse.csr_matrix((f[w + "data"], f[w + "indices"], f[w + "indptr"]), shape=f[w + "shape"])
            check((matrix.toarray() == numpy.load("dense.npz")[layer + ".weight"]).all(), f"{layer}: SciPy sees another matrix")
        nnz = sum(int(layer.weight_mask.sum()) for layer in (pruned.fc1, pruned.fc2, pruned.fc3))
        check(nnz == 8 * 32 + 6 * 8 + 6, f"{nnz} non-zeros")
        os.chdir("/")
    return check.verdict("torch_models")


sys.exit(main())
