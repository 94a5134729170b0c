/* SPDX-License-Identifier: GPL-3.0-or-later */
/* value_item.h - one item of an argument's text, checked. */
#ifndef CMD_VALUE_ITEM_H
#define CMD_VALUE_ITEM_H

#include "cmd/language/value.h"

struct value_item {
	const struct arg *arg;
	const char *text; /* of the item, NUL-terminated */
	int at;		  /* where it stands in the argument's text */
};

/* FPE_EPARSE: `alpha=99: 2 to 64 children are allowed`; why, or NULL, comes
   before what is allowed. at is relative to the item. */
enum fpe_status value_refuse(const struct value_item *item, int at, const char *why,
			     struct fpe_error *err);

/* Is number whole if it must be, and inside the bounds? Else refused. */
enum fpe_status value_bounds(const struct value_item *item, double number, int at,
			     struct fpe_error *err);
/* The bounds that hold: the row's, or those of the type. */
void value_limits(const struct arg *arg, double *min, double *max);
bool value_is_whole(const struct arg *arg);
bool value_is_by_x(const struct arg *arg); /* are its items parted by x: 512x256? */

/* A whole item that is a number inside the bounds. */
enum fpe_status value_number(const struct value_item *item, double *out, struct fpe_error *err);
/* Index of the item among the choices. */
enum fpe_status value_choose(const struct value_item *item, int *out, struct fpe_error *err);
/* An item that is a name: identifier, short enough. */
enum fpe_status value_name(const struct value_item *item, struct fpe_error *err);

/* Add a copy of a text, and a number beside it. */
enum fpe_status value_append(struct value *value, double number, const char *text,
			     struct fpe_error *err);

/* The list types, text not empty. */
enum fpe_status value_items(const struct arg *arg, const char *text, struct value *out,
			    struct fpe_error *err);

#endif
