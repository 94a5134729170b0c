/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_train.c - `train` and `split`: what changes arms. */
#include "cmd/command/setting_args.h"
#include "cmd/player/jobs.h"

#include <string.h>

/* Which of the three ways to say how long was given. */
static enum fpe_status read_plan(struct call *call, struct training_plan *plan)
{
	static const struct {
		const char *name;
		enum training_goal goal;
	} ways[] = { { "epochs", TRAIN_EPOCHS },
		     { "until", TRAIN_UNTIL },
		     { "batches", TRAIN_BATCHES } };
	int given = 0;

	for (int i = 0; i < 3; i++) {
		if (!call_given(call, ways[i].name))
			continue;
		given++;
		plan->goal = ways[i].goal;
		plan->amount = (int)call_number(call, ways[i].name, 0);
	}
	if (given == 1)
		return FPE_OK;
	return call_fail(call, NULL, FPE_ERANGE,
			 given ? "give one of EPOCHS, until=, batches="
			       : "how long? train EPOCHS, train until=EPOCH or train batches=N");
}

static enum fpe_status check_length(struct call *call, const struct training_plan *plan,
				    struct arm *const *arms, int count)
{
	if (plan->goal != TRAIN_EPOCHS)
		return FPE_OK;
	for (int i = 0; i < count; i++) {
		if (arms[i]->epoch + plan->amount > FPE_MAX_EPOCHS)
			return call_fail(call, "epochs", FPE_ELIMIT,
					 "%s is at epoch %d; %d is the last one there can be",
					 arms[i]->name, arms[i]->epoch, FPE_MAX_EPOCHS);
	}
	return FPE_OK;
}

static enum fpe_status run_train(struct call *call)
{
	struct session *s = call->session;
	const struct value *names = call_value(call, "arm");
	struct training_plan plan;
	struct arm *arms[FPE_MAX_ARMS];
	int count = 0;
	enum fpe_status status = read_plan(call, &plan);

	if (status == FPE_OK)
		status = session_need_arm(s, &call->err);
	for (int i = 0; i < names->count && status == FPE_OK; i++) {
		if (count == FPE_MAX_ARMS)
			return call_fail(call, "arm", FPE_ELIMIT, "arm: at most %d", FPE_MAX_ARMS);
		status = session_find(s, names->texts[i], &arms[count], &call->err);
		for (int j = 0; j < count && status == FPE_OK; j++) {
			if (arms[j] == arms[count])
				return call_fail(call, "arm", FPE_ENAME, "arm %s is named twice",
						 names->texts[i]);
		}
		count++;
	}
	if (status) {
		call->err_column = names->given ? names->column : -1;
		return status;
	}
	status = names->given ? check_length(call, &plan, arms, count)
			      : check_length(call, &plan, s->arm, s->arms);
	if (status)
		return status;
	return job_training(call, &plan, names->given ? arms : NULL, count);
}

const struct command cmd_train = {
	.verb = "train",
	.flags = COMMAND_LONG,
	.help = "Train arms for some epochs, up to an epoch, or for some minibatches.",
	.details =
		"Without arm= all arms are trained side by side. "
		"until= brings every arm that is behind up to that epoch. "
		"An epoch that was begun counts as the first one. "
		"At the prompt it runs in the background: other commands act at the next epoch boundary, all arms stopping at the same one. "
		"Ctrl-C stops after the minibatch and keeps all.",
	.example = "train 5",
	.args = { { .name = "epochs",
		    .type = ARG_INT,
		    .positional = true,
		    .min = 1,
		    .max = FPE_MAX_EPOCHS,
		    .help = "epochs to train" },
		  { .name = "until",
		    .type = ARG_INT,
		    .min = 1,
		    .max = FPE_MAX_EPOCHS,
		    .help = "epoch to reach, counted from the root of the tree" },
		  { .name = "batches",
		    .type = ARG_INT,
		    .min = 1,
		    .max = 1000000000,
		    .help = "minibatches to train" },
		  { .name = "arm",
		    .type = ARG_ARMS,
		    .fallback = "all arms",
		    .help = "these arms only" } },
	.run = run_train,
};

