/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_task_text.c - `task text`: the next character of a text. */
#include "cmd/command/sample_args.h"

#include "io/text_samples.h"

static enum fpe_status read_text(const struct line *line, const struct reading *reading,
				 struct sample_set *out, struct fpe_error *err)
{
	const struct value *context = line_value(line, "context");
	const struct value *characters = line_value(line, "characters");
	struct text_options options = {
		.context = context->given ? (int)context->number : 8,
		.by_lines = line_value(line, "order")->choice == 1,
		.characters = characters->given ? (int)characters->number : 0,
	};

	return text_samples_read(line_value(line, "file")->text, &options, reading, out, err);
}

const struct command cmd_task_text = {
	VERB("task", SAMPLE_FLAGS, task_samples),
	.samples = read_text,
	.word = "text",
	.help = "The next character of a text, from the last ones.",
	.details =
		"Characters are code points of UTF-8, one-hot: an input for each at each place looked back at. The last part of the text is held out. "
		"order=lines is for lists of words: every line begins anew, and whole lines are held out, drawn anew by each seed. A new task ends the arms.",
	.example = "task text tests/golden/rhyme.txt context=4",
	.more_examples = "task text /usr/share/dict/words order=lines characters=200000",
	.args = { NEED("file", FILE, "the text"),
		  ARG("context", INT, "characters looked back at", .min = 1, .max = 1024,
		      .fallback = "8"),
		  ARG("order", CHOICE, "of its lines: as in the file, or none",
		      .choices = "file|lines", .fallback = "file"),
		  ARG("characters", INT,
		      "take so many: the first ones, or lines drawn by a seed of their own",
		      .min = 2, .max = FPE_MAX_SAMPLES, .fallback = "all"),
		  SAMPLE_HOLDOUT("0.1") },
};
