#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hours alone at full speed: does memory stay, and do frames cost what they did at first?

    tests/screen/unattended.py [PROGRAM] [MINUTES] [HISTORY_MIB]      (default ./fpe-tui 3 32)

Three arms train as fast as they can on a terminal that takes every frame. The first fifth of the time fills what is
kept of past epochs; then memory (VmRSS) and the processor time that the screen's thread takes for what it draws are measured
over a minute, or a fifth, and again at the end: for a KiB, as frames run together for who reads them late. Fails where memory
has grown by more than 5 % and 4 MiB, or a KiB costs more than 1.3 times what it did. Prints a line a minute.
"""
import os
import re
import select
import sys
import time

import e2e
from e2e import Terminal

PAUSE = 0.008  # seconds: what comes later is another frame; there are at most 30 a second
# So many samples that the last epoch there may be is not reached: beyond it undo keeps what was.
LINES = ["seed 3", "data train=60000", "net hidden=8", "train 5", "split by=clause", "split by=random from=dense@5"]
ENDLESS = 1000000  # the last epoch there may be; when it is reached all are done again


class Watch:
    """What a program that runs does and takes."""

    def __init__(self, terminal):
        self.t = terminal
        self.frames, self.last, self.bytes = 0, 0.0, 0

    def resident(self):
        with open(f"/proc/{self.t.pid}/status", encoding="ascii") as f:
            return int(re.search(r"VmRSS:\s+(\d+)", f.read())[1]) / 1024

    def spent(self):
        """Seconds of the thread that draws."""
        with open(f"/proc/{self.t.pid}/task/{self.t.pid}/schedstat", encoding="ascii") as f:
            return int(f.read().split()[0]) / 1e9

    def look(self, seconds):
        """Take frames for so long; frames, seconds of processor a KiB, MiB."""
        frames, size, spent, end = self.frames, self.bytes, self.spent(), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not select.select([self.t.master], [], [], left)[0]:
                break
            piece = os.read(self.t.master, 65536)
            now = time.monotonic()
            self.frames += now - self.last > PAUSE
            self.last, self.bytes = now, self.bytes + len(piece)
        return self.frames - frames, (self.spent() - spent) / max((self.bytes - size) / 1024, 1), self.resident()


def is_over(terminal):
    """The line is done when the training's threads sleep and nothing is drawn."""
    return not select.select([terminal.master], [], [], 2)[0]


def main():
    arguments = sys.argv[1:]
    if arguments and "/" in arguments[0]:
        e2e.PROGRAM = os.path.abspath(arguments.pop(0))
    minutes = float(arguments[0]) if arguments else 3
    history = int(arguments[1]) if len(arguments) > 1 else 32
    options = [x for line in [*LINES, f"set history={history}", "speed max"] for x in ("-c", line)]
    t = Terminal(arguments=[*options, "-i"])
    t.sees("fpe> ")
    t.rests()
    t.settle()
    t.type(f"train until={ENDLESS}\r")
    t.sees("training")
    watch, total = Watch(t), minutes * 60
    part = min(60.0, total / 5)
    began, looks = time.monotonic(), []
    while time.monotonic() - began < total:
        if is_over(t):
            t.type(f"undo\rtrain until={ENDLESS}\r")
        at = time.monotonic() - began
        looks.append((at, *watch.look(part)))
        print("%5.1f min: %5d frames, %.3f ms of processor a KiB, %.1f MiB" % (
            at / 60, looks[-1][1], looks[-1][2] * 1000, looks[-1][3]), flush=True)
    first, last = next(x for x in looks if x[0] >= total / 5 - 1), looks[-1]
    grown, dearer = last[3] - first[3], last[2] / first[2]
    fine = (grown < 4 or grown < 0.05 * first[3]) and dearer < 1.3 and last[1] > 0
    print("%s: memory %+.1f MiB of %.1f, a KiB %.2f times as dear" % ("fine" if fine else "not ok", grown, first[3], dearer))
    t.close()
    return not fine


sys.exit(main())
