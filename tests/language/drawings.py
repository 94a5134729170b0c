#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures as vectors: what stands in a file is read back and held against the numbers in the .csv.

  drawings.py PROGRAM
"""
import base64
import csv
import math
import os
import re
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
import zlib

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402
from tables import tables  # noqa: E402

SVG = "{http://www.w3.org/2000/svg}"
PIXEL = 0.5  # what a position may be off
check = Checks()

NET = ["task dnf clauses=4 literals=3", "data train=400 test=200", "net hidden=6", "train 4", "split by=clause", "train until=12"]
GRID = ["task dnf clauses=3 literals=2", "data train=200 test=100", "sweep alpha=2,3 hidden=2,4,64 seeds=3 epochs=2 warmup=1 {folder}/{name}.db"]
LARGE = ["task dnf clauses=2 literals=2", "data train=200 test=200", "net hidden=2", "train 1", "weight 1 n0 x0 4000000", "train 1", "weight 2 0 n0 3", "train 2"]

# name: the lines before, what is plotted, and of a row of its .csv: the series' name, x and y (None: not looked at)
CHARTS = {
    "curves": (NET, "curves", lambda r: (r["arm"], "line", r["epoch"], r["test_accuracy"])),
    "loss": (NET, "curves of=train_loss log=yes", lambda r: (r["arm"], "line", r["epoch"], r["train_loss (nats)"])),
    "part": (NET, "curves of=test_loss from=3 to=11", lambda r: (r["arm"], "line", r["epoch"], r["test_loss (nats)"])),
    "difference": (NET, "curves minus=dense", lambda r: (r["arm"], "line", r["epoch"], r["test_accuracy"])),
    "large": (LARGE, "curves of=test_loss", lambda r: (r["arm"], "line", r["epoch"], r["test_loss (nats)"])),
    "large_log": (LARGE, "curves of=test_loss log=yes", lambda r: (r["arm"], "line", r["epoch"], r["test_loss (nats)"])),
    "spectrum": (NET, "spectrum arm=clause", lambda r: (r["arm"], "bars", None, r["eigenvalue"]) if r["arm"] == "clause" else None),
    "capacity": (NET, "capacity arm=clause", lambda r: (r["arm"], "bars", None, r["capacity"]) if r["arm"] == "clause" else None),
    "seeds": (NET + ["compare seeds=4 epochs=6 warmup=2"], "sweep", lambda r: (r["split"], "points", None, r["test accuracy"])),
    "gains": (NET + ["compare seeds=4 epochs=6 warmup=2"], "sweep", lambda r: (r["split"], "points", None, r["gain over dense"])),
    "lines": (GRID, "sweep view=lines x=hidden hold=alpha:2", lambda r: (r["arm"], "points", r["hidden"], r["test_accuracy"])),
    "scatter": (GRID, "sweep view=scatter x=capacity y=test_loss", lambda r: (r["arm"], "points", r["capacity"], r["test_loss"])),
    "scatter_keys": (GRID, "sweep view=scatter x=hidden y=gain", lambda r: (r["arm"], "points", r["hidden"], r["gain"])),
}
MATRICES = {
    "assignment": (NET, "assignment arm=clause", ("neuron", "input"), "weight"),
    "change": (NET, "assignment arm=clause minus=clause@4", ("neuron", "input"), "difference"),
    "second_layer": (NET, "assignment arm=clause layer=2", ("neuron", "input"), "weight"),
    "interference": (NET, "interference of=inputs arm=dense", ("input", "other input"), "cosine"),
    "heatmap": (GRID, "sweep view=heatmap x=alpha y=hidden metric=test_loss", ("hidden", "alpha"), "test_loss"),
    "confusion": (NET, "confusion arm=dense", ("true", "said"), "share of true"),
}


def run(program, *lines, options=()):
    commands = [x for line in lines for x in ("-c", line)]
    env = dict(os.environ, HOME="/nonexistent", ACCESSIBLE="", NO_COLOR="", COLORFGBG="")
    return subprocess.run([program, "--batch", "--quiet", *options, *commands], capture_output=True, text=True, stdin=subprocess.DEVNULL, env=env)


def plot(program, folder, name, lines, what, forms=("svg", "csv", "tex", "pdf")):
    got = run(program, *(line.format(folder=folder, name=name) for line in lines),
              *(f"plot {what.split()[0]} {folder}/{name}.{form} {' '.join(what.split()[1:])}" for form in forms))
    check(got.returncode == 0, f"{name}: {got.stderr}")


def rows_of(path):
    with open(path, encoding="utf-8") as f:
        return list(csv.DictReader(f))


def groups(root, kind):
    return [g for g in root.iter(SVG + "g") if g.get("class") == kind]


def name_of(group):
    return group.find(SVG + "title").text or ""


def path_points(element):
    return [tuple(map(float, pair.split(","))) for pair in re.findall(r"-?[\d.]+,-?[\d.]+", element.get("d") or element.get("points"))]


RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def number(text):
    """Of a label: 0.5, −2, 5×10⁶, 10⁻³; None: it is no number."""
    m = re.fullmatch(r"([−+]?)([\d.]*)(?:×?10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+))?", text)
    if not m or not (m[2] or m[3]):
        return None
    return (-1 if m[1] == "−" else 1) * float(m[2] or 1) * 10 ** int((m[3] or "0").translate(RAISED))


class Scale:
    """From positions to values, by an axis' own ticks: straight or logarithmic, whichever they are."""

    def __init__(self, plotted, axis, what):
        ticks = groups(plotted, f"tick-{axis}")
        self.low, self.high = map(float, name_of(groups(plotted, f"axis-{axis}")[0]).split())
        self.at = [float(name_of(t)) for t in ticks]
        self.place = [path_points(t.find(SVG + "path"))[0][axis == "y"] for t in ticks]
        self.labels = [t.find(SVG + "text").text for t in ticks if t.find(SVG + "text") is not None]
        check(len(self.at) > 1, f"{what}: {len(self.at)} ticks on {axis}")
        off = {log: self.fit(log) for log in (False, True) if not log or min(self.at) > 0}
        self.log = min(off, key=off.get)
        self.off = self.fit(self.log)
        check(self.off < PIXEL, f"{what}: ticks of {axis} are {self.off} off: {list(zip(self.at, self.place))}")
        check(len(set(self.labels)) == len(self.labels), f"{what}: labels alike on {axis}: {self.labels}")

    def fit(self, log):
        value = [math.log(v) if log else v for v in self.at]
        self.slope = (self.place[-1] - self.place[0]) / (value[-1] - value[0])
        self.start = self.place[0] - self.slope * value[0]
        return max(abs(self.start + self.slope * v - p) for v, p in zip(value, self.place))

    def position(self, value):
        return self.start + self.slope * (math.log(value) if self.log else value)

    def is_even(self):
        steps = [b - a for a, b in zip(self.at, self.at[1:])]
        return self.log or max(steps) - min(steps) < 1e-6 * max(map(abs, steps))


