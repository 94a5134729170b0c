#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""numpy: backward pass and Adam by hand, all parameters in one vector; a mask multiplies the gradient of its layer.

With --double in double precision: what the losses of all others are compared with."""
import contextlib
import sys

import numpy as np

from contestant import serve

with contextlib.suppress(ImportError):  # numpy cannot say that subnormal numbers are 0: trained nets took five times as long
    import torch
    torch.set_flush_denormal("--double" not in sys.argv)

CHUNK = 1000  # samples at once, so that they stay near
DOUBLE = "--double" in sys.argv
TYPE = np.float64 if DOUBLE else np.float32


class Net:
    def __init__(self, job):
        self.job = job
        self.rng = np.random.default_rng(1)
        self.x, self.tx = job.x.astype(TYPE, copy=False), job.tx.astype(TYPE, copy=False)
        self.start()

    def start(self):
        job = self.job
        self.p = np.concatenate([a.ravel() for a in job.weight + job.bias]).astype(TYPE)
        self.g, self.m, self.v, self.t = (np.zeros_like(self.p) for _ in range(4))
        self.weight, self.bias = self.views(self.p)
        self.slope, self.bias_slope = self.views(self.g)
        self.steps = 0

    def views(self, flat):
        found, at = [], 0
        for a in self.job.weight + self.job.bias:
            found.append(flat[at:at + a.size].reshape(a.shape))
            at += a.size
        return found[:self.job.layers], found[self.job.layers:]

    def forward(self, x):
        h = [x]
        for l, (w, b) in enumerate(zip(self.weight, self.bias)):
            z = h[-1] @ w.T if len(b) > 1 else (h[-1] @ w[0])[:, None]
            z += b
            h.append(np.maximum(z, 0, out=z) if l + 1 < self.job.layers else z)
        return h

    @staticmethod
    def slopes(z, y, n):
        """Of the mean over n samples."""
        if z.shape[1] == 1:
            return (1 / (1 + np.exp(-z)) - y[:, None].astype(TYPE)) * TYPE(1 / n)
        e = np.exp(z - z.max(1, keepdims=True))
        e *= TYPE(1 / n) / e.sum(1, keepdims=True)
        e[np.arange(len(y)), y] -= TYPE(1 / n)
        return e

    @staticmethod
    def score(z, y):
        """Sum of losses, hits."""
        if z.shape[1] == 1:
            z = z[:, 0]
            t = np.where(y == 1, -z, z)
            return (np.maximum(t, 0) + np.log1p(np.exp(-np.abs(t)))).sum(), ((z > 0) == (y == 1)).sum()
        z = z - z.max(1, keepdims=True)
        own = z[np.arange(len(y)), y]
        return (np.log(np.exp(z).sum(1)) - own).sum(), (own == 0).sum()

    def add_gradient(self, pick, n, first):
        h = self.forward(np.take(self.x, pick, axis=0))
        d = self.slopes(h[-1], self.job.y[pick], n)
        for l in range(self.job.layers - 1, -1, -1):
            if first:
                np.matmul(d.T, h[l], out=self.slope[l])
                d.sum(0, out=self.bias_slope[l])
            else:
                self.slope[l] += d.T @ h[l]
                self.bias_slope[l] += d.sum(0)
            if l:
                d = d @ self.weight[l] if d.shape[1] > 1 else d * self.weight[l]
                d *= h[l] > 0

    def step(self, pick):
        for at in range(0, len(pick), CHUNK):
            self.add_gradient(pick[at:at + CHUNK], len(pick), at == 0)
        for slope, mask, masked in zip(self.slope, self.job.mask, self.job.masked):
            if masked:
                slope *= mask
        self.adam()

    def adam(self):
        self.steps += 1
        g, m, v, t = self.g, self.m, self.v, self.t
        m *= TYPE(.9)
        m += np.multiply(g, TYPE(.1), out=t)
        v *= TYPE(.999)
        g *= g
        v += np.multiply(g, TYPE(.001), out=t)
        np.sqrt(v, out=t)
        t *= TYPE(1 / np.sqrt(1 - 0.999 ** self.steps))
        t += TYPE(1e-8)
        np.divide(m, t, out=t)
        t *= TYPE(0.01 / (1 - 0.9 ** self.steps))
        self.p -= t

    def train(self, n):
        for _ in range(n):
            order = self.rng.permutation(self.job.n)
            for at in range(0, self.job.n, self.job.batch):
                self.step(order[at:at + self.job.batch])

    def total(self, x, y):
        loss = hits = 0
        for at in range(0, len(x), CHUNK):
            some = self.score(self.forward(x[at:at + CHUNK])[-1], y[at:at + CHUNK])
            loss, hits = loss + some[0], hits + some[1]
        return loss / len(x), hits / len(x)

    def eval(self, n):
        for _ in range(n):
            self.total(self.x, self.job.y)
            self.total(self.tx, self.job.ty)

    def losses(self, steps):
        self.start()
        out = []
        for pick in self.job.batches(steps[-1]):
            self.step(pick)
            if self.steps in steps:
                out.append(float(self.total(self.x, self.job.y)[0]))
        return out


serve(Net, lambda: "numpy " + np.__version__)
