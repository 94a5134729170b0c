#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every row of the command table has help, an example that runs, and a place in the manual.

  examples.py PROGRAM
"""
import json
import os
import re
import subprocess
import sys
import tempfile


def run(program, *arguments):
    return subprocess.run([program, "--batch", "--quiet", *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)


def main():
    program = sys.argv[1]
    passed = failed = 0

    def check(fine, what):
        nonlocal passed, failed
        passed, failed = passed + bool(fine), failed + (not fine)
        if not fine:
            print("not ok -", what)

    overview = run(program, "-c", "help").stdout
    verbs = re.findall(r"^  (\w+)  +\S", overview.split("\n\n")[0], re.M)
    check(len(verbs) > 25, "help lists the commands")
    manual = open("man/fpe-tui.1", encoding="utf-8").read()
    examples = []
    for verb in verbs:
        page = run(program, "-c", f"help {verb}").stdout
        found = re.findall(r"example: (.+)", page)
        check(found, f"{verb} has an example")
        check(f'"\\&{verb}' in manual, f"{verb} is in the manual")
        examples += found
    # rows that need something first
    setup = ["net hidden=4", "net hidden=4", "data train=300 test=300", "train 2", "split by=manual budget=none as=m", "seed 7", "undo"]
    remove_stores()
    # the example of one command makes what the next one reads
    examples.sort(key=lambda line: not line.startswith("sweep "))
    for line in examples:
        if line.startswith("include "):
            continue
        commands = [x for s in setup for x in ("-c", s)]
        got = run(program, *commands, "-c", line)
        if line.startswith("effect"):
            commands += ["-c", "compare seeds=2 epochs=6"]
            got = run(program, *commands, "-c", line)
        if line.startswith("assert"):
            got = run(program, "-c", "net", "-c", line)
        check(got.returncode == 0, f"{line}: {got.stderr}")
    # a file argument that is written must say so in its row
    with tempfile.TemporaryDirectory() as folder:
        commands = [x for s in setup for x in ("-c", s)]
        for line in examples:
            subprocess.run([os.path.abspath(program), "--batch", "--quiet", "--safe", *commands, "-c", line], cwd=folder,
                           capture_output=True, stdin=subprocess.DEVNULL, check=False)
            check(not os.listdir(folder), f"{line}: writes a file though --safe was given")
    # every reporting command's fields are documented, and documented ones exist
    setup = ["data train=300 test=300", "net", "train 2", "split by=clause", "split by=random", "train until=4"]
    for line in ("task", "set", "arms", "summary", "metrics", "metrics layer=2", "robustness", "codes", "theory", "compare seeds=2 epochs=4 warmup=2",
                 "sweep clauses=2,8 noise=0,0.1 seeds=2 epochs=4 warmup=2 /tmp/fpe-example.db", "runs /tmp/fpe-example.db", "regress /tmp/fpe-example.db x=cosine",
                 "plot theory", "print nnz(dense)", "probe x1,x3", "weight 1 n0 x0", 'say "x"', "history", "help"):
        commands = [x for s in setup + [line] for x in ("-c", s)]
        got = run(program, "--json", *commands)
        check(got.returncode == 0, f"{line}: {got.stderr}")
        found = json.loads(got.stdout.splitlines()[-1])
        check(found["command"] == line.split()[0] and found["format"] == 1, f"{line}: command and format")
        documented = fields_of(program, line.split()[0])
        check(not (paths(found) - documented), f"{line}: not documented: {paths(found) - documented}")
    remove_stores()
    print(f"examples: {passed} passed, {failed} failed")
    return failed > 0


def remove_stores():
    for name in ("example", "merged"):
        if os.path.exists(f"/tmp/fpe-{name}.db"):
            os.unlink(f"/tmp/fpe-{name}.db")


def fields_of(program, verb):
    page = run(program, "-c", "help json").stdout
    names, inside = set(), False
    for line in page.splitlines():
        if re.match(r"\S", line):
            inside = line.split()[0].rstrip(":") == verb
        m = re.match(r"\s+(\S+)", line)
        if inside and m:
            names.add(m[1].rstrip(":,"))
    names = {re.sub(r"\.KEY", "." + key, n) for n in names for key in ("clauses", "noise")}
    names = {re.sub(r"\.SETTING", "." + key, n) for n in names for key in SETTINGS}
    return {re.sub(r"(\.|\.split_)METRIC", r"\1" + metric, n) for n in names for metric in METRICS}


SETTINGS = ("task clauses literals inputs negate train test p sampling noise hidden init lr batch optimizer momentum decay layer "
            "warmup epochs budget_rule dropconnect share masks masks_until robustness").split()
METRICS = ("nnz budget parameters dead train_accuracy test_accuracy train_loss test_loss capacity cosine cosine_signed cosine_cross "
           "clauses_per_neuron collisions coverage codes robustness_flip robustness_drop robustness_worst").split()


def paths(value, at=""):
    if isinstance(value, dict):
        return {p for k, v in value.items() if at or k not in ("command", "format") for p in paths(v, f"{at}.{k}" if at else k)}
    if isinstance(value, list):
        return {p for v in value for p in paths(v, at + "[]")} or {at + "[]"}
    return {at}


sys.exit(main())
