/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_edit.c - arms that go back in time, and nets changed by hand.
 *
 * Everything is found and checked before anything changes.
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/base/setting.h"
#include "lab/session/session_arm.h"

/* "clause2" and its like are named after "clause". */
static void branch_name(const struct session *s, const struct arm *from, char out[FPE_MAX_NAME])
{
	char base[FPE_MAX_NAME];
	size_t n = strlen(from->name);

	while (n > 1 && isdigit((unsigned char)from->name[n - 1]))
		n--;
	snprintf(base, sizeof base, "%.*s", (int)n, from->name);
	session_free_name(s, base, out);
}

/* Say what differs from the arm it left, but for the epoch. */
static void tell_settings(struct session *s, const struct arm *from, const struct arm *arm)
{
	if (!setting_all_same(setting_train, &from->settings, &arm->settings))
		session_note(
			s,
			"%s trains as %s did from epoch %d on: lr=%g batch=%d; `set arm=%s` changes that",
			arm->name, from->name, arm->epoch, arm->settings.lr, arm->settings.batch,
			arm->name);
}

/* A place inside an epoch means nothing in other samples than those of then. */
static bool is_out_of_place(const struct session *s, const struct arm *parent,
			    const struct arm *arm)
{
	if (arm->batch == 0 || (parent->epoch == arm->epoch && parent->batch == arm->batch))
		return false;
	return !history_is_on(parent->history, arm->epoch, arm->batch, s->shared_train);
}

enum fpe_status session_rewind(struct session *s, const char *from, int epoch, const char *name,
			       struct arm **out, struct fpe_error *err)
{
	struct arm *parent, *arm = NULL;
	enum fpe_status status = session_parent(s, name, from, &parent, err);

	*out = NULL;
	if (status == FPE_OK)
		status = arm_at(parent, epoch, session_watch(s), &arm, err);
	if (status)
		return status;
	if (name)
		snprintf(arm->name, sizeof arm->name, "%s", name);
	else
		branch_name(s, parent, arm->name);
	arm->parent = parent->id;
	arm->left = epoch;
	arm->branch = true;
	if (is_out_of_place(s, parent, arm))
		arm_restart_epoch(arm);
	status = session_open_arm(s, arm, out, err);
	if (status == FPE_OK)
		tell_settings(s, parent, arm);
	return status;
}

enum fpe_status session_set_weight(struct session *s, struct arm *arm, int layer, int row,
				   int column, double value, struct fpe_error *err)
{
	const struct fpe_layer *l = &arm->net->layer[layer];
	size_t at = (size_t)row * (size_t)l->in + (size_t)column;
	char neuron[FPE_MAX_NAME], input[FPE_MAX_NAME];
	struct fpe_net *net;
	enum fpe_status status;

	if (l->mask[at] == 0)
		return fpe_fail(err, FPE_ESTATE, "%s has no weight on %s in fc%d: it is masked",
				fpe_net_neuron_name(arm->net, layer, row, neuron, sizeof neuron),
				session_column_name(s, arm->net, layer, column, input), layer + 1);
	if (!isfinite((float)value))
		return fpe_fail(err, FPE_ERANGE, "%g is not a number a weight can have", value);
	status = session_ready(s, err);
	if (status)
		return status;
	net = arm_copy_net(arm);
	if (!net)
		return fpe_no_memory(err);
	/* of a tied net the first layer's is the one */
	if (net->tied && layer == 1) {
		layer = 0;
		at = (size_t)column * (size_t)net->layer[0].in + (size_t)row;
	}
	net->layer[layer].weight[at] = (float)value;
	fpe_layer_forget(&net->layer[layer], (size_t)at);
	fpe_net_tie(net);
	status = arm_edit(arm, net, session_watch(s), err);
	fpe_net_free(net);
	return status;
}

enum fpe_status session_assign(struct session *s, struct arm *arm, int layer,
			       const struct fpe_origin *parent, const int *inputs, int count,
			       int child, int *at, struct fpe_error *err)
{
	struct fpe_net *net;
	enum fpe_status status = session_ready(s, err);
	char name[FPE_MAX_NAME];

	if (status)
		return status;
	net = arm_copy_net(arm);
	if (!net)
		return fpe_no_memory(err);
	for (int i = 0; i < count && status == FPE_OK; i++) {
		*at = i;
		status = fpe_net_move(net, layer, parent, inputs[i], child,
				      session_column_name(s, net, layer, inputs[i], name), err);
	}
	if (status == FPE_OK)
		status = arm_edit(arm, net, session_watch(s), err);
	fpe_net_free(net);
	return status;
}

