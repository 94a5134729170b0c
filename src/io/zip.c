/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zip.c - which members does a zip have, and do its records agree?
 *
 * A zip is read from its end: end record, directory, members. Every offset and
 * size in it is somebody's word until it was compared with the file's size.
 */
#include "io/zip.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define END_SIZE 22
#define END64_SIZE 56
#define LOCATOR_SIZE 20
#define ENTRY_SIZE 46
#define LOCAL_SIZE 30
#define MAX_COMMENT 65535
static_assert(ZIP_MAX_NAME == 1024, "a message says so");

struct reader {
	const uint8_t *bytes;
	size_t size;
	size_t from, to; /* of the directory */
	uint64_t count;	 /* members that the end record tells of */
	struct fpe_error *err;
};

static enum fpe_status bad(const struct reader *r, const char *what)
{
	return fpe_fail(r->err, FPE_EFORMAT, "%s", what);
}

static enum fpe_status bad_member(const struct reader *r, const struct zip_member *m,
				  const char *what)
{
	return fpe_fail(r->err, FPE_EFORMAT, "member \"%s\" %s", m->shown, what);
}

static uint64_t little(const uint8_t *p, int bytes)
{
	uint64_t value = 0;

	for (int i = 0; i < bytes; i++)
		value |= (uint64_t)p[i] << (8 * i);
	return value;
}

static bool has(const uint8_t *p, uint32_t signature)
{
	return little(p, 4) == signature;
}

/* ------------------------------------------------------------ the end record */

/* The last record whose comment ends where the file does; false: none. */
static bool find_end(const struct reader *r, size_t *at)
{
	size_t most = r->size < END_SIZE + MAX_COMMENT ? r->size : END_SIZE + MAX_COMMENT;

	for (size_t back = END_SIZE; back <= most; back++) {
		const uint8_t *p = r->bytes + r->size - back;

		if (has(p, 0x06054b50) && little(p + 20, 2) == back - END_SIZE) {
			*at = r->size - back;
			return true;
		}
	}
	return false;
}

/* end: where the end record begins; becomes where the zip64 one does. */
static enum fpe_status read_end64(const struct reader *r, size_t *end, uint64_t *from,
				  uint64_t *length, uint64_t *count)
{
	const uint8_t *locator = r->bytes + (*end - LOCATOR_SIZE), *p;
	uint64_t at = little(locator + 8, 8);

	if (*end < LOCATOR_SIZE + END64_SIZE || at > *end - LOCATOR_SIZE - END64_SIZE)
		return bad(r, "its zip64 record lies outside the file");
	p = r->bytes + at;
	if (!has(p, 0x06064b50) || little(p + 4, 8) != *end - LOCATOR_SIZE - at - 12)
		return bad(r, "its zip64 record is not one");
	if (little(locator + 4, 4) || little(p + 16, 4) || little(p + 20, 4))
		return bad(r, "it is one of several disks");
	*count = little(p + 32, 8);
	*length = little(p + 40, 8);
	*from = little(p + 48, 8);
	*end = (size_t)at;
	return FPE_OK;
}

static enum fpe_status read_end(struct reader *r)
{
	uint64_t from, length;
	size_t end;
	const uint8_t *p;
	enum fpe_status status = FPE_OK;

	if (!find_end(r, &end))
		return bad(r, "it has no directory of a zip at its end: cut off, or no zip");
	p = r->bytes + end;
	if (little(p + 4, 2) || little(p + 6, 2) || little(p + 8, 2) != little(p + 10, 2))
		return bad(r, "it is one of several disks");
	r->count = little(p + 10, 2);
	length = little(p + 12, 4);
	from = little(p + 16, 4);
	if (end >= LOCATOR_SIZE && has(p - LOCATOR_SIZE, 0x07064b50))
		status = read_end64(r, &end, &from, &length, &r->count);
	if (status)
		return status;
	if (length > end || from != end - length)
		return bad(r, "its directory does not end where its end record begins");
	r->from = (size_t)from;
	r->to = end;
	return FPE_OK;
}

