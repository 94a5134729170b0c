#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples of one's own in studies: run 0 is the live session, a history gives the same bytes, real targets go by their loss,
what was done to inputs is said.

  own.py PROGRAM
"""
import json
import os
import struct
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
GOLDEN = os.path.join(ROOT, "tests/golden")
ARRAYS = os.path.join(GOLDEN, "arrays")
check = Checks()


def run(program, *lines, json_lines=True):
    commands = [x for line in lines for x in ("-c", line)]
    return subprocess.run([program, "--batch", "--quiet", *(["--json"] if json_lines else []), *commands], capture_output=True,
                          text=True, stdin=subprocess.DEVNULL)


def said(got, command):
    return [o for o in map(json.loads, got.stdout.splitlines()) if o["command"] == command]


def owner(folder):
    """hidden 5 x inputs 4: a partition of one's own."""
    path = os.path.join(folder, "owner.npy")
    head = b"{'descr': '|u1', 'fortran_order': False, 'shape': (5, 4), }"
    head += b" " * ((-len(head) - 11) % 64) + b"\n"
    with open(path, "wb") as f:
        f.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head)
        f.write(bytes((i + j) % 2 for i in range(5) for j in range(4)))
    return path


def kinds(folder):
    """task, lines before the net, settings of the net, how it is split."""
    flowers, targets = f"task csv {GOLDEN}/flowers.csv", f"task npy x={ARRAYS}/x.npy y={ARRAYS}/target.npy"
    return [(flowers, [], "", "by=random alpha=2"),
            (flowers + " standardise=feature", ["data train=40 noise=0.1"], "activation=gelu bias=no", "by=gram alpha=2"),
            (flowers + " classes=0,2 holdout=0.5", [], "activation=tanh", "by=magnitude alpha=2"),
            (flowers, [], "", f"by=file owner={owner(folder)}"),
            (flowers, ["group columns=2"], "", "by=group alpha=2"),
            (f"task npz {ARRAYS}/pictures.npz", [], "", "by=gram alpha=2"),
            (f"task idx {ARRAYS}/idx", ["group patch=2x2"], "", "by=group alpha=2"),
            (f"task text {GOLDEN}/rhyme.txt context=3", ["group positions"], "", "by=group alpha=2"),
            (f"task text {GOLDEN}/rhyme.txt context=2 order=lines", ["data train=60"], "", "by=random alpha=2"),
            ("task led irrelevant=3", ["data train=300 test=200"], "", "by=gram alpha=2"),
            (targets, [], "", "by=random alpha=2"),
            (targets, [], "activation=sigmoid bias=no", "by=gram alpha=2")]


def run_0_is_the_live_session(program, folder):
    for task, before, net, split in kinds(folder):
        begin = [task, *before, f"net hidden=5 {net}"]
        live = run(program, *begin, "train 2", f"split {split}", "train until=5", "metrics")
        study = run(program, *begin, f"compare {split} warmup=2 epochs=5 seeds=2")
        name = f"{task}, {split}"
        check(live.returncode == 0 and study.returncode == 0, f"{name}: {live.stderr}{study.stderr}")
        if live.returncode or study.returncode:
            continue
        arms, rows = said(live, "metrics")[0]["arms"], said(study, "compare")[0]["rows"]
        check(len(arms) == len(rows) == 2, f"{name}: {len(arms)} arms, {len(rows)} rows")
        for arm, row in zip(arms, rows):
            for key, value in arm.items():
                if isinstance(row.get(key), dict) and "values" in row[key]:
                    check(row[key]["values"][0] == value, f"{name}: {key} is {value}, of run 0 {row[key]['values'][0]}")
            check(arm["test_loss"] is not None, f"{name}: no test loss")


def a_history_gives_the_same_bytes(program, folder):
    for task, before, net, split in kinds(folder):
        again = os.path.join(folder, "again.fpe")
        asked = ["metrics", "task"]
        lines = [task, *before, f"net hidden=5 {net}", "train 1", f"split {split}", "train 1", f"task csv {GOLDEN}/flowers.csv", "train 1",
                 "undo", "undo", "train 1", "undo", "redo"]
        first = run(program, *lines, f"history {again}", *asked)
        second = run(program, f"include {again}", *asked)
        check(first.returncode == 0 and second.returncode == 0, f"{task}: {first.stderr}{second.stderr}")
        answers = first.stdout.splitlines()[-2:]
        check(len(answers) == 2 and answers == second.stdout.splitlines()[-2:], f"{task}: its history gives\n{second.stdout}\nfor\n{first.stdout}")


