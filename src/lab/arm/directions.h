/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * directions.h - how many directions of neuron space a layer's weights fill.
 *
 * Letters: W [h x d]. The eigenvalues of W^T W are the squares of W's singular values;
 * min(h, d) of them can be above 0. They are found by GSL.
 */
#ifndef LAB_DIRECTIONS_H
#define LAB_DIRECTIONS_H

#include "fpe/net.h"
#include "fpe/watch.h"

#define DIRECTIONS_MAX 512 /* of min(h, d): the eigenvalues cost its third power */

/* exp of the entropy of shares that are given one by one: start with zeros. With p_k = a_k / all
   it is all / prod a_k^(a_k / all). */
struct evenness {
	double all, logs; /* sums of a_k and of a_k log a_k */
};
void evenness_add(struct evenness *e, double a);
double evenness_effective(const struct evenness *e); /* NaN: nothing was added */

/* out [min(h, d)] falling, none below 0. FPE_ENOMEM, FPE_ESTOPPED. */
enum fpe_status directions_values(const struct fpe_layer *l, const struct fpe_watch *watch,
				  double *out, struct fpe_error *err);
/* exp of the entropy of their shares; NaN: no weight, or too many. Else as above. */
enum fpe_status directions_effective(const struct fpe_layer *l, const struct fpe_watch *watch,
				     double *out, struct fpe_error *err);

#endif
