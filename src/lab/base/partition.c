/* SPDX-License-Identifier: GPL-3.0-or-later */
/* partition.c - the numbers of a file as an owner table. */
#include "lab/base/partition.h"

#include <stdlib.h>

#include "fpe/limits.h"
#include "fpe/rng.h"
#include "io/numbers.h"

struct owned {
	struct fpe_partition partition; /* first: what is shared is a partition */
	struct numbers numbers;		/* that it borrows */
};

static void owned_free(void *thing)
{
	struct owned *owned = thing;

	numbers_clear(&owned->numbers);
	free(owned);
}

static enum fpe_status check(const struct numbers *n, struct fpe_error *err)
{
	if (n->columns == 0)
		return fpe_fail(
			err, FPE_EFORMAT,
			"%s: rows of different lengths; a row a neuron, a number an input are read",
			n->name);
	for (int i = 0; i < n->count; i++) {
		if (n->value[i] < -1 || n->value[i] >= FPE_MAX_ALPHA)
			return fpe_fail(
				err, FPE_EFORMAT,
				"%s: row %d, column %d (from 0) is %d; children are 0 to %d, -1 is none",
				n->name, i / n->columns, i % n->columns, n->value[i],
				FPE_MAX_ALPHA - 1);
	}
	return FPE_OK;
}

enum fpe_status partition_read(const char *path, struct shared **out, struct fpe_error *err)
{
	struct owned *owned = calloc(1, sizeof *owned);
	struct numbers *n;
	enum fpe_status status;

	*out = NULL;
	if (!owned)
		return fpe_no_memory(err);
	n = &owned->numbers;
	status = numbers_read(path, n, err);
	if (!status)
		status = check(n, err);
	if (status) {
		owned_free(owned);
		return status;
	}
	owned->partition = (struct fpe_partition){ n->rows, n->columns, n->value, n->name };
	*out = shared_new(owned, owned_free);
	return *out ? FPE_OK : fpe_no_memory(err);
}

int partition_alpha(const struct fpe_partition *partition)
{
	int most = 0;

	for (size_t i = 0; i < (size_t)partition->rows * (size_t)partition->columns; i++)
		most = partition->child[i] > most ? partition->child[i] : most;
	return most + 1;
}

uint64_t partition_hash(const struct fpe_partition *partition)
{
	uint64_t hash = fpe_rng_mix((uint64_t)partition->rows, (uint64_t)partition->columns);

	for (size_t i = 0; i < (size_t)partition->rows * (size_t)partition->columns; i++)
		hash = fpe_rng_mix(hash, (uint64_t)partition->child[i]);
	return hash;
}
