/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_own_samples.c - what is drawn from a user's own samples. */
#include "support/own_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lab/base/recipe.h"

#define COUNT 50

/* Sample i is (i, 3 i + 5, 7), of class i % 3. */
static struct fpe_data *counted(int count)
{
	struct fpe_data *data;
	struct fpe_error err;

	assert_ok(fpe_data_new(count, 3, 3, 1, &data, &err));
	for (int i = 0; i < count; i++) {
		data->real[3 * i] = (float)i;
		data->real[3 * i + 1] = (float)(3 * i + 5);
		data->real[3 * i + 2] = 7;
		data->label[i] = i % 3;
	}
	return data;
}

struct drawn {
	struct shared *holds[2];
	const struct fpe_data *train, *test;
};

static struct drawn draw(const struct shared *own, struct own_draw how)
{
	struct drawn d;
	struct fpe_error err;

	assert_ok(own_samples_draw(shared_get(own), &how, &d.holds[0], &d.holds[1], &err));
	d.train = shared_get(d.holds[0]);
	d.test = shared_get(d.holds[1]);
	return d;
}

static void drop(struct drawn *d)
{
	shared_release(d->holds[0]);
	shared_release(d->holds[1]);
}

/* Counts the samples of a part by the number they bear, and checks their labels. */
static void count(const struct fpe_data *data, int seen[COUNT])
{
	for (int i = 0; i < data->count; i++) {
		int number = (int)data->real[3 * i];

		assert_in_range(number, 0, COUNT - 1);
		assert_int_equal(data->label[i], number % 3);
		seen[number]++;
	}
}

static bool same_samples(const struct fpe_data *a, const struct fpe_data *b)
{
	return a->count == b->count &&
	       memcmp(a->real, b->real, (size_t)a->count * 3 * sizeof(float)) == 0;
}

static void each_sample_is_trained_on_or_held_out(void **state)
{
	struct shared *own =
		own_of_set((struct sample_set){ .data = counted(COUNT) }, 0.2, OWN_AS_IS);
	struct drawn first = draw(own, (struct own_draw){ .seed = 1 });
	int others = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		int seen[COUNT] = { 0 };
		struct drawn d = draw(own, (struct own_draw){ .seed = seed });
		struct drawn again = draw(own, (struct own_draw){ .seed = seed });

		assert_int_equal(d.train->count, 40);
		assert_int_equal(d.test->count, 10);
		count(d.train, seen);
		count(d.test, seen);
		for (int i = 0; i < COUNT; i++)
			assert_int_equal(seen[i], 1);
		assert_true(same_samples(d.test, again.test));
		others += !same_samples(d.test, first.test);
		drop(&d);
		drop(&again);
	}
	assert_int_equal(others, 19);
	assert_int_equal(own_samples_train(shared_get(own)), 40);
	assert_int_equal(own_samples_test(shared_get(own)), 10);
	drop(&first);
	shared_release(own);
}

static void fewer_are_some_of_those_to_train_on(void **state)
{
	struct shared *own =
		own_of_set((struct sample_set){ .data = counted(COUNT) }, 0.2, OWN_AS_IS);
	struct drawn all = draw(own, (struct own_draw){ .seed = 3 });
	struct drawn few = draw(own, (struct own_draw){ .seed = 3, .train = 7 });
	struct own_draw many = { .seed = 3, .train = 41 };
	int seen[COUNT] = { 0 };
	struct fpe_error err;
	struct shared *holds[2];

	(void)state;
	assert_int_equal(few.train->count, 7);
	assert_true(same_samples(few.test, all.test));
	count(few.train, seen);
	count(all.test, seen);
	for (int i = 0; i < COUNT; i++)
		assert_in_range(seen[i], 0, 1);
	assert_fails(FPE_ERANGE,
		     own_samples_draw(shared_get(own), &many, &holds[0], &holds[1], &err));
	assert_non_null(strstr(err.message, "40"));
	assert_null(holds[0]);
	drop(&all);
	drop(&few);
	shared_release(own);
}

