/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model_report.c - a model's layers and stacks, and what else its file holds, as rows. */
#include "cmd/report/model_report.h"

#include <stdlib.h>

#include "io/textbuf.h"

const struct column model_layer_columns[] = {
	SHOWN("layer", "text", "its name here"),
	SHOWN("module", "text", "its name in the file"),
	SHOWN("inputs", "integer", "what it takes"),
	SHOWN("neurons", "integer", "what it gives"),
	SHOWN("type", "text", "of its weights in the file"),
	SHOWN("bias", "true or false", "whether it has biases", .unit = "yes", .missing = "no"),
	SHOWN("nnz", "integer", "mask entries set"),
	SHOWN("dropped", "integer", "weights outside of the mask that were not 0"),
	{ 0 }
};

const struct column model_left_columns[] = { FIELD("kind", "text", "what is not trained here"),
					     FIELD("count", "integer", "modules of the kind"),
					     FIELD("names", "text", "the first of them"),
					     { 0 } };

const struct column model_stack_columns[] = {
	SHOWN("stack", "integer", "number of a stack of linear layers, from 1"),
	SHOWN("modules", "text", "its layers in the file"),
	SHOWN("widths", "text", "inputs, then neurons of each layer"),
	SHOWN("parameters", "integer", "weights and biases"),
	{ 0 }
};

static void put_layer(struct rows *rows, const struct model *m, const struct fpe_net *net, int i)
{
	const struct module *module = m->layer[i].module;
	const struct fpe_layer *l = &net->layer[i];

	rows_put(rows, datum_format("fc%d", i + 1), DATUM(module->name), DATUM(l->in),
		 DATUM(l->out), DATUM(tensor_type_name(module->weight)),
		 datum_truth(module->bias != NULL), DATUM(fpe_net_layer_nnz(net, i)),
		 DATUM(m->layer[i].dropped));
}

static void put_stack(struct rows *rows, const struct stack *s, int number)
{
	struct textbuf names = { 0 }, widths = { 0 };
	double parameters = 0;
	char *text, *shape;

	textbuf_printf(&widths, "%lld", (long long)s->layer[0]->weight->shape[1]);
	for (int i = 0; i < s->layers; i++) {
		const struct module *m = s->layer[i];

		textbuf_printf(&names, "%s%s", i ? ", " : "", m->name);
		textbuf_printf(&widths, "x%lld", (long long)m->weight->shape[0]);
		parameters += (double)m->weight->count + (m->bias ? (double)m->bias->count : 0);
	}
	text = textbuf_take(&names);
	shape = textbuf_take(&widths);
	rows_put(rows, DATUM(number), datum_format("%s", text ? text : ""),
		 datum_format("%s", shape ? shape : ""), DATUM(parameters));
	free(text);
	free(shape);
}

struct model_rows model_report_rows(const struct model *model, const struct fpe_net *net)
{
	struct model_rows rows = { .layers = { .columns = model_layer_columns },
				   .left = { .columns = model_left_columns },
				   .stacks = { .columns = model_stack_columns } };

	if (!model)
		return rows;
	for (int i = 0; net && i < net->layers; i++)
		put_layer(&rows.layers, model, net, i);
	for (int i = 0; i < model->stacks->count; i++)
		put_stack(&rows.stacks, &model->stacks->stack[i], i + 1);
	for (int kind = 0; kind < MODULE_KINDS; kind++) {
		int count;
		char *names = model_left(model, (enum module_kind)kind, &count);

		if (count)
			rows_put(&rows.left, DATUM(module_kind_info[kind].name), DATUM(count),
				 datum_format("%s", names ? names : ""));
		free(names);
	}
	return rows;
}

void model_rows_clear(struct model_rows *rows)
{
	rows_clear(&rows->layers);
	rows_clear(&rows->left);
	rows_clear(&rows->stacks);
}

void model_report_stacks(const struct model *model, struct report *report)
{
	struct model_rows rows = model_report_rows(model, NULL);
	json_t *object = report_object(report), *list = json_array();

	rows_table(&rows.stacks, report, 0);
	if (object) {
		rows_json(&rows.stacks, list);
		json_object_set(object, "stacks", list);
	}
	json_decref(list);
	model_rows_clear(&rows);
}
