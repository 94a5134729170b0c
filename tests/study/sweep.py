#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sweeps as programs and files: killed, split up, in each other's way, out of room.

  sweep.py PROGRAM [--kills N]

Prints "N passed, N failed". What needs a mount is left out, and that said, where
the user may not mount. GNU parallel and Slurm are used where they are installed.
"""
import csv
import json
import math
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
KILLS = int(sys.argv[sys.argv.index("--kills") + 1]) if "--kills" in sys.argv else 4
DATA = ["-c", "data train=400 test=400"]
SWEEP = "sweep clauses=3,8 alpha=2,4 epochs=30 seeds=6 controls=sparse "
check = Checks()


def command(line, *options):
    return [PROGRAM, "--batch", *options, *DATA, "-c", line]


def environment(**more):
    plain = {k: v for k, v in os.environ.items() if not k.startswith("SLURM_")}
    return dict(plain, **more)


def run(line, *options, cwd, **more):
    return subprocess.run(command(line, *options), cwd=cwd, capture_output=True, text=True, env=environment(**more),
                          stdin=subprocess.DEVNULL, timeout=600)


def count(path):
    db = sqlite3.connect(path)
    runs = db.execute("SELECT count(*) FROM run").fetchone()[0]
    lone = db.execute("SELECT count(*) FROM score WHERE key NOT IN (SELECT key FROM run)").fetchone()[0]
    short = db.execute("SELECT count(*) FROM run WHERE (SELECT count(*) FROM score s WHERE s.key = run.key) NOT IN (6, 8)").fetchone()[0]
    good = db.execute("PRAGMA integrity_check").fetchone()[0]
    db.close()
    check(good == "ok" and lone == 0 and short == 0, f"{path} is whole: {good}, {lone} scores without a run, {short} runs without all scores")
    return runs


def whole(folder):
    """The table that every other way must give, byte for byte."""
    first = run(SWEEP + "whole.db", "--jobs", "1", cwd=folder)
    check(first.returncode == 0 and "24 of 24 runs" in first.stderr, f"a sweep runs: {first.stderr}")
    again = run(SWEEP + "whole.db", "--jobs", "2", cwd=folder)
    check(again.stdout == first.stdout, "a finished sweep prints the same table")
    check("24 of them from before" in again.stderr, "and does nothing again")
    check(count(os.path.join(folder, "whole.db")) == 24, "24 runs are in the file")
    return first.stdout


def in_parts(folder, table):
    for i in range(1, 4):
        part = run(SWEEP + "part.db", "--shard", f"{i}/3", cwd=folder)
        check(part.returncode == 0 and part.stdout == "", f"a part prints no table: {part.stdout}{part.stderr}")
        rows = [line.split() for line in part.stderr.splitlines() if re.search(r"\d of 6 ", line)]
        check(f"part {i} of 3, means of its own 8 runs alone" in part.stderr and len(rows) == 15,
              f"but tells the means of its runs: {part.stderr}")
        check(sum(int(row[3]) for row in rows if row[2] == "dense") == 8, f"which are eight: {rows}")
    merged = run("merge part.db part.1of3.db part.2of3.db part.3of3.db", cwd=folder)
    check("24 of them new" in merged.stderr, f"parts join: {merged.stderr}")
    merged = run("merge part.db part.1of3.db part.2of3.db part.3of3.db", cwd=folder)
    check("0 of them new" in merged.stderr, f"joining again changes nothing: {merged.stderr}")
    after = run(SWEEP + "part.db", cwd=folder)
    check(after.stdout == table and "24 of them from before" in after.stderr, "the merged table is the same bytes")
    a, b = (run(f"runs {name}", cwd=folder).stdout for name in ("part.db", "whole.db"))
    check(a == b and a.count("\n") > 24, "and so are its runs")


def as_an_array(folder, table):
    """Slurm numbers tasks from where the user likes, in steps."""
    print("# Slurm: its variables are set by hand")
    for number in (5, 7, 9):
        run(SWEEP + "array.db", cwd=folder, SLURM_ARRAY_TASK_ID=str(number), SLURM_ARRAY_TASK_COUNT="3",
            SLURM_ARRAY_TASK_MIN="5", SLURM_ARRAY_TASK_STEP="2")
    run("merge array.db array.1of3.db array.2of3.db array.3of3.db", cwd=folder)
    after = run(SWEEP + "array.db", cwd=folder)
    check(after.stdout == table and "24 of them from before" in after.stderr, "tasks of an array make a whole")


def with_parallel(folder, table):
    if not shutil.which("parallel"):
        print("# GNU parallel is not installed: parts were run one after the other")
        return
    script = os.path.join(folder, "s.fpe")
    with open(script, "w", encoding="utf-8") as file:
        file.write(DATA[1] + "\n" + SWEEP + "gnu.db\n")
    subprocess.run(["parallel", PROGRAM, "-b", "--quiet", "--shard", "{}/3", script, ":::", "1", "2", "3"], cwd=folder, check=True)
    run("merge gnu.db gnu.1of3.db gnu.2of3.db gnu.3of3.db", cwd=folder)
    after = run(SWEEP + "gnu.db", cwd=folder)
    check(after.stdout == table and "24 of them from before" in after.stderr, "GNU parallel makes a whole")


def killed(folder, table):
    seed = int(os.environ.get("FPE_TEST_SEED", "20251004"))
    rng = random.Random(seed)
    print(f"# kills: FPE_TEST_SEED={seed}")
    path, before, hit = os.path.join(folder, "killed.db"), 0, 0
    begun = time.monotonic()
    run(SWEEP + "timed.db", "--quiet", cwd=folder)
    lasts = time.monotonic() - begun
    for _ in range(KILLS):
        process = subprocess.Popen(command(SWEEP + "killed.db", "--quiet"), cwd=folder, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        time.sleep(rng.uniform(0, lasts))
        hit += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        if os.path.exists(path):
            # a reader undoes what the killed one had begun
            run("runs killed.db", cwd=folder)
            try:
                now = count(path)
            except sqlite3.OperationalError: # killed before there were tables
                now = 0
            check(now >= before, f"{before} runs were in, {now} are")
            before = now
        if before == 24:
            os.unlink(path)
            before = 0
    check(hit > 0 or KILLS < 20, f"of {KILLS} kills {hit} met a living sweep")
    print(f"# {hit} of {KILLS} kills met a sweep at work")
    after = run(SWEEP + "killed.db", cwd=folder)
    check(after.stdout == table, f"a killed sweep ends with the same table: {after.stderr}")
    check(count(path) == 24, "no run is lost or doubled")


def interrupted(folder, table):
    process = subprocess.Popen(command(SWEEP.replace("epochs=30", "epochs=300000") + "stopped.db"), cwd=folder, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    check(process.returncode == 130 and out == "" and "runs in stopped.db" in err, f"Ctrl-C keeps what is done: {out}{err}")


def two_at_once(folder, table):
    both = [subprocess.Popen(command(SWEEP + "both.db"), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             stdin=subprocess.DEVNULL, text=True) for _ in range(2)]
    for process in both:
        out, err = process.communicate(timeout=600)
        check(process.returncode == 0 and out == table, f"of two at once each gives the table: {err}")
    check(count(os.path.join(folder, "both.db")) == 24, "and the runs are in once")


def refused(folder, table):
    for name, make, why in (("text.db", lambda p: open(p, "w").write("no database\n" * 100), "not a run store"),
                            ("mine.db", lambda p: sqlite3.connect(p).execute("CREATE TABLE t(x)"), "not a run store"),
                            ("new.db", lambda p: newer(folder, p), "newer fpe-tui")):
        path = os.path.join(folder, name)
        make(path)
        before = open(path, "rb").read()
        for line in (SWEEP + name, "runs " + name, "merge whole.db " + name):
            got = run(line, cwd=folder)
            check(got.returncode == 1 and why in got.stderr, f"{line}: {got.stderr}")
        check(open(path, "rb").read() == before, f"{name} is left alone")
    shutil.copy(os.path.join(folder, "whole.db"), os.path.join(folder, "format.db"))
    db = sqlite3.connect(os.path.join(folder, "format.db"))
    db.execute("UPDATE run SET format = 99")
    db.commit()
    db.close()
    for line in ("merge whole.db format.db", SWEEP + "format.db"):
        got = run(line, cwd=folder)
        check(got.returncode == 1 and "version 99" in got.stderr, f"{line}: {got.stderr}")


def newer(folder, path):
    shutil.copy(os.path.join(folder, "whole.db"), path)
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 1000")
    db.commit()
    db.close()


def out_of_room(folder, table):
    room = os.path.join(folder, "room")
    os.mkdir(room)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=56k", "tmpfs", room], capture_output=True).returncode:
        print("# no right to mount: full disk and read-only folder are left out")
        return
    try:
        got = run(SWEEP + "runs.db", cwd=room)
        check(got.returncode == 1 and "disk is full" in got.stderr, f"a full disk is said: {got.stderr}")
        there = count(os.path.join(room, "runs.db"))
        check(0 < there < 24, f"what fitted is in: {there}")
        subprocess.run(["mount", "-o", "remount,size=4m", room], check=True)
        got = run(SWEEP + "runs.db", cwd=room)
        check(got.stdout == table and f"{there} of them from before" in got.stderr, f"with room it goes on: {got.stderr}")
        subprocess.run(["mount", "-o", "remount,ro", room], check=True)
        for name in ("runs.db", "other.db"):
            got = run(SWEEP + name, cwd=room)
            check(got.returncode == 1 and "cannot be written" in got.stderr, f"a read-only folder is said: {got.stderr}")
        got = run("runs runs.db", cwd=room)
        check(got.returncode == 0 and "accuracy" in got.stdout, f"and can be read: {got.stderr}")
    finally:
        subprocess.run(["umount", room], check=False)


def memory(folder, table):
    """Of 8 runs and of 8000, most of them at one point."""
    peak = []
    for seeds in (2, 2000):
        line = f"sweep clauses=2,3 alpha=2 warmup=1 hidden=2,3 epochs=2 seeds={seeds} memory{seeds}.db"
        process = subprocess.Popen(command(line, "--quiet"), cwd=folder, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        check(status == 0, line)
        peak.append(usage.ru_maxrss)
    # SQLite keeps pages at hand, 2 MB at most; the figure's numbers are 1.3 KiB
    # a run until they are 64 MiB; a run itself would be some 9 KiB
    check(peak[1] < peak[0] + 3072 + 8000 * 1.3, f"memory grows from {peak[0]} to {peak[1]} KiB")


def outputs(folder, table):
    got = run(SWEEP + "whole.db", "--json", cwd=folder)
    found = json.loads(got.stdout)
    rows = found["rows"]
    check(found["command"] == "sweep" and found["runs"] == 24, "JSON of a sweep")
    check([r["clauses"] for r in rows] == [3] * 7 + [8] * 8, "the swept keys stand beside the rows")
    check([r["split"] for r in rows[:4]] == ["dense", "random", "clause", "sparse"], "rows are compare's")
    check(all(len(r["test_accuracy"]["values"]) == 6 for r in rows), "every seed is there")
    compare = run("compare alpha=4 epochs=30 seeds=6 controls=sparse", "--json", cwd=folder)
    mine = [{k: v for k, v in r.items() if k not in ("clauses", "warmup", "epochs", "budget_rule", "majority")} for r in rows[11:]]
    check(json.loads(compare.stdout)["rows"] == mine, "a point is what compare gives")
    run("runs whole.db whole.csv", cwd=folder)
    lines = open(os.path.join(folder, "whole.csv"), encoding="utf-8").read().splitlines()
    check(len(lines) == 1 + 6 * 15 and len(set(lines[0].split(","))) == len(lines[0].split(",")), "CSV has every row, and no column twice")
    for by, kinds in (("", ["random", "clause"]), (" by=clause", ["clause"])):
        lines = json.loads(run("regress whole.db x=cosine" + by, "--json", cwd=folder).stdout)["lines"]
        check([line["split"] for line in lines] == kinds, f"regress gives a line for each of {kinds}")
        check(all(line["n"] == len(line["points"]) == (24 if line["split"] == "random" else 18) for line in lines), "of every run")
        check(all(line["low"] <= line["slope"] <= line["high"] for line in lines), "with its interval")
    # least squares by hand, from the stored numbers
    points = lines[0]["points"]
    mx, my = (sum(p[i] for p in points) / len(points) for i in (0, 1))
    slope = sum((x - mx) * (y - my) for x, y in points) / sum((x - mx) ** 2 for x, y in points)
    check(abs(slope - lines[0]["slope"]) < 1e-6, "the slope is that of least squares")
    for line in json.loads(run("regress whole.db x=capacity", "--json", cwd=folder).stdout)["lines"]:
        recomputed(line)
    got = run("runs whole.db where=\"split == 'clause' and clauses == 8 and gain > 0.5\"", cwd=folder)
    check(got.stdout == "no runs\n", f"where leaves nothing: {got.stdout}{got.stderr}")


def centred(values, groups=None):
    """With the mean taken out, or each group's own."""
    groups = groups or [0] * len(values)
    mean = {g: sum(v for v, k in zip(values, groups) if k == g) / groups.count(g) for g in set(groups)}
    return [v - mean[g] for v, g in zip(values, groups)]


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def sandwich(x, y, cluster, parameters):
    """Slope, its standard error by clusters (CR1), R², of centred values."""
    slope = dot(x, y) / dot(x, x)
    left = [b - slope * a for a, b in zip(x, y)]
    n, names = len(x), set(cluster)
    meat = sum(sum(a * e for a, e, c in zip(x, left, cluster) if c == g) ** 2 for g in names)
    factor = len(names) / (len(names) - 1) * (n - 1) / (n - parameters)
    return slope, math.sqrt(factor * meat) / dot(x, x), 1 - dot(left, left) / dot(y, y)


