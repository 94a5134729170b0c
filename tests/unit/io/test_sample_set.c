/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_sample_set.c - samples from the tensors x, y, test_x and test_y. */
#include "support/test.h"

#include <stdio.h>
#include <string.h>

#include "fpe/limits.h"
#include "io/sample_set.h"

#define MOST 4

/* A file's tensors, of small numbers. */
struct fixture {
	struct tensors file;
	struct tensor tensor[MOST];
	float floats[MOST][64];
	uint8_t bytes[MOST][64];
};

/* Add a tensor; text: its shape, then its numbers, as "2 3: 1 0 1 0 0 1". A point in
   it: floats, else bytes. */
static void add(struct fixture *f, const char *name, const char *text)
{
	int n = f->file.count++, used, count = 0;
	struct tensor *t = &f->tensor[n];
	const char *colon = strchr(text, ':');
	double value;

	*t = (struct tensor){ .name = (char *)name, .count = 1 };
	for (; text < colon && sscanf(text, "%lf%n", &value, &used) == 1; text += used) {
		t->shape[t->dims++] = (int64_t)value;
		t->count *= (size_t)value;
	}
	t->type = strchr(colon, '.') ? TENSOR_F32 : TENSOR_U8;
	for (text = colon + 1; sscanf(text, "%lf%n", &value, &used) == 1; text += used, count++) {
		f->floats[n][count] = (float)value;
		f->bytes[n][count] = (uint8_t)value;
	}
	assert_int_equal(count, (int)t->count);
	t->data = t->type == TENSOR_F32 ? (const uint8_t *)f->floats[n] : f->bytes[n];
	strcpy(f->file.name, "f");
	f->file.tensor = f->tensor;
}

static enum fpe_status read_parts(const char *x, const char *y, const char *test_x,
				  const char *test_y, struct sample_set *out, struct fpe_error *err)
{
	const char *const name[] = { "x", "y", "test_x", "test_y" };
	const char *const text[] = { x, y, test_x, test_y };
	struct fixture f = { 0 };

	for (int i = 0; i < MOST; i++) {
		if (text[i])
			add(&f, name[i], text[i]);
	}
	return sample_set_of(&f.file, NULL, out, err);
}

static const struct {
	const char *name, *x, *y, *test_x, *test_y;
	const char *makes; /* samples, tests, inputs, classes or targets, bits or real,
			      the shape of a picture, the last output */
} good[] = {
	{ "bits", "2 3: 1 0 1 0 0 1", "2: 1 0", NULL, NULL, "2+0 x 3 bits, 2 classes, last 0" },
	{ "floats that are bits", "1 2: 1. 0.", "1: 1", NULL, NULL,
	  "1+0 x 2 bits, 2 classes, last 1" },
	{ "numbers", "2 2: 1 0 2 0", "2: 3 4.", NULL, NULL, "2+0 x 2 real, 5 classes, last 4" },
	{ "a test part", "2 1: 1 0", "2: 1 0", "1 1: 1", "1: 4",
	  "2+1 x 1 bits, 5 classes, last 0" },
	{ "numbers in the test part alone", "2 1: 1 0", "2: 1 0", "1 1: .5", "1: 1",
	  "2+1 x 1 real, 2 classes, last 0" },
	{ "pictures", "1 2 3: 0 1 2 3 4 5", "1: 1", NULL, NULL,
	  "1+0 x 6 real 2x3x1, 2 classes, last 1" },
	{ "pictures in colour", "1 1 2 3: 0 1 2 3 4 5", "1: 1", NULL, NULL,
	  "1+0 x 6 real 1x2x3, 2 classes, last 1" },
	{ "channels before rows", "1 2 1 5: 0 1 2 3 4 5 6 7 8 9", "1: 1", NULL, NULL,
	  "1+0 x 10 real 2x5x1, 2 classes, last 1" },
	{ "targets", "2 1: 1 0", "2: .5 -1", NULL, NULL, "2+0 x 1 bits, 1 targets, last -1" },
	{ "rows of targets", "2 1: 1 0", "2 3: 0 1 2 3 4 5", NULL, NULL,
	  "2+0 x 1 bits, 3 targets, last 5" },
	{ "a column of targets", "2 1: 1 0", "2 1: 0 1", NULL, NULL,
	  "2+0 x 1 bits, 1 targets, last 1" },
	{ "whole numbers beside targets", "2 1: 1 0", "2: 1 0", "1 1: 1", "1: .5",
	  "2+1 x 1 bits, 1 targets, last 0" },
};

