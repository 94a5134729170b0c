/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * square.h - what an interference figure is of: the cosines of one arm's layer,
 * or their difference to another arm or epoch, and the collisions of clauses.
 */
#ifndef VIEW_SQUARE_H
#define VIEW_SQUARE_H

#include "view/figure/difference.h"
#include "view/figure/panel.h"

struct square {
	const struct snapshot *s;
	const struct fpe_net *net; /* of the arm, or the difference's view */
	struct difference difference;
	bool minus;
	int arm, layer;
	int n;	  /* items compared */
	int step; /* item i is the layer's i x step; > 1 where each with each would
		     take long, and none has a tile of its own */
	enum fpe_of of;
	double *value; /* [n x n], owned */
	int *meets;    /* [n x n], owned: parents in which two clauses collide, or
			  how many more than there; NULL: no clauses, too many */
	int parents;
	double limit; /* of the values, rounded up */
};

/* room: tiles side by side at most; 0: every item counts. Returns NULL, or why there
   is nothing to draw. Close it in either case. */
const char *square_open(struct square *q, const struct snapshot *s, const struct panel_options *o,
			int arm, int room);
void square_close(struct square *q);

/* Mean abs(cos) over the pairs of an arm: measured already for neurons, else worked out, of
   very many pairs from a sample; NaN: not to be had. */
/* Is it the arms' metric? */
bool square_is_metric(const struct square *q);
double square_mean(const struct square *q, int arm, bool *sampled);
/* Sum of meets over the pairs, and in *all what it would be if all collided. */
int square_meets(const struct square *q, int *all);
panel_paper_fn interference_paper;

#endif
