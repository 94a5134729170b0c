/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_kernel.c - every build of the kernel against naive loops in double, and
 * against each other bit by bit.
 */
#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernel/kernel.h"
#include "core/kernel/pass.h"
#include "core/kernel/plan.h"
#include "support/lane_model.h"
#include "support/random_net.h"
#include "support/reference.h"

#define TOLERANCE 1e-5
#define ROUNDING 0x1p-23

static const char *const isas[] = { "generic", "v2", "v3", "v4" };
#define WITH_FMA 2 /* from here on */
static const int sizes[] = { 1,	 2,  5,	 9,   15,  16,	17,  32,  31, 33,
			     63, 64, 65, 127, 128, 129, 255, 257, 300 };

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

/* A net, its data, and an order that picks n of them. */
struct fixture {
	struct fpe_net *net;
	struct fpe_data *data;
	int32_t *order;
	int n;
};

/* The rest of one that has its net. */
static void fixture_fill(struct fixture *f, struct fpe_rng *rng, int n)
{
	int count = n + random_between(rng, 0, 20);

	random_kind(rng, f->net);
	f->data = random_data(rng, f->net, count, (int)fpe_rng_below(rng, 2));
	f->order = calloc((size_t)count, sizeof *f->order);
	for (int i = 0; i < count; i++)
		f->order[i] = i;
	fpe_rng_shuffle(rng, f->order, count);
	f->n = n;
}

static void fixture_draw(struct fixture *f, struct fpe_rng *rng, int n)
{
	switch (fpe_rng_below(rng, 9)) {
	case 0:
		f->net = random_wide_net(rng);
		break;
	case 1:
	case 2:
		f->net = random_split_net(rng);
		break;
	case 8:
		f->net = random_full_net(rng);
		break;
	case 3:
	case 4:
	case 5:
		f->net = random_task_net(rng);
		break;
	default:
		f->net = random_net(rng);
	}
	fixture_fill(f, rng, n);
}

static void fixture_free(struct fixture *f)
{
	fpe_net_free(f->net);
	fpe_data_free(f->data);
	free(f->order);
}

/* All that a kernel gives for a fixture. */
struct answer {
	float *logits;
	size_t size;
	double loss;
	struct fpe_score score;
	struct fpe_net *gradient;
};

static int answer_get(struct answer *a, const struct fixture *f, const char *isa)
{
	int c = f->net->layer[f->net->layers - 1].out;
	struct fpe_kernel *kernel;
	struct fpe_error err;
	enum fpe_status status;

	status = fpe_kernel_new_isa(f->net, f->data, isa, &kernel, &err);
	if (status == FPE_ENAME)
		return 0;
	assert_ok(status);
	a->size = (size_t)f->n * (size_t)c;
	a->logits = calloc(a->size, sizeof *a->logits);
	a->gradient = fpe_net_copy(f->net); /* what is in it must not matter */
	fpe_kernel_logits(kernel, f->net, f->data, f->order, f->n, a->logits);
	a->loss = fpe_kernel_gradient(kernel, f->net, f->data, f->order, f->n, a->gradient);
	a->score = fpe_kernel_score(kernel, f->net, f->data);
	fpe_kernel_free(kernel);
	return 1;
}

static void answer_free(struct answer *a)
{
	free(a->logits);
	fpe_net_free(a->gradient);
}

static void assert_near(const char *name, double a, double b, double tolerance)
{
	if (!(fabs(a - b) <= tolerance * fabs(b)) && !(isnan(a) && isnan(b)))
		fail_msg("%s: %.9g, wanted %.9g", name, a, b);
}

/* Terms may cancel, so beside the relative tolerance one rounding of their sum without
   signs is allowed. */
static void compare(const char *name, const float *ours, const double *want, size_t n, double terms)
{
	double worst = 0, scale = 0;

	for (size_t i = 0; i < n; i++) {
		double off = fabs((double)ours[i] - want[i]);

		worst = off <= worst ? worst : off; /* a NaN is the worst */
		scale = fmax(scale, fabs(want[i]));
	}
	if (!(worst <= TOLERANCE * scale + ROUNDING * terms))
		fail_msg("%s: off by %g of %g", name, worst, scale);
}

/* Relative, of a loss: logits have some roundings of their terms, which move it by as
   much of itself at most, and a squared one by twice its root times as much. */
