/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv.c - a table to samples.
 *
 * The text is gone through to find out what it holds, and again to take it over:
 * memory is asked for once its size is known.
 */
#include "io/csv.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/fixed_text.h"
#include "io/csv_label.h"
#include "io/decimal.h"
#include "io/gzfile.h"
#include "io/textbuf.h"
#include "io/textfile.h"

#define LOOK_ROWS 512 /* between two looks at who waits */
#define MOST_SAID 10  /* classes that are named */

struct table {
	const char *text, *name;
	size_t size;
	const struct csv_options *options;
	const struct reading *reading;
	struct fpe_error *err;
	char separator;
	bool header;
	int columns, label;
	char **title;		 /* [columns] and a NULL, of the header; NULL: none */
	struct csv_field *field; /* [columns], the record at hand … */
	int line;		 /* … and where it begins */
	int64_t records, dropped, row;
	bool boolean;
	struct csv_facts first, facts; /* of the labels: of the first record, of all after it */
	enum csv_labels labels;
	struct csv_names names;
	struct sample_set *out;
};

/* "FILE: line 7, column 3 (width): what"; column -1: about the line. */
__attribute__((format(printf, 4, 5))) static enum fpe_status fail_at(const struct table *t,
								     int column,
								     enum fpe_status status,
								     const char *format, ...)
{
	char text[FPE_MESSAGE_SIZE], place[120] = "";
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (column >= 0 && t->title)
		snprintf(place, sizeof place, ", column %d (%.60s)", column + 1, t->title[column]);
	else if (column >= 0)
		snprintf(place, sizeof place, ", column %d", column + 1);
	return fpe_fail(t->err, status, "%s: line %d%s: %s", t->name, t->line, place, text);
}

static bool is_missing(const struct csv_field *field)
{
	static const char *const words[] = { "", "?", "na", "n/a", "nan", "null" };

	if (field->size && *field->at >= '0' && *field->at <= '9')
		return false; /* most are */
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strlen(words[i]) == field->size &&
		    strncasecmp(words[i], field->at, field->size) == 0)
			return true;
	}
	return false;
}

/* ---------------------------------------------------------------- records */

static struct csv_text begin_text(const struct table *t)
{
	return (struct csv_text){ t->text, t->text + t->size, t->separator, 1 };
}

/* The next record, its fields into t->field. */
static enum fpe_status read_record(struct table *t, struct csv_text *text)
{
	struct fpe_error inner;
	struct csv_field field;
	bool last = false;
	int count = 0;

	t->line = text->line;
	while (!last) {
		if (csv_next(text, &field, &last, &inner))
			return fail_at(t, count < t->columns ? count : -1, inner.code, "%s",
				       inner.message);
		if (count < t->columns)
			t->field[count] = field;
		count++;
	}
	if (count == t->columns)
		return FPE_OK;
	return fail_at(t, -1, FPE_EFORMAT, "%d field%s; the first line has %d", count,
		       count == 1 ? "" : "s", t->columns);
}

typedef enum fpe_status visit(struct table *t);

/* All records behind the header; share: how far the work is before and after. */
static enum fpe_status walk(struct table *t, visit *each, double before, double after)
{
	struct csv_text text = begin_text(t);
	enum fpe_status status = FPE_OK;

	if (t->header && csv_more(&text))
		status = read_record(t, &text);
	for (int64_t i = 1; !status && csv_more(&text); i++) {
		double share = (double)(text.at - t->text) / (double)t->size;

		status = read_record(t, &text);
		if (!status)
			status = each(t);
		if (!status && i % LOOK_ROWS == 0)
			status = reading_goes_on(t->reading, before + (after - before) * share,
						 t->err);
	}
	return status;
}

/* ---------------------------------------------------------- header, label */

/* The first record says how many columns there are. */
static enum fpe_status count_columns(struct table *t)
{
	struct csv_text text = begin_text(t);
	struct fpe_error inner;
	struct csv_field field;
	bool last = false;

	if (!csv_more(&text))
		return fpe_fail(t->err, FPE_EFORMAT, "%s: it is empty", t->name);
	for (t->line = text.line; !last; t->columns++) {
		if (csv_next(&text, &field, &last, &inner))
			return fail_at(t, t->columns, inner.code, "%s", inner.message);
		if (t->columns > FPE_MAX_INPUTS)
			return fail_at(t, -1, FPE_ELIMIT, "more than %d columns of inputs",
				       FPE_MAX_INPUTS);
	}
	if (t->columns < 2)
		return fail_at(
			t, -1, FPE_EFORMAT,
			"one column; a table has inputs and a label, separated by commas, semicolons or tabs");
	t->field = calloc((size_t)t->columns, sizeof *t->field);
	text = begin_text(t);
	csv_more(&text);
	return t->field ? read_record(t, &text) : fpe_no_memory(t->err);
}

