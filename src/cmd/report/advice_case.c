/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advice_case.c - terms of a model out of a text of settings; which of these no model has. */
#include "cmd/report/advice_case.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "fpe/task.h"
#include "io/json_read.h"
#include "io/store.h"
#include "lab/study/settings.h"
#include "lab/study/study_setting.h"

int advice_kind(const char *name)
{
	for (int i = 0; fpe_split_kinds[i] && i < ADVICE_KINDS; i++) {
		const struct fpe_split_kind *k = fpe_split_kinds[i];

		if (strcmp(k->name, name) == 0)
			return k->by_hand || k->needs_partition ? -1 : i;
	}
	return -1;
}

/* ------------------------------------------------------------------ terms */

/* "16x8" begins with 16, "4000:0123…" with 4000. */
static double number(const json_t *settings, const char *name)
{
	const json_t *found = json_object_get(settings, name);

	if (json_is_string(found))
		return strtol(json_string_value(found), NULL, 10);
	return json_is_number(found) ? json_number_value(found) : NAN;
}

static double first_of(double a, double b)
{
	return isfinite(a) ? a : b;
}

/* m and d of a text; NaN: it says nothing of them. */
struct shape {
	double clauses, inputs;
};

static struct shape shape_of(const json_t *settings)
{
	double address = number(settings, "address"), features = number(settings, "features");
	double segments = FPE_LED_SEGMENTS + number(settings, "irrelevant");

	return (struct shape){
		first_of(number(settings, "clauses"), first_of(features, exp2(address))),
		first_of(number(settings, "inputs"),
			 first_of(features, first_of(address + exp2(address), segments))),
	};
}

static void find_terms(const json_t *settings, struct shape shape, double *term)
{
	double neurons = number(settings, "hidden");
	double samples = first_of(number(settings, "train"), number(settings, "train_samples"));

	term[ADVICE_LOAD] = shape.clauses / neurons;
	term[ADVICE_CLAUSES] = shape.clauses;
	term[ADVICE_LITERALS] = number(settings, "literals");
	term[ADVICE_NEGATE] = number(settings, "negate");
	term[ADVICE_SAMPLES] = samples / (shape.inputs * neurons);
	term[ADVICE_P] = number(settings, "p");
	term[ADVICE_DENSE] = NAN; /* is no setting */
}

/* ----------------------------------------------------------------- stored */

/* What tells rows, or is measured of them; alpha is in the model by itself. */
static const char *const apart[] = { "rows",	   "sparse_of", "sparse_from", "alpha",
				     "robustness", "measure",	NULL };
/* What terms are made of. */
static const char *const in_terms[] = { "clauses",  "features", "address", "irrelevant", "hidden",
					"literals", "negate",	"train",   "p",		 NULL };

static bool is_listed(const char *const *list, const char *name)
{
	while (*list && strcmp(*list, name) != 0)
		list++;
	return *list;
}

static bool is_plain_inputs(const json_t *settings)
{
	double inputs = number(settings, "inputs");

	return !(inputs < number(settings, "clauses") * number(settings, "literals"));
}

static enum fpe_status note_value(struct advice_case *c, const char *name, const json_t *value)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY);
	json_t *values = json_object_get(c->values, name);
	bool failed = !text;

	if (!values) {
		values = json_object();
		failed |= json_object_set_new(c->values, name, values) != 0;
	}
	failed |= text && json_object_set_new(values, text, json_true()) != 0;
	free(text);
	return failed ? FPE_ENOMEM : FPE_OK;
}

enum fpe_status advice_case_note(struct advice_case *c, json_t *settings,
				 struct advice_setting *out)
{
	json_t *rest = json_object(), *value;
	const char *name;
	enum fpe_status status = FPE_OK;
	char *text;

