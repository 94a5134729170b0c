/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lineage.c - what does a file tell of where its net came from?
 *
 * Reading checks everything before anything is used; applying checks all
 * origins against the net before one is set.
 */
#include "io/lineage.h"

#include "io/safetensors.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/textbuf.h"

#define MOST_TEXT 4096 /* bytes of one string, but for origins */
#define MOST_DEPTH 4   /* of nesting */
#define MOST_EPOCHS 1000000000
_Static_assert(LINEAGE_MAX_STEPS == 256, "a message says so");

static enum fpe_status bad(const struct tensors *file, const char *key, const char *what,
			   struct fpe_error *err)
{
	return fpe_fail(err, FPE_EFORMAT, "%s: metadata " LINEAGE_KEY ": %s: %s", file->name, key,
			what);
}

/* ---------------------------------------------------------------- checks */

static bool is_plain(const char *text, size_t most)
{
	size_t size = strlen(text);

	for (size_t i = 0; i < size; i++) {
		if ((unsigned char)text[i] < 32 || text[i] == 127)
			return false;
	}
	return size <= most;
}

/* A name that an arm or a kind of split can have. */
static bool is_name(const char *text)
{
	size_t size = text ? strlen(text) : 0;

	return size > 0 && size < FPE_MAX_NAME &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
		       size;
}

/* Numbers, truths, short plain texts, and lists and objects of them. */
static bool is_modest(const json_t *value, int depth)
{
	const char *key;
	json_t *item;
	size_t i;

	if (json_is_string(value))
		return is_plain(json_string_value(value), MOST_TEXT);
	if (depth == MOST_DEPTH)
		return !json_is_array(value) && !json_is_object(value);
	json_array_foreach(value, i, item)
	{
		if (!is_modest(item, depth + 1))
			return false;
	}
	json_object_foreach((json_t *)value, key, item)
	{
		if (!is_plain(key, FPE_MAX_NAME) || !is_modest(item, depth + 1))
			return false;
	}
	return true;
}

static enum fpe_status read_whole(const struct tensors *file, const json_t *object, const char *key,
				  long long least, long long most, long long *out,
				  struct fpe_error *err)
{
	const json_t *value = json_object_get(object, key);
	char range[80];

	*out = json_integer_value(value);
	if (json_is_integer(value) && *out >= least && *out <= most)
		return FPE_OK;
	snprintf(range, sizeof range, "it is a whole number from %lld to %lld", least, most);
	return bad(file, key, range, err);
}

static enum fpe_status read_name(const struct tensors *file, const json_t *object, const char *key,
				 const char **out, struct fpe_error *err)
{
	*out = json_string_value(json_object_get(object, key));
	return is_name(*out) ? FPE_OK
			     : bad(file, key, "it is a name of letters, digits and _", err);
}

/* Numbers of the object. */
static enum fpe_status read_numbers(const struct tensors *file, struct lineage *l,
				    struct fpe_error *err)
{
	const long long most = (long long)FPE_MAX_NEURONS * FPE_MAX_NEURONS * FPE_MAX_LAYERS;
	const long long neurons = (long long)FPE_MAX_NEURONS * FPE_MAX_LAYERS;
	bool all = json_is_string(json_object_get(l->json, "layer"));
	long long budget, biases, alpha, layer = 0, epoch;
	enum fpe_status status = read_whole(file, l->json, "budget", 1, most, &budget, err);

	if (!status)
		status = read_whole(file, l->json, "biases", 0, neurons, &biases, err);
	if (!status)
		status = read_whole(file, l->json, "alpha", 1, FPE_MAX_ALPHA, &alpha, err);
	if (!status && !all)
		status = read_whole(file, l->json, "layer", 1, FPE_MAX_LAYERS, &layer, err);
	if (!status)
		status = read_whole(file, l->json, "epoch", 0, MOST_EPOCHS, &epoch, err);
	if (status)
		return status;
	l->budget = (size_t)budget;
	l->biases = (size_t)biases;
	l->alpha = (int)alpha;
	l->layer = (int)layer - 1;
	l->epoch = (int)epoch;
	return FPE_OK;
}

