/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recipe.c - a task, its samples, a root net and its split from specifications. */
#include "lab/base/recipe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/textfile.h"
#include "lab/base/setting.h"

void recipe_init(struct recipe *recipe)
{
	*recipe = (struct recipe){ .task = { .kind = FPE_TASK_DNF } };
	setting_reset(setting_task_rows(recipe->task.kind), &recipe->task);
	setting_reset(setting_data, &recipe->data);
	setting_reset(setting_net, &recipe->net);
	setting_reset(setting_train, &recipe->settings);
}

static void task_clear(struct task_spec *task)
{
	free(task->formula);
	free(task->file);
	fpe_task_free(task->given);
	shared_release(task->own);
	task->formula = task->file = NULL;
	task->given = NULL;
	task->own = NULL;
}

static enum fpe_status copy_given(const struct task_spec *spec, struct fpe_task **out,
				  struct fpe_error *err)
{
	const struct fpe_task *given = spec->given;

	return fpe_task_clauses(spec->kind, given->inputs, &given->clauses, given->input_name, out,
				err);
}

static enum fpe_status task_copy(struct task_spec *to, const struct task_spec *from,
				 struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	*to = *from;
	to->given = NULL;
	to->formula = from->formula ? strdup(from->formula) : NULL;
	to->file = from->file ? strdup(from->file) : NULL;
	shared_hold(to->own);
	if (!to->formula != !from->formula || !to->file != !from->file)
		status = fpe_no_memory(err);
	if (status == FPE_OK && from->given)
		status = copy_given(from, &to->given, err);
	if (status)
		task_clear(to);
	return status;
}

void recipe_clear(struct recipe *recipe)
{
	task_clear(&recipe->task);
	shared_release(recipe->groups);
	shared_release(recipe->partition);
	recipe->groups = recipe->partition = NULL;
}

enum fpe_status recipe_copy(struct recipe *to, const struct recipe *from, struct fpe_error *err)
{
	enum fpe_status status;

	*to = *from;
	to->task.formula = NULL;
	to->task.own = NULL;
	to->groups = to->partition = NULL;
	status = task_copy(&to->task, &from->task, err);
	if (status)
		return status;
	to->groups = shared_hold(from->groups);
	to->partition = shared_hold(from->partition);
	return FPE_OK;
}

static void end_groups(struct recipe *recipe)
{
	shared_release(recipe->groups);
	recipe->groups = NULL;
	recipe->shape = (struct fpe_shape){ 0 };
}

enum fpe_status recipe_set_task(struct recipe *recipe, const struct task_spec *spec,
				struct fpe_error *err)
{
	struct task_spec task;
	enum fpe_status status = task_copy(&task, spec, err);

	if (status)
		return status;
	if (task.own || recipe->task.own)
		setting_reset(setting_data, &recipe->data);
	if (task.own)
		recipe->data.train = recipe->data.test = 0;
	task_clear(&recipe->task);
	end_groups(recipe);
	recipe->net.outputs = 0;
	recipe->task = task;
	return FPE_OK;
}

const struct own_samples *recipe_own(const struct recipe *recipe)
{
	return shared_get(recipe->task.own);
}

struct fpe_shape recipe_shape(const struct recipe *recipe)
{
	const struct own_samples *own = recipe_own(recipe);

	if (recipe->shape.rows || !own)
		return recipe->shape;
	return own->set.shape;
}

const char *recipe_title(const struct recipe *recipe, char out[RECIPE_TITLE])
{
	const struct own_samples *own = recipe_own(recipe);
	const char *kind = own && own->kind ? own->kind : fpe_task_kind_name(recipe->task.kind);
	char shown[TEXTFILE_SHOWN];
	const char *file = recipe->task.file ? textfile_shown(recipe->task.file, shown) : "";
	const char *name = own ? own->from : file, *slash;
	const char *next = strstr(name, ", ");
	int size = next ? (int)(next - name) : (int)strlen(name); /* of several files the first */
	int most = RECIPE_TITLE - 1 - (int)strlen(kind) - (int)sizeof " …";
	bool cut;

	while (size > 1 && name[size - 1] == '/')
		size--;
	for (slash = name + size; slash > name && slash[-1] != '/';)
		slash--;
	size -= (int)(slash - name);
	cut = size > most;
	if (cut)
		size = most;
	while (cut && size > 0 && (slash[size] & 0xc0) == 0x80)
		size--; /* not inside a character */
	snprintf(out, RECIPE_TITLE, "%s%s%.*s%s", kind, size ? " " : "", size, slash,
		 cut ? "…" : "");
	return out;
}

