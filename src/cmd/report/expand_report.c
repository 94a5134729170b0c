/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expand_report.c - the outcome of an expansion as a table, a verdict and a file. */
#include "cmd/report/expand_report.h"

#include <math.h>
#include <stdlib.h>

#include "cmd/report/model_report.h"
#include "io/textbuf.h"
#include "lab/arm/ancestry.h"

#define FEWEST 30 /* held-out samples that a verdict is of */

static const struct column arm_columns[] = {
	SHOWN("arm", "text", "dense: without a split, trained as long; or the kind of split"),
	SHOWN("hidden", "text", "hidden neurons of each layer"),
	SHOWN("nnz", "integer", "mask entries set"),
	SHOWN("parameters", "integer", "with biases"),
	SHOWN("test_accuracy", "number or null", "on samples that were held out", .digits = 4),
	SHOWN("test_loss", "number or null", "the same", .digits = 4),
	{ 0 }
};
static const struct column loss_gain_columns[] = {
	FIELD("mean", "number or null",
	      "of real targets: loss of dense minus that of the split net"),
	FIELD("low", "number or null", "95 % Student-t interval, paired by test sample"),
	FIELD("high", "number or null", "its other end"),
	{ 0 }
};
static const struct column gain_columns[] = {
	FIELD("mean", "number or null", "accuracy of the split net minus that of dense"),
	FIELD("low", "number or null", "95 % Student-t interval, paired by test sample"),
	FIELD("high", "number or null", "its other end"),
	{ 0 }
};
const struct column expand_fields[] = {
	FIELD("by", "text", "kind of split"),
	FIELD("alpha", "integer", "children of each neuron"),
	FIELD("epochs", "integer", "of fine-tuning; 0: there were no samples"),
	FIELD("trained_on", "text", "file, session or none: whose samples"),
	FIELD("train", "integer", "samples trained on"),
	FIELD("test", "integer", "samples held out"),
	FIELD("zeros", "integer", "weights that the file's type rounded to 0"),
	FIELDS("arms[]", arm_columns),
	FIELDS("gain", gain_columns),
	FIELDS("loss_gain", loss_gain_columns),
	FIELD("verdict", "text", "which is better, as far as the interval says"),
	FIELD("given_accuracy", "number or null",
	      "of the net in the file, on the samples that were held out; null where it was not fine-tuned"),
	FIELD("given_loss", "number or null", "the same"),
	FIELD("advice", "text or null",
	      "where fine-tuning has made the net worse than it was in the file: what to try"),
	MODEL_FIELDS,
	{ 0 }
};

void expand_clear(struct expand *expand)
{
	expansion_free(expand->expansion);
	shared_release(expand->task);
	shared_release(expand->groups);
	shared_release(expand->partition);
	shared_release(expand->session_train);
	shared_release(expand->session_test);
	fpe_data_free(expand->train);
	fpe_data_free(expand->held);
	sample_set_clear(&expand->samples);
	model_free(expand->model);
	format_close(&expand->file);
	free(expand->out);
	*expand = (struct expand){ 0 };
}

/* ---------------------------------------------------------------- lineage */

/* The steps that the file told, or one that stands for them, and the split. */
static json_t *steps_of(const struct expand *x)
{
	const struct expansion *e = x->expansion;
	const struct lineage *before = x->model->lineage;
	json_t *steps = before ? json_copy(json_object_get(before->json, "steps")) : json_array();
	const char *from = before ? before->arm : "dense";
	int epoch = before ? before->epoch : 0;

	if (!before)
		json_array_append_new(steps, ancestry_root(from, NULL, e->net[EXPANSION_DENSE]));
	if (json_array_size(steps) < LINEAGE_MAX_STEPS)
		json_array_append_new(steps, ancestry_split(e->plan.by->name, from, epoch,
							    e->plan.by->name, &e->plan.how,
							    e->net[EXPANSION_SPLIT]));
	return steps;
}

static char *lineage_of(const struct expand *x)
{
	const struct expansion *e = x->expansion;
	const struct lineage *before = x->model->lineage;
	json_t *settings = ancestry_settings(&e->plan.settings), *steps = steps_of(x);
	struct lineage_facts facts = {
		.arm = e->plan.by->name,
		.split = e->plan.by->name,
		.task = x->trained_on == EXPAND_NONE ? "not fine-tuned" : "samples",
		.epoch = (before ? before->epoch : 0) + (e->plan.train ? e->plan.epochs : 0),
		.alpha = e->plan.how.alpha,
		.layer = e->plan.how.layer,
		.seed = e->plan.seed,
		.budget = before ? before->budget : e->parent_nnz,
		.biases = before ? before->biases : fpe_net_biases(e->net[EXPANSION_DENSE]),
		.settings = settings,
		.steps = steps,
	};
	char *text = lineage_text(&facts, e->net[EXPANSION_SPLIT]);

	json_decref(settings);
	json_decref(steps);
	return text;
}

static enum fpe_status tell_lineage(const struct expand *x, struct tensors *list,
				    struct fpe_error *err)
{
	char *text = lineage_of(x), *modules = model_modules(x->model);
	enum fpe_status status = text && modules ? FPE_OK : fpe_no_memory(err);

