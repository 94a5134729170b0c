#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""compare keep=SEED: the arms that its lines make have the numbers of that seed, to the last digit.

  keeps.py PROGRAM

Of each row of `task` and of import, by its example, and of what recipes can differ in.
"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402
from tables import tables  # noqa: E402

ROOT = os.path.realpath(os.path.join(sys.path[0], "../.."))
PROGRAM = os.path.abspath(sys.argv[1])
LENGTH = "warmup=2 epochs=5"
check = Checks()


def run(lines, *options):
    commands = [x for line in lines for x in ("-c", line)]
    return subprocess.run([PROGRAM, "--batch", "--quiet", *options, *commands], cwd=ROOT, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=60)


def objects(text):
    """But for what each split says of itself."""
    return [o for o in map(json.loads, text.splitlines()) if o["command"] != "split"]


def kept(name, first, how="by=random,gram " + LENGTH, seed=3, left_out=()):
    """In one line, and of the last compare: the same arms; undo has the old ones back; history plays to the same bytes."""
    layer = " layer=2" if "layer=2" in how else ""
    after = ["metrics" + layer, "arms", "undo", "arms"]
    one = run(first + ["arms", f"compare {how} seeds=3 keep={seed}"] + after, "--json")
    two = run(first + ["arms", f"compare {how} seeds=3", f"compare keep={seed}"] + after, "--json")
    check(one.returncode == two.returncode == 0, f"{name}: {one.stderr}{two.stderr}")
    if one.returncode or two.returncode:
        return
    one, two = objects(one.stdout), objects(two.stdout)
    compare, arms = one[-4], {arm["arm"]: arm for arm in one[-3]["arms"]}
    check(compare["lines"] == two[-4]["lines"] and two[-5]["lines"] == [] and one[-4:] == two[-4:], f"{name}: keep= later gives something else")
    check(tuple(compare["left_out"]) == left_out, f"{name}: {compare['left_out']} are left out")
    rows = [row for row in compare["rows"] if row["split"] not in left_out]
    check(list(arms) == [row["split"] for row in rows], f"{name}: arms are {list(arms)}")
    for row in rows:
        differ = [m for m, v in row.items() if isinstance(v, dict) and "values" in v and v["values"][seed - 1] != arms[row["split"]].get(m)
                  and not m.startswith("robustness")]
        check(not differ and row["nnz"] == arms[row["split"]]["nnz"], f"{name}: {row['split']} has other {differ}")
    check(one[-1] == one[-5], f"{name}: undo does not lead back")
    text = run(first + [f"compare {how} seeds=3 keep={seed}", "metrics", "history"]).stdout
    script = "fpe 1" + text.split("fpe 1", 1)[-1]
    again = subprocess.run([PROGRAM, "--batch", "--quiet", "-"], input=script, cwd=ROOT, capture_output=True, text=True, timeout=60)
    check(again.stdout == text[:text.index("fpe 1")], f"{name}: history plays to something else: {again.stdout}{again.stderr}")


def said_in_every_way():
    """History plays to the same, whatever of keep= and apply= the line says, and where."""
    before, few = ["data train=100 test=100"], "seeds=2 " + LENGTH
    for lines in ([f"compare {few} keep=2"], [f"compare {few} keep=2 apply=yes"], [f"compare apply='yes' keep=\"2\" {few}"],
                  [f"compare keep=2 {few} apply=no # by hand"], [f"compare {few}", "compare apply=yes keep=2"], [f"compare {few}", "compare keep=2 apply=no"]):
        text = run(before + lines + ["arms", "history"]).stdout
        script = "fpe 1" + text.split("fpe 1", 1)[-1]
        again = subprocess.run([PROGRAM, "--batch", "--quiet", "-"], input=script, cwd=ROOT, capture_output=True, text=True, timeout=60)
        without = text[:text.index("fpe 1")]
        check(again.returncode == 0 and without.startswith(again.stdout), f"{lines}: history plays to something else: {again.stdout}{again.stderr}")


