/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isa.c - the table of instruction sets, fastest first.
 *
 * Asked at run time, so that one program runs on every CPU. Nothing is kept:
 * the answer is a few bit tests.
 */
#include "core/kernel/isa.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const struct isa isas[] = {
#ifdef __x86_64__
	{ "v4", "x86-64-v4", &tile_ops_v4 },
	{ "v3", "x86-64-v3", &tile_ops_v3 },
#endif
	{ "generic", "generic", &tile_ops_generic },
};

#define ISAS (sizeof isas / sizeof *isas)

static bool runs(const struct isa *isa)
{
#ifdef __x86_64__
	bool v3, v4;

	__builtin_cpu_init();
	v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
	     __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
	v4 = v3 && __builtin_cpu_supports("avx512f") &&
	     __builtin_cpu_supports("avx512bw") &&
	     __builtin_cpu_supports("avx512cd") &&
	     __builtin_cpu_supports("avx512dq") &&
	     __builtin_cpu_supports("avx512vl");
	if (isa->ops == &tile_ops_v4)
		return v4;
	if (isa->ops == &tile_ops_v3)
		return v3;
#endif
	return isa->ops == &tile_ops_generic;
}

const struct isa *isa_best(void)
{
	const char *wanted = getenv("FPE_ISA");
	const struct isa *isa = wanted ? isa_find(wanted) : NULL;
	size_t i = 0;

	if (isa)
		return isa;

	while (!runs(&isas[i]))
		i++; /* generic runs everywhere and is last */
	return &isas[i];
}

const struct isa *isa_find(const char *name)
{
	for (size_t i = 0; i < ISAS; i++) {
		if (strcmp(isas[i].name, name) == 0 && runs(&isas[i]))
			return &isas[i];
	}
	return NULL;
}