def recomputed(line):
    """The numbers of a line of regress, from its points."""
    x, y = ([p[i] for p in line["points"]] for i in (0, 1))
    setting, seed, dense = line["point_setting"], line["point_seed"], line["point_dense"]
    check(len(set(seed)) == line["seeds"] == 6 and len(set(setting)) == line["settings"], f"seeds and settings are counted: {line['settings']}")
    check(len(set(setting)) == (4 if line["split"] == "random" else 3), "a point of the grid is a setting")
    quantile = 2.5705818366147395  # Student's t, .975, of 6 - 1 degrees of freedom
    for name, groups, parameters in (("", None, 2), ("within_", setting, 1 + len(set(setting)))):
        slope, error, r2 = sandwich(centred(x, groups), centred(y, groups), seed, parameters)
        want = (slope, slope - quantile * error, slope + quantile * error, r2)
        got = [line[name + k] for k in ("slope", "low", "high", "r2")]
        check(all(abs(a - b) < 1e-6 * (1 + abs(b)) for a, b in zip(got, want)), f"{name}slope by seeds: {got} {want}")
    z, yc = centred(dense), centred(y)
    alone = dot(z, yc) ** 2 / dot(z, z) / dot(yc, yc)
    check(abs(alone - line["dense_r2"]) < 1e-6, f"what dense explains alone: {line['dense_r2']} {alone}")
    xz, yz = ([a - dot(v, z) / dot(z, z) * b for a, b in zip(v, z)] for v in (centred(x), yc))
    slope, error, _ = sandwich(xz, yz, seed, 3)
    got = [line[k] for k in ("beside_slope", "beside_low", "beside_high")]
    check(all(abs(a - b) < 1e-5 * (1 + abs(b)) for a, b in zip(got, (slope, slope - quantile * error, slope + quantile * error))), f"beside dense: {got}")


