/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trainer.c - minibatches in shuffled order.
 *
 * Owns the order of samples, the kernel, and parameters, moments and slopes packed for it
 * (kernel/packing.h); the net gets them when somebody asks for it, so a copied net goes on
 * as the one it left.
 * Nothing is allocated after fpe_trainer_new, but where masks move, or first inputs.
 * Not here: gradients (kernel/), the optimisers' steps (optimizer.c).
 */
#include "fpe/trainer.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernel/kernel.h"
#include "core/kernel/packing.h"
#include "core/net/adversary.h"
#include "core/net/optimizer.h"
#include "core/net/order.h"
#include "core/net/rigl.h"
#include "core/net/tools.h"
#include "fpe/limits.h"
#include "fpe/rng.h"

/*
 * A gradient beyond this has diverged as surely as one that is not finite.
 * With |g| <= 1e15, lr <= 1e6 and momentum < 1 a step moves no weight by more
 * than some 1e30 and no second moment passes 1e30, so the net stays finite and
 * nothing need be looked at, or undone, after the step.
 */
#define STEEPEST 1e15f
#define MAX_LR 1e6
#define MAX_DECAY 1e3
#define MAX_MOVE 1e6

struct fpe_trainer {
	struct fpe_net *net;
	/* packed parameters are newer than the net's, and so are moments */
	bool ahead, moments_ahead;
	struct fpe_net *thin; /* with weights scaled, to look at; blank until it is asked for */
	const struct fpe_data *data;
	struct fpe_train_settings settings; /* of the epoch under way */
	struct fpe_train_settings next;
	uint64_t seed;
	int epoch, batch;
	struct order order; /* of the epoch under way */
	struct tools tools;
	struct fpe_team *team;	       /* borrowed; or NULL */
	const struct fpe_watch *watch; /* borrowed; or NULL */
	struct adam_powers powers;
	struct adversary adversary;
};

enum fpe_status fpe_train_check(const struct fpe_train_settings *settings, struct fpe_error *err)
{
	const struct fpe_train_settings *s = settings;

	if (!(s->lr >= 0 && s->lr <= MAX_LR))
		return fpe_fail(err, FPE_ERANGE, "lr is %g; 0 to %g are allowed", s->lr, MAX_LR);
	if (s->batch < 0)
		return fpe_fail(err, FPE_ERANGE, "batch is %d; 0 (all) or more is allowed",
				s->batch);
	if (!(s->momentum >= 0 && s->momentum < 1))
		return fpe_fail(err, FPE_ERANGE, "momentum is %g; 0 to below 1 is allowed",
				s->momentum);
	if (!(s->decay >= 0 && s->decay <= MAX_DECAY))
		return fpe_fail(err, FPE_ERANGE, "decay is %g; 0 to %g are allowed", s->decay,
				MAX_DECAY);
	if (!(s->dropconnect >= 0 && s->dropconnect < 1))
		return fpe_fail(err, FPE_ERANGE, "dropconnect is %g; 0 to below 1 is allowed",
				s->dropconnect);
	if (!(s->adversarial >= 0 && s->adversarial <= MAX_MOVE))
		return fpe_fail(err, FPE_ERANGE, "adversarial is %g; 0 to %g are allowed",
				s->adversarial, MAX_MOVE);
	if (s->masks_until < 0 || s->masks_until > FPE_MAX_EPOCHS)
		return fpe_fail(err, FPE_ERANGE, "masks_until is %d; 0 to %d are allowed",
				s->masks_until, FPE_MAX_EPOCHS);
	return FPE_OK;
}

static int batch_size(const struct fpe_trainer *t, const struct fpe_train_settings *s)
{
	return s->batch == 0 || s->batch > t->data->count ? t->data->count : s->batch;
}

/* The settings of the step to come: an epoch not begun takes the new ones. */
static const struct fpe_train_settings *current(const struct fpe_trainer *t)
{
	return t->batch == 0 ? &t->next : &t->settings;
}

static void begin_epoch(struct fpe_trainer *t)
{
	t->settings = t->next;
	/* one step over all samples: their order would only move roundings */
	order_epoch(&t->order, t->epoch, batch_size(t, &t->settings) < t->data->count);
}

