/* SPDX-License-Identifier: GPL-3.0-or-later */
/* saved_look.h - what somebody looks at, as fields of a saved session: neuron and circuit. */
#ifndef LAB_SAVED_LOOK_H
#define LAB_SAVED_LOOK_H

#include "lab/session/frozen_part.h"
#include "lab/session/saved_json.h"

/* The keys `look` and `circuit`, and the tensor `circuit`, where their arms are there. Gives
 *edges (or NULL), which the list borrows. */
enum fpe_status saved_look_put(const struct frozen *f, const struct snapshot_look *look,
			       struct tensors *list, json_t **json, uint8_t **edges,
			       struct fpe_error *err);
/* From keys that may be missing, of arms that were read; ids count from first_id. */
void saved_look_get(struct saved_in *in, const struct tensors *file, const json_t *json,
		    int first_id, struct frozen *f);

#endif
