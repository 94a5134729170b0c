/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_need.c - `need`: what a scenario reads, and what is played where that is missing. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cmd/language/scenario.h"
#include "cmd/player/ask.h"
#include "cmd/player/call.h"
#include "io/debian.h"
#include "io/gate.h"
#include "io/textfile.h"

static enum fpe_status no_other(struct call *call, const char *other)
{
	struct stat st;

	if (strpbrk(other, "/.") && gate_stat(other, &st))
		return call_fail(call, "else", FPE_EIO, "cannot read %.200s: %s", other,
				 gate_error(errno));
	return call_fail(call, "else", FPE_ENAME, "there is no scenario %.200s", other);
}

static enum fpe_status run_need(struct call *call)
{
	char beside[PATH_MAX], path[PATH_MAX], shown[TEXTFILE_SHOWN], package[DEBIAN_LINE];
	const char *file = call_file(call, "file", beside, sizeof beside);
	const char *other = call_text(call, "else");
	struct stat st;
	int error = gate_stat(file, &st) ? errno : 0;

	if (other && !scenario_path(other, path, sizeof path))
		return no_other(call, other);
	if (!error)
		return FPE_OK;
	textfile_shown(file, shown);
	debian_line(file, package);
	/* what --safe does not let pass is not missing, but for data that anybody may have */
	if (!other || (gate_confined() && !*package))
		return call_fail(call, "file", FPE_EIO, "cannot read %s: %s%s", shown,
				 gate_error(error), package);
	session_note(call->session, "%s is not there%s. Instead: %s", shown, package, other);
	return call_blame(call, "else", player_play_instead(call->player, path, &call->err));
}

const struct command cmd_need = {
	VERB("need", COMMAND_BOUNDARY | COMMAND_SILENT, run_need),
	.help = "Go on only where a file is there; else play another scenario instead of what is left.",
	.details =
		"Says which Debian package brings the file, where that is known. Without else= a missing file is an error.",
	.example = "need tests/golden/arrays else=quickstart",
	.args = { NEED("file", FILE, "what the scenario reads", .passing = true),
		  ARG("else", FILE, "the scenario for where it is missing", .scenario = true,
		      .fallback = "an error") },
};
