#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lessons with somebody at the terminal: who does what is asked for, who does it wrong, who does all in another order, and
who only presses Enter. All come to the end; what history has of the first gives the same in batch. The tour by its keys.

    tests/screen/lessons.py [PROGRAM] [NUMBER…]      (default ./fpe-tui, all lessons)
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

import e2e
from e2e import Lost, Terminal, leave

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scenarios/lessons/")
STEPS = 150  # of one lesson
TYPED_WRONG = ["say nothing", "nonsense", "net hidden=3 as=odd"]


def lines_of(path, key):
    """What is quoted behind a key, as the language has it, in the order of the file."""
    text = open(path, encoding="utf-8").read()
    return [re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), s).split("\n") for s in re.findall(rf'{key}="((?:[^"\\]|\\.)*)"', text)]


def path_of(number):
    """The file that plays: another one where data are missing."""
    path = glob.glob(f"{FOLDER}{number:02}-*.fpe")[0]
    need = re.search(r"^need (\S+) else=lessons/(\S+)", open(path, encoding="utf-8").read(), re.M)
    return path if not need or os.path.exists(need[1]) else f"{FOLDER}{need[2]}.fpe"


class Learner:
    """Somebody in a lesson. steps: what was done, for messages."""

    def __init__(self, number, name):
        self.t = Terminal(columns=80, rows=24)
        self.solutions = lines_of(path_of(number), "solution")
        self.number, self.name, self.turns, self.steps = number, name, 0, []
        self.t.sees("fpe> ")
        for line in ("speed max", f"lesson {number}"):
            self.do(line)

    def do(self, line):
        self.t.answers(line + "\r")
        self.steps.append(line)

    def asked(self):
        """What the lesson waits for; "": nothing any more."""
        text = self.t.text()
        found = [what for what in ("press Enter", "your answer", "your turn") if f" {what} " in text or text.rstrip().endswith(what)]
        return found[0] if found else ""

    def play(self, turn, answer):
        for _ in range(STEPS):
            what = self.asked()
            if not what:
                break
            if what == "press Enter":
                self.do("")
            elif what == "your answer":
                answer(self)
            else:
                turn(self)
                self.turns += 1
        if not re.search(f"lesson {self.number} is done", self.t.text()):
            raise Lost(f"lesson {self.number}, {self.name}: stuck after {self.steps[-6:]}\n" + self.t.text())


# ------------------------------------------------------------------ who learns

def right_turn(learner):
    for line in learner.solutions[learner.turns]:
        learner.do(line)


def right_answer(learner):
    learner.do("b")


def wrong_turn(learner):
    for line in TYPED_WRONG:
        learner.do(line)
    if learner.asked() == "your turn":
        learner.do("")
        learner.do("")


def wrong_answer(learner):
    learner.do("no such choice")
    learner.do("metrics" if learner.turns else "help ask")
    learner.do("")


def unordered_turn(learner):
    if not learner.turns:
        for lines in reversed(learner.solutions):
            for line in lines:
                learner.do(line)
    if learner.asked() == "your turn":
        learner.do("skip")


def enters(learner):
    learner.do("")


LEARNERS = {"right": (right_turn, right_answer), "wrong": (wrong_turn, wrong_answer), "unordered": (unordered_turn, enters),
            "Enter": (enters, enters)}


def replays(learner):
    """History as a script: nobody is asked, all that was expected holds."""
    with tempfile.TemporaryDirectory() as folder:
        script = os.path.join(folder, "history.fpe")
        learner.do(f"history {script}")
        run = subprocess.run([e2e.PROGRAM, "--batch", "--quiet", script], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
        assert run.returncode == 0, f"lesson {learner.number}: history does not replay: {run.stderr}"
        assert "solution=" not in open(script, encoding="utf-8").read(), "history plays solutions"


def is_remembered(learner):
    path = os.path.join(learner.t.home, "state/fpe-tui/lessons")
    assert open(path, encoding="utf-8").read() == f"{learner.number}\n", f"lesson {learner.number} is not remembered"
    learner.do("lesson")
    assert re.search(rf"^.* {learner.number} .* done", learner.t.text(), re.M), "the list does not say what was done"


def comes_to_its_end(number, name):
    learner = Learner(number, name)
    learner.play(*LEARNERS[name])
    if name == "right":
        assert learner.turns == len(learner.solutions), f"lesson {number}: {learner.turns} turns of {len(learner.solutions)}"
        replays(learner)
        is_remembered(learner)
    leave(learner.t)


# ------------------------------------------------------------------ the tour

F6, TAB, ARROWS = "\x1b[17~", "\t", ["\x1b[B", "\x1b[C", "\x1b[A", "\x1b[D"]


def goes_on(t, text, key="\r"):
    """What waits for a key is read until this text."""
    for _ in range(STEPS):
        if text in t.text():
            return
        t.answers(key)
    raise Lost(f"tour: no {text!r}\n" + t.text())


def wanders(t, text, before=""):
    """Arrow keys until the tour says this; the keys `before` are pressed at each place."""
    for i in range(STEPS):
        t.answers(ARROWS[i % 2 if i % 11 else 0])
        for key in before:
            t.answers(key)
        if text in t.text():
            return
    raise Lost(f"tour: no {text!r}\n" + t.text())


def tour_begins():
    t = Terminal(columns=80, rows=24)
    t.sees("fpe> ")
    for line in ("speed max", "tour"):
        t.answers(line + "\r")
    return t


def tour_is_done_by_keys():
    t = tour_begins()
    goes_on(t, "your turn")
    t.answers("split by=clause alpha=2\r")
    goes_on(t, "Point at a pair")
    t.answers("point c0 c1\r")  # two that do not meet any more
    assert "your turn" in t.text() and "Right. Part" not in t.text(), "a pair that does not collide is taken for one\n" + t.text()
    t.answers(F6)
    wanders(t, "Right. Part such a pair")
    for _ in range(9):
        if "masked out" in t.text() or "weight" in t.text():
            break
        t.answers(TAB)
    wanders(t, "Parted: collisions", "a")
    goes_on(t, "Cost card.", " ")
    goes_on(t, "Now you:", " ")
    t.answers("\x1b")
    leave(t)


def tour_is_done_by_enter():
    t = tour_begins()
    goes_on(t, "Now you:")
    leave(t)


def main():
    arguments = sys.argv[1:]
    if arguments and "/" in arguments[0]:
        e2e.PROGRAM = arguments.pop(0)
    e2e.PROGRAM = os.path.abspath(e2e.PROGRAM)
    numbers = [int(os.path.basename(p)[:2]) for p in sorted(glob.glob(FOLDER + "*.fpe"))]
    plays = [(f"lesson {number}, {name}", comes_to_its_end, number, name)
             for number in [int(a) for a in arguments] or numbers for name in LEARNERS]
    if not arguments:
        plays += [(play.__name__, play) for play in (tour_is_done_by_keys, tour_is_done_by_enter)]
    passed = failed = 0
    for what, play, *how in plays:
        try:
            play(*how)
            passed += 1
        except (AssertionError, OSError) as error:
            failed += 1
            print(f"not ok {what}: {error}", flush=True)
        while Terminal.opened:
            Terminal.opened.pop().close()
    print(f"lessons: {passed} passed, {failed} failed")
    return failed > 0 or not passed


if __name__ == "__main__":
    sys.exit(main())
