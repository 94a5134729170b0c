#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a session: what it shows at an epoch is what `at` and the .csv say, small and by itself.

  page.py PROGRAM [--browser]     with a browser also what it makes of the page
"""
import base64
import csv
import math
import os
import re
import subprocess
import sys
import tempfile
import zlib

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

SETUP = ['task formula "rain & cold | wind & !dry | rain & wind"', "data train=300 test=200", "net hidden=4", "train 3", "split by=clause as=parts",
         "train until=14"]
LARGE = ["task dnf clauses=24 literals=8", "data train=100 test=50", "net hidden=96", "train 2", "split by=clause", "train until=40"]
# at least so many of its epochs have room
LEAST = 12
# three arms with all their figures: every epoch has room
THREE = ["task dnf clauses=8 literals=4", "data train=500 test=500", "net hidden=8", "train 5", "split by=clause", "split by=random from=dense@5",
         "train until=60"]
MOST = 2000000
check = Checks()


def run(program, *lines, options=()):
    env = dict(os.environ, HOME="/nonexistent", ACCESSIBLE="", NO_COLOR="", COLORFGBG="")
    got = subprocess.run([program, "--batch", "--quiet", *options, *(x for line in lines for x in ("-c", line))],
                         capture_output=True, text=True, stdin=subprocess.DEVNULL, env=env)
    return got


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def spread(packed):
    """The texts of a group: src/cmd/report/page_pack.h says how they are packed."""
    patterns, order, columns = zlib.decompress(base64.b64decode(packed)).decode().split("\2")
    patterns = [p.split("\1") for p in patterns.split("\n")]
    values = iter([iter(c.split(" ")) for c in columns.split("\n")])
    places = [[next(values) for _ in p[1:]] for p in patterns]
    number = [ord(c) - 256 - (2048 if c > "\ud800" else 0) for c in order if c != "\n"]
    check(all(0 <= k < len(patterns) for k in number), "a line of no pattern")

    def line(c):
        k = ord(c) - 256 - (2048 if c > "\ud800" else 0)
        return patterns[k][0] + "".join(next(v) + p for v, p in zip(places[k], patterns[k][1:]))

    return ["\n".join(line(c) for c in text) for text in order.split("\n")]


def frames(page):
    """{epoch: its parts}"""
    epochs = [int(e) for e in re.search(r"const epochs=\[([\d,]*)\];", page)[1].split(",")]
    packed = re.findall(r'"([^"]+)"', re.search(r"groups=\[(.*?)\];", page, re.S)[1])
    texts = [t for p in packed for t in spread(p)]
    assert len(epochs) == len(texts)
    return {e: t.split("\n<!--part-->\n") for e, t in zip(epochs, texts)}


def cells(part):
    """{(row, column): number} of every matrix in a part, the last one of a name."""
    return {tuple(t.rsplit(" ", 2)[:2]): float(t.rsplit(" ", 2)[2]) for t in re.findall(r'<g class="cell"><title>([^<]*)</title>', part)}


def heads(page):
    return re.findall(r"<h2>([^<]*)</h2>", page)


def by_itself(page, name):
    outside = set(re.findall(r"(?:https?:)?//[^\"'\s<)]+", re.sub(r'xmlns(?::\w+)?="[^"]*"|data:image/png;base64,[^"]*', "", page.split("const each=")[0])))
    check(not outside, f"{name}: it wants {outside}")
    check(len(page.encode()) < MOST, f"{name}: {len(page.encode())} bytes")
    check(not re.search(r"<(link|iframe|object|embed)\b|\bsrc=|\bfetch\(|import\s*\(", page), f"{name}: it loads something")
    check(page.startswith("<!DOCTYPE html>") and page.rstrip().endswith("</html>"), f"{name}: ends")


def same_numbers(program, folder, page, shown, what):
    """shown: {epoch: the part of assignments} against at N."""
    lines = [line for e in shown for line in (f"at {e}", f"plot assignment arm=parts {folder}/at{e}.csv")]
    got = run(program, *SETUP, *lines)
    check(got.returncode == 0, got.stderr)
    for e, part in shown.items():
        have = cells(part)
        with open(f"{folder}/at{e}.csv", encoding="utf-8") as f:
            rows = [r for r in csv.DictReader(f) if r["weight"]]
        check(len(rows) > 8, f"{what}, epoch {e}: {len(rows)} weights")
        for r in rows:
            check(math.isclose(have.get((r["neuron"], r["input"]), math.nan), float(r["weight"]), rel_tol=1e-8), f"{what}, epoch {e}: {r}")


def session(program, folder):
    got = run(program, *SETUP, f"history {folder}/s.fpe", f"plot session {folder}/s.html")
    check(got.returncode == 0, got.stderr)
    run(program, *SETUP, f"plot session {folder}/again.html", options=("--jobs", "3", "--ascii"))
    page = read(f"{folder}/s.html")
    by_itself(page, "session")
    check(frames(page) == frames(read(f"{folder}/again.html")), "session: other figures again")
    check({"assignment", "interference", "curves", "network", "geometry", "metrics", "script"} <= set(heads(page)), f"figures: {heads(page)}")
    at = frames(page)
    check(list(at) == list(range(15)), f"epochs: {list(at)}")
    k = heads(page).index("assignment")
    same_numbers(program, folder, page, {e: at[e][k] for e in (4, 9, 14)}, "frames")
    check(all(len(parts) == len(heads(page)) - 1 for parts in at.values()), "parts of each frame")
    text = re.search(r"<h2>script</h2>\s*<pre>(.*?)</pre>", page, re.S)[1]
    text = text.replace("&amp;", "&").replace("&gt;", ">").replace("&lt;", "<")
    check("train until=14" in text and text.startswith(read(f"{folder}/s.fpe")), f"the script: {text}")
    check("<td>nnz</td>" in page and "<td>test_accuracy</td>" in page, "the metrics")
    return page


def thinned(program, folder):
    got = run(program, *LARGE, f"plot session {folder}/large.html")
    check(got.returncode == 0, got.stderr)
    page = read(f"{folder}/large.html")
    by_itself(page, "large")
    at = list(frames(page))
    check(LEAST <= len(at) < 41 and at[-1] == 40 and at == sorted(set(at)), f"large: epochs {at}")
    check(f"{len(at)} of 41 epochs" in page, "large: it does not say how many epochs it has")
    got = run(program, *THREE, f"plot session {folder}/three.html")
    page = read(f"{folder}/three.html")
    by_itself(page, "three arms")
    check(list(frames(page)) == list(range(61)), f"three arms: epochs {list(frames(page))}")


def errors(program, folder):
    for line, message in ((f"plot session {folder}/x.svg", "ends in .html"), ("plot session", "ends in .html")):
        got = run(program, *SETUP, line)
        check(got.returncode == 1 and message in got.stderr, f"{line}: {got.stderr}")
    got = run(program, *SETUP, f"plot curves of=train_loss {folder}/one.html")
    page = read(f"{folder}/one.html")
    check(got.returncode == 0 and heads(page) == ["curves", "metrics", "script"] and "train loss" in page, f"one figure: {heads(page)}")
    got = run(program, f"plot session {folder}/none.html")
    check(got.returncode == 0 and frames(read(f"{folder}/none.html")), f"an empty session: {got.stderr}")


def browser(program, folder):
    """The page at an epoch, as chromium has it after its scripts ran."""
    def loaded(name):
        return subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={folder}/profile",
                               "--virtual-time-budget=10000", "--dump-dom", f"file://{folder}/{name}"],
                              capture_output=True, text=True, timeout=180, stdin=subprocess.DEVNULL, env=dict(os.environ, HOME=folder, XDG_CONFIG_HOME=folder))

    shown = {}
    for epoch in (3, 8, 14):
        got = loaded(f"s.html#epoch={epoch}")
        check(f'data-epoch="{epoch}"' in got.stdout, f"chromium at {epoch}: {got.stdout[:300]} {got.stderr[-300:]}")
        check(f">epoch {epoch}<" in got.stdout, f"chromium at {epoch}: the slider's epoch")
        parts = re.split(r'<div class="part">', got.stdout)[1:]
        shown[epoch] = parts[heads(got.stdout).index("assignment")]
    shown.pop(3)  # the split is not there yet
    same_numbers(program, folder, None, shown, "browser")
    # whose figures are all drawn by the script, from several groups of frames
    page = read(f"{folder}/three.html")
    check('<div class="part"></div>' in page, "three arms: figures stand there twice")
    at = frames(page)
    for hash_, epoch in (("", 60), ("#epoch=17", 17), ("#epoch=45", 45)):
        got = loaded("three.html" + hash_)
        parts = re.split(r'<div class="part">', got.stdout)[1:]
        check(f'data-epoch="{epoch}"' in got.stdout, f"three arms at {epoch}: {got.stderr[-300:]}")
        check([cells(p) for p in parts[:-1]] == [cells(p) for p in at[epoch][:-1]] and len(parts) == len(at[epoch]), f"three arms at {epoch}: other cells")


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        session(program, folder)
        thinned(program, folder)
        errors(program, folder)
        if "--browser" in sys.argv:
            browser(program, folder)
    return check.verdict("page")


sys.exit(main())
