# SPDX-License-Identifier: GPL-3.0-or-later
"""The program on a pty, and what can be measured there: CPU and bytes a frame, frames a second, key to echo, memory.

A frame is what arrives together: 4 ms of silence end it. CPU is that of the thread that draws, from /proc.
"""
import fcntl
import os
import pty
import resource
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
import tty

SILENCE = 0.004
THREE_ARMS = ["task xor", "data train=8000 test=2000", "net", "train 3", "split by=clause", "split by=random"]


class Screen:
    """The program on a pty of its own; nothing is emulated."""

    def __init__(self, program, *arguments, columns=120, rows=34):
        self.home = tempfile.TemporaryDirectory()
        self.began = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execve(program, [program, *arguments],
                      {"PATH": os.environ["PATH"], "HOME": self.home.name, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8",
                       "INPUTRC": "/dev/null", "XDG_STATE_HOME": self.home.name})

    def type(self, text):
        os.write(self.fd, text.encode())

    def read(self, seconds):
        """What has come, b"" if nothing did in time or it has ended."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self.fd, 1 << 16)
        except OSError:
            return b""

    def until(self, text, seconds=30):
        got, end = b"", time.perf_counter() + seconds
        while text not in got:
            got += self.read(0.05)
            if time.perf_counter() > end:
                sys.exit(f"screen: no {text!r} in {seconds} s")
        return time.perf_counter()

    def quiet(self, seconds=0.3):
        while self.read(seconds):
            pass

    def frames(self, seconds):
        """Sizes of the frames that come in so many seconds."""
        sizes, size, end = [], 0, time.perf_counter() + seconds
        while time.perf_counter() < end:
            data = self.read(SILENCE if size else 0.05)
            if data:
                size += len(data)
            elif size:
                sizes.append(size)
                size = 0
        return sizes

    def cpu(self):
        """Seconds of the thread that draws."""
        with open(f"/proc/{self.pid}/task/{self.pid}/schedstat", encoding="ascii") as f:
            return int(f.read().split()[0]) * 1e-9

    def memory(self):
        """MiB in use."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as f:
            return next(int(line.split()[1]) for line in f if line.startswith("VmRSS")) / 1024

    def close(self):
        self.type("\x03\x15quit\r")
        end = time.perf_counter() + 10
        while time.perf_counter() < end:
            self.read(0.05)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                break
        else:
            os.kill(self.pid, 9)
            os.waitpid(self.pid, 0)
        os.close(self.fd)


READY = "everything-stands"


def started(program, *lines, columns=120, rows=34, patience=120):
    """On the screen, all lines done, nothing moving."""
    lines += (f"say {READY}",) if lines else ()
    arguments = [x for line in lines for x in ("-c", line)]
    s = Screen(program, *arguments, *(["-i"] if lines else []), columns=columns, rows=rows)
    s.until(READY.encode() if lines else b"fpe>", patience)
    s.quiet(0.6 if lines else 0.3)
    return s


def start_to_first_frame(program, times):
    found = []
    for _ in range(times):
        s = Screen(program)
        found.append(s.until(b"fpe>") - s.began)
        s.close()
    return statistics.median(found)


def start_of_nothing(times):
    """What the machine takes for the shortest program on a pty."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        pid, fd = pty.fork()
        if pid == 0:
            os.execv("/bin/echo", ["/bin/echo", "x"])
        os.read(fd, 10)
        found.append(time.perf_counter() - began)
        os.waitpid(pid, 0)
        os.close(fd)
    return statistics.median(found)


def echo_of_cat(times):
    """What the machine takes for a key through a pty and the shortest program."""
    pid, fd = pty.fork()
    if pid == 0:
        tty.setraw(0)
        os.write(1, b"ready")
        os.execv("/bin/cat", ["/bin/cat"])
    os.read(fd, 10)
    time.sleep(0.3)
    found = []
    for i in range(times):
        time.sleep(0.011 + (i * 37 % 60) / 1000)
        began = time.perf_counter()
        os.write(fd, b"x")
        os.read(fd, 10)
        found.append(time.perf_counter() - began)
    os.close(fd)
    os.waitpid(pid, 0)
    return sorted(found)[int(0.99 * len(found))]


def training_frames(program, seconds, lines=THREE_ARMS, columns=120, rows=34):
    s = started(program, *lines, columns=columns, rows=rows)
    s.type("train 100000\r")
    s.frames(1.0)
    before, began = s.cpu(), time.perf_counter()
    sizes = s.frames(seconds)
    used, took = s.cpu() - before, time.perf_counter() - began
    s.close()
    return {"cpu_ms": 1e3 * used / max(len(sizes), 1), "a_second": len(sizes) / took, "bytes": statistics.median(sizes or [0]),
            "bytes_most": max(sizes, default=0)}


def key_to_echo(program, times, lines=THREE_ARMS):
    """Seconds from a key to its echo while arms train, median and 99th percentile; letters that no figure shows."""
    s = started(program, *lines)
    s.type("train 100000\r")
    s.frames(1.0)
    found = []
    for i in range(times):
        letter = "QJZ"[i % 3]
        s.frames(0.011 + (i * 37 % 60) / 1000)
        began = time.perf_counter()
        s.type(letter)
        found.append(s.until(letter.encode(), 5) - began)
        if i % 30 == 29:
            s.type("\x15")
            s.frames(0.05)
    s.close()
    found.sort()
    return found[len(found) // 2], found[int(0.99 * len(found))]


def idle(program, seconds):
    s = started(program, *THREE_ARMS)
    s.quiet(2.0)
    before = s.cpu()
    frames = len(s.frames(seconds))
    used = s.cpu() - before
    s.close()
    return frames, used


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def training_speed(program, epochs, times):
    """Time of the batch run over the time under the screen, best of several; the same of CPU, which other load disturbs
    less, with all that the screen itself takes."""
    lines = THREE_ARMS + ["speed max", f"train until={epochs}"]
    commands = [x for line in lines for x in ("-c", line)]
    batch, screen, cpu = [], [], []
    for _ in range(times):
        began, before = time.perf_counter(), cpu_of_children()
        subprocess.run([program, "--batch", "--quiet", *commands], check=True, stdin=subprocess.DEVNULL)
        batch.append(time.perf_counter() - began)
        middle = cpu_of_children()
        s = Screen(program, *commands, "-c", "quit", "-i")
        while s.read(5):
            pass
        screen.append(time.perf_counter() - s.began)
        os.waitpid(s.pid, 0)
        os.close(s.fd)
        cpu.append((middle - before) / (cpu_of_children() - middle))
    return min(batch) / min(screen), max(cpu), min(batch), min(screen)
