/* SPDX-License-Identifier: GPL-3.0-or-later */
/* saved_arm_put.c - what is written down of an arm? */
#include "lab/session/saved_arm.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/room.h"
#include "lab/arm/ancestry.h"

json_t *saved_metrics_json(void)
{
	json_t *names = json_array();

	for (int i = 0; i < FPE_METRIC_COUNT; i++)
		saved_append(&names, json_string(fpe_metric_info[i].name));
	return names;
}

/* -------------------------------------------------------------------- lists */

static enum fpe_status put_kept(struct saved_arms_out *arms, struct packed *net,
				struct fpe_error *err)
{
	int place;
	enum fpe_status status =
		room_for(&arms->kept, &arms->kept_room, arms->kepts + 1, sizeof *arms->kept, err);

	if (!status)
		status = saved_nets_put(&arms->nets, net, &place, err);
	if (!status)
		arms->kept[arms->kepts++] = place;
	return status;
}

static enum fpe_status put_points(struct saved_arms_out *arms, const struct series *series,
				  struct fpe_error *err)
{
	int count = series_count(series);
	enum fpe_status status = room_for(&arms->point, &arms->point_room,
					  2 * (arms->points + count), sizeof *arms->point, err);

	if (!status)
		status = room_for(&arms->curve, &arms->curve_room,
				  FPE_METRIC_COUNT * (arms->points + count), sizeof *arms->curve,
				  err);
	for (int i = 0; !status && i < count; i++, arms->points++) {
		const struct series_point *p = series_at(series, i);

		arms->point[2 * arms->points] = p->epoch;
		arms->point[2 * arms->points + 1] = p->edited;
		memcpy(arms->curve + (size_t)arms->points * FPE_METRIC_COUNT, p->value,
		       sizeof p->value);
	}
	return status;
}

static enum fpe_status put_origins(struct saved_arms_out *arms, const struct fpe_net *net,
				   struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (int l = 0; l < net->layers && !status; l++) {
		int count = net->layer[l].out;

		status =
			room_for(&arms->origin, &arms->origin_room,
				 SAVED_ORIGIN * (arms->origins + count), sizeof *arms->origin, err);
		for (int i = 0; !status && i < count; i++) {
			const struct fpe_origin *o = &net->origin[l][i];
			int16_t *row = arms->origin + (size_t)arms->origins++ * SAVED_ORIGIN;

			row[0] = o->root;
			row[1] = o->depth;
			memset(row + 2, 0, sizeof o->child);
			memcpy(row + 2, o->child, (size_t)o->depth * sizeof *row);
		}
	}
	return status;
}

/* --------------------------------------------------------------------- JSON */

static json_t *net_json(const struct fpe_net *net)
{
	json_t *widths = json_array();
	int unbiased = 0;

	saved_append(&widths, json_integer(net->layer[0].in));
	for (int i = 0; i < net->layers; i++) {
		saved_append(&widths, json_integer(net->layer[i].out));
		unbiased |= (int)net->layer[i].unbiased << i;
	}
	return json_pack("{s:o, s:i, s:s, s:s, s:i}", "widths", widths, "unbiased", unbiased,
			 "activation", fpe_activation_info[net->activation].name, "loss",
			 fpe_loss_info[net->loss].name, "tied", (int)net->tied);
}

static json_t *how_json(const struct split_spec *how)
{
	return json_pack("{s:i, s:i, s:i, s:o, s:o}", "alpha", how->alpha, "layer", how->layer,
			 "budget", (int)how->budget, "share", json_real(how->share), "seed",
			 saved_seed_json(&how->seed));
}

/* The number of a set of samples; a new one where it has none. -1: too many. */
static int draw_of(struct saved_draws *draws, struct shared *train)
{
	for (int i = 0; i < draws->count; i++) {
		if (draws->train[i] == train)
			return i;
	}
	if (draws->count == SAVED_DRAWS)
		return -1;
	draws->train[draws->count] = train;
	return draws->count++;
}

static json_t *run_json(const struct run *run, int draw)
{
	json_t *row = json_pack("{s:i, s:i, s:b}", "epoch", run->epoch, "batch", run->batch,
				"edited", run->edited);

	if (run->known) {
		saved_set(&row, "samples", json_integer(draw));
		saved_set(&row, "settings", saved_part_json(setting_train, &run->settings));
	}
	return row;
}

