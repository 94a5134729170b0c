/* SPDX-License-Identifier: GPL-3.0-or-later */
/* saved_fixture.h - sessions into files and out of them, and files that are to be the same. */
#ifndef TESTS_SAVED_FIXTURE_H
#define TESTS_SAVED_FIXTURE_H

#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/textfile.h"
#include "lab/session/saved.h"

struct file {
	char path[64];
};

static inline void file_open(struct file *file)
{
	int fd;

	snprintf(file->path, sizeof file->path, "/tmp/fpe_saved.XXXXXX");
	fd = mkstemp(file->path);
	assert_true(fd >= 0);
	close(fd);
}

static inline struct saved_facts save(struct session *s, const char *path)
{
	struct shared *frozen = frozen_take(s);
	struct saved_facts facts;
	struct fpe_error err;

	assert_non_null(frozen);
	assert_ok(saved_write(frozen,
			      &(struct saved_order){ .next_id = s->next_id, .look = s->look }, path,
			      &facts, &err));
	shared_release(frozen);
	return facts;
}

/* As the command does; facts: what the file is said to hold. */
static inline enum fpe_status load_told(struct session *s, const char *path,
					struct saved_place *place, struct saved_facts *facts,
					struct fpe_error *err)
{
	struct shared *frozen;
	int next;
	enum fpe_status status;

	place->first_id = s->next_id;
	status = saved_read(path, place, &frozen, &next, facts, err);
	if (status)
		return status;
	assert_int_equal(frozen_restore(s, frozen, err), FPE_OK);
	s->next_id = next;
	s->version = ++s->versions;
	shared_release(frozen);
	return FPE_OK;
}

static inline enum fpe_status load(struct session *s, const char *path, struct saved_place *place,
				   struct fpe_error *err)
{
	struct saved_facts facts;

	return load_told(s, path, place, &facts, err);
}

static inline void load_well(struct session *s, const char *path)
{
	struct saved_place place = { 0 };
	struct fpe_error err;

	assert_ok(load(s, path, &place, &err));
}

static inline char *bytes_of(const char *path, size_t *size)
{
	struct fpe_error err;
	char *bytes;

	assert_ok(textfile_read(path, TEXTFILE_REGULAR, 1u << 30, &bytes, size, &err));
	return bytes;
}

static inline void is_same_file(const char *a, const char *b)
{
	size_t n, m;
	char *x = bytes_of(a, &n), *y = bytes_of(b, &m);

	assert_true(n == m);
	assert_memory_equal(x, y, n);
	free(x);
	free(y);
}

#endif
