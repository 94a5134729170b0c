/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session_group.c - groups of inputs and their picture, in the session's recipe:
   undo keeps them, studies take them over. */
#include "lab/session/session_group.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/alphabet.h"
#include "lab/session/session_arm.h"

enum fpe_status session_set_groups(struct session *s, struct fpe_groups *groups,
				   struct fpe_error *err)
{
	struct shared *shared = NULL;
	int inputs = s->task ? s->task->inputs : 0;

	if (groups && groups->inputs != inputs) {
		int found = groups->inputs;

		fpe_groups_free(groups);
		return fpe_fail(err, FPE_ESHAPE, "groups of %d inputs; the task has %d", found,
				inputs);
	}
	if (groups) {
		shared = shared_groups(groups);
		if (!shared)
			return fpe_no_memory(err);
	}
	shared_release(s->recipe.groups);
	s->recipe.groups = shared;
	session_changed(s);
	return FPE_OK;
}

enum fpe_status session_set_shape(struct session *s, const struct fpe_shape *shape,
				  struct fpe_error *err)
{
	/* each is at most FPE_MAX_INPUTS */
	long long inputs = (long long)shape->rows * shape->columns * shape->channels;

	char channels[16] = "";

	if (shape->channels != 1)
		snprintf(channels, sizeof channels, "x%d", shape->channels);
	if (!s->task || inputs != s->task->inputs)
		return fpe_fail(err, FPE_ESHAPE,
				"a picture of %dx%d%s has %lld inputs; the task has %d",
				shape->rows, shape->columns, channels, inputs,
				s->task ? s->task->inputs : 0);
	s->recipe.shape = *shape;
	session_changed(s);
	return FPE_OK;
}

struct fpe_shape session_shape(const struct session *s, bool *guessed)
{
	int inputs = s->task ? s->task->inputs : 0, side = (int)lround(sqrt(inputs));
	struct fpe_shape shape = recipe_shape(&s->recipe);

	if (guessed)
		*guessed = !shape.rows;
	if (shape.rows)
		return shape;
	if (inputs < 1 || side * side != inputs)
		return (struct fpe_shape){ 0 };
	return (struct fpe_shape){ side, side, 1 };
}

enum fpe_status session_positions(const struct session *s, struct fpe_groups **out,
				  struct fpe_error *err)
{
	const struct fpe_alphabet *text = s->task ? s->task->alphabet : NULL;
	int size = text ? text->size : 0;
	enum fpe_status status;

	*out = NULL;
	if (!size)
		return fpe_fail(
			err, FPE_ESTATE,
			"the samples are no text, whose last characters have positions; columns=N makes blocks of N inputs");
	status = fpe_groups_blocks(s->task->inputs, size, out, err);
	if (!status)
		snprintf((*out)->how, sizeof(*out)->how, "positions of a text");
	return status;
}

/* -------------------------------------------------------------- from a list */

struct reader {
	const struct session *s;
	const char *text;
	int at;
	int *number; /* [inputs] group of each, -1: none yet */
	int groups, listed;
};

/* The name at r->at, up to a separator, `..` too; r->at moves past it. */
static enum fpe_status read_input(struct reader *r, int *out, struct fpe_error *err)
{
	const char *text = r->text + r->at, *dots = strstr(text, "..");
	size_t size = strcspn(text, ",;");
	char name[2 * FPE_MAX_NAME];
	enum fpe_status status;

	if (dots && (size_t)(dots - text) < size)
		size = (size_t)(dots - text);
	if (size == 0)
		return fpe_fail(err, FPE_ERANGE, "an input is missing");
	snprintf(name, sizeof name, "%.*s", (int)size, text);
	status = session_find_input(r->s, name, out, err);
	if (!status)
		r->at += (int)size;
	return status;
}

/* "x3" or "x0..x15" into the group under way. */
static enum fpe_status read_item(struct reader *r, struct fpe_error *err)
{
	char name[FPE_MAX_NAME];
	int first, last, before = r->at;
	enum fpe_status status = read_input(r, &first, err);

	last = first;
	if (!status && strncmp(r->text + r->at, "..", 2) == 0) {
		r->at += 2;
		status = read_input(r, &last, err);
	}
	if (!status && last < first)
		status = fpe_fail(err, FPE_ERANGE, "the range ends before it begins");
	for (int j = first; j <= last && !status; j++) {
		if (r->number[j] >= 0)
			status = fpe_fail(err, FPE_ERANGE,
					  "%s is there twice; groups share no input",
					  fpe_task_input_name(r->s->task, j, name));
		r->number[j] = r->groups;
		r->listed++;
	}
	if (status && r->at > before)
		r->at = before;
	return status;
}

static enum fpe_status read_text(struct reader *r, struct fpe_error *err)
{
	enum fpe_status status = read_item(r, err);

	while (!status && r->text[r->at]) {
		r->groups += r->text[r->at] == ';';
		r->at++;
		if (r->text[r->at] || r->text[r->at - 1] == ',')
			status = read_item(r, err);
		else
			r->groups--; /* a ; at the end */
	}
	r->groups++;
	return status;
}

enum fpe_status session_read_groups(const struct session *s, const char *text,
				    struct fpe_groups **out, int *at, struct fpe_error *err)
{
	int inputs = s->task->inputs;
	struct reader r = { .s = s, .text = text };
	char how[FPE_GROUPS_HOW];
	enum fpe_status status;

	*out = NULL;
	r.number = malloc((size_t)inputs * sizeof *r.number);
	if (!r.number)
		return fpe_no_memory(err);
	for (int j = 0; j < inputs; j++)
		r.number[j] = -1;
	status = read_text(&r, err);
	*at = r.at;
	if (r.listed < inputs)
		snprintf(how, sizeof how, "%d listed, the others alone", r.groups);
	else
		snprintf(how, sizeof how, "%d listed", r.groups);
	if (!status)
		status = fpe_groups_of(r.number, inputs, how, out, err);
	free(r.number);
	return status;
}
