/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * condition.c - drawing bits given the label, clause by clause.
 *
 * Owns the chances of each clause, worked out once for a task and p.
 */
#include "core/task/condition.h"

#include <stdlib.h>

#include "fpe/limits.h"

#define TABLE_INPUTS 12 /* largest nested term whose truth table is listed */

enum term_kind {
	TERM_MATCH,  /* has one value where every input is as wanted */
	TERM_PARITY, /* true where an odd number of inputs is 1 */
	TERM_TABLE   /* anything else, by its truth table */
};

struct term {
	enum term_kind kind;
	const int *input; /* [k], borrowed from the task */
	int k;
	double chance[2]; /* of false, of true */
	/* MATCH: [k+1] miss[j] = chance that one of j … k-1 is not as wanted.
	   PARITY: [k+1] miss[j] = that j … k-1 hold an odd number of ones,
	   even[j] an even one: 1 - miss[j] would lose its digits. */
	double *miss, *even;
	bool value; /* MATCH: the term's value where all match */
	bool *want; /* MATCH: [k] */
	/* TABLE: rows of nonzero chance, false ones first; sum[i] = chance of
	   the rows of the same value up to i */
	int rows[2];
	uint16_t *row;
	double *sum;
};

struct condition {
	double p;
	bool all; /* v of the header's comment */
	int count;
	struct term *term; /* [count] */
	double *miss;	   /* [count+1] chance that one of c … count-1 is not v */
};

static void set_bit(uint64_t *bits, int input, bool value)
{
	uint64_t one = UINT64_C(1) << (input % 64);

	bits[input / 64] = (bits[input / 64] & ~one) | (value ? one : 0);
}

/* Chance that a bit has this value. */
static double chance_of(double p, bool value)
{
	return value ? p : 1 - p;
}

/* ---------------------------------------------------------------- chances */

static enum fpe_status prepare_match(struct term *t, const signed char *sign, bool value, double p)
{
	double all = 1;

	t->kind = TERM_MATCH;
	t->value = value;
	t->want = calloc((size_t)t->k, sizeof *t->want);
	t->miss = calloc((size_t)t->k + 1, sizeof *t->miss);
	if (!t->want || !t->miss)
		return FPE_ENOMEM;
	for (int j = t->k - 1; j >= 0; j--) {
		double hit;

		/* an OR has its one value, false, where no literal holds */
		t->want[j] = (sign[j] > 0) == value;
		hit = chance_of(p, t->want[j]);
		t->miss[j] = chance_of(p, !t->want[j]) + hit * t->miss[j + 1];
		all *= hit;
	}
	t->chance[value] = all;
	t->chance[!value] = t->miss[0];
	return FPE_OK;
}

static enum fpe_status prepare_parity(struct term *t, double p)
{
	t->kind = TERM_PARITY;
	t->miss = calloc((size_t)t->k + 1, sizeof *t->miss);
	t->even = calloc((size_t)t->k + 1, sizeof *t->even);
	if (!t->miss || !t->even)
		return FPE_ENOMEM;
	t->even[t->k] = 1;
	for (int j = t->k - 1; j >= 0; j--) {
		double odd = t->miss[j + 1], even = t->even[j + 1];

		t->miss[j] = p * even + (1 - p) * odd;
		t->even[j] = p * odd + (1 - p) * even;
	}
	t->chance[false] = t->even[0];
	t->chance[true] = t->miss[0];
	return FPE_OK;
}

static double row_chance(const struct term *t, int row, double p)
{
	double chance = 1;

	for (int j = 0; j < t->k; j++)
		chance *= chance_of(p, row >> j & 1);
	return chance;
}

static void put_row(const struct term *t, int row, uint64_t *bits)
{
	for (int j = 0; j < t->k; j++)
		set_bit(bits, t->input[j], row >> j & 1);
}

/* Append the rows of one value behind those of the other. */
static void list_rows(struct term *t, const struct fpe_task *task, int clause, bool value, double p)
{
	uint64_t bits[FPE_MAX_INPUTS / 64] = { 0 };
	int at = value ? t->rows[0] : 0;

	for (int row = 0; row < 1 << t->k; row++) {
		double chance = row_chance(t, row, p);

		put_row(t, row, bits);
		if (chance == 0 || fpe_task_clause_value(task, clause, bits) != value)
			continue;
		t->chance[value] += chance;
		t->row[at] = (uint16_t)row;
		t->sum[at++] = t->chance[value];
		t->rows[value]++;
	}
}

static enum fpe_status prepare_table(struct term *t, const struct fpe_task *task, int clause,
				     double p)
{
	t->kind = TERM_TABLE;
	t->row = calloc((size_t)1 << t->k, sizeof *t->row);
	t->sum = calloc((size_t)1 << t->k, sizeof *t->sum);
	if (!t->row || !t->sum)
		return FPE_ENOMEM;
	list_rows(t, task, clause, false, p);
	list_rows(t, task, clause, true, p);
	return FPE_OK;
}

static enum fpe_status prepare_term(struct term *t, const struct fpe_task *task, int clause,
				    double p)
{
	const struct fpe_clauses *c = &task->clauses;
	const signed char *sign = c->sign + c->start[clause];

	t->input = c->input + c->start[clause];
	t->k = c->start[clause + 1] - c->start[clause];
	if (sign[0] != 0)
		return prepare_match(t, sign, !task->all_must_hold, p);
	if (fpe_task_info(task->kind)->form == FPE_CLAUSE_PARITY)
		return prepare_parity(t, p);
	return prepare_table(t, task, clause, p);
}

