/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_neuron.c - `neuron`: what one hidden neuron answers to. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "fpe/neuron.h"
#include "fpe/probing.h"

#define OF_CLAUSES COLUMN_OWN
#define SHOWN_PARTS 20	/* rows of a text, those that are told best */
#define SHOWN_INPUTS 12 /* the same of inputs */
#define FAMILY 16	/* parent and children */
_Static_assert(FPE_NEURON_SAMPLES == 2000, "help says so");

/* The neuron, and what it came from and with. */
struct asked_neuron {
	struct arm *arm;
	int layer, neuron;
	const struct fpe_data *data;
	struct fpe_neuron n;
	int family;
	struct {
		struct arm *arm;
		int neuron;
		struct fpe_neuron n;
	} member[FAMILY];
	struct fpe_probing probe, inputs, untrained; /* of the layer: linear probes */
};

static const struct column part_columns[] = {
	SHOWN("name", "text", "a clause, c2 or its own term, or a class"),
	{ "auc", "number or null",
	  "chance that a sample where it holds makes the neuron stronger than one where it does not",
	  .heading = "AUC", .digits = 3 },
	{ "mean", "number or null", "activation where it holds", .heading = "mean", .digits = 3 },
	FIELD("histogram[]", "integer",
	      "samples where it holds, in 12 even bins from the least activation to the greatest"),
	{ "probe_auc", "number or null",
	  "of a linear probe of the whole layer, on samples held out", .heading = "layer's probe",
	  .digits = 3 },
	{ "probe_weight", "number or null",
	  "of this neuron in that probe, of activations with deviation 1",
	  .heading = "weight in it", .digits = 2, .sign = true },
	{ "inputs_auc", "number or null", "of a linear probe of the raw inputs",
	  .heading = "raw inputs", .digits = 3 },
	{ "untrained_auc", "number or null",
	  "of a linear probe of a layer as wide with fresh weights", .heading = "untrained",
	  .digits = 3 },
	{ 0 }
};
static const struct column input_columns[] = {
	SHOWN("input", "text", "x7, or its own name"),
	{ "weight", "number or null", "of fc1; null of later layers", .heading = "weight",
	  .digits = 3, .sign = true },
	{ "auc", "number or null", "of the input being above its mean", .heading = "AUC",
	  .digits = 3 },
	{ 0 }
};
static const struct column strongest_columns[] = { SHOWN("sample", "integer", "its number, from 0"),
						   { "activation", "number",
						     "what the neuron gives on",
						     .heading = "activation", .digits = 3 },
						   SHOWN("class", "text or null", "label"),
						   FIELD("holds[]", "text", "clauses that hold"),
						   { .heading = "clauses that hold", .left = true },
						   { 0 } };
static const struct column family_columns[] = {
	SHOWN("arm", "text", "name"),
	SHOWN("neuron", "text", "the parent in the arm that was split, and its children"),
	{ "active", "number", "share of samples where it gives on more than 0", .heading = "active",
	  .digits = 3 },
	{ "wasserstein", "number or null", "as of the neuron", .heading = "W1 to normal",
	  .digits = 3 },
	SHOWN("best", "text or null", "what it tells best"),
	FIELD("auc[]", "number or null", "of each clause or class"),
	{ 0 }
};
static const struct column neuron_fields[] = {
	FIELD("arm", "text", "name"),
	FIELD("epoch", "integer", "whole epochs, counted from the root"),
	FIELD("layer", "text", "its layer"),
	FIELD("neuron", "text", "n0, n0.1"),
	FIELD("samples", "integer",
	      "test samples, or training samples without any: the first 2000"),
	FIELD("mean", "number", "of its sums W x + b"),
	FIELD("deviation", "number", "of the sums"),
	FIELD("active", "number", "share of samples where it gives on more than 0"),
	FIELD("wasserstein", "number or null",
	      "1-Wasserstein distance of its sums from the normal distribution, in deviations"),
	FIELD("of", "text", "clauses or classes"),
	FIELDS("parts[]", part_columns),
	FIELDS("inputs[]", input_columns),
	FIELDS("strongest[]", strongest_columns),
	FIELDS("family[]", family_columns),
	{ 0 }
};

static double told(double auc)
{
	return isnan(auc) ? 0 : fabs(auc - .5);
}

