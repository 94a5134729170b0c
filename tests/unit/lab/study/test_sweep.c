/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_sweep.c - a sweep's numbers are a compare's; runs are done once, by any
 * number of threads and parts.
 */
#include "support/own_fixture.h"
#include "support/setting_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/store.h"
#include "lab/study/compare.h"
#include "lab/study/settings.h"
#include "lab/study/sweep.h"

static void fill(struct study *study)
{
	struct fpe_error err;
	static const char *const by[] = { "random", "clause" };

	study_init(study);
	study->warmup = 2;
	study->epochs = 6;
	study->at_split = true;
	study->recipe.data.train = study->recipe.data.test = 300;
	assert_ok(study_add(study, (struct study_row){ .kind = ROW_DENSE, .name = "dense" }, &err));
	for (int i = 0; i < 2; i++) {
		struct study_row row = { .kind = ROW_SPLIT,
					 .name = by[i],
					 .by = fpe_split_kind_find(by[i]),
					 .optional = true };

		assert_ok(study_add(study, row, &err));
	}
}

static void add(struct lattice *l, const char *key, const char *numbers)
{
	double value[8];
	int count = 0;
	struct fpe_error err;

	for (const char *at = numbers; *at; at += *at == ' ') {
		char *end;

		value[count++] = strtod(at, &end);
		at = end;
	}
	assert_ok(lattice_add(l, setting_swept(key), value, count, &err));
}

/* clauses 3 8, alpha 2 4: at 3 clauses, alpha 4 leaves no clause split. */
static struct lattice lattice_of(int seeds, int shard, int shards)
{
	struct lattice l = { .first = 1, .seeds = seeds, .shard = shard, .shards = shards };

	fill(&l.base);
	add(&l, "clauses", "3 8");
	add(&l, "alpha", "2 4");
	return l;
}

static void points_go_with_the_last_axis_fastest(void **state)
{
	struct lattice l = lattice_of(2, 0, 1);
	static const double clauses[] = { 3, 3, 8, 8 }, alpha[] = { 2, 4, 2, 4 };
	static const int rows[] = { 3, 2, 3, 3 };
	struct fpe_error err;

	(void)state;
	assert_int_equal(lattice_points(&l), 4);
	for (int i = 0; i < 4; i++) {
		struct study study;

		assert_true(lattice_value(&l, i, 0) == clauses[i]);
		assert_true(lattice_value(&l, i, 1) == alpha[i]);
		assert_ok(lattice_study(&l, i, &study, &err));
		assert_int_equal(study.how.alpha, (int)alpha[i]);
		assert_int_equal(study.recipe.task.options.clauses, (int)clauses[i]);
		assert_int_equal(study.rows, rows[i]);
	}
	lattice_clear(&l);
}

static void what_a_point_fails_at_is_named(void **state)
{
	struct lattice l = { .first = 1, .seeds = 1, .shards = 1 };
	struct fpe_error err;
	const char *blame;

	(void)state;
	fill(&l.base);
	l.base.row[2].optional = false; /* clause was asked for */
	add(&l, "clauses", "3 8");
	add(&l, "alpha", "2 4");
	assert_fails(FPE_ERANGE, lattice_try(&l, NULL, &blame, &err));
	assert_string_equal(blame, "alpha");
	assert_non_null(strstr(err.message, "clauses=3 alpha=4: "));
	lattice_clear(&l);
	fill(&l.base);
	l.seeds = l.shards = 1;
	add(&l, "warmup", "3 7");
	assert_fails(FPE_ERANGE, lattice_try(&l, NULL, &blame, &err));
	assert_string_equal(blame, "warmup");
	lattice_clear(&l);
}

/* Draws of clauses 3 8 and alpha 2 4; where 64 stands the last one cannot be. */
static struct lattice draws_of(int draws, const char *alpha)
{
	struct lattice l = { .first = 1, .seeds = 1, .shards = 1, .draws = draws };

	fill(&l.base);
	l.base.row[2].optional = false; /* clause was asked for */
	add(&l, "clauses", "3 8");
	add(&l, "alpha", alpha);
	return l;
}

