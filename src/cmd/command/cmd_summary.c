/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_summary.c - `summary`: layers of every arm, and what their non-zeros buy. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

#include <math.h>

#include "fpe/cost.h"
#include "lab/arm/timing.h"

static const struct column layer_columns[] = { SHOWN("layer", "text", "fc1, fc2, …"),
					       { .heading = "shape" },
					       FIELD("in", "integer", "inputs of the layer"),
					       FIELD("out", "integer", "neurons of the layer"),
					       SHOWN("nnz", "integer", "mask entries set"),
					       SHOWN("density", "number",
						     "nnz over inputs times neurons", .digits = 3),
					       SHOWN("biases", "integer", "biases"),
					       { 0 } };

/* Costs are two tables of the same rows: eight numbers beside each other are too wide. */
enum { OF_BYTES = COLUMN_OWN, OF_PRODUCTS = COLUMN_OWN << 1 };

static const struct column cost_columns[] = {
	SHOWN("layer", "text", "fc1, fc2, …; all for their sum"),
	{ "storage", "text or null",
	  "how the kernel stores its weights: dense, lists, blocks or lookups",
	  .heading = "stored as", .missing = "" },
	SHOWN("bytes", "number", "of weights, with what says where they belong, that a pass reads",
	      .when = OF_BYTES),
	{ "bytes_dense", "number", "the same stored dense", .heading = "dense", .when = OF_BYTES },
	{ "bytes_lists", "number", "… as lists of live weights", .heading = "lists",
	  .when = OF_BYTES },
	{ "bytes_blocks", "number or null",
	  "… as blocks of children; null: it is no split layer; in the sum such layers are dense",
	  .heading = "blocks", .when = OF_BYTES },
	{ "multiply_adds", "number", "of a sample forward; lookups only add", .heading = "products",
	  .when = OF_PRODUCTS },
	{ "multiply_adds_dense", "number", "the same stored dense", .heading = "dense",
	  .when = OF_PRODUCTS },
	{ "multiply_adds_lists", "number", "… as lists: nnz", .heading = "lists",
	  .when = OF_PRODUCTS },
	{ "multiply_adds_blocks", "number or null", "… as blocks", .heading = "blocks",
	  .when = OF_PRODUCTS },
	{ 0 }
};

static const struct column summary_columns[] = {
	FIELD("arm", "text", "name"),
	FIELD("activation", "text", "what hidden neurons make of their sums, as `net` has it"),
	FIELD("loss", "text", "what it is trained by: binary, softmax, squared or rectified"),
	FIELD("tied", "true or false", "fc2 is fc1 turned, and counts once"),
	FIELDS("layers[]", layer_columns),
	FIELDS("cost[]", cost_columns),
	FIELD("nnz", "integer", "mask entries set, all layers"),
	FIELD("budget", "integer", "nnz of the root net"),
	FIELD("parameters", "integer", "nnz plus the biases"),
	FIELD("dead", "integer", "hidden neurons without inputs or outputs"),
	FIELD("forward_seconds", "number or null",
	      "a pass forward, for a sample, on one thread of this machine; null without time=yes"),
	FIELD("training_seconds", "number or null", "likewise a step of training, for a sample"),
	{ 0 }
};
static const struct column summary_fields[] = { FIELDS("arms[]", summary_columns), { 0 } };

static struct rows layers_of(const struct fpe_net *net)
{
	struct rows layers = { .columns = layer_columns };

	for (int i = 0; i < net->layers; i++) {
		const struct fpe_layer *l = &net->layer[i];
		double nnz = (double)fpe_net_layer_nnz(net, i);

		rows_put(&layers, datum_format("fc%d", i + 1),
			 datum_format("%d x %d", l->out, l->in), DATUM(l->in), DATUM(l->out),
			 DATUM(nnz), DATUM(nnz / ((double)l->in * l->out)),
			 DATUM(fpe_layer_biases(l)));
	}
	return layers;
}

/* Of a layer, or of all: as it is stored, then for each way to store it. */
struct costs {
	struct fpe_cost now, as[FPE_STORAGE_COUNT];
};

static void add(struct fpe_cost *sum, struct fpe_cost more)
{
	sum->bytes += more.bytes;
	sum->multiply_adds += more.multiply_adds;
}

static void put_costs(struct rows *rows, struct datum layer, const char *storage,
		      const struct costs *c)
{
	static const enum fpe_storage shown[] = { FPE_STORAGE_DENSE, FPE_STORAGE_LISTS,
						  FPE_STORAGE_BLOCKS };

	rows_put(rows, layer, DATUM(storage), DATUM(c->now.bytes));
	for (int i = 0; i < 3; i++)
		rows_put(rows, DATUM(c->as[shown[i]].bytes));
	rows_put(rows, DATUM(c->now.multiply_adds));
	for (int i = 0; i < 3; i++)
		rows_put(rows, DATUM(c->as[shown[i]].multiply_adds));
}

static struct costs costs_of(const struct fpe_net *net, int layer, enum fpe_storage storage)
{
	struct costs c;

