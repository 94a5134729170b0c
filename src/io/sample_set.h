/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sample_set.h - samples of a user's own, whatever file they came from.
 *
 * Every reader of samples gives one of these; what is drawn from it for a
 * training (holdout, standardising) is decided by who asked.
 */
#ifndef IO_SAMPLE_SET_H
#define IO_SAMPLE_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "fpe/alphabet.h"
#include "fpe/data.h"
#include "fpe/groups.h"
#include "io/reading.h"
#include "io/tensors.h"

struct sample_set {
	struct fpe_data *data;	       /* all there are, or the training part where … */
	struct fpe_data *test;	       /* … the file has a test part; else NULL */
	char **input_name;	       /* [inputs] and a NULL; NULL: x0, x1 … */
	char **class_name;	       /* [classes] and a NULL; NULL: 0, 1 … */
	struct fpe_shape shape;	       /* of the picture that inputs are; rows 0: none */
	struct fpe_alphabet *alphabet; /* of a text; else NULL */
	/* What samples belong together is held out together: [count], ascending
	   numbers of lines; NULL: each sample is its own. */
	int32_t *unit;
	char *said;    /* what a user should know of the reading, lines; NULL */
	bool in_order; /* what is held out are the last ones, not drawn ones */
};

/* A list that ends in NULL, with the names; may be NULL. */
void sample_names_free(char **name);
/* Frees what it holds and makes it empty. */
void sample_set_clear(struct sample_set *set);

/*
 * Before memory is asked for: may a set be so large? name stands in messages.
 * numbers: inputs are kept as floats, not as bits. FPE_ELIMIT: past limits.h, or
 * more than half of this machine's memory.
 */
enum fpe_status sample_set_allows(const char *name, int64_t samples, int64_t inputs, bool numbers,
				  struct fpe_error *err);

/*
 * Keep the samples of these classes, which become 0, 1 … in the order of their
 * numbers and keep their names. FPE_ERANGE: fewer than two, one that there is not,
 * or no classes. Not of sets with units.
 */
enum fpe_status sample_set_keep_classes(struct sample_set *set, const int *classes, int count,
					struct fpe_error *err);

/* Is it x, y, test_x or test_y? */
bool sample_set_is_part(const char *name);

/*
 * x [n, d], or pictures [n, rows, columns], [n, rows, columns, channels] or [n, channels,
 * rows, columns] (more than 4 columns; channels one above the other), and y [n]:
 * whole numbers >= 0 are classes, others real targets, as y [n, k] is; test_x and
 * test_y where the file has them. Boolean where every x is 0 or 1. *out stays empty
 * and the status FPE_OK where it has none of them. Also FPE_ESTOPPED.
 */
enum fpe_status sample_set_of(const struct tensors *file, const struct reading *reading,
			      struct sample_set *out, struct fpe_error *err);

#endif
