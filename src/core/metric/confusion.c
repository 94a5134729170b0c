/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confusion.c - counts of (true, said), sparse.
 *
 * Samples are dealt to their class (a counting sort), then each class counts what
 * was said of its own in one row of C numbers: O(n + C) and a sort of what occurs.
 */
#include "fpe/confusion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/rising.h"

/* Classes are in range, and how many of each. */
static enum fpe_status sum_up(struct fpe_confusion *c, const int32_t *label, const int32_t *said,
			      struct fpe_error *err)
{
	for (int i = 0; i < c->samples; i++) {
		if (label[i] < 0 || label[i] >= c->classes || said[i] < 0 || said[i] >= c->classes)
			return fpe_fail(err, FPE_ERANGE,
					"sample %d: class %d, said to be %d, of %d classes", i,
					label[i], said[i], c->classes);
		c->of_class[label[i]]++;
		c->as_class[said[i]]++;
		c->right[label[i]] += label[i] == said[i];
	}
	return FPE_OK;
}

/* own [n] said of the samples of a class; row [C] zeros, and again after. */
static int count_row(struct fpe_confusion *c, int at, const int *own, int n, int *row)
{
	int first = at;

	for (int i = 0; i < n; i++) {
		if (row[own[i]]++ == 0)
			c->said[at++] = own[i];
	}
	qsort(c->said + first, (size_t)(at - first), sizeof *c->said, rising_int);
	for (int i = first; i < at; i++) {
		c->count[i] = row[c->said[i]];
		row[c->said[i]] = 0;
	}
	return at;
}

/* sorted [n], next [C]: scratch */
static void count_all(struct fpe_confusion *c, const int32_t *label, const int32_t *said,
		      int *sorted, int *next)
{
	int at = 0, from = 0;

	for (int t = 0, sum = 0; t < c->classes; t++) {
		next[t] = sum;
		sum += c->of_class[t];
	}
	for (int i = 0; i < c->samples; i++)
		sorted[next[label[i]]++] = said[i];
	memset(next, 0, (size_t)c->classes * sizeof *next);
	for (int t = 0; t < c->classes; t++) {
		c->start[t] = at;
		at = count_row(c, at, sorted + from, c->of_class[t], next);
		from += c->of_class[t];
	}
	c->start[c->classes] = at;
}

enum fpe_status fpe_confusion_new(const int32_t *label, const int32_t *said, int samples,
				  int classes, struct fpe_confusion **out, struct fpe_error *err)
{
	struct fpe_confusion *c = NULL;
	size_t n = samples > 0 ? (size_t)samples : 0, m = classes > 0 ? (size_t)classes : 0;
	int *sorted;
	enum fpe_status status;

	*out = NULL;
	if (classes < 1)
		return fpe_fail(err, FPE_ERANGE, "%d classes: at least one", classes);
	/* one block: the struct, 4 C + 1 numbers of classes, 2 n of counts */
	c = calloc(1, sizeof *c + (4 * m + 1 + 2 * n) * sizeof(int));
	sorted = malloc((n + m) * sizeof *sorted);
	if (!c || !sorted) {
		free(c);
		free(sorted);
		return fpe_no_memory(err);
	}
	c->classes = classes;
	c->samples = (int)n;
	c->of_class = (int *)(c + 1);
	c->as_class = c->of_class + m;
	c->right = c->as_class + m;
	c->start = c->right + m;
	c->said = c->start + m + 1;
	c->count = c->said + n;
	status = sum_up(c, label, said, err);
	if (status == FPE_OK) {
		count_all(c, label, said, sorted, sorted + n);
		*out = c;
	} else {
		free(c);
	}
	free(sorted);
	return status;
}

void fpe_confusion_free(struct fpe_confusion *confusion)
{
	free(confusion);
}

int fpe_confusion_count(const struct fpe_confusion *confusion, int t, int s)
{
	const int *row = confusion->said + confusion->start[t];
	size_t n = (size_t)(confusion->start[t + 1] - confusion->start[t]);
	const int *found = bsearch(&s, row, n, sizeof s, rising_int);

	return found ? confusion->count[found - confusion->said] : 0;
}

static double share(int part, int all)
{
	return all > 0 ? (double)part / all : NAN;
}

double fpe_confusion_recall(const struct fpe_confusion *confusion, int class)
{
	return share(confusion->right[class], confusion->of_class[class]);
}

double fpe_confusion_precision(const struct fpe_confusion *confusion, int class)
{
	return share(confusion->right[class], confusion->as_class[class]);
}

double fpe_confusion_accuracy(const struct fpe_confusion *confusion)
{
	int right = 0;

	for (int c = 0; c < confusion->classes; c++)
		right += confusion->right[c];
	return share(right, confusion->samples);
}
