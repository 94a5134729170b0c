/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * saved_read.c - a frozen session from the tensors of a file.
 *
 * The frozen session is the reader's own until all of it is right; task and samples are
 * made before arms, whose histories hold them.
 */
#include "lab/session/saved.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fixed_text.h"
#include "fpe/groups.h"
#include "fpe/kernel.h"
#include "io/checked.h"
#include "io/clause_list.h"
#include "io/json_read.h"
#include "lab/session/frozen_part.h"
#include "lab/session/saved_arm.h"
#include "lab/session/saved_key.h"
#include "lab/session/saved_look.h"

#define MOST_TEXT FPE_MAX_FORMULA
#define MOST_JSON (64u << 20) /* bytes */
/* Shares of a reading: the file, samples of one's own, drawn ones, nets (saved_nets.h). */
#define OWN_FROM .3
#define DRAWS_FROM .5
_Static_assert(FPE_MAX_ARMS == 64, "a message says so");

struct reader {
	const struct tensors *file;
	const struct saved_place *place;
	struct saved_in in;
	json_t *json;
	struct frozen *f;
	struct saved_arms_in arms;
	int next_id;
};

/* --------------------------------------------------------------------- task */

/* Names of a task that a file gave, or NULL: it has none, or there is a fault. */
static char **read_names(struct reader *r, const json_t *list, int inputs)
{
	char **name;

	if (!json_is_array(list))
		return NULL;
	name = json_array_size(list) == (size_t)inputs ? calloc((size_t)inputs + 1, sizeof *name)
						       : NULL;
	if (!name) {
		saved_bad(&r->in, "names", "they are not one for each input");
		return NULL;
	}
	for (int i = 0; i < inputs && !r->in.status; i++) {
		const char *text = json_string_value(json_array_get(list, (size_t)i));

		name[i] = text && strlen(text) < FPE_MAX_NAME ? strdup(text) : NULL;
		if (!name[i])
			saved_bad(&r->in, "names", "one is no name");
	}
	return name;
}

static void read_clauses(struct reader *r, int inputs, struct clause_list *list)
{
	const struct tensor *t = saved_tensor(&r->in, r->file, "clauses", TENSOR_I32, 0);
	enum fpe_status status = FPE_OK;
	struct fpe_error inner = { .code = FPE_OK };
	int32_t literal;

	for (size_t i = 0; t && i < t->count && !status && !r->in.status; i++) {
		memcpy(&literal, t->data + i * sizeof literal, sizeof literal);
		if (literal < -inputs || literal > inputs)
			saved_bad(&r->in, "clauses", "one names an input that is not there");
		else if (literal)
			status = clause_list_put(list, abs(literal) - 1, literal > 0, &inner);
		else
			status = clause_list_end(list, &inner);
	}
	saved_failed(&r->in, "clauses", status, &inner);
}

/* The clauses of a file, as the file has them no longer. */
static void read_given(struct reader *r, const json_t *json, struct task_spec *spec)
{
	int inputs = (int)saved_whole(&r->in, json, "inputs", 1, FPE_MAX_INPUTS);
	char **name = read_names(r, json_object_get(json, "names"), inputs);
	struct clause_list list = { 0 };
	struct fpe_error inner;

	if (spec->kind != FPE_TASK_DIMACS && spec->kind != FPE_TASK_PLA)
		saved_bad(&r->in, "given", "the task is of no file of clauses");
	if (!r->in.status)
		read_clauses(r, inputs, &list);
	if (!r->in.status)
		saved_failed(&r->in, "clauses",
			     clause_list_task(&list, spec->kind, inputs, name, &spec->given,
					      &inner),
			     &inner);
	clause_list_clear(&list);
	sample_names_free(name);
}