static double loss_tolerance(const struct fpe_net *net, double loss, double terms)
{
	return 2e-6 +
	       8 * ROUNDING * terms * (fpe_loss_is_of_targets(net->loss) ? 2 / sqrt(loss) : 1);
}

static void compare_all(const struct answer *a, const struct fixture *f)
{
	struct reference *r = reference_new(f->net);
	struct reference *g = reference_new(f->net);
	int c = r->out[r->layers - 1];
	double *logits = calloc(a->size, sizeof *logits), terms = 1, margin = 1, most, loss;
	bool jumps = fpe_activation_info[f->net->activation].needs == FPE_SLOPE_STEP ||
		     f->net->loss == FPE_LOSS_RECTIFIED;
	struct reference_rounding rounding;

	for (int i = 0; i < f->n; i++) {
		reference_logits(r, f->data, f->order[i], logits + i * c);
		rounding = reference_rounding(r, f->data, f->order[i]);
		terms = fmax(terms, rounding.terms);
		margin = fmin(margin, rounding.margin);
	}
	compare("logits", a->logits, logits, a->size, terms);
	loss = reference_loss(r, f->data, f->order, f->n);
	most = loss_tolerance(f->net, loss, terms);
	assert_near("loss", a->loss, loss, most);
	assert_near("score", a->score.loss, reference_loss(r, f->data, NULL, f->data->count), most);
	assert_near("accuracy", a->score.accuracy, reference_accuracy(r, f->data), 1e-12);
	reference_gradient(r, f->net, f->data, f->order, f->n, g);
	/* a sum that roundings take over 0 has the slope of the other side */
	for (int l = 0; l < r->layers && !(jumps && margin < ROUNDING); l++) {
		const struct fpe_layer *to = &a->gradient->layer[l];

		/* roundings of logits move slopes, squared ones by twice as much */
		compare("gradient", to->weight, g->weight[l], (size_t)(to->in * to->out),
			4 * terms);
		compare("bias gradient", to->bias, g->bias[l], (size_t)to->out, 4 * terms);
	}
	free(logits);
	reference_free(r);
	reference_free(g);
}

static void every_build_agrees_with_loops_in_double(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 0);
	for (int round = 0; round < 6 * COUNT(sizes); round++) {
		struct fixture f;

		fixture_draw(&f, &rng, sizes[round % COUNT(sizes)]);
		for (int i = 0; i < COUNT(isas); i++) {
			test_row("%s", isas[i]);
			struct answer a;

			if (!answer_get(&a, &f, isas[i]))
				continue;
			compare_all(&a, &f);
			answer_free(&a);
		}
		fixture_free(&f);
	}
}

/* The widest layers, inputs and outputs there may be, and the most layers. */
static void nets_at_the_limits_agree_with_loops_in_double(void **state)
{
	static const int shape[][FPE_MAX_LAYERS + 1] = {
		{ FPE_MAX_INPUTS, 1, 1 },
		{ 3, FPE_MAX_NEURONS, 1 },
		{ 5, 2, FPE_MAX_NEURONS },
		{ 1, 1, 1, 1 },
		{ 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2 },
	};
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 8);
	for (int i = 0; i < COUNT(shape) * FPE_ACTIVATIONS; i++) {
		const int *widths = shape[i / FPE_ACTIVATIONS];
		struct fixture f = { .n = 3 };
		struct answer a;
		int layers = 0;

		while (layers < FPE_MAX_LAYERS && widths[layers + 1])
			layers++;
		assert_false(fpe_net_new(widths, layers, &f.net, NULL));
		fpe_net_init(f.net, FPE_INIT_XAVIER, fpe_rng_u64(&rng));
		random_kind(&rng, f.net);
		f.net->activation = (enum fpe_activation)(i % FPE_ACTIVATIONS);
		f.data = random_data(&rng, f.net, 3, i % 2);
		f.order = calloc(3, sizeof *f.order);
		test_row("%d-%d-%d, %s", widths[0], widths[1], widths[2],
			 fpe_activation_info[f.net->activation].name);
		assert_true(answer_get(&a, &f, "generic"));
		compare_all(&a, &f);
		answer_free(&a);
		fixture_free(&f);
	}
}

