/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recipe.c - a task, its samples, a root net and its split from specifications. */
#include "lab/base/recipe.h"

#include <stdlib.h>
#include <string.h>

#include "lab/base/setting.h"

void recipe_init(struct recipe *recipe)
{
	*recipe = (struct recipe){ .task = { .kind = FPE_TASK_DNF } };
	setting_reset(setting_task, &recipe->task);
	setting_reset(setting_data, &recipe->data);
	setting_reset(setting_net, &recipe->net);
	setting_reset(setting_train, &recipe->settings);
}

void recipe_clear(struct recipe *recipe)
{
	free(recipe->task.formula);
	recipe->task.formula = NULL;
}

enum fpe_status recipe_copy(struct recipe *to, const struct recipe *from, struct fpe_error *err)
{
	*to = *from;
	if (from->task.formula) {
		to->task.formula = strdup(from->task.formula);
		if (!to->task.formula)
			return fpe_no_memory(err);
	}
	return FPE_OK;
}

static bool same_task(const struct task_spec *a, const struct task_spec *b)
{
	if (a->kind != b->kind || !a->formula != !b->formula)
		return false;
	if (a->formula)
		return strcmp(a->formula, b->formula) == 0;
	return a->inputs == b->inputs && setting_all_same(setting_task_rows(a->kind), a, b);
}

bool recipe_same(const struct recipe *a, const struct recipe *b)
{
	return same_task(&a->task, &b->task) &&
	       setting_all_same(setting_data, &a->data, &b->data) &&
	       setting_all_same(setting_net, &a->net, &b->net) &&
	       setting_all_same(setting_train, &a->settings, &b->settings);
}

uint64_t part_seed(const struct part_seed *part, uint64_t base)
{
	return part->fixed ? part->seed : base;
}

enum fpe_status recipe_task(const struct task_spec *spec, uint64_t base, struct fpe_task **out,
			    struct fpe_error *err)
{
	struct fpe_task_options options = spec->options;

	options.formula = spec->formula;
	if (spec->inputs)
		options.inputs = spec->inputs;
	return fpe_task_make(spec->kind, &options, part_seed(&spec->seed, base), out, err);
}

enum fpe_status recipe_data(const struct data_spec *spec, const struct fpe_task *task,
			    uint64_t base, struct fpe_data **train, struct fpe_data **test,
			    struct fpe_error *err)
{
	struct fpe_data_options options = {
		.count = spec->train, .p = spec->p, .sampling = spec->sampling, .noise = spec->noise
	};
	uint64_t seed = part_seed(&spec->seed, base);
	enum fpe_status status;

	*train = *test = NULL;
	status = fpe_data_draw(task, &options, seed, FPE_RNG_TRAIN, train, err);
	if (status)
		return status;
	options.count = spec->test;
	options.noise = 0;
	status = fpe_data_draw(task, &options, seed, FPE_RNG_TEST, test, err);
	if (status) {
		fpe_data_free(*train);
		*train = NULL;
	}
	return status;
}

enum fpe_status recipe_net(const struct net_spec *spec, int inputs, int outputs, uint64_t base,
			   struct fpe_net **out, struct fpe_error *err)
{
	int widths[FPE_MAX_LAYERS + 1] = { inputs };
	enum fpe_status status;

	*out = NULL;
	if (spec->layers < 1 || spec->layers >= FPE_MAX_LAYERS)
		return fpe_fail(err, FPE_ELIMIT, "%d hidden layers; 1 to %d are allowed",
				spec->layers, FPE_MAX_LAYERS - 1);
	memcpy(widths + 1, spec->hidden, (size_t)spec->layers * sizeof *widths);
	widths[spec->layers + 1] = outputs;
	status = fpe_net_new(widths, spec->layers + 1, out, err);
	if (status == FPE_OK)
		fpe_net_init(*out, spec->init, part_seed(&spec->seed, base));
	return status;
}

struct fpe_grouping recipe_split(const struct split_spec *spec, const struct fpe_net *net,
				 const struct fpe_clauses *clauses, uint64_t base)
{
	return (struct fpe_grouping){ .net = net,
				      .layer = spec->layer,
				      .alpha = spec->alpha,
				      .clauses = clauses,
				      .seed = part_seed(&spec->seed, base),
				      .share = spec->share };
}