/* The number whose AUC is further from .5 than all but `rank` others; ties by number. */
static int best_told(const double *auc, int n, int rank)
{
	int best = -1;
	double below = INFINITY;

	for (int k = 0, last = -1; k <= rank; k++) {
		best = -1;
		for (int i = 0; i < n; i++) {
			bool later = told(auc[i]) < below || (told(auc[i]) <= below && i > last);

			if (later && (best < 0 || told(auc[i]) > told(auc[best])))
				best = i;
		}
		if (best < 0)
			return -1;
		below = told(auc[best]);
		last = best;
	}
	return best;
}

/* ------------------------------------------------------------------ rows */

static void put_part(const struct call *call, const struct asked_neuron *q, int p, struct rows *out)
{
	const struct fpe_neuron *n = &q->n;
	json_t *histogram = json_array();
	char name[FPE_CLAUSE_NAME];

	for (int b = 0; b < FPE_NEURON_BINS; b++)
		json_array_append_new(histogram,
				      json_integer(n->histogram[p * FPE_NEURON_BINS + b]));
	rows_put(out, datum_format("%s", call_part(call, n->of_clauses, p, name)), DATUM(n->auc[p]),
		 DATUM(n->part_mean[p]), datum_json(histogram), DATUM(q->probe.auc[p]),
		 DATUM(q->probe.weight[(size_t)p * (size_t)q->probe.features + (size_t)q->neuron]),
		 DATUM(q->inputs.auc[p]), DATUM(q->untrained.auc[p]));
}

/* most 0: all, in their order; else so many, what is told best first. */
static struct rows parts_of(const struct call *call, const struct asked_neuron *q, int most)
{
	struct rows rows = { .columns = part_columns };

	for (int i = 0; i < q->n.parts && (!most || i < most); i++)
		put_part(call, q,
			 most && q->n.parts > most ? best_told(q->n.auc, q->n.parts, i) : i, &rows);
	return rows;
}

static struct rows inputs_of(const struct call *call, const struct asked_neuron *q, int most)
{
	const struct fpe_layer *l = &q->arm->net->layer[0];
	struct rows rows = { .columns = input_columns };

	for (int i = 0; i < q->n.inputs && (!most || i < most); i++) {
		int j = most ? best_told(q->n.input_auc, q->n.inputs, i) : i;
		size_t at = (size_t)q->neuron * (size_t)l->in + (size_t)j;
		char name[FPE_MAX_NAME];

		rows_put(&rows,
			 datum_format("%s", fpe_task_input_name(call->session->task, j, name)),
			 q->layer > 0 || l->mask[at] == 0 ? DATUM(NAN)
							  : DATUM((double)l->weight[at]),
			 DATUM(q->n.input_auc[j]));
	}
	return rows;
}

/* What holds in a sample, as JSON and as text. */
static void put_holds(const struct call *call, const struct asked_neuron *q, int sample,
		      struct rows *out)
{
	const struct fpe_task *task = call->session->task;
	const struct fpe_data *d = q->data;
	json_t *list = json_array();
	struct textbuf text = { 0 };

	for (int c = 0; q->n.of_clauses && c < task->clauses.count; c++) {
		char name[FPE_CLAUSE_NAME];

		if (!fpe_task_clause_value(task, c, d->bits + (size_t)sample * (size_t)d->words))
			continue;
		call_part(call, true, c, name);
		json_array_append_new(list, json_string(name));
		textbuf_printf(&text, "%s%s", text.size ? " " : "", name);
	}
	rows_put(out, datum_json(list), datum_format("%s", text.size ? text.bytes : ""));
	textbuf_clear(&text);
}

static struct rows strongest_of(const struct call *call, const struct asked_neuron *q)
{
	struct rows rows = { .columns = strongest_columns };

	for (int k = 0; k < q->n.strong; k++) {
		int sample = q->n.strongest[k];
		char name[FPE_MAX_NAME];

		rows_put(&rows, DATUM(sample), DATUM((double)q->n.post[sample]),
			 q->data->label
				 ? datum_format("%s",
						fpe_task_class_name(call->session->task,
								    q->data->label[sample], name))
				 : datum_text(NULL));
		put_holds(call, q, sample, &rows);
	}
	return rows;
}

static struct rows family_of(const struct call *call, const struct asked_neuron *q)
{
	struct rows rows = { .columns = family_columns };