def csv_rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return list(csv.DictReader(file))


def figures(folder, table):
    """The panel `sweep` has the numbers of the table, whoever brought them."""
    found = json.loads(run(SWEEP + "whole.db", "--json", cwd=folder).stdout)["rows"]
    draw = lambda first, *plots: subprocess.run([PROGRAM, "--batch", *DATA, "-c", first, *(x for p in plots for x in ("-c", p))],
                                                cwd=folder, capture_output=True, text=True, env=environment(), stdin=subprocess.DEVNULL, timeout=600)
    got = draw(SWEEP + "whole.db", "plot sweep heat.csv view=heatmap x=alpha y=clauses", "plot sweep lines.csv view=lines x=clauses hold=alpha:2", "plot sweep heat.svg")
    check(got.returncode == 0, got.stderr)
    for row in csv_rows(folder, "heat.csv"):
        want = [r for r in found if r["split"] == "clause" and str(r["clauses"]) == row["clauses"] and str(r["alpha"]) == row["alpha"]]
        if want:
            same = all(abs(float(row[a]) - want[0]["gain"][b]) < 1e-8 for a, b in (("gain", "mean"), ("low", "low"), ("high", "high")))
            check(same and row["seeds"] == "6", f"a cell is the gain of the table: {row} {want[0]['gain']}")
        else:
            check(row["gain"] == "" and row["runs"] == "6", f"where the split is not possible there is none: {row}")
    want = {(r["split"], str(r["clauses"])): r["test_accuracy"]["mean"] for r in reversed(found) if r["alpha"] in (1, 2)}
    rows = csv_rows(folder, "lines.csv")
    check(len(rows) == 8 and all(abs(float(r["test_accuracy"]) - want[r["arm"], r["clauses"]]) < 1e-8 for r in rows), f"lines are the accuracies: {rows}")
    words = " ".join(re.sub("<[^>]*>", " ", read_text(folder, "heat.svg")).split())
    check("Sweep: 24 runs over clauses=3,8 alpha=2,4, seeds 1 to 6. All: task=dnf literals=4" in words, f"the caption says what was swept: {words[-500:]}")
    before = read_text(folder, "heat.csv")
    draw("runs whole.db", "plot sweep heat.csv view=heatmap x=alpha y=clauses")
    check(read_text(folder, "heat.csv") == before, "the runs of a store make the same figure")
    draw("runs whole.db where=\"clauses == 8 and split == 'clause'\"", "plot sweep some.csv view=scatter")
    rows = csv_rows(folder, "some.csv")
    check(len(rows) == 12 and {r["arm"] for r in rows} == {"clause"} and "clauses" not in rows[0], f"where= chooses the runs: {rows[:2]}")
    regressions(folder, draw)
    refused_figures(draw)


