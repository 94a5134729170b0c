/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_say.c - narration: `say` and `wait`. */
#include "cmd/player/call.h"
#include "cmd/player/ask.h"

#include <stdio.h>

#include "cmd/report/column.h"

static const struct column say_fields[] = { FIELD("text", "text", "what is said"), { 0 } };

static enum fpe_status run_say(struct call *call)
{
	const char *text = call_text(call, "text");

	snprintf(call->screen->narration, sizeof call->screen->narration, "%s", text);
	if (!column_report(call->report, "say", say_fields, DATUM(text)))
		report_text(call->report, "%s\n", text);
	return FPE_OK;
}

const struct command cmd_say = {
	.verb = "say",
	.flags = COMMAND_REPORT,
	.help = "Say something: in the narration panel, or as a line in batch.",
	.example = "say \"Watch the clause arm.\"",
	.fields = say_fields,
	.args = { { .name = "text",
		    .type = ARG_TEXT,
		    .positional = true,
		    .required = true,
		    .help = "the text, quoted" } },
	.run = run_say,
};

static enum fpe_status run_wait(struct call *call)
{
	const struct value *v = call_value(call, "time");

	player_wait(call->player, v->given && v->choice < 0 ? v->number : -1);
	return FPE_OK;
}

const struct command cmd_wait = {
	.verb = "wait",
	.flags = COMMAND_SCREEN | COMMAND_SILENT,
	.help = "Wait for a key, or some seconds; batch does not wait.",
	.example = "wait 2",
	.args = { { .name = "time",
		    .type = ARG_COUNT,
		    .min = 0,
		    .max = 3600,
		    .choices = "key",
		    .positional = true,
		    .fallback = "key",
		    .unit = "seconds",
		    .help = "how long" } },
	.run = run_wait,
};
