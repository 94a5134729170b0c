#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How it ends: every signal on the screen, at the bare prompt and in batch; standard descriptors that are closed or
full; limits on files, threads and memory.

    tests/screen/ends.py [PROGRAM]      (default ./fpe-tui)

Signals are those of the system, descriptors every subset of the three: nothing is listed that can be asked.
"""
import array
import fcntl
import itertools
import os
import re
import resource
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

import e2e
from e2e import Terminal, started

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

check = Checks()
# cannot be caught; say nothing by themselves; stop; are errors of the write
HARMLESS = {"SIGKILL", "SIGSTOP", "SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGPIPE", "SIGXFSZ"}
ENDING = sorted(n for n in signal.valid_signals() if getattr(n, "name", "") not in HARMLESS)
NOBODY = 65534
PATIENCE = 2.0  # seconds that a Ctrl-C has to be heard (SIGNALS_PATIENCE)


def run(*arguments, **more):
    more = {"stdin": subprocess.DEVNULL, **more}
    return subprocess.run([e2e.PROGRAM, *arguments], capture_output=True, timeout=300, check=False, **more)


# ----------------------------------------------------------------- signals

def on_a_terminal(open_terminal, what):
    for number in ENDING:
        if number == signal.SIGINT:  # stops what runs, not the program
            continue
        t = open_terminal()
        t.signal(number)
        status = t.ends()
        check(os.WIFSIGNALED(status) and os.WTERMSIG(status) == number, f"{what}: {number!r} is not what it ended by: {status}")
        try:
            t.restored()
        except AssertionError as error:
            check(False, f"{what}: {number!r}: {error}")
        t.close()


def signals_on_the_screen():
    on_a_terminal(started, "screen")


def bare_prompt():
    t = Terminal(arguments=["--accessible"])
    t.until(lambda: b"fpe> " in t.raw, "the prompt")
    return t


def signals_at_the_bare_prompt():
    on_a_terminal(bare_prompt, "prompt")


def signals_in_batch():
    for number in ENDING:
        going = subprocess.Popen([e2e.PROGRAM, "--batch", "--quiet", "-c", "print 6*7", "-c", "train 1000000"], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, preexec_fn=no_core)
        check(going.stdout.readline() == b"42\n", "batch prints")
        going.send_signal(number)
        code = going.wait(300)
        going.stdout.close()
        check(code == (130 if number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) else -number), f"batch: {number!r}: {code}")


# ----------------------------------------------------------------- waits

def waiting_lets_go():
    """`wait`, typed or of a script, on the screen and at the bare prompt: what leaves leaves at once; Ctrl-C ends it, and a line runs."""
    with tempfile.TemporaryDirectory() as folder:
        script = os.path.join(folder, "waits.fpe")
        with open(script, "w", encoding="ascii") as file:
            file.write("print 1013*9973\nwait 3600\nprint 1019*9973\n")
        for opened, leaves in ((started, ("quit\r", "\x04", "\x1b[21~")), (bare_prompt, ("quit\r", "\x04"))):
            for line in ("wait 3600", f"play {script}", "wait"):
                for keys in leaves:
                    t = waits(opened, line)
                    t.type(keys)
                    status = ended(t)
                    check(status == 0, f"{line}: {keys!r} ends it by {status}")
                    t.close()
                t = waits(opened, line)
                t.type("\x03")
                t.type("print 1009*9973\r")
                check(told(t, 1009), f"{line}: no line after Ctrl-C")
                check(not re.search(str(1019 * 9973), t.raw.decode(errors="replace") + t.text()), f"{line}: Ctrl-C goes on with the script")
                t.close()


def waits(opened, line):
    t = opened()
    t.type(line + "\r")
    if line.startswith("play"):
        check(told(t, 1013), f"{line} does not begin")
    t.until(lambda: line[-9:] in t.text() and t.text().rstrip().endswith("fpe>") and t.state() == "S", "a program that waits")
    return t


def told(t, factor):
    try:
        t.until(lambda: re.search(rf"\b{factor * 9973}\b", t.text()), "an answer")
    except AssertionError:
        return False
    return True


def ended(t):
    try:
        return t.ends()
    except AssertionError:
        return None


# ------------------------------------------------- what does not listen

def nobody_reads():
    """Of a pipe that is full: standard output and a figure's file. INT is heard, TERM ends it, a second INT as well."""
    for what, number in itertools.product(("output", "figure"), (signal.SIGINT, signal.SIGTERM)):
        with tempfile.TemporaryDirectory() as folder:
            fifo = os.path.join(folder, "x.svg")
            os.mkfifo(fifo)
            there = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
            lines = ["-c", "help metrics"] * 60 if what == "output" else ["-c", "net hidden=64", "-c", f"plot assignment {fifo} width=300 height=200"]
            out, away = os.pipe()
            going = subprocess.Popen([e2e.PROGRAM, "--batch", "--quiet", *lines], stdin=subprocess.DEVNULL, stdout=away, stderr=subprocess.DEVNULL)
            os.close(away)
            watched = out if what == "output" else there
            e2e_wait(lambda fd=watched: waiting(fd) >= 30000, "a full pipe")
            going.send_signal(number)
            code = going.wait(5)
            check(code in (130, -number), f"full pipe, {what}, {number!r}: {code}")
            os.close(out)
            os.close(there)


