#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lessons, and the tour, in batch: the solutions are played, all that is expected and asserted holds, and every text fits a
screen of 40x10.

  lessons.py PROGRAM [--bases 1,101,201]

Without --bases each lesson runs from the seed that it names. Where a lesson's data are missing it says which package
brings them and plays the lesson that needs none; that one is played anyway.
"""
import glob
import json
import os
import re
import subprocess
import sys
import textwrap

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

FOLDER = os.path.join(sys.path[0], "../../scenarios/lessons/")
ROWS, COLUMNS = 5, 37  # of a text on a screen of 40x10
MOST = 8  # lessons there are at least
check = Checks()


def play(program, path, *options):
    return subprocess.run([program, "--batch", "--json", "--jobs", "1", *options, path], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False)


def texts(run):
    for line in run.stdout.splitlines():
        row = json.loads(line)
        if row["command"] in ("say", "ask"):
            yield row["text"]


def says_what_it_is(path):
    text = open(path, encoding="utf-8").read()
    name = os.path.basename(path)
    check(re.search(rf"^# Lesson {int(name[:2])}[^:\n]*, \d+ minutes: ", text, re.M), f"{name}: its first comment has no number and minutes")
    for part in ("Predict: ", "Do: ", "Cost card", "Keep: ", "Exercise: "):
        check(part in text, f"{name}: there is no {part.strip()}")
    for part in ("Question", "Answer"):
        check(text.count(f"\n# {part}: ") == (0 if "/other/" in path else 2), f"{name}: not two of {part}")
    check(text.count("\nexpect ") == text.count(" solution="), f"{name}: an expect has no solution")


def holds(program, path, base):
    run = play(program, path, *(["--seed", base] if base else []))
    name = f"{os.path.basename(path)} from seed {base or 'its own'}"
    check(run.returncode == 0, f"{name}: {run.stderr}")
    need = re.search(r"^need (\S+)", open(path, encoding="utf-8").read(), re.M)
    if need and not os.path.exists(need[1]):
        check("sudo apt-get install" in run.stderr, f"{name}: it does not say what brings its data")
    for text in texts(run):
        check(len(textwrap.wrap(text, COLUMNS)) <= ROWS, f"{name}: too long for 40x10: {text}")


def is_listed(program, paths):
    """In batch nobody knows what was done before."""
    run = subprocess.run([program, "--batch", "--json", "-c", "lesson"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    rows = json.loads(run.stdout)["lessons"]
    check([r["number"] for r in rows] == list(range(1, len(paths) + 1)), f"numbers of lessons: {rows}")
    check(all(r["title"] and r["minutes"] and r["done"] is None for r in rows), f"lessons: {rows}")


def says_the_same_after_others(program, paths):
    """Whatever was set, found and made before: lessons one after another, and in the other order, behind a session of one's own."""
    alone = {number: list(texts(play(program, path))) for number, path in enumerate(paths, 1)}
    before = ["set lr=0.3 batch=7 optimizer=sgd momentum=0.5 masks=rigl", "task parity inputs=5", "data train=300 test=200 p=0.4",
              "net hidden=3 activation=leaky", "train 1"]
    for order in (sorted(alone), sorted(alone, reverse=True)):
        lines = [x for line in before + [f"lesson {n}" for n in order] + ["tour"] for x in ("-c", line)]
        run = subprocess.run([program, "--batch", "--json", "--jobs", "1", *lines], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             check=False)
        said = list(texts(run))
        want = [text for n in order for text in alone[n]]
        for got, text in zip(said, want):
            check(got == text, f"lessons in the order {order}: says {got}, alone {text}")
        check(said[len(want):] == list(texts(play(program, FOLDER + "../tour.fpe"))), f"the tour after lessons {order}")
        check(run.returncode == 0, f"lessons in the order {order}: {run.stderr[-300:]}")


def main():
    argv = sys.argv[2:]
    bases = argv[argv.index("--bases") + 1].split(",") if "--bases" in argv else [None]
    paths = sorted(glob.glob(FOLDER + "*.fpe"))
    check(len(paths) >= MOST, f"{len(paths)} lessons")
    is_listed(sys.argv[1], paths)
    says_the_same_after_others(sys.argv[1], paths)
    for path in paths + sorted(glob.glob(FOLDER + "other/*.fpe")):
        if re.search("^# Lesson ", open(path, encoding="utf-8").read(), re.M) or path in paths:  # or the end of one
            says_what_it_is(path)
        for base in bases:
            holds(sys.argv[1], path, base)
    holds(sys.argv[1], FOLDER + "../tour.fpe", None)
    return check.verdict("lessons")


sys.exit(main())
