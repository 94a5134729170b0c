/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_neurons.c - what neurons do, on nets built by hand whose answer is known: one neuron a
 * clause, and others that do nothing.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/ablation.h"
#include "fpe/circuit.h"
#include "fpe/neuron.h"
#include "fpe/probing.h"
#include "fpe/rng.h"
#include "support/test.h"

#define REPEATS 100 /* of every row of the truth table */

struct fixture {
	struct fpe_task *task;
	struct fpe_net *net;
	struct fpe_data *data, *others;
};

static float *weight_at(struct fpe_net *net, int layer, int row, int column)
{
	return &net->layer[layer].weight[row * net->layer[layer].in + column];
}

/* Every combination of `free` inputs, the others 0; each half of every second sample has
   them all. */
static struct fpe_data *truth_table(const struct fpe_task *task, int free)
{
	struct fpe_data *data;
	struct fpe_error err;

	assert_ok(fpe_data_new(REPEATS << free, task->inputs, 2, 0, &data, &err));
	for (int i = 0; i < data->count; i++) {
		data->bits[i * data->words] = (uint64_t)i / 2 % (1u << free);
		data->label[i] = fpe_task_label(task, data->bits + i * data->words);
	}
	return data;
}

/* (a & b) | (c & !d): n0 = relu(a + b - 1), n1 = relu(c - d), others add up inputs and are
   not heard. logit = 4 n0 + 4 n1 - 2. */
static void open_or(struct fixture *f, int inputs, int hidden)
{
	int widths[] = { inputs, hidden, 1 };
	struct fpe_error err;

	assert_ok(fpe_task_formula("(a & b) | (c & !d)", &f->task, &err));
	f->task->inputs = inputs;
	f->data = truth_table(f->task, 4);
	f->others = truth_table(f->task, 4);
	assert_ok(fpe_net_new(widths, 2, &f->net, &err));
	*weight_at(f->net, 0, 0, 0) = *weight_at(f->net, 0, 0, 1) = 1;
	f->net->layer[0].bias[0] = -1;
	*weight_at(f->net, 0, 1, 2) = 1;
	*weight_at(f->net, 0, 1, 3) = -1;
	for (int i = 2; i < hidden; i++) {
		for (int j = 0; j < inputs; j++)
			*weight_at(f->net, 0, i, j) = .1f * (float)(i + j);
	}
	*weight_at(f->net, 1, 0, 0) = *weight_at(f->net, 1, 0, 1) = 4;
	f->net->layer[1].bias[0] = -2;
}

static void close_fixture(struct fixture *f)
{
	fpe_net_free(f->net);
	fpe_data_free(f->data);
	fpe_data_free(f->others);
	f->task->inputs = 4;
	fpe_task_free(f->task);
}

static void samples_of_a_clause_are_those_it_alone_decides(void **state)
{
	const struct fpe_contrast_choice choice = { 50, 0, 1 };
	struct fpe_contrast c;
	struct fpe_error err;
	struct fixture f;

	(void)state;
	open_or(&f, 4, 3);
	assert_ok(fpe_contrast_new(f.task, f.data, &choice, NULL, &c, &err));
	assert_true(c.of_clauses);
	assert_int_equal(c.parts, 2);
	assert_int_equal(c.none, 50);
	for (int p = 0; p < 2; p++) {
		assert_int_equal(fpe_contrast_all(&c, p), 100);
		for (int i = 0; i < 100; i++) {
			const uint64_t *bits = &f.data->bits[c.sample[fpe_contrast_at(&c, p, i)]];

			for (int k = 0; k < 2; k++)
				assert_int_equal(fpe_task_clause_value(f.task, k, bits),
						 i < 50 && k == p);
		}
	}
	fpe_contrast_clear(&c);
	close_fixture(&f);
}

static void a_silent_neuron_costs_its_clause_alone(void **state)
{
	static const double expected[3][2] = { { .5, 0 }, { 0, .5 }, { 0, 0 } };
	struct fpe_ablation a;
	struct fpe_error err;
	struct fixture f;

	(void)state;
	open_or(&f, 4, 3);
	assert_ok(fpe_ablation_new(f.net, 0, f.task, f.data, 64, NULL, &a, &err));
	for (int p = 0; p < 2; p++) {
		assert_true(a.intact[p] == 1);
		for (int i = 0; i < 3; i++)
			assert_true(a.cost[i * 2 + p] == expected[i][p]);
	}
	assert_true(fpe_ablation_needed(&a, 0) == 1);
	assert_true(isnan(fpe_ablation_needed(&a, 2)));
	assert_true(fpe_ablation_mean(&a) == 1);
	fpe_ablation_clear(&a);
	assert_fails(FPE_ERANGE, fpe_ablation_new(f.net, 1, f.task, f.data, 64, NULL, &a, &err));
	fpe_ablation_clear(&a);
	close_fixture(&f);
}