def waiting(fd):
    """Bytes that can be read there."""
    count = array.array("i", [0])
    fcntl.ioctl(fd, termios.FIONREAD, count)
    return count[0]


def e2e_wait(condition, what):
    end = time.monotonic() + e2e.DEADLINE
    while not condition() and time.monotonic() < end:
        os.sched_yield()
    check(time.monotonic() < end, what)


def terminate(t):
    t.signal(signal.SIGTERM)
    e2e_wait(lambda: gone(t), "TERM ends what a terminal keeps")


def interrupt_twice(t):
    """The second Ctrl-C ends it that comes when the first was not heard for some time."""
    begun, sent = time.monotonic(), 0
    ended = select.poll()
    ended.register(os.pidfd_open(t.pid), select.POLLIN)
    while not ended.poll(100) and time.monotonic() - begun < e2e.DEADLINE:
        sent += t.signal(signal.SIGINT)
    check(sent > 1, "the first Ctrl-C ended the screen")
    check(time.monotonic() - begun >= PATIENCE - 0.1, "the second Ctrl-C did not leave it time to hear the first")


def gone(t):
    return not t.state() or t.state() == "Z"


def a_terminal_that_does_not_read():
    """The screen cannot be drawn: TERM ends it all the same, and so does a second Ctrl-C, with the modes as they were."""
    for end in (terminate, interrupt_twice):
        t = started(columns=200, rows=50)
        before = t.before
        # the screen anew, each time that it was read: many at once would be one frame
        e2e_wait(lambda t=t: blocked(t.pid) or (not waiting(t.slave) and t.type("\x0c")), "a terminal that is full")
        end(t)
        e2e_wait(lambda t=t: gone(t), f"{end.__name__} ends what a terminal keeps")
        check(termios.tcgetattr(t.slave) == before, f"{end.__name__}: the modes of a terminal that does not read are not as before")
        t.close()


def blocked(pid):
    """Is it in a write?"""
    try:
        with open(f"/proc/{pid}/syscall", encoding="ascii") as f:
            return f.read().split()[0] in ("1", "64")
    except (OSError, IndexError):
        return True


def no_core():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


# ------------------------------------------------------------- descriptors

def closing(closed):
    def close():
        for fd in closed:
            os.close(fd)
    return close


def closed_descriptors():
    """Of what is written to files nothing is missing, nothing is added; what could not be printed is an error."""
    lines = ["-c", "task xor clauses=4", "-c", "data train=50 test=50", "-c", "net hidden=2", "-c", "export a.csv", "-c", "arms"]
    wanted = None
    for n in range(4):
        for closed in itertools.combinations(range(3), n):
            with tempfile.TemporaryDirectory() as folder:
                got = run("--batch", "--log", "log", *lines, cwd=folder, preexec_fn=closing(closed))
                found = {name: open(os.path.join(folder, name), "rb").read() for name in ("a.csv", "log")}
            wanted = wanted or found
            check(found == wanted, f"{closed} closed: files differ: {found}")
            check(got.returncode == (1 in closed), f"{closed} closed: exit {got.returncode}, {got.stderr}")
            if 1 in closed and 2 not in closed:
                check(b"Bad file descriptor" in got.stderr, f"{closed} closed: {got.stderr}")
    got = run("--batch", preexec_fn=closing((0,)))
    check(got.returncode == 3 and b"-: Bad file descriptor" in got.stderr, f"a script from a closed input: {got}")


def outputs():
    """Everything that prints."""
    yield from (["--help"], ["--version"], ["--reference", "keys"])
    yield from (["--batch", "--json", "-c", "arms"], ["--batch", "-c", "print 1"], ["--batch", "-c", "help"], ["--batch", "--accessible", "-c", "arms"])