	if (!c->values)
		c->values = json_object();
	json_object_foreach(settings, name, value)
	{
		if (is_listed(apart, name))
			continue;
		json_object_set(rest, name, value);
		if (!status)
			status = note_value(c, name, value);
	}
	c->overlap |= !is_plain_inputs(settings);
	find_terms(settings, shape_of(settings), out->term);
	text = json_dumps(rest, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(rest);
	out->hash = text ? store_text_hash(0, text) : 0;
	free(text);
	return text && !status ? FPE_OK : FPE_ENOMEM;
}

void advice_case_clear(struct advice_case *c)
{
	json_decref(c->values);
	c->values = NULL;
}

/* Inputs follow from clauses and literals where none are shared. */
static bool is_ignored(const struct advice_case *c, const char *name)
{
	return !is_listed(in_terms, name) && (c->overlap || strcmp(name, "inputs") != 0);
}

void advice_case_ignored(const struct advice_case *c, struct textbuf *out)
{
	const char *name;
	json_t *values;

	json_object_foreach(c->values, name, values)
	{
		if (json_object_size(values) > 1 && is_ignored(c, name))
			textbuf_printf(out, "%s%s", out->size ? ", " : "", name);
	}
}

/* ---------------------------------------------------------------- session */

static void find_here(struct session *s, struct advice_here *here)
{
	struct shape shape = shape_of(here->settings);
	const struct fpe_clauses *clauses = &s->task->clauses;
	double *term = here->setting.term;

	here->inputs = s->task->inputs;
	here->clauses = clauses->count;
	here->groups = recipe_groups(&s->recipe);
	if (!isfinite(shape.clauses))
		shape.clauses = here->clauses ? here->clauses : s->task->classes;
	shape.inputs = first_of(shape.inputs, here->inputs);
	find_terms(here->settings, shape, term);
	if (here->clauses && !isfinite(term[ADVICE_LITERALS]))
		term[ADVICE_LITERALS] = fpe_clauses_literals(clauses);
}

enum fpe_status advice_here_read(struct session *s, struct advice_here *out, struct fpe_error *err)
{
	struct study study;
	enum fpe_status status = session_study(s, &study, err);
	char *text;

	*out = (struct advice_here){ .settings = NULL };
	if (status)
		return status;
	text = settings_text(&study);
	recipe_clear(&study.recipe);
	out->settings = text ? json_read_text(text) : NULL;
	free(text);
	if (!out->settings)
		return fpe_no_memory(err);
	settings_complete(out->settings);
	find_here(s, out);
	return FPE_OK;
}

void advice_here_clear(struct advice_here *here)
{
	json_decref(here->settings);
	here->settings = NULL;
}

/* Is it the key of a study's own setting? */
static bool is_of_study(const char *name)
{
	for (const struct setting *row = setting_study; row->name; row++) {
		if (row->key && strcmp(row->key, name) == 0)
			return true;
	}
	return is_listed((const char *const[]){ "test", "masks_until", "arithmetic", NULL },
			 name) ||
	       is_listed(apart, name);
}

static void put_unmet(const char *name, const json_t *value, struct textbuf *out)
{
	if (json_is_string(value))
		textbuf_printf(out, "No run has %s=%s.\n", name, json_string_value(value));
	else
		textbuf_printf(out, "No run has %s=%.9g.\n", name, json_number_value(value));
}

void advice_here_unmet(const struct advice_here *here, const struct advice_case *c,
		       struct textbuf *out)
{
	const char *name;
	json_t *value;

	json_object_foreach(here->settings, name, value)
	{
		char *text;

		if (is_of_study(name) || !is_ignored(c, name))
			continue;
		text = json_dumps(value, JSON_ENCODE_ANY);
		if (!text)
			memory_is_short();
		else if (!json_object_get(json_object_get(c->values, name), text))
			put_unmet(name, value, out);
		free(text);
	}
}

bool advice_here_can(const struct advice_here *here, int kind, int alpha)
{
	const struct fpe_split_kind *k = fpe_split_kinds[kind];

	return alpha <= here->inputs && (!k->needs_clauses || alpha <= here->clauses) &&
	       (!k->needs_groups || here->groups);
}