static enum fpe_status read_activation(const struct tensors *file, struct lineage *l,
				       struct fpe_error *err)
{
	const char *name = json_string_value(json_object_get(l->json, "activation"));

	for (int i = 0; name && i < FPE_ACTIVATIONS; i++) {
		if (strcmp(fpe_activation_info[i].name, name) == 0) {
			l->activation = (enum fpe_activation)i;
			return FPE_OK;
		}
	}
	return bad(file, "activation", "it is not one that is known", err);
}

/* All but the origins, which only a net can tell to be right. */
static bool rest_is_modest(const json_t *object)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value)
	{
		if (strcmp(key, "origins") != 0 &&
		    (!is_plain(key, FPE_MAX_NAME) || !is_modest(value, 1)))
			return false;
	}
	return true;
}

static enum fpe_status read_object(const struct tensors *file, struct lineage *l,
				   struct fpe_error *err)
{
	const json_t *steps = json_object_get(l->json, "steps");
	const json_t *origins = json_object_get(l->json, "origins");
	long long format;
	enum fpe_status status =
		read_whole(file, l->json, "format", LINEAGE_FORMAT, LINEAGE_FORMAT, &format, err);

	if (!status)
		status = read_name(file, l->json, "arm", &l->arm, err);
	if (!status)
		status = read_name(file, l->json, "split", &l->split, err);
	if (!status)
		status = read_numbers(file, l, err);
	if (!status)
		status = read_activation(file, l, err);
	if (status)
		return status;
	l->tied = json_is_true(json_object_get(l->json, "tied"));
	if (!json_is_array(steps) || json_array_size(steps) > LINEAGE_MAX_STEPS)
		return bad(file, "steps", "it is a list of at most 256", err);
	if (origins && !json_is_object(origins))
		return bad(file, "origins", "it is an object", err);
	if (!rest_is_modest(l->json))
		return fpe_fail(err, FPE_EFORMAT,
				"%s: metadata " LINEAGE_KEY
				": it holds control characters, or texts or lists beyond bounds",
				file->name);
	return FPE_OK;
}

enum fpe_status lineage_read(const struct tensors *file, struct lineage **out,
			     struct fpe_error *err)
{
	const char *text = json_string_value(json_object_get(file->metadata, LINEAGE_KEY));
	struct lineage *l;
	json_error_t fault;
	enum fpe_status status;

	*out = NULL;
	if (!text)
		return FPE_OK;
	l = calloc(1, sizeof *l);
	if (!l)
		return fpe_no_memory(err);
	l->text = strdup(text);
	l->json = safetensors_json(text, strlen(text), &fault);
	if (!l->text)
		status = fpe_no_memory(err);
	else if (!json_is_object(l->json))
		status = fpe_fail(err, FPE_EFORMAT,
				  "%s: metadata " LINEAGE_KEY ": it is not a JSON object",
				  file->name);
	else
		status = read_object(file, l, err);
	if (status)
		lineage_free(l);
	else
		*out = l;
	return status;
}

void lineage_free(struct lineage *lineage)
{
	if (!lineage)
		return;
	free(lineage->text);
	json_decref(lineage->json);
	free(lineage);
}

/* --------------------------------------------------------------- origins */

/* The children of one neuron stand together, in order; no neuron stands beside
   its own child. */
static bool follows(const struct fpe_origin *a, const struct fpe_origin *b)
{
	if (a->root != b->root)
		return a->root < b->root;
	for (int i = 0; i < a->depth && i < b->depth; i++) {
		if (a->child[i] != b->child[i])
			return a->child[i] < b->child[i];
	}
	return false;
}

static bool in_bounds(const struct fpe_origin *o)
{
	bool is = o->root < FPE_MAX_NEURONS;

	for (int i = 0; i < o->depth; i++)
		is &= o->child[i] < FPE_MAX_ALPHA;
	return is;
}

