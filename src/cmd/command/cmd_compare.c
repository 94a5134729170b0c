/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_compare.c - `compare`: the same study over several seeds. */
#include "cmd/player/call.h"
#include "cmd/player/jobs.h"
#include "cmd/report/compare_report.h"
#include "cmd/command/study_args.h"

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

static enum fpe_status run_compare(struct call *call)
{
	struct study study;
	enum fpe_status status = study_args_begin(call, &study);

	if (status)
		return status;
	status = check_study(call, &study);
	if (status == FPE_OK)
		status = job_compare(call, &study, (int)call_number(call, "seeds", 8));
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
		"Controls: wide, a dense net of alpha times the neurons; sparse, as wide and as sparse as the first split but with masks drawn at random; dropconnect, a dense net as wide as the splits whose weights are off with the chance that leaves as many on as the budget has.",
	.example = "compare seeds=2 epochs=6",
	LARGE(LARGE_NET "compare seeds=100 epochs=100000"),
	.fields = compare_fields,
	.args = { STUDY_ARG_BY, PARTITION_ARG, SETTINGS_STUDY(SETTING_ARG) STUDY_ARG_SEEDS,
		  ARG("asked", INT,
		      "seeds that a compare was to have that was stopped: its table says so",
		      .min = 1, .max = FPE_MAX_SEEDS),
		  STUDY_ARG_CONTROLS, SETTINGS_MEASURE(SETTING_ARG) },
};
