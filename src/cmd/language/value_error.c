/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * value_error.c - what an argument allows, said in errors and in help.
 *
 * Owns nothing.
 */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/language/meaning.h"
#include "cmd/language/nearest.h"
#include "cmd/language/number.h"
#include "cmd/language/value_item.h"
#include "fpe/limits.h"

enum { NUMBER = 1, WHOLE = 2 | NUMBER, LIST = 4, BY_X = 8 };

/* What a type is called in `help tables`, in a usage line and, if it has neither
   bounds nor choices, in an error. */
static const struct {
	const char *name, *placeholder, *text;
	unsigned is; /* bits of the above */
} types[] = {
	[ARG_INT] = { "integer", "N", "a whole number", WHOLE },
	[ARG_REAL] = { "real", "X", "a number", NUMBER },
	[ARG_SEED] = { "seed", "N", "a whole number from 0 to 18446744073709551615", 0 },
	[ARG_FLAG] = { "flag", "yes|no", "yes or no", 0 },
	[ARG_CHOICE] = { "choice", "NAME", "a name", 0 },
	[ARG_CHOICES] = { "choices", "A,B", "a list as a,b", LIST },
	[ARG_INTS] = { "integers", "LIST", "a list or range of whole numbers", WHOLE | LIST },
	[ARG_REALS] = { "reals", "LIST", "a list or range of numbers", NUMBER | LIST },
	[ARG_COUNT] = { "count", "N", "a whole number", WHOLE },
	[ARG_LAYERS] = { "widths", "AxB", "widths as 512x256", WHOLE | BY_X },
	[ARG_SHAPE] = { "shape", "RxC", "a shape as 28x28", WHOLE | BY_X },
	[ARG_LAYER] = { "layer", "LAYER", "a layer", WHOLE },
	[ARG_NAME] = { "name", "NAME", "a letter followed by letters, digits or _", 0 },
	[ARG_ARM] = { "arm", "ARM", "the name of an arm", 0 },
	[ARG_ARMS] = { "arms", "ARM,ARM", "names of arms as a,b", LIST },
	[ARG_ARM_EPOCH] = { "arm_epoch", "ARM[@EPOCH]", "an arm, or ARM@EPOCH", 0 },
	[ARG_EPOCH] = { "epoch", "[ARM@]EPOCH", "an epoch", WHOLE },
	[ARG_FILE] = { "file", "FILE", "a file", 0 },
	[ARG_TEXT] = { "text", "TEXT", "a text", 0 },
	[ARG_LINES] = { "lines", "LINES", "lines of commands", 0 },
	[ARG_FORMULA] = { "formula", "FORMULA", "a formula", 0 },
	[ARG_EXPRESSION] = { "expression", "EXPR", "an expression", 0 },
	[ARG_COMMAND] = { "topic", "TOPIC", "a command or help topic", 0 },
};

const char *value_type(const struct arg *arg)
{
	return types[arg->type].name;
}

const char *value_placeholder(const struct arg *arg)
{
	return types[arg->type].placeholder;
}

bool value_is_list(const struct arg *arg)
{
	return types[arg->type].is & LIST;
}

bool value_is_by_x(const struct arg *arg)
{
	return types[arg->type].is & BY_X;
}

bool value_is_whole(const struct arg *arg)
{
	return (types[arg->type].is & WHOLE) == WHOLE;
}

static bool is_number(const struct arg *arg)
{
	return types[arg->type].is & NUMBER;
}

void value_limits(const struct arg *arg, double *min, double *max)
{
	bool own = arg->min < arg->max;

	*min = own ? arg->min : -INFINITY;
	*max = own ? arg->max : INFINITY;
	if (!own && (arg->type == ARG_LAYER || arg->type == ARG_LAYERS)) {
		*min = 1;
		*max = arg->type == ARG_LAYER ? FPE_MAX_LAYERS : FPE_MAX_NEURONS;
	}
}

const char *value_choice(const struct arg *arg, int i, char buffer[64])
{
	const char *at = arg->choices;
	int skipped = 0;

	while (at) {
		size_t n = strcspn(at, "|");

		if (skipped++ == i) {
			snprintf(buffer, 64, "%.*s", (int)n, at);
			return buffer;
		}
		at = at[n] ? at + n + 1 : NULL;
	}
	return arg->choice ? arg->choice(i - skipped) : NULL;
}