static void settle_parameters(struct fpe_trainer *t)
{
	if (t->ahead)
		packing_unpack(t->tools.packing, t->tools.value, PACKED_VALUE, t->net);
	t->ahead = false;
}

void fpe_trainer_settle(struct fpe_trainer *trainer)
{
	struct fpe_trainer *t = trainer;

	settle_parameters(t);
	if (t->moments_ahead) {
		packing_unpack(t->tools.packing, t->tools.m, PACKED_M, t->net);
		packing_unpack(t->tools.packing, t->tools.v, PACKED_V, t->net);
	}
	t->moments_ahead = false;
}

size_t fpe_trainer_moments(const struct fpe_trainer *trainer, int layer, bool second, float *to)
{
	const struct tools *tools = &trainer->tools;

	return packing_live(tools->packing, trainer->net, layer, second ? tools->v : tools->m, to);
}

bool fpe_trainer_has_moments(const struct fpe_trainer *trainer)
{
	return tools_have_moments(&trainer->tools);
}

void fpe_trainer_leave_moments(struct fpe_trainer *trainer)
{
	if (!trainer->moments_ahead)
		tools_leave_moments(&trainer->tools, trainer->net);
	trainer->moments_ahead = true;
}

static void go_ahead(struct fpe_trainer *t)
{
	if (!t->ahead)
		tools_leave_parameters(&t->tools, t->net);
	t->ahead = true;
	fpe_trainer_leave_moments(t);
}

static enum fpe_status set_up(struct fpe_trainer *t, struct fpe_error *err)
{
	enum fpe_status status = tools_make(&t->tools, t->net, t->data, t->team, err);

	if (status)
		return status;
	t->thin = fpe_net_blank(t->net);
	if (!t->thin)
		return fpe_no_memory(err);
	status =
		order_init(&t->order, t->data, t->seed, fpe_kernel_ops(t->tools.kernel)->pick, err);
	if (status)
		return status;
	/* inside an epoch the masks have moved already */
	if (t->batch > 0)
		begin_epoch(t);
	return FPE_OK;
}

static enum fpe_status check_position(const struct fpe_trainer *t, struct fpe_error *err)
{
	int batches = fpe_trainer_batches(t);

	if (t->epoch < 0)
		return fpe_fail(err, FPE_ERANGE, "epoch is %d", t->epoch);
	if (t->batch < 0 || t->batch >= batches)
		return fpe_fail(err, FPE_ERANGE, "batch %d of an epoch of %d batches", t->batch,
				batches);
	return FPE_OK;
}

enum fpe_status fpe_trainer_new(struct fpe_net *net, const struct fpe_data *data,
				const struct fpe_train_settings *settings, uint64_t seed, int epoch,
				int batch, struct fpe_trainer **out, struct fpe_error *err)
{
	enum fpe_status status = fpe_train_check(settings, err);
	struct fpe_trainer *t;

	*out = NULL;
	if (!status)
		status = fpe_kernel_fits(net, data, err);
	if (status)
		return status;
	if (data->count < 1)
		return fpe_fail(err, FPE_ERANGE, "no samples to train on");
	t = calloc(1, sizeof *t);
	if (!t)
		return fpe_no_memory(err);
	*t = (struct fpe_trainer){ .net = net,
				   .data = data,
				   .settings = *settings,
				   .next = *settings,
				   .seed = seed,
				   .epoch = epoch,
				   .batch = batch };
	status = check_position(t, err);
	if (!status)
		status = set_up(t, err);
	if (status) {
		fpe_trainer_free(t);
		return status;
	}
	*out = t;
	return FPE_OK;
}

void fpe_trainer_free(struct fpe_trainer *trainer)
{
	if (!trainer)
		return;
	fpe_trainer_settle(trainer);
	fpe_net_free(trainer->thin);
	tools_clear(&trainer->tools);
	adversary_clear(&trainer->adversary);
	order_clear(&trainer->order);
	free(trainer);
}

void fpe_trainer_lend(struct fpe_trainer *trainer, struct fpe_team *team)
{
	trainer->team = team;
	fpe_kernel_lend(trainer->tools.kernel, team);
}