/* A number of the list 0 … count-1. */
static bool read_index(const char *text, int count, int *out)
{
	char *end;
	long value = isdigit((unsigned char)*text) ? strtol(text, &end, 10) : -1;

	if (value < 0 || value >= count || *end)
		return false;
	*out = (int)value;
	return true;
}

enum fpe_status session_find_input(const struct session *s, const char *text, int *out,
				   struct fpe_error *err)
{
	char name[FPE_MAX_NAME], last[FPE_MAX_NAME];
	int d = s->task->inputs;

	for (int j = 0; j < d; j++) { /* a file may name an input 7 */
		if (strcmp(fpe_task_input_name(s->task, j, name), text) == 0) {
			*out = j;
			return FPE_OK;
		}
	}
	if (read_index(text, d, out))
		return FPE_OK;
	return fpe_fail(err, FPE_ENAME, "no input %.40s; there are %s to %s", text,
			fpe_task_input_name(s->task, 0, name),
			fpe_task_input_name(s->task, d - 1, last));
}

enum fpe_status session_find_neuron(const struct fpe_net *net, int layer, const char *text,
				    int *out, struct fpe_error *err)
{
	struct fpe_origin origin;
	char first[FPE_MAX_NAME], last[FPE_MAX_NAME];
	int n = net->layer[layer].out;

	if (read_index(text, n, out))
		return FPE_OK;
	*out = fpe_origin_parse(text, &origin) ? fpe_net_find_neuron(net, layer, &origin) : -1;
	if (*out >= 0)
		return FPE_OK;
	return fpe_fail(err, FPE_ENAME, "no neuron %.40s in fc%d; there are %s to %s", text,
			layer + 1, fpe_net_neuron_name(net, layer, 0, first, sizeof first),
			fpe_net_neuron_name(net, layer, n - 1, last, sizeof last));
}

enum fpe_status session_find_column(const struct session *s, const struct fpe_net *net, int layer,
				    const char *text, int *out, struct fpe_error *err)
{
	return layer ? session_find_neuron(net, layer - 1, text, out, err)
		     : session_find_input(s, text, out, err);
}

const char *session_column_name(const struct session *s, const struct fpe_net *net, int layer,
				int column, char *buffer)
{
	if (layer)
		return fpe_net_neuron_name(net, layer - 1, column, buffer, FPE_MAX_NAME);
	return fpe_task_input_name(s->task, column, buffer);
}

enum fpe_status session_set_probe(struct session *s, const uint64_t *bits, struct fpe_error *err)
{
	size_t words = ((size_t)s->task->inputs + 63) / 64;
	uint64_t *copy = malloc(words * sizeof *copy);

	if (!copy)
		return fpe_no_memory(err);
	memcpy(copy, bits, words * sizeof *copy);
	free(s->probe);
	s->probe = copy;
	return FPE_OK;
}

static void free_circuit(void *thing)
{
	struct snapshot_circuit *circuit = thing;

	fpe_circuit_clear(&circuit->circuit);
	free(circuit);
}

struct shared *session_share_circuit(struct snapshot_circuit *circuit)
{
	return shared_new(circuit, free_circuit);
}

enum fpe_status session_set_circuit(struct session *s, const struct arm *arm, int clause,
				    struct fpe_circuit *c, struct fpe_error *err)
{
	struct snapshot_circuit *found = malloc(sizeof *found);
	struct shared *shared;

	if (!found)
		return fpe_no_memory(err);
	*found = (struct snapshot_circuit){
		.arm = arm->id, .epoch = arm->epoch, .clause = clause, .circuit = *c
	};
	*c = (struct fpe_circuit){ 0 };
	for (int l = 0; l < arm->net->layers; l++) {
		found->in[l] = arm->net->layer[l].in;
		found->out[l] = arm->net->layer[l].out;
	}
	shared = session_share_circuit(found);
	if (!shared)
		return fpe_no_memory(err);
	shared_release(s->circuit);
	s->circuit = shared;
	return FPE_OK;
}

void session_clear_circuit(struct session *s)
{
	shared_release(s->circuit);
	s->circuit = NULL;
}

void session_set_look(struct session *s, const struct arm *arm, int layer, int neuron)
{
	s->look = (struct snapshot_look){ arm->id, layer, neuron, s->look.turn + 1 };
}
