/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * saved_write.c - a frozen session as tensors and one JSON object.
 *
 * Samples are not written: of those that were drawn the recipe and the seed are, of a
 * user's own the line that read them; and of all a number that tells whether they are
 * the same.
 */
#include "lab/session/saved.h"

#include <stdlib.h>
#include <string.h>

#include "fpe/kernel.h"
#include "io/checked.h"
#include "io/json_read.h"
#include "io/tensors_make.h"
#include "lab/session/frozen_part.h"
#include "lab/session/saved_arm.h"
#include "lab/session/saved_key.h"
#include "lab/session/saved_look.h"

struct writer {
	const struct frozen *f;
	struct tensors *list;
	struct saved_arms_out arms;
	struct saved_draws draws;
	json_t *json;
	char *text;
	uint8_t *circuit; /* edges of it, or NULL */
	int32_t *clause;  /* of a task that a file gave: literals, a 0 behind each clause */
	struct fpe_error *err;
};

/* --------------------------------------------------------------------- task */

/* Literals as clause_list.h has them. */
static enum fpe_status tell_clauses(struct writer *w, const struct fpe_clauses *c)
{
	size_t count = (size_t)c->start[c->count] + (size_t)c->count, at = 0;

	w->clause = malloc((count + 1) * sizeof *w->clause);
	if (!w->clause)
		return fpe_no_memory(w->err);
	for (int i = 0; i < c->count; i++) {
		for (int j = c->start[i]; j < c->start[i + 1]; j++)
			w->clause[at++] = c->sign[j] < 0 ? -(c->input[j] + 1) : c->input[j] + 1;
		w->clause[at++] = 0;
	}
	return saved_tell(w->list, "clauses", TENSOR_I32, w->clause, count, 0, w->err);
}

static json_t *given_json(const struct fpe_task *given)
{
	json_t *names = given->input_name ? json_array() : json_null();

	for (int i = 0; given->input_name && i < given->inputs; i++)
		saved_append(&names, json_string(given->input_name[i]));
	return json_pack("{s:i, s:o}", "inputs", given->inputs, "names", names);
}

static json_t *own_json(const struct own_samples *own)
{
	return json_pack("{s:s, s:s, s:o, s:o}", "line", own->line, "script", own->script, "train",
			 saved_long_json(own->hash[0]), "test", saved_long_json(own->hash[1]));
}

static json_t *task_json(const struct writer *w)
{
	const struct task_spec *task = &w->f->recipe.task;
	const struct task_made *made = shared_made(w->f->task);
	json_t *json = json_pack("{s:s, s:o, s:o, s:o}", "kind", fpe_task_kind_name(task->kind),
				 "settings", saved_part_json(setting_task_rows(task->kind), task),
				 "formula", saved_text_json(task->formula), "file",
				 saved_text_json(task->file));

	if (made)
		saved_set(&json, "base", saved_long_json(made->base));
	if (task->given)
		saved_set(&json, "given", given_json(task->given));
	if (task->own)
		saved_set(&json, "own", own_json(recipe_own(&w->f->recipe)));
	return json;
}

/* Can it be made again? Clauses that a file gave are written. */
static enum fpe_status put_given(struct writer *w)
{
	const struct own_samples *own = recipe_own(&w->f->recipe);

	if ((w->f->task && !shared_made(w->f->task)) || (own && !own->line))
		return fpe_fail(w->err, FPE_ESTATE,
				"the session has a task of which it is not known how it was made");
	return own || !w->f->recipe.task.given ? FPE_OK
					       : tell_clauses(w, &w->f->recipe.task.given->clauses);
}

/* ------------------------------------------------------------------- samples */

/* hash: of the parts; a test part is known of those of now alone. */
static json_t *draw_json(const struct writer *w, int i)
{
	struct shared *train = w->draws.train[i];
	const struct samples_made *made = shared_made(train);
	bool now = train == w->f->train;

	return json_pack("{s:o, s:o, s:o, s:o}", "data", saved_part_json(setting_data, &made->data),
			 "base", saved_long_json(made->base), "train",
			 saved_long_json(samples_hash(shared_get(train))), "test",
			 now ? saved_long_json(samples_hash(shared_get(w->f->test))) : json_null());
}

static enum fpe_status put_draws(struct writer *w)
{
	json_t *list = json_array();

	for (int i = 0; i < w->draws.count; i++) {
		if (!shared_made(w->draws.train[i])) {
			json_decref(list);
			return fpe_fail(
				w->err, FPE_ESTATE,
				"the session has samples of which it is not known how they were drawn");
		}
		saved_append(&list, draw_json(w, i));
	}
	saved_set(&w->json, "samples", list);
	return FPE_OK;
}

/* ------------------------------------------------------------------ the rest */

