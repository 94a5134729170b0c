/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_saved.c - sessions as files: what is loaded goes on as what was saved, bit by bit,
 * and a file that is not what was written changes nothing.
 */
#include "support/session_walk.h"

#include <time.h>

#include "lab/session/undo.h"
#include "support/own_fixture.h"
#include "support/saved_fixture.h"
#include "support/setting_fixture.h"

static unsigned next(unsigned *r)
{
	*r = *r * 1664525u + 1013904223u;
	return *r >> 8;
}

/* Two sessions, one of them loaded now and then, do the same. */
static void walk(unsigned seed)
{
	struct lab_fixture f;
	struct session *other;
	struct file a, b;
	struct fpe_error err;
	unsigned r = seed;

	file_open(&a);
	file_open(&b);
	lab_open(&f, 2);
	lab_add_net(f.s);
	assert_ok(session_ready(f.s, &err));
	for (int i = 0; i < 8; i++) {
		for (int k = 0; k < 8; k++)
			session_act(f.s, next(&r));
		save(f.s, a.path);
		assert_ok(session_new(99, 1, &other, &err));
		load_well(other, a.path);
		assert_true(session_hash(other) == session_hash(f.s));
		save(other, b.path);
		is_same_file(a.path, b.path);
		for (int k = 0; k < 8; k++) {
			unsigned draw = next(&r);

			session_act(f.s, draw);
			session_act(other, draw);
			assert_true(session_hash(other) == session_hash(f.s));
		}
		session_free(other);
	}
	session_free(f.s);
	unlink(a.path);
	unlink(b.path);
}

static void what_is_loaded_goes_on_bit_by_bit(void **state)
{
	unsigned seed = (unsigned)time(NULL);

	(void)state;
	for (unsigned i = 1; i <= 8; i++) {
		test_row("seed %u", i);
		walk(i);
	}
	test_row("seed %u", seed);
	walk(seed);
}

/* Past epochs are exact, too, also those that are trained again. */
static void the_past_is_there(void **state)
{
	struct lab_fixture f, g;
	struct file a;
	struct fpe_error err;
	struct arm *x, *y;

	(void)state;
	file_open(&a);
	lab_open(&f, 1);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 17);
	lab_split(f.s, "random", NULL, -1);
	lab_train(f.s, TRAIN_BATCHES, 3);
	save(f.s, a.path);
	lab_open(&g, 1);
	load_well(g.s, a.path);
	for (int epoch = 0; epoch <= 17; epoch++) {
		assert_ok(session_rewind(f.s, "dense", epoch, "back", &x, &err));
		assert_ok(session_rewind(g.s, "dense", epoch, "back", &y, &err));
		assert_same_net(settled(x), settled(y));
		assert_ok(session_drop(f.s, "back", &err));
		assert_ok(session_drop(g.s, "back", &err));
	}
	/* a new arm is no other's */
	assert_ok(session_rewind(g.s, "dense", 3, "back", &y, &err));
	for (int i = 0; i + 1 < g.s->arms; i++)
		assert_true(g.s->arm[i]->id != y->id);
	session_free(f.s);
	session_free(g.s);
	unlink(a.path);
}

static void load_is_a_step_of_undo(void **state)
{
	struct lab_fixture f, g;
	struct undo *undo = undo_new();
	struct shared *before;
	struct file a;
	struct fpe_error err;
	const char *lines;
	uint64_t was, then;

	(void)state;
	file_open(&a);
	lab_open(&f, 1);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 3);
	save(f.s, a.path);
	lab_open(&g, 1);
	lab_add_net(g.s);
	lab_train(g.s, TRAIN_EPOCHS, 5);
	was = session_hash(g.s);
	before = frozen_take(g.s);
	load_well(g.s, a.path);
	then = session_hash(g.s);
	assert_true(then == session_hash(f.s));
	assert_true(undo_push(undo, g.s, before, "load"));
	assert_ok(undo_go(undo, g.s, false, &lines, &err));
	assert_true(session_hash(g.s) == was);
	assert_ok(undo_go(undo, g.s, true, &lines, &err));
	assert_true(session_hash(g.s) == then);
	undo_free(undo);
	session_free(f.s);
	session_free(g.s);
	unlink(a.path);
}

static void is_refused(struct session *s, const char *path, const char *bytes, size_t size)
{
	uint64_t was = session_hash(s), version = s->version;
	struct saved_place place = { 0 };
	struct fpe_error err;
	enum fpe_status status;

	assert_ok(textfile_write_bytes(path, bytes, size, &err));
	status = load(s, path, &place, &err);
	assert_true(status == FPE_EFORMAT || status == FPE_ELIMIT);
	assert_non_null(strstr(err.message, "fpe_saved"));
	assert_true(session_hash(s) == was && s->version == version);
}