def output_that_does_not_arrive():
    for arguments in outputs():
        with open("/dev/full", "wb") as full:
            got = subprocess.run([e2e.PROGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, check=False)
        check(got.returncode == 1 and b"No space left on device" in got.stderr, f"{arguments}, full: {got}")
        there, away = os.pipe()
        os.close(there)
        got = subprocess.run([e2e.PROGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=away, stderr=subprocess.PIPE, check=False)
        os.close(away)
        check(got.returncode == 141, f"{arguments}, nobody reads: {got}")
        got = run(*arguments, preexec_fn=closing((1,)))
        check(got.returncode == 1 and b"Bad file descriptor" in got.stderr, f"{arguments}, closed: {got}")
    with open("/dev/full", "wb") as full:
        got = run("--batch", "--log", "/dev/full", "-c", "print 1")
        check(got.returncode == 1 and b"No space left on device" in got.stderr, f"a full log: {got}")


# --------------------------------------------------------------------- log

def the_log_spares_what_is_read():
    """By whatever name; and what does not parse has no log."""
    data = "1,0,1\n0,1,0\n1,1,1\n0,0,0\n"
    files = {"s.fpe": "include inner.fpe\n", "inner.fpe": "print 1\n", "d.csv": data}
    for log, arguments in (("s.fpe", ["s.fpe"]), ("inner.fpe", ["s.fpe"]), ("d.csv", ["-c", "task csv d.csv"]), ("link", ["s.fpe"]),
                           ("hard", ["s.fpe"]), ("runs.db", ["-c", "sweep clauses=2 epochs=6 seeds=2 runs.db"])):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                with open(os.path.join(folder, name), "w", encoding="ascii") as f:
                    f.write(text)
            os.symlink("s.fpe", os.path.join(folder, "link"))
            os.link(os.path.join(folder, "inner.fpe"), os.path.join(folder, "hard"))
            got = run("--batch", "--log", log, *arguments, cwd=folder)
            check(got.returncode == 1 and f"{log}: the run has this file, too".encode() in got.stderr, f"{log}: {got}")
            left = {name: open(os.path.join(folder, name), encoding="ascii").read() for name in files}
            check(left == files and not os.path.exists(os.path.join(folder, "runs.db")), f"{log}: {left}")
            with open(os.path.join(folder, "s.fpe"), "rb") as script:
                got = run("--batch", "--log", "s.fpe", cwd=folder, stdin=script)
            check(got.returncode == 1 and b"has this file, too" in got.stderr, f"from standard input: {got}")
            got = run("--batch", "--log", "new", "-c", "nonsense", cwd=folder)
            check(got.returncode == 3 and not os.path.exists(os.path.join(folder, "new")), f"a log of what does not parse: {got}")
            got = run("--batch", "--log", "d.csv", "-c", "print 7", cwd=folder)
            check(got.returncode == 0 and open(os.path.join(folder, "d.csv"), "rb").read() == b"7\n", f"an old log is replaced: {got}")


# ------------------------------------------------------------------ limits

def limited(what, most):
    def limit():
        no_core()
        resource.setrlimit(what, (most, most))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    return limit


def files_may_not_be_long():
    """What is written fails by its own message; the program is not ended by XFSZ."""
    lines = ["-c", "task xor clauses=4", "-c", "data train=50 test=50", "-c", "net hidden=2"]
    for line in ("plot assignment x.svg", "plot assignment x.png", "export x.csv", "export data x.npz", "history x.fpe", "sweep clauses=2 epochs=6 seeds=2 x.db"):
        with tempfile.TemporaryDirectory() as folder:
            got = run("--batch", *lines, "-c", line, cwd=folder, preexec_fn=limited(resource.RLIMIT_FSIZE, 10))
            check(got.returncode == 1 and b"x." in got.stderr, f"{line}: {got}")
    with tempfile.TemporaryFile() as out:
        got = subprocess.run([e2e.PROGRAM, "--help"], stdout=out, stderr=subprocess.PIPE, preexec_fn=limited(resource.RLIMIT_FSIZE, 10), check=False)
    check(got.returncode == 1 and b"File too large" in got.stderr, f"--help: {got}")
    with tempfile.NamedTemporaryFile() as log:
        got = run("--batch", "--log", log.name, "-c", "help", preexec_fn=limited(resource.RLIMIT_FSIZE, 10))
    check(got.returncode == 1 and b"File too large" in got.stderr, f"the log: {got}")


def no_thread_is_to_be_had(program):
    def poor():
        if os.geteuid() == 0:
            os.setgroups(())
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
        limited(resource.RLIMIT_NPROC, 0)()
    for line in ("train 3", "compare seeds=2 epochs=4 warmup=2", "auto trials=2 seeds=2 epochs=8", "sweep clauses=2 epochs=6 seeds=2 runs.db"):
        got = subprocess.run([program, "--batch", "-c", line], stdin=subprocess.DEVNULL, capture_output=True, timeout=300,
                             cwd=os.path.dirname(program), preexec_fn=poor, check=False)
        check(got.returncode == 1 and b"thread" in got.stderr, f"no thread: {line}: {got}")


def memory_is_short():
    """It ends by itself, whatever is missing: not by a signal, and not by hanging."""
    need = next(m for m in range(20, 2000, 10) if run("--version", preexec_fn=limited(resource.RLIMIT_AS, m << 20)).returncode == 0)
    for more in (0, 2, 5, 10, 20, 40, 80):
        got = run("--batch", "-c", "net hidden=64", "-c", "train 2", "-c", "plot assignment", "-c", "split by=clause", "-c", "train 2",
                  preexec_fn=limited(resource.RLIMIT_AS, (need + more) << 20))
        check(got.returncode in (0, 1) and (got.returncode == 0) == (not [x for x in got.stderr.splitlines() if b"error" in x]),
              f"{need + more} MiB: {got}")


def a_thread_reads(folder):
    """What is typed at the screen runs in a thread of its own."""
    program = e2e.PROGRAM
    e2e.PROGRAM = os.path.join(folder, "limited")
    with open(e2e.PROGRAM, "w", encoding="ascii") as script:
        script.write(f"#!/bin/sh\nulimit -S -s 64\nexec {program} \"$@\"\n")
    os.chmod(e2e.PROGRAM, 0o700)
    t = started()
    t.type(f"import {folder}/deep.safetensors\r")
    try:
        t.sees("no JSON object")
    except e2e.Lost as error:
        check(False, f"a thread's stack: {error}")
    t.close()
    e2e.PROGRAM = program


def stack_is_small():
    """It has what nests deepest in it, takes what it needs where it may, and else says so before it begins."""
    lines = ["-c", "print " + "-" * 99 + "1", "-c", "task xor", "-c", "train 2", "-c", "compare seeds=2 epochs=4 warmup=2", "-c", "plot assignment"]

    def soft(size):
        return lambda: (no_core(), resource.setrlimit(resource.RLIMIT_STACK, (size, resource.RLIM_INFINITY)))
    with tempfile.TemporaryDirectory() as folder:
        deep = b'{"a":' + b"[" * 2000 + b"]" * 2000 + b"}"
        with open(os.path.join(folder, "deep.safetensors"), "wb") as file:
            file.write(struct.pack("<Q", len(deep)) + deep)
        for name, limit in (("soft", soft(64 << 10)), ("enough", limited(resource.RLIMIT_STACK, 1 << 20))):
            got = run("--batch", *lines, preexec_fn=limit)
            check(got.returncode == 0 and got.stdout.startswith(b"-1\n"), f"stack, {name}: {got}")
            got = run("--batch", "-c", "import deep.safetensors", cwd=folder, preexec_fn=limit)
            check(got.returncode == 1 and b"deep.safetensors: " in got.stderr, f"stack, {name}, deep JSON: {got}")
        a_thread_reads(folder)
    got = run("--batch", *lines, preexec_fn=limited(resource.RLIMIT_STACK, 64 << 10))
    check(got.returncode == 1 and not got.stdout and b"64 KiB" in got.stderr and got.stderr.count(b"\n") == 1, f"stack, 64 KiB: {got}")


def main():
    if len(sys.argv) > 1:
        e2e.PROGRAM = sys.argv[1]
    e2e.PROGRAM = os.path.abspath(e2e.PROGRAM)
    for part in (waiting_lets_go, signals_on_the_screen, signals_at_the_bare_prompt, signals_in_batch, nobody_reads, a_terminal_that_does_not_read, closed_descriptors, output_that_does_not_arrive,
                 the_log_spares_what_is_read, files_may_not_be_long, memory_is_short, stack_is_small):
        part()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)  # another user is to run it
        no_thread_is_to_be_had(shutil.copy(e2e.PROGRAM, folder))
    return check.verdict("ends")


if __name__ == "__main__":
    sys.exit(main())
