#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What probes, neurons, spectra and adversaries measure, against NumPy, SciPy and scikit-learn.

  sklearn_neurons.py PROGRAM        needs Debian's python3-sklearn

Nets and samples come from `export`; what is compared are metrics, by `metrics measure=`, and
what `neuron` and `robustness` say.
"""
import json
import os
import subprocess
import sys
import tempfile

import numpy
from scipy.stats import norm, wasserstein_distance
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402
from tensors import read_safetensors  # noqa: E402

ROOT = os.path.realpath(os.path.join(sys.path[0], "../.."))
check = Checks()


def objects(program, folder, seed, *lines):
    commands = [x for line in lines for x in ("-c", line)]
    got = subprocess.run([program, "--batch", "--quiet", "--json", "--seed", str(seed), *commands], cwd=folder, capture_output=True,
                         text=True, stdin=subprocess.DEVNULL, check=False)
    check(got.returncode == 0, f"it runs: {got.stderr}")
    return {o["command"]: o for o in map(json.loads, got.stdout.splitlines())}


def arrays(path):
    return {name: numpy.array(flat, dtype=float).reshape(shape) for name, (shape, flat) in read_safetensors(path)[0].items()}


def near(what, got, want, off):
    check(got is not None and abs(got - want) <= off, f"{what}: {got}, not {want}")


def clauses_of(formula):
    return [[(int(x.lstrip("!x")), x[0] != "!") for x in term.strip("()").split(" & ")] for term in formula.split(" | ")]


def holds(clause, x):
    return numpy.all([x[:, j] == sign for j, sign in clause], axis=0)


def probe_auc(train, test, yes, yes_test):
    """As the metric: the mean over clauses of a logistic regression's AUC on samples held out."""
    scale = StandardScaler().fit(train)
    found = []
    for y, y_test in zip(yes, yes_test):
        fitted = LogisticRegression(C=1, max_iter=10000, tol=1e-8).fit(scale.transform(train), y)
        found.append(roc_auc_score(y_test, fitted.decision_function(scale.transform(test))))
    return numpy.mean(found)


def entropy(shares):
    shares = shares[shares > 0] / shares.sum()
    return numpy.exp(-(shares * numpy.log(shares)).sum())


def welch(w):
    length = numpy.linalg.norm(w, axis=0)
    u = (w / numpy.where(length > 0, length, 1))[:, (length > 0) & (length >= length.max() / 2)]
    m, n = u.shape
    if n <= m:
        return None
    squares = (u.T @ u) ** 2
    return (squares.sum() - numpy.trace(squares)) / (n * (n - 1)) / ((n - m) / (m * (n - 1)))


def check_boolean(program, seed, arm):
    with tempfile.TemporaryDirectory() as folder:
        told = objects(program, folder, seed, "task dnf clauses=4 literals=3", "data train=1500 test=1500", "net hidden=4", "train 20", "split by=clause",
                       "train until=40", f"export net.safetensors arm={arm}", "export data data.safetensors", "task",
                       f"metrics arm={arm} measure=fewest_flips,probe_auc,probe_auc_inputs,neuron_auc,wasserstein,effective_directions,welch")
        net, data = arrays(folder + "/net.safetensors"), arrays(folder + "/data.safetensors")
    metric, task = told["metrics"]["arms"][0], clauses_of(told["task"]["formula"])
    w, b, v, c = (net[k] for k in ("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"))
    train, test = data["x"], data["test_x"]
    yes, yes_test = [holds(k, train) for k in task], [holds(k, test) for k in task]
    what = f"seed {seed}, {arm}"
    post, post_test = (numpy.maximum(0, x @ w.T + b) for x in (train, test))
    near(f"{what}: probe_auc", metric["probe_auc"], probe_auc(post, post_test, yes, yes_test), 1e-3)
    near(f"{what}: probe_auc_inputs", metric["probe_auc_inputs"], probe_auc(train, test, yes, yes_test), 1e-3)
    best = [max(abs(roc_auc_score(y, post_test[:, i]) - .5) + .5 for i in range(len(w))) for y in yes_test]
    near(f"{what}: neuron_auc", metric["neuron_auc"], numpy.mean(best), 1e-5)
    sums = test @ w.T + b
    normal = norm.ppf((numpy.arange(len(test)) + .5) / len(test))
    apart = [wasserstein_distance((z - z.mean()) / z.std(), normal) for z in sums.T if z.std() > 0]
    near(f"{what}: wasserstein", metric["wasserstein"], numpy.mean(apart), 1e-4)
    near(f"{what}: features_per_neuron", metric["features_per_neuron"], entropy((w ** 2).sum(axis=0)) / len(w), 1e-5)
    values = numpy.linalg.eigvalsh(w @ w.T if len(w) <= w.shape[1] else w.T @ w)
    near(f"{what}: effective_directions", metric["effective_directions"], entropy(numpy.maximum(0, values)), 1e-4)
    if welch(w) is not None:
        near(f"{what}: welch", metric["welch"], welch(w), 1e-4)
    else:
        check(metric["welch"] is None, f"{what}: welch has no value with as many neurons as inputs")
    check_flips(what, metric["fewest_flips"], (w, b, v, c), task, test)


