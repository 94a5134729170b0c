/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * overwrite.h - which files may a line write, and which did it write?
 *
 * By the arguments of its row that name files. A file that this session has read is
 * never overwritten; one of another kind only with force=yes; at a prompt, one that this
 * session did not write only when the same line is typed again.
 */
#ifndef CMD_OVERWRITE_H
#define CMD_OVERWRITE_H

#include <sys/stat.h>

#include "cmd/player/call.h"
#include "cmd/language/parse.h"

#define OVERWRITE_MOST 2 /* files that one line writes */

/* Files that a line may write: as they were before. */
struct overwrite_targets {
	struct overwrite_target {
		char *path;
		bool there;
		struct stat before;
	} file[OVERWRITE_MOST];
	int count;
};

/* What a session has read and written. Start with a zeroed struct. */
struct overwrite {
	struct overwrite_file {
		char *path; /* without links */
		dev_t device;
		ino_t inode;
		bool written;
	} * file;
	int files, room;
	struct overwrite_targets line, job; /* of the line that acts; of the job under way */
	char *refused;			    /* the typed line that was asked about; NULL */
};

void overwrite_clear(struct overwrite *o);

/*
 * May the line write its files? asks: it was typed at a prompt. Remembers what it names.
 * FPE_ESTATE pointing at the argument.
 */
enum fpe_status overwrite_check(struct overwrite *o, bool asks, struct call *call);

/* The line has acted: what it read is never overwritten from now on. */
void overwrite_took(struct overwrite *o, const struct line *line);
/* The same of the files of a script. */
void overwrite_took_script(struct overwrite *o, const struct script *script);

/* The line has begun a job: what it writes is the job's. */
void overwrite_begin_job(struct overwrite *o);

/* Calls each with every file of the line, or of the job, that was written since
   overwrite_check, and its size; these are the session's own. */
typedef void overwrite_each(void *context, const char *path, long long bytes);
void overwrite_wrote(struct overwrite *o, struct overwrite_targets *targets, overwrite_each *each,
		     void *context);

#endif
