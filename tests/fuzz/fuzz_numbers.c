/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_numbers.c - any bytes as whole numbers, and these as groups of inputs. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fpe/groups.h"
#include "fpe/limits.h"
#include "io/numbers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct numbers *n)
{
	struct fpe_groups *groups;
	struct fpe_error err;

	if (n->count < 1 || (n->columns && n->count != n->rows * n->columns))
		abort();
	if (n->count > FPE_MAX_INPUTS || fpe_groups_of(n->value, n->count, "f", &groups, &err))
		return;
	for (int j = 0; j < n->count; j++) {
		if (groups->of[j] < 0 || groups->of[j] >= groups->count)
			abort();
	}
	fpe_groups_free(groups);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1); /* as a file that was read */
	struct fpe_error err;
	struct numbers n;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (!numbers_of(text, size, "f", &n, &err)) {
		check(&n);
		numbers_clear(&n);
	}
	free(text);
	return 0;
}
