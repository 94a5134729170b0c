/* SPDX-License-Identifier: GPL-3.0-or-later */
/* saved_nets.c - which numbers of a file are which net's? */
#include "lab/session/saved_nets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/room.h"
#include "io/tensors_make.h"

enum { ROW_EPOCH, ROW_BATCH, ROW_MOMENTS, ROW_SETS, ROW_STEPS, ROW_MASKS, ROW_COUNTS_MASKS };

/* What the numbers of a net depend on. */
struct saved_shape {
	size_t entries, biases;
	int layers, in[FPE_MAX_LAYERS], out[FPE_MAX_LAYERS];
};

enum fpe_status saved_tell(struct tensors *list, const char *name, enum tensor_type type,
			   const void *data, size_t rows, int columns, struct fpe_error *err)
{
	struct tensor t = { .type = type,
			    .dims = columns ? 2 : 1,
			    .shape = { (int64_t)rows, columns },
			    .count = rows * (size_t)(columns ? columns : 1),
			    .data = data };

	/* none has no place: an address all the same */
	if (!t.data)
		t.data = (const uint8_t *)"";
	return tensors_add(list, name, &t, err);
}

const struct tensor *saved_tensor(struct saved_in *in, const struct tensors *file, const char *name,
				  enum tensor_type type, int columns)
{
	const struct tensor *t = tensors_find(file, name);

	if (t && t->type == type && t->dims == (columns ? 2 : 1) &&
	    (!columns || t->shape[1] == columns))
		return t;
	saved_bad(in, name, t ? "the tensor is of another shape or type" : "there is none");
	return NULL;
}

/* ------------------------------------------------------------------ writing */

enum fpe_status saved_nets_put(struct saved_nets_out *out, struct packed *net, int *place,
			       struct fpe_error *err)
{
	enum fpe_status status = numbering_ask(&out->nets_met, net, place, err);
	size_t words;

	if (status || *place < out->count)
		return status;
	status = room_for(&out->net, &out->room, out->count + 1, sizeof(struct packed *), err);
	if (!status)
		status = room_for(&out->masks, &out->masks_room, out->count + 1, sizeof *out->masks,
				  err);
	if (!status)
		status = numbering_ask(&out->masks_met, packed_masks_bits(net, &words),
				       &out->masks[out->count], err);
	if (!status)
		out->net[out->count++] = net;
	return status;
}

static size_t values_of(const struct packed *net)
{
	return (size_t)net->sets * net->count;
}

static void put_row(int64_t *row, const struct packed *p, int masks)
{
	row[ROW_EPOCH] = p->epoch;
	row[ROW_BATCH] = p->batch;
	row[ROW_MOMENTS] = p->moments;
	row[ROW_SETS] = p->sets;
	row[ROW_STEPS] = (int64_t)p->steps;
	row[ROW_MASKS] = masks;
	row[ROW_COUNTS_MASKS] = packed_counts_masks(p);
}

/* Where all numbers are: those of a net, and masks once for all that share them. */
static void gather(struct saved_nets_out *out)
{
	for (int i = 0; i < out->count; i++) {
		struct packed *p = out->net[i];
		const uint64_t *bits;
		size_t words;

		put_row(out->row + (size_t)i * SAVED_NETS_COLUMNS, p, out->masks[i]);
		out->values[i] =
			(struct tensor_piece){ p->values, values_of(p) * sizeof *p->values };
		if (out->masks[i] < out->sets)
			continue;
		bits = packed_masks_bits(p, &words);
		out->bits[out->sets++] = (struct tensor_piece){ bits, words * sizeof *bits };
	}
}

static enum fpe_status tell_pieces(struct tensors *list, const char *name, enum tensor_type type,
				   const struct tensor_piece *piece, int pieces,
				   struct fpe_error *err)
{
	struct tensor t = { .type = type, .dims = 1, .piece = piece, .pieces = pieces };

	for (int i = 0; i < pieces; i++)
		t.shape[0] += (int64_t)(piece[i].bytes / tensor_type_info[type].size);
	return tensors_add(list, name, &t, err);
}

enum fpe_status saved_nets_tell(struct saved_nets_out *out, struct tensors *list,
				struct fpe_error *err)
{
	enum fpe_status status;

