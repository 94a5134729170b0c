# SPDX-License-Identifier: GPL-3.0-or-later
"""Two more maps for summary.py: where disjointness pays (partition), and what a split gains (law).

A cell is a setting; its difference is the mean over seeds, paired, in points, with Student's
interval over seeds. All cells have the same seeds, so what is claimed of many cells is worked
out seed by seed: over the means that each seed has.
"""
import csv
import json
import math
import os
import statistics

FOLDER = os.path.dirname(os.path.abspath(__file__))
SURE = 2.6 # standard errors by which a bound is held


def student(n):
    """Two-sided 95 % of n - 1 degrees of freedom: Cornish and Fisher's expansion, to .01 from 3 on."""
    z, d = 1.959964, n - 1
    return z + (z ** 3 + z) / (4 * d) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * d * d)


def number(text):
    return f"{float(text):.6g}"


def path(name):
    return os.path.join(FOLDER, name)


def read(name):
    with open(path(name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name, columns, rows):
    with open(path(name), "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, columns, lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def accuracies(name, keys, splits):
    """Of each setting with an alpha, by split and seed, in %. The alpha of dense is that of its run: of all."""
    cells, dense = {}, {}
    with open(name, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not row["test_accuracy"]:
                continue
            key = tuple({"0": "no", "1": "yes"}[row[k]] if k == "negate" else number(row[k]) for k in keys)
            value = 100 * float(row["test_accuracy"])
            if row["split"] == "dense":
                dense.setdefault(key, {})[int(row["seed"])] = value
            elif row["split"] in splits:
                cells.setdefault((key, number(row["alpha"])), {}).setdefault(row["split"], {})[int(row["seed"])] = value
    return cells, dense


def over(values):
    """Mean and standard error."""
    return statistics.mean(values), statistics.stdev(values) / math.sqrt(len(values))


def interval(values):
    mean, error = over(values)
    half = student(len(values)) * error
    return f"{mean:+.2f} ({mean - half:+.2f} … {mean + half:+.2f})"


# ------------------------------------------------------------------ partition
PARTITION = ["literals", "negate", "p", "hidden", "train"]
# What cells are put together: by a value of a key.
GROUPS = [("all", None, None)] + [(f"{k}={v}", k, v) for k, values in (
    ("literals", "2345"), ("negate", ("no", "yes")), ("p", ("0.3", "0.5")), ("hidden", ("4", "8", "16")), ("train", ("1000", "8000"))) for v in values]


def write_partition(runs):
    cells, dense = accuracies(runs, PARTITION, ("random", "sparse"))
    rows, by_seed, common = [], {}, {}
    for (key, alpha), splits in cells.items():
        seeds = set(splits.get("random", ())) & set(splits.get("sparse", ())) & set(dense.get(key, ()))
        common[alpha] = common.get(alpha, seeds) & seeds
    for (key, alpha), splits in sorted(cells.items(), key=lambda c: (float(c[0][1]), c[0][0])):
        seeds = sorted(set(splits.get("random", ())) & set(splits.get("sparse", ())) & set(dense.get(key, ())))
        if len(seeds) < 3:
            continue
        gap = {s: splits["random"][s] - splits["sparse"][s] for s in seeds}
        mean, error = over(list(gap.values()))
        rows.append(dict(zip(PARTITION, key), alpha=alpha, n=len(seeds), dense=f"{statistics.mean(dense[key][s] for s in seeds):.2f}",
                         random=f"{statistics.mean(splits['random'][s] for s in seeds):.2f}",
                         sparse=f"{statistics.mean(splits['sparse'][s] for s in seeds):.2f}", gap=f"{mean:.3f}", error=f"{error:.3f}"))
        for name, k, value in GROUPS:
            if k is None or key[PARTITION.index(k)] == value:
                for s in sorted(common[alpha]):
                    by_seed.setdefault((alpha, s), {}).setdefault(name, []).append(gap[s])
    write("partition.csv", PARTITION + ["alpha", "n", "dense", "random", "sparse", "gap", "error"], rows)
    write("partition_seeds.csv", ["alpha", "seed"] + [g[0] for g in GROUPS],
          [dict({g: f"{statistics.mean(v):.3f}" for g, v in groups.items()}, alpha=a, seed=s) for (a, s), groups in sorted(by_seed.items())])


def gaps(seeds, alpha, group):
    return [float(r[group]) for r in seeds if r["alpha"] == alpha and r[group]]


def half_width(row):
    return student(int(row["n"])) * float(row["error"])


def cell_name(row):
    return f"k={row['literals']}, {'signs' if row['negate'] == 'yes' else 'plain'}, p={row['p']}, {row['hidden']} neurons, {row['train']} samples, α={row['alpha']}"


def partition_page(rows, seeds):
    alphas = sorted({r["alpha"] for r in rows}, key=float)
    yield "# Where disjointness pays"
    yield ""
    yield "Random split minus random mask (`sparse`), in points of test accuracy: as wide, as many weights, but in `sparse` a weight's input is drawn,"
    yield "so that children share some. `../partition.fpe` with many seeds, by `make maps`; 8 clauses of dnf. In brackets: 95 %, over seeds; the table of"
    yield "groups is over the seeds that all cells have."
    yield ""
    for a in alphas:
        some = [r for r in rows if r["alpha"] == a]
        wide = [r for r in some if half_width(r) > 1]
        up = [r for r in some if float(r["gap"]) > half_width(r)]
        down = [r for r in some if float(r["gap"]) < -half_width(r)]
        n = sorted({int(r["n"]) for r in some})
        yield (f"- α={a}: {len(some)} cells of {n[0] if len(n) == 1 else f'{n[0]} to {n[-1]}'} seeds. Random is above sparse in {len(up)}, below in {len(down)}, "
               f"of which {0.025 * len(some):.0f} each would be by chance. {len(some) - len(wide)} intervals are ±1 point or less; the widest is "
               f"±{max(map(half_width, some)):.1f}.")
    yield ""
    yield "| cells | " + " | ".join(f"α={a}" for a in alphas) + " |"
    yield "| --- |" + " --- |" * len(alphas)
    for name, *_ in GROUPS:
        yield f"| {name} | " + " | ".join(interval(gaps(seeds, a, name)) for a in alphas) + " |"
    yield ""
    yield "![Random minus sparse over literals and neurons, two children](partition.svg)"
    yield ""
    yield "Where random is above sparse most, and least, by the near end of their intervals:"
    yield ""
    yield "| cell | dense | random | sparse | random − sparse |"
    yield "|" + " --- |" * 5
    near = lambda r: abs(float(r["gap"])) - half_width(r)
    for sign in (1, -1):
        for r in sorted((r for r in rows if sign * float(r["gap"]) > 0), key=near, reverse=True)[:5]:
            yield (f"| {cell_name(r)} | {r['dense']} | {r['random']} | {r['sparse']} | {float(r['gap']):+.1f} "
                   f"({float(r['gap']) - half_width(r):+.1f} … {float(r['gap']) + half_width(r):+.1f}) |")
    yield ""
    yield "What is asserted of them, by 2.6 standard errors over seeds:"
    yield ""
    yield from (f"- {c[0]}" for c in PARTITION_CLAIMS)


# Sentence, alpha, group, another group whose mean is taken away, low and high.
PARTITION_CLAIMS = [
    ("In two children a random partition is above a random mask, by less than half a point in the mean of all cells.", "2", "all", None, 0, 0.5),
    ("With plain literals it is above, in two children.", "2", "negate=no", None, 0, None),
    ("… and in four.", "4", "negate=no", None, 0, None),
    ("With drawn signs it is less than half a point from it, in two children.", "2", "negate=yes", None, -0.5, 0.5),
    ("… and in four.", "4", "negate=yes", None, -0.5, 0.5),
    ("With 16 neurons it is less than half a point from it, in two children.", "2", "hidden=16", None, -0.5, 0.5),
    ("Disjointness pays more with 4 neurons than with 16, in two children.", "2", "hidden=4", "hidden=16", 0, None),
    ("… and in four.", "4", "hidden=4", "hidden=16", 0, None),
]


def between(values, low, high):
    mean, error = over(values)
    return (low is None or mean - SURE * error > low) and (high is None or mean + SURE * error < high)


def partition_faults(seeds):
    for sentence, alpha, group, other, low, high in PARTITION_CLAIMS:
        values = gaps(seeds, alpha, group)
        if other:
            values = [a - b for a, b in zip(values, gaps(seeds, alpha, other))]
        if not between(values, low, high):
            yield f"partition_seeds.csv does not say: {sentence}"


# ------------------------------------------------------------------------ law
LAW = ["clauses", "hidden", "literals", "negate", "p", "train"]


def load(key):
    return float(key[0]) / float(key[1])


def room(key):
    """Training samples a weight of the first layer."""
    return float(key[5]) / (float(key[0]) * float(key[2]) * float(key[1]))


LAW_GROUPS = [
    ("all", lambda k: True),
    ("drawn signs", lambda k: k[3] == "yes"),
    ("plain literals", lambda k: k[3] == "no"),
    ("clauses/neurons below 1", lambda k: load(k) < 1),
    ("clauses/neurons 1", lambda k: load(k) == 1),
    ("clauses/neurons above 1", lambda k: load(k) > 1),
    *((f"{n} literals", lambda k, n=n: k[2] == n) for n in "2345"),
    *((f"p={p}", lambda k, p=p: k[4] == p) for p in ("0.25", "0.35", "0.5")),
    ("under 10 samples a weight", lambda k: room(k) < 10),
    ("10 to 40 samples a weight", lambda k: 10 <= room(k) < 40),
    ("40 and more samples a weight", lambda k: room(k) >= 40),
]
ARMS = [("random", "2"), ("random", "4"), ("clause", "2"), ("clause", "4")]


def write_law(runs):
    cells, dense = accuracies(runs, LAW, ("random", "clause"))
    seeds = sorted(set.intersection(*(set(v) for v in dense.values())))
    rows, by_seed = [], {}
    for (key, alpha), splits in sorted(cells.items()):
        for split, values in sorted(splits.items()):
            gain = {s: v - dense[key][s] for s, v in values.items() if s in dense[key]}
            if len(gain) < 3:
                continue
            mean, error = over(list(gain.values()))
            rows.append(dict(zip(LAW, key), alpha=alpha, split=split, n=len(gain), dense=f"{statistics.mean(dense[key].values()):.2f}",
                             gain=f"{mean:.3f}", error=f"{error:.3f}"))
            for name, fits in LAW_GROUPS:
                for s in seeds if fits(key) and all(s in gain for s in seeds) else ():
                    by_seed.setdefault((split, alpha, s), {}).setdefault(name, []).append(gain[s])
    write("law.csv", LAW + ["alpha", "split", "n", "dense", "gain", "error"], rows)
    write("law_seeds.csv", ["split", "alpha", "seed"] + [g[0] for g in LAW_GROUPS],
          [dict({g: f"{statistics.mean(v):.3f}" for g, v in groups.items()}, split=k, alpha=a, seed=s) for (k, a, s), groups in sorted(by_seed.items())])


def law_gains(seeds, arm, group):
    return [float(r[group]) for r in seeds if (r["split"], r["alpha"]) == arm and r[group]]


def said():
    """What `recommend` said of the store, one object."""
    with open(path("law.json"), encoding="utf-8") as file:
        return json.load(file)


def models(found):
    yield "| model | dense's score | R² held out | in their 95 % interval | regret, points |"
    yield "|" + " --- |" * 5
    for m in found["models"]:
        yield (f"| {m['model']} | {'known' if m['dense'] else 'unknown'} | {m['r2']:.3f} | {100 * m['inside']:.0f} % | {100 * m['regret']:.2f} |")


def unseen_page(rows):
    yield "Asked of tasks that no run was of, by `unseen.py`: what was measured, paired over seeds, and what was foretold from the law and dense's score, with"
    yield "literals, signs and p left out where a task has none:"
    yield ""
    yield "| task | neurons | α | seeds | dense, % | random over dense, measured | foretold | inside |"
    yield "|" + " --- |" * 8
    inside = [float(r["foretold_low"]) <= float(r["gain"]) <= float(r["foretold_high"]) for r in rows]
    for r, within in zip(rows, inside):
        yield (f"| {r['task']} | {r['hidden']} | {r['alpha']} | {r['seeds']} | {float(r['dense']):.1f} | {float(r['gain']):+.1f} ({float(r['low']):+.1f} … "
               f"{float(r['high']):+.1f}) | {float(r['foretold']):+.1f} ({float(r['foretold_low']):+.1f} … {float(r['foretold_high']):+.1f}) | {'yes' if within else '**no**'} |")
    error = [float(r["foretold"]) - float(r["gain"]) for r in rows]
    mean = statistics.mean(float(r["gain"]) for r in rows)
    r2 = 1 - sum(e * e for e in error) / sum((float(r["gain"]) - mean) ** 2 for r in rows)
    right = sum(float(r["foretold"]) * float(r["gain"]) > 0 for r in rows)
    yield ""
    yield (f"{sum(inside)} of {len(rows)} lie in their 95 % interval, the mean error is {statistics.mean(map(abs, error)):.1f} points, the sign is right in {right}, and R² is "
           f"{r2:.2f}: " + ("on these tasks the law is no better than their own mean." if r2 <= 0 else "below what it is on settings of its own kind."))
    yield ""
    for alpha in sorted({r["alpha"] for r in rows}, key=int):
        pairs = [(f, r) for f, r in zip(error, rows) if r["alpha"] == alpha]
        yield f"- α={alpha}: foretold minus measured {statistics.mean(f for f, _ in pairs):+.1f} points on average."


def law_page(rows, seeds, found, unseen):
    settings = len({tuple(r[k] for k in LAW) for r in rows})
    yield "# A design law"
    yield ""
    yield f"`make maps` draws settings of dnf (`../law.fpe`): here {settings} of them, {len(rows)} points with a kind of split and an alpha, {found['seeds']:.0f} seeds each,"
    yield "split at epoch 5 of 200. Gains are over dense, in points of test accuracy. In brackets: 95 %, over seeds."
    yield ""
    yield "| settings | " + " | ".join(f"{s}, α={a}" for s, a in ARMS) + " |"
    yield "| --- |" + " --- |" * len(ARMS)
    for name, _ in LAW_GROUPS:
        yield f"| {name} | " + " | ".join(interval(law_gains(seeds, arm, name)) for arm in ARMS) + " |"
    yield ""
    yield "![Gain of the clause split](law-clause.svg) ![Gain of the random split](law-random.svg)"
    yield ""
    yield f"What `recommend` makes of these points, on settings held out in {found['folds']} parts, each foretold from the others:"
    yield ""
    yield from models(found)
    yield ""
    yield (f"Points are means over {found['seeds']:.0f} seeds, so no model could have an R² above {found['ceiling']:.3f}. Regret is what is lost by taking what the model takes for "
           f"best; who always takes what is best on average elsewhere loses {100 * found['regret_always']:.2f} points.")
    yield ""
    yield from unseen_page(unseen)
    yield ""
    yield "What is asserted of them, by 2.6 standard errors over seeds:"
    yield ""
    yield from (f"- {c[0]}" for c in LAW_CLAIMS)


# Sentence, arm, group, another arm and group whose mean is taken away, low and high.
LAW_CLAIMS = [
    ("A clause split in two gains more than 3 points in the mean.", ("clause", "2"), "all", None, 3, None),
    ("One in four gains more than 2 points more than one in two.", ("clause", "4"), "all", (("clause", "2"), "all"), 2, None),
    ("A random split in two gains more than a point in the mean.", ("random", "2"), "all", None, 1, None),
    ("A random split in four gains more with plain literals than with drawn signs.", ("random", "4"), "plain literals", (("random", "4"), "drawn signs"), 1, None),
    ("It gains more than a point where there are more clauses than neurons.", ("random", "4"), "clauses/neurons above 1", None, 1, None),
    ("… and loses more than a point where there are fewer.", ("random", "4"), "clauses/neurons below 1", None, None, -1),
    ("It gains more than a point with less than 10 samples a weight.", ("random", "4"), "under 10 samples a weight", None, 1, None),
    ("… and loses more than a point with 40 and more.", ("random", "4"), "40 and more samples a weight", None, None, -1),
]


def law_faults(seeds):
    for sentence, arm, group, other, low, high in LAW_CLAIMS:
        values = law_gains(seeds, arm, group)
        if other:
            values = [a - b for a, b in zip(values, law_gains(seeds, *other))]
        if not between(values, low, high):
            yield f"law_seeds.csv does not say: {sentence}"


def pages():
    """As summary.py wants them: file, lines, what does not hold, how many claims."""
    rows, seeds = read("partition.csv"), read("partition_seeds.csv")
    yield "partition.md", partition_page(rows, seeds), list(partition_faults(seeds)), len(PARTITION_CLAIMS)
    rows, seeds = read("law.csv"), read("law_seeds.csv")
    yield "law.md", law_page(rows, seeds, said(), read("unseen.csv")), list(law_faults(seeds)), len(LAW_CLAIMS)
