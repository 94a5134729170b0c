/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zip_unpack.c - a member's bytes, and are they what its entry says? */
#include <string.h>
#include <zlib.h>

#include "io/zip.h"

#define WINDOW 16384	 /* bytes that are looked at and dropped */
#define PIECE (1u << 20) /* bytes between two looks at who waits, or fewer */

static enum fpe_status bad(const struct zip_member *m, const char *what, struct fpe_error *err)
{
	return fpe_fail(err, FPE_EFORMAT, "member \"%s\" %s", m->shown, what);
}

static enum fpe_status check_sum(const struct zip_member *m, uint32_t crc, struct fpe_error *err)
{
	return crc == m->crc ? FPE_OK : bad(m, "does not have its checksum: it is damaged", err);
}

/* Where inflated bytes go: kept one behind the other, or each over the last. */
struct sink {
	uint8_t *to;
	size_t room;
	int keep;
	size_t done; /* bytes so far */
	uint32_t crc;
};

/* One more piece. *end: it was the last. */
static enum fpe_status inflate_piece(z_stream *z, const struct zip_member *m, struct sink *sink,
				     int *end, struct fpe_error *err)
{
	uint8_t *to = sink->keep ? sink->to + sink->done : sink->to;
	size_t room = sink->keep ? sink->room - sink->done : sink->room;
	uint8_t beyond; /* where a byte too many is seen */
	int code;

	z->next_out = room ? to : &beyond;
	z->avail_out = (uInt)(room == 0 ? 1 : room > PIECE ? PIECE : room);
	room = z->avail_out;
	code = inflate(z, Z_NO_FLUSH);
	room -= z->avail_out;
	if (code == Z_MEM_ERROR)
		return fpe_no_memory(err);
	if (code != Z_OK && code != Z_STREAM_END)
		return bad(m, code == Z_BUF_ERROR ? "ends too early" : "is not what deflate writes",
			   err);
	if (room > m->size - sink->done)
		return bad(m, "inflates to more than its size", err);
	sink->crc = (uint32_t)crc32_z(sink->crc, to, room);
	sink->done += room;
	*end = code == Z_STREAM_END;
	return FPE_OK;
}

/* All of the member, or as much as is to be kept. */
static enum fpe_status inflate_to(const struct zip_member *m, struct sink *sink,
				  const struct reading *reading, struct fpe_error *err)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)m->data };
	size_t fed = 0;
	int end = 0;
	enum fpe_status status = FPE_OK;

	if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
		return fpe_no_memory(err);
	while (!status && !end &&
	       !(sink->keep && sink->room < m->size && sink->done == sink->room)) {
		if (z.avail_in == 0 && fed < m->packed) {
			size_t piece = m->packed - fed;

			z.avail_in = (uInt)(piece > 1u << 30 ? 1u << 30 : piece);
			fed += z.avail_in;
		}
		status = reading_goes_on(reading, (double)sink->done / (double)m->size, err);
		if (!status)
			status = inflate_piece(&z, m, sink, &end, err);
	}
	if (!status && end && (z.avail_in || fed < m->packed))
		status = bad(m, "has bytes behind its end", err);
	if (!status && end && sink->done != m->size)
		status = bad(m, "inflates to less than its size", err);
	inflateEnd(&z);
	return !status && end ? check_sum(m, sink->crc, err) : status;
}

enum fpe_status zip_unpack(const struct zip_member *m, uint8_t *to, size_t room,
			   const struct reading *reading, struct fpe_error *err)
{
	struct sink sink = { .to = to, .room = room < m->size ? room : m->size, .keep = 1 };

	if (m->deflated)
		return inflate_to(m, &sink, reading, err);
	if (sink.room)
		memcpy(to, m->data, sink.room);
	return sink.room == m->size ? zip_check(m, reading, err) : FPE_OK;
}

enum fpe_status zip_check(const struct zip_member *m, const struct reading *reading,
			  struct fpe_error *err)
{
	uint8_t window[WINDOW];
	struct sink sink = { .to = window, .room = sizeof window };
	enum fpe_status status;

	if (m->deflated)
		return inflate_to(m, &sink, reading, err);
	status = reading_goes_on(reading, 0, err);
	return status ? status : check_sum(m, (uint32_t)crc32_z(0, m->data, m->size), err);
}
