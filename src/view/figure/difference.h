/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * difference.h - one layer of two nets, brought to the same rows and columns,
 * so that they can be subtracted cell by cell.
 *
 * Neurons are matched by origin. Where one net's neurons are children of the
 * other's, or both were split each in its own way, children are folded back to
 * the parent they share: as rows they are summed (their inputs are disjoint
 * parts of the parent's), as columns of the next layer their mean is taken
 * (each got a copy of the parent's outgoing weight; a pruned one counts 0).
 */
#ifndef VIEW_DIFFERENCE_H
#define VIEW_DIFFERENCE_H

#include "view/figure/panel.h"

struct difference {
	const struct snapshot_arm *arm[2]; /* the second is subtracted; borrowed */
	int layer, rows, columns;
	/* Views of this one layer after folding: layer[layer].weight and mask,
	   and the origins of rows and columns. Nothing else of them is there.
	   Where nothing is folded they are the arm's own: only to be read. */
	struct fpe_net net[2];
	/* Row, and column, of each neuron of the two nets. column: only where
	   layer > 0. */
	int16_t *row_of[2], *column_of[2];
	void *memory;
};

/*
 * The layer that is shown of snapshot.arm[arm] minus what options->minus asks
 * for. Returns NULL, or why there is no difference (a sentence; *d is then
 * empty). Close it in either case.
 */
const char *difference_open(struct difference *d, const struct snapshot *s,
			    const struct panel_options *o, int arm);
/*
 * The same for two nets alone. Splits deeper than `depth` are not the same in
 * both: they are folded; `before` is that of the layer before (of the columns).
 */
const char *difference_nets(struct difference *d, const struct fpe_net *a, const struct fpe_net *b,
			    int layer, int depth, int before);
void difference_close(struct difference *d);

/*
 * How many generations of splits two arms have in common in a layer: those of
 * their nearest common ancestor; -1: they come from other root nets.
 */
int difference_depth(const struct snapshot *s, const struct snapshot_arm *a,
		     const struct snapshot_arm *b, int layer);

/* Weight of a row and column, in the first (0) or second (1) net, and whether
   any weight behind it is in the mask. */
double difference_weight(const struct difference *d, int which, int row, int column);
bool difference_live(const struct difference *d, int which, int row, int column);

/* "clause - dense@5": what is subtracted from what. Returns out. */
const char *difference_name(const struct difference *d, char *out, size_t size);

#endif
