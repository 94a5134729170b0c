# SPDX-License-Identifier: GPL-3.0-or-later
"""The protocol of contestant.h for contestants in Python."""
import os
import sys
import time

import numpy as np


class Job:
    def __init__(self, directory, name):
        path = os.path.join(directory, name)
        words = open(path + ".txt").read().split()
        counts = [int(w) for w in words[:-3]]
        self.layers, self.n, self.test, self.batch, self.epochs = counts[:5]
        self.widths = counts[5:6 + self.layers]
        samples = os.path.join(directory, words[-1])
        d = self.widths[0]
        self.x = np.fromfile(samples + ".x", np.float32, self.n * d).reshape(self.n, d)
        self.tx = np.fromfile(samples + ".tx", np.float32, self.test * d).reshape(self.test, d)
        self.y = np.fromfile(samples + ".y", np.int32, self.n).astype(np.int64)
        self.ty = np.fromfile(samples + ".ty", np.int32, self.test).astype(np.int64)
        self.order = np.fromfile(path + ".order", np.int32).reshape(self.epochs, self.n).astype(np.int64)
        flat, at = np.fromfile(path + ".w", np.float32), 0
        self.weight, self.bias, self.mask, self.masked = [], [], [], []
        for l in range(self.layers):
            out, size = self.widths[l + 1], self.widths[l + 1] * self.widths[l]
            self.weight.append(flat[at:at + size].reshape(out, -1).copy())
            self.bias.append(flat[at + size:at + size + out].copy())
            self.mask.append(flat[at + size + out:at + 2 * size + out].reshape(out, -1).copy())
            at += 2 * size + out
            self.masked.append(bool((self.mask[-1] == 0).any()))  # by layer

    def batches(self, steps):
        """The given order of samples, batch by batch."""
        a_epoch = -(-self.n // self.batch)
        for i in range(steps):
            at = i % a_epoch * self.batch
            yield self.order[i // a_epoch][at:at + self.batch]


def live_blas():
    """The BLAS this process has loaded."""
    for line in open("/proc/self/maps"):
        if "libblas" in line or "libopenblas" in line:
            return os.path.realpath(line.split()[-1])
    return "none"


def serve(make, version):
    """make(job) gives train(n), eval(n), losses(steps); raises Skip(why)."""
    if sys.argv[1:2] == ["--which"]:
        print(version() + "; BLAS " + live_blas())
        return
    contestant = None
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        try:
            if word == "load":
                contestant = make(Job(sys.argv[1], rest))
                print("ok")
            elif word in ("train", "eval"):
                begin = time.process_time()
                getattr(contestant, word)(int(rest))
                print(f"{time.process_time() - begin:.9f}")
            elif word == "losses":
                print(" ".join(f"{a:.7f}" for a in contestant.losses([int(w) for w in rest.split()])))
        except Skip as why:
            print(f"skip {why}")
        sys.stdout.flush()


class Skip(Exception):
    pass
