#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch: linear layers, Adam, randperm; a mask multiplies its weights each step."""
import torch
import torch.nn.functional as F

from contestant import serve

torch.set_num_threads(1)


class Net:
    def __init__(self, job):
        self.job = job
        self.x, self.y = torch.from_numpy(job.x), torch.from_numpy(job.y)
        self.tx, self.ty = torch.from_numpy(job.tx), torch.from_numpy(job.ty)
        self.mask = [torch.from_numpy(m) for m in job.mask] if job.masked else None
        self.start()

    def start(self):
        self.weight = [torch.from_numpy(w.copy()).requires_grad_() for w in self.job.weight]
        self.bias = [torch.from_numpy(b.copy()).requires_grad_() for b in self.job.bias]
        self.adam = torch.optim.Adam(self.weight + self.bias, lr=0.01)

    def forward(self, x):
        for l, (w, b) in enumerate(zip(self.weight, self.bias)):
            x = F.linear(x, w * self.mask[l] if self.mask else w, b)
            if l + 1 < self.job.layers:
                x = F.relu(x)
        return x

    def loss(self, x, y):
        z = self.forward(x)
        if z.shape[1] == 1:
            return F.binary_cross_entropy_with_logits(z[:, 0], y.float())
        return F.cross_entropy(z, y)

    def epoch(self, order):
        for at in range(0, self.job.n, self.job.batch):
            pick = order[at:at + self.job.batch]
            self.adam.zero_grad()
            self.loss(self.x[pick], self.y[pick]).backward()
            self.adam.step()

    def train(self, n):
        for _ in range(n):
            self.epoch(torch.randperm(self.job.n))

    def eval(self, n):
        with torch.no_grad():
            for _ in range(n):
                self.loss(self.tx, self.ty)

    def losses(self, epochs):
        self.start()
        out = []
        for e in range(epochs[-1]):
            self.epoch(torch.from_numpy(self.job.order[e]))
            if e + 1 in epochs:
                with torch.no_grad():
                    out.append(float(self.loss(self.x, self.y)))
        return out


serve(Net, lambda: "PyTorch " + torch.__version__)
