#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures in files: every panel in every form, read back by other programs; and what goes wrong.

  plots.py PROGRAM
"""
import csv
import io
import os
import re
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
import zlib

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402
from tables import tables  # noqa: E402

SETUP = ["task xor clauses=4", "data train=300 test=300", "net hidden=4", "train 3", "split by=clause", "train until=6"]
# what ran before is part of them
VOLATILE = {"screen", "log"}
# no script is played in that session, and its task is no text
UNPLAYED = {"source", "text"}
SVG = "{http://www.w3.org/2000/svg}"
check = Checks()


def run(program, *lines, options=(), **more):
    commands = [x for line in SETUP + list(lines) for x in ("-c", line)]
    env = dict(os.environ, HOME="/nonexistent", ACCESSIBLE="", NO_COLOR="", COLORFGBG="")
    return subprocess.run([program, "--batch", "--quiet", *options, *commands], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, env=env, **more)


def png_size(data):
    """Width and height; checks every chunk and that the pixels can be unpacked."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, pixels, size = 8, b"", None
    while at < len(data):
        n, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + n]
        assert zlib.crc32(kind + body) == struct.unpack(">I", data[at + 8 + n:at + 12 + n])[0], kind
        assert kind not in (b"tIME", b"tEXt"), kind
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
        if kind == b"IDAT":
            pixels += body
        at += 12 + n
    assert len(zlib.decompress(pixels)) >= 3 * size[0] * size[1]
    return size


def read(path):
    with open(path, "rb") as f:
        return f.read()


def own_names(program, folder):
    """Two long terms that begin and end alike: a table of numbers has both whole, and never c0."""
    inputs = [f"measurement_of_{x}_at_noon" for x in ("rain", "cold", "wind", "snow")]
    terms = ["&".join(inputs[i] for i in of) for of in ((0, 1, 3), (0, 3, 2))]
    lines = [f"task formula '{' | '.join(terms)}'", "data train=200 test=200", "net hidden=3", "train 2", "split by=clause", "train 2"]
    figures = {"interference": "of=clauses ", "geometry": "of=clauses ", "ablation": "", "neuron": "", "assignment": ""}
    got = run(program, *lines, *(f"plot {f} {folder}/own_{f}.csv {of}arm=clause" for f, of in figures.items()))
    check(got.returncode == 0, got.stderr)
    for f in figures:
        cells = {word for row in csv.reader(io.StringIO(read(f"{folder}/own_{f}.csv").decode())) for cell in row for word in cell.split()}
        check(set(terms) <= cells and not cells & {"c0", "c1"}, f"{f}: its clauses are {sorted(c for c in cells if len(c) > 40 or c in ('c0', 'c1'))}")


def every_form_of_every_panel(program, figures, suffixes, panels, folder):
    forms = {form: [f for f in figures if form != "csv" or f in panels and panels[f]["numbers"]] for form in suffixes}
    lines = [f"plot {f} {folder}/{f}.{form}" for form, of in forms.items() for f in of]
    got = run(program, *lines)
    check(got.returncode == 0 and got.stdout == "", f"all forms: {got.stderr}")
    for f in figures:
        root = xml.fromstring(read(f"{folder}/{f}.svg"))
        text = " ".join(t.text or "" for t in root.iter(SVG + "text"))
        check(root.tag == SVG + "svg" and len(list(root.iter(SVG + "text"))) > 3, f"{f}.svg: text")
        for part in ("xor", "300 training", "alpha=2", "nnz", "epoch 6", "lr=0.01", "batch=500", "Seed 1", "fpe-tui"):
            check(part in text, f"{f}.svg: the caption lacks {part}: {text[-400:]}")
        check(root.find(SVG + "title").text, f"{f}.svg: title")
        width, height = png_size(read(f"{folder}/{f}.png"))
        check(f == "log" or abs(width - 2.5 * float(root.get("width"))) < 2 and abs(height - 2.5 * float(root.get("height"))) < 2,
              f"{f}.png: {width}x{height}")
        printed = run(program, f"plot {f}").stdout
        check(f in VOLATILE or read(f"{folder}/{f}.txt").decode() == printed, f"{f}.txt is what is printed")
    for f in forms["csv"]:
        rows = list(csv.reader(io.StringIO(read(f"{folder}/{f}.csv").decode()), strict=True))
        has_some = f not in VOLATILE | UNPLAYED and not panels[f]["study"]
        check(len(rows) > has_some and len({len(r) for r in rows}) == 1, f"{f}.csv: {rows[:3]}")


