/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_auto.c - `auto`: the split that serves an arm best, found and applied. */
#include "cmd/player/call.h"
#include "cmd/player/jobs.h"

#include "cmd/report/auto_report.h"

/* Fine-tuning, where it is not said how long. */
#define OWN_EPOCHS 12

/* An imported net is worth its weights; one that was drawn is drawn anew. */
static bool begins_with_own(const struct call *call, const struct arm *arm)
{
	if (call_given(call, "weights"))
		return call_value(call, "weights")->choice == 1;
	return arm->root.layers == 0;
}

static struct search_options read_options(const struct call *call, const struct arm *arm)
{
	struct search_options o = search_defaults();

	o.own = begins_with_own(call, arm);
	o.trials = (int)call_number(call, "trials", o.trials);
	o.seeds = (int)call_number(call, "seeds", o.seeds);
	o.epochs = (int)call_number(call, "epochs", o.own ? OWN_EPOCHS : o.epochs);
	o.holdout = call_number(call, "holdout", o.holdout);
	o.seconds = call_number(call, "time", 0);
	o.runs = (int)call_number(call, "runs", 0);
	o.as = call_text(call, "as");
	return o;
}

static enum fpe_status run_auto(struct call *call)
{
	struct session *s = call->session;
	struct search_options options;
	const char *blame = NULL;
	struct search *search;
	struct arm *arm;
	enum fpe_status status = session_ready(s, &call->err);

	if (status)
		return status;
	status = call_arm(call, &arm);
	if (status)
		return status;
	options = read_options(call, arm);
	status = search_new(s, arm, &options, &search, &blame, &call->err);
	if (status)
		return blame ? call_blame(call, blame, status) : status;
	return job_auto(call, search, arm);
}

const struct command cmd_auto = {
	VERB("auto", COMMAND_LONG | COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES, run_auto),
	.help = "Search for the split that serves an arm best, and make it.",
	.details =
		"Candidates are drawn from the kinds of split, alpha, layers and epochs of the split that the arm can have, the kinds in turn; no split is always one more. "
		"A part of the training samples is held out, cut anew at every seed; candidates train on the rest from new weights of the arm's shape, with its settings; of an imported arm from its own weights, and then the shortest training is looked for after which more does not help. They are scored by their accuracy on the part, ties by loss. "
		"Successive halving: all train for 1/8 of the epochs, the better half for twice as many, and so on. "
		"A split comes by half the first rung at the latest. "
		"Intervals are over seeds, that is over cuts, weights and orders of the same samples. "
		"The score of the best of many is optimistic, so best and dense are then trained on all training samples and measured on the test samples, which nothing before has used. "
		"What was chosen is done by lines that are printed and run: a split from the arm at that epoch, and training. "
		"Where none is more accurate than no split, nothing is done. "
		"With time= the search stops then, and what it finds depends on the machine; with runs= it stops after so many runs, the same everywhere. "
		"Ctrl-C stops it, prints what there is and does nothing.",
	.example = "auto trials=4 seeds=2 epochs=8",
	LARGE(LARGE_NET "auto trials=1000"),
	.fields = auto_fields,
	.args = { CALL_ARM("the arm to split"),
		  ARG("trials", INT, "candidates to draw", .min = 2, .max = 1000, .fallback = "32"),
		  ARG("time", REAL, "stop the search then", .min = 0.1, .max = 1e6,
		      .unit = "seconds"),
		  ARG("runs", INT, "stop the search after so many runs", .min = 1, .max = 10000000),
		  ARG("seeds", INT, "runs of each candidate in a rung", .min = 1, .max = 1000,
		      .fallback = "4"),
		  ARG("epochs", INT,
		      "epochs of the last rung, and to train to; from the arm's own weights 12",
		      .min = 1, .max = FPE_MAX_EPOCHS, .fallback = "200"),
		  ARG("weights", CHOICE, "that candidates begin with: new ones, or the arm's own",
		      .choices = "new|own", .fallback = "own of an imported arm, else new"),
		  ARG("holdout", REAL, "share of the training samples to score by", .min = 0.01,
		      .max = 0.9, .fallback = "0.2"),
		  ARG("as", NAME, "name of the new arm", .fallback = "auto"),
		  ARG("apply", FLAG, "whether to run the lines, or only print them",
		      .fallback = "yes") },
};
