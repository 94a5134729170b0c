/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seeds.h - the final scores of a study, seed by seed, and in words.
 */
#ifndef VIEW_SEEDS_H
#define VIEW_SEEDS_H

#include "fpe/statistic.h"
#include "view/figure/panel.h"

/* The score of a run at its end (snapshot_study), or its gain over dense of the same
   seed: of a loss what it is lower. */
double seeds_value(const struct snapshot_study *study, int row, int seed, bool gain);
/* The same over the seeds done; without memory as if there were none. */
struct fpe_summary seeds_summary(const struct snapshot_study *study, int row, bool gain);
/* "test accuracy"; "gain" or "loss gain". */
const char *seeds_score_name(const struct snapshot_study *study);
const char *seeds_gain_name(const struct snapshot_study *study);
/* In how many seeds the gain of a row is above 0. */
int seeds_above(const struct snapshot_study *study, int row);

/* In the words of an explanation: the values, so many of them; mean, deviation
   and interval with the numbers put in. */
void seeds_tell_values(const double *value, int n, bool sign, struct textbuf *out);
void seeds_tell_summary(const struct fpe_summary *v, struct textbuf *out);

/* As a panel's describe and work_out want them; hits HIT_RUN. */
panel_describe_fn seeds_describe;
panel_work_out_fn seeds_work_out;

#endif
