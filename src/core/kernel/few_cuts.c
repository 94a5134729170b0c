/* SPDX-License-Identifier: GPL-3.0-or-later */
/* few_cuts.c - the units of each layer, and pieces of them. */
#include "core/kernel/few_cuts.h"

#include <stdlib.h>

#include "core/kernel/pass.h"

#define PIECE 2048 /* floats, and up to UNITS units more */
#define UNITS FEW_UNITS_AT_ONCE

int few_inputs(const struct fpe_kernel *k, int l)
{
	return k->plan[l] == PLAN_TABLE ? (k->live[l].in + 31) / 32 * 32 : k->live[l].in;
}

static int units_of(const struct fpe_kernel *k, int l)
{
	if (k->few.kind[l] == FEW_BLOCKS)
		return k->few.blocks[l];
	return k->plan[l] == PLAN_TABLE ? k->lookup.shape.units : k->live[l].out;
}

/* Weights of a unit. */
static size_t unit_size(const struct fpe_kernel *k, int l, int unit)
{
	const struct class_block *b = k->few.block[l];

	if (k->few.kind[l] == FEW_BLOCKS)
		return (size_t)b[unit].inputs * (size_t)b[unit].rows;
	if (k->few.spread[l])
		return (size_t)(k->live[l].rows.start[unit + 1] - k->live[l].rows.start[unit]);
	return (size_t)few_inputs(k, l);
}

size_t few_piece_floats(const struct fpe_kernel *k)
{
	size_t most = 0;

	for (int l = 0; l < k->layers; l++) {
		for (int u = 0; u < units_of(k, l); u++)
			most = unit_size(k, l, u) > most ? unit_size(k, l, u) : most;
	}
	return PIECE + UNITS * most + FEW_LANES + k->packing.floats - k->packing.weights;
}

/* Units of layer l from `unit` on, to the piece that begins at `first`. */
static struct few_run run_of(const struct fpe_kernel *k, int l, int unit, size_t at, size_t first)
{
	struct few_run r = { .layer = l, .unit = unit, .first = at, .end = at };
	int units = units_of(k, l);

	while (unit + r.units < units && (r.end - first < PIECE || r.units % UNITS != 0))
		r.end += unit_size(k, l, unit + r.units++);
	r.next = r.end;
	if (unit + r.units == units)
		r.next = l + 1 < k->layers ? k->packing.layer[l + 1].weight : k->packing.weights;
	return r;
}

/* All runs of the piece that begins at c->first, of the layer and unit given, which become
   those of the next piece. */
static void cut_piece(struct few_cuts *to, struct few_cut *c, const struct fpe_kernel *k,
		      int *layer, int *unit)
{
	c->end = c->first;
	while (*layer < k->layers && c->end - c->first < PIECE) {
		struct few_run *r = &to->run[c->run + c->runs++];

		*r = run_of(k, *layer, *unit, c->end, c->first);
		*unit = r->unit + r->units;
		if (*unit == units_of(k, *layer)) {
			*unit = 0;
			(*layer)++;
		}
		c->end = r->next;
	}
	c->biases = *layer == k->layers && c->end - c->first < PIECE;
	if (c->biases)
		c->end = k->packing.floats;
}

static void cut_all(struct few_cuts *to, const struct fpe_kernel *k)
{
	const struct packing *p = &k->packing;
	struct few_cut next = { 0 };
	int layer = 0, unit = 0;

	while (next.first < p->floats) {
		struct few_cut *c = &to->cut[to->count++];

		*c = next;
		cut_piece(to, c, k, &layer, &unit);
		while (c->dead + c->deads < p->deads &&
		       (size_t)p->dead[c->dead + c->deads] < c->end)
			c->deads++;
		next.first = c->end;
		next.run = c->run + c->runs;
		next.dead = c->dead + c->deads;
	}
}

enum fpe_status few_cuts_init(struct few_cuts *c, const struct fpe_kernel *k, struct fpe_error *err)
{
	/* a run ends a piece or a layer, and a piece without runs has the biases */
	size_t most = k->packing.weights / PIECE + (size_t)k->layers + 1;

	c->run = calloc(most, sizeof *c->run);
	c->cut = calloc(most + 1, sizeof *c->cut);
	if (!c->run || !c->cut)
		return fpe_no_memory(err);
	cut_all(c, k);
	return FPE_OK;
}

void few_cuts_clear(struct few_cuts *c)
{
	free(c->run);
	free(c->cut);
}
