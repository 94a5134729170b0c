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
    # what reporting commands print is what is documented: the same fields, of these types
    setup = ["data train=300 test=300", "net", "train 2", "split by=clause", "split by=random", "train until=4"]
    documented, found = fields_of(program), {}
    for line in ("task", "set", "arms", "summary", "metrics", "metrics layer=2", "robustness", "codes", "theory", "compare seeds=2 epochs=4 warmup=2",
                 "effect gain(clause)", "sweep clauses=2,8 noise=0,0.1 seeds=2 epochs=4 warmup=2 /tmp/fpe-example.db", "runs /tmp/fpe-example.db",
                 "regress /tmp/fpe-example.db x=cosine", "auto trials=8 seeds=2 epochs=40", "bench job=J1 rounds=1", "plot theory",
                 "print nnz(dense)", "probe x1,x3", "weight 1 n0 x0", 'say "x"', "history", "help"):
        verb = line.split()[0]
        before = ["compare seeds=2 epochs=4 warmup=2"] if verb == "effect" else []
        first = ["data train=300 test=300", "set lr=0.03"] if verb == "auto" else setup
        commands = [x for s in first + before + [line] for x in ("-c", s)]
        got = run(program, "--json", *commands)
        check(got.returncode == 0, f"{line}: {got.stderr}")
        report = json.loads(next(x for x in reversed(got.stdout.splitlines()) if json.loads(x)["command"] == verb))
        check(report["format"] == 1, f"{line}: format")
        for path, value in values(report):
            check(of_type(value, documented[verb].get(path, "")), f"{line}: {path} is {json.dumps(value)}, documented as {documented[verb].get(path)}")
            found.setdefault(verb, set()).add(path)
    for verb, fields in documented.items():
        check(set(fields) == found.get(verb), f"{verb}: documented, but not printed: {set(fields) - found.get(verb, set())}")
    remove_stores()
    print(f"examples: {passed} passed, {failed} failed")
    return failed > 0


def remove_stores():
    for name in ("example", "merged"):
        if os.path.exists(f"/tmp/fpe-{name}.db"):
            os.unlink(f"/tmp/fpe-{name}.db")


def fields_of(program):
    """{verb: {path of a value: its type}} as `help json` has it, KEY and the like taken for each."""
    metrics = re.findall(r"^  (\w+)", run(program, "-c", "help metrics").stdout.split("What is measured")[1], re.M)
    out, fields = {}, None
    for line in run(program, "-c", "help json").stdout.splitlines()[3:]:
        field = re.match(r"  (\S+)  (.+)", line)
        if re.match(r"\w", line):
            fields = out.setdefault(line.split()[0], {})
        if field:
            any_of = re.search(r"KEY|SETTING|METRIC", field[1])
            for name in {"KEY": ("clauses", "noise"), "SETTING": SETTINGS, "METRIC": metrics}[any_of[0]] if any_of else ("",):
                path = re.sub(r"KEY|SETTING|METRIC", name, field[1])
                fields.setdefault(path, field[2])
    for fields in out.values():
        for path in [p for p in fields if p.startswith("rows[].nnz.")]:
            del fields[path]  # METRIC without it: it has a field of its own
        for path in [p for p in fields if any(other.startswith(p + ".") for other in fields)]:
            del fields[path]  # an object, its fields are there
    return out


SETTINGS = ("task clauses literals inputs negate train test p sampling noise hidden init lr batch optimizer momentum decay layer "
            "warmup epochs budget_rule dropconnect share masks masks_until robustness").split()


def of_type(value, documented):
    """Is it one of "integer or null", "true or false", "number, text, truth or null"?"""
    kinds = re.split(r", | or ", documented.replace("true or false", "truth"))
    if value is None or isinstance(value, bool):
        return ("null" if value is None else "truth") in kinds
    if isinstance(value, str):
        return "text" in kinds
    return "number" in kinds or "integer" in kinds and isinstance(value, int)


def values(value, at=""):
    """(path, value) of each value; of a list that is empty none."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if at or key not in ("command", "format"):
                yield from values(inner, f"{at}.{key}" if at else key)
    elif isinstance(value, list):
        for inner in value:
            yield from values(inner, at + "[]")
    else:
        yield at, value


sys.exit(main())
