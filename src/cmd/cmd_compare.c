/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_compare.c - `compare`: the same study over several seeds. */
#include "cmd/call.h"
#include "cmd/compare_report.h"
#include "cmd/player.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum fpe_status add_splits(struct call *call, struct study *study)
{
	static char random[] = "random", clause[] = "clause";
	char *by_default[] = { random, clause };
	const struct value *by = call_value(call, "by");
	char *const *names = by->given ? by->texts : by_default;
	int count = by->given ? by->count : 2;
	bool clauses = call->session->task->clauses.count >= study->alpha &&
		       study->layer == 0;
	enum fpe_status status = FPE_OK;

	for (int i = 0; i < count && status == FPE_OK; i++) {
		struct study_row row = { ROW_SPLIT, NULL,
					 fpe_split_kind_find(names[i]) };

		/* the default leaves out what the task cannot have */
		if (!by->given && row.by->needs_clauses && !clauses)
			continue;
		if (row.by->by_hand)
			return call_fail(call, "by", FPE_ERANGE,
					 "by=%s waits for a user to assign inputs; "
					 "a comparison runs without one",
					 row.by->name);
		row.name = row.by->name;
		status = study_add(study, row, &call->err);
	}
	return status;
}

static enum fpe_status add_controls(struct call *call, struct study *study)
{
	static const struct study_row rows[] = { { ROW_WIDE, "wide", NULL },
						 { ROW_SPARSE, "sparse", NULL } };
	const struct value *controls = call_value(call, "controls");
	enum fpe_status status = FPE_OK;

	for (int i = 0; i < controls->count && status == FPE_OK; i++) {
		for (size_t r = 0; r < 2; r++) {
			struct study_row row = rows[r];

			if (strcmp(controls->texts[i], row.name) != 0)
				continue;
			if (row.kind == ROW_SPARSE)
				row.by = study->row[1].by;
			status = study_add(study, row, &call->err);
		}
	}
	return status;
}

static enum fpe_status fill_study(struct call *call, struct study *study)
{
	double layer = call_number(call, "layer", 1);
	enum fpe_status status;

	study->alpha = (int)call_number(call, "alpha", 2);
	study->layer = layer < 0 ? -1 : (int)layer - 1;
	study->warmup = (int)call_number(call, "warmup", 5);
	study->epochs = (int)call_number(call, "epochs", 200);
	if (study->warmup > study->epochs)
		return call_fail(call, call_given(call, "warmup") ? "warmup" : "epochs",
				 FPE_ERANGE, "warmup=%d is past epochs=%d",
				 study->warmup, study->epochs);
	status = study_add(study, (struct study_row){ ROW_DENSE, "dense", NULL },
			   &call->err);
	if (status == FPE_OK)
		status = add_splits(call, study);
	if (status == FPE_OK && study->rows == 1)
		return call_fail(call, "by", FPE_ERANGE, "no split to compare");
	if (status == FPE_OK)
		status = add_controls(call, study);
	return status;
}

/* What every run would fail at is said before the first one begins. */
static enum fpe_status try_splits(struct call *call, const struct study *study)
{
	const struct session *s = call->session;
	struct fpe_net *net;
	enum fpe_status status;

	status = recipe_net(&study->recipe.net, s->task->inputs, 1, s->seed, &net,
			    &call->err);
	for (int i = 1; i < study->rows && status == FPE_OK; i++) {
		struct fpe_grouping g = { .net = net, .layer = study->layer,
					  .alpha = study->alpha,
					  .clauses = &s->task->clauses };
		struct fpe_net *split;

		if (study->row[i].kind != ROW_SPLIT)
			continue;
		status = fpe_split(study->row[i].by, &g, FPE_BUDGET_NONE, 0, 0,
				   &split, &call->err);
		if (status == FPE_OK)
			fpe_net_free(split);
	}
	fpe_net_free(net);
	return call_blame(call, study->layer > study->recipe.net.layers - 1 ? "layer"
									    : "alpha",
			  status);
}

