#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is deaf: each command that takes long is stopped by Ctrl-C and by what should end the program.

    tests/screen/stops.py [PROGRAM] [--largest] [NAME…]      (default ./fpe-tui, all commands, at a medium size)

What takes long is said by the rows (example_large of `help tables`); commands without one take long of nothing. Each is begun,
has worked for a while, and gets a signal: in batch INT and TERM, on the screen Ctrl-C and TERM. Of three
tries the best one counts. One that has ended before is no failure.
"""
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import time

import e2e
from e2e import Terminal

sys.path += [os.path.join(sys.path[0], "../support"), os.path.join(sys.path[0], "../language")]
from checks import Checks  # noqa: E402
from safe import named  # noqa: E402
from tables import tables  # noqa: E402

check = Checks()
stopped = []  # what was at work when it was told to end
ROOT = os.path.abspath(os.path.join(sys.path[0], "../.."))
TICK = os.sysconf("SC_CLK_TCK")
SOON, GONE = 1.0, 2.0  # seconds: to be stopped by INT, to be gone by TERM
TRIES = 3
DEADLINE = 60
AT_ITS_END = 0.03  # seconds of work: one that had no more left to do was over when the signal came


def forms(row, largest):
    """The lists of lines of a row, {medium|largest} replaced."""
    text = re.sub(r"\{([^|}]*)\|([^}]*)\}", lambda m: m[2] if largest else m[1], row["example_large"])
    return [form.strip("\n").split("\n") for form in text.split("\n\n")]


def work(pid):
    """Seconds of processor time of all its threads; None: it is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as f:
            fields = f.read().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else (int(fields[11]) + int(fields[12])) / TICK


