/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attack.c - flips that leave the label, by all inputs or greedily. Changes no arm.
 *
 * Not here: real inputs (attack_real.c).
 */
#include "lab/arm/attack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK (1 << 16)	       /* inputs a kernel is asked about at once */
#define WORK_UNASKED (1 << 21) /* multiplications */

bool attack_can_flip(const struct fpe_data *test, const struct fpe_task *task)
{
	return test->bits && test->label && test->classes == 2 && task && fpe_task_has_rule(task);
}

static enum fpe_status check(const struct fpe_data *test, const struct fpe_task *task,
			     struct fpe_error *err)
{
	if (!test->bits)
		return fpe_fail(err, FPE_ESTATE, "the inputs are not Boolean: no bit to flip");
	if (!attack_can_flip(test, task))
		return fpe_fail(err, FPE_ESTATE,
				"no formula says which flips leave the label as it is");
	return FPE_OK;
}

static int attacked(const struct fpe_data *test)
{
	return test->count < ATTACK_SAMPLES ? test->count : ATTACK_SAMPLES;
}

static const uint64_t *bits_of(const struct fpe_data *data, int sample)
{
	return data->bits + (size_t)sample * (size_t)data->words;
}

/* Sums over samples so far. */
struct tally {
	double flips;
	int right, firm;
};

static void count(struct tally *t, int flips)
{
	t->flips += flips;
	t->right++;
	t->firm += flips > 1;
}

static void take(const struct tally *t, int samples, bool exact, struct attack_flips *out)
{
	*out = (struct attack_flips){ .mean = t->right ? t->flips / t->right : NAN,
				      .one = (double)t->firm / samples,
				      .exact = exact,
				      .samples = samples };
}

/* ------------------------------------------------------------- all inputs */

/* How far each input is from one with label `label` that the net has wrong; both [2^d]. */
struct cube {
	int inputs;
	size_t points;
	uint8_t *far[2]; /* flips, 255: more than there are */
};

static void mark_block(struct cube *c, const struct fpe_task *task, const struct fpe_data *block,
		       const int32_t *said, size_t first)
{
	for (int i = 0; i < block->count; i++) {
		bool label = fpe_task_label(task, bits_of(block, i));

		c->far[label][first + (size_t)i] = said[i] == label ? UINT8_MAX : 0;
		c->far[!label][first + (size_t)i] = UINT8_MAX;
	}
}

/* What the net says of every input. */
static enum fpe_status ask_all(struct cube *c, struct fpe_kernel *kernel, const struct fpe_net *net,
			       const struct fpe_task *task, const struct fpe_watch *watch,
			       struct fpe_error *err)
{
	int size = c->points < BLOCK ? (int)c->points : BLOCK;
	int32_t *said = malloc((size_t)size * sizeof *said);
	struct fpe_data *block = NULL;
	struct fpe_score score;
	enum fpe_status status =
		said ? fpe_data_new(size, c->inputs, 2, 0, &block, err) : fpe_no_memory(err);

	for (size_t at = 0; at < c->points && !status; at += (size_t)size) {
		for (int i = 0; i < size; i++)
			block->bits[i] = at + (size_t)i;
		status = fpe_kernel_score_watched(kernel, net, block, watch, said, &score, err);
		if (!status)
			mark_block(c, task, block, said, at);
	}
	fpe_data_free(block);
	free(said);
	return status;
}

/* The fewest flips to a marked input: flips of one bit after the other, each taken or not,
   reach every input at its distance. */
static enum fpe_status spread(const struct cube *c, uint8_t *far, const struct fpe_watch *watch,
			      struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (int bit = 0; bit < c->inputs && !status; bit++) {
		size_t step = (size_t)1 << bit;

		for (size_t block = 0; block < c->points; block += 2 * step) {
			for (size_t i = block; i < block + step; i++) {
				uint8_t a = far[i], b = far[i + step];

				far[i] = b < a ? (uint8_t)(b + 1) : a;
				far[i + step] = a < b ? (uint8_t)(a + 1) : b;
			}
		}
		status = fpe_watch_ask(watch, err);
	}
	return status;
}

static enum fpe_status by_all_inputs(struct fpe_kernel *kernel, const struct fpe_net *net,
				     const struct fpe_data *test, const struct fpe_task *task,
				     const struct fpe_watch *watch, struct tally *t,
				     struct fpe_error *err)
{
	struct cube c = { .inputs = test->inputs, .points = (size_t)1 << test->inputs };
	enum fpe_status status = FPE_OK;

