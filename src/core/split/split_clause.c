/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * split_clause.c - all inputs of a clause go to the same child.
 *
 * Clauses are dealt evenly in an order drawn anew for each parent. Clauses of
 * which the parent has no live input left are dealt last, so that a second
 * split deals the clauses a child still has evenly too. An input in several
 * clauses follows one of them, drawn; inputs in none are dealt at random.
 */
#include "core/split/split.h"

#include <stdlib.h>

/* All in one block, which begins with start. */
struct clause_scratch {
	const struct fpe_clauses *clauses;
	int32_t *start; /* [in + 1] clauses of input j: of[start[j] …] */
	int32_t *of;
	int32_t *child; /* [m] child each clause goes to */
	int32_t *order; /* [m] */
	int32_t *late;	/* [m] */
	int32_t *live;	/* [in] */
	int32_t *loose; /* [in] live inputs in no clause */
};

/* Turn "inputs of each clause" into "clauses of each input". */
static void index_inputs(struct clause_scratch *s, int in)
{
	const struct fpe_clauses *clauses = s->clauses;
	int total = clauses->start[clauses->count];

	for (int i = 0; i < total; i++)
		s->start[clauses->input[i] + 1]++;
	for (int j = 0; j < in; j++)
		s->start[j + 1] += s->start[j];
	for (int c = clauses->count - 1; c >= 0; c--) {
		for (int i = clauses->start[c]; i < clauses->start[c + 1]; i++)
			s->of[--s->start[clauses->input[i] + 1]] = c;
	}
	/* start[j+1] is now where j begins: move all one place down */
	for (int j = 0; j < in; j++)
		s->start[j] = s->start[j + 1];
	s->start[in] = total;
}

static enum fpe_status scratch_open(struct clause_scratch *s, const struct fpe_grouping *g,
				    const struct fpe_clauses *clauses, struct fpe_error *err)
{
	size_t in = (size_t)g->net->layer[g->layer].in;
	size_t m = (size_t)clauses->count;
	size_t total = (size_t)clauses->start[clauses->count];

	s->clauses = clauses;
	s->start = calloc(in + 1 + total + 3 * m + 2 * in, sizeof *s->start);
	if (!s->start)
		return fpe_no_memory(err);
	s->of = s->start + in + 1;
	s->child = s->of + total;
	s->order = s->child + m;
	s->late = s->order + m;
	s->live = s->late + m;
	s->loose = s->live + in;
	index_inputs(s, (int)in);
	return FPE_OK;
}

static bool clause_is_live(const struct fpe_clauses *clauses, int c, const float *mask)
{
	for (int i = clauses->start[c]; i < clauses->start[c + 1]; i++) {
		if (mask[clauses->input[i]] != 0)
			return true;
	}
	return false;
}

static void deal_clauses(struct clause_scratch *s, struct fpe_rng *rng, int alpha,
			 const float *mask)
{
	int m = s->clauses->count, early = 0, late = 0;

	for (int c = 0; c < m; c++)
		s->order[c] = c;
	fpe_rng_shuffle(rng, s->order, m);
	for (int p = 0; p < m; p++) {
		int32_t c = s->order[p];

		if (clause_is_live(s->clauses, c, mask))
			s->order[early++] = c;
		else
			s->late[late++] = c;
	}
	for (int p = 0; p < late; p++)
		s->order[early + p] = s->late[p];
	split_deal(rng, alpha, s->order, m, s->child);
}

static void deal_inputs(struct clause_scratch *s, struct fpe_rng *rng, int alpha, int count,
			int *owner)
{
	int loose = 0;

	for (int i = 0; i < count; i++) {
		int j = s->live[i];
		int n = s->start[j + 1] - s->start[j];
		int pick = n > 1 ? (int)fpe_rng_below(rng, (uint32_t)n) : 0;

		if (n == 0)
			s->loose[loose++] = j;
		else
			owner[j] = s->child[s->of[s->start[j] + pick]];
	}
	fpe_rng_shuffle(rng, s->loose, loose);
	split_deal(rng, alpha, s->loose, loose, owner);
}

enum fpe_status split_by_clauses(const struct fpe_grouping *g, const struct fpe_clauses *clauses,
				 const char *stream, int *owner, struct fpe_error *err)
{
	const struct fpe_layer *l = &g->net->layer[g->layer];
	struct clause_scratch s = { 0 };
	enum fpe_status status = scratch_open(&s, g, clauses, err);

	for (int n = 0; n < l->out && !status; n++) {
		size_t row = (size_t)n * (size_t)l->in;
		struct fpe_rng rng;

		split_stream(&rng, stream, g, n);
		deal_clauses(&s, &rng, g->alpha, l->mask + row);
		deal_inputs(&s, &rng, g->alpha, split_live(l, n, s.live), owner + row);
		status = fpe_watch_ask(g->watch, err);
	}
	free(s.start);
	return status;
}

static enum fpe_status clause_group(const struct fpe_grouping *g, int *owner, struct fpe_error *err)
{
	return split_by_clauses(g, g->clauses, split_kind_clause.name, owner, err);
}

const struct fpe_split_kind split_kind_clause = {
	.name = "clause",
	.help = "All inputs of a clause go to the same child; clauses are dealt evenly, anew for each parent.",
	.needs_clauses = true,
	.group = clause_group,
};
