/* SPDX-License-Identifier: GPL-3.0-or-later */
/* split_file.c - a partition of one's own, from a file; its numbers are checked
   before (split_check.c). */
#include "core/split/split.h"

#include <string.h>

static enum fpe_status file_group(const struct fpe_grouping *g, int *owner, struct fpe_error *err)
{
	(void)err;
	memcpy(owner, g->partition->child,
	       fpe_layer_size(&g->net->layer[g->layer]) * sizeof *owner);
	return FPE_OK;
}

const struct fpe_split_kind split_kind_file = {
	.name = "file",
	.help = "The child of each input is a number in the file that owner= names.",
	.needs_partition = true,
	.group = file_group,
};
