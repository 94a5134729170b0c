/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_team.c - however many hands there are, whichever piece falls to whom and in whatever
 * order: weights, moments, scores and failures have the bits of a trainer alone. The hands
 * here are one thread's; threads are lab's (test_pool.c, test_jobs.c).
 */
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

#include "fpe/rigl.h"
#include "fpe/split.h"
#include "fpe/trainer.h"
#include "support/random_net.h"

/* Hands come and go from call to call, pieces and hands are drawn. */
struct drawn {
	struct fpe_team team; /* first: a team is a drawn one */
	struct fpe_rng rng;
	int most;   /* hands */
	int calls;  /* with more than one hand */
	int helped; /* pieces that fell to others */
};

static int hands_of(struct fpe_team *team, int most)
{
	struct drawn *d = (struct drawn *)team;

	(void)most; /* more than are of use may be there */
	return 1 + (int)fpe_rng_below(&d->rng, (uint32_t)d->most);
}

static void run(struct fpe_team *team, int hands, int count, fpe_piece *piece, void *context)
{
	struct drawn *d = (struct drawn *)team;
	int32_t *order = malloc((size_t)count * sizeof *order);

	for (int i = 0; i < count; i++)
		order[i] = i;
	fpe_rng_shuffle(&d->rng, order, count);
	for (int i = 0; i < count; i++) {
		int hand = (int)fpe_rng_below(&d->rng, (uint32_t)hands);

		d->helped += hand > 0;
		piece(context, order[i], hand);
	}
	d->calls++;
	free(order);
}

static struct drawn drawn_team(uint64_t seed, int most)
{
	struct drawn d = { .team = { hands_of, run }, .most = most };

	fpe_rng_open(&d.rng, seed, FPE_RNG_TEST_ONLY, (uint64_t)most);
	return d;
}

struct job {
	const char *name;
	int width[5], layers, samples, batch;
	bool boolean, squared;
	const char *split;
	enum fpe_activation activation;
	double decay, dropconnect;
	enum fpe_optimizer optimizer;
	int masks_until, steps;
};

/* Large enough for a call to be worth help (crew.c). */
static const struct job jobs[] = {
	{ "real", { 784, 64, 10 }, 2, 700, 256, .steps = 6 },
	{ "one batch", { 784, 64, 10 }, 2, 900, 0, .steps = 3 },
	{ "short last tile", { 300, 70, 3 }, 2, 613, 300, .steps = 5 },
	{ "deep", { 200, 96, 96, 64, 10 }, 4, 600, 257, .steps = 5 },
	{ "split", { 784, 64, 10 }, 2, 700, 256, .split = "random", .steps = 6 },
	{ "Boolean", { 256, 200, 1 }, 2, 1100, 500, .boolean = true, .steps = 5 },
	{ "Boolean, split",
	  { 256, 200, 2 },
	  2,
	  900,
	  500,
	  .boolean = true,
	  .split = "random",
	  .steps = 5 },
	{ "Boolean, shared slopes", { 32, 1024, 1 }, 2, 1500, 700, .boolean = true, .steps = 5 },
	{ "targets", { 300, 80, 4 }, 2, 600, 300, .squared = true, .steps = 4 },
	{ "gelu, sgd, decay",
	  { 300, 80, 5 },
	  2,
	  600,
	  300,
	  .activation = FPE_GELU,
	  .decay = .01,
	  .optimizer = FPE_SGD,
	  .steps = 4 },
	{ "dropconnect",
	  { 784, 64, 10 },
	  2,
	  600,
	  256,
	  .dropconnect = .3,
	  .decay = .001,
	  .steps = 6 },
	{ "dropconnect, split",
	  { 784, 64, 10 },
	  2,
	  600,
	  256,
	  .split = "random",
	  .dropconnect = .3,
	  .steps = 6 },
	{ "masks move",
	  { 400, 64, 10 },
	  2,
	  600,
	  256,
	  .split = "random",
	  .masks_until = 100,
	  .steps = 3 * (2 * FPE_RIGL_EPOCHS + 1) },
};

static struct fpe_net *net_of(const struct job *job)
{
	struct fpe_net *net, *split;
	struct fpe_error err;

	assert_ok(fpe_net_new(job->width, job->layers, &net, &err));
	net->activation = job->activation;
	if (job->squared)
		net->loss = FPE_LOSS_SQUARED;
	fpe_net_init(net, FPE_INIT_UNIFORM, 3);
	if (job->split) {
		struct fpe_grouping g = { .net = net, .alpha = 2, .seed = 1 };

		assert_ok(fpe_split(fpe_split_kind_find(job->split), &g, FPE_BUDGET_EXACT,
				    fpe_net_nnz(net), fpe_net_biases(net), &split, &err));
		fpe_net_free(net);
		net = split;
	}
	return net;
}

static struct fpe_data *data_of(const struct job *job, const struct fpe_net *net)
{
	struct fpe_rng rng;

	fpe_rng_open(&rng, 8, FPE_RNG_TEST_ONLY, 1);
	return random_data(&rng, net, job->samples, !job->boolean);
}

