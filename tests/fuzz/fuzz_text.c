/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_text.c - any bytes as a text, in order and by lines. */
#include <stdint.h>
#include <stdlib.h>

#include "io/text_samples.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct sample_set *set)
{
	const struct fpe_data *d = set->data;

	for (int i = 0; i < d->count; i++) {
		if (d->label[i] < 0 || d->label[i] >= d->classes)
			abort();
		if (set->unit && i > 0 && set->unit[i] < set->unit[i - 1])
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct text_options options[] = {
		{ .context = 1 },
		{ .context = 8, .by_lines = true },
		{ .context = 3, .by_lines = true, .characters = 20 },
	};

	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		struct sample_set set;
		struct fpe_error err;

		if (text_samples_of((const char *)data, size, "f", &options[i], NULL, &set, &err))
			continue;
		check(&set);
		sample_set_clear(&set);
	}
	return 0;
}