	for (int k = 0; k < q->family; k++) {
		const struct fpe_neuron *n = &q->member[k].n;
		int best = best_told(n->auc, n->parts, 0);
		char name[FPE_MAX_NAME], part[FPE_CLAUSE_NAME] = "";
		json_t *auc = json_array();

		for (int p = 0; p < n->parts; p++)
			json_array_append_new(auc, report_number(n->auc[p]));
		if (best >= 0)
			call_part(call, n->of_clauses, best, part);
		fpe_net_neuron_name(q->member[k].arm->net, q->layer, q->member[k].neuron, name,
				    sizeof name);
		rows_put(&rows, DATUM(q->member[k].arm->name), datum_format("%s", name),
			 DATUM(n->active), DATUM(n->wasserstein),
			 best >= 0 ? datum_format("%s %.3f", part, n->auc[best]) : datum_text(NULL),
			 datum_json(auc));
	}
	return rows;
}

/* ------------------------------------------------------------------ text */

static void table(struct call *call, struct rows rows, unsigned when, const char *title)
{
	if (rows_count(&rows) > 0) {
		report_text(call->report, "%s\n", title);
		rows_table(&rows, call->report, when);
	}
	rows_clear(&rows);
}

static void neuron_text(struct call *call, const struct asked_neuron *q, const char *name)
{
	const struct fpe_neuron *n = &q->n;

	report_text(call->report, "%s of %s, fc%d, epoch %d, on %d %s samples\n", name,
		    q->arm->name, q->layer + 1, q->arm->epoch, n->samples,
		    call->session->test ? "test" : "training");
	report_text(call->report,
		    "active on %.1f %% of them; sums have mean %s, deviation %s, and are ",
		    100 * n->active, column_number(n->mean, 3).text,
		    column_number(n->deviation, 3).text);
	if (isnan(n->wasserstein))
		report_text(call->report, "all alike\n");
	else
		report_text(call->report,
			    "%.3f deviations from a normal distribution (Wasserstein)\n",
			    n->wasserstein);
	table(call, parts_of(call, q, SHOWN_PARTS), 0,
	      n->of_clauses ? "what it tells of clauses (AUC: .5 nothing, 1 always)"
			    : "what it tells of classes (AUC: .5 nothing, 1 always)");
	table(call, inputs_of(call, q, SHOWN_INPUTS), 0, "inputs that it tells best");
	table(call, strongest_of(call, q), n->of_clauses ? OF_CLAUSES : 0, "strongest samples");
	table(call, family_of(call, q), 0, "parent and children");
}

static void report_neuron(struct call *call, const struct asked_neuron *q)
{
	const struct fpe_neuron *n = &q->n;
	struct rows parts = parts_of(call, q, 0), inputs = inputs_of(call, q, 0);
	struct rows strongest = strongest_of(call, q), family = family_of(call, q);
	char name[FPE_MAX_NAME];

	fpe_net_neuron_name(q->arm->net, q->layer, q->neuron, name, sizeof name);
	neuron_text(call, q, name);
	column_report(call->report, DATUM(q->arm->name), DATUM(q->arm->epoch),
		      datum_format("fc%d", q->layer + 1), datum_format("%s", name),
		      DATUM(n->samples), DATUM(n->mean), DATUM(n->deviation), DATUM(n->active),
		      DATUM(n->wasserstein), DATUM(n->of_clauses ? "clauses" : "classes"),
		      datum_rows(&parts), datum_rows(&inputs), datum_rows(&strongest),
		      datum_rows(&family));
}

/* ------------------------------------------------------------------- run */

static enum fpe_status look(struct call *call, const struct asked_neuron *q, struct arm *arm,
			    int neuron, struct fpe_neuron *out)
{
	return fpe_neuron_new(fpe_trainer_net(arm->trainer), q->layer, neuron, call->session->task,
			      q->data, FPE_NEURON_SAMPLES, session_watch(call->session), out,
			      &call->err);
}

static enum fpe_status add_member(struct call *call, struct asked_neuron *q, struct arm *arm,
				  int neuron)
{
	if (q->family == FAMILY)
		return FPE_OK;
	q->member[q->family].arm = arm;
	q->member[q->family].neuron = neuron;
	return look(call, q, arm, neuron, &q->member[q->family++].n);
}

static bool is_child(const struct fpe_origin *child, const struct fpe_origin *parent)
{
	bool is = child->depth == parent->depth + 1 && child->root == parent->root;

	for (int k = 0; is && k < parent->depth; k++)
		is = child->child[k] == parent->child[k];
	return is;
}

/* The neuron that it was split from, where the arm is there that has it, and the children. */
static enum fpe_status find_family(struct call *call, struct asked_neuron *q)
{
	const struct fpe_net *net = q->arm->net;
	struct fpe_origin parent = net->origin[q->layer][q->neuron];
	struct arm *from = session_arm_by_id(call->session, q->arm->parent);
	enum fpe_status status = FPE_OK;
	int at = -1;

