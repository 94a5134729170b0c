/* SPDX-License-Identifier: GPL-3.0-or-later */
/* confusion_words.c - a cell of a confusion figure in words. */
#include <math.h>

#include "view/panel/confusion/table.h"

#define LISTED 8 /* classes told one by one */

/* Looked up anew; CONFUSION_REST is of what was shown, which is not known here. */
static bool look(struct confusion_table *t, const struct snapshot *s, const struct panel_options *o,
		 const struct hit *hit)
{
	if (!figure_hit_arm(s, hit, HIT_CLASS) || confusion_open(t, s, o, hit->arm))
		return false;
	return hit->row >= CONFUSION_ALL && hit->row < t->classes &&
	       hit->column >= CONFUSION_REST && hit->column < t->classes;
}

static void tell_cell(const struct confusion_table *t, int row, int column, struct textbuf *out)
{
	struct confusion_table own = *t;
	int count = confusion_count(t, row, column), all = t->c->of_class[row];

	own.minus = NULL;
	tell(out, "%s said to be %s%s: %d of %d, %s", figure_class(t->s, row).text,
	     figure_class(t->s, column).text, row == column ? " (right)" : "", count, all,
	     figure_number(confusion_share(&own, row, column)).text);
}

static void tell_margin(const struct confusion_table *t, int row, int column, struct textbuf *out)
{
	const struct fpe_confusion *c = t->c;
	int right = 0;

	for (int i = 0; i < t->classes; i++)
		right += c->right[i];
	if (row >= 0)
		tell(out, "recall of %s: %d of its %d samples are right = %s",
		     figure_class(t->s, row).text, c->right[row], c->of_class[row],
		     figure_number(fpe_confusion_recall(c, row)).text);
	else if (column >= 0)
		tell(out, "precision of %s: %d of %d samples said to be it are right = %s",
		     figure_class(t->s, column).text, c->right[column], c->as_class[column],
		     figure_number(fpe_confusion_precision(c, column)).text);
	else
		tell(out, "accuracy: %d of %d right = %s", right, c->samples,
		     figure_number(fpe_confusion_accuracy(c)).text);
}

static void tell_hit(const struct confusion_table *t, const struct hit *hit, struct textbuf *out)
{
	if (hit->column == CONFUSION_REST)
		tell(out, "%s said to be of a class not shown: %s of it",
		     figure_class(t->s, hit->row).text, figure_number(hit->value).text);
	else if (hit->row >= 0 && hit->column >= 0)
		tell_cell(t, hit->row, hit->column, out);
	else
		tell_margin(t, hit->row, hit->column, out);
	if (t->minus && hit->column != CONFUSION_REST)
		tell(out, "; %s than %s",
		     figure_signed(confusion_share(t, hit->row, hit->column)).text, t->other->name);
}

void confusion_describe(const struct snapshot *s, const struct panel_options *o,
			const struct hit *hit, bool ascii, struct textbuf *out)
{
	struct confusion_table t;

	(void)ascii;
	if (look(&t, s, o, hit))
		tell_hit(&t, hit, out);
}

struct wrong {
	const struct confusion_table *t;
	int class;
	bool as; /* what was said to be it, not what it was said to be */
};

static double errors(const void *of, int i)
{
	const struct wrong *w = of;

	if (i == w->class)
		return 0;
	return w->as ? confusion_count(w->t, i, w->class) : confusion_count(w->t, w->class, i);
}

static void tell_worst(const struct confusion_table *t, int class, bool as, struct textbuf *out)
{
	const struct wrong w = { t, class, as };
	struct figure_ranking r = { INFINITY, -1 };
	int n = 0;

	tell(out, as ? "\nWhat else was said to be %s:\n" : "\nWhat else %s was said to be:\n",
	     figure_class(t->s, class).text);
	while (n < LISTED && figure_next_largest(&r, t->classes, errors, &w)) {
		tell(out, "  %-12s %d\n", figure_class(t->s, r.at).text, (int)r.size);
		n++;
	}
	if (n == 0)
		tell(out, "  nothing\n");
}

void confusion_work_out(const struct snapshot *s, const struct panel_options *o,
			const struct hit *hit, struct textbuf *out)
{
	struct confusion_table t;

	if (!look(&t, s, o, hit))
		return;
	tell_hit(&t, hit, out);
	tell(out, "\n(%d %s samples, %s, epoch %d)\n", t.c->samples, confusion_samples(s),
	     t.a->name, t.a->counted);
	if (hit->row >= 0) {
		tell(out, "\n");
		tell_margin(&t, hit->row, CONFUSION_ALL, out);
		tell_worst(&t, hit->row, false, out);
	}
	if (hit->column >= 0) {
		tell(out, "\n");
		tell_margin(&t, CONFUSION_ALL, hit->column, out);
		tell_worst(&t, hit->column, true, out);
	}
	tell(out,
	     "\nrecall = right / samples of the class; precision = right / samples said to be of it; accuracy = right / all.\n");
}