static void builds_with_fma_give_the_same_bits(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 1);
	for (int round = 0; round < 6 * COUNT(sizes); round++) {
		struct answer a, b;
		struct fixture f;

		fixture_draw(&f, &rng, sizes[round % COUNT(sizes)]);
		if (!answer_get(&b, &f, "v4"))
			skip();
		assert_true(answer_get(&a, &f, "v3"));
		assert_memory_equal(a.logits, b.logits, a.size * sizeof *a.logits);
		assert_memory_equal(&a.loss, &b.loss, sizeof a.loss);
		assert_memory_equal(&a.score, &b.score, sizeof a.score);
		assert_memory_equal(a.gradient->block, b.gradient->block,
				    a.gradient->floats * sizeof(float));
		answer_free(&a);
		answer_free(&b);
		fixture_free(&f);
	}
}

static void assert_model(const struct answer *a, const struct answer *model)
{
	assert_memory_equal(a->logits, model->logits, a->size * sizeof *a->logits);
	assert_memory_equal(&a->loss, &model->loss, sizeof a->loss);
	for (int l = 0; l < model->gradient->layers; l++) {
		const struct fpe_layer *x = &a->gradient->layer[l];
		const struct fpe_layer *y = &model->gradient->layer[l];

		assert_memory_equal(x->weight, y->weight, sizeof(float) * (size_t)(x->in * x->out));
		assert_memory_equal(x->bias, y->bias, sizeof(float) * (size_t)x->out);
	}
}

/* Of all builds with FMA; returns how many this CPU has. */
static int compare_with_model(const struct fixture *f)
{
	struct answer a, model;
	int ran = 0;

	answer_get(&model, f, "generic"); /* for its memory */
	model.loss = lane_model(f->net, f->data, f->order, f->n, model.logits, model.gradient);
	for (int i = WITH_FMA; i < COUNT(isas); i++) {
		test_row("%s", isas[i]);
		if (!answer_get(&a, f, isas[i]))
			continue;
		assert_model(&a, &model);
		answer_free(&a);
		ran++;
	}
	answer_free(&model);
	return ran;
}

static void builds_with_fma_give_the_bits_of_the_scalar_model(void **state)
{
	int seen[PLANS] = { 0 }, of[FPE_ACTIVATIONS] = { 0 }, wide[2] = { 0 }, ran = 0;
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 7);
	for (int round = 0; round < 6 * COUNT(sizes); round++) {
		struct fixture f;

		fixture_draw(&f, &rng, sizes[round % COUNT(sizes)]);
		for (int l = 0; l < f.net->layers; l++) {
			enum plan plan = plan_layer(f.net, l, f.data);

			seen[plan]++;
			wide[l == 0 && f.data->real] +=
				plan == PLAN_BLOCK && plan_is_wide(&f.net->layer[l]);
		}
		of[f.net->activation] += f.net->layers > 1;
		ran += compare_with_model(&f);
		fixture_free(&f);
	}
	print_message("# layers by lists %d, by blocks %d, by classes %d, by tables %d; "
		      "wide blocks from tiles %d, from the data %d\n",
		      seen[PLAN_LISTS], seen[PLAN_BLOCK], seen[PLAN_CLASS], seen[PLAN_TABLE],
		      wide[0], wide[1]);
	assert_true(wide[0] > 5 && wide[1] > 2);
	assert_true(seen[PLAN_LISTS] > 20 && seen[PLAN_BLOCK] > 20 && seen[PLAN_TABLE] > 10 &&
		    seen[PLAN_CLASS] > 20);
	for (int a = 0; a < FPE_ACTIVATIONS; a++) {
		test_row("%s", fpe_activation_info[a].name);
		assert_true(of[a] > 0);
	}
	if (ran == 0)
		skip(); /* this CPU has no FMA */
}

/* Stops at question `last`. */
struct asked {
	int count, last;
};

static bool count_asked(void *context)
{
	struct asked *a = context;

	return ++a->count == a->last;
}