static void a_test_part_of_the_file_stays_whole(void **state)
{
	struct sample_set set = { .data = counted(COUNT), .test = counted(4) };
	const struct fpe_data *test = set.test;
	struct shared *own = own_of_set(set, 0.2, OWN_AS_IS);
	struct drawn a = draw(own, (struct own_draw){ .seed = 1 });
	struct drawn b = draw(own, (struct own_draw){ .seed = 2, .train = 9 });

	(void)state;
	/* what depends on no seed is not copied */
	assert_ptr_equal(a.test, test);
	assert_int_equal(a.train->count, COUNT);
	assert_true(same_samples(b.test, test));
	assert_int_equal(b.train->count, 9);
	drop(&a);
	drop(&b);
	shared_release(own);
}

static void sums(const struct fpe_data *data, int input, double *mean, double *sd)
{
	double sum = 0, squares = 0;

	for (int i = 0; i < data->count; i++)
		sum += (double)data->real[3 * i + input];
	*mean = sum / data->count;
	for (int i = 0; i < data->count; i++)
		squares += pow((double)data->real[3 * i + input] - *mean, 2);
	*sd = sqrt(squares / data->count);
}

/* What was fitted to the training part alone holds for the test part, too. */
static void the_training_part_says_how_inputs_are_scaled(void **state)
{
	struct sample_set raw_set = { .data = counted(COUNT) }, set = { .data = counted(COUNT) };
	struct shared *raw = own_of_set(raw_set, 0.4, OWN_AS_IS);
	struct shared *own = own_of_set(set, 0.4, OWN_FEATURE);
	struct own_draw how = { .seed = 5, .train = 20 };
	struct drawn plain = draw(raw, how), scaled = draw(own, how);
	double mean, sd, raw_mean, raw_sd;

	(void)state;
	for (int j = 0; j < 3; j++) {
		sums(scaled.train, j, &mean, &sd);
		sums(plain.train, j, &raw_mean, &raw_sd);
		assert_float_equal(mean, 0, 1e-6);
		assert_float_equal(sd, j < 2 ? 1 : 0, 1e-6); /* the third one is constant */
		for (int i = 0; i < plain.test->count; i++)
			assert_float_equal((double)scaled.test->real[3 * i + j],
					   ((double)plain.test->real[3 * i + j] - raw_mean) /
						   (raw_sd > 0 ? raw_sd : 1),
					   1e-5);
	}
	drop(&plain);
	drop(&scaled);
	shared_release(raw);
	shared_release(own);
}

static void all_inputs_together_are_scaled_alike(void **state)
{
	struct sample_set set = { .data = counted(COUNT), .test = counted(4) };
	struct shared *own = own_of_set(set, 0, OWN_GLOBAL);
	struct drawn d = draw(own, (struct own_draw){ .seed = 1 });
	double all = 0, squares = 0;

	(void)state;
	for (int i = 0; i < 3 * COUNT; i++) {
		all += (double)d.train->real[i];
		squares += pow((double)d.train->real[i], 2);
	}
	assert_float_equal(all / (3 * COUNT), 0, 1e-6);
	assert_float_equal(squares / (3 * COUNT), 1, 1e-5);
	/* the first sample is in both parts */
	assert_memory_equal(d.test->real, d.train->real, 3 * sizeof(float));
	drop(&d);
	shared_release(own);
}

static void noise_changes_exactly_so_many_classes(void **state)
{
	struct shared *own = own_of(counted(COUNT));
	struct drawn d = draw(own, (struct own_draw){ .seed = 2, .noise = 0.3 });
	int changed = 0, steps[3] = { 0 };

	(void)state;
	for (int i = 0; i < COUNT; i++) {
		int step = (d.train->label[i] - i % 3 + 3) % 3;

		changed += step != 0;
		steps[step]++;
	}
	assert_int_equal(changed, 15);
	assert_true(steps[1] && steps[2]);
	drop(&d);
	shared_release(own);
}

