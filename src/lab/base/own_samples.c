/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own_samples.c - from what a file held to what is trained and tested on.
 *
 * Owns the set. Where nothing that is drawn depends on a seed, every draw gives
 * the set itself; else each gives copies.
 */
#include "lab/base/own_samples.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lab/base/scaling.h"

static void release_data(void *data)
{
	fpe_data_free(data);
}

struct shared *shared_data(struct fpe_data *data)
{
	return shared_new(data, release_data);
}

size_t shared_data_bytes(struct shared *data, unsigned mark)
{
	const struct fpe_data *d = shared_get(data);
	size_t inputs, outputs;

	if (!d || !shared_count(data, mark))
		return 0;
	inputs = d->real ? (size_t)d->inputs * sizeof *d->real : (size_t)d->words * sizeof *d->bits;
	outputs = d->target ? (size_t)d->targets * sizeof *d->target : sizeof *d->label;
	return (size_t)d->count * (inputs + outputs);
}

size_t own_samples_bytes(struct shared *own, unsigned mark)
{
	const struct own_samples *o = shared_get(own);

	if (!o || !shared_count(own, mark))
		return 0;
	return sizeof *o + shared_data_bytes(o->data, mark) + shared_data_bytes(o->test, mark);
}

static void release_own(void *thing)
{
	struct own_samples *own = thing;

	/* those that are shared may live on */
	if (own->data)
		own->set.data = NULL;
	if (own->test)
		own->set.test = NULL;
	sample_set_clear(&own->set);
	shared_release(own->data);
	shared_release(own->test);
	free(own->kind);
	free(own->from);
	free(own->line);
	free(own->script);
	free(own);
}

uint64_t samples_hash(const struct fpe_data *data)
{
	size_t words, reals, targets;
	uint64_t hash;
	uint32_t bits;

	if (!data)
		return 0;
	words = (size_t)data->count * (size_t)data->words;
	reals = (size_t)data->count * (size_t)data->inputs;
	targets = (size_t)data->count * (size_t)data->targets;
	hash = fpe_rng_mix((uint64_t)data->inputs, (uint64_t)data->classes);
	for (int i = 0; data->label && i < data->count; i++)
		hash = fpe_rng_mix(hash, (uint64_t)data->label[i]);
	for (size_t i = 0; data->bits && i < words; i++)
		hash = fpe_rng_mix(hash, data->bits[i]);
	for (size_t i = 0; data->real && i < reals; i++) {
		memcpy(&bits, &data->real[i], sizeof bits);
		hash = fpe_rng_mix(hash, bits);
	}
	for (size_t i = 0; data->target && i < targets; i++) {
		memcpy(&bits, &data->target[i], sizeof bits);
		hash = fpe_rng_mix(hash, bits);
	}
	return hash;
}

const char *own_samples_scaling(const struct own_samples *own)
{
	static const char *const words[] = { [OWN_GLOBAL] = "global", [OWN_FEATURE] = "feature" };

	if (own->set.data->bits || own->how.standardise == OWN_AS_IS)
		return NULL;
	return words[own->how.standardise];
}

const char *own_samples_scaled(const struct own_samples *own)
{
	static const char *const texts[] = {
		[OWN_GLOBAL] = "all together brought to mean 0 and sd 1 by the training part",
		[OWN_FEATURE] = "each by itself brought to mean 0 and sd 1 by the training part"
	};

	return own_samples_scaling(own) ? texts[own->how.standardise] : NULL;
}

double own_samples_holdout(const struct own_samples *own)
{
	return own->set.test ? 0 : own->how.holdout;
}

/* How many of so many samples are held out. */
static int held_out(const struct own_samples *own)
{
	return (int)(own_samples_holdout(own) * own->set.data->count + 0.5);
}

int own_samples_train(const struct own_samples *own)
{
	return own->set.data->count - held_out(own);
}

int own_samples_test(const struct own_samples *own)
{
	return own->set.test ? own->set.test->count : held_out(own);
}

static enum fpe_status check_parts(const struct own_samples *own, struct fpe_error *err)
{
	int count = own->set.data->count;

	if (own_samples_train(own) < 1 || (own->how.holdout > 0 && own_samples_test(own) < 1))
		return fpe_fail(err, FPE_ERANGE,
				"holdout=%g of %d sample%s leaves none to train or none to test on",
				own->how.holdout, count, count == 1 ? "" : "s");
	return FPE_OK;
}