/* Of n samples: how often a watch is asked, and that a score that was stopped is none. */
static int watched_score(struct fpe_rng *rng, const int *widths, int layers, int n)
{
	struct asked asked = { 0, 0 };
	const struct fpe_watch watch = { count_asked, &asked };
	struct fpe_score score, alone;
	struct fpe_kernel *kernel;
	struct fpe_data *data;
	struct fpe_net *net;
	int count;

	assert_false(fpe_net_new(widths, layers, &net, NULL));
	fpe_net_init(net, FPE_INIT_UNIFORM, fpe_rng_u64(rng));
	data = random_data(rng, net, n, 1);
	assert_false(fpe_kernel_new(net, data, &kernel, NULL));
	alone = fpe_kernel_score(kernel, net, data);
	fpe_kernel_watch(kernel, &watch);
	score = fpe_kernel_score(kernel, net, data);
	count = asked.count;
	assert_memory_equal(&score, &alone, sizeof score);
	asked = (struct asked){ 0, count };
	score = fpe_kernel_score(kernel, net, data);
	assert_true(isnan(score.loss) && isnan(score.accuracy));
	assert_int_equal(asked.count, count);
	fpe_kernel_watch(kernel, NULL);
	score = fpe_kernel_score(kernel, net, data);
	assert_memory_equal(&score, &alone, sizeof score);
	fpe_kernel_free(kernel);
	fpe_data_free(data);
	fpe_net_free(net);
	return count;
}

static void scores_can_be_stopped_between_tiles(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 20);
	assert_int_equal(watched_score(&rng, (int[]){ 4, 3, 2 }, 2, 3 * 64 * TILE + 5), 4);
	/* more often where tiles take longer */
	assert_true(watched_score(&rng, (int[]){ 1024, 1024, 2 }, 2, 30 * TILE) > 1);
}

/* What nets by tables are drawn with. */
struct tables_seen {
	int all, shared, wide, packed, pairs, families, neighbours;
};

static void see_tables(struct tables_seen *seen, const struct fixture *f)
{
	const struct fpe_layer *l = &f->net->layer[0];

	if (plan_layer(f->net, 0, f->data) != PLAN_TABLE)
		return;
	seen->all++;
	seen->shared += plan_shares_slopes(f->net);
	seen->wide += l->in > 128;
	seen->packed += plan_packs(l, 0);
	seen->pairs += plan_unit(f->net, 0) == 2;
	seen->families += plan_unit(f->net, 0) > 2;
	seen->neighbours += !plan_packs(l, 0);
}

static void tables_give_the_bits_of_the_scalar_model(void **state)
{
	struct tables_seen seen = { 0 };
	struct fpe_rng rng;
	int ran = 0;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 11);
	for (int round = 0; round < 6 * COUNT(sizes); round++) {
		struct fixture f = { .net = random_task_net(&rng) };
		int relu = fpe_rng_below(&rng, 4) > 0;

		fixture_fill(&f, &rng, sizes[round % COUNT(sizes)]);
		if (relu)
			f.net->activation = FPE_RELU;
		fpe_data_free(f.data);
		f.data = random_data(&rng, f.net, f.n + 20, 0);
		see_tables(&seen, &f);
		ran += compare_with_model(&f);
		fixture_free(&f);
	}
	print_message(
		"# nets by tables %d: with shared slopes %d, of more than 128 inputs %d, that pack %d, of pairs %d, of families %d, with fours of neighbours %d\n",
		seen.all, seen.shared, seen.wide, seen.packed, seen.pairs, seen.families,
		seen.neighbours);
	assert_true(seen.all > 48 && seen.shared > 24 && seen.wide > 8 && seen.packed > 16 &&
		    seen.pairs > 8 && seen.families > 4 && seen.neighbours > 8);
	if (ran == 0)
		skip(); /* this CPU has no FMA */
}