def marks(series):
    """Where the marks of a series of points are: their middles."""
    out = [(float(c.get("cx")), float(c.get("cy"))) for c in series.iter(SVG + "circle")]
    for p in series.iter(SVG + "polygon"):
        corner = path_points(p)
        wide = max(x for x, _ in corner) - min(x for x, _ in corner)
        middle = sum(x for x, _ in corner) / len(corner)
        y = sum(y for _, y in corner) / len(corner) if len(corner) == 4 else max(y for _, y in corner) - 0.4 * wide
        out.append((middle, y))
    return out


def places(plotted, name, kind):
    """Of all series of that name and kind."""
    out = []
    for series in groups(plotted, kind):
        if name_of(series) != name:
            continue
        if kind == "points":
            out += marks(series)
        elif kind == "bars":
            out += [(sum(x for x, _ in path_points(p)) / 4, path_points(p)[2][1]) for p in series.iter(SVG + "polygon")]
        else:
            out += [p for path in series.iter(SVG + "path") for p in path_points(path)]
    return out


def labels_say_their_ticks(plotted, scale, axis, what):
    """With the axis' own power of ten, that stands in its name."""
    texts = [t.text or "" for t in plotted.iter(SVG + "text")]
    power = next((10 ** int(m[1].translate(RAISED)) for m in (re.search("×10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)\\)?$", t) for t in texts if number(t) is None) if m), 1)
    for tick in groups(plotted, f"tick-{axis}"):
        text = tick.find(SVG + "text")
        said = number(text.text) if text is not None else None
        if said is None:
            continue
        at = float(name_of(tick))
        check(any(abs(said * p - at) <= 1e-8 * max(map(abs, scale.at)) for p in (1, power)), f"{what}: {text.text} stands at {at}")