/* One neuron for both clauses is needed by two, and half right without it. */
static void a_neuron_that_serves_two_clauses_is_needed_by_two(void **state)
{
	struct fpe_ablation a;
	struct fpe_error err;
	struct fixture f;

	(void)state;
	open_or(&f, 4, 3);
	/* n2 says that neither holds: without it everything is said to be positive */
	for (int j = 0; j < 4; j++)
		*weight_at(f.net, 0, 2, j) = 0;
	f.net->layer[0].bias[2] = 1;
	*weight_at(f.net, 1, 0, 2) = -2;
	f.net->layer[1].bias[0] = 0.5f;
	assert_ok(fpe_ablation_new(f.net, 0, f.task, f.data, 64, NULL, &a, &err));
	assert_true(fpe_ablation_needed(&a, 2) == 2);
	assert_true(fabs(fpe_ablation_mean(&a) - 4.0 / 3) < 1e-12);
	fpe_ablation_clear(&a);
	close_fixture(&f);
}

/* An AND of clauses is the mirror: samples where one clause fails. */
static void of_an_and_it_is_the_clause_that_fails(void **state)
{
	static const int widths[] = { 4, 2, 1 };
	struct fpe_ablation a;
	struct fpe_error err;
	struct fixture f = { 0 };

	(void)state;
	assert_ok(fpe_task_formula("(a | b) & (c | d)", &f.task, &err));
	f.data = truth_table(f.task, 4);
	assert_ok(fpe_net_new(widths, 2, &f.net, &err));
	for (int j = 0; j < 4; j++)
		*weight_at(f.net, 0, j / 2, j) = -1;
	f.net->layer[0].bias[0] = f.net->layer[0].bias[1] = 1;
	*weight_at(f.net, 1, 0, 0) = *weight_at(f.net, 1, 0, 1) = -4;
	f.net->layer[1].bias[0] = 2;
	assert_ok(fpe_ablation_new(f.net, 0, f.task, f.data, 64, NULL, &a, &err));
	for (int i = 0; i < 2; i++) {
		for (int p = 0; p < 2; p++)
			assert_true(a.cost[i * 2 + p] == (i == p ? .5 : 0));
	}
	fpe_ablation_clear(&a);
	close_fixture(&f);
}

/* A second hidden layer that passes the first on: its neurons cost what those do. */
static void silence_goes_through_later_layers(void **state)
{
	static const int widths[] = { 4, 3, 3, 1 };
	struct fpe_ablation a[2];
	struct fpe_error err;
	struct fpe_net *deep;
	struct fixture f;

	(void)state;
	open_or(&f, 4, 3);
	assert_ok(fpe_net_new(widths, 3, &deep, &err));
	for (int i = 0; i < 3; i++) {
		for (int j = 0; j < 4; j++)
			*weight_at(deep, 0, i, j) = *weight_at(f.net, 0, i, j);
		deep->layer[0].bias[i] = f.net->layer[0].bias[i];
		*weight_at(deep, 1, i, i) = 1;
		*weight_at(deep, 2, 0, i) = *weight_at(f.net, 1, 0, i);
	}
	deep->layer[2].bias[0] = -2;
	for (int l = 0; l < 2; l++)
		assert_ok(fpe_ablation_new(deep, l, f.task, f.data, 64, NULL, &a[l], &err));
	for (int k = 0; k < 6; k++)
		assert_true(a[0].cost[k] == a[1].cost[k]);
	assert_true(a[0].cost[0] == .5);
	fpe_ablation_clear(&a[0]);
	fpe_ablation_clear(&a[1]);
	fpe_net_free(deep);
	close_fixture(&f);
}

