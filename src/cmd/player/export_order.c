/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_order.c - what is needed to write a file, gathered, and then used. */
#include "cmd/player/export_order.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/sample_names.h"
#include "io/textbuf.h"
#include "lab/arm/activations.h"
#include "lab/arm/ancestry.h"

#define TASK_TEXT 1200 /* bytes of a task's formula in a file */

static enum fpe_status order_new(enum export_what what, struct export_order **out,
				 struct fpe_error *err)
{
	*out = calloc(1, sizeof **out);
	if (!*out)
		return fpe_no_memory(err);
	(*out)->what = what;
	(*out)->prune = EXPORT_PRUNE_NONE;
	return FPE_OK;
}

void export_order_free(struct export_order *order)
{
	if (!order)
		return;
	free(order->path);
	free(order->told);
	fpe_net_free(order->net);
	shared_release(order->task);
	shared_release(order->train);
	shared_release(order->test);
	recipe_clear(&order->study.recipe);
	free(order);
}

static enum fpe_status give(struct export_order *order, enum fpe_status status,
			    struct export_order **out)
{
	*out = order;
	if (status) {
		export_order_free(order);
		*out = NULL;
	}
	return status;
}

static void task_text(const struct fpe_task *task, char text[TASK_TEXT])
{
	if (!task || fpe_task_text(task, text, TASK_TEXT) == 0)
		snprintf(text, TASK_TEXT, "known by its samples only");
}

/* ----------------------------------------------------------------- orders */

/* A copy of the arm's net at an epoch, as it is evaluated, and its settings. */
static enum fpe_status net_at(const struct arm *arm, int epoch, struct fpe_net **out,
			      struct fpe_train_settings *settings, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	*settings = arm->settings;
	*out = arm_copy_net(arm);
	if (!*out)
		return fpe_no_memory(err);
	if (epoch >= 0) {
		status = history_restore(arm->history, epoch, *out, err);
		history_settings(arm->history, epoch, 0, settings);
	}
	activations_thin(*out, settings->dropconnect);
	return status;
}

static void name_order(struct export_order *order, const char *name)
{
	snprintf(order->arm, sizeof order->arm, "%s", name);
}

/* What the recipe's samples went through before a net saw them. */
static void say_scaled(struct export_order *order, const struct recipe *recipe)
{
	const struct own_samples *own = recipe_own(recipe);

	order->scaled = own ? own_samples_scaled(own) : NULL;
}

enum fpe_status export_order_arm(struct session *s, const struct arm *arm, int epoch,
				 struct export_order **out, struct fpe_error *err)
{
	struct export_order *order;
	struct fpe_train_settings settings;
	char task[TASK_TEXT];
	enum fpe_status status = order_new(EXPORT_NET, &order, err);

	if (status)
		return status;
	name_order(order, arm->name);
	say_scaled(order, &s->recipe);
	order->task = shared_hold(s->shared_task);
	status = net_at(arm, epoch, &order->net, &settings, err);
	if (!status) {
		struct ancestry_net told = { order->net, epoch < 0 ? arm->epoch : epoch, &settings,
					     task };

		task_text(s->task, task);
		order->told = ancestry_text(arm, &told);
		status = order->told ? FPE_OK : fpe_no_memory(err);
	}
	return give(order, status, out);
}

enum fpe_status export_order_run_again(const struct study *study, int row, uint64_t seed,
				       struct export_order **out, struct fpe_error *err)
{
	struct export_order *order;
	enum fpe_status status = order_new(EXPORT_RUN, &order, err);

	if (status)
		return status;
	name_order(order, study->row[row].name);
	say_scaled(order, &study->recipe);
	order->study = *study;
	order->study.recipe = (struct recipe){ .task = { .formula = NULL } };
	order->row = row;
	order->seed = seed;
	return give(order, recipe_copy(&order->study.recipe, &study->recipe, err), out);
}

