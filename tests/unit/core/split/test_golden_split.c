/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_golden_split.c - splitting, pruning and metrics against vectors made by
 * an independent program.
 *
 * A file holds the parent, owner [h x d], clauses [m x k], the children after
 * split and prune with their masks, and metrics before and after the prune.
 */
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/metric.h"
#include "fpe/split.h"
#include "io/safetensors.h"
#include "support/golden.h"

#define TOLERANCE 1e-5

struct golden {
	char *bytes;
	struct tensors *file;
	struct fpe_net *parent, *want;
	struct fpe_clauses clauses;
	int *owner;
	int alpha;
	size_t budget;
};

static const struct tensor *need(const struct tensors *file, const char *name)
{
	const struct tensor *t = tensors_find(file, name);

	if (!t)
		fail_msg("no tensor %s", name);
	return t;
}

static void fill(const struct tensors *file, const char *name, float *to, size_t count)
{
	const struct tensor *t = need(file, name);

	assert_int_equal(t->count, count);
	for (size_t i = 0; i < count; i++)
		to[i] = (float)tensor_value(t, i);
}

/* The parents have two layers and no masks. */
static struct fpe_net *read_parent(const struct tensors *file)
{
	const struct tensor *first = need(file, "parent.fc1.weight");
	const struct tensor *last = need(file, "parent.fc2.weight");
	const int widths[] = { (int)first->shape[1], (int)first->shape[0], (int)last->shape[0] };
	struct fpe_error err;
	struct fpe_net *net;

	assert_ok(fpe_net_new(widths, 2, &net, &err));
	for (int i = 0; i < 2; i++) {
		struct fpe_layer *l = &net->layer[i];
		char name[64];

		snprintf(name, sizeof name, "parent.fc%d.weight", i + 1);
		fill(file, name, l->weight, (size_t)l->in * (size_t)l->out);
		snprintf(name, sizeof name, "parent.fc%d.bias", i + 1);
		fill(file, name, l->bias, (size_t)l->out);
	}
	return net;
}

static void read_clauses(const struct tensors *file, struct fpe_clauses *clauses)
{
	const struct tensor *t = need(file, "clauses");
	int k = (int)t->shape[1];

	clauses->count = (int)t->shape[0];
	clauses->start = calloc((size_t)clauses->count + 1, sizeof *clauses->start);
	clauses->input = calloc(t->count, sizeof *clauses->input);
	for (int c = 0; c <= clauses->count; c++)
		clauses->start[c] = c * k;
	for (size_t i = 0; i < t->count; i++)
		clauses->input[i] = (int)tensor_value(t, i);
}

static void golden_open(struct golden *g, const char *name)
{
	const struct tensor *owner;
	struct fpe_error err;
	char path[128];

	memset(g, 0, sizeof *g);
	snprintf(path, sizeof path, "tests/golden/%s.safetensors", name);
	g->file = golden_read(path, &g->bytes);
	assert_ok(net_of_tensors(g->file, &g->want, NULL, &err));
	g->parent = read_parent(g->file);
	read_clauses(g->file, &g->clauses);
	owner = need(g->file, "owner");
	g->owner = calloc(owner->count, sizeof *g->owner);
	for (size_t i = 0; i < owner->count; i++)
		g->owner[i] = (int)tensor_value(owner, i);
	g->alpha = g->want->layer[0].out / g->parent->layer[0].out;
	g->budget = fpe_net_nnz(g->want);
	assert_int_equal(g->budget, fpe_net_nnz(g->parent));
}

static void golden_close(struct golden *g)
{
	fpe_net_free(g->parent);
	fpe_net_free(g->want);
	free(g->clauses.start);
	free(g->clauses.input);
	free(g->owner);
	tensors_free(g->file);
	free(g->bytes);
}

static void check_metrics(const struct golden *g, const struct fpe_net *net, const char *when)
{
	static const enum fpe_metric compared[] = {
		FPE_METRIC_CAPACITY,	       FPE_METRIC_COSINE,     FPE_METRIC_COSINE_CROSS,
		FPE_METRIC_COSINE_SIGNED,      FPE_METRIC_COLLISIONS, FPE_METRIC_COVERAGE,
		FPE_METRIC_CLAUSES_PER_NEURON,
	};
	double out[FPE_METRIC_COUNT];
	struct fpe_error err;

	assert_ok(fpe_metric_net(net, 0, &g->clauses, NULL, out, &err));
	for (size_t i = 0; i < sizeof compared / sizeof *compared; i++) {
		test_row("%s %s", when, fpe_metric_info[compared[i]].name);
		float got = (float)out[compared[i]], want;
		char name[64];

		snprintf(name, sizeof name, "%s.%s", when, fpe_metric_info[compared[i]].name);
		fill(g->file, name, &want, 1);
		assert_close(name, &got, &want, 1, TOLERANCE);
	}
}

static void check_net(const struct fpe_net *got, const struct fpe_net *want)
{
	for (int i = 0; i < want->layers; i++) {
		const struct fpe_layer *a = &got->layer[i];
		const struct fpe_layer *b = &want->layer[i];
		size_t n = (size_t)b->in * (size_t)b->out;

		assert_int_equal(a->in, b->in);
		assert_int_equal(a->out, b->out);
		assert_memory_equal(a->mask, b->mask, n * sizeof *a->mask);
		assert_close("weight", a->weight, b->weight, n, TOLERANCE);
		assert_close("bias", a->bias, b->bias, (size_t)b->out, TOLERANCE);
	}
}

static void check_file(const char *name, int dead)
{
	struct golden g;
	struct fpe_net *net;
	struct fpe_error err;

	test_row("%s", name);
	golden_open(&g, name);
	assert_ok(fpe_split_apply(g.parent, 0, g.alpha, g.owner, &net, &err));
	check_metrics(&g, net, "before");
	assert_ok(fpe_prune(net, g.budget, &err));
	check_net(net, g.want);
	check_metrics(&g, net, "after");
	assert_int_equal(fpe_net_dead(net), dead);
	fpe_net_free(net);
	golden_close(&g);
}

/* The number of dead neurons stands in each file's metadata. */
static void golden_splits_are_reproduced(void **state)
{
	(void)state;
	check_file("split_random", 0);
	check_file("split_random_alpha4", 6);
	check_file("split_clause", 0);
	check_file("split_clause_uneven", 0);
	check_file("split_multiclass", 0);
	check_file("split_small_output", 3);
	check_file("split_ties", 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_splits_are_reproduced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
