#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions that running programs keep by themselves: after a kill one is offered and goes on to the same bits; a program
that is left keeps none; several programs do not mix.

    tests/screen/kept.py [PROGRAM] [--kills N]      (default ./fpe-tui; N: that many programs killed at any moment)
"""
import glob
import json
import os
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

import e2e
from e2e import Terminal, leave

TASK = ["task dnf clauses=4 seed=5", "data train=400 test=200", "net hidden=4", "train 5", "split by=random"]
OFFER = r"load (\S+autosave/[0-9-]+\.session)` brings back"


class State:
    """A folder of states that several programs share."""

    def __init__(self):
        self.path = tempfile.mkdtemp()
        self.folder = os.path.join(self.path, "fpe-tui", "autosave")

    def start(self, *lines, every=0.001, arguments=(), **options):
        lines = [*lines, f"set autosave={every}"] if every else lines
        t = Terminal(columns=160, arguments=[*arguments, *(x for line in lines for x in ("-c", line)), "-i"],
                     env={"XDG_STATE_HOME": self.path, **options.pop("env", {})}, **options)
        t.sees("fpe> ")
        t.rests()
        return t

    def files(self, end=""):
        return sorted(glob.glob(self.folder + "/*" + end))

    def close(self):
        shutil.rmtree(self.path, ignore_errors=True)


def killed(t, number=signal.SIGKILL):
    t.signal(number)
    t.ends()
    t.close()


def batch(*lines):
    return subprocess.run([e2e.PROGRAM, "--batch", "--quiet", "--json", *(x for line in lines for x in ("-c", line))],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL)


def epoch_of(path):
    got = batch(f"load {path}", "arms")
    assert got.returncode == 0, got.stderr
    return json.loads(got.stdout)["arms"][0]["epoch"]


def goes_on(path, *before):
    """What was kept is whole, and is what an undisturbed run comes by: the same bits some epochs later."""
    until = epoch_of(path) + 3
    asked = [f"train until={until}", "metrics", "arms", "weight 1 n0 x1 arm=dense"]
    kept, straight = batch(f"load {path}", *asked), batch(*TASK, *before, *asked)
    assert kept.returncode == 0, kept.stderr
    # what was loaded was split before
    want = "".join(line for line in straight.stdout.splitlines(True) if '"command":"split"' not in line)
    assert kept.stdout == want, f"{path} goes on otherwise:\n{kept.stdout}\n{want}"


def offered(state, **options):
    """The file that the next program offers; it has loaded nothing."""
    t = state.start(every=0, **options)
    t.sees(OFFER)
    path = re.search(OFFER, t.text())[1]
    assert "no task" in t.text() or "dense" not in t.text(), t.text()
    return t, path


# ------------------------------------------------------------------ tests

def killed_at_work(state):
    t = state.start(*TASK)
    t.type("train until=1000000\r")
    t.until(lambda: state.files(".session"), "a session that is kept")
    file = state.files(".session")[0]
    first = epoch_of(file)
    t.until(lambda: epoch_of(file) > first, "a later one in its place")
    assert stat.S_IMODE(os.stat(state.folder).st_mode) == 0o700 and stat.S_IMODE(os.stat(file).st_mode) == 0o600
    killed(t)
    t, path = offered(state)
    assert path == file
    t.type(f"load {path}\r")
    t.sees("loaded ")
    t.type("arms\r")
    t.sees("random")
    goes_on(path)
    leave(t)
    t.close()
    assert state.files() == [file], f"what was taken stays, and no more: {state.files()}"
    t = state.start(every=0)
    t.settle()
    assert "brings back" not in t.text(), "what was taken is offered again"
    leave(t)


def training_is_not_cut(state):
    """Kept while it trains: neither undo nor history knows of it."""
    t = state.start(*TASK)
    t.type("speed max\rtrain 3000\r")
    t.until(lambda: state.files(".session"), "a session that is kept")
    t.until(lambda: not re.search(r"training \d", t.text()) and "epoch 3005" in t.text(), "end of the training")
    t.type(f"history {state.path}/h.fpe\rundo\r")
    t.sees("took back `train 3000`")
    t.type("arms\r")
    t.sees(r"random .* 5 ")
    assert open(f"{state.path}/h.fpe").read().count("train 3000") == 1
    leave(t)


def left_cleanly(state):
    for how in ("quit\rquit\r", "\x04\x04"):
        t = state.start(*TASK)
        t.until(lambda: state.files(".session"), "a session that is kept")
        t.type(how)
        t.ends()
        t.close()
        assert not state.files(), f"{how!r} leaves {state.files()}"


def ended_by_a_signal(state):
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGSEGV):
        t = state.start(*TASK)
        t.until(lambda: state.files(f"{t.pid}.session"), "a session that is kept")
        killed(t, number)
    assert len(state.files(".session")) == 3
    t, path = offered(state)
    t.sees("2 older ones")
    goes_on(path)
    leave(t)


def programs_do_not_mix(state):
    one, two = state.start(*TASK), state.start(*TASK, "train 2")
    for t in (one, two):
        t.until(lambda: state.files(f"{t.pid}.session"), "a session that is kept")
    pid = one.pid
    killed(one)
    three, path = offered(state)
    assert path.endswith(f"/{pid}.session")
    leave(three)
    assert state.files(f"{two.pid}.session") and state.files(f"{two.pid}.lock"), "the living one's is gone"
    goes_on(state.files(f"{two.pid}.session")[0], "train 2")
    leave(two)
    assert len(state.files(".session")) == 1


def nothing_is_written(state):
    t = state.start(*TASK, arguments=["--safe"])
    t.settle()
    leave(t)
    t = state.start(*TASK, every=0)
    leave(t)
    batch(*TASK, "set autosave=0.0001", "train 50")
    assert not state.files() and not os.path.exists(state.folder), state.files()


def nowhere_to_write(state):
    shutil.rmtree(state.path)
    open(state.path, "w").close()
    t = state.start(*TASK)
    t.sees("is not kept while it goes on")
    t.type("train 5\rtrain 5\r")
    t.rests()
    t.type("\x1bOR")
    t.sees("is not kept while it goes on")
    assert len(re.findall("is not kept while it goes on", t.text())) == 1, t.text()
    t.type("q")
    leave(t)
    os.unlink(state.path)


def at_a_prompt_alone(state):
    t = state.start(*TASK, arguments=["--accessible"])
    t.until(lambda: state.files(".session"), "a session that is kept")
    killed(t)
    t, path = offered(state, arguments=["--accessible"])
    goes_on(path)
    leave(t)


def the_newest_stay(state):
    os.makedirs(state.folder, mode=0o700)
    names = [f"{900000 + i}" for i in range(12)]
    assert batch(*TASK, f"save {state.folder}/{names[0]}.session").returncode == 0
    for i, name in enumerate(names):
        if i:
            shutil.copy(f"{state.folder}/{names[0]}.session", f"{state.folder}/{name}.session")
        open(f"{state.folder}/{name}.lock", "w").close()
        os.utime(f"{state.folder}/{name}.session", (1e9 + i, 1e9 + i))
    open(f"{state.folder}/777.lock", "w").close()
    open(f"{state.folder}/777.session.AbCdEf", "w").close()
    t, path = offered(state)
    assert path.endswith(names[-1] + ".session")
    leave(t)
    assert state.files(".session") == [f"{state.folder}/{n}.session" for n in names[4:]], state.files()
    assert len(state.files()) == 16, state.files()


def killed_at_any_moment(state):
    """Whatever is there is whole, and was the session at some epoch."""
    kills, seed = killed_at_any_moment.kills, random.randrange(1 << 30)
    r, found = random.Random(seed), 0
    for i in range(kills):
        t = state.start(*TASK, every=0.00002)
        t.type("train until=1000000\r")
        t.until(lambda: state.files(".lock"), "the first session")
        t.read(r.random() * 0.3)
        killed(t)
        for path in state.files(".session"):
            try:
                goes_on(path)
            except AssertionError as error:
                raise AssertionError(f"seed {seed}, kill {i}: {error}") from error
            found += 1
        rest = [x for x in state.files() if not x.endswith((".session", ".lock"))]
        assert not rest, f"seed {seed}, kill {i}: {rest}"
        shutil.rmtree(state.folder)
    assert found > kills // 3, f"seed {seed}: only {found} sessions of {kills} kills"
    if kills > 5:
        print(f"# {kills} kills left {found} sessions, each whole")


TESTS = [killed_at_work, training_is_not_cut, left_cleanly, ended_by_a_signal, programs_do_not_mix, nothing_is_written,
         nowhere_to_write, at_a_prompt_alone, the_newest_stay, killed_at_any_moment]


def main():
    arguments = sys.argv[1:]
    kills = int(arguments.pop()) if "--kills" in arguments else 5
    arguments = [x for x in arguments if x != "--kills"]
    if arguments and "/" in arguments[0]:
        e2e.PROGRAM = arguments.pop(0)
    e2e.PROGRAM = os.path.abspath(e2e.PROGRAM)
    failed = 0
    killed_at_any_moment.kills = kills
    tests = [x for x in TESTS if not arguments or x.__name__ in arguments]
    for test in tests:
        state = State()
        try:
            test(state)
        except (AssertionError, OSError) as error:
            failed += 1
            print(f"not ok {test.__name__}: {error}", flush=True)
        while Terminal.opened:
            Terminal.opened.pop().close()
        state.close()
    print(f"kept: {len(tests) - failed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
