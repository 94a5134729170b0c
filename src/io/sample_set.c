/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sample_set.c - samples from the tensors of a file, and what holds them. */
#include "io/sample_set.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fpe/limits.h"
#include "io/sample_names.h"
#include "io/textbuf.h"

/* One part of a file: x and y, or test_x and test_y. */
struct part {
	const struct tensors *file;
	const struct tensor *x, *y;
	const struct reading *reading;
	double from, share; /* of the work: its own part, half of it to look, half to fill */
	int64_t inputs;	    /* of one sample of x */
	bool boolean;	    /* every x is 0 or 1 */
	int targets;	    /* real ones of a sample; 0: y has classes */
	int classes;	    /* so many labels go up to, at least 2 */
};

#define STEP ((size_t)1 << 20) /* numbers between two looks at who waits */
#define MOST_RANK 4	       /* of x: samples, rows, columns, channels */

static enum fpe_status check_shapes(struct part *p, struct fpe_error *err)
{
	const struct tensor *x = p->x, *y = p->y;

	if (x->dims < 2 || x->dims > MOST_RANK || x->count == 0)
		return tensors_bad(
			p->file, x,
			"its shape is not [samples, inputs], [samples, rows, columns] or [samples, rows, columns, channels]",
			err);
	if (y->dims < 1 || y->dims > 2 || y->shape[0] != x->shape[0] || y->count == 0)
		return tensors_bad(
			p->file, y,
			"it is not one label, or one row of targets, for each sample of x", err);
	p->inputs = (int64_t)x->count / x->shape[0];
	return FPE_OK;
}

static bool all_whole(const struct tensor *t)
{
	for (size_t i = 0; t->dims == 1 && i < t->count; i++) {
		double value = tensor_value(t, i);

		if (!isfinite(value) || value != floor(value))
			return false;
	}
	return true;
}

/* Rows of numbers, or numbers that are not whole, are targets. */
static enum fpe_status look_at_outputs(struct part *p, struct fpe_error *err)
{
	const struct tensor *y = p->y;
	double most = 1; /* two classes even where only one is seen */

	if (y->dims == 2 || !all_whole(y)) {
		p->targets = y->dims == 2 && y->shape[1] <= FPE_MAX_NEURONS ? (int)y->shape[1] : 1;
		return y->dims == 2 && y->shape[1] > FPE_MAX_NEURONS
			       ? fpe_fail(err, FPE_ELIMIT, "%s: %s: at most %d targets a sample",
					  p->file->name, y->name, FPE_MAX_NEURONS)
			       : FPE_OK;
	}
	for (size_t i = 0; i < y->count; i++)
		most = fmax(most, tensor_value(y, i) < 0 ? INFINITY : tensor_value(y, i));
	if (isinf(most))
		return tensors_bad(
			p->file, y,
			"labels are whole numbers >= 0; real targets are [samples, 1] or not whole",
			err);
	if (most >= FPE_MAX_NEURONS)
		return fpe_fail(err, FPE_ELIMIT, "%s: %s: labels go up to %d", p->file->name,
				y->name, FPE_MAX_NEURONS - 1);
	p->classes = (int)most + 1;
	return FPE_OK;
}

/* Tell who waits; half: of the two, and so much of it. */
static enum fpe_status tell(const struct part *p, int half, double done, struct fpe_error *err)
{
	return reading_goes_on(p->reading, p->from + p->share * (half + done) / 2, err);
}

/* Are its numbers plain bytes in the order of samples? */
static bool is_bytes(const struct tensor *x)
{
	return !x->fortran && (x->type == TENSOR_U8 || x->type == TENSOR_BOOL);
}

/* Is every number from `from` on, to `to`, 0 or 1? */
static bool are_bits(const struct tensor *x, size_t from, size_t to)
{
	bool bits = true;

	if (is_bytes(x)) {
		for (size_t i = from; i < to; i++)
			bits &= x->data[i] <= 1;
		return bits;
	}
	for (size_t i = from; bits && i < to; i++) {
		double value = tensor_value(x, i);

		bits = value == 0 || value == 1;
	}
	return bits;
}