def regressions(folder, draw):
    got = subprocess.run([PROGRAM, "--batch", "--json", "-c", "regress whole.db x=capacity", "-c", "print slope(clause)", "-c", "print slope_low(clause)",
                          "-c", "print slope_high(random)", "-c", "print intercept(random)", "-c", "print r2(clause)", "-c", "plot sweep points.csv",
                          "-c", "assert slope_low(clause) < slope(clause) and slope(clause) < slope_high(clause)"],
                         cwd=folder, capture_output=True, text=True, env=environment(), stdin=subprocess.DEVNULL, timeout=600)
    check(got.returncode == 0, got.stderr)
    first, *values = [json.loads(line) for line in got.stdout.splitlines()]
    line = {x["split"]: x for x in first["lines"]}
    want = [line["clause"]["slope"], line["clause"]["low"], line["random"]["high"], line["random"]["intercept"], line["clause"]["r2"]]
    check([v["value"] for v in values] == want, f"expressions have the numbers of the lines: {values} {want}")
    rows = csv_rows(folder, "points.csv")
    for split, x in line.items():
        points = sorted((float(r["fold_capacity"]), float(r["relative_gain"])) for r in rows if r["arm"] == split)
        near = all(abs(a[0] - b[0]) + abs(a[1] - b[1]) < 1e-7 for a, b in zip(points, sorted(map(tuple, x["points"]))))
        check(len(points) == x["n"] and near, f"the figure has the points of {split}")
        on = [r for r in rows if r["arm"] == split][0]
        check(abs(float(on["on the line"]) - x["intercept"] - x["slope"] * float(on["fold_capacity"])) < 1e-7, f"and its line: {on}")
    check({r["arm"] for r in rows} == {"random", "clause"}, "and no controls")
    got = draw("regress whole.db x=capacity by=clause", "print slope(random)")
    check("no line of random" in got.stderr, got.stderr)
    got = draw("print slope(clause)")
    check("run one first" in got.stderr, got.stderr)


