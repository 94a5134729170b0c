/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_group.h - which inputs of the samples belong together, and what picture
 * they are. Both belong to the samples: a new task ends them.
 */
#ifndef LAB_SESSION_GROUP_H
#define LAB_SESSION_GROUP_H

#include "lab/session/session.h"

/* Takes groups, also on failure; NULL: none. FPE_ESHAPE: of another number of
   inputs than the task's. */
enum fpe_status session_set_groups(struct session *s, struct fpe_groups *groups,
				   struct fpe_error *err);

/* The inputs are this picture, of at most FPE_MAX_INPUTS rows, columns, channels.
   FPE_ESHAPE: it has not as many. */
enum fpe_status session_set_shape(struct session *s, const struct fpe_shape *shape,
				  struct fpe_error *err);

/* The picture that the inputs are: as was said, else as their file says, else a square of one
   channel where their number is one; rows 0: none. *guessed (may be NULL): nobody said so. */
struct fpe_shape session_shape(const struct session *s, bool *guessed);

/*
 * "x0..x15,x40;x16..x31" to groups, by the inputs' names or numbers; inputs that are
 * not there are groups of one. *at: the byte of text an error is about. FPE_ENAME;
 * FPE_ERANGE: an input is there twice, a range goes down, a group is empty. Gives
 * *out.
 */
enum fpe_status session_read_groups(const struct session *s, const char *text,
				    struct fpe_groups **out, int *at, struct fpe_error *err);

/* Of a text, the inputs that code each of its last characters. FPE_ESTATE: the
   samples are none. Gives *out. */
enum fpe_status session_positions(const struct session *s, struct fpe_groups **out,
				  struct fpe_error *err);

#endif
