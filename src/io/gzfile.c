/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gzfile.c - a file as it is, or what gzip made it from. */
#include "io/gzfile.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "io/debian.h"
#include "io/gate.h"
#include "io/textfile.h"

#define PIECE (1u << 20)      /* bytes between two looks at who waits */
#define GZIP_WINDOW (15 + 16) /* of zlib: the largest window, a gzip header */

struct inflating {
	const char *name;
	size_t limit;
	const struct reading *reading;
	z_stream stream;
	size_t in_size; /* bytes of the file */
	char *out;
	size_t size, room;
	struct fpe_error *err;
};

static enum fpe_status too_large(const char *name, size_t limit, struct fpe_error *err)
{
	return fpe_fail(err, FPE_ELIMIT, "%s: more than %zu bytes; a file may have at most so many",
			name, limit);
}

static bool is_gzip(const char *bytes, size_t size)
{
	return size >= 3 && memcmp(bytes, "\x1f\x8b\x08", 3) == 0;
}

/* Room for another piece, and for a NUL. */
static enum fpe_status make_room(struct inflating *w)
{
	char *more;

	if (w->room - w->size > PIECE)
		return FPE_OK;
	w->room = 2 * w->room + PIECE + 1;
	if (w->room > w->limit + PIECE + 1)
		w->room = w->limit + PIECE + 1;
	more = realloc(w->out, w->room);
	if (!more)
		return fpe_no_memory(w->err);
	w->out = more;
	return FPE_OK;
}

/* One piece; *over: the last member has ended. */
static enum fpe_status inflate_piece(struct inflating *w, bool *over)
{
	z_stream *z = &w->stream;
	int result;

	/* zlib counts in unsigned int */
	z->avail_in =
		(unsigned)(w->in_size - z->total_in > PIECE ? PIECE : w->in_size - z->total_in);
	z->next_out = (unsigned char *)w->out + w->size;
	z->avail_out = PIECE;
	result = inflate(z, Z_NO_FLUSH);
	w->size += PIECE - z->avail_out;
	*over = result == Z_STREAM_END;
	if (result == Z_OK || result == Z_STREAM_END)
		return FPE_OK;
	if (result == Z_MEM_ERROR)
		return fpe_no_memory(w->err);
	return fpe_fail(w->err, FPE_EFORMAT, "%s: the gzip data is %s", w->name,
			result == Z_BUF_ERROR ? "cut short" : "damaged");
}

/* A member is gone through to its end. */
static enum fpe_status inflate_member(struct inflating *w, size_t before)
{
	bool over = false;
	enum fpe_status status = FPE_OK;

	while (!status && !over) {
		status = make_room(w);
		if (!status)
			status = inflate_piece(w, &over);
		if (!status && w->size > w->limit)
			status = too_large(w->name, w->limit, w->err);
		if (!status)
			status = reading_goes_on(w->reading,
						 (double)(before + w->stream.total_in) /
							 (double)(before + w->in_size),
						 w->err);
	}
	return status;
}

/* All members, one after the other, as gzip does. */
static enum fpe_status inflate_all(struct inflating *w, char *bytes, size_t size)
{
	size_t at = 0;
	enum fpe_status status = FPE_OK;

	while (!status && is_gzip(bytes + at, size - at)) {
		w->stream = (z_stream){ .next_in = (unsigned char *)bytes + at };
		w->in_size = size - at;
		if (inflateInit2(&w->stream, GZIP_WINDOW) != Z_OK)
			return fpe_no_memory(w->err);
		status = inflate_member(w, at);
		at += w->stream.total_in;
		inflateEnd(&w->stream);
	}
	return status;
}

enum fpe_status gzfile_inflate(const char *name, size_t limit, const struct reading *reading,
			       char **bytes, size_t *size, struct fpe_error *err)
{
	struct inflating w = { .name = name, .limit = limit, .reading = reading, .err = err };
	enum fpe_status status;

	if (!is_gzip(*bytes, *size))
		return FPE_OK;
	status = inflate_all(&w, *bytes, *size);
	free(*bytes);
	*bytes = w.out;
	*size = w.size;
	if (!status) {
		w.out[w.size] = 0;
		return FPE_OK;
	}
	free(w.out);
	*bytes = NULL;
	return status;
}

enum fpe_status gzfile_read(const char *path, size_t limit, const struct reading *reading,
			    char **out, size_t *size, struct fpe_error *err)
{
	struct fpe_error inner;
	char name[TEXTFILE_SHOWN], line[DEBIAN_LINE] = "";
	struct reading_part part;
	enum fpe_status status =
		textfile_read_long(path, TEXTFILE_REGULAR, limit,
				   reading_part(&part, reading, 0, .5), out, size, &inner);

	textfile_shown(path, name);
	if (status == FPE_ENOMEM)
		return fpe_no_memory(err);
	if (status == FPE_ELIMIT)
		return too_large(name, limit, err);
	if (status == FPE_EIO && !gate_there(path) && errno == ENOENT)
		debian_line(path, line);
	if (status)
		return fpe_fail(err, status, "%s: %s%s", name, inner.message, line);
	return gzfile_inflate(name, limit, reading_part(&part, reading, .5, .5), out, size, err);
}