def tasks(folder):
    for row in tables(PROGRAM)["commands"]:
        name, first = row["name"], row["example"]
        if not name.startswith("task "):
            continue
        small = [] if " train=" in first or "/" in first else ["data train=200 test=100"]
        kept(name, [first] + small + ["net hidden=6 as=old", "split by=random as=more"])
    run(["task dnf clauses=4", "data train=300 test=100", f"export data {folder}/samples.safetensors"])
    kept("import", [f"import {folder}/samples.safetensors", "net hidden=4"], seed=2)


def recipes():
    data = "data train=200 test=200"
    for name, first, how, left_out in (
            ("no warm-up", [data], "warmup=0 epochs=4", ()),
            ("all warm-up", [data], "warmup=4 epochs=4", ()),
            ("three children", [data], "by=magnitude,clause alpha=3 budget=strict " + LENGTH, ()),
            ("controls", [data], "controls=wide,sparse " + LENGTH, ("wide", "sparse")),
            ("two layers", [data, "net hidden=6x5"], "by=gram layer=2 " + LENGTH, ()),
            ("all layers", [data, "net hidden=6x5 activation=gelu init=he bias=no"], "by=random layer=all " + LENGTH, ()),
            ("training", [data, "set lr=0.0123456789012345 decay=1e-5 optimizer=sgd momentum=0.9 batch=full"], LENGTH, ()),
            ("dropconnect", [data, "set dropconnect=0.25 masks=rigl masks_until=5"], "warmup=2 epochs=13", ()),
            ("samples", ["data train=200 test=150 p=0.333333333333 sampling=balanced noise=0.05"], LENGTH, ()),
            ("fixed seeds", ["task cnf clauses=4 seed=11", data + " seed=12", "net hidden=5 seed=13"], LENGTH, ()),
            ("shared inputs", ["task dnf clauses=5 literals=3 inputs=9 negate=no", data], LENGTH, ()),
            ("groups", ["task dnf clauses=3 literals=3", data, "group x8,x1;x0,x5;x2..x4"], "by=group " + LENGTH, ()),
            ("groups of a formula", ['task formula "a & b | c & d | e & f"', data, "group f,a;c,d"], "by=group " + LENGTH, ()),
            ("a holdout", ["task csv tests/golden/flowers.csv holdout=0.3 standardise=feature", "data train=40 noise=0.1"], LENGTH, ())):
        kept(name, first, how, left_out=left_out)


def refused():
    for lines, options, why in (
            (["compare keep=9 seeds=3 " + LENGTH], (), "the compare has seeds 1 to 3"),
            (["compare seeds=2 " + LENGTH, "compare keep=3"], (), "the compare has seeds 1 to 2"),
            (["compare apply=no " + LENGTH], (), "apply= is of keep=SEED"),
            (["compare keep=6 seeds=3 " + LENGTH], ("--seed", "5"), "which --seed beats"),
            (["task csv tests/golden/flowers.csv", "compare by=random seeds=2 " + LENGTH, "task dnf", "compare keep=2"], (), "another task now")):
        got = run(["data train=100 test=100", *lines], *options)
        check(got.returncode == 1 and why in got.stderr, f"{lines}: {got.stdout}{got.stderr}")
    got = run(["data train=100 test=100", "compare seeds=2 keep=2 apply=no " + LENGTH, "arms"])
    check("Seed 2 as arms:\nseed 2\ntask dnf" in got.stdout and "* dense" not in got.stdout and got.stdout.rstrip().endswith("no arms") or "dense *" not in got.stdout,
          f"apply=no prints alone: {got.stdout}{got.stderr}")


with tempfile.TemporaryDirectory() as place:
    tasks(place)
recipes()
said_in_every_way()
refused()
sys.exit(check.verdict("keeps"))
