/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * optimizer.h - one step of an optimiser from a gradient.
 */
#ifndef CORE_OPTIMIZER_H
#define CORE_OPTIMIZER_H

#include "core/kernel/kernel.h"
#include "fpe/trainer.h"

/*
 * Weights, biases, moments and the step count of net after one step by
 * gradient, of its shape and with the L2 penalty in it. kernel is the net's.
 * Adam as Kingma and Ba 2015, with corrected moments.
 */
void optimizer_step(const struct fpe_train_settings *settings, const struct fpe_kernel *kernel,
		    const struct fpe_net *gradient, struct fpe_net *net);

#endif
