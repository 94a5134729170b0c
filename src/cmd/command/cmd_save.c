/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_save.c - the whole session as a file, and back: `save`, `load`. */
#include <string.h>

#include "cmd/player/ask.h"
#include "cmd/player/call.h"
#include "cmd/player/jobs.h"
#include "cmd/report/column.h"
#include "io/file_form.h"
#include "lab/session/saved.h"
#include "view/screen/screen.h"
#include "view/screen/screen_json.h"

static const struct column save_fields[] = {
	FIELD("arms", "integer", "arms that were written"),
	FIELD("nets", "integer", "nets of theirs: those of now, and those of the past"),
	FIELD("bytes", "integer", "of the file"),
	{ 0 },
};

static enum fpe_status run_save(struct call *call)
{
	struct session *s = call->session;
	const struct reading reading = reading_of(session_watch(s));
	const struct saved_order order = { .next_id = s->next_id,
					   .look = screen_look(call->screen, &s->look),
					   .screen = screen_state_json(call->screen),
					   .reading = &reading };
	struct shared *frozen = order.screen ? frozen_take(s) : NULL;
	struct saved_facts facts;
	enum fpe_status status;

	if (!frozen) {
		json_decref(order.screen);
		return fpe_no_memory(&call->err);
	}
	status = saved_write(frozen, &order, call_text(call, "file"), &facts, &call->err);
	shared_release(frozen);
	json_decref(order.screen);
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
		"The panels that are shown, what they are of, and the sample, neuron and circuit that are looked at come back, too. "
		"What `undo` could take back and what studies found are not in it. "
		"The file is whole or not there: fpe(5) says what it holds.",
	EXAMPLE_AFTER("train 2", "save /tmp/fpe-example.session"),
	LARGE(LARGE_NET "train 1\nsave /tmp/fpe-large.session"),
	.fields = save_fields,
	.args = { NEED("file", FILE, "the file", .writes = true, .form = FILE_FORM_SESSION),
		  FORCE_ARG },
};

static enum fpe_status run_load(struct call *call)
{
	const char *sum = call_text(call, "sum");
	char path[4096];

	if (sum && (strlen(sum) != 8 || sum[strspn(sum, "0123456789abcdef")]))
		return call_fail(call, "sum", FPE_ERANGE, "sum: eight digits of base 16");
	return job_load(call, call_file(call, "file", path, sizeof path), sum);
}

const struct command cmd_load = {
	VERB("load", COMMAND_BOUNDARY | COMMAND_LONG, run_load),
	.help = "A saved session in the place of this one; `undo` brings this one back.",
	.details =
		"Training it goes on to the same bits as never having stopped. A file that is not whole, or has changed, is refused, and nothing changes. "
		"`history` names the file and its checksum, for what comes after goes on from that very file: keep it. A file that is not in the current folder is looked for beside the script.",
	.example = "load tests/golden/small.session",
	LARGE(LARGE_NET "train 1\nsave /tmp/fpe-large.session\nload /tmp/fpe-large.session"),
	.args = { NEED("file", FILE, "the file that `save` wrote", .passing = true),
		  ARG("sum", TEXT,
		      "refuse a file of another checksum: `history` says so which one it was",
		      .fallback = "any") },
};