void fpe_trainer_watch(struct fpe_trainer *trainer, const struct fpe_watch *watch)
{
	trainer->watch = watch;
	fpe_kernel_watch(trainer->tools.kernel, watch);
}

void fpe_trainer_set(struct fpe_trainer *trainer, const struct fpe_train_settings *settings)
{
	assert(!fpe_train_check(settings, NULL));
	trainer->next = *settings;
}

static bool moves_inputs(const struct fpe_trainer *t)
{
	return adversary_moves(t->data, t->settings.adversarial);
}

/* Of these samples; false: the loss is not finite. */
static bool find_slopes(struct fpe_trainer *t, const struct feed *feed)
{
	const struct tools *tools = &t->tools;
	bool drops = t->settings.dropconnect > 0, finite;

	if (drops) {
		struct fpe_rng rng;

		fpe_rng_open(&rng, t->seed, FPE_RNG_DROPCONNECT,
			     fpe_rng_mix((uint64_t)t->epoch, (uint64_t)t->batch));
		tools_drop(tools, &rng, t->settings.dropconnect);
	}
	finite = fpe_kernel_slope(tools->kernel, drops ? tools->thin : tools->value, feed,
				  tools->slope);
	tools_tie(tools, drops);
	return finite;
}

static bool is_steep(const struct tile_ops *ops, const float *slope, size_t n)
{
	return !(ops->largest((int)n, slope) <= STEEPEST);
}

/* Vectors in as many ranges as there were hands at their slopes. */
struct ranges {
	struct fpe_trainer *t;
	int count;
	struct optimizer optimizer;
	bool steep[FPE_MAX_HANDS];
};

static struct fpe_part range_of(const struct ranges *r, int i)
{
	return fpe_part_of(r->t->tools.packing->floats, r->count, i);
}

static void each_range(struct ranges *r, fpe_piece *piece)
{
	fpe_team_run(r->t->team, r->count, r->count, piece, r);
}

/* What was off has no slope, and the penalty is added. */
static void finish_slopes(void *context, int i, int hand)
{
	struct ranges *r = context;
	const struct fpe_train_settings *settings = &r->t->settings;
	const struct tools *tools = &r->t->tools;
	const struct tile_ops *ops = fpe_kernel_ops(tools->kernel);
	const struct packing *p = tools->packing;
	struct fpe_part range = range_of(r, i);
	size_t at = range.first, hidden = tools_hidden(p);
	float *slope = tools->slope;

	(void)hand;
	/* of tied weights tools_tie did it: their second use is never off */
	for (size_t k = at; settings->dropconnect > 0 && !tools->tie && k < range.end && k < hidden;
	     k++)
		slope[k] *= tools->on[k];
	if (settings->decay > 0 && at < p->weights)
		ops->decay((float)settings->decay,
			   (int)((range.end < p->weights ? range.end : p->weights) - at),
			   tools->value + at, slope + at);
	r->steep[i] = is_steep(ops, slope + at, range.end - at);
}

/* The first layer with a slope that is past STEEPEST or not finite; -1: none. */
static int steepest_layer(const struct fpe_trainer *t, const struct ranges *r)
{
	const struct tile_ops *ops = fpe_kernel_ops(t->tools.kernel);
	const struct packing *p = t->tools.packing;
	const float *slope = t->tools.slope;
	bool steep = false;

	for (int i = 0; i < r->count; i++)
		steep |= r->steep[i];
	if (!steep)
		return -1;
	for (int l = 0; l + 1 < p->layers; l++) {
		const struct packed_layer *of = &p->layer[l];

		if (is_steep(ops, slope + of->weight, of->weights) ||
		    is_steep(ops, slope + of->bias, (size_t)t->net->layer[l].out))
			return l;
	}
	return p->layers - 1;
}

static enum fpe_status diverged(struct fpe_trainer *t, int layer, struct fpe_error *err)
{
	char what[64] = "the loss is not finite";

