/* SPDX-License-Identifier: GPL-3.0-or-later */
/* panel_args.c - which figure: panel, arm, what of, layer. */
#include "cmd/panel_args.h"

#include <string.h>

static const char *const of_names[] = { "neurons", "inputs", "clauses" };
#define OFS ((int)(sizeof of_names / sizeof *of_names))

const char *panel_choice(int i)
{
	return i < panel_count() ? panel_table[i]->name : NULL;
}

const char *panel_of_choice(int i)
{
	if (i < OFS)
		return of_names[i];
	return i - OFS < FPE_METRIC_COUNT ? fpe_metric_info[i - OFS].name : NULL;
}

static enum fpe_status read_arms(struct call *call, struct panel_options *out)
{
	const struct value *names = call_value(call, "arm");
	const struct session *s = call->session;

	if (names->count > 2)
		return call_fail(call, "arm", FPE_ERANGE, "arm: one or two arms");
	for (int i = 0; i < names->count; i++) {
		struct arm *arm;

		if (session_find(s, names->texts[i], &arm, &call->err)) {
			call->err_column = names->column;
			return call->err.code;
		}
		for (int a = 0; a < s->arms; a++) {
			if (s->arm[a] == arm)
				out->arm[i] = a;
		}
	}
	return FPE_OK;
}

enum fpe_status panel_args(struct call *call, const char *panel,
			       struct panel_options *out)
{
	const struct value *of = call_value(call, "of");
	bool curves = strcmp(panel, "curves") == 0;

	*out = panel_defaults;
	out->layer = (int)call_number(call, "layer", 1) - 1;
	if (of->given && curves != (of->choice >= OFS))
		return call_fail(call, "of", FPE_ERANGE,
				 curves ? "of: curves are of a metric: test_accuracy, test_loss, …"
					: "of: neurons, inputs or clauses");
	if (of->given && curves)
		out->metric = of->choice - OFS;
	else if (of->given)
		out->of = of->choice;
	return read_arms(call, out);
}