/* The column that is called so in the first record, or -1. */
static int find_column(const struct table *t, const char *name)
{
	int i = 0;

	while (i < t->columns && !csv_is(&t->field[i], name))
		i++;
	return i < t->columns ? i : -1;
}

/* The names there are, as many as a message has room for, or that there are none. */
static enum fpe_status no_such_label(const struct table *t, bool numbers)
{
	const struct csv_field wanted = { .at = t->options->label,
					  .size = strlen(t->options->label) };
	char label[CSV_SHOWN], buffer[CSV_SHOWN], names[160] = "";
	size_t at = 0;
	int i = 0;

	csv_shown(&wanted, label);
	if (numbers)
		return fpe_fail_at(
			t->err, FPE_ENAME, 0,
			"%s: label=%s: the first line has numbers, no names; a column's number from 1 to %d is allowed",
			t->name, label, t->columns);
	for (; i < t->columns; i++) {
		csv_shown(&t->field[i], buffer);
		if (at + strlen(buffer) + 3 > sizeof names)
			break;
		fixed_put(names, sizeof names, &at, "%s%s", i ? ", " : "", buffer);
	}
	return fpe_fail_at(
		t->err, FPE_ENAME, 0,
		"%s: label=%s: there is no such column; there are %s%s, or a number from 1 to %d",
		t->name, label, names, i < t->columns ? ", …" : "", t->columns);
}

/* A header is a first line without any number, or one that has the label's name. */
static enum fpe_status find_label(struct table *t)
{
	const char *label = t->options->label;
	bool numbers = false;
	double value;
	long column;

	for (int i = 0; i < t->columns; i++)
		numbers |= decimal_read(t->field[i].at, t->field[i].size, &value);
	t->header = !numbers;
	t->label = t->columns - 1;
	if (!label)
		return FPE_OK;
	column = label[strspn(label, "0123456789")] ? 0 : strtol(label, NULL, 10);
	if (column >= 1 && column <= t->columns) {
		t->label = (int)column - 1;
		return FPE_OK;
	}
	t->label = find_column(t, label);
	t->header |= t->label >= 0;
	return t->label >= 0 ? FPE_OK : no_such_label(t, numbers);
}

static enum fpe_status same_title(const struct table *t, int column)
{
	for (int i = 0; i < column; i++) {
		if (strcmp(t->title[i], t->title[column]) == 0)
			return fail_at(t, -1, FPE_EFORMAT,
				       "columns %d and %d are both called %.40s", i + 1, column + 1,
				       t->title[i]);
	}
	return FPE_OK;
}

/* The header's names; one without is called by its number from 1. */
static enum fpe_status read_titles(struct table *t)
{
	struct csv_text text = begin_text(t);
	struct fpe_error inner;
	enum fpe_status status;

	csv_more(&text);
	status = read_record(t, &text);
	t->title = calloc((size_t)t->columns + 1, sizeof *t->title);
	if (!t->title)
		return fpe_no_memory(t->err);
	for (int i = 0; i < t->columns && !status; i++) {
		char **title = &t->title[i];

		if (t->field[i].size == 0) {
			*title = textbuf_text("column%d", i + 1);
			if (!*title)
				return fpe_no_memory(t->err);
		} else if (csv_name(&t->field[i], title, &inner)) {
			t->line = 1;
			return fpe_fail(t->err, inner.code, "%s: line 1, column %d: %s", t->name,
					i + 1, inner.message);
		}
		status = same_title(t, i);
	}
	return status;
}

/* --------------------------------------------------------- the first pass */

/* Is the record left out? A missing value is an error unless rows are dropped. */
static enum fpe_status look_for_gaps(struct table *t, bool *gap)
{
	char shown[CSV_SHOWN];
	int column = 0;

	while (column < t->columns && !is_missing(&t->field[column]))
		column++;
	*gap = column < t->columns;
	if (!*gap || t->options->drop)
		return FPE_OK;
	csv_shown(&t->field[column], shown);
	return fail_at(t, column, FPE_EFORMAT,
		       "a value is missing%s%s%s; missing=drop leaves such rows out",
		       *shown ? " (`" : "", shown, *shown ? "`)" : "");
}

static enum fpe_status read_number(const struct table *t, int column, double *value)
{
	char buffer[CSV_SHOWN];
	const struct csv_field *field = &t->field[column];

