/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_import.c - `import`: a net, samples or both from a file of tensors. */
#include "cmd/command/model_args.h"
#include "cmd/player/own_line.h"

#include <ctype.h>
#include <string.h>

#include "lab/arm/ancestry.h"

static const struct column import_fields[] = {
	FIELD("arm", "text or null", "the new arm; null: the file holds samples alone"),
	FIELD("samples", "integer or null", "training samples; null: the file has none"),
	MODEL_FIELDS,
	{ 0 }
};

static enum fpe_status no_net(struct call *call)
{
	static const char *const of_nets[] = { "map", "activation" };

	for (size_t i = 0; i < sizeof of_nets / sizeof *of_nets; i++) {
		if (call_given(call, of_nets[i]))
			return call_fail(call, of_nets[i], FPE_ESTATE,
					 "the file holds samples alone: no net to read");
	}
	return FPE_OK;
}

/* lineage: of a net that was exported here; else nobody says what inputs it knows. */
static void note_taken(struct call *call, const struct arm *arm, const struct lineage *lineage)
{
	struct session *s = call->session;
	const struct own_samples *own = recipe_own(&s->recipe);
	const char *path = call_text(call, "file");

	if (!arm) {
		session_note(s, "%d samples of %d inputs from %s", s->train->count,
			     s->train->inputs, path);
		return;
	}
	session_note(s, "arm %s: %zu weights from %s", arm->name, arm->budget, path);
	if (s->task && s->task->classes > 1 && fpe_net_outputs(arm->net) > s->task->classes)
		session_note(
			s, "it tells %d classes apart, the task has %d: the others are never right",
			fpe_net_outputs(arm->net), s->task->classes);
	if (!lineage && own && own_samples_scaled(own))
		session_note(
			s,
			"the inputs here are %s: a net that was trained on them as the file has them needs standardise=none in `task`",
			own_samples_scaled(own));
}

/* What the session did not take of the file. */
static enum fpe_status not_taken(struct call *call, enum fpe_status status)
{
	struct fpe_error inner = call->err;
	char shown[TEXTFILE_SHOWN];

	if (status == FPE_ENAME)
		return call_blame(call, "as", status);
	return call_fail(call, "file", status, "%s: %.300s",
			 textfile_shown(call_text(call, "file"), shown), inner.message);
}

/* An arm that nobody gave a name has the one that it was exported by. */
static void name_by_lineage(struct session *s, struct arm *arm, const struct lineage *lineage)
{
	/* a file may say what no script could */
	if (isalpha((unsigned char)*lineage->arm) && strcmp(lineage->arm, arm->split))
		session_name_after(s, arm, lineage->arm);
}

/* The net (model not NULL) and the samples (own not NULL) become the session's; takes
   the model's net. */
static enum fpe_status take(struct call *call, struct model *model, struct shared *own)
{
	struct session *s = call->session;
	struct fpe_net *net = NULL;
	struct model_rows rows = model_report_rows(model, model ? model->net : NULL);
	struct arm *arm;
	enum fpe_status status;

	if (model) {
		net = model->net;
		model->net = NULL;
	}
	status = session_import(s, net, own, call_text(call, "as"), &arm, &call->err);
	if (status) {
		model_rows_clear(&rows);
		return not_taken(call, status);
	}
	if (arm && model->lineage && !call_given(call, "as"))
		name_by_lineage(s, arm, model->lineage);
	note_taken(call, arm, model ? model->lineage : NULL);
	if (arm && model->lineage) {
		status = ancestry_of_file(arm, model->lineage, &call->err);
		model->lineage = NULL;
	}
	if (status) {
		model_rows_clear(&rows);
		return status;
	}
	if (arm)
		rows_table(&rows.layers, call->report, 0);
	column_report(call->report, datum_text(arm ? arm->name : NULL),
		      own ? DATUM(s->train->count) : (struct datum){ 0 }, datum_rows(&rows.layers),
		      datum_rows(&rows.left), datum_rows(&rows.stacks));
	return FPE_OK;
}

/* What samples the file has; *own stays NULL without. */
static enum fpe_status take_samples(struct call *call, const struct format_file *file,
				    struct shared **own)
{
	const struct own_how how = own_line_how(call->line);
	struct sample_set samples;
	char from[OWN_LINE_FILES];
	enum fpe_status status = sample_set_of(file->tensors, NULL, &samples, &call->err);

	if (status || !samples.data)
		return status;
	own_line_files(call->line, from);
	status = own_samples_new(&samples, NULL, from, &how, own, &call->err);
	return status ? status
		      : own_samples_say_line(*own, call->line->text, call->line->file, &call->err);
}

/* The samples again, for a saved session. */
static enum fpe_status read_samples(const struct line *line, const struct reading *reading,
				    struct sample_set *out, struct fpe_error *err)
{
	struct format_file file;
	char path[4096];
	enum fpe_status status =
		format_open(line_path(line, "file", path, sizeof path), reading, &file, err);

	if (status)
		return status;
	status = sample_set_of(file.tensors, reading, out, err);
	format_close(&file);
	return status;
}

static enum fpe_status run_import(struct call *call)
{
	struct format_file file;
	struct model *model = NULL;
	struct shared *own = NULL;
	char path[4096];
	const struct reading reading = reading_of(session_watch(call->session));
	enum fpe_status status = format_open(call_file(call, "file", path, sizeof path), &reading,
					     &file, &call->err);

	if (status)
		return call_blame(call, "file", status);
	status = format_has_net(file.tensors) ? model_args_read(call, &file, &model) : no_net(call);
	if (!status)
		status = call_blame(call, "file", take_samples(call, &file, &own));
	if (!status)
		status = take(call, model, own);
	shared_release(own);
	model_free(model);
	format_close(&file);
	return status;
}

const struct command cmd_import = {
	VERB("import", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES,
	     run_import),
	LARGE(LARGE_NET "export /tmp/fpe-large.safetensors\nimport /tmp/fpe-large.safetensors"),
	.samples = read_samples,
	.help = "Read a net that somebody saved, its samples or both, as a new root arm.",
	.details =
		"A file that is not in the current folder is looked for beside the script. "
		"Tasks of files bring inputs to mean 0 and sd 1: a net that was trained on them as they are has its own accuracy with standardise=none in `task`. " MODEL_DETAILS,
	.more = format_help,
	.example = "import tests/golden/binary_split.safetensors",
	.more_examples =
		"import tests/golden/models/two_stacks.safetensors map=fc1:head.0,fc2:head.2",
	.fields = import_fields,
	.args = { NEED("file", FILE, "the file", .reads = ".safetensors|.npz|.npy"),
		  ARG("as", NAME, "name of the arm",
		      .fallback = "that of the arm which was exported, else dense"),
		  MODEL_ARGS },
};
