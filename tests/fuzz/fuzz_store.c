/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_store.c - any bytes as a run store: opened, listed, read, merged, written to.
 *
 * It is read from a file in memory. What a merge took in is a store whose runs are whole.
 * Messages quote what SQLite says of the file: the places where they come out clean them.
 */
#include "fuzz/fuzz.h"

#include <math.h>
#include <unistd.h>

#include "io/store.h"

struct place {
	char folder[40], file[60], other[60];
};

static void make(struct place *p, const uint8_t *data, size_t size)
{
	const char *root = access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm";
	FILE *file;

	snprintf(p->folder, sizeof p->folder, "%s/fpe-fuzz-XXXXXX", root);
	must(mkdtemp(p->folder) != NULL, "no folder");
	snprintf(p->file, sizeof p->file, "%s/a.db", p->folder);
	snprintf(p->other, sizeof p->other, "%s/b.db", p->folder);
	file = fopen(p->file, "wb");
	must(file && fwrite(data, 1, size, file) == size && !fclose(file), "no file");
}

static void forget(const struct place *p)
{
	static const char *const after[] = { "", "-journal", "-wal", "-shm" };
	char path[80];

	for (int i = 0; i < 8; i++) {
		snprintf(path, sizeof path, "%s%s", i < 4 ? p->file : p->other, after[i % 4]);
		unlink(path);
	}
	must(rmdir(p->folder) == 0, "other files are left");
}

static void count_key(void *context, const char *key)
{
	must(key != NULL, "no key");
	++*(int *)context;
}

/* All that is read of a store. */
static void use(struct store *store)
{
	struct fpe_error err = { .code = FPE_OK };
	struct store_list list = { 0 };
	int keys = 0;
	long long generation;
	bool listed = !store_list(store, &list, &err);

	for (int i = 0; listed && i < list.runs; i++) {
		struct store_run run;
		bool found;

		must(list.entry[i].settings >= 0 && list.entry[i].settings < list.texts,
		     "a run without settings");
		if (store_read(store, &list.entry[i], &run, &err))
			continue;
		must(run.rows >= 0 && run.rows <= STORE_MAX_ROWS, "a run that is none");
		must(!store_get(store, list.entry[i].key, &found, &run, &err) && found,
		     "a run that is listed and not there");
	}
	store_keys(store, count_key, &keys, &err);
	store_list_clear(&list);
	store_generation(store, &generation, &err);
}

static void open_and_use(const struct place *p, enum store_access access)
{
	struct store *store;
	struct fpe_error err = { .code = FPE_OK };

	if (store_open(p->file, access, NULL, &store, &err)) {
		must(err.message[0], "no message");
		return;
	}
	use(store);
	store_close(store);
}

static void put_and_get(const struct place *p)
{
	struct store_run run = {
		.settings = "{\"fuzz\": 1}", .seed = 7, .majority = NAN, .rows = 1
	};
	struct store_run *runs[] = { &run }, back;
	struct fpe_error err;
	struct store *store;
	char key[STORE_KEY_SIZE];
	bool there, found;

	fpe_metric_clear(run.row[0].split);
	fpe_metric_clear(run.row[0].end);
	strcpy(run.row[0].name, "dense");
	store_key(run.settings, run.seed, key);
	if (store_open(p->file, STORE_WRITE, NULL, &store, &err))
		return;
	if (!store_put(store, runs, 1, &there, &err) && !store_get(store, key, &found, &back, &err))
		must(found, "what was put is not there");
	store_close(store);
}

static void merge(const struct place *p)
{
	struct fpe_error err = { .code = FPE_OK };
	struct store *from, *to;
	struct store_merged merged;
	bool whole;

	if (store_open(p->file, STORE_READ, NULL, &from, &err))
		return;
	whole = !store_check(from, &err);
	store_close(from);
	if (!whole)
		return;
	must(!store_open(p->other, STORE_WRITE, NULL, &to, &err), err.message);
	if (store_merge(to, p->file, &merged, &err)) {
		must(err.message[0], "no message");
	} else {
		must(merged.added == merged.runs && !merged.differ, "an empty store had some");
		must(!store_check(to, &err), "a run that was whole is not, merged");
	}
	store_abandon(to);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct place p;

	make(&p, data, size);
	open_and_use(&p, STORE_READ);
	merge(&p);
	open_and_use(&p, STORE_WRITE);
	put_and_get(&p);
	open_and_use(&p, STORE_READ);
	forget(&p);
	return 0;
}