/* Pieces are the packed slopes in order, none of them past the bound that was asked for. */
static void slopes_in_pieces_are_the_whole(void **state)
{
	struct fpe_rng rng;
	int kinds[FEW_KINDS] = { 0 };
	enum plan plan[FPE_MAX_LAYERS];

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 9);
	for (int round = 0; round < 100; round++) {
		struct fixture f;
		struct fpe_kernel *kernel;
		const struct packing *packing;
		float *vectors, *slopes, steepest;
		const float *piece;
		size_t at = 0, first, end;
		struct feed feed;

		fixture_draw(&f, &rng, random_between(&rng, 1, 40));
		feed = (struct feed){ f.data, f.order, NULL, f.n };
		assert_int_equal(fpe_kernel_new(f.net, f.data, &kernel, NULL), FPE_OK);
		packing = fpe_kernel_packing(kernel);
		vectors = packing_vectors(packing, 2, 1);
		slopes = vectors + packing->floats;
		packing_pack(packing, fpe_kernel_ops(kernel), f.net, PACKED_VALUE, vectors);
		assert_true(fpe_kernel_slope(kernel, vectors, &feed, slopes));
		steepest = fpe_kernel_ops(kernel)->largest((int)packing->floats, slopes);
		if (steepest > 0) /* not: outputs that are all rectified away */
			assert_false(fpe_kernel_begin_pieces(kernel, vectors, &feed, steepest / 2));
		plan_layers(f.net, f.data, plan);
		if (f.n > plan_few(f.net, plan)) {
			assert_false(fpe_kernel_begin_pieces(kernel, vectors, &feed, INFINITY));
		} else {
			assert_true(fpe_kernel_begin_pieces(kernel, vectors, &feed, 1e30f));
			while ((piece = fpe_kernel_piece(kernel, &first, &end))) {
				assert_int_equal(first, at);
				assert_memory_equal(piece, slopes + first,
						    (end - first) * sizeof *piece);
				at = end;
			}
			assert_int_equal(at, packing->floats);
			for (int l = 0; l < f.net->layers; l++)
				kinds[kernel->few.kind[l]]++;
		}
		free(vectors);
		fpe_kernel_free(kernel);
		fixture_free(&f);
	}
	print_message("# layers by rows %d, by units %d, by blocks %d\n", kinds[FEW_ROWS],
		      kinds[FEW_UNITS], kinds[FEW_BLOCKS]);
	assert_true(kinds[FEW_ROWS] > 20 && kinds[FEW_UNITS] > 3 && kinds[FEW_BLOCKS] > 20);
}

/* The other samples of a tile, and its padding, change nothing. */
static void a_sample_alone_has_the_logits_it_has_in_company(void **state)
{
	struct fpe_rng rng;
	struct fpe_error err;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 2);
	for (int i = 0; i < COUNT(isas); i++) {
		test_row("%s", isas[i]);
		struct fpe_kernel *kernel;
		struct fixture f;
		struct answer a;
		float alone[32];
		int c;

		fixture_draw(&f, &rng, 150);
		c = f.net->layer[f.net->layers - 1].out;
		if (answer_get(&a, &f, isas[i])) {
			assert_ok(fpe_kernel_new_isa(f.net, f.data, isas[i], &kernel, &err));
			for (int s = 0; s < f.n; s++) {
				fpe_kernel_logits(kernel, f.net, f.data, f.order + s, 1, alone);
				assert_memory_equal(alone, a.logits + s * c,
						    (size_t)c * sizeof *alone);
			}
			fpe_kernel_free(kernel);
			answer_free(&a);
		}
		fixture_free(&f);
	}
}

/* One number of r, which has this slope by the gradient: add to the squares of error and
   slope. */
static void add_error(const struct fixture *f, struct reference *r, double *w, double want,
		      double sums[2])
{
	double keep = *w, up, slope;

	*w = keep + 1e-6;
	up = reference_loss(r, f->data, f->order, f->n);
	*w = keep - 1e-6;
	slope = (up - reference_loss(r, f->data, f->order, f->n)) / 2e-6;
	*w = keep;
	sums[0] += pow(slope - want, 2);
	sums[1] += pow(slope, 2);
}

/* Distance of one gradient from central differences of the loss, relative. */
static double gradient_error(const struct fixture *f)
{
	struct reference *r = reference_new(f->net);
	struct reference *g = reference_new(f->net);
	double sums[2] = { 0 };

	reference_gradient(r, f->net, f->data, f->order, f->n, g);
	for (int l = 0; l < r->layers; l++) {
		const struct fpe_layer *of = &f->net->layer[l];

		for (int k = 0; k < of->in * of->out; k++) {
			if (of->mask[k] != 0)
				add_error(f, r, &r->weight[l][k], g->weight[l][k], sums);
		}
		for (int k = 0; k < of->out && !of->unbiased; k++)
			add_error(f, r, &r->bias[l][k], g->bias[l][k], sums);
	}
	reference_free(r);
	reference_free(g);
	return sums[1] > 0 ? sqrt(sums[0] / sums[1]) : 0;
}

