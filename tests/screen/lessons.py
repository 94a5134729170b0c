#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lessons with somebody at the terminal: who does what is asked for, who does it wrong, who does all in another order, and
who only presses Enter. All come to the end, no text folds panels away, and each panel that a text names is on the screen. The
first sees what batch says, and so the manual; what history has of it gives the same in batch. The tour by its keys.

    tests/screen/lessons.py [PROGRAM] [NUMBER…]      (default ./fpe-tui, all lessons)
"""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

import e2e
from e2e import Lost, Terminal, leave

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scenarios/lessons/")
sys.path.append(os.path.join(sys.path[0], "../support"))
from tables import tables  # noqa: E402

STEPS = 150  # of one lesson
ROWS = 3  # of narration, with both panels above it
SIZES = {"unordered": (120, 34)}  # of who learns, where not 80x24
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


def plain(text):
    return " ".join(text.split())


def said_in_batch(path):
    """What is said and asked where all goes as it should."""
    run = subprocess.run([e2e.PROGRAM, "--batch", "--quiet", "--json", path], capture_output=True, text=True, stdin=subprocess.DEVNULL,
                         check=True)
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    return [plain(row["text"]) for row in rows if row["command"] in ("say", "ask")
            and not re.search(rf'^ask \w+ "{re.escape(row["text"])}" answer=', open(path, encoding="utf-8").read(), re.M)]


def narration(text):
    """The rows of it, without what goes on."""
    rows = [row[2:] for row in text.splitlines() if row.startswith("\N{LEFT HALF BLOCK}")]
    return [re.sub(r" +(press (Enter|Space|a key)|your answer|your turn) *$", "", row).rstrip() for row in rows]


def has_room(t, named=True):
    """A text leaves the panels room, and those that it names are to be seen."""
    rows = narration(t.text())
    assert len(rows) <= ROWS, f"{len(rows)} rows of narration\n" + t.text()
    for panel in set(re.findall(r"`(\w+)`", " ".join(rows))) & PANELS if named else ():
        assert re.search(rf"[┌├┏┣┗] {panel}\b", t.text()), f"{panel} is named and not to be seen\n" + t.text()


PANELS = set()


class Learner:
    """Somebody in a lesson. steps: what was done, for messages. said: each text that stood there."""

    def __init__(self, number, name):
        columns, rows = SIZES.get(name, (80, 24))
        self.t = Terminal(columns=columns, rows=rows)
        self.solutions = lines_of(path_of(number), "solution")
        self.right = [re.search(r" default=(\S+)", line)[1].strip('"') for line in open(path_of(number), encoding="utf-8")
                      if line.startswith("ask ") and " choices=" in line]
        self.number, self.name, self.turns, self.answers, self.steps, self.said = number, name, 0, 0, [], []
        self.t.sees("fpe> ")
        for line in ("speed max", f"lesson {number}"):
            self.do(line)

    def do(self, line):
        self.t.answers(line + "\r")
        self.steps.append(line)
        if self.asked():
            has_room(self.t, self.name != "unordered")  # whose session goes another way
        self.said.append(plain(" ".join(narration(self.t.text()))))

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
                self.answers += 1
            else:
                turn(self)
                self.turns += 1
        if not re.search(f"lesson {self.number} is done", self.t.text()):
            raise Lost(f"lesson {self.number}, {self.name}: stuck after {self.steps[-6:]}\n" + self.t.text())


# ------------------------------------------------------------------ who learns

def right_turn(learner):
    for line in learner.solutions[learner.turns]:
        learner.do(line)
    seen = learner.t.text()
    assert "Not yet" not in seen, f"the solution is none: {learner.steps[-6:]}\n" + seen


def right_answer(learner):
    learner.do(learner.right[learner.answers])
    assert not re.search(r"error: |passed over", learner.t.text()), f"what is right fails: {learner.steps[-6:]}\n" + learner.t.text()


def all_is_said(learner):
    for text in said_in_batch(path_of(learner.number)):
        assert text in learner.said, f"lesson {learner.number}: not on the screen: {text}\n" + "\n".join(learner.said)


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
        all_is_said(learner)
        replays(learner)
        is_remembered(learner)
    leave(learner.t)


# ------------------------------------------------------------------ on the way

LOOKS = ["metrics", "summary", "ablate", "neuron n0", "codes", "print accuracy(dense)", "arms"]


def who_looks_has_done_nothing():
    """Nothing that undo takes back, also of a net that nobody has looked at before."""
    for look in LOOKS:
        t = Terminal(columns=80, rows=24)
        t.sees("fpe> ")
        for line in ("task dnf clauses=2 literals=2", "data train=100 test=100", "net hidden=2", look, "undo"):
            t.answers(line + "\r")
        assert "took back `net hidden=2`" in t.text(), f"{look} is a step\n" + t.text()
        leave(t)


def a_lesson_begins_anew():
    """What was found before it is not what it asks for, and one undo has back what was before it."""
    t = Terminal(columns=80, rows=24)
    t.sees("fpe> ")
    for line in ("speed max", "task xor clauses=8 literals=3", "net hidden=5 as=old", "compare by=random alpha=4 warmup=5 epochs=120 seeds=3",
                 "lesson 6", "", "", "a"):
        t.answers(line + "\r")
    assert "your turn" in t.text() and "Do: measure it." in t.text(), "an old compare is taken for a new one\n" + t.text()
    t.answers("undo\r")
    assert "nothing typed here is left to take back" in t.text() and "your turn" in t.text(), "undo ends the lesson\n" + t.text()
    t.answers("\x03")
    assert "Do: measure it." not in t.text(), "what the lesson said stays\n" + t.text()
    t.answers("undo\r")
    assert re.search(r"nnz +old \d+", t.text()), "one undo does not bring back what was there\n" + t.text()
    leave(t)


def another_lesson_ends_the_first():
    """Behind its end the one that was left does not go on."""
    learner = Learner(1, "Enter")
    for line in ("", "b"):
        learner.do(line)
    learner.number = 2
    learner.do("lesson 2")
    learner.play(enters, enters)
    learner.do("undo")
    assert "took back" in learner.t.text() and "lesson 1 is done" not in learner.t.text(), learner.t.text()
    leave(learner.t)


# ------------------------------------------------------------------ the tour

F6, TAB, ARROWS = "\x1b[17~", "\t", ["\x1b[B", "\x1b[C", "\x1b[A", "\x1b[D"]


def goes_on(t, text, key="\r"):
    """What waits for a key is read until this text."""
    for _ in range(STEPS):
        has_room(t)
        if text in t.text():
            return
        t.answers(key)
    raise Lost(f"tour: no {text!r}\n" + t.text())


def wanders(t, text, before=""):
    """Arrow keys until the tour says this; the keys `before` are pressed at each place."""
    for i in range(STEPS):
        has_room(t)
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
    PANELS.update(row["name"] for row in tables(e2e.PROGRAM)["panels"])
    numbers = [int(os.path.basename(p)[:2]) for p in sorted(glob.glob(FOLDER + "*.fpe"))]
    plays = [(f"lesson {number}, {name}", comes_to_its_end, number, name)
             for number in [int(a) for a in arguments] or numbers for name in LEARNERS]
    if not arguments:
        plays += [(play.__name__, play) for play in (who_looks_has_done_nothing, a_lesson_begins_anew, another_lesson_ends_the_first, tour_is_done_by_keys,
                                                     tour_is_done_by_enter)]
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
