#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The n-th call of a kind fails on the screen: it goes on, answers, and gives the terminal back.

  screen.py PROGRAM LIBRARY [--drawn N] [--first N] [--seed S] [--only KIND:N]

The same lines are typed each time (fault.c counts), and one drawn call of each kind fails in between. Then every line is
answered, `quit` ends the program, and the terminal is as it was. Where all calls from there on fail nothing need be
answered: TERM ends it, the terminal as it was. Each of the first allocations that fails leaves a prompt, or is told and
the program fails; with a screen and without.
"""
import argparse
import glob
import os
import random
import re
import signal
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path += [os.path.join(HERE, "../support"), os.path.join(HERE, "../screen")]
import e2e  # noqa: E402
import fault  # noqa: E402
from checks import Checks  # noqa: E402

LINES = ["task dnf clauses=3 literals=2", "data train=50 test=40", "net hidden=4", "train 20", "split by=clause", "train until=40",
         "metrics", "show network", "neuron n0", "ablate", "layout focus", "lesson 1", "undo", "compare seeds=1 epochs=8", "plot curves",
         "save all.session", "help metrics"]
# Not writes: a terminal that takes none cannot be given back.
KINDS = ["alloc", "open", "thread", "read", "intr", "part"]
# A terminal that cannot be read any more is gone.
MAY_DIE_OF = {"read": signal.SIGHUP}


def answered(t):
    """A line after it is; what was said in the same frame may hide the answer, then it is asked again."""
    end = time.monotonic() + e2e.DEADLINE
    while time.monotonic() < end:
        e2e.Terminal.marker = getattr(e2e.Terminal, "marker", 1000) + 7
        value = str(e2e.Terminal.marker * 9973)
        t.type(f"print {e2e.Terminal.marker}*9973\r")
        look = time.monotonic() + e2e.DEADLINE / 10
        while time.monotonic() < look:
            t.read(0.02)
            if value in t.text():
                return True
            if t.reap() is not None:
                return False
    return False


def ended(t):
    end = time.monotonic() + e2e.DEADLINE
    while t.reap() is None and time.monotonic() < end:
        t.read(0.05)
    t.drain()
    return t.reap() is not None


def restored(t):
    try:
        t.restored()
    except AssertionError as error:
        return [str(error)]
    return []


def typed(t, for_good):
    """What is wrong with how the lines are taken."""
    while not re.search("fpe> ", t.text()) and t.reap() is None:
        t.read(0.05)
    for line in LINES:
        t.type(line + "\r")
        if for_good:
            t.read(0.05)
        elif t.reap() is None and not answered(t) and t.reap() is None:
            return [f"{line}: no answer"]
    if for_good and t.reap() is None:
        t.signal(signal.SIGTERM)
    else:
        t.type("quit\r" * 3)  # one may be the line that fails, and one is asked whether that is meant
    return [] if ended(t) else ["does not end"]


def complaints():
    """What sanitizers wrote: standard error is the screen's."""
    texts = []
    for name in glob.glob("sanitizer.*"):
        with open(name, encoding="utf-8", errors="replace") as file:
            texts.append(f"a sanitizer complains: {file.read()}")
        os.unlink(name)
    return texts


def run(library, order):
    """(what is wrong, what fault.c tells): in a folder of its own."""
    for_good = order and order.endswith("+")
    before = len(e2e.Terminal.opened)
    home = os.getcwd()
    environment = {"LD_PRELOAD": library, "FPE_FAULT_REPORT": home + "/report", **({"FPE_FAULT": order} if order else {}),
                   "ASAN_OPTIONS": f"verify_asan_link_order=0:handle_segv=0:handle_abort=0:log_path={home}/sanitizer",
                   "UBSAN_OPTIONS": f"log_path={home}/sanitizer:print_stacktrace=1"}
    if os.path.exists("all.session"):
        os.unlink("all.session")
    t = e2e.Terminal(env=environment, arguments=["--seed", "3"])
    try:
        wrong = typed(t, for_good)
        status = t.reap()
        allowed = [MAY_DIE_OF.get((order or "").split(":")[0])] + ([signal.SIGTERM] if for_good else [])
        if status is not None and os.WIFSIGNALED(status) and os.WTERMSIG(status) not in allowed:
            wrong.append(f"dies of {signal.Signals(os.WTERMSIG(status)).name}")
        elif status is not None and os.WIFEXITED(status) and os.WEXITSTATUS(status) and not re.search(rb"error|fpe-tui: ", t.raw):
            wrong.append(f"exit {os.WEXITSTATUS(status)} and not a word")
        wrong += restored(t) + complaints()
    finally:
        t.close()
        del e2e.Terminal.opened[before:]
    with open("report", encoding="utf-8") as file:
        return wrong, file.read()


def begins(library, term, order):
    """What is wrong with how it begins: there is a prompt, or it says why not and fails."""
    before = len(e2e.Terminal.opened)
    t = e2e.Terminal(env={"LD_PRELOAD": library, "FPE_FAULT": order, "TERM": term}, arguments=["--seed", "3"])
    try:
        while b"fpe> " not in t.raw and t.reap() is None:
            t.read(0.05)
        prompt = b"fpe> " in t.raw
        if prompt:
            t.type("quit\rquit\r")
        if not ended(t):
            return ["does not end"]
        status = t.reap()
        good = os.WIFEXITED(status) and (not os.WEXITSTATUS(status) if prompt else os.WEXITSTATUS(status) and b"memory" in t.raw)
        return [] if good else [f"ends by {status}, {'with' if prompt else 'without'} a prompt: {bytes(t.raw[-80:])}"]
    finally:
        t.close()
        del e2e.Terminal.opened[before:]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("library")
    parser.add_argument("--drawn", type=int, default=2)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--first", type=int, default=60, help="allocations that fail one by one before there is a prompt")
    parser.add_argument("--only")
    options = parser.parse_args()
    e2e.PROGRAM, library, check = os.path.realpath(options.program), os.path.realpath(options.library), Checks()
    chance = random.Random(options.seed)
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        wrong, told = run(library, None)
        check(not wrong, f"without a fault: {wrong}")
        counts = fault.counts_in(told)
        orders = [f"{kind}:{chance.randint(1, counts[kind])}{'+' if i % 4 == 3 and kind not in fault.NO_FAULTS else ''}" for kind in KINDS if counts.get(kind)
                  for i in range(options.drawn * (3 if kind == "alloc" else 1))]
        for order in [options.only] if options.only else orders:
            wrong, told = run(library, order)
            check(not wrong, f"{order}: {'; '.join(wrong)}\n    at {fault.place_of(told, e2e.PROGRAM)}")
        for term in [] if options.only else ["xterm-256color", "dumb"]:
            for n in range(1, options.first + 1):
                wrong = begins(library, term, f"alloc:{n}")
                check(not wrong, f"{term}, alloc:{n}: {'; '.join(wrong)}")
        os.chdir("/")
    return check.verdict("fault on the screen")


if __name__ == "__main__":
    sys.exit(main())