/* ------------------------------------------------------------- the directory */

/* Numbers too large for 32 bits stand in an extra field of kind 1, in the order
   of the fields that they replace. */
static enum fpe_status read_extra(const struct reader *r, const struct zip_member *m,
				  const uint8_t *p, size_t size, uint64_t *const number[3])
{
	while (size >= 4) {
		size_t kind = (size_t)little(p, 2), length = (size_t)little(p + 2, 2), used = 0;

		if (length > size - 4)
			return bad_member(r, m, "has an extra field that is cut off");
		for (int i = 0; kind == 1 && i < 3; i++) {
			if (*number[i] != 0xffffffff)
				continue;
			if (length - used < 8)
				return bad_member(r, m, "has a zip64 field that is cut off");
			*number[i] = little(p + 4 + used, 8);
			used += 8;
		}
		p += 4 + length;
		size -= 4 + length;
	}
	return FPE_OK;
}

static const char *method_name(uint64_t method)
{
	return method == 12   ? "bzip2"
	       : method == 14 ? "LZMA"
	       : method == 93 ? "Zstandard"
	       : method == 95 ? "XZ"
	       : method == 9  ? "Deflate64"
			      : "a method that is not known";
}

static enum fpe_status check_method(const struct reader *r, const struct zip_member *m,
				    uint64_t flags, uint64_t method)
{
	if (flags & 0x2041)
		return bad_member(r, m, "is encrypted");
	if (method != 0 && method != 8)
		return fpe_fail(
			r->err, FPE_EFORMAT,
			"member \"%s\" is compressed by %s; stored and deflated ones are read",
			m->shown, method_name(method));
	if (method == 0 && m->packed != m->size)
		return bad_member(r, m, "is stored, but has two sizes");
	return FPE_OK;
}

/* The member's own header says the same; then come its bytes. */
static enum fpe_status check_local(const struct reader *r, struct zip_member *m, uint64_t flags,
				   uint64_t method)
{
	size_t length = strlen(m->name), room;
	const uint8_t *p;

	if (m->at > r->from || r->from - m->at < LOCAL_SIZE || !has(r->bytes + m->at, 0x04034b50))
		return bad_member(r, m, "is not where the directory says");
	p = r->bytes + m->at;
	room = r->from - m->at - LOCAL_SIZE;
	if (little(p + 26, 2) != length || length > room || memcmp(p + LOCAL_SIZE, m->name, length))
		return bad_member(r, m, "has another name in the directory");
	if (((little(p + 6, 2) ^ flags) & 0x2041) || little(p + 8, 2) != method)
		return bad_member(r, m, "is of another kind in the directory");
	room -= length;
	if (little(p + 28, 2) > room || m->packed > room - little(p + 28, 2))
		return bad_member(r, m, "reaches past its end");
	m->data = p + LOCAL_SIZE + length + little(p + 28, 2);
	return FPE_OK;
}

bool zip_name_is_plain(const char *name)
{
	while (*name && (unsigned char)*name >= 32 && *name != 127)
		name++;
	return !*name;
}

static enum fpe_status read_name(const struct reader *r, struct zip_member *m, const uint8_t *p,
				 size_t length)
{
	m->name = malloc(length + 1);
	if (!m->name)
		return fpe_no_memory(r->err);
	memcpy(m->name, p, length);
	m->name[length] = '\0';
	textfile_shown(m->name, m->shown);
	if (length == 0)
		return bad(r, "it has a member without a name");
	if (length > ZIP_MAX_NAME)
		return bad_member(r, m, "has a name of more than 1024 bytes");
	if (strlen(m->name) < length || !zip_name_is_plain(m->name))
		return bad_member(r, m, "has a control character in its name");
	return FPE_OK;
}

