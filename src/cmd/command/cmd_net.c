/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_net.c - `net`, `import` and `set`: nets and how they are trained. */
#include "cmd/player/call.h"

#include <math.h>

#include "io/format.h"

static enum fpe_status run_net(struct call *call)
{
	struct session *s = call->session;
	const struct value *hidden = call_value(call, "hidden");
	const struct value *init = call_value(call, "init");
	const struct value *seed = call_value(call, "seed");
	struct net_spec spec = { .layers = 1,
				 .hidden = { 8 },
				 .init = init->given ? (enum fpe_init)init->choice
						     : FPE_INIT_UNIFORM,
				 .seed = { seed->given, seed->seed } };
	struct arm *arm;
	enum fpe_status status;

	if (hidden->given) {
		if (hidden->count >= FPE_MAX_LAYERS)
			return call_fail(call, "hidden", FPE_ELIMIT,
					 "hidden: %d layers; 1 to %d are allowed", hidden->count,
					 FPE_MAX_LAYERS - 1);
		spec.layers = hidden->count;
		for (int i = 0; i < hidden->count; i++)
			spec.hidden[i] = (int)hidden->numbers[i];
	}
	status = session_add_net(s, &spec, call_text(call, "as"), &arm, &call->err);
	if (status == FPE_ENAME)
		return call_blame(call, "as", status);
	if (status == FPE_OK)
		session_note(s, "arm %s: %zu weights", arm->name, arm->budget);
	return status;
}

const struct command cmd_net = {
	.verb = "net",
	.flags = COMMAND_BOUNDARY,
	.help = "A fresh root arm: a dense net with new weights.",
	.details =
		"An arm is one net and its training. The first arm is the current one until `use`.",
	.example = "net hidden=8",
	.args = { { .name = "hidden",
		    .type = ARG_LAYERS,
		    .min = 1,
		    .max = FPE_MAX_NEURONS,
		    .fallback = "8",
		    .help = "neurons of each hidden layer: 8, or 512x256" },
		  { .name = "init",
		    .type = ARG_CHOICE,
		    .choices = "uniform|he|xavier",
		    .fallback = "uniform",
		    .help = "how weights are drawn" },
		  { .name = "seed",
		    .type = ARG_SEED,
		    .fallback = "the session's",
		    .help = "fixes this part, whatever the base seed" },
		  { .name = "as",
		    .type = ARG_NAME,
		    .fallback = "dense",
		    .help = "name of the arm" } },
	.run = run_net,
};

static enum fpe_status run_import(struct call *call)
{
	struct session *s = call->session;
	const char *path = call_text(call, "file");
	struct format_content content;
	struct arm *arm;
	enum fpe_status status = format_read(path, &content, &call->err);

	if (status)
		return call_blame(call, "file", status);
	status = session_import(s, content.net, content.data, call_text(call, "as"), &arm,
				&call->err);
	call_blame(call, status == FPE_ENAME ? "as" : "file", status);
	if (status == FPE_OK && arm)
		session_note(s, "arm %s: %zu weights from %s", arm->name, arm->budget, path);
	else if (status == FPE_OK)
		session_note(s, "%d samples of %d inputs from %s", s->train->count,
			     s->train->inputs, path);
	return status;
}

const struct command cmd_import = {
	.verb = "import",
	.flags = COMMAND_BOUNDARY,
	.help = "Read a net from a .safetensors file as a new root arm.",
	.more = format_help,
	.example = "import tests/golden/binary_split.safetensors",
	.args = { { .name = "file",
		    .type = ARG_FILE,
		    .positional = true,
		    .required = true,
		    .help = "the file" },
		  { .name = "as",
		    .type = ARG_NAME,
		    .fallback = "dense",
		    .help = "name of the arm" } },
	.run = run_import,
};

/* Three quarters of the epochs that compare and sweep have. */
#define MASKS_UNTIL 150

static void show_settings(struct call *call, const char *name, const struct fpe_train_settings *t,
			  json_t *list)
{
	const char *optimizer = t->optimizer == FPE_ADAM ? "adam" : "sgd";

	if (list) {
		json_array_append_new(list,
				      json_pack("{s:s, s:o, s:i, s:s, s:o, s:o, s:o, s:s, s:i}",
						"arm", name, "lr", report_number(t->lr), "batch",
						t->batch, "optimizer", optimizer, "momentum",
						report_number(t->momentum), "decay",
						report_number(t->decay), "dropconnect",
						report_number(t->dropconnect), "masks",
						t->masks_until ? "rigl" : "fixed", "masks_until",
						t->masks_until));
		return;
	}
	report_text(call->report, "%-12s lr=%g ", name, t->lr);
	if (t->batch)
		report_text(call->report, "batch=%d ", t->batch);
	else
		report_text(call->report, "batch=full ");
	report_text(call->report, "optimizer=%s momentum=%g decay=%g dropconnect=%g masks=%s",
		    optimizer, t->momentum, t->decay, t->dropconnect,
		    t->masks_until ? "rigl" : "fixed");
	if (t->masks_until)
		report_text(call->report, " masks_until=%d", t->masks_until);
	report_text(call->report, "\n");
}

static enum fpe_status show_all(struct call *call)
{
	struct session *s = call->session;
	json_t *o = report_object(call->report, "set");
	json_t *list = o ? json_array() : NULL;

	show_settings(call, "(new arms)", &s->recipe.settings, list);
	for (int i = 0; i < s->arms; i++)
		show_settings(call, s->arm[i]->name, &s->arm[i]->settings, list);
	if (o) {
		json_object_set_new(o, "history",
				    json_integer((json_int_t)(s->history_limit >> 20)));
		json_object_set_new(o, "arms", list);
	} else {
		report_text(call->report, "history=%zu MiB\n", s->history_limit >> 20);
	}
	return FPE_OK;
}

