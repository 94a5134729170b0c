#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The auditor's script finds every number of a comparison again, and says which one is wrong.

  audit.py PROGRAM
"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(sys.path[0], "../support"))
from checks import Checks  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
SCRIPTS = os.path.realpath(os.path.join(sys.path[0], "../../scenarios/scripting"))
METRICS = ("nnz budget parameters dead capacity cosine cosine_signed cosine_cross clauses_per_neuron collisions coverage codes "
           "train_accuracy train_loss test_accuracy test_loss").split()
check = Checks()


def audit(folder, lines):
    path = os.path.join(folder, "lines.json")
    open(path, "w").writelines(json.dumps(line) + "\n" for line in lines)
    return subprocess.run(["/usr/bin/python3", os.path.join(SCRIPTS, "audit.py"), path, folder], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=60)


with tempfile.TemporaryDirectory() as place:
    run = subprocess.run([PROGRAM, "--batch", "--json", "--quiet", os.path.join(SCRIPTS, "audit.fpe")], cwd=place, capture_output=True,
                         text=True, stdin=subprocess.DEVNULL, timeout=60)
    check(run.returncode == 0, f"audit.fpe: {run.stderr}")
    told = [json.loads(line) for line in run.stdout.splitlines()]
    rows = next(line for line in told if line["command"] == "compare")["rows"]
    nets = sum(name.startswith("audit_") and "samples" not in name for name in os.listdir(place))
    good = audit(place, told)
    check(good.returncode == 0 and f"{nets} nets; " in good.stdout and nets >= len(rows) and "within 1e-04" in good.stdout, f"{good.stdout}{good.stderr}")
    check(all(f"{row['split']} of seed 1: {len(METRICS)} numbers" in good.stdout for row in rows), f"not of all rows: {good.stdout}")
    for row in rows:
        for metric in METRICS if row["split"] == "ensemble" else METRICS[:1]:
            of = row if metric == "nnz" else row[metric]["values"]
            at = metric if metric == "nnz" else 0
            kept = of[at]
            of[at] = kept * 1.001 if abs(kept) > 1 else kept + 0.0005
            wrong = audit(place, told)
            check(wrong.returncode == 1 and f"of {metric}\n" in wrong.stdout and "PAST" in wrong.stdout, f"{metric} of {row['split']} is wrong: {wrong.stdout}")
            of[at] = kept
    empty = os.path.join(place, "empty")
    os.mkdir(empty)
    check(audit(empty, told).returncode == 1, "nothing to audit is no good audit")
sys.exit(check.verdict("audit"))
