/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper_arms.c - which arms a figure in a file is of, and how each is named. */
#include "view/paper/paper_arms.h"

#include "view/figure/figure.h"

int paper_arms(const struct snapshot *s, const struct panel_options *o, struct paper *paper,
	       int arms[2])
{
	int n = figure_arms(s, o, arms);

	if (n < 1)
		paper_say(paper, "no net yet: type  net");
	return n;
}

void paper_name_arm(struct paper *paper, struct paper_view *view, const struct snapshot *s, int arm)
{
	view->title = paper_text(paper, "%s", s->arm[arm].name);
	view->title_ink = figure_arm_ink(arm);
}

struct paper_view *paper_add_arm(struct paper *paper, enum paper_kind kind,
				 const struct snapshot *s, int arm, int of)
{
	struct paper_view *view = paper_add(paper, kind);

	if (of > 1)
		paper_name_arm(paper, view, s, arm);
	return view;
}