const struct fpe_groups *recipe_groups(const struct recipe *recipe)
{
	return shared_get(recipe->groups);
}

struct split_basis recipe_basis(const struct recipe *recipe, const struct fpe_task *task)
{
	return (struct split_basis){ &task->clauses, recipe_groups(recipe),
				     shared_get(recipe->partition) };
}

/* Both NULL, or both the same text. */
static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_task(const struct task_spec *a, const struct task_spec *b)
{
	if (a->kind != b->kind || !same_text(a->formula, b->formula) ||
	    !same_text(a->file, b->file) || !a->given != !b->given || !a->own != !b->own)
		return false;
	if (a->given && fpe_task_hash(a->given) != fpe_task_hash(b->given))
		return false;
	if (a->own)
		return own_samples_same(shared_get(a->own), shared_get(b->own));
	return setting_all_same(setting_task_rows(a->kind), a, b);
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

	if (spec->own)
		return own_samples_task(shared_get(spec->own), out, err);
	if (spec->given)
		return copy_given(spec, out, err);
	options.formula = spec->formula;
	return fpe_task_make(spec->kind, &options, part_seed(&spec->seed, base), out, err);
}

enum fpe_status recipe_data(const struct data_spec *spec, const struct fpe_task *task,
			    uint64_t base, const struct fpe_watch *watch, struct fpe_data **train,
			    struct fpe_data **test, struct fpe_error *err)
{
	struct fpe_data_options options = { .count = spec->train,
					    .p = spec->p,
					    .sampling = spec->sampling,
					    .noise = spec->noise,
					    .watch = watch };
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

enum fpe_status recipe_check_data(const struct recipe *recipe, struct fpe_error *err)
{
	const struct own_samples *own = recipe_own(recipe);
	struct own_draw draw = { recipe->data.train, recipe->data.noise, 0 };

	return own ? own_samples_check(own, &draw, err) : FPE_OK;
}

enum fpe_status recipe_samples(const struct recipe *recipe, const struct fpe_task *task,
			       uint64_t base, const struct fpe_watch *watch, struct shared **train,
			       struct shared **test, struct fpe_error *err)
{
	const struct data_spec *spec = &recipe->data;
	const struct own_samples *own = recipe_own(recipe);
	struct own_draw draw = { spec->train, spec->noise, part_seed(&spec->seed, base) };
	struct fpe_data *train_data, *test_data;
	enum fpe_status status;

	*train = *test = NULL;
	if (own)
		return own_samples_draw(own, &draw, train, test, err);
	status = recipe_data(spec, task, base, watch, &train_data, &test_data, err);
	if (status)
		return status;
	*train = shared_data(train_data);
	*test = shared_data(test_data);
	if (*train && *test)
		return FPE_OK;
	shared_release(*train);
	shared_release(*test);
	*train = *test = NULL;
	return fpe_no_memory(err);
}

static void release_task(void *task)
{
	fpe_task_free(task);
}

struct shared *shared_task(struct fpe_task *task)
{
	return shared_new(task, release_task);
}

static void release_groups(void *groups)
{
	fpe_groups_free(groups);
}

struct shared *shared_groups(struct fpe_groups *groups)
{
	return shared_new(groups, release_groups);
}

static bool say(struct shared *shared, const void *made, size_t size)
{
	void *copy = malloc(size);

	if (!copy)
		return false;
	memcpy(copy, made, size);
	shared_say_made(shared, copy);
	return true;
}

bool recipe_say_made(const struct recipe *recipe, uint64_t base, struct shared *task,
		     struct shared *train)
{
	const struct task_made t = { base };
	const struct samples_made s = { recipe->data, base };

	return (!task || say(task, &t, sizeof t)) && (!train || say(train, &s, sizeof s));
}

/* Can a net with so many outputs learn this? As fpe_kernel_fits has it. */
static enum fpe_status check_outputs(int outputs, const struct fpe_task *task,
				     const struct fpe_data *data, struct fpe_error *err)
{
	int classes = data ? data->classes : task->classes;

	if (data && data->targets)
		return outputs == data->targets
			       ? FPE_OK
			       : fpe_fail(err, FPE_ESHAPE,
					  "outputs=%d: the samples have %d target%s", outputs,
					  data->targets, data->targets == 1 ? "" : "s");
	return classes <= (outputs == 1 ? 2 : outputs)
		       ? FPE_OK
		       : fpe_fail(err, FPE_ESHAPE, "outputs=%d: the samples have %d classes",
				  outputs, classes);
}

/* After fpe_net_new. A tied net without ReLU has no bias in between: W^T (W x + a) + b is
   as good with a = 0 and another b. */
static void set_biased(const struct net_spec *spec, bool tied, struct fpe_net *net)
{
	fpe_net_set_biased(net, spec->bias == NET_BIASED);
	for (int i = 0; i < net->layers; i++)
		net->layer[i].unbiased |= (unsigned)spec->unbiased >> i & 1;
	if (tied && net->activation == FPE_LINEAR)
		net->layer[0].unbiased = true;
}

static enum fpe_activation activation_of(const struct net_spec *spec, bool tied)
{
	bool hidden_relu = spec->hidden_relu == NET_AUTO ? !tied : spec->hidden_relu == NET_YES;

