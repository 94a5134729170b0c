/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_compare.c - `compare`: the same study over several seeds. */
#include "cmd/player/ask.h"
#include "cmd/player/jobs.h"
#include "cmd/player/results.h"
#include "cmd/report/compare_report.h"
#include "cmd/command/study_args.h"

#include <inttypes.h>
#include <string.h>

/* What every run would fail at is said before the first one begins. */
static enum fpe_status check_study(struct call *call, struct study *study)
{
	const char *blame;
	enum fpe_status status;

	study_leave_out(study, call->session->task->clauses.count);
	if (study->rows == 1)
		return call_fail(call, "by", FPE_ERANGE, "no split to compare");
	status = study_try(study, call->session->seed, &blame, &call->err);
	return study_args_blame(call, blame, status);
}

/* Is nothing given but what is to be done with the last compare? */
static bool is_of_last(const struct call *call)
{
	const struct arg *args = call->line->command->args;

	for (int i = 0; args[i].name; i++) {
		if (call->line->value[i].given && strcmp(args[i].name, "keep") != 0 &&
		    strcmp(args[i].name, "apply") != 0)
			return false;
	}
	return call_given(call, "keep") && call->results->compared;
}

/* Is the seed that is to be kept one of these? */
static enum fpe_status check_keep(struct call *call, uint64_t first, int seeds)
{
	uint64_t keep = call_value(call, "keep")->seed;

	if (!call_given(call, "keep"))
		return call_given(call, "apply")
			       ? call_fail(call, "apply", FPE_ERANGE, "apply= is of keep=SEED")
			       : FPE_OK;
	if (keep - first >= (uint64_t)seeds)
		return call_fail(call, "keep", FPE_ERANGE,
				 "keep=%" PRIu64 ": the compare has seeds %" PRIu64 " to %" PRIu64,
				 keep, first, first + (uint64_t)seeds - 1);
	if (keep != call->session->seed && !player_may_seed(call->player))
		return call_fail(call, "keep", FPE_ESTATE,
				 "keep=%" PRIu64 " needs the line seed %" PRIu64
				 ", which --seed beats",
				 keep, keep);
	return FPE_OK;
}

static enum fpe_status run_last(struct call *call)
{
	struct compare *last = call->results->compared;
	enum fpe_status status = check_keep(call, last->first, compare_finished(last));

	return status ? status : job_keep(call);
}

static enum fpe_status run_compare(struct call *call)
{
	int seeds = (int)call_number(call, "seeds", 8);
	struct study study;
	enum fpe_status status;

	if (is_of_last(call))
		return run_last(call);
	status = check_keep(call, call->session->seed, seeds);
	if (!status)
		status = study_args_begin(call, &study);
	if (status)
		return status;
	status = check_study(call, &study);
	if (status == FPE_OK)
		status = job_compare(call, &study, seeds);
	if (status)
		recipe_clear(&study.recipe);
	return status;
}

const struct command cmd_compare = {
	VERB("compare", COMMAND_LONG | COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES,
	     run_compare),
	.help = "Dense against splits from scratch over several seeds, with paired gains.",
	.details =
		"Uses the task, samples, net and settings of now and leaves the arms alone. "
		"Seeds N, N+1, …: task (if random), samples and weights are drawn anew for each and shared by all rows of a seed, so gains are paired. "
		"Of real targets the table says the loss, of a text bits a character (loss over ln 2), each with how much less it is than dense's. "
		"Ctrl-C leaves the table of the finished seeds, and the table says that it was stopped. "
		"A row that diverges is a result: it has no numbers at that seed, is counted, and means are of the other seeds. "
		"With keep=SEED that run becomes arms of the session, of the same bits: by lines that are printed and run, as `auto` does it; the arms there were end, and one `undo` has them back. keep= alone is of the last compare. "
		"Controls, with as many non-zeros as the first split, but for wide and dropconnect:",
	.more = study_control_help,
	.example = "compare seeds=2 epochs=6",
	.more_examples = "compare seeds=2 epochs=6 controls=sparse keep=2\ncompare keep=1",
	LARGE(LARGE_NET "compare seeds=100 epochs=100000"),
	.fields = compare_fields,
	.args = { STUDY_ARG_BY, PARTITION_ARG, SETTINGS_STUDY(SETTING_ARG) STUDY_ARG_SEEDS,
		  ARG("asked", INT,
		      "seeds that a compare was to have that was stopped: its table says so",
		      .min = 1, .max = FPE_MAX_SEEDS),
		  STUDY_ARG_CONTROLS,
		  SETTINGS_MEASURE(SETTING_ARG)
			  ARG("keep", SEED, "make the rows of this seed arms of the session"),
		  ARG("apply", FLAG, "with keep=, whether to run its lines, or only print them",
		      .fallback = "yes") },
};
