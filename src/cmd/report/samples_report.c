/* SPDX-License-Identifier: GPL-3.0-or-later */
/* samples_report.c - samples as fields and as lines of text. Owns nothing. */
#include "cmd/report/samples_report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define MOST_LINES 20 /* classes that text shows */

const struct column rate_columns[] = {
	SHOWN("class", "text", "its name", .left = true),
	SHOWN("train", "number", "its share of the training samples", .digits = 3),
	SHOWN("test", "number or null", "its share of the test samples", .digits = 3),
	{ 0 },
};

const struct column own_columns[] = {
	FIELD("kind", "text or null", "csv, npy …: as after `task`; null: imported"),
	FIELD("from", "text", "the files"),
	FIELD("read", "text or null", "what was found out in reading"),
	FIELD("samples", "integer", "that were read"),
	FIELD("targets", "integer", "real targets of a sample, 0: it has a class"),
	FIELD("boolean", "true or false", "are inputs bits, or numbers?"),
	FIELD("standardise", "text or null", "global or feature; null: inputs are as they are"),
	FIELD("holdout", "number or null",
	      "share that tests; null: the file has a test part, or no sample tests"),
	FIELD("shape", "text or null", "rows, columns and channels of a picture: 28x28, 32x32x3"),
	{ 0 },
};

/* Samples of every class: [classes]; NULL: no memory, or no samples. */
static int *count_classes(const struct fpe_data *data)
{
	int *count = data && data->label ? calloc((size_t)data->classes, sizeof *count) : NULL;

	for (int i = 0; count && i < data->count; i++)
		count[data->label[i]]++;
	return count;
}

static struct rows make_rates(const struct session *s)
{
	struct rows rows = { .columns = rate_columns };
	int *train = count_classes(s->train), *test = count_classes(s->test);
	char name[FPE_MAX_NAME];

	for (int c = 0; train && c < s->train->classes; c++)
		rows_put(&rows, datum_format("%s", fpe_task_class_name(s->task, c, name)),
			 DATUM((double)train[c] / s->train->count),
			 DATUM(test ? (double)test[c] / s->test->count : NAN));
	free(train);
	free(test);
	return rows;
}

struct datum samples_rates(const struct session *s)
{
	struct rows rows = make_rates(s);

	return datum_rows(&rows);
}

/* "28x28", "32x32x3"; NULL: no picture. */
static const char *shape_text(const struct session *s, char buffer[40])
{
	struct fpe_shape shape = recipe_shape(&s->recipe);
	int at = snprintf(buffer, 40, "%dx%d", shape.rows, shape.columns);

	if (shape.channels > 1)
		snprintf(buffer + at, 40 - (size_t)at, "x%d", shape.channels);
	return shape.rows ? buffer : NULL;
}

struct datum samples_own(const struct session *s)
{
	const struct own_samples *own = recipe_own(&s->recipe);
	struct rows rows = { .columns = own_columns };
	char shape[40];
	double holdout = own ? own_samples_holdout(own) : 0;

	if (!own)
		return (struct datum){ .kind = DATUM_NONE };
	rows_put(&rows, DATUM(own->kind), DATUM(own->from), DATUM(own->set.said),
		 DATUM(own->set.data->count + (own->set.test ? own->set.test->count : 0)),
		 DATUM(own->set.data->targets), DATUM((bool)(own->set.data->bits != NULL)),
		 DATUM(own_samples_scaling(own)), DATUM(holdout > 0 ? holdout : NAN),
		 shape_text(s, shape) ? datum_format("%s", shape) : DATUM((char *)NULL));
	return datum_rows(&rows);
}

static void put_inputs(const struct session *s, const struct own_samples *own,
		       struct report *report)
{
	char shape[40];

	report_text(report, "inputs    %s", own->set.data->bits ? "Boolean" : "real");
	if (own_samples_scaled(own))
		report_text(report, ", %s", own_samples_scaled(own));
	if (shape_text(s, shape))
		report_text(report, ", pictures of %s", shape);
	report_text(report, "\n");
}

static void put_own(const struct session *s, const struct own_samples *own, struct report *report)
{
	const struct fpe_alphabet *alphabet = s->task->alphabet;

	report_text(report, "from      %s%s%s\n", own->kind ? own->kind : "", own->kind ? " " : "",
		    own->from);
	if (own->set.said)
		report_text(report, "          %s\n", own->set.said);
	if (alphabet)
		report_text(report,
			    "text      %d different characters, the next one from the last %d\n",
			    alphabet->size, alphabet->context);
	put_inputs(s, own, report);
	if (own->set.data->targets)
		report_text(report, "outputs   %d real target%s a sample\n", own->set.data->targets,
			    own->set.data->targets == 1 ? "" : "s");
	if (own->set.test)
		report_text(report, "held out  the file's own test part\n");
	else if (own_samples_holdout(own) > 0)
		report_text(report, "held out  %.3g of the samples, %s\n", own->how.holdout,
			    own->set.unit	? "whole lines, drawn anew by each seed"
			    : own->set.in_order ? "the last ones"
						: "drawn anew by each seed");
	else
		report_text(report, "held out  none: no sample tests\n");
}

void samples_text(const struct session *s, struct report *report)
{
	const struct own_samples *own = recipe_own(&s->recipe);
	struct rows rates = make_rates(s);

	if (own)
		put_own(s, own, report);
	if (rows_count(&rates) && rows_count(&rates) <= MOST_LINES &&
	    (own || s->train->classes > 2))
		rows_table(&rates, report, 0);
	rows_clear(&rates);
}
