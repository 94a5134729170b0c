/* SPDX-License-Identifier: GPL-3.0-or-later */
/* saved_arm_get.c - an arm from what was written down, or the reason why it is none. */
#include "lab/session/saved_arm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/room.h"
#include "lab/arm/ancestry.h"

enum fpe_status saved_arms_begin(struct saved_arms_in *arms, const struct tensors *file,
				 const json_t *metrics)
{
	struct saved_in *in = arms->in;
	int most = (int)(sizeof arms->metric / sizeof *arms->metric);

	arms->metrics = (int)json_array_size(metrics);
	if (arms->metrics < 1 || arms->metrics > most)
		return saved_bad(in, "metrics", "they are no list of names");
	for (int i = 0; i < arms->metrics; i++) {
		const char *name = json_string_value(json_array_get(metrics, (size_t)i));

		arms->metric[i] = name ? fpe_metric_find(name) : -1;
	}
	arms->kept = saved_tensor(in, file, "kept", TENSOR_I32, 0);
	arms->point = saved_tensor(in, file, "points", TENSOR_I32, 2);
	arms->curve = saved_tensor(in, file, "curves", TENSOR_F32, arms->metrics);
	arms->origin = saved_tensor(in, file, "origins", TENSOR_I16, SAVED_ORIGIN);
	if (!in->status && arms->point->shape[0] != arms->curve->shape[0])
		saved_bad(in, "curves", "they have other points than points says");
	return in->status ? in->status : saved_nets_begin(&arms->nets, file, in);
}

/* --------------------------------------------------------------------- nets */

static int word(struct saved_in *in, const json_t *object, const char *key, int count,
		const char *(*name)(int i))
{
	const char *text = saved_text(in, object, key, FPE_MAX_NAME);

	for (int i = 0; i < count; i++) {
		if (strcmp(text, name(i)) == 0)
			return i;
	}
	saved_bad(in, key, "it is none that is known");
	return 0;
}

static const char *activation_name(int i)
{
	return fpe_activation_info[i].name;
}

static const char *loss_name(int i)
{
	return fpe_loss_info[i].name;
}

/* Widths that the limits allow; the number of layers, 0 on a fault. */
static int read_widths(struct saved_in *in, const json_t *json, int widths[FPE_MAX_LAYERS + 1])
{
	const json_t *list = json_object_get(json, "widths");
	int count = (int)json_array_size(list);

	if (count < 2 || count > FPE_MAX_LAYERS + 1) {
		saved_bad(in, "widths", "they are no list of 2 to 17");
		return 0;
	}
	for (int i = 0; i < count; i++) {
		json_int_t width = json_integer_value(json_array_get(list, (size_t)i));

		if (width < 1 || width > FPE_MAX_NEURONS) {
			saved_bad(in, "widths", "one is out of its range");
			return 0;
		}
		widths[i] = (int)width;
	}
	return count - 1;
}

static void read_origins(struct saved_arms_in *arms, struct fpe_net *net, int layer)
{
	for (int i = 0; i < net->layer[layer].out; i++) {
		struct fpe_origin *o = &net->origin[layer][i];
		int16_t row[SAVED_ORIGIN];
		bool fits = arms->origin_at < (size_t)arms->origin->shape[0];

		if (fits)
			memcpy(row, arms->origin->data + arms->origin_at++ * sizeof row,
			       sizeof row);
		fits = fits && row[0] >= 0 && row[0] < FPE_MAX_NEURONS && row[1] >= 0 &&
		       row[1] <= FPE_MAX_GENERATIONS;
		for (int g = 0; fits && g < row[1]; g++)
			fits = row[2 + g] >= 0 && row[2 + g] < FPE_MAX_ALPHA;
		if (!fits) {
			saved_bad(arms->in, "origins",
				  "some are missing, or not of a split neuron");
			return;
		}
		*o = (struct fpe_origin){ .root = row[0], .depth = row[1] };
		memcpy(o->child, row + 2, sizeof o->child);
	}
}

/* As much as the file has numbers for is asked for, no more: of weights that are masked a
   bit is there. */
static bool room_in_file(const struct saved_arms_in *arms, const int *widths, int layers)
{
	size_t entries = 0;

	for (int i = 0; i < layers; i++)
		entries += (size_t)widths[i] * (size_t)widths[i + 1];
	return entries / 64 <= arms->nets.bits->count;
}