static void a_draw_goes_by_its_number_alone(void **state)
{
	struct lattice few = draws_of(40, "2 3"), many = draws_of(400, "2 3");
	int count[2][2] = { { 0 } };

	(void)state;
	assert_int_equal(lattice_points(&few), 40);
	assert_int_equal(lattice_points(&many), 400);
	add(&many, "epochs", "6 8"); /* nor on other keys */
	for (int i = 0; i < 400; i++) {
		int c = lattice_place(&many, i, 0), a = lattice_place(&many, i, 1);

		if (i < 40) {
			assert_int_equal(c, lattice_place(&few, i, 0));
			assert_int_equal(a, lattice_place(&few, i, 1));
		}
		count[c][a]++;
	}
	/* 100 of each expected, sd 8.7 */
	for (int i = 0; i < 4; i++)
		assert_in_range(count[i / 2][i % 2], 60, 140);
	few.first = 2;
	for (int i = 0, same = 0; i < 40; i++) {
		same += lattice_place(&few, i, 0) == lattice_place(&many, i, 0);
		assert_true(i < 39 || same < 35);
	}
	lattice_clear(&few);
	lattice_clear(&many);
}

static void draws_that_cannot_be_are_left_out(void **state)
{
	struct lattice all = draws_of(40, "2 4"), none = draws_of(5, "9");
	struct fpe_error err;
	const char *blame;
	int possible = 0, next = 0;

	(void)state;
	for (int i = 0; i < 40; i++)
		possible += lattice_value(&all, i, 0) == 8 || lattice_value(&all, i, 1) == 2;
	assert_in_range(possible, 1, 39);
	assert_ok(lattice_try(&all, NULL, &blame, &err));
	assert_int_equal(lattice_points(&all), possible);
	assert_non_null(strstr(all.why.message, "clauses=3 alpha=4: "));
	for (int i = 0; i < possible; i++) {
		assert_true(lattice_value(&all, i, 0) == 8 || lattice_value(&all, i, 1) == 2);
		assert_true(all.drawn[i] >= next);
		next = all.drawn[i] + 1;
	}
	assert_fails(FPE_ERANGE, lattice_try(&none, NULL, &blame, &err));
	assert_string_equal(blame, "alpha");
	lattice_clear(&all);
	lattice_clear(&none);
}

static void only_what_a_task_has_is_swept(void **state)
{
	struct study study;
	struct fpe_data *data;
	struct fpe_error err;

	(void)state;
	fill(&study);
	study.recipe.task = (struct task_spec){ .kind = FPE_TASK_FORMULA };
	assert_fails(FPE_ESTATE, sweep_key_set(setting_swept("clauses"), &study, 3, &err));
	assert_non_null(strstr(err.message, "formula"));
	assert_fails(FPE_ESTATE, sweep_key_set(setting_swept("task_seed"), &study, 3, &err));
	assert_ok(sweep_key_set(setting_swept("split_seed"), &study, 3, &err));
	assert_ok(sweep_key_set(setting_swept("noise"), &study, 0.1, &err));
	/* of a user's own samples some are left out, or get another class */
	assert_ok(fpe_data_new(10, 2, 2, 0, &data, &err));
	study.recipe.task =
		(struct task_spec){ .kind = FPE_TASK_SAMPLES,
				    .own = own_of_set((struct sample_set){ .data = data }, .3,
						      OWN_GLOBAL) };
	assert_ok(sweep_key_set(setting_swept("train"), &study, 7, &err));
	assert_ok(sweep_key_set(setting_swept("noise"), &study, 0.1, &err));
	assert_fails(FPE_ERANGE, sweep_key_set(setting_swept("train"), &study, 8, &err));
	assert_fails(FPE_ESTATE, sweep_key_set(setting_swept("p"), &study, 0.1, &err));
	assert_fails(FPE_ESTATE, sweep_key_set(setting_swept("clauses"), &study, 3, &err));
	assert_non_null(strstr(err.message, "samples"));
	shared_release(study.recipe.task.own);
}