/* Cut at every place of the header and some others; each bit of some bytes. */
static void a_file_that_has_changed_is_refused(void **state)
{
	struct lab_fixture f;
	struct file a, b;
	size_t size;
	unsigned r = 7;
	char *bytes;

	(void)state;
	file_open(&a);
	file_open(&b);
	lab_open(&f, 1);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 2);
	save(f.s, a.path);
	bytes = bytes_of(a.path, &size);
	for (size_t n = 0; n < size; n += n < 1200 ? 37 : 211)
		is_refused(f.s, b.path, bytes, n);
	for (int i = 0; i < 200; i++) {
		size_t at = next(&r) % size;
		char was = bytes[at];

		bytes[at] = (char)(was ^ 1 << next(&r) % 8);
		is_refused(f.s, b.path, bytes, size);
		bytes[at] = was;
	}
	free(bytes);
	session_free(f.s);
	unlink(a.path);
	unlink(b.path);
}

static void measure(struct session *s, double out[FPE_METRIC_COUNT])
{
	struct fpe_error err;

	assert_ok(session_ready(s, &err));
	assert_ok(arm_measure(s->arm[0], 0, NULL, out, &err));
}

/* What is measured follows from the net and the settings of now, not from those of the time
   when it was measured last. */
static void whatever_is_set_is_measured_as_after_loading(void **state)
{
	struct file a;

	(void)state;
	file_open(&a);
	for (const struct setting *row = setting_train; row->name; row++) {
		struct fpe_train_settings set;
		struct lab_fixture f, g;
		double before[FPE_METRIC_COUNT], now[FPE_METRIC_COUNT], then[FPE_METRIC_COUNT];

		test_row("%s", row->name);
		lab_open(&f, 1);
		lab_add_net(f.s);
		lab_train(f.s, TRAIN_EPOCHS, 3);
		measure(f.s, before);
		set = f.s->recipe.settings;
		setting_vary(row, &set);
		lab_set_all(f.s, &set);
		measure(f.s, now);
		save(f.s, a.path);
		lab_open(&g, 1);
		load_well(g.s, a.path);
		measure(g.s, then);
		assert_memory_equal(now, then, sizeof now);
		assert_true(set.dropconnect == 0 ||
			    now[FPE_METRIC_TEST_LOSS] != before[FPE_METRIC_TEST_LOSS]);
		session_free(f.s);
		session_free(g.s);
	}
	unlink(a.path);
}

/* Six samples of two real inputs. */
static struct fpe_data *some_data(float first)
{
	struct fpe_data *data;
	struct fpe_error err;

	assert_ok(fpe_data_new(6, 2, 2, 1, &data, &err));
	for (int i = 0; i < 12; i++)
		data->real[i] = i ? (float)(i % 5) : first;
	for (int i = 0; i < 6; i++)
		data->label[i] = i % 2;
	return data;
}

static enum fpe_status read_own(void *context, const char *line, const char *script,
				const struct reading *reading, struct shared **out,
				struct fpe_error *err)
{
	(void)reading;
	assert_string_equal(line, "task csv a.csv");
	assert_string_equal(script, "s.fpe");
	*out = own_of(some_data(*(const float *)context));
	return own_samples_say_line(*out, line, script, err);
}

/* Versions before wrote such files: nothing is lost, and each arm can be called. */
static void arms_of_one_name_are_told_apart(void **state)
{
	static const char *const names[] = { "run", "run", "run2", "run" };
	static const char *const after[] = { "run", "run3", "run2", "run4" };
	struct saved_place place = { 0 };
	struct saved_facts facts;
	struct lab_fixture f;
	struct session *other;
	struct fpe_error err;
	struct file file;

	(void)state;
	file_open(&file);
	lab_open(&f, 1);
	for (int i = 0; i < 4; i++)
		lab_add_net(f.s);
	for (int i = 0; i < 4; i++) {
		f.s->arm[i]->seed += (uint64_t)i;
		snprintf(f.s->arm[i]->name, FPE_MAX_NAME, "%s", names[i]);
	}
	save(f.s, file.path);
	assert_ok(session_new(99, 1, &other, &err));
	for (int again = 0; again < 2; again++) {
		assert_ok(load_told(other, file.path, &place, &facts, &err));
		assert_int_equal(other->arms, 4);
		for (int i = 0; i < 4; i++) {
			assert_string_equal(other->arm[i]->name, after[i]);
			assert_true(other->arm[i]->seed == f.s->arm[i]->seed);
		}
		assert_string_equal(facts.renamed, again ? ""
							 : "run3, the later of two arms run; "
							   "run4, the later of two arms run");
		save(other, file.path);
	}
	session_free(other);
	session_free(f.s);
	unlink(file.path);
}

