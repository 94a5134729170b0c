/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * optimizer.h - one step of an optimiser from a gradient.
 */
#ifndef CORE_OPTIMIZER_H
#define CORE_OPTIMIZER_H

#include <stddef.h>

#include "core/kernel/tile.h"
#include "fpe/trainer.h"

/* A step: Adam as Kingma and Ba 2015, with corrected moments, or SGD with momentum. */
struct optimizer {
	const struct tile_ops *ops;
	const struct fpe_train_settings *settings; /* borrowed */
	struct tile_adam adam;
};

/* Powers of Adam's betas, kept from one step to the next; zeroed memory at first. */
struct adam_powers {
	uint64_t step;
	double block[2], rest[2];
};

/* step: 1, 2, … */
struct optimizer optimizer_of(struct adam_powers *powers, const struct fpe_train_settings *settings,
			      const struct tile_ops *ops, uint64_t step);

/* Vectors of numbers side by side. */
struct optimizer_vectors {
	const float *slope; /* with the L2 penalty in it */
	float *value, *m, *v;
};

/* Numbers first … end, the same however the vectors are cut into such ranges. */
void optimizer_range(const struct optimizer *o, const struct optimizer_vectors *on, size_t first,
		     size_t end);

#endif
