/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * saved_nets.h - all nets of a session, of past epochs and of now, as tensors.
 *
 * Each is there once, whatever arms share it. They are numbered as they are put,
 * and read in the same order, for where one's numbers stand follows from those before.
 *
 * nets    I64 [n, 7]  epoch, batch, moments, sets, steps, masks, counts_masks
 * values  F32         [sets * count] of each net
 * masks   U64         bits of each set of masks
 */
#ifndef LAB_SAVED_NETS_H
#define LAB_SAVED_NETS_H

#include "io/tensors.h"
#include "lab/arm/packed.h"
#include "lab/session/numbering.h"
#include "lab/session/saved_json.h"

#define SAVED_NETS_COLUMNS 7
#define SAVED_NETS_FROM .6 /* share of a reading that is done when they begin */

struct saved_nets_out {
	struct packed **net; /* [count] borrowed */
	int *masks;	     /* [count] number of its masks */
	int count, room, masks_room;
	struct numbering nets_met, masks_met;
	/* the three tensors, once they are told */
	int64_t *row;
	struct tensor_piece *values, *bits; /* of each net, and of each set of masks */
	int sets;			    /* of masks */
};

/* *place: its number. FPE_ENOMEM. */
enum fpe_status saved_nets_put(struct saved_nets_out *out, struct packed *net, int *place,
			       struct fpe_error *err);
/* Append the tensors; what they point to lives until saved_nets_clear. */
enum fpe_status saved_nets_tell(struct saved_nets_out *out, struct tensors *list,
				struct fpe_error *err);
/* Also where it failed. */
void saved_nets_clear(struct saved_nets_out *out);

struct saved_nets_in {
	const struct tensor *rows, *values, *bits;
	int count;
	struct saved_shape *shape; /* [count] of each net that was made */
	struct packed **net;
	int made; /* nets … */
	struct packed_masks **masks;
	size_t *entries; /* of each set of masks */
	int masks_made;	 /* … and masks */
	size_t values_at, bits_at;
};

enum fpe_status saved_nets_begin(struct saved_nets_in *nets, const struct tensors *file,
				 struct saved_in *in);
/* Net number `place`, of the shape of `like`; a hold, or NULL on a fault. */
struct packed *saved_nets_get(struct saved_nets_in *nets, int place, const struct fpe_net *like,
			      struct saved_in *in);
/* Nothing is left over. */
enum fpe_status saved_nets_finish(const struct saved_nets_in *nets, struct saved_in *in);
void saved_nets_free(struct saved_nets_in *nets);

/* The tensor of this name, of this type and dimensions, the last `columns` long (0: any);
   NULL on a fault. */
const struct tensor *saved_tensor(struct saved_in *in, const struct tensors *file, const char *name,
				  enum tensor_type type, int columns);
/* Append one; columns 0: of one dimension. */
enum fpe_status saved_tell(struct tensors *list, const char *name, enum tensor_type type,
			   const void *data, size_t rows, int columns, struct fpe_error *err);

#endif
