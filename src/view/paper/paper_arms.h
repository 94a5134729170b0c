/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper_arms.h - figures of one arm, or of two side by side. */
#ifndef VIEW_PAPER_ARMS_H
#define VIEW_PAPER_ARMS_H

#include "view/figure/panel.h"
#include "view/paper/paper.h"

/* Indices of the arms that are asked for, and how many; 0: the paper says why. */
int paper_arms(const struct snapshot *s, const struct panel_options *o, struct paper *paper,
	       int arms[2]);
/* The arm's name above a view. */
void paper_name_arm(struct paper *paper, struct paper_view *view, const struct snapshot *s,
		    int arm);
/* A view of one of so many arms, with its name where there are two. As paper_add. */
struct paper_view *paper_add_arm(struct paper *paper, enum paper_kind kind,
				 const struct snapshot *s, int arm, int of);

#endif
