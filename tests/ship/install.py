#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `make install` puts below a folder works there and goes again: the program finds its scenarios wherever the tree is, programs of
others link libfpe, `make uninstall` leaves the folder as it was.

  install.py
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

ROOT = os.path.abspath(os.path.join(sys.path[0], "../.."))
check = Checks()


def run(*command, **more):
    more = {"capture_output": True, "text": True, "check": False, "stdin": subprocess.DEVNULL, **more}
    return subprocess.run([str(word) for word in command], **more)


def make(*words):
    got = run("make", "-s", *words, cwd=ROOT, env={**os.environ, "MAKEFLAGS": ""})
    check(got.returncode == 0, f"make {words}: {got.stdout}{got.stderr}")


def tree(root):
    """Every file, link and folder below root, with what a file holds."""
    out = {}
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = os.path.join(folder, name)
            out[os.path.relpath(path, root)] = os.readlink(path) if os.path.islink(path) else open(path, "rb").read() if os.path.isfile(path) else None
    return out


def program_works_anywhere(stage, scratch):
    moved = os.path.join(scratch, "moved tree")
    shutil.copytree(stage + "/opt/fpe", moved, symlinks=True)
    empty = os.path.join(scratch, "empty")
    os.mkdir(empty)
    env = {"PATH": os.environ["PATH"], "HOME": empty}
    for home in (stage + "/opt/fpe", moved):
        got = run(home + "/bin/fpe-tui", "-b", "--quiet", "-c", "play quickstart", cwd=empty, env=env)
        check(got.returncode == 0 and "test" in got.stdout, f"{home}: play quickstart: {got.stdout}{got.stderr}")
        got = run(home + "/bin/fpe-tui", "-b", "--quiet", "-c", "play", cwd=empty, env=env)
        for path in glob.glob(ROOT + "/scenarios/**/*.fpe", recursive=True):
            name = os.path.relpath(path, ROOT + "/scenarios")[:-len(".fpe")]
            check(name.count("/") > 1 or re.search(rf"^ +{re.escape(name)}\b", got.stdout, re.M), f"{home}: play does not list {name}")
            check(os.path.exists(f"{home}/share/fpe-tui/scenarios/{name}.fpe"), f"{name} is not installed")
    for page in glob.glob(ROOT + "/man/*.[135]"):
        check(os.path.exists(f"{moved}/share/man/man{page[-1]}/{os.path.basename(page)}"), f"{page} is not installed")


def names(*command):
    return {line.split()[-1].split("@")[0] for line in run(*command).stdout.splitlines() if len(line.split()) == 3}


