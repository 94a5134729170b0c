#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words and small files for the fuzz targets, from the program's tables.

  words.py PROGRAM FOLDER

For each target NAME: FOLDER/NAME.dict, the words of tests/fuzz/corpus/NAME.dict and those that rows of the tables
bring, and FOLDER/NAME, the files of tests/fuzz/corpus/NAME and those that the program makes by its tables.
"""
import os
import re
import shutil
import subprocess
import sys

sys.path.append(os.path.join(sys.path[0], "../support"))
from tables import tables  # noqa: E402

HERE = sys.path[0]
ROOT = os.path.realpath(os.path.join(HERE, "../.."))
FUNCTION_KEYS = ["OP", "OQ", "OR", "OS", "[15~", "[17~", "[18~", "[19~", "[20~", "[21~", "[23~", "[24~"]
# A key of more than one byte: what a terminal sends. A row of another name is one more line here.
KEYS = {"Tab": "\t", "Enter": "\r", "Esc": "\033", "Space": " ", "Up": "\033[A", "Down": "\033[B", "Right": "\033[C",
        "Left": "\033[D", "PgUp": "\033[5~", "PgDn": "\033[6~", "Home": "\033[H", "End": "\033[F", "Shift-Tab": "\033[Z",
        "wheel up": "\033[<64;10;10M", "wheel down": "\033[<65;10;10M"}
KEYS.update({f"F{i + 1}": "\033" + keys for i, keys in enumerate(FUNCTION_KEYS)})
# Bytes of a terminal that are no row: mouse, paste, and what readline has.
TERMINAL = ["\033[<0;10;5M", "\033[<32;12;6M", "\033[<0;12;6m", "\033[200~", "\033[201~", "\033b", "\033f", "\033<",
            "\x12", "\x01", "\x05", "\x0b", "\x15", "\x17", "\x19", "\x1f", "\x16", "\x18(", "\x18)", "\x18e", "\x07",
            "\033.", "\0333", "\x18\x15", "\x14"]


def key_bytes(name):
    if name.startswith("Ctrl-"):
        return chr(ord(name[5]) & 31)
    return name if len(name) == 1 else KEYS[name]


def words_of(rows):
    return [row["name"] for row in rows]


def language(t):
    """Commands, keys of arguments, their choices, and what stands for names."""
    words = {" ".join(filter(None, (row["verb"], row["word"]))) + " " for row in t["commands"]}
    for row in t["commands"]:
        for argument in row["arguments"]:
            if not argument["positional"]:
                words.add(argument["name"] + "=")
            words.update(argument["choices"])
    for table in ("metrics", "splits", "panels", "activations", "tasks"):
        words.update(words_of(t[table]))
    words.update(w + "(" for w in words_of(t["functions"]) + words_of(t["arithmetic"]))
    return sorted(words)


def expressions(t):
    return [w + "(" for w in words_of(t["metrics"]) + words_of(t["functions"]) + words_of(t["arithmetic"])] + \
        [" and ", " or ", "not ", "==", "!=", "<=", ">=", "(dense)", "null", "nan(", "t()", "f()", "1e308", "'x'"]


def keys(t):
    names = words_of(t["keys"]) + [key["name"] for panel in t["panels"] for key in panel["keys"]]
    return sorted({key_bytes(name) for name in names} | set(TERMINAL))


def at_the_prompt(t):
    lines = [row["example"] for row in t["commands"] if row["verb"] != "quit"]
    return keys(t) + language(t) + [line + "\r" for line in lines]


WORDS = {"parse": language, "expression": expressions, "input": keys, "prompt": at_the_prompt, "screen": at_the_prompt}


def quoted(word):
    """As libFuzzer and AFL++ read it."""
    return '"%s"' % "".join(chr(b) if 32 <= b < 127 and chr(b) not in '"\\' else f"\\x{b:02x}" for b in word.encode())


# ------------------------------------------------------------------- small files

def examples(t):
    """Each row's example after what sets it up; no file but those of the tree."""
    for row in t["commands"]:
        yield row["name"], "\n".join(filter(None, (row["example_setup"], row["example"], row["more_examples"])))


