/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_expand.c - `expand`: a file's net, split and fine-tuned, into another file. */
#include "cmd/command/model_args.h"
#include "cmd/command/partition_args.h"
#include "cmd/command/setting_args.h"
#include "cmd/player/jobs.h"

#include <math.h>
#include <string.h>

#include "lab/auto/trial.h"

#define HOLDOUT 0.2 /* of samples that have no test part */

/* The file to write, by its name. */
static enum fpe_status find_format(struct call *call, const struct format **out)
{
	const char *path = call_text(call, "out");
	struct textbuf known = { 0 };
	enum fpe_status status;
	char *names;

	*out = format_to_write(path);
	if (*out)
		return FPE_OK;
	for (int i = 0; format_table[i]; i++) {
		if (format_table[i]->write)
			textbuf_printf(&known, "%s%s", known.size ? ", " : "",
				       format_table[i]->suffix);
	}
	names = textbuf_take(&known);
	status = call_fail(call, "out", FPE_ENAME, "%.80s: its name ends with none of %s", path,
			   names ? names : "");
	free(names);
	return status;
}

/* Hold out a part where there is none. */
static enum fpe_status hold_out(struct call *call, struct expand *x, struct expansion_plan *plan)
{
	struct session *s = call->session;
	int held = (int)lrint(HOLDOUT * plan->train->count);
	enum fpe_status status;

	if (plan->test)
		return FPE_OK;
	if (plan->train->count < 2)
		return call_fail(call, "file", FPE_ESTATE,
				 "one sample: there is none to hold out from training");
	held = held < 1 ? 1 : held;
	status = trial_cut(plan->train, held, s->seed, &x->train, &x->held, &call->err);
	if (status)
		return status;
	session_note(s, "no test samples: %d of %d are held out", held, plan->train->count);
	plan->train = x->train;
	plan->test = x->held;
	return FPE_OK;
}

static enum fpe_status check_fit(struct call *call, const struct expand *x,
				 const struct fpe_data *data)
{
	struct fpe_error inner;
	enum fpe_status status = fpe_kernel_fits(x->model->net, data, &inner);

	return status ? call_fail(call, "file", status, "%s samples do not fit: %.200s",
				  x->trained_on == EXPAND_FILE ? "the file's own" : "the session's",
				  inner.message)
		      : FPE_OK;
}

/* What to train on: the file's own samples, the session's, or none. */
static enum fpe_status find_samples(struct call *call, struct expand *x,
				    struct expansion_plan *plan)
{
	struct session *s = call->session;
	const struct own_samples *own;
	const char *scaled;
	enum fpe_status status = sample_set_of(x->file.tensors, NULL, &x->samples, &call->err);

	if (status)
		return call_blame(call, "file", status);
	if (x->samples.data) {
		x->trained_on = EXPAND_FILE;
		plan->train = x->samples.data;
		plan->test = x->samples.test;
	} else if (s->task) {
		status = session_need_data(s, &call->err);
		if (status)
			return status;
		x->trained_on = EXPAND_SESSION;
		x->task = shared_hold(s->shared_task);
		x->session_train = shared_hold(s->shared_train);
		x->session_test = shared_hold(s->shared_test);
		plan->train = s->train;
		plan->test = s->test;
		x->groups = shared_hold(s->recipe.groups);
		plan->basis = recipe_basis(&s->recipe, s->task);
	} else {
		session_note(
			s,
			"no samples, neither in the file nor here: the net is split and not fine-tuned");
		return FPE_OK;
	}
	x->model->net->loss = fpe_data_loss(plan->train, fpe_net_outputs(x->model->net));
	status = check_fit(call, x, plan->train);
	if (status)
		return status;
	own = x->trained_on == EXPAND_SESSION ? recipe_own(&s->recipe) : NULL;
	scaled = own ? own_samples_scaled(own) : NULL;
	session_note(s, "%s %s samples, %d of them%s%s%s",
		     plan->epochs ? "fine-tuning on" : "not fine-tuned; measured on",
		     x->trained_on == EXPAND_FILE ? "the file's own" : "the session's",
		     plan->train->count, scaled ? "; inputs: " : "", scaled ? scaled : "",
		     scaled ? "; standardise=none in `task` leaves them as the file has them" : "");
	return hold_out(call, x, plan);
}

static void round_net(const void *model, struct fpe_net *net)
{
	block_round(model, net);
}

/* Training may take long: can the file be written then? */
static enum fpe_status try_out(struct call *call)
{
	struct outfile *file;
	enum fpe_status status = outfile_open(call_text(call, "out"), NULL, &file, &call->err);

	if (!status)
		outfile_drop(file);
	return call_blame(call, "out", status);
}

