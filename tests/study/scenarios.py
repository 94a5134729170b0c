#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios that measure hold what they say: every assertion is true.

  scenarios.py PROGRAM [--bases 1,101,201]

A base is a seed for the whole scenario. Bases lie far apart, as a comparison takes
the seeds behind its own.
"""
import os
import subprocess
import sys
import time

FOLDER = os.path.dirname(os.path.abspath(__file__)) + "/../../scenarios/"
NAMES = ["led", "multiplexer"]


def main():
    argv = sys.argv[2:]
    bases = argv[argv.index("--bases") + 1].split(",") if "--bases" in argv else ["1"]
    passed = failed = 0
    for name in NAMES:
        for base in bases:
            began = time.monotonic()
            run = subprocess.run([sys.argv[1], "--batch", "--quiet", "--seed", base, FOLDER + name + ".fpe"],
                                 stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            fine = run.returncode == 0 and not run.stderr
            passed, failed = passed + fine, failed + (not fine)
            print(f"{name} from seed {base}: {'holds' if fine else 'NOT OK: ' + run.stderr}, {time.monotonic() - began:.0f} s", flush=True)
    print(f"scenarios: {passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
