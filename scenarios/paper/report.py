#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON lines of all.fpe as a Markdown report, with the figures that it drew.

  report.py LINES.json REPORT.md [ERRORS.txt]

Scenarios are told apart by their first `say`; the figures lie beside the report: those of a
regression, regress-capacity.svg and regress-cosine.svg, go with its table.
"""
import json
import os
import sys


def number(x, digits=4):
    return "-" if x is None else f"{x:.{digits}g}"


def interval(o):
    return f"{number(o['mean'])} | {number(o['low'])} … {number(o['high'])}"


def study(o):
    rows = o["rows"]
    keys = [k for k in rows[0] if k not in ("split", "alpha", "nnz", "gain", "relative_gain", "majority", "warmup", "epochs")
            and not isinstance(rows[0][k], dict)]
    keys += [k for k in ("warmup", "epochs") if len({r.get(k) for r in rows}) > 1]
    keys = [k for k in keys if len({r[k] for r in rows}) > 1]
    metrics = ["capacity", "cosine", "collisions", "coverage"]
    metrics += [k for k in rows[0] if k.startswith("robustness_") and rows[0][k]["mean"] is not None]
    yield "| " + " | ".join(keys + ["split", "α", "nnz", "accuracy ± sd", "gain", "95 % interval"] + metrics) + " |"
    yield "|" + " --- |" * (len(keys) + 6 + len(metrics))
    for r in rows:
        a, g = r["test_accuracy"], r["gain"]
        gain = ("", "") if r["split"] == "dense" else (f"{g['mean']:+.3f}", f"{g['low']:+.3f} … {g['high']:+.3f}")
        cells = [str(r[k]) for k in keys] + [r["split"], str(r["alpha"]), f"{r['nnz']:.0f}", f"{a['mean']:.3f} ± {a['sd']:.3f}", *gain]
        cells += [number(r[m]["mean"], 3) for m in metrics]
        yield "| " + " | ".join(cells) + " |"
    seeds = o["seeds"] if "seeds" in o else len(rows[0]["test_accuracy"]["values"])
    yield ""
    yield f"{seeds} seeds a row, paired."


def regress(o, folder):
    name = f"regress-{o['x']}.svg"
    yield f"Relative gain on the fold change of {o['x']}:"
    yield ""
    yield "| split | runs | slope | 95 % interval | intercept | R² |"
    yield "| --- |" + " --- |" * 5
    for line in o["lines"]:
        yield (f"| {line['split']} | {line['n']} | {number(line['slope'])} | {number(line['low'])} … {number(line['high'])} | "
               f"{number(line['intercept'])} | {number(line['r2'], 3)} |")
    if os.path.exists(os.path.join(folder, name)):
        yield ""
        yield f"![{o['x']}]({name})"


def theory(o):
    yield "| theory | collisions | coverage |"
    yield "| --- | --- | --- |"
    yield f"| random, dealt evenly | {number(o['collisions_even'])} | {number(o['coverage_even'])} |"
    yield f"| random, independent | {number(o['collisions_independent'])} | {number(o['coverage_independent'])} |"
    yield f"| clause | {number(o['collisions_clause'])} | 1 |"


def main():
    objects = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8") if line.startswith("{")]
    folder = os.path.dirname(os.path.abspath(sys.argv[2]))
    lines, effects = ["# Expand neurons, not parameters: measured again", ""], False
    for o in objects:
        kind = o["command"]
        if kind == "effect" and not effects:
            lines += ["", "| effect | mean | 95 % interval | seeds |", "| --- | --- | --- | --- |"]
        effects = kind == "effect"
        if kind == "effect":
            lines.append(f"| {o['label'].replace('|', '/')} | {interval(o)} | {o['seeds']} |")
        elif kind == "say":
            lines += ["", ("## " if o["text"].startswith("# ") else "") + o["text"].removeprefix("# ")]
        elif kind in ("compare", "sweep"):
            lines += ["", *study(o)]
        elif kind == "regress":
            lines += ["", *regress(o, folder)]
        elif kind == "theory":
            lines += ["", *theory(o)]
    for name in sorted(os.listdir(folder)):
        if name.endswith(".svg") and not name.startswith("regress-"):
            lines += ["", f"![{name[:-4]}]({name})"]
    errors = open(sys.argv[3], encoding="utf-8").read().strip() if len(sys.argv) > 3 else ""
    failed = [line for line in errors.splitlines() if "error:" in line or '"error"' in line]
    lines += ["", "All assertions hold." if not failed else "Assertions that do not hold:", "", *("    " + line for line in failed)]
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write("\n".join(lines).rstrip() + "\n")


main()
