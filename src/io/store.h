/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store.h - finished runs of studies in one SQLite file.
 *
 * A run is what a study gave at one seed. Its key is a hash of the text of all
 * its settings and of the seed, so the same run is never there twice, whoever
 * did it. A run is written in one transaction, alone or with others: it is in the
 * file whole or not at all, whatever happens to the program. Several processes may
 * use one file: they wait for each other, but not for ever.
 *
 * Files come from anywhere. A path is a file's name, whatever it looks like; what a
 * store does not need to have it may not have; a run that was changed by other
 * hands has another checksum and is an error when it is read.
 *
 * The tables are described in fpe(5). One thread uses a store at a time.
 */
#ifndef IO_STORE_H
#define IO_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "fpe/error.h"
#include "fpe/metric.h"
#include "fpe/watch.h"

#define STORE_APPLICATION 0x46504572 /* "FPEr", application_id of the file */
/* Of the tables, user_version of the file. A new metric is a new column, and so
   a new version by itself; in older files the column is null until they are
   written to, which adds it. Version 2 had 19 metrics; checksums made one more. */
#define STORE_VERSION (FPE_METRIC_COUNT - 16)
#define STORE_SETTINGS 1  /* of the text of settings and of its hash */
#define STORE_KEY_SIZE 33 /* 32 hexadecimal digits and a NUL */
#define STORE_MAX_ROWS 16

/* One row of a study: a net at the split and at the end. NaN: null. */
struct store_row {
	char name[FPE_MAX_NAME];
	int alpha;
	double split[FPE_METRIC_COUNT];
	double end[FPE_METRIC_COUNT];
};

struct store_run {
	const char *settings; /* without the seed; borrowed */
	uint64_t seed;
	double majority;
	int rows;
	struct store_row row[STORE_MAX_ROWS];
};

/* Eight bytes at a time, the length first. */
uint64_t store_text_hash(uint64_t state, const char *text);
/* The key of a run, NUL-terminated. */
void store_key(const char *settings, uint64_t seed, char key[STORE_KEY_SIZE]);

struct store;

enum store_access {
	STORE_READ, /* the file must be there */
	STORE_WRITE /* made where it is not; that it can be written is tried */
};

/*
 * FPE_EFORMAT: no run store, or one of a newer program; FPE_EIO: not there, not
 * readable or not writable, or locked by another process, which is named, for too
 * long. watch (copied, may be NULL) is asked while it waits and in long queries:
 * FPE_ESTOPPED. Gives *out.
 */
enum fpe_status store_open(const char *path, enum store_access access,
			   const struct fpe_watch *watch, struct store **out,
			   struct fpe_error *err);
void store_close(struct store *store); /* NULL: nothing */
/* Close, and remove a file that store_open made and that has no runs. */
void store_abandon(struct store *store);

/* How many seconds it waits for others that have it locked. */
void store_wait(struct store *store, double patience);
/* Its file, as store_open takes it; borrowed. */
const char *store_path(const struct store *store);
/* Is it this file, by whatever name? */
bool store_is_file(const struct store *store, const char *path);

/* FPE_ESTATE where it holds runs whose settings are of another version: their
   keys mean something else. */
enum fpe_status store_check_settings(struct store *store, struct fpe_error *err);
/* That, and every run is as it was written: FPE_EFORMAT. */
enum fpe_status store_check(struct store *store, struct fpe_error *err);

/* *found: run->settings is left alone, the rest filled. */
enum fpe_status store_get(struct store *store, const char *key, bool *found, struct store_run *run,
			  struct fpe_error *err);

/* Add runs, all or none; one that is there stays as it is: there[i]. FPE_EIO: none is
   in, and the store is as before. */
enum fpe_status store_put(struct store *store, struct store_run *const *runs, int count,
			  bool *there, struct fpe_error *err);

/* Which runs there are: by settings, then seed. */
struct store_list {
	int runs, texts;
	char **settings; /* [texts] ascending, each once */
	struct store_entry {
		uint64_t seed;
		int settings; /* which text */
		char key[STORE_KEY_SIZE];
		bool has_sum;
		int64_t sum;
		double majority;
	} * entry; /* [runs] */
};

/* Gives *out. */
enum fpe_status store_list(struct store *store, struct store_list *out, struct fpe_error *err);
void store_list_clear(struct store_list *list);
/* The rest of a run that is listed: majority and rows. */
enum fpe_status store_read(struct store *store, const struct store_entry *entry,
			   struct store_run *run, struct fpe_error *err);
/* Around many of them: the file is locked once, against who writes. */
enum fpe_status store_begin_reading(struct store *store, struct fpe_error *err);
void store_end_reading(struct store *store);

/* The key of every run, in no order. */
enum fpe_status store_keys(struct store *store, void (*each)(void *context, const char *key),
			   void *context, struct fpe_error *err);
/* A number that changes when another process, or another opening, has written. */
enum fpe_status store_generation(struct store *store, long long *out, struct fpe_error *err);

struct store_merged {
	long long runs;	  /* that the other one has */
	long long added;  /* that were new */
	long long differ; /* that were there with other numbers, and stay */
};

/* Add the runs of another file, all or none; whoever calls it has asked store_check of
   that. FPE_ESTATE as in
   store_check_settings, of either file, and where it is the same file. */
enum fpe_status store_merge(struct store *store, const char *path, struct store_merged *out,
			    struct fpe_error *err);

#endif
