/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sample_set.h - samples of a user's own, whatever file they came from.
 *
 * Every reader of samples gives one of these; what is drawn from it for a
 * training (holdout, standardising) is decided by who asked.
 */
#ifndef IO_SAMPLE_SET_H
#define IO_SAMPLE_SET_H

#include "fpe/data.h"
#include "io/tensors.h"

struct sample_set {
	struct fpe_data *data; /* all there are, or the training part where … */
	struct fpe_data *test; /* … the file has a test part; else NULL */
	char **input_name;     /* [inputs]; NULL: x0, x1 … */
	char **class_name;     /* [classes]; NULL: 0, 1 … */
	/* Inputs are a picture of so many rows, columns and channels (input =
	   (row * columns + column) * channels + channel); 0: no picture. */
	int rows, columns, channels;
	/* Inputs are positions of so many each, one of which is 1: a text's
	   last characters; 0: they are not. */
	int position;
};

/* Frees what it holds and makes it empty. */
void sample_set_clear(struct sample_set *set);

/*
 * x [n, d] and y [n] (whole numbers >= 0), and test_x, test_y where the file has
 * them; Boolean where every x is 0 or 1. *out stays empty and the status FPE_OK
 * where it has none of them.
 */
enum fpe_status sample_set_of(const struct tensors *file, struct sample_set *out,
			      struct fpe_error *err);

#endif
