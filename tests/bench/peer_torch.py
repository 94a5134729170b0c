#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch: linear layers, its own Adam, randperm; a mask multiplies the gradient of its layer, once a step.

The backward pass begins at the slopes of the logits, so that no loss is computed while it trains."""
import time

import torch
import torch.nn.functional as F

from contestant import serve

CHUNK = 1000  # samples at once, so that they stay near
torch.set_num_threads(1)
torch.set_flush_denormal(True)


class Net:
    def __init__(self, job):
        self.job = job
        self.x, self.y = torch.from_numpy(job.x), torch.from_numpy(job.y)
        self.tx, self.ty = torch.from_numpy(job.tx), torch.from_numpy(job.ty)
        self.mask = [torch.from_numpy(m) if masked else None for m, masked in zip(job.mask, job.masked)]
        self.foreach = min((False, True), key=self.time_of_steps)  # Adam tensor by tensor or all together
        self.start(self.foreach)

    def time_of_steps(self, foreach):
        times = []
        for _ in range(3):
            self.start(foreach)
            begin = time.process_time()
            for pick in torch.arange(min(self.job.n, 5 * self.job.batch)).split(self.job.batch):
                self.step(pick)
            times.append(time.process_time() - begin)
        return min(times)

    def start(self, foreach):
        self.weight = [torch.from_numpy(w.copy()).requires_grad_() for w in self.job.weight]
        self.bias = [torch.from_numpy(b.copy()).requires_grad_() for b in self.job.bias]
        self.adam = torch.optim.Adam(self.weight + self.bias, lr=0.01, foreach=foreach)

    def forward(self, x):
        for l, (w, b) in enumerate(zip(self.weight, self.bias)):
            x = F.linear(x, w, b)
            if l + 1 < self.job.layers:
                x = F.relu(x)
        return x

    @staticmethod
    def slopes(z, y, n):
        """Of the mean over n samples."""
        with torch.no_grad():
            if z.shape[1] == 1:
                return (torch.sigmoid(z) - y[:, None]).mul_(1 / n)
            d = torch.softmax(z, 1)
            d[torch.arange(len(y)), y] -= 1
            return d.mul_(1 / n)

    def step(self, pick):
        self.adam.zero_grad(set_to_none=True)
        for part in (pick,) if len(pick) <= CHUNK else pick.split(CHUNK):
            y = self.y[part]
            z = self.forward(torch.index_select(self.x, 0, part))
            z.backward(self.slopes(z, y, len(pick)))
        for w, mask in zip(self.weight, self.mask):
            if mask is not None:
                w.grad.mul_(mask)
        self.adam.step()

    def train(self, n):
        for _ in range(n):
            for pick in torch.randperm(self.job.n).split(self.job.batch):
                self.step(pick)

    def score(self, x, y):
        """Mean loss, share of hits."""
        loss = hits = 0
        with torch.no_grad():
            for some, labels in zip(x.split(CHUNK), y.split(CHUNK)):
                z = self.forward(some)
                if z.shape[1] == 1:
                    z = z[:, 0]
                    loss += float(F.binary_cross_entropy_with_logits(z, labels.float(), reduction="sum"))
                    hits += int(((z > 0) == (labels > 0)).sum())
                else:
                    loss += float(F.cross_entropy(z, labels, reduction="sum"))
                    hits += int((z.argmax(1) == labels).sum())
        return loss / len(y), hits / len(y)

    def eval(self, n):
        for _ in range(n):
            self.score(self.x, self.y)
            self.score(self.tx, self.ty)

    def losses(self, steps):
        self.start(self.foreach)
        out = []
        for i, pick in enumerate(self.job.batches(steps[-1])):
            self.step(torch.from_numpy(pick))
            if i + 1 in steps:
                out.append(self.score(self.x, self.y)[0])
        return out


serve(Net, lambda: "PyTorch " + torch.__version__)
