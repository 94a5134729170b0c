/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model_args.c - the layers of a file, asked for and told of. */
#include "cmd/command/model_args.h"

#include <stdlib.h>

#include "io/textbuf.h"

const char *model_args_activation(int i)
{
	return i < FPE_ACTIVATIONS ? fpe_activation_info[i].name : NULL;
}

static void note_rounded(struct session *s, const struct model *m)
{
	struct textbuf names = { 0 };
	char *text;

	for (int i = 0; i < m->net->layers; i++) {
		if (m->layer[i].module->weight->type == TENSOR_F64)
			textbuf_printf(&names, "%s%s", names.size ? ", " : "",
				       m->layer[i].module->weight->name);
	}
	if (!names.size)
		return;
	text = textbuf_take(&names);
	session_note(s, "doubles, rounded to the nearest float: %.300s", text ? text : "");
	free(text);
}

static void note_left(struct session *s, const struct model *m)
{
	const struct module *skipped = model_skipped(m);
	struct textbuf all = { 0 };
	char *text;

	for (int kind = 0; kind < MODULE_KINDS; kind++) {
		int count;
		char *names = model_left(m, (enum module_kind)kind, &count);

		if (count)
			textbuf_printf(&all, "%s%s (%s)", all.size ? "; " : "",
				       module_kind_info[kind].name, names ? names : "");
		free(names);
	}
	text = all.size ? textbuf_take(&all) : NULL;
	if (text)
		session_note(s, "left alone: %.900s", text);
	free(text);
	if (skipped)
		session_note(
			s,
			"by its name or size %.80s stands between layers of the net: without it the net answers otherwise than the model that was saved",
			skipped->name);
}

/* What was done to the file's numbers, and what stayed behind. */
static void note_all(struct session *s, const struct model *m)
{
	for (int i = 0; i < m->net->layers; i++) {
		if (m->layer[i].dropped)
			session_note(s, "%.80s: %zu weight%s outside of its mask %s dropped",
				     m->layer[i].module->name, m->layer[i].dropped,
				     m->layer[i].dropped == 1 ? "" : "s",
				     m->layer[i].dropped == 1 ? "is" : "are");
	}
	note_rounded(s, m);
	note_left(s, m);
}

enum fpe_status model_args_read(struct call *call, const struct format_file *file,
				struct model **out)
{
	enum fpe_activation activation = FPE_RELU;
	struct model_request request = { .map = call_text(call, "map") };
	enum fpe_status status;

	if (call_given(call, "activation")) {
		activation = (enum fpe_activation)call_value(call, "activation")->choice;
		request.activation = &activation;
	}
	status = model_read(file->tensors, &request, out, &call->err);
	if (status == FPE_OK) {
		note_all(call->session, *out);
		return FPE_OK;
	}
	if (status == FPE_ESTATE) {
		model_report_stacks(*out, call->report);
		call->shows = true;
		model_free(*out);
		*out = NULL;
	}
	return call_blame(call, status == FPE_EPARSE || status == FPE_ENAME ? "map" : "file",
			  status);
}
