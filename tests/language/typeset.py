#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures by other people's programs: .tex by pdflatex, by itself and in a document; text of .pdf by pdftotext.

  typeset.py PROGRAM
"""
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402
from tables import tables  # noqa: E402

SETUP = ['task formula "rain_in_the_north & cold | wind & !dry"', "data train=300 test=200", "net hidden=4", "train 3",
         "split by=clause", "train until=9", "compare seeds=3 epochs=4 warmup=1"]
LARGE = ["task dnf clauses=16 literals=6", "data train=200 test=100", "net hidden=64", "train 1", "split by=clause", "train 1"]
SVG = "{http://www.w3.org/2000/svg}"
check = Checks()


def run(program, *lines):
    env = dict(os.environ, HOME="/nonexistent", ACCESSIBLE="", NO_COLOR="", COLORFGBG="")
    got = subprocess.run([program, "--batch", "--quiet", *(x for line in lines for x in ("-c", line))], capture_output=True,
                         text=True, stdin=subprocess.DEVNULL, env=env)
    check(got.returncode == 0, got.stderr)


def latex(folder, name):
    """Its pages, -1: it does not compile."""
    got = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"], cwd=folder, capture_output=True,
                         timeout=120, stdin=subprocess.DEVNULL, env=dict(os.environ, max_print_line="999"))
    said = got.stdout.decode("utf-8", "replace")
    pages = re.search(r"Output written on .*\((\d+) page", said)
    check(got.returncode == 0 and pages, f"{name}.tex: {said[-600:]}")
    check("Missing character" not in said, f"{name}.tex: {said[-600:]}")
    return int(pages[1]) if pages else -1


def words(path):
    got = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, timeout=60)
    check(got.returncode == 0, f"{path}: {got.stderr}")
    return got.stdout.replace("−", "-").replace("·", "-")


def upright(path):
    """Words of the drawing that run from left to right, without signs that fonts write otherwise."""
    root = xml.parse(path).getroot()
    texts = [t.text for t in root.iter(SVG + "text") if t.get("class") == "w" and not t.get("transform") and t.text]
    return {t for t in texts if re.fullmatch(r"[A-Za-z0-9.−]{3,}", t)}


def figure(folder, name):
    check(latex(folder, name) == 1, f"{name}.tex: not one page")
    of_tex, of_pdf = words(f"{folder}/{name}.pdf"), words(f"{folder}/{name}_ours.pdf")
    for word in upright(f"{folder}/{name}.svg"):
        plain = word.replace("−", "-")
        check(plain in of_tex, f"{name}.tex lacks {word}: {of_tex[:400]}")
        check(plain in of_pdf, f"{name}.pdf lacks {word}: {of_pdf[:400]}")


def in_a_document(folder, names):
    """In a paper of one's own, in its column."""
    body = "\n\n".join(f"\\begin{{figure}}\\input{{{n}.tex}}\\caption{{{n.replace('_', ' ')}}}\\end{{figure}}" for n in names)
    with open(f"{folder}/paper.tex", "w", encoding="utf-8") as f:
        f.write("\\documentclass[twocolumn]{article}\\usepackage{pgfplots}\\begin{document}Words.\n" + body + "\n\\end{document}\n")
    check(latex(folder, "paper") >= 1, "paper.tex")
    with open(f"{folder}/paper.log", encoding="utf-8", errors="replace") as f:
        wide = [float(w) for w in re.findall(r"Overfull \\hbox \(([\d.]+)pt", f.read())]
    check(all(w < 1 for w in wide), f"paper.tex: figures are wider than their column: {wide}")
    for n in names:
        check(n.replace("_", " ") in words(f"{folder}/paper.pdf"), f"paper.pdf lacks {n}")


def main():
    program = os.path.abspath(sys.argv[1])
    panels = [row["name"] for row in tables(program)["panels"]]
    names = [*panels, "screen"]
    with tempfile.TemporaryDirectory() as folder:
        run(program, *SETUP, *(line for n in names for line in (f"plot {n} {folder}/{n}.tex", f"plot {n} {folder}/{n}.svg",
                                                                f"plot {n} {folder}/{n}_ours.pdf")))
        run(program, *LARGE, *(f"plot assignment {folder}/large{e}" for e in (".tex", ".svg", "_ours.pdf")))
        for n in [*names, "large"]:
            figure(folder, n)
        in_a_document(folder, [*panels, "large"])
    return check.verdict("typeset")


sys.exit(main())
