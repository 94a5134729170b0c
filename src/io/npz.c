/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * npz.c - which arrays does an .npz file hold?
 *
 * A small file can inflate to a thousand times its size. So each array's header
 * is read first and must ask for just what its member says it inflates to, all of
 * them together stay under a limit, and where they need more than NPZ_SPARE they
 * are inflated once to be looked at before memory for them is asked for.
 */
#include "io/npz.h"

#include <stdlib.h>
#include <string.h>

#include "io/file_kind.h"
#include "io/format.h"
#include "io/npy.h"
#include "io/zip.h"

#define HEAD (NPY_MAX_HEADER + 16) /* bytes that a header takes at most */

struct reader {
	struct zip zip;
	struct tensors *file;	   /* tensor i is member i, until those left out go */
	struct npz_choice *choice; /* NULL: all are needed */
	bool *left_out;		   /* [members] */
	size_t size;		   /* of the file */
	size_t inflated;	   /* bytes of all deflated members */
	const struct reading *reading;
	struct fpe_error *err;
};

/* A failure of the zip gets the file's name. */
static enum fpe_status named(const struct reader *r, enum fpe_status status)
{
	return status == FPE_ENOMEM || status == FPE_ESTOPPED
		       ? status
		       : tensors_name_file(r->file, status, r->err);
}