	if (!decimal_read(field->at, field->size, value))
		return fail_at(
			t, column, FPE_EFORMAT,
			"`%s` is no number; inputs are numbers, with a point, and only the label may be a text",
			csv_shown(field, buffer));
	if (!isfinite((float)*value))
		return fail_at(t, column, FPE_EFORMAT, "%s is too large for a number",
			       csv_shown(field, buffer));
	return FPE_OK;
}

static enum fpe_status check_record(struct table *t)
{
	struct csv_facts *facts = t->records == 0 && !t->header ? &t->first : &t->facts;
	const struct csv_field *label = &t->field[t->label];
	double value = 0;
	bool gap, is_number;
	enum fpe_status status = look_for_gaps(t, &gap);

	if (status || gap) {
		t->dropped += gap;
		return status;
	}
	for (int i = 0; i < t->columns && !status; i++) {
		if (i == t->label)
			continue;
		status = read_number(t, i, &value);
		t->boolean &= value == 0 || value == 1;
	}
	is_number = decimal_read(label->at, label->size, &value);
	if (!status && is_number && !isfinite((float)value))
		status = read_number(t, t->label, &value);
	csv_facts_add(facts, is_number, is_number ? value : 0);
	t->records++;
	return status;
}

static enum fpe_status check_records(struct table *t)
{
	t->records = t->dropped = 0;
	t->boolean = true;
	t->first = t->facts = (struct csv_facts){ 0 };
	return walk(t, check_record, 0, .5);
}

static enum fpe_status name_label(struct table *t)
{
	struct fpe_error inner;
	bool gap;

	if (look_for_gaps(t, &gap) || gap)
		return FPE_OK;
	if (csv_names_add(&t->names, &t->field[t->label], &inner))
		return fail_at(t, t->label, inner.code, "%s", inner.message);
	return FPE_OK;
}

/* What the table holds, and that memory allows it. */
static enum fpe_status find_out(struct table *t)
{
	enum fpe_status status = check_records(t);

	/* a label column of numbers below a text: the text is its name */
	if (!status && t->first.any && t->first.texts && t->facts.any && !t->facts.texts) {
		t->header = true;
		status = read_titles(t);
		if (!status)
			status = check_records(t);
	}
	if (status)
		return status;
	if (t->first.any)
		csv_facts_add(&t->facts, !t->first.texts, t->first.value[0]);
	if (t->records == 0)
		return fpe_fail(t->err, FPE_EFORMAT, "%s: no rows%s", t->name,
				t->dropped ? " without missing values" : "");
	status = sample_set_allows(t->name, t->records, t->columns - 1, !t->boolean, t->err);
	t->labels = csv_labels_of(&t->facts);
	if (!status && t->labels == CSV_TEXTS)
		status = walk(t, name_label, .5, .6);
	if (!status && t->labels == CSV_TEXTS && t->names.count < 2)
		status = fpe_fail(t->err, FPE_EFORMAT,
				  "%s: every label is the same; two classes are needed", t->name);
	return status;
}

/* -------------------------------------------------------- the second pass */

static void put_input(struct fpe_data *data, int64_t row, int input, double value)
{
	if (data->real)
		data->real[row * data->inputs + input] = (float)value;
	else if (value != 0)
		data->bits[row * data->words + input / 64] |= UINT64_C(1) << (input % 64);
}

static enum fpe_status put_label(struct table *t, struct fpe_data *data)
{
	const struct csv_field *field = &t->field[t->label];
	double value = 0;
	int label = 0;

	if (t->labels == CSV_TEXTS)
		label = csv_names_find(&t->names, field);
	else
		decimal_read(field->at, field->size, &value);
	if (label < 0)
		return fpe_no_memory(t->err);
	if (t->labels == CSV_TARGETS)
		data->target[t->row] = (float)value;
	else if (t->labels == CSV_NUMBERS)
		data->label[t->row] = (int32_t)value;
	else if (t->labels == CSV_PAIR)
		data->label[t->row] = value == fmax(t->facts.value[0], t->facts.value[1]);
	else
		data->label[t->row] = label;
	return FPE_OK;
}

static enum fpe_status take_record(struct table *t)
{
	struct fpe_data *data = t->out->data;
	enum fpe_status status;
	bool gap;

	if (look_for_gaps(t, &gap) || gap)
		return FPE_OK;
	for (int i = 0, input = 0; i < t->columns; i++) {
		double value = 0;

		if (i == t->label)
			continue;
		decimal_read(t->field[i].at, t->field[i].size, &value);
		put_input(data, t->row, input++, value);
	}
	status = put_label(t, data);
	t->row++;
	return status;
}

/* "-1" and "1": the classes of a pair that is not 0 and 1. */
static enum fpe_status name_pair(struct table *t)
{
	double low = fmin(t->facts.value[0], t->facts.value[1]);
	double high = fmax(t->facts.value[0], t->facts.value[1]);

