/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model.c - a stack of modules, checked and made a net.
 *
 * Every number is checked before it becomes an int. Owns what struct model says.
 */
#include "io/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fixed_text.h"
#include "io/textbuf.h"

#define SHOWN_NAMES 4 /* of what is left alone, of a kind */

/* The layers that make the net, not yet checked. */
struct chain {
	const struct module *layer[FPE_MAX_LAYERS];
	int layers;
};

/* ----------------------------------------------------------------- the map */

static enum fpe_status bad_map(const char *what, const char *item, struct fpe_error *err)
{
	char shown[TEXTFILE_SHOWN];

	return fpe_fail(err, FPE_EPARSE, "map: \"%s\": %s, as in fc1:head.0,fc2:head.2",
			textfile_shown(item, shown), what);
}

/* The names of linear layers that there are, as many as a message holds. */
static enum fpe_status no_such_module(const struct model *m, const char *name,
				      struct fpe_error *err)
{
	char shown[TEXTFILE_SHOWN], there[120] = "";
	size_t at = 0;

	for (int i = 0; i < m->modules->count; i++) {
		const struct module *have = &m->modules->module[i];

		if (have->kind == MODULE_LINEAR && at + strlen(have->name) + 3 < sizeof there)
			fixed_put(there, sizeof there, &at, "%s%s", at ? ", " : "", have->name);
	}
	return fpe_fail(err, FPE_ENAME, "%s: map: it has no linear layer \"%s\"; there are %s",
			m->file->name, textfile_shown(name, shown), at ? there : "none");
}

/* "fc2:head.2"; name: where a copy of it may go. */
static enum fpe_status read_item(const struct model *m, const char *item, struct chain *chain,
				 struct fpe_error *err)
{
	const char *name = strchr(item, ':');
	const struct module *found;
	char *end;
	long n = strncmp(item, "fc", 2) ? 0 : strtol(item + 2, &end, 10);

	if (!name || n < 1 || n > FPE_MAX_LAYERS || end != name)
		return bad_map("not a layer, a colon and the module it comes from", item, err);
	found = modules_find(m->modules, name + 1);
	if (!found || !found->weight || found->weight->dims != 2)
		return no_such_module(m, name + 1, err);
	if (chain->layer[n - 1])
		return bad_map("a layer is named twice", item, err);
	chain->layer[n - 1] = found;
	if (n > chain->layers)
		chain->layers = (int)n;
	return FPE_OK;
}

static enum fpe_status read_map(const struct model *m, const char *map, struct chain *chain,
				struct fpe_error *err)
{
	char *text = strdup(map), *rest = text, *item;
	enum fpe_status status = text ? FPE_OK : fpe_no_memory(err);

	while (!status && (item = strsep(&rest, ",")))
		status = read_item(m, item, chain, err);
	for (int i = 0; i < chain->layers && !status; i++) {
		if (!chain->layer[i])
			status = fpe_fail(err, FPE_EPARSE,
					  "map: it names fc%d, but not fc%d; layers go from fc1 on",
					  chain->layers, i + 1);
	}
	free(text);
	return status;
}

/* --------------------------------------------------------------- the stack */

char *model_left(const struct model *model, enum module_kind kind, int *count)
{
	struct textbuf text = { 0 };
	int n = 0;

	for (int i = 0; i < model->modules->count; i++) {
		const struct module *m = &model->modules->module[i];
		char shown[TEXTFILE_SHOWN];
		bool taken = false;

		for (int k = 0; k < model->layers; k++)
			taken |= model->layer[k].module == m;
		if (m->kind != kind || taken)
			continue;
		if (n < SHOWN_NAMES)
			textbuf_printf(&text, "%s%s", n ? ", " : "",
				       textfile_shown(*m->name ? m->name : m->tensor[0]->name,
						      shown));
		n++;
	}
	if (n > SHOWN_NAMES)
		textbuf_printf(&text, ", … %d more", n - SHOWN_NAMES);
	*count = n;
	return n ? textbuf_take(&text) : NULL;
}

/* The file has nothing that is trained here. */
static enum fpe_status nothing_linear(const struct model *m, struct fpe_error *err)
{
	char holds[160] = "";
	const char *remedy = NULL;
	size_t at = 0;

	for (int kind = 0; kind < MODULE_KINDS && at + 24 < sizeof holds; kind++) {
		int count;
		char *names = model_left(m, (enum module_kind)kind, &count);

		if (count)
			fixed_put(holds, sizeof holds, &at, "%s%s (%.48s)", at ? ", " : "",
				  module_kind_info[kind].name, names ? names : "");
		if (count && !remedy)
			remedy = module_kind_info[kind].remedy;
		free(names);
	}
	holds[sizeof holds - 1] = 0;
	return fpe_fail(err, FPE_EFORMAT,
			"%s: it has no linear layer, NAME.weight [out, in]%s%s%s%s", m->file->name,
			at ? "; it holds " : "", holds, remedy ? ": " : "", remedy ? remedy : "");
}