	out->row = calloc((size_t)out->count * SAVED_NETS_COLUMNS + 1, sizeof *out->row);
	out->values = calloc((size_t)out->count + 1, sizeof *out->values);
	out->bits = calloc((size_t)out->count + 1, sizeof *out->bits);
	if (!out->row || !out->values || !out->bits)
		return fpe_no_memory(err);
	gather(out);
	status = saved_tell(list, "nets", TENSOR_I64, out->row, (size_t)out->count,
			    SAVED_NETS_COLUMNS, err);
	if (!status)
		status = tell_pieces(list, "values", TENSOR_F32, out->values, out->count, err);
	return status ? status : tell_pieces(list, "masks", TENSOR_U64, out->bits, out->sets, err);
}

void saved_nets_clear(struct saved_nets_out *out)
{
	numbering_clear(&out->nets_met);
	numbering_clear(&out->masks_met);
	free(out->net);
	free(out->masks);
	free(out->row);
	free(out->values);
	free(out->bits);
	*out = (struct saved_nets_out){ 0 };
}

/* ------------------------------------------------------------------ reading */

enum fpe_status saved_nets_begin(struct saved_nets_in *nets, const struct tensors *file,
				 struct saved_in *in)
{
	*nets = (struct saved_nets_in){ 0 };
	nets->rows = saved_tensor(in, file, "nets", TENSOR_I64, SAVED_NETS_COLUMNS);
	nets->values = saved_tensor(in, file, "values", TENSOR_F32, 0);
	nets->bits = saved_tensor(in, file, "masks", TENSOR_U64, 0);
	if (in->status)
		return in->status;
	nets->count = (int)nets->rows->shape[0];
	nets->shape = calloc((size_t)nets->count + 1, sizeof *nets->shape);
	nets->net = calloc((size_t)nets->count + 1, sizeof(struct packed *));
	nets->masks = calloc((size_t)nets->count + 1, sizeof(struct packed_masks *));
	nets->entries = calloc((size_t)nets->count + 1, sizeof *nets->entries);
	if (!nets->shape || !nets->net || !nets->masks || !nets->entries)
		saved_no_memory(in);
	return in->status;
}

static struct saved_shape shape_of(const struct fpe_net *net)
{
	struct saved_shape shape;

	memset(&shape, 0, sizeof shape); /* they are compared as bytes */
	shape.biases = fpe_net_biases(net);
	shape.layers = net->layers;
	for (int i = 0; i < net->layers; i++) {
		shape.entries += fpe_layer_size(&net->layer[i]);
		shape.in[i] = net->layer[i].in;
		shape.out[i] = net->layer[i].unbiased ? -net->layer[i].out : net->layer[i].out;
	}
	return shape;
}

/* The masks of a row: those that were made, or the next ones. */
static struct packed_masks *masks_of(struct saved_nets_in *nets, int64_t number,
				     const struct saved_shape *shape, struct saved_in *in)
{
	size_t words = (shape->entries + 63) / 64;
	const uint8_t *at = nets->bits->data + nets->bits_at * sizeof(uint64_t);
	uint64_t last;

	if (number >= 0 && number < nets->masks_made && nets->entries[number] == shape->entries)
		return nets->masks[number];
	if (number != nets->masks_made || nets->bits->count - nets->bits_at < words) {
		saved_bad(in, "nets", "masks are missing");
		return NULL;
	}
	memcpy(&last, at + (words - 1) * sizeof last, sizeof last);
	if (shape->entries % 64 && last >> shape->entries % 64) {
		saved_bad(in, "masks", "a bit is set that belongs to no weight");
		return NULL;
	}
	nets->masks[number] = packed_masks_make(at, shape->entries);
	if (!nets->masks[number]) {
		saved_no_memory(in);
		return NULL;
	}
	nets->entries[number] = shape->entries;
	nets->masks_made++;
	nets->bits_at += words;
	return nets->masks[number];
}

static bool all_finite(const uint8_t *at, size_t count)
{
	float x;

	for (size_t i = 0; i < count; i++) {
		memcpy(&x, at + i * sizeof x, sizeof x);
		if (!isfinite(x))
			return false;
	}
	return true;
}