/* One entry at *at, which then is behind it. */
static enum fpe_status read_entry(const struct reader *r, size_t *at, struct zip_member *m)
{
	const uint8_t *p = r->bytes + *at;
	size_t room = r->to - *at, name, extra, comment;
	uint64_t size, packed, local, flags, method;
	enum fpe_status status;

	if (room < ENTRY_SIZE || !has(p, 0x02014b50))
		return bad(r, "its directory has fewer members than it says");
	flags = little(p + 8, 2);
	method = little(p + 10, 2);
	m->crc = (uint32_t)little(p + 16, 4);
	packed = little(p + 20, 4);
	size = little(p + 24, 4);
	local = little(p + 42, 4);
	name = (size_t)little(p + 28, 2);
	extra = (size_t)little(p + 30, 2);
	comment = (size_t)little(p + 32, 2);
	if (name + extra + comment > room - ENTRY_SIZE)
		return bad(r, "its directory is cut off");
	status = read_name(r, m, p + ENTRY_SIZE, name);
	if (!status)
		status = read_extra(r, m, p + ENTRY_SIZE + name, extra,
				    (uint64_t *const[]){ &size, &packed, &local });
	if (status)
		return status;
	m->size = (size_t)size;
	m->packed = (size_t)packed;
	m->at = (size_t)local;
	m->deflated = method == 8;
	*at += ENTRY_SIZE + name + extra + comment;
	status = check_method(r, m, flags, method);
	return status ? status : check_local(r, m, flags, method);
}

static int by_place(const void *a, const void *b)
{
	const struct zip_member *const *x = a, *const *y = b;

	return ((*x)->at > (*y)->at) - ((*x)->at < (*y)->at);
}

/* Bytes that two members share could inflate to far more than the file holds. */
static enum fpe_status check_overlap(const struct reader *r, const struct zip *zip)
{
	const struct zip_member **order = calloc((size_t)zip->count + 1, sizeof *order);
	enum fpe_status status = order ? FPE_OK : fpe_no_memory(r->err);

	for (int i = 0; order && i < zip->count; i++)
		order[i] = &zip->member[i];
	if (order)
		qsort(order, (size_t)zip->count, sizeof *order, by_place);
	for (int i = 1; !status && i < zip->count; i++) {
		if (order[i - 1]->data + order[i - 1]->packed > r->bytes + order[i]->at)
			status = bad_member(r, order[i], "overlaps another one");
	}
	free(order);
	return status;
}

static enum fpe_status read_entries(const struct reader *r, struct zip *out)
{
	size_t at = r->from;

	for (uint64_t i = 0; i < r->count; i++) {
		enum fpe_status status = read_entry(r, &at, &out->member[out->count++]);

		if (status)
			return status;
	}
	return at == r->to ? check_overlap(r, out)
			   : bad(r, "its directory has more members than it says");
}

enum fpe_status zip_read(const uint8_t *bytes, size_t size, int most, struct zip *out,
			 struct fpe_error *err)
{
	struct reader r = { .bytes = bytes, .size = size, .err = err };
	enum fpe_status status = read_end(&r);

	*out = (struct zip){ 0 };
	if (!status && r.count > (uint64_t)most)
		status = fpe_fail(err, FPE_ELIMIT, "it has more than %d members", most);
	/* before memory is asked for */
	if (!status && r.count > (r.to - r.from) / ENTRY_SIZE)
		status = bad(&r, "its directory has fewer members than it says");
	if (status)
		return status;
	out->member = calloc((size_t)r.count + 1, sizeof *out->member);
	if (!out->member)
		return fpe_no_memory(err);
	status = read_entries(&r, out);
	if (status)
		zip_clear(out);
	return status;
}

void zip_clear(struct zip *zip)
{
	for (int i = 0; i < zip->count; i++)
		free(zip->member[i].name);
	free(zip->member);
	*zip = (struct zip){ 0 };
}