/* What a map for the first stack that has hidden neurons would look like, into text. */
static void suggest_map(const struct stacks *stacks, char *text, size_t size)
{
	const struct stack *stack = stacks->stack;
	size_t at = 0;

	for (int i = 0; i < stacks->count && stack->layers == 1; i++)
		stack = &stacks->stack[i];
	for (int i = 0; i < stack->layers; i++)
		fixed_put(text, size, &at, "%sfc%d:%s", i ? "," : "", i + 1, stack->layer[i]->name);
	if (at >= size)
		snprintf(text, size, "fc1:NAME,fc2:NAME");
}

/* Is the module a sibling of the layer? fc1.parametrizations.weight is fc1. */
static bool is_beside(const struct module *m, const struct module *layer)
{
	const char *dot = strrchr(layer->name, '.');
	size_t n = dot ? (size_t)(dot - layer->name) + 1 : 0;
	const char *rest = m->name + (strncmp(m->name, layer->name, n) ? 0 : n);

	if (n && rest == m->name)
		return false;
	rest += strcspn(rest, ".");
	return !*rest || !strncmp(rest, ".parametrizations", strlen(".parametrizations"));
}

/* A module of a kind that would be a layer, were it saved otherwise; NULL: none. */
static const struct module *part_beside(const struct model *m, const struct stack *stack,
					enum module_kind kind)
{
	for (int i = 0; module_kind_info[kind].remedy && i < m->modules->count; i++) {
		const struct module *have = &m->modules->module[i];

		if (have->kind == kind && is_beside(have, stack->layer[0]))
			return have;
	}
	return NULL;
}

/* A net without one of its layers would be another one. */
static enum fpe_status check_whole(const struct model *m, const struct stack *stack,
				   struct fpe_error *err)
{
	char part[TEXTFILE_SHOWN], layer[TEXTFILE_SHOWN];

	for (int kind = 0; kind < MODULE_KINDS; kind++) {
		const struct module *have = part_beside(m, stack, (enum module_kind)kind);

		if (have)
			return fpe_fail(
				err, FPE_EFORMAT,
				"%s: beside %.60s stands %.60s: %s; %s; map= takes a stack without it",
				m->file->name, textfile_shown(stack->layer[0]->name, layer),
				textfile_shown(have->name, part), module_kind_info[kind].name,
				module_kind_info[kind].remedy);
	}
	return FPE_OK;
}

static enum fpe_status choose(struct model *m, const struct model_request *request,
			      struct chain *chain, struct fpe_error *err)
{
	const struct stack *stack = m->stacks->stack;
	char map[120];

	if (request->map)
		return read_map(m, request->map, chain, err);
	if (!m->stacks->count)
		return nothing_linear(m, err);
	if (m->stacks->count > 1) {
		suggest_map(m->stacks, map, sizeof map);
		return fpe_fail(err, FPE_ESTATE,
				"%s: it holds %d stacks of linear layers; say which, as map=%s",
				m->file->name, m->stacks->count, map);
	}
	if (stack->layers > FPE_MAX_LAYERS)
		return fpe_fail(
			err, FPE_ELIMIT,
			"%s: a stack of %d linear layers, from %.60s on; at most %d are allowed",
			m->file->name, stack->layers, stack->layer[0]->name, FPE_MAX_LAYERS);
	memcpy(chain->layer, stack->layer, (size_t)stack->layers * sizeof *stack->layer);
	chain->layers = stack->layers;
	return check_whole(m, stack, err);
}

/* -------------------------------------------------------------- the layers */

static enum fpe_status check_floats(const struct model *m, const struct tensor *t,
				    struct fpe_error *err)
{
	enum fpe_status status = tensor_check_type(m->file, t, err);
	char what[120];

	if (status || tensor_type_info[t->type].is_float)
		return status;
	snprintf(
		what, sizeof what,
		"its numbers are whole ones (%s), as of a quantised net; in PyTorch: tensor.dequantize(), or tensor.float()",
		tensor_type_name(t));
	return tensors_bad(m->file, t, what, err);
}

static bool same_shape(const struct tensor *a, const struct tensor *b)
{
	return a->dims == b->dims &&
	       !memcmp(a->shape, b->shape, (size_t)a->dims * sizeof *a->shape);
}

static enum fpe_status check_bias(const struct model *m, const struct module *module,
				  struct fpe_error *err)
{
	const struct tensor *w = module->weight, *b = module->bias;

