/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_tour.c - `tour`: a scenario that is part of the program, so that it can
 * be played wherever the program is.
 */
#include "cmd/command/anew.h"
#include "cmd/player/call.h"
#include "cmd/player/ask.h"

static const char tour[] =
#include "tour.inc"
	;

static enum fpe_status run_tour(struct call *call)
{
	enum fpe_status status;

	anew_begin(call);
	status = player_play(call->player, tour, "tour.fpe", &call->err);
	return status ? status : anew_settings(call);
}

const struct command cmd_tour = {
	VERB("tour", COMMAND_BOUNDARY | COMMAND_SILENT, run_tour),
	.help = "A walk through the screen, for a first time, in four minutes.",
	.details =
		"It begins with `set` as it is at first and a task of its own, which ends what plays and the arms there are; `undo` brings them back. "
		"Its lines are in scenarios/tour.fpe.",
	.example = "tour",
};
