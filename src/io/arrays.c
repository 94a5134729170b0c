/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arrays.c - arrays of several files, brought together by their roles. */
#include "io/arrays.h"

#include <stdlib.h>
#include <string.h>

#include "io/format.h"
#include "io/gzfile.h"

/* What is read is kept until the samples are made of it. */
struct gathering {
	struct tensors *all; /* one tensor a file, named after its role */
	struct tensors *file[ARRAYS_MOST];
	char *bytes[ARRAYS_MOST];
	int count; /* of files */
};

static void end(struct gathering *g)
{
	tensors_free(g->all);
	for (int i = 0; i < g->count; i++) {
		tensors_free(g->file[i]);
		free(g->bytes[i]);
	}
}

static enum fpe_status add(struct gathering *g, int i, const struct array_file *from,
			   arrays_parse *parse, const struct reading *reading,
			   struct fpe_error *err)
{
	struct reading_part part;
	struct tensor *t = &g->all->tensor[i];
	size_t size;
	enum fpe_status status =
		gzfile_read(from->path, format_most(),
			    reading_part(&part, reading, .4 * i / g->count, .4 / g->count),
			    &g->bytes[i], &size, err);

	if (!status)
		status = parse((const uint8_t *)g->bytes[i], size, from->path, &g->file[i], err);
	if (status)
		return status;
	*t = g->file[i]->tensor[0];
	t->name = strdup(from->role);
	if (!t->name)
		return fpe_no_memory(err);
	g->all->count++;
	return FPE_OK;
}

enum fpe_status arrays_samples(const struct array_file *file, int count, arrays_parse *parse,
			       const char *shown, const struct reading *reading,
			       struct sample_set *out, struct fpe_error *err)
{
	struct reading_part part;
	struct gathering g = { .all = tensors_new(shown), .count = count };
	enum fpe_status status = FPE_OK;

	*out = (struct sample_set){ 0 };
	if (g.all)
		g.all->tensor = calloc(ARRAYS_MOST, sizeof *g.all->tensor);
	if (!g.all || !g.all->tensor)
		status = fpe_no_memory(err);
	for (int i = 0; !status && i < count; i++) {
		status = add(&g, i, &file[i], parse, reading, err);
		if (status && err)
			err->at = i;
	}
	if (!status)
		status = sample_set_of(g.all, reading_part(&part, reading, .4, .6), out, err);
	end(&g);
	return status;
}
