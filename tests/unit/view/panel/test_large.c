/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_large.c - every panel of a large net draws at a cost that follows its weights.
 *
 * Counted in passes: the CPU time in which each weight of the net is multiplied and added
 * once. A frame goes over what it shows a few times; a sum over pairs of inputs or neurons
 * would take hundreds of passes.
 */
#include "support/test.h"

#include <time.h>

#include "lab/session/session.h"
#include "support/lab_fixture.h"
#include "view/figure/panel.h"

#define PASSES 64.0 /* sanitizers make frames five times as dear as the pass */

static double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double one_pass(const struct fpe_net *net)
{
	double begun = cpu_seconds();
	volatile double sum = 0;

	for (int i = 0; i < net->layers; i++) {
		const struct fpe_layer *l = &net->layer[i];
		double of_layer = 0;

		for (size_t k = 0; k < fpe_layer_size(l); k++)
			of_layer += (double)l->weight[k] * (double)l->weight[k];
		sum = sum + of_layer;
	}
	return cpu_seconds() - begun;
}

static double one_frame(int panel, const struct snapshot *s, const struct panel_options *o)
{
	struct grid *g = grid_new(48, 160, false);
	double begun = cpu_seconds();

	assert_non_null(g);
	panel_draw(panel, s, o, grid_area(g));
	begun = cpu_seconds() - begun;
	grid_free(g);
	return begun;
}

/* Frames that other load lengthens are drawn again: the shortest of some counts. */
static double passes(int panel, const struct snapshot *s, const struct panel_options *o)
{
	double least = INFINITY;

	for (int i = 0; i < 5 && least > PASSES; i++) {
		double pass = one_pass(s->arm[0].net), frame = one_frame(panel, s, o);

		least = frame / pass < least ? frame / pass : least;
	}
	return least;
}

static void every_panel_follows_the_weights(void **state)
{
	static struct snapshot s;
	struct task_spec task = { .kind = FPE_TASK_DNF,
				  .options = { .clauses = 256, .literals = 8, .negate = true } };
	struct data_spec data = { .train = 40, .test = 40, .p = 0.5 };
	struct net_spec net = { .layers = 2, .hidden = { 1024, 512 } };
	struct session *session;
	struct fpe_error err;
	struct arm *arm;

	(void)state;
	assert_ok(session_new(1, 1, &session, &err));
	assert_ok(session_set_task(session, &task, &err));
	assert_ok(session_set_data(session, &data, &err));
	assert_ok(session_add_net(session, &net, NULL, &arm, &err));
	session_snapshot(session, true, -1, &s);
	for (int p = 0; p < panel_count(); p++) {
		for (int i = 0; i < 2 * 4; i++) {
			int layer = i % 2, of = i / 2 - 1;
			struct panel_options o = panel_defaults;
			double n;

			o.layer = layer;
			o.of = of;
			n = passes(p, &s, &o);
			test_row("%s of fc%d, of=%d: %.1f passes", panel_table[p]->name, layer + 1,
				 of, n);
			if (getenv("FPE_TEST_TELL"))
				printf("%-14s fc%d %6.1f passes\n", panel_table[p]->name, layer + 1,
				       n);
			assert_true(n < PASSES);
		}
	}
	session_free(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_panel_follows_the_weights),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