def chart(program, folder, name, lines, what, row):
    plot(program, folder, name, lines, what)
    plots = groups(xml.parse(f"{folder}/{name}.svg").getroot(), "plot")
    plotted = plots[-1 if name == "gains" else 0]
    x, y = Scale(plotted, "x", name), Scale(plotted, "y", name)
    check(y.is_even(), f"{name}: ticks are uneven: {y.at}")
    labels_say_their_ticks(plotted, y, "y", name)
    seen = 0
    for r in rows_of(f"{folder}/{name}.csv"):
        wanted = row(r)
        if not wanted or not wanted[3] or (y.log and float(wanted[3]) <= 0):
            continue
        series, kind, at, value = wanted
        found = places(plotted, series, kind)
        near = any(abs(py - y.position(float(value))) < PIXEL and (at is None or abs(px - x.position(float(at))) < PIXEL) for px, py in found)
        check(near, f"{name}: {series} has no {kind} at {at}, {value}: {found[:9]}")
        for axis, v in ((x, at), (y, value)):
            check(v is None or axis.low <= float(v) <= axis.high, f"{name}: {v} is outside {axis.low} to {axis.high}")
        seen += 1
    check(seen > 3, f"{name}: {seen} points")
    tex_has_the_numbers(f"{folder}/{name}", row)


def tex_has_the_numbers(path, row):
    """Points of an axis are the very digits of the .csv."""
    with open(path + ".tex", encoding="utf-8") as f:
        tex = f.read()
    check(tex.count("\\begin{axis}") == tex.count("\\end{axis}") > 0, f"{path}.tex: axes")
    pairs = re.findall(r"\(([-\d.e+]+),([-\d.e+]+)\)", tex)
    values, both = {y for _, y in pairs}, set(pairs)
    log = "ymode=log" in tex
    for r in rows_of(path + ".csv"):
        wanted = row(r)
        if wanted and wanted[3] and not (log and float(wanted[3]) <= 0):
            check(wanted[3] in values if wanted[2] is None else (wanted[2], wanted[3]) in both, f"{path}.tex lacks {wanted}")


def matrix(program, folder, name, lines, what, keys, value):
    """Every number has its cell, in a colour of its own, and its rows and columns are straight."""
    plot(program, folder, name, lines, what)
    root = xml.parse(f"{folder}/{name}.svg").getroot()
    cells = {}
    for g in groups(root, "cell"):
        row, column, v = name_of(g).rsplit(" ", 2)
        cells[row, column] = (float(v), g.find(SVG + "rect"))
    seen = [r for r in rows_of(f"{folder}/{name}.csv") if r[value] and ("arm" not in r or r["arm"] == rows_of(f"{folder}/{name}.csv")[-1]["arm"])]
    colours = {}
    for r in seen:
        got = cells.get((r[keys[0]], r[keys[1]]))
        if got is None and float(r[value]) == 0:
            continue
        check(got is not None and math.isclose(got[0], float(r[value]), rel_tol=1e-8, abs_tol=1e-12), f"{name}: {r} is {got}")
        if got is not None:
            colours.setdefault(float(r[value]), got[1].get("fill"))
    texts = {t.text for t in root.iter(SVG + "text")}
    check({r[k] for r in seen for k in keys} <= texts, f"{name}: names lack: {texts}")
    check(len(set(colours.values())) > 0.6 * min(len(colours), 150), f"{name}: {len(set(colours.values()))} colours of {len(colours)} numbers")
    for i in (0, 1):
        at = {}
        for key, (_, rect) in cells.items():
            at.setdefault(key[i], set()).add(rect.get("xy"[i == 0]))
        check(all(len(v) == 1 for v in at.values()) and len({min(v) for v in at.values()}) == len(at), f"{name}: cells are not straight")