static enum fpe_status prepare(struct call *call, struct expand *x, struct expansion_plan *plan)
{
	char path[4096];
	const struct reading reading = reading_of(session_watch(call->session));
	enum fpe_status status = find_format(call, &x->format);

	if (!status)
		status = try_out(call);
	if (!status)
		status = call_blame(call, "file",
				    format_open(call_file(call, "file", path, sizeof path),
						&reading, &x->file, &call->err));
	if (!status)
		status = model_args_read(call, &x->file, &x->model);
	if (!status)
		status = partition_args_read(call, plan->by->needs_partition, &plan->how.alpha,
					     &x->partition);
	if (!status)
		status = find_samples(call, x, plan);
	if (status)
		return status;
	x->out = strdup(call_text(call, "out"));
	x->form = call_given(call, "prune") ? (enum block_form)call_value(call, "prune")->choice
					    : block_form_of(x->model);
	plan->basis.partition = shared_get(x->partition);
	plan->written = round_net;
	plan->context = x->model;
	return x->out ? FPE_OK : fpe_no_memory(&call->err);
}

static enum fpe_status run_expand(struct call *call)
{
	struct session *s = call->session;
	struct study study; /* splits as studies do */
	struct expand x = { .out = NULL };
	struct expansion_plan plan = { .by = fpe_split_kind_find("gram"),
				       .epochs = (int)call_number(call, "epochs", 12),
				       .seed = s->seed,
				       .settings = s->recipe.settings };
	const char *blame = NULL;
	enum fpe_status status;

	study_init(&study);
	study.how.layer = -1;
	setting_args_read(call, setting_study, &study);
	plan.how = study.how;
	if (call_given(call, "by"))
		plan.by = fpe_split_kinds[call_value(call, "by")->choice];
	if (plan.by->by_hand)
		return call_fail(
			call, "by", FPE_ERANGE,
			"by=%s waits for a user to assign inputs; `import` the net, split and `export` it",
			plan.by->name);
	status = prepare(call, &x, &plan);
	if (status) {
		expand_clear(&x);
		return status;
	}
	status = job_expand(call, &x, &plan, &blame);
	/* what was left to its default is the file's */
	return blame ? call_blame(call, call_given(call, blame) ? blame : "file", status) : status;
}

const struct command cmd_expand = {
	VERB("expand", COMMAND_LONG | COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES, run_expand),
	.help = "A saved net back, its neurons split and fine-tuned, with not one weight more.",
	.details =
		"Reads the net of the first file, splits its neurons, prunes to the non-zeros it had, fine-tunes, and writes the second: the layers have new widths, every other tensor of the file is copied byte for byte. "
		"The arms of the session stay as they are. "
		"It trains with the settings of new arms (`set`) on the file's own x and y, else on the session's samples, else not at all. "
		"Where there is no test part, 20 % are held out. "
		"The same net without a split is trained as long: the gain is between these two, on the held-out samples. "
		"Numbers keep the types they have in the file; the two may be the same file, which is replaced whole. "
		"prune= says how masks are written: as weight_mask beside weights that are 0 outside of it, as torch.nn.utils.prune does (weight_orig), or not at all, for load_state_dict of a plain model. "
		"Where the numbers of a checkpoint came from stands in its metadata, and import reads it. " MODEL_DETAILS,
	EXAMPLE_AFTER(
		"set lr=0.001",
		"expand tests/golden/models/sequential.safetensors /tmp/wide.safetensors alpha=2 epochs=2"),
	LARGE(LARGE_NET
	      "export /tmp/fpe-large.safetensors\nexpand /tmp/fpe-large.safetensors /tmp/fpe-wide.safetensors epochs=100000"),
	.fields = expand_fields,
	.args = { NEED("file", FILE, "the file that holds the net", .passing = true,
		       .reads = ".safetensors|.npz"),
		  NEED("out", FILE, "the file to write", .writes = true), FORCE_ARG,
		  ARG("by", CHOICE, "who goes where", .choice = fpe_split_kind_name,
		      .fallback = "gram"),
		  PARTITION_ARG,
		  ARG("alpha", INT, "children of each neuron", .min = 2, .max = FPE_MAX_ALPHA,
		      .fallback = "2", .unit = "children"),
		  ARG("layer", LAYER, "hidden layer to split", .min = 1, .max = FPE_MAX_LAYERS,
		      .choices = "all", .fallback = "all"),
		  ARG("epochs", INT, "of fine-tuning", .min = 0, .max = FPE_MAX_EPOCHS,
		      .fallback = "12"),
		  ARG("budget", CHOICE, "strict also prunes a weight for every bias added",
		      .choices = FPE_BUDGET_WORDS, .fallback = "exact"),
		  ARG("prune", CHOICE, "how masks are written", .choices = BLOCK_WORDS,
		      .fallback = "as in the file, else masks"),
		  MODEL_ARGS },
};
