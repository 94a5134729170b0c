#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""With --safe nothing is written, and read is what lies in the script's folder, wherever a line names it.

  safe.py PROGRAM

The lines are made from the rows of `help tables`: every argument and option that is a file is given one inside and one
outside, by every name that leads there. A new command or argument is tried as soon as it is there.
"""
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402
from tables import tables  # noqa: E402

ROOT = os.path.abspath(os.path.join(sys.path[0], "../.."))
# Where the script lies there is a link to itself and one to what lies outside.
INSIDE = ["{}", "./{}", "tests/../{}", "near/{}", "near/near/{}", "../in/{}", "{here}/in/{}", "{here}/through/{}"]
OUTSIDE = ["../out/{}", "{here}/out/{}", "away/{}", "near/away/{}", "away/../out/{}", "tests/../../out/{}", "{here}/in/away/{}",
           "/proc/self/cwd/../out/{}", "../out/none/{}", "/etc/{}", "/etc/passwd", "/proc/self/environ", "/dev/null", "link/{}"]
# What an argument needs that its row's example does not have, and what it cannot stand beside.
WITH = {"owner": "by=file", "test_x": "test_y=tests/golden/arrays/label.npy", "test_y": "test_x=tests/golden/arrays/x.npy"}
WITHOUT = {"owner": "by=", "file": "patch="}
check = Checks()


class Place:
    def __init__(self, program, folder):
        self.program, self.here = os.path.abspath(program), folder
        self.environment = {**os.environ, **{name: os.path.join(folder, "home") for name in ("HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "TMPDIR")}}
        os.mkdir(os.path.join(folder, "home"))
        shutil.copytree(os.path.join(ROOT, "tests/golden"), os.path.join(folder, "in/tests/golden"))
        os.symlink("in", os.path.join(folder, "through"))

    def run(self, *arguments, **more):
        return subprocess.run([self.program, "--batch", "--quiet", *arguments], capture_output=True, text=True, check=False,
                              **{"cwd": os.path.join(self.here, "in"), "env": self.environment, "stdin": subprocess.DEVNULL, **more})

    def lines(self, lines, *options, **more):
        return self.run(*options, *[x for line in lines for x in ("-c", line)], **more)

    def make_outside(self):
        shutil.copytree(os.path.join(self.here, "in"), os.path.join(self.here, "out"))
        inside = os.path.join(self.here, "in")
        os.symlink(".", os.path.join(inside, "near"))
        os.symlink("../out", os.path.join(inside, "away"))
        # a link for each file by itself
        for folder, _, names in os.walk(os.path.join(self.here, "out")):
            beside = os.path.join(inside, "link", os.path.relpath(folder, os.path.join(self.here, "out")))
            os.makedirs(beside, exist_ok=True)
            for name in names:
                os.symlink(os.path.join(folder, name), os.path.join(beside, name))

    def everything(self):
        found = {}
        for folder, folders, names in os.walk(self.here):
            for path in (os.path.join(folder, name) for name in folders + names):
                about = os.lstat(path)
                whole = not os.path.islink(path) and os.path.isfile(path)
                found[path] = (about.st_mode, about.st_size, about.st_mtime_ns, whole and open(path, "rb").read())
        return found


def local(text):
    return (text or "").replace("/tmp/", "").split("\n") if text else []


def quoted(word):
    key, value = re.match(r"(\w+=)?(.*)", word).groups("")
    return f'{key}"{value}"' if re.search(r"[ '<>]", value) else word


def named(row, argument):
    """(line with {} for the file, the file) of a row's example, or of that and the argument."""
    words = shlex.split(local(row["example"])[0])
    first = 2 if row["word"] else 1
    if argument["positional"]:
        places = [i for i, word in enumerate(words) if i >= first and not re.match(r"\w+=", word)]
        order = [a["name"] for a in row["arguments"] if a["positional"]].index(argument["name"])
        at = places[order] if order < len(places) else None
    else:
        at = next((i for i, word in enumerate(words) if word.startswith(argument["name"] + "=")), None)
    if at is None:
        words = [w for w in words if not w.startswith(WITHOUT.get(argument["name"], " "))] + WITH.get(argument["name"], "").split()
        words.append(("" if argument["positional"] else argument["name"] + "=") + "tests/golden/flowers.csv")
        at = len(words) - 1
    key, file = words[at].split("=", 1) if not argument["positional"] else ("", words[at])
    words[at] = (key + "=" if key else "") + "{}"
    return " ".join(map(quoted, words)), file


def paths(forms, file, here):
    for form in forms:
        # of a file that is not there, and of a folder, a single link leads nowhere
        if form != "link/{}" or os.path.isfile(os.path.join(here, "out", file)):
            yield form.replace("{here}", here).replace("{}", file)


def refused(got):
    return got.returncode != 0 and "--safe" in got.stderr and "" == got.stdout


