#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every row of the tables has help, a place in the manual and an example that runs and tells what it documents.

  examples.py PROGRAM

All is read from the rows (`help tables`): a new command, metric, panel, option or key is tested as soon as it is there.
Completion, bounds and choices of the rows are in tests/unit/cmd/command/test_rows.c.
"""
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402
from tables import tables  # noqa: E402

ROOT = os.path.abspath(os.path.join(sys.path[0], "../.."))
check = Checks()


class Program:
    """The program in a folder of its own, where examples find tests/ and what they call /tmp."""

    def __init__(self, path, folder):
        self.path, self.folder = os.path.abspath(path), folder
        os.symlink(os.path.join(ROOT, "tests"), os.path.join(folder, "tests"))

    def run(self, lines, *options):
        commands = [x for line in lines for x in ("-c", line.replace("/tmp/", self.folder + "/"))]
        return subprocess.run([self.path, "--batch", "--quiet", *options, *commands], capture_output=True, text=True, cwd=self.folder,
                              stdin=subprocess.DEVNULL, check=False)

    def files(self):
        return {name: open(os.path.join(self.folder, name), "rb").read() for name in os.listdir(self.folder) if name != "tests"}

    def clean(self):
        for name in self.files():
            os.unlink(os.path.join(self.folder, name))


def lines_of(row, key):
    return row[key].split("\n") if row[key] else []


def session(program, row):
    """The lines before a row's example. What is read before any line runs must be there before the program starts."""
    setup = lines_of(row, "example_setup")
    if "include" in row["flags"]:
        program.run(setup)
        return []
    return setup


def example_runs(program, row):
    for options in ([], ["--json"]):
        program.clean()
        got = program.run(session(program, row) + [row["example"]] + lines_of(row, "more_examples"), *options)
        check(got.returncode == 0, f"{row['name']}: its example fails: {got.stderr}")
    found = [json.loads(line) for line in got.stdout.splitlines()]
    return [o for o in found if o["command"] == row["verb"]]


def safe_writes_nothing(program, row):
    """Also where a file is added to the example, as far as the row has room for one."""
    lines = [row["example"], row["example"] + " written.svg"]
    program.clean()
    setup = session(program, row)
    program.run(setup)
    before = program.files()
    program.run(setup + lines, "--keep-going", "--safe")
    check(program.files() == before, f"{row['name']}: writes a file though --safe was given")
    program.run(setup + lines, "--keep-going")
    wrote, says = set(program.files()) != set(before), any(a["writes"] for a in row["arguments"])
    check(wrote == says, f"{row['name']}: {'its row does not say' if wrote else 'only its row says'} that it writes a file")


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


def of_type(value, documented):
    """Is it one of "integer or null", "true or false", "number, text, truth or null"?"""
    kinds = re.split(r", | or ", documented.replace("true or false", "truth"))
    if value is None or isinstance(value, bool):
        return ("null" if value is None else "truth") in kinds
    if isinstance(value, str):
        return "text" in kinds
    return "number" in kinds or "integer" in kinds and isinstance(value, int)


def settings_of_a_run():
    """As fpe(5) lists them."""
    page = open(os.path.join(ROOT, "man/fpe.5"), encoding="utf-8").read()
    return re.findall(r"\w+", re.search(r"The fields of\n\.Li settings ,(.*?)\.Pp", page, re.S)[1])


def fields_are_documented(row, objects, names):
    """What is printed is documented, and of that type, and what is documented is printed. names: what stands for METRIC, KEY, SETTING.

    A field whose name is said is meant before one of METRIC or the like."""
    check(objects and all(o["format"] == 1 for o in objects), f"{row['name']}: no object of format 1")
    printed = [pair for o in objects for pair in values(o)]
    documented = set()
    for field in sorted(row["fields"], key=lambda f: bool(re.search("|".join(names), f["name"]))):
        pattern = re.escape(field["name"])
        for word, of in names.items():
            pattern = pattern.replace(word, f"({'|'.join(of)})")
        inside = re.fullmatch(r"object( or null)?", field["type"])
        pattern += r"(\..*)?" if inside else ""
        found = {p for p, _ in printed if re.fullmatch(pattern, p)}
        check(found, f"{row['name']}: documented, but not printed: {field['name']}")
        for path, value in printed:
            if path in found - documented and not inside:
                check(of_type(value, field["type"]), f"{row['name']}: {path} is {json.dumps(value)}, documented as {field['type']}")
        documented |= found
    rest = {p for p, _ in printed} - documented
    check(not rest, f"{row['name']}: printed, but not documented: {rest}")


def roff(name):
    return name.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")


def manual_names_the_version_of_stores(program):
    """A metric more is a version more."""
    program.clean()
    program.run(["sweep clauses=2 epochs=6 seeds=2 runs.db"])
    version = sqlite3.connect(os.path.join(program.folder, "runs.db")).execute("PRAGMA user_version").fetchone()[0]
    page = open(os.path.join(ROOT, "man/fpe.5"), encoding="utf-8").read()
    check(f".Li user_version\n{version}, the version of the tables" in page, f"fpe(5) does not say that stores are of version {version}")


def manual_names_every_row(known):
    pages = "".join(open(os.path.join(ROOT, "man", page), encoding="utf-8").read() for page in ("fpe-tui.1", "fpe.5"))
    for row in known["commands"]:
        check(re.search(r'\.Li "\\&' + re.escape(row["name"]) + r'[ "]', pages), f"{row['name']} is not in the manual")
    for table in ("glossary", "metrics", "splits", "panels", "keys"):
        for row in known[table]:
            check(f'.It Li "\\&{roff(row["name"])}"\n' in pages, f"{table} {row['name']} is not in the manual")
    for row in known["settings"]:
        check(not row["key"] or row["key"] in settings_of_a_run(), f"{row['name']} is not among the settings of a run in fpe(5)")
    for row in known["functions"] + known["arithmetic"]:
        check(re.search(rf"\b{row['name']}\b", pages), f"{row['name']}() is not in the manual")
    for row in known["options"]:
        letter = f"Fl {row['letter']} , " if row["letter"] else ""
        argument = f" Ar {row['argument']}" if row["argument"] else ""
        check(f".It {letter}Fl -{row['name']}{argument}\n" in pages, f"--{row['name']} is not in the manual")


def main():
    known = tables(sys.argv[1])
    check(len(known["commands"]) > 45 and all(known.values()), f"tables: { {k: len(v) for k, v in known.items()} }")
    for table, rows in known.items():
        for row in rows:
            check(row["name"] and row["help"], f"{table}: {row['name']} has no help")
    names = {"METRIC": [m["name"] for m in known["metrics"]], "SETTING": settings_of_a_run(),
             "KEY": [a["name"] for row in known["commands"] if row["name"] == "sweep" for a in row["arguments"]]}
    with tempfile.TemporaryDirectory() as folder:
        program = Program(sys.argv[1], folder)
        for row in known["commands"]:
            check(row["example"], f"{row['name']} has no example")
            objects = example_runs(program, row)
            check(bool(row["fields"]) == ("report" in row["flags"]), f"{row['name']}: it reports, or has fields, not both")
            if row["fields"]:
                fields_are_documented(row, objects, names)
            safe_writes_nothing(program, row)
        manual_names_the_version_of_stores(program)
    manual_names_every_row(known)
    return check.verdict("examples")


sys.exit(main())
