#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved sessions: from each of them training goes on to the same bytes as without, and nothing is taken by halves.

  saves.py PROGRAM [--kills N]      (N: that many programs killed while they save, by default 6)

What the session's samples are is each row of `task` and `import` in turn, by its example.
"""
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402
from tables import tables  # noqa: E402

ROOT = os.path.realpath(os.path.join(sys.path[0], "../.."))
BEFORE = ["set batch=8", "net hidden=6 as=root", "train 3", "split by=random alpha=2", "train 2", "seed 9", "set lr=0.02",
          "data train=20", "train batches=1", "rewind 2 arm=root as=old", "train 11", "train batches=1", "set lr=0.03"]
AFTER = ["train 3", "rewind 12 arm=old as=back", "train 1", "metrics arm=random", "metrics arm=old",
         "metrics arm=back", "arms"]
KILLS = int(sys.argv[sys.argv.index("--kills") + 1]) if "--kills" in sys.argv else 6
check = Checks()


def run(program, lines, options=(), folder=ROOT):
    commands = [x for line in lines for x in ("-c", line)]
    return subprocess.run([program, "--batch", "--quiet", *options, *commands], cwd=folder, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)


def one(program, name, first, folder):
    saved, again = os.path.join(folder, "a.session"), os.path.join(folder, "b.session")
    whole = run(program, first + BEFORE + AFTER + [f"export {folder}/a.safetensors arm=back"])
    check(whole.returncode == 0, f"{name}: {whole.stderr}")
    before = run(program, first + BEFORE + [f"save {saved}"])
    check(before.returncode == 0, f"{name} is not saved: {before.stderr}")
    parted = run(program, [f"load {saved}", f"save {again}"] + AFTER + [f"export {folder}/b.safetensors arm=back"])
    check(parted.returncode == 0, f"{name}: {parted.stderr}")
    check(whole.stdout == before.stdout + parted.stdout, f"{name}: goes on otherwise:\n{whole.stdout}\n{parted.stdout}")
    for x, y in ((saved, again), (f"{folder}/a.safetensors", f"{folder}/b.safetensors")):
        check(open(x, "rb").read() == open(y, "rb").read(), f"{name}: {x} and {y} differ")


def samples(program, folder):
    for row in tables(program)["commands"]:
        name, example = row["name"], row["example"]
        if not (name.startswith("task ") or name == "import"):
            continue
        if name == "import":
            first = [f"import {folder}/samples.safetensors"]
            run(program, ["task dnf clauses=4", "data train=300 test=100", f"export data {folder}/samples.safetensors"])
        else:
            first = [example]
        one(program, name, first, folder)


def parts(program, folder):
    """Groups, pictures, edits, moving masks, nets of a file: what else a session may have."""
    flow = ["group columns=2", "split by=group alpha=2 as=grouped", "train 1", "weight 1 n0 x1 0.5", "train 1"]
    rigl = ["net hidden=8 as=wide", "split by=random alpha=2 from=wide as=moving", "set masks=rigl masks_until=20"]
    one(program, "groups", ["task dnf clauses=4", "data train=200 test=100", "net hidden=4"] + flow, folder)
    one(program, "rigl", ["task dnf clauses=4", "data train=200 test=100"] + rigl, folder)
    one(program, "a net of a file", ["task dnf clauses=8 literals=4 seed=1", "data train=200 test=100",
                                     "net hidden=3 as=small", f"export {folder}/n.safetensors arm=small",
                                     f"import {folder}/n.safetensors as=read"], folder)
    one(program, "little memory", ["set history=1", "task dnf", "data train=200 test=100", "net hidden=64 as=big", "train 40"],
        folder)
    one(program, "data of before", ["task dnf", "data train=200 test=100", "net hidden=4 as=a", "train 3",
                                    "data train=150 test=50 seed=4", "train 3"], folder)


def refusals(program, folder):
    saved, bad = os.path.join(folder, "a.session"), os.path.join(folder, "bad.session")
    run(program, ["net hidden=3", "train 2", f"save {saved}"])
    content = open(saved, "rb").read()
    seed = random.randrange(1 << 30)
    r = random.Random(seed)
    keep = ["net hidden=5 as=mine", "train 1", "metrics"]
    alone = run(program, keep)
    for i in range(20):
        at = r.randrange(len(content))
        changed = content[:at] if i % 2 else content[:at] + bytes([content[at] ^ 1 << r.randrange(8)]) + content[at + 1:]
        open(bad, "wb").write(changed)
        got = run(program, keep[:2] + [f"load {bad}"] + keep[2:], ["--keep-going"])
        check(got.returncode == 1 and "bad.session" in got.stderr, f"seed {seed}, {at}: {got.stderr}")
        check(got.stdout == alone.stdout, f"seed {seed}, {at}: the session has changed")
    for path, why in (("/nonexistent", "No such file"), ("/dev/null", "regular"), (ROOT + "/README.md", "README.md"),
                      (ROOT + "/tests/golden/binary_split.safetensors", "is not a saved session")):
        got = run(program, [f"load {path}"])
        check(got.returncode == 1 and why in got.stderr, f"load {path}: {got.stderr}")
    got = run(program, ["net", f"save {folder}/none/a.session"])
    check(got.returncode == 1 and "No such file" in got.stderr, f"save: {got.stderr}")
    before = open(saved, "rb").read()
    got = run(program, ["net", f"save {saved}"], ["--safe"])
    check(got.returncode == 1 and open(saved, "rb").read() == before, "--safe does not stop a save")
    check(sorted(os.listdir(folder)) == ["a.session", "bad.session"], "files are left over")


def files_change(program, folder):
    table = os.path.join(folder, "t.csv")
    shutil.copy(os.path.join(ROOT, "tests/golden/flowers.csv"), table)
    saved = os.path.join(folder, "own.session")
    check(run(program, [f"task csv {table}", "net", "train 2", f"save {saved}"]).returncode == 0, "a table is not saved")
    check(run(program, [f"load {saved}", "train 1"]).returncode == 0, "a table is not loaded")
    text = open(table).read()
    open(table, "w").write(text.replace("1", "2", 1) if "1" in text else text + text.splitlines()[-1])
    got = run(program, [f"load {saved}"])
    check(got.returncode == 1 and "are not those" in got.stderr, f"a table that has changed: {got.stderr}")
    os.unlink(table)
    got = run(program, [f"load {saved}"])
    check(got.returncode == 1 and "No such file" in got.stderr, f"a table that is gone: {got.stderr}")


def undo(program, folder):
    saved = os.path.join(folder, "a.session")
    run(program, ["net hidden=3", "train 2", f"save {saved}"])
    mine = ["net hidden=5 as=mine", "train 1"]
    alone, loaded = run(program, mine + ["metrics"]), run(program, [f"load {saved}", "metrics"])
    got = run(program, mine + [f"load {saved}", "metrics", "undo", "metrics", "redo", "metrics"])
    check(got.stdout == loaded.stdout + alone.stdout + loaded.stdout, f"undo and redo of a load: {got.stdout}{got.stderr}")
    script = run(program, mine + [f"load {saved}", "train 2", "history"]).stdout
    open(f"{folder}/again.fpe", "w").write(script + "metrics\n")
    again = subprocess.run([program, "--batch", "--quiet", f"{folder}/again.fpe"], capture_output=True, text=True)
    check(again.stdout == run(program, mine + [f"load {saved}", "train 2", "metrics"]).stdout, "history does not replay a load")


def screens(program, folder):
    """What is shown, and the sample that is looked at, come with the session, go with undo, and come with redo."""
    saved, other = os.path.join(folder, "a.session"), ["net hidden=3 as=mine", "layout images", "show curves from=1 to=9"]
    lines = ["net", "train 3", "split by=random", "layout space", "show curves log=yes of=test_loss", "hide theory",
             "show interference arm=random of=neurons", "show geometry arm=dense,random yaw=77.5", "at 2", "show sample",
             "probe x3,x5 arm=dense"]
    check(run(program, lines + [f"save {saved}", f"plot screen {folder}/a.txt"]).returncode == 0, "a screen is not saved")
    got = run(program, other + [f"plot screen {folder}/mine.txt", f"load {saved}", f"plot screen {folder}/loaded.txt", "undo",
                                f"plot screen {folder}/undone.txt", "redo", f"plot screen {folder}/again.txt",
                                f"save {folder}/b.session"])
    check(got.returncode == 0, f"a screen is not loaded: {got.stderr}")
    text = lambda name: open(os.path.join(folder, name + ".txt")).read()
    check(text("a") == text("loaded"), f"the screen is another one after load:\n{text('a')}\n{text('loaded')}")
    check(text("mine") == text("undone"), f"undo of load does not show what was shown:\n{text('mine')}\n{text('undone')}")
    check(text("a") == text("again"), "redo of load does not show what was loaded")
    check(text("a") != text("mine"), "the screens are the same anyway")


def histories(program, folder):
    """`history` names the file and its sum, however it was found; what has changed since is not taken for it."""
    for name, text in (("a.session", "load sub/a.session"), ('a "b\\ c.session', 'load "sub/a \\"b\\\\ c.session"')):
        saved = os.path.join(folder, "sub", name)
        os.makedirs(os.path.dirname(saved), exist_ok=True)
        check(run(program, ["net hidden=3", "train 2", f"save '{saved}'"]).returncode == 0, f"{name}: it is not saved")
        script = os.path.join(folder, "sub", "x.fpe")
        open(script, "w").write(f"load '{name}'\ntrain 2\n")
        got = subprocess.run([program, "--batch", "--quiet", "sub/x.fpe", "-c", "history"], cwd=folder, capture_output=True, text=True)
        check(re.fullmatch(re.escape(f"fpe 1\nseed 1\n{text}") + r" sum=[0-9a-f]{8}\ntrain 2\n", got.stdout),
              f"the history of {name}: {got.stdout}{got.stderr}")
        again = os.path.join(folder, "again.fpe")
        open(again, "w").write(got.stdout + "metrics\n")
        one, two = run(program, [f"load '{saved}'", "train 2", "metrics"]), run(program, [f"include {again}"], folder=folder)
        check(two.returncode == 0 and two.stdout == one.stdout, f"the history of {name} does not replay: {two.stderr}")
        check(run(program, ["net hidden=3", "train 3", f"save '{saved}'"]).returncode == 0, f"{name}: it is not saved again")
        two = run(program, [f"include {again}"], folder=folder)
        check(two.returncode == 1 and "another file" in two.stderr, f"{name} has changed, and is loaded: {two.stderr}")


def killed(program, folder):
    """Killed at any moment of many saves over one file: it is one of those that were saved, and whole."""
    seed = int(os.environ.get("FPE_TEST_SEED", random.randrange(1 << 30)))
    r, met, names = random.Random(seed), 0, 0
    path, rates = os.path.join(folder, "x.session"), ("0.011", "0.012")
    commands = ["net hidden=64", "train 8"] + [f"save {path}"]
    for i in range(600):
        commands += [f"set lr={rates[i % 2]}", f"save {path}"]
    script = os.path.join(folder, "x.fpe")
    open(script, "w").write("\n".join(commands) + "\n")
    check(run(program, commands[:3]).returncode == 0, "it is not saved")
    for i in range(KILLS):
        process = subprocess.Popen([program, "--batch", "--quiet", script], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(r.random() * 0.3)
        except subprocess.TimeoutExpired:
            met += 1
        process.kill()
        process.wait()
        got = run(program, [f"load {path}", "set"])
        check(got.returncode == 0 and re.search(r"lr=0\.01[12]? ", got.stdout), f"seed {seed}, kill {i}: {got.stdout}{got.stderr}")
        for name in set(os.listdir(folder)) - {"x.session", "x.fpe"}:  # between its name and its place
            names += 1
            check(run(program, [f"load {folder}/{name}"]).returncode == 0, f"seed {seed}, kill {i}: {name} is no session")
            os.unlink(os.path.join(folder, name))
    check(met > KILLS // 2, f"seed {seed}: of {KILLS} kills {met} met a program that saves")
    if KILLS > 6:
        print(f"# {met} of {KILLS} kills met a program that saves; {names} new files had their name, but not their place yet")


def main():
    program = os.path.realpath(sys.argv[1])
    for test in (samples, parts, refusals, files_change, undo, screens, histories, killed):
        with tempfile.TemporaryDirectory() as folder:
            test(program, folder)
    return check.verdict("saves")


sys.exit(main())