/* A user's own samples are read again, and are what they were. */
static void read_own(struct reader *r, const json_t *json, struct task_spec *spec)
{
	struct saved_in *in = &r->in;
	const char *line = saved_text(in, json, "line", MOST_TEXT);
	const char *script = saved_text(in, json, "script", MOST_TEXT);
	uint64_t train = saved_long(in, json, "train"), test = saved_long(in, json, "test");
	struct reading_part part;
	const struct own_samples *own;
	struct fpe_error inner;

	if (spec->kind != FPE_TASK_SAMPLES)
		saved_bad(in, "own", "the task is of no samples");
	if (in->status)
		return;
	if (!r->place->own) {
		saved_bad(in, "own", "samples of a file are not read here");
		return;
	}
	if (saved_failed(in, line,
			 r->place->own(r->place->context, line, script,
				       reading_part(&part, r->place->reading, OWN_FROM,
						    DRAWS_FROM - OWN_FROM),
				       &spec->own, &inner),
			 &inner))
		return;
	own = shared_get(spec->own);
	if (own->hash[0] != train || own->hash[1] != test)
		in->status = fpe_fail(
			in->err, FPE_ESTATE,
			"%s: the samples of %.80s are not those that the session was saved with",
			in->file, own->from);
}

static char *copy_text(struct reader *r, const json_t *json, const char *key)
{
	const char *text = saved_text_or_none(&r->in, json, key, MOST_TEXT + 1);
	char *copy = text ? strdup(text) : NULL;

	if (text && !copy)
		saved_no_memory(&r->in);
	return copy;
}

static bool has(const json_t *json, const char *key)
{
	return json_object_get(json, key) != NULL;
}

static void read_task(struct reader *r)
{
	const json_t *json = json_object_get(r->json, "task");
	const char *kind = saved_text(&r->in, json, "kind", FPE_MAX_NAME);
	struct task_spec *spec = &r->f->recipe.task;
	struct fpe_task *task;
	struct fpe_error inner;
	uint64_t base;

	spec->kind = fpe_task_kind_find(kind);
	if (spec->kind == FPE_TASK_KINDS) {
		spec->kind = FPE_TASK_DNF;
		saved_bad(&r->in, "kind", "it is no kind of task");
		return;
	}
	saved_part(&r->in, json, "settings", setting_task_rows(spec->kind), spec);
	spec->formula = copy_text(r, json, "formula");
	spec->file = copy_text(r, json, "file");
	if (has(json, "given"))
		read_given(r, json_object_get(json, "given"), spec);
	if (has(json, "own"))
		read_own(r, json_object_get(json, "own"), spec);
	if (r->in.status || !has(json, "base"))
		return;
	base = saved_long(&r->in, json, "base");
	if (r->in.status ||
	    saved_failed(&r->in, "task", recipe_task(spec, base, &task, &inner), &inner))
		return;
	r->f->task = shared_task(task);
	if (!r->f->task || !recipe_say_made(&r->f->recipe, base, r->f->task, NULL))
		saved_no_memory(&r->in);
	r->arms.task = shared_get(r->f->task);
}

/* ------------------------------------------------------------------- samples */

/* Numbers of both parts are those of the file; of older samples there is no test part. */
static void check_draw(struct reader *r, const json_t *json, const struct shared *train,
		       const struct shared *test)
{
	struct saved_in *in = &r->in;
	bool same = saved_long(in, json, "train") == samples_hash(shared_get(train));

	if (!json_is_null(json_object_get(json, "test")))
		same &= saved_long(in, json, "test") == samples_hash(shared_get(test));
	if (!in->status && !same && !r->place->draw)
		in->status = fpe_fail(
			in->err, FPE_ESTATE,
			"%s: the samples that are drawn are not those it was saved with: another version of this program draws them otherwise",
			in->file);
}

/* What the drawing of samples asks: it says nothing of how far it is. */
static bool is_stopped(void *in)
{
	return !saved_goes_on(in, DRAWS_FROM);
}