def same_bytes(program, figures, folder):
    """On another number of jobs, in a locale and on a terminal that should not matter, and drawn twice in one run."""
    lines = [f"plot {f} {folder}/again_{f}.{form}" for f in figures for form in ("svg", "png")]
    got = run(program, *lines, *lines, options=("--jobs", "3", "--ascii", "--color=always"))
    check(got.returncode == 0, got.stderr)
    for f in figures:
        if f in VOLATILE:
            continue
        for form in ("svg", "png"):
            check(read(f"{folder}/again_{f}.{form}") == read(f"{folder}/{f}.{form}"), f"{f}.{form}: the same bytes again")


def sizes_and_palettes(program, folder):
    got = run(program, f"plot curves {folder}/wide.svg width=100 height=10", "palette dark", f"plot curves {folder}/dark.svg",
              "palette mono", f"plot assignment {folder}/mono.svg", f"plot curves {folder}/upper.SVG")
    check(got.returncode == 0, got.stderr)
    wide = xml.fromstring(read(f"{folder}/wide.svg"))
    check(abs(float(wide.get("width")) - 748.8) < 0.1, f"width=100: {wide.get('width')}")
    grounds = {n: xml.fromstring(read(f"{folder}/{n}.svg")).find(f"{SVG}g/{SVG}rect").get("fill") for n in ("wide", "dark", "mono")}
    check(grounds == {"wide": "#ffffff", "dark": "#161616", "mono": "#ffffff"}, str(grounds))
    fills = set(re.findall(r'"#(\w{6})"', read(f"{folder}/mono.svg").decode()))
    check(len(fills) > 3 and all(c[:2] == c[2:4] == c[4:] for c in fills), f"mono has colours: {fills}")


def captions(program, folder):
    got = run(program, "compare seeds=2 epochs=4 warmup=2", f"plot sweep {folder}/sweep.svg", f"plot theory {folder}/theory.svg")
    check(got.returncode == 0, got.stderr)
    words = {n: xml.fromstring(read(f"{folder}/{n}.svg")).find(SVG + "desc").text for n in ("sweep", "theory")}
    check("Compare: alpha=2, warmup=2, epochs=4, seeds 1 to 2." in words["sweep"], words["sweep"])
    check("Compare" not in words["theory"], words["theory"])
    got = run(program, "set arm=clause lr=0.5", "train 1 arm=clause", f"plot theory {folder}/theory.svg")
    words = xml.fromstring(read(f"{folder}/theory.svg")).find(SVG + "desc").text
    check("lr=0.01, batch=500, optimizer=adam; clause: lr=0.5" in words and "nnz 52, epoch 6; clause" in words
          and "nnz 52, epoch 7. " in words, f"{got.stderr}{words}")
    got = run(program, "set arm=clause dropconnect=0.5 masks=rigl", f"plot theory {folder}/theory.svg")
    words = xml.fromstring(read(f"{folder}/theory.svg")).find(SVG + "desc").text
    check("optimizer=adam; clause: lr=0.01, batch=500, optimizer=adam, dropconnect=0.5, masks=rigl, masks_until=150. " in words,
          f"{got.stderr}{words}")


def errors(program, suffixes, panels, endings, folder):
    said = ", ".join(endings[:-1]) + " or " + endings[-1]
    for path, message in (("x.gif", f"ends in {said}; x.gif does not"), ("x", "ends in .svg"), (".d/svg", "ends in"),
                          (f"{folder}/none/x.svg", "none/x.svg: No such file or directory"), (f"{folder}/plain/x.png", "Not a directory"),
                          (f"{folder}/folder.svg", "folder.svg: ")):
        open(f"{folder}/plain", "w").close()
        os.makedirs(f"{folder}/folder.svg", exist_ok=True)
        got = run(program, f"plot curves {path}")
        check(got.returncode == 1 and message in got.stderr, f"{path}: {got.stderr}")
        check(re.search(r"\n {12}\^", got.stderr), f"{path}: the caret points at the file: {got.stderr}")
    got = run(program, f"plot screen {folder}/x.csv")
    check(got.returncode == 1 and "name a figure" in got.stderr, f"screen as csv: {got.stderr}")
    for f in (f for f in panels if not panels[f]["numbers"]):
        got = run(program, f"plot {f} {folder}/x.csv")
        check(got.returncode == 1 and "has no table of numbers" in got.stderr, f"{f} as csv: {got.stderr}")
    for form in suffixes:
        os.symlink("/dev/full", f"{folder}/full.{form}")
        got = run(program, f"plot curves {folder}/full.{form}")
        check(got.returncode == 1 and "No space left on device" in got.stderr, f"full.{form}: {got.stderr}")