/* Every key changes the text, so no two points share runs. */
static void the_text_tells_every_setting(void **state)
{
	struct study study;
	char *before;
	struct fpe_error err;

	(void)state;
	fill(&study);
	before = settings_text(&study);
	/* texts are for ever: stores of older programs have them */
	assert_string_equal(
		before,
		"{\"task\":\"dnf\",\"clauses\":8,\"literals\":4,\"inputs\":32,\"negate\":1,\"train\":300,\"test\":300,\"p\":0.5,\"sampling\":\"planted\",\"noise\":0,\"hidden\":8,\"init\":\"uniform\",\"lr\":0.01,\"batch\":500,\"optimizer\":\"adam\",\"momentum\":0,\"decay\":0,\"alpha\":2,\"layer\":1,\"warmup\":2,\"epochs\":6,\"budget_rule\":\"exact\",\"rows\":\"dense,random,clause\",\"arithmetic\":4}");
	for (int i = 0; i < SWEEP_KEYS; i++) {
		const struct setting *k = sweep_key(i);
		struct study other = study;
		char *after;

		if (setting_find(setting_task, k->name) == k)
			setting_choose_task(k, &other.recipe.task);
		if (k->when == SETTING_OF_SGD)
			other.recipe.settings.optimizer = FPE_SGD;
		free(before);
		before = settings_text(&other);
		double value = k->kind == SETTING_REAL && strcmp(k->fallback, "1") == 0 ? .5 : 1;

		assert_ok(sweep_key_set(k, &other, k->kind == SETTING_FLAG ? 0 : value, &err));
		after = settings_text(&other);
		if (strcmp(before, after) == 0)
			fail_msg("%s does not show in the settings", k->name);
		free(after);
	}
	free(before);
}

static void runs_are_known_whatever_the_text_is_made_of(void **state)
{
	struct study study, other;
	char *a, *b;

	(void)state;
	fill(&study);
	other = study;
	other.recipe.task.options.inputs = 32; /* as many as without saying so */
	a = settings_text(&study);
	b = settings_text(&other);
	assert_string_equal(a, b);
	free(b);
	other.recipe.net.seed = (struct part_seed){ true, 1 };
	b = settings_text(&other);
	assert_string_not_equal(a, b);
	free(a);
	free(b);
}

struct place {
	char folder[64], file[96];
	struct pool *pool;
};

static int set_up(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	struct fpe_error err;

	if (!p)
		return -1;
	strcpy(p->folder, "/tmp/fpe_sweep_XXXXXX");
	if (!mkdtemp(p->folder) || pool_new(3, &p->pool, &err))
		return -1;
	snprintf(p->file, sizeof p->file, "%s/runs.db", p->folder);
	*state = p;
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;

	pool_free(p->pool);
	unlink(p->file);
	rmdir(p->folder);
	free(p);
	return 0;
}

/* Do a sweep to its end; how many runs the store had before. */
static int sweep(struct place *p, struct lattice l, struct sweep **out)
{
	struct sweep *s;
	struct fpe_error err;
	int found;

	assert_ok(sweep_new(&l, p->file, p->pool, &s, &err));
	runner_wait(&s->runner);
	assert_false(s->runner.broken);
	assert_ok(sweep_flush(s, &err));
	found = s->found;
	if (out)
		*out = s;
	else
		sweep_free(s);
	return found;
}

static const struct study_result *result(struct outcome *o, int seed)
{
	const struct study_result *found;
	struct fpe_error err;

	assert_ok(o->read(o, seed, &found, &err));
	return found;
}

static void assert_same(struct outcome *a, struct outcome *b)
{
	assert_int_equal(a->seeds, b->seeds);
	assert_int_equal(a->study.rows, b->study.rows);
	for (int i = 0; i < a->seeds; i++) {
		for (int r = 0; r < a->study.rows; r++) {
			for (int m = 0; m < FPE_METRIC_COUNT; m++) {
				double x = result(a, i)->metric[r][m];
				double y = result(b, i)->metric[r][m];

				assert_true(x == y || (isnan(x) && isnan(y)));
			}
		}
	}
}

