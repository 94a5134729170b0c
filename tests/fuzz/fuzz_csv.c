/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_csv.c - any bytes as a table, plain or compressed. */
#include "fuzz/fuzz.h"

#include <math.h>

#include "io/csv.h"
#include "io/gzfile.h"

#define LIMIT (8u << 20) /* bytes of an inflated table */

/* What is read fits together, and is finite. */
static void check_set(const struct sample_set *set)
{
	const struct fpe_data *d = set->data;

	must(d && d->count > 0 && !d->label != !d->target, "a set without samples or outputs");
	for (int i = 0; d->label && i < d->count; i++)
		must(d->label[i] >= 0 && d->label[i] < d->classes, "a label past the classes");
	for (int i = 0; d->target && i < d->count; i++)
		must(isfinite(d->target[i]), "a target that is not finite");
	for (int i = 0; d->real && i < d->count * d->inputs; i++)
		must(isfinite(d->real[i]), "an input that is not finite");
	for (int j = 0; set->input_name && j < d->inputs; j++)
		must(set->input_name[j] != NULL, "an input without a name");
	for (int c = 0; set->class_name && c < d->classes; c++)
		must(set->class_name[c] != NULL, "a class without a name");
}

/* A message is one line that a terminal can take. */
static void check_message(const struct fpe_error *err)
{
	must(strncmp(err->message, "t.csv: ", 7) == 0, "a message without the file");
	for (const char *c = err->message; *c; c++)
		must((unsigned char)*c >= 0x20 && *c != 0x7f, "a raw control");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct csv_options options[] = { { NULL, false },
						      { "1", true },
						      { "b", true } };
	char *bytes = malloc(size + 1);
	struct sample_set set;
	struct fpe_error err;

	must(bytes != NULL, "no memory");
	memcpy(bytes, data, size);
	bytes[size] = 0;
	if (gzfile_inflate("t.csv", LIMIT, NULL, &bytes, &size, &err)) {
		check_message(&err);
		return 0;
	}
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		if (csv_parse(bytes, size, "t.csv", &options[i], NULL, &set, &err))
			check_message(&err);
		else
			check_set(&set);
		sample_set_clear(&set);
	}
	free(bytes);
	return 0;
}
