/* SPDX-License-Identifier: GPL-3.0-or-later */
/* partition_args.h - owner=, the file of by=file, of `split` and of studies. */
#ifndef CMD_PARTITION_ARGS_H
#define CMD_PARTITION_ARGS_H

#include "cmd/player/call.h"

#define PARTITION_ARG      \
	ARG("owner", FILE, \
	    "of by=file: the child of each input, a row a neuron, as a text or an array; alpha follows from it")

/*
 * The partition that owner= names, which must be given if and only if it is wanted;
 * alpha becomes what the file says, or must agree where the line gives it as one
 * number. Gives *out, a hold or NULL. Errors point at the argument.
 */
enum fpe_status partition_args_read(struct call *call, bool wanted, int *alpha,
				    struct shared **out);

#endif
