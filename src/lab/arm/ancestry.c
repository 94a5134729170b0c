/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ancestry.c - how did an arm's net come about, step by step? */
#include "lab/arm/ancestry.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/tensors_make.h"
#include "lab/base/setting.h"

struct ancestry {
	json_t *steps;
	struct lineage *file; /* NULL: it is not as it was read */
};

static void release(void *thing)
{
	struct ancestry *a = thing;

	json_decref(a->steps);
	lineage_free(a->file);
	free(a);
}

static const struct ancestry *of(const struct arm *arm)
{
	return arm ? shared_get(arm->ancestry) : NULL;
}

/* Takes both; the arm lets go of what it had. */
static bool keep(struct arm *arm, json_t *steps, struct lineage *file)
{
	struct ancestry *a = malloc(sizeof *a);
	struct shared *shared;

	if (!a) {
		json_decref(steps);
		lineage_free(file);
		return false;
	}
	*a = (struct ancestry){ steps, file };
	shared = shared_new(a, release);
	if (!shared)
		return false;
	shared_release(arm->ancestry);
	arm->ancestry = shared;
	return true;
}

/* ----------------------------------------------------------------- steps */

static json_t *widths_json(const struct fpe_net *net)
{
	json_t *widths = json_array();

	for (int i = 0; i + 1 < net->layers; i++)
		json_array_append_new(widths, json_integer(net->layer[i].out));
	return widths;
}

json_t *ancestry_settings(const struct fpe_train_settings *settings)
{
	json_t *all = json_object();

	for (const struct setting *row = setting_train; row->name; row++)
		json_object_set_new(all, row->name, setting_json(row, settings));
	return all;
}

json_t *ancestry_root(const char *arm, const struct net_spec *drawn, const struct fpe_net *net)
{
	const struct setting *init = setting_find(setting_net, "init");
	json_t *widths = json_array();
	json_t *step = json_pack("{s:s, s:s, s:o}", "arm", arm, "split", "dense", "hidden",
				 drawn ? widths : widths_json(net));

	for (int i = 0; drawn && i < drawn->layers; i++)
		json_array_append_new(widths, json_integer(drawn->hidden[i]));
	if (drawn)
		json_object_set_new(step, "init", setting_json(init, drawn));
	else
		json_decref(widths);
	return step;
}

json_t *ancestry_split(const char *arm, const char *from, int epoch, const char *kind,
		       const struct split_spec *how, const struct fpe_net *net)
{
	static const char *const rule[] = { "exact", "strict", "none" };
	json_t *layer = how->layer < 0 ? json_string("all") : json_integer(how->layer + 1);
	json_t *step = json_pack("{s:s, s:s*, s:i, s:s, s:i, s:o, s:s, s:f, s:o}", "arm", arm,
				 "from", from, "epoch", epoch, "split", kind, "alpha", how->alpha,
				 "layer", layer, "budget", rule[how->budget], "share", how->share,
				 "hidden", widths_json(net));

	return step;
}

/* The arm's own step. */
static json_t *own_step(const struct arm *arm, const struct arm *parent)
{
	if (arm->branch)
		return json_pack("{s:s, s:s*, s:i, s:b}", "arm", arm->name, "from",
				 parent ? parent->name : NULL, "epoch", arm->left, "rewound", 1);
	if (!parent)
		return ancestry_root(arm->name, arm->root.layers ? &arm->root : NULL, arm->net);
	return ancestry_split(arm->name, parent->name, arm->left, arm->split, &arm->how, arm->net);
}

void ancestry_begin(struct arm *arm, const struct arm *parent)
{
	const struct ancestry *before = of(parent);
	json_t *steps = before ? json_copy(before->steps) : json_array();

	if (json_array_size(steps) < LINEAGE_MAX_STEPS)
		json_array_append_new(steps, own_step(arm, parent));
	keep(arm, steps, NULL);
}

/* ----------------------------------------------------------------- files */

enum fpe_status ancestry_of_file(struct arm *arm, struct lineage *lineage, struct fpe_error *err)
{
	const struct fpe_split_kind *kind = fpe_split_kind_find(lineage->split);
	json_t *steps = json_copy(json_object_get(lineage->json, "steps"));

	if (json_array_size(steps) < LINEAGE_MAX_STEPS)
		json_array_append_new(steps, json_pack("{s:s, s:s, s:i, s:b}", "arm", arm->name,
						       "from", lineage->arm, "epoch",
						       lineage->epoch, "imported", 1));
	arm->budget = lineage->budget;
	arm->root_biases = lineage->biases;
	if (kind) { /* a control's net is told to be a root */
		arm->split = kind->name;
		arm->how.alpha = lineage->alpha;
		arm->how.layer = lineage->layer;
	}
	return keep(arm, steps, lineage) ? FPE_OK : fpe_no_memory(err);
}

char *ancestry_text(const struct arm *arm, const struct ancestry_net *told)
{
	const struct ancestry *a = of(arm);
	json_t *settings, *steps;
	struct lineage_facts facts = { .arm = arm->name,
				       .split = arm->split,
				       .task = told->task,
				       .epoch = told->epoch,
				       .alpha = arm->how.alpha,
				       .layer = arm->how.layer,
				       .seed = arm->seed,
				       .budget = arm->budget,
				       .biases = arm->root_biases };
	char *text;

	if (a && a->file && lineage_fits(a->file, told->net))
		return strdup(a->file->text);
	settings = ancestry_settings(told->settings);
	steps = a ? json_incref(a->steps) : json_array();
	facts.settings = settings;
	facts.steps = steps;
	text = lineage_text(&facts, told->net);
	json_decref(settings);
	json_decref(steps);
	return text;
}

/* -------------------------------------------------------------- with a session */

json_t *ancestry_json(const struct arm *arm)
{
	const struct ancestry *a = of(arm);
	char net[20] = "";

	if (!a)
		return NULL;
	if (a->file)
		snprintf(net, sizeof net, "%016" PRIx64, a->file->net);
	return json_pack("{s:O, s:s*, s:s*}", "steps", a->steps, "file",
			 a->file ? a->file->text : NULL, "net", a->file ? net : NULL);
}

/* What the file told that the net was read from. */
static enum fpe_status read_file(const json_t *json, struct lineage **out, struct fpe_error *err)
{
	const char *text = json_string_value(json_object_get(json, "file"));
	const char *net = json_string_value(json_object_get(json, "net"));
	struct tensors *file = text && net ? tensors_new("ancestry") : NULL;
	enum fpe_status status;

	*out = NULL;
	if (!text)
		return FPE_OK;
	status = file ? tensors_tell(file, LINEAGE_KEY, text, err) : fpe_no_memory(err);
	if (!status)
		status = lineage_read(file, out, err);
	tensors_free(file);
	if (!status)
		(*out)->net = strtoull(net, NULL, 16);
	return status;
}

enum fpe_status ancestry_of_json(struct arm *arm, const json_t *json, struct fpe_error *err)
{
	json_t *steps = json_object_get(json, "steps");
	struct lineage *file;
	enum fpe_status status;

	if (!json_is_array(steps) || json_array_size(steps) > LINEAGE_MAX_STEPS)
		return fpe_fail(err, FPE_EFORMAT, "its steps are no list of at most %d",
				LINEAGE_MAX_STEPS);
	status = read_file(json, &file, err);
	if (status)
		return status;
	return keep(arm, json_incref(steps), file) ? FPE_OK : fpe_no_memory(err);
}