static void samples_of_a_file_are_those_of_then(void **state)
{
	struct fpe_net *net;
	struct lab_fixture f, g;
	struct shared *own = own_of(some_data(1));
	float same = 1, other = 2;
	struct saved_place place = { .own = read_own, .context = &same };
	struct file a;
	struct fpe_error err;
	struct arm *arm;

	(void)state;
	file_open(&a);
	lab_open(&f, 1);
	assert_ok(own_samples_say_line(own, "task csv a.csv", "s.fpe", &err));
	assert_ok(fpe_net_new((const int[]){ 2, 3, 1 }, 2, &net, &err));
	fpe_net_init(net, FPE_INIT_UNIFORM, 1);
	assert_ok(session_import(f.s, net, own, NULL, &arm, &err));
	lab_train(f.s, TRAIN_EPOCHS, 4);
	save(f.s, a.path);
	lab_open(&g, 1);
	assert_ok(load(g.s, a.path, &place, &err));
	lab_train(f.s, TRAIN_EPOCHS, 4);
	lab_train(g.s, TRAIN_EPOCHS, 4);
	assert_same_net(settled(f.s->arm[0]), settled(g.s->arm[0]));
	place.context = &other;
	assert_fails(FPE_ESTATE, load(g.s, a.path, &place, &err));
	assert_non_null(strstr(err.message, "are not those"));
	shared_release(own);
	session_free(f.s);
	session_free(g.s);
	unlink(a.path);
}

/* Nets that arms share are written once. */
static void what_arms_share_is_there_once(void **state)
{
	struct lab_fixture f;
	struct file a;
	struct fpe_error err;
	struct saved_facts one, two;
	struct arm *arm;

	(void)state;
	file_open(&a);
	lab_open(&f, 1);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 20);
	one = save(f.s, a.path);
	assert_ok(session_rewind(f.s, NULL, 20, NULL, &arm, &err));
	two = save(f.s, a.path);
	assert_true(one.nets == 22 && two.nets <= 25);
	session_free(f.s);
	unlink(a.path);
}

/* The edges that the two sessions show are the same ones. */
static void is_same_circuit(const struct session *a, const struct session *b)
{
	const struct snapshot_circuit *x = shared_get(a->circuit), *y = shared_get(b->circuit);
	const struct fpe_net *net = b->arm[1]->net;

	assert_int_equal(x->clause, y->clause);
	assert_int_equal(x->epoch, y->epoch);
	assert_int_equal(y->arm, b->arm[1]->id);
	assert_int_equal(x->circuit.edges, y->circuit.edges);
	assert_true(snapshot_circuit_fits(y, y->arm, net));
	for (int l = 0; l < net->layers; l++)
		assert_memory_equal(x->circuit.keep[l], y->circuit.keep[l],
				    fpe_layer_size(&net->layer[l]));
}

static void what_is_looked_at_comes_back(void **state)
{
	struct lab_fixture f, g;
	struct fpe_circuit_basis basis;
	struct fpe_circuit circuit;
	struct file a;
	struct fpe_error err;

	(void)state;
	file_open(&a);
	lab_open(&f, 1);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 5);
	lab_split(f.s, "clause", NULL, -1);
	lab_train(f.s, TRAIN_EPOCHS, 5);
	basis = (struct fpe_circuit_basis){ f.s->task, f.s->train, f.s->test, NULL };
	assert_ok(fpe_circuit_new(f.s->arm[1]->net, 1, &basis, &circuit, &err));
	assert_ok(session_set_circuit(f.s, f.s->arm[1], 1, &circuit, &err));
	session_set_look(f.s, f.s->arm[1], 0, 3);
	save(f.s, a.path);
	lab_open(&g, 1);
	load_well(g.s, a.path);
	assert_int_equal(g.s->look.arm, g.s->arm[1]->id);
	assert_int_equal(g.s->look.neuron, 3);
	is_same_circuit(f.s, g.s);
	/* of an arm that is gone nothing is written, and what is there stays */
	assert_ok(session_drop(f.s, "clause", &err));
	save(f.s, a.path);
	session_free(g.s);
	lab_open(&g, 1);
	load_well(g.s, a.path);
	assert_true(!g.s->circuit && g.s->look.arm < 0);
	session_free(f.s);
	session_free(g.s);
	unlink(a.path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_loaded_goes_on_bit_by_bit),
		cmocka_unit_test(the_past_is_there),
		cmocka_unit_test(load_is_a_step_of_undo),
		cmocka_unit_test(a_file_that_has_changed_is_refused),
		cmocka_unit_test(arms_of_one_name_are_told_apart),
		cmocka_unit_test(whatever_is_set_is_measured_as_after_loading),
		cmocka_unit_test(samples_of_a_file_are_those_of_then),
		cmocka_unit_test(what_arms_share_is_there_once),
		cmocka_unit_test(what_is_looked_at_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
