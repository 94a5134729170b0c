#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines that README gives for a user's own data and models run, one session, in a folder where the files they name are there; its tables
have every scenario and every lesson.

  readme.py PROGRAM
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

ROOT = os.path.abspath(os.path.join(sys.path[0], "../.."))
SECTION = "Your own data and models"
#        name in README -> file or folder that stands for it
FILES = {"flowers.csv": "flowers.csv", "mnist": "arrays/idx", "pictures.npz": "arrays/pictures.npz", "book.txt": "rhyme.txt", "model.safetensors": "models/sequential.safetensors"}
WRITTEN = ["wide.safetensors", "features.npz"]


def lines():
    text = open(os.path.join(ROOT, "README.md"), encoding="utf-8").read()
    section = re.search(rf"^## {SECTION}\n(.*?)^## ", text, re.M | re.S)
    return [line.strip() for line in section[1].splitlines() if line.startswith("    ")] if section else []


def tables_are_whole(check):
    text = open(os.path.join(ROOT, "README.md"), encoding="utf-8").read()
    for path in glob.glob(ROOT + "/scenarios/*.fpe"):
        check(f"`{os.path.basename(path)}`" in text, f"README has no row for {os.path.basename(path)}")
    got = subprocess.run([os.path.abspath(sys.argv[1]), "--batch", "--json", "-c", "lesson"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    rows = [f"| {l['number']} | {l['title']} | {l['minutes']} |" for l in json.loads(got.stdout)["lessons"]]
    check(len(rows) >= 8 and re.findall(r"^\| \d \| .*", text, re.M) == rows, f"README's lessons are not {rows}")


def main():
    check = Checks()
    tables_are_whole(check)
    found = lines()
    check(len(found) >= 4, f"README has no lines under '{SECTION}'")
    with tempfile.TemporaryDirectory() as scratch:
        for name, source in FILES.items():
            path = os.path.join(ROOT, "tests/golden", source)
            (shutil.copytree if os.path.isdir(path) else shutil.copy)(path, os.path.join(scratch, name))
            check(any(name in line for line in found), f"README does not name {name}")
        commands = [x for line in found for x in ("-c", line)]
        run = subprocess.run([os.path.abspath(sys.argv[1]), "--batch", "--quiet", *commands], cwd=scratch, stdin=subprocess.DEVNULL,
                             capture_output=True, text=True, check=False)
        check(run.returncode == 0 and not run.stderr, f"exit {run.returncode}: {run.stderr}")
        for name in WRITTEN:
            check(os.path.exists(os.path.join(scratch, name)), f"{name} was not written")
    return check.verdict("readme")


if __name__ == "__main__":
    sys.exit(main())