	if (parent.depth == 0)
		return FPE_OK;
	parent.depth--;
	if (from && q->layer + 1 < from->net->layers)
		at = fpe_net_find_neuron(from->net, q->layer, &parent);
	if (at >= 0)
		status = add_member(call, q, from, at);
	for (int i = 0; i < net->layer[q->layer].out && !status; i++) {
		if (is_child(&net->origin[q->layer][i], &parent))
			status = add_member(call, q, q->arm, i);
	}
	return status;
}

static enum fpe_status read_layer(struct call *call, struct asked_neuron *q)
{
	const struct session *s = call->session;
	const struct fpe_net *net = fpe_trainer_net(q->arm->trainer);
	const struct fpe_probing_basis basis = { s->task, s->train, s->test, session_watch(s) };
	enum fpe_status status;

	if (q->n.parts == 0)
		return FPE_OK;
	status = fpe_probing_new(net, q->layer, &basis, &q->probe, &call->err);
	if (!status)
		status = fpe_probing_new(net, -1, &basis, &q->inputs, &call->err);
	if (!status)
		status = fpe_probing_untrained(net, q->layer, s->seed, &basis, &q->untrained,
					       &call->err);
	return status;
}

static void clear(struct asked_neuron *q)
{
	fpe_neuron_clear(&q->n);
	for (int k = 0; k < q->family; k++)
		fpe_neuron_clear(&q->member[k].n);
	fpe_probing_clear(&q->probe);
	fpe_probing_clear(&q->inputs);
	fpe_probing_clear(&q->untrained);
}

static enum fpe_status find(struct call *call, struct asked_neuron *q)
{
	enum fpe_status status = call_arm(call, &q->arm);

	if (!status)
		status = call_layer(call, q->arm, 0, &q->layer);
	if (!status && q->layer + 1 >= q->arm->net->layers)
		status = call_fail(call, "layer", FPE_ERANGE,
				   "fc%d of %s is no hidden layer: it has %d", q->layer + 1,
				   q->arm->name, q->arm->net->layers - 1);
	if (status)
		return status;
	return call_blame(call, "neuron",
			  session_find_neuron(q->arm->net, q->layer, call_text(call, "neuron"),
					      &q->neuron, &call->err));
}

static enum fpe_status run_neuron(struct call *call)
{
	struct session *s = call->session;
	struct asked_neuron q = { 0 };
	enum fpe_status status = session_ready(s, &call->err);

	if (!status)
		status = find(call, &q);
	q.data = s->test ? s->test : s->train;
	if (!status)
		status = look(call, &q, q.arm, q.neuron, &q.n);
	if (!status)
		status = find_family(call, &q);
	if (!status)
		status = read_layer(call, &q);
	if (!status) {
		report_neuron(call, &q);
		/* a report with a hole is an error, and nothing has changed then */
		if (!memory_refused())
			session_set_look(s, q.arm, q.layer, q.neuron);
	}
	clear(&q);
	return status;
}

const struct command cmd_neuron = {
	VERB("neuron", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES,
	     run_neuron),
	.help = "What one hidden neuron answers to: clauses, classes, inputs, its strongest samples.",
	.details =
		"On the first 2000 test samples. "
		"AUC is the chance that a sample where a clause holds (that is of a class, whose input is above its mean) makes the neuron stronger than one that is not so: .5 = it tells nothing, 1 = always stronger, 0 = always weaker. "
		"The Wasserstein distance of its sums from a normal distribution with their mean and deviation, in deviations, is small for a neuron that adds up many small things (arXiv 2405.15756). "
		"Beside it stands what the whole layer tells a linear probe (logistic regression on 2000 training samples, AUC on 2000 test samples), with the neuron's weight in it, and what two other layers tell one: the raw inputs, and a layer as wide with fresh weights. "
		"A child stands beside its parent, as that is now in the arm that was split, and beside its siblings. "
		"The panel `neuron` then shows this neuron, until the cursor stands on another.",
	EXAMPLE_AFTER("train 1\nsplit by=clause", "neuron n0.1 arm=clause"),
	.more_examples = "neuron n0",
	LARGE(LARGE_NET "neuron n0"),
	.fields = neuron_fields,
	.args = { NEED("neuron", TEXT, "n0, n0.1, or its number"), CALL_ARM("the arm"),
		  ARG("layer", LAYER, "hidden layer of the neuron", .fallback = "1") },
};
