/* SPDX-License-Identifier: GPL-3.0-or-later */
/* split_manual.c - the first child holds all its parent's inputs, until a user
   moves them (fpe_net_move). */
#include "core/split/split.h"

static enum fpe_status manual_group(const struct fpe_grouping *g, int *owner, struct fpe_error *err)
{
	const struct fpe_layer *l = &g->net->layer[g->layer];

	(void)err;
	for (size_t i = 0; i < fpe_layer_size(l); i++)
		owner[i] = l->mask[i] != 0 ? 0 : -1;
	return FPE_OK;
}

const struct fpe_split_kind split_kind_manual = {
	.name = "manual",
	.help = "Child 0 holds all its parent's inputs; `assign` moves them.",
	.by_hand = true,
	.group = manual_group,
};