/* Of three classes of real samples, one input and one neuron each. */
static void without_clauses_a_silent_neuron_costs_its_class(void **state)
{
	static const int widths[] = { 3, 3, 3 };
	struct fpe_data *data;
	struct fpe_ablation a;
	struct fpe_error err;
	struct fpe_net *net;

	(void)state;
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	assert_ok(fpe_data_new(30, 3, 3, 1, &data, &err));
	for (int i = 0; i < 3; i++) {
		*weight_at(net, 0, i, i) = *weight_at(net, 1, i, i) = 1;
		net->layer[1].bias[i] = .1f * (float)i;
	}
	for (int s = 0; s < 30; s++) {
		data->label[s] = s % 3;
		data->real[s * 3 + s % 3] = 1;
	}
	assert_ok(fpe_ablation_new(net, 0, NULL, data, 64, NULL, &a, &err));
	assert_int_equal(a.parts, 3);
	assert_false(a.of_clauses);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(a.samples[i], 10);
		/* without its neuron a sample is said to be of the last class */
		for (int p = 0; p < 3; p++)
			assert_true(a.cost[i * 3 + p] == (i == p && i < 2));
	}
	fpe_ablation_clear(&a);
	fpe_data_free(data);
	fpe_net_free(net);
}

/* The three edges that do the first clause, with held-out samples and without, and where so
   many weights are beside them that they go together. */
static void a_circuit_is_the_edges_that_do_the_clause(void **state)
{
	static const int inputs[] = { 4, 4, 60 }, hidden[] = { 3, 5, 14 };

	(void)state;
	for (int k = 0; k < 6; k++) {
		struct fpe_circuit c;
		struct fpe_error err;
		struct fixture f;

		open_or(&f, inputs[k / 2], hidden[k / 2]);
		const struct fpe_circuit_basis basis = { f.task, f.data, k % 2 ? f.others : NULL,
							 NULL };
		test_row("%d inputs, %d neurons, held out %d", inputs[k / 2], hidden[k / 2], k % 2);
		assert_ok(fpe_circuit_new(f.net, 0, &basis, &c, &err));
		assert_int_equal(c.edges, 3);
		assert_int_equal(c.neurons, 1);
		assert_int_equal(c.together, k / 2 == 2);
		assert_true(fpe_circuit_has(&c, f.net, 0, 0, 0));
		assert_true(fpe_circuit_has(&c, f.net, 0, 0, 1));
		assert_true(fpe_circuit_has(&c, f.net, 1, 0, 0));
		assert_true(c.agreement == 1 && c.held == 1 && c.accuracy == 1);
		assert_false(c.constant);
		fpe_circuit_clear(&c);
		close_fixture(&f);
	}
}

static void what_a_net_always_says_takes_no_edge(void **state)
{
	struct fpe_circuit c;
	struct fpe_error err;
	struct fixture f;
	double mean;

	(void)state;
	open_or(&f, 4, 3);
	const struct fpe_circuit_basis basis = { f.task, f.data, f.others, NULL };
	assert_ok(fpe_circuit_mean(f.net, &basis, &mean, &err));
	assert_true(mean == 3);
	f.net->layer[1].bias[0] = 100;
	assert_ok(fpe_circuit_new(f.net, 1, &basis, &c, &err));
	assert_int_equal(c.edges, 0);
	assert_true(c.constant);
	assert_true(c.accuracy == .5);
	fpe_circuit_clear(&c);
	assert_fails(FPE_ESTATE, fpe_circuit_new(f.net, 2, &basis, &c, &err));
	assert_has(err.message, "c0 to c1");
	fpe_circuit_clear(&c);
	close_fixture(&f);
}

static bool always(void *context)
{
	(void)context;
	return true;
}

static void who_does_not_want_them_any_more_is_heard(void **state)
{
	const struct fpe_watch watch = { always, NULL };
	struct fpe_ablation a;
	struct fpe_probing p;
	struct fpe_circuit c;
	struct fpe_neuron n;
	struct fpe_error err;
	struct fixture f;

	(void)state;
	open_or(&f, 4, 3);
	const struct fpe_circuit_basis basis = { f.task, f.data, f.others, &watch };
	const struct fpe_probing_basis read = { f.task, f.data, f.others, &watch };
	assert_fails(FPE_ESTOPPED,
		     fpe_ablation_new(f.net, 0, f.task, f.data, 64, &watch, &a, &err));
	assert_fails(FPE_ESTOPPED, fpe_circuit_new(f.net, 0, &basis, &c, &err));
	assert_fails(FPE_ESTOPPED, fpe_probing_new(f.net, 0, &read, &p, &err));
	assert_fails(FPE_ESTOPPED,
		     fpe_neuron_new(f.net, 0, 0, f.task, f.data, 100, &watch, &n, &err));
	fpe_ablation_clear(&a);
	fpe_circuit_clear(&c);
	fpe_probing_clear(&p);
	fpe_neuron_clear(&n);
	close_fixture(&f);
}