static const char *input_name(const void *context, int input, char *buffer)
{
	const struct export_order *order = context;
	const struct fpe_task *task = shared_get(order->task);

	if (order->what == EXPORT_ACTIVATIONS)
		return fpe_net_neuron_name(order->net, order->layer, input, buffer, FPE_MAX_NAME);
	if (task && input < task->inputs)
		return fpe_task_input_name(task, input, buffer);
	snprintf(buffer, FPE_MAX_NAME, "x%d", input);
	return buffer;
}

static const char *class_name(const void *context, int class, char *buffer)
{
	const struct export_order *order = context;

	return fpe_task_class_name(shared_get(order->task), class, buffer);
}

/* Malloc'ed; NULL: no memory. */
static char *told_of_samples(const struct export_order *order, const struct fpe_data *data,
			     const char *task)
{
	bool layer = order->what == EXPORT_ACTIVATIONS;
	int inputs = layer ? order->net->layer[order->layer].out : data->inputs;
	json_t *told =
		json_pack("{s:i, s:s, s:s*, s:o*, s:o*, s:o*}", "format", SAMPLE_NAMES_FORMAT,
			  "task", task, "arm", layer ? order->arm : NULL, "layer",
			  layer ? json_sprintf("fc%d", order->layer + 1) : NULL, "classes",
			  sample_names_json(data->classes, "", class_name, order), "inputs",
			  sample_names_json(inputs, "x", input_name, order));
	char *text = told ? json_dumps(told, JSON_COMPACT) : NULL;

	json_decref(told);
	return text;
}

enum fpe_status export_order_samples(struct session *s, const struct arm *arm, int layer,
				     struct export_order **out, struct fpe_error *err)
{
	struct export_order *order;
	struct fpe_train_settings settings;
	enum fpe_status status = order_new(arm ? EXPORT_ACTIVATIONS : EXPORT_SAMPLES, &order, err);
	char task[TASK_TEXT];

	if (status)
		return status;
	order->task = shared_hold(s->shared_task);
	order->train = shared_hold(s->shared_train);
	order->test = shared_hold(s->shared_test);
	order->layer = layer;
	if (arm) {
		name_order(order, arm->name);
		status = net_at(arm, -1, &order->net, &settings, err);
	}
	task_text(s->task, task);
	if (!status)
		order->told = told_of_samples(order, s->train, task);
	if (!status && !order->told)
		status = fpe_no_memory(err);
	return give(order, status, out);
}

/* ---------------------------------------------------------------- running */

static bool goes_on(void *context, double share)
{
	struct export_order *order = context;

	atomic_store(&order->percent, (int)(100 * share));
	if (fpe_watch_ask(order->watch, NULL))
		atomic_store(&order->stop, true);
	return !atomic_load_explicit(&order->stop, memory_order_relaxed);
}

static enum fpe_status write_net(struct export_order *order, const struct reading *reading,
				 struct fpe_error *err)
{
	struct export_net what = { .net = order->net,
				   .lineage = order->told,
				   .input = input_name,
				   .context = order,
				   .layout = order->layout,
				   .prune = order->prune };

	order->nnz = fpe_net_nnz(order->net);
	return export_net(&what, order->path, reading, &order->bytes, err);
}

/* What would have been told of an arm that had been trained so. */
static char *told_of_run(const struct export_order *order, const struct study_net *net)
{
	const struct study *study = &order->study;
	const struct study_row *row = &study->row[order->row];
	json_t *settings = ancestry_settings(&net->settings);
	json_t *steps = json_pack("[o]", ancestry_root("dense", &study->recipe.net, net->net));
	struct lineage_facts facts = { .arm = row->name,
				       .split = row->kind == ROW_SPLIT ? row->by->name : row->name,
				       .epoch = study->epochs,
				       .alpha = study_alpha(study, order->row),
				       .layer = study->how.layer,
				       .seed = order->seed,
				       .budget = net->budget,
				       .biases = net->biases,
				       .settings = settings,
				       .steps = steps };
	char task[TASK_TEXT], *text;

	task_text(net->task, task);
	facts.task = task;
	if (row->kind != ROW_DENSE)
		json_array_append_new(steps, ancestry_split(row->name, "dense", study->warmup,
							    facts.split, &study->how, net->net));
	text = lineage_text(&facts, net->net);
	json_decref(settings);
	json_decref(steps);
	return text;
}

