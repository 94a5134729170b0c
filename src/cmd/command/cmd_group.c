/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_group.c - `group`: which inputs belong together. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

#include <stdio.h>
#include <string.h>

#include "io/numbers.h"
#include "lab/session/session_group.h"

#define MOST_LINES 64 /* groups that are listed */

/* ---------------------------------------------------------------- what is said */

/* "16 groups of 784 inputs: patches of 7x7, 49 inputs each" */
static void describe(const struct fpe_groups *groups, struct textbuf *out)
{
	int least, most;

	fpe_groups_sizes(groups, &least, &most);
	textbuf_printf(out, "%d group%s of %d inputs: %s, ", groups->count,
		       groups->count == 1 ? "" : "s", groups->inputs, groups->how);
	if (least == most)
		textbuf_printf(out, "%d input%s each", most, most == 1 ? "" : "s");
	else
		textbuf_printf(out, "%d to %d inputs each", least, most);
}

static void tell_groups(struct call *call)
{
	struct textbuf text = { 0 };
	char *said;

	describe(recipe_groups(&call->session->recipe), &text);
	said = textbuf_take(&text);
	if (said)
		session_note(call->session, "%s", said);
	free(said);
}

static void shape_text(const struct fpe_shape *shape, char out[48])
{
	if (shape->channels > 1)
		snprintf(out, 48, "%dx%dx%d", shape->rows, shape->columns, shape->channels);
	else
		snprintf(out, 48, "%dx%d", shape->rows, shape->columns);
}

/* -------------------------------------------------------------------- the shape */

static enum fpe_status read_shape(struct call *call)
{
	const struct value *v = call_value(call, "shape");
	struct fpe_shape shape = { .channels = 1 };

	if (v->count < 2 || v->count > 3)
		return call_fail(call, "shape", FPE_ERANGE,
				 "shape: %s; ROWSxCOLUMNS or ROWSxCOLUMNSxCHANNELS are allowed",
				 v->count < 2 ? "one number" : "more than three numbers");
	shape.rows = (int)v->numbers[0];
	shape.columns = (int)v->numbers[1];
	if (v->count == 3)
		shape.channels = (int)v->numbers[2];
	return call_blame(call, "shape", session_set_shape(call->session, &shape, &call->err));
}

/* The picture that patches are of; a guess is said. */
static enum fpe_status need_shape(struct call *call, struct fpe_shape *out)
{
	struct session *s = call->session;
	bool guessed;

	*out = session_shape(s, &guessed);
	if (!out->rows)
		return call_fail(
			call, "patch", FPE_ESTATE,
			"%d inputs are no square picture: say which with shape=ROWSxCOLUMNS",
			s->task->inputs);
	if (guessed)
		session_note(s,
			     "the %d inputs are taken as a picture of %dx%d; shape= says otherwise",
			     s->task->inputs, out->rows, out->columns);
	return FPE_OK;
}

/* --------------------------------------------------------------------- the ways */

static enum fpe_status by_patch(struct call *call, struct fpe_groups **out)
{
	const struct value *v = call_value(call, "patch");
	struct fpe_shape shape;
	enum fpe_status status;

	if (v->count != 2)
		return call_fail(call, "patch", FPE_ERANGE,
				 "patch: %d number%s; ROWSxCOLUMNS is allowed", v->count,
				 v->count == 1 ? "" : "s");
	status = need_shape(call, &shape);
	if (status)
		return status;
	return call_blame(call, "patch",
			  fpe_groups_patches(&shape, (int)v->numbers[0], (int)v->numbers[1], out,
					     &call->err));
}

static enum fpe_status by_columns(struct call *call, struct fpe_groups **out)
{
	return call_blame(call, "columns",
			  fpe_groups_blocks(call->session->task->inputs,
					    (int)call_number(call, "columns", 0), out, &call->err));
}

static enum fpe_status by_file(struct call *call, struct fpe_groups **out)
{
	int inputs = call->session->task->inputs;
	struct numbers n;
	char how[FPE_GROUPS_HOW];
	enum fpe_status status = numbers_read(call_text(call, "file"), &n, &call->err);

