#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What features make of few neurons: arXiv 2209.10652, section 4 of it, seed by seed.

  toy.py PROGRAM [--pentagons N] [--digons N] [--splits N] [--jobs N]

Pentagons: 5 features at density .05 through 2 neurons, 10,000 steps of 1024 samples.
Digons: 100 through 10 at density .3. Splits: 40 features through 14 neurons with a ReLU of
their own; a split, a sparse mask as wide, and the rank that both have.
"""
import csv
import json
import math
import os
import subprocess
import sys
import tempfile

PENTAGON = ["task toy features=5 density=0.05", "data train=102400 test=1000", "net hidden=2 init=xavier"]
DIGON = ["task toy features=100 density=0.3", "data train=102400 test=1000", "net hidden=10 init=xavier"]
SPLIT = ["task toy features=40 density=0.5", "data train=8000 test=4000", "net hidden=14 tied=no init=xavier", "set batch=500"]


def run(program, lines, *options):
    command = [program, "--batch", "--quiet", *options]
    for line in lines:
        command += ["-c", line]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def columns(program, lines, seed):
    """The features' directions in neuron space, of a net trained for 10,000 steps."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "net.csv")
        run(program, lines + ["set batch=1024", "train 100", f"export {path}"], "--seed", str(seed))
        with open(path) as file:
            rows = list(csv.DictReader(file))
    found = {}
    for row in rows:
        if row["layer"] == "fc1":
            found.setdefault(int(row["column"]), {})[int(row["row"])] = float(row["weight"])
    return [[of[i] for i in sorted(of)] for _, of in sorted(found.items())]


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def dimensionalities(vectors):
    out = []
    for a in vectors:
        crowd = sum(dot(a, b) ** 2 for b in vectors)
        out.append(dot(a, a) ** 2 / crowd if crowd else 0)
    return out


def is_pentagon(vectors):
    angles = sorted(math.degrees(math.atan2(v[1], v[0])) for v in vectors)
    gaps = [b - a for a, b in zip(angles, angles[1:] + [angles[0] + 360])]
    d = dimensionalities(vectors)
    return all(abs(x - .4) <= .02 for x in d) and all(abs(g - 72) <= 3 for g in gaps)


def pentagons(program, seeds):
    shapes = {seed: columns(program, PENTAGON, seed) for seed in range(1, seeds + 1)}
    good = [seed for seed, v in shapes.items() if is_pentagon(v)]
    sums = [sum(dimensionalities(v)) for v in shapes.values()]
    print(f"pentagons: {len(good)} of {seeds}; sum of D {min(sums):.3f} to {max(sums):.3f}")
    return len(good) >= .9 * seeds


def digons(program, seeds):
    fine = True
    for seed in range(1, seeds + 1):
        vectors = columns(program, DIGON, seed)
        d = dimensionalities(vectors)
        norms = [math.sqrt(dot(v, v)) for v in vectors]
        kept = [i for i, n in enumerate(norms) if n > .5]
        half = sum(abs(d[i] - .5) <= .03 for i in kept) / len(kept)
        n, m = len(kept), len(vectors[0])
        cosines = [(dot(vectors[i], vectors[j]) / norms[i] / norms[j]) ** 2 for i in kept for j in kept if i < j]
        mean, welch = sum(cosines) / len(cosines), (n - m) / (m * (n - 1))
        print(f"digons, seed {seed}: {n} features kept, {half:.0%} at a half; sum of D {sum(d):.3f} of {m}; mean cos^2 over the Welch bound {mean / welch:.4f}", flush=True)
        fine &= half >= .9 and abs(sum(d) / m - 1) <= .02 and abs(mean / welch - 1) <= .03
    return fine


def splits(program, seeds, jobs):
    out = run(program, SPLIT + [f"compare by=random alpha=2 warmup=20 epochs=120 seeds={seeds} controls=sparse,wide"], "--json", *jobs)
    rows = {row["split"]: row["unexplained"] for row in json.loads(out.splitlines()[-1])["rows"]}
    gains = {name: rows["dense"]["mean"] - rows[name]["mean"] for name in rows}
    for name, row in rows.items():
        print(f"{name}: unexplained {row['mean']:.3f} sd {row['sd']:.3f}, less than dense by {gains[name]:+.3f}")
    print(f"no linear map leaves less than 1 - h/n: {1 - 14 / 40:.3f} with 14 neurons, {1 - 28 / 40:.3f} with 28")
    return gains["random"] >= .25 and abs(gains["random"] - gains["sparse"]) <= .02


def main():
    argv = sys.argv[2:]

    def number(name, default):
        return int(argv[argv.index(name) + 1]) if name in argv else default

    jobs = argv[argv.index("--jobs"):][:2] if "--jobs" in argv else []
    results = [pentagons(sys.argv[1], number("--pentagons", 20)), digons(sys.argv[1], number("--digons", 3)), splits(sys.argv[1], number("--splits", 8), jobs)]
    print(f"toy: {sum(results)} passed, {results.count(False)} failed")
    return not all(results)


if __name__ == "__main__":
    sys.exit(main())
