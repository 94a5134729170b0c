#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all.fpe printed as JSON, at one or more bases of seeds, as a Markdown report.

  report.py REPORT.md FOLDER…

A folder holds lines.json and errors.txt of one base, and is named after it. The first one is
shown whole, with the figures that it drew; of the others what they say of each effect: the
mean over all bases with its 95 % interval, and at how many of them its bound held. Scenarios
are told apart by the headings that all.fpe says; regress-capacity.svg and regress-cosine.svg
go with their tables.
"""
import json
import math
import os
import sys


def number(x, digits=4):
    return "-" if x is None else f"{x:.{digits}g}"


def read(folder):
    """Objects that were printed, the effects by heading and label, and what failed."""
    with open(os.path.join(folder, "lines.json"), encoding="utf-8") as file:
        objects = [json.loads(line) for line in file if line.startswith("{")]
    heading, effects = "", {}
    for o in objects:
        if o["command"] == "say" and o["text"].startswith("# "):
            heading = o["text"]
        elif o["command"] == "effect":
            effects[heading, o["label"]] = o
    with open(os.path.join(folder, "errors.txt"), encoding="utf-8") as file:
        failed = [failure(line) for line in file.read().splitlines() if line.strip()]
    return objects, effects, failed


def failure(line):
    """Of an error's object the place and the message; any other line as it is."""
    try:
        o = json.loads(line)
        return f"{os.path.basename(o['file'])}:{o['line']}: {o['message']}"
    except (ValueError, KeyError, TypeError):
        return line


def study(o):
    rows = o["rows"]
    keys = [k for k in rows[0] if k not in ("split", "alpha", "nnz", "gain", "relative_gain", "loss_gain", "majority", "warmup", "epochs")
            and not isinstance(rows[0][k], dict)]
    keys += [k for k in ("warmup", "epochs") if len({r.get(k) for r in rows}) > 1]
    keys = [k for k in keys if len({r[k] for r in rows}) > 1]
    metrics = ["capacity", "cosine", "collisions", "coverage"]
    metrics += [k for k in rows[0] if k.startswith("robustness_") and rows[0][k]["mean"] is not None]
    yield "| " + " | ".join(keys + ["split", "α", "nnz", "accuracy ± sd", "gain", "95 % interval"] + metrics) + " |"
    yield "|" + " --- |" * (len(keys) + 6 + len(metrics))
    for r in rows:
        a, g = r["test_accuracy"], r["gain"]
        gain = ("", "") if r["split"] == "dense" else (number(g["mean"], 3), f"{number(g['low'], 3)} … {number(g['high'], 3)}")
        cells = [str(r[k]) for k in keys] + [r["split"], str(r["alpha"]), f"{r['nnz']:.0f}", f"{number(a['mean'], 3)} ± {number(a['sd'], 2)}", *gain]
        cells += [number(r[m]["mean"], 3) for m in metrics]
        yield "| " + " | ".join(cells) + " |"
    seeds = o["seeds"] if "seeds" in o else len(rows[0]["test_accuracy"]["values"])
    yield ""
    yield f"{seeds} seeds a row, paired."
    for line in (o.get("verdict") or "").splitlines():
        yield ""
        yield line


def regress(o, folder):
    name = f"regress-{o['x']}.svg"
    yield f"Relative gain on the fold change of {o['x']}; intervals by seeds:"
    yield ""
    yield "| split | runs | slope | 95 % interval | R² | within settings | 95 % interval | R² | R² of dense's score |"
    yield "| --- |" + " --- |" * 8
    for line in o["lines"]:
        yield (f"| {line['split']} | {line['n']} | {number(line['slope'])} | {number(line['low'])} … {number(line['high'])} | {number(line['r2'], 3)} | "
               f"{number(line['within_slope'])} | {number(line['within_low'])} … {number(line['within_high'])} | {number(line['within_r2'], 3)} | "
               f"{number(line['dense_r2'], 3)} |")
    for line in o["verdict"].splitlines():
        yield ""
        yield line
    if os.path.exists(os.path.join(folder, name)):
        yield ""
        yield f"![{o['x']}]({os.path.basename(folder)}/{name})"


def theory(o):
    yield "| theory | collisions | coverage |"
    yield "| --- | --- | --- |"
    yield f"| random, dealt evenly | {number(o['collisions_even'])} | {number(o['coverage_even'])} |"
    yield f"| random, independent | {number(o['collisions_independent'])} | {number(o['coverage_independent'])} |"
    yield f"| clause | {number(o['collisions_clause'])} | {number(o['coverage_clause'])} |"
    for s in o["simulated"]:
        yield (f"| {s['split']}, {s['deals']} simulated deals | {number(s['collisions'])} ({number(s['collisions_low'])} … {number(s['collisions_high'])}) | "
               f"{number(s['coverage'])} ({number(s['coverage_low'])} … {number(s['coverage_high'])}) |")


