/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_save.c - the whole session as a file, and back: `save`, `load`. */
#include "cmd/player/ask.h"
#include "cmd/player/call.h"
#include "cmd/player/jobs.h"
#include "cmd/report/column.h"
#include "io/file_form.h"
#include "lab/session/saved.h"

static const struct column save_fields[] = {
	FIELD("arms", "integer", "arms that were written"),
	FIELD("nets", "integer", "nets of theirs: those of now, and those of the past"),
	FIELD("bytes", "integer", "of the file"),
	{ 0 },
};

static bool goes_on(void *context, double share)
{
	const struct fpe_watch *watch = context;

	(void)share;
	return !watch->stopped || !watch->stopped(watch->context);
}

static enum fpe_status run_save(struct call *call)
{
	struct session *s = call->session;
	const struct reading reading = { goes_on, &s->watch };
	struct shared *frozen = frozen_take(s);
	struct saved_facts facts;
	enum fpe_status status;

	if (!frozen)
		return fpe_no_memory(&call->err);
	status = saved_write(frozen, s->next_id, call_text(call, "file"), &reading, &facts,
			     &call->err);
	shared_release(frozen);
	if (status)
		return call_blame(call, "file", status);
	column_report(call->report, DATUM(facts.arms), DATUM(facts.nets),
		      DATUM((double)facts.bytes));
	session_note(s, "saved %d arm%s, %d nets of theirs", facts.arms, facts.arms == 1 ? "" : "s",
		     facts.nets);
	player_saved(call->player);
	return FPE_OK;
}

const struct command cmd_save = {
	VERB("save", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REPORT | COMMAND_SILENT, run_save),
	.help = "The whole session as a file, exactly: `load` goes on from it as if nothing had been between.",
	.details =
		"Arms, their tree, curves and every epoch that is kept, masks and moments, seeds and settings. "
		"Samples are not in it: those that were drawn are drawn again, those of a file are read again, and both have to be what they were. "
		"What `undo` could take back, what studies found and what is shown are not in it either. "
		"The file is whole or not there: fpe(5) says what it holds.",
	EXAMPLE_AFTER("train 2", "save /tmp/fpe-example.session"),
	.fields = save_fields,
	.args = { NEED("file", FILE, "the file", .writes = true, .form = FILE_FORM_SESSION),
		  FORCE_ARG },
};

static enum fpe_status run_load(struct call *call)
{
	char path[4096];

	return job_load(call, call_file(call, "file", path, sizeof path));
}

const struct command cmd_load = {
	VERB("load", COMMAND_BOUNDARY | COMMAND_LONG, run_load),
	.help = "A saved session in the place of this one; `undo` brings this one back.",
	.details =
		"Training it goes on to the same bits as never having stopped. A file that is not whole, or has changed, is refused, and nothing changes. "
		"In `history` the line stays as it is, so keep the file. A file that is not in the current folder is looked for beside the script.",
	.example = "load tests/golden/small.session",
	.args = { NEED("file", FILE, "the file that `save` wrote", .passing = true) },
};
