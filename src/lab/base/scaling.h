/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scaling.h - inputs brought to mean 0 and standard deviation 1. */
#ifndef LAB_SCALING_H
#define LAB_SCALING_H

#include "lab/base/own_samples.h"

/*
 * Scale both parts (test may be NULL) by what the training part has: (x - mean) / sd
 * over all inputs together, or over each by itself, sd with n; where sd is 0 only the
 * mean goes. Boolean parts stay. FPE_ENOMEM without a message, and nothing has changed.
 */
enum fpe_status scale_parts(enum own_scaling how, struct fpe_data *train, struct fpe_data *test);

#endif