static enum fpe_status look_for_bits(struct part *p, struct fpe_error *err)
{
	size_t count = p->x->count;

	p->boolean = true;
	for (size_t at = 0; p->boolean && at < count; at += STEP) {
		enum fpe_status status = tell(p, 0, (double)at / (double)count, err);

		if (status)
			return status;
		p->boolean = are_bits(p->x, at, count - at < STEP ? count : at + STEP);
	}
	return FPE_OK;
}

static enum fpe_status look_at(struct part *p, struct fpe_error *err)
{
	char name[2 * TEXTFILE_SHOWN];
	enum fpe_status status = check_shapes(p, err);

	if (!status)
		status = tensor_check_type(p->file, p->x, err);
	if (!status)
		status = tensor_check_type(p->file, p->y, err);
	if (status)
		return status;
	status = look_for_bits(p, err);
	if (status)
		return status;
	snprintf(name, sizeof name, "%s: %.40s", p->file->name, p->x->name);
	status = sample_set_allows(name, p->x->shape[0], p->inputs, !p->boolean, err);
	return status ? status : look_at_outputs(p, err);
}

static void fill_row(const struct tensor *x, size_t first, int inputs, uint64_t *row)
{
	bool bytes = is_bytes(x);

	for (int j = 0; j < inputs; j++) {
		bool one = bytes ? x->data[first + (size_t)j] != 0
				 : tensor_value(x, first + (size_t)j) != 0;

		row[j / 64] |= (uint64_t)one << (j % 64);
	}
}

static enum fpe_status fill_bits(const struct part *p, struct fpe_data *data, struct fpe_error *err)
{
	size_t d = (size_t)data->inputs, told = 0;

	for (size_t i = 0; i < (size_t)data->count; i++) {
		fill_row(p->x, i * d, data->inputs, data->bits + i * (size_t)data->words);
		if ((i - told) * d >= STEP) {
			enum fpe_status status = tell(p, 1, (double)i / (double)data->count, err);

			told = i;
			if (status)
				return status;
		}
	}
	return FPE_OK;
}

static enum fpe_status fill(const struct part *p, struct fpe_data *data, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (int i = 0; data->label && i < data->count; i++)
		data->label[i] = (int32_t)tensor_value(p->y, (size_t)i);
	if (data->target)
		status = tensor_floats(p->file, p->y, data->target, err);
	if (!status)
		status = tell(p, 1, 0, err);
	if (!status && data->bits)
		status = fill_bits(p, data, err);
	else if (!status)
		status = tensor_floats(p->file, p->x, data->real, err);
	return status;
}

static enum fpe_status take_part(const struct part *p, struct fpe_data **out, struct fpe_error *err)
{
	int count = (int)p->x->shape[0], inputs = (int)p->inputs;
	enum fpe_status status;

	status = p->targets ? fpe_data_new_targets(count, inputs, p->targets, !p->boolean, out, err)
			    : fpe_data_new(count, inputs, p->classes, !p->boolean, out, err);
	status = tensors_name_file(p->file, status, err);
	return status ? status : fill(p, *out, err);
}

/* Both parts have the same inputs and outputs, and are kept alike. */
static enum fpe_status match(struct part *train, struct part *test, struct fpe_error *err)
{
	char a[TENSOR_SHAPE_TEXT], b[TENSOR_SHAPE_TEXT];
	bool same = train->x->dims == test->x->dims;

	for (int i = 1; same && i < train->x->dims; i++)
		same = train->x->shape[i] == test->x->shape[i];
	if (!same)
		return fpe_fail(err, FPE_EFORMAT,
				"%s: x is %s but test_x %s: their samples differ in shape",
				train->file->name, tensor_shape_text(train->x, a),
				tensor_shape_text(test->x, b));
	/* whole numbers in one part may stand among others in the other one */
	if (train->y->dims == 1 && test->y->dims == 1)
		train->targets = test->targets = train->targets || test->targets;
	if (train->targets != test->targets)
		return fpe_fail(err, FPE_EFORMAT, "%s: y is %s but test_y %s", train->file->name,
				tensor_shape_text(train->y, a), tensor_shape_text(test->y, b));
	train->boolean = test->boolean = train->boolean && test->boolean;
	train->classes = test->classes =
		train->classes > test->classes ? train->classes : test->classes;
	return FPE_OK;
}

