/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * value_list.c - lists and ranges: 2,4,8  2..16  0..0.3:0.05  512x256  a,b.
 *
 * `..` binds before the comma: 2..4,8 is 2, 3, 4, 8. A range holds both ends;
 * if its steps do not meet the end it stops before it.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/language/number.h"
#include "cmd/language/value_item.h"
#include "fpe/limits.h"

static int most_items(const struct arg *arg)
{
	return value_is_by_x(arg) ? FPE_MAX_LAYERS - 1 : COMMAND_MAX_ITEMS;
}

static enum fpe_status check_count(const struct value_item *item, double count,
				   struct fpe_error *err)
{
	int most = most_items(item->arg);
	char why[64];

	if (count <= most)
		return FPE_OK;
	snprintf(why, sizeof why, "more than %d items", most);
	return value_refuse(item, 0, why, err);
}

static enum fpe_status add_numbers(const struct value_item *item, struct value *out, double first,
				   double step, double count, struct fpe_error *err)
{
	enum fpe_status status = check_count(item, out->count + count, err);
	double *numbers;

	if (status)
		return status;
	numbers = realloc(out->numbers, ((size_t)out->count + (size_t)count) * sizeof *numbers);
	if (!numbers)
		return fpe_no_memory(err);
	out->numbers = numbers;
	numbers[out->count++] = first;
	/* Each from the start, so that steps do not add up their errors; tidied,
	   so that 0..0.3:0.1 holds the same 0.3 as 0.3. */
	for (int i = 1; i < count; i++)
		numbers[out->count++] = number_tidy(first + i * step);
	return FPE_OK;
}

/* The step written at text, "" or ":STEP". */
static enum fpe_status take_step(const struct value_item *item, int at, double *step,
				 struct fpe_error *err)
{
	const char *text = item->text + at;
	int n;

	*step = 1;
	if (!*text)
		return FPE_OK;
	n = *text == ':' ? number_scan(text + 1, 0, step) : 0;
	if (n == 0 || text[1 + n])
		return value_refuse(item, at, "a range is FIRST..LAST:STEP", err);
	if (*step <= 0)
		return value_refuse(item, at + 1, "the step must be above 0", err);
	if (value_is_whole(item->arg) && *step != floor(*step))
		return value_refuse(item, at + 1, "the step must be whole", err);
	return FPE_OK;
}

/* item = FIRST..LAST[:STEP]; FIRST takes n bytes. */
static enum fpe_status add_range(const struct value_item *item, int n, double first,
				 struct value *out, struct fpe_error *err)
{
	int at = n + 2, m;
	double last, step;
	enum fpe_status status;

	m = number_scan(item->text + at, 1, &last);
	if (m == 0)
		return value_refuse(item, at, "a range is FIRST..LAST:STEP", err);
	status = take_step(item, at + m, &step, err);
	if (!status)
		status = value_bounds(item, first, 0, err);
	if (!status)
		status = value_bounds(item, last, at, err);
	if (status)
		return status;
	if (last < first)
		return value_refuse(item, at, "the range ends below its start", err);
	/* 1e-9: 0.3 / 0.05 is a little less than 6. */
	return add_numbers(item, out, first, step, floor((last - first) / step + 1e-9) + 1, err);
}

static enum fpe_status add_item(const struct value_item *item, struct value *out,
				struct fpe_error *err)
{
	double first;
	int n = number_scan(item->text, 1, &first), choice;
	enum fpe_status status;

	if (!n && (item->arg->choices || item->arg->choice)) {
		status = value_choose(item, &choice, err);
		return status ? status : add_numbers(item, out, 0, 0, 1, err);
	}
	if (n && strncmp(item->text + n, "..", 2) == 0 && !value_is_by_x(item->arg))
		return add_range(item, n, first, out, err);
	status = value_number(item, &first, err);
	if (status)
		return status;
	return add_numbers(item, out, first, 0, 1, err);
}

static enum fpe_status add_text(const struct value_item *item, struct value *out,
				struct fpe_error *err)
{
	int choice = out->count;
	enum fpe_status status = FPE_OK;

	if (item->arg->type == ARG_ARMS)
		status = value_name(item, err);
	else if (item->arg->choices || item->arg->choice)
		status = value_choose(item, &choice, err);
	for (int i = 0; !status && i < out->count; i++) {
		if (strcmp(out->texts[i], item->text) == 0)
			status = value_refuse(item, 0, "given twice", err);
	}
	if (!status)
		status = check_count(item, out->count + 1, err);
	return status ? status : value_append(out, choice, item->text, err);
}

enum fpe_status value_items(const struct arg *arg, const char *text, struct value *out,
			    struct fpe_error *err)
{
	bool texts = arg->type == ARG_CHOICES || arg->type == ARG_ARMS;
	char separator = value_is_by_x(arg) ? 'x' : ',';
	enum fpe_status status = FPE_OK;
	char *copy = strdup(text), *next = copy;

	if (!copy)
		return fpe_no_memory(err);
	while (next && !status) {
		char *end = strchr(next, separator);
		struct value_item item = { arg, next, (int)(next - copy) };

		if (end)
			*end = '\0';
		if (*next)
			status = texts ? add_text(&item, out, err) : add_item(&item, out, err);
		else
			status = value_refuse(&item, 0, "an item is missing", err);
		next = end ? end + 1 : NULL;
	}
	free(copy);
	return status;
}
