/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_series.c - points stay where they are, also for a reading thread. */
#include "support/test.h"

#include <pthread.h>

#include "lab/arm/series.h"

enum { POINTS = 20000 };

static struct series_point point(int i)
{
	struct series_point p = { .epoch = i };

	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		p.value[m] = (float)(i + m);
	return p;
}

static void points_come_back_as_they_were_appended(void **state)
{
	struct series *series = series_new();
	struct fpe_error err;

	(void)state;
	assert_non_null(series);
	assert_int_equal(series_count(series), 0);
	for (int i = 0; i < POINTS; i++) {
		struct series_point p = point(i);

		assert_ok(series_append(series, &p, &err));
	}
	assert_int_equal(series_count(series), POINTS);
	for (int i = 0; i < POINTS; i++) {
		const struct series_point *p = series_at(series, i);

		assert_int_equal(p->epoch, i);
		assert_true(p->value[FPE_METRIC_COUNT - 1] == (float)(i + FPE_METRIC_COUNT - 1));
	}
	series_free(series);
}

static void points_never_move(void **state)
{
	struct series *series = series_new();
	const struct series_point *first;
	struct series_point p = point(0);

	(void)state;
	series_append(series, &p, NULL);
	first = series_at(series, 0);
	for (int i = 1; i < POINTS; i++) {
		p = point(i);
		series_append(series, &p, NULL);
	}
	assert_ptr_equal(series_at(series, 0), first);
	assert_int_equal(first->epoch, 0);
	series_free(series);
}

static void *append_all(void *context)
{
	for (int i = 0; i < POINTS; i++) {
		struct series_point p = point(i);

		if (series_append(context, &p, NULL))
			break;
	}
	return NULL;
}

static void a_reader_sees_whole_points_while_another_thread_appends(void **state)
{
	struct series *series = series_new();
	pthread_t writer;
	int seen = 0;

	(void)state;
	assert_int_equal(pthread_create(&writer, NULL, append_all, series), 0);
	while (seen < POINTS) {
		int count = series_count(series);

		assert_true(count >= seen);
		for (; seen < count; seen++) {
			assert_int_equal(series_at(series, seen)->epoch, seen);
			assert_true(series_at(series, seen)->value[0] == (float)seen);
		}
	}
	pthread_join(writer, NULL);
	series_free(series);
}

static void freeing_nothing_is_fine(void **state)
{
	(void)state;
	series_free(NULL);
}

/* Full chunks are shared, what is appended to either is its own. */
static void a_fork_has_the_points_until_then(void **state)
{
	(void)state;
	for (int n = 0; n <= 650; n += n == 629 ? 21 : 37) {
		struct series *s = series_new(), *fork;
		struct series_point p = { 0 };

		for (p.epoch = 0; p.epoch < 650; p.epoch++)
			assert_int_equal(series_append(s, &p, NULL), FPE_OK);
		fork = series_fork(s, n);
		assert_int_equal(series_count(fork), n);
		p.epoch = -7;
		for (int i = 0; i < 200; i++)
			assert_int_equal(series_append(fork, &p, NULL), FPE_OK);
		for (int i = 0; i < 650; i++)
			assert_int_equal(series_at(s, i)->epoch, i);
		series_free(s);
		for (int i = 0; i < n + 200; i++)
			assert_int_equal(series_at(fork, i)->epoch, i < n ? i : -7);
		series_free(fork);
	}
}

static void points_are_found_by_epoch(void **state)
{
	static const int epochs[] = { 3, 4, 4, 7, 9 };
	struct series *s = series_new();

	(void)state;
	assert_null(series_find(s, 0, 4));
	for (int i = 0; i < 5; i++) {
		struct series_point p = { .epoch = epochs[i] };

		p.value[0] = (float)i;
		series_append(s, &p, NULL);
	}
	assert_true(series_find(s, 5, 4)->value[0] == 2);
	assert_true(series_find(s, 5, 6)->value[0] == 2);
	assert_true(series_find(s, 5, 1)->value[0] == 0);
	assert_true(series_find(s, 5, 99)->value[0] == 4);
	assert_true(series_find(s, 3, 99)->value[0] == 2);
	series_free(s);
}

