#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `ablate`, `circuit` and `neuron` say, worked out anew from exported weights and samples, in double precision.

  neurons.py PROGRAM

Definitions are those of include/fpe/ablation.h, circuit.h, neuron.h and probing.h; the code is not.
"""
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402
from tensors import read_safetensors  # noqa: E402

LINES = ["task dnf clauses=4 literals=3", "data train=700 test=600", "net hidden=3", "train 40", "split by=clause", "train until=60"]
check = Checks()


def objects(program, folder, seed, *lines):
    commands = [x for line in LINES + list(lines) for x in ("-c", line)]
    got = subprocess.run([program, "--batch", "--quiet", "--json", "--seed", str(seed), *commands], cwd=folder, capture_output=True,
                         text=True, stdin=subprocess.DEVNULL, check=False)
    check(got.returncode == 0, f"it runs: {got.stderr}")
    return {o["command"]: o for o in map(json.loads, got.stdout.splitlines())}


def table(tensor):
    (rows, columns), flat = tensor
    return [flat[r * columns:(r + 1) * columns] for r in range(rows)]


class Net:
    """Two layers, read from a file; `less` may change the weights of a copy."""

    def __init__(self, tensors):
        self.w = [table(tensors["fc1.weight"]), table(tensors["fc2.weight"])]
        self.b = [list(tensors["fc1.bias"][1]), list(tensors["fc2.bias"][1])]

    def sums(self, x):
        return [b + sum(w * v for w, v in zip(row, x)) for row, b in zip(self.w[0], self.b[0])]

    def hidden(self, x):
        return [max(0, z) for z in self.sums(x)]

    def logit(self, hidden):
        return self.b[1][0] + sum(w * v for w, v in zip(self.w[1][0], hidden))


def holds(clause, x):
    return all(x[j] == (sign > 0) for j, sign in clause)


def contrast(task, samples, c, most):
    """Samples where clause c alone holds, and as many where none does: numbers."""
    true = [[holds(clause, x) for clause in task] for x in samples]
    alone = [i for i, t in enumerate(true) if t[c] and sum(t) == 1][:most]
    none = [i for i, t in enumerate(true) if not any(t)][:most]
    size = min(len(alone), len(none))
    return alone[:size] + none[:size]


def clauses_of(formula):
    found = []
    for term in formula.split(" | "):
        literals = term.strip("()").split(" & ")
        found.append([(int(x.lstrip("!x")), -1 if x[0] == "!" else 1) for x in literals])
    return found


def share(flags):
    flags = list(flags)
    return sum(flags) / len(flags)


def check_ablation(net, task, x, y, told):
    for c in range(len(task)):
        chosen = contrast(task, x, c, 512)
        hidden = [net.hidden(x[i]) for i in chosen]
        right = share((net.logit(h) > 0) == y[i] for h, i in zip(hidden, chosen))
        check(told["samples"][c] == len(chosen) and abs(told["intact"][c] - right) < 1e-9, f"ablate: c{c} intact")
        for n, neuron in enumerate(told["neurons"]):
            silent = share((net.logit(h[:n] + [0] + h[n + 1:]) > 0) == y[i] for h, i in zip(hidden, chosen))
            check(abs(neuron["cost"][c] - (right - silent)) < 1e-9, f"ablate: n{n}, c{c}: {neuron['cost'][c]}, not {right - silent}")


def check_circuit(net, task, train, test, c, told):
    chosen = contrast(task, train, c, 128)
    inputs = [train[i] for i in chosen]
    hidden = [net.hidden(x) for x in inputs]
    whole = [net.logit(h) for h in hidden]
    n = len(chosen)
    mean = [[sum(column) / n for column in zip(*inputs)], [sum(column) / n for column in zip(*hidden)]]
    edges = {(layer, i, j) for layer in (0, 1) for i, row in enumerate(net.w[layer]) for j, w in enumerate(row) if w != 0}

    def logits_without(dropped, samples):
        left = Net.__new__(Net)
        left.w = [[[0 if (layer, i, j) in dropped else w for j, w in enumerate(row)] for i, row in enumerate(net.w[layer])]
                  for layer in (0, 1)]
        left.b = [[b + sum(net.w[layer][i][j] * mean[layer][j] for m, i2, j in dropped if m == layer and i2 == i)
                   for i, b in enumerate(net.b[layer])] for layer in (0, 1)]
        return [left.logit(left.hidden(x)) for x in samples]

    def agreement(a, b):
        return share((p > 0) == (q > 0) for p, q in zip(a, b))

    dropped = set()
    while edges - dropped:
        off = {e: sum((a - b) ** 2 for a, b in zip(logits_without(dropped | {e}, inputs), whole)) for e in edges - dropped}
        least = min(off, key=off.get)
        if agreement(logits_without(dropped | {least}, inputs), whole) < .95:
            break
        dropped.add(least)
    check(told["weights"] == len(edges) and told["edges"] == len(edges - dropped),
          f"circuit of c{c}: {told['edges']} of {told['weights']} edges, not {len(edges - dropped)} of {len(edges)}")
    check(abs(told["agreement"] - agreement(logits_without(dropped, inputs), whole)) < 1e-9, f"circuit of c{c}: agreement")
    others = [test[i] for i in contrast(task, test, c, 128)]
    check(abs(told["held_agreement"] - agreement(logits_without(dropped, others), [net.logit(net.hidden(x)) for x in others])) < 1e-9,
          f"circuit of c{c}: agreement on samples held out")


def auc(score, yes):
    high, low = ([s for s, y in zip(score, yes) if y == which] for which in (True, False))
    return sum((a > b) + (a == b) / 2 for a in high for b in low) / (len(high) * len(low))


def solved(a, b):
    """a x = b by elimination with the largest pivot."""
    a = [row + [v] for row, v in zip(a, b)]
    for k in range(len(a)):
        pivot = max(range(k, len(a)), key=lambda r: abs(a[r][k]))
        a[k], a[pivot] = a[pivot], a[k]
        for r in range(len(a)):
            if r != k:
                f = a[r][k] / a[k][k]
                a[r] = [p - f * q for p, q in zip(a[r], a[k])]
    return [row[-1] / row[k] for k, row in enumerate(a)]


def logistic(rows, yes):
    """Weights and at last the bias: sum of the cross-entropies plus |w|^2 / 2, by Newton's method."""
    rows, k = [r + [1] for r in rows], len(rows[0])
    w = [0.0] * (k + 1)
    for _ in range(50):
        p = [1 / (1 + math.exp(-sum(a * b for a, b in zip(w, r)))) for r in rows]
        slope = [sum((q - y) * r[j] for q, y, r in zip(p, yes, rows)) + (w[j] if j < k else 0) for j in range(k + 1)]
        curve = [[sum(q * (1 - q) * r[i] * r[j] for q, r in zip(p, rows)) + (i == j < k) for j in range(k + 1)] for i in range(k + 1)]
        step = solved(curve, slope)
        w = [a - b for a, b in zip(w, step)]
        if max(map(abs, step)) < 1e-9:
            break
    return w


