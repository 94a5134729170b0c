/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clause_list.c - literals one by one into clauses. */
#include "io/clause_list.h"

#include <stdlib.h>

#include "fpe/limits.h"

/* Twice the room, at least 16 and at most `most` + 1. */
static enum fpe_status grow(int **items, int *room, int most, struct fpe_error *err)
{
	int more = *room < 16 ? 16 : *room > most / 2 ? most + 1 : 2 * *room;
	int *grown = realloc(*items, (size_t)more * sizeof **items);

	if (!grown)
		return fpe_no_memory(err);
	*items = grown;
	*room = more;
	return FPE_OK;
}

/* The place of the first literal of the clause at hand. */
static int begin(const struct clause_list *list)
{
	return list->count ? list->start[list->count] : 0;
}

enum fpe_status clause_list_put(struct clause_list *list, int input, bool plain,
				struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	if (list->literals == CLAUSE_LIST_MOST)
		return fpe_fail(err, FPE_ELIMIT, "more than %d literals", CLAUSE_LIST_MOST);
	if (list->literals == list->literal_room)
		status = grow(&list->literal, &list->literal_room, CLAUSE_LIST_MOST, err);
	if (status == FPE_OK)
		list->literal[list->literals++] = plain ? input + 1 : -(input + 1);
	return status;
}

/* By input, negated ones first. */
static int by_input(const void *a, const void *b)
{
	const int x = *(const int *)a, y = *(const int *)b;
	const int i = abs(x), j = abs(y);

	return i != j ? (i > j) - (i < j) : (x > y) - (x < y);
}

enum fpe_status clause_list_end(struct clause_list *list, struct fpe_error *err)
{
	int from = begin(list), to = from;
	int *literal = list->literal;
	bool both = false;

	if (list->literals == from)
		return fpe_fail(err, FPE_EFORMAT, "no literals");
	qsort(literal + from, (size_t)(list->literals - from), sizeof *literal, by_input);
	for (int i = from; i < list->literals; i++) {
		if (to > from && literal[to - 1] == literal[i]) {
			list->twice++;
			continue;
		}
		both |= to > from && literal[to - 1] == -literal[i];
		literal[to++] = literal[i];
	}
	list->literals = both ? from : to;
	list->dropped += both;
	if (both)
		return FPE_OK;
	if (list->count == FPE_MAX_CLAUSES)
		return fpe_fail(err, FPE_ELIMIT, "more than %d clauses", FPE_MAX_CLAUSES);
	if (list->count + 1 >= list->room && grow(&list->start, &list->room, FPE_MAX_CLAUSES, err))
		return FPE_ENOMEM;
	list->start[0] = 0;
	list->start[++list->count] = to;
	return FPE_OK;
}

enum fpe_status clause_list_task(const struct clause_list *list, enum fpe_task_kind kind,
				 int inputs, char *const *name, struct fpe_task **out,
				 struct fpe_error *err)
{
	size_t literals = (size_t)begin(list);
	struct fpe_clauses clauses = { .count = list->count, .start = list->start };
	enum fpe_status status;

	*out = NULL;
	clauses.input = calloc(literals + 1, sizeof *clauses.input);
	clauses.sign = calloc(literals + 1, sizeof *clauses.sign);
	for (size_t i = 0; i < literals && clauses.input && clauses.sign; i++) {
		clauses.input[i] = abs(list->literal[i]) - 1;
		clauses.sign[i] = list->literal[i] > 0 ? 1 : -1;
	}
	if (clauses.input && clauses.sign)
		status = fpe_task_clauses(kind, inputs, &clauses, name, out, err);
	else
		status = fpe_no_memory(err);
	free(clauses.input);
	free(clauses.sign);
	return status;
}

void clause_list_clear(struct clause_list *list)
{
	free(list->start);
	free(list->literal);
	*list = (struct clause_list){ 0 };
}
