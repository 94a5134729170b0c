#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios that measure hold what they say: every assertion is true.

  scenarios.py PROGRAM [--bases 1,101,201] [--real]

A base is a seed for the whole scenario. Bases lie far apart, as a comparison takes
the seeds behind its own. --real: also those that take longer, and those that need
data of Debian's packages. Where these are missing such a scenario says the line that brings them.
"""
import os
import subprocess
import sys
import tempfile
import time

FOLDER = os.path.dirname(os.path.abspath(__file__)) + "/../../scenarios/"
NAMES = ["formula", "led", "multiplexer"]
# take long: with --real; only where bases are asked for
SLOW, LONG = ["circuits", "interpret"], ["superposition", "robust", "paper/recipes"]
#       scenario: what it reads, the package
REAL = {
    "fashion_mnist": ("/usr/share/datasets/fashion-mnist", "dataset-fashion-mnist"),
    "robust_pictures": ("/usr/share/datasets/fashion-mnist", "dataset-fashion-mnist"),
    "embeddings": ("/usr/share/datasets/fashion-mnist", "dataset-fashion-mnist"),
    "words": ("/usr/share/dict/american-english", "wamerican"),
}


def play(program, name, *options):
    """In a folder of its own, as some write there."""
    with tempfile.TemporaryDirectory() as scratch:
        return subprocess.run([os.path.abspath(program), "--batch", "--quiet", *options, FOLDER + name + ".fpe"], cwd=scratch,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def says_what_is_missing(run, package):
    return run.returncode == 1 and f"sudo apt-get install {package}\n" in run.stderr


def main():
    argv = sys.argv[2:]
    bases = argv[argv.index("--bases") + 1].split(",") if "--bases" in argv else ["1"]
    passed = failed = 0
    for name in NAMES + (SLOW if "--real" in argv else []) + (LONG if "--bases" in argv else []) + list(REAL):
        path, package = REAL.get(name, ("/", None))
        missing = not os.path.exists(path)
        if package and not missing and "--real" not in argv:
            continue
        for base in bases[:1] if missing else bases:
            began = time.monotonic()
            run = play(sys.argv[1], name, "--seed", base)
            fine = says_what_is_missing(run, package) if missing else run.returncode == 0 and not run.stderr
            passed, failed = passed + fine, failed + (not fine)
            holds = "holds" if not missing else f"not here; it says how to get {package}"
            print(f"{name} from seed {base}: {holds if fine else 'NOT OK: ' + run.stderr}, {time.monotonic() - began:.0f} s", flush=True)
    print(f"scenarios: {passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