static void a_probe_reads_what_is_there(void **state)
{
	struct fpe_probing p;
	struct fpe_error err;
	struct fixture f;

	(void)state;
	open_or(&f, 4, 3);
	const struct fpe_probing_basis both = { f.task, f.data, f.others, NULL };
	const struct fpe_probing_basis one = { f.task, f.data, NULL, NULL };
	for (int layer = -1; layer <= 0; layer++) {
		test_row("layer %d", layer);
		assert_ok(fpe_probing_new(f.net, layer, layer ? &both : &one, &p, &err));
		assert_int_equal(p.features, layer < 0 ? 4 : 3);
		assert_true(fpe_probing_mean(&p) == 1);
		if (layer == 0) /* each clause by its own neuron */
			assert_true(p.weight[0] > 4 * fabs(p.weight[1]) &&
				    p.weight[4] > 4 * fabs(p.weight[3]));
		fpe_probing_clear(&p);
	}
	for (size_t k = 0; k < fpe_layer_size(&f.net->layer[0]); k++)
		f.net->layer[0].weight[k] = 0;
	assert_ok(fpe_probing_new(f.net, 0, &both, &p, &err));
	assert_true(fpe_probing_mean(&p) == .5);
	fpe_probing_clear(&p);
	close_fixture(&f);
}

/* Pair by pair, a tie one half. */
static double brute_auc(const float *score, const bool *yes, int n)
{
	double sum = 0, pairs = 0;

	for (int i = 0; i < n; i++) {
		for (int j = 0; j < n; j++) {
			if (!yes[i] || yes[j])
				continue;
			sum += score[i] > score[j] ? 1 : score[i] < score[j] ? 0 : .5;
			pairs++;
		}
	}
	return sum / pairs;
}

static void auc_is_the_share_of_pairs(void **state)
{
	uint64_t seed = test_seed("auc_is_the_share_of_pairs");
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, seed, FPE_RNG_FLIP, 0);
	for (int t = 0; t < 50; t++) {
		float score[40];
		bool yes[40];
		double rank[40];
		int order[40];

		for (int i = 0; i < 40; i++) {
			score[i] = (float)fpe_rng_below(&rng, t % 2 ? 5 : 1000);
			yes[i] = i == 0 || (i > 1 && fpe_rng_below(&rng, 3) == 0);
		}
		fpe_ranks(score, 40, order, rank);
		assert_true(fabs(fpe_auc(rank, yes, 40) - brute_auc(score, yes, 40)) < 1e-12);
	}
}

/* The slope of the penalised loss is 0 at what is found, worked out here anew. */
static void logistic_regression_stands_at_the_bottom(void **state)
{
	enum { K = 5, N = 200 };
	uint64_t seed = test_seed("logistic_regression_stands_at_the_bottom");
	float x[K * N];
	double w[K + 1], slope[K + 1] = { 0 };
	bool yes[N];
	struct fpe_rng rng;
	struct fpe_error err;

	(void)state;
	fpe_rng_open(&rng, seed, FPE_RNG_FLIP, 1);
	for (int s = 0; s < N; s++) {
		for (int j = 0; j < K; j++)
			x[j * N + s] = (float)(2 * fpe_rng_unit(&rng) - 1);
		yes[s] = x[s] + x[N + s] + fpe_rng_unit(&rng) > .8;
	}
	assert_ok(fpe_logistic(x, yes, K, N, NULL, w, &err));
	for (int s = 0; s < N; s++) {
		double z = w[K], off;

		for (int j = 0; j < K; j++)
			z += w[j] * (double)x[j * N + s];
		off = 1 / (1 + exp(-z)) - yes[s];
		for (int j = 0; j < K; j++)
			slope[j] += off * (double)x[j * N + s];
		slope[K] += off;
	}
	for (int j = 0; j <= K; j++)
		assert_true(fabs(slope[j] + (j < K ? w[j] : 0)) < 1e-4 * N);
	assert_true(w[0] > 1 && w[1] > 1 && fabs(w[2]) < 1);
}