static enum fpe_status put_runs(struct saved_arms_out *arms, const struct regime *regime,
				json_t **list, struct fpe_error *err)
{
	for (int i = 0; i < regime->count; i++) {
		const struct run *run = &regime->run[i];
		int draw = run->known ? draw_of(arms->draws, run->train) : 0;

		if (draw < 0)
			return fpe_fail(err, FPE_ELIMIT,
					"more than %d sets of samples were trained on",
					SAVED_DRAWS);
		saved_append(list, run_json(run, draw));
	}
	return FPE_OK;
}

static json_t *history_json(const struct history_parts *h, json_t *runs)
{
	return json_pack("{s:i, s:i, s:i, s:i, s:o}", "stride", h->stride, "epoch", h->epoch,
			 "batch", h->batch, "kept", h->count, "runs", runs);
}

static json_t *arm_json(struct arm *arm, json_t *history)
{
	json_t *all =
		json_pack("{s:s, s:s, s:i, s:i, s:i, s:b, s:I, s:I, s:i, s:i, s:i, s:b, s:b, s:s}",
			  "name", arm->name, "split", arm->split, "id", arm->id, "parent",
			  arm->parent, "left", arm->left, "branch", arm->branch, "budget",
			  (json_int_t)arm->budget, "root_biases", (json_int_t)arm->root_biases,
			  "epoch", arm->epoch, "batch", arm->batch, "stride", arm->told_stride,
			  "remade", arm->remade, "diverged", arm->diverged, "trouble",
			  arm->diverged ? arm->trouble : "");

	saved_set(&all, "owed", json_boolean(arm->owed));
	saved_set(&all, "pruned", json_integer((json_int_t)arm->pruned));
	saved_set(&all, "net", net_json(arm->net));
	saved_set(&all, "how", how_json(&arm->how));
	saved_set(&all, "root", saved_part_json(setting_net, &arm->root));
	saved_set(&all, "seed", saved_long_json(arm->seed));
	saved_set(&all, "settings", saved_part_json(setting_train, &arm->settings));
	saved_set(&all, "begun", saved_part_json(setting_train, &arm->begun));
	saved_set(&all, "points", json_integer(series_count(arm->series)));
	saved_set(&all, "curve_stride", json_integer(atomic_load(&arm->stride)));
	saved_set(&all, "told_points", json_integer(arm->told_points));
	saved_set(&all, "history", history);
	saved_set(&all, "ancestry", arm->ancestry ? ancestry_json(arm) : json_null());
	return all;
}

enum fpe_status saved_arm_put(struct saved_arms_out *arms, struct arm *arm, json_t **out,
			      struct fpe_error *err)
{
	json_t *runs = json_array();
	struct history_parts h;
	enum fpe_status status;

	*out = NULL;
	history_look(arm->history, &h);
	status = put_runs(arms, &h.regime, &runs, err);
	for (int i = 0; i < h.count && !status; i++)
		status = put_kept(arms, h.entry[i], err);
	if (!status)
		status = put_kept(arms, arm->stored, err);
	if (!status)
		status = put_points(arms, arm->series, err);
	if (!status)
		status = put_origins(arms, arm->net, err);
	if (status) {
		json_decref(runs);
		return status;
	}
	*out = arm_json(arm, history_json(&h, runs));
	return *out ? FPE_OK : fpe_no_memory(err);
}

enum fpe_status saved_arms_tell(struct saved_arms_out *arms, struct tensors *list,
				struct fpe_error *err)
{
	enum fpe_status status = saved_nets_tell(&arms->nets, list, err);

	if (!status)
		status = saved_tell(list, "kept", TENSOR_I32, arms->kept, (size_t)arms->kepts, 0,
				    err);
	if (!status)
		status = saved_tell(list, "points", TENSOR_I32, arms->point, (size_t)arms->points,
				    2, err);
	if (!status)
		status = saved_tell(list, "curves", TENSOR_F32, arms->curve, (size_t)arms->points,
				    FPE_METRIC_COUNT, err);
	return status ? status
		      : saved_tell(list, "origins", TENSOR_I16, arms->origin, (size_t)arms->origins,
				   SAVED_ORIGIN, err);
}

void saved_arms_clear(struct saved_arms_out *arms)
{
	saved_nets_clear(&arms->nets);
	free(arms->kept);
	free(arms->point);
	free(arms->curve);
	free(arms->origin);
	*arms = (struct saved_arms_out){ 0 };
}
