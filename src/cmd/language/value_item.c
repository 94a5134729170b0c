/* SPDX-License-Identifier: GPL-3.0-or-later */
/* value_item.c - is one item of an argument's text a number, a choice, a name? */
#include "cmd/language/value_item.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/language/lex.h"
#include "cmd/language/number.h"
#include "fpe/limits.h"

/* What is wrong with a text whose first n bytes are a number. */
static const char *why_not(const char *text, int n)
{
	if (n == 0)
		return "not a number";
	return text[n] == ',' || strncmp(text + n, "..", 2) == 0 ? "one number, no list"
								 : "a number alone";
}

enum fpe_status value_number(const struct value_item *item, double *out, struct fpe_error *err)
{
	int n = number_scan(item->text, 1, out);

	if (n == 0 || item->text[n])
		return value_refuse(item, n, why_not(item->text, n), err);
	return value_bounds(item, *out, 0, err);
}

enum fpe_status value_choose(const struct value_item *item, int *out, struct fpe_error *err)
{
	char buffer[64];
	const char *name;

	for (int i = 0; (name = value_choice(item->arg, i, buffer)); i++) {
		if (strcmp(name, item->text) == 0) {
			*out = i;
			return FPE_OK;
		}
	}
	return value_refuse(item, 0, NULL, err);
}

enum fpe_status value_name(const struct value_item *item, struct fpe_error *err)
{
	int n = lex_identifier(item->text);

	if (n > 0 && item->text[n] == '@' && item->arg->type != ARG_NAME)
		return value_refuse(
			item, n,
			"arms are as they are now: `rewind ARM@EPOCH` makes one that is as it was",
			err);
	if (n == 0 || item->text[n])
		return value_refuse(item, n, NULL, err);
	if (n >= FPE_MAX_NAME)
		return value_refuse(item, FPE_MAX_NAME - 1, "longer than 31 letters", err);
	return FPE_OK;
}

enum fpe_status value_append(struct value *value, double number, const char *text,
			     struct fpe_error *err)
{
	size_t count = (size_t)value->count + 1;
	double *numbers = realloc(value->numbers, count * sizeof *numbers);
	char **texts = numbers ? realloc(value->texts, count * sizeof *texts) : NULL;

	value->numbers = numbers ? numbers : value->numbers;
	value->texts = texts ? texts : value->texts;
	if (!texts || !(texts[value->count] = strdup(text)))
		return fpe_no_memory(err);
	numbers[value->count++] = number;
	return FPE_OK;
}
