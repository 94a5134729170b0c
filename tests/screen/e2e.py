#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program at a terminal: a pty, an emulator (pyte), keys, signals.

    tests/screen/e2e.py [PROGRAM] [NAME…]      (default ./fpe-tui, all tests)

Waits for a unique text on the emulated screen, never for time: the markers are
products that only the program's answer contains, not what was typed.
"""
import array
import fcntl
import glob
import os
import pty
import re
import resource
import select
import shutil
import signal
import struct
import sys
import tempfile
import termios
import time

import pyte

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
import inherited  # noqa: E402, F401

PROGRAM = "./fpe-tui"
DEADLINE = float(os.environ.get("FPE_E2E_DEADLINE", "60"))
# Bytes that the emulator takes before the screen is looked at: what is there for a moment only must not be missed by a
# test that gets its turn late.
PIECE = 1024
# system call -> how its third argument says that it waits with no end: poll and ppoll of x86-64, ppoll of AArch64
ENDLESS = {"7": (0xffffffff, 0xffffffffffffffff), "271": (0,), "73": (0,)}


class Lost(AssertionError):
    pass


class Screen(pyte.Screen):
    """With what curses moves lines by (SU, SD): terminals that go by an xterm's name know it, pyte does not."""

    def scroll_up(self, count=1):
        self.at_margin(1, self.index, count)

    def scroll_down(self, count=1):
        self.at_margin(0, self.reverse_index, count)

    def at_margin(self, which, step, count):
        before, self.cursor.y = self.cursor.y, (self.margins or (0, self.lines - 1))[which]
        for _ in range(count or 1):
            step()
        self.cursor.y = before


class Stream(pyte.ByteStream):
    csi = {**pyte.ByteStream.csi, "S": "scroll_up", "T": "scroll_down"}
    events = pyte.ByteStream.events | {"scroll_up", "scroll_down"}


