#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run scripts and compare what they print.

  run.py PROGRAM [NAME…]

NAME.fpe      the script. Its first comments may say:
                # args: --json --seed 3      (default: none; --batch is always given)
                # exit: 1                    (default: 0)
                # stdin                      (the script comes through a pipe)
NAME.out      standard output, exactly
NAME.err      standard error, exactly, notes and progress left out (--quiet is given when the file is there)
REFRESH=1     write .out and .err of what came out; read the difference before you commit it
"""
import os
import re
import subprocess
import sys

sys.path.append(os.path.join(sys.path[0], "../support"))
import inherited  # noqa: E402, F401

HERE = os.path.dirname(os.path.abspath(__file__))


def header(path):
    found = {"args": "", "exit": "0", "stdin": None}
    for line in open(path, "rb"):
        m = re.match(rb"#\s*(args|exit|stdin)\s*:?\s*(.*)$", line.strip())
        if m:
            found[m[1].decode()] = m[2].decode()
        elif not line.startswith(b"#"):
            break
    return found


def read(path):
    return open(path, "rb").read() if os.path.exists(path) else None


def run(program, name):
    base = os.path.join(HERE, name)
    want = header(base + ".fpe")
    err = read(base + ".err")
    args = want["args"].split()
    command = [program, "--batch"] + (["--quiet"] if err is not None else []) + args
    script = open(base + ".fpe", "rb") if want["stdin"] is not None else None
    command.append("-" if script else name + ".fpe")
    env = dict(os.environ, INPUTRC="/dev/null", HOME="/nonexistent", ACCESSIBLE="")
    got = subprocess.run(command, cwd=HERE, stdin=script or subprocess.DEVNULL, capture_output=True, env=env, timeout=300)
    if os.environ.get("REFRESH"):
        open(base + ".out", "wb").write(got.stdout)
        if err is not None:
            open(base + ".err", "wb").write(got.stderr)
        return []
    faults = []
    if str(got.returncode) != want["exit"]:
        faults.append(f"exit {got.returncode}, wanted {want['exit']}: {got.stderr.decode(errors='replace')[:600]}")
    for kind, a, b in (("out", got.stdout, read(base + ".out") or b""), ("err", got.stderr, err)):
        if b is not None and a != b:
            faults.append(f".{kind} differs\n--- wanted\n{b.decode(errors='replace')[:1500]}\n--- got\n{a.decode(errors='replace')[:1500]}")
    return faults


def main():
    program = os.path.abspath(sys.argv[1])
    names = sys.argv[2:] or sorted(f[:-4] for f in os.listdir(HERE) if f.endswith(".fpe"))
    failed = 0
    for name in names:
        faults = run(program, name)
        failed += bool(faults)
        for fault in faults:
            print(f"not ok - {name}: {fault}")
    print(f"language: {len(names) - failed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