static enum fpe_status write_run(struct export_order *order, const struct reading *reading,
				 struct fpe_team *team, struct fpe_error *err)
{
	const struct study_terms terms = { &order->stop, team, &order->epoch };
	struct study_net net;
	enum fpe_status status =
		study_run_net(&order->study, order->seed, order->row, &terms, &net, err);

	if (!status) {
		order->told = told_of_run(order, &net);
		order->net = net.net;
		order->task = shared_task(net.task);
		net = (struct study_net){ .net = NULL };
		status = order->told && order->task ? write_net(order, reading, err)
						    : fpe_no_memory(err);
	}
	study_net_clear(&net);
	return status;
}

static enum fpe_status write_samples(struct export_order *order, const struct fpe_data *train,
				     const struct fpe_data *test, const struct reading *reading,
				     struct fpe_error *err)
{
	struct export_samples what = { .train = train,
				       .test = test,
				       .metadata = order->told,
				       .input = input_name,
				       .class_name = class_name,
				       .context = order };

	order->samples = train->count + (test ? test->count : 0);
	order->inputs = train->inputs;
	return export_samples(&what, order->path, reading, &order->bytes, err);
}

static enum fpe_status write_activations(struct export_order *order, const struct reading *reading,
					 struct fpe_error *err)
{
	const struct fpe_data *test = shared_get(order->test);
	struct fpe_data *of_train, *of_test = NULL;
	enum fpe_status status = activations_of(order->net, order->layer, shared_get(order->train),
						reading, &of_train, err);

	if (!status && test)
		status = activations_of(order->net, order->layer, test, reading, &of_test, err);
	if (!status)
		status = write_samples(order, of_train, of_test, reading, err);
	fpe_data_free(of_train);
	fpe_data_free(of_test);
	return status;
}

enum fpe_status export_order_run(struct export_order *order, struct fpe_team *team,
				 struct fpe_error *err)
{
	const struct reading reading = { goes_on, order };
	enum fpe_status status = FPE_OK;

	switch (order->what) {
	case EXPORT_NET:
		status = write_net(order, &reading, err);
		break;
	case EXPORT_RUN:
		status = write_run(order, &reading, team, err);
		break;
	case EXPORT_SAMPLES:
		status = write_samples(order, shared_get(order->train), shared_get(order->test),
				       &reading, err);
		break;
	case EXPORT_ACTIVATIONS:
		status = write_activations(order, &reading, err);
		break;
	}
	if (status && atomic_load(&order->stop))
		return fpe_fail(err, FPE_ESTOPPED, "stopped");
	return status;
}

char *export_order_sentence(const struct export_order *order)
{
	struct textbuf text = { 0 };

	if (order->what == EXPORT_NET)
		textbuf_printf(&text, "arm %s: %zu weights", order->arm, order->nnz);
	else if (order->what == EXPORT_RUN)
		textbuf_printf(&text, "%s of seed %" PRIu64 ": %zu weights", order->arm,
			       order->seed, order->nnz);
	else if (order->what == EXPORT_ACTIVATIONS)
		textbuf_printf(&text, "fc%d of arm %s for %d samples", order->layer + 1, order->arm,
			       order->samples);
	else
		textbuf_printf(&text, "%d samples of %d input%s", order->samples, order->inputs,
			       order->inputs == 1 ? "" : "s");
	if (order->scaled)
		textbuf_printf(&text, "; it wants inputs %s, as `export data` writes them",
			       order->scaled);
	return textbuf_take(&text);
}
