# SPDX-License-Identifier: GPL-3.0-or-later
"""What nohup, a shell's & or a job without a terminal hand down is not handed on to the program under test.

Importing this does it: descriptors 0 to 2 are open, no signal is blocked, and one that was ignored acts on what is started
from here, while it still leaves the test itself alone.
"""
import os
import signal


def open_descriptors():
    for fd in range(3):
        try:
            os.fstat(fd)
        except OSError:
            assert os.open(os.devnull, os.O_RDWR) == fd
            os.set_inheritable(fd, True)


def hear_signals():
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # Python ignores these two by itself, and not for what it starts
    for number in signal.valid_signals() - {signal.SIGPIPE, signal.SIGXFSZ}:
        if signal.getsignal(number) == signal.SIG_IGN:
            # one that is caught is at its default again in a program that is started
            signal.signal(number, lambda *_: None)


def have_no_habits():
    """Nor what a user has set up for himself."""
    os.environ.pop("PAGER", None)
    os.environ["XDG_CONFIG_HOME"] = "/nonexistent"


def leave_leaks_of_libraries_out():
    """As make does: a suite that is run by itself with a program under sanitizers finds what is ours."""
    leaks = os.path.join(os.path.dirname(os.path.realpath(__file__)), "leaks")
    os.environ.setdefault("LSAN_OPTIONS", f"suppressions={leaks}:print_suppressions=0")


open_descriptors()
leave_leaks_of_libraries_out()
hear_signals()
have_no_habits()