def check_neuron(net, task, train, test, told):
    n = 1
    sums = [net.sums(x)[n] for x in test]
    mean, deviation = statistics.fmean(sums), statistics.pstdev(sums)
    normal = statistics.NormalDist()
    distance = statistics.fmean(abs((z - mean) / deviation - normal.inv_cdf((i + .5) / len(sums))) for i, z in enumerate(sorted(sums)))
    check(abs(told["mean"] - mean) < 1e-5 and abs(told["deviation"] - deviation) < 1e-5, "neuron: mean and deviation of its sums")
    check(abs(told["wasserstein"] - distance) < 1e-4, f"neuron: {told['wasserstein']} from normal, not {distance}")
    post = [max(0, z) for z in sums]
    for c, part in enumerate(told["parts"]):
        check(abs(part["auc"] - auc(post, [holds(task[c], x) for x in test])) < 1e-5, f"neuron: AUC of c{c}")
    for j, entry in enumerate(told["inputs"]):
        check(abs(entry["auc"] - auc(post, [x[j] > 0 for x in test])) < 1e-5, f"neuron: AUC of x{j}")
    hidden = [net.hidden(x) for x in train]
    scale = [(statistics.fmean(h), statistics.pstdev(h) or 1) for h in zip(*hidden)]

    def even(x):
        return [(v - m) / d for v, (m, d) in zip(net.hidden(x), scale)]
    for c, part in enumerate(told["parts"][:2]):
        w = logistic([even(x) for x in train], [holds(task[c], x) for x in train])
        score = [sum(a * b for a, b in zip(w, even(x))) for x in test]
        check(abs(part["probe_weight"] - w[n]) < 1e-3 * (1 + abs(w[n])), f"probe of c{c}: weight {part['probe_weight']}, not {w[n]}")
        check(abs(part["probe_auc"] - auc(score, [holds(task[c], x) for x in test])) < 1e-3, f"probe of c{c}: AUC")
        check(part["inputs_auc"] > .999, f"probe of c{c}: the raw inputs tell all")


def main():
    program = os.path.abspath(sys.argv[1])
    for seed, arm in ((1, "dense"), (2, "dense"), (3, "clause")):
        with tempfile.TemporaryDirectory() as folder:
            child = "n1" if arm == "dense" else "n0.1"
            told = objects(program, folder, seed, f"export net.safetensors arm={arm}", "export data data.safetensors", "task", f"ablate arm={arm}",
                           f"circuit c1 arm={arm}", f"neuron {child} arm={arm}")
            net, (data, _) = Net(read_safetensors(folder + "/net.safetensors")[0]), read_safetensors(folder + "/data.safetensors")
        task = clauses_of(told["task"]["formula"])
        train, test = table(data["x"]), table(data["test_x"])
        check_ablation(net, task, test, data["test_y"][1], told["ablate"]["arms"][0])
        check_circuit(net, task, train, test, 1, told["circuit"])
        check_neuron(net, task, train, test, told["neuron"])
    return check.verdict("neurons")


sys.exit(main())