def fills_its_sheet(program, folder):
    """Cells of small matrices are large, the scale ends near the largest number, a minus is one; no key's name is in a title."""
    for name, lines, what in (("two_classes", NET, "confusion arm=clause"), ("small_neuron", NET, "neuron"), ("costs", ["task dnf clauses=4 literals=3", "net hidden=3", "train 20"], "ablation arm=dense")):
        plot(program, folder, name, lines, what, ("svg",))
        root = xml.parse(f"{folder}/{name}.svg").getroot()
        cells = [(float(name_of(g).rsplit(" ", 1)[1]), g.find(SVG + "rect")) for g in groups(root, "cell")]
        check(cells and min(float(r.get("height")) for _, r in cells) > 20, f"{name}: cells of {sorted({r.get('height') for _, r in cells})[:3]}")
        texts = [t.text for t in root.iter(SVG + "text") if t.text]
        check(not any(re.fullmatch(r"-[\d.]+", t) for t in texts), f"{name}: a hyphen for a minus: {texts}")
        if what == "neuron":
            most, high = max(v for v, _ in cells), float(texts[texts.index("share of the row's samples") - 1])
            check(most <= high <= most + 0.05, f"{name}: a scale to {high} for {most}")
    plot(program, folder, "zeros", NET, "sample", ("svg",))
    with open(f"{folder}/zeros.svg", encoding="utf-8") as f:
        check("flips one" not in f.read(), "a key's name in a title")


def network(program, folder):
    plot(program, folder, "network", NET, "network arm=clause")
    root = xml.parse(f"{folder}/network.svg").getroot()
    lines = {tuple(name_of(g).rsplit(" ", 2)[:2]): float(name_of(g).rsplit(" ", 2)[2]) for g in groups(root, "edge")}
    rows = rows_of(f"{folder}/network.csv")
    check(len(rows) == len(lines) > 20, f"network: {len(lines)} lines, {len(rows)} weights")
    for r in rows:
        check(math.isclose(lines.get((r["from"], r["to"]), math.nan), float(r["weight"]), rel_tol=1e-8), f"network: {r}")


def image_size(element):
    """Pixels across and down of the PNG inside."""
    data = base64.b64decode(element.get("{http://www.w3.org/1999/xlink}href").split(",")[1])
    return struct.unpack(">II", data[16:24])


def large(program, folder):
    """Of more cells than shapes are drawn for every one is a pixel, and names stand at their rows and columns."""
    plot(program, folder, "large_net", ["task dnf clauses=16 literals=8", "data train=50 test=50", "net hidden=40", "train 1",
                                        "split by=clause", "train 1"], "assignment", ("svg", "csv"))
    root = xml.parse(f"{folder}/large_net.svg").getroot()
    images = [i for i in root.iter(SVG + "image")]
    columns, rows = image_size(images[0])
    box = {k: float(images[0].get(k)) for k in ("x", "y", "width", "height")}
    cells = rows_of(f"{folder}/large_net.csv")
    neurons, inputs = (list(dict.fromkeys(r[k] for r in cells)) for k in ("neuron", "input"))
    check((columns, rows) == (128, 80) == (len(inputs), len(neurons)), f"large: {columns} x {rows} pixels")
    seen = 0
    for t in root.iter(SVG + "text"):
        if t.text in neurons:
            middle = box["y"] + box["height"] * (neurons.index(t.text) + 0.5) / rows
            check(abs(float(t.get("y")) - 0.36 * float(t.get("font-size")) - middle) < PIXEL, f"large: {t.text} stands at {t.get('y')}")
        elif t.text in inputs:
            middle = box["x"] + box["width"] * (inputs.index(t.text) + 0.5) / columns
            check(abs(float(t.get("x")) - 0.36 * float(t.get("font-size")) - middle) < PIXEL, f"large: {t.text} stands at {t.get('x')}")
        else:
            continue
        seen += 1
    check(seen > 20, f"large: {seen} names")