/* The settings of an arm, or of new ones, with what the line changes. */
static struct fpe_train_settings changed(const struct call *call, struct fpe_train_settings t)
{
	const struct value *batch = call_value(call, "batch");
	const struct value *optimizer = call_value(call, "optimizer");
	const struct value *masks = call_value(call, "masks");

	t.lr = call_number(call, "lr", t.lr);
	t.momentum = call_number(call, "momentum", t.momentum);
	t.decay = call_number(call, "decay", t.decay);
	t.dropconnect = call_number(call, "dropconnect", t.dropconnect);
	if (batch->given)
		t.batch = batch->choice < 0 ? (int)batch->number : 0;
	if (optimizer->given)
		t.optimizer = (enum fpe_optimizer)optimizer->choice;
	if (masks->given && masks->choice == 0)
		t.masks_until = 0;
	else if (masks->given && t.masks_until == 0)
		t.masks_until = MASKS_UNTIL;
	t.masks_until = (int)call_number(call, "masks_until", t.masks_until);
	return t;
}

static enum fpe_status run_set(struct call *call)
{
	struct session *s = call->session;
	struct fpe_train_settings t;
	struct arm *arm = NULL;
	enum fpe_status status;
	bool any = false;

	for (int i = 0; call->line->command->args[i].name; i++)
		any |= call->line->value[i].given;
	if (!any)
		return show_all(call);
	if (call_given(call, "masks_until") && call_given(call, "masks") &&
	    call_value(call, "masks")->choice == 0)
		return call_fail(call, "masks_until", FPE_ERANGE,
				 "fixed masks never move: no masks_until");
	if (call_given(call, "arm")) {
		status = session_find(s, call_text(call, "arm"), &arm, &call->err);
		if (status) {
			call->err_column = call_value(call, "arm")->column;
			return status;
		}
		t = changed(call, arm->settings);
		session_set(s, arm, &t);
	} else {
		for (int i = 0; i < s->arms; i++) {
			t = changed(call, s->arm[i]->settings);
			session_set(s, s->arm[i], &t);
		}
		s->recipe.settings = changed(call, s->recipe.settings);
	}
	if (call_given(call, "history"))
		session_set_history(s, (size_t)call_number(call, "history", 0) << 20);
	return FPE_OK;
}

static const struct json_field set_fields[] = {
	{ "history", "integer", "MiB of memory for histories" },
	{ "arms[].arm", "text", "name; \"(new arms)\" for arms to come" },
	{ "arms[].lr", "number", "learning rate" },
	{ "arms[].batch", "integer", "samples a step, 0 = all" },
	{ "arms[].optimizer", "text", "adam or sgd" },
	{ "arms[].momentum", "number", "of sgd" },
	{ "arms[].decay", "number", "L2 penalty on weights" },
	{ "arms[].dropconnect", "number", "chance that a hidden layer's weight is off" },
	{ "arms[].masks", "text", "fixed or rigl" },
	{ "arms[].masks_until", "integer", "epoch from which masks stay, 0 = they never move" },
	{ 0 }
};

const struct command cmd_set = {
	.verb = "set",
	.flags = COMMAND_BOUNDARY | COMMAND_REPORT,
	.help = "Change how arms are trained, from the next epoch on; alone: show it.",
	.details =
		"Without arm= it holds for all arms, also later ones. "
		"With masks=rigl, before every 10th epoch the smallest weights of each layer that has masks are dropped and as many grow where the loss is steepest (arXiv 1911.11134), 30 % at first and fewer up to epoch masks_until; giving that alone means masks=rigl too.",
	.example = "set lr=0.005 batch=full",
	.fields = set_fields,
	.args = { { .name = "arm",
		    .type = ARG_ARM,
		    .fallback = "all arms",
		    .help = "one arm only" },
		  { .name = "lr",
		    .type = ARG_REAL,
		    .min = 0,
		    .max = 1000,
		    .fallback = "0.01",
		    .help = "learning rate" },
		  { .name = "batch",
		    .type = ARG_COUNT,
		    .min = 1,
		    .max = FPE_MAX_SAMPLES,
		    .choices = "full",
		    .fallback = "500",
		    .help = "samples a step" },
		  { .name = "optimizer",
		    .type = ARG_CHOICE,
		    .choices = "adam|sgd",
		    .fallback = "adam",
		    .help = "the optimizer" },
		  { .name = "momentum",
		    .type = ARG_REAL,
		    .min = 0,
		    .max = 0.9999,
		    .fallback = "0",
		    .help = "momentum of sgd" },
		  { .name = "decay",
		    .type = ARG_REAL,
		    .min = 0,
		    .max = 1,
		    .fallback = "0",
		    .help = "L2 penalty on weights" },
		  { .name = "dropconnect",
		    .type = ARG_REAL,
		    .min = 0,
		    .max = 0.99,
		    .fallback = "0",
		    .help = "chance that a hidden layer's weight is off in a minibatch" },
		  { .name = "masks",
		    .type = ARG_CHOICE,
		    .choices = "fixed|rigl",
		    .fallback = "fixed",
		    .help = "do masks move" },
		  { .name = "masks_until",
		    .type = ARG_INT,
		    .min = 1,
		    .max = FPE_MAX_EPOCHS,
		    .fallback = "150",
		    .help = "epoch from which on they stay" },
		  { .name = "history",
		    .type = ARG_INT,
		    .min = 1,
		    .max = 1 << 20,
		    .fallback = "256",
		    .unit = "MiB",
		    .help = "memory for the weights of past epochs" } },
	.run = run_set,
};