static void the_reference_gradient_agrees_with_differences(void **state)
{
	double worst = 0;
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 3);
	for (int round = 0; round < 25; round++) {
		/* small: a pass for each number */
		struct fixture f = { .net = random_net(&rng) };

		fixture_fill(&f, &rng, 7);
		f.net->activation = (enum fpe_activation)(round % FPE_ACTIVATIONS);
		/* without biases sums are 0 at times, where these have a corner */
		if (f.net->activation == FPE_RELU || f.net->activation == FPE_LEAKY) {
			fpe_net_set_biased(f.net, true);
			fpe_net_init(f.net, FPE_INIT_UNIFORM, fpe_rng_u64(&rng));
		}
		worst = fmax(worst, gradient_error(&f));
		fixture_free(&f);
	}
	print_message("# relative error of the gradient: %.1e\n", worst);
	assert_true(worst < 1e-5);
}

/* One input, one layer: the logits are the sample's values times z. */
static struct fpe_net *line(int outputs, const float *slope)
{
	struct fpe_net *net;

	assert_int_equal(fpe_net_new((int[]){ 1, outputs }, 1, &net, NULL), FPE_OK);
	memcpy(net->layer[0].weight, slope, (size_t)outputs * sizeof *slope);
	return net;
}

static double loss_at(const char *isa, const struct fpe_net *net, float x, int label, double *want)
{
	int c = net->layer[0].out;
	struct fpe_kernel *kernel;
	struct reference *r = reference_new(net);
	struct fpe_data *data;
	double loss;

	assert_false(fpe_data_new(1, 1, c == 1 ? 2 : c, 1, &data, NULL));
	data->real[0] = x;
	data->label[0] = label;
	*want = reference_loss(r, data, NULL, 1);
	assert_false(fpe_kernel_new_isa(net, NULL, isa, &kernel, NULL));
	loss = fpe_kernel_score(kernel, net, data).loss;
	fpe_kernel_free(kernel);
	fpe_data_free(data);
	reference_free(r);
	return loss;
}

static int has(const char *isa)
{
	struct fpe_net *net = line(1, (float[]){ 1 });
	struct fpe_kernel *kernel;
	int yes = !fpe_kernel_new_isa(net, NULL, isa, &kernel, NULL);

	fpe_kernel_free(kernel);
	fpe_net_free(net);
	return yes;
}

/* The hidden neuron's output and slope at z: its bias's gradient, where the slope of
   the squared loss is 1. */
static void at_neuron(struct fpe_kernel *kernel, struct fpe_net *net, struct fpe_data *data,
		      float z, double *out, double *slope)
{
	struct fpe_net *into = fpe_net_copy(net);
	float y;

	data->real[0] = z;
	fpe_kernel_logits(kernel, net, data, NULL, 1, &y);
	*out = (double)y;
	data->target[0] = 0;
	net->layer[1].bias[0] = .5f - y; /* rounds, and so does what is left of y */
	fpe_kernel_logits(kernel, net, data, NULL, 1, &y);
	fpe_kernel_gradient(kernel, net, data, NULL, 1, into);
	*slope = (double)into->layer[0].bias[0] / (2 * (double)y);
	net->layer[1].bias[0] = 0;
	fpe_net_free(into);
}

static void assert_neuron(struct fpe_kernel *kernel, struct fpe_net *net, struct fpe_data *data)
{
	const struct fpe_activation_info *f = &fpe_activation_info[net->activation];
	double out, slope;

	for (float z = -30; z <= 30; z += .0625f) {
		double y = f->forward((double)z), rise = f->slope((double)z, y);

		at_neuron(kernel, net, data, z, &out, &slope);
		if (!(fabs(out - y) <= 1e-6 * fabs(y) + 1e-28) || !(fabs(slope - rise) <= 4e-7))
			fail_msg("%s(%g) is %.9g with slope %.9g, wanted %.9g, %.9g", f->name,
				 (double)z, out, slope, y, rise);
	}
	at_neuron(kernel, net, data, -1e30f, &out, &slope);
	assert_true(out <= 0 || net->activation == FPE_SIGMOID);
	assert_true(isfinite(out));
	at_neuron(kernel, net, data, NAN, &out, &slope);
	assert_true(isnan(out));
}

