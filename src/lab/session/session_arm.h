/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session_arm.h - the tree of arms, for the session's own files. */
#ifndef LAB_SESSION_ARM_H
#define LAB_SESSION_ARM_H

#include "lab/session/session.h"

/* Something other than an arm changed. */
void session_changed(struct session *s);
/* Takes a circuit, also on failure: NULL is no memory. */
struct shared *session_share_circuit(struct snapshot_circuit *circuit);
/* Read anew what is shared: task and samples, for all who look at them. */
void session_point_at_shared(struct session *s);
/* Every arm gets its part of the memory for histories. */
void session_share_history(struct session *s);

/* "clause", "clause2", "clause3", … : the first that is free. */
void session_free_name(const struct session *s, const char *base, char out[FPE_MAX_NAME]);

/* Place of the arm of this id, -1. */
int session_index(const struct session *s, int id);

void session_clear_arms(struct session *s);

/* A name given by the user (NULL: none given) is free, and there is room. */
enum fpe_status session_check_name(const struct session *s, const char *name,
				   struct fpe_error *err);

/* An arm that is not among the session's yet; name NULL: named `split`, numbered
   if taken. Takes net, also on failure. Gives *out. */
enum fpe_status session_make_arm(const struct session *s, const char *name, const char *split,
				 struct fpe_net *net, struct arm **out, struct fpe_error *err);
/* Put it among them; takes it. There is room (session_check_name). The first
   arm becomes the current one. */
void session_attach_arm(struct session *s, struct arm *arm);

/* The same, ready to train; takes arm, also on failure. *out: arm. */
enum fpe_status session_open_arm(struct session *s, struct arm *arm, struct arm **out,
				 struct fpe_error *err);

/* Who a new arm of this name (NULL: none given) leaves: from (NULL: the current
   one), of a ready session. */
enum fpe_status session_parent(struct session *s, const char *name, const char *from,
			       struct arm **parent, struct fpe_error *err);

#endif
