/* SPDX-License-Identifier: GPL-3.0-or-later */
/* names.c - longer and longer ends, until all differ; else plain names. */
#include "view/figure/names.h"

#include <stdlib.h>
#include <string.h>

#define MOST_TRIED 128 /* names whose ends are tried: more are not read one by one */

struct list {
	names_whole *whole;
	const void *of;
	struct figure_name *name;
	const struct figure_name **sorted;
	int n;
};

static int compare(const void *a, const void *b)
{
	const struct figure_name *x = *(const struct figure_name *const *)a;
	const struct figure_name *y = *(const struct figure_name *const *)b;

	return strcmp(x->text, y->text);
}

static void sort(struct list *l)
{
	for (int i = 0; i < l->n; i++)
		l->sorted[i] = &l->name[i];
	qsort(l->sorted, (size_t)l->n, sizeof *l->sorted, compare);
}

static bool same(const struct list *l, int i)
{
	return i > 0 && i < l->n && strcmp(l->sorted[i - 1]->text, l->sorted[i]->text) == 0;
}

static bool all_differ(struct list *l)
{
	sort(l);
	for (int i = 1; i < l->n; i++) {
		if (same(l, i))
			return false;
	}
	return true;
}

static void shorten(struct list *l, int columns, int tail)
{
	for (int i = 0; i < l->n; i++)
		l->name[i] = figure_short_to(l->whole(l->of, i, false).text, columns, tail);
}

static void make_plain(struct list *l, bool all)
{
	bool *plain = calloc((size_t)l->n + 1, 1);

	for (int i = 0; plain && i < l->n; i++) {
		if (all || same(l, i) || same(l, i + 1))
			plain[l->sorted[i] - l->name] = true;
	}
	for (int i = 0; plain && i < l->n; i++) {
		if (plain[i])
			l->name[i] = l->whole(l->of, i, true);
	}
	free(plain);
}

static void tell_apart(struct list *l, int columns)
{
	int usual = figure_tail(columns);

	for (int tail = usual; tail == usual || (tail <= columns - 2 && l->n <= MOST_TRIED);
	     tail++) {
		shorten(l, columns, tail);
		if (all_differ(l))
			return;
	}
	shorten(l, columns, usual);
	sort(l);
	make_plain(l, false);
	/* somebody's name is another's plain one */
	if (!all_differ(l))
		make_plain(l, true);
}

struct figure_name *names_short(names_whole *whole, const void *of, int n, int columns)
{
	struct list l = { .whole = whole, .of = of, .n = n };

	l.name = malloc((size_t)n * sizeof *l.name + 1);
	l.sorted = malloc((size_t)n * sizeof *l.sorted + 1);
	if (l.name && l.sorted)
		tell_apart(&l, columns < 1 ? 1 : columns);
	free(l.sorted);
	if (!l.sorted) {
		free(l.name);
		return NULL;
	}
	return l.name;
}
