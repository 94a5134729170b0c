/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * space.h - directions of inputs, clauses or neurons, and the three dimensions
 * that hold most of them.
 *
 * Letters: n directions shown, h numbers each. A direction is a vector of
 * length 1; the vectors are
 *
 *	inputs   column j of W: the weights of input j to each neuron
 *	clauses  sqrt(q_ic), q_ic = sum of w_ij^2 over the inputs j of clause c:
 *	         its footprint, how hard neuron i is tied to it
 *	neurons  row i of W: the weights of neuron i from each input
 *
 * Principal components are those through the origin (not of the deviations
 * from a mean), so that angles keep their meaning: eigenvectors of V^T V, or
 * of V V^T where n < h, by GSL. The sign of a component is the one with which
 * the direction that lies most along it is positive.
 */
#ifndef VIEW_SPACE_H
#define VIEW_SPACE_H

#include "fpe/metric.h"

/* Of more directions only the longest are taken: the eigenvectors cost the
   third power of min(n, h). */
#define SPACE_MAX 64

struct space {
	int total;	     /* directions there are */
	int count;	     /* n: those held */
	int length;	     /* h */
	int zero;	     /* of those held, how many have no length at all */
	int item[SPACE_MAX]; /* which input, clause or neuron; ascending */
	double norm[SPACE_MAX];
	double at[SPACE_MAX][3]; /* on the components; |at| <= 1 */
	double axis[3][3];	 /* where the components themselves are drawn */
	double longest;		 /* 0: all are drawn as long; else `at` is times norm over this */
	double share[3];	 /* of the sum of squares that a component holds */
	double cosine;		 /* mean abs(cos) over pairs; NaN without a pair */
	double *v;		 /* [n x h] unit vectors or zeros, owned */
	double *gram;		 /* [n x n] their cosines, owned */
};

/*
 * NULL: no memory, or the layer has none of these. Weights that are not finite
 * make a direction without length.
 */
struct space *space_new(const struct fpe_net *net, int layer, const struct fpe_clauses *clauses,
			enum fpe_of of);
void space_free(struct space *space);

/* Draw each as long as it is beside the longest of them: where a length says how well a
   feature is given back. Once, to a space that was not so. */
void space_keep_lengths(struct space *space);

/* Index of an item among those held, -1: it is not. */
int space_find(const struct space *space, int item);
/* cos of two held directions, by index. */
double space_cosine(const struct space *space, int a, int b);
/* The other direction with the greatest abs(cos); -1: there is none. */
int space_nearest(const struct space *space, int index);
/* Share of a direction that the three components hold: |at|^2. */
double space_held(const struct space *space, int index);

/*
 * Turn the picture as one rigid body (a reflection may be part of it) so that
 * each direction comes as near to its partner in the other picture as it can:
 * orthogonal Procrustes (Schoenemann 1966), R = U V^T of the singular value
 * decomposition of sum of at_i^T other_i. Lengths and angles stay as they are.
 *
 * partner [count] index in other, -1: none   (borrowed)
 */
void space_align(struct space *space, const struct space *other, const int *partner);

#endif
