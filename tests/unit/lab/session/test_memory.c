/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_memory.c - what is kept of every epoch stays within `set history=`. */
#include "support/test.h"

#include <malloc.h>

#include "support/history_bytes.h"
#include "lab/session/frozen.h"
#include "support/lab_fixture.h"

/* Sanitizers count no bytes here: for them, enough epochs that curves are thinned repeatedly. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { LONG = 20000 };
#else
enum { LONG = 100000 };
#endif
enum { LIMIT = 1 << 20, PART = LONG / 10 };

/* The smallest nets that can be split, on a handful of samples. */
static void begin(struct lab_fixture *f, size_t limit)
{
	struct data_spec few = { .train = 8, .test = 8, .p = 0.5 };
	struct net_spec spec = { .layers = 1, .hidden = { 2 } };
	struct fpe_error err;
	struct arm *arm;

	lab_open(f, 1);
	session_set_history(f->s, limit);
	assert_ok(session_set_data(f->s, &few, &err));
	assert_ok(session_add_net(f->s, &spec, NULL, &arm, &err));
	lab_split(f->s, "random", NULL, -1);
	lab_split(f->s, "gram", NULL, -1);
	session_tell_thinned(f->s);
}

static size_t kept_bytes(const struct session *s)
{
	size_t bytes = 0;

	for (int i = 0; i < s->arms; i++)
		bytes += history_bytes(s->arm[i]->history) + series_bytes(s->arm[i]->series);
	return bytes;
}

/* Everything that is allocated; 0 where an allocator of a sanitizer does not say. */
static size_t all_bytes(void)
{
	struct mallinfo2 m = mallinfo2();

	return m.uordblks + m.hblkhd;
}

static int times(const char *text, const char *what)
{
	int n = 0;

	while ((text = strstr(text, what)) != NULL) {
		text++;
		n++;
	}
	return n;
}

static void a_long_training_is_flat(void **state)
{
	struct lab_fixture f;
	struct snapshot s;
	size_t half = 0;

	(void)state;
	begin(&f, LIMIT);
	for (int epoch = PART; epoch <= LONG; epoch += PART) {
		lab_train(f.s, TRAIN_UNTIL, epoch);
		session_tell_thinned(f.s);
		session_snapshot(f.s, true, -1, &s);
		assert_true(kept_bytes(f.s) <= LIMIT);
		if (epoch == LONG / 2)
			half = all_bytes();
	}
	assert_true(all_bytes() <= half + LIMIT / 4);
	for (int i = 0; i < s.arms; i++) {
		const struct snapshot_arm *a = &s.arm[i];

		assert_int_equal(series_at(a->series, 0)->epoch, 0);
		assert_int_equal(series_at(a->series, a->points - 1)->epoch, LONG);
	}
	assert_true(times(f.notes, "point of older curves is kept now") >= s.arms);
	/* each stride is said once an arm */
	for (int stride = 10; stride <= LONG; stride *= 2) {
		char text[60];

		snprintf(text, sizeof text, "dense: only every %dth point", stride);
		assert_true(times(f.notes, text) <= 1);
		snprintf(text, sizeof text, "dense: only every %dth epoch", stride);
		assert_true(times(f.notes, text) <= 1);
	}
	session_free(f.s);
}

/* The same training with all the memory it wants. */
static void what_is_kept_of_a_curve_is_what_it_was(void **state)
{
	struct lab_fixture thin, whole;
	struct snapshot s, all;
	int points = 0;

	(void)state;
	begin(&thin, LIMIT);
	begin(&whole, (size_t)1 << 30);
	lab_train(thin.s, TRAIN_UNTIL, 6000);
	lab_train(whole.s, TRAIN_UNTIL, 6000);
	session_snapshot(thin.s, true, -1, &s);
	session_snapshot(whole.s, true, -1, &all);
	assert_int_equal(all.arm[0].points, 6001);
	for (int i = 0; i < s.arms; i++) {
		for (int k = 0; k < s.arm[i].points; k++) {
			const struct series_point *p = series_at(s.arm[i].series, k);

			points++;
			assert_memory_equal(p, series_at(all.arm[i].series, p->epoch), sizeof *p);
		}
	}
	assert_true(points > 3 * 100 && points < 3 * 2000);
	session_free(thin.s);
	session_free(whole.s);
}

/* Trainers put other curves in place of those that are looked at. */
static void a_snapshot_stays_while_curves_are_thinned(void **state)
{
	struct lab_fixture f;
	struct training *t;
	struct snapshot s;
	struct fpe_error err;
	int looks = 0;

	(void)state;
	begin(&f, LIMIT);
	t = lab_begin(f.s, TRAIN_UNTIL, 6000);
	assert_ok(training_run(t, INT_MAX, &err));
	for (bool over = false; !over; looks++) {
		over = training_finished(t);
		session_snapshot(f.s, false, -1, &s);
		for (int i = 0; i < s.arms; i++) {
			for (int k = 1; k < s.arm[i].points; k++)
				assert_true(series_at(s.arm[i].series, k)->epoch >
					    series_at(s.arm[i].series, k - 1)->epoch);
		}
	}
	assert_true(looks > 1);
	training_wait_quiet(t);
	training_free(t);
	session_free(f.s);
}

/* A session that is written down on the way: what it had then is not kept for ever after. */
static void what_was_frozen_apart_is_let_go(void **state)
{
	struct lab_fixture f;
	struct shared *step, *apart;
	size_t alone;

	(void)state;
	begin(&f, LIMIT);
	lab_train(f.s, TRAIN_UNTIL, LONG / 4);
	alone = all_bytes();
	apart = frozen_take_apart(f.s);
	lab_train(f.s, TRAIN_UNTIL, LONG / 2);
	shared_release(apart);
	assert_true(all_bytes() <= alone + LIMIT / 4);
	/* a step of undo has it: it is the same one as long as nothing changes */
	step = frozen_take(f.s);
	shared_release(frozen_take_apart(f.s));
	assert_true(frozen_is_untouched(f.s, step));
	shared_release(step);
	session_free(f.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_training_is_flat),
		cmocka_unit_test(what_was_frozen_apart_is_let_go),
		cmocka_unit_test(a_snapshot_stays_while_curves_are_thinned),
		cmocka_unit_test(what_is_kept_of_a_curve_is_what_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
