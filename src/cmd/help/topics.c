/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * topics.c - help topics that are no commands: metrics, panels, the language.
 *
 * Alone in its file: a test that links its own help_sources replaces it.
 */
#include "cmd/language/functions.h"
#include "cmd/help/help.h"
#include "fpe/metric.h"
#include "fpe/split.h"
#include "view/figure/panel.h"

static bool metric_item(int i, struct help_item *out)
{
	if (i >= FPE_METRIC_COUNT)
		return false;
	*out = (struct help_item){ fpe_metric_info[i].name, fpe_metric_info[i].help, NULL };
	return true;
}

static const struct help_source metrics = {
	.name = "metrics",
	.title = "What is measured; in expressions each is a function of an arm.",
	.functions = true,
	.item = metric_item,
};

static bool function_item(int i, struct help_item *out)
{
	if (!functions[i].name)
		return false;
	*out = (struct help_item){ functions[i].name, functions[i].help, NULL };
	return true;
}

static const struct help_source functions_source = {
	.name = "functions",
	.title = "What expressions can call beside metrics.",
	.functions = true,
	.item = function_item,
};

static bool split_item(int i, struct help_item *out)
{
	if (!fpe_split_kinds[i])
		return false;
	*out = (struct help_item){ fpe_split_kinds[i]->name, fpe_split_kinds[i]->help, NULL };
	return true;
}

static const struct help_source splits = {
	.name = "splits",
	.title = "Ways to split: which child an input goes to.",
	.item = split_item,
};

static bool panel_item(int i, struct help_item *out)
{
	if (!panel_table[i])
		return false;
	*out = (struct help_item){ panel_table[i]->name, panel_table[i]->help,
				   panel_table[i]->explain };
	return true;
}

static const struct help_source panels = {
	.name = "panels",
	.title = "Figures for show and plot.",
	.item = panel_item,
};

static const struct help_item language[] = {
	{ "line", "one command a line: verb, positional arguments, key=value arguments",
	  "# starts a comment. A \\ at the end of a line goes on in the next one. "
	  "'...' takes a text as it stands; in \"...\" \\\" is a quote, \\\\ a backslash, \\n a new line. "
	  "The first line may be `fpe 1`, the version of the language." },
	{ "list", "2,4,8 is a list, 2..16 and 0..0.3:0.05 are ranges",
	  "Ranges hold both ends. `..` binds before the comma: 2..4,8 is 2,3,4,8. "
	  "Widths of layers are written 512x256." },
	{ "expression", "or, and, not, == != < <= > >=, + -, * /, calls, numbers, names",
	  "Every metric is a function of an arm: accuracy(clause) > accuracy(dense) + 0.05. "
	  "abs, sqrt, round, min and max take numbers. "
	  "A value that does not exist is null: arithmetic with it is null, a comparison with it is false." },
};

static bool language_item(int i, struct help_item *out)
{
	if (i >= (int)(sizeof language / sizeof *language))
		return false;
	*out = language[i];
	return true;
}

static const struct help_source languages = {
	.name = "language",
	.title = "How lines are written.",
	.item = language_item,
};

const struct help_source *const help_sources[] = {
	&languages, &metrics, &functions_source, &splits, &panels, NULL,
};
