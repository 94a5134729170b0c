/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slurm.h - which part of a study does this task of a Slurm array do? */
#ifndef LAB_SLURM_H
#define LAB_SLURM_H

/* It does its part without being told: *part from 0 of *parts. Left as they are
   where this is no such task. */
void slurm_part(int *part, int *parts);

#endif