	fpe_trainer_settle(t);
	if (layer >= 0)
		snprintf(what, sizeof what, "a slope of fc%d is not finite or past %g", layer + 1,
			 (double)STEEPEST);
	return fpe_fail(err, FPE_EDIVERGED, "training diverged after epoch %d, batch %d: %s",
			t->epoch, t->batch, what);
}

/* What there was before the masks moved, to go back to. */
struct before {
	struct fpe_net *net; /* NULL: they did not move */
	struct tools tools;
};

/* The net as it was; frees what it can be again from. */
static void put_back(struct fpe_trainer *t, struct before *before)
{
	if (!before->net)
		return;
	fpe_net_assign(t->net, before->net);
	fpe_net_free(before->net);
	tools_clear(&t->tools);
	t->tools = before->tools;
}

static void let_go(struct before *before)
{
	if (!before->net)
		return;
	fpe_net_free(before->net);
	tools_clear(&before->tools);
}

/* Is there a layer with a place that a weight could move to? */
static bool has_masked(const struct fpe_net *net)
{
	for (int l = 0; l < net->layers; l++) {
		if (fpe_net_layer_nnz(net, l) < fpe_layer_size(&net->layer[l]))
			return true;
	}
	return false;
}

/* At the start of an epoch: masks move, if it is time. */
static enum fpe_status move_masks(struct fpe_trainer *t, struct before *before,
				  struct fpe_error *err)
{
	double share = fpe_rigl_share(t->epoch, t->settings.masks_until);
	struct feed first;
	enum fpe_status status;

	if (share == 0 || !has_masked(t->net))
		return FPE_OK;
	fpe_trainer_settle(t);
	before->net = fpe_net_copy(t->net);
	if (!before->net)
		return fpe_no_memory(err);
	before->tools = t->tools;
	t->tools = (struct tools){ 0 };
	first = order_feed(&t->order, 0, batch_size(t, &t->settings));
	status = rigl_move(t->net, &first, share, t->watch, err);
	if (!status)
		status = tools_make(&t->tools, t->net, t->data, t->team, err);
	if (status)
		put_back(t, before);
	else
		fpe_trainer_watch(t, t->watch);
	return status;
}

static void optimize_range(void *context, int i, int hand)
{
	struct ranges *r = context;
	const struct tools *tools = &r->t->tools;
	struct fpe_part range = range_of(r, i);
	size_t at = range.first, n = range.end - range.first;
	float *copy = r->count > 1 ? fpe_kernel_copy(tools->kernel, hand, tools->value) : NULL;
	const struct optimizer_vectors on = { tools->slope, copy ? copy : tools->value, tools->m,
					      tools->v };

	optimizer_range(&r->optimizer, &on, at, range.end);
	/* one number after the other, into cache lines that others have read: written in one go
	   that is faster than number by number */
	if (copy)
		memcpy(tools->value + at, copy + at, n * sizeof *copy);
}

static void optimize(struct ranges *r)
{
	struct fpe_trainer *t = r->t;

	r->optimizer = optimizer_of(&t->powers, &t->settings, fpe_kernel_ops(t->tools.kernel),
				    ++t->net->steps);
	go_ahead(t);
	each_range(r, optimize_range);
}

static void optimize_pieces(struct fpe_trainer *t)
{
	const struct tools *tools = &t->tools;
	const struct optimizer o = optimizer_of(&t->powers, &t->settings,
						fpe_kernel_ops(tools->kernel), ++t->net->steps);
	struct optimizer_vectors on;
	size_t first, end;

	while ((on.slope = fpe_kernel_piece(tools->kernel, &first, &end))) {
		on.value = tools->value + first;
		on.m = tools->m + first;
		on.v = tools->v + first;
		optimizer_range(&o, &on, 0, end - first);
	}
}

/* Slopes and the optimiser's step in one walk through the parameters, where that goes:
   else nothing, and false. */
static bool step_in_pieces(struct fpe_trainer *t, int at, int n)
{
	const struct tools *tools = &t->tools;
	struct feed feed = order_feed(&t->order, at, n);

	if (t->settings.dropconnect > 0 || t->settings.decay > 0 || tools->tie || moves_inputs(t) ||
	    !fpe_kernel_begin_pieces(tools->kernel, tools->value, &feed, STEEPEST))
		return false;
	go_ahead(t);
	optimize_pieces(t);
	return true;
}

