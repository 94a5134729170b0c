#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real data give what other programs measured.

  real.py PROGRAM [--seeds N] [--base SEED] [--only fashion,splits,words]

fashion   784-h-10 on Fashion-MNIST (Debian's dataset-fashion-mnist), Adam .001, batch 256, 3 + 12 epochs, random splits:
          means of dense, alpha 2 and alpha 4; where neurons are few both gain, with a paired 95 % interval above 0
splits    patches of 7x7, gram and a random mask against a random split, 4 neurons, alpha 4, whichever way they come out:
          none is a point better or worse
words     the next letter of Debian's wamerican: bits a character of random splits and of splits by position, 8 neurons and 32
"""
import argparse
import json
import math
import subprocess
import sys

sys.path.append(sys.path[0] + "/../support")
from checks import Checks  # noqa: E402

FASHION = ("task idx /usr/share/datasets/fashion-mnist", "set lr=0.001 batch=256")
SCHEDULE = "warmup=3 epochs=15"
#        h  dense  alpha=2  alpha=4  allowed  both gain
TABLE = [
    (4, 0.809, 0.833, 0.842, 0.012, True),
    (8, 0.841, 0.848, 0.854, 0.008, True),
    (16, 0.860, 0.864, 0.868, 0.008, True),
    (32, 0.870, 0.877, 0.876, 0.008, False),
]
WORDS = ("task text /usr/share/dict/american-english order=lines characters=200000", "set lr=0.01 batch=500")
check = Checks()


def told(fine, text):
    print(text, flush=True)
    check(fine, text)


class Program:
    def __init__(self, path, base):
        self.start = [path, "--batch", "--json", "--quiet", "--seed", str(base)]

    def run(self, *lines):
        """The JSON objects of what is reported."""
        command = self.start + [x for line in lines for x in ("-c", line)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{' | '.join(lines)}: {done.stderr}")
        return [json.loads(line) for line in done.stdout.splitlines()]


def interval(found, digits=4):
    return f"{found['mean']:+.{digits}f} [{found['low']:+.{digits}f}, {found['high']:+.{digits}f}]"


def finite(found):
    return all(isinstance(found[key], (int, float)) and math.isfinite(found[key]) for key in ("mean", "low", "high"))


def fashion(program, seeds):
    for h, dense, two, four, allowed, gains in TABLE:
        for alpha, split in ((2, two), (4, four)):
            compare = f"compare by=random alpha={alpha} {SCHEDULE} seeds={seeds}"
            rows = {row["split"]: row for row in program.run(*FASHION, f"net hidden={h}", compare)[-1]["rows"]}
            for name, want in (("dense", dense), ("random", split)):
                got = rows[name]["test_accuracy"]["mean"]
                told(abs(got - want) <= allowed, f"fashion h={h} alpha={alpha} {name}: {got:.4f} (table {want:.3f}, allowed {allowed:.3f})")
            gain = rows["random"]["gain"]
            told(finite(gain) and (gain["low"] > 0 or not gains), f"fashion h={h} alpha={alpha} gain {interval(gain)}")


def splits(program, seeds):
    compare = f"compare by=random,group,gram controls=sparse alpha=4 {SCHEDULE} seeds={seeds}"
    effects = [f'effect gain({name}) - gain(random) "{name}"' for name in ("group", "gram", "sparse")]
    found = program.run(*FASHION, "group patch=7x7", "net hidden=4", compare, *effects)
    for effect in found[-len(effects):]:
        told(finite(effect) and abs(effect["mean"]) < 0.01, f"fashion h=4 alpha=4 {effect['label']} - random {interval(effect)}")


def words(program, seeds):
    dense = "bits_per_character(dense)"
    #        hidden, effect, least mean, most mean, does the interval leave 0 out?
    rows = [
        (8, dense, 3.35, 3.43, False),
        (8, f"bits_per_character(random) - {dense}", -0.045, -0.015, True),
        (8, "bits_per_character(group) - bits_per_character(random)", 0.01, 0.04, True),
        (32, f"bits_per_character(random) - {dense}", 0.003, 0.035, True),
        (32, f"bits_per_character(group) - {dense}", 0.03, 0.09, True),
    ]
    for hidden in (8, 32):
        asked = [row for row in rows if row[0] == hidden]
        compare = f"compare by=random,group alpha=4 {SCHEDULE} seeds={seeds}"
        found = program.run(*WORDS, "group positions", f"net hidden={hidden}", compare, *[f"effect {row[1]}" for row in asked])
        for (_, expression, least, most, clear), effect in zip(asked, found[-len(asked):]):
            apart = effect["low"] > 0 or effect["high"] < 0
            told(finite(effect) and least <= effect["mean"] <= most and (apart or not clear), f"words h={hidden} {expression} {interval(effect)}")


PARTS = {"fashion": (fashion, 6), "splits": (splits, 6), "words": (words, 8)}


def main():
    args = argparse.ArgumentParser()
    args.add_argument("program")
    args.add_argument("--seeds", type=int)
    args.add_argument("--base", type=int, default=1)
    args.add_argument("--only", default=",".join(PARTS))
    args = args.parse_args()
    for name in args.only.split(","):
        part, seeds = PARTS[name]
        part(Program(args.program, args.base), args.seeds or seeds)
    return check.verdict("real")


if __name__ == "__main__":
    sys.exit(main())