	if (!b)
		return FPE_OK;
	if (b->dims == 1 && b->shape[0] != w->shape[0] && b->shape[0] == w->shape[1])
		return tensors_bad(
			m->file, w,
			"its bias fits [in, out], which is not PyTorch's [out, in]: transpose it before saving",
			err);
	if (b->dims != 1 || b->shape[0] != w->shape[0]) {
		char have[TENSOR_SHAPE_TEXT], what[TENSOR_SHAPE_TEXT + 60];

		snprintf(what, sizeof what,
			 "its shape %s does not fit the weights, which need [%lld]",
			 tensor_shape_text(b, have), (long long)w->shape[0]);
		return tensors_bad(m->file, b, what, err);
	}
	if (module->bias_mask && !same_shape(module->bias_mask, b))
		return tensors_bad(m->file, module->bias_mask, "its shape does not fit the biases",
				   err);
	return check_floats(m, b, err);
}

static enum fpe_status check_module(const struct model *m, const struct module *module,
				    struct fpe_error *err)
{
	const struct tensor *w = module->weight;
	char shown[TEXTFILE_SHOWN];
	enum fpe_status status;

	for (int i = 0; i < 2; i++) {
		int most = i ? FPE_MAX_INPUTS : FPE_MAX_NEURONS;

		if (w->shape[i] < 1 || w->shape[i] > most)
			return fpe_fail(err, FPE_ELIMIT, "%s: %s has %lld %s; 1 to %d are allowed",
					m->file->name, textfile_shown(w->name, shown),
					(long long)w->shape[i], i ? "inputs" : "neurons", most);
	}
	if (module->mask && !same_shape(module->mask, w))
		return tensors_bad(m->file, module->mask, "its shape does not fit the weights",
				   err);
	status = check_floats(m, w, err);
	return status ? status : check_bias(m, module, err);
}

/* widths[0 … layers] of the chain. */
static enum fpe_status read_widths(const struct model *m, const struct chain *chain, int *widths,
				   struct fpe_error *err)
{
	char a[TEXTFILE_SHOWN], b[TEXTFILE_SHOWN];
	enum fpe_status status = FPE_OK;

	for (int i = 0; i < chain->layers && !status; i++) {
		const struct tensor *w = chain->layer[i]->weight;

		status = check_module(m, chain->layer[i], err);
		if (status)
			return status;
		if (i == 0)
			widths[0] = (int)w->shape[1];
		if (w->shape[1] != widths[i])
			return fpe_fail(
				err, FPE_EFORMAT,
				"%s: %.60s takes %lld inputs, but the layer before, %.60s, gives %d",
				m->file->name, textfile_shown(w->name, a), (long long)w->shape[1],
				textfile_shown(chain->layer[i - 1]->name, b), widths[i]);
		widths[i + 1] = (int)w->shape[0];
	}
	return status;
}

/* A mask's numbers, each 0 or 1, in `mask` [count]. */
static enum fpe_status check_mask(const struct model *m, const struct tensor *t, const float *mask,
				  struct fpe_error *err)
{
	for (size_t i = 0; i < t->count; i++) {
		if (mask[i] != 0 && mask[i] != 1)
			return tensors_bad(m->file, t, "a mask holds only 0 and 1", err);
	}
	return FPE_OK;
}

static enum fpe_status read_mask(const struct model *m, struct model_layer *layer,
				 struct fpe_layer *l, struct fpe_error *err)
{
	const struct module *module = layer->module;
	enum fpe_status status;

	if (!module->mask)
		return FPE_OK;
	status = tensor_floats(m->file, module->mask, l->mask, err);
	if (!status)
		status = check_mask(m, module->mask, l->mask, err);
	for (size_t i = 0; i < module->mask->count && !status; i++)
		layer->dropped += l->mask[i] == 0 && l->weight[i] != 0;
	if (layer->dropped && !module->pruned && !status)
		status = tensors_bad(m->file, module->mask, "a weight outside the mask is not 0",
				     err);
	return status;
}

static enum fpe_status read_bias(const struct model *m, const struct module *module,
				 struct fpe_layer *l, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;
	float *mask;

	if (!module->bias)
		return FPE_OK;
	status = tensor_floats(m->file, module->bias, l->bias, err);
	if (status || !module->bias_mask)
		return status;
	mask = calloc(module->bias_mask->count, sizeof *mask);
	status = mask ? tensor_floats(m->file, module->bias_mask, mask, err) : fpe_no_memory(err);
	if (!status)
		status = check_mask(m, module->bias_mask, mask, err);
	for (int i = 0; i < l->out && !status; i++)
		l->bias[i] = mask[i] != 0 ? l->bias[i] : 0;
	free(mask);
	return status;
}