/* Scale the set once for all draws, and let them share it. */
static enum fpe_status share_set(struct own_samples *own, struct fpe_error *err)
{
	struct sample_set *set = &own->set;

	own->seedless = !held_out(own);
	if (own->seedless && scale_parts(own->how.standardise, set->data, set->test))
		return fpe_no_memory(err);
	own->data = shared_data(set->data);
	if (!own->data)
		set->data = NULL;
	if (own->data && set->test) {
		own->test = shared_data(set->test);
		if (!own->test)
			set->test = NULL;
	}
	return own->data && (!set->test || own->test) ? FPE_OK : fpe_no_memory(err);
}

enum fpe_status own_samples_new(struct sample_set *set, const char *kind, const char *from,
				const struct own_how *how, struct shared **out,
				struct fpe_error *err)
{
	struct own_samples *own = calloc(1, sizeof *own);
	enum fpe_status status;

	*out = NULL;
	if (!own) {
		sample_set_clear(set);
		return fpe_no_memory(err);
	}
	own->set = *set;
	*set = (struct sample_set){ 0 };
	own->how = *how;
	own->kind = kind ? strdup(kind) : NULL;
	own->from = strdup(from);
	status = (kind && !own->kind) || !own->from ? fpe_no_memory(err) : check_parts(own, err);
	if (!status) {
		own->hash[0] = samples_hash(own->set.data);
		own->hash[1] = samples_hash(own->set.test);
		status = share_set(own, err);
	}
	if (status) {
		release_own(own);
		return status;
	}
	*out = shared_new(own, release_own);
	return *out ? FPE_OK : fpe_no_memory(err);
}

enum fpe_status own_samples_say_line(struct shared *shared, const char *line, const char *script,
				     struct fpe_error *err)
{
	struct own_samples *own = shared_get(shared);

	own->line = strdup(line);
	own->script = strdup(script);
	return own->line && own->script ? FPE_OK : fpe_no_memory(err);
}

static bool same_order(const struct sample_set *a, const struct sample_set *b)
{
	return a->in_order == b->in_order && !a->unit == !b->unit;
}

bool own_samples_same(const struct own_samples *a, const struct own_samples *b)
{
	return a == b ||
	       (a->hash[0] == b->hash[0] && a->hash[1] == b->hash[1] &&
		a->set.data->count == b->set.data->count && a->how.holdout == b->how.holdout &&
		a->how.standardise == b->how.standardise && same_order(&a->set, &b->set));
}

enum fpe_status own_samples_task(const struct own_samples *own, struct fpe_task **out,
				 struct fpe_error *err)
{
	const struct fpe_data *data = own->set.data;
	enum fpe_status status = fpe_task_samples(data->inputs, out, err);

	if (status)
		return status;
	(*out)->classes = data->classes;
	if (own->set.alphabet) {
		(*out)->alphabet = fpe_alphabet_copy(own->set.alphabet);
		status = (*out)->alphabet ? FPE_OK : fpe_no_memory(err);
	}
	if (!status)
		status = fpe_task_set_names(*out, own->set.input_name, own->set.class_name, err);
	if (status) {
		fpe_task_free(*out);
		*out = NULL;
	}
	return status;
}

enum part { PART_NONE, PART_TRAIN, PART_TEST };

/* Hold whole units out, drawn by rng, until there are so many samples; returns how
   many. -1: no memory. */
static int hold_units(const struct own_samples *own, struct fpe_rng *rng, int held,
		      unsigned char *part)
{
	const int32_t *unit = own->set.unit;
	int n = own->set.data->count, units = unit[n - 1] + 1, sum = 0;
	int32_t *order = malloc((size_t)units * sizeof *order);
	int32_t *size = calloc((size_t)units, sizeof *size);

	for (int i = 0; order && size && i < n; i++)
		size[unit[i]]++;
	for (int i = 0; order && size && i < units; i++)
		order[i] = i;
	if (order && size) {
		fpe_rng_shuffle(rng, order, units);
		/* a size of 0: held out */
		for (int i = 0; i < units && sum < held; i++) {
			sum += size[order[i]];
			size[order[i]] = 0;
		}
		for (int i = 0; i < n; i++)
			part[i] = size[unit[i]] ? PART_NONE : PART_TEST;
	} else {
		sum = -1;
	}
	free(order);
	free(size);
	return sum;
}

