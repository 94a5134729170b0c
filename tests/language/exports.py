#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exported files: what is in them, that import brings them back, and what becomes of them when things go wrong.

  exports.py PROGRAM

Endings are those of the rows of `export`; PyTorch, NumPy and SciPy read them in tests/study/torch_models.py.
"""
import csv
import json
import os
import resource
import signal
import struct
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402
from tables import tables  # noqa: E402
from tensors import READERS, read_safetensors  # noqa: E402

TASK = "task dnf clauses=4 literals=3"
SETUP = [TASK, "data train=400 test=400", "net hidden=4"]
TRAINED = SETUP + ["train 5", "split by=clause", "train until=10"]
check = Checks()


def begun(folder, process):
    """Has a file there bytes that the process has open? It has no name yet, or one that may go at any time."""
    files = f"/proc/{process.pid}/fd/"
    try:
        for fd in os.listdir(files):
            if os.readlink(files + fd).startswith(os.path.realpath(folder) + "/") and os.stat(files + fd).st_size > 0:
                return True
    except (FileNotFoundError, PermissionError):
        pass
    return False


def has_nameless_files(folder):
    try:
        os.close(os.open(folder, os.O_TMPFILE | os.O_WRONLY))
    except OSError:
        return False
    return True


def run(program, *lines, options=(), **more):
    commands = [x for line in lines for x in ("-c", line)]
    return subprocess.run([program, "--batch", "--quiet", *options, *commands], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, **more)


def good(program, *lines, **more):
    got = run(program, *lines, **more)
    check(got.returncode == 0, f"{lines[-1]}: {got.stderr}")
    return got.stdout


def endings(program, word):
    """Those of tensors, and the others."""
    row = next(r for r in tables(program)["commands"] if r["name"] == word)
    choices = next(a for a in row["arguments"] if a["name"] == "file")["choices"]
    return [e for e in choices if e in READERS], [e for e in choices if e not in READERS]


def tied(program, folder):
    """What gives its inputs back by the same weights is that again, and counts them once."""
    for ending in ("safetensors", "npz"):
        path = f"{folder}/tied.{ending}"
        setup = ["task toy features=6", "data train=400 test=400", "net hidden=2", "train 2", "split by=random as=a"]
        out = good(program, *setup, f"export {path} arm=a", f"import {path} as=b", "print nnz(a)", "print nnz(b)",
                   "print train_loss(a)", "print train_loss(b)").split()
        check(out[-4:-2] == ["12", "12"] and out[-2] == out[-1], f"{ending}: a tied net comes back as {out[-4:]}")


def round_trips(program, ending):
    metrics = []
    for name, lines in (("a", TRAINED), ("b", SETUP[:2] + [f"import a{ending} as=theirs"]), ("c", SETUP[:2] + [f"import b{ending}"])):
        arm = "" if name != "a" else " arm=clause"
        got = good(program, *lines, f"export {name}{ending}{arm}", f"metrics{arm}", options=["--json"])
        found = json.loads(got.splitlines()[-1])["arms"][0]
        metrics.append({k: v for k, v in found.items() if k not in ("arm", "epoch")})
    whole = [open(name + ending, "rb").read() for name in "abc"]
    check(whole[0] == whole[1] == whole[2], f"{ending}: export, import, export is another file")
    check(metrics[0] == metrics[1], f"{ending}: metrics differ: {metrics[0]} {metrics[1]}")
    check(metrics[0]["collisions"] not in (0, 1) and metrics[0]["cosine_cross"], f"{ending}: metrics of parents say nothing here")
    # who comes twice is told apart, and a name that is asked for is given
    arms = json.loads(good(program, *SETUP[:2], f"import a{ending}", f"import a{ending}", f"import a{ending} as=third", "arms", options=["--json"]).splitlines()[-1])["arms"]
    check([a["arm"] for a in arms] == ["clause", "clause2", "third"], f"{ending}: arms {[a['arm'] for a in arms]}")
    # a net that was trained on tells what it was before
    good(program, *SETUP[:2], f"import a{ending}", "train 1", "split by=random", f"export d{ending} arm=random")
    told = json.loads(READERS[ending]("d" + ending)[1]["fpe"])
    check([s["arm"] for s in told["steps"]] == ["dense", "clause", "clause", "random"], f"{ending}: its steps are {told['steps']}")
    check(told["origins"]["fc1"].startswith("n0.0.0 n0.0.1 n0.1.0"), f"{ending}: origins {told['origins']}")


def a_seed_of_a_compare(program):
    """The row, trained again, is the file that the session would write at that seed."""
    compare = [*SETUP, "compare by=clause epochs=10 seeds=3 controls=wide"]
    good(program, *compare, "export run.safetensors arm=clause run=3", "export dense.safetensors run=3", "export wide.safetensors arm=wide run=1")
    good(program, "seed 3", *TRAINED, "export live.safetensors arm=clause", "export live_dense.safetensors")
    for a, b in (("run", "live"), ("dense", "live_dense")):
        check(open(a + ".safetensors", "rb").read() == open(b + ".safetensors", "rb").read(), f"{a} and {b} are not the same file")
    check(read_safetensors("wide.safetensors")[0]["fc1.weight"][0] == (8, 12), "the wide control is not as wide as it is")
    for line, says in (("export x.csv run=4", "seeds 1 to 3"), ("export x.csv run=0", "seeds 1 to 3"), ("export x.csv run=1 arm=gram", "no row gram"),
                       ("export x.csv run=1 arm=clause@5", "at its end")):
        got = run(program, *compare, line)
        check(got.returncode == 1 and says in got.stderr, f"{line}: {got.stderr}")


def dense(tensors, layer):
    """[(row, column): weight of all that are live]"""
    (rows, columns), weight = tensors[layer + ".weight"]
    mask = tensors.get(layer + ".weight_mask", (None, [1] * rows * columns))[1]
    return {(i // columns, i % columns): w for i, w in enumerate(weight) if mask[i]}


def other_layouts(program, ending):
    read = READERS[ending]
    good(program, *TRAINED, "use clause", f"export a{ending}", f"export csr{ending} form=csr", f"export torch{ending} prune=torch", "export a.csv", "export a.json",
         f"export past{ending} arm=clause@7")
    tensors, told = read("a" + ending)
    check(told["format"] == "pt", f"{ending}: metadata {told}")
    csr, torch, past = read("csr" + ending)[0], read("torch" + ending)[0], read("past" + ending)
    check(json.loads(past[1]["fpe"])["epoch"] == 7 and past[0] != tensors, f"{ending}: the past epoch is not told, or the same")
    table = list(csv.DictReader(open("a.csv", encoding="utf-8")))
    whole = json.load(open("a.json", encoding="utf-8"))
    check(whole["fpe"] == json.loads(told["fpe"]), f"{ending} and .json tell of different lineages")
    for i, layer in enumerate(("fc1", "fc2")):
        live, w = dense(tensors, layer), layer + ".weight."
        first, column = csr[w + "indptr"][1], csr[w + "indices"][1]
        listed = {(row, column[k]): csr[w + "data"][1][k] for row in range(len(first) - 1) for k in range(first[row], first[row + 1])}
        check(listed == live and tuple(csr[w + "shape"][1]) == tensors[layer + ".weight"][0], f"{ending}: {layer}: csr has other weights")
        pruned = {f"{layer}.weight": torch[f"{layer}.weight_orig"], f"{layer}.weight_mask": torch[f"{layer}.weight_mask"]}
        check(dense(pruned, layer) == live, f"{ending}: {layer}: prune=torch has other weights")
        lines = {(int(r["row"]), int(r["column"])): struct.unpack("f", struct.pack("f", float(r["weight"])))[0] for r in table if r["layer"] == layer and r["column"]}
        check(lines == live, f"{layer}: .csv has other weights")
        check({(row, c) for row, columns in enumerate(whole["layers"][i]["mask"]) for c in columns} == set(live), f"{layer}: .json has another mask")


def samples(program, ending):
    read = READERS[ending]
    good(program, *TRAINED, f"export data d{ending}", f"export data z{ending} arm=clause layer=2", f"export data h{ending} layer=1 arm=clause", "export data d.csv")
    d, z, h = (read(name + ending)[0] for name in "dzh")
    check(d["x"][0] == (400, 12) and d["y"][0] == (400,) and set(d["x"][1]) == {0, 1}, f"{ending}: samples are of shape {d['x'][0]}")
    check(z["y"] == d["y"] and z["x"][0] == (400, 1) and h["x"][0] == (400, 8) and min(h["x"][1]) == 0, f"{ending}: what layers give is of another shape")
    table = list(csv.reader(open("d.csv", encoding="utf-8")))
    check(table[0][:2] == ["part", "x0"] and [r[-1] for r in table[1:401]] == [str(y) for y in d["y"][1]], ".csv has other labels")
    found = json.loads(good(program, *TRAINED, "metrics arm=clause", options=["--json"]).splitlines()[-1])["arms"][0]
    for part, accuracy in (("", "train_accuracy"), ("test_", "test_accuracy")):
        right = sum((logit > 0) == label for logit, label in zip(z[part + "x"][1], z[part + "y"][1]))
        check(abs(right / 400 - found[accuracy]) < 1e-6, f"{ending}: logits give another {accuracy}")
    # they come back
    good(program, f"import d{ending}", f"export data e{ending}")
    e = read("e" + ending)[0]
    check(all(e[k] == d[k] for k in e) and "x" in e, f"{ending}: samples that were imported are others")
    good(program, 'task formula "rain & cold | wind"', "data train=40 test=9", f"export data n{ending}")
    good(program, f"import n{ending}", "export data n.csv")
    check("rain,cold,wind,y\n" in open("n.csv", encoding="utf-8").read(), f"{ending}: names of inputs do not come back")


def a_full_disk():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512))


def when_things_go_wrong(program, folder):
    before = b"what was there"
    open("kept.csv", "wb").write(before)
    lines = SETUP + ["export kept.csv"]
    full = run(program, *lines, preexec_fn=a_full_disk)
    check(full.returncode == 1 and "kept.csv: " in full.stderr, f"a full disk: {full.returncode} {full.stderr}")
    safe = run(program, *lines, options=["--safe"])
    check(safe.returncode == 1 and "--safe" in safe.stderr, f"--safe: {safe.stderr}")
    # Ctrl-C as soon as the new file is begun: a large one, so that it is not whole yet
    big = [x for line in ("task dnf clauses=64 literals=8", "data train=60000 test=1", "export data kept.csv") for x in ("-c", line)]
    for with_what in (signal.SIGINT, signal.SIGKILL) if has_nameless_files(folder) else (signal.SIGINT,):
        going = subprocess.Popen([program, "--batch", *big], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        while going.poll() is None and not begun(folder, going):
            pass
        going.send_signal(with_what)
        said = going.communicate()[1]
        if with_what == signal.SIGINT:
            check(going.returncode == 130 and "nothing was written to kept.csv" in said, f"Ctrl-C: {going.returncode} {said}")
        else:
            check(going.returncode == -with_what, f"killed: {going.returncode}")
        check(open("kept.csv", "rb").read() == before, f"{with_what}: the old file is gone")
        check(not [f for f in os.listdir(folder) if f.startswith("kept.csv.")], f"{with_what}: a part of a file is left")


def history_replays(program):
    good(program, *TRAINED, "export h1.safetensors arm=clause", "history h.fpe")
    os.rename("h1.safetensors", "before")
    subprocess.run([program, "--batch", "--quiet", "h.fpe"], text=True, capture_output=True, check=True)
    check(open("h1.safetensors", "rb").read() == open("before", "rb").read(), "history, replayed, writes another file")


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        of_nets, of_samples = endings(program, "export")[0], endings(program, "export data")[0]
        check(of_nets and of_samples, "no ending of tensors")
        for ending in of_nets:
            round_trips(program, ending)
            other_layouts(program, ending)
        for ending in of_samples:
            samples(program, ending)
        tied(program, folder)
        a_seed_of_a_compare(program)
        history_replays(program)
        when_things_go_wrong(program, folder)
        os.chdir("/")
    return check.verdict("exports")


sys.exit(main())