static enum fpe_status run_compare(struct call *call)
{
	struct study study;
	enum fpe_status status = session_need_data(call->session, &call->err);

	if (status == FPE_OK)
		status = session_study(call->session, &study, &call->err);
	if (status)
		return status;
	status = fill_study(call, &study);
	if (status == FPE_OK)
		status = try_splits(call, &study);
	if (status == FPE_OK)
		status = player_compare(call, &study,
					(int)call_number(call, "seeds", 8));
	if (status)
		recipe_clear(&study.recipe);
	return status;
}

static const struct json_field compare_fields[] = {
	{ "warmup", "integer", "E0, epochs before the split" },
	{ "epochs", "integer", "E0+E1, epochs of every row" },
	{ "seeds", "integer", "runs in the table" },
	{ "majority", "number", "majority-class rate of the test samples, mean over seeds" },
	{ "rows[].split", "text", "dense, a kind of split, or a control" },
	{ "rows[].alpha", "integer", "children of each neuron; 1 for dense" },
	{ "rows[].nnz", "integer", "mean of the mask entries set" },
	{ "rows[].METRIC.mean", "number or null", "over seeds; for every metric" },
	{ "rows[].METRIC.sd", "number or null", "with n-1; null for one seed" },
	{ "rows[].METRIC.min", "number or null", "smallest" },
	{ "rows[].METRIC.max", "number or null", "largest" },
	{ "rows[].METRIC.values[]", "number or null", "one a seed" },
	{ "rows[].gain.mean", "number or null", "test_accuracy minus dense's of the same seed" },
	{ "rows[].gain.low", "number or null", "95 % Student-t interval, paired" },
	{ "rows[].gain.high", "number or null", "its other end" },
	{ "rows[].relative_gain.mean", "number or null", "gain over dense's test_accuracy" },
	{ "rows[].relative_gain.low", "number or null", "95 % Student-t interval" },
	{ "rows[].relative_gain.high", "number or null", "its other end" },
	{ 0 }
};

const struct command cmd_compare = {
	.verb = "compare",
	.flags = COMMAND_LONG | COMMAND_REPORT,
	.help = "Dense against splits from scratch over several seeds, with paired gains.",
	.details = "Uses the task, samples, net and settings of now and leaves the arms "
		   "alone. Seeds N, N+1, …: task (if random), samples and weights are "
		   "drawn anew for each and shared by all rows of a seed, so gains are "
		   "paired. Ctrl-C leaves the table of the finished seeds. Controls: wide, a "
		   "dense net of alpha times the neurons; sparse, as wide and as sparse "
		   "as the first split but with masks drawn at random.",
	.example = "compare seeds=2 epochs=6",
	.fields = compare_fields,
	.args = { { .name = "by", .type = ARG_CHOICES, .choice = fpe_split_kind_name,
		    .fallback = "random,clause", .help = "splits to compare" },
		  { .name = "alpha", .type = ARG_INT, .min = 2,
		    .max = FPE_MAX_ALPHA, .fallback = "2",
		    .help = "children of each neuron" },
		  { .name = "layer", .type = ARG_LAYER, .min = 1,
		    .max = FPE_MAX_LAYERS, .choices = "all", .fallback = "1",
		    .help = "hidden layer to split" },
		  { .name = "warmup", .type = ARG_INT, .min = 0,
		    .max = FPE_MAX_EPOCHS, .fallback = "5",
		    .help = "epochs before the split" },
		  { .name = "epochs", .type = ARG_INT, .min = 1,
		    .max = FPE_MAX_EPOCHS, .fallback = "200",
		    .help = "epochs of every row, warm-up included" },
		  { .name = "seeds", .type = ARG_INT, .min = 1,
		    .max = FPE_MAX_SEEDS, .fallback = "8", .help = "runs" },
		  { .name = "controls", .type = ARG_CHOICES,
		    .choices = "wide|sparse", .help = "controls to add" } },
	.run = run_compare,
};