	if (status)
		return call_blame(call, "file", status);
	if (n.count != inputs) {
		status = call_fail(call, "file", FPE_ESHAPE,
				   "%s: %d numbers; %d, one for each input, are allowed", n.name,
				   n.count, inputs);
	} else {
		snprintf(how, sizeof how, "%.*s", FPE_GROUPS_HOW - 1, n.name);
		status = call_blame(call, "file",
				    fpe_groups_of(n.value, inputs, how, out, &call->err));
	}
	numbers_clear(&n);
	return status;
}

static enum fpe_status by_list(struct call *call, struct fpe_groups **out)
{
	const char *text = call_text(call, "inputs");
	int at = 0;
	enum fpe_status status;

	if (strcmp(text, "positions") == 0)
		return call_blame(call, "inputs",
				  session_positions(call->session, out, &call->err));
	status = session_read_groups(call->session, text, out, &at, &call->err);
	call_blame(call, "inputs", status);
	if (status && status != FPE_ENOMEM)
		call->err.at = at;
	return status;
}

static const struct way {
	const char *name;
	enum fpe_status (*make)(struct call *call, struct fpe_groups **out);
} ways[] = {
	{ "inputs", by_list }, { "patch", by_patch }, { "columns", by_columns }, { "file", by_file }
};
#define WAYS (sizeof ways / sizeof *ways)

/* ------------------------------------------------------------------ the command */

static const struct column group_fields[] = {
	FIELD("inputs", "integer", "d"),
	FIELD("count", "integer", "groups; 0: none were said to be there"),
	FIELD("how", "text or null", "what they are"),
	FIELD("least", "integer or null", "inputs of the smallest group"),
	FIELD("most", "integer or null", "inputs of the largest group"),
	FIELD("shape[]", "integer", "rows, columns and channels of the picture; empty: none"),
	FIELD("groups[][]", "integer", "inputs of each group"),
	{ 0 }
};

static json_t *groups_json(const struct fpe_groups *groups)
{
	json_t *list = json_array();

	for (int g = 0; groups && g < groups->count; g++)
		json_array_append_new(list, json_array());
	for (int j = 0; groups && j < groups->inputs; j++)
		json_array_append_new(json_array_get(list, (size_t)groups->of[j]), json_integer(j));
	return list;
}

static json_t *shape_json(const struct fpe_shape *shape)
{
	json_t *list = json_array();

	if (shape->rows) {
		json_array_append_new(list, json_integer(shape->rows));
		json_array_append_new(list, json_integer(shape->columns));
		json_array_append_new(list, json_integer(shape->channels));
	}
	return list;
}

/* "x0..x6, x28..x34, …": runs of neighbours, as many as a line holds. */
static void put_runs(struct report *report, const struct fpe_task *task,
		     const struct fpe_groups *groups, int group)
{
	struct textbuf line = { 0 };
	char name[FPE_MAX_NAME];
	char *text;

	for (int j = 0; j < groups->inputs; j++) {
		int end = j;

		if (groups->of[j] != group)
			continue;
		while (end + 1 < groups->inputs && groups->of[end + 1] == group)
			end++;
		if (line.size > 60) {
			textbuf_puts(&line, ", …");
			break;
		}
		textbuf_printf(&line, "%s%s", line.size ? ", " : "",
			       fpe_task_input_name(task, j, name));
		if (end > j)
			textbuf_printf(&line, "..%s", fpe_task_input_name(task, end, name));
		j = end;
	}
	text = textbuf_take(&line);
	report_text(report, "g%-8d %s\n", group, text ? text : "");
	free(text);
}

static void put_groups(struct call *call, const struct fpe_groups *groups)
{
	struct textbuf text = { 0 };
	char *said;

	describe(groups, &text);
	said = textbuf_take(&text);
	report_text(call->report, "groups    %s\n", said ? said : "");
	free(said);
	for (int g = 0; g < groups->count && g < MOST_LINES; g++)
		put_runs(call->report, call->session->task, groups, g);
	if (groups->count > MOST_LINES)
		report_text(call->report, "%d more\n", groups->count - MOST_LINES);
}

