/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * frozen.h - a whole session as it was: what undo goes back to.
 *
 * Task, samples and arms that have not changed since the last freezing are
 * shared, so a state costs what the command before it changed. Trainings must
 * be quiet.
 */
#ifndef LAB_FROZEN_H
#define LAB_FROZEN_H

#include "lab/session/session.h"

struct frozen;

/* As it is now. Gives a hold on a struct frozen; NULL: no memory. */
struct shared *frozen_take(struct session *s);

/* The same for who soon lets go of it: the session does not hold on to it either, so that
   epochs that it forgets meanwhile are gone then. */
struct shared *frozen_take_apart(struct session *s);

/* Is the session as it was then? */
bool frozen_is(const struct session *s, const struct shared *frozen);
/* … nor was an arm opened since? */
bool frozen_is_untouched(const struct session *s, const struct shared *frozen);

/*
 * Make the session what it was; sample, neuron and circuit that are looked at where the task is
 * another one. Arms that are untouched since stay; others are new ones with the same id. Afterwards
 * all that trained are open again. FPE_ENOMEM, and nothing has changed.
 */
enum fpe_status frozen_restore(struct session *s, struct shared *frozen, struct fpe_error *err);

/* Memory of what is not yet marked, which is marked now. */
size_t frozen_bytes(struct shared *frozen, unsigned mark);
/* Mark what the session itself holds. */
void frozen_mark_session(struct session *s, unsigned mark);

#endif