/* As fpe_summarise has them, of either. */
static void assert_same_summary(struct outcome *a, struct outcome *b)
{
	static struct outcome_summary x, y;
	double gain[2];
	struct fpe_summary by_hand;
	struct fpe_error err;

	assert_ok(outcome_summarise(a, &x, &err));
	assert_ok(outcome_summarise(b, &y, &err));
	for (int r = 0; r < a->study.rows; r++) {
		for (int i = 0; i < 2; i++) {
			const struct study_result *at = result(a, i);

			gain[i] = outcome_gain(OUTCOME_GAIN, at->metric[r], at->metric[0]);
			assert_true(outcome_gain(OUTCOME_LOSS_GAIN, at->metric[r], at->metric[0]) ==
				    at->metric[0][FPE_METRIC_TEST_LOSS] -
					    at->metric[r][FPE_METRIC_TEST_LOSS]);
		}
		by_hand = fpe_summarise(gain, 2);
		assert_true(x.value[r][OUTCOME_GAIN].mean == y.value[r][OUTCOME_GAIN].mean);
		assert_true(x.value[r][OUTCOME_GAIN].low == y.value[r][OUTCOME_GAIN].low);
		assert_true(x.value[r][OUTCOME_GAIN].mean == by_hand.mean);
		assert_true(x.value[r][OUTCOME_GAIN].high == by_hand.high);
		assert_true(x.value[r][FPE_METRIC_TEST_LOSS].sd ==
			    y.value[r][FPE_METRIC_TEST_LOSS].sd);
	}
	assert_true(x.majority == y.majority);
}

static void a_point_is_a_compare(void **state)
{
	struct place *p = *state;
	struct sweep *s;
	struct compare *c;
	struct study study;
	struct outcome a, b;
	struct fpe_error err;

	sweep(p, lattice_of(2, 0, 1), &s);
	assert_ok(sweep_outcome(s, 3, &a, &err));
	fill(&study);
	study.how.alpha = 4;
	assert_ok(compare_new(&study, 1, 2, p->pool, &c, &err));
	runner_wait(&c->runner);
	compare_outcome(c, &b);
	assert_same(&a, &b);
	assert_same_summary(&a, &b);
	outcome_clear(&a);
	outcome_clear(&b);
	sweep_free(s);
	compare_free(c);
}

/* At the split: dense as it was warmed up, the splits pruned and untrained. */
static void rows_are_measured_at_the_split(void **state)
{
	struct place *p = *state;
	struct lattice l = { .first = 1, .seeds = 1, .shards = 1 };
	struct sweep *s;
	struct outcome o;
	struct fpe_error err;

	fill(&l.base);
	l.base.epochs = l.base.warmup; /* the split is the end */
	sweep(p, l, &s);
	assert_ok(sweep_outcome(s, 0, &o, &err));
	for (int r = 0; r < 3; r++)
		assert_memory_equal(result(&o, 0)->split[r], result(&o, 0)->metric[r],
				    sizeof result(&o, 0)->split[r]);
	outcome_clear(&o);
	sweep_free(s);
}

static void what_is_there_is_not_done_again(void **state)
{
	struct place *p = *state;

	assert_int_equal(sweep(p, lattice_of(2, 0, 1), NULL), 0);
	assert_int_equal(sweep(p, lattice_of(2, 0, 1), NULL), 8);
	assert_int_equal(sweep(p, lattice_of(3, 0, 1), NULL), 8);
}

static void a_stopped_sweep_goes_on(void **state)
{
	struct place *p = *state;
	struct lattice l = lattice_of(20, 0, 1);
	struct sweep *s;
	struct fpe_error err;
	int done;

	assert_ok(sweep_new(&l, p->file, p->pool, &s, &err));
	while (s->runner.done < 3)
		;
	runner_stop(&s->runner);
	runner_wait(&s->runner);
	done = s->runner.done;
	assert_ok(sweep_flush(s, &err));
	assert_int_equal(s->written, done);
	assert_in_range(done, 3, 79);
	sweep_free(s);
	assert_int_equal(sweep(p, lattice_of(20, 0, 1), NULL), done);
}

/* As the store has it, though the board has it, too. */
static const struct study_result *stored(struct sweep *s, struct outcome *o, int seed)
{
	struct board *board = s->board;
	const struct study_result *found;

	s->board = NULL;
	found = result(o, seed);
	s->board = board;
	return found;
}

