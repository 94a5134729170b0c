/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_play.c - `play`: a scenario by its name, from anywhere. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/help/help.h"
#include "cmd/language/nearest.h"
#include "cmd/language/scenario.h"
#include "cmd/player/ask.h"
#include "cmd/player/call.h"
#include "cmd/report/column.h"
#include "io/gate.h"

static const struct column scenario_columns[] = {
	FIELD("name", "text", "what `play` takes"),
	FIELD("help", "text", "what it shows"),
	{ 0 },
};
static const struct column play_fields[] = { FIELDS("scenarios[]", scenario_columns), { 0 } };

static enum fpe_status list(struct call *call)
{
	struct rows rows = { .columns = scenario_columns };
	struct scenarios all;
	char *text;

	scenarios_find(&all);
	text = help_scenario_list(&all);
	if (!text || all.failed.code) {
		call->err = all.failed;
		scenarios_clear(&all);
		free(text);
		return text ? call->err.code : fpe_no_memory(&call->err);
	}
	for (int i = 0; i < all.count; i++)
		rows_put(&rows, datum_text(all.item[i].name), datum_text(all.item[i].about));
	column_report(call->report, datum_rows(&rows));
	scenarios_clear(&all);
	report_text(call->report, "%s", text);
	free(text);
	return FPE_OK;
}

static enum fpe_status unknown(struct call *call, const char *name)
{
	struct scenarios all;
	struct nearest nearest;
	struct stat st;

	if (strpbrk(name, "/.") && gate_stat(name, &st))
		return call_fail(call, "name", FPE_EIO, "cannot read %.200s: %s", name,
				 gate_error(errno));
	scenarios_find(&all);
	nearest_begin(&nearest, name);
	for (int i = 0; i < all.count; i++)
		nearest_offer(&nearest, all.item[i].name);
	call_fail(call, "name", FPE_ENAME,
		  "there is no file or scenario %.200s%s%.60s%s `play` lists the scenarios", name,
		  nearest.best ? "; did you mean " : ";", nearest.best ? nearest.best : "",
		  nearest.best ? "?" : "");
	scenarios_clear(&all);
	return FPE_ENAME;
}

static enum fpe_status run_play(struct call *call)
{
	const char *name = call_text(call, "name");
	char beside[PATH_MAX], path[PATH_MAX];

	if (!name)
		return list(call);
	if (!scenario_path(call_file(call, "name", beside, sizeof beside), path, sizeof path))
		return unknown(call, name);
	player_end_scripts(call->player);
	return call_blame(call, "name", player_play_file(call->player, path, &call->err));
}

const struct command cmd_play = {
	VERB("play", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_SILENT, run_play),
	.help = "Play a scenario by its name, or a file of commands; without a name, list them.",
	.details =
		"NAME.fpe is looked for in $XDG_DATA_HOME/fpe-tui/scenarios, where scenarios are installed, and beside a program that runs where it was built. "
		"Its lines go on from the session there is; most begin with a task of their own, and `undo` brings back what that ended.",
	.example = "play quickstart",
	.more_examples = "play",
	.fields = play_fields,
	.args = { WORD("name", FILE, "a scenario, or a file of commands", .scenario = true,
		       .reads = ".fpe", .fallback = "list them") },
};