/* Of n samples from `at` on in the order. */
static enum fpe_status step(struct fpe_trainer *t, int at, int n, struct before *before,
			    struct fpe_error *err)
{
	struct feed feed = order_feed(&t->order, at, n);
	struct ranges ranges = { .t = t };
	enum fpe_status status = FPE_OK;
	bool finite;
	int steep;

	if (step_in_pieces(t, at, n)) {
		let_go(before);
		return FPE_OK;
	}
	if (moves_inputs(t)) {
		settle_parameters(t);
		status = adversary_move(&t->adversary, t->net, t->settings.adversarial, &feed,
					t->watch, err);
	}
	finite = !status && find_slopes(t, &feed);
	if (!status)
		status = fpe_watch_ask(t->watch, err);
	if (status) {
		put_back(t, before);
		return status;
	}
	ranges.count = fpe_kernel_hands(t->tools.kernel);
	each_range(&ranges, finish_slopes);
	steep = steepest_layer(t, &ranges);
	if (!finite || steep >= 0) {
		put_back(t, before);
		return diverged(t, steep, err);
	}
	let_go(before);
	optimize(&ranges);
	return FPE_OK;
}

enum fpe_status fpe_trainer_step(struct fpe_trainer *trainer, struct fpe_error *err)
{
	struct fpe_trainer *t = trainer;
	struct before before = { 0 };
	enum fpe_status status;
	int size, at, n;

	if (t->batch == 0) {
		begin_epoch(t);
		status = move_masks(t, &before, err);
		if (status)
			return status;
	}
	size = batch_size(t, &t->settings);
	at = t->batch * size;
	n = t->data->count - at < size ? t->data->count - at : size;
	status = step(t, at, n, &before, err);
	if (status)
		return status;
	t->batch++;
	if (at + n == t->data->count) {
		t->batch = 0;
		t->epoch++;
	}
	return FPE_OK;
}

const struct fpe_train_settings *fpe_trainer_settings(const struct fpe_trainer *trainer)
{
	return current(trainer);
}

int fpe_trainer_epoch(const struct fpe_trainer *trainer)
{
	return trainer->epoch;
}

int fpe_trainer_batch(const struct fpe_trainer *trainer)
{
	return trainer->batch;
}

int fpe_trainer_batches(const struct fpe_trainer *trainer)
{
	int size = batch_size(trainer, current(trainer));

	return (trainer->data->count + size - 1) / size;
}

/* Weights times scale in the hidden layers, all else as it is. */
static void fill_thin(struct fpe_net *thin, const struct fpe_net *net, float scale)
{
	for (int l = 0; l < net->layers; l++) {
		const struct fpe_layer *from = &net->layer[l];
		struct fpe_layer *to = &thin->layer[l];
		size_t n = fpe_layer_size(from);
		float times = l + 1 < net->layers ? scale : 1;

		memcpy(to->bias, from->bias, (size_t)from->out * sizeof *to->bias);
		memcpy(to->mask, from->mask, n * sizeof *to->mask);
		for (size_t i = 0; i < n; i++)
			to->weight[i] = from->weight[i] * times;
	}
}

const struct fpe_net *fpe_trainer_net(struct fpe_trainer *trainer)
{
	double off = current(trainer)->dropconnect;

	settle_parameters(trainer);
	if (off == 0)
		return trainer->net;
	fill_thin(trainer->thin, trainer->net, (float)(1 - off));
	return trainer->thin;
}

struct fpe_score fpe_trainer_score(struct fpe_trainer *trainer, const struct fpe_data *data,
				   int32_t *said)
{
	const struct tools *tools = &trainer->tools;
	double off = current(trainer)->dropconnect;
	const float *of = off == 0 ? tools->value : tools_scale(tools, (float)(1 - off));

	return fpe_kernel_score_packed(tools->kernel, of, data, said);
}

struct fpe_kernel *fpe_trainer_kernel(struct fpe_trainer *trainer)
{
	return trainer->tools.kernel;
}