class Terminal:
    """A program on a pty whose modes and screen can be looked at."""

    opened = []

    def __init__(self, columns=120, rows=34, term="xterm-256color", env=None,
                 arguments=()):
        Terminal.opened.append(self)
        self.closed = False
        self.home = tempfile.mkdtemp()
        self.raw = self.unseen = b""
        self.marks = 0
        self.status = self.used = None  # used: seconds of processor time, once it has ended
        self.screen = Screen(columns, rows)
        self.stream = Stream(self.screen)
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.size(columns, rows, quiet=True)
        environment = {"PATH": os.environ["PATH"], "HOME": self.home,
                       "LC_ALL": "C.UTF-8", "INPUTRC": "/dev/null",
                       "XDG_STATE_HOME": self.home + "/state"}
        for name, value in os.environ.items():
            if name.endswith("SAN_OPTIONS"):
                environment[name] = value
        if term:
            environment["TERM"] = term
        environment.update(env or {})
        tell, told = os.pipe()
        self.leader = os.fork()
        if self.leader == 0:
            # nothing may come back from here: it would run the tests again
            try:
                self.be_shell(told, environment, arguments)
            finally:
                os._exit(126)
        os.close(told)
        self.pid = int(os.read(tell, 20))
        os.close(tell)

    def be_shell(self, told, environment, arguments):
        """A session leader with the program in the foreground: without one a
        stop by Ctrl-Z would be ignored. Ends as the program does."""
        os.setsid()
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        program = os.fork()
        if program == 0:
            try:
                self.be_program(told, environment, arguments)
            finally:
                os._exit(127)
        os.close(told)
        os.close(self.master)
        _, status = os.waitpid(program, 0)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if os.WIFSIGNALED(status):
            if os.WTERMSIG(status) != signal.SIGKILL:
                signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
            os.kill(os.getpid(), os.WTERMSIG(status))
        os._exit(os.WEXITSTATUS(status))

    def be_program(self, told, environment, arguments):
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        os.setpgid(0, 0)
        os.tcsetpgrp(self.slave, os.getpid())
        for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_DFL)
        os.write(told, b"%d" % os.getpid())
        for fd in (0, 1, 2):
            os.dup2(self.slave, fd)
        os.closerange(3, 100)
        os.execve(PROGRAM, [PROGRAM, *arguments], environment)

    def signal(self, number):
        """False: it is gone, as the shell that waits for it may see any moment."""
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return False
        return True

    def state(self):
        """The letter of /proc: T is stopped; "" is gone."""
        try:
            with open(f"/proc/{self.pid}/stat", encoding="ascii") as f:
                return f.read().rsplit(")", 1)[1].split()[0]
        except OSError:
            return ""

    def size(self, columns, rows, quiet=False):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, columns, 0, 0))
        if not quiet:
            self.screen.resize(rows, columns)

    def read(self, wait, most=65536):
        """Take what the program wrote, at most so many bytes. False: nothing came."""
        if not self.unseen:
            ready, _, _ = select.select([self.master], [], [], wait)
            try:
                self.unseen = os.read(self.master, 65536) if ready else b""
            except OSError:
                return False
        piece, self.unseen = self.unseen[:most], self.unseen[most:]
        self.raw += piece
        # pyte does not know the echo of Ctrl-C and friends
        self.stream.feed(piece)
        return bool(piece)

    def drain(self):
        """Read all that was written until now, by a program that is stopped or gone: a mark written behind it comes back."""
        while self.read(0):
            pass
        self.marks += 1
        mark = b"\033]9;%d\a" % self.marks
        os.write(self.slave, mark)
        end = time.monotonic() + DEADLINE
        while mark not in self.raw and time.monotonic() < end:
            self.read(0.02)
        self.raw = self.raw.replace(mark, b"")

    def text(self):
        return "\n".join(self.screen.display)

    def reap(self, options=os.WNOHANG):
        if self.status is None:
            pid, status, used = os.wait4(self.leader, options)
            if pid:
                self.status, self.used = status, used.ru_utime + used.ru_stime
        return self.status

    def until(self, condition, what):
        end = time.monotonic() + DEADLINE
        while not condition():
            if not self.read(0.02, PIECE) and self.reap() is not None:
                self.drain()
                if condition():
                    return
                raise Lost(f"ended ({self.status}) waiting for {what}\n"
                           + self.text())
            if time.monotonic() > end:
                raise Lost(f"no {what} in\n" + self.text())

    def sees(self, pattern):
        self.until(lambda: re.search(pattern, self.text()), repr(pattern))

    def loses(self, pattern):
        self.until(lambda: not re.search(pattern, self.text()),
                   f"end of {pattern!r}")

    def type(self, keys):
        os.write(self.master, keys.encode() if isinstance(keys, str) else keys)

    def settle(self):
        """Wait until all that was typed has been worked on. What something else said in the same frame hides the
        answer: then it is asked again."""
        seen = False
        while not seen:
            Terminal.marker = getattr(Terminal, "marker", 1000) + 7
            value = Terminal.marker * 9973
            self.type(f"print {Terminal.marker}*9973\r")
            self.until(lambda: re.search(rf"\b{value}\b", self.text()) or not self.read(0.02) and self.waits(), f"answer {value}")
            seen = re.search(rf"\b{value}\b", self.text())

    def waits(self):
        """Does the program sleep until somebody wakes it, all typed bytes read?"""
        typed = array.array("i", [0])
        fcntl.ioctl(self.slave, termios.FIONREAD, typed)
        try:
            with open(f"/proc/{self.pid}/syscall", encoding="ascii") as f:
                call = f.read().split()
            tasks = [open(stat, encoding="ascii").read().rsplit(")", 1)[1].split()[0] for stat in glob.glob(f"/proc/{self.pid}/task/*/stat")]
        except OSError:  # it is not told here, or it is gone
            return not self.read(1)
        return not typed[0] and set(tasks) == {"S"} and len(call) > 3 and int(call[3], 16) in ENDLESS.get(call[0], ())

    def rests(self):
        """Wait until nothing moves any more: at two looks it sleeps, and no byte has come in between."""
        end, looks = time.monotonic() + DEADLINE, 0
        while looks < 2:
            looks = looks + 1 if not self.read(0.05) and self.waits() else 0
            if time.monotonic() > end:
                raise Lost("moves for ever\n" + self.text())

    def answers(self, keys):
        """Type, and wait until the program has said something to it and sleeps again; where it says nothing, until it rests."""
        while self.read(0):
            pass
        end = time.monotonic() + DEADLINE
        self.type(keys)
        if not self.read(0.5):
            self.rests()
        while not (self.waits() and not self.read(0) and self.waits()):
            self.read(0.01)
            if time.monotonic() > end:
                raise Lost("moves for ever\n" + self.text())

    def ends(self):
        end = time.monotonic() + DEADLINE
        while self.reap() is None:
            self.read(0.02)
            if time.monotonic() > end:
                raise Lost("does not end\n" + self.text())
        self.drain()
        return self.status

    def restored(self):
        """The modes are as before, the alternate screen is left, the mouse and
        pastes are the terminal's own, the cursor is seen."""
        now = termios.tcgetattr(self.slave)
        assert now == self.before, f"modes differ: {now} {self.before}"
        if b"\033[?1049h" in self.raw:
            assert self.raw.rfind(b"\033[?1049l") > \
                self.raw.rfind(b"\033[?1049h"), "alternate screen not left"
        for mode, what in ((b"2004", "bracketed paste"), (b"1002", "mouse"),
                           (b"1006", "mouse")):
            assert self.raw.rfind(b"\033[?" + mode + b"l") >= \
                self.raw.rfind(b"\033[?" + mode + b"h"), what + " left on"
        strange = re.search(rb"\033\[\d*b", self.raw)
        assert not strange, f"not every emulator knows {strange[0]}"
        assert self.raw.rfind(b"\033[?25l") <= max(
            self.raw.rfind(b"\033[?25h"), self.raw.rfind(b"\033[?1049h")), \
            "the cursor is left hidden"

    def close(self):
        if self.closed:
            return
        self.closed = True
        if self.reap() is None:
            self.signal(signal.SIGKILL)
            os.waitpid(self.leader, 0)
        os.close(self.master)
        os.close(self.slave)
        shutil.rmtree(self.home, ignore_errors=True)


