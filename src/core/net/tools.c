/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tools.c - the kernel of a trainer and the vectors packed for it. */
#include "core/net/tools.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void tools_clear(struct tools *tools)
{
	fpe_kernel_free(tools->kernel);
	free(tools->vectors);
	*tools = (struct tools){ 0 };
}

static void pack(const struct tools *tools, const struct fpe_net *net)
{
	const struct tile_ops *ops = fpe_kernel_ops(tools->kernel);

	packing_pack(tools->packing, ops, net, PACKED_VALUE, tools->value);
	packing_pack(tools->packing, ops, net, PACKED_M, tools->m);
	packing_pack(tools->packing, ops, net, PACKED_V, tools->v);
}

enum fpe_status tools_make(struct tools *tools, const struct fpe_net *net,
			   const struct fpe_data *data, struct fpe_team *team,
			   struct fpe_error *err)
{
	enum fpe_status status = fpe_kernel_new(net, data, &tools->kernel, err);
	size_t floats;

	if (status)
		return status;
	tools->packing = fpe_kernel_packing(tools->kernel);
	tools->vectors = packing_vectors(tools->packing, 6);
	if (!tools->vectors) {
		tools_clear(tools);
		return fpe_no_memory(err);
	}
	floats = tools->packing->floats;
	tools->value = tools->vectors;
	tools->m = tools->value + floats;
	tools->v = tools->m + floats;
	tools->slope = tools->v + floats;
	tools->thin = tools->slope + floats;
	tools->on = tools->thin + floats;
	pack(tools, net);
	fpe_kernel_lend(tools->kernel, team);
	return FPE_OK;
}

size_t tools_hidden(const struct packing *p)
{
	return p->layer[p->layers - 1].weight;
}

void tools_drop(const struct tools *tools, struct fpe_rng *rng, double off)
{
	const struct packing *p = tools->packing;

	memcpy(tools->thin, tools->value, p->floats * sizeof *tools->thin);
	memset(tools->on, 0, tools_hidden(p) * sizeof *tools->on);
	for (int l = 0; l + 1 < p->layers; l++) {
		const struct packed_layer *of = &p->layer[l];

		for (int k = 0; k < of->nnz; k++) {
			bool on = fpe_rng_unit(rng) >= off;
			size_t at = packing_at(of, k);

			tools->on[at] = on;
			if (!on)
				tools->thin[at] = 0;
		}
	}
}

const float *tools_scale(const struct tools *tools, float scale)
{
	const struct packing *p = tools->packing;
	size_t hidden = tools_hidden(p);

	for (size_t k = 0; k < hidden; k++)
		tools->thin[k] = tools->value[k] * scale;
	memcpy(tools->thin + hidden, tools->value + hidden,
	       (p->floats - hidden) * sizeof *tools->thin);
	return tools->thin;
}
