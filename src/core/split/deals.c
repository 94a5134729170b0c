/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deals.c - what a split is expected to do, found by doing it many times, see deals.h. */
#include "fpe/deals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/rng.h"

/* One deal after another. A net of one neuron stands for each parent in turn. */
struct dealer {
	const struct fpe_deals *of;
	const struct fpe_clauses *clauses; /* of this deal */
	struct fpe_task *drawn;		   /* that they are of, where none is given */
	struct fpe_net *net;		   /* inputs-1-1 */
	int *owner;			   /* [inputs] child of each */
	unsigned char *covered;		   /* [clauses] some neuron holds it */
	int whole[FPE_MAX_ALPHA];	   /* clauses that each child of the parent holds */
	double pairs;			   /* that meet in a child, of this deal */
};

/* Welford (1962): a value more, without keeping them. */
static void add(struct fpe_tally *t, double value)
{
	double apart = value - t->mean;

	t->min = t->n ? fmin(t->min, value) : value;
	t->max = t->n ? fmax(t->max, value) : value;
	t->mean += apart / ++t->n;
	t->squares += apart * (value - t->mean);
}

/* The child that has all inputs of the clause; -1: none. */
static int holder(const struct dealer *d, int clause)
{
	const struct fpe_clauses *c = d->clauses;
	int child = d->owner[c->input[c->start[clause]]];

	for (int i = c->start[clause] + 1; i < c->start[clause + 1]; i++) {
		if (d->owner[c->input[i]] != child)
			return -1;
	}
	return child;
}

static void count_parent(struct dealer *d)
{
	memset(d->whole, 0, sizeof d->whole);
	for (int c = 0; c < d->clauses->count; c++) {
		int child = holder(d, c);

		if (child < 0)
			continue;
		d->covered[c] = 1;
		d->pairs += d->whole[child]++; /* with each that is there already */
	}
}

/* Every parent of one deal. */
static enum fpe_status deal(struct dealer *d, uint64_t seed, struct fpe_error *err)
{
	const struct fpe_deals *of = d->of;
	struct fpe_grouping g = {
		.net = d->net, .alpha = of->shape.alpha, .clauses = d->clauses, .seed = seed
	};
	enum fpe_status status = FPE_OK;

	memset(d->covered, 0, (size_t)d->clauses->count);
	d->pairs = 0;
	for (g.repeat = 0; g.repeat < of->shape.neurons && !status; g.repeat++) {
		status = fpe_watch_ask(of->watch, err);
		if (!status)
			status = fpe_split_owner(of->kind, &g, d->owner, err);
		if (!status)
			count_parent(d);
	}
	return status;
}

static double share_covered(const struct dealer *d)
{
	int covered = 0;

	for (int c = 0; c < d->clauses->count; c++)
		covered += d->covered[c];
	return (double)covered / d->clauses->count;
}

/* A deal of the clauses that there are, or of those of a task drawn for it. */
static enum fpe_status deal_once(struct dealer *d, int number, struct fpe_error *err)
{
	const struct fpe_theory *shape = &d->of->shape;
	const struct fpe_task_options options = { .clauses = shape->clauses,
						  .literals = shape->literals,
						  .inputs = shape->inputs };
	struct fpe_rng rng;
	enum fpe_status status = FPE_OK;
	uint64_t seed;

	fpe_rng_open(&rng, d->of->seed, FPE_RNG_DEALS, (uint64_t)number);
	seed = fpe_rng_u64(&rng);
	d->clauses = d->of->clauses;
	if (!d->clauses) {
		fpe_task_free(d->drawn);
		d->drawn = NULL;
		status = fpe_task_make(FPE_TASK_DNF, &options, fpe_rng_u64(&rng), &d->drawn, err);
		d->clauses = status ? NULL : &d->drawn->clauses;
	}
	return status ? status : deal(d, seed, err);
}

static enum fpe_status open_dealer(struct dealer *d, const struct fpe_deals *of,
				   struct fpe_error *err)
{
	const int widths[] = { of->shape.inputs, 1, 1 };
	int clauses = of->clauses ? of->clauses->count : of->shape.clauses;

	*d = (struct dealer){ .of = of };
	d->owner = malloc((size_t)of->shape.inputs * sizeof *d->owner);
	d->covered = malloc((size_t)clauses);
	return d->owner && d->covered ? fpe_net_new(widths, 2, &d->net, err) : fpe_no_memory(err);
}

static void close_dealer(struct dealer *d)
{
	fpe_task_free(d->drawn);
	fpe_net_free(d->net);
	free(d->owner);
	free(d->covered);
}

enum fpe_status fpe_deals_simulate(const struct fpe_deals *deals, struct fpe_dealt *out,
				   struct fpe_error *err)
{
	struct fpe_tally collisions = { 0 }, coverage = { 0 };
	struct dealer d;
	enum fpe_status status = open_dealer(&d, deals, err);

	for (int i = 0; i < deals->deals && !status; i++) {
		double m;

		status = deal_once(&d, i, err);
		if (status)
			break;
		m = d.clauses->count;
		add(&collisions,
		    m > 1 ? d.pairs / (deals->shape.neurons * (m * (m - 1) / 2)) : NAN);
		add(&coverage, share_covered(&d));
	}
	close_dealer(&d);
	if (status)
		return status;
	out->collisions = fpe_tally_summary(&collisions);
	out->coverage = fpe_tally_summary(&coverage);
	return FPE_OK;
}

double fpe_deals_cost(const struct fpe_deals *deals)
{
	const struct fpe_clauses *c = deals->clauses;
	double literals =
		c ? c->start[c->count] : (double)deals->shape.clauses * deals->shape.literals;

	return (double)deals->deals * deals->shape.neurons * (deals->shape.inputs + 2 * literals);
}

bool fpe_deals_of(const struct fpe_net *net, const char *split, int alpha, int layer, double share,
		  const struct fpe_clauses *clauses, struct fpe_deals *out)
{
	const struct fpe_layer *l = &net->layer[0];
	bool known = strcmp(split, "clause") == 0 || strcmp(split, "random") == 0;

	if (!known || alpha < 2 || layer > 0 || share > 0 || !clauses || clauses->count < 1 ||
	    net->origin[0][0].depth != 1 || l->out < alpha)
		return false;
	*out = (struct fpe_deals){ .kind = fpe_split_kind_find(split),
				   .clauses = clauses,
				   .deals = FPE_DEALS };
	out->shape = (struct fpe_theory){ .alpha = alpha,
					  .literals = fpe_clauses_literals(clauses),
					  .neurons = l->out / alpha,
					  .inputs = l->in,
					  .clauses = clauses->count,
					  .shared = fpe_clauses_overlap(clauses) };
	return true;
}
