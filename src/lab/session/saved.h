/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * saved.h - a whole session as a file, and a file as a session: fpe(5), "Saved sessions".
 *
 * A file holds arms with their trees, moments, curves and every net of the past that is
 * kept; of samples how to make them again, with numbers that tell whether they are the
 * same. Training on from it gives the same bits as never having stopped.
 */
#ifndef LAB_SAVED_H
#define LAB_SAVED_H

#include <jansson.h>

#include "io/outfile.h"
#include "lab/session/frozen.h"

#define SAVED_FORMAT 1

/* What is told of a file. */
struct saved_facts {
	int arms, nets;
	uint64_t bytes;
	uint32_t sum;	       /* of a file that was read: the checksum that it tells */
	int samples;	       /* to train on, of now; 0: none yet */
	bool other_arithmetic; /* a version trained it whose sums are not these */
	char renamed[200];     /* arms of one name in a file that was read, as they are called
				  now; empty: there were none */
};

/* What the file's session is to be within. */
struct saved_place {
	/* Reads a user's own samples again, by the line and the script that own_samples has;
	   gives *out, a hold on struct own_samples */
	enum fpe_status (*own)(void *context, const char *line, const char *script,
			       const struct reading *reading, struct shared **out,
			       struct fpe_error *err);
	/* NULL: recipe_samples. For tests of files that say to draw many */
	enum fpe_status (*draw)(const struct recipe *recipe, const struct fpe_task *task,
				uint64_t base, const struct fpe_watch *watch, struct shared **train,
				struct shared **test, struct fpe_error *err);
	void *context;
	const struct reading *reading; /* or NULL */
	int first_id;		       /* ids of arms count from here on */
	json_t **screen;	       /* gets what was saved of it: a hold, NULL where nothing
					  was; NULL: nobody asks */
};

/* What is written with a frozen session. */
struct saved_order {
	int next_id;		       /* of its session */
	struct snapshot_look look;     /* the neuron that is looked at, if its arm is there */
	json_t *screen;		       /* what who shows it wants to find again, with arms by
					  their ids; borrowed, or NULL */
	bool own;		       /* nobody but the user may read the file */
	const struct reading *reading; /* or NULL */
};

/* Write what was frozen; the old file stays where that fails. Any thread may, while the
   session goes on. FPE_EIO, FPE_ESTOPPED, FPE_ESTATE: it has samples of which nobody knows
   where they came from. */
enum fpe_status saved_write(struct shared *frozen, const struct saved_order *order,
			    const char *path, struct saved_facts *facts, struct fpe_error *err);

/* Read a file; *out: a hold on a struct frozen, for frozen_restore; *next_id: for its
   session. FPE_EIO, FPE_EFORMAT, FPE_ESTATE: samples are not what they were; FPE_ESTOPPED. */
enum fpe_status saved_read(const char *path, const struct saved_place *place, struct shared **out,
			   int *next_id, struct saved_facts *facts, struct fpe_error *err);
/* The same from the tensors of a file (borrowed), whose checksum is not asked. */
enum fpe_status saved_parse(const struct tensors *file, const struct saved_place *place,
			    struct shared **out, int *next_id, struct saved_facts *facts,
			    struct fpe_error *err);

#endif