def library_has_names_of_its_own(lib):
    for command in (["nm", "-D", "--defined-only", lib + "/libfpe.so.0"], ["nm", "-g", "--defined-only", lib + "/libfpe.a"]):
        found = names(*command) - {"LIBFPE_0"}
        check(len(found) > 100 and all(name.startswith("fpe_") for name in found), f"{command[-1]} has other names: {sorted(found)[:5]}")
    both = [names(*command) - {"LIBFPE_0"} for command in (["nm", "-D", "--defined-only", lib + "/libfpe.so.0"], ["nm", "-g", "--defined-only", lib + "/libfpe.a"])]
    check(both[0] == both[1], f"shared and static differ: {sorted(both[0] ^ both[1])[:5]}")
    needed = re.findall(r"NEEDED\s+(\S+)", run("objdump", "-p", lib + "/libfpe.so.0").stdout)
    check(set(needed) <= {"libm.so.6", "libc.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}, f"libfpe needs {needed}")
    check("libfpe.so.0" in re.findall(r"SONAME\s+(\S+)", run("objdump", "-p", lib + "/libfpe.so").stdout), "no soname")


def declared_is_there(home):
    """Every function that a header declares is in the library."""
    text = "".join(open(path, encoding="utf-8").read() for path in glob.glob(home + "/include/fpe/*.h"))
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"static inline.*?\n}", "", text, flags=re.S)
    declared = set(re.findall(r"^(?!typedef)[a-z][^;{}#]*?\b\*?(fpe_\w+)\(", text, re.M))
    missing = declared - names("nm", "-D", "--defined-only", home + "/lib/libfpe.so.0")
    check(len(declared) > 100 and not missing, f"declared, but not in the library: {sorted(missing)}")


def headers_stand_alone(home):
    for path in sorted(glob.glob(home + "/include/fpe/*.h")):
        text = f"#include <fpe/{os.path.basename(path)}>\nint nothing(void);\n"
        whole = open(path, encoding="utf-8").read()
        check('extern "C" {' in whole or path.endswith("/fpe.h"), f"{os.path.basename(path)} is not for C++")
        check(path.endswith("/fpe.h") or f'"fpe/{os.path.basename(path)}"' in open(home + "/include/fpe/fpe.h", encoding="utf-8").read(),
              f"fpe.h lacks {os.path.basename(path)}")
        for compiler, language in (("gcc", "c"), ("clang", "c"), ("g++", "c++"), ("clang++", "c++")):
            if compiler.startswith("clang") and not shutil.which(compiler):
                continue
            got = run(compiler, "-x", language, f"-std={language}17", "-Wall", "-Wextra", "-Werror", "-I", home + "/include", "-fsyntax-only", "-",
                      input=text, stdin=None)
            check(got.returncode == 0, f"{compiler} {os.path.basename(path)}: {got.stderr}")


def example_of_the_manual(home, scratch):
    page = open(ROOT + "/man/libfpe.3", encoding="utf-8").read()
    for path in glob.glob(home + "/include/fpe/*.h"):
        check(f"fpe/{os.path.basename(path)}" in page, f"libfpe(3) does not name {os.path.basename(path)}")
    source = re.search(r"^\.Bd -literal\n(.*?)^\.Ed", page, re.M | re.S)[1].replace("\\e", "\\")
    with open(scratch + "/example.c", "w", encoding="utf-8") as file:
        file.write(source)
    env = {**os.environ, "PKG_CONFIG_PATH": home + "/lib/pkgconfig", "LD_LIBRARY_PATH": home + "/lib"}
    places = [f"--define-variable=prefix={home}", f"--define-variable=libdir={home}/lib"]
    said = []
    for way, flags in (("shared", ["--libs"]), ("static", ["--libs", "--static"])):
        words = run("pkg-config", *places, "--cflags", *flags, "fpe", env=env)
        check(words.returncode == 0, f"pkg-config: {words.stderr}")
        line = words.stdout.split()
        if way == "static":
            line = [home + "/lib/libfpe.a" if word == "-lfpe" else word for word in line]
        got = run("cc", "-std=c17", "-Wall", "-Wextra", "-Werror", "-o", f"{scratch}/{way}", scratch + "/example.c", *line, env=env)
        check(got.returncode == 0, f"{way} example: {got.stderr}")
        said.append(run(f"{scratch}/{way}", env=env).stdout)
    check(said[0] == said[1] == "200 of 200 weights, accuracy 0.946\n", f"the example says {said}")


def main():
    with tempfile.TemporaryDirectory() as scratch:
        stage = scratch + "/stage"
        for folder in ("/opt/fpe/bin", "/opt/fpe/share/man/man1", "/var/empty"):  # empty ones that are not ours
            os.makedirs(stage + folder)
        with open(stage + "/opt/fpe/share/man/man1/other.1", "w", encoding="utf-8") as file:
            file.write("of somebody else\n")
        before = tree(stage)
        words = ["PREFIX=/opt/fpe", "DESTDIR=" + stage]
        make("install", *words)
        home = stage + "/opt/fpe"
        program_works_anywhere(stage, scratch)
        library_has_names_of_its_own(home + "/lib")
        declared_is_there(home)
        headers_stand_alone(home)
        example_of_the_manual(home, scratch)
        make("uninstall", *words)
        after = tree(stage)
        check(before == after, f"uninstall leaves {sorted(set(after) - set(before))}, takes {sorted(set(before) - set(after))}")
        got = run(ROOT + "/packaging/uninstall", "/opt/fpe/share/fpe-tui/installed", env={**os.environ, "DESTDIR": stage})
        check(got.returncode != 0 and "nothing is installed" in got.stderr, f"uninstall of nothing: {got.stderr}")
    return check.verdict("install")


sys.exit(main())