/* Keeps n points within `most` of them; every `edit`th is one of an edit (0: none). */
static struct series *kept(int n, int most, int edit, int *stride)
{
	struct series *s = series_new();
	struct fpe_error err;
	atomic_int longest;

	atomic_init(&longest, 1);
	assert_non_null(s);
	for (int i = 0; i < n; i++) {
		struct series_point p = point(i);

		p.edited = edit && i % edit == 0;
		assert_ok(series_keep(&s, &p, most, &longest, &err));
		assert_true(series_count(s) <= most);
		assert_int_equal(series_at(s, series_count(s) - 1)->epoch, i);
	}
	*stride = atomic_load(&longest);
	return s;
}

static void too_many_points_are_thinned_and_the_rest_is_as_it_was(void **state)
{
	static const int most[] = { 8, 100, 512, 5000 };

	(void)state;
	for (int i = 0; i < 4; i++) {
		int stride, before = -1;
		struct series *s = kept(100000, most[i], 0, &stride);

		test_row("%d points", most[i]);
		assert_true(stride > 1);
		assert_int_equal(series_at(s, 0)->epoch, 0);
		assert_true(series_count(s) > most[i] / 8);
		assert_true(series_bytes(s) <
			    (2 * (size_t)most[i] + 200) * sizeof(struct series_point));
		for (int k = 0; k < series_count(s); k++) {
			const struct series_point *p = series_at(s, k);

			assert_true(p->epoch > before);
			/* nothing is left out for longer than it was said */
			assert_true(p->epoch - before <= stride);
			assert_true(p->value[3] == (float)(p->epoch + 3));
			before = p->epoch;
		}
		series_free(s);
	}
}

static void a_curve_within_its_room_keeps_all(void **state)
{
	int stride;
	struct series *s = kept(512, 512, 0, &stride);

	(void)state;
	assert_int_equal(stride, 1);
	assert_int_equal(series_count(s), 512);
	series_free(s);
}

static void edits_stay_until_they_alone_are_too_many(void **state)
{
	int stride, edits = 0;
	struct series *s = kept(3000, 512, 17, &stride);

	(void)state;
	for (int k = 0; k < series_count(s); k++)
		edits += series_at(s, k)->edited;
	assert_int_equal(edits, (3000 + 16) / 17);
	series_free(s);
	series_free(kept(3000, 512, 1, &stride)); /* stays within its room */
}

static void who_reads_the_old_one_holds_it(void **state)
{
	struct series *s = series_new(), *old = series_hold(s);
	struct fpe_error err;
	atomic_int stride;

	(void)state;
	atomic_init(&stride, 1);
	for (int i = 0; i < 2000; i++) {
		struct series_point p = point(i);

		assert_ok(series_keep(&s, &p, 512, &stride, &err));
	}
	assert_ptr_not_equal(s, old);
	assert_int_equal(series_count(old), 513);
	for (int i = 0; i < 513; i++)
		assert_int_equal(series_at(old, i)->epoch, i);
	series_free(s);
	series_free(old);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(too_many_points_are_thinned_and_the_rest_is_as_it_was),
		cmocka_unit_test(a_curve_within_its_room_keeps_all),
		cmocka_unit_test(edits_stay_until_they_alone_are_too_many),
		cmocka_unit_test(who_reads_the_old_one_holds_it),
		cmocka_unit_test(a_fork_has_the_points_until_then),
		cmocka_unit_test(points_are_found_by_epoch),
		cmocka_unit_test(points_come_back_as_they_were_appended),
		cmocka_unit_test(points_never_move),
		cmocka_unit_test(a_reader_sees_whole_points_while_another_thread_appends),
		cmocka_unit_test(freeing_nothing_is_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