const char *value_shown(const char *text, int size, char buffer[VALUE_SHOWN + 4])
{
	int n = size < VALUE_SHOWN ? size : VALUE_SHOWN;

	while (n < size && n > 0 && (text[n] & 0xc0) == 0x80)
		n--;
	snprintf(buffer, VALUE_SHOWN + 4, "%.*s%s", n, text, n < size ? "…" : "");
	for (char *c = buffer; *c; c++) {
		if (*c == '\n')
			*c = ' ';
	}
	return buffer;
}

static int add_choices(const struct arg *arg, struct textbuf *out)
{
	char buffer[64], following[64];
	/* Every command there is would be no help. */
	const char *name = arg->type == ARG_COMMAND ? NULL : value_choice(arg, 0, buffer);
	int n = 0;

	for (; name; n++) {
		const char *next = value_choice(arg, n + 1, following);

		textbuf_puts(out, n == 0 ? "" : next || is_number(arg) ? ", " : " or ");
		textbuf_puts(out, name);
		name = next ? strcpy(buffer, next) : NULL;
	}
	return n;
}

static void add_bounds(const struct arg *arg, struct textbuf *out)
{
	char low[NUMBER_TEXT], high[NUMBER_TEXT];
	double min, max;

	value_limits(arg, &min, &max);
	number_text(min, low);
	number_text(max, high);
	if (isinf(min) && isinf(max))
		textbuf_puts(out, types[arg->type].text);
	else if (isinf(max))
		textbuf_printf(out, "%s or more", low);
	else if (isinf(min))
		textbuf_printf(out, "at most %s", high);
	else
		textbuf_printf(out, "%s to %s", low, high);
	if (arg->unit)
		textbuf_printf(out, " %s", arg->unit);
}

void value_allowed(const struct arg *arg, struct textbuf *out)
{
	int choices = add_choices(arg, out);

	if (is_number(arg)) {
		textbuf_puts(out, choices ? " or " : "");
		add_bounds(arg, out);
	} else if (!choices) {
		textbuf_puts(out, types[arg->type].text);
	}
}

static void add_nearest(const struct value_item *item, struct textbuf *out)
{
	struct nearest nearest;
	char buffer[64], best[64] = "";
	const char *name;

	nearest_begin(&nearest, item->text);
	for (int i = 0; (name = value_choice(item->arg, i, buffer)); i++) {
		nearest.best = NULL;
		nearest_offer(&nearest, name);
		if (nearest.best)
			snprintf(best, sizeof best, "%s", name);
	}
	if (item->arg->type == ARG_COMMAND && meaning_of(item->text))
		snprintf(best, sizeof best, "%s", meaning_of(item->text));
	if (*best)
		textbuf_printf(out, "; did you mean %s?", best);
}

enum fpe_status value_refuse(const struct value_item *item, int at, const char *why,
			     struct fpe_error *err)
{
	const struct arg *arg = item->arg;
	char shown[VALUE_SHOWN + 4];
	struct textbuf text = { 0 };
	char *message;

	textbuf_printf(&text, "%s%c%s: ", arg->name, arg->positional ? ' ' : '=',
		       value_shown(item->text, (int)strlen(item->text), shown));
	if (why)
		textbuf_printf(&text, "%s; ", why);
	value_allowed(arg, &text);
	textbuf_puts(&text, is_number(arg) && arg->unit ? " are allowed" : " is allowed");
	if (why && value_is_by_x(arg))
		textbuf_printf(&text, ", %s", types[arg->type].text);
	if (!why)
		add_nearest(item, &text);
	message = textbuf_take(&text);
	if (!message)
		return fpe_no_memory(err);
	fpe_fail_at(err, FPE_EPARSE, item->at + at, "%s", message);
	free(message);
	return FPE_EPARSE;
}

enum fpe_status value_bounds(const struct value_item *item, double number, int at,
			     struct fpe_error *err)
{
	double min, max;

	value_limits(item->arg, &min, &max);
	if (value_is_whole(item->arg)) {
		if (number != floor(number))
			return value_refuse(item, at, "not a whole number", err);
		/* Whole numbers are handed on as int. */
		min = fmax(min, INT_MIN);
		max = fmin(max, INT_MAX);
	}
	if (number < min || number > max)
		return value_refuse(item, at, NULL, err);
	return FPE_OK;
}