def check_flips(what, told, net, task, test):
    """All 2^12 inputs: the nearest one with the same label by the formula that the net has wrong."""
    w, b, v, c = net
    cube = numpy.array([[i >> j & 1 for j in range(w.shape[1])] for i in range(1 << w.shape[1])], dtype=float)
    label = numpy.any([holds(k, cube) for k in task], axis=0)
    wrong = ((numpy.maximum(0, cube @ w.T + b) @ v.T + c)[:, 0] > 0) != label
    flips = []
    for x in test:
        own = label[int(sum(int(bit) << j for j, bit in enumerate(x)))]
        targets = cube[wrong & (label == own)]
        nearest = numpy.abs(targets - x).sum(axis=1).min() if len(targets) else w.shape[1] + 1
        if nearest > 0:
            flips.append(nearest)
    near(f"{what}: fewest_flips", told, numpy.mean(flips), 1e-6)


def shares(logits):
    raised = numpy.exp(logits - logits.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def check_real(program, seed):
    """FGSM and PGD on real inputs of three classes."""
    with tempfile.TemporaryDirectory() as folder:
        lines = [f"task csv {ROOT}/tests/golden/flowers.csv", "net hidden=6", "train 40", "export net.safetensors", "export data data.safetensors"]
        for attack, steps in (("fgsm", 1), ("pgd", 10)):
            told = objects(program, folder, seed, *lines, f"robustness attack={attack} eps=0.3")["robustness"]["arms"][0]
            net, data = arrays(folder + "/net.safetensors"), arrays(folder + "/data.safetensors")
            w, b, v, c = (net[k] for k in ("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"))
            x, y = data["test_x"].copy(), data["test_y"].astype(int)
            step = .3 if steps == 1 else 2.5 * .3 / steps
            for _ in range(steps):
                z = x @ w.T + b
                off = shares(numpy.maximum(0, z) @ v.T + c) - numpy.eye(v.shape[0])[y]
                x = numpy.clip(x + step * numpy.sign(((off @ v) * (z > 0)) @ w), data["test_x"] - .3, data["test_x"] + .3)
            right = ((numpy.maximum(0, x @ w.T + b) @ v.T + c).argmax(axis=1) == y).mean()
            near(f"seed {seed}: {attack}", told["adversarial_accuracy"], right, 1e-6)


def check_toy(program, seed):
    with tempfile.TemporaryDirectory() as folder:
        told = objects(program, folder, seed, "task toy features=12 density=0.1", "data train=4096 test=500", "net hidden=4 init=xavier", "train 20",
                       "export net.safetensors", "metrics measure=welch,effective_directions")["metrics"]["arms"][0]
        w = arrays(folder + "/net.safetensors")["fc1.weight"]
    squares = (w ** 2).sum(axis=0)
    near(f"toy, seed {seed}: capacity is D", told["capacity"], numpy.mean(squares ** 2 / ((w.T @ w) ** 2).sum(axis=0)), 1e-5)
    near(f"toy, seed {seed}: welch", told["welch"], welch(w), 1e-4)
    near(f"toy, seed {seed}: effective_directions", told["effective_directions"], entropy(numpy.linalg.eigvalsh(w @ w.T)), 1e-4)


def main():
    program = os.path.abspath(sys.argv[1])
    for seed in (1, 2, 3):
        for arm in ("dense", "clause"):
            check_boolean(program, seed, arm)
        check_real(program, seed)
        check_toy(program, seed)
    return check.verdict("sklearn_neurons")


sys.exit(main())
