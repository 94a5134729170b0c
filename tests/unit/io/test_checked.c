/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_checked.c - files with a checksum: in pieces as whole, and no longer than who waits does. */
#include "support/test.h"

#include <string.h>
#include <unistd.h>

#include "core/base/memory.h"
#include "io/checked.h"
#include "io/tensors_make.h"

#define KEY "fpe.test"
#define FORMAT 1
#define FLOATS (10 << 20) /* of a large one: more than is summed before who waits is asked */

/* Who waits, until question `last`. */
struct waiting {
	int asked, last;
};

static bool goes_on(void *context, double share)
{
	struct waiting *w = context;

	assert_true(share >= 0 && share <= 1);
	return ++w->asked < w->last;
}

static struct tensors *list_of(const struct tensor *t)
{
	struct tensors *list = tensors_new("x");
	struct fpe_error err;

	assert_ok(tensors_add(list, "numbers", t, &err));
	return list;
}

static enum fpe_status put(const struct tensor *t, const char *path, struct waiting *w)
{
	const struct reading reading = { goes_on, w };
	struct tensors *list = list_of(t);
	uint64_t bytes;
	struct fpe_error err;
	enum fpe_status status =
		checked_write(list, KEY, FORMAT, path,
			      &(struct checked_how){ .reading = w ? &reading : NULL }, &bytes,
			      &err);

	tensors_free(list);
	return status;
}

static void a_name(char path[40])
{
	int fd;

	strcpy(path, "/tmp/fpe-checked-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
}

static void pieces_are_one_tensor(void **state)
{
	static const float all[7] = { 1, -2, 3.5f, 0, -0.0f, 6, 7 };
	const struct tensor_piece piece[] = { { all, 0 },
					      { all, 3 * sizeof *all },
					      { all + 3, sizeof *all },
					      { all + 4, 3 * sizeof *all } };
	const struct tensor whole = {
		.type = TENSOR_F32, .dims = 1, .shape = { 7 }, .data = (const uint8_t *)all
	};
	const struct tensor pieces = {
		.type = TENSOR_F32, .dims = 1, .shape = { 7 }, .piece = piece, .pieces = 4
	};
	char a[40], b[40];
	struct format_file x, y;
	struct fpe_error err;

	(void)state;
	a_name(a);
	a_name(b);
	assert_int_equal(put(&whole, a, NULL), FPE_OK);
	assert_int_equal(put(&pieces, b, NULL), FPE_OK);
	assert_ok(checked_open(a, KEY, FORMAT, "a test", NULL, &x, &err));
	assert_ok(checked_open(b, KEY, FORMAT, "a test", NULL, &y, &err));
	assert_true(checked_sum(&x, KEY) == checked_sum(&y, KEY));
	assert_memory_equal(tensors_find(y.tensors, "numbers")->data, all, sizeof all);
	format_close(&x);
	format_close(&y);
	unlink(a);
	unlink(b);
}

/* Each question that is asked of a large file may be the last. */
static void who_stops_waiting_gets_nothing(void **state)
{
	float *numbers = calloc(FLOATS, sizeof *numbers);
	const struct tensor large = {
		.type = TENSOR_F32, .dims = 1, .shape = { FLOATS }, .data = (const uint8_t *)numbers
	};
	struct waiting all = { 0, INT32_MAX };
	char path[40];

	(void)state;
	a_name(path);
	assert_int_equal(put(&large, path, &all), FPE_OK);
	unlink(path);
	for (int last = 1; last <= all.asked; last++) {
		struct waiting w = { 0, last };

		assert_int_equal(put(&large, path, &w), FPE_ESTOPPED);
		assert_int_equal(access(path, F_OK), -1);
		assert_int_equal(w.asked, last);
	}
	free(numbers);
}

static enum fpe_status open_all(const char *path, int last, int *asked)
{
	struct waiting w = { 0, last };
	struct format_file file;
	struct fpe_error err;
	enum fpe_status status = checked_open(path, KEY, FORMAT, "a test",
					      &(struct reading){ goes_on, &w }, &file, &err);

	*asked = w.asked;
	if (!status)
		format_close(&file);
	return status;
}

/* Beside what is asked while it is read. */
static void a_sum_is_asked_about(void **state)
{
	float *numbers = calloc(FLOATS, sizeof *numbers);
	const struct tensor large = {
		.type = TENSOR_F32, .dims = 1, .shape = { FLOATS }, .data = (const uint8_t *)numbers
	};
	struct waiting w = { 0, INT32_MAX };
	struct format_file file;
	struct fpe_error err;
	char path[40];
	int asked, all;

	(void)state;
	a_name(path);
	assert_int_equal(put(&large, path, NULL), FPE_OK);
	assert_ok(format_open(path, &(struct reading){ goes_on, &w }, &file, &err));
	format_close(&file);
	assert_int_equal(open_all(path, INT32_MAX, &all), FPE_OK);
	assert_true(all > w.asked);
	for (int last = w.asked + 1; last <= all; last++)
		assert_int_equal(open_all(path, last, &asked), FPE_ESTOPPED);
	unlink(path);
	free(numbers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_one_tensor),
		cmocka_unit_test(who_stops_waiting_gets_nothing),
		cmocka_unit_test(a_sum_is_asked_about),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