static void show(struct call *call)
{
	const struct session *s = call->session;
	const struct fpe_groups *groups = recipe_groups(&s->recipe);
	bool guessed;
	struct fpe_shape shape = session_shape(s, &guessed);
	char text[48];
	int least = 0, most = 0;

	if (groups)
		fpe_groups_sizes(groups, &least, &most);
	column_report(call->report, DATUM(s->task->inputs), DATUM(groups ? groups->count : 0),
		      datum_text(groups ? groups->how : NULL),
		      groups ? DATUM(least) : datum_text(NULL),
		      groups ? DATUM(most) : datum_text(NULL), datum_json(shape_json(&shape)),
		      datum_json(groups_json(groups)));
	if (groups)
		put_groups(call, groups);
	else
		report_text(call->report, "groups    none; `group columns=3` makes some\n");
	if (shape.rows) {
		shape_text(&shape, text);
		report_text(call->report, "picture   %s%s\n", text,
			    guessed ? ", as their number is a square" : "");
	}
}

static enum fpe_status make(struct call *call, const struct way *way)
{
	struct fpe_groups *groups = NULL;
	enum fpe_status status = way->make(call, &groups);

	if (!status)
		status = session_set_groups(call->session, groups, &call->err);
	if (!status)
		tell_groups(call);
	return status;
}

static enum fpe_status run_group(struct call *call)
{
	struct session *s = call->session;
	struct fpe_shape before;
	const struct way *way = NULL;
	enum fpe_status status = session_need_task(s, &call->err);

	for (size_t i = 0; i < WAYS && !status; i++) {
		if (!call_given(call, ways[i].name))
			continue;
		if (way)
			return call_fail(call, ways[i].name, FPE_ERANGE,
					 "%s beside %s: groups are made in one way", ways[i].name,
					 way->name);
		way = &ways[i];
	}
	before = s->recipe.shape;
	if (!status && call_given(call, "shape"))
		status = read_shape(call);
	if (!status && way)
		status = make(call, way);
	if (status) /* nothing has changed */
		s->recipe.shape = before;
	else if (!way && !call_given(call, "shape"))
		show(call);
	return status;
}

static enum fpe_status run_none(struct call *call)
{
	return session_set_groups(call->session, NULL, &call->err);
}

const struct command cmd_group = {
	VERB("group", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES,
	     run_group),
	.help = "Say which inputs belong together, for split by=group; alone: show it.",
	.details =
		"What clauses are to a Boolean task, groups are to real samples: patches of a picture, blocks of a table's columns, the one-hot codes of a text's positions. "
		"Groups share no input; an input that is named in none is a group of one. "
		"Of a picture, input (row*COLUMNS + column)*CHANNELS + channel is its pixel; patches at its right and lower edge may be smaller. "
		"A file has a number for each input, as a text or an array: inputs of the same number belong together, -1 alone. "
		"Groups belong to the samples: a new task ends them.",
	EXAMPLE_AFTER("task dnf clauses=4 literals=4", "group patch=2x2"),
	.more_examples = "group",
	.fields = group_fields,
	.args = { WORD("inputs", TEXT,
		       "lists of inputs, parted by ;: x0..x15;x16..x31; or, of a text, positions: the inputs of each of its last characters"),
		  ARG("patch", SHAPE, "patches of so many rows and columns of the picture",
		      .min = 1, .max = FPE_MAX_INPUTS),
		  ARG("columns", INT, "blocks of so many neighbouring inputs", .min = 1,
		      .max = FPE_MAX_INPUTS, .unit = "inputs"),
		  ARG("file", FILE, "the group of each input, a number each"),
		  ARG("shape", SHAPE, "the picture that the inputs are: 28x28, 32x32x3", .min = 1,
		      .max = FPE_MAX_INPUTS, .fallback = "a square, if their number is") },
};

const struct command cmd_group_none = {
	VERB("group", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REMAKES, run_none),
	.word = "none",
	.help = "No inputs belong together.",
	EXAMPLE_AFTER("group columns=4", "group none"),
};