static void a_set_in_order_holds_out_its_end(void **state)
{
	struct sample_set set = { .data = counted(COUNT), .in_order = true };
	struct shared *own = own_of_set(set, 0.1, OWN_AS_IS);

	(void)state;
	for (uint64_t seed = 1; seed <= 3; seed++) {
		struct drawn d = draw(own, (struct own_draw){ .seed = seed, .train = 30 });

		assert_int_equal(d.train->count, 30);
		assert_int_equal(d.test->count, 5);
		for (int i = 0; i < 5; i++)
			assert_int_equal((int)d.test->real[3 * i], 45 + i);
		for (int i = 0; i < 30; i++)
			assert_true(d.train->real[3 * i] < 45);
		drop(&d);
	}
	shared_release(own);
}

/* Units of one to four samples: 0, 1 1, 2 2 2, 3 3 3 3, 4, 5 5 … */
static void units_are_held_out_whole(void **state)
{
	struct sample_set set = { .data = counted(COUNT) };
	struct shared *own;
	int32_t unit[COUNT];
	int sum[2] = { 0 };

	(void)state;
	for (int i = 0, u = 0, left = 1; i < COUNT; i++, left--) {
		if (left == 0)
			left = ++u % 4 + 1;
		unit[i] = u;
	}
	set.unit = malloc(sizeof unit);
	memcpy(set.unit, unit, sizeof unit);
	own = own_of_set(set, 0.3, OWN_AS_IS);
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct drawn d = draw(own, (struct own_draw){ .seed = seed });
		bool held[COUNT] = { false };

		/* at least .3 of them, and not a unit more */
		assert_true(d.test->count >= 15 && d.test->count < 15 + 4);
		assert_int_equal(d.train->count + d.test->count, COUNT);
		for (int i = 0; i < d.test->count; i++)
			held[unit[(int)d.test->real[3 * i]]] = true;
		for (int i = 0; i < d.train->count; i++)
			assert_false(held[unit[(int)d.train->real[3 * i]]]);
		sum[seed % 2] = 0;
		for (int i = 0; i < d.test->count; i++)
			sum[seed % 2] += (int)d.test->real[3 * i];
		drop(&d);
	}
	assert_int_not_equal(sum[0], sum[1]); /* other seeds, other units */
	shared_release(own);
}

static void what_cannot_be_drawn_is_refused(void **state)
{
	static const struct own_how half = { .holdout = 0.5 };
	struct sample_set one = { .data = counted(1) }, targets = { 0 };
	struct own_draw noise = { .noise = 0.1 };
	struct fpe_error err;
	struct shared *own;

	(void)state;
	assert_fails(FPE_ERANGE, own_samples_new(&one, "csv", "a.csv", &half, &own, &err));
	assert_null(own);
	assert_null(one.data);
	assert_ok(fpe_data_new_targets(4, 2, 1, 1, &targets.data, &err));
	own = own_of_set(targets, 0.5, OWN_GLOBAL);
	assert_fails(FPE_ERANGE, own_samples_check(shared_get(own), &noise, &err));
	assert_non_null(strstr(err.message, "targets"));
	shared_release(own);
}

static char **three_names(void)
{
	char **name = calloc(4, sizeof *name);

	assert_non_null(name);
	for (int i = 0; i < 3; i++)
		name[i] = strdup((const char *const[]){ "red", "green", "blue" }[i]);
	return name;
}