def leave(t):
    t.type("\x15quit\rquit\r")
    status = t.ends()
    assert os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0, status
    t.restored()


def started(**options):
    t = Terminal(**options)
    t.sees("fpe> ")
    return t


# ------------------------------------------------------------------ tests

def what_is_missing_is_said_in_a_line():
    global PROGRAM
    t = Terminal(env={"HOME": "/nonexistent", "XDG_STATE_HOME": ""})
    t.sees("Nothing is kept from one run to the next: set XDG_STATE_HOME")
    leave(t)
    t.close()
    kept = PROGRAM
    with tempfile.TemporaryDirectory() as folder:
        PROGRAM = shutil.copy(kept, folder)
        t = started()
        t.sees("No lessons or scenarios are found: `doctor` says where")
        assert "Nothing is kept" not in t.text(), t.text()
        leave(t)
        t.close()
    PROGRAM = kept


def starts_at_common_sizes():
    for columns, rows in ((120, 34), (80, 24), (40, 10)):
        t = started(columns=columns, rows=rows)
        t.settle()
        leave(t)
        t.close()


def starts_at_one_cell_and_grows():
    t = Terminal(columns=1, rows=1)
    t.until(lambda: b"\033[?2004h" in t.raw, "start")
    t.size(120, 34)
    t.sees("fpe> ")
    t.settle()
    leave(t)
    t.close()


def runs_a_line_while_it_trains():
    t = started()
    t.type("train 1000000\r")
    t.sees("training")
    t.settle()
    t.sees("training")
    t.type("\x03")
    t.loses(r"training \d")
    t.settle()
    leave(t)
    t.close()


def keeps_a_half_typed_line_in_the_panels():
    t = started()
    t.type("print 33*11")
    t.sees(r"fpe> print 33\*11")
    t.type("\x1b[17~jjl")
    t.sees("Esc prompt")
    t.type("\x1b")
    t.loses("Esc prompt")
    t.sees(r"fpe> print 33\*11")
    t.type("11\r")
    t.sees(r"\b36663\b")
    leave(t)
    t.close()


def ctrl_c_empties_the_line():
    t = started()
    t.type("nonsense 12345")
    t.sees("nonsense 12345")
    t.type("\x03")
    t.loses("nonsense 12345")
    t.settle()
    leave(t)
    t.close()


def ctrl_c_leaves_a_search():
    t = started()
    t.settle()
    t.type("\x12prin")
    t.sees("reverse-i-search")
    t.type("\x03")
    t.loses("reverse-i-search")
    t.settle()
    leave(t)
    t.close()


def a_paste_of_three_lines_runs_in_order():
    t = started()
    t.type("\x1b[200~print 111*7\nprint 222*7\nprint 333*7\n\x1b[201~")
    t.sees(r"\b2331\b")
    t.type("\x1bOR")  # F3: all messages
    t.sees(r"777[^$]*1554[^$]*2331")
    t.type("\x15")
    t.settle()
    t.type("\x1b[200~print 444*7\nprint 555*\x1b[201~")
    t.sees(r"\b3108\b")
    t.sees(r"fpe> print 555\*")
    t.type("7\r")
    t.sees(r"\b3885\b")
    leave(t)
    t.close()