/* Hold out so many samples, or the units they are of; returns how many. */
static int hold_out(const struct own_samples *own, struct fpe_rng *rng, int held, int32_t *order,
		    unsigned char *part)
{
	int n = own->set.data->count;

	if (own->set.unit && held)
		return hold_units(own, rng, held, part);
	if (!own->set.in_order)
		fpe_rng_shuffle(rng, order, n);
	for (int i = 0; i < held; i++)
		part[own->set.in_order ? n - 1 - i : order[i]] = PART_TEST;
	return held;
}

/* Which part each sample goes to: [count]; NULL: no memory. */
static unsigned char *deal(const struct own_samples *own, const struct own_draw *draw)
{
	int n = own->set.data->count, held = held_out(own), left = 0;
	int32_t *order = malloc((size_t)n * sizeof *order);
	unsigned char *part = calloc((size_t)n, 1);
	struct fpe_rng rng;

	for (int i = 0; order && i < n; i++)
		order[i] = i;
	fpe_rng_open(&rng, draw->seed, FPE_RNG_HOLDOUT, fpe_rng_name("own"));
	held = order && part ? hold_out(own, &rng, held, order, part) : -1;
	if (held < 0) {
		free(order);
		free(part);
		return NULL;
	}
	for (int i = 0; i < n; i++) {
		if (part[order[i]] == PART_NONE)
			order[left++] = order[i];
	}
	/* those behind the held out ones were shuffled with them */
	if (own->set.in_order || own->set.unit)
		fpe_rng_shuffle(&rng, order, left);
	for (int i = 0; i < left && (!draw->train || i < draw->train); i++)
		part[order[i]] = PART_TRAIN;
	free(order);
	return part;
}

/* A copy of the samples of a part (NULL: of all), in the file's order. */
static enum fpe_status copy_part(const struct fpe_data *data, const unsigned char *part,
				 enum part which, struct fpe_data **out, struct fpe_error *err)
{
	int32_t *order = malloc((size_t)data->count * sizeof *order);
	enum fpe_status status;
	int n = 0;

	if (!order)
		return fpe_no_memory(err);
	for (int i = 0; i < data->count; i++) {
		if (!part || part[i] == which)
			order[n++] = i;
	}
	status = fpe_data_pick(data, order, n, out, err);
	free(order);
	return status;
}

/* Copies of both parts, neither scaled nor with noise. */
static enum fpe_status copy_parts(const struct own_samples *own, const struct own_draw *draw,
				  struct fpe_data **train, struct fpe_data **test,
				  struct fpe_error *err)
{
	unsigned char *part = deal(own, draw);
	enum fpe_status status = part ? FPE_OK : fpe_no_memory(err);

	if (!status)
		status = copy_part(own->set.data, part, PART_TRAIN, train, err);
	if (!status && own->set.test)
		status = copy_part(own->set.test, NULL, PART_TEST, test, err);
	else if (!status && held_out(own))
		status = copy_part(own->set.data, part, PART_TEST, test, err);
	free(part);
	return status;
}

enum fpe_status own_samples_check(const struct own_samples *own, const struct own_draw *draw,
				  struct fpe_error *err)
{
	int most = own_samples_train(own);

	if (draw->train > most)
		return fpe_fail(err, FPE_ERANGE, "train=%d: there are %d samples to train on",
				draw->train, most);
	if (draw->noise > 0 && own->set.data->targets)
		return fpe_fail(err, FPE_ERANGE,
				"noise changes classes; these samples have real targets");
	return FPE_OK;
}

enum fpe_status own_samples_draw(const struct own_samples *own, const struct own_draw *draw,
				 struct shared **train, struct shared **test, struct fpe_error *err)
{
	struct fpe_data *train_data = NULL, *test_data = NULL;
	enum fpe_status status = own_samples_check(own, draw, err);

	*train = *test = NULL;
	if (!status && own->seedless && !draw->train && draw->noise == 0) {
		*train = shared_hold(own->data);
		*test = shared_hold(own->test);
		return FPE_OK;
	}
	if (!status)
		status = copy_parts(own, draw, &train_data, &test_data, err);
	if (!status)
		status = scale_parts(own->how.standardise, train_data, test_data);
	if (status) {
		fpe_data_free(train_data);
		fpe_data_free(test_data);
		return status == FPE_ENOMEM ? fpe_no_memory(err) : status;
	}
	if (draw->noise > 0)
		fpe_data_flip(train_data, draw->noise, draw->seed);
	*train = shared_data(train_data);
	*test = test_data ? shared_data(test_data) : NULL;
	if (*train && (!test_data || *test))
		return FPE_OK;
	shared_release(*train);
	shared_release(*test);
	*train = *test = NULL;
	return fpe_no_memory(err);
}