/* "n0.0 n0.1 n1.0" into origin [count]. */
static bool read_origins(const char *text, int count, struct fpe_origin *origin)
{
	for (int n = 0; text && n < count; n++) {
		size_t size = strcspn(text, " ");
		char name[8 * (FPE_MAX_GENERATIONS + 1)];

		if (size >= sizeof name || (n + 1 < count) != (text[size] == ' '))
			return false;
		memcpy(name, text, size);
		name[size] = 0;
		if (!fpe_origin_parse(name, &origin[n]) || !in_bounds(&origin[n]) ||
		    (n && !follows(&origin[n - 1], &origin[n])))
			return false;
		text += size + 1;
	}
	return text;
}

/* Number of a hidden layer, from "fc1": 0; -1: there is none of this name. */
static int hidden_layer(const struct fpe_net *net, const char *name)
{
	for (int i = 0; i + 1 < net->layers; i++) {
		char own[16];

		snprintf(own, sizeof own, "fc%d", i + 1);
		if (strcmp(own, name) == 0)
			return i;
	}
	return -1;
}

/* Those of all layers that are told of, each in an array of its own. */
static enum fpe_status read_layers(const struct lineage *l, const struct fpe_net *net,
				   struct fpe_origin *origin[FPE_MAX_LAYERS], struct fpe_error *err)
{
	json_t *origins = json_object_get(l->json, "origins");
	const char *key;
	json_t *value;

	json_object_foreach(origins, key, value)
	{
		int layer = hidden_layer(net, key);
		int count = layer < 0 ? 0 : net->layer[layer].out;
		char name[TEXTFILE_SHOWN];

		if (layer < 0)
			return fpe_fail(err, FPE_EFORMAT,
					"metadata " LINEAGE_KEY
					": origins: the net has no hidden layer %.40s",
					textfile_shown(key, name));
		origin[layer] = calloc((size_t)count, sizeof *origin[layer]);
		if (!origin[layer])
			return fpe_no_memory(err);
		if (!read_origins(json_string_value(value), count, origin[layer]))
			return fpe_fail(err, FPE_EFORMAT,
					"metadata " LINEAGE_KEY
					": origins: %s: it is not the names of %d neurons in order",
					key, count);
	}
	return FPE_OK;
}

/* FNV-1a over words of 32 bits: Fowler, Noll, Vo, draft-eastlake-fnv. */
static uint64_t hash(uint64_t h, const void *bytes, size_t size)
{
	const uint8_t *p = bytes;
	uint32_t word;

	for (; size >= sizeof word; size -= sizeof word, p += sizeof word) {
		memcpy(&word, p, sizeof word);
		h = (h ^ word) * UINT64_C(0x100000001b3);
	}
	for (; size; size--)
		h = (h ^ *p++) * UINT64_C(0x100000001b3);
	return h;
}

static uint64_t fingerprint(const struct fpe_net *net)
{
	int activation = net->activation;
	uint64_t h = hash(UINT64_C(0xcbf29ce484222325), &activation, sizeof activation);

	for (int i = 0; i < net->layers; i++) {
		const struct fpe_layer *l = &net->layer[i];
		int shape[2] = { l->in, l->out };

		h = hash(h, shape, sizeof shape);
		h = hash(h, l->weight, fpe_layer_size(l) * sizeof *l->weight);
		h = hash(h, l->mask, fpe_layer_size(l) * sizeof *l->mask);
		h = hash(h, l->bias, (size_t)l->out * sizeof *l->bias);
		h = hash(h, net->origin[i], (size_t)l->out * sizeof *net->origin[i]);
	}
	return h;
}

/* Are the weights and masks of the second layer the first's, turned? */
static bool is_turned(const struct fpe_net *net)
{
	const struct fpe_layer *a = &net->layer[0], *b = a + 1;
	size_t in = (size_t)a->in, out = (size_t)a->out;

	if (net->layers != 2 || b->out != a->in)
		return false;
	for (size_t i = 0; i < out; i++) {
		for (size_t j = 0; j < in; j++) {
			if (a->weight[i * in + j] != b->weight[j * out + i] ||
			    a->mask[i * in + j] != b->mask[j * out + i])
				return false;
		}
	}
	return true;
}

