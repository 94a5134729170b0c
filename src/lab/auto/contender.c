/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contender.c - the grid of splits that fit, and a fair draw from it. */
#include "lab/auto/contender.h"

#include <stdlib.h>

#include "fpe/rng.h"

static const int alphas[] = { 2, 3, 4, 6, 8 };
/* Past 0, 1 and 2 each is about twice the one before. */
static const int epochs[] = { 0,   1,	 2,    5,    10,    20,	   50,	  100,	  200,
			      500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000 };

#define ALPHAS ((int)(sizeof alphas / sizeof *alphas))
#define EPOCHS ((int)(sizeof epochs / sizeof *epochs))
/* of one kind: a layer more stands for all of them */
#define MOST (ALPHAS * EPOCHS * (FPE_MAX_LAYERS + 1))

static bool can_be_at(const struct contender_space *space, int epoch)
{
	return epoch <= space->latest &&
	       (epoch > space->kept || space->stride < 2 || epoch % space->stride == 0);
}

/* Candidates of one kind, in the order of the grid; out NULL: only count. */
static int list(const struct contender_space *space, const struct fpe_split_kind *by,
		struct contender *out)
{
	int hidden = space->net->layers - 1, n = 0;

	for (int layer = hidden > 1 ? -1 : 0; layer < hidden; layer++) {
		for (int a = 0; a < ALPHAS; a++) {
			struct contender c = { .by = by,
					       .how = { .alpha = alphas[a], .layer = layer } };
			struct fpe_grouping g = recipe_split(&c.how, space->net, &space->basis, 0);

			if (fpe_split_check(by, &g, NULL))
				continue;
			for (int e = 0; e < EPOCHS; e++) {
				if (!can_be_at(space, epochs[e]))
					continue;
				c.at = space->from + epochs[e];
				if (out)
					out[n] = c;
				n++;
			}
		}
	}
	return n;
}

/* The next candidate of every kind, of those that have one left. */
struct deck {
	int count, next;
	int32_t order[MOST];
	struct contender card[MOST];
};

static void open_deck(struct deck *deck, const struct contender_space *space, uint64_t seed,
		      const struct fpe_split_kind *kind)
{
	struct fpe_rng rng;

	deck->next = 0;
	deck->count = kind->by_hand ? 0 : list(space, kind, deck->card);
	for (int i = 0; i < deck->count; i++)
		deck->order[i] = i;
	fpe_rng_open(&rng, seed, FPE_RNG_SEARCH, fpe_rng_name(kind->name));
	fpe_rng_shuffle(&rng, deck->order, deck->count);
}

static int deal(struct deck *deck, int kinds, int most, struct contender *out)
{
	int count = 1, before = 0;

	out[0] = (struct contender){ .how.alpha = 1 };
	while (count <= most && count != before) {
		before = count;
		for (int k = 0; k < kinds && count <= most; k++) {
			struct deck *d = &deck[k];

			if (d->next < d->count)
				out[count++] = d->card[d->order[d->next++]];
		}
	}
	return count;
}

enum fpe_status contender_draw(const struct contender_space *space, uint64_t seed, int most,
			       struct contender **out, int *count, int *possible,
			       struct fpe_error *err)
{
	struct deck *deck;
	int kinds = 0;

	*out = NULL;
	*count = *possible = 0;
	while (fpe_split_kinds[kinds])
		kinds++;
	deck = malloc((size_t)kinds * sizeof *deck);
	for (int k = 0; k < kinds && deck; k++) {
		open_deck(&deck[k], space, seed, fpe_split_kinds[k]);
		*possible += deck[k].count;
	}
	if (most > *possible)
		most = *possible;
	*out = malloc(((size_t)most + 1) * sizeof **out);
	if (deck && *out && most)
		*count = deal(deck, kinds, most, *out);
	free(deck);
	if (*count)
		return FPE_OK;
	free(*out);
	*out = NULL;
	return deck && !most ? fpe_fail(err, FPE_ESTATE,
					"no split fits this net: a layer needs at least 2 inputs")
			     : fpe_no_memory(err);
}

int contender_neurons(const struct contender *candidate, const struct fpe_net *net)
{
	int n = 0;

	for (int i = 0; i + 1 < net->layers; i++) {
		bool is_split =
			candidate->by && (candidate->how.layer < 0 || candidate->how.layer == i);

		n += net->layer[i].out * (is_split ? candidate->how.alpha : 1);
	}
	return n;
}
