/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_export.c - `export`: nets and samples as files for other programs. */
#include "cmd/player/call.h"
#include "cmd/player/ask.h"
#include "cmd/player/export_report.h"
#include "cmd/player/jobs.h"
#include "cmd/player/results.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Now, where a job is under way or the session has changed for it. Takes the order. */
static enum fpe_status write_now(struct call *call, struct export_order *order)
{
	enum fpe_status status;
	char *sentence;

	order->watch = session_watch(call->session);
	status = export_order_run(order, NULL, &call->err);
	sentence = status ? NULL : export_order_sentence(order);
	if (!status)
		export_report(order, call->report);
	if (sentence)
		session_note(call->session, "%s", sentence);
	free(sentence);
	export_order_free(order);
	return call_blame(call, "file", status);
}

/* Takes the order. */
static enum fpe_status begin(struct call *call, struct export_order *order, bool now)
{
	order->path = strdup(call_text(call, "file"));
	if (!order->path) {
		export_order_free(order);
		return fpe_no_memory(&call->err);
	}
	return now ? write_now(call, order) : job_export(call, order);
}

/* ------------------------------------------------------------------- nets */

static const char *net_ending(int i)
{
	return export_suffix(i, false);
}

static int row_of(const struct study *study, const char *name)
{
	int row = study->rows - 1;

	while (row > 0 && strcmp(study->row[row].name, name) != 0)
		row--;
	return row || strcmp(study->row[0].name, name) == 0 ? row : -1;
}

/* The row that arm= names at the seed of run=. */
static enum fpe_status order_run(struct call *call, struct export_order **out)
{
	const struct compare *c = call->results->compared;
	const char *name = call_text(call, "arm") ? call_text(call, "arm") : "dense";
	uint64_t seed = call_value(call, "run")->seed;
	int row;

	if (!c)
		return call_fail(call, "run", FPE_ESTATE, "there was no compare yet");
	if (seed - c->first >= (uint64_t)c->seeds)
		return call_fail(call, "run", FPE_ERANGE,
				 "the last compare had the seeds %" PRIu64 " to %" PRIu64, c->first,
				 c->first + (uint64_t)c->seeds - 1);
	row = row_of(&c->study, name);
	if (row < 0)
		return call_fail(call, "arm", FPE_ENAME, "the last compare has no row %s", name);
	if (call_value(call, "arm")->given && call_value(call, "arm")->epoch >= 0)
		return call_fail(call, "arm", FPE_ERANGE, "a run is exported at its end");
	return export_order_run_again(&c->study, row, seed, out, &call->err);
}

static enum fpe_status order_arm(struct call *call, struct export_order **out)
{
	struct arm *arm;
	enum fpe_status status = call_arm(call, &arm);

	if (status)
		return status;
	return call_blame(call, "arm",
			  export_order_arm(call->session, arm,
					   call_given(call, "arm") ? call_value(call, "arm")->epoch
								   : -1,
					   out, &call->err));
}

static int choice_of(const struct call *call, const char *name, int fallback)
{
	return call_given(call, name) ? call_value(call, name)->choice : fallback;
}

static enum fpe_status run_export(struct call *call)
{
	const char *path = call_text(call, "file");
	int layout = choice_of(call, "form", EXPORT_DENSE);
	int prune = choice_of(call, "prune", EXPORT_PRUNE_NONE);
	struct export_order *order;
	enum fpe_status status = export_check(path, false, &call->err);

	if (status)
		return call_blame(call, "file", status);
	status = export_check_layout(path, (enum export_layout)layout, (enum export_prune)prune,
				     &call->err);
	if (status)
		return call_blame(call, layout == EXPORT_DENSE ? "prune" : "form", status);
	status = call_given(call, "run") ? order_run(call, &order) : order_arm(call, &order);
	if (status)
		return status;
	order->layout = (enum export_layout)layout;
	order->prune = (enum export_prune)prune;
	return begin(call, order, player_has_job(call->player));
}

