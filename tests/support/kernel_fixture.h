/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernel_fixture.h - a net with samples, and all that a kernel gives for it. */
#ifndef TESTS_KERNEL_FIXTURE_H
#define TESTS_KERNEL_FIXTURE_H

#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernel/kernel.h"
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
static inline void fixture_fill(struct fixture *f, struct fpe_rng *rng, int n)
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

static inline void fixture_draw(struct fixture *f, struct fpe_rng *rng, int n)
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

static inline void fixture_free(struct fixture *f)
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

static inline int answer_get(struct answer *a, const struct fixture *f, const char *isa)
{
	int c = f->net->layer[f->net->layers - 1].out;
	struct fpe_kernel *kernel;
	struct fpe_error err;
	enum fpe_status status;

	*a = (struct answer){ 0 };
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

static inline void answer_free(struct answer *a)
{
	free(a->logits);
	fpe_net_free(a->gradient);
}

static inline void assert_near(const char *name, double a, double b, double tolerance)
{
	if (!(fabs(a - b) <= tolerance * fabs(b)) && !(isnan(a) && isnan(b)))
		fail_msg("%s: %.9g, wanted %.9g", name, a, b);
}

/* Terms may cancel, so beside the relative tolerance one rounding of their sum without
   signs is allowed. */
static inline void compare(const char *name, const float *ours, const double *want, size_t n,
			   double terms)
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
static inline double loss_tolerance(const struct fpe_net *net, double loss, double terms)
{
	return 2e-6 +
	       8 * ROUNDING * terms * (fpe_loss_is_of_targets(net->loss) ? 2 / sqrt(loss) : 1);
}

static inline void compare_all(const struct answer *a, const struct fixture *f)
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

/* One input, one layer: the logits are the sample's values times z. */
static inline struct fpe_net *line(int outputs, const float *slope)
{
	struct fpe_net *net;

	assert_int_equal(fpe_net_new((int[]){ 1, outputs }, 1, &net, NULL), FPE_OK);
	memcpy(net->layer[0].weight, slope, (size_t)outputs * sizeof *slope);
	return net;
}

#endif
