/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_say.c - narration: `say` and `wait`. */
#include "cmd/command/names.h"
#include "cmd/player/call.h"
#include "cmd/player/ask.h"

#include <stdio.h>
#include <stdlib.h>

#include "cmd/report/column.h"

static const struct column say_fields[] = { FIELD("text", "text", "what is said"), { 0 } };

static enum fpe_status run_say(struct call *call)
{
	char *text = names_fill(call, call_text(call, "text"), &call->err);

	if (!text)
		return call_blame(call, "text", call->err.code ? call->err.code : FPE_ENOMEM);
	snprintf(call->screen->narration, sizeof call->screen->narration, "%s", text);
	column_report(call->report, DATUM(text));
	report_text(call->report, "%s\n", text);
	free(text);
	return FPE_OK;
}

const struct command cmd_say = {
	VERB("say", COMMAND_REPORT, run_say),
	.help = "Say something: in the narration panel, or as a line in batch.",
	.details =
		"{EXPRESSION} in the text is its value, as `print` would have it: \"{lost(clause)} lost, {regained(clause)} epochs later regained\". "
		"Braces that hold no call stay as they are.",
	.example = "say \"Watch the clause arm.\"",
	.fields = say_fields,
	.args = { NEED("text", TEXT, "the text, quoted") },
};

static enum fpe_status run_wait(struct call *call)
{
	const struct value *v = call_value(call, "time");

	player_wait(call->player, v->given && v->choice < 0 ? v->number : -1);
	return FPE_OK;
}

const struct command cmd_wait = {
	VERB("wait", COMMAND_SCREEN | COMMAND_SILENT, run_wait),
	.help = "Wait for a key, or some seconds; batch does not wait.",
	.example = "wait 2",
	.args = { WORD("time", COUNT, "how long", .min = 0, .max = 3600, .choices = "key",
		       .fallback = "key", .unit = "seconds") },
};