	return hidden_relu ? spec->activation : FPE_LINEAR;
}

/* What makes it a net of its kind; its weights are drawn afterwards. */
static enum fpe_status set_facts(const struct net_spec *spec, const struct fpe_task *task,
				 const struct fpe_data *data, struct fpe_net *net,
				 struct fpe_error *err)
{
	bool tied = spec->tied == NET_AUTO ? fpe_task_gives_back(task) : spec->tied == NET_YES;

	net->activation = activation_of(spec, tied);
	net->loss = fpe_data_loss(data, fpe_net_outputs(net));
	if (!data && fpe_task_gives_back(task))
		net->loss = FPE_LOSS_RECTIFIED;
	set_biased(spec, tied, net);
	return tied ? fpe_net_set_tied(net, err) : FPE_OK;
}

enum fpe_status recipe_net(const struct net_spec *spec, const struct fpe_task *task,
			   const struct fpe_data *data, uint64_t base, struct fpe_net **out,
			   struct fpe_error *err)
{
	int widths[FPE_MAX_LAYERS + 1] = { task->inputs };
	int outputs = data ? fpe_data_outputs(data) : fpe_task_outputs(task);
	enum fpe_status status;

	*out = NULL;
	if (spec->layers < 1 || spec->layers >= FPE_MAX_LAYERS)
		return fpe_fail(err, FPE_ELIMIT, "%d hidden layers; 1 to %d are allowed",
				spec->layers, FPE_MAX_LAYERS - 1);
	if ((unsigned)spec->unbiased >> (spec->layers + 1))
		return fpe_fail(err, FPE_ERANGE, "unbiased: the net has layers 1 to %d",
				spec->layers + 1);
	if (spec->outputs) {
		status = check_outputs(spec->outputs, task, data, err);
		if (status)
			return status;
		outputs = spec->outputs;
	}
	memcpy(widths + 1, spec->hidden, (size_t)spec->layers * sizeof *widths);
	widths[spec->layers + 1] = outputs;
	status = fpe_net_new(widths, spec->layers + 1, out, err);
	if (!status)
		status = set_facts(spec, task, data, *out, err);
	if (status) {
		fpe_net_free(*out);
		*out = NULL;
		return status;
	}
	fpe_net_init(*out, spec->init, part_seed(&spec->seed, base));
	return FPE_OK;
}

void recipe_net_of(struct net_spec *spec, const struct fpe_net *net, int outputs)
{
	int own = fpe_net_outputs(net);

	spec->activation = net->activation == FPE_LINEAR ? FPE_RELU : net->activation;
	/* auto, where that makes the same */
	spec->tied = net->tied ? NET_YES : NET_NO;
	if (net->tied == (net->loss == FPE_LOSS_RECTIFIED))
		spec->tied = NET_AUTO;
	spec->hidden_relu = net->activation == FPE_LINEAR ? NET_NO : NET_YES;
	if (net->tied == (net->activation == FPE_LINEAR))
		spec->hidden_relu = NET_AUTO;
	spec->bias = fpe_net_biases(net) > 0 ? NET_BIASED : NET_UNBIASED;
	spec->unbiased = 0;
	for (int i = 0; i < net->layers && spec->bias == NET_BIASED; i++)
		spec->unbiased |= (int)net->layer[i].unbiased << i;
	spec->outputs = own == outputs ? 0 : own;
	if (net->layers < 2)
		return;
	spec->layers = net->layers - 1;
	for (int i = 0; i + 1 < net->layers; i++)
		spec->hidden[i] = net->layer[i].out;
}

struct fpe_grouping recipe_split(const struct split_spec *spec, const struct fpe_net *net,
				 const struct split_basis *basis, uint64_t base)
{
	return (struct fpe_grouping){ .net = net,
				      .layer = spec->layer,
				      .alpha = spec->alpha,
				      .clauses = basis->clauses,
				      .seed = part_seed(&spec->seed, base),
				      .share = spec->share,
				      .groups = basis->groups,
				      .partition = basis->partition };
}