def real_targets_are_studied_by_loss(program, folder):
    runs = os.path.join(folder, "real.db")
    begin = [f"task npy x={ARRAYS}/x.npy y={ARRAYS}/target.npy", f"sweep hidden=3,4 train=10,20 warmup=1 epochs=4 seeds=2 {runs}"]
    got = run(program, *begin, f"regress {runs} x=capacity")
    found = said(got, "regress")
    check(len(found) == 1 and found[0]["y"] == "loss_gain", f"regress of real targets: {got.stdout[-400:]}{got.stderr}")
    check(found and found[0]["lines"][0]["n"] == 8 and found[0]["lines"][0]["slope"] is not None, f"regress: {found}")
    text = run(program, *begin, "plot sweep width=76 height=10", f"regress {runs} x=capacity", "plot sweep width=76 height=12", json_lines=False).stdout
    check("loss gain of random over dense on hidden and train" in text, f"the heatmap of real targets:\n{text}")
    check("regress: loss gain on the fold change of capacity" in text and "loss gain over dense on fold change" in text, f"regress:\n{text}")
    runs = os.path.join(folder, "classes.db")
    got = run(program, f"task csv {GOLDEN}/flowers.csv", f"sweep hidden=3,4 train=20,40 by=gram warmup=1 epochs=4 seeds=2 {runs}",
              f"regress {runs} x=cosine")
    check(said(got, "regress")[0]["y"] == "relative_gain", f"regress of classes: {got.stdout[-400:]}{got.stderr}")


def write(path, tensors):
    """A .safetensors file, as another program writes it."""
    header, data = {}, b""
    for name, (shape, values) in tensors.items():
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + 4 * len(values)]}
        data += struct.pack(f"<{len(values)}f", *values)
    text = json.dumps(header).encode()
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + data)


def scaling_is_said(program, folder):
    """A net of another program knows its inputs as they are in the file: who scales them says so, at each way in and out."""
    net, wide, one, own = (os.path.join(folder, name) for name in ("net.safetensors", "wide.npz", "one.npz", "own.safetensors"))
    write(net, {"0.weight": ([3, 4], [.1] * 12), "0.bias": ([3], [0] * 3), "2.weight": ([3, 3], [.1] * 9), "2.bias": ([3], [0] * 3)})
    ways = [([], "task"), ([f"import {net} as=foreign"], "import"), ([f"import {net} as=foreign", f"export {own} arm=foreign"], "export"),
            ([f"expand {net} {wide} epochs=1"], "expand"), (["compare by=random seeds=1 warmup=1 epochs=2", f"export {one} run=1 arm=random"], "export run=")]
    for word in ("global", "feature", "none"):
        for lines, way in ways:
            task = f"task csv {GOLDEN}/flowers.csv standardise={word}"
            before, got = (noted(program, task, *some) for some in (lines[:-1], lines))
            is_said = got.count("mean 0") > (before.count("mean 0") if lines else 0)
            check(is_said == (word != "none"), f"standardise={word}, {way}: what it did to the inputs is {'' if is_said else 'not '}said: {got}")
    noted(program, f"task csv {GOLDEN}/flowers.csv", "train 1", f"export {own}")
    got = noted(program, f"task csv {GOLDEN}/flowers.csv", f"import {own}")
    check("standardise=none in" not in got, f"a net of our own was trained on such inputs: {got}")


def noted(program, *lines):
    got = subprocess.run([program, "--batch", *[x for line in lines for x in ("-c", line)]], capture_output=True, text=True,
                         stdin=subprocess.DEVNULL)
    check(got.returncode == 0, f"{lines}: {got.stderr}")
    return got.stderr


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        run_0_is_the_live_session(program, folder)
        a_history_gives_the_same_bytes(program, folder)
        real_targets_are_studied_by_loss(program, folder)
        scaling_is_said(program, folder)
    sys.exit(check.verdict("own samples"))


main()