static void a_neuron_answers_to_its_clause(void **state)
{
	struct fpe_neuron n;
	struct fpe_error err;
	struct fixture f;

	(void)state;
	open_or(&f, 4, 3);
	assert_ok(fpe_neuron_new(f.net, 0, 0, f.task, f.data, 1600, NULL, &n, &err));
	assert_true(n.samples == 1600 && fabs(n.active - .25) < 1e-9);
	assert_true(n.auc[0] == 1 && n.part_mean[0] == 1);
	assert_true(fabs(n.auc[1] - .5) < 1e-12); /* a, b say nothing of c, d */
	/* a: of those with it half are active, of those without none: .5 + .5 / 2 */
	assert_true(fabs(n.input_auc[0] - .75) < 1e-12);
	assert_true(fabs(n.input_auc[2] - .5) < 1e-12);
	assert_int_equal(n.histogram[FPE_NEURON_BINS - 1], 400); /* of c0: all at the top */
	assert_int_equal(n.histogram[2 * FPE_NEURON_BINS], 1200);
	assert_int_equal(n.strong, FPE_NEURON_STRONGEST);
	for (int k = 0; k < n.strong; k++)
		assert_true((f.data->bits[n.strongest[k]] & 3) == 3);
	/* sums are -1, 0, 0, 1 */
	assert_true(fabs(n.mean) < 1e-9 && fabs(n.deviation - sqrt(.5)) < 1e-9);
	fpe_neuron_clear(&n);
	assert_fails(FPE_ERANGE, fpe_neuron_new(f.net, 1, 0, f.task, f.data, 100, NULL, &n, &err));
	fpe_neuron_clear(&n);
	close_fixture(&f);
}

/* Clauses c0 and c1 have a neuron each; the mean distance is that of the neurons one by one. */
static void all_neurons_are_those_one_by_one(void **state)
{
	struct fpe_neurons all;
	struct fpe_error err;
	struct fixture f;
	double sum = 0;
	int spread = 0;

	(void)state;
	open_or(&f, 4, 3);
	assert_ok(fpe_neurons_mean(f.net, 0, f.task, f.data, 1600, NULL, &all, &err));
	assert_true(all.told == 1);
	for (int i = 0; i < 3; i++) {
		struct fpe_neuron n;

		assert_ok(fpe_neuron_new(f.net, 0, i, f.task, f.data, 1600, NULL, &n, &err));
		sum += isnan(n.wasserstein) ? 0 : n.wasserstein;
		spread += !isnan(n.wasserstein);
		fpe_neuron_clear(&n);
	}
	assert_true(fabs(all.wasserstein - sum / spread) < 1e-12);
	/* without its neuron a clause is told by what adds up inputs, and less well */
	memset(f.net->layer[0].weight, 0, 4 * sizeof(float));
	assert_ok(fpe_neurons_mean(f.net, 0, f.task, f.data, 1600, NULL, &all, &err));
	assert_true(all.told < 1 && all.told > .5);
	close_fixture(&f);
}

/* Of +-1 it is E | |Z| - 1 | = 2 (2 Phi(1) - 3/2 - phi(0) + 2 phi(1)). */
static void the_distance_from_a_normal_distribution(void **state)
{
	float x[2000];

	(void)state;
	for (int i = 0; i < 2000; i++)
		x[i] = i % 2 ? 3 : 5;
	assert_true(fabs(fpe_wasserstein_normal(x, 2000) - .535378) < 1e-3);
	for (int i = 0; i < 2000; i++)
		x[i] = 7;
	assert_true(isnan(fpe_wasserstein_normal(x, 2000)));
	for (int i = 0; i < 2000; i++) { /* a sum of many: nearly normal */
		struct fpe_rng rng;

		fpe_rng_open(&rng, 1, FPE_RNG_FLIP, (uint64_t)i);
		x[i] = 0;
		for (int k = 0; k < 30; k++)
			x[i] += (float)fpe_rng_unit(&rng);
	}
	assert_true(fpe_wasserstein_normal(x, 2000) < .05);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples_of_a_clause_are_those_it_alone_decides),
		cmocka_unit_test(a_silent_neuron_costs_its_clause_alone),
		cmocka_unit_test(a_neuron_that_serves_two_clauses_is_needed_by_two),
		cmocka_unit_test(of_an_and_it_is_the_clause_that_fails),
		cmocka_unit_test(silence_goes_through_later_layers),
		cmocka_unit_test(without_clauses_a_silent_neuron_costs_its_class),
		cmocka_unit_test(a_circuit_is_the_edges_that_do_the_clause),
		cmocka_unit_test(what_a_net_always_says_takes_no_edge),
		cmocka_unit_test(who_does_not_want_them_any_more_is_heard),
		cmocka_unit_test(a_probe_reads_what_is_there),
		cmocka_unit_test(auc_is_the_share_of_pairs),
		cmocka_unit_test(logistic_regression_stands_at_the_bottom),
		cmocka_unit_test(a_neuron_answers_to_its_clause),
		cmocka_unit_test(all_neurons_are_those_one_by_one),
		cmocka_unit_test(the_distance_from_a_normal_distribution),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