static void neurons_keep_their_digits_far_out(void **state)
{
	struct fpe_net *net;
	struct fpe_data *data;

	(void)state;
	assert_false(fpe_net_new((int[]){ 1, 1, 1 }, 2, &net, NULL));
	assert_false(fpe_data_new_targets(1, 1, 1, 1, &data, NULL));
	net->loss = FPE_LOSS_SQUARED;
	net->layer[0].weight[0] = net->layer[1].weight[0] = 1;
	for (int i = 0; i < COUNT(isas); i++) {
		for (int a = 0; has(isas[i]) && a < FPE_ACTIVATIONS; a++) {
			struct fpe_kernel *kernel;

			test_row("%s, %s", isas[i], fpe_activation_info[a].name);
			net->activation = (enum fpe_activation)a;
			assert_false(fpe_kernel_new_isa(net, data, isas[i], &kernel, NULL));
			assert_neuron(kernel, net, data);
			fpe_kernel_free(kernel);
		}
	}
	fpe_data_free(data);
	fpe_net_free(net);
}

/* Sure samples have losses far below one rounding of 1, down to e^-64, where
   they stay. All differences of logits here are exact. */
static void losses_keep_their_digits_from_sure_to_wrong(void **state)
{
	struct fpe_net *one = line(1, (float[]){ 1 });
	struct fpe_net *two = line(2, (float[]){ 0, 1 });
	struct fpe_net *three = line(3, (float[]){ -1, 1, 0 });

	(void)state;
	for (int i = 0; i < COUNT(isas); i++) {
		test_row("%s", isas[i]);
		for (float x = -80; has(isas[i]) && x <= 80; x += 0.37f) {
			double a, want, least = exp(-64);

			a = loss_at(isas[i], one, x, 1, &want);
			assert_near("one output", a, fmax(want, least), 4e-7);
			a = loss_at(isas[i], two, x, 1, &want);
			assert_near("two outputs", a, fmax(want, least), 4e-7);
			a = loss_at(isas[i], three, x / 2, 0, &want);
			assert_near("three outputs", a, want, 4e-7);
		}
	}
	fpe_net_free(one);
	fpe_net_free(two);
	fpe_net_free(three);
}

static double accuracy_of(const struct fpe_net *net, int label)
{
	struct fpe_kernel *kernel;
	struct fpe_data *data;
	double accuracy;
	int c = net->layer[0].out;

	assert_false(fpe_data_new(1, 1, c == 1 ? 2 : c, 0, &data, NULL));
	data->label[0] = label;
	assert_false(fpe_kernel_new(net, NULL, &kernel, NULL));
	accuracy = fpe_kernel_score(kernel, net, data).accuracy;
	fpe_kernel_free(kernel);
	fpe_data_free(data);
	return accuracy;
}

static void of_equal_logits_the_first_counts(void **state)
{
	struct fpe_net *one = line(1, (float[]){ 0 });
	struct fpe_net *four = line(4, (float[4]){ 0 });

	(void)state;
	four->layer[0].bias[1] = four->layer[0].bias[3] = 2;
	assert_true(accuracy_of(four, 1) == 1);
	assert_true(accuracy_of(four, 3) == 0);
	assert_true(accuracy_of(one, 0) == 1);
	assert_true(accuracy_of(one, 1) == 0);
	fpe_net_free(one);
	fpe_net_free(four);
}

static void live_weights_are_those_of_the_mask_in_order(void **state)
{
	struct fpe_rng rng;
	struct fpe_error err;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 4);
	for (int round = 0; round < 50; round++) {
		struct fpe_net *net = random_net(&rng);
		struct fpe_kernel *kernel;

		assert_ok(fpe_kernel_new(net, NULL, &kernel, &err));
		for (int l = 0; l < net->layers; l++) {
			const struct packed_layer *p = &fpe_kernel_packing(kernel)->layer[l];
			int k = 0;
			const struct fpe_layer *of = &net->layer[l];

			for (int32_t i = 0; i < of->in * of->out; i++) {
				if (of->mask[i] == 0)
					continue;
				assert_true(k < p->nnz);
				assert_int_equal(p->live[k++], i);
			}
			assert_int_equal(k, p->nnz);
		}
		fpe_kernel_free(kernel);
		fpe_net_free(net);
	}
}

