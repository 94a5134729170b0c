/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * npz_write.c - tensors as a zip of .npy files.
 *
 * Stored, one date for all, nothing about who wrote it: the same tensors give the
 * same bytes. Zip's numbers are little-endian (APPNOTE 4.3.7, 4.3.12, 4.3.16).
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "io/format.h"
#include "io/npy.h"
#include "io/npz.h"
#include "io/tensors_make.h"
#include "io/zip.h"

#define LOCAL_SIZE 30
#define ENTRY_SIZE 46
#define END_SIZE 22
_Static_assert(ZIP_MAX_NAME == 1024, "a message says so, less the suffix");

struct member {
	const struct tensor *t;
	struct textbuf head; /* of its .npy file */
	size_t at, size;     /* of its local header; bytes of its .npy file */
	size_t name_length;
	uint32_t crc;
};

static void put(struct textbuf *to, uint64_t value, int bytes)
{
	char out[8];

	for (int i = 0; i < bytes; i++)
		out[i] = (char)(value >> (8 * i) & 255);
	textbuf_add(to, out, (size_t)bytes);
}

/* What local header and directory have alike, from the version that is needed. */
static void put_facts(struct textbuf *to, const struct member *m)
{
	put(to, 20, 2);
	put(to, 1 << 11, 2);	/* names are UTF-8 */
	put(to, 0, 2);		/* stored */
	put(to, 0, 2);		/* 00:00:00 … */
	put(to, 1 << 5 | 1, 2); /* … of 1980-01-01 */
	put(to, m->crc, 4);
	put(to, m->size, 4);
	put(to, m->size, 4);
	put(to, m->name_length, 2);
	put(to, 0, 2); /* no extra field */
}

static void put_name(struct textbuf *to, const struct member *m)
{
	textbuf_puts(to, m->t->name);
	textbuf_puts(to, ".npy");
}

static void put_entry(struct textbuf *to, const struct member *m)
{
	put(to, 0x02014b50, 4);
	put(to, 20, 2); /* version that wrote it */
	put_facts(to, m);
	put(to, 0, 2); /* no comment */
	put(to, 0, 2); /* first disk */
	put(to, 0, 2); /* internal attributes */
	put(to, 0, 4); /* external attributes */
	put(to, m->at, 4);
	put_name(to, m);
}

static void put_end(struct textbuf *to, int count, size_t from, size_t size)
{
	put(to, 0x06054b50, 4);
	put(to, 0, 4); /* one disk */
	put(to, (uint64_t)count, 2);
	put(to, (uint64_t)count, 2);
	put(to, size, 4);
	put(to, from, 4);
	put(to, 0, 2); /* no comment */
}

/* Where it will stand, how large it is, its checksum; *at: behind it, then. */
static enum fpe_status plan(const struct tensors *list, const struct tensor *t, struct member *m,
			    uint64_t *at, struct fpe_error *err)
{
	char what[80];

	m->t = t;
	m->name_length = strlen(t->name) + strlen(".npy");
	if (!t->name[0])
		return tensors_bad(list, t, "an array in an .npz file has a name", err);
	if (m->name_length > ZIP_MAX_NAME)
		return tensors_bad(list, t, "a name in an .npz file has at most 1020 bytes", err);
	if (!zip_name_is_plain(t->name))
		return tensors_bad(list, t, "a name in an .npz file has no control characters",
				   err);
	if (!npy_head(&m->head, t)) {
		snprintf(what, sizeof what, "NumPy has no type %s; a .safetensors file holds it",
			 tensor_type_name(t));
		return tensors_bad(list, t, what, err);
	}
	if (m->head.failed)
		return fpe_no_memory(err);
	m->at = (size_t)*at;
	m->size = m->head.size + tensor_bytes(t);
	*at += LOCAL_SIZE + ENTRY_SIZE + 2 * m->name_length + m->size;
	if (*at + END_SIZE > FORMAT_MAX_FILE)
		return fpe_fail(err, FPE_ELIMIT, "%s: an .npz file would have more than %lld bytes",
				list->name, FORMAT_MAX_FILE);
	*at -= ENTRY_SIZE + m->name_length;
	m->crc = (uint32_t)crc32_z(0, (const uint8_t *)m->head.bytes, m->head.size);
	if (t->count)
		m->crc = (uint32_t)crc32_z(m->crc, t->data, tensor_bytes(t));
	return FPE_OK;
}

static enum fpe_status put_text(struct textbuf *text, struct outfile *to, struct fpe_error *err)
{
	enum fpe_status status =
		text->failed ? fpe_no_memory(err) : outfile_put(to, text->bytes, text->size, err);

	textbuf_clear(text);
	return status;
}

static enum fpe_status put_member(const struct member *m, struct outfile *to, struct fpe_error *err)
{
	struct textbuf text = { 0 };
	enum fpe_status status;

	put(&text, 0x04034b50, 4);
	put_facts(&text, m);
	put_name(&text, m);
	if (!m->head.failed)
		textbuf_add(&text, m->head.bytes, m->head.size);
	status = put_text(&text, to, err);
	return status || !m->t->count ? status
				      : outfile_put(to, m->t->data, tensor_bytes(m->t), err);
}

/* from: where the directory begins. */
static enum fpe_status put_all(const struct member *m, int count, size_t from, struct outfile *to,
			       struct fpe_error *err)
{
	struct textbuf directory = { 0 };
	enum fpe_status status = FPE_OK;

	for (int i = 0; i < count; i++)
		put_entry(&directory, &m[i]);
	put_end(&directory, count, from, directory.size);
	outfile_expect(to, from + directory.size);
	for (int i = 0; !status && i < count; i++)
		status = put_member(&m[i], to, err);
	if (!status)
		status = put_text(&directory, to, err);
	textbuf_clear(&directory);
	return status;
}

enum fpe_status npz_write(const struct tensors *list, struct outfile *to, struct fpe_error *err)
{
	struct member *m = calloc((size_t)list->count + 1, sizeof *m);
	uint64_t at = 0;
	enum fpe_status status = m ? FPE_OK : fpe_no_memory(err);

	for (int i = 0; !status && i < list->count; i++)
		status = plan(list, &list->tensor[i], &m[i], &at, err);
	if (!status)
		status = put_all(m, list->count, (size_t)at, to, err);
	for (int i = 0; m && i < list->count; i++)
		textbuf_clear(&m[i].head);
	free(m);
	return status;
}