/* Of the arm's shape, blank; NULL on a fault. */
static struct fpe_net *read_shape(struct saved_arms_in *arms, const json_t *json)
{
	struct saved_in *in = arms->in;
	int widths[FPE_MAX_LAYERS + 1], layers = read_widths(in, json, widths);
	int unbiased = (int)saved_whole(in, json, "unbiased", 0, (1 << FPE_MAX_LAYERS) - 1);
	int activation = word(in, json, "activation", FPE_ACTIVATIONS, activation_name);
	int loss = word(in, json, "loss", FPE_LOSSES, loss_name);
	bool tied = json_object_get(json, "tied") && saved_whole(in, json, "tied", 0, 1);
	struct fpe_net *net, *blank = NULL;
	struct fpe_error inner;

	if (!in->status && !room_in_file(arms, widths, layers))
		saved_bad(in, "masks", "there are too few for a net");
	if (in->status ||
	    saved_failed(in, "net", fpe_net_new(widths, layers, &net, &inner), &inner))
		return NULL;
	net->activation = (enum fpe_activation)activation;
	net->loss = (enum fpe_loss)loss;
	for (int i = 0; i < layers; i++) {
		net->layer[i].unbiased = unbiased >> i & 1;
		read_origins(arms, net, i);
	}
	if (tied && !in->status)
		saved_failed(in, "tied", fpe_net_set_tied(net, &inner), &inner);
	if (!in->status) {
		blank = fpe_net_blank(net);
		if (!blank)
			saved_no_memory(in);
	}
	fpe_net_free(net);
	return blank;
}

/* ---------------------------------------------------------------- the past */

static struct packed *next_kept(struct saved_arms_in *arms, const struct fpe_net *net)
{
	int32_t place = -1;

	if (arms->kept_at < arms->kept->count)
		memcpy(&place, arms->kept->data + arms->kept_at++ * sizeof place, sizeof place);
	return saved_nets_get(&arms->nets, place, net, arms->in);
}

static void read_run(struct saved_arms_in *arms, const json_t *json, struct run *run)
{
	struct saved_in *in = arms->in;
	int draw;

	*run = (struct run){ .epoch = (int)saved_whole(in, json, "epoch", 0, FPE_MAX_EPOCHS),
			     .batch = (int)saved_whole(in, json, "batch", 0, FPE_MAX_SAMPLES),
			     .edited = saved_flag(in, json, "edited"),
			     .known = json_object_get(json, "settings") != NULL };
	if (!run->known)
		return;
	draw = (int)saved_whole(in, json, "samples", 0, SAVED_DRAWS - 1);
	run->train = shared_hold(arms->train[draw]);
	if (!run->train)
		saved_bad(in, "samples", "there are no such ones");
	saved_part(in, json, "settings", setting_train, &run->settings);
}

static void read_runs(struct saved_arms_in *arms, const json_t *list, struct regime *regime)
{
	struct saved_in *in = arms->in;
	int count = (int)json_array_size(list);

	if (!json_is_array(list)) {
		saved_bad(in, "runs", "they are no list");
		return;
	}
	if (room_for(&regime->run, &regime->room, count + 1, sizeof *regime->run, NULL)) {
		saved_no_memory(in);
		return;
	}
	for (int i = 0; i < count && !in->status; i++) {
		struct run *run = &regime->run[i];

		read_run(arms, json_array_get(list, (size_t)i), run);
		regime->count++;
		if (i && (run[-1].epoch > run->epoch ||
			  (run[-1].epoch == run->epoch && run[-1].batch > run->batch)))
			saved_bad(in, "runs", "they are not in order");
	}
}

static void read_past(struct saved_arms_in *arms, const json_t *json, struct arm *arm)
{
	struct saved_in *in = arms->in;
	const json_t *h = json_object_get(json, "history");
	long long most = (long long)arms->kept->count;
	int count = (int)saved_whole(in, h, "kept", 0, most);
	struct history_parts parts = {
		.stride = (int)saved_whole(in, h, "stride", 1, 20 * FPE_MAX_EPOCHS),
		.epoch = (int)saved_whole(in, h, "epoch", 0, FPE_MAX_EPOCHS),
		.batch = (int)saved_whole(in, h, "batch", 0, FPE_MAX_SAMPLES),
	};
	struct fpe_error inner;

	parts.entry = calloc((size_t)count + 1, sizeof(struct packed *));
	if (!parts.entry)
		saved_no_memory(in);
	read_runs(arms, json_object_get(h, "runs"), &parts.regime);
	while (!in->status && parts.count < count) {
		parts.entry[parts.count] = next_kept(arms, arm->net);
		parts.count += !in->status;
	}
	if (!in->status)
		saved_failed(in, arm->name, history_make(&parts, &arm->history, &inner), &inner);
	for (int i = 0; i < parts.count; i++)
		packed_release(parts.entry[i]);
	free(parts.entry);
	regime_clear(&parts.regime);
}

