/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session_arm.h - the tree of arms, for the session's own files. */
#ifndef LAB_SESSION_ARM_H
#define LAB_SESSION_ARM_H

#include "lab/session.h"

void session_clear_arms(struct session *s);

/* A name given by the user (NULL: none given) is free, and there is room. */
enum fpe_status session_check_name(const struct session *s, const char *name,
				   struct fpe_error *err);

/* An arm that is not among the session's yet; name NULL: named `split`, numbered
   if taken. Takes net, also on failure. Gives *out. */
enum fpe_status session_make_arm(const struct session *s, const char *name,
				 const char *split, struct fpe_net *net,
				 struct arm **out, struct fpe_error *err);
/* Put it among them; takes it. There is room (session_check_name). The first
   arm becomes the current one. */
void session_attach_arm(struct session *s, struct arm *arm);

/* Both. */
enum fpe_status session_add_arm(struct session *s, const char *name,
				const char *split, struct fpe_net *net,
				struct arm **out, struct fpe_error *err);

#endif
