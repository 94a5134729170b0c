/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_undo.c - back in time: `rewind`, `undo`, `redo`. */
#include "cmd/player/call.h"
#include "cmd/player/ask.h"

static enum fpe_status run_rewind(struct call *call)
{
	struct session *s = call->session;
	const char *named = call_text(call, "epoch"), *name = call_text(call, "as");
	const char *from = named && *named ? named : call_text(call, "arm");
	struct arm *arm;
	enum fpe_status status;

	if (from == named && call_given(call, "arm")) {
		status = fpe_fail(&call->err, FPE_ERANGE,
				  "the arm stands before the @ already; leave arm= out");
		return call_blame(call, "arm", status);
	}
	status =
		session_rewind(s, from, (int)call_number(call, "epoch", 0), name, &arm, &call->err);
	if (status == FPE_OK) {
		session_note(s, "arm %s: %s at epoch %d", arm->name,
			     session_arm_by_id(s, arm->parent)->name, arm->epoch);
		return FPE_OK;
	}
	if (status != FPE_ENAME)
		return status;
	if (name && session_find(s, name, &arm, NULL) == FPE_OK)
		return call_blame(call, "as", status);
	if (from && session_find(s, from, &arm, NULL) != FPE_OK)
		return call_blame(call, from == named ? "epoch" : "arm", status);
	return call_blame(call, "epoch", status);
}

const struct command cmd_rewind = {
	VERB("rewind", COMMAND_BOUNDARY | COMMAND_ASIDE, run_rewind),
	.help = "A new arm that is an arm as it was at a past epoch.",
	.details =
		"Weights, the optimizer's moments and settings are those of then, so training it gives the same bits as never having left. "
		"Every epoch of every arm is kept until memory runs out (set history=); then every second one, every tenth, and so on.",
	EXAMPLE_AFTER("train 2", "rewind 1"),
	.more_examples = "rewind dense@0",
	LARGE(LARGE_NET "train 1\nrewind 0"),
	.args = { NEED("epoch", EPOCH, "epoch to go back to", .max = FPE_MAX_EPOCHS,
		       .unit = "or ARM@EPOCH"),
		  CALL_ARM("the arm that goes back"),
		  ARG("as", NAME, "name of the new arm", .fallback = "the arm's name, numbered") },
};

static enum fpe_status run_undo(struct call *call)
{
	return player_undo(call, false);
}

const struct command cmd_undo = {
	VERB("undo", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REMAKES, run_undo),
	.help = "Take back the last command that changed the session.",
	.details = "Task, samples, arms and settings are what they were before it, bit by bit. "
		   "During a training it ends the training and takes back what that did so far.",
	EXAMPLE_AFTER("net", "undo"),
	LARGE(LARGE_NET "train 1\nundo"),
};

static enum fpe_status run_redo(struct call *call)
{
	return player_undo(call, true);
}

const struct command cmd_redo = {
	VERB("redo", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REMAKES, run_redo),
	.help = "Do again what undo took back last.",
	.details = "A command that changes the session makes an end of what could be done again.",
	EXAMPLE_AFTER("net\nundo", "redo"),
	LARGE(LARGE_NET "train 1\nundo\nredo"),
};