/* Second moments are means of squares. */
static bool none_negative(const uint8_t *at, size_t count)
{
	float x;

	for (size_t i = 0; i < count; i++) {
		memcpy(&x, at + i * sizeof x, sizeof x);
		if (signbit(x))
			return false;
	}
	return true;
}

static bool read_row(struct saved_nets_in *nets, struct packed_parts *parts, int64_t *masks,
		     struct saved_in *in)
{
	int64_t row[SAVED_NETS_COLUMNS];

	memcpy(row, nets->rows->data + (size_t)nets->made * sizeof row, sizeof row);
	*masks = row[ROW_MASKS];
	if (row[ROW_EPOCH] < 0 || row[ROW_EPOCH] > FPE_MAX_EPOCHS || row[ROW_BATCH] < 0 ||
	    row[ROW_BATCH] > FPE_MAX_SAMPLES || row[ROW_MOMENTS] >> 1 ||
	    row[ROW_COUNTS_MASKS] >> 1 || row[ROW_STEPS] < 0 ||
	    (row[ROW_SETS] != 1 && row[ROW_SETS] != 3)) {
		saved_bad(in, "nets", "a number is out of its range");
		return false;
	}
	*parts = (struct packed_parts){ .epoch = (int)row[ROW_EPOCH],
					.batch = (int)row[ROW_BATCH],
					.moments = row[ROW_MOMENTS],
					.counts_masks = row[ROW_COUNTS_MASKS],
					.sets = (int)row[ROW_SETS],
					.steps = (uint64_t)row[ROW_STEPS] };
	return true;
}

static void make_next(struct saved_nets_in *nets, const struct saved_shape *shape,
		      struct saved_in *in)
{
	const uint8_t *at = nets->values->data + nets->values_at * sizeof(float);
	struct packed_masks *masks;
	struct packed_parts parts;
	int64_t number;
	size_t values;

	if (!read_row(nets, &parts, &number, in))
		return;
	masks = masks_of(nets, number, shape, in);
	if (!masks)
		return;
	parts.count = packed_masks_live(masks) + shape->biases;
	values = (size_t)parts.sets * parts.count;
	if (nets->values->count - nets->values_at < values || !all_finite(at, values) ||
	    !none_negative(at + 2 * parts.count * sizeof(float),
			   parts.sets == 3 ? parts.count : 0)) {
		saved_bad(in, "values", "some are missing, not finite, or no second moments");
		return;
	}
	nets->net[nets->made] = packed_make(&parts, masks, at);
	if (!nets->net[nets->made]) {
		saved_no_memory(in);
		return;
	}
	nets->shape[nets->made++] = *shape;
	nets->values_at += values;
}

struct packed *saved_nets_get(struct saved_nets_in *nets, int place, const struct fpe_net *like,
			      struct saved_in *in)
{
	struct saved_shape shape = shape_of(like);

	if (in->status)
		return NULL;
	if (place < 0 || place > nets->made || place >= nets->count) {
		saved_bad(in, "kept", "it names a net that is not there");
		return NULL;
	}
	if (place == nets->made &&
	    saved_goes_on(in, SAVED_NETS_FROM + (1 - SAVED_NETS_FROM) * place / nets->count))
		make_next(nets, &shape, in);
	else if (memcmp(&shape, &nets->shape[place], sizeof shape) != 0)
		saved_bad(in, "kept", "a net is of another shape than its arm");
	return in->status ? NULL : packed_hold(nets->net[place]);
}

enum fpe_status saved_nets_finish(const struct saved_nets_in *nets, struct saved_in *in)
{
	if (!in->status && (nets->made != nets->count || nets->values_at != nets->values->count ||
			    nets->bits_at != nets->bits->count))
		saved_bad(in, "nets", "some belong to no arm");
	return in->status;
}

void saved_nets_free(struct saved_nets_in *nets)
{
	for (int i = 0; i < nets->made; i++)
		packed_release(nets->net[i]);
	for (int i = 0; i < nets->masks_made; i++)
		packed_masks_release(nets->masks[i]);
	free(nets->net);
	free(nets->masks);
	free(nets->entries);
	free(nets->shape);
	*nets = (struct saved_nets_in){ 0 };
}