static enum fpe_status fill_net(struct model *m, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (int i = 0; !status && i < m->net->layers; i++) {
		struct fpe_layer *l = &m->net->layer[i];

		status = tensor_floats(m->file, m->layer[i].module->weight, l->weight, err);
		if (!status)
			status = read_bias(m, m->layer[i].module, l, err);
		if (!status)
			status = read_mask(m, &m->layer[i], l, err);
	}
	if (!status)
		fpe_net_apply_masks(m->net); /* -0 outside the mask becomes 0 */
	return status;
}

/* --------------------------------------------------------------- the lineage */

char *model_modules(const struct model *model)
{
	struct textbuf text = { 0 };

	for (int i = 0; i < model->layers; i++)
		textbuf_printf(&text, "%s%s", i ? "," : "", model->layer[i].module->name);
	return textbuf_take(&text);
}

/* Are these layers those that the file's lineage is of? */
static bool lineage_is_of(const struct model *m, const char *modules)
{
	const char *told = json_string_value(json_object_get(m->file->metadata, MODEL_MODULES_KEY));
	char name[16];
	bool is = true;

	if (told)
		return strcmp(told, modules) == 0;
	for (int i = 0; i < m->layers; i++) {
		snprintf(name, sizeof name, "fc%d", i + 1);
		is &= strcmp(m->layer[i].module->name, name) == 0;
	}
	return is;
}

static enum fpe_status read_lineage(struct model *m, struct fpe_error *err)
{
	char *modules = model_modules(m);
	enum fpe_status status = modules ? FPE_OK : fpe_no_memory(err);

	if (!status && lineage_is_of(m, modules))
		status = lineage_read(m->file, &m->lineage, err);
	if (!status && m->lineage)
		status = tensors_name_file(m->file, lineage_apply(m->lineage, m->net, err), err);
	free(modules);
	return status;
}

static enum fpe_status make_net(struct model *m, const struct model_request *request,
				struct fpe_error *err)
{
	struct chain chain = { .layers = 0 };
	int widths[FPE_MAX_LAYERS + 1] = { 0 };
	enum fpe_status status = choose(m, request, &chain, err);

	if (!status)
		status = read_widths(m, &chain, widths, err);
	if (!status)
		status = tensors_name_file(m->file, fpe_net_new(widths, chain.layers, &m->net, err),
					   err);
	if (status)
		return status;
	for (int i = 0; i < chain.layers; i++) {
		m->layer[i].module = chain.layer[i];
		m->net->layer[i].unbiased = !chain.layer[i]->bias;
	}
	m->layers = chain.layers;
	status = fill_net(m, err);
	if (!status)
		status = read_lineage(m, err);
	if (!status && request->activation)
		m->net->activation = *request->activation;
	return status;
}

enum fpe_status model_read(const struct tensors *file, const struct model_request *request,
			   struct model **out, struct fpe_error *err)
{
	struct model *m = calloc(1, sizeof *m);
	enum fpe_status status;

	*out = NULL;
	if (!m)
		return fpe_no_memory(err);
	m->file = file;
	status = modules_of(file, &m->modules, err);
	if (!status)
		status = stacks_of(m->modules, &m->stacks, err);
	if (!status)
		status = make_net(m, request, err);
	if (status && status != FPE_ESTATE)
		model_free(m);
	else
		*out = m;
	return status;
}

void model_free(struct model *model)
{
	if (!model)
		return;
	fpe_net_free(model->net);
	lineage_free(model->lineage);
	stacks_free(model->stacks);
	modules_free(model->modules);
	free(model);
}

/* Is it one that changes what goes through it, beside the layer? */
static bool acts_beside(const struct module *m, const struct module *layer)
{
	const char *dot = strrchr(layer->name, '.');
	size_t n = dot ? (size_t)(dot - layer->name) + 1 : 0;

	return m->kind < MODULE_LINEAR && !strncmp(m->name, layer->name, n) &&
	       !strchr(m->name + n, '.');
}

/* Does it have as many features as a hidden layer, and its place in the net? */
static bool is_norm_of_hidden(const struct model *model, const struct module *m)
{
	const struct tensor *of = m->weight;

	for (int k = 0; k + 1 < model->layers && m->kind == MODULE_NORM && of; k++) {
		if (of->count == (size_t)model->net->layer[k].out)
			return true;
	}
	return false;
}

/* Modules stand in natural order: between layers is after the first, before the last. A
   norm whose name is of another kind (bn1 beside fc1) says it by its size. */
const struct module *model_skipped(const struct model *model)
{
	int layers = model->layers, taken = 0;

	for (int i = 0; i < model->modules->count; i++) {
		const struct module *m = &model->modules->module[i];
		bool is_layer = false;

		for (int k = 0; k < layers; k++)
			is_layer |= model->layer[k].module == m;
		taken += is_layer;
		if (!is_layer && ((taken > 0 && taken < layers) || is_norm_of_hidden(model, m)) &&
		    acts_beside(m, model->layer[0].module))
			return m;
	}
	return NULL;
}
