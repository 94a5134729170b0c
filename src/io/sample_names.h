/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sample_names.h - names of inputs and classes, as a file of samples tells them.
 *
 * The metadata's string "fpe_samples" is a JSON object; its lists "inputs" and
 * "classes" name all of them, or are not there.
 */
#ifndef IO_SAMPLE_NAMES_H
#define IO_SAMPLE_NAMES_H

#include "io/sample_set.h"

#define SAMPLE_NAMES_KEY "fpe_samples"
#define SAMPLE_NAMES_FORMAT 1
#define SAMPLE_NAMES_LONGEST 255 /* bytes of one */

/*
 * Give the samples of a file the names it tells, and as many classes, if it tells
 * of more than are seen. FPE_EFORMAT, and the set is as it was: an unknown format,
 * not one name for each, control characters.
 */
enum fpe_status sample_names_read(const struct tensors *file, struct sample_set *set,
				  struct fpe_error *err);

/* The list of `count` names, or NULL where all are as they would be without (prefix
   and number), or there is no memory. Gives it. */
json_t *sample_names_json(int count, const char *prefix,
			  const char *(*name)(const void *context, int i, char *buffer),
			  const void *context);

#endif
