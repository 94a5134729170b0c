/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_kernel_digits.c - how exact slopes, neurons and losses are far out, and at equal logits. */
#include "support/kernel_fixture.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_reference_gradient_agrees_with_differences),
		cmocka_unit_test(neurons_keep_their_digits_far_out),
		cmocka_unit_test(losses_keep_their_digits_from_sure_to_wrong),
		cmocka_unit_test(of_equal_logits_the_first_counts),
		cmocka_unit_test(a_broken_weight_shows_in_the_loss),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
