# SPDX-License-Identifier: GPL-3.0-or-later
"""Fashion-MNIST as a user has it: 3 epochs of 8 neurons, a split in two, 12 more of both, scored after every epoch.

Needs Debian's dataset-fashion-mnist. Time of the processor on one core, without reading the files. The program scores
the test set after each epoch and the training set when its meter says so; PyTorch's time is that of its epochs, and
of as many samples scored."""
import gzip
import os

import numpy as np

from field import Contestant, PEERS
from training import spread

FOLDER = "/usr/share/datasets/fashion-mnist"
BEFORE, AFTER, BATCH = 3, 12, 500
# epochs after which meter.c scores the training samples
SCORED = [e for e in range(BEFORE + AFTER + 1) if e % (2 if e >= 8 else 1) == 0]


def read(name, offset):
    return np.frombuffer(gzip.open(os.path.join(FOLDER, name)).read(), np.uint8, offset=offset)


def write_job(jobs, name, masks):
    """As contestant.h says."""
    counts = [len(masks), 60000, 10000, BATCH, 1]
    widths = [masks[0].shape[1]] + [m.shape[0] for m in masks]
    rng = np.random.default_rng(1)
    with open(os.path.join(jobs, name + ".txt"), "w", encoding="ascii") as f:
        print(*counts, *widths, 0, 0, "fashion", file=f)
    parts = []
    for m in masks:
        bound = 1 / np.sqrt(m.shape[1])
        parts += [(rng.uniform(-bound, bound, m.shape) * m).ravel(), np.zeros(len(m)), m.ravel()]
    np.concatenate(parts).astype(np.float32).tofile(os.path.join(jobs, name + ".w"))
    rng.permutation(60000).astype(np.int32).tofile(os.path.join(jobs, name + ".order"))


def write_jobs(jobs):
    x = read("train-images-idx3-ubyte.gz", 16).reshape(-1, 784).astype(np.float32)
    mean, sd = x.mean(), x.std()
    path = os.path.join(jobs, "fashion")
    ((x - mean) / sd).tofile(path + ".x")
    test = read("t10k-images-idx3-ubyte.gz", 16).reshape(-1, 784).astype(np.float32)
    ((test - mean) / sd).tofile(path + ".tx")
    read("train-labels-idx1-ubyte.gz", 8).astype(np.int32).tofile(path + ".y")
    read("t10k-labels-idx1-ubyte.gz", 8).astype(np.int32).tofile(path + ".ty")
    side = np.random.default_rng(2).integers(2, size=(8, 784))
    halves = np.stack([side == 0, side == 1], 1).reshape(16, 784)
    write_job(jobs, "fashion.dense", [np.ones((8, 784)), np.ones((10, 8))])
    write_job(jobs, "fashion.split", [halves, np.ones((10, 16))])


class Torch:
    def __init__(self, jobs, core):
        self.nets = {}
        for name in ("fashion.dense", "fashion.split"):
            self.nets[name] = Contestant("torch", PEERS["torch"].command, jobs, core)
            self.nets[name].load(name)

    def seconds(self):
        return sum(self.of(name, first) for name, first in (("fashion.dense", 0), ("fashion.split", BEFORE)))

    def of(self, name, first):
        """Its epochs, and a 70,000th of a pass over both sets for each sample scored."""
        epochs = BEFORE + AFTER - first
        samples = 10000 * epochs + 60000 * len([e for e in SCORED if e > first])
        return self.nets[name].time("train", epochs) * epochs + self.nets[name].time("eval", 2) * samples / 70000

    def close(self):
        for c in self.nets.values():
            c.close()


def measure(b, jobs, core, rounds):
    """PyTorch's time over the program's, and the program's seconds."""
    if not os.path.isdir(FOLDER):
        raise RuntimeError("dataset-fashion-mnist is not installed")
    write_jobs(jobs)
    make = [f"task idx {FOLDER}", "net hidden=8", f"set batch={BATCH}"]
    run = make + [f"train {BEFORE}", "split by=random", f"train {AFTER}"]
    torch, ratios, ours = Torch(jobs, core), [], []
    options = {"options": ("--jobs", "1"), "one_processor": True}
    for _ in range(rounds):
        before = b.batch(*make, **options)[1]
        ours.append(b.batch(*run, **options)[1] - before)
        ratios.append(torch.seconds() / ours[-1])
    torch.close()
    return spread(ratios), spread(ours)