def over_bases(found):
    """Mean of the bases' means with its 95 % interval; at how many the bound held."""
    known = [o for o in found if o["mean"] is not None and o["error"] is not None]
    if not known or len(found) < 2:
        return "-", "-"
    mean = sum(o["mean"] for o in known) / len(known)
    half = 1.96 * math.sqrt(sum(o["error"] ** 2 for o in known)) / len(known)
    held = f"{sum(bool(o['holds']) for o in found)} of {len(found)}" if found[0]["claim"] else "-"
    return f"{number(mean)} ({number(mean - half)} … {number(mean + half)})", held


def margin(o):
    """In standard errors; where all seeds agree there are none."""
    if not o["claim"]:
        return "-"
    words = "every seed" if o["margin"] is None and o["mean"] is not None else number(o["margin"], 2)
    return words if o["holds"] else f"**not held**, {words}"


def effect(o, found):
    pooled, held = over_bases(found)
    paper = f"{o['paper']}: {o['verdict']}" if o["paper"] else "-"
    label = o["label"].replace("|", "/")
    return (f"| {label} | {number(o['mean'])} | {number(o['low'])} … {number(o['high'])} | {o['seeds']} | {o['claim'] or '-'} | {margin(o)} | "
            f"{paper} | {pooled} | {held} |")


def papers_claims(bases):
    """What the paper says, and at how many bases it is so."""
    yield "| the paper | bound | as in the paper | undecided | not as in the paper |"
    yield "| --- | --- | --- | --- | --- |"
    for (heading, label), o in bases[0][1].items():
        if not o["paper"]:
            continue
        verdicts = [b[1][heading, label]["verdict"] for b in bases if (heading, label) in b[1]]
        counts = [f"{verdicts.count(v)} of {len(verdicts)}" if v in verdicts else "" for v in ("as in the paper", "undecided", "not as in the paper")]
        yield f"| {heading.removeprefix('# ')}: {label.replace('|', '/')} | {o['paper']} | " + " | ".join(counts) + " |"


# A bound that is so many standard errors off holds by 2.6 of them in all but one of a thousand bases.
FAR = 2.6 + 3.1


def near_bounds(bases):
    """Bounds that fresh bases may overturn: by how much they hold at worst, and on average."""
    found = []
    for (heading, label), o in bases[0][1].items():
        margins = [b[1][heading, label]["margin"] for b in bases if (heading, label) in b[1]]
        margins = [m for m in margins if m is not None]
        if o["claim"] and margins and sum(margins) / len(margins) < FAR:
            found.append((sum(margins) / len(margins), min(margins), heading.removeprefix("# "), label.replace("|", "/"), o["claim"]))
    if not found:
        yield f"On average every bound is {FAR:.2g} standard errors off, or more."
        return
    yield f"Bounds that are less than {FAR:.2g} standard errors off on average, so that some bases in a thousand or more would fail by chance:"
    yield from ("", "| effect | asserted | least margin | mean margin |", "| --- | --- | --- | --- |")
    for mean, least, heading, label, claim in sorted(found):
        yield f"| {heading}: {label} | {claim} | {number(least, 3)} | {number(mean, 3)} |"


def body(bases, folder):
    heading, effects = "", False
    for o in bases[0][0]:
        kind = o["command"]
        if kind == "effect" and not effects:
            yield from ("", "| effect | mean | 95 % interval | seeds | asserted | margin, standard errors | the paper | all bases | held |",
                        "|" + " --- |" * 9)
        effects = kind == "effect"
        if kind == "effect":
            yield effect(o, [b[1][heading, o["label"]] for b in bases if (heading, o["label"]) in b[1]])
        elif kind == "say":
            heading = o["text"] if o["text"].startswith("# ") else heading
            yield from ("", ("## " if o["text"].startswith("# ") else "") + o["text"].removeprefix("# "))
        elif kind in ("compare", "sweep"):
            yield from ("", *study(o))
        elif kind == "regress":
            yield from ("", *regress(o, folder))
        elif kind == "theory":
            yield from ("", *theory(o))


def endings(bases, names):
    failed = [(name, line) for name, b in zip(names, bases) for line in b[2]]
    counts = [len(b[0]) for b in bases]
    yield from ("", "## Assertions", "")
    yield "All of them hold, at every base." if not failed else f"{len(failed)} do not hold:"
    yield ""
    yield from (f"    base {name}: {line}" for name, line in failed)
    yield from ("", *near_bounds(bases), "")
    if len(set(counts)) > 1:
        yield f"Some bases ended early: they printed {', '.join(map(str, counts))} objects."


def main():
    folders = [os.path.abspath(f) for f in sys.argv[2:]]
    names = [os.path.basename(f) for f in folders]
    bases = [read(f) for f in folders]
    lines = ["# Expand neurons, not parameters: measured again", ""]
    lines += [f"Base of the seeds: {names[0]}." + (f" Replicated at {', '.join(names[1:])}." if names[1:] else ""), "",
              "An assertion holds if the mean is past its bound by 2.6 standard errors; by the same margin a claim of the paper is so here, is not, or is undecided.",
              "", "## What the paper says", "", *papers_claims(bases), *body(bases, folders[0])]
    for name in sorted(os.listdir(folders[0])):
        if name.endswith(".svg") and not name.startswith("regress-"):
            lines += ["", f"![{name[:-4]}]({names[0]}/{name})"]
    lines += endings(bases, names)
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write("\n".join(lines).rstrip() + "\n")


main()