void sample_names_free(char **name)
{
	for (int i = 0; name && name[i]; i++)
		free(name[i]);
	free(name);
}

void sample_set_clear(struct sample_set *set)
{
	sample_names_free(set->input_name);
	sample_names_free(set->class_name);
	fpe_alphabet_free(set->alphabet);
	free(set->unit);
	fpe_data_free(set->data);
	fpe_data_free(set->test);
	free(set->said);
	*set = (struct sample_set){ 0 };
}

enum fpe_status sample_set_allows(const char *name, int64_t samples, int64_t inputs, bool numbers,
				  struct fpe_error *err)
{
	double memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
	double bytes = (double)samples * (double)inputs * (numbers ? sizeof(float) : 0.125);
	long long most = numbers ? FPE_MAX_SAMPLE_INPUTS : FPE_MAX_SAMPLE_BITS;

	if (inputs < 1 || inputs > FPE_MAX_INPUTS)
		return fpe_fail(err, FPE_ELIMIT, "%s: %lld inputs; 1 to %d are allowed", name,
				(long long)inputs, FPE_MAX_INPUTS);
	if (samples < 1 || samples > FPE_MAX_SAMPLES)
		return fpe_fail(err, FPE_ELIMIT, "%s: %lld samples; 1 to %d are allowed", name,
				(long long)samples, FPE_MAX_SAMPLES);
	if (samples * inputs > most)
		return fpe_fail(
			err, FPE_ELIMIT,
			"%s: %lld samples of %lld inputs; samples x inputs may be at most %lld",
			name, (long long)samples, (long long)inputs, most);
	if (bytes > memory / 2)
		return fpe_fail(
			err, FPE_ELIMIT,
			"%s: %lld samples of %lld inputs take %.0f MiB, more than half of the %.0f MiB of memory there are",
			name, (long long)samples, (long long)inputs, bytes / (1 << 20),
			memory / (1 << 20));
	return FPE_OK;
}

/* The new number of every old class, -1: it goes. */
static enum fpe_status number_classes(const struct fpe_data *data, const int *classes, int count,
				      int *number, int *kept, struct fpe_error *err)
{
	if (data->targets)
		return fpe_fail(err, FPE_ERANGE,
				"classes=: the samples have real targets, no classes");
	for (int c = 0; c < data->classes; c++)
		number[c] = -1;
	for (int i = 0; i < count; i++) {
		if (classes[i] < 0 || classes[i] >= data->classes)
			return fpe_fail(err, FPE_ERANGE,
					"classes=%d: there is no such class; 0 to %d are there",
					classes[i], data->classes - 1);
		number[classes[i]] = 0;
	}
	*kept = 0;
	for (int c = 0; c < data->classes; c++) {
		if (number[c] == 0)
			number[c] = (*kept)++;
	}
	return *kept >= 2 ? FPE_OK
			  : fpe_fail(err, FPE_ERANGE,
				     "classes=: %d class is kept; at least 2 are needed", *kept);
}

static enum fpe_status keep_samples(struct fpe_data **data, const int *number, int kept,
				    struct fpe_error *err)
{
	const struct fpe_data *from = *data;
	int32_t *order = malloc(((size_t)from->count + 1) * sizeof *order);
	struct fpe_data *to = NULL;
	enum fpe_status status;
	int n = 0;

	if (!order)
		return fpe_no_memory(err);
	for (int i = 0; i < from->count; i++) {
		if (number[from->label[i]] >= 0)
			order[n++] = i;
	}
	status = n ? fpe_data_pick(from, order, n, &to, err)
		   : fpe_fail(err, FPE_ERANGE, "classes=: no sample is of these");
	for (int i = 0; to && i < n; i++)
		to->label[i] = number[from->label[order[i]]];
	free(order);
	if (status)
		return status;
	to->classes = kept;
	fpe_data_free(*data);
	*data = to;
	return FPE_OK;
}