	if (low == 0 && high == 1)
		return FPE_OK;
	t->out->class_name = calloc(3, sizeof *t->out->class_name);
	for (int i = 0; t->out->class_name && i < 2; i++) {
		struct textbuf text = { 0 };

		textbuf_printf(&text, "%.9g", i ? high : low);
		t->out->class_name[i] = textbuf_take(&text);
	}
	return t->out->class_name && t->out->class_name[0] && t->out->class_name[1]
		       ? FPE_OK
		       : fpe_no_memory(t->err);
}

static enum fpe_status name_classes(struct table *t)
{
	if (t->labels == CSV_PAIR)
		return name_pair(t);
	if (t->labels != CSV_TEXTS)
		return FPE_OK;
	t->out->class_name = csv_names_list(&t->names);
	return t->out->class_name ? FPE_OK : fpe_no_memory(t->err);
}

/* The titles but the label's. */
static void take_titles(struct table *t)
{
	if (!t->title)
		return;
	free(t->title[t->label]);
	for (int i = t->label; i < t->columns; i++)
		t->title[i] = t->title[i + 1];
	t->out->input_name = t->title;
	t->title = NULL;
}

/* What was found out, for the user. */
static char *say(const struct table *t)
{
	struct textbuf text = { 0 };
	char *const *name = t->out->class_name;
	int n = t->out->data->classes;

	textbuf_printf(&text, "%s, separated by %s; label: column %d",
		       t->header ? "a header" : "no header",
		       t->separator == '\t'  ? "tabs"
		       : t->separator == ';' ? "semicolons"
					     : "commas",
		       t->label + 1);
	if (t->title)
		textbuf_printf(&text, " (%s)", t->title[t->label]);
	for (int c = 0; name && c < n && c < MOST_SAID; c++)
		textbuf_printf(&text, "%s%d = %s", c ? ", " : "; ", c, name[c]);
	if (name && n > MOST_SAID)
		textbuf_puts(&text, ", …");
	if (t->dropped)
		textbuf_printf(&text,
			       t->dropped == 1 ? "; %lld row with a missing value left out"
					       : "; %lld rows with missing values left out",
			       (long long)t->dropped);
	return textbuf_take(&text);
}

static enum fpe_status take_over(struct table *t)
{
	int classes = 2;
	enum fpe_status status;

	if (t->labels == CSV_TEXTS)
		classes = t->names.count;
	else if (t->labels == CSV_NUMBERS && t->facts.most > 1)
		classes = (int)t->facts.most + 1;
	if (t->labels == CSV_TARGETS)
		status = fpe_data_new_targets((int)t->records, t->columns - 1, 1, !t->boolean,
					      &t->out->data, t->err);
	else
		status = fpe_data_new((int)t->records, t->columns - 1, classes, !t->boolean,
				      &t->out->data, t->err);
	if (!status)
		status = name_classes(t);
	if (!status)
		status = walk(t, take_record, .6, 1);
	if (status)
		return status;
	t->out->said = say(t);
	take_titles(t);
	return t->out->said ? FPE_OK : fpe_no_memory(t->err);
}

enum fpe_status csv_parse(const char *text, size_t size, const char *name,
			  const struct csv_options *options, const struct reading *reading,
			  struct sample_set *out, struct fpe_error *err)
{
	bool marked = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0; /* as Excel does */
	struct table t = { .text = text + (marked ? 3 : 0),
			   .size = size - (marked ? 3 : 0),
			   .name = name,
			   .options = options,
			   .reading = reading,
			   .out = out,
			   .err = err };
	enum fpe_status status;

	*out = (struct sample_set){ 0 };
	t.separator = csv_separator(t.text, t.size);
	status = count_columns(&t);
	if (!status)
		status = find_label(&t);
	if (!status && t.header)
		status = read_titles(&t);
	if (!status)
		status = find_out(&t);
	if (!status)
		status = take_over(&t);
	for (int i = 0; t.title && i < t.columns; i++)
		free(t.title[i]);
	free(t.title);
	free(t.field);
	csv_names_clear(&t.names);
	if (status)
		sample_set_clear(out);
	return status;
}

enum fpe_status csv_read(const char *path, const struct csv_options *options,
			 const struct reading *reading, struct sample_set *out,
			 struct fpe_error *err)
{
	char *text, name[TEXTFILE_SHOWN];
	size_t size;
	enum fpe_status status = gzfile_read(path, CSV_MAX_FILE, reading, &text, &size, err);

	*out = (struct sample_set){ 0 };
	if (status)
		return status;
	status = csv_parse(text, size, textfile_shown(path, name), options, reading, out, err);
	free(text);
	return status;
}
