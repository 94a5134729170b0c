/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_board.c - runs put by many threads, pictures that do not change. */
#include "support/test.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

#include "io/store.h"
#include "lab/study/board.h"

/* Keys a: 8, 2 (given in this order) and b: x, y; arms dense and clause; runs
   seeds of 5. */
static struct board *board_of(int runs)
{
	static const uint64_t seed[] = { 1, 2, 3, 4, 5 };
	struct board *b = board_new();
	struct fpe_error err;

	assert_non_null(b);
	assert_ok(board_add_key(b, "a", false, &err));
	assert_ok(board_add_value(b, 0, 8, "8", &err));
	assert_ok(board_add_value(b, 0, 2, "2", &err));
	assert_ok(board_add_key(b, "b", true, &err));
	assert_ok(board_add_value(b, 1, 0, "x", &err));
	assert_ok(board_add_value(b, 1, 1, "y", &err));
	assert_ok(board_add_arm(b, "dense", &err));
	assert_ok(board_add_arm(b, "clause", &err));
	assert_ok(board_room(b, seed, 5, runs, &err));
	return b;
}

static void put(struct board *b, int run, double accuracy)
{
	struct store_row row[2] = { { .name = "clause" }, { .name = "no arm" } };

	for (int m = 0; m < FPE_METRIC_COUNT; m++) {
		row[0].end[m] = accuracy + m;
		row[0].split[m] = -accuracy - m;
	}
	board_put(b, run, row, 2);
}

static double value(const struct snapshot_sweep *s, int run, int arm, int i)
{
	return s->value[(run * s->arms + arm) * SNAPSHOT_VALUES + i];
}

static void values_of_keys_are_sorted_and_runs_follow(void **state)
{
	struct board *b = board_of(10);
	const struct snapshot_sweep *s;

	(void)state;
	for (int run = 0; run < 10; run++)
		board_place(b, run, (int[]){ run / 5, run % 2 }, run % 5);
	s = board_picture(b, false);
	assert_true(s->key[0].value[0] == 2 && s->key[0].value[1] == 8);
	assert_string_equal(s->key[0].text[0], "2");
	assert_int_equal(s->place[0], 1); /* run 0 is of a = 8, given first */
	assert_int_equal(s->place[2 * 9], 0);
	assert_int_equal(s->place[2 * 9 + 1], 1);
	assert_int_equal(s->sown[9], 4);
	board_free(b);
}

static void a_picture_has_what_was_done_when_it_was_taken(void **state)
{
	struct board *b = board_of(10);
	const struct snapshot_sweep *s;

	(void)state;
	s = board_picture(b, true);
	assert_int_equal(s->done, 0);
	put(b, 3, 0.5);
	assert_false(s->has[3]); /* no other picture was taken yet */
	s = board_picture(b, true);
	assert_true(s->running && s->has[3] && !s->has[4]);
	assert_int_equal(s->done, 1);
	assert_true(value(s, 3, 1, 2) == 2.5);
	assert_true(value(s, 3, 1, FPE_METRIC_COUNT) == -0.5);
	assert_true(isnan(value(s, 3, 0, 0))); /* dense was not given */
	put(b, 3, 0.7);
	s = board_picture(b, true);
	assert_int_equal(s->done, 1);
	assert_true(value(s, 3, 1, 0) == 0.5); /* the first one stays */
	board_free(b);
}

/* Memory has an end, and then it says so. */
static void past_its_room_runs_are_counted_alone(void **state)
{
	struct board *b = board_of(10000000);
	const struct snapshot_sweep *s;
	int kept = board_runs(b);

	(void)state;
	assert_in_range((size_t)kept * 2 * SNAPSHOT_VALUES * sizeof(double), BOARD_BYTES / 2,
			BOARD_BYTES);
	put(b, kept - 1, 0.5);
	put(b, kept, 0.5);
	s = board_picture(b, false);
	assert_true(s->cut && s->total == 10000000 && s->runs == kept);
	assert_int_equal(s->done, 2);
	assert_true(s->has[kept - 1]);
	board_free(b);
}

#define RUNS 4000

static void *put_quarter(void *context)
{
	struct board *b = context;
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static int next;
	int from;

	pthread_mutex_lock(&lock);
	from = next++;
	pthread_mutex_unlock(&lock);
	for (int run = from; run < RUNS; run += 4)
		put(b, run, run);
	return NULL;
}

/* What a picture says is done has its values, while others write. */
static void threads_write_while_pictures_are_taken(void **state)
{
	struct board *b = board_of(RUNS);
	pthread_t thread[4];
	int before = 0;

	(void)state;
	for (int i = 0; i < 4; i++)
		pthread_create(&thread[i], NULL, put_quarter, b);
	while (before < RUNS) {
		const struct snapshot_sweep *s = board_picture(b, true);
		int done = 0;

		for (int run = 0; run < RUNS; run++) {
			done += s->has[run];
			if (s->has[run])
				assert_true(value(s, run, 1, 3) == run + 3);
		}
		assert_int_equal(done, s->done);
		assert_true(done >= before);
		before = done;
	}
	for (int i = 0; i < 4; i++)
		pthread_join(thread[i], NULL);
	board_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_of_keys_are_sorted_and_runs_follow),
		cmocka_unit_test(a_picture_has_what_was_done_when_it_was_taken),
		cmocka_unit_test(past_its_room_runs_are_counted_alone),
		cmocka_unit_test(threads_write_while_pictures_are_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
