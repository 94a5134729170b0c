/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * topics.c - help topics that are no commands: metrics, panels, the language.
 *
 * Alone in its file: a test that links its own help_sources replaces it.
 */
#include "cmd/language/functions.h"
#include "cmd/help/glossary.h"
#include "cmd/help/help.h"
#include "fpe/metric.h"
#include "fpe/split.h"
#include "view/figure/panel.h"

static bool put(struct help_item *out, const char *name, const char *help, const char *text)
{
	*out = (struct help_item){ name, help, text };
	return true;
}

static bool metric_item(int i, struct help_item *out)
{
	return i < FPE_METRIC_COUNT &&
	       put(out, fpe_metric_info[i].name, fpe_metric_info[i].help, NULL);
}

static void metric_more(int i, json_t *row)
{
	json_object_set_new(row, "digits", json_integer(fpe_metric_info[i].digits));
	json_object_set_new(row, "asked", json_boolean(i >= FPE_METRIC_ASKED));
}

static const struct help_source metrics = {
	.name = "metrics",
	.title = "What is measured; in expressions each is a function of an arm.",
	.functions = true,
	.item = metric_item,
	.more = metric_more,
};

static bool function_item(int i, struct help_item *out)
{
	return functions[i].name && put(out, functions[i].name, functions[i].help, NULL);
}

static const struct help_source functions_source = {
	.name = "functions",
	.title = "What expressions can call beside metrics.",
	.functions = true,
	.item = function_item,
};

static bool split_item(int i, struct help_item *out)
{
	return fpe_split_kinds[i] &&
	       put(out, fpe_split_kinds[i]->name, fpe_split_kinds[i]->help, NULL);
}

static void split_more(int i, json_t *row)
{
	json_object_set_new(row, "needs_clauses", json_boolean(fpe_split_kinds[i]->needs_clauses));
	json_object_set_new(row, "needs_groups", json_boolean(fpe_split_kinds[i]->needs_groups));
	json_object_set_new(row, "needs_partition",
			    json_boolean(fpe_split_kinds[i]->needs_partition));
	json_object_set_new(row, "by_hand", json_boolean(fpe_split_kinds[i]->by_hand));
}

static const struct help_source splits = {
	.name = "splits",
	.title = "Ways to split: which child an input goes to.",
	.item = split_item,
	.more = split_more,
};

static bool panel_item(int i, struct help_item *out)
{
	return panel_table[i] &&
	       put(out, panel_table[i]->name, panel_table[i]->help, panel_table[i]->explain);
}

static json_t *takes_of(const struct panel *panel)
{
	json_t *out = json_array();

	for (const struct panel_use *use = panel_uses; use->name; use++) {
		if (panel->takes & use->takes)
			json_array_append_new(out, json_string(use->name));
	}
	return out;
}

static json_t *keys_of(const struct panel *panel)
{
	json_t *out = json_array();

	for (const struct panel_key *key = panel->keys; key && key->name; key++)
		json_array_append_new(out, json_pack("{s:s, s:s}", "name", key->name, "help",
						     key->help));
	return out;
}

static void panel_more(int i, json_t *row)
{
	const struct panel *p = panel_table[i];

	json_object_set_new(row, "takes", takes_of(p));
	json_object_set_new(row, "keys", keys_of(p));
	json_object_set_new(row, "numbers", json_boolean(p->numbers != NULL));
	json_object_set_new(row, "study", json_boolean(p->study));
}

static const struct help_source panels = {
	.name = "panels",
	.title = "Figures for show and plot.",
	.item = panel_item,
	.more = panel_more,
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
	&languages, &metrics, &functions_source, &splits, &panels, &glossary, NULL,
};
