# SPDX-License-Identifier: GPL-3.0-or-later
"""What was measured, as text and as the Markdown of RESULTS.md.

Tables stand between `<!-- begin NAME -->` and `<!-- end NAME -->`; a file that has such lines gets new tables there and
keeps all else."""
import os
import re

from field import PEERS
from program import FIGURES, shown
from training import agree


def one(values, digits=2):
    return f"{values['median']:.{digits}f} ({values['low']:.{digits}f} to {values['high']:.{digits}f})"


def show_job(result):
    """A job on the terminal."""
    print(f"\n{result['job']} ({result['row']['net']}, {result['row']['samples']} samples, batch {result['row']['batch']}): "
          f"{result['gflops']:.0f} GFLOP/s by live weights, {100 * result['share']:.0f} % of the peak; without / with evaluation")
    same = agree(result)
    for name, row in result["train"].items():
        whole = result["whole"][name]
        print(f"  {name:8} {row['us']['median']:10.1f} {whole['us']['median']:10.1f} us   x ours {one(row['ratio'])}   "
              f"{one(whole['ratio'])}{'' if same.get(name, True) else '   LOSSES DIFFER'}"
              + (f"   {result['kernels'][name]}" if name in result["kernels"] else ""))
    for name, ratios in result.get("to_dense", {}).items():
        print(f"  {name:8} split / dense {one(ratios['train'])}   {one(ratios['whole'])}")
    for name, cores in result["wrong"].items():
        print(f"  {name}: thrown out for a wrong product: {', '.join(cores)}")


def show_goals(judged):
    print()
    for goal, got, reached in judged:
        text = "not measured" if got is None else f"{got:.2f} {goal.unit}".strip()
        print(f"goal {goal.title}: {goal.better} {goal.value:g} {goal.unit}".rstrip() + f", got {text}: "
              + ("reached" if reached else "NOT REACHED"))
    print(f"{sum(r for _, _, r in judged)} of {len(judged)} goals reached")


def table(titles, lines):
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [titles, ["---"] * len(titles)] + lines) + "\n"


def us(value):
    return f"{value:.1f}" if value < 100 else f"{value:.0f}"


def times_table(report):
    """A row a job; in a cell: without evaluation; with."""
    jobs = report["jobs"]
    peers = [n for n in PEERS if n not in ("ours", "double") and any(n in r["train"] for r in jobs)]
    lines = []
    for r in jobs:
        ours = "; ".join(us(r[w]["ours"]["us"]["median"]) for w in ("train", "whole"))
        cells = [" ; ".join(one(r[w][p]["ratio"]) for w in ("train", "whole")) if p in r["train"] else "-" for p in peers]
        lines.append([r["job"], ours, f"{100 * r['share']:.0f} %", *cells, r["kernels"].get("blas", "-")])
    return table(["job", "ours, us", "of peak", *(PEERS[p].title for p in peers), "kernels of OpenBLAS"], lines)


def split_table(report):
    jobs = [r for r in report["jobs"] if "to_dense" in r]
    names = [n for n in PEERS if any(n in r["to_dense"] for r in jobs)]
    lines = [[r["job"]] + [" ; ".join(one(r["to_dense"][n][w]) for w in ("train", "whole")) if n in r["to_dense"] else "-"
                           for n in names] for r in jobs]
    return table(["split / dense", *(PEERS[n].title for n in names)], lines)


def losses_table(report):
    jobs = report["jobs"]
    names = [n for n in PEERS if any(n in r["losses"] for r in jobs)]
    lines = [[r["job"], " ".join(map(str, r["steps"]))]
             + [" ".join(f"{v:.5f}" for v in r["losses"][n]) + ("" if agree(r).get(n, True) else " **differs**")
                if n in r["losses"] else "-" for n in names] for r in jobs]
    text = table(["job", "after steps", *(PEERS[n].title for n in names)], lines)
    wrong = [f"{r['job']} of {PEERS[n].title}: {', '.join(cores)}" for r in jobs for n, cores in r["wrong"].items()]
    return text + (f"\nThrown out, for their product is wrong: {'; '.join(wrong)}.\n" if wrong else "")


def program_table(report):
    lines = [[f.title, shown(report["program"][f.key], f.unit)] for f in FIGURES if f.key in report["program"]]
    if "fashion" in report["program"]:
        lines.append(["Fashion-MNIST, 3 + 12 epochs of 8 neurons with evaluation, PyTorch / ours",
                      shown(report["program"]["fashion"], "times")])
    return table(["", "median (range)"], lines)


def goals_table(report, judged):
    lines = [[goal.title, f"{goal.better} {goal.value:g} {goal.unit}".strip(),
              "not measured" if got is None else f"{got:.2f} {goal.unit}".strip(), "yes" if reached else "no"]
             for goal, got, reached in judged]
    return table(["goal", "asked", "got", "reached"], lines) + f"\n{sum(r for _, _, r in judged)} of {len(judged)} reached.\n"


def machine_text(report):
    versions = "; ".join(f"{PEERS[n].title}: {v}" for n, v in report.get("versions", {}).items() if n != "lists")
    lines = [f"{report['date']}: {report['machine']}; {report['rounds']} rounds; load of the machine at the beginning "
             f"{report['load']:.2f}."]
    if "kernel" in report:
        lines.append(f"Kernel {report['kernel']}, peak {report['peak_gflops']:.0f} GFLOP/s in fused multiply-adds, one thread. "
                     f"{versions}.")
    return "\n".join(lines) + "\n"


def blocks(report, judged):
    found = {"machine": machine_text(report)}
    if report["jobs"]:
        found.update(times=times_table(report), splits=split_table(report), losses=losses_table(report))
    if report.get("program"):
        found["program"] = program_table(report)
    found["goals"] = goals_table(report, judged)
    return found


def write_markdown(path, report, judged):
    text = open(path, encoding="utf-8").read() if os.path.exists(path) else ""
    for name, block in blocks(report, judged).items():
        new = f"<!-- begin {name} -->\n{block}<!-- end {name} -->"
        old = re.compile(f"<!-- begin {name} -->.*?<!-- end {name} -->", re.S)
        text = old.sub(lambda _: new, text) if old.search(text) else text + ("\n" if text else "") + new + "\n"
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