def a_paste_without_an_end_does_not_hang():
    t = started()
    t.type("\x1b[200~print 444*9\nprint 5")
    t.sees(r"\b3996\b")
    t.type("*1001\r")
    t.sees(r"\b5005\b")
    leave(t)
    t.close()


def completion_shows_what_each_means():
    t = started()
    t.type("p\t")
    t.sees(r"(?m)print +\w+")
    t.type("\x15")
    t.settle()
    leave(t)
    t.close()


def help_is_a_page_that_closes():
    t = started()
    t.type("\x1bOP")
    t.sees("Keys everywhere")
    t.type("\r")
    t.loses("Keys everywhere")
    t.settle()
    leave(t)
    t.close()


def nothing_is_left_over_when_panels_move():
    """An emulator without REP, SU and SD, as this one, shows the same after Ctrl-L."""
    t = started()
    for line in ("task xor", "net", "speed max", "train 5", "split by=clause",
                 'say "short"', 'say "' + "a long narration of many words " * 9
                 + '"', 'say "short again"'):
        t.type(line + "\r")
        t.settle()
    t.rests()
    before = t.text()
    t.type("\x0c")
    t.settle()
    t.rests()
    # the marker differs, and with it the line that shows it
    rows = [[r for r in text.split("\n") if not re.search(r"\d{7,}", r)]
            for text in (before, t.text())]
    assert rows[0] == rows[1], "\n".join(rows[0] + ["-" * 120] + rows[1])
    leave(t)
    t.close()


def a_storm_of_sizes_harms_nothing():
    t = started()
    t.type("train 1000000\r")
    for i in range(150):
        t.size(1 + i * 37 % 200, 1 + i * 23 % 60)
        t.read(0)
        if i % 10 == 0:
            t.type("\x1bOQ" if i % 20 else "\x1bOP")
    t.size(120, 34)
    t.type("\x03\x03")
    t.settle()
    leave(t)
    t.close()


def ctrl_z_stops_and_comes_back():
    t = started()
    t.settle()
    t.type("\x1a")
    t.until(lambda: t.state() == "T", "stop")
    t.drain()
    t.restored()
    t.screen.reset()
    t.signal(signal.SIGCONT)
    t.sees("fpe> ")
    t.settle()
    leave(t)
    t.close()


def killed(number, extra=None):
    t = started(env=extra)
    t.settle()
    t.signal(number)
    status = t.ends()
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == number, status
    t.restored()
    t.close()


def a_kill_restores_the_terminal():
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        killed(number)


def a_crash_restores_the_terminal():
    killed(signal.SIGSEGV, {"ASAN_OPTIONS": "handle_segv=0"})
    killed(signal.SIGABRT, {"ASAN_OPTIONS": "handle_abort=0"})


def quits_by_ctrl_d():
    t = started()
    t.type("\x04\x04")
    assert t.ends() == 0
    t.restored()
    t.close()


def leaving_is_asked_about_and_leaves_the_table():
    """By whatever way, with a training under way: once, and then what it came to is in the scrollback."""
    for ways in (("quit\r", "quit\r"), ("\x04", "\x04"), ("\033[21~", "\033[21~"), ("quit\r", "\x04")):
        t = started()
        t.type("task xor clauses=4\rtrain 100000\r")
        t.sees(r"training \w+ arm")
        t.type(ways[0])
        t.sees("a long command is under way.*again leaves")
        assert t.state(), "it left at once"
        t.type(ways[1])
        assert t.ends() == 0
        t.restored()
        after = t.raw[t.raw.rfind(b"\033[?1049l"):].decode()
        assert re.search(r"arm +nnz +accuracy.*\n.*dense +\d+", after), f"no table: {after}"
        t.close()


def a_terminal_that_goes_away_ends_it():
    t = started()
    os.close(t.slave)
    os.close(t.master)
    end = time.monotonic() + DEADLINE
    while t.state():
        if time.monotonic() > end:
            raise Lost("lives on without a terminal")
        select.select([], [], [], 0.02)
    t.master, t.slave = pty.openpty()
    t.close()


