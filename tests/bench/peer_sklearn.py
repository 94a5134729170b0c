#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""scikit-learn: MLPClassifier, dense only; it cannot take weights or an order, and computes losses while it trains.

Not asked unless by name: --peers sklearn."""
import warnings

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier

from contestant import Skip, serve

warnings.filterwarnings("ignore")


class Net:
    def __init__(self, job):
        if any(job.masked):
            raise Skip("no masks")
        self.job = job
        self.net = MLPClassifier(tuple(job.widths[1:-1]), alpha=0, batch_size=job.batch, learning_rate_init=0.01,
                                 max_iter=1, warm_start=True, tol=0, n_iter_no_change=10 ** 6, random_state=1)

    def train(self, n):
        self.net.max_iter = n
        self.net.fit(self.job.x, self.job.y)

    def eval(self, n):
        for _ in range(n):
            for x, y in ((self.job.x, self.job.y), (self.job.tx, self.job.ty)):
                p = self.net.predict_proba(x)
                _ = np.log(p[np.arange(len(y)), y] + 1e-30).mean(), (p.argmax(1) == y).mean()

    def losses(self, steps):
        raise Skip("takes neither weights nor an order")


serve(Net, lambda: "scikit-learn " + sklearn.__version__)
