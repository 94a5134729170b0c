/* SPDX-License-Identifier: GPL-3.0-or-later */
/* groups.c - groups of inputs from a shape, a size or a number for each. */
#include "fpe/groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/limits.h"
#include "fpe/rng.h"

static enum fpe_status groups_new(int inputs, struct fpe_groups **out, struct fpe_error *err)
{
	*out = NULL;
	if (inputs < 1 || inputs > FPE_MAX_INPUTS)
		return fpe_fail(err, FPE_ELIMIT, "%d inputs; 1 to %d are allowed", inputs,
				FPE_MAX_INPUTS);
	*out = calloc(1, sizeof **out + (size_t)inputs * sizeof *(*out)->of);
	if (!*out)
		return fpe_no_memory(err);
	(*out)->inputs = inputs;
	return FPE_OK;
}

enum fpe_status fpe_groups_patches(const struct fpe_shape *shape, int rows, int columns,
				   struct fpe_groups **out, struct fpe_error *err)
{
	int across, down;
	enum fpe_status status;

	*out = NULL;
	if (shape->rows < 1 || shape->columns < 1 || shape->channels < 1)
		return fpe_fail(err, FPE_ERANGE, "the inputs are no picture");
	if (rows < 1 || rows > shape->rows || columns < 1 || columns > shape->columns)
		return fpe_fail(err, FPE_ERANGE,
				"a patch of %dx%d; 1x1 to %dx%d, the picture, are allowed", rows,
				columns, shape->rows, shape->columns);
	if (shape->rows > FPE_MAX_INPUTS || shape->columns > FPE_MAX_INPUTS / shape->rows ||
	    shape->channels > FPE_MAX_INPUTS / (shape->rows * shape->columns))
		return fpe_fail(err, FPE_ELIMIT, "a picture of %dx%dx%d; %d inputs are allowed",
				shape->rows, shape->columns, shape->channels, FPE_MAX_INPUTS);
	status = groups_new(shape->rows * shape->columns * shape->channels, out, err);
	if (status)
		return status;
	across = (shape->columns + columns - 1) / columns;
	down = (shape->rows + rows - 1) / rows;
	(*out)->count = across * down;
	for (int j = 0; j < (*out)->inputs; j++) {
		int pixel = j / shape->channels;

		(*out)->of[j] =
			pixel / shape->columns / rows * across + pixel % shape->columns / columns;
	}
	snprintf((*out)->how, sizeof(*out)->how, "patches of %dx%d", rows, columns);
	return FPE_OK;
}

enum fpe_status fpe_groups_blocks(int inputs, int size, struct fpe_groups **out,
				  struct fpe_error *err)
{
	enum fpe_status status;

	*out = NULL;
	if (size < 1 || size > inputs)
		return fpe_fail(err, FPE_ERANGE, "blocks of %d inputs; 1 to %d are allowed", size,
				inputs);
	status = groups_new(inputs, out, err);
	if (status)
		return status;
	(*out)->count = (inputs + size - 1) / size;
	for (int j = 0; j < inputs; j++)
		(*out)->of[j] = j / size;
	snprintf((*out)->how, sizeof(*out)->how, "blocks of %d", size);
	return FPE_OK;
}

struct numbered {
	int number, input;
};

static int by_number(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x->input - y->input;
}

/* Numbers as they ascend, those of one input each at the end. */
static void number_groups(struct numbered *sorted, struct fpe_groups *g)
{
	int loose = 0;

	while (loose < g->inputs && sorted[loose].number < 0)
		loose++;
	for (int i = loose; i < g->inputs; i++) {
		g->count += i == loose || sorted[i].number != sorted[i - 1].number;
		g->of[sorted[i].input] = g->count - 1;
	}
	for (int i = 0; i < loose; i++)
		g->of[sorted[i].input] = g->count++;
}

enum fpe_status fpe_groups_of(const int *number, int inputs, const char *how,
			      struct fpe_groups **out, struct fpe_error *err)
{
	enum fpe_status status = groups_new(inputs, out, err);
	struct numbered *sorted;

	if (status)
		return status;
	sorted = malloc((size_t)inputs * sizeof *sorted);
	for (int j = 0; j < inputs && sorted && !status; j++) {
		sorted[j] = (struct numbered){ number[j], j };
		if (number[j] < -1)
			status = fpe_fail(err, FPE_ERANGE,
					  "input %d is in group %d; 0 and up, or -1 for none", j,
					  number[j]);
	}
	if (!sorted)
		status = fpe_no_memory(err);
	if (!status) {
		qsort(sorted, (size_t)inputs, sizeof *sorted, by_number);
		number_groups(sorted, *out);
		snprintf((*out)->how, sizeof(*out)->how, "%s", how);
	} else {
		fpe_groups_free(*out);
		*out = NULL;
	}
	free(sorted);
	return status;
}

void fpe_groups_free(struct fpe_groups *groups)
{
	free(groups);
}

bool fpe_groups_same(const struct fpe_groups *a, const struct fpe_groups *b)
{
	if (!a || !b)
		return a == b;
	return a->inputs == b->inputs && a->count == b->count &&
	       memcmp(a->of, b->of, (size_t)a->inputs * sizeof *a->of) == 0;
}

void fpe_groups_sizes(const struct fpe_groups *groups, int *least, int *most)
{
	int size[FPE_MAX_INPUTS] = { 0 };

	for (int j = 0; j < groups->inputs; j++)
		size[groups->of[j]]++;
	*least = groups->inputs;
	*most = 0;
	for (int g = 0; g < groups->count; g++) {
		*least = size[g] < *least ? size[g] : *least;
		*most = size[g] > *most ? size[g] : *most;
	}
}

uint64_t fpe_groups_hash(const struct fpe_groups *groups)
{
	uint64_t hash = fpe_rng_mix((uint64_t)groups->inputs, (uint64_t)groups->count);

	for (int j = 0; j < groups->inputs; j++)
		hash = fpe_rng_mix(hash, (uint64_t)groups->of[j]);
	return hash;
}