static struct fpe_trainer *trainer_of(const struct job *job, struct fpe_net *net,
				      const struct fpe_data *data)
{
	struct fpe_train_settings s = test_settings();
	struct fpe_trainer *t;
	struct fpe_error err;

	s.batch = job->batch;
	s.decay = job->decay;
	s.dropconnect = job->dropconnect;
	s.optimizer = job->optimizer;
	s.masks_until = job->masks_until;
	assert_ok(fpe_trainer_new(net, data, &s, 5, 0, 0, &t, &err));
	return t;
}

/* Everything that training and scoring give. */
struct result {
	struct fpe_net *net;
	struct fpe_score score;
	int32_t *said;
};

static struct result result_of(const struct job *job, struct drawn *team)
{
	struct fpe_net *net = net_of(job);
	struct fpe_data *data = data_of(job, net);
	struct fpe_trainer *t = trainer_of(job, net, data);
	struct result r = { .net = net, .said = calloc((size_t)job->samples, sizeof *r.said) };
	struct fpe_score of_net;
	struct fpe_error err;

	fpe_trainer_lend(t, team ? &team->team : NULL);
	for (int i = 0; i < job->steps; i++)
		assert_ok(fpe_trainer_step(t, &err));
	r.score = fpe_trainer_score(t, data, job->squared ? NULL : r.said);
	of_net = fpe_kernel_score(fpe_trainer_kernel(t), fpe_trainer_net(t), data);
	assert_memory_equal(&r.score.loss, &of_net.loss, sizeof of_net.loss);
	fpe_trainer_free(t);
	fpe_data_free(data);
	return r;
}

static void free_result(struct result *r)
{
	fpe_net_free(r->net);
	free(r->said);
}

static void the_number_of_hands_changes_no_bit(void **state)
{
	uint64_t seed = test_seed(__func__);

	(void)state;
	for (size_t j = 0; j < sizeof jobs / sizeof *jobs; j++) {
		struct result alone = result_of(&jobs[j], NULL);

		for (int most = 2; most <= 7; most += most < 4 ? 1 : 3) {
			struct drawn team = drawn_team(seed, most);
			struct result r = result_of(&jobs[j], &team);
			test_row("%s, up to %d hands", jobs[j].name, most);

			assert_true(team.helped > 0);
			assert_memory_equal(r.net->block, alone.net->block,
					    r.net->floats * sizeof(float));
			assert_memory_equal(&r.score.loss, &alone.score.loss, sizeof r.score.loss);
			assert_true(r.score.accuracy == alone.score.accuracy || jobs[j].squared);
			assert_memory_equal(r.said, alone.said,
					    (size_t)jobs[j].samples * sizeof *r.said);
			free_result(&r);
		}
		free_result(&alone);
	}
}

/* A sample that is not a number, in any tile, and a slope past the limit. */
static void any_hand_may_find_that_it_diverged(void **state)
{
	const struct job *job = &jobs[1];
	uint64_t seed = test_seed(__func__);

	(void)state;
	for (int sample = 0; sample < job->samples; sample += 128) {
		for (int steep = 0; steep < 2; steep++) {
			struct drawn team = drawn_team(seed, 5);
			struct fpe_net *net = net_of(job), *before = fpe_net_copy(net);
			struct fpe_data *data = data_of(job, net);
			struct fpe_trainer *t = trainer_of(job, net, data);
			struct fpe_error alone, err;
			test_row("sample %d, %s", sample, steep ? "steep" : "not a number");

			/* one in ten may be right about its class, and has no slope */
			for (int i = sample; i < sample + 4 && i < job->samples; i++)
				data->real[(size_t)i * 784 + 5] = steep ? 1e30f : NAN;
			assert_fails(FPE_EDIVERGED, fpe_trainer_step(t, &alone));
			fpe_trainer_lend(t, &team.team);
			assert_fails(FPE_EDIVERGED, fpe_trainer_step(t, &err));
			assert_true(team.calls > 0);
			assert_string_equal(err.message, alone.message);
			fpe_trainer_free(t);
			assert_memory_equal(net->block, before->block, net->floats * sizeof(float));
			fpe_net_free(net);
			fpe_net_free(before);
			fpe_data_free(data);
		}
	}
}

/* Work that is too short is not handed over. */
static void short_work_asks_nobody(void **state)
{
	const struct job job = { "short", { 20, 8, 1 }, 2, 300, 256, .steps = 4 };
	struct drawn team = drawn_team(1, 4);
	struct result r = result_of(&job, &team);

	(void)state;
	assert_int_equal(team.calls, 0);
	free_result(&r);
}

static void parts_are_all_there_is(void **state)
{
	(void)state;
	for (size_t n = 0; n < 200; n++) {
		for (int pieces = 1; pieces < 20; pieces++) {
			size_t at = 0;

			for (int i = 0; i < pieces; i++) {
				struct fpe_part p = fpe_part_of(n, pieces, i);

				assert_int_equal(p.first, at);
				assert_true(p.end >= p.first && (p.end % 16 == 0 || p.end == n));
				at = p.end;
			}
			assert_int_equal(at, n);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_number_of_hands_changes_no_bit),
		cmocka_unit_test(any_hand_may_find_that_it_diverged),
		cmocka_unit_test(short_work_asks_nobody),
		cmocka_unit_test(parts_are_all_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
