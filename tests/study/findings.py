#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every sentence of a finding has a line that asserts it, with its recipe.

  findings.py

A finding is what was measured, not what follows from a definition. The list below says which
sentence of which file is backed by which assertion of which scenario; the assertions are run by
`make paper` at five bases of seeds, and by scenarios.py. Sentences that look like findings
and are not in the list fail, so does a scenario of the paper that has a verdict of its own.
"""
import glob
import os
import re
import sys

ROOT = os.path.dirname(os.path.abspath(__file__)) + "/../../"
README, PANEL, WORK_OUT, GLOSSARY, REGRESS = ("README.md", "src/view/panel/theory/theory_panel.c", "src/view/panel/theory/expectation.c",
                                              "src/cmd/help/glossary.c", "src/cmd/command/cmd_regress.c")
SIGNS_FOUR = ("paper/alpha", "signs, random, alpha 4: share of clauses some neuron holds whole", "below=0.1")
PLAIN_FOUR = ("paper/alpha", "plain, alpha 4: random over dense, points", "above=0")
PLAIN_COVERAGE = ("paper/alpha", "plain, random, alpha 4: share of clauses some neuron holds whole", "below=0.2")

# file, sentence, and the lines that back it: scenario, label of the effect or message of the assertion, bound
FINDINGS = [
    (README, "A split along the clauses beats dense by more than 5 points (8 clauses, 8 neurons, α = 2).",
     ("paper/headline", "clause over dense, points", "above=5")),
    (README, "Recipe D: a random split beats dense by more than 4 points.", ("paper/headline", "recipe D: random over dense", "above=4")),
    (README, "A random split at epoch 100 does worse than one at epoch 5; with plain literals it still beats dense.",
     ("paper/timing", "signs, random: split at 5 over 100", "above=0"), ("paper/timing", "plain, random: split at 5 over 100", "above=0"),
     ("paper/timing", "plain, split at epoch 100: random over dense", "above=0")),
    (README, "Drawn signs: a random split in four does worse than one in two.", ("paper/alpha", "signs, random: alpha 4 over alpha 2", "below=0")),
    (README, "Plain literals: a random split in four beats dense, with under a fifth of the clauses whole anywhere.", PLAIN_FOUR, PLAIN_COVERAGE),
    (README, "Recipe H: a random split beats dense by more than 7 points, a clause split by more than 16.",
     ("paper/headline", "recipe H: random over dense", "above=7"), ("paper/headline", "recipe H: clause over dense", "above=16")),
    (README, "25 epochs after the split a clause split is more than 6 points above dense; 800 epochs add less than 2 points to 200.",
     ("paper/finetune", "signs, 25 epochs after the split: clause over dense", "above=6"), ("paper/finetune", "800 over 200 epochs after the split", "below=2")),
    (README, "Dense trained for 800 epochs does not catch up with a clause split trained for 50.",
     ("paper/finetune", "clause 50 epochs after the split over dense after 800", "above=2")),
    (README, "16 clauses: the gain of a clause split rises from 2 to 4 and to 8 children; 16 add less than 3 points, with plain literals they cost some.",
     ("paper/returns", "signs, clause: alpha 4 over 2", "above=6"), ("paper/returns", "signs, clause: alpha 8 over 4", "above=0"),
     ("paper/returns", "signs, clause: alpha 16 over 8", "below=3"), ("paper/returns", "plain, clause: alpha 16 over 8", "below=0")),
    (README, "16 neurons: 16 clauses gain more than 8, and 24 gain less than 16.",
     ("paper/width", "16 neurons: 16 over 8 clauses", "above=4"), ("paper/width", "16 neurons: 24 over 16 clauses", "below=-3")),
    (README, "512 neurons for 16 clauses, 60 epochs: a clause split still beats dense by more than 3 points, but 64 neurons gain more.",
     ("paper/width", "512 neurons: clause over dense", "above=3"), ("paper/width", "64 over 512 neurons", "above=0")),
    (README, "A clause split beats dense in nets of three hidden layers.", ("paper/depth", "fc1 split by clause: gain", "above=2")),
    (README, "5 literals a clause, so that positives are rare: the clause split gains more than 7 points less on natural samples than on balanced ones.",
     ("paper/sampling", "5 literals, clause: natural over balanced", "below=-7")),
    (README, "16 neurons for 8 clauses of 4 literals: it gains more on natural samples.",
     ("paper/sampling", "16 neurons, clause: natural over balanced", "above=0")),
    (README, "Drawn signs, 1000 + 1000 epochs: a random split does worse than dense.",
     ("paper/schedule", "signs, 1000 + 1000 epochs: random over dense", "below=0")),
    (README, "A random partition and a random mask of the same density are within 3 points of each other.",
     ("paper/controls", "random partition over random mask", "within=3")),
    (README, "A wide dense net is no ceiling: the clause split is within 4 points of it.",
     ("paper/controls", "clause over wide, which is no ceiling", "within=4")),
    (README, "Masks that move help a random split by more than 3 points, and a clause split by less than 3.",
     ("paper/masks", "random: moving over fixed masks", "above=3"), ("paper/masks", "clause: moving over fixed masks", "within=3")),
    (README, "Split at epoch 50, `gram` does better than random; at epoch 5 it does not by 3 points.",
     ("paper/splits", "gram over random, split at 50", "above=0"), ("paper/splits", "gram over random, split at 5,", "below=3")),
    (README, "Clauses that share inputs shrink the gain.", ("paper/overlap", "none shared over 16 inputs", "above=5")),
    (README, "Children that share half of their inputs or all of them do worse.", ("paper/share", "clause: half shared over none", "below=0"),
     ("paper/share", "clause: all shared over none", "below=-5"), ("paper/share", "random: all shared over none", "below=0")),
    (README, "DropConnect at the same budget does worse than dense.", ("paper/dropconnect", "DropConnect over dense", "below=-3")),
    (README, "Within settings capacity explains less than half of what it explains over all.",
     ("paper/capacity", "most of what capacity explains is between settings", "r2_within(clause) < 0.5*r2(clause)")),
    (README, "Recipe D for 200 epochs, split at epoch 5 in four: random beats dense by more than 2 points with plain literals, and by less than 1 with drawn signs.",
     ("paper/recipes", "plain, alpha 4, split at 5: random over dense", "above=2"), ("paper/recipes", "signs, alpha 4, split at 5: random over dense", "below=1")),
    (README, "The same, split at epoch 100: random does worse than dense, with plain literals, too.",
     ("paper/recipes", "plain, alpha 4, split at 100: random over dense", "below=0"), ("paper/recipes", "signs, alpha 4, split at 100: random over dense", "below=0")),
    (README, "A clause split beats dense in every row, which the test asserts", ("../tests/study/table.py", "clause split beats dense", "wins")),
    (README, "For parities, and for dnf of drawn signs, both numbers together tell who gains; with plain literals they do not.",
     SIGNS_FOUR, ("paper/alpha", "signs, random: alpha 4 over alpha 2", "below=0"), PLAIN_FOUR, PLAIN_COVERAGE),
    (README, "A random split has almost no collisions, but loses coverage", ("paper/theory", "random, alpha 2: collisions", "below=0.0037"),
     ("paper/theory", "random, alpha 2: coverage", "below=0.64")),
    (PANEL, "With plain literals (negate=no) they do not: a child that sees a part of a clause still holds evidence for it, and random splits in four gain at a "
            "coverage under .2, too.", PLAIN_FOUR, PLAIN_COVERAGE),
    (WORK_OUT, "With drawn signs and with parities that costs accuracy; with plain literals (negate=no) a part is evidence, too.",
     SIGNS_FOUR, ("paper/alpha", "signs, random: alpha 4 over alpha 2", "below=0"), PLAIN_FOUR),
    (GLOSSARY, "where a neuron needs a clause whole: parities, and dnf of drawn signs; less so with negate=no.", SIGNS_FOUR, PLAIN_FOUR),
    (REGRESS, "random splits in four have the largest fold change, but not the largest gain.",
     ("paper/alpha", "signs, alpha 4: fold change of capacity, random over clause", "above=0"), ("paper/alpha", "signs, alpha 4: random over clause", "below=-5")),
    ("scenarios/multiplexer.fpe", "There the clause split gains; here it loses.", ("multiplexer", "clause, 2 children: points", "below=0"),
     ("multiplexer", "clause, own inputs: points", "above=0")),
    ("scenarios/fashion_mnist.fpe", "random splits # in two and in four gain; four gain more than two",
     ("fashion_mnist", "8 neurons gain by a random split in two", "low(gain(random)) > 0"),
     ("fashion_mnist", "8 neurons gain by a random split in four", "low(gain(random)) > 0.003"), ("fashion_mnist", "about a point", "> 0.008")),
    ("scenarios/words.fpe", "with 8 neurons a random split saves bits", ("words", "8 neurons: a random split saves bits", "high(")),
    ("scenarios/words.fpe", "With 8 neurons a random split saves bits, with 32 it costs some.", ("words", "32 neurons: a random split costs bits", "low(")),
    ("scenarios/led.fpe", "without those bits a # split in four loses", ("led", "bare LED loses", "high(gain(random)) < -0.05")),
    ("scenarios/embeddings.fpe", "32 neurons gain tenths of a point by a random split, 4 neurons more",
     ("embeddings", "32 neurons gain by a random split in four", "> 0"), ("embeddings", "4 neurons gain more on average", "mean(")),
]
# What looks like a finding about who gains.
LOOKS = re.compile(r"[^.\"|]*\b(?:random|clause|gram|magnitude) splits?\b[^.\"|]*\b(?:beats?|wins?|loses?|gains?|helps?|better|worse)\b[^.\"|]*", re.I)
LOOKED_AT = ["README.md", *sorted(glob.glob(ROOT + "src/cmd/help/*.c")), *sorted(glob.glob(ROOT + "src/cmd/command/*.c")),
             *sorted(glob.glob(ROOT + "src/view/panel/theory/*.c"))]
# They say what a word or an option means, or what a scenario shows.
NO_FINDINGS = ["and read what the split cost", "EXAMPLE", "what a split can gain", "which shows", "may be", "or the compare"]


def words(text):
    return " ".join(text.split())


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def backed(scenario, label, bound):
    """Is there a line that has both?"""
    path = scenario if scenario.endswith(".py") else scenario + ".fpe"
    lines = read(os.path.join("scenarios", path))
    if scenario.endswith(".py"):
        return label in words(lines) and bound in lines
    return any(line.startswith(("effect ", "assert ")) and label in line and bound in line.replace(label, "") for line in lines.splitlines())


def faults():
    for path, sentence, *lines in FINDINGS:
        if words(sentence) not in words(read(path)):
            yield f"{path} does not say: {sentence}"
        if not lines:
            yield f"nothing backs: {sentence}"
        for line in lines:
            if not backed(*line):
                yield f"{line[0]} has no line `{line[1]}` with {line[2]}, which is to back: {sentence}"
    known = [words(sentence) for path, sentence, *_ in FINDINGS]
    for path in LOOKED_AT:
        for found in LOOKS.findall(words(read(path))):
            found = words(found)
            if not any(found in k or k.rstrip(".") in found for k in known) and not any(n in found for n in NO_FINDINGS):
                yield f"{os.path.relpath(os.path.join(ROOT, path), ROOT)}: a finding that is not in the list: {found}"
    for path in sorted(glob.glob(ROOT + "scenarios/paper/*.fpe")):
        for n, line in enumerate(read(path).splitlines(), 1):
            if line.startswith("say") and re.search(r"reproduced|beats dense|loses to", line, re.I) and "The paper" not in line:
                yield f"{os.path.relpath(path, ROOT)}:{n}: a verdict that is not worked out: {line}"
    rows = re.findall(r"^\| (.*?) \| `[a-z, `]*` \|$", read("README.md").split("backed by")[1].split("\n\n")[0], re.M)
    for row in rows:
        if words(row) not in known:
            yield f"README.md: a row of findings that is not in the list: {row}"
    if not rows:
        yield "README.md has no table of findings"


def claims():
    """Each claim of the paper has a scenario with a verdict, or a sentence why not."""
    rows = re.findall(r"^\| (\d+) \| (.*?) \| (.*) \|$", read("scenarios/paper/README.md"), re.M)
    if [int(n) for n, *_ in rows] != list(range(1, 16)):
        yield f"scenarios/paper/README.md: claims {[n for n, *_ in rows]}, not 1 to 15"
    for n, _, where in rows:
        names = [name for name in re.findall(r"`([a-z_./]+)`", where) if name.startswith("../") or os.path.exists(os.path.join(ROOT, f"scenarios/paper/{name}.fpe"))]
        here = [name for name in names if not name.startswith("../")]
        for name in names:
            if not os.path.exists(os.path.join(ROOT, f"scenarios/paper/{name}.fpe")):
                yield f"scenarios/paper/README.md: claim {n}: there is no {name}"
        if not any(re.search(r"^effect .*paper_|^assert ", read(f"scenarios/paper/{name}.fpe"), re.M) for name in here) and "Not here" not in where:
            yield f"scenarios/paper/README.md: claim {n} has neither a verdict nor a sentence why not"


def main():
    found = list(faults()) + list(claims())
    for fault in found:
        print("NOT OK:", fault)
    print(f"findings: {max(len(FINDINGS) + 15 - len(found), 0)} passed, {len(found)} failed")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