def refused_figures(draw):
    for args, why in (("x=layers", "no key layers; there is clauses or alpha"), ("metric=colour", "no metric colour"), ("arm=wide", "no row wide"),
                      ("minus=wide", "no row wide"), ("hold=alpha:3", "alpha is 2 or 4"), ("view=heatmap x=alpha y=alpha", "along x already"),
                      ("layer=1", "does not take it"), ("minus=dense@3", "no epochs")):
        got = draw("runs whole.db", "plot sweep " + args)
        check(got.returncode == 1 and why in got.stderr, f"{args}: {got.stderr}")


def read_text(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return file.read()


def defaults(folder, table):
    """Settings that a run's text leaves out are there for where= and in the table."""
    line = "sweep masks=fixed,rigl share=0,0.5 warmup=2 epochs=12 seeds=2 by=random moved.db"
    got = run(line, cwd=folder)
    check(got.returncode == 0, got.stderr)
    for where, rows in (("masks == 'rigl'", 8), ("masks == 'fixed' and share == 0", 4), ("dropconnect > 0", 0)):
        got = run(f'runs moved.db where="{where}"', "--json", cwd=folder)
        check(got.returncode == 0 and len(json.loads(got.stdout)["rows"]) == rows, f"{where}: {got.stdout[:300]}{got.stderr}")
    head = run("runs moved.db", cwd=folder).stdout.splitlines()[0].split()
    check("masks" in head and "share" in head and "dropconnect" not in head, f"the table shows what differs: {head}")
    budgets = {r["nnz"] for r in json.loads(run("runs moved.db", "--json", cwd=folder).stdout)["rows"]}
    check(budgets == {264}, f"masks that move and inputs that are shared keep the budget: {budgets}")


def ablations(folder, table):
    """Keys that switch an ablation on do it, and the same settings are the same run however they were said."""
    got = run("sweep budget=exact,strict,none sampling=planted,natural warmup=2 epochs=12 seeds=2 by=random keys.db", "--json", cwd=folder)
    rows = [r for r in json.loads(got.stdout)["rows"] if r["split"] == "random"]
    check([(r["budget_rule"], r["nnz"]) for r in rows[::2]] == [("exact", 264), ("strict", 256), ("none", 272)], "budget= decides the weights")
    check([r["majority"] == 0.5 for r in rows] == [True, False] * 3, "sampling= decides the samples")
    check(all(r["robustness_drop"]["mean"] is None for r in rows), "robustness is measured when asked for")
    got = run("sweep warmup=2 epochs=12 seeds=2 by=random robustness=yes keys.db", "--json", cwd=folder)
    check(all(0 < r["robustness_worst"]["mean"] <= r["robustness_drop"]["mean"] for r in json.loads(got.stdout)["rows"]), "and then it is")
    told = run("sweep masks=rigl warmup=2 epochs=16 seeds=2 by=random keys.db", cwd=folder)
    for until, found in ((12, 2), (11, 0)):
        got = subprocess.run([PROGRAM, "--batch", *DATA, "-c", f"set masks=rigl masks_until={until}", "-c", "sweep warmup=2 epochs=16 seeds=2 by=random keys.db"],
                             cwd=folder, capture_output=True, text=True, env=environment(), stdin=subprocess.DEVNULL, timeout=600)
        check(f"{found} of them from before" in got.stderr, f"masks_until={until}: {got.stderr}")
        check((got.stdout.splitlines()[1:] == told.stdout.splitlines()[1:]) or not found, "and gives the same table")
    got = run('runs keys.db where="masks_until == 11"', cwd=folder)
    check(got.stdout.count("\n") == 5, f"where= knows masks_until: {got.stdout}{got.stderr}")


def by_hand(folder, table):
    """A number that somebody changed, and files that are not what they should be, are told; nothing new is left behind."""
    shutil.copy(os.path.join(folder, "whole.db"), os.path.join(folder, "changed.db"))
    db = sqlite3.connect(os.path.join(folder, "changed.db"))
    db.execute("UPDATE score SET test_accuracy = 0.999 WHERE key = (SELECT min(key) FROM run) AND number = 1 AND moment = 'end'")
    db.commit()
    db.close()
    for line in ("runs changed.db", "regress changed.db x=cosine", "merge fresh.db whole.db changed.db", SWEEP + "changed.db"):
        got = run(line, cwd=folder)
        check(got.returncode == 1 and "is damaged" in got.stderr and got.stdout == "", f"{line}: {got.stdout}{got.stderr}")
    check(not os.path.exists(os.path.join(folder, "fresh.db")), "a merge that fails leaves no new file")
    for name in ("whole.db", "./whole.db", os.path.join(folder, "whole.db")):
        got = run("merge whole.db " + name, cwd=folder)
        check(got.returncode == 1 and "it is the store itself" in got.stderr, f"{name}: {got.stderr}")


def counted_once(folder, table):
    """The same done again in another order, alone, or with a control, is the same."""
    one = "sweep by=random,clause seeds=4 warmup=2 epochs=12 "
    run(one + "once.db", cwd=folder)
    before = [run(line, "--json", cwd=folder).stdout for line in ("regress once.db x=capacity", "runs once.db where=\"split != 'wide'\"")]
    for line in ("sweep by=clause,random seeds=4 warmup=2 epochs=12 once.db", "sweep by=clause seeds=4 warmup=2 epochs=12 once.db",
                 "sweep by=random seeds=4 warmup=2 epochs=12 controls=wide once.db"):
        got = run(line, cwd=folder)
        check(got.returncode == 0, got.stderr)
        check("clause,random" not in line or "4 of them from before" in got.stderr, f"the order of by= is no other run: {got.stderr}")
    after = [run(line, "--json", cwd=folder).stdout for line in ("regress once.db x=capacity", "runs once.db where=\"split != 'wide'\"")]
    a, b = (sorted(json.dumps(row) for row in json.loads(text[1])["rows"]) for text in (before, after))
    check(a == b and len(a) == 12, f"runs has every row once: {len(a)}, {len(b)}")
    a, b = ([(line["split"], sorted(line["points"])) for line in json.loads(text[0])["lines"]] for text in (before, after))
    check(a == b, f"and regress every point: {a} {b}")
    # whose masks a sparse control has is another run
    for by, found in (("random,clause", 0), ("clause,random", 0), ("clause,random", 2)):
        got = run(f"sweep by={by} controls=sparse seeds=2 warmup=2 epochs=12 sparse.db", cwd=folder)
        check(f"{found} of them from before" in got.stderr, f"{by}: {got.stderr}")


def locked(folder, table):
    """Ctrl-C is heard while another process has the store; without it there is an end, and who it is is told."""
    db = sqlite3.connect(os.path.join(folder, "whole.db"), isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    waiting = subprocess.Popen(command("runs whole.db"), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    try:
        out, err = waiting.communicate(timeout=2)
        check(False, f"it waits for a while: {out}{err}")
    except subprocess.TimeoutExpired:
        waiting.send_signal(signal.SIGINT)
    out, err = waiting.communicate(timeout=60)
    check(waiting.returncode in (130, -signal.SIGINT) and out == "", f"Ctrl-C is heard: {waiting.returncode} {err}")
    got = run("runs whole.db", cwd=folder)
    check(got.returncode == 1 and f"process {os.getpid()}" in got.stderr, f"who has it is told: {got.stderr}")
    db.close()


def diverged(folder, table):
    """A run that diverges is a result: kept, counted, null, and nothing for means."""
    begin = ["-c", "set optimizer=sgd momentum=0.9999 decay=1"]
    line = "sweep lr=1000,0.01 by=random controls=wide warmup=2 epochs=12 seeds=2 lost.db"

    def both(*more, options=()):
        return subprocess.run([PROGRAM, "--batch", *options, *DATA, *begin, *(x for m in more for x in ("-c", m))], cwd=folder, capture_output=True,
                              text=True, env=environment(), stdin=subprocess.DEVNULL, timeout=600)
    got = both(line, options=["--json"])
    check(got.returncode == 0 and "4 of 4 runs" in got.stderr, f"a sweep goes on: {got.stderr}")
    rows = json.loads(got.stdout)["rows"]
    check([(r["lr"], r["diverged"]) for r in rows] == [(1000, 2)] * 3 + [(0.01, 0)] * 3, f"who diverged is counted: {got.stdout[:600]}")
    check(all(r[m]["mean"] is None and r[m]["values"] == [None] * 2 for r in rows[:3] for m in ("test_accuracy", "capacity", "parameters")), "with no numbers")
    check(all(r["test_accuracy"]["mean"] is not None and r["gain"]["mean"] is not None for r in rows[3:]), "and the others have theirs")
    again = both(line, "plot sweep view=lines x=lr width=80 height=12")
    check("4 of them from before" in again.stderr and "diverged: 6 rows of 4 runs" in again.stdout, f"from the store, too: {again.stdout}{again.stderr}")
    check("6 rows of them diverged" in again.stdout and "×" in again.stdout.split("diverged\n")[-1], f"the figure marks it: {again.stdout}")
    got = run("runs lost.db where=\"diverged == 1\"", cwd=folder)
    check(got.stdout.count("diverged") == 6, f"so does the table of runs: {got.stdout}")
    got = run("regress lost.db x=capacity", "--json", cwd=folder)
    check([x["n"] for x in json.loads(got.stdout)["lines"]] == [2], f"it is no point of a line: {got.stdout}")
    got = both("print 1", "set lr=1000", "compare by=random warmup=2 epochs=12 seeds=2", "print mean(gain(random))", "train 12", "plot curves width=80 height=12", "print 2")
    check(got.returncode == 1 and got.stdout.endswith("2\n") and ": done" not in got.stderr and "diverged after epoch" in got.stderr,
          f"train tells it, goes on with the script, and the program has failed: {got.stdout}{got.stderr}")
    check(got.stdout.split("curves")[-1].count("×") == 1, f"its curve ends in a cross: {got.stdout}")
    got = both(line.replace("by=random", "hidden=4,8 by=random").replace("lost.db", "grid.db"), "plot sweep view=heatmap arm=random width=70 height=10")
    figure = got.stdout.split("sweep ·")[-1]
    check(figure.count("×") == 3 and "12 rows of them diverged" in figure, f"and so are places of a grid: {figure}")


def main():
    # in memory where that can be: here nothing is tested that a disk would add
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
        table = whole(folder)
        for part in (in_parts, as_an_array, with_parallel, killed, interrupted, two_at_once, refused, out_of_room, memory, outputs, figures, defaults, ablations, by_hand, counted_once, locked, diverged):
            part(folder, table)
    return check.verdict("sweep")


sys.exit(main())