def names_are_whole(program, folder):
    names = ["temperature_of_the_inlet", "temperature_of_the_outlet", "pressure", "flow"]
    task = f'task formula "{names[0]} & {names[1]} | {names[2]} & {names[3]}"'
    for figure in ("assignment", "network", "capacity", "interference of=inputs"):
        plot(program, folder, "names", [task, "data train=100 test=50", "net hidden=3", "train 1"], figure, ("svg",))
        texts = {t.text for t in xml.parse(f"{folder}/names.svg").getroot().iter(SVG + "text")}
        check(set(names) <= texts, f"{figure}: names are cut: {texts}")


def pdf(path):
    """Its parts can be found and unpacked, its page is as large as the drawing, and no clock is in it."""
    with open(path + ".pdf", "rb") as f:
        data = f.read()
    root = xml.parse(path + ".svg").getroot()
    check(data.startswith(b"%PDF-1.") and data.rstrip().endswith(b"%%EOF"), f"{path}.pdf: ends")
    start = int(re.search(rb"startxref\s+(\d+)\s+%%EOF", data)[1])
    check(data[start:].startswith(b"xref") or re.match(rb"\d+ 0 obj", data[start:]), f"{path}.pdf: startxref")
    packed = 0
    for m in re.finditer(rb"/Filter /FlateDecode", data):
        at = data.index(b"stream\n", m.end()) + 7
        packed += len(zlib.decompressobj().decompress(data[at:])) > 0
    unpacked = data + b"".join(zlib.decompressobj().decompress(data[data.index(b"stream\n", m.end()) + 7:])
                               for m in re.finditer(rb"/Type /ObjStm", data))
    box = re.search(rb"/MediaBox \[ ([\d. ]+)\]", unpacked)
    size = [float(v) for v in box[1].split()] if box else []
    check(packed > 0 and len(size) == 4 and abs(size[2] - float(root.get("width"))) < 1 and abs(size[3] - float(root.get("height"))) < 1, f"{path}.pdf: {size}")
    check(b"CreationDate" not in unpacked and b"/FontFile" in unpacked, f"{path}.pdf: a date, or no font")


def the_same_bytes(program, folder):
    lines = [line for form in ("svg", "pdf", "tex", "png") for line in (f"plot curves {folder}/one.{form}", f"plot curves {folder}/two.{form}")]
    got = run(program, *NET, *lines)
    run(program, *NET, *(line.replace("/two", "/three") for line in lines[1::2]), options=("--jobs", "3", "--ascii"))
    for form in ("svg", "pdf", "tex", "png"):
        bytes_of = [open(f"{folder}/{n}.{form}", "rb").read() for n in ("one", "two", "three")]
        check(got.returncode == 0 and bytes_of[0] == bytes_of[1] == bytes_of[2], f"curves.{form}: other bytes")


def every_panel_has_one(program, folder):
    """Each figure of numbers is drawn as vectors: words in a proportional font, not cells."""
    words = {"log", "source", "text"}
    panels = [row["name"] for row in tables(program)["panels"] if row["name"] not in words]
    got = run(program, *NET, "compare seeds=2 epochs=3 warmup=1", *(f"plot {p} {folder}/every_{p}.svg" for p in panels))
    check(got.returncode == 0, got.stderr)
    for p in panels:
        root = xml.parse(f"{folder}/every_{p}.svg").getroot()
        check(not [t for t in root.iter(SVG + "text") if t.get("textLength")], f"{p}: drawn as cells")


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        for name, row in CHARTS.items():
            chart(program, folder, name, *row)
            pdf(f"{folder}/{name}")
        for name, row in MATRICES.items():
            matrix(program, folder, name, *row)
            pdf(f"{folder}/{name}")
        network(program, folder)
        fills_its_sheet(program, folder)
        large(program, folder)
        names_are_whole(program, folder)
        the_same_bytes(program, folder)
        every_panel_has_one(program, folder)
    return check.verdict("drawings")


sys.exit(main())