/* Point at the argument that made a split fail. */
static enum fpe_status blame_split(struct call *call, const struct split_request *r,
				   enum fpe_status status)
{
	struct session *s = call->session;
	struct arm *arm;

	if (status == FPE_ENAME && r->name && session_find(s, r->name, &arm, NULL) == FPE_OK)
		return call_blame(call, "as", status);
	if (status == FPE_ENAME)
		return call_blame(call, "from", status);
	if (status == FPE_ERANGE && session_find(s, r->from, &arm, NULL) == FPE_OK &&
	    r->how.layer >= arm->net->layers - 1)
		return call_blame(call, "layer", status);
	if (status == FPE_ERANGE)
		return call_blame(call, "alpha", status);
	return status;
}

static enum fpe_status run_split(struct call *call)
{
	struct session *s = call->session;
	const struct value *from = call_value(call, "from");
	const struct value *seed = call_value(call, "seed");
	struct study study; /* splits as studies do */
	struct split_request request = {
		.by = fpe_split_kinds[call_value(call, "by")->choice],
		.from = from->given ? from->text : NULL,
		.epoch = from->given ? from->epoch : -1,
		.name = call_text(call, "as"),
	};
	struct arm *arm;
	enum fpe_status status;

	study_init(&study);
	setting_args_read(call, setting_study, &study);
	request.how = study.how;
	request.how.seed = (struct part_seed){ seed->given, seed->seed };
	status = session_split(s, &request, &arm, &call->err);

	if (status)
		return blame_split(call, &request, status);
	session_note(s, "arm %s: %d neurons in fc%d, nnz %zu of %zu", arm->name,
		     arm->net->layer[arm->how.layer < 0 ? 0 : arm->how.layer].out,
		     (arm->how.layer < 0 ? 0 : arm->how.layer) + 1, fpe_net_nnz(arm->net),
		     arm->budget);
	return FPE_OK;
}

const struct command cmd_split = {
	.verb = "split",
	.flags = COMMAND_BOUNDARY,
	.help = "A new arm: every neuron split into children with disjoint inputs, then pruned to the budget.",
	.details =
		"Fixed Parameter Expansion (arXiv 2510.04500): child c gets the parent's row times mask c, its bias, and a copy of its outgoing column; the masks add up to the parent's. "
		"Then the smallest weights of the whole net are dropped until the non-zeros equal the budget, those of the root net. "
		"Masks stay (but see set masks=); the optimizer starts anew. "
		"The new arm starts at its parent's epoch.",
	.example = "split by=clause alpha=2",
	.example_setup = "train 2",
	.args = { { .name = "by",
		    .type = ARG_CHOICE,
		    .required = true,
		    .choice = fpe_split_kind_name,
		    .help = "who goes where" },
		  { .name = "alpha",
		    .type = ARG_INT,
		    .min = 2,
		    .max = FPE_MAX_ALPHA,
		    .fallback = "2",
		    .unit = "children",
		    .help = "children of each neuron" },
		  SETTINGS_LAYER(SETTING_ARG){ .name = "from",
					       .type = ARG_ARM_EPOCH,
					       .fallback = "the current arm",
					       .help = "parent, or parent@epoch" },
		  { .name = "as",
		    .type = ARG_NAME,
		    .fallback = "named after by",
		    .help = "name of the new arm" },
		  { .name = "budget",
		    .type = ARG_CHOICE,
		    .choices = FPE_BUDGET_WORDS,
		    .fallback = "exact",
		    .help = "strict also prunes a weight for every bias added" },
		  SETTINGS_SHARE(SETTING_ARG) SETTING_SEED(SETTING_ARG, NULL) },
	.run = run_split,
};
