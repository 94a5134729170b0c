/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clause_list.h - clauses as a file lists them, literal by literal, to a task.
 *
 * Begin with { 0 }. Owns its arrays until clause_list_clear.
 */
#ifndef IO_CLAUSE_LIST_H
#define IO_CLAUSE_LIST_H

#include <stdbool.h>

#include "fpe/task.h"

#define CLAUSE_FILE_MOST (32u << 20) /* bytes of a file of clauses */
#define CLAUSE_LIST_MOST (1 << 21)   /* literals of all its clauses */

struct clause_list {
	int count, room; /* clauses */
	int *start;	 /* [count + 1] places in literal */
	int literals, literal_room;
	int *literal; /* input + 1, negative where it is negated */
	int dropped;  /* clauses with an input both plain and negated: always true in
			 an OR, never in an AND */
	int twice;    /* literals that stood in their clause before */
};

/* One more literal of the clause at hand. FPE_ELIMIT, FPE_ENOMEM, without a file's
   name. */
enum fpe_status clause_list_put(struct clause_list *list, int input, bool plain,
				struct fpe_error *err);
/* The clause at hand is whole: its literals are sorted, each is kept once. One that
   says nothing is dropped. Of no literals: FPE_EFORMAT, for the caller to say why. */
enum fpe_status clause_list_end(struct clause_list *list, struct fpe_error *err);
/* Gives *out; name as of fpe_task_clauses. */
enum fpe_status clause_list_task(const struct clause_list *list, enum fpe_task_kind kind,
				 int inputs, char *const *name, struct fpe_task **out,
				 struct fpe_error *err);
void clause_list_clear(struct clause_list *list);

#endif