static void read_draw(struct reader *r, const json_t *json, int i)
{
	struct saved_in *in = &r->in;
	struct recipe recipe = r->f->recipe; /* borrows its task */
	uint64_t base = saved_long(in, json, "base");
	struct shared *train = NULL, *test = NULL;
	const struct fpe_watch watch = { is_stopped, in };
	struct fpe_error inner;

	saved_part(in, json, "data", setting_data, &recipe.data);
	if (!r->arms.task)
		saved_bad(in, "samples", "there is no task to draw them of");
	if (in->status)
		return;
	saved_failed(in, "samples",
		     (r->place->draw ? r->place->draw : recipe_samples)(
			     &recipe, r->arms.task, base, &watch, &train, &test, &inner),
		     &inner);
	if (!in->status && !recipe_say_made(&recipe, base, NULL, train))
		saved_no_memory(in);
	if (!in->status)
		check_draw(r, json, train, test);
	r->arms.train[i] = train;
	if (i == 0 && json_is_true(json_object_get(r->json, "drawn"))) {
		r->f->train = shared_hold(train);
		r->f->test = shared_hold(test);
	}
	shared_release(test);
}

static void read_draws(struct reader *r)
{
	const json_t *list = json_object_get(r->json, "samples");
	size_t count = json_array_size(list);

	if (!json_is_array(list) || count > SAVED_DRAWS ||
	    (saved_flag(&r->in, r->json, "drawn") && !count))
		saved_bad(&r->in, "samples", "they are no list");
	for (size_t i = 0; i < count && !r->in.status; i++)
		read_draw(r, json_array_get(list, i), (int)i);
}

/* ------------------------------------------------------------------ the rest */

static void read_groups(struct reader *r)
{
	const char *how = saved_text(&r->in, r->json, "groups", FPE_GROUPS_HOW);
	const struct tensor *t = saved_tensor(&r->in, r->file, "groups", TENSOR_I32, 0);
	int inputs = r->arms.task ? r->arms.task->inputs : 0, *number;
	struct fpe_groups *groups;
	struct fpe_error inner;

	if (t && t->count != (size_t)inputs)
		saved_bad(&r->in, "groups", "they are of another number of inputs than the task");
	if (r->in.status || !inputs)
		return;
	number = malloc((size_t)inputs * sizeof *number);
	if (!number) {
		saved_no_memory(&r->in);
		return;
	}
	memcpy(number, t->data, (size_t)inputs * sizeof *number);
	if (!saved_failed(&r->in, "groups", fpe_groups_of(number, inputs, how, &groups, &inner),
			  &inner)) {
		r->f->recipe.groups = shared_groups(groups);
		if (!r->f->recipe.groups)
			saved_no_memory(&r->in);
	}
	free(number);
}

static void read_shape(struct reader *r)
{
	const json_t *list = json_object_get(r->json, "shape");
	int n[3];

	for (size_t i = 0; i < 3; i++) {
		json_int_t value = json_integer_value(json_array_get(list, i));

		if (value < 0 || value > FPE_MAX_INPUTS)
			saved_bad(&r->in, "shape", "it is none of a picture");
		n[i] = r->in.status ? 0 : (int)value;
	}
	if (n[0] && (!r->arms.task || (long long)n[0] * n[1] * n[2] != r->arms.task->inputs))
		saved_bad(&r->in, "shape", "the task has not as many inputs");
	r->f->recipe.shape = (struct fpe_shape){ n[0], n[1], n[2] };
}

static void read_probe(struct reader *r)
{
	int inputs = r->arms.task ? r->arms.task->inputs : 0;
	const char *text = saved_text(&r->in, r->json, "probe", FPE_MAX_INPUTS + 1);
	size_t words = ((size_t)inputs + 63) / 64;

	if (!inputs || strlen(text) != (size_t)inputs || text[strspn(text, "01")])
		saved_bad(&r->in, "probe", "it is no sample of the task");
	if (r->in.status)
		return;
	r->f->probe = calloc(words, sizeof *r->f->probe);
	if (!r->f->probe)
		saved_no_memory(&r->in);
	for (int j = 0; r->f->probe && j < inputs; j++)
		r->f->probe[j / 64] |= (uint64_t)(text[j] == '1') << j % 64;
}

