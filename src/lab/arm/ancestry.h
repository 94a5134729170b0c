/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ancestry.h - where an arm's net came from: the steps from its root net on.
 *
 * A step is a JSON object: how the root net was made, a split, a way back to a
 * past epoch, a file. Arms keep their own list, so that it outlives the arms it
 * tells of. It is what files tell of a net (io/lineage.h), and begins with what
 * the file told that the net was read from.
 */
#ifndef LAB_ANCESTRY_H
#define LAB_ANCESTRY_H

#include "io/lineage.h"
#include "lab/arm/arm.h"

/*
 * An arm that takes its place in the tree gets its list: that of its parent
 * (NULL: it has none) and its own step. Without memory it has none, and files
 * tell less. Called by session_attach_arm; again, where an arm's net was read
 * from a file that tells of it.
 */
void ancestry_begin(struct arm *arm, const struct arm *parent);

/* The net was read from a file that tells this; takes lineage, also on failure.
   Budget and split are as told. */
enum fpe_status ancestry_of_file(struct arm *arm, struct lineage *lineage, struct fpe_error *err);

/* What is to be told of a net of the arm. */
struct ancestry_net {
	const struct fpe_net *net;
	int epoch;
	const struct fpe_train_settings *settings;
	const char *task; /* as a formula, or what there is to say */
};
/* The text for a file; the file's own where the net is still the one that it
   held. NULL: no memory. */
char *ancestry_text(const struct arm *arm, const struct ancestry_net *of);

/* The list as it is written down with a session, and as it is read again: FPE_EFORMAT. NULL:
   the arm has none. */
json_t *ancestry_json(const struct arm *arm);
enum fpe_status ancestry_of_json(struct arm *arm, const json_t *json, struct fpe_error *err);

/* Settings of training as an object of numbers and words; NULL: no memory. */
json_t *ancestry_settings(const struct fpe_train_settings *settings);
/* A step that splits. from: who is split, at which epoch; kind: its name. */
json_t *ancestry_split(const char *arm, const char *from, int epoch, const char *kind,
		       const struct split_spec *how, const struct fpe_net *net);
/* A step that makes a root net. drawn: how; NULL: it is not told. */
json_t *ancestry_root(const char *arm, const struct net_spec *drawn, const struct fpe_net *net);

#endif
