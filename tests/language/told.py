#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who writes a file says so with its size, and takes nobody's place: made from the rows of `help tables`.

  told.py PROGRAM

Every argument that names a file to write is tried in the example of its row: what was written is named with its size;
a file that the session has read stays as it is, even with force=yes; one of another kind stays without that.
"""
import os
import re
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402
from tables import tables  # noqa: E402

ROOT = os.path.abspath(os.path.join(sys.path[0], "../.."))
PNG = b"\x89PNG\r\n\x1a\n and more"
check = Checks()


class Place:
    def __init__(self, program):
        self.program, self.folder = os.path.abspath(program), tempfile.mkdtemp()
        os.symlink(os.path.join(ROOT, "tests"), os.path.join(self.folder, "tests"))

    def run(self, lines):
        commands = [x for line in lines for x in ("-c", line.replace("/tmp/", ""))]
        return subprocess.run([self.program, "--batch", *commands], capture_output=True, text=True, cwd=self.folder,
                              stdin=subprocess.DEVNULL, check=False)

    def clean(self):
        for name in os.listdir(self.folder):
            if name != "tests":
                os.unlink(os.path.join(self.folder, name))

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()


def names_a_file(row, argument):
    """The lines before, the line that writes, and what it writes."""
    setup = row["example_setup"].split("\n") if row["example_setup"] else []
    written = re.findall(r"/tmp/(\S+)", row["example"])
    if argument["required"]:
        # a store that is merged into comes first, what `expand` reads does not stand in /tmp
        return setup, row["example"], written[0]
    name = "written" + (argument["choices"] or [".out"])[0]
    return setup, row["example"] + " " + name, name


def is_told(place, row, argument):
    setup, line, name = names_a_file(row, argument)
    place.clean()
    got = place.run(setup + [line])
    check(got.returncode == 0, f"{line}: {got.stderr}")
    check(os.path.exists(place.path(name)), f"{line}: {name} is not there")
    if not os.path.exists(place.path(name)):
        return
    size = len(place.read(name))
    check(f"wrote {name}, {size} bytes\n" in got.stderr, f"{line}: {name}, {size} bytes is not told:\n{got.stderr}")
    check(f"wrote {name}" not in got.stdout, f"{line}: it is told on standard output")


def takes_no_place(place, row, argument):
    setup, line, name = names_a_file(row, argument)
    force = [a for a in row["arguments"] if a["name"] == "force"]
    check(force, f"{row['name']}: it has no force=")
    # another kind
    place.clean()
    place.run(setup)
    with open(place.path(name), "wb") as file:
        file.write(PNG)
    got = place.run(setup + [line])
    other = not name.endswith(".png")
    check(not other or (got.returncode == 1 and "only force=yes" in got.stderr and place.read(name) == PNG),
          f"{line}: it took the place of a picture: {got.stderr}")
    got = place.run(setup + [line + " force=yes"])
    check(got.returncode == 0 and place.read(name) != PNG, f"{line} force=yes: {got.stderr}")
    # one that is read
    place.clean()
    place.run(setup)
    own = b"a,b,c\n" + b"0,1,1\n1,0,0\n1,1,1\n" * 9
    with open(place.path(name), "wb") as file:
        file.write(own)
    got = place.run([f"task csv {name}", line + " force=yes"])
    refused = "this session reads from it" in got.stderr or place.read(name) == own
    check(got.returncode == 1 and refused and place.read(name) == own, f"{line}: it wrote what the session reads: {got.stderr}")


def main():
    place = Place(sys.argv[1])
    tried = 0
    for row in tables(sys.argv[1])["commands"]:
        for argument in row["arguments"]:
            if argument["type"] != "file" or not argument["writes"]:
                continue
            tried += 1
            is_told(place, row, argument)
            if not argument["grows"]:
                takes_no_place(place, row, argument)
    check(tried > 7, f"only {tried} arguments write files")
    place.clean()
    return check.verdict("told")


sys.exit(main())
