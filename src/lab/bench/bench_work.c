/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench_work.c - the rows of bench_work.h, and their nets by name. */
#include "lab/bench/bench_work.h"

#include <string.h>

#include "core/base/fixed_text.h"

/* The dense net first, and the workload's own batch. An epoch of small batches has few
   samples, and so has one of wide nets: a round is to be short. */
static const struct bench_split in_2[] = { { NULL, 1 }, { "random", 2 }, { 0 } };
static const struct bench_split by_clause[] = {
	{ NULL, 1 }, { "random", 2 }, { "clause", 2 }, { 0 }
};
static const struct bench_split in_4[] = { { NULL, 1 }, { "random", 2 }, { "random", 4 }, { 0 } };
static const struct bench_batch j1_steps[] = {
	{ 500, 8000, 320 }, { 1, 512, 40 }, { 32, 4096, 40 }, { 0 }
};
static const struct bench_batch j2_steps[] = {
	{ 500, 20000, 200 }, { 1, 512, 40 }, { 32, 4096, 40 }, { 0 }
};
static const struct bench_batch j3_steps[] = { { 256, 10000, 40 }, { 0 } };
static const struct bench_batch f_steps[] = {
	{ 256, 10000, 40 }, { 1, 512, 40 }, { 32, 4096, 40 }, { 0, 10000, 4 }, { 0 }
};
static const struct bench_batch big_steps[] = {
	{ 256, 5120, 20 }, { 1, 64, 20 }, { 32, 1024, 20 }, { 0, 5120, 4 }, { 0 }
};
static const struct bench_batch e_steps[] = {
	{ 256, 50000, 40 }, { 1, 512, 40 }, { 32, 4096, 40 }, { 0 }
};
static const struct bench_batch b_steps[] = { { 500, 10000, 40 }, { 0 } };

#define DNF BENCH_DNF
#define CENTRES BENCH_CENTRES
#define PICTURE BENCH_PICTURES
#define SPLIT BENCH_SPLIT
#define COUNTS BENCH_COUNTS
const struct bench_work bench_works[] = {
	/* name, quick, samples, clauses, train, test, widths, masks, warmup, splits, batches */
	{ "J1", true, DNF, 8, 8000, 8000, { 32, 8, 1 }, SPLIT, 5, by_clause, j1_steps },
	{ "J2", true, DNF, 32, 20000, 8000, { 128, 64, 1 }, COUNTS, 0, by_clause, j2_steps },
	{ "J3", true, CENTRES, 0, 10000, 2000, { 512, 64, 64, 100 }, COUNTS, 0, in_2, j3_steps },
	{ "F8", false, PICTURE, 0, 10000, 2000, { 784, 8, 10 }, SPLIT, 1, in_4, f_steps },
	{ "F64", false, PICTURE, 0, 10000, 2000, { 784, 64, 10 }, SPLIT, 1, in_4, f_steps },
	{ "F512", false, PICTURE, 0, 10000, 2000, { 784, 512, 10 }, SPLIT, 1, in_4, big_steps },
	{ "D", false, PICTURE, 0, 10000, 2000, { 784, 512, 512, 10 }, SPLIT, 1, in_2, big_steps },
	{ "E", false, CENTRES, 0, 50000, 2000, { 512, 32, 100 }, SPLIT, 1, in_4, e_steps },
	{ "B", false, DNF, 64, 10000, 2000, { 256, 1024, 1 }, SPLIT, 1, in_2, b_steps },
	{ 0 },
};

const char *bench_work_about(const struct bench_work *work)
{
#define ABOUT(name, about) about,
	static const char *const about[] = { BENCH_WORK_LIST(ABOUT) };

	return about[work - bench_works];
}

int bench_work_layers(const struct bench_work *work)
{
	int layers = 0;

	while (work->widths[layers + 1])
		layers++;
	return layers;
}

static void name_kind(struct bench_kind *k)
{
	size_t at = 0;

	fixed_put(k->name, sizeof k->name, &at, "%s.%s", k->work->name,
		  k->split.kind ? k->split.kind : "dense");
	if (k->split.alpha > 2)
		fixed_put(k->name, sizeof k->name, &at, "%d", k->split.alpha);
	if (k->batch.size == k->work->batch[0].size)
		return;
	if (k->batch.size)
		fixed_put(k->name, sizeof k->name, &at, "@%d", k->batch.size);
	else
		fixed_put(k->name, sizeof k->name, &at, "@full");
}

struct bench_kind bench_kind(int i)
{
	for (const struct bench_work *w = bench_works; w->name; w++) {
		for (int b = 0; w->batch[b].train; b++) {
			for (int s = 0; w->split[s].alpha; s++) {
				struct bench_kind k = { w, w->split[s], w->batch[b], "" };

				if (i-- > 0)
					continue;
				name_kind(&k);
				return k;
			}
		}
	}
	return (struct bench_kind){ 0 };
}

struct bench_kind bench_kind_find(const char *name)
{
	struct bench_kind k;

	for (int i = 0; (k = bench_kind(i)).work; i++) {
		if (strcmp(k.name, name) == 0)
			break;
	}
	return k;
}
