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
EARLY = 5  # steps to which all agree closely, for nothing has grown yet
EARLY_OFF, LATE_OFF = 5e-6, 2e-2  # of the loss


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


def is_off(losses, reference, row):
    """Early losses differ by more than rounding makes them."""
    return any(abs(a - b) > EARLY_OFF * abs(b) for s, a, b in zip(checkpoints(row), losses, reference) if s <= EARLY)


def reference(field, row):
    double = field.get("double", "HASWELL" if "HASWELL" in field.cores else field.cores[-1])
    double.load(row["job"])
    return double.losses(checkpoints(row))


def choose(field, name, row, place, exact, candidates):
    """The candidates as (seconds, process, losses), fastest first, without those whose losses are wrong."""
    found, wrong = [], []
    for core in candidates:
        c = field.get(name, core, place)
        c.load(row["job"])
        try:
            losses = c.losses(checkpoints(row))
        except Skipped:
            losses = None
        if losses and is_off(losses, exact, row):
            wrong.append(core)
            continue
        times = [c.time("train")]
        if len(candidates) > 1:
            times += [c.time("train") for _ in range(1 + (times[0] < 0.2))]
        found.append((min(times), c, losses))
    return sorted(found, key=lambda f: f[0]), wrong


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
    """Players at one net, by name, and what was found wrong."""
    exact = reference(field, row)
    players, wrong, cores = {}, {}, field.cores
    for name in names:
        try:
            candidates = cores if PEERS[name].blas else [None]
            found, bad = choose(field, name, row, place, exact, candidates)
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
    names = ["ours"] + [n for n in field.peers if group[0]["quick"] or not PEERS[n].quick]
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
    return {n: not is_off(losses, exact, row) and all(abs(a - b) <= LATE_OFF * abs(b) for a, b in zip(losses, exact))
            for n, losses in result["losses"].items() if n != "double"}


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