static int by_name(const void *a, const void *b)
{
	const struct tensor *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static enum fpe_status check_unique(const struct reader *r)
{
	const struct tensors *file = r->file;
	const struct tensor **order = calloc((size_t)file->count + 1, sizeof *order);
	enum fpe_status status = order ? FPE_OK : fpe_no_memory(r->err);

	for (int i = 0; order && i < file->count; i++)
		order[i] = &file->tensor[i];
	if (order)
		qsort(order, (size_t)file->count, sizeof *order, by_name);
	for (int i = 1; !status && i < file->count; i++) {
		if (!strcmp(order[i - 1]->name, order[i]->name))
			status = tensors_bad(file, order[i], "it is there twice", r->err);
	}
	free(order);
	return status;
}

/* Tensors by the names of the members, without their .npy. */
static enum fpe_status name_tensors(struct reader *r)
{
	struct tensors *file = r->file;

	file->tensor = calloc((size_t)r->zip.count + 1, sizeof *file->tensor);
	if (!file->tensor)
		return fpe_no_memory(r->err);
	for (int i = 0; i < r->zip.count; i++) {
		const struct zip_member *m = &r->zip.member[i];
		size_t length = strlen(m->name);

		if (length < 5 || strcmp(m->name + length - 4, ".npy"))
			return fpe_fail(
				r->err, FPE_EFORMAT,
				"%s: member \"%s\" is no array: an .npz file holds .npy files alone",
				file->name, m->shown);
		file->tensor[i].name = strndup(m->name, length - 4);
		if (!file->tensor[i].name)
			return fpe_no_memory(r->err);
		file->count++;
	}
	return check_unique(r);
}

/* Does the array that its header tells of have the member's size? */
static enum fpe_status check_header(struct reader *r, int i, uint8_t *head)
{
	const struct zip_member *m = &r->zip.member[i];
	struct tensor *t = &r->file->tensor[i];
	size_t room = m->size < HEAD ? m->size : HEAD, need;
	enum fpe_status status = named(r, zip_unpack(m, head, room, NULL, r->err));

	if (!status)
		status = npy_header(r->file, head, room, t, &need, r->err);
	if (!status && need != m->size)
		status = tensors_bad(r->file, t, "its shape does not fit its bytes", r->err);
	if (!status && m->deflated && __builtin_add_overflow(r->inflated, m->size, &r->inflated))
		status = tensors_bad(r->file, t, "its shape is too large", r->err);
	return status;
}

/* A refusal that nobody minds. */
static bool is_spared(struct reader *r, int i, enum fpe_status status)
{
	struct npz_choice *choice = r->choice;

	if (status != FPE_EFORMAT || !choice || choice->wanted(r->file, i))
		return false;
	if (!choice->left_out.code)
		choice->left_out = *r->err;
	r->left_out[i] = true;
	return true;
}

static enum fpe_status check_headers(struct reader *r)
{
	uint8_t *head = malloc(HEAD);
	size_t most;
	enum fpe_status status;

	r->left_out = calloc((size_t)r->zip.count + 1, sizeof *r->left_out);
	status = head && r->left_out ? FPE_OK : fpe_no_memory(r->err);
	for (int i = 0; !status && i < r->zip.count; i++) {
		status = check_header(r, i, head);
		if (is_spared(r, i, status))
			status = FPE_OK;
	}
	free(head);
	if (status)
		return status;
	most = r->size > (FORMAT_MAX_FILE - NPZ_SPARE) / NPZ_RATIO
		       ? FORMAT_MAX_FILE
		       : NPZ_RATIO * r->size + NPZ_SPARE;
	if (r->inflated > most)
		return fpe_fail(
			r->err, FPE_ELIMIT,
			"%s: it inflates to %zu MiB; from a file of %zu KiB at most %zu MiB are allowed: save it by numpy.savez, which does not compress",
			r->file->name, r->inflated >> 20, r->size >> 10, most >> 20);
	return FPE_OK;
}

/* Half the work is to look at all members, the other half to keep them. */
static const struct reading *half(const struct reader *r, int i, double from,
				  struct reading_part *part)
{
	double share = .5 / r->zip.count;

	return reading_part(part, r->reading, from + i * share, share);
}

/* Where much memory would be needed the members are looked at before. */
static enum fpe_status check_members(struct reader *r)
{
	struct reading_part part;
	enum fpe_status status = FPE_OK;

	for (int i = 0; !status && r->inflated > NPZ_SPARE && i < r->zip.count; i++)
		if (!r->left_out[i])
			status = named(r,
				       zip_check(&r->zip.member[i], half(r, i, 0, &part), r->err));
	return status;
}

static enum fpe_status read_array(struct reader *r, int i, size_t *at)
{
	const struct zip_member *m = &r->zip.member[i];
	const uint8_t *bytes = m->data;
	struct reading_part part;
	const struct reading *reading = half(r, i, .5, &part);
	enum fpe_status status;

	if (m->deflated) {
		bytes = r->file->inflated + *at;
		status = zip_unpack(m, r->file->inflated + *at, m->size, reading, r->err);
		*at += m->size;
	} else {
		status = zip_check(m, reading, r->err);
	}
	status = named(r, status);
	return status ? status : npy_array(r->file, bytes, m->size, &r->file->tensor[i], r->err);
}

static enum fpe_status read_arrays(struct reader *r)
{
	size_t at = 0;
	enum fpe_status status = FPE_OK;

	r->file->inflated = malloc(r->inflated + 1);
	if (!r->file->inflated)
		return fpe_no_memory(r->err);
	for (int i = 0; !status && i < r->zip.count; i++) {
		if (!r->left_out[i])
			status = read_array(r, i, &at);
	}
	return status;
}

static void drop_left_out(struct reader *r)
{
	struct tensors *file = r->file;
	int kept = 0;

	for (int i = 0; i < file->count; i++) {
		if (r->left_out[i])
			free(file->tensor[i].name);
		else
			file->tensor[kept++] = file->tensor[i];
	}
	file->count = kept;
}

enum fpe_status npz_read(const uint8_t *bytes, size_t size, const char *path,
			 const struct reading *reading, struct tensors **out, struct fpe_error *err)
{
	return npz_read_some(bytes, size, path, reading, NULL, out, err);
}

enum fpe_status npz_read_some(const uint8_t *bytes, size_t size, const char *path,
			      const struct reading *reading, struct npz_choice *choice,
			      struct tensors **out, struct fpe_error *err)
{
	struct fpe_error own; /* what is left out is told by it */
	struct reader r = { .file = tensors_new(path),
			    .choice = choice,
			    .size = size,
			    .reading = reading,
			    .err = err ? err : &own };
	enum fpe_status status;

	*out = NULL;
	if (!r.file)
		return fpe_no_memory(err);
	status = named(&r, zip_read(bytes, size, TENSORS_MAX, &r.zip, err));
	if (!status)
		status = name_tensors(&r);
	if (!status)
		status = check_headers(&r);
	if (!status)
		status = check_members(&r);
	if (!status)
		status = read_arrays(&r);
	if (!status)
		drop_left_out(&r);
	free(r.left_out);
	zip_clear(&r.zip);
	if (status)
		tensors_free(r.file);
	else
		*out = r.file;
	return status;
}

static enum fpe_status parse(const uint8_t *bytes, size_t size, const char *path,
			     struct tensors **out, struct fpe_error *err)
{
	return npz_read(bytes, size, path, NULL, out, err);
}

bool npz_sniff(const uint8_t *bytes, size_t size)
{
	return size > 4 && !memcmp(bytes, "PK", 2) && !file_kind_is_torch(bytes, size);
}

const struct format format_npz = {
	.suffix = ".npz",
	.help = "An .npz file (numpy.savez, numpy.savez_compressed) has the same names: fc1.weight, fc1.bias …, x and y.",
	.sniff = npz_sniff,
	.parse = parse,
	.write = npz_write,
};
