#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random scripts that parse, from the tables of commands, and what must hold of each whatever it says.

  scripts.py PROGRAM [--seconds N] [--seed S] [--only S] [--large]

--large: of nets so large that what nobody reads of them is given back to the system, stopped inside epochs. Seconds are of the processor. A script's own seed is printed where something does not hold, with the script without the
lines that do not matter; --only runs that one. What must hold:

  - it ends, by no signal; exit 1 if a line failed, else 0; stops at the first such line without --keep-going
  - what it prints is JSON, without a byte that a terminal would obey
  - a line that failed has changed nothing of the session, byte by byte as `save` writes it
  - its `history` leads to the same session
  - saved, loaded and trained on is trained on; --large: so it is if it is loaded behind each line
"""
import argparse
import hashlib
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import unicodedata

sys.path.append(os.path.join(sys.path[0], "../support"))
import inherited  # noqa: E402,F401
from tables import tables  # noqa: E402

ROOT = os.path.realpath(os.path.join(sys.path[0], "../.."))
# Not typed: they leave, need a person, measure the machine, or are asked here.
LEFT_OUT = {"quit", "tour", "lesson", "bench", "include", "wait", "save", "history"}
# Numbers are small, so that a script takes milliseconds: the largest of an argument of this name.
SMALL = {"train": 60, "test": 40, "inputs": 12, "clauses": 4, "literals": 4, "width": 90, "height": 30, "characters": 300,
         "irrelevant": 20, "address": 3, "alpha": 4, "hidden": 6, "batch": 30, "sample": 70, "history": 20, "masks_until": 30}
NAMES = ["dense", "random", "clause", "a", "b", "magnitude"]
TEXTS = ["x1", "x0,x2", "n0", "n1.0", "1", "a", "0", "kind", "none", "x3", "b1", "The ", "fc1:fc1", "accuracy(dense) > 0",
         "split == 'random'", "2x3", "gain", "ä", "a b", ""]

LINES = ["train 1", "split by=clause", "print 1 + 1", "data train=20 test=20"]

MASKS_COLUMN = 5  # of the table of nets in a saved session


class Words:
    """Random values of arguments."""

    def __init__(self, t, r):
        self.t, self.r = t, r

    def integer(self, a):
        low, high = int(a["min"] or 0), int(a["max"] or 9)
        small = max(low, min(high, SMALL.get(a["name"], 5)))
        return str(self.r.choice([low, small, self.r.randint(low, small), self.r.randint(low, small)]))

    def real(self, a):
        low, high = a["min"] or 0, min(a["max"] if a["max"] is not None else 1, 2)
        return self.r.choice([f"{low:g}", f"{high:g}", f"{self.r.uniform(low, high):.3g}", "0.1", "0.01", "1e-9"])

    def choice(self, a):
        return self.r.choice(a["choices"])

    def several(self, of, a):
        return ",".join(of(a) for _ in range(self.r.randint(1, 3)))

    def formula(self, depth=0):
        if depth > 3 or self.r.random() < 0.3:
            return self.r.choice(["a", "b", "c", "d", "!a", "!e", "1", "0"])
        return f"({self.formula(depth + 1)} {self.r.choice('& | ^ -> <->'.split())} {self.formula(depth + 1)})"

    def expression(self, depth=0):
        r = self.r.random()
        if depth > 3 or r < 0.2:
            return self.r.choice(["0", "1", "0.5", "1e3", "-2"])
        if r < 0.5:
            table = self.t[self.r.choice(["metrics", "functions"])]
            return f"{self.r.choice(table)['name']}({self.name()})"
        if r < 0.6:
            return f"{self.r.choice(['mean', 'low', 'sd'])}(gain({self.name()}))"
        if r < 0.7:
            f = self.r.choice(self.t["arithmetic"])
            return f["name"] + "(" + ", ".join(self.expression(depth + 1) for _ in range(f["least"])) + ")"
        return f"({self.expression(depth + 1)} {self.r.choice('+ - * / < <= == != and or'.split())} {self.expression(depth + 1)})"

    def name(self):
        return self.r.choice(NAMES)

    def file(self, row, a):
        if a["writes"]:
            return "out" + self.r.choice(a["choices"] or [".db"])
        if row["verb"] in ("runs", "merge", "regress", "recommend"):
            return self.r.choice(["out.db", "none.db"])
        if row["name"] == "load":
            return self.r.choice(["0.session", "1.session"])
        golden = re.findall(r"tests/golden/[\w./-]+", " ".join(filter(None, (row["example"], row["more_examples"]))))
        return self.r.choice(golden + ["out.safetensors", "tests/golden/none", "tests/golden/flowers.csv"])

    def value(self, row, a):
        """Of any type there is: one that is not known here is a KeyError."""
        return {"integer": lambda: self.integer(a), "real": lambda: self.real(a), "choice": lambda: self.choice(a),
                "flag": lambda: self.r.choice(["yes", "no"]), "seed": lambda: str(self.r.randrange(10)),
                "formula": self.formula, "expression": self.expression, "file": lambda: self.file(row, a),
                "text": lambda: self.r.choice(TEXTS), "lines": lambda: self.r.choice(LINES), "integers": lambda: self.several(self.integer, a),
                "reals": lambda: self.several(self.real, a), "choices": lambda: self.several(self.choice, a),
                "shape": lambda: f"{self.r.randint(1, 6)}x{self.r.randint(1, 6)}",
                "widths": lambda: "x".join(str(self.r.randint(1, 6)) for _ in range(self.r.randint(1, 3))),
                "count": lambda: self.r.choice(a["choices"] or ["1"]) if self.r.random() < 0.4 else self.integer(a),
                "name": self.name, "arm": self.name, "arms": lambda: ",".join({self.name(), self.name()}),
                "arm_epoch": lambda: self.name() + self.r.choice(["", f"@{self.r.randrange(9)}", "@now"]),
                "epoch": lambda: self.r.choice(["", self.name() + "@"]) + self.integer(a),
                "layer": lambda: self.r.choice(a["choices"] or ["1"]) if self.r.random() < 0.3 else str(self.r.randint(1, 2)),
                "topic": lambda: self.r.choice(self.t["topics"])["name"]}[a["type"]]()


def quoted(text, always=False):
    return text if re.fullmatch(r"[\w.,:/x-]+", text) and not always else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def line_of(row, words):
    """Its required arguments, and some others."""
    parts = list(filter(None, (row["verb"], row["word"])))
    open_end = True
    for a in row["arguments"]:
        given = a["required"] or words.r.random() < min(0.4, 2 / len(row["arguments"]))
        # by the clock a script is another one each time
        given = given and a["name"] != "time"
        # long studies have small numbers; a positional argument stands behind those before it
        given = given or (a["name"] in ("seeds", "epochs", "warmup", "train", "runs") and "long" in row["flags"])
        given = given and (open_end or not a["positional"])
        open_end = open_end and (given or not a["positional"])
        if given and a["positional"]:
            # behind an expression a word would belong to it
            parts.append(quoted(words.value(row, a), a["type"] == "text" and words.r.random() < 0.7))
        elif given:
            parts.append(f"{a['name']}={quoted(words.value(row, a))}")
    return " ".join(parts)


def script(t, r):
    words = Words(t, r)
    rows = [row for row in t["commands"] if row["name"] not in LEFT_OUT]
    often = [row for row in rows if row["verb"] in ("task", "net", "train", "split", "set", "data", "rewind", "undo", "redo")]
    lines = ["data train=40 test=20"]
    for _ in range(r.randint(2, 14)):
        lines.append(line_of(r.choice(often if r.random() < 0.6 else rows), words))
    return lines


# A layer of each has 256 KiB and more; names of inputs, features and classes are of no matter.
LARGE_TASKS = ["task dnf clauses=40 literals=4", "task xor clauses=60", "task toy features=256 density=0.2", "task led irrelevant=250"]
LARGE_HIDDEN = ["512", "700", "300x300", "256x512x64", "600"]
LARGE_SETTINGS = ["optimizer=sgd momentum=0.9", "optimizer=sgd", "optimizer=adam", "dropconnect=0.3", "dropconnect=0", "masks=rigl masks_until=40",
                  "masks=fixed", "decay=0.001", "lr=0.003", "batch=30", "batch=full", "history=1", "history=256"]


def large_net(r, names="abc"):
    return (f"net hidden={r.choice(LARGE_HIDDEN)} as={r.choice(names)} bias={r.choice(['yes', 'yes', 'no'])} "
            f"activation={r.choice(['relu', 'relu', 'gelu', 'tanh'])}")


def large_line(t, r):
    """What reads a net, its masks and moments, beside what trains it."""
    arm, layer = r.choice("aaabcd"), r.randint(1, 2)
    kinds = [a["choices"] for row in t["commands"] if row["name"] == "split" for a in row["arguments"] if a["name"] == "by"][0]
    return r.choice([
        lambda: f"train batches={r.randint(1, 5)}", lambda: f"train batches={r.randint(1, 5)} arm={arm}", lambda: f"train {r.randint(1, 3)}",
        lambda: f"train until={r.choice([2, 3, 11])}",
        lambda: f"split by={r.choice(kinds)} alpha={r.choice([2, 2, 3, 4, 16])} from={arm} as={r.choice('bcd')} layer={r.choice([1, 1, 2, 'all'])}",
        lambda: f"split by=random share=0.5 from={arm}@{r.randint(0, 3)} as={r.choice('bcd')} budget={r.choice(['none', 'strict'])}",
        lambda: f"rewind {r.randint(0, 3)} arm={arm} as={r.choice('bcd')}",
        lambda: f"weight {layer} {r.randint(0, 9)} {r.randint(0, 99)} 0.5 arm={arm}",
        lambda: f"weight 1 {r.randint(0, 99)} {r.randint(0, 99)} 0 arm={arm}",
        lambda: f"assign n{r.randint(0, 99)} x{r.randint(0, 99)} {r.randint(0, 1)} arm={arm}", lambda: f"drop {arm}",
        lambda: "set " + r.choice(LARGE_SETTINGS), lambda: f"set {r.choice(LARGE_SETTINGS)} arm={arm}", lambda: large_net(r),
        lambda: f"data train={r.choice([60, 70])} test=20 noise=0.1", lambda: f"export out.npz arm={arm}@{r.randint(0, 3)}",
        lambda: f"export out.safetensors arm={arm}", lambda: "import out.safetensors as=d", lambda: "metrics", lambda: f"ablate arm={arm} layer={layer}",
        lambda: "undo", lambda: "undo", lambda: "redo"])()


def large_script(t, r):
    lines = [r.choice(LARGE_TASKS), "data train=70 test=20", "set batch=20", large_net(r, "a"), f"train batches={r.randint(1, 6)}"]
    return lines + [large_line(t, r) for _ in range(r.randint(3, 8))]


# ---------------------------------------------------------------- what holds

class Wrong(Exception):
    pass


def must(holds, what):
    if not holds:
        raise Wrong(what)


def without(facts, name):
    """Wherever it stands."""
    if isinstance(facts, list):
        return [without(x, name) for x in facts]
    return {k: without(v, name) for k, v in facts.items() if k != name} if isinstance(facts, dict) else facts


def digest(path, masks=True):
    """Of a saved session, whatever numbers its arms got (what failed, or was undone, has used some up), and whichever script
    said where samples are. Without masks: nets may share equal ones, or have each its own."""
    content = open(path, "rb").read()
    head = 8 + int.from_bytes(content[:8], "little")
    tensors = json.loads(content[8:head])
    del tensors["__metadata__"]
    got = hashlib.sha256()
    for name, tensor in sorted(tensors.items()):
        begin, end = tensor["data_offsets"]
        part = content[head + begin:head + end]
        if not masks and name == "masks":
            continue
        if not masks and name == "nets":
            part = b"".join(part[i:i + 8] for i in range(0, len(part), 8) if i // 8 % tensor["shape"][1] != MASKS_COLUMN)
        if name == "session":
            facts = without(json.loads(part), "script")
            place = {arm["id"]: i for i, arm in enumerate(facts["arms"])}
            for arm in facts["arms"]:
                arm["id"], arm["parent"] = place[arm["id"]], place.get(arm["parent"], -1)
            facts["current"] = place.get(facts["current"], -1)
            del facts["next"]
            part = json.dumps(facts).encode()
        got.update(name.encode() + part)
    return got.hexdigest()


def must_be_clean(text, what):
    for c in text:
        must(c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"), f"{what} has U+{ord(c):04X}")


def without_parts(errors, name):
    """Without what stands before an error of a line whose file does not parse: the errors of that file."""
    kept = []
    for i, e in enumerate(errors):
        whole = next((other["message"] for other in errors[i:] if other["file"] == name), "")
        if e["file"] == name or not whole.endswith("does not parse"):
            kept.append(e)
    return kept


class Runner:
    def __init__(self, program, folder, reloads):
        self.program, self.folder, self.reloads = program, folder, reloads

    def run(self, name, lines, *options):
        """Exit status, objects printed, errors told."""
        with open(os.path.join(self.folder, name), "w") as file:
            file.write("\n".join(lines) + "\n")
        try:
            got = subprocess.run([self.program, "--batch", "--quiet", "--json", *options, name], cwd=self.folder,
                                 capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
        except subprocess.TimeoutExpired:
            raise Wrong("it does not end") from None
        must(got.returncode in (0, 1), f"exit {got.returncode}: {got.stderr.decode(errors='replace')[-3000:]}")
        texts = []
        for stream, what in ((got.stdout, "output"), (got.stderr, "messages")):
            try:
                text = stream.decode()
                texts.append([json.loads(line) for line in text.splitlines()])
            except ValueError as error:
                raise Wrong(f"{what}: {error}") from None
            must_be_clean(text, what)
            for value in texts[-1]:
                must_be_clean(json.dumps(value, ensure_ascii=False), what)
        return got.returncode, texts[0], without_parts([e for e in texts[1] if e.get("command") == "error"], name)

    def path(self, name):
        return os.path.join(self.folder, name)

    def forget(self, names):
        for name in os.listdir(self.folder):
            if re.match(names, name) and name != "tests":
                os.unlink(self.path(name))

    def check(self, lines):
        self.forget("")
        # line k of the script is line 2k of the file, the session after it is k.session
        saved = [x for k, line in enumerate(lines, 1) for x in (line, f"save {k}.session")]
        end = ["history again.fpe", "train 1", "save after.session"]
        status, _, errors = self.run("a.fpe", ["save 0.session"] + saved + end, "--keep-going")
        must((status != 0) == bool(errors), f"exit {status} with {len(errors)} errors")
        self.unchanged(lines, errors)
        self.replays(lines, errors)
        self.goes_on(lines, errors)
        if self.reloads:
            self.loaded_between(lines, errors)
        if len(errors) and errors[0]["file"] == "a.fpe" and errors[0]["line"] <= len(saved):
            self.stops(saved, errors[0])

    def unchanged(self, lines, errors):
        for e in errors:
            k = e["line"] // 2
            # an arm that diverged is a result of the others' training; what a load reads is there by then
            if e["file"] != "a.fpe" or e["line"] % 2 or not 1 <= k <= len(lines) or "diverged" in e["message"]:
                continue
            must(digest(self.path(f"{k - 1}.session")) == digest(self.path(f"{k}.session")),
                 f"it failed, and has changed something: {lines[k - 1]}: {e['message']}")

    def replays(self, lines, errors):
        again = open(self.path("again.fpe")).read().splitlines()
        os.replace(self.path(f"{len(lines)}.session"), self.path("whole.session"))
        self.forget("out")
        # trained on, for what nobody has looked at is not made yet, and says so when it is
        status, _, wrong = self.run("b.fpe", again + ["train 1", "save replayed.session"], "--keep-going")
        failed = [e for e in errors if e["line"] > 2 * len(lines) + 1]
        wrong = [e for e in wrong if "diverged" not in e["message"]]
        must(len(wrong) == len([e for e in failed if "diverged" not in e["message"]]), f"history does not replay: {wrong}")
        must(digest(self.path("replayed.session")) == digest(self.path("after.session")), "history leads to another session")

    def goes_on(self, lines, errors):
        if any("diverged" in e["message"] for e in errors):
            return
        status, _, wrong = self.run("c.fpe", ["load whole.session", "train 1", "save loaded.session"], "--keep-going")
        failed = [e for e in errors if e["line"] > 2 * len(lines) + 1]
        must([e["message"] for e in wrong] == [e["message"] for e in failed], f"a loaded session: {wrong}, without: {failed}")
        must(digest(self.path("loaded.session"), masks=False) == digest(self.path("after.session"), masks=False),
             "loaded and trained it is another one")

    def loaded_between(self, lines, errors):
        """Behind each line, but where another one may take it back: a load is a step, too."""
        if any("diverged" in e["message"] for e in errors):
            return
        steps = []
        for k, line in enumerate(lines):
            steps.append(line)
            if not any(later in ("undo", "redo") for later in lines[k + 1:]):
                steps += ["save between.session", "load between.session"]
        self.forget("out")
        self.run("e.fpe", steps + ["train 1", "save between.session"], "--keep-going")
        must(digest(self.path("between.session"), masks=False) == digest(self.path("after.session"), masks=False),
             "loaded behind each line it is another one")

    def stops(self, saved, first):
        self.forget("out")
        status, _, errors = self.run("d.fpe", ["save 0.session"] + saved)
        must(status == 1 and len(errors) == 1 and errors[0]["line"] == first["line"], f"without --keep-going: {errors}")


def kept():
    """Those that something was found by."""
    folder = os.path.join(sys.path[0], "corpus/scripts")
    for name in sorted(os.listdir(folder)):
        yield name, open(os.path.join(folder, name)).read().splitlines()


def why(runner, lines):
    try:
        runner.check(lines)
    except Wrong as error:
        return str(error)
    return None


def kind(text):
    return re.sub(r"[^a-z]+", " ", text.split(":")[0])


def shrunk(runner, lines, what):
    """Without every line whose absence leaves the same fault."""
    i = 0
    while i < len(lines):
        fewer = lines[:i] + lines[i + 1:]
        now = why(runner, fewer) if fewer else None
        if now and kind(now) == kind(what):
            lines, what = fewer, now
        else:
            i += 1
    return lines, what


def parses(runner, lines):
    """Values that do not go together are a line that does not parse: they are left out."""
    with open(runner.path("p.fpe"), "w") as file:
        file.write("\n".join(lines) + "\n")
    got = subprocess.run([runner.program, "--check", "--keep-going", "--json", "p.fpe"], cwd=runner.folder,
                         capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    bad = {json.loads(e)["line"] for e in got.stderr.decode().splitlines()}
    return [line for i, line in enumerate(lines, 1) if i not in bad], len(bad)


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def drawn(t, runner, options):
    """Scripts and how each is had again, until the time is over."""
    begun = cpu_seconds()
    draw = large_script if options.large else script
    if options.only is not None:
        yield f"--only {options.only}", draw(t, random.Random(options.only))
        return
    if not options.large:
        yield from kept()
    count = 0
    while cpu_seconds() - begun < options.seconds:
        seed = options.seed * 100000 + count
        count += 1
        yield f"--only {seed}", draw(t, random.Random(seed))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--only", type=int)
    parser.add_argument("--large", action="store_true")
    options = parser.parse_args()
    program = os.path.realpath(options.program)
    t = tables(program)
    print(f"scripts: seed {options.seed}", flush=True)
    count = lines_run = left_out = faults = 0
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.join(ROOT, "tests"), os.path.join(folder, "tests"))
        runner = Runner(program, folder, options.large)
        for name, lines in drawn(t, runner, options):
            lines, bad = parses(runner, lines)
            what = why(runner, lines)
            count, lines_run, left_out = count + 1, lines_run + len(lines), left_out + bad
            if not what:
                continue
            faults += 1
            lines, what = shrunk(runner, lines, what)
            print(f"not ok - {name}: {what}\n  " + "\n  ".join(lines), flush=True)
            if faults == 5:
                break
    print(f"scripts: {count} scripts, {lines_run} lines, {left_out} left out that do not parse, {faults} at fault")
    return faults > 0


sys.exit(main())
