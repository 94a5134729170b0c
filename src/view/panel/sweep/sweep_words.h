/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep_words.h - the places of a tally in words and numbers; HIT_CELL. */
#ifndef VIEW_SWEEP_WORDS_H
#define VIEW_SWEEP_WORDS_H

#include "view/figure/panel.h"
#include "view/panel/sweep/sweep_choice.h"
panel_describe_fn sweep_words_describe;
panel_work_out_fn sweep_words_work_out;
panel_numbers_fn sweep_words_numbers;

/* "+.052", "-.12", ".958": with a sign where it is a difference. */
struct figure_digits sweep_words_number(const struct quantity *q, double value);
/* "clauses=8 hidden=16", all keys of a run. */
void sweep_words_run(const struct snapshot_sweep *s, int run, struct textbuf *out);

#endif
