#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#SBATCH --job-name=fpe
#SBATCH --array=1-8
#SBATCH --cpus-per-task=2
#SBATCH --time=01:00:00
#
#    sbatch slurm.sh                    the study as an array: a task finds its part by itself
#    sbatch --dependency=afterok:JOB --array=1-1 --wrap "fpe-tui -b -c 'merge runs.db runs.1of8.db …'"
#
# A task that was ended by its time limit goes on where it was when it is submitted again.
set -eu
exec fpe-tui --batch --quiet --jobs "${SLURM_CPUS_PER_TASK:-2}" "${STUDY:-study.fpe}"
