/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * undo.h - the commands that changed the session, to be taken back and done
 * again.
 *
 * A step is a command's line with the session before and after it. The number
 * of lines is bounded, and so is the memory that only steps hold; the oldest
 * are dropped, and that is said once.
 */
#ifndef LAB_UNDO_H
#define LAB_UNDO_H

#include "lab/session/session.h"

#define UNDO_LINES 200 /* lines of all steps */

struct undo;

struct undo *undo_new(void); /* NULL: no memory */
void undo_free(struct undo *undo);

/*
 * The command of these lines (copied) has run: if the session is not as it was
 * before (struct frozen, taken), that is a step, and what was taken back is
 * gone. True: it was. Without memory all steps are dropped, and that is said.
 */
bool undo_push(struct undo *undo, struct session *s, struct shared *before, const char *lines);

/* The steps from here on are one, of all their lines, or (false) each is one again. */
void undo_together(struct undo *undo, bool together);
/* Where steps are one: those from here on are apart all the same, until (false) they join
   the one before them. */
void undo_apart(struct undo *undo, bool apart);

/*
 * Take the last step back, or (forward) do the one taken back last again. *lines
 * (borrowed until the next call): of its command. FPE_ESTATE: there is none;
 * FPE_ENOMEM. Nothing has changed then.
 */
enum fpe_status undo_go(struct undo *undo, struct session *s, bool forward, const char **lines,
			struct fpe_error *err);
/* The lines of that step, borrowed until the next undo_push; NULL: there is none. */
const char *undo_next(const struct undo *undo, bool forward);

/*
 * The step pushed last also brings back what was beside the session before, and after;
 * takes both, of what kind is its owner's business. undo_beside: of the step that undo_go
 * went over last, where it went to; borrowed, or NULL.
 */
void undo_put_beside(struct undo *undo, struct shared *before, struct shared *after);
struct shared *undo_beside(const struct undo *undo, bool forward);

/* A number that no other step has, of the one that is taken back next; 0: none. */
int undo_last(const struct undo *undo);
int undo_lines(const char *lines); /* how many there are */

#endif