	if (!status)
		status = tensors_tell(list, LINEAGE_KEY, text, err);
	if (!status)
		status = tensors_tell(list, MODEL_MODULES_KEY, modules, err);
	free(text);
	free(modules);
	return status;
}

enum fpe_status expand_write(const struct expand *expand, size_t *zeros, struct fpe_error *err)
{
	const struct fpe_net *net = expand->expansion->net[EXPANSION_SPLIT];
	struct block *block;
	struct outfile *file;
	enum fpe_status status = block_new(expand->model, net, expand->form, &block, err);

	*zeros = block_zeros(net);
	if (status)
		return status;
	status = tell_lineage(expand, block->list, err);
	if (!status)
		status = outfile_open(expand->out, NULL, &file, err);
	if (!status) {
		status = format_write(expand->format, block->list, file, err);
		if (status)
			outfile_drop(file);
		else
			status = outfile_close(file, err);
	}
	block_free(block);
	return status;
}

/* ----------------------------------------------------------------- report */

static void put_arm(struct rows *rows, const struct expansion *e, enum expansion_arm arm)
{
	const struct fpe_net *net = e->net[arm];
	struct textbuf hidden = { 0 };
	char *text;

	for (int i = 0; i + 1 < net->layers; i++)
		textbuf_printf(&hidden, "%s%d", i ? "x" : "", net->layer[i].out);
	text = textbuf_take(&hidden);
	rows_put(rows, datum_text(arm == EXPANSION_DENSE ? "dense" : e->plan.by->name),
		 datum_format("%s", text ? text : ""), DATUM(fpe_net_nnz(net)),
		 DATUM(fpe_net_nnz(net) + fpe_net_biases(net)), DATUM(e->score[arm].accuracy),
		 DATUM(e->score[arm].loss));
	free(text);
}

static bool is_of_targets(const struct expansion *e)
{
	return e->plan.test && e->plan.test->targets;
}

static const char *verdict(const struct expand *x, const struct fpe_summary *gain)
{
	bool targets = is_of_targets(x->expansion);

	if (x->trained_on == EXPAND_NONE)
		return "not fine-tuned: there were no samples, and a split changes what a net answers; fine-tune it before use";
	if (gain->n < FEWEST)
		return "too few samples were held out to say which net is better";
	if (gain->low > 0)
		return targets ? "a smaller loss than the net without a split, trained as long"
			       : "more accurate than the net without a split, trained as long";
	if (gain->high < 0)
		return targets ? "a larger loss than the net without a split, trained as long"
			       : "less accurate than the net without a split, trained as long";
	return "no difference shown from the net without a split, trained as long";
}

/* Better than a net that the same training has spoilt is no good. NULL: it has not; what a
   split costs is another matter. Gives the text. */
static char *advice(const struct expansion *e)
{
	const struct fpe_summary change = expansion_change(e);
	const struct fpe_score *given = &e->score[EXPANSION_GIVEN];
	bool targets = is_of_targets(e);

	if (change.n < FEWEST || !(change.high < 0))
		return NULL;
	return textbuf_text(
		"fine-tuning has made it worse than the net in the file, whose test %s is %.4f: smaller steps may keep that, `set lr=%g`",
		targets ? "loss" : "accuracy", targets ? given->loss : given->accuracy,
		e->plan.settings.lr / 10);
}

void expand_report(const struct expand *expand, size_t zeros, struct report *report)
{
	static const char *const whose[] = { "none", "file", "session" };
	const struct expansion *e = expand->expansion;
	const struct expansion_plan *p = &e->plan;
	const struct fpe_summary none = { .n = 0, .mean = NAN, .low = NAN, .high = NAN };
	bool targets = is_of_targets(e);
	struct fpe_summary gain = expansion_gain(e), accuracy = targets ? none : gain,
			   loss = targets ? gain : none;
	const char *says = verdict(expand, &gain);
	char *try = advice(e);
	int train = p->train ? p->train->count : 0, test = p->test ? p->test->count : 0;
	int epochs = p->train ? p->epochs : 0;
	struct rows arms = { .columns = arm_columns };
	struct model_rows model = model_report_rows(expand->model, e->net[EXPANSION_DENSE]);

	put_arm(&arms, e, EXPANSION_DENSE);
	put_arm(&arms, e, EXPANSION_SPLIT);
	rows_table(&arms, report, 0);
	if (gain.n >= FEWEST)
		report_text(report, "%s %+.4f, 95 %% interval %+.4f … %+.4f over %d samples\n",
			    targets ? "loss gain" : "gain", gain.mean, gain.low, gain.high, gain.n);
	report_text(report, "%s\n", says);
	if (try)
		report_text(report, "%s\n", try);
	column_report(report, DATUM(p->by->name), DATUM(p->how.alpha), DATUM(epochs),
		      DATUM(whose[expand->trained_on]), DATUM(train), DATUM(test), DATUM(zeros),
		      datum_rows(&arms), DATUM(accuracy.mean), DATUM(accuracy.low),
		      DATUM(accuracy.high), DATUM(loss.mean), DATUM(loss.low), DATUM(loss.high),
		      datum_text(says), DATUM(e->score[EXPANSION_GIVEN].accuracy),
		      DATUM(e->score[EXPANSION_GIVEN].loss), DATUM(try), datum_rows(&model.layers),
		      datum_rows(&model.left), datum_rows(&model.stacks));
	free(try);
}
