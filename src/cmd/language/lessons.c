/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lessons.c - lessons among the scenarios, in the order of their numbers. */
#include "cmd/language/lessons.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/language/scenario.h"

#define FOLDER "lessons/"

/* What the first comment says; the whole of it where it has another form. */
static const char *read_about(const char *about, int *minutes)
{
	int end = 0;

	*minutes = 0;
	if (sscanf(about, "Lesson %*d, %d minutes: %n", minutes, &end) == 1 && end > 0)
		return about + end;
	return about;
}

static void add(struct lessons *all, const struct scenario *s)
{
	int number = atoi(s->name + strlen(FOLDER));
	struct lesson_found found = { .number = number }, *more;

	if (number < 1 || lessons_get(all, number))
		return;
	found.title = strdup(read_about(s->about, &found.minutes));
	found.name = strdup(s->name);
	more = realloc(all->item, (size_t)(all->count + 1) * sizeof *more);
	if (more)
		all->item = more;
	if (!more || !found.title || !found.name) {
		free(found.title);
		free(found.name);
		return;
	}
	all->item[all->count++] = found;
}

static int by_number(const void *a, const void *b)
{
	return ((const struct lesson_found *)a)->number - ((const struct lesson_found *)b)->number;
}

void lessons_find(struct lessons *out)
{
	struct scenarios scenarios;

	*out = (struct lessons){ 0 };
	scenarios_find(&scenarios);
	out->failed = scenarios.failed;
	for (int i = 0; i < scenarios.count; i++) {
		if (strncmp(scenarios.item[i].name, FOLDER, strlen(FOLDER)) == 0)
			add(out, &scenarios.item[i]);
	}
	scenarios_clear(&scenarios);
	if (out->count)
		qsort(out->item, (size_t)out->count, sizeof *out->item, by_number);
}

void lessons_clear(struct lessons *lessons)
{
	for (int i = 0; i < lessons->count; i++) {
		free(lessons->item[i].title);
		free(lessons->item[i].name);
	}
	free(lessons->item);
	*lessons = (struct lessons){ 0 };
}

const struct lesson_found *lessons_get(const struct lessons *lessons, int number)
{
	for (int i = 0; i < lessons->count; i++) {
		if (lessons->item[i].number == number)
			return &lessons->item[i];
	}
	return NULL;
}
