#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs fuzz targets that are guided by coverage, and says what they did.

  guided.py FOLDER [--afl] [--seconds N] [TARGET …]

FOLDER has the programs fuzz_TARGET and, in files, what words.py wrote. A target goes on from what it found before, in
FOLDER/found/TARGET; an input at fault is written beside it. The exit status says whether there was one.
"""
import argparse
import glob
import os
import re
import subprocess
import sys

# Bytes of an input: the slow ones stay small.
LONGEST = {"screen": 400, "prompt": 600, "figure": 300, "store": 40000, "session": 30000}


def environment():
    """AFL++ looks at what is set for sanitizers, and wants each to abort without names of places."""
    leaks = os.path.join(sys.path[0], "../support/leaks")
    quiet = "abort_on_error=1:symbolize=0"
    afl = {"AFL_NO_UI": "1", "AFL_SKIP_CPUFREQ": "1", "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES": "1", "AFL_NO_AFFINITY": "1",
           "AFL_AUTORESUME": "1", "ASAN_OPTIONS": quiet + ":detect_leaks=0", "UBSAN_OPTIONS": quiet, "LSAN_OPTIONS": "symbolize=0"}
    clang = {"UBSAN_OPTIONS": "abort_on_error=1:print_stacktrace=1",
             "LSAN_OPTIONS": f"suppressions={leaks}:print_suppressions=0"}
    return dict(os.environ, INPUTRC="/dev/null", **(afl if AFL else clang))


def libfuzzer(folder, target, seconds):
    found = os.path.join(folder, "found", target)
    os.makedirs(found, exist_ok=True)
    files = os.path.join(folder, "files", target)
    words = [f"-dict={files}.dict"] if os.path.getsize(files + ".dict") else []
    got = subprocess.run([os.path.join(folder, "fuzz_" + target), f"-max_total_time={seconds}", "-print_final_stats=1",
                          "-timeout=20", "-rss_limit_mb=3000", f"-max_len={LONGEST.get(target, 6000)}",
                          f"-artifact_prefix={found}.", *words, found, files],
                         capture_output=True, env=environment())
    text = got.stderr.decode(errors="replace")
    runs = re.findall(r"stat::number_of_executed_units: (\d+)", text) or re.findall(r"^#(\d+)", text, re.M)
    edges = re.findall(r"cov: (\d+)", text)
    fault = got.returncode != 0
    if fault:
        print(text[-6000:], file=sys.stderr)
    return int(runs[-1]) if runs else 0, int(edges[-1]) if edges else 0, fault


def afl(folder, target, seconds):
    out = os.path.join(folder, "found", target)
    os.makedirs(os.path.dirname(out), exist_ok=True)
    files = os.path.join(folder, "files", target)
    words = ["-x", files + ".dict"] if os.path.getsize(files + ".dict") else []
    got = subprocess.run(["afl-fuzz", "-i", files, "-o", out, "-V", str(seconds), "-t", "5000+", "-m", "none", *words,
                          os.path.join(folder, "fuzz_" + target)], capture_output=True, env=environment())
    stats = os.path.join(out, "default", "fuzzer_stats")
    if not os.path.exists(stats):
        print((got.stdout + got.stderr).decode(errors="replace")[-3000:], file=sys.stderr)
        return 0, 0, True
    text = open(stats).read()
    number = {k: re.search(rf"^{k} *: (\d+)", text, re.M) for k in ("execs_done", "edges_found")}
    faults = [f for kind in ("crashes", "hangs") for f in glob.glob(os.path.join(out, "default", kind, "id*"))]
    for name in faults:
        print("at fault:", name, file=sys.stderr)
    return *(int(m[1]) if m else 0 for m in number.values()), bool(faults)


def main():
    folder = os.path.realpath(OPTIONS.folder)
    targets = OPTIONS.target or sorted(name[5:] for name in os.listdir(folder) if name.startswith("fuzz_"))
    total = faults = 0
    print(f"{'target':14}{'executions':>12}{'edges':>8}", flush=True)
    for target in targets:
        runs, edges, fault = (afl if AFL else libfuzzer)(folder, target, OPTIONS.seconds)
        print(f"{target:14}{runs:12}{edges:8}{'  AT FAULT' if fault else ''}", flush=True)
        total, faults = total + runs, faults + fault
    print(f"{'all':14}{total:12}")
    return faults > 0


PARSER = argparse.ArgumentParser()
PARSER.add_argument("folder")
PARSER.add_argument("target", nargs="*")
PARSER.add_argument("--afl", action="store_true")
PARSER.add_argument("--seconds", type=int, default=60)
OPTIONS = PARSER.parse_intermixed_args()
AFL = OPTIONS.afl
sys.exit(main())
