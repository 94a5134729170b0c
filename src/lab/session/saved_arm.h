/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * saved_arm.h - one arm of a saved session: its fields as JSON, its lists as tensors.
 *
 * kept     I32         numbers of the nets in its history, then of its own
 * points   I32 [p, 2]  epochs of its curve, and whether the net was edited there
 * curves   F32 [p, m]  what was measured there, metrics as the file names them
 * origins  I16 [n, 14] root, splits since, children: of every neuron, layer by layer
 *
 * The tensors hold those of all arms, one behind the other.
 */
#ifndef LAB_SAVED_ARM_H
#define LAB_SAVED_ARM_H

#include "lab/arm/arm.h"
#include "lab/session/saved_nets.h"

#define SAVED_ORIGIN (2 + FPE_MAX_GENERATIONS)

/* Samples that nets were trained on, each once; the first ones are those of now, if there
   are any. */
#define SAVED_DRAWS 4096
struct saved_draws {
	struct shared *train[SAVED_DRAWS]; /* borrowed */
	int count;
};

struct saved_arms_out {
	struct saved_nets_out nets;
	struct saved_draws *draws;
	int32_t *kept, *point;
	float *curve;
	int16_t *origin;
	int kepts, kept_room, points, point_room, curve_room, origins, origin_room;
};

/* A frozen arm; *out: its object. FPE_ELIMIT: too many sets of samples. */
enum fpe_status saved_arm_put(struct saved_arms_out *arms, struct arm *arm, json_t **out,
			      struct fpe_error *err);
enum fpe_status saved_arms_tell(struct saved_arms_out *arms, struct tensors *list,
				struct fpe_error *err);
void saved_arms_clear(struct saved_arms_out *arms);
json_t *saved_metrics_json(void);

struct saved_arms_in {
	struct saved_in *in;
	struct saved_nets_in nets;
	const struct tensor *kept, *point, *curve, *origin;
	size_t kept_at, point_at, origin_at;
	int metrics;
	int metric[FPE_METRIC_COUNT * 4];  /* of each column of curves; -1: not known here */
	struct shared *train[SAVED_DRAWS]; /* as saved_draws; NULL past the last */
	const struct fpe_task *task;	   /* NULL: none yet */
	int first_id, next_id;
};

enum fpe_status saved_arms_begin(struct saved_arms_in *arms, const struct tensors *file,
				 const json_t *metrics);
/* A frozen arm; NULL on a fault. */
struct arm *saved_arm_get(struct saved_arms_in *arms, const json_t *json);
enum fpe_status saved_arms_finish(struct saved_arms_in *arms);
void saved_arms_free(struct saved_arms_in *arms);

#endif
