/* SPDX-License-Identifier: GPL-3.0-or-later */
/* theory_paper.c - collisions and coverage, expected and measured, on paper. */
#include <math.h>

#include "view/figure/figure.h"
#include "view/panel/theory/expectation.h"
#include "view/paper/paper.h"

static const struct {
	const char *head;
	int metric, row;
	bool change; /* of a difference alone */
} columns[] = {
	{ "collisions expected", FPE_METRIC_COLLISIONS, EXPECTATION_THEORY, false },
	{ "now", FPE_METRIC_COLLISIONS, EXPECTATION_NOW, false },
	{ "change", FPE_METRIC_COLLISIONS, EXPECTATION_CHANGE, true },
	{ "coverage expected", FPE_METRIC_COVERAGE, EXPECTATION_THEORY, false },
	{ "now", FPE_METRIC_COVERAGE, EXPECTATION_NOW, false },
	{ "change", FPE_METRIC_COVERAGE, EXPECTATION_CHANGE, true },
};
#define COLUMNS ((int)(sizeof columns / sizeof *columns))

static void add_row(const struct snapshot *s, const struct snapshot_arm *minus, int arm,
		    struct paper *out, struct paper_view *view)
{
	paper_cell(out, view, figure_arm_ink(arm), s->arm[arm].name);
	for (int i = 0; i < COLUMNS; i++) {
		double v;

		if (columns[i].change && !minus)
			continue;
		v = expectation_value(s, &s->arm[arm], minus, columns[i].row, columns[i].metric);
		paper_cell(out, view, INK_NONE,
			   columns[i].change ? figure_signed(v).text : figure_number(v).text);
	}
}

void theory_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	const char *missing;
	const struct snapshot_arm *minus;
	struct paper_view *view;
	char gap[400];
	int arm = figure_arm(s, o);

	if (!figure_clauses(s, 0)) {
		paper_say(
			out,
			s->task ? "this task has no clauses: collisions and coverage are not defined"
				: "no task yet: type  task dnf");
		return;
	}
	minus = figure_minus(s, o, &missing);
	if (arm < 0 || missing) {
		paper_say(out, missing ? missing : "no net yet: type  net");
		return;
	}
	view = paper_add(out, PAPER_TABLE);
	view->table.columns = minus ? 1 + COLUMNS : 5;
	paper_cell(out, view, INK_DIM, "arm");
	for (int i = 0; i < COLUMNS; i++) {
		if (!columns[i].change || minus)
			paper_cell(out, view, INK_DIM, columns[i].head);
	}
	for (int i = 0; i < s->arms; i++)
		add_row(s, minus, i, out, view);
	if (expectation_gap(s, &s->arm[arm], gap, sizeof gap)[0])
		view->note = paper_text(out, "%s", gap);
}