	for (int i = 0; i < FPE_STORAGE_COUNT; i++)
		c.as[i] = fpe_layer_cost(net, layer, (enum fpe_storage)i);
	c.now = c.as[storage];
	return c;
}

/* The sum takes a layer that cannot be blocks as it is. */
static struct rows cost_of(const struct fpe_net *net, const struct fpe_data *data)
{
	struct rows rows = { .columns = cost_columns };
	struct costs all = { .now = { 0, 0 } };

	for (int l = 0; l < net->layers; l++) {
		enum fpe_storage storage = fpe_layer_storage(net, l, data);
		struct costs c = costs_of(net, l, storage);

		put_costs(&rows, datum_format("fc%d", l + 1), fpe_storage_name[storage], &c);
		add(&all.now, c.now);
		for (int i = 0; i < FPE_STORAGE_COUNT; i++)
			add(&all.as[i], isnan(c.as[i].bytes) ? c.as[FPE_STORAGE_DENSE] : c.as[i]);
	}
	put_costs(&rows, datum_format("all"), NULL, &all);
	return rows;
}

static void put_head(const struct arm *a, struct report *report)
{
	report_text(report, "%s (%s, alpha %d), epoch %d", a->name, a->split, a->how.alpha,
		    a->epoch);
	if (a->net->activation != FPE_RELU)
		report_text(report, ", %s", fpe_activation_info[a->net->activation].name);
	if (fpe_loss_is_of_targets(a->net->loss))
		report_text(report, ", %s loss", fpe_loss_info[a->net->loss].name);
	if (a->net->tied)
		report_text(report, ", tied: fc2 is fc1 turned and counts once");
	report_text(report, "\n");
}

static void put_summary(struct rows *arms, const struct arm *a, const struct fpe_data *data,
			const struct timing *t, struct report *report)
{
	struct rows layers = layers_of(a->net), cost = cost_of(a->net, data);
	size_t nnz = fpe_net_nnz(a->net), parameters = nnz + fpe_net_biases(a->net);
	int dead = fpe_net_dead(a->net);

	put_head(a, report);
	rows_table(&layers, report, 0);
	report_text(report, "nnz %zu, budget %zu, parameters %zu, dead %d\n", nnz, a->budget,
		    parameters, dead);
	rows_table(&cost, report, OF_BYTES);
	rows_table(&cost, report, OF_PRODUCTS);
	if (isfinite(t->forward))
		report_text(report, "a sample: forward %.3g us, training %.3g us, on one thread\n",
			    1e6 * t->forward, 1e6 * t->training);
	rows_put(arms, DATUM(a->name), DATUM(fpe_activation_info[a->net->activation].name),
		 DATUM(fpe_loss_info[a->net->loss].name), DATUM(a->net->tied), datum_rows(&layers),
		 datum_rows(&cost), DATUM(nnz), DATUM(a->budget), DATUM(parameters), DATUM(dead),
		 DATUM(t->forward), DATUM(t->training));
}

static enum fpe_status run_summary(struct call *call)
{
	struct session *s = call->session;
	struct rows arms = { .columns = summary_columns };
	bool timed = call_number(call, "time", 0) != 0;
	enum fpe_status status = session_need_arm(s, &call->err);

	if (!status && timed)
		status = session_need_data(s, &call->err);
	for (int i = 0; i < s->arms && !status; i++) {
		struct timing t = { NAN, NAN };

		if (timed)
			status = timing_measure(s->arm[i], s->train, session_watch(s), &t,
						&call->err);
		if (!status)
			put_summary(&arms, s->arm[i], s->train, &t, call->report);
	}
	if (!status)
		column_report(call->report, datum_rows(&arms));
	rows_clear(&arms);
	return status;
}

const struct command cmd_summary = {
	VERB("summary", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REPORT, run_summary),
	.help = "Layers, shapes, non-zeros and dead neurons of every arm, and what they cost.",
	.details =
		"The second table is what a pass forward reads and does: bytes of weights, with the numbers that say where they belong, and multiply-adds a sample, as the kernel stores the layer and as it would be dense, as lists of live weights, and as blocks of children. "
		"Lookups, of Boolean inputs, hold sums of four weights: more bytes, a quarter of the additions, no products.\n\n"
		"time=yes measures both passes now, for a sample, on one thread of this machine: its numbers are others every time.\n\n"
		"The paper remarks that moving weights costs more than multiplying them, so that a net of fewer non-zeros should pay for itself. "
		"At equal non-zeros this shows what is left of that: a list of live weights reads two numbers for each, so a split net that is stored so moves twice what its dense parent does. "
		"Children of a split share what is numbered: as blocks the split layer moves its parent's bytes and, for each group of parents, one list of inputs. "
		"Then its products are as many as the parent's, and what is left of the difference is smaller blocks at larger alpha, more neurons to activate, and layers above that have more inputs. "
		"Compare training of dense and of its splits with time=yes.",
	.example = "summary",
	.more_examples = "summary time=yes",
	LARGE(LARGE_NET "summary time=yes"),
	.fields = summary_fields,
	.args = { ARG("time", FLAG, "measure how long a sample takes", .fallback = "no") },
};