enum fpe_status lineage_apply(struct lineage *lineage, struct fpe_net *net, struct fpe_error *err)
{
	struct fpe_origin *origin[FPE_MAX_LAYERS] = { NULL };
	enum fpe_status status = read_layers(lineage, net, origin, err);

	for (int i = 0; i < net->layers; i++) {
		if (!status && origin[i])
			memcpy(net->origin[i], origin[i],
			       (size_t)net->layer[i].out * sizeof *origin[i]);
		free(origin[i]);
	}
	if (status)
		return status;
	net->activation = lineage->activation;
	if (lineage->tied && !is_turned(net))
		return fpe_fail(err, FPE_EFORMAT,
				"lineage: tied, but the second layer is not the first turned");
	net->tied = lineage->tied;
	lineage->net = fingerprint(net);
	return FPE_OK;
}

bool lineage_fits(const struct lineage *lineage, const struct fpe_net *net)
{
	return lineage->net == fingerprint(net);
}

/* --------------------------------------------------------------- writing */

/* The names of a layer's neurons; NULL where they are n0, n1, …, or no memory. */
static json_t *layer_origins(const struct fpe_net *net, int layer, bool *failed)
{
	struct textbuf text = { 0 };
	bool split = false;
	char *names;
	json_t *value;

	for (int n = 0; n < net->layer[layer].out; n++) {
		const struct fpe_origin *o = &net->origin[layer][n];
		char name[8 * (FPE_MAX_GENERATIONS + 1)];

		split |= o->depth > 0 || o->root != n;
		textbuf_printf(&text, "%s%s", n ? " " : "",
			       fpe_net_neuron_name(net, layer, n, name, sizeof name));
	}
	names = textbuf_take(&text);
	value = names && split ? json_string(names) : NULL;
	*failed |= !names || (split && !value);
	free(names);
	return value;
}

static json_t *all_origins(const struct fpe_net *net, bool *failed)
{
	json_t *all = json_object();

	for (int i = 0; i + 1 < net->layers; i++) {
		json_t *names = layer_origins(net, i, failed);
		char layer[16];

		snprintf(layer, sizeof layer, "fc%d", i + 1);
		if (names)
			*failed |= json_object_set_new(all, layer, names) != 0;
	}
	return all;
}

static json_t *layer_json(int layer)
{
	return layer < 0 ? json_string("all") : json_integer(layer + 1);
}

/* JSON has no number above 2^63: the digits of those are a text. */
static json_t *seed_json(uint64_t seed)
{
	char digits[24];

	snprintf(digits, sizeof digits, "%" PRIu64, seed);
	return seed <= INT64_MAX ? json_integer((json_int_t)seed) : json_string(digits);
}

char *lineage_text(const struct lineage_facts *facts, const struct fpe_net *net)
{
	bool failed = false;
	json_t *origins = all_origins(net, &failed);
	json_t *all =
		json_pack("{s:i, s:s, s:i, s:o, s:s, s:i, s:o, s:I, s:I, s:s, s:s, s:O, s:O, s:o}",
			  "format", LINEAGE_FORMAT, "arm", facts->arm, "epoch", facts->epoch,
			  "seed", seed_json(facts->seed), "split", facts->split, "alpha",
			  facts->alpha, "layer", layer_json(facts->layer), "budget",
			  (json_int_t)facts->budget, "biases", (json_int_t)facts->biases,
			  "activation", fpe_activation_info[net->activation].name, "task",
			  facts->task, "settings", facts->settings, "steps", facts->steps,
			  "origins", origins);
	char *text;

	/* said where it is so: what was written before has the same bytes */
	if (all && net->tied)
		failed |= json_object_set_new(all, "tied", json_true()) != 0;
	text = all && !failed ? json_dumps(all, JSON_COMPACT) : NULL;
	json_decref(all);
	return text;
}
