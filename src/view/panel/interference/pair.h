/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pair.h - what an interference matrix is of, and one pair of it in words: the
 * cosine with its numbers, the terms that make it, whether two clauses collide.
 */
#ifndef VIEW_PAIR_H
#define VIEW_PAIR_H

#include "view/figure/panel.h"
/* What a layer's matrix is of: as asked for if it can be, else clauses, else
   neurons. */
enum fpe_of pair_of(const struct snapshot *s, const struct panel_options *o, int layer);
const char *pair_of_name(enum fpe_of of); /* "clauses" */
/* "c2", "n0.1", "x7": item i of a layer. Returns out. */
struct figure_name pair_name(const struct snapshot *s, const struct fpe_net *net, int layer,
			     enum fpe_of of, int i);
/* "c3", "x3": where a user's own names do not tell two apart. */
struct figure_name pair_plain_name(const struct snapshot *s, const struct fpe_net *net, int layer,
				   enum fpe_of of, int i);
/* Are the two nets folded (difference.h) before such matrices are subtracted?
   Else each net's own matrix is taken: it has the same items anyway. */
bool pair_folded(enum fpe_of of, int layer);

panel_describe_fn pair_describe;
panel_work_out_fn pair_work_out;

#endif
