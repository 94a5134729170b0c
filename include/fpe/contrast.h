/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contrast.h - which samples tell one part of a task from the rest of it?
 *
 * Parts are the task's clauses or, where none are known, the classes of the samples.
 * Of a clause: samples where it alone decides (of an OR of clauses it alone holds, of an
 * AND it alone fails) against as many where none does. Of a class: its samples.
 */
#ifndef FPE_CONTRAST_H
#define FPE_CONTRAST_H

#include "fpe/data.h"
#include "fpe/task.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpe_contrast {
	int parts;	 /* m clauses, or C classes */
	bool of_clauses; /* else of classes */
	int count;	 /* samples in all, each once */
	int32_t *sample; /* [count] numbers in data; those where no clause decides come first */
	int none;	 /* of them: so many */
	int *start;	 /* [parts+1] part p has sample[start[p] … start[p+1]-1], and of a
			    clause as many of the first ones */
};

/* Does the clause speak up: does it hold below an OR, fail below an AND? */
static inline bool fpe_clause_speaks(const struct fpe_task *task, int clause, const uint64_t *bits)
{
	return fpe_task_clause_value(task, clause, bits) != task->all_must_hold;
}

/* Parts of the task on such samples: clauses where there are some and the samples are
   Boolean, else classes; 0: real targets. */
int fpe_contrast_parts(const struct fpe_task *task, const struct fpe_data *data, bool *of_clauses);

/*
 * The first samples of data that fit, at most `most` a part; of those numbered `from`,
 * `from` + step, … alone. FPE_ESTATE: real targets; FPE_ENOMEM; FPE_ESTOPPED. Gives what
 * *out holds, to be cleared also on failure.
 */
struct fpe_contrast_choice {
	int most, from, step;
};
enum fpe_status fpe_contrast_new(const struct fpe_task *task, const struct fpe_data *data,
				 const struct fpe_contrast_choice *choice,
				 const struct fpe_watch *watch, struct fpe_contrast *out,
				 struct fpe_error *err);
void fpe_contrast_clear(struct fpe_contrast *contrast);

/* Samples of a part; each place i below twice that (of a class: below it) is number
   fpe_contrast_at of contrast->sample; those from fpe_contrast_size on are the others. */
static inline int fpe_contrast_size(const struct fpe_contrast *c, int part)
{
	return c->start[part + 1] - c->start[part];
}
static inline int fpe_contrast_all(const struct fpe_contrast *c, int part)
{
	return fpe_contrast_size(c, part) * (c->of_clauses ? 2 : 1);
}
static inline int fpe_contrast_at(const struct fpe_contrast *c, int part, int i)
{
	int size = fpe_contrast_size(c, part);

	return i < size ? c->start[part] + i : i - size;
}

#ifdef __cplusplus
}
#endif

#endif
