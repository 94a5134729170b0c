/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model.h - the net that a file's tensors make. */
#ifndef IO_MODEL_H
#define IO_MODEL_H

#include "fpe/net.h"
#include "io/tensors.h"

/*
 * fc1.weight [out, in], fc1.bias, optional fc1.weight_mask, fc2 …; shapes must
 * chain. A weight outside its mask must be 0 (or -0). Gives *out.
 */
enum fpe_status model_net(const struct tensors *file, struct fpe_net **out, struct fpe_error *err);

#endif