def scripts(t, program, folder):
    for name, text in examples(t):
        write(folder, "row_" + name, (text + "\n").encode())


def typed(t, program, folder):
    for name, text in examples(t):
        if not name.startswith(("quit", "tour", "lesson", "bench")):
            write(folder, "row_" + name, b"\x22\x78" + text.replace("\n", "\r").encode() + b"\r\xff\xc8\033[A\xff\x80")


def expression_rows(t, program, folder):
    for row in t["commands"]:
        for argument in row["arguments"]:
            if argument["type"] == "expression":
                text = row["example"].split(" ", 1)[1]
                write(folder, "row_" + row["name"], re.sub(' ".*', "", text).encode())
    for table in ("metrics", "functions"):
        for row in t[table]:
            write(folder, row["name"], f"{row['name']}(dense) - mean({row['name']}(dense)) > 0.5".encode())


def figures(t, program, folder):
    for i in range(len(t["panels"]) + 2):
        write(folder, f"panel_{i:02}", bytes([1 + i % 3, 1 + i % 3, 255, 0, i] + [(37 * k + i) % 251 for k in range(120)]))


def run(program, *lines):
    commands = [x for line in lines for x in ("-c", line)]
    subprocess.run([program, "--batch", "--quiet", *commands], cwd=ROOT, check=True, capture_output=True,
                   stdin=subprocess.DEVNULL)


def net_files(t, program, folder):
    """A file of each row of formats that is written, and the corpora of each."""
    for row in t["formats"]:
        suffix = row["name"]
        copy(os.path.join(HERE, "corpus", suffix[1:]), folder)
        written = [c for command in t["commands"] if command["name"] == "export" for a in command["arguments"]
                   for c in a["choices"]]
        if suffix in written:
            out = os.path.join(folder, "row_export" + suffix)
            run(program, "task dnf clauses=2 literals=2", "data train=20 test=10", "net hidden=4", "train 1",
                "split by=random alpha=2", f"export {out}")
            run(program, "task dnf clauses=2 literals=2", "data train=20 test=10", f"export data {folder}/row_data{suffix}")


def stores(t, program, folder):
    run(program, f"sweep clauses=2 train=20 hidden=2 by=random epochs=2 warmup=1 seeds=1 {folder}/one.db")
    run(program, f"sweep clauses=2,3 train=20 hidden=2 by=random,gram controls=wide epochs=2 warmup=1 seeds=2 {folder}/more.db")


def sessions(t, program, folder):
    run(program, "task xor clauses=2 literals=2", "data train=20 test=10", "net hidden=2", "train 2",
        "split by=random alpha=2", "train 1", f"save {folder}/row_save")


FILES = {"parse": scripts, "prompt": typed, "screen": typed, "expression": expression_rows, "figure": figures,
         "format": net_files, "store": stores, "session": sessions, "input": typed}


def write(folder, name, content):
    with open(os.path.join(folder, re.sub(r"[^\w.-]", "_", name)), "wb") as file:
        file.write(content)


def copy(source, folder):
    for name in os.listdir(source) if os.path.isdir(source) else ():
        if not name.startswith("."):
            shutil.copy(os.path.join(source, name), folder)


def make(target, t, program, folder):
    corpus = os.path.join(HERE, "corpus", target)
    out = os.path.join(folder, target)
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    copy(corpus, out)
    if target in FILES:
        FILES[target](t, program, out)
    if not os.listdir(out):
        raise SystemExit(f"words.py: {target} has no file to begin with: tests/fuzz/corpus/{target}")
    words = [corpus] + [os.path.join(HERE, "corpus", row["name"][1:]) for row in t["formats"] if target == "format"]
    with open(out + ".dict", "w") as file:
        for name in words:
            if os.path.exists(name + ".dict"):
                file.write(open(name + ".dict").read())
        file.writelines(quoted(word) + "\n" for word in (WORDS[target](t) if target in WORDS else ()))


def main():
    program, folder = os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2])
    t = tables(program)
    targets = sorted(name[5:-2] for name in os.listdir(HERE) if name.startswith("fuzz_") and name.endswith(".c"))
    for target in targets:
        make(target, t, program, folder)


main()