static bool is_taken(const struct frozen *f, int id)
{
	for (int i = 0; i < f->arms; i++) {
		if (f->id[i] == id)
			return true;
	}
	return false;
}

/* Has one of the first so many arms this name? */
static bool is_named(const struct frozen *f, int arms, const char *name)
{
	for (int i = 0; i < arms; i++) {
		const struct arm *arm = shared_get(f->arm[i]);

		if (strcmp(arm->name, name) == 0)
			return true;
	}
	return false;
}

/* Versions before wrote two arms of one name, of which a line would find the first alone. Who
   has such a file has nothing else of them: the later one gets a name that is free. */
static void part_names(struct frozen *f, struct saved_facts *facts)
{
	size_t at = 0;

	for (int i = 1; i < f->arms; i++) {
		struct arm *arm = shared_get(f->arm[i]);
		char name[FPE_MAX_NAME];

		if (!is_named(f, i, arm->name))
			continue;
		for (int k = 2; k == 2 || is_named(f, f->arms, name); k++)
			snprintf(name, sizeof name, "%.20s%d", arm->name, k);
		fixed_put(facts->renamed, sizeof facts->renamed, &at,
			  "%s%s, the later of two arms %s", at ? "; " : "", name, arm->name);
		snprintf(arm->name, sizeof arm->name, "%s", name);
	}
}

static void read_arms(struct reader *r)
{
	const json_t *list = json_object_get(r->json, "arms");
	struct frozen *f = r->f;
	size_t count = json_array_size(list);

	if (!json_is_array(list) || count > FPE_MAX_ARMS)
		saved_bad(&r->in, "arms", "they are no list of at most 64");
	for (size_t i = 0; i < count && !r->in.status; i++) {
		struct arm *arm = saved_arm_get(&r->arms, json_array_get(list, i));

		if (!arm)
			return;
		if (is_taken(f, arm->id)) {
			saved_bad(&r->in, arm->name, "another arm has its number");
			arm_free(arm);
			return;
		}
		f->id[f->arms] = arm->id;
		f->arm[f->arms] = shared_arm(arm);
		if (f->arm[f->arms])
			f->arms++;
		else
			saved_no_memory(&r->in);
	}
	saved_arms_finish(&r->arms);
}

static void read_fields(struct reader *r)
{
	struct saved_in *in = &r->in;
	struct frozen *f = r->f;

	f->seed = saved_long(in, r->json, "seed");
	f->history_limit = (size_t)saved_long(in, r->json, "history");
	f->told_late = saved_flag(in, r->json, "told_late");
	r->next_id = (int)saved_whole(in, r->json, "next", 0, 1 << 24);
	f->current = (int)saved_whole(in, r->json, "current", -1, r->next_id - 1);
	if (f->current >= 0)
		f->current += r->place->first_id;
	saved_part(in, r->json, "data", setting_data, &f->recipe.data);
	saved_part(in, r->json, "net", setting_net, &f->recipe.net);
	saved_part(in, r->json, "settings", setting_train, &f->recipe.settings);
	if (!f->recipe.net.layers)
		saved_bad(in, "net", "it has no layers");
	r->arms.first_id = r->place->first_id;
	r->arms.next_id = r->next_id;
}

/* The current arm is one of them. */
static void check_current(struct reader *r)
{
	const struct frozen *f = r->f;
	bool found = !f->arms && f->current < 0;

	for (int i = 0; i < f->arms; i++)
		found |= f->id[i] == f->current;
	if (!found)
		saved_bad(&r->in, "current", "there is no such arm");
}

static enum fpe_status read_json(struct reader *r)
{
	const struct tensor *t = saved_tensor(&r->in, r->file, SAVED_JSON, TENSOR_U8, 0);
	json_error_t fault;