/* Rows in another order are the same run, and come back by their names. */
static void the_order_of_rows_is_no_other_run(void **state)
{
	struct place *p = *state;
	struct lattice l = lattice_of(2, 0, 1);
	struct study_row last = l.base.row[2];
	struct sweep *a, *b;
	struct outcome x, y;
	struct fpe_error err;

	sweep(p, lattice_of(2, 0, 1), &a);
	l.base.row[2] = l.base.row[1];
	l.base.row[1] = last;
	assert_int_equal(sweep(p, l, &b), 8);
	assert_ok(sweep_outcome(a, 3, &x, &err));
	assert_ok(sweep_outcome(b, 3, &y, &err));
	for (int m = 0; m < FPE_METRIC_COUNT; m++) {
		double want = result(&x, 1)->metric[2][m], got = result(&y, 1)->metric[1][m];
		double kept = stored(b, &y, 1)->metric[1][m];

		assert_true((got == want && kept == want) || isnan(want));
	}
	outcome_clear(&x);
	outcome_clear(&y);
	sweep_free(a);
	sweep_free(b);
}

static void parts_make_a_whole(void **state)
{
	struct place *p = *state;
	int runs = 0;

	for (int i = 0; i < 3; i++) {
		struct sweep *s;

		assert_int_equal(sweep(p, lattice_of(5, i, 3), &s), 0);
		runs += sweep_runs(s);
		sweep_free(s);
	}
	assert_int_equal(runs, 20);
	assert_int_equal(sweep(p, lattice_of(5, 0, 1), NULL), 20);
}

/* The board holds what the store does, point by point. */
static void assert_board(struct sweep *s, int seeds)
{
	const struct snapshot_sweep *b = board_picture(s->board, false);
	struct fpe_error err;

	assert_int_equal(b->done, 4 * seeds);
	for (int point = 0; point < 4; point++) {
		struct outcome o;

		assert_ok(sweep_outcome(s, point, &o, &err));
		for (int i = 0; i < seeds * o.study.rows; i++) {
			int run = point * seeds + i % seeds, row = i / seeds;
			int arm = board_arm(s->board, o.study.row[row].name);
			const double *v = b->value + (run * b->arms + arm) * SNAPSHOT_VALUES;
			const struct study_result *result;

			assert_true(b->has[run]);
			result = stored(s, &o, i % seeds);
			assert_memory_equal(v, result->metric[row], sizeof result->metric[row]);
			assert_memory_equal(v + FPE_METRIC_COUNT, result->split[row],
					    sizeof result->split[row]);
		}
		assert_int_equal(b->place[2 * point * seeds], point / 2);
		outcome_clear(&o);
	}
	/* clauses 3, alpha 4: no clause split */
	assert_true(isnan(
		b->value[(1 * seeds * b->arms + 2) * SNAPSHOT_VALUES + FPE_METRIC_TEST_ACCURACY]));
}

/* Whether they are run now or come from the store. */
static void figures_get_the_numbers_of_the_store(void **state)
{
	struct place *p = *state;
	struct board *board;
	struct sweep *s;

	for (int time = 0; time < 2; time++) {
		assert_int_equal(sweep(p, lattice_of(2, 0, 1), &s), 8 * time);
		assert_board(s, 2);
		board = s->board;
		s->board = NULL;
		sweep_free(s);
		assert_int_equal(board_picture(board, false)->done, 8);
		board_free(board);
	}
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(points_go_with_the_last_axis_fastest),
		cmocka_unit_test(what_a_point_fails_at_is_named),
		cmocka_unit_test(a_draw_goes_by_its_number_alone),
		cmocka_unit_test(draws_that_cannot_be_are_left_out),
		cmocka_unit_test(only_what_a_task_has_is_swept),
		cmocka_unit_test(the_text_tells_every_setting),
		cmocka_unit_test(runs_are_known_whatever_the_text_is_made_of),
		IN_PLACE(a_point_is_a_compare),
		IN_PLACE(rows_are_measured_at_the_split),
		IN_PLACE(what_is_there_is_not_done_again),
		IN_PLACE(a_stopped_sweep_goes_on),
		IN_PLACE(the_order_of_rows_is_no_other_run),
		IN_PLACE(parts_make_a_whole),
		IN_PLACE(figures_get_the_numbers_of_the_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
