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

/* What a level of x86-64 adds is asked for in part: these are never apart. */
#ifdef __x86_64__
static bool has_v2(void)
{
	return __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("sse4.1") &&
	       __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
}

static bool has_v3(void)
{
	return has_v2() && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
	       __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

static bool has_v4(void)
{
	return has_v3() && __builtin_cpu_supports("avx512f") &&
	       __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
	       __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#endif

static bool has_generic(void)
{
	return true;
}

static const struct {
	struct isa isa;
	bool (*runs)(void);
} isas[] = {
#ifdef __x86_64__
	{ { "v4", "x86-64-v4", &tile_ops_v4, &dots_ops_v4 }, has_v4 },
	{ { "v3", "x86-64-v3", &tile_ops_v3, &dots_ops_v3 }, has_v3 },
	{ { "v2", "x86-64-v2", &tile_ops_v2, &dots_ops_v2 }, has_v2 },
#endif
	{ { "generic", "generic", &tile_ops_generic, &dots_ops_generic }, has_generic },
};

#define ISAS (sizeof isas / sizeof *isas)

static bool runs(size_t i)
{
#ifdef __x86_64__
	__builtin_cpu_init();
#endif
	return isas[i].runs();
}

const struct isa *isa_best(void)
{
	const char *wanted = getenv("FPE_ISA");
	const struct isa *isa = wanted ? isa_find(wanted) : NULL;
	size_t i = 0;

	if (isa)
		return isa;

	while (!runs(i))
		i++; /* generic runs everywhere and is last */
	return &isas[i].isa;
}

const struct isa *isa_find(const char *name)
{
	for (size_t i = 0; i < ISAS; i++) {
		if (strcmp(isas[i].isa.name, name) == 0 && runs(i))
			return &isas[i].isa;
	}
	return NULL;
}
