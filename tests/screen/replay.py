#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same script and seed print the same bytes, wherever they run.

    tests/screen/replay.py [PROGRAM]      (default ./fpe-tui)

Scripts on one and two trainer threads, in batch and on the screen; and sessions
typed while nets train, against what `history` wrote of them.
"""
import os
import subprocess
import sys
import tempfile

import e2e
from e2e import Terminal, started

FOLDER = os.path.dirname(os.path.abspath(__file__)) + "/.."
SCENARIOS = FOLDER + "/../scenarios/"


def read(path):
    with open(path, "rb") as f:
        return f.read()


def batch(*arguments, cwd=None):
    run = subprocess.run([e2e.PROGRAM, "--batch", "--quiet", *arguments], capture_output=True, cwd=cwd,
                         stdin=subprocess.DEVNULL, check=False)
    assert run.returncode == 0, run.stderr.decode()
    return run.stdout


def same(a, b, what):
    assert a == b, f"{what} differ:\n{a.decode()[:3000]}\n-----\n{b.decode()[:3000]}"


def threads_change_nothing():
    language = FOLDER + "/language/"
    for name in ("training", "splits", "json", "compare", "auto", "formula"):
        with tempfile.NamedTemporaryFile() as log:
            flags = ["--json"] if name == "json" else []
            one = batch("--jobs", "1", "--log", log.name, *flags, name + ".fpe", cwd=language)
            assert len(one) > 200, "the script prints too little to say anything"
            same(one, read(log.name), "standard output and --log")
            same(one, batch("--jobs", "2", *flags, name + ".fpe", cwd=language), name + " on one and two threads")


def the_screen_prints_what_batch_does():
    # the last words of each; what is written goes to a folder of its own
    program, there = os.path.abspath(e2e.PROGRAM), os.getcwd()
    for name, end in (("quickstart", b"Ten lines"), ("expand_model", b"load_state_dict")):
        with tempfile.NamedTemporaryFile() as log, tempfile.TemporaryDirectory() as folder:
            e2e.PROGRAM, script = program, os.path.abspath(SCENARIOS + name + ".fpe")
            os.chdir(folder)
            t = Terminal(arguments=["--log", log.name, "-c", "speed max", "-i", script])
            t.sees("fpe> ")
            while t.state() and end not in read(log.name):
                t.type("\r")  # ends every wait
                t.read(0.05)
            t.settle()
            t.type("\x15quit\rquit\r")
            t.ends()
            shown = read(log.name)
            # settle printed one number of its own
            shown = b"\n".join(shown.split(b"\n")[:-2] + [b""])
            same(shown, batch(script), "screen and batch")
            t.close()
            os.chdir(there)


def replay(log, script):
    same(read(log), batch(script), "the session and its replay")


def session(lines):
    """Type lines; each is (text, what to see before the next one)."""
    with tempfile.TemporaryDirectory() as folder:
        log, script = folder + "/log", folder + "/session.fpe"
        t = started(arguments=["--log", log])
        for text, wait in lines:
            t.type(text)
            if wait:
                t.sees(wait)
        # an answer that comes late would hide the marker
        t.loses(r"comparing|auto, |training \w+ arm")
        t.settle()
        t.type(f"history {script}\r")
        t.until(lambda: os.path.exists(script), "the history")
        t.settle()
        t.type("\x15quit\rquit\r")
        t.ends()
        # what was typed after the history is in the log only
        text = read(log).split(b"\n")
        with open(log, "wb") as f:
            f.write(b"\n".join(text[:-2] + [b""]))
        said = read(script).decode()
        t.close()
        replay(log, script)
        return said


# slow: what is typed while it trains comes in time also where this test gets its turn late
SMALL = [("data train=1000 test=500\r", None), ("net\r", None), ("speed 4\r", None)]


def a_session_typed_during_training_replays():
    said = session(SMALL + [
        ("train until=60\r", r"epoch [1-5]?\d/60"),
        ("split by=clause\r", None),
        ("metrics\r", None),
        ("set lr=0.005\r", None),
        ("speed max\r", None),
        ("say \"while it trains\"\r", None),
        ("split by=random alpha=3\r", None),
        ("train 10 arm=dense\r", None),
        ("print accuracy(clause)\r", None),
        ("rename random thirds\r", None),
        ("print nnz(thirds) + 41000\r", "41264"),
    ])
    assert said.count("train") > 1, said
    assert "split by=clause" in said, said


def a_relative_training_is_cut_and_goes_on_with_the_new_arm():
    said = session(SMALL + [
        ("train 40\r", r"epoch \d+/40"),
        ("split by=clause\r", None),
        ("speed max\r", None),
        ("print 41*1001\r", "41041"),
        ("drop dense\r", None),
        ("print 43*1001\r", "43043"),
    ])
    assert "split by=clause" in said, said


def a_training_stopped_by_ctrl_c_replays():
    said = session([("net hidden=64\r", None), ("speed max\r", None),
                    ("train 100000\r", r"epoch [1-9]\d*/100000"),
                    ("\x03", None), ("split by=random\r", None),
                    ("train 3\r", None), ("print accuracy(random)\r", None)])
    assert "100000" not in said, said


def a_training_stopped_while_an_epoch_is_scored_replays():
    """A hundred samples to train on, and many that are scored: that is where it is stopped."""
    for then in ("set dropconnect=0.5", "data train=300 test=700 seed=5", "split by=random", "undo"):
        session([("task xor clauses=4 literals=3\r", None), ("data train=100 test=100000\r", None),
                 ("net hidden=256\r", None), ("set dropconnect=0.2\r", None), ("speed max\r", None),
                 ("train 100000\r", r"epoch [1-9]\d*/100000"), ("\x03", None),
                 (then + "\r", None), ("train 2\r", None), ("metrics\r", None), ("plot curves\r", None)])


def a_compare_keeps_its_place_while_others_act():
    said = session(SMALL + [
        ("train 5\r", None),
        ("speed max\r", None),
        ("compare seeds=40 epochs=100\r", "comparing"),
        ("print 47*1001\r", "47047|compare: 40 seeds"),  # or it is over, and its table covers the answer
        ("set lr=0.02\r", None),
        ("split by=clause\r", None),
        ("train 3\r", None),
        ("print epoch(clause) + 51000\r", "510(05|08)"),
    ])
    assert "compare seeds=40" in said, said


def a_compare_stopped_by_ctrl_c_replays():
    said = session(SMALL + [
        ("compare seeds=1000 epochs=60\r", r"seed [2-9]\d/1000|seed \d\d\d+/1000"),
        ("\x03", None),
    ])
    assert "seeds=1000" not in said.replace("asked=1000", "") and "compare asked=1000 seeds=" in said, said


AUTO = "auto trials=16 seeds=6 epochs=400"


def a_search_keeps_its_place_and_its_lines_come_before_what_waits():
    said = session(SMALL + [
        (AUTO + "\r", "auto, rung 1|Score: "),  # where the test is slow it may be over by then
        ("print 47*1001\r", "47047|Score: "),  # or it is over, and its table covers the answer
        ("train 3 arm=dense\r", None),
        ("set lr=0.02\r", None),
        ("print epoch(dense) + 51000\r", None),
        ("speed max\r", "auto, rung [2-4]|Score: "),
        ("say \"still there\"\r", "auto, test|training|Score: "),
    ])
    lines = said.splitlines()
    assert any(line.endswith("apply=no") and "arm=dense" in line for line in lines), said
    split = next(i for i, line in enumerate(lines) if line.startswith("split by="))
    assert lines[split + 1].startswith("train until=400"), said
    assert lines.index("train 3 arm=dense") > split, said


def a_search_stopped_by_ctrl_c_replays_and_did_nothing():
    said = session(SMALL + [
        ("auto trials=32 seeds=8 epochs=1600\r", "auto, rung 2"),
        ("\x03", "nothing is applied"),
    ])
    assert " runs=" in said and "apply=no" in said and "split" not in said, said


TESTS = [threads_change_nothing, the_screen_prints_what_batch_does, a_session_typed_during_training_replays,
         a_relative_training_is_cut_and_goes_on_with_the_new_arm, a_training_stopped_by_ctrl_c_replays,
         a_training_stopped_while_an_epoch_is_scored_replays,
         a_compare_keeps_its_place_while_others_act, a_compare_stopped_by_ctrl_c_replays,
         a_search_keeps_its_place_and_its_lines_come_before_what_waits,
         a_search_stopped_by_ctrl_c_replays_and_did_nothing]


def main():
    if len(sys.argv) > 1:
        e2e.PROGRAM = sys.argv[1]
    e2e.PROGRAM = os.path.abspath(e2e.PROGRAM)
    failed = 0
    for test in TESTS:
        try:
            test()
        except AssertionError as error:
            failed += 1
            print(f"not ok - {test.__name__}: {error}")
    print(f"replay: {len(TESTS) - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