static void summary(const struct sample_set *set, char *text, size_t size)
{
	const struct fpe_data *d = set->data;
	char shape[30] = "";
	int last = d->count * (d->targets ? d->targets : 1) - 1;

	if (set->shape.rows)
		snprintf(shape, sizeof shape, " %dx%dx%d", set->shape.rows, set->shape.columns,
			 set->shape.channels);
	snprintf(text, size, "%d+%d x %d %s%s, %d %s, last %g", d->count,
		 set->test ? set->test->count : 0, d->inputs, d->real ? "real" : "bits", shape,
		 d->targets ? d->targets : d->classes, d->targets ? "targets" : "classes",
		 d->targets ? (double)d->target[last] : d->label[last]);
}

static void parts_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct sample_set set;
		struct fpe_error err;
		char text[200];

		test_row("%s", good[i].name);
		assert_ok(read_parts(good[i].x, good[i].y, good[i].test_x, good[i].test_y, &set,
				     &err));
		summary(&set, text, sizeof text);
		assert_string_equal(text, good[i].makes);
		if (set.test) {
			assert_int_equal(!set.test->real, !set.data->real);
			assert_int_equal(set.test->classes, set.data->classes);
			assert_int_equal(set.test->targets, set.data->targets);
		}
		sample_set_clear(&set);
	}
}

static const struct {
	const char *name, *x, *y, *test_x, *test_y, *message;
} bad[] = {
	{ "no y", "1 1: 1", NULL, NULL, NULL, "f: it has x but no y" },
	{ "no test_x", "1 1: 1", "1: 1", NULL, "1: 1", "f: it has test_y but no test_x" },
	{ "tests alone", NULL, NULL, "1 1: 1", "1: 1", "f: it has test_x but no x" },
	{ "one dimension", "2: 1 1", "2: 1 1", NULL, NULL,
	  "f: x: its shape is not [samples, inputs], [samples, rows, columns] or [samples, rows, columns, channels]" },
	{ "no samples", "0 1:", "0:", NULL, NULL,
	  "f: x: its shape is not [samples, inputs], [samples, rows, columns] or [samples, rows, columns, channels]" },
	{ "too few labels", "2 1: 1 1", "1: 1", NULL, NULL,
	  "f: y: it is not one label, or one row of targets, for each sample of x" },
	{ "below 0", "1 1: 1", "1: -1.", NULL, NULL,
	  "f: y: labels are whole numbers >= 0; real targets are [samples, 1] or not whole" },
	{ "not finite", "1 1: 1", "1: .5e99", NULL, NULL,
	  "f: y: element 0 (counted from 0) is infinite; numbers must be finite" },
	{ "too many classes", "1 1: 1", "1: 4096.", NULL, NULL, "f: y: labels go up to 4095" },
	{ "other inputs in the test part", "1 2: 1 1", "1: 1", "1 1: 1", "1: 1",
	  "f: x is [1, 2] but test_x [1, 1]: their samples differ in shape" },
	{ "other pictures", "1 1 2: 1 1", "1: 1", "1 2 1: 1 1", "1: 1",
	  "f: x is [1, 1, 2] but test_x [1, 2, 1]: their samples differ in shape" },
	{ "other outputs", "1 1: 1", "1: 1", "1 1: 1", "1 2: 1 1",
	  "f: y is [1] but test_y [1, 2]" },
};

