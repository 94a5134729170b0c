/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_session.c - the session itself: `seed`, `history`, `help`, `quit`. */
#include "cmd/player/call.h"
#include "cmd/help/help.h"
#include "cmd/player/ask.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/help/tables.h"
#include "cmd/report/column.h"
#include "io/file_form.h"
#include "io/textfile.h"

static enum fpe_status run_seed(struct call *call)
{
	call->forget = !player_set_seed(call->player, call_value(call, "seed")->seed);
	return FPE_OK;
}

const struct command cmd_seed = {
	VERB("seed", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REMAKES, run_seed),
	.help = "The base seed of what is drawn from now on; --seed beats it.",
	.example = "seed 7",
	.args = { NEED("seed", SEED, "the seed", .fallback = "1") },
};

static const struct column history_fields[] = { FIELD("text", "text", "the script"), { 0 } };

static enum fpe_status run_history(struct call *call)
{
	const char *path = call_text(call, "file");
	char *script = player_history(call->player);
	const struct reading reading = reading_of(session_watch(call->session));
	enum fpe_status status = FPE_OK;

	if (!script)
		return fpe_no_memory(&call->err);
	if (path) {
		status = call_blame(call, "file",
				    textfile_write_long(path, script, strlen(script), &reading,
							&call->err));
		if (status == FPE_OK)
			player_saved(call->player);
	} else {
		column_report(call->report, DATUM(script));
		report_text(call->report, "%s", script);
	}
	free(script);
	return status;
}

const struct command cmd_history = {
	VERB("history", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_SILENT, run_history),
	.help = "The session so far as a script that gives the same bytes again.",
	.details = "Training is cut where commands took effect.",
	.example = "history",
	.fields = history_fields,
	.args = { WORD("file", FILE, "file to write", .writes = true, .form = FILE_FORM_SCRIPT,
		       .fallback = "standard output"),
		  FORCE_ARG },
};

static const struct column help_table_columns[] = {
	FIELD("name", "text", "only of `help tables`: commands, metrics, panels, …"),
	FIELD("help", "text", "what the rows are"),
	FIELD("rows[]", "object", "name, help and what else the table knows"),
	{ 0 },
};
static const struct column help_fields[] = {
	FIELD("text", "text", "the page"),
	FIELDS("tables[]", help_table_columns),
	{ 0 },
};

static enum fpe_status run_help(struct call *call)
{
	const char *topic = call_text(call, "topic");
	bool tables = topic && strcmp(topic, "tables") == 0;
	char *text = topic ? help_topic(topic, call->options->tables) : help_overview();
	json_t *rows;

	if (!text)
		return call_fail(call, "topic", FPE_ENAME, "no help on %s; `help` lists the topics",
				 topic);
	rows = tables && call->report->json ? tables_json(call->options->tables) : NULL;
	column_report(call->report, DATUM(text), datum_json(rows));
	report_text(call->report, "%s", text);
	free(text);
	return FPE_OK;
}

const struct command cmd_help = {
	VERB("help", COMMAND_REPORT | COMMAND_SILENT, run_help),
	.help = "Explain a command, a panel, a metric or a topic.",
	.example = "help split",
	.more_examples = "help tables",
	.fields = help_fields,
	.args = { WORD("topic", COMMAND, "what to explain", .choice = help_name) },
};

static enum fpe_status run_quit(struct call *call)
{
	player_quit(call->player);
	return FPE_OK;
}

const struct command cmd_quit = {
	VERB("quit", COMMAND_SILENT, run_quit),
	.help = "End the program.",
	.example = "quit",
};