/* A point of the file, its metrics put where they are here. */
static void read_point(const struct saved_arms_in *arms, size_t at, struct series_point *point)
{
	int32_t place[2];
	float value;

	memcpy(place, arms->point->data + at * sizeof place, sizeof place);
	*point = (struct series_point){ .epoch = place[0], .edited = place[1] & 1 };
	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		point->value[m] = NAN;
	for (int i = 0; i < arms->metrics; i++) {
		size_t cell = at * (size_t)arms->metrics + (size_t)i;

		memcpy(&value, arms->curve->data + cell * sizeof value, sizeof value);
		if (arms->metric[i] >= 0)
			point->value[arms->metric[i]] = value;
	}
}

static void read_curve(struct saved_arms_in *arms, const json_t *json, struct arm *arm)
{
	struct saved_in *in = arms->in;
	long long most = arms->point->shape[0] - (int64_t)arms->point_at;
	int count = (int)saved_whole(in, json, "points", 0, most), before = 0;
	struct series_point point;

	arm->series = series_new();
	if (!arm->series)
		saved_no_memory(in);
	for (int i = 0; i < count && !in->status; i++, before = point.epoch) {
		read_point(arms, arms->point_at++, &point);
		if (point.epoch < before || point.epoch > FPE_MAX_EPOCHS)
			saved_bad(in, "points", "they are not in order");
		else if (series_append(arm->series, &point, NULL))
			saved_no_memory(in);
	}
}

/* ------------------------------------------------------------------- fields */

static const char *split_name(struct saved_in *in, const json_t *json)
{
	const char *text = saved_text(in, json, "split", FPE_MAX_NAME);
	const struct fpe_split_kind *kind = fpe_split_kind_find(text);

	if (kind)
		return kind->name;
	if (strcmp(text, "dense") != 0)
		saved_bad(in, "split", "it is none that is known");
	return "dense";
}

static void read_how(struct saved_in *in, const json_t *json, struct split_spec *how)
{
	const json_t *o = json_object_get(json, "how");

	*how = (struct split_spec){
		.alpha = (int)saved_whole(in, o, "alpha", 1, FPE_MAX_ALPHA),
		.layer = (int)saved_whole(in, o, "layer", -1, FPE_MAX_LAYERS - 1),
		.budget = (enum fpe_budget_rule)saved_whole(in, o, "budget", 0, FPE_BUDGET_NONE),
		.share = saved_real(in, o, "share", 0, 1),
	};
	saved_seed(in, o, "seed", &how->seed);
}

/* Letters, digits and _, a letter first: what a line can call it by. */
static void read_name(struct saved_in *in, const json_t *json, char name[FPE_MAX_NAME])
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
	const char *text = saved_text(in, json, "name", FPE_MAX_NAME);

	if (!*text || text[strspn(text, letters)] || strchr("0123456789", *text))
		saved_bad(in, "name", "it is no name of letters, digits and _");
	snprintf(name, FPE_MAX_NAME, "%s", text);
}

/* An arm's own numbers; ids count from the session's first one on. */
static void read_place(struct saved_arms_in *arms, const json_t *json, struct arm *arm)
{
	struct saved_in *in = arms->in;
	int id = (int)saved_whole(in, json, "id", 0, arms->next_id - 1);

	arm->id = arms->first_id + id;
	arm->parent = (int)saved_whole(in, json, "parent", -1, id - 1);
	if (arm->parent >= 0)
		arm->parent += arms->first_id;
	arm->left = (int)saved_whole(in, json, "left", 0, FPE_MAX_EPOCHS);
	arm->branch = saved_flag(in, json, "branch");
	arm->epoch = (int)saved_whole(in, json, "epoch", 0, FPE_MAX_EPOCHS);
	arm->batch = (int)saved_whole(in, json, "batch", 0, FPE_MAX_SAMPLES);
	arm->told_stride = (int)saved_whole(in, json, "stride", 1, 20 * FPE_MAX_EPOCHS);
	arm->told_points = (int)saved_whole(in, json, "told_points", 0, 20 * FPE_MAX_EPOCHS);
	atomic_init(&arm->stride,
		    (int)saved_whole(in, json, "curve_stride", 1, 20 * FPE_MAX_EPOCHS));
	arm->remade = saved_flag(in, json, "remade");
	if (json_object_get(json, "owed")) /* older files have it not */
		arm->owed = saved_flag(in, json, "owed");
	arm->diverged = saved_flag(in, json, "diverged");
	snprintf(arm->trouble, sizeof arm->trouble, "%s",
		 saved_text(in, json, "trouble", sizeof arm->trouble));
}