static void parts_that_do_not_fit_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct sample_set set;
		struct fpe_error err;

		test_row("%s", bad[i].name);
		assert_true(read_parts(bad[i].x, bad[i].y, bad[i].test_x, bad[i].test_y, &set,
				       &err) != FPE_OK);
		assert_string_equal(err.message, bad[i].message);
		assert_null(set.data);
	}
}

static void a_file_without_samples_has_none(void **state)
{
	struct sample_set set;
	struct fpe_error err;

	(void)state;
	assert_ok(read_parts(NULL, NULL, NULL, NULL, &set, &err));
	assert_null(set.data);
	assert_true(sample_set_is_part("test_y"));
	assert_false(sample_set_is_part("fc1.weight"));
}

static void sizes_are_refused_before_memory_is_asked_for(void **state)
{
	struct fpe_error err;

	(void)state;
	assert_ok(sample_set_allows("f", 60000, 784, true, &err));
	assert_fails(FPE_ELIMIT, sample_set_allows("f", 1, FPE_MAX_INPUTS + 1, true, &err));
	assert_fails(FPE_ELIMIT, sample_set_allows("f", FPE_MAX_SAMPLES + 1LL, 1, true, &err));
	assert_fails(FPE_ELIMIT, sample_set_allows("f", 0, 1, true, &err));
	assert_fails(FPE_ELIMIT, sample_set_allows("f", 1 << 20, 96, true, &err));
	assert_string_equal(
		err.message,
		"f: 1048576 samples of 96 inputs; samples x inputs may be at most 100000000");
	assert_ok(sample_set_allows("f", 1 << 20, 96, false, &err));
	assert_fails(FPE_ELIMIT, sample_set_allows("f", INT64_MAX, 4096, false, &err));
}

struct waiting {
	int looks, patience;
	double share;
};

static bool goes_on(void *context, double share)
{
	struct waiting *w = context;

	assert_true(share >= w->share && share <= 1);
	w->share = share;
	return ++w->looks < w->patience;
}

/* Bits of three million numbers: told of in both passes, and each look may end it. */
static void looks_at_who_waits_are_even_and_heard(void **state)
{
	enum { N = 3000, D = 1000 };
	uint8_t *x = calloc(N, D), *y = calloc(N, 1);
	struct tensor tensor[] = {
		{ .name = (char *)"x",
		  .type = TENSOR_U8,
		  .dims = 2,
		  .shape = { N, D },
		  .count = N * D },
		{ .name = (char *)"y", .type = TENSOR_U8, .dims = 1, .shape = { N }, .count = N },
	};
	struct tensors file = { .name = "f", .tensor = tensor, .count = 2 };
	int looks = 0;

	(void)state;
	assert_non_null(x);
	assert_non_null(y);
	x[0] = x[(size_t)N * D - 1] = 1;
	tensor[0].data = x;
	tensor[1].data = y;
	for (int patience = 1000; patience > 0;
	     patience = patience > looks ? looks : patience - 1) {
		struct waiting w = { .patience = patience };
		const struct reading reading = { goes_on, &w };
		struct sample_set set;
		struct fpe_error err;
		enum fpe_status status = sample_set_of(&file, &reading, &set, &err);

		test_row("%d looks", patience);
		assert_int_equal(status, patience == 1000 ? FPE_OK : FPE_ESTOPPED);
		if (status) {
			assert_null(set.data);
			continue;
		}
		looks = w.looks;
		assert_true(looks >= 6 && looks < 12);
		assert_true(w.share > .7);
		assert_int_equal(set.data->bits[0], 1);
		assert_int_equal(set.data->bits[(size_t)N * (size_t)set.data->words - 1],
				 (UINT64_C(1) << ((D - 1) % 64)));
		sample_set_clear(&set);
	}
	free(x);
	free(y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_read),
		cmocka_unit_test(parts_that_do_not_fit_are_refused),
		cmocka_unit_test(a_file_without_samples_has_none),
		cmocka_unit_test(sizes_are_refused_before_memory_is_asked_for),
		cmocka_unit_test(looks_at_who_waits_are_even_and_heard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
