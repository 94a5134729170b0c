#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The screen while things happen: typing while nets train, the mouse, ends of every kind, tmux, presenter and line mode.

    tests/screen/live.py [PROGRAM] [NAME…]      (default ./fpe-tui, all tests)

Waits for what is on the emulated screen, as e2e.py does.
"""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import e2e
from e2e import Lost, Terminal, leave, started

TASK = ["task xor clauses=4", "data train=400 test=200", "net hidden=4"]


def prepared(*lines, **options):
    """At the prompt, after these lines. What was typed before their end would act between two of them, and what the next
    one says would cover its answer."""
    arguments = [x for line in [*TASK, *lines] for x in ("-c", line)]
    t = started(arguments=[*options.pop("arguments", []), *arguments, "-i"], **options)
    t.rests()
    t.settle()
    return t


def in_panels(t):
    t.type("\x1b[17~")
    t.until(lambda: t.screen.cursor.hidden, "the keyboard in the panels")


def typing_while_it_trains_at_every_size():
    for columns, rows in ((120, 34), (80, 24), (40, 10)):
        t = prepared("train 5", "split by=clause", "split by=random", columns=columns, rows=rows)
        t.type("train 100000\r")
        for _ in range(3):
            t.settle()
        t.type("print 12")
        t.sees(r"fpe> print 12")
        t.type("\x15\x03")
        t.settle()
        leave(t)
        t.close()


def a_sweep_fills_its_grid():
    for columns, rows in ((120, 34), (80, 24), (40, 10)):
        t = prepared(columns=columns, rows=rows)
        done = lambda: [int(n) for n in re.findall(r"(\d+) of 120 runs", t.text())] or [0]
        t.type(f"sweep clauses=2,3,4 hidden=2,4 epochs=2000 seeds=20 {t.home}/runs.db\r")
        t.type("show sweep\r")
        t.until(lambda: done()[-1] > 1 and (columns < 80 or "a second" in t.text()), "the first runs in the panel")
        before = done()[-1]
        t.until(lambda: done()[-1] > before + 1, "more of them")
        assert rows < 24 or re.search(r"hidden +2 +3 +4", t.text()), t.text()
        t.type("\x03")
        t.sees("of 120 runs; stopped")
        in_panels(t)
        t.type("vv\x1b[A")
        if columns > 80:
            t.sees("(seed|clauses=)")
        t.type("\x1b")
        t.until(lambda: not t.screen.cursor.hidden, "the prompt")
        leave(t)
        t.close()


def with_mouse_on():
    t = prepared("train 2")
    in_panels(t)
    assert b"\033[?1002h" not in t.raw, "the mouse is taken without being asked for"
    t.type("m")
    t.until(lambda: t.raw.rfind(b"\033[?1002h") > 0 and t.raw.rfind(b"\033[?1006h") > 0, "the mouse")
    return t


def the_mouse_is_given_back_by_m_and_by_quit():
    t = with_mouse_on()
    t.type("m")
    t.until(lambda: t.raw.rfind(b"\033[?1002l") > t.raw.rfind(b"\033[?1002h"), "the mouse given back")
    t.type("m")
    t.sees("mouse on")
    t.type("\x1b")
    t.until(lambda: not t.screen.cursor.hidden, "the prompt")
    leave(t)
    t.close()


def ended_by(number, training):
    t = with_mouse_on()
    if training:
        t.type("\x1b")
        t.until(lambda: not t.screen.cursor.hidden, "the prompt")
        t.type("train 100000\r")
        t.sees(r"training \w+ arm")
    t.signal(number)
    status = t.ends()
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == number, status
    t.restored()
    t.close()


def every_end_gives_the_terminal_back():
    os.environ.setdefault("ASAN_OPTIONS", "handle_segv=0:handle_abort=0")
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS):
        ended_by(number, training=number in (signal.SIGTERM, signal.SIGSEGV))


def a_kill_by_int_stops_the_training_only():
    t = prepared("train 2")
    t.type("train 100000\r")
    t.sees(r"training \w+ arm")
    t.signal(signal.SIGINT)
    t.loses(r"training \w+ arm")
    t.settle()
    leave(t)
    t.close()


def ctrl_z_gives_the_mouse_back_and_takes_it_again():
    t = with_mouse_on()
    t.type("\x1a")
    t.until(lambda: t.state() == "T", "stop")
    t.drain()
    t.restored()
    t.screen.reset()
    before = len(t.raw)
    t.signal(signal.SIGCONT)
    t.until(lambda: b"\033[?1002h" in t.raw[before:], "the mouse again")
    t.until(lambda: t.screen.cursor.hidden, "the panels again")
    t.type("\x1b")
    t.until(lambda: not t.screen.cursor.hidden, "the prompt")
    t.settle()
    leave(t)
    t.close()


def a_storm_of_sizes_in_the_panels():
    t = prepared("train 5", "split by=clause")
    t.type("train 100000\r")
    t.sees(r"training \w+ arm")
    in_panels(t)
    for i in range(120):
        t.size(1 + i * 37 % 200, 1 + i * 23 % 60)
        t.type("\x1b[B" if i % 3 else "\t")
        if i % 10 == 0:
            t.type("L" if i % 20 else "\r")
        t.read(0)
    t.size(120, 34)
    t.type("\x1b\x1b\x03\x03")
    t.settle()
    t.type("\x03")
    t.loses(r"training \w+ arm")
    leave(t)
    t.close()


def the_explanation_follows_the_cursor():
    t = prepared("train 2")
    in_panels(t)
    t.type("\x1b[C\r")
    t.sees("explained")
    t.rests()
    rows = t.text()
    explained = lambda: re.findall(r"explained.*", t.text(), re.S)
    first = explained()
    t.type("\x1b[A")
    t.until(lambda: explained() and explained() != first, "another explanation")
    assert rows != t.text()
    t.type("\r")
    t.loses("explained")
    t.type("\x1b")
    t.until(lambda: not t.screen.cursor.hidden, "the prompt")
    t.settle()
    leave(t)
    t.close()


def a_split_moves_and_comes_to_rest():
    t = prepared("train 5")
    t.rests()
    before, began = len(t.raw), time.monotonic()
    t.type("split by=clause\r")
    t.sees("arm clause")
    t.rests()
    took = time.monotonic() - began
    assert took > 1, f"nothing moved: {took:.2f} s"
    assert len(t.raw) - before > 2000, "hardly anything was drawn"
    assert not t.read(1.0), "draws while idle"
    t.type("speed max\rtrain 50\r")
    t.sees("epoch 55")
    t.rests()
    leave(t)
    t.close()


def a_split_typed_during_training_joins_and_rests():
    t = prepared("train 5", "speed 5")
    t.type("train 60\r")
    t.sees(r"training \w+ arm")
    t.type("split by=clause\r")
    t.sees(r"arm clause|training 2 arms")
    t.type("speed max\r")
    t.loses(r"training \w+ arm")
    t.rests()
    assert not t.read(1.0), "draws while idle"
    t.settle()
    leave(t)
    t.close()


def presenters_keys_change_nothing():
    t = prepared("train 2", arguments=["--safe"])
    in_panels(t)
    t.type("b")
    t.sees("safe mode")
    t.type("\x1b")
    t.until(lambda: not t.screen.cursor.hidden, "the prompt")
    path = t.home + "/session.fpe"
    t.type(f"history {path}\r")
    t.sees("--safe")
    assert not os.path.exists(path)
    t.type("\x15\x03")
    t.settle()
    leave(t)
    t.close()


def lines(t, pattern):
    t.until(lambda: re.search(pattern, t.raw.decode(errors="replace")), repr(pattern))


def without_a_screen_show_prints_the_figure():
    for options in ({"term": "dumb"}, {"arguments": ["--accessible"]}):
        t = Terminal(**options)
        lines(t, "fpe> ")
        for line in (*TASK, "train 1", "show theory"):
            t.type(line + "\r")
        lines(t, r"(?s)show theory.*collisions.*coverage")
        t.type("print 123*9\r")
        lines(t, "1107")
        t.type("quit\rquit\r")
        assert t.ends() == 0
        assert b"\033[?1049h" not in t.raw
        t.restored()
        t.close()


# -------------------------------------------------------------------- tmux

class Tmux:
    def __init__(self, columns, rows, command):
        self.folder = tempfile.mkdtemp()
        self.socket = self.folder + "/socket"
        self.run("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows),
                 f"env TERM=tmux-256color HOME={self.folder} XDG_STATE_HOME={self.folder} LC_ALL=C.UTF-8 INPUTRC=/dev/null"
                 f" PS1='shell-is-back ' sh -c '{command}; exec sh -i'")

    def run(self, *arguments):
        return subprocess.run(["tmux", "-u", "-S", self.socket, *arguments], capture_output=True, text=True,
                              env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": self.folder}, check=False)

    def keys(self, *names):
        self.run("send-keys", *names)

    def text(self):
        return self.run("capture-pane", "-p").stdout

    def sees(self, pattern):
        end = time.monotonic() + e2e.DEADLINE
        while not re.search(pattern, self.text()):
            if time.monotonic() > end:
                raise Lost(f"no {pattern!r} in\n" + self.text())
            time.sleep(0.03)

    def becomes(self, what, value):
        end = time.monotonic() + e2e.DEADLINE
        while self.mode(what) != value:
            if time.monotonic() > end:
                raise Lost(f"{what} is {self.mode(what)} in\n" + self.text())
            time.sleep(0.03)

    def child_of(self, pid):
        """The first of them, which may not be there yet."""
        end = time.monotonic() + e2e.DEADLINE
        while time.monotonic() < end:
            found = subprocess.run(["ps", "-o", "pid=", "--ppid", pid], capture_output=True, text=True, check=False).stdout.split()
            if found:
                return found[0]
        raise Lost(f"{pid} has no child")

    def mode(self, what):
        return self.run("display-message", "-p", "#{" + what + "}").stdout.strip()

    def close(self):
        self.run("kill-server")
        shutil.rmtree(self.folder, ignore_errors=True)


def in_tmux_it_draws_resizes_and_leaves():
    t = Tmux(100, 30, e2e.PROGRAM)
    try:
        t.sees("fpe>")
        t.keys("-l", "task xor")
        t.keys("Enter")
        t.keys("-l", "net")
        t.keys("Enter")
        t.sees("assignment")
        t.run("resize-window", "-x", "60", "-y", "16")
        t.keys("-l", "print 1234*9")
        t.keys("Enter")
        t.sees("11106")
        t.keys("F6")
        t.keys("m")
        t.sees("mouse on")
        assert t.mode("mouse_any_flag") == "1" and t.mode("alternate_on") == "1"
        t.keys("F6")  # not Esc: tmux holds that back for a moment
        t.becomes("cursor_flag", "1")
        t.keys("-l", "quit")
        t.keys("Enter")
        t.sees("again leaves")
        t.keys("F10")
        t.sees("shell-is-back")
        assert t.mode("mouse_any_flag") == "0", "the mouse is left on"
        assert t.mode("alternate_on") == "0", "the alternate screen is not left"
        assert t.mode("cursor_flag") == "1", "the cursor is hidden"
    finally:
        t.close()


def in_tmux_a_crash_leaves_a_usable_shell():
    t = Tmux(80, 24, e2e.PROGRAM)
    try:
        t.sees("fpe>")
        t.keys("F6")
        t.keys("m")
        t.becomes("mouse_any_flag", "1")  # all keys are read: the shell gets none of them
        pid = t.mode("pane_pid")
        os.kill(int(t.child_of(pid)), signal.SIGSEGV)
        t.sees("shell-is-back")
        assert t.mode("mouse_any_flag") == "0" and t.mode("alternate_on") == "0" and t.mode("cursor_flag") == "1"
        t.keys("-l", "echo $((1111*7))")
        t.keys("Enter")
        t.sees("7777")
    finally:
        t.close()


TESTS = [typing_while_it_trains_at_every_size, a_sweep_fills_its_grid, the_mouse_is_given_back_by_m_and_by_quit, every_end_gives_the_terminal_back,
         a_kill_by_int_stops_the_training_only, ctrl_z_gives_the_mouse_back_and_takes_it_again,
         a_storm_of_sizes_in_the_panels, the_explanation_follows_the_cursor, a_split_moves_and_comes_to_rest,
         a_split_typed_during_training_joins_and_rests, presenters_keys_change_nothing,
         without_a_screen_show_prints_the_figure, in_tmux_it_draws_resizes_and_leaves, in_tmux_a_crash_leaves_a_usable_shell]


def main():
    arguments = sys.argv[1:]
    if arguments and "/" in arguments[0]:
        e2e.PROGRAM = arguments.pop(0)
    e2e.PROGRAM = os.path.abspath(e2e.PROGRAM)
    tests = [test for test in TESTS if not arguments or test.__name__ in arguments]
    failed = 0
    for test in tests:
        try:
            test()
        except (AssertionError, OSError) as error:
            failed += 1
            print(f"not ok - {test.__name__}: {error}", flush=True)
        while Terminal.opened:
            Terminal.opened.pop().close()
    print(f"live: {len(tests) - failed} passed, {failed} failed")
    return failed > 0 or not tests


if __name__ == "__main__":
    sys.exit(main())
