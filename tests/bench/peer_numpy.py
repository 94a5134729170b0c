#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""numpy: backward pass and Adam by hand; a mask multiplies the gradient."""
import numpy as np

from contestant import serve


class Net:
    def __init__(self, job):
        self.job = job
        self.rng = np.random.default_rng(1)
        self.start()

    def start(self):
        self.p = [w.copy() for w in self.job.weight] + [b.copy() for b in self.job.bias]
        self.m = [np.zeros_like(p) for p in self.p]
        self.v = [np.zeros_like(p) for p in self.p]
        self.steps = 0

    def forward(self, x):
        h = [x]
        for l in range(self.job.layers):
            z = h[-1] @ self.p[l].T + self.p[self.job.layers + l]
            h.append(np.maximum(z, 0) if l + 1 < self.job.layers else z)
        return h

    @staticmethod
    def measure(z, y):
        """Mean loss and its slope."""
        n = len(y)
        if z.shape[1] == 1:
            t = np.where(y == 1, -z[:, 0], z[:, 0])
            e = np.exp(-np.abs(t))
            s = np.where(t < 0, e, 1) / (1 + e)
            loss = (np.maximum(t, 0) + np.log1p(e)).mean()
            return loss, (np.where(y == 1, -s, s) / n).astype(np.float32)[:, None]
        z = z - z.max(1, keepdims=True)
        e = np.exp(z)
        total = e.sum(1)
        rows = np.arange(n)
        loss = (np.log(total) - z[rows, y]).mean()
        d = e / total[:, None]
        d[rows, y] -= 1
        return loss, d / np.float32(n)

    def step(self, pick):
        layers = self.job.layers
        h = self.forward(self.job.x[pick])
        _, d = self.measure(h[-1], self.job.y[pick])
        g = [None] * (2 * layers)
        for l in range(layers - 1, -1, -1):
            g[l] = d.T @ h[l]
            if self.job.masked:
                g[l] *= self.job.mask[l]
            g[layers + l] = d.sum(0)
            if l:
                d = (d @ self.p[l]) * (h[l] > 0)
        self.steps += 1
        rate = np.float32(0.01 / (1 - 0.9 ** self.steps))
        root = np.float32(1 / np.sqrt(1 - 0.999 ** self.steps))
        for p, m, v, s in zip(self.p, self.m, self.v, g):
            m *= np.float32(.9)
            m += np.float32(.1) * s
            v *= np.float32(.999)
            v += np.float32(.001) * s * s
            p -= rate * m / (np.sqrt(v) * root + np.float32(1e-8))

    def epoch(self, order):
        for at in range(0, self.job.n, self.job.batch):
            self.step(order[at:at + self.job.batch])

    def train(self, n):
        for _ in range(n):
            self.epoch(self.rng.permutation(self.job.n))

    def eval(self, n):
        for _ in range(n):
            self.measure(self.forward(self.job.tx)[-1], self.job.ty)

    def losses(self, epochs):
        self.start()
        out = []
        for e in range(epochs[-1]):
            self.epoch(self.job.order[e])
            if e + 1 in epochs:
                out.append(float(self.measure(self.forward(self.job.x)[-1], self.job.y)[0]))
        return out


serve(Net, lambda: "numpy " + np.__version__)
