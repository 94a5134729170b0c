/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table.c - counts, shares, and the order of the classes. */
#include "view/panel/confusion/table.h"

#include <math.h>
#include <stdlib.h>

const char *confusion_samples(const struct snapshot *s)
{
	return s->test_samples > 0 ? "test" : "training";
}

static int wrong(const struct fpe_confusion *c, int class)
{
	return c->of_class[class] + c->as_class[class] - 2 * c->right[class];
}

/* Largest share of a row off the diagonal, or largest difference. */
static double largest(const struct confusion_table *t)
{
	double most = 0;

	for (int row = 0; row < t->classes; row++) {
		for (int i = t->c->start[row]; i < t->c->start[row + 1]; i++) {
			if (t->minus || t->c->said[i] != row)
				most = fmax(most, fabs(confusion_share(t, row, t->c->said[i])));
		}
		for (int i = t->minus ? t->minus->start[row] : 0;
		     t->minus && i < t->minus->start[row + 1]; i++)
			most = fmax(most, fabs(confusion_share(t, row, t->minus->said[i])));
	}
	return most;
}

const char *confusion_open(struct confusion_table *t, const struct snapshot *s,
			   const struct panel_options *o, int arm)
{
	const char *why = NULL;

	t->s = s;
	t->arm = arm;
	t->a = &s->arm[arm];
	t->c = t->a->confusion;
	t->other = figure_minus(s, o, &why);
	t->minus = t->other ? t->other->confusion : NULL;
	t->worst = false;
	t->first = t->shown = 0;
	if (why)
		return why;
	if (!s->train_samples)
		return "no samples yet: type  data  or  train";
	if (s->samples && s->samples->targets)
		return "the samples have real targets, no classes: curves and metrics say the loss";
	if (!t->c || (t->other && !t->minus))
		return "nothing is counted yet";
	if (t->minus && t->minus->classes != t->c->classes)
		return "the two tell different numbers of classes apart: nothing to subtract";
	t->classes = t->c->classes;
	t->limit = largest(t);
	return NULL;
}

struct ranked {
	int class, wrong;
};

static int by_errors(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->wrong != y->wrong)
		return x->wrong < y->wrong ? 1 : -1;
	return (x->class > y->class) - (x->class < y->class);
}

void confusion_choose(struct confusion_table *t, int room, int scroll)
{
	struct ranked ranked[FPE_MAX_NEURONS];

	room = room < 1 ? 1 : room;
	t->worst = t->classes > room;
	t->shown = t->worst ? room : t->classes;
	t->first = scroll < 0 ? 0 : scroll > t->classes - t->shown ? t->classes - t->shown : scroll;
	for (int i = 0; i < t->classes; i++)
		ranked[i] = (struct ranked){ i, wrong(t->c, i) };
	if (t->worst)
		qsort(ranked, (size_t)t->classes, sizeof *ranked, by_errors);
	for (int i = 0; i < t->classes; i++)
		t->order[i] = (int16_t)ranked[i].class;
}

static int count_of(const struct confusion_table *t, const struct fpe_confusion *c, int row,
		    int column)
{
	int n;

	if (row == CONFUSION_ALL)
		return column == CONFUSION_ALL ? c->samples : c->as_class[column];
	if (column >= 0)
		return fpe_confusion_count(c, row, column);
	n = c->of_class[row];
	for (int i = 0; column == CONFUSION_REST && i < t->shown; i++)
		n -= fpe_confusion_count(c, row, t->order[t->first + i]);
	return n;
}

int confusion_count(const struct confusion_table *t, int row, int column)
{
	return count_of(t, t->c, row, column);
}

static double share_of(const struct confusion_table *t, const struct fpe_confusion *c, int row,
		       int column)
{
	if (row == CONFUSION_ALL)
		return column == CONFUSION_ALL ? fpe_confusion_accuracy(c)
					       : fpe_confusion_precision(c, column);
	if (column == CONFUSION_ALL)
		return fpe_confusion_recall(c, row);
	return c->of_class[row] ? (double)count_of(t, c, row, column) / c->of_class[row] : NAN;
}

double confusion_share(const struct confusion_table *t, int row, int column)
{
	double share = share_of(t, t->c, row, column);

	return t->minus ? share - share_of(t, t->minus, row, column) : share;
}
