/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lineage.h - where a net came from, as its file tells.
 *
 * A file's metadata has a string "fpe", one JSON object (fpe(5)): the arm, how
 * it was split and trained, the steps from the root net on, and from which
 * neurons its neurons come. Without it, or in a file of others, a net's neurons
 * are their own parents.
 */
#ifndef IO_LINEAGE_H
#define IO_LINEAGE_H

#include <jansson.h>

#include "fpe/net.h"
#include "io/tensors.h"

#define LINEAGE_KEY "fpe"
#define LINEAGE_FORMAT 1
#define LINEAGE_MAX_STEPS 256

struct lineage {
	char *text;   /* as it stands in the file */
	json_t *json; /* the same, checked */
	enum fpe_activation activation;
	bool tied;
	size_t budget, biases;	 /* of the root net: nnz, and how many biases */
	const char *arm, *split; /* names */
	int alpha, layer;	 /* of the last split; layer from 0, -1: all hidden ones */
	int epoch;
	uint64_t net; /* fingerprint of the net it was applied to */
};

/*
 * What a file tells; *out NULL where it tells nothing. FPE_EFORMAT, naming the
 * file, for anything that no export would write: unknown formats, numbers and
 * names past limits.h, nesting, control characters. Gives *out.
 */
enum fpe_status lineage_read(const struct tensors *file, struct lineage **out,
			     struct fpe_error *err);
void lineage_free(struct lineage *lineage);

/* Give the file's net its neurons' origins and its activation. FPE_EFORMAT where
   they are not of a net of this shape; nothing has changed then. */
enum fpe_status lineage_apply(struct lineage *lineage, struct fpe_net *net, struct fpe_error *err);
/* Is the net still the one it was applied to, bit by bit? */
bool lineage_fits(const struct lineage *lineage, const struct fpe_net *net);

/* What is told of a net; texts and lists are borrowed. */
struct lineage_facts {
	const char *arm, *split, *task;
	int epoch, alpha, layer; /* layer as above */
	uint64_t seed;
	size_t budget, biases;
	const json_t *settings; /* object of numbers and words */
	const json_t *steps;	/* array of objects, the root first */
};
/* The text for a file's metadata; NULL: no memory. */
char *lineage_text(const struct lineage_facts *facts, const struct fpe_net *net);

#endif
