/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_generate.c - `generate`: text that an arm writes. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "fpe/generate.h"

#define MOST 100000 /* characters */

static const struct column generate_fields[] = {
	FIELD("arm", "text", "name"),
	FIELD("epoch", "integer", "whole epochs, counted from the root"),
	FIELD("temperature", "number", "logits were divided by it"),
	FIELD("text", "text", "what it wrote"),
	{ 0 },
};

/* Characters of start=, as numbers: [*count], owned. */
static enum fpe_status read_start(struct call *call, const struct fpe_alphabet *a, int32_t **out,
				  int *count)
{
	const char *text = call_text(call, "start");
	size_t size = text ? strlen(text) : 0;

	*count = 0;
	*out = malloc((size + 1) * sizeof **out);
	if (!*out)
		return fpe_no_memory(&call->err);
	for (size_t i = 0; i < size;) {
		uint32_t ch;
		int n = utf8_read(text + i, size - i, &ch);
		int found = n ? fpe_alphabet_find(a, ch) : -1;

		if (found < 0)
			return call_fail(call, "start", FPE_ENAME, "the text has no character %.*s",
					 n ? n : 1, text + i);
		(*out)[(*count)++] = found;
		i += (size_t)n;
	}
	return FPE_OK;
}

/* As a terminal may get it: what cannot be seen is named, but for a line's end. */
static char *shown(const struct fpe_alphabet *a, const int32_t *text, int count)
{
	struct textbuf out = { 0 };

	for (int i = 0; i < count; i++) {
		char name[FPE_CHARACTER_NAME];
		uint32_t code = a->code[text[i]];

		if (code == ' ' || code == '\n')
			textbuf_puts(&out, code == ' ' ? " " : "\n");
		else
			textbuf_puts(&out, fpe_alphabet_name(a, text[i], name));
	}
	return textbuf_take(&out);
}

static enum fpe_status report_text_of(struct call *call, const struct arm *arm,
				      const struct fpe_generate_options *options)
{
	const struct fpe_alphabet *a = call->session->task->alphabet;
	int32_t *out = malloc((size_t)options->count * sizeof *out);
	enum fpe_status status = FPE_OK;
	char *text = NULL;

	if (!out)
		return fpe_no_memory(&call->err);
	status = fpe_generate(arm->net, a, options, out, NULL, &call->err);
	if (!status) {
		text = shown(a, out, options->count);
		status = text ? FPE_OK : fpe_no_memory(&call->err);
	}
	if (!status) {
		column_report(call->report, DATUM(arm->name), DATUM(arm->epoch),
			      DATUM(options->temperature), DATUM(text));
		report_text(call->report, "%s\n", text);
	}
	free(text);
	free(out);
	return status;
}

static enum fpe_status run_generate(struct call *call)
{
	struct session *s = call->session;
	struct fpe_generate_options options = { .seed = s->seed, .watch = session_watch(s) };
	struct arm *arm;
	int32_t *start = NULL;
	enum fpe_status status;

	if (!s->task || !s->task->alphabet)
		return call_fail(
			call, NULL, FPE_ESTATE,
			"an arm writes what it learnt of a text: give `task text FILE` first");
	status = call_need_arm(call, &arm);
	if (!status)
		status = read_start(call, s->task->alphabet, &start, &options.starts);
	if (!status) {
		options.count = (int)call_number(call, "characters", 0);
		options.temperature = call_number(call, "temperature", 1);
		options.start = start;
		status = report_text_of(call, arm, &options);
	}
	free(start);
	return status;
}

const struct command cmd_generate = {
	VERB("generate", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_ASIDE, run_generate),
	.help = "Text that an arm writes, one character after the other.",
	.details =
		"Each character is drawn by the share that the net gives it after those before; a stream of its own, so the same arm and seed write the same. "
		"A low temperature keeps to the likeliest characters, 0 takes the likeliest always.",
	EXAMPLE_AFTER("task text tests/golden/rhyme.txt", "generate 60"),
	.more_examples = "generate 40 temperature=0.5 start=\"The \"",
	LARGE("task text tests/golden/rhyme.txt\nnet hidden={64|4096}\ngenerate {5000|100000}"),
	.fields = generate_fields,
	.args = { NEED("characters", INT, "how many to write", .min = 1, .max = MOST),
		  ARG("temperature", REAL, "logits are divided by it", .min = 0, .max = 100,
		      .fallback = "1"),
		  ARG("start", TEXT, "what goes before"), CALL_ARM("the arm") },
};
