/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_train.c - `train` and `split`: what changes arms. */
#include "cmd/command/partition_args.h"
#include "cmd/command/setting_args.h"
#include "cmd/player/jobs.h"
#include "cmd/report/column.h"
#include "lab/session/toll.h"

#include <math.h>
#include <stdlib.h>
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
	struct training_plan plan;
	struct arm *arms[FPE_MAX_ARMS];
	int count = 0;
	enum fpe_status status = read_plan(call, &plan);

	if (status == FPE_OK)
		status = session_need_arm(call->session, &call->err);
	if (status == FPE_OK)
		status = call_arms(call, arms, &count);
	if (status)
		return call_blame(call, "arm", status);
	status = check_length(call, &plan, arms, count);
	if (status)
		return status;
	return job_training(call, &plan, arms, count);
}

const struct command cmd_train = {
	VERB("train", COMMAND_LONG | COMMAND_ASIDE | COMMAND_REMAKES, run_train),
	.help = "Train arms for some epochs, up to an epoch, or for some minibatches.",
	.details =
		"Without arm= all arms are trained side by side. "
		"until= brings every arm that is behind up to that epoch. "
		"An epoch that was begun counts as the first one. "
		"At the prompt it runs in the background: other commands act at the next epoch boundary, all arms stopping at the same one. "
		"Ctrl-C stops after the minibatch and keeps all. "
		"An arm that diverges keeps its last good weights, the others go on; that is told, and in batch the exit status is 1 when the rest was done.",
	.example = "train 5",
	LARGE(LARGE_NET "train 1000000\n\n" LARGE_NET "train batches=100000000"),
	.args = { WORD("epochs", INT, "epochs to train", .min = 1, .max = FPE_MAX_EPOCHS),
		  ARG("until", INT, "epoch to reach, counted from the root of the tree", .min = 1,
		      .max = FPE_MAX_EPOCHS),
		  ARG("batches", INT, "minibatches to train", .min = 1, .max = 1000000000),
		  CALL_ARMS },
};

/* Point at the argument that made a split fail. */
static enum fpe_status blame_split(struct call *call, const struct split_request *r,
				   enum fpe_status status)
{
	struct session *s = call->session;
	struct arm *arm;

	if (r->partition && (status == FPE_ESHAPE || status == FPE_ESTATE))
		return call_blame(call, "owner", status);
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

static const struct column split_fields[] = {
	FIELD("arm", "text", "name of the new arm"),
	FIELD("split", "text", "how it was split"),
	FIELD("alpha", "integer", "children of each neuron"),
	FIELD("layer", "integer or null", "the layer that was split; null: all"),
	FIELD("parent", "text or null", "the arm it left"),
	FIELD("epoch", "integer", "at which it left"),
	FIELD("hidden[]", "integer", "neurons of the hidden layers"),
	FIELD("nnz", "integer", "mask entries set"),
	FIELD("budget", "integer", "nnz of the root net"),
	FIELD("pruned", "integer", "weights that the budget cost"),
	FIELD("of", "text",
	      "what else it may cost: test_accuracy, or test_loss of samples with real targets"),
	FIELD("before", "number or null", "of the parent, where it left; null: not measured"),
	FIELD("after", "number or null", "of the new arm, untrained"),
	FIELD("lost", "number or null",
	      "of the accuracy, or added to the loss; `arms` says when it was regained"),
	FIELD("verdict", "text", "the same as a sentence"),
	{ 0 }
};

/* What it is, and what that cost. */
static enum fpe_status report_split(struct call *call, const struct arm *arm)
{
	const struct session *s = call->session;
	const struct arm *parent = session_arm_by_id(s, arm->parent);
	char *verdict = toll_verdict(s, arm);
	json_t *hidden = json_array();
	struct toll toll;
	bool known = toll_of(s, arm, &toll);

	for (int i = 0; i + 1 < arm->net->layers; i++)
		json_array_append_new(hidden, json_integer(arm->net->layer[i].out));
	column_report(call->report, DATUM(arm->name), DATUM(arm->split), DATUM(arm->how.alpha),
		      DATUM(arm->how.layer < 0 ? NAN : arm->how.layer + 1),
		      datum_text(parent ? parent->name : NULL), DATUM(arm->left),
		      datum_json(hidden), DATUM(fpe_net_nnz(arm->net)), DATUM(arm->budget),
		      DATUM(arm->pruned), DATUM(fpe_metric_info[toll.metric].name),
		      DATUM(known ? toll.before : NAN), DATUM(known ? toll.after : NAN),
		      DATUM(known ? toll.lost : NAN), DATUM(verdict));
	if (verdict)
		session_note(call->session, "%s", verdict);
	free(verdict);
	return verdict ? FPE_OK : fpe_no_memory(&call->err);
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
	struct shared *partition;
	struct arm *arm;
	enum fpe_status status;

	study_init(&study);
	setting_args_read(call, setting_study, &study);
	status = partition_args_read(call, request.by->needs_partition, &study.how.alpha,
				     &partition);
	if (status)
		return status;
	request.how = study.how;
	request.how.seed = (struct part_seed){ seed->given, seed->seed };
	request.partition = shared_get(partition);
	status = session_split(s, &request, &arm, &call->err);
	if (status)
		blame_split(call, &request, status);
	shared_release(partition);
	if (status)
		return status;
	session_note(s, "arm %s: %d neurons in fc%d, nnz %zu of %zu", arm->name,
		     arm->net->layer[arm->how.layer < 0 ? 0 : arm->how.layer].out,
		     (arm->how.layer < 0 ? 0 : arm->how.layer) + 1, fpe_net_nnz(arm->net),
		     arm->budget);
	return report_split(call, arm);
}

const struct command cmd_split = {
	VERB("split", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_ASIDE, run_split),
	.help = "A new arm: every neuron split into children with disjoint inputs, then pruned to the budget.",
	.details =
		"Fixed Parameter Expansion (arXiv 2510.04500): child c gets the parent's row times mask c, its bias, and a copy of its outgoing column; the masks add up to the parent's. "
		"Then the smallest weights of the whole net are dropped until the non-zeros equal the budget, those of the root net. "
		"Masks stay (but see set masks=); the optimizer starts anew. "
		"The new arm starts at its parent's epoch.",
	.fields = split_fields,
	EXAMPLE_AFTER("train 2", "split by=clause alpha=2"),
	LARGE(LARGE_NET "split by=gram alpha={2|64} budget=none as=gram\n\n" LARGE_TASK
			"net hidden={256|64}\nsplit by=gram alpha={2|64}"),
	.args = { ARG("by", CHOICE, "who goes where", .required = true,
		      .choice = fpe_split_kind_name),
		  ARG("alpha", INT, "children of each neuron", .min = 2, .max = FPE_MAX_ALPHA,
		      .fallback = "2", .unit = "children"),
		  PARTITION_ARG,
		  SETTINGS_LAYER(SETTING_ARG) ARG("from", ARM_EPOCH, "parent, or parent@epoch",
						  .fallback = "the current arm"),
		  ARG("as", NAME, "name of the new arm", .fallback = "named after by"),
		  ARG("budget", CHOICE, "strict also prunes a weight for every bias added",
		      .choices = FPE_BUDGET_WORDS, .fallback = "exact"),
		  SETTINGS_SHARE(SETTING_ARG) SETTING_SEED(SETTING_ARG, NULL) },
};
