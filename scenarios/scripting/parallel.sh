#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# parallel.sh [PARTS]: the study in parts under GNU parallel, here or with --sshlogin elsewhere; a
# part that was killed goes on when the line is run again. The parts together give the same bytes.
set -eu
parts=${1:-2}
study=${STUDY:-$(dirname "$0")/study.fpe}
seq "$parts" | parallel --halt soon,fail=1 "fpe-tui --batch --quiet --jobs 1 --shard {}/$parts '$study' >/dev/null"
rm -f runs.db
# shellcheck disable=SC2046
fpe-tui --batch --quiet -c "merge runs.db $(seq -f "runs.%gof$parts.db" -s ' ' "$parts")"
fpe-tui --batch --quiet "$study"
