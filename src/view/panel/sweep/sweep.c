/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sweep.c - the panel of studies: a compare's seeds, or a sweep as lines,
 * heatmap or scatter. One view at a time, from the table; its keys.
 */
#include "view/panel/sweep/sweep_keys.h"

#include "view/figure/figure.h"
#include "view/panel/sweep/sweep_part.h"

/* In the order of enum sweep_view. */
static const struct panel *const views[] = { &sweep_seeds, &sweep_lines, &sweep_heatmap,
					     &sweep_scatter };
#define VIEWS ((int)(sizeof views / sizeof *views))

const char *sweep_view_name(int i)
{
	return i >= 0 && i < VIEWS ? views[i]->name : NULL;
}

static const struct panel *view_of(const struct snapshot *s, const struct panel_options *o)
{
	return views[sweep_choice_view(s, o)];
}

static void sweep_title(const struct snapshot *s, const struct panel_options *o, bool ascii,
			struct textbuf *out)
{
	view_of(s, o)->title(s, o, ascii, out);
}

static void sweep_measure(const struct snapshot *s, const struct panel_options *o, int *rows,
			  int *columns)
{
	panel_measure(view_of(s, o), s, o, rows, columns);
}

static void sweep_draw(const struct snapshot *s, const struct panel_options *o, struct area area)
{
	view_of(s, o)->draw(s, o, area);
}

static void sweep_numbers(const struct snapshot *s, const struct panel_options *o,
			  struct figure_table *out)
{
	view_of(s, o)->numbers(s, o, out);
}

static void sweep_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	view_of(s, o)->paper(s, o, out);
}

static void sweep_describe(const struct snapshot *s, const struct panel_options *o,
			   const struct hit *hit, bool ascii, struct textbuf *out)
{
	view_of(s, o)->describe(s, o, hit, ascii, out);
}

static void sweep_work_out(const struct snapshot *s, const struct panel_options *o,
			   const struct hit *hit, struct textbuf *out)
{
	view_of(s, o)->work_out(s, o, hit, out);
}

const struct panel panel_sweep = {
	.name = "sweep",
	.home = HOME_RIGHT_BOTTOM,
	.takes = TAKES_SWEEP,
	.study = true,
	.help = "The last compare, seed by seed; a sweep as lines, heatmap or scatter.",
	.explain =
		"compare runs dense and each split from scratch at several seeds. "
		"A dot is one seed's test accuracy at the last epoch; a digit is so many seeds in one place. "
		"Below it the mean with its 95 % interval: mean +- t sd / sqrt(n), t of Student's distribution with n-1 degrees of freedom.\n\n"
		"gain is accuracy minus dense's of the same seed: both had the same task, samples and first weights, so what the seed makes easy or hard for both cancels. "
		"Where the interval of the mean gain lies above 0 these seeds speak for the split; where it holds 0 they do not decide. "
		"7/8: the gain was above 0 in 7 of 8 seeds.\n\n"
		"The spread over seeds is large and skewed: some seeds stay stuck. "
		"So look at the dots, not at the mean alone, and never at one seed.\n\n"
		"sweep is a compare at every point of a grid of keys. "
		"Lines: the mean over seeds along one key, in a band of its 95 % intervals. "
		"Heatmap: the mean of one arm at every pair of two keys, by itself the gain over dense. "
		"Keys that have no axis are averaged, seed by seed, or held at a value. "
		"Scatter: each run a point, with a line of least squares for each arm; R2 is the share of the variance that the line explains. "
		"A fold change is the arm's number over that of dense of the same run.\n\n"
		"What is still to be run is a dot, what has some seeds to come a star; a blank place is not possible, as a split of one clause by clauses is not.",
	.keys = sweep_keys_own,
	.title = sweep_title,
	.measure = sweep_measure,
	.draw = sweep_draw,
	.numbers = sweep_numbers,
	.paper = sweep_paper,
	.describe = sweep_describe,
	.work_out = sweep_work_out,
};
