/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.h - a small command table and help topics for the tests of src/cmd.
 *
 * Included once by a test program, it replaces the program's own tables: the
 * linker takes these and leaves those in the library.
 */
#ifndef TEST_CMD_TABLE_H
#define TEST_CMD_TABLE_H

#include <math.h>

#include "cmd/language/command.h"
#include "cmd/help/help.h"
#include "cmd/report/column.h"

static const struct command task_dnf = {
	.verb = "task",
	.word = "dnf",
	.help = "An OR of random clauses.",
	.args = { { .name = "clauses",
		    .type = ARG_INT,
		    .min = 1,
		    .max = 4096,
		    .fallback = "8",
		    .unit = "clauses" },
		  { .name = "negate", .type = ARG_FLAG, .fallback = "yes" },
		  { .name = "seed", .type = ARG_SEED } },
};
static const struct command task_formula = {
	.verb = "task",
	.word = "formula",
	.help = "A formula of your own.",
	.args = { { .name = "FORMULA",
		    .type = ARG_FORMULA,
		    .positional = true,
		    .required = true } },
};
static const struct command task_show = {
	.verb = "task",
	.help = "Show the task.",
};
static const struct column split_fields[] = {
	FIELD("arms[].nnz", "integer", "mask entries set"),
	FIELD("arms[].test_accuracy", "number or null", "share classified right"),
	{ 0 },
};
static const struct command split = {
	.verb = "split",
	.flags = COMMAND_REPORT,
	.help = "Split every hidden neuron into children.",
	.details =
		"The children share the parent's inputs.\n\n.Not a request: a \\ and a - are kept.",
	.example = "split by=clause alpha=2",
	.args = { { .name = "by",
		    .type = ARG_CHOICE,
		    .required = true,
		    .choices = "random|clause|gram|magnitude|manual",
		    .help = "how inputs are shared out" },
		  { .name = "alpha",
		    .type = ARG_INT,
		    .min = 2,
		    .max = 64,
		    .fallback = "2",
		    .unit = "children",
		    .help = "children of each neuron" },
		  { .name = "layer", .type = ARG_LAYER, .choices = "all", .fallback = "1" },
		  { .name = "from", .type = ARG_ARM_EPOCH },
		  { .name = "as", .type = ARG_NAME },
		  { .name = "share", .type = ARG_REAL, .min = 0, .max = 1, .fallback = "0" } },
	.fields = split_fields,
};
static const struct command train = {
	.verb = "train",
	.flags = COMMAND_LONG,
	.help = "Train the arms.",
	.example = "train 5",
	.args = { { .name = "EPOCHS",
		    .type = ARG_INT,
		    .positional = true,
		    .min = 1,
		    .max = 1000000,
		    .unit = "epochs" },
		  { .name = "until", .type = ARG_INT, .min = 0, .max = 1000000, .unit = "epochs" },
		  { .name = "arm", .type = ARG_ARMS } },
};
static const struct command set = {
	.verb = "set",
	.help = "Settings of the training.",
	.args = { { .name = "batch",
		    .type = ARG_COUNT,
		    .min = 1,
		    .max = 1e7,
		    .choices = "full",
		    .unit = "samples" },
		  { .name = "lr", .type = ARG_REAL, .min = 0, .max = INFINITY },
		  { .name = "hidden", .type = ARG_LAYERS } },
};
static const char *panel_name(int i)
{
	static const char *const names[] = { "assignment", "capacity", "curves", NULL };

	return names[i];
}
static const struct command sweep = {
	.verb = "sweep",
	.help = "Repeat over a grid.",
	.args = { { .name = "alpha", .type = ARG_INTS, .min = 2, .max = 64, .unit = "children" },
		  { .name = "flip", .type = ARG_REALS, .min = 0, .max = 1 },
		  { .name = "controls", .type = ARG_CHOICES, .choices = "wide|sparse" },
		  { .name = "RUNS", .type = ARG_FILE, .positional = true, .required = true },
		  { .name = "where", .type = ARG_EXPRESSION } },
};
static const char *plot_ending(int i)
{
	static const char *const endings[] = { ".svg", ".png", NULL };

	return endings[i];
}

static const struct command plot = {
	.verb = "plot",
	.help = "Draw a panel.",
	.args = { { .name = "PANEL",
		    .type = ARG_CHOICE,
		    .positional = true,
		    .required = true,
		    .choice = panel_name },
		  { .name = "FILE", .type = ARG_FILE, .positional = true, .choice = plot_ending },
		  { .name = "arm", .type = ARG_ARM } },
};
static const struct command merge = {
	.verb = "merge",
	.help = "Join run stores.",
	.args = { { .name = "OUT", .type = ARG_FILE, .positional = true, .required = true },
		  { .name = "IN",
		    .type = ARG_FILE,
		    .positional = true,
		    .required = true,
		    .repeat = true } },
};
static const struct command say = {
	.verb = "say",
	.help = "Show a text.",
	.args = { { .name = "TEXT", .type = ARG_TEXT, .positional = true, .required = true } },
};
static const struct command print = {
	.verb = "print",
	.help = "Print a value.",
	.args = { { .name = "EXPR",
		    .type = ARG_EXPRESSION,
		    .positional = true,
		    .required = true } },
};
static const struct command check = {
	.verb = "assert",
	.help = "Stop unless a condition holds.",
	.args = { { .name = "EXPR", .type = ARG_EXPRESSION, .positional = true, .required = true },
		  { .name = "MESSAGE", .type = ARG_TEXT, .positional = true } },
};
static const struct command expect = {
	.verb = "expect",
	.help = "Wait for a deed.",
	.args = { { .name = "EXPR", .type = ARG_EXPRESSION, .positional = true, .required = true },
		  { .name = "HINT", .type = ARG_TEXT, .positional = true },
		  { .name = "solution", .type = ARG_LINES } },
};
static const struct command help = {
	.verb = "help",
	.help = "Explain a command or topic.",
	.args = { { .name = "TOPIC",
		    .type = ARG_COMMAND,
		    .positional = true,
		    .choice = help_name } },
};
static const struct command quit = { .verb = "quit", .help = "Leave." };

const struct command *const command_table[] = {
	&task_dnf, &task_formula, &task_show, &split,  &train, &set,  &sweep,	    &plot, &merge,
	&say,	   &print,	  &check,     &expect, &help,  &quit, &cmd_include, NULL,
};

static bool metric_item(int i, struct help_item *out)
{
	static const struct help_item items[] = {
		{ "accuracy", "share classified right", NULL },
		{ "capacity", "how much an input has to itself",
		  "At most 1.\n\nA zero column counts 0." },
	};

	if (i >= 2)
		return false;
	*out = items[i];
	return true;
}
static const struct help_source metrics = { "metrics", "What is measured.", true, metric_item,
					    NULL };

static bool panel_item(int i, struct help_item *out)
{
	if (!panel_name(i))
		return false;
	*out = (struct help_item){ panel_name(i), "a figure", NULL };
	return true;
}
static const struct help_source panels = { "panels", "Figures.", false, panel_item, NULL };

const struct help_source *const help_sources[] = { &metrics, &panels, NULL };

#endif