def dumb_terminals_get_lines():
    for term in ("dumb", "no-such-terminal", None):
        t = Terminal(term=term)
        t.until(lambda: b"no screen, only the prompt" in t.raw, "the reason")
        t.until(lambda: b"TERM=xterm-256color" in t.raw, "what to do")
        t.until(lambda: b"begins the lessons" in t.raw, "what to begin with")
        t.until(lambda: b"fpe> " in t.raw, "the prompt")
        assert b"\033[?1049h" not in t.raw
        t.type("print 321*9\r")
        t.until(lambda: b"2889" in t.raw, "an answer")
        t.type("quit\rquit\r")
        assert t.ends() == 0
        t.restored()
        t.close()


def begins_with_lessons_to_choose_from():
    t = started(columns=80, rows=24)
    t.sees("Type a number for a lesson")
    t.sees("1 +one neuron, one clause, 5 min")
    t.type("1\r")
    t.sees(r"Lesson 1\..*")
    t.sees("press Enter")
    leave(t)
    t.close()


def says_what_the_terminal_lacks():
    for options, said in (({"env": {"LC_ALL": "C"}}, "LC_ALL=C.UTF-8"), ({"term": "vt100"}, "TERM=xterm-256color"),
                          ({"columns": 19, "rows": 3}, r"enlarge")):
        t = Terminal(**{"columns": 80, "rows": 24, **options})
        t.sees(said)
        leave(t)
        t.close()


def coloured(t):
    return re.search(rb"\033\[(\d+;)*([34][0-8]|9[0-7])(;\d+)*m", t.raw)


def vt100_has_no_colour():
    t = started(term="vt100", columns=80, rows=24)
    t.settle()
    leave(t)
    assert not coloured(t), "a colour"
    t.close()


def no_color_is_obeyed():
    t = started(env={"NO_COLOR": "1"})
    t.settle()
    leave(t)
    assert not coloured(t), "a colour"
    t.close()


def exported_sizes_are_not_believed():
    t = started(env={"LINES": "10", "COLUMNS": "40"})
    assert t.screen.display[33].strip() or t.screen.display[32].strip(), t.text()
    t.settle()
    leave(t)
    t.close()


def a_plain_locale_gets_ascii():
    t = started(env={"LC_ALL": "C"})
    t.type("net\r")
    t.settle()
    for columns, rows in ((90, 30), (50, 12)):  # all is drawn again: leave() looks for repetitions
        t.size(columns, rows)
        t.settle()
    leave(t)
    assert all(byte < 128 for byte in t.raw), "not ASCII"
    t.close()


def history_is_kept_for_the_next_start():
    t = started()
    t.settle()
    state = t.home + "/state/fpe-tui"
    assert os.stat(state).st_mode & 0o777 == 0o700
    assert os.stat(state + "/history").st_mode & 0o777 == 0o600
    with open(state + "/history", encoding="utf-8") as f:
        assert f.read().startswith("print "), "no history"
    leave(t)
    t.close()


def other_terminals_work():
    for term in ("screen-256color", "tmux-256color", "linux", "xterm",
                 "rxvt-unicode-256color", "xterm-direct"):
        t = started(term=term)
        t.settle()
        leave(t)
        t.close()


def idles_without_the_processor():
    t = started()
    t.settle()
    t.rests()
    def ticks():
        with open(f"/proc/{t.pid}/stat", encoding="ascii") as f:
            field = f.read().rsplit(")", 1)[1].split()
        return int(field[11]) + int(field[12])
    before = ticks()
    quiet = not t.read(1.0)
    assert quiet, "draws while idle"
    assert ticks() - before <= 1, ticks() - before
    leave(t)
    t.close()


def main():
    global PROGRAM
    arguments = sys.argv[1:]
    if arguments and ("/" in arguments[0]):
        PROGRAM = arguments.pop(0)
    PROGRAM = os.path.abspath(PROGRAM)
    if not os.access(PROGRAM, os.X_OK):
        sys.exit(f"e2e.py: {PROGRAM} is not there")
    helpers = {"leave", "started", "killed", "main", "coloured"}
    tests = [f for name, f in list(globals().items())
             if callable(f) and getattr(f, "__module__", "") == "__main__"
             and name not in helpers and not isinstance(f, type)]
    passed = failed = 0
    for test in tests:
        if arguments and test.__name__ not in arguments:
            continue
        try:
            test()
            passed += 1
        except (AssertionError, OSError) as error:
            failed += 1
            print(f"not ok {test.__name__}: {error}", flush=True)
        while Terminal.opened:
            Terminal.opened.pop().close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
