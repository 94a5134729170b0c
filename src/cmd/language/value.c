/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * value.c - the text of one argument to a typed value.
 *
 * Owns what it puts into a value until value_clear. Lists are in value_list.c, one
 * number, choice or name in value_item.c, the sentences of errors in value_error.c.
 */
#include "cmd/language/value.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/language/expr.h"
#include "cmd/language/lex.h"
#include "cmd/language/number.h"
#include "cmd/language/value_item.h"
#include "fpe/formula.h"
#include "fpe/limits.h"
#include "io/textbuf.h"

static enum fpe_status seed_value(const struct value_item *item, struct value *out,
				  struct fpe_error *err)
{
	size_t n = strspn(item->text, "0123456789");

	errno = 0;
	if (n == 0 || item->text[n])
		return value_refuse(item, (int)n, "not a whole number", err);
	out->seed = strtoull(item->text, NULL, 10);
	if (errno)
		return value_refuse(item, 0, NULL, err);
	out->number = (double)out->seed;
	return FPE_OK;
}

static enum fpe_status flag_value(const struct value_item *item, struct value *out,
				  struct fpe_error *err)
{
	out->number = strcmp(item->text, "yes") == 0;
	if (out->number == 0 && strcmp(item->text, "no") != 0)
		return value_refuse(item, 0, NULL, err);
	return FPE_OK;
}

static enum fpe_status count_value(const struct value_item *item, struct value *out,
				   struct fpe_error *err)
{
	int n = number_scan(item->text, 1, &out->number);

	if (n && !item->text[n]) {
		out->choice = -1;
		return value_bounds(item, out->number, 0, err);
	}
	return value_choose(item, &out->choice, err);
}

static enum fpe_status layer_value(const struct value_item *item, struct value *out,
				   struct fpe_error *err)
{
	struct value_item number = *item;

	if (item->arg->choices && strcmp(item->text, "all") == 0) {
		out->number = -1;
		return FPE_OK;
	}
	if (strncmp(item->text, "fc", 2) == 0)
		number.text += 2;
	if (number_scan(number.text, 0, &out->number) == 0)
		return value_refuse(item, 0, NULL, err);
	if (value_number(&number, &out->number, NULL))
		return value_refuse(item, 0, NULL, err);
	return FPE_OK;
}

static enum fpe_status arm_epoch_value(const struct value_item *item, struct value *out,
				       struct fpe_error *err)
{
	char *sign = strchr(out->text, '@');
	struct value_item arm = { item->arg, out->text, item->at };
	double epoch;
	int n;

	out->epoch = -1;
	if (!sign)
		return value_name(&arm, err);
	n = number_scan(sign + 1, 0, &epoch);
	if (n == 0 || sign[1 + n] || epoch != floor(epoch) || epoch > FPE_MAX_EPOCHS)
		return value_refuse(item, (int)(sign + 1 - out->text), "not an epoch", err);
	out->epoch = (int)epoch;
	*sign = '\0';
	return value_name(&arm, err);
}

/* An epoch; or, as from= has it, with its arm before it. */
static enum fpe_status epoch_value(const struct value_item *item, struct value *out,
				   struct fpe_error *err)
{
	const char *sign = strchr(item->text, '@');
	int arm = sign ? (int)(sign - item->text) : 0, at = arm + 1, n;

	out->text[arm] = '\0';
	if (!sign)
		return value_number(item, &out->number, err);
	if (arm == 0 || lex_identifier(item->text) != arm)
		return value_refuse(item, 0, "not the name of an arm", err);
	n = number_scan(sign + 1, 1, &out->number);
	if (n == 0 || sign[1 + n])
		return value_refuse(item, at + n, "not an epoch", err);
	return value_bounds(item, out->number, at, err);
}

static enum fpe_status formula_value(const struct value_item *item, struct fpe_error *err)
{
	struct fpe_formula *formula;
	enum fpe_status status = fpe_formula_parse(item->text, &formula, err);

	fpe_formula_free(formula);
	return status;
}

static enum fpe_status expression_value(const struct value_item *item, struct fpe_error *err)
{
	struct expr *expr;
	enum fpe_status status = expr_parse(item->text, &expr, err);

	expr_free(expr);
	return status;
}

/* The types whose value is one thing; text was kept already. */
static enum fpe_status single(const struct value_item *item, struct value *out,
			      struct fpe_error *err)
{
	switch (item->arg->type) {
	case ARG_INT:
	case ARG_REAL:
		return value_number(item, &out->number, err);
	case ARG_SEED:
		return seed_value(item, out, err);
	case ARG_FLAG:
		return flag_value(item, out, err);
	case ARG_CHOICE:
	case ARG_COMMAND:
		return value_choose(item, &out->choice, err);
	case ARG_COUNT:
		return count_value(item, out, err);
	case ARG_LAYER:
		return layer_value(item, out, err);
	case ARG_NAME:
	case ARG_ARM:
		return value_name(item, err);
	case ARG_ARM_EPOCH:
		return arm_epoch_value(item, out, err);
	case ARG_EPOCH:
		return epoch_value(item, out, err);
	case ARG_FORMULA:
		return formula_value(item, err);
	case ARG_EXPRESSION:
		return expression_value(item, err);
	default:
		return FPE_OK;
	}
}

char *value_file(const char *text)
{
	const char *home = text[0] == '~' && (text[1] == '/' || !text[1]) ? getenv("HOME") : NULL;

	if (!home || !*home)
		return strdup(text);
	return textbuf_text("%s%s", home, text + 1);
}

static enum fpe_status parse_one(const struct arg *arg, const char *text, struct value *out,
				 struct fpe_error *err)
{
	struct value_item item = { arg, text, 0 };

	if (value_is_list(arg) || value_is_by_x(arg))
		return value_items(arg, text, out, err);
	out->text = arg->type == ARG_FILE ? value_file(text) : strdup(text);
	if (!out->text)
		return fpe_no_memory(err);
	return single(&item, out, err);
}

enum fpe_status value_parse(const struct arg *arg, const char *text, struct value *value,
			    struct fpe_error *err)
{
	struct value one = { 0 };
	struct value_item item = { arg, text, 0 };
	enum fpe_status status = FPE_OK;

	if (!*text && arg->type != ARG_TEXT)
		return value_refuse(&item, 0, "nothing given", err);
	if (arg->repeat && value->count >= COMMAND_MAX_ITEMS)
		return value_refuse(&item, 0, "too many", err);
	status = parse_one(arg, text, &one, err);
	if (!status && arg->repeat)
		status = value_append(value, one.number, one.text, err);
	value->given |= !status;
	if (status || arg->repeat) {
		value_clear(&one);
		return status;
	}
	*value = one;
	value->given = true;
	return FPE_OK;
}

void value_clear(struct value *value)
{
	for (int i = 0; value->texts && i < value->count; i++)
		free(value->texts[i]);
	free(value->texts);
	free(value->numbers);
	free(value->text);
	*value = (struct value){ 0 };
}