def has_worked(pid, since, seconds, look):
    """Wait until it has used so much time; False: it has ended. look: called in between, waits a little; true: it has ended."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        now = work(pid)
        if now is None:
            return False
        if now - since >= seconds:
            return True
        if look():
            return False
    return False


class Folder:
    """Where examples find tests/ and what they call /tmp."""

    def __init__(self):
        self.name = tempfile.mkdtemp()
        os.symlink(os.path.join(ROOT, "tests"), os.path.join(self.name, "tests"))

    def line(self, text):
        return text.replace("/tmp/", self.name + "/")


# ------------------------------------------------------------------- batch

def in_batch(lines, number, after):
    """Seconds from the signal to the end, and the exit code; None: it ended before."""
    folder = Folder()
    commands = [x for line in lines[:-1] + ["print 6*7", lines[-1]] for x in ("-c", folder.line(line))]
    going = subprocess.Popen([e2e.PROGRAM, "--batch", "--quiet", *commands], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, cwd=folder.name)
    out = b""
    while b"42\n" not in out:
        piece = os.read(going.stdout.fileno(), 65536)
        if not piece:
            break
        out += piece
    check(b"42\n" in out, f"{lines}: does not come to its last line: {out[-200:]}")
    ends = select.poll()
    ends.register(os.pidfd_open(going.pid), select.POLLIN)
    busy = has_worked(going.pid, work(going.pid) or 0, after, lambda: ends.poll(5) and False)
    begun, worked = time.monotonic(), work(going.pid)
    if not busy or worked is None:
        going.communicate()
        return None
    os.kill(going.pid, number)  # Popen's own would reap one that is gone
    ends.poll(DEADLINE * 1000)
    seconds = time.monotonic() - begun
    os.kill(going.pid, signal.SIGKILL)
    _, status, used = os.wait4(going.pid, 0)
    going.returncode = os.waitstatus_to_exitcode(status)
    going.communicate()
    worked = used.ru_utime + used.ru_stime - worked
    if going.returncode == 0 and worked < AT_ITS_END:
        return None
    return until_it_heard(worked, seconds), going.returncode


def until_it_heard(worked, seconds):
    """Where others have the processors, what it computed until then counts, not how long it waited for them; its threads may do that at once."""
    return min(worked, seconds) if worked > seconds / 10 else seconds


def best(attempt, most):
    """Of some tries, until one is fast enough."""
    found = None
    for _ in range(TRIES):
        got = attempt()
        if got is None:
            return found
        found = got if found is None or got[0] < found[0] else found
        if found[0] <= most:
            break
    return found


def batch_stops(name, lines, afters):
    for after in afters:
        for number, most in ((signal.SIGINT, SOON), (signal.SIGTERM, GONE)):
            got = best(lambda n=number, a=after: in_batch(lines, n, a), most)
            if got:
                stopped.append(name)
                check(got[0] <= most, f"{name}: batch, {number.name} after {after} s of work: {got[0]:.2f} s")
                # as it ends its own default would have ended it
                check(got[1] in (130, -number), f"{name}: batch, {number.name}: exit {got[1]}")


# ------------------------------------------------------------------ screen

def at_work(t, lines, after):
    """A screen that is at the last line; False: it has ended before."""
    for line in lines[:-1]:
        t.type(line + "\r")
        t.settle()
    since = work(t.pid)
    t.type(lines[-1] + "\r")
    return has_worked(t.pid, since, after, lambda: not t.read(0.005) and t.waits())


def on_the_screen(lines, after, stop):
    """Seconds until what stop sends has had its effect; None: the line ended before."""
    folder = Folder()
    t = Terminal()
    try:
        t.sees("fpe>")
        if not at_work(t, [folder.line(line).replace("tests/", folder.name + "/tests/") for line in lines], after):
            return None
        begun, worked = time.monotonic(), work(t.pid) or 0
        stop(t)
        seconds = time.monotonic() - begun
        return until_it_heard((t.used or work(t.pid) or 0) - worked, seconds), 0
    finally:
        t.close()


def ctrl_c(t):
    t.type("\x03")
    t.settle()  # the next line runs


def terminate(t):
    t.signal(signal.SIGTERM)
    status = t.ends()
    check(os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGTERM, f"TERM is not what it ended by: {status}")
    try:
        t.restored()
    except AssertionError as error:
        check(False, f"after TERM: {error}")


def screen_stops(name, lines, afters, ways):
    for after in afters:
        for stop, most in ways:
            got = best(lambda s=stop, a=after: on_the_screen(lines, a, s), most)
            if got:
                stopped.append(name)
                check(got[0] <= most, f"{name}: screen, {stop.__name__} after {after} s of work: {got[0]:.2f} s")


def pipes(rows):
    """A file that is read, and is a pipe nobody writes to, is refused: the screen waits for none."""
    folder, tried = Folder(), 0
    os.mkfifo(folder.name + "/pipe.npz")
    t = Terminal()
    t.sees("fpe>")
    lines = [named(row, a)[0] for row in rows for a in row["arguments"] if a["type"] == "file" and not a["writes"]]
    # a name, or a file; and one that is read where another is missing
    for line in lines + ["play {}", "need tests/none else={}"]:
        t.type(folder.line(line).replace("tests/", ROOT + "/tests/").replace("{}", folder.name + "/pipe.npz") + "\r")
        try:
            t.settle()
            tried += 1
        except AssertionError:
            check(False, f"waits for a pipe: {line}")
            t.signal(signal.SIGKILL)
            break
    t.close()
    check(tried > 15, f"only {tried} files are read")


def main():
    arguments = [a for a in sys.argv[1:] if a != "--largest"]
    largest = "--largest" in sys.argv
    if arguments:
        e2e.PROGRAM = arguments[0]
    e2e.PROGRAM = os.path.abspath(e2e.PROGRAM)
    e2e.DEADLINE = DEADLINE
    rows = [r for r in tables(e2e.PROGRAM)["commands"] if r["example_large"] and (len(arguments) < 2 or r["name"] in arguments[1:])]
    check(len(arguments) > 1 or len(rows) > 25, f"only {len(rows)} commands say what takes long")
    if len(arguments) < 2:
        pipes(tables(e2e.PROGRAM)["commands"])
    for row in rows:
        for i, lines in enumerate(forms(row, largest)):
            begun = os.times()
            name = row["name"] + (f" ({i + 1})" if i else "")
            batch_stops(name, lines, (0.1, 1, 5) if largest else (0.05,))
            # what goes on beside the screen, or in the background, is of one kind: one way each in turn
            ways = ((ctrl_c, SOON), (terminate, GONE))
            screen_stops(name, lines, (0.1, 1, 5) if largest else (0.05,), ways if largest else (ways[rows.index(row) % 2],))
            if os.environ.get("FPE_TIMES"):
                now = os.times()
                print(f"{name}: {sum(now[:4]) - sum(begun[:4]):.1f} s of processor time", flush=True)
    check(len(arguments) > 1 or len(set(stopped)) > 10, f"only these were at work when they were told to end: {set(stopped)}")
    print(f"{len(stopped)} times in the middle of work: {', '.join(sorted(set(stopped)))}")
    return check.verdict("stops")


if __name__ == "__main__":
    sys.exit(main())
