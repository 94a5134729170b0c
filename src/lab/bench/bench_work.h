/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench_work.h - what training speed is measured on: one row a workload.
 *
 * The command `bench`, the contestants of tests/bench and the program that has
 * them compete all read these rows. A workload has nets (dense, and split with as
 * many weights in all) and batches; its first batch is its own.
 */
#ifndef LAB_BENCH_WORK_H
#define LAB_BENCH_WORK_H

#include <stdbool.h>

#include "fpe/limits.h"

/* Names and shapes of the workloads, in the order of the rows. */
#define BENCH_WORK_LIST(X)                                           \
	X("J1", "32-8-1, Boolean, the default run")                  \
	X("J2", "128-64-1, Boolean, 32 clauses")                     \
	X("J3", "512-64-64-100, real-valued, all layers split")      \
	X("F8", "784-8-10, like Fashion-MNIST's pictures, of noise") \
	X("F64", "784-64-10, the same pictures")                     \
	X("F512", "784-512-10, the same pictures")                   \
	X("D", "784-512-512-10, the same, both hidden layers split") \
	X("E", "512-32-100, real-valued, 50000 samples")             \
	X("B", "256-1024-1, Boolean, 64 clauses")
#define BENCH_WORK_WORD(name, about) "|" name
#define BENCH_WORK_WORDS "quick|all" BENCH_WORK_LIST(BENCH_WORK_WORD)
#define BENCH_WORK_ITEM(name, about) name ": " about ". "
#define BENCH_WORK_ITEMS BENCH_WORK_LIST(BENCH_WORK_ITEM)
/* The words before the first workload: those that are measured quickly, and all. */
enum bench_choice { BENCH_QUICK, BENCH_ALL, BENCH_FIRST };

enum bench_samples_kind {
	BENCH_DNF,     /* of the task dnf, 4 literals a clause */
	BENCH_CENTRES, /* real-valued, around one centre a class */
	BENCH_PICTURES /* from 0 to 1, half of them 0, one label in ten drawn anew */
};

/* How the weights of its split nets are found. */
enum bench_masks {
	BENCH_SPLIT, /* by the program's own split, pruned to the budget */
	BENCH_COUNTS /* masks with the dense net's count in every layer */
};

struct bench_split {
	const char *kind; /* "random", "clause"; NULL: dense */
	int alpha;
};

struct bench_batch {
	int size;  /* 0: full */
	int train; /* samples of an epoch: few where a step has few */
	int check; /* steps after which contestants are compared */
};

#define BENCH_MAX_SPLITS 3

struct bench_work {
	const char *name;
	bool quick;
	enum bench_samples_kind samples;
	int clauses, train, test;
	int widths[5]; /* ends in 0 */
	enum bench_masks masks;
	int warmup;			 /* epochs before a split */
	const struct bench_split *split; /* ends in alpha 0; the first is dense */
	const struct bench_batch *batch; /* ends in train 0; the first is its own */
};
extern const struct bench_work bench_works[]; /* ends in name NULL */

/* One net of a workload at one batch. */
struct bench_kind {
	const struct bench_work *work; /* NULL: past the last */
	struct bench_split split;
	struct bench_batch batch;
	char name[32]; /* "F64.random4@32"; without the batch if it is the work's own */
};

/* Kind i of all: by workload, then batch, then split. */
struct bench_kind bench_kind(int i);
/* By its name; work NULL: there is none. */
struct bench_kind bench_kind_find(const char *name);

/* Its shape in words. */
const char *bench_work_about(const struct bench_work *work);

/* Weight matrices of the dense net. */
int bench_work_layers(const struct bench_work *work);

#endif
