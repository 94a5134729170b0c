/* SPDX-License-Identifier: GPL-3.0-or-later */
/* task_random.c - dnf, cnf and xor: which inputs and signs do the clauses get? */
#include "core/task/task.h"

#include <stdlib.h>

#include "core/base/rising.h"
#include "fpe/limits.h"
#include "fpe/rng.h"

static enum fpe_status check_options(const struct fpe_task_options *o, int *inputs,
				     struct fpe_error *err)
{
	long long all = (long long)o->clauses * o->literals;
	long long d = o->inputs ? o->inputs : all;

	if (o->clauses < 1 || o->literals < 1 || o->inputs < 0)
		return fpe_fail(err, FPE_ERANGE,
				"%d clauses of %d literals over %d inputs: each is at least 1",
				o->clauses, o->literals, o->inputs);
	if (o->clauses > FPE_MAX_CLAUSES)
		return fpe_fail(err, FPE_ELIMIT, "%d clauses; at most %d are allowed", o->clauses,
				FPE_MAX_CLAUSES);
	if (d > FPE_MAX_INPUTS)
		return fpe_fail(err, FPE_ELIMIT, "%lld inputs; at most %d are allowed", d,
				FPE_MAX_INPUTS);
	if (o->literals > d)
		return fpe_fail(err, FPE_ERANGE, "%d literals a clause, but only %lld inputs",
				o->literals, d);
	if (d > all)
		return fpe_fail(err, FPE_ERANGE,
				"%lld inputs, but %d clauses of %d literals use at most %lld", d,
				o->clauses, o->literals, all);
	*inputs = (int)d;
	return FPE_OK;
}

/* k distinct inputs a clause: the first k places of a shuffle of all. */
static void draw_inputs(struct fpe_clauses *c, int k, int *item, int d, struct fpe_rng *rng)
{
	for (int i = 0; i < d; i++)
		item[i] = i;
	for (int clause = 0; clause < c->count; clause++) {
		int *input = c->input + c->start[clause];

		for (int i = 0; i < k; i++) {
			int j = i + (int)fpe_rng_below(rng, (uint32_t)(d - i));

			input[i] = item[j];
			item[j] = item[i];
			item[i] = input[i];
		}
		qsort(input, (size_t)k, sizeof *input, rising_int);
	}
}

static enum fpe_status fill_clauses(struct fpe_task *task, const struct fpe_task_options *o,
				    uint64_t seed)
{
	bool plain = fpe_task_info(task->kind)->form == FPE_CLAUSE_LITERALS;
	int literals = o->clauses * o->literals;
	struct fpe_clauses *c = &task->clauses;
	struct fpe_rng rng;
	int *item;

	if (task_room(task, o->clauses, (size_t)literals))
		return FPE_ENOMEM;
	for (int i = 0; i <= o->clauses; i++)
		c->start[i] = i * o->literals;
	fpe_rng_open(&rng, seed, FPE_RNG_TASK, 0);
	if (task->inputs == literals) {
		for (int i = 0; i < literals; i++)
			c->input[i] = i;
	} else {
		item = malloc((size_t)task->inputs * sizeof *item);
		if (!item)
			return FPE_ENOMEM;
		draw_inputs(c, o->literals, item, task->inputs, &rng);
		free(item);
	}
	/* signs come last, so that negate does not move the inputs */
	for (int i = 0; i < literals; i++)
		c->sign[i] = (signed char)plain;
	for (int i = 0; plain && o->negate && i < literals; i++)
		c->sign[i] = fpe_rng_below(&rng, 2) ? -1 : 1;
	return FPE_OK;
}

static enum fpe_status draw_task(enum fpe_task_kind kind, const struct fpe_task_options *options,
				 uint64_t seed, struct fpe_task **out, struct fpe_error *err)
{
	int inputs = 0;
	enum fpe_status status = check_options(options, &inputs, err);
	struct fpe_task *task;

	if (status)
		return status;
	task = task_new(kind, inputs);
	if (!task || fill_clauses(task, options, seed)) {
		fpe_task_free(task);
		return fpe_no_memory(err);
	}
	task->all_must_hold = kind == FPE_TASK_CNF;
	*out = task;
	return FPE_OK;
}

static enum fpe_status make_dnf(const struct fpe_task_options *options, uint64_t seed,
				struct fpe_task **out, struct fpe_error *err)
{
	return draw_task(FPE_TASK_DNF, options, seed, out, err);
}

static enum fpe_status make_cnf(const struct fpe_task_options *options, uint64_t seed,
				struct fpe_task **out, struct fpe_error *err)
{
	return draw_task(FPE_TASK_CNF, options, seed, out, err);
}

static enum fpe_status make_xor(const struct fpe_task_options *options, uint64_t seed,
				struct fpe_task **out, struct fpe_error *err)
{
	return draw_task(FPE_TASK_XOR, options, seed, out, err);
}

const struct fpe_task_info task_kind_dnf = {
	.name = "dnf",
	.rule = "a clause holds, each an AND of literals",
	.drawn = true,
	.form = FPE_CLAUSE_LITERALS,
	.make = make_dnf,
	.label = task_label_clauses,
	.text = task_put_clauses,
};

const struct fpe_task_info task_kind_cnf = {
	.name = "cnf",
	.rule = "all clauses hold, each an OR of literals",
	.drawn = true,
	.form = FPE_CLAUSE_LITERALS,
	.make = make_cnf,
	.label = task_label_clauses,
	.text = task_put_clauses,
};

const struct fpe_task_info task_kind_xor = {
	.name = "xor",
	.rule = "a clause holds, each the parity of its inputs",
	.drawn = true,
	.form = FPE_CLAUSE_PARITY,
	.make = make_xor,
	.label = task_label_clauses,
	.text = task_put_clauses,
};