static bool fits(const struct fpe_task *task)
{
	enum fpe_clause_form form = fpe_task_info(task->kind)->form;
	const struct fpe_clauses *c = &task->clauses;

	if (c->count == 0 || fpe_clauses_overlap(c))
		return false;
	for (int i = 0; form == FPE_CLAUSE_FORMULA && i < c->count; i++) {
		if (c->sign[c->start[i]] == 0 && c->start[i + 1] - c->start[i] > TABLE_INPUTS)
			return false;
	}
	return true;
}

static enum fpe_status prepare(struct condition *c, const struct fpe_task *task)
{
	enum fpe_status status = FPE_OK;

	c->term = calloc((size_t)task->clauses.count, sizeof *c->term);
	c->miss = calloc((size_t)task->clauses.count + 1, sizeof *c->miss);
	if (!c->term || !c->miss)
		return FPE_ENOMEM;
	c->count = task->clauses.count;
	for (int i = c->count - 1; !status && i >= 0; i--) {
		status = prepare_term(&c->term[i], task, i, c->p);
		c->miss[i] =
			c->term[i].chance[!c->all] + c->term[i].chance[c->all] * c->miss[i + 1];
	}
	return status;
}

enum fpe_status condition_new(const struct fpe_task *task, double p, struct condition **out,
			      struct fpe_error *err)
{
	struct condition *c;

	*out = NULL;
	if (!fits(task))
		return FPE_OK;
	c = calloc(1, sizeof *c);
	if (!c)
		return fpe_no_memory(err);
	c->p = p;
	c->all = task->all_must_hold;
	if (prepare(c, task)) {
		condition_free(c);
		return fpe_no_memory(err);
	}
	*out = c;
	return FPE_OK;
}

void condition_free(struct condition *c)
{
	if (!c)
		return;
	for (int i = 0; i < c->count; i++) {
		free(c->term[i].miss);
		free(c->term[i].even);
		free(c->term[i].want);
		free(c->term[i].row);
		free(c->term[i].sum);
	}
	free(c->term);
	free(c->miss);
	free(c);
}

/* Each clause can be v, though all at once may be too rare for a double. */
bool condition_possible(const struct condition *c, bool label)
{
	if (label != c->all)
		return c->miss[0] > 0;
	for (int i = 0; i < c->count; i++) {
		if (c->term[i].chance[c->all] <= 0)
			return false;
	}
	return true;
}

/* ---------------------------------------------------------------- drawing */

/* True with chance part / whole; never where part is 0, always where it is
   whole. */
static bool happens(double part, double whole, struct fpe_rng *rng)
{
	return fpe_rng_unit(rng) < part / whole;
}

/* At least one input is not as wanted: left to right until one is not; those
   behind it stay as they were drawn freely. */
static void draw_mismatch(const struct term *t, double p, struct fpe_rng *rng, uint64_t *bits)
{
	for (int j = 0; j < t->k; j++) {
		bool miss = happens(chance_of(p, !t->want[j]), t->miss[j], rng);

		set_bit(bits, t->input[j], t->want[j] != miss);
		if (miss)
			return;
	}
}

static void draw_match(const struct term *t, bool value, double p, struct fpe_rng *rng,
		       uint64_t *bits)
{
	if (value != t->value) {
		draw_mismatch(t, p, rng, bits);
		return;
	}
	for (int j = 0; j < t->k; j++)
		set_bit(bits, t->input[j], t->want[j]);
}

static void draw_parity(const struct term *t, bool odd, double p, struct fpe_rng *rng,
			uint64_t *bits)
{
	for (int j = 0; j < t->k; j++) {
		double rest[2] = { t->even[j + 1], t->miss[j + 1] };
		double one = p * rest[!odd], zero = (1 - p) * rest[odd];
		bool value = happens(one, one + zero, rng);

		set_bit(bits, t->input[j], value);
		odd ^= value;
	}
}

static void draw_row(const struct term *t, bool value, struct fpe_rng *rng, uint64_t *bits)
{
	double point = fpe_rng_unit(rng) * t->chance[value];
	int low = value ? t->rows[0] : 0;
	int high = low + t->rows[value] - 1;

	while (low < high) { /* the first row whose sum is past the point */
		int middle = low + (high - low) / 2;

		if (t->sum[middle] > point)
			high = middle;
		else
			low = middle + 1;
	}
	put_row(t, t->row[low], bits);
}

static void draw_term(const struct term *t, bool value, double p, struct fpe_rng *rng,
		      uint64_t *bits)
{
	switch (t->kind) {
	case TERM_MATCH:
		draw_match(t, value, p, rng, bits);
		break;
	case TERM_PARITY:
		draw_parity(t, value, p, rng, bits);
		break;
	case TERM_TABLE:
		draw_row(t, value, rng, bits);
		break;
	}
}

void condition_draw(const struct condition *c, bool label, struct fpe_rng *rng, uint64_t *bits)
{
	for (int i = 0; i < c->count; i++) {
		const struct term *t = &c->term[i];
		bool other = label != c->all && happens(t->chance[!c->all], c->miss[i], rng);

		draw_term(t, c->all != other, c->p, rng, bits);
		if (other)
			return; /* the clauses behind it are free */
	}
}
