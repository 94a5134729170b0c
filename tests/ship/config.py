#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's own first lines run at a prompt alone, what is wrong with them is told with its place, and `doctor` answers everywhere.

  config.py PROGRAM
"""
import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
DEADLINE = float(os.environ.get("FPE_E2E_DEADLINE", 60))
check = Checks()


def prompt(env, lines, *options):
    """What is said after each line, typed once the one before was answered with its mark."""
    pid, fd = pty.fork()
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0)) if pid else None
    if pid == 0:
        try:
            os.execve(PROGRAM, [PROGRAM, "--accessible", *options], env)
        finally:
            os._exit(127)
    said, end = "", time.monotonic() + DEADLINE

    def until(pattern):
        nonlocal said
        while not re.search(pattern, said, re.S) and time.monotonic() < end:
            try:
                said += os.read(fd, 65536).decode(errors="replace") if select.select([fd], [], [], 1)[0] else ""
            except OSError:
                break
    for i, line in enumerate(lines):
        os.write(fd, f"{line}\rsay mark{i}\r".encode())
        until(rf"\nmark{i}\b|\rmark{i}\b")
    os.write(fd, b"quit\rquit\r")
    while time.monotonic() < end:
        try:
            said += os.read(fd, 65536).decode(errors="replace")
        except OSError:
            break
    _, status = os.waitpid(pid, 0)
    return said, os.waitstatus_to_exitcode(status)


def doctor(env, *options):
    got = subprocess.run([PROGRAM, "--json", *options, "-c", "doctor"], capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL, check=False)
    check(got.returncode == 0 and not got.stderr, f"doctor {options}: {got.returncode} {got.stderr}")
    out = json.loads(got.stdout)
    check(out["fine"] == all(row["state"] != "wrong" for row in out["checks"]), "fine is not what the rows say")
    for row in out["checks"]:
        check(row["found"] and (row["mend"] is None) == (row["state"] == "fine"), f"doctor: {row}")
    return {row["check"]: row for row in out["checks"]}


def main():
    with tempfile.TemporaryDirectory() as home:
        path = home + "/config/fpe-tui/config.fpe"
        os.makedirs(os.path.dirname(path))
        env = {"PATH": os.environ["PATH"], "HOME": home, "XDG_CONFIG_HOME": home + "/config", "TERM": "xterm", "LC_ALL": "C.UTF-8", "INPUTRC": "/dev/null"}

        def config(text):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)

        config("set lr=0.0625\npalette light\n")
        said, code = prompt(env, ["set"])
        check("lr=0.0625" in said and code == 0, f"its lines did not run: {said!r}")
        said, _ = prompt(env, ["set"], "--safe")
        check("lr=0.0625" not in said and "lr=" in said, f"its lines ran with --safe: {said!r}")
        batch = subprocess.run([PROGRAM, "-b", "-c", "set"], capture_output=True, text=True, env=env, check=False).stdout
        check("lr=0.0625" not in batch and "lr=" in batch, f"its lines ran in batch: {batch}")

        config("set lr=0.0625\nset lr=often\n")
        said, code = prompt(env, ["set"])
        check(f"{path}:2:8: error: " in said and "lr=0.0625" not in said and code == 0, f"a line that does not parse: {code} {said!r}")
        with open(home + "/own.fpe", "w", encoding="utf-8") as file:
            file.write("say 'still played'\n")
        config("set lr=0.0625\nuse nobody\nset lr=0.5\n")
        said, code = prompt(env, ["set"], home + "/own.fpe")
        check(f"{path}:2:" in said and "lr=0.0625" in said and "still played" in said and code == 0, f"a line that fails: {code} {said!r}")

        os.remove(path)
        os.mkfifo(path)
        said, code = prompt(env, ["print 6*7"])
        check("not a regular file" in said and "42" in said and code == 0, f"a pipe nobody writes to: {code} {said!r}")
        os.remove(path)

        config("")
        for pager, options, paged in (("sed s/^/paged:/", [], True), ("sed s/^/paged:/", ["--safe"], False), ("no-such-pager", [], False), ("", [], False)):
            said, code = prompt({**env, "PAGER": pager}, ["help json", "help seed"], *options)
            check(("paged:" in said) == paged and "report" in said and code == 0, f"PAGER={pager} {options}: {code} {said[-300:]!r}")
            check(not re.search("paged:seed", said), "a short answer was paged")

        rows = doctor(env)
        check(path in rows["config"]["found"] and "not there" not in rows["config"]["found"], f"config: {rows['config']}")
        os.remove(path)
        check("not there" in doctor(env, "--safe")["config"]["found"], "a config that is gone")
        rows = doctor({"PATH": env["PATH"], "LANG": "tlh_XX.UTF-8", "FPE_ISA": "generic"})
        for name in ("terminal", "glyphs", "libraries", "scenarios"):
            check(rows[name]["state"] == "fine", f"{rows[name]}")
        for name in ("locale", "processor", "state", "colours"):
            check(rows[name]["state"] == "note", f"{rows[name]}")
        check("tlh_XX" in rows["locale"]["mend"], f"{rows['locale']}")
        check(doctor({**env, "XDG_STATE_HOME": "/dev/null/nowhere"})["state"]["state"] == "note", "a state folder that cannot be made")
    return check.verdict("config")


sys.exit(main())