	for (int label = 0; label < 2; label++) {
		c.far[label] = malloc(c.points);
		if (!c.far[label])
			status = fpe_no_memory(err);
	}
	if (!status)
		status = ask_all(&c, kernel, net, task, watch, err);
	for (int label = 0; label < 2 && !status; label++)
		status = spread(&c, c.far[label], watch, err);
	for (int i = 0; i < attacked(test) && !status; i++) {
		const uint64_t *bits = bits_of(test, i);
		int far = c.far[fpe_task_label(task, bits)][bits[0]];

		if (far > 0) /* at 0 it is wrong itself */
			count(t, far == UINT8_MAX ? c.inputs + 1 : far);
	}
	free(c.far[0]);
	free(c.far[1]);
	return status;
}

/* --------------------------------------------------------------- greedily */

/* A sample on its way, and room for the sums of each layer. */
struct walk {
	const struct fpe_net *net;
	const struct fpe_task *task;
	uint64_t *bits;
	bool *flipped;		       /* [d] */
	double *first;		       /* [out] sums of the first layer */
	double *sum[FPE_MAX_LAYERS];   /* [out] of each layer, of a trial */
	bool label;		       /* that must stay */
	const struct fpe_watch *watch; /* asked where the last time was much work ago */
	long unasked;
	enum fpe_status status; /* of it */
	struct fpe_error *err;
};

static void walk_close(struct walk *w)
{
	free(w->bits);
	free(w->flipped);
	free(w->first);
	for (int l = 0; l < w->net->layers; l++)
		free(w->sum[l]);
}

static enum fpe_status walk_open(struct walk *w, const struct fpe_data *test, struct fpe_error *err)
{
	bool fine;

	w->bits = malloc((size_t)test->words * sizeof *w->bits);
	w->flipped = malloc((size_t)test->inputs * sizeof *w->flipped);
	w->first = malloc((size_t)w->net->layer[0].out * sizeof *w->first);
	fine = w->bits && w->flipped && w->first;
	for (int l = 0; l < w->net->layers; l++) {
		w->sum[l] = malloc((size_t)w->net->layer[l].out * sizeof *w->sum[l]);
		fine &= w->sum[l] != NULL;
	}
	return fine ? FPE_OK : fpe_no_memory(err);
}

static bool bit_of(const uint64_t *bits, int j)
{
	return bits[j / 64] >> j % 64 & 1;
}

/* From sums of the first layer in sum[0]: by how much the logits say the label; <= 0, or
   < 0 of label 0 of one output, where they say the other one. */
static double margin(const struct walk *w)
{
	const struct fpe_net *net = w->net;
	double (*forward)(double) = fpe_activation_info[net->activation].forward;
	const double *z;

	for (int l = 1; l < net->layers; l++) {
		const struct fpe_layer *of = &net->layer[l];

		for (int i = 0; i < of->in; i++)
			w->sum[l - 1][i] = forward(w->sum[l - 1][i]);
		for (int r = 0; r < of->out; r++) {
			const float *weight = of->weight + (size_t)r * (size_t)of->in;
			double sum = (double)of->bias[r];

			for (int i = 0; i < of->in; i++)
				sum += (double)weight[i] * w->sum[l - 1][i];
			w->sum[l][r] = sum;
		}
	}
	z = w->sum[net->layers - 1];
	if (fpe_net_outputs(net) == 1)
		return w->label ? z[0] : -z[0];
	return z[w->label] - z[!w->label];
}

/* Does the net say the label? As kernels have it: a logit of 0 is class 0, of equal ones the
   first is said. */
static bool says(const struct walk *w, double margin)
{
	return margin > 0 || (margin == 0 && !w->label);
}

/* Add input j, or take it away, from sums of the first layer. */
static void flip_sums(const struct walk *w, int j, double *sum)
{
	const struct fpe_layer *l = &w->net->layer[0];
	double by = bit_of(w->bits, j) ? -1 : 1;

	for (int i = 0; i < l->out; i++)
		sum[i] += by * (double)l->weight[(size_t)i * (size_t)l->in + (size_t)j];
}

static void flip(struct walk *w, int j)
{
	w->bits[j / 64] ^= UINT64_C(1) << j % 64;
}

static void begin(struct walk *w, const struct fpe_data *test, int sample)
{
	const struct fpe_layer *l = &w->net->layer[0];

	memcpy(w->bits, bits_of(test, sample), (size_t)test->words * sizeof *w->bits);
	memset(w->flipped, 0, (size_t)test->inputs * sizeof *w->flipped);
	for (int i = 0; i < l->out; i++) {
		const float *weight = l->weight + (size_t)i * (size_t)l->in;
		double sum = (double)l->bias[i];

		for (int j = 0; j < l->in; j++)
			sum += bit_of(w->bits, j) ? (double)weight[j] : 0;
		w->first[i] = sum;
	}
	w->label = fpe_task_label(w->task, w->bits);
	w->unasked += (long)fpe_layer_size(l);
}

