# SPDX-License-Identifier: GPL-3.0-or-later
"""How long epochs take beside the peers: rounds, ratios, trajectories.

The nets of a workload at one batch are a group: they and all peers take turns in a round, each net in a process of its
own, so that both their time / ours and split / dense are of times of one round. In a round each is timed training, and
scoring both sets; an epoch with its evaluation is the sum."""
import json
import os
import statistics
import subprocess

from field import PEERS, Skipped

SLICE = 0.03  # seconds behind one time, at least
EARLY = 5  # steps to which all agree closely, for little has grown yet
EARLY_OFF, LATE_OFF = 5e-6, 2e-2  # of the loss: what rounding may do …
ROUNDINGS = 20  # … or so many times what it does to whoever is nearest to double precision


def spread(values):
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def table(directory):
    """The rows of bench_work.h."""
    return json.loads(subprocess.run([os.path.join(directory, "ours"), "--list"], capture_output=True, text=True,
                                     check=True).stdout)


def groups(rows):
    found = {}
    for row in rows:
        found.setdefault((row["work"], row["batch"]), []).append(row)
    return list(found.values())


def checkpoints(row):
    return sorted({1, min(EARLY, row["steps"]), row["steps"]})


def distances(losses, exact, row):
    """From double precision, the largest of the early losses and of the late ones."""
    off = [(s <= EARLY, abs(a - b) / abs(b)) for s, a, b in zip(checkpoints(row), losses, exact)]
    return [max((d for early, d in off if early == wanted), default=0) for wanted in (True, False)]


def is_wrong(distance, others, least):
    """Further off than rounding takes anybody: single samples and Adam's first steps magnify it."""
    return distance > max(least, ROUNDINGS * min(others))


def reference(field, row):
    double = field.get("double", "HASWELL" if "HASWELL" in field.cores else field.cores[-1])
    double.load(row["job"])
    return double.losses(checkpoints(row))


def trajectory(contestant, row):
    """None of who cannot begin with given weights."""
    try:
        return contestant.losses(checkpoints(row))
    except Skipped:
        return None


def seconds(contestant, often):
    times = [contestant.time("train")]
    return min(times + [contestant.time("train") for _ in range(often if times[0] < 0.2 else often // 2)])


def choose(field, name, row, place, exact, nearest, candidates):
    """The right candidates as (seconds, process, losses), fastest first, and the wrong ones; nearest: how far from exact
    some right one is."""
    found, wrong = [], []
    for core in candidates:
        c = field.get(name, core, place)
        c.load(row["job"])
        found.append((c, trajectory(c, row)))
    off = {id(c): distances(losses, exact, row)[0] for c, losses in found if losses}
    for c, losses in list(found):
        if losses and is_wrong(off[id(c)], [nearest, *off.values()], EARLY_OFF):
            wrong.append(c.core)
            found.remove((c, losses))
    timed = [(seconds(c, 2 if len(candidates) > 1 else 0), c, losses) for c, losses in found]
    return sorted(timed, key=lambda f: f[0]), wrong


class Player:
    """A contestant at a net of the group."""

    def __init__(self, row, contestant, losses):
        self.row, self.contestant, self.losses = row, contestant, losses
        self.times = {"train": [], "whole": []}
        self.counts = {what: 1 + int(SLICE / min(contestant.time(what), contestant.time(what)))
                       for what in ("train", "eval")}

    def play(self):
        train, evaluation = (self.contestant.time(what, self.counts[what]) for what in ("train", "eval"))
        self.times["train"].append(train)
        self.times["whole"].append(train + evaluation)

    def ratio(self, other, what):
        return spread([a / b for a, b in zip(self.times[what], other.times[what])])


def enter(field, row, place, names):
    """Players at one net, by name, what was found wrong, and the losses in double precision. Ours is always one."""
    ours = field.get("ours", None, place)
    ours.load(row["job"])
    losses, exact = trajectory(ours, row), reference(field, row)
    players, wrong, cores = {"ours": Player(row, ours, losses)}, {}, field.cores
    for name in names:
        try:
            found, bad = choose(field, name, row, place, exact, distances(losses, exact, row)[0],
                                cores if PEERS[name].blas else [None])
        except Skipped:
            continue
        if name == "blas":  # the others' products are the same: its two best are theirs
            cores = [c.core for _, c, _ in found[:2]]
        if bad:
            wrong[name] = [field.kinds.get(core, "own choice") for core in bad]
        if found:
            players[name] = Player(row, found[0][1], found[0][2])
    return players, wrong, exact


def describe(field, row, entry, peak):
    """What is kept of a job."""
    players, wrong, exact = entry
    flops = float(open(os.path.join(field.jobs, row["job"] + ".txt"), encoding="ascii").read().split()[-3])
    ours = players["ours"]
    result = {"job": row["job"], "row": row, "wrong": wrong, "steps": checkpoints(row),
              "losses": {"double": exact, **{n: p.losses for n, p in players.items() if p.losses}},
              "kernels": {n: field.kinds.get(p.contestant.core, "own choice") for n, p in players.items() if PEERS[n].blas}}
    for what in ("train", "whole"):
        result[what] = {n: {"us": {k: v * 1e6 for k, v in spread(p.times[what]).items()}, "ratio": p.ratio(ours, what)}
                        for n, p in players.items()}
    result["gflops"] = flops * row["samples"] / statistics.median(ours.times["train"]) / 1e9
    result["share"] = result["gflops"] / peak
    return result


def measure(field, group, rounds, peak):
    """A group's results, job by job."""
    names = [n for n in field.peers if group[0]["quick"] or not PEERS[n].quick]
    entries = [enter(field, row, place, names) for place, row in enumerate(group)]
    for _ in range(rounds):
        for players, _, _ in entries:
            for player in players.values():
                player.play()
    results = []
    for row, entry in zip(group, entries):
        results.append(describe(field, row, entry, peak))
        dense = entries[0][0]
        if row["split"] != "dense" and group[0]["split"] == "dense":
            results[-1]["to_dense"] = {n: {what: p.ratio(dense[n], what) for what in ("train", "whole")}
                                       for n, p in entry[0].items() if n in dense}
    return results


def agree(result):
    """Does each contestant follow the same path? By name."""
    exact, row = result["losses"]["double"], result["row"]
    off = {n: distances(losses, exact, row) for n, losses in result["losses"].items() if n != "double"}
    return {n: not any(is_wrong(distance, [o[i] for o in off.values()], least)
                       for i, (distance, least) in enumerate(zip(of, (EARLY_OFF, LATE_OFF)))) for n, of in off.items()}


def figures(result):
    """Of one job, by the keys that goals.py asks for."""
    job, found = result["job"], {f"share/{result['job']}": result["share"]}
    for what in ("train", "whole"):
        for name, row in result[what].items():
            if name != "ours":
                found[f"{name}/{job}/{what}"] = row["ratio"]
        for name, ratios in result.get("to_dense", {}).items():
            found[f"split {name}/{job}/{what}"] = ratios[what]
    return found
