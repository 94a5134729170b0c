/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep_words.h - the places of a tally in words and numbers; HIT_CELL. */
#ifndef VIEW_SWEEP_WORDS_H
#define VIEW_SWEEP_WORDS_H

#include "view/figure/panel.h"
#include "view/panel/sweep/sweep_choice.h"

void sweep_words_describe(const struct snapshot *s, const struct panel_options *o,
			  const struct hit *hit, bool ascii, char *out, size_t size);
void sweep_words_work_out(const struct snapshot *s, const struct panel_options *o,
			  const struct hit *hit, FILE *out);
void sweep_words_numbers(const struct snapshot *s, const struct panel_options *o,
			 struct figure_table *out);

/* "+.052", "-.12", ".958": with a sign where it is a difference. */
const char *sweep_words_number(const struct quantity *q, double value, char out[24]);
/* "clauses=8 hidden=16", all keys of a run. Returns out. */
const char *sweep_words_run(const struct snapshot_sweep *s, int run, char *out, size_t size);

#endif
