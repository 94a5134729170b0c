/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_settings.c - every row of the tables of settings: values, defaults, keys
 * of runs and of sweeps.
 */
#include "support/own_fixture.h"
#include "support/setting_fixture.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/net_file.h"
#include "lab/study/settings.h"

/* The member of every row is of the type that its kind is read and written as. */
#define TYPE_INT int
#define TYPE_SET int
#define TYPE_WORDS int
#define TYPE_COUNT int
#define TYPE_LAYER int
#define TYPE_LAYERS int
#define TYPE_SWITCH int
#define TYPE_UNTIL int
#define TYPE_REAL double
#define TYPE_FLAG bool
#define TYPE_SEED struct part_seed
#define TYPE_CHOICE unsigned : 1, int /* of enums it is one of these */
#define IS_OF_TYPE(part, name, kind, member, ...) \
	_Static_assert(_Generic(((part *)0)->member, TYPE_##kind : 1, default : 0), #name);
#define TASK_TYPE(...) IS_OF_TYPE(struct task_spec, __VA_ARGS__)
#define DATA_TYPE(...) IS_OF_TYPE(struct data_spec, __VA_ARGS__)
#define NET_TYPE(...) IS_OF_TYPE(struct net_spec, __VA_ARGS__)
#define TRAIN_TYPE(...) IS_OF_TYPE(struct fpe_train_settings, __VA_ARGS__)
#define STUDY_TYPE(...) IS_OF_TYPE(struct study, __VA_ARGS__)
SETTINGS_TASKS(TASK_TYPE)
SETTINGS_LED(TASK_TYPE)
SETTINGS_DATA(DATA_TYPE)
SETTINGS_NET(NET_TYPE)
SETTINGS_TRAIN(TRAIN_TYPE)
SETTINGS_STUDY(STUDY_TYPE)
SETTINGS_ABLATION(STUDY_TYPE)
SETTINGS_MEASURE(STUDY_TYPE)

/* Call `check` for every row there is, with the part of a study that it is of. */
static void of_every_row(void (*check)(const struct study_part *, const struct setting *))
{
	int rows = 0;

	for (int t = 0; t < SETTING_TABLES; t++) {
		for (const struct setting *row = study_parts[t].rows; row->name; row++) {
			check(&study_parts[t], row);
			rows++;
		}
	}
	assert_true(rows > 25);
}

/* A SWITCH and its UNTIL are the same int. */
static bool shares(const struct setting *a, const struct setting *b)
{
	return a == b || a->offset == b->offset;
}

static void check_value(const struct study_part *table, const struct setting *row)
{
	struct study study, plain;
	char *part = setting_part(table, &study);
	const char *was = setting_part(table, &plain);
	char text[SETTING_TEXT], before[SETTING_TEXT];

	study_init(&study);
	study_init(&plain);
	if (row->when == SETTING_OF_SGD) /* so that no other setting has to change */
		study.recipe.settings.optimizer = plain.recipe.settings.optimizer = FPE_SGD;
	setting_vary(row, part);
	if (setting_same(row, part, was) || setting_all_same(table->rows, part, was))
		fail_msg("%s: another value is not seen", row->name);
	setting_text(row, was, before);
	if (strcmp(setting_text(row, part, text), before) == 0)
		fail_msg("%s: both values are written %s", row->name, text);
	for (const struct setting *other = table->rows; other->name; other++) {
		if (!shares(row, other) && !setting_same(other, part, was))
			fail_msg("%s changes %s", row->name, other->name);
	}
	setting_reset(table->rows, part);
	setting_reset(table->rows, setting_part(table, &plain));
	assert_true(setting_all_same(table->rows, part, was));
}

static void every_value_is_kept_told_and_reset(void **state)
{
	(void)state;
	of_every_row(check_value);
}

static const char *text_of(const struct setting *rows, const char *name, const void *part,
			   char buffer[SETTING_TEXT])
{
	return setting_text(setting_find(rows, name), part, buffer);
}

static void words_are_in_the_order_of_their_enum(void **state)
{
	struct study s;
	char text[SETTING_TEXT];

	(void)state;
	study_init(&s);
	s.recipe.data.sampling = FPE_NATURAL;
	s.recipe.net.init = FPE_INIT_XAVIER;
	s.recipe.net.activation = FPE_GELU;
	s.recipe.net.bias = NET_UNBIASED;
	s.recipe.settings.optimizer = FPE_SGD;
	s.recipe.settings.masks_until = 9;
	s.recipe.settings.batch = 0;
	s.how.budget = FPE_BUDGET_NONE;
	s.how.layer = -1;
	assert_string_equal(text_of(setting_data, "sampling", &s.recipe.data, text), "natural");
	assert_string_equal(text_of(setting_net, "init", &s.recipe.net, text), "xavier");
	assert_string_equal(text_of(setting_net, "activation", &s.recipe.net, text), "gelu");
	assert_string_equal(text_of(setting_net, "bias", &s.recipe.net, text), "no");
	assert_string_equal(text_of(setting_train, "optimizer", &s.recipe.settings, text), "sgd");
	assert_string_equal(text_of(setting_train, "masks", &s.recipe.settings, text), "rigl");
	assert_string_equal(text_of(setting_train, "batch", &s.recipe.settings, text), "full");
	assert_string_equal(text_of(setting_study, "budget", &s, text), "none");
	assert_string_equal(text_of(setting_study, "layer", &s, text), "all");
	assert_string_equal(text_of(setting_study, "masks", &s, text), "as set");
	s.masks = STUDY_MASKS_RIGL;
	assert_string_equal(text_of(setting_study, "masks", &s, text), "rigl");
}

static void a_switch_brings_its_default_and_keeps_what_was_chosen(void **state)
{
	struct fpe_train_settings t = test_settings();
	const struct setting *masks = setting_find(setting_train, "masks");

	(void)state;
	setting_put(masks, &t, 1);
	assert_int_equal(t.masks_until, 150);
	t.masks_until = 30;
	setting_put(masks, &t, 1);
	assert_int_equal(t.masks_until, 30);
	setting_put(masks, &t, 0);
	assert_int_equal(t.masks_until, 0);
}

static char *key_of(struct study *study)
{
	struct fpe_error err;
	char *text;

	study->rows = 0;
	assert_ok(study_add(study, (struct study_row){ .kind = ROW_DENSE, .name = "dense" }, &err));
	text = settings_text(study);
	assert_non_null(text);
	return text;
}

static void check_key(const struct study_part *table, const struct setting *row)
{
	struct study study, other;
	char *a, *b;

	study_init(&study);
	if (table->rows == setting_task)
		setting_choose_task(row, &study.recipe.task);
	if (row->when == SETTING_OF_SGD)
		study.recipe.settings.optimizer = FPE_SGD;
	other = study;
	setting_vary(row, setting_part(table, &other));
	a = key_of(&study);
	b = key_of(&other);
	if (strcmp(a, b) == 0)
		fail_msg("%s makes other runs of the same key", row->name);
	free(b);
	if (row->when == SETTING_OF_SGD) {
		other.recipe.settings.optimizer = FPE_ADAM;
		study.recipe.settings.optimizer = FPE_ADAM;
		free(a);
		a = key_of(&study);
		b = key_of(&other);
		assert_string_equal(a, b);
		free(b);
	}
	free(a);
}

static void every_setting_is_in_the_key_of_a_run(void **state)
{
	(void)state;
	of_every_row(check_key);
}

static void check_sweep(const struct study_part *table, const struct setting *row)
{
	struct study study, other;
	struct fpe_error err;

	assert_true(row->swept == (setting_swept(row->name) == row));
	if (!row->swept)
		return;
	study_init(&study);
	if (table->rows == setting_task)
		setting_choose_task(row, &study.recipe.task);
	other = study;
	setting_vary(row, setting_part(table, &other));
	if (row->kind == SETTING_SEED)
		setting_put_seed(row, setting_part(table, &other), 1);
	assert_ok(sweep_key_set(row, &study, setting_get(row, setting_part(table, &other)), &err));
	assert_true(setting_same(row, setting_part(table, &study), setting_part(table, &other)));
}

static void a_sweep_goes_over_what_says_so(void **state)
{
	(void)state;
	of_every_row(check_sweep);
	assert_non_null(sweep_key(SWEEP_KEYS - 1));
	assert_null(sweep_key(SWEEP_KEYS));
}

static void what_a_key_leaves_out_is_filled_in(void **state)
{
	struct study study;
	char *text;
	json_t *settings;

	(void)state;
	study_init(&study);
	text = key_of(&study);
	settings = json_loads(text, 0, NULL);
	free(text);
	settings_complete(settings);
	for (int t = 0; t < SETTING_TABLES; t++) {
		for (const struct setting *row = study_parts[t].rows; row->name; row++) {
			if (row->key && row->kind != SETTING_SEED &&
			    (study_parts[t].rows != setting_task ||
			     setting_find(setting_task_rows(FPE_TASK_DNF), row->name)) &&
			    !json_object_get(settings, row->key))
				fail_msg("%s is not filled in", row->key);
		}
	}
	assert_string_equal(json_string_value(json_object_get(settings, "masks")), "fixed");
	assert_int_equal(json_integer_value(json_object_get(settings, "masks_until")), 0);
	json_object_set_new(settings, "masks", json_string("rigl"));
	json_object_del(settings, "masks_until");
	settings_complete(settings);
	assert_int_equal(json_integer_value(json_object_get(settings, "masks_until")), 150);
	json_decref(settings);
}

/* The page has the fields in one paragraph, in their order. */
static void every_field_is_in_the_manual(void **state)
{
	char page[40000], *at, *end, word[80];
	FILE *file = fopen("man/fpe.5", "r");

	(void)state;
	assert_non_null(file);
	page[fread(page, 1, sizeof page - 1, file)] = '\0';
	fclose(file);
	at = strstr(page, "in their order: task,");
	assert_non_null(at);
	end = strstr(at, "arithmetic.");
	assert_non_null(end);
	*end = '\0';
	for (int t = 0; t < SETTING_TABLES; t++) {
		for (const struct setting *row = study_parts[t].rows; row->name; row++) {
			char *next = at;

			snprintf(word, sizeof word, "%s", row->key ? row->key : "");
			do {
				next = strstr(next + 1, word);
			} while (next && (isalpha((unsigned char)next[-1]) ||
					  strcspn(next, " \n,();.") != strlen(word)));
			if (!next)
				fail_msg("%s is not in the manual, or not after the one before",
					 word);
			at = row->key ? next : at;
		}
	}
}

/* As stores of earlier programs have them: bytes for ever. */
static void check_bytes(struct study *study, const char *want)
{
	char *got = settings_text(study);

	assert_string_equal(got, want);
	free(got);
}

static void begin(struct study *study, int epochs, const char *const *names)
{
	struct fpe_error err;

	study_init(study);
	study->recipe.data.train = 60;
	study->recipe.data.test = 40;
	study->warmup = 1;
	study->epochs = epochs;
	for (; *names; names++)
		assert_ok(study_add(study, (struct study_row){ .name = *names }, &err));
}

static void texts_of_random_tasks_stay(void **state)
{
	struct study s;

	(void)state;
	begin(&s, 3, (const char *const[]){ "dense", "random", NULL });
	s.recipe.task.kind = FPE_TASK_XOR;
	s.recipe.task.options = (struct fpe_task_options){ .clauses = 3, .literals = 2 };
	s.recipe.task.seed = (struct part_seed){ true, 4 };
	s.recipe.data.p = .25;
	s.recipe.data.sampling = FPE_NATURAL;
	s.recipe.data.noise = .1;
	s.recipe.data.seed = (struct part_seed){ true, UINT64_MAX };
	s.recipe.net = (struct net_spec){
		.layers = 2, .hidden = { 6, 4 }, .init = FPE_INIT_HE, .seed = { true, 7 }
	};
	s.recipe.settings = (struct fpe_train_settings){
		.lr = .003, .optimizer = FPE_SGD, .momentum = .9, .decay = .001
	};
	s.how.layer = -1;
	s.how.budget = FPE_BUDGET_STRICT;
	s.how.share = .3;
	check_bytes(
		&s,
		"{\"task\":\"xor\",\"clauses\":3,\"literals\":2,\"inputs\":6,\"negate\":0,\"task_seed\":\"4\",\"train\":60,\"test\":40,\"p\":0.25,\"sampling\":\"natural\",\"noise\":0.1,\"data_seed\":\"18446744073709551615\",\"hidden\":\"6x4\",\"init\":\"he\",\"net_seed\":\"7\",\"lr\":0.003,\"batch\":0,\"optimizer\":\"sgd\",\"momentum\":0.9,\"decay\":0.001,\"alpha\":2,\"layer\":\"all\",\"warmup\":1,\"epochs\":3,\"budget_rule\":\"strict\",\"share\":0.3,\"rows\":\"dense,random\",\"arithmetic\":4}");
	begin(&s, 20,
	      (const char *const[]){ "dense", "random", "clause", "wide", "sparse", "dropconnect",
				     NULL });
	s.recipe.task.options =
		(struct fpe_task_options){ .clauses = 4, .literals = 3, .inputs = 10 };
	s.recipe.data.sampling = FPE_BALANCED;
	s.recipe.settings.dropconnect = .25;
	s.recipe.settings.masks_until = 150;
	s.how.budget = FPE_BUDGET_NONE;
	s.robustness = true;
	check_bytes(
		&s,
		"{\"task\":\"dnf\",\"clauses\":4,\"literals\":3,\"inputs\":10,\"negate\":0,\"train\":60,\"test\":40,\"p\":0.5,\"sampling\":\"balanced\",\"noise\":0,\"hidden\":8,\"init\":\"uniform\",\"lr\":0.01,\"batch\":500,\"optimizer\":\"adam\",\"momentum\":0,\"decay\":0,\"dropconnect\":0.25,\"alpha\":2,\"layer\":1,\"warmup\":1,\"epochs\":20,\"budget_rule\":\"none\",\"masks\":\"rigl\",\"masks_until\":150,\"robustness\":1,\"rows\":\"dense,random,clause,wide,sparse,dropconnect\",\"arithmetic\":4}");
	begin(&s, 20, (const char *const[]){ "dense", "random", "clause", NULL });
	s.recipe.settings.momentum = .5;
	s.recipe.settings.masks_until = 15;
	s.masks = STUDY_MASKS_FIXED;
	check_bytes(
		&s,
		"{\"task\":\"dnf\",\"clauses\":8,\"literals\":4,\"inputs\":32,\"negate\":1,\"train\":60,\"test\":40,\"p\":0.5,\"sampling\":\"planted\",\"noise\":0,\"hidden\":8,\"init\":\"uniform\",\"lr\":0.01,\"batch\":500,\"optimizer\":\"adam\",\"momentum\":0,\"decay\":0,\"alpha\":2,\"layer\":1,\"warmup\":1,\"epochs\":20,\"budget_rule\":\"exact\",\"rows\":\"dense,random,clause\",\"arithmetic\":4}");
	s.masks = STUDY_MASKS_RIGL;
	check_bytes(
		&s,
		"{\"task\":\"dnf\",\"clauses\":8,\"literals\":4,\"inputs\":32,\"negate\":1,\"train\":60,\"test\":40,\"p\":0.5,\"sampling\":\"planted\",\"noise\":0,\"hidden\":8,\"init\":\"uniform\",\"lr\":0.01,\"batch\":500,\"optimizer\":\"adam\",\"momentum\":0,\"decay\":0,\"alpha\":2,\"layer\":1,\"warmup\":1,\"epochs\":20,\"budget_rule\":\"exact\",\"masks\":\"rigl\",\"rows\":\"dense,random,clause\",\"arithmetic\":4}");
}

/* A sparse control that begins with a new net is another run than it once was; what is like
   another split than the first one, too. */
static void controls_say_what_they_are_like(void **state)
{
	struct study s;
	struct fpe_error err;

	(void)state;
	for (int warmup = 0; warmup < 2; warmup++) {
		for (int i = 1; i < 3; i++) {
			char *text;

			begin(&s, 3, (const char *const[]){ "dense", NULL });
			s.warmup = warmup;
			for (int k = 0; k < 2; k++)
				assert_ok(study_add(
					&s,
					(struct study_row){ .kind = ROW_SPLIT,
							    .name = fpe_split_kinds[k]->name,
							    .by = fpe_split_kinds[k] },
					&err));
			assert_ok(
				study_add(&s,
					  (struct study_row){ .kind = i == 1 ? ROW_SPARSE : ROW_NM,
							      .name = i == 1 ? "sparse" : "nm",
							      .by = s.row[i].by },
					  &err));
			text = settings_text(&s);
			assert_int_equal(strstr(text, "\"sparse_from\":\"new\"") != NULL,
					 warmup == 0 && i == 1);
			assert_int_equal(strstr(text, "\"sparse_of\":\"clause\"") != NULL, i == 2);
			free(text);
		}
	}
}

static void texts_of_other_tasks_stay(void **state)
{
	static char formula[] = "a & !b | c & d";
	struct net_file file;
	struct fpe_error err;
	struct study s;

	(void)state;
	begin(&s, 3, (const char *const[]){ "dense", "random", NULL });
	s.recipe.task = (struct task_spec){ .kind = FPE_TASK_FORMULA, .formula = formula };
	s.recipe.net = (struct net_spec){ .layers = 1, .hidden = { 4 }, .init = FPE_INIT_XAVIER };
	s.recipe.data.noise = .05;
	s.recipe.settings.lr = 1e-5;
	s.recipe.settings.batch = 7;
	check_bytes(
		&s,
		"{\"task\":\"formula\",\"formula\":\"a & !b | c & d\",\"planted\":1,\"train\":60,\"test\":40,\"p\":0.5,\"sampling\":\"planted\",\"noise\":0.05,\"hidden\":4,\"init\":\"xavier\",\"lr\":1e-05,\"batch\":7,\"optimizer\":\"adam\",\"momentum\":0,\"decay\":0,\"alpha\":2,\"layer\":1,\"warmup\":1,\"epochs\":3,\"budget_rule\":\"exact\",\"rows\":\"dense,random\",\"arithmetic\":4}");
	/* what is drawn as it always was keeps its text */
	s.recipe.data.sampling = FPE_BALANCED;
	check_bytes(
		&s,
		"{\"task\":\"formula\",\"formula\":\"a & !b | c & d\",\"train\":60,\"test\":40,\"p\":0.5,\"sampling\":\"balanced\",\"noise\":0.05,\"hidden\":4,\"init\":\"xavier\",\"lr\":1e-05,\"batch\":7,\"optimizer\":\"adam\",\"momentum\":0,\"decay\":0,\"alpha\":2,\"layer\":1,\"warmup\":1,\"epochs\":3,\"budget_rule\":\"exact\",\"rows\":\"dense,random\",\"arithmetic\":4}");
	/* samples are known by their number and a hash */
	assert_ok(net_file_read("tests/golden/binary_split.safetensors", &file, &err));
	begin(&s, 3, (const char *const[]){ "dense", "random", NULL });
	s.recipe.task = (struct task_spec){ .kind = FPE_TASK_SAMPLES,
					    .own = own_of_set(file.samples, 0, OWN_AS_IS) };
	s.recipe.data.train = s.recipe.data.test = 0;
	s.recipe.net.hidden[0] = 4;
	check_bytes(
		&s,
		"{\"task\":\"samples\",\"inputs\":8,\"train_samples\":\"33:3972623317ee59af\",\"test_samples\":\"0:0000000000000000\",\"hidden\":4,\"init\":\"uniform\",\"lr\":0.01,\"batch\":500,\"optimizer\":\"adam\",\"momentum\":0,\"decay\":0,\"alpha\":2,\"layer\":1,\"warmup\":1,\"epochs\":3,\"budget_rule\":\"exact\",\"rows\":\"dense,random\",\"arithmetic\":4}");
	shared_release(s.recipe.task.own);
	fpe_net_free(file.net);
}

/* A problem of a file is known by what is in it, whatever the file is called. */
static void clauses_of_a_file_are_in_the_key(void **state)
{
	int start[] = { 0, 2 }, input[] = { 0, 1 };
	signed char sign[] = { 1, -1 };
	struct fpe_clauses c = { 1, start, input, sign };
	struct recipe copy;
	struct fpe_error err;
	struct study s;
	char *a, *b;

	(void)state;
	begin(&s, 3, (const char *const[]){ "dense", NULL });
	s.recipe.task = (struct task_spec){ .kind = FPE_TASK_DIMACS, .file = strdup("a.cnf") };
	assert_ok(fpe_task_clauses(FPE_TASK_DIMACS, 2, &c, NULL, &s.recipe.task.given, &err));
	a = settings_text(&s);
	assert_has(a, "\"task\":\"dimacs\",\"clauses_of\":\"1:");
	assert_ok(recipe_copy(&copy, &s.recipe, &err));
	assert_true(recipe_same(&copy, &s.recipe));
	assert_true(copy.task.given != s.recipe.task.given && copy.task.file != s.recipe.task.file);
	copy.task.file[0] = 'b';
	assert_false(recipe_same(&copy, &s.recipe));
	copy.task.file[0] = 'a';
	copy.task.given->clauses.sign[1] = 1;
	assert_false(recipe_same(&copy, &s.recipe));
	recipe_clear(&s.recipe);
	s.recipe = copy;
	b = settings_text(&s);
	assert_string_not_equal(a, b);
	recipe_clear(&s.recipe);
	assert_null(s.recipe.task.given);
	free(a);
	free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_value_is_kept_told_and_reset),
		cmocka_unit_test(words_are_in_the_order_of_their_enum),
		cmocka_unit_test(a_switch_brings_its_default_and_keeps_what_was_chosen),
		cmocka_unit_test(every_setting_is_in_the_key_of_a_run),
		cmocka_unit_test(a_sweep_goes_over_what_says_so),
		cmocka_unit_test(what_a_key_leaves_out_is_filled_in),
		cmocka_unit_test(every_field_is_in_the_manual),
		cmocka_unit_test(texts_of_random_tasks_stay),
		cmocka_unit_test(controls_say_what_they_are_like),
		cmocka_unit_test(texts_of_other_tasks_stay),
		cmocka_unit_test(clauses_of_a_file_are_in_the_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
