/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_lesson.c - `lesson`: scenarios that ask and check, and which of them were done. */
#include <limits.h>
#include <math.h>
#include <stdio.h>

#include "cmd/command/anew.h"
#include "cmd/language/lessons.h"
#include "cmd/language/scenario.h"
#include "cmd/player/ask.h"
#include "cmd/player/call.h"
#include "cmd/player/lessons_done.h"
#include "cmd/report/column.h"

static const struct column lesson_columns[] = {
	SHOWN("number", "integer", "what `lesson` takes"),
	SHOWN("title", "text", "what it is about"),
	SHOWN("minutes", "integer or null", "it takes about so long"),
	SHOWN("done", "true, false or null", "was it done; null in batch", .unit = "done",
	      .missing = ""),
	{ 0 },
};
static const struct column lesson_fields[] = { FIELDS("lessons[]", lesson_columns), { 0 } };

/* What batch prints depends on nothing that was done before. */
static bool remembers(const struct call *call)
{
	return call->options->screen && !call->options->safe;
}

static enum fpe_status list(struct call *call, const struct lessons *all)
{
	struct rows rows = { .columns = lesson_columns };
	struct lessons_done done;
	struct fpe_error err;
	bool knows = remembers(call);

	if (all->failed.code) {
		call->err = all->failed;
		return call->err.code;
	}
	if (!all->count)
		return call_fail(
			call, NULL, FPE_EIO,
			"there are no lessons where scenarios are looked for; `help play` says where");
	if (lessons_done_read(&done, &err) && knows)
		session_note(call->session, "which were done cannot be read: %s", err.message);
	for (int i = 0; i < all->count; i++) {
		const struct lesson_found *l = &all->item[i];
		bool was = knows && l->number <= LESSONS_MOST && done.done[l->number];

		rows_put(&rows, DATUM(l->number), DATUM(l->title),
			 DATUM(l->minutes ? (double)l->minutes : NAN),
			 knows ? DATUM(was) : datum_text(NULL));
	}
	rows_table(&rows, call->report, 0);
	report_text(call->report,
		    "`lesson 1` begins; in a lesson Enter alone tells, `skip` does.\n");
	column_report(call->report, datum_rows(&rows));
	return FPE_OK;
}

/* A lesson to play next, and behind it the line that says that it was done. */
static enum fpe_status begin(struct call *call, const struct lesson_found *lesson)
{
	char path[PATH_MAX], line[40];
	enum fpe_status status = FPE_OK;

	if (!scenario_named(lesson->name, path, sizeof path))
		return call_fail(call, "number", FPE_EIO, "lesson %d has gone", lesson->number);
	anew_begin(call);
	snprintf(line, sizeof line, "lesson %d done=yes", lesson->number);
	if (remembers(call))
		status = player_play_next(call->player, line, &call->err);
	if (!status)
		status = player_play_file(call->player, path, &call->err);
	if (!status) {
		player_is_lesson(call->player);
		status = anew_settings(call);
	}
	return call_blame(call, "number", status);
}

static enum fpe_status mark(struct call *call, int number)
{
	bool done = call_number(call, "done", 1) != 0;
	enum fpe_status status =
		remembers(call) ? lessons_done_mark(number, done, &call->err) : FPE_OK;

	if (!status && remembers(call))
		session_note(call->session, "lesson %d is %s; `lesson` lists them all", number,
			     done ? "done" : "to be done");
	return call_blame(call, "done", status);
}

static enum fpe_status run_lesson(struct call *call)
{
	int number = (int)call_number(call, "number", 0);
	const struct lesson_found *lesson;
	struct lessons all;
	enum fpe_status status;

	lessons_find(&all);
	lesson = lessons_get(&all, number);
	if (!number)
		status = list(call, &all);
	else if (!lesson)
		status = call_fail(call, "number", FPE_ENAME,
				   "there is no lesson %d; `lesson` lists those there are", number);
	else if (call_given(call, "done"))
		status = mark(call, number);
	else
		status = begin(call, lesson);
	lessons_clear(&all);
	return status;
}

const struct command cmd_lesson = {
	VERB("lesson", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_SILENT, run_lesson),
	.help = "A lesson that asks and checks; without a number, list them.",
	.details =
		"A lesson is a scenario lessons/NN-NAME.fpe, looked for where `play` looks. It begins with `set` as it is at first and a task of its own, which ends what plays and the arms there are; `undo` brings them back. "
		"Which were done is kept in $XDG_STATE_HOME/fpe-tui/lessons, unless the program was started with --safe or without a prompt.",
	.example = "lesson 1",
	.more_examples = "lesson",
	.fields = lesson_fields,
	.args = { WORD("number", INT, "the lesson", .min = 1, .max = LESSONS_MOST,
		       .fallback = "list them"),
		  ARG("done", FLAG, "only remember that it was done, or was not") },
};