/* Names of those kept, their numbers where they had none; NULL: no memory. */
static char **keep_names(char *const *name, const int *number, int classes, int kept)
{
	char **to = calloc((size_t)kept + 1, sizeof *to);
	bool failed = !to;

	for (int c = 0; !failed && c < classes; c++) {
		char **at = number[c] < 0 ? NULL : &to[number[c]];

		if (at && name)
			*at = strdup(name[c]);
		else if (at)
			*at = textbuf_text("%d", c);
		failed = at && !*at;
	}
	if (failed)
		sample_names_free(to);
	return failed ? NULL : to;
}

enum fpe_status sample_set_keep_classes(struct sample_set *set, const int *classes, int count,
					struct fpe_error *err)
{
	int before = set->data->classes, kept = 0,
	    *number = malloc(FPE_MAX_NEURONS * sizeof *number);
	char **name = NULL;
	enum fpe_status status =
		number ? number_classes(set->data, classes, count, number, &kept, err)
		       : fpe_no_memory(err);

	if (!status)
		name = keep_names(set->class_name, number, before, kept);
	if (!status && !name)
		status = fpe_no_memory(err);
	/* both parts, or neither: the second one may be without such samples */
	if (!status && set->test)
		status = keep_samples(&set->test, number, kept, err);
	if (!status)
		status = keep_samples(&set->data, number, kept, err);
	free(number);
	if (status) {
		sample_names_free(name);
		return status;
	}
	sample_names_free(set->class_name);
	set->class_name = name;
	return FPE_OK;
}

bool sample_set_is_part(const char *name)
{
	static const char *const names[] = { "x", "y", "test_x", "test_y" };
	bool is = false;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		is |= strcmp(name, names[i]) == 0;
	return is;
}

/* The part whose tensors are called so; x NULL: there is none. */
static enum fpe_status find_part(const struct tensors *file, const char *x, const char *y,
				 struct part *out, struct fpe_error *err)
{
	out->file = file;
	out->x = tensors_find(file, x);
	out->y = tensors_find(file, y);
	if (!out->x == !out->y)
		return out->x ? look_at(out, err) : FPE_OK;
	return fpe_fail(err, FPE_EFORMAT, "%s: it has %s but no %s", file->name, out->x ? x : y,
			out->x ? y : x);
}

/* [samples, rows, columns] and perhaps channels are pictures. More than four last ones
   are columns, as PyTorch has pictures: their channels are one above the other. */
static void take_shape(const struct tensor *x, struct sample_set *out)
{
	bool first = x->dims > 3 && x->shape[3] > 4;

	if (x->dims < 3)
		return;
	out->shape.rows = (int)(first ? x->shape[1] * x->shape[2] : x->shape[1]);
	out->shape.columns = (int)(first ? x->shape[3] : x->shape[2]);
	out->shape.channels = x->dims > 3 && !first ? (int)x->shape[3] : 1;
}

enum fpe_status sample_set_of(const struct tensors *file, const struct reading *reading,
			      struct sample_set *out, struct fpe_error *err)
{
	/* a test part is a seventh of the usual sets */
	struct part train = { .reading = reading, .share = .85 };
	struct part test = { .reading = reading, .from = .85, .share = .15 };
	enum fpe_status status = find_part(file, "x", "y", &train, err);

	*out = (struct sample_set){ 0 };
	if (!status)
		status = find_part(file, "test_x", "test_y", &test, err);
	if (!status && test.x && !train.x)
		status = fpe_fail(err, FPE_EFORMAT, "%s: it has test_x but no x", file->name);
	if (status || !train.x)
		return status;
	if (test.x)
		status = match(&train, &test, err);
	if (!status)
		status = take_part(&train, &out->data, err);
	if (!status && test.x)
		status = take_part(&test, &out->test, err);
	take_shape(train.x, out);
	if (!status)
		status = sample_names_read(file, out, err);
	if (status)
		sample_set_clear(out);
	return status;
}
