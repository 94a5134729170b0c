#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# table.sh [SEEDS]: a comparison as a table, by jq; exit 1 where the clause split does not gain.
# Needs jq; standard output is JSON lines alone, errors are JSON lines on standard error.
set -eu
fpe-tui --batch --json --quiet -c 'data train=2000 test=2000' \
	-c "compare by=random,clause warmup=5 epochs=60 seeds=${1:-8}" |
	jq -r 'select(.command == "compare") | .rows[]
	  | [.split, .nnz, .test_accuracy.mean, .gain.mean // "", .gain.low // "", .gain.high // ""]
	  | @tsv'
# what a claim hangs on is an exit code
fpe-tui --batch --quiet -c 'data train=2000 test=2000' \
	-c "compare by=clause warmup=5 epochs=60 seeds=${1:-8}" -c 'assert low(gain(clause)) > 0' >/dev/null
