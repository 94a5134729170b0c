/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_confusion.c - counts against counting one by one, and the kernel's classes
 * against its logits and its accuracy.
 */
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "fpe/confusion.h"
#include "fpe/kernel.h"
#include "fpe/rng.h"

static int slow_count(const int32_t *label, const int32_t *said, int n, int t, int s)
{
	int count = 0;

	for (int i = 0; i < n; i++)
		count += (t < 0 || label[i] == t) && (s < 0 || said[i] == s);
	return count;
}

static void check(const int32_t *label, const int32_t *said, int n, int classes)
{
	struct fpe_error err;
	struct fpe_confusion *c;
	int right = 0, sum = 0;

	assert_ok(fpe_confusion_new(label, said, n, classes, &c, &err));
	assert_int_equal(c->samples, n);
	for (int t = 0; t < classes; t++) {
		int own = slow_count(label, said, n, t, t);
		int of = slow_count(label, said, n, t, -1), as = slow_count(label, said, n, -1, t);

		for (int s = 0; s < classes; s++)
			assert_int_equal(fpe_confusion_count(c, t, s),
					 slow_count(label, said, n, t, s));
		for (int i = c->start[t]; i < c->start[t + 1]; i++) {
			assert_true(c->count[i] > 0);
			assert_true(i == c->start[t] || c->said[i] > c->said[i - 1]);
			sum += c->count[i];
		}
		assert_int_equal(c->of_class[t], of);
		assert_int_equal(c->as_class[t], as);
		if (of)
			assert_true(fpe_confusion_recall(c, t) == (double)own / of);
		else
			assert_true(isnan(fpe_confusion_recall(c, t)));
		if (as)
			assert_true(fpe_confusion_precision(c, t) == (double)own / as);
		else
			assert_true(isnan(fpe_confusion_precision(c, t)));
		right += own;
	}
	assert_int_equal(sum, n);
	assert_true(n ? fpe_confusion_accuracy(c) == (double)right / n
		      : isnan(fpe_confusion_accuracy(c)));
	fpe_confusion_free(c);
}

static void counts_are_those_of_counting_one_by_one(void **state)
{
	static const int cases[][2] = { { 0, 1 }, { 1, 1 }, { 300, 2 }, { 500, 10 }, { 40, 60 } };
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TASK, 0);
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		int n = cases[k][0], classes = cases[k][1];
		int32_t label[500], said[500];

		test_row("%d samples of %d classes", n, classes);
		for (int i = 0; i < n; i++) {
			label[i] = (int32_t)fpe_rng_below(&rng, (uint32_t)classes);
			said[i] = fpe_rng_below(&rng, 3)
					  ? label[i]
					  : (int32_t)fpe_rng_below(&rng, (uint32_t)classes);
		}
		check(label, said, n, classes);
	}
}

static void what_is_no_class_is_refused(void **state)
{
	static const int32_t label[] = { 0, 1, 2 }, wrong[][3] = { { 0, 1, 3 }, { 0, -1, 2 } };
	struct fpe_confusion *c;
	struct fpe_error err;

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_fails(FPE_ERANGE, fpe_confusion_new(label, wrong[i], 3, 3, &c, &err));
		assert_null(c);
		assert_has(err.message, i ? "sample 1" : "sample 2");
		assert_fails(FPE_ERANGE, fpe_confusion_new(wrong[i], label, 3, 3, &c, &err));
	}
	assert_fails(FPE_ERANGE, fpe_confusion_new(label, label, 3, 0, &c, &err));
}

/* The most classes there may be: memory grows with samples and classes alone. */
static void many_classes_are_counted(void **state)
{
	enum { N = 20000, CLASSES = 4096 };
	int32_t *label = malloc(N * sizeof *label), *said = malloc(N * sizeof *said);
	struct fpe_confusion *c;
	struct fpe_error err;

	(void)state;
	for (int i = 0; i < N; i++) {
		label[i] = i * 7 % CLASSES;
		said[i] = i % 3 ? label[i] : CLASSES - 1 - label[i];
	}
	assert_ok(fpe_confusion_new(label, said, N, CLASSES, &c, &err));
	for (int t = 0; t < CLASSES; t += 977) {
		assert_int_equal(fpe_confusion_count(c, t, t), slow_count(label, said, N, t, t));
		assert_int_equal(fpe_confusion_count(c, t, CLASSES - 1 - t),
				 slow_count(label, said, N, t, CLASSES - 1 - t));
	}
	fpe_confusion_free(c);
	free(label);
	free(said);
}

/* The kernel says the first of the largest logits, and scores by it. */
static void check_kernel(int classes, int n)
{
	const int widths[] = { 12, 6, classes > 2 ? classes : 1 };
	int outputs = widths[2];
	struct fpe_error err;
	struct fpe_net *net;
	struct fpe_data *data;
	struct fpe_kernel *kernel;
	struct fpe_confusion *c;
	struct fpe_rng rng;
	struct fpe_score score, plain;
	int32_t *said = malloc((size_t)n * sizeof *said);
	float *logits = malloc((size_t)n * (size_t)outputs * sizeof *logits);

	fpe_rng_open(&rng, 5, FPE_RNG_TASK, (uint64_t)classes);
	assert_ok(fpe_net_new(widths, 2, &net, &err));
	fpe_net_init(net, FPE_INIT_UNIFORM, 3);
	assert_ok(fpe_data_new(n, 12, classes, 1, &data, &err));
	for (int i = 0; i < n * 12; i++)
		data->real[i] = (float)fpe_rng_unit(&rng) - 0.5f;
	for (int i = 0; i < n; i++)
		data->label[i] = (int32_t)fpe_rng_below(&rng, (uint32_t)classes);
	assert_ok(fpe_kernel_new(net, data, &kernel, &err));
	score = fpe_kernel_score_classes(kernel, net, data, said);
	plain = fpe_kernel_score(kernel, net, data);
	assert_true(score.accuracy == plain.accuracy && score.loss == plain.loss);
	fpe_kernel_logits(kernel, net, data, NULL, n, logits);
	for (int i = 0; i < n; i++) {
		const float *z = logits + (size_t)i * (size_t)outputs;
		int best = 0;

		for (int k = 1; k < outputs; k++)
			best = z[k] > z[best] ? k : best;
		assert_int_equal(said[i], outputs == 1 ? z[0] > 0 : best);
	}
	assert_ok(fpe_confusion_new(data->label, said, n, classes, &c, &err));
	assert_true(fabs(fpe_confusion_accuracy(c) - score.accuracy) < 1e-12);
	fpe_confusion_free(c);
	fpe_kernel_free(kernel);
	fpe_data_free(data);
	fpe_net_free(net);
	free(said);
	free(logits);
}

static void the_kernel_says_the_class_of_the_largest_logit(void **state)
{
	static const int classes[] = { 2, 3, 10 }, counts[] = { 1, 63, 1000 };

	(void)state;
	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < 3; k++) {
			test_row("%d samples of %d classes", counts[k], classes[i]);
			check_kernel(classes[i], counts[k]);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_are_those_of_counting_one_by_one),
		cmocka_unit_test(what_is_no_class_is_refused),
		cmocka_unit_test(many_classes_are_counted),
		cmocka_unit_test(the_kernel_says_the_class_of_the_largest_logit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