def no_half_written_file(program, folder):
    """The disk is full half way: the old file stays, and nothing else."""
    os.mkdir(f"{folder}/small")
    path = f"{folder}/small/x.svg"
    with open(path, "w") as f:
        f.write("old")

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    got = run(program, f"plot curves {path}", preexec_fn=limit)
    check(got.returncode == 1 and "File too large" in got.stderr, f"limit: {got.stderr}")
    check(os.listdir(f"{folder}/small") == ["x.svg"] and read(path) == b"old", f"left: {os.listdir(f'{folder}/small')}")
    got = run(program, f"plot curves {path}")
    check(got.returncode == 0 and read(path).startswith(b"<?xml"), f"replaced: {got.stderr}")


def read_aloud(program, figures, folder):
    lines = [f"plot {f}" for f in figures] + ["arms", "metrics", "theory", "summary", f"plot theory {folder}/aloud.txt"]
    got = run(program, *lines, options=("--accessible",))
    drawn = set(re.findall("[\u2500-\u259f\u2800-\u28ff]", got.stdout))
    check(got.returncode == 0 and not drawn, f"drawn with --accessible: {drawn}")
    check(re.search(r"^arm clause, neuron n0\.0, input x\d+: weight -?[\d.e-]+, clause c\d$", got.stdout, re.M), "a weight as a sentence")
    check(re.search(r"^arm clause: split clause, alpha 2, left 3, epoch 6, nnz 52, budget 52, parent dense$", got.stdout, re.M), got.stdout[-2500:])
    check(re.search(r"^metric coverage: dense 1.000, clause ", got.stdout, re.M), "a metric as a sentence")
    check(read(f"{folder}/aloud.txt").decode().startswith("figure: theory\narm dense: collisions expected "), "aloud.txt")
    for f in figures:
        check(f == "screen" or f"\nfigure: {f}" in "\n" + got.stdout, f"figure: {f}")
    got = run(program, 'say "to be read"', "plot log", options=("--accessible",))
    check(re.search("^figure: log\n(.*\n)*.*to be read$", got.stdout, re.M) and "|" not in got.stdout, f"the log: {got.stdout}")
    env = dict(os.environ, HOME="/nonexistent", ACCESSIBLE="1")
    got = subprocess.run([program, "--batch", "-c", "arms", "-c", "net", "-c", "arms"], capture_output=True, text=True, env=env)
    check(got.stderr.startswith("accessible mode is on"), f"the first line: {got.stderr}")
    check("arm dense *: split dense" in got.stdout, got.stdout)
    got = subprocess.run([program, "--json", "-c", "net", "-c", "plot theory"], capture_output=True, text=True, env=env)
    check("accessible" not in got.stderr and "collisions  " in got.stdout, "JSON outranks it")


def main():
    program = os.path.abspath(sys.argv[1])
    known = tables(program)
    panels = {row["name"]: row for row in known["panels"]}
    suffixes = [row["name"].lstrip(".") for row in known["figure_files"]]
    figures = [*panels, "screen"]
    check(len(panels) > 9 and {"svg", "csv"} < set(suffixes), f"figures: {figures}, files: {suffixes}")
    with tempfile.TemporaryDirectory() as folder:
        every_form_of_every_panel(program, figures, suffixes, panels, folder)
        own_names(program, folder)
        same_bytes(program, figures, folder)
        sizes_and_palettes(program, folder)
        captions(program, folder)
        errors(program, suffixes, panels, [f"{row['name']} ({row['help']})" for row in known["figure_files"]], folder)
        no_half_written_file(program, folder)
        read_aloud(program, figures, folder)
        left = [f for f in os.listdir(folder) if re.search(r"\.\w{6}$", f)]
        check(not left, f"temporary files are left: {left}")
    return check.verdict("plots")


sys.exit(main())