static double margin_now(struct walk *w, int flipping)
{
	size_t size = (size_t)w->net->layer[0].out * sizeof *w->first;

	memcpy(w->sum[0], w->first, size);
	if (flipping >= 0)
		flip_sums(w, flipping, w->sum[0]);
	return margin(w);
}

static void ask_watch(struct walk *w)
{
	for (int l = 0; l < w->net->layers; l++)
		w->unasked += l ? (long)fpe_layer_size(&w->net->layer[l]) : w->net->layer[l].out;
	w->unasked += w->task->inputs; /* a label's literals, about */
	if (w->unasked < WORK_UNASKED)
		return;
	w->unasked = 0;
	w->status = fpe_watch_ask(w->watch, w->err);
}

/* The flip that leaves the label and the least margin; -1: none is left. */
static int best_flip(struct walk *w, double *least)
{
	int best = -1;

	for (int j = 0; j < w->task->inputs && !w->status; j++) {
		bool stays;
		double after;

		if (w->flipped[j])
			continue;
		ask_watch(w);
		flip(w, j);
		stays = fpe_task_label(w->task, w->bits) == w->label;
		flip(w, j);
		if (!stays)
			continue;
		after = margin_now(w, j);
		if (best < 0 || after < *least) {
			best = j;
			*least = after;
		}
	}
	return best;
}

/* Flips until the answer changes; d + 1: it never did. 0: it is wrong as it is. */
static int walk_along(struct walk *w)
{
	int inputs = w->task->inputs, flips = 0;
	double now = margin_now(w, -1);

	while (says(w, now)) {
		int j = best_flip(w, &now);

		if (j < 0 || w->status)
			return inputs + 1;
		flip_sums(w, j, w->first);
		flip(w, j);
		w->flipped[j] = true;
		flips++;
	}
	return flips;
}

static enum fpe_status greedily(const struct fpe_net *net, const struct fpe_data *test,
				const struct fpe_task *task, const struct fpe_watch *watch,
				struct tally *t, struct fpe_error *err)
{
	struct walk w = { .net = net, .task = task, .watch = watch, .err = err };

	w.status = walk_open(&w, test, err);
	for (int i = 0; i < attacked(test) && !w.status; i++) {
		int flips;

		begin(&w, test, i);
		ask_watch(&w);
		flips = walk_along(&w);
		if (flips > 0)
			count(t, flips);
	}
	walk_close(&w);
	return w.status;
}

enum fpe_status attack_flips(struct fpe_kernel *kernel, const struct fpe_net *net,
			     const struct fpe_data *test, const struct fpe_task *task, int most,
			     const struct fpe_watch *watch, struct attack_flips *out,
			     struct fpe_error *err)
{
	enum fpe_status status = check(test, task, err);
	struct tally t = { 0 };
	bool exact = test->inputs <= most;

	if (!status)
		status = exact ? by_all_inputs(kernel, net, test, task, watch, &t, err)
			       : greedily(net, test, task, watch, &t, err);
	if (!status)
		take(&t, attacked(test), exact, out);
	return status;
}

enum fpe_status attack_fill(struct fpe_kernel *kernel, const struct fpe_net *net,
			    const struct fpe_data *test, const struct fpe_task *task,
			    const struct fpe_watch *watch, double out[FPE_METRIC_COUNT],
			    struct fpe_error *err)
{
	struct attack_flips flips;
	enum fpe_status status;

	out[FPE_METRIC_FEWEST_FLIPS] = out[FPE_METRIC_ADVERSARIAL_ACCURACY] = NAN;
	if (!test || !test->label)
		return FPE_OK;
	if (!test->bits)
		return attack_real(kernel, net, test, ATTACK_EPS, ATTACK_STEPS, watch,
				   &out[FPE_METRIC_ADVERSARIAL_ACCURACY], err);
	if (!attack_can_flip(test, task))
		return FPE_OK;
	status = attack_flips(kernel, net, test, task, ATTACK_EXACT, watch, &flips, err);
	if (status)
		return status;
	out[FPE_METRIC_FEWEST_FLIPS] = flips.mean;
	out[FPE_METRIC_ADVERSARIAL_ACCURACY] = flips.one;
	return FPE_OK;
}
