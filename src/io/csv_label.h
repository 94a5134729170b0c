/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv_label.h - what a table's labels are: classes by name or number, or targets. */
#ifndef IO_CSV_LABEL_H
#define IO_CSV_LABEL_H

#include "fpe/limits.h"
#include "io/csv_text.h"

/* What the numbers of a column have in common. Begin with zeros. */
struct csv_facts {
	bool any;
	bool texts;	 /* one is no number */
	bool broken;	 /* one is not whole, or below 0 */
	double most;	 /* the largest */
	double value[2]; /* the first two that differ */
	int values;	 /* how many differ: 0, 1, 2, and 3 for more */
};
void csv_facts_add(struct csv_facts *facts, bool is_number, double value);

enum csv_labels { CSV_TEXTS, CSV_PAIR, CSV_NUMBERS, CSV_TARGETS };
enum csv_labels csv_labels_of(const struct csv_facts *facts);

/* Names that are told apart, in the order of their bytes. Begin with zeros. */
struct csv_names {
	void *tree; /* of struct csv_name, by tsearch */
	int count;
};
/* FPE_ELIMIT: more than a net has outputs. FPE_EFORMAT: not UTF-8, or control bytes. */
enum fpe_status csv_names_add(struct csv_names *names, const struct csv_field *field,
			      struct fpe_error *err);
/* Number them; gives the names and a NULL, owned by the caller. NULL: no memory. */
char **csv_names_list(struct csv_names *names);
/* A name's number. */
int csv_names_find(const struct csv_names *names, const struct csv_field *field);
void csv_names_clear(struct csv_names *names);

/* A copy of a name that is fit to be shown. FPE_EFORMAT, FPE_ENOMEM. */
enum fpe_status csv_name(const struct csv_field *field, char **out, struct fpe_error *err);

#endif
