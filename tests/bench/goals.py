# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be reached: rows, judged against the figures of training.py and program.py."""
import collections

# better: "at least" or "at most"; key: of a figure
Goal = collections.namedtuple("Goal", "title key better value unit")

WITHOUT, WITH = "train", "whole"  # an epoch without and with its evaluation
SPLIT_TO_DENSE = {"J1.random": 1.25, "J1.clause": 1.25, "J2.random": 1.3, "J2.clause": 1.3, "J3.random": 1.15,
                  "F64.random": 1.15, "F64.random4": 1.3, "F512.random": 1.2, "F512.random4": 1.5, "D.random": 1.3,
                  "B.random": 1.5}
BLAS = {"J1.dense": 8, "J1.random": 7, "J1.clause": 7, "J3.dense": 1.5, "J3.random": 2.5, "F64.dense": 1.4,
        "F64.random": 1.8, "F64.random4": 2.8, "D.dense": 1.3, "D.random": 1.8}  # every other job: 1
TORCH = {"J1.dense": 60, "J1.random": 50, "J1.clause": 50, "J3.dense": 3, "J3.random": 4, "F64.dense": 2.5,
         "F64.random": 3.5, "F64.random4": 5, "D.dense": 1.6, "D.random": 2.2}
PROGRAM = [
    ("one arm 784-64-10, two threads / one", "arm_on_two.64", "at least", 1.8, ""),
    ("the same, split in two", "arm_on_two.64split", "at least", 1.8, ""),
    ("one arm 784-512-10, two threads / one", "arm_on_two.512", "at least", 1.8, ""),
    ("one arm 784-512-512-10, two threads / one", "arm_on_two.deep", "at least", 1.8, ""),
    ("ten arms of 784-512-10: a frame", "large_frame", "at most", 10, "ms"),
    ("ten arms of 784-512-10: echo, 99th percentile", "large_echo", "at most", 20, "ms"),
    ("ten arms of 784-512-10: memory", "large_memory", "at most", 600, "MiB"),
    ("`metrics` of 4096-4096-1", "widest_metrics", "at most", 8, "s"),
    ("`metrics` of 4096-4096-1: memory", "widest_memory", "at most", 1024, "MiB"),
    ("any split of 4096-2048-1", "widest_split", "at most", 10, "s"),
    ("Ctrl-C in both", "widest_stop", "at most", 1, "s"),
    ("10,000 tiny runs: CPU of the runs in wall time", "tiny_runs", "at least", 80, "%"),
    ("queries of 100,000 runs", "queries", "at most", 1, "s"),
    ("panels of 4096-1024-1024-100: frames a second", "wide_frames", "at least", 30, ""),
    ("Fashion-MNIST, 3 + 12 epochs, h=8: PyTorch / ours", "fashion", "at least", 3, ""),
    ("start to the first frame", "first_frame", "at most", 50, "ms"),
    ("a 120x34 frame, three default arms training", "small_frame", "at most", 3, "ms"),
    ("echo meanwhile, 99th percentile", "small_echo", "at most", 10, "ms"),
    ("history of ten default arms, 300 epochs", "history", "at most", 64, "MiB"),
    ("`speed max` under the screen, of batch speed", "speed_max", "at least", 0.95, ""),
    ("`compare`, two jobs / one", "compare_on_two", "at least", 1.9, ""),
]
WORST = {"widest_split", "widest_stop", "queries", "large_memory"}  # the largest, not the median


def rows(jobs):
    """All goals for these jobs."""
    found = []
    for what, title in ((WITHOUT, ""), (WITH, ", with evaluation")):
        found += [Goal(f"split / dense, {j}{title}", f"split ours/{j}/{what}", "at most", v, "")
                  for j, v in SPLIT_TO_DENSE.items() if j in jobs]
        found += [Goal(f"C + OpenBLAS / ours, {j}{title}", f"blas/{j}/{what}", "at least", BLAS.get(j, 1), "")
                  for j in jobs]
        found += [Goal(f"PyTorch / ours, {j}{title}", f"torch/{j}/{what}", "at least", v, "")
                  for j, v in TORCH.items() if j in jobs and (what == WITH or not j.startswith("J1"))]
    return found + [Goal(*row) for row in PROGRAM]


def judge(figures, jobs):
    """(goal, what was got or None, whether it is reached) of all goals whose figure was asked for."""
    found = []
    for goal in rows(jobs):
        value = figures.get(goal.key)
        if value is None:
            continue
        if isinstance(value, str):
            found.append((goal, None, False))
            continue
        got = value if isinstance(value, float) else value["high" if goal.key in WORST else "median"]
        found.append((goal, got, got >= goal.value if goal.better == "at least" else got <= goal.value))
    return found