static void kept_classes_are_numbered_anew_and_keep_their_names(void **state)
{
	struct sample_set set = { .data = counted(COUNT), .test = counted(6) };
	struct sample_set plain = { .data = counted(COUNT) };
	struct fpe_task *task;
	struct shared *own;
	char name[FPE_MAX_NAME];
	struct fpe_error err;

	(void)state;
	set.class_name = three_names();
	assert_fails(FPE_ERANGE, sample_set_keep_classes(&set, (int[]){ 0, 3 }, 2, &err));
	assert_fails(FPE_ERANGE, sample_set_keep_classes(&set, (int[]){ 1, 1 }, 2, &err));
	assert_int_equal(set.data->count, COUNT);
	assert_ok(sample_set_keep_classes(&set, (int[]){ 2, 1 }, 2, &err));
	assert_int_equal(set.data->classes, 2);
	assert_int_equal(set.data->count, 33);
	assert_int_equal(set.test->count, 4);
	for (int i = 0; i < set.data->count; i++)
		assert_int_equal(set.data->label[i], (int)set.data->real[3 * i] % 3 - 1);
	own = own_of_set(set, 0, OWN_AS_IS);
	assert_ok(own_samples_task(shared_get(own), &task, &err));
	assert_string_equal(fpe_task_class_name(task, 0, name), "green");
	assert_string_equal(fpe_task_class_name(task, 1, name), "blue");
	assert_string_equal(fpe_task_input_name(task, 1, name), "x1");
	fpe_task_free(task);
	shared_release(own);
	assert_ok(sample_set_keep_classes(&plain, (int[]){ 0, 2 }, 2, &err));
	assert_string_equal(plain.class_name[1], "2");
	sample_set_clear(&plain);
}

static void the_same_samples_make_the_same_runs(void **state)
{
	struct shared *a = own_of(counted(COUNT)), *b = own_of(counted(COUNT));
	struct shared *c = own_of(counted(COUNT - 1));
	struct shared *d =
		own_of_set((struct sample_set){ .data = counted(COUNT) }, 0.2, OWN_AS_IS);

	(void)state;
	assert_true(own_samples_same(shared_get(a), shared_get(b)));
	assert_false(own_samples_same(shared_get(a), shared_get(c)));
	assert_false(own_samples_same(shared_get(a), shared_get(d)));
	shared_release(a);
	shared_release(b);
	shared_release(c);
	shared_release(d);
}

/* What the bar says of a task: its kind, and a file without its folders. */
static void titles_are_a_kind_and_a_file(void **state)
{
	static const struct {
		const char *kind, *from, *title;
	} rows[] = {
		{ "csv", "a.csv", "csv a.csv" },
		{ "idx", "/usr/share/datasets/fashion-mnist/", "idx fashion-mnist" },
		{ "npy", "in/x.npy, in/y.npy", "npy x.npy" },
		{ "csv", "with,comma.csv", "csv with,comma.csv" },
		{ NULL, "dir/net.safetensors", "samples net.safetensors" },
		{ "csv", "äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöü.csv",
		  "csv äöüäöüäöüäöüäöüäöüäöüäöüäöü…" },
	};
	struct fpe_error err;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct own_how how = { .holdout = .2 };
		struct recipe recipe;
		struct sample_set set = { 0 };
		struct shared *own;
		char title[RECIPE_TITLE];

		test_row("%s", rows[i].from);
		assert_ok(fpe_data_new(10, 3, 2, 1, &set.data, &err));
		assert_ok(own_samples_new(&set, rows[i].kind, rows[i].from, &how, &own, &err));
		recipe_init(&recipe);
		assert_ok(recipe_set_task(
			&recipe, &(struct task_spec){ .kind = FPE_TASK_SAMPLES, .own = own },
			&err));
		assert_string_equal(recipe_title(&recipe, title), rows[i].title);
		assert_true(strlen(title) < RECIPE_TITLE);
		recipe_clear(&recipe);
		shared_release(own);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(titles_are_a_kind_and_a_file),
		cmocka_unit_test(each_sample_is_trained_on_or_held_out),
		cmocka_unit_test(fewer_are_some_of_those_to_train_on),
		cmocka_unit_test(a_test_part_of_the_file_stays_whole),
		cmocka_unit_test(the_training_part_says_how_inputs_are_scaled),
		cmocka_unit_test(all_inputs_together_are_scaled_alike),
		cmocka_unit_test(noise_changes_exactly_so_many_classes),
		cmocka_unit_test(a_set_in_order_holds_out_its_end),
		cmocka_unit_test(units_are_held_out_whole),
		cmocka_unit_test(what_cannot_be_drawn_is_refused),
		cmocka_unit_test(kept_classes_are_numbered_anew_and_keep_their_names),
		cmocka_unit_test(the_same_samples_make_the_same_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