static enum fpe_status put_groups(struct writer *w)
{
	const struct recipe *recipe = &w->f->recipe;
	const struct fpe_groups *groups = recipe_groups(recipe);

	saved_set(&w->json, "shape",
		  json_pack("[i, i, i]", recipe->shape.rows, recipe->shape.columns,
			    recipe->shape.channels));
	if (!groups)
		return FPE_OK;
	saved_set(&w->json, "groups", json_string(groups->how));
	return saved_tell(w->list, "groups", TENSOR_I32, groups->of, (size_t)groups->inputs, 0,
			  w->err);
}

static enum fpe_status put_arms(struct writer *w)
{
	json_t *list = json_array(), *arm;
	enum fpe_status status = FPE_OK;

	w->arms.draws = &w->draws;
	if (w->f->train)
		w->draws.train[w->draws.count++] = w->f->train;
	for (int i = 0; i < w->f->arms && !status; i++) {
		status = saved_arm_put(&w->arms, shared_get(w->f->arm[i]), &arm, w->err);
		if (!status)
			saved_append(&list, arm);
	}
	saved_set(&w->json, "arms", list);
	return status ? status : saved_arms_tell(&w->arms, w->list, w->err);
}

/* A digit an input. */
static json_t *probe_json(const uint64_t *probe, int inputs)
{
	char text[FPE_MAX_INPUTS + 1];

	for (int j = 0; j < inputs; j++)
		text[j] = probe[j / 64] >> j % 64 & 1 ? '1' : '0';
	return json_stringn(text, (size_t)inputs);
}

static void put_fields(struct writer *w, const struct saved_order *order)
{
	const struct frozen *f = w->f;

	saved_set(&w->json, "arithmetic", json_integer(FPE_ARITHMETIC));
	saved_set(&w->json, "seed", saved_long_json(f->seed));
	saved_set(&w->json, "history", saved_long_json(f->history_limit));
	saved_set(&w->json, "told_late", json_boolean(f->told_late));
	saved_set(&w->json, "current", json_integer(f->current));
	saved_set(&w->json, "next", json_integer(order->next_id));
	saved_set(&w->json, "drawn", json_boolean(f->train != NULL));
	saved_set(&w->json, "task", task_json(w));
	saved_set(&w->json, "data", saved_part_json(setting_data, &f->recipe.data));
	saved_set(&w->json, "net", saved_part_json(setting_net, &f->recipe.net));
	saved_set(&w->json, "settings", saved_part_json(setting_train, &f->recipe.settings));
	saved_set(&w->json, "metrics", saved_metrics_json());
	if (f->probe)
		saved_set(&w->json, "probe",
			  probe_json(f->probe,
				     ((const struct fpe_task *)shared_get(f->task))->inputs));
	if (order->screen)
		saved_set(&w->json, "screen", json_incref(order->screen));
}

/* Does the text say what is meant? Without memory it may have been made without a part. */
static bool reads_back(const struct writer *w)
{
	json_t *again = json_read_text(w->text);
	bool same = again && json_equal(again, w->json);

	json_decref(again);
	return same;
}

static enum fpe_status put_all(struct writer *w, const struct saved_order *order)
{
	enum fpe_status status = put_given(w);

	if (!status)
		status = put_arms(w);
	if (!status)
		status = put_draws(w);
	if (!status)
		status = put_groups(w);
	if (status)
		return status;
	put_fields(w, order);
	status = saved_look_put(w->f, &order->look, w->list, &w->json, &w->circuit, w->err);
	if (status)
		return status;
	w->text = json_dumps(w->json, JSON_COMPACT);
	if (!w->text || !reads_back(w))
		return fpe_no_memory(w->err);
	return saved_tell(w->list, SAVED_JSON, TENSOR_U8, w->text, strlen(w->text), 0, w->err);
}

enum fpe_status saved_write(struct shared *frozen, const struct saved_order *order,
			    const char *path, struct saved_facts *facts, struct fpe_error *err)
{
	struct writer *w = calloc(1, sizeof *w);
	enum fpe_status status;

	if (!w)
		return fpe_no_memory(err);
	w->f = shared_get(frozen);
	w->err = err;
	w->json = json_object();
	w->list = tensors_new(path);
	status = w->json && w->list ? put_all(w, order) : fpe_no_memory(err);
	*facts = (struct saved_facts){ .arms = w->f->arms, .nets = w->arms.nets.count };
	if (w->f->train)
		facts->samples = ((const struct fpe_data *)shared_get(w->f->train))->count;
	if (!status)
		status = checked_write(w->list, SAVED_KEY, SAVED_FORMAT, path,
				       &(struct checked_how){ order->reading, order->own },
				       &facts->bytes, err);
	saved_arms_clear(&w->arms);
	tensors_free(w->list);
	json_decref(w->json);
	free(w->text);
	free(w->clause);
	free(w->circuit);
	free(w);
	return status;
}