static void read_fields(struct saved_arms_in *arms, const json_t *json, struct arm *arm)
{
	const long long most = (long long)FPE_MAX_NEURONS * FPE_MAX_NEURONS * FPE_MAX_LAYERS;
	struct saved_in *in = arms->in;

	read_name(in, json, arm->name);
	arm->split = split_name(in, json);
	read_how(in, json, &arm->how);
	read_place(arms, json, arm);
	saved_part(in, json, "root", setting_net, &arm->root);
	arm->budget = (size_t)saved_whole(in, json, "budget", 0, most);
	if (json_object_get(json, "pruned")) /* older files have it not */
		arm->pruned = (size_t)saved_whole(in, json, "pruned", 0, most);
	arm->root_biases = (size_t)saved_whole(in, json, "root_biases", 0, most);
	arm->seed = saved_long(in, json, "seed");
	saved_part(in, json, "settings", setting_train, &arm->settings);
	saved_part(in, json, "begun", setting_train, &arm->begun);
	arm->test = (struct fpe_score){ NAN, NAN };
	arm->version = 1;
}

/* What is owed is the score of an epoch that has ended. */
static void check_debt(struct saved_in *in, const struct arm *arm)
{
	if (!in->status && arm->owed && (arm->batch || arm->remade || !series_count(arm->series)))
		saved_bad(in, "owed", "no epoch has ended");
}

/* The net that is there is trained on the task's samples. */
static void check_fit(struct saved_arms_in *arms, const struct arm *arm)
{
	struct saved_in *in = arms->in;
	const struct fpe_data *train = shared_get(arms->train[0]);
	struct fpe_error inner;

	if (in->status)
		return;
	if (!arms->task || arms->task->inputs != arm->net->layer[0].in)
		saved_bad(in, arm->name, "its net has other inputs than the task");
	else if (train)
		saved_failed(in, arm->name, fpe_kernel_fits(arm->net, train, &inner), &inner);
	else if (series_count(arm->series))
		saved_bad(in, arm->name, "it was trained, on no samples");
}

static void read_ancestry(struct saved_in *in, const json_t *json, struct arm *arm)
{
	const json_t *told = json_object_get(json, "ancestry");
	struct fpe_error inner;

	if (!in->status && !json_is_null(told))
		saved_failed(in, arm->name, ancestry_of_json(arm, told, &inner), &inner);
}

struct arm *saved_arm_get(struct saved_arms_in *arms, const json_t *json)
{
	struct saved_in *in = arms->in;
	struct arm *arm = calloc(1, sizeof *arm);

	if (!arm) {
		saved_no_memory(in);
		return NULL;
	}
	read_fields(arms, json, arm);
	arm->net = in->status ? NULL : read_shape(arms, json_object_get(json, "net"));
	if (!in->status)
		read_past(arms, json, arm);
	if (!in->status)
		arm->stored = next_kept(arms, arm->net);
	if (!in->status)
		read_curve(arms, json, arm);
	read_ancestry(in, json, arm);
	check_debt(in, arm);
	check_fit(arms, arm);
	if (!in->status)
		return arm;
	arm_free(arm);
	return NULL;
}

enum fpe_status saved_arms_finish(struct saved_arms_in *arms)
{
	if (!arms->in->status && (arms->kept_at != arms->kept->count ||
				  arms->point_at != (size_t)arms->point->shape[0] ||
				  arms->origin_at != (size_t)arms->origin->shape[0]))
		saved_bad(arms->in, "arms", "the file holds more than they take");
	return saved_nets_finish(&arms->nets, arms->in);
}

void saved_arms_free(struct saved_arms_in *arms)
{
	saved_nets_free(&arms->nets);
	for (int i = 0; i < SAVED_DRAWS; i++)
		shared_release(arms->train[i]);
}