def reads(place, row, argument):
    line, file = named(row, argument)
    setup = [] if "include" in row["flags"] else [x for x in local(row["example_setup"]) if not x.startswith("sweep ")]
    writes = any(a["writes"] and a["required"] for a in row["arguments"])
    for path in paths(INSIDE, file, place.here):
        lines = setup + [line.replace("{}", path)]
        got = place.lines(lines, "--safe")
        free = None if writes else place.lines(lines)
        check(refused(got) if writes else (got.returncode, got.stdout, got.stderr) == (free.returncode, free.stdout, free.stderr),
              f"{line} {path}: another result with --safe: {got.stdout} {got.stderr}")
    for path in paths(OUTSIDE, file, place.here):
        got = place.lines(setup + [line.replace("{}", path)], "--safe")
        check(got.returncode != 0 and "--safe" in got.stderr, f"{line} {path}: was not refused: {got.stdout} {got.stderr}")


def writes(place, row, argument):
    line, _ = named(row, argument)
    ending = (argument["choices"] or [""])[0]
    for path in paths(INSIDE[:3] + OUTSIDE[:3] + ["tests/golden/flowers.csv"], "new" + ending, place.here):
        got = place.lines(local(row["example_setup"]) + [line.replace("{}", path)], "--keep-going", "--safe")
        check(got.returncode != 0 and "--safe" in got.stderr, f"{line} {path}: was not refused: {got.stderr}")


def options(place, rows):
    """Every option that names a file; and the script itself, from wherever it is played."""
    for row in (r for r in rows if r["argument"] == "FILE"):
        for path in paths(INSIDE + OUTSIDE[:6], "option.txt", place.here):
            got = place.run(f"--{row['name']}", path, "--safe", "-c", "say a")
            check(got.returncode == 2 and "--safe" in got.stderr and not got.stdout, f"--{row['name']} {path}: {got.returncode} {got.stderr}")
            check(not os.path.exists(os.path.join(place.here, "in", path)), f"--{row['name']} {path} was made")


def scripts(place):
    def play(name, text, folder="in", **more):
        path = os.path.join(place.here, "in", name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return place.run("--safe", os.path.relpath(path, os.path.join(place.here, folder)), cwd=os.path.join(place.here, folder), **more)

    check(play("a.fpe", "include common.fpe\nsay 'in'", "out").stdout.endswith("in\n"), "a script's own folder is not read from elsewhere")
    for file in ("../out/common.fpe", "away/common.fpe", "/etc/passwd", "link/common.fpe"):
        got = play("a.fpe", f"include {file}", "out")
        check(got.returncode == 3 and "--safe" in got.stderr, f"include {file}: {got.returncode} {got.stderr}")
        check("root:" not in got.stderr, "a file's lines are told that must not be read")
    # played from elsewhere, what lies there is not the script's
    got = play("a.fpe", "task csv tests/golden/flowers.csv", "out")
    check(got.returncode == 1 and "--safe" in got.stderr, f"the folder it is played in is read: {got.stdout} {got.stderr}")
    with open(os.path.join(place.here, "in/a.fpe"), encoding="utf-8") as file:
        got = place.run("--safe", "-", stdin=file)
    check(got.returncode == 0, f"a script on standard input does not read the current folder: {got.stderr}")
    # nobody learns which files there are
    here, gone = (place.lines([f"import /etc/{name}"], "--safe").stderr.replace(name, "") for name in ("passwd", "passwx"))
    check(here.splitlines()[0] == gone.splitlines()[0], f"it is told what there is: {here} {gone}")
    if os.path.exists("/usr/share/dict/words"):
        got = place.lines(["task text /usr/share/dict/words characters=2000"], "--safe")
        check(got.returncode == 0, f"Debian's data is not read: {got.stderr}")


def stores(place):
    """A store's own files: none is made beside it, and a link is none to it."""
    path = os.path.join(place.here, "in/log.db")
    shutil.copy(os.path.join(place.here, "in/fpe-example.db"), path)
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA journal_mode = wal")
    base.close()
    before = place.everything()
    got = place.lines(["runs log.db"], "--safe")
    check(got.returncode == 1 and "log" in got.stderr, f"a store with a log: {got.stdout} {got.stderr}")
    check(place.everything() == before, "a store with a log: a file was made")
    os.unlink(path)


def limits(place):
    """More output than may be ends the run."""
    got = place.run("--safe", "-", stdin=None, input="plot theory width=1000 height=1000\n" * 200)
    size = len(got.stdout.encode())
    check(got.returncode == 1 and 1 << 20 < size <= 64 << 20 and "--safe" in got.stderr, f"output: {got.returncode} {size} {got.stderr[-200:]}")


def main():
    found = tables(sys.argv[1])
    rows = [(row, a) for row in found["commands"] for a in row["arguments"] if a["type"] == "file"]
    with tempfile.TemporaryDirectory() as folder:
        place = Place(sys.argv[1], os.path.realpath(folder))
        for row, _ in rows:
            place.lines([x for x in local(row["example_setup"]) if re.match("sweep|history", x)])
        place.make_outside()
        before = place.everything()
        for row, argument in rows:
            (writes if argument["writes"] else reads)(place, row, argument)
        options(place, found["options"])
        after = place.everything()
        check(after == before, f"written: {[path for path in after if after[path] != before.get(path)]}")
        scripts(place)
        stores(place)
        limits(place)
    check(len(rows) >= 20, f"only {len(rows)} arguments are files")
    return check.verdict("safe")


if __name__ == "__main__":
    sys.exit(main())