	if (!t)
		return r->in.status;
	if (t->count > MOST_JSON)
		return saved_bad(&r->in, SAVED_JSON, "it is too long");
	r->json = json_read((const char *)t->data, t->count, JSON_REJECT_DUPLICATES, &fault);
	return json_is_object(r->json) ? FPE_OK
				       : saved_bad(&r->in, SAVED_JSON, "it is no JSON object");
}

static enum fpe_status read_all(struct reader *r)
{
	if (read_json(r))
		return r->in.status;
	read_fields(r);
	read_task(r);
	read_draws(r);
	if (!r->in.status)
		read_shape(r);
	if (!r->in.status && has(r->json, "groups"))
		read_groups(r);
	if (!r->in.status && has(r->json, "probe"))
		read_probe(r);
	if (r->in.status ||
	    saved_arms_begin(&r->arms, r->file, json_object_get(r->json, "metrics")))
		return r->in.status;
	read_arms(r);
	if (!r->in.status)
		check_current(r);
	saved_look_get(&r->in, r->file, r->json, r->place->first_id, r->f);
	return r->in.status;
}

static void tell_facts(const struct reader *r, struct saved_facts *facts)
{
	const struct fpe_data *train = shared_get(r->f->train);

	*facts = (struct saved_facts){
		.arms = r->f->arms,
		.nets = r->arms.nets.made,
		.samples = train ? train->count : 0,
		.other_arithmetic = json_integer_value(json_object_get(r->json, "arithmetic")) !=
				    FPE_ARITHMETIC,
	};
	part_names(r->f, facts);
}

/* Gives the frozen session, or drops it; frees the reader. */
static enum fpe_status end(struct reader *r, struct shared **out, int *next_id)
{
	enum fpe_status status = r->in.status;
	struct fpe_error *err = r->in.err;

	*next_id = r->place->first_id + r->next_id;
	if (status) {
		frozen_free(r->f);
	} else {
		*out = shared_new(r->f, frozen_free);
		status = *out ? FPE_OK : fpe_no_memory(err);
	}
	saved_arms_free(&r->arms);
	json_decref(r->json);
	free(r);
	return status;
}

enum fpe_status saved_parse(const struct tensors *file, const struct saved_place *place,
			    struct shared **out, int *next_id, struct saved_facts *facts,
			    struct fpe_error *err)
{
	struct reader *r = calloc(1, sizeof *r);
	struct frozen *f = calloc(1, sizeof *f);

	*out = NULL;
	if (place->screen)
		*place->screen = NULL;
	if (!r || !f) {
		free(r);
		free(f);
		return fpe_no_memory(err);
	}
	recipe_init(&f->recipe);
	f->look.arm = -1;
	*r = (struct reader){ .file = file, .place = place, .f = f };
	r->in = (struct saved_in){ .file = file->name, .err = err, .reading = place->reading };
	r->arms.in = &r->in;
	if (!read_all(r))
		tell_facts(r, facts);
	if (place->screen && !r->in.status)
		*place->screen = json_incref(json_object_get(r->json, "screen"));
	return end(r, out, next_id);
}

enum fpe_status saved_read(const char *path, const struct saved_place *place, struct shared **out,
			   int *next_id, struct saved_facts *facts, struct fpe_error *err)
{
	struct format_file file;
	struct reading_part part;
	enum fpe_status status =
		checked_open(path, SAVED_KEY, SAVED_FORMAT, "a saved session",
			     reading_part(&part, place->reading, 0, OWN_FROM), &file, err);

	*out = NULL;
	if (place->screen)
		*place->screen = NULL;
	if (status)
		return status;
	status = saved_parse(file.tensors, place, out, next_id, facts, err);
	facts->bytes = file.size;
	facts->sum = checked_sum(&file, SAVED_KEY);
	format_close(&file);
	return status;
}
