/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cluster.h - which columns of a layer point the same way? */
#ifndef CORE_CLUSTER_H
#define CORE_CLUSTER_H

#include "fpe/error.h"
#include "fpe/rng.h"
#include "fpe/watch.h"

struct cluster_job {
	int d, h, k;	/* columns, their length, clusters */
	double *column; /* [d x h] borrowed; scaled to length 1, a zero column stays */
	const struct fpe_watch *watch;
};

/*
 * Spherical k-means on abs(cos) (Dhillon and Modha 2001), begun by k-means++
 * (Arthur and Vassilvitskii 2007) from rng, at most 50 rounds. group [d]: the
 * cluster of each column, 0 … k-1; k for a zero column. Every choice is the one
 * that all d*k inner products, each summed from the first component to the last,
 * would give, the first cluster of several equal ones.
 */
enum fpe_status cluster_columns(const struct cluster_job *job, struct fpe_rng *rng, int *group,
				struct fpe_error *err);

#endif
