/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * split_gram.c - inputs that a layer's neurons treat alike stay together.
 *
 * Needs no task. Columns of the layer's weights W are alike where rows of
 * G = W'W are; scaled to length 1 they are clustered into ceil(sqrt(d)) groups,
 * alpha at least (cluster.h); G itself is never formed, zero columns are a group
 * of their own. The groups are the layer's; each parent deals its live inputs,
 * the largest group first, to the child with fewest so far, and cuts a group
 * that would overfill one. Ties are drawn.
 */
#include "core/split/split.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/metric/gram.h"
#include "core/split/cluster.h"

struct gram_scratch {
	int d, k;	/* inputs, clusters */
	int *group;	/* [d] 0 … k-1; k: a zero column */
	int32_t *input; /* [d] by group, ascending inside one */
	int *start;	/* [k + 2] group c owns input[start[c] … start[c+1]-1] */
	int32_t *order; /* [k + 1] groups as they are dealt */
	int *size;	/* [k + 1] live inputs of the parent in each */
};

static void scratch_free(struct gram_scratch *s)
{
	free(s->group);
	free(s->input);
	free(s->start);
	free(s->order);
	free(s->size);
}

static enum fpe_status scratch_open(struct gram_scratch *s, const struct fpe_layer *l, int alpha,
				    struct fpe_error *err)
{
	size_t d = (size_t)l->in, k;

	s->d = l->in;
	s->k = (int)ceil(sqrt(l->in));
	if (s->k < alpha)
		s->k = alpha;
	k = (size_t)s->k;
	s->group = calloc(d, sizeof *s->group);
	s->input = calloc(d, sizeof *s->input);
	s->start = calloc(k + 2, sizeof *s->start);
	s->order = calloc(k + 1, sizeof *s->order);
	s->size = calloc(k + 1, sizeof *s->size);
	if (s->group && s->input && s->start && s->order && s->size)
		return FPE_OK;
	return fpe_no_memory(err);
}

/* Inputs by group, by counting. */
static void list_groups(struct gram_scratch *s)
{
	for (int j = 0; j < s->d; j++)
		s->start[s->group[j] + 1]++;
	for (int c = 0; c <= s->k; c++)
		s->start[c + 1] += s->start[c];
	memset(s->size, 0, ((size_t)s->k + 1) * sizeof *s->size);
	for (int j = 0; j < s->d; j++)
		s->input[s->start[s->group[j]] + s->size[s->group[j]]++] = j;
}

static enum fpe_status cluster_layer(struct gram_scratch *s, const struct fpe_grouping *g,
				     struct fpe_error *err)
{
	const struct fpe_layer *l = &g->net->layer[g->layer];
	struct cluster_job job = { l->in, l->out, s->k, gram_columns(l), g->watch };
	enum fpe_status status = job.column ? FPE_OK : fpe_no_memory(err);
	struct fpe_rng rng;

	/* the layer's stream: no neuron has this number */
	split_stream(&rng, split_kind_gram.name, g, -1);
	if (!status)
		status = cluster_columns(&job, &rng, s->group, err);
	free(job.column);
	if (!status)
		list_groups(s);
	return status;
}

/* Groups by falling number of the parent's live inputs, ties as drawn. */
static void order_groups(struct gram_scratch *s, struct fpe_rng *rng, const float *mask)
{
	memset(s->size, 0, ((size_t)s->k + 1) * sizeof *s->size);
	for (int j = 0; j < s->d; j++)
		s->size[s->group[j]] += mask[j] != 0;
	for (int c = 0; c <= s->k; c++)
		s->order[c] = c;
	fpe_rng_shuffle(rng, s->order, s->k + 1);
	for (int i = 1; i <= s->k; i++) { /* stable, and there are few */
		int32_t c = s->order[i];
		int at = i;

		for (; at > 0 && s->size[s->order[at - 1]] < s->size[c]; at--)
			s->order[at] = s->order[at - 1];
		s->order[at] = c;
	}
}

struct gram_children {
	int alpha;
	int32_t order[FPE_MAX_ALPHA]; /* ties go to the first of these */
	int count[FPE_MAX_ALPHA];
	int most[FPE_MAX_ALPHA]; /* inputs there is room for */
};

static void open_children(struct gram_children *c, struct fpe_rng *rng, int alpha, int live)
{
	*c = (struct gram_children){ .alpha = alpha };
	for (int i = 0; i < alpha; i++)
		c->order[i] = i;
	fpe_rng_shuffle(rng, c->order, alpha);
	for (int i = 0; i < alpha; i++)
		c->most[c->order[i]] = live / alpha + (i < live % alpha);
}

static int emptiest(const struct gram_children *c)
{
	int best = -1;

	for (int i = 0; i < c->alpha; i++) {
		int child = c->order[i];

		if (c->count[child] < c->most[child] &&
		    (best < 0 || c->count[child] < c->count[best]))
			best = child;
	}
	return best;
}

static void deal_groups(const struct gram_scratch *s, const float *mask, struct gram_children *c,
			int *owner)
{
	for (int i = 0; i <= s->k; i++) {
		int group = s->order[i], child = -1;

		for (int p = s->start[group]; p < s->start[group + 1]; p++) {
			int j = s->input[p];

			if (mask[j] == 0)
				continue;
			if (child < 0 || c->count[child] == c->most[child])
				child = emptiest(c);
			owner[j] = child;
			c->count[child]++;
		}
	}
}

static enum fpe_status gram_group(const struct fpe_grouping *g, int *owner, struct fpe_error *err)
{
	const struct fpe_layer *l = &g->net->layer[g->layer];
	struct gram_scratch s = { 0 };
	enum fpe_status status = scratch_open(&s, l, g->alpha, err);

	if (status == FPE_OK)
		status = cluster_layer(&s, g, err);
	for (int n = 0; n < l->out && status == FPE_OK; n++) {
		size_t row = (size_t)n * (size_t)l->in;
		struct gram_children children;
		struct fpe_rng rng;
		int live = 0;

		split_stream(&rng, split_kind_gram.name, g, n);
		order_groups(&s, &rng, l->mask + row);
		for (int c = 0; c <= s.k; c++)
			live += s.size[c];
		open_children(&children, &rng, g->alpha, live);
		deal_groups(&s, l->mask + row, &children, owner + row);
	}
	scratch_free(&s);
	return status;
}

const struct fpe_split_kind split_kind_gram = {
	.name = "gram",
	.help = "Inputs with similar weight columns stay together; needs no task.",
	.group = gram_group,
};