const struct command cmd_export = {
	VERB("export", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES,
	     run_export),
	.help = "Write a net to a file for other programs.",
	.details =
		"The end of its name says what: .safetensors and .npz hold fc1.weight [out, in], fc1.bias, …, as PyTorch names them, and fc1.weight_mask where some weights are masked; .csv a line for each weight that is not, .json which neuron came from which, settings, and the inputs of each neuron. "
		"All but .csv tell where the net came from (fpe(5)); `import` reads it back, so an exported file that is imported and exported again is the same file. "
		"form=csr writes each layer as scipy.sparse.csr_matrix takes it: fc1.weight.data, .indices, .indptr and .shape. "
		"prune=torch gives all layers the names that torch.nn.utils.prune leaves: fc1.weight_orig and fc1.weight_mask. "
		"run=SEED is the row that arm= names (dense without) of the last compare: that row is trained again, to the same bits. "
		"With dropconnect weights are written as they are evaluated. Ctrl-C leaves the file as it was.",
	EXAMPLE_AFTER("net hidden=8", "export /tmp/fpe-example.safetensors"),
	.more_examples = "compare seeds=2 epochs=6\nexport /tmp/fpe-example.json arm=clause run=2",
	LARGE(LARGE_NET "export /tmp/fpe-large.json"),
	.fields = export_net_fields,
	.args = { NEED("file", FILE, "the file", .writes = true, .choice = net_ending), FORCE_ARG,
		  ARG("arm", ARM_EPOCH, "an arm, also at a past epoch: clause@50",
		      .fallback = "the current arm"),
		  ARG("run", SEED, "the row arm= of the last compare at this seed, trained again",
		      .lengthy = true),
		  ARG("form", CHOICE, "how weights are laid out", .choices = EXPORT_LAYOUT_WORDS,
		      .fallback = "dense"),
		  ARG("prune", CHOICE, "whose names pruned layers have",
		      .choices = EXPORT_PRUNE_WORDS) },
};

/* ---------------------------------------------------------------- samples */

static const char *sample_ending(int i)
{
	return export_suffix(i, true);
}

static enum fpe_status order_samples(struct call *call, struct export_order **out)
{
	struct arm *arm = NULL;
	int layer = 0;
	enum fpe_status status = FPE_OK;

	if (call_given(call, "arm") || call_given(call, "layer")) {
		status = call_arm(call, &arm);
		if (!status)
			status = call_layer(call, arm, 0, &layer);
	}
	return status ? status : export_order_samples(call->session, arm, layer, out, &call->err);
}

static enum fpe_status run_export_data(struct call *call)
{
	bool had = call->session->train;
	struct export_order *order;
	enum fpe_status status = export_check(call_text(call, "file"), true, &call->err);

	if (status)
		return call_blame(call, "file", status);
	status = session_need_data(call->session, &call->err);
	if (!status)
		status = order_samples(call, &order);
	return status ? status : begin(call, order, !had || player_has_job(call->player));
}

const struct command cmd_export_data = {
	VERB("export", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES,
	     run_export_data),
	.word = "data",
	.help = "Write the samples to a file, or what a layer makes of them.",
	.details =
		"x, y and, where there are test samples, test_x, test_y: Boolean inputs as bytes, labels as whole numbers, targets as floats. "
		"With layer= the inputs are what that layer of the arm passes on, of the last one the logits. "
		".csv has a line a sample, and a column `part` where there are test samples.",
	.example = "export data /tmp/fpe-example.safetensors",
	.more_examples = "net hidden=8\nexport data /tmp/fpe-example.csv layer=1",
	LARGE(LARGE_TASK "export data /tmp/fpe-large.csv"),
	.fields = export_sample_fields,
	.args = { NEED("file", FILE, "the file", .writes = true, .choice = sample_ending),
		  FORCE_ARG, ARG("arm", ARM, "whose layer"),
		  ARG("layer", LAYER, "what this layer passes on", .min = 1, .max = FPE_MAX_LAYERS,
		      .fallback = "1") },
};