static void a_broken_weight_shows_in_the_loss(void **state)
{
	struct fpe_rng rng;

	(void)state;
	fpe_rng_open(&rng, test_seed(__func__), FPE_RNG_TEST_ONLY, 5);
	for (int round = 0; round < 40; round++) {
		struct fixture f;
		struct fpe_layer *last;

		fixture_draw(&f, &rng, 20);
		/* every sample passes the last biases */
		last = &f.net->layer[f.net->layers - 1];
		last->bias[random_between(&rng, 0, last->out - 1)] = NAN;
		for (int i = 0; i < COUNT(isas); i++) {
			test_row("%s", isas[i]);
			struct answer a;

			if (!answer_get(&a, &f, isas[i]))
				continue;
			assert_false(isfinite(a.loss));
			answer_free(&a);
		}
		fixture_free(&f);
	}
}

/* net: of three outputs and one input. */
static void assert_real_targets_fit(struct fpe_net *net)
{
	struct fpe_data *three, *one;
	struct fpe_error err;

	assert_ok(fpe_data_new_targets(1, 1, 3, 0, &three, &err));
	assert_ok(fpe_data_new_targets(1, 1, 1, 0, &one, &err));
	assert_fails(FPE_ESHAPE, fpe_kernel_fits(net, three, &err));
	net->loss = FPE_LOSS_SQUARED;
	assert_ok(fpe_kernel_fits(net, three, &err));
	assert_fails(FPE_ESHAPE, fpe_kernel_fits(net, one, &err));
	fpe_data_free(one);
	assert_ok(fpe_data_new(1, 1, 3, 0, &one, &err));
	assert_fails(FPE_ESHAPE, fpe_kernel_fits(net, one, &err));
	net->loss = fpe_loss_of(3);
	assert_ok(fpe_kernel_fits(net, one, &err));
	fpe_data_free(one);
	fpe_data_free(three);
}

static void what_does_not_fit_is_refused(void **state)
{
	struct fpe_net *net = line(3, (float[3]){ 0 });
	struct fpe_data *data;
	struct fpe_kernel *kernel;
	struct fpe_score score;
	struct fpe_error err;

	(void)state;
	assert_ok(fpe_data_new(1, 2, 2, 0, &data, &err));
	assert_fails(FPE_ESHAPE, fpe_kernel_fits(net, data, &err));
	data->inputs = 1;
	assert_ok(fpe_kernel_fits(net, data, &err));
	data->classes = 4;
	assert_fails(FPE_ESHAPE, fpe_kernel_fits(net, data, &err));
	assert_real_targets_fit(net);
	assert_fails(FPE_ENAME, fpe_kernel_new_isa(net, NULL, "vax", &kernel, &err));
	assert_ok(fpe_kernel_new(net, NULL, &kernel, &err));
	data->count = 0;
	score = fpe_kernel_score(kernel, net, data);
	assert_true(isnan(score.loss) && isnan(score.accuracy));
	print_message("# instruction set: %s\n", fpe_kernel_isa());
	fpe_kernel_free(kernel);
	fpe_data_free(data);
	fpe_net_free(net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_build_agrees_with_loops_in_double),
		cmocka_unit_test(nets_at_the_limits_agree_with_loops_in_double),
		cmocka_unit_test(builds_with_fma_give_the_same_bits),
		cmocka_unit_test(builds_with_fma_give_the_bits_of_the_scalar_model),
		cmocka_unit_test(tables_give_the_bits_of_the_scalar_model),
		cmocka_unit_test(scores_can_be_stopped_between_tiles),
		cmocka_unit_test(slopes_in_pieces_are_the_whole),
		cmocka_unit_test(a_sample_alone_has_the_logits_it_has_in_company),
		cmocka_unit_test(the_reference_gradient_agrees_with_differences),
		cmocka_unit_test(neurons_keep_their_digits_far_out),
		cmocka_unit_test(losses_keep_their_digits_from_sure_to_wrong),
		cmocka_unit_test(of_equal_logits_the_first_counts),
		cmocka_unit_test(live_weights_are_those_of_the_mask_in_order),
		cmocka_unit_test(a_broken_weight_shows_in_the_loss),
		cmocka_unit_test(what_does_not_fit_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
