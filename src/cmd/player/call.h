/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * call.h - what a running command sees: its line, the session, where to write.
 */
#ifndef CMD_CALL_H
#define CMD_CALL_H

#include "cmd/help/tables.h"
#include "cmd/language/command.h"
#include "cmd/report/report.h"
#include "lab/session/session.h"
#include "view/screen/screen.h"

struct player;
struct job;
struct results;
struct overwrite;
struct check;

/* What the command line decided, for all commands. */
struct call_options {
	bool json, ascii, quiet, screen; /* screen: a live one is open */
	bool accessible;		 /* text for listeners: no drawing */
	bool lines;			 /* a prompt without a screen: `show` prints */
	bool safe;			 /* presenter mode: files are not written */
	bool light;			 /* the terminal's background */
	int jobs;			 /* trainer threads */
	int sharing;	   /* of them at most, that may share a net's steps; 0: none does */
	int rows, columns; /* --size, of file-less plots */
	int colour;	   /* enum colour_depth of text output */
	int shard, shards; /* part shard (from 0) of a sweep; shards
			      0: all of it */
	/* `help tables` tells these after its own, NULL-terminated; or NULL */
	const struct table_source *const *tables;
	const struct check *checks; /* what `doctor` looks at first; name NULL ends, or NULL */
};

struct call {
	const struct line *line;
	struct session *session;
	struct screen_state *screen;
	struct player *player;
	struct results *results; /* of studies */
	const struct call_options *options;
	struct report *report;	     /* standard output of this command */
	bool forget;		     /* set: had no effect, not kept in history */
	bool shows;		     /* set: what it reports is printed, also if it fails */
	struct overwrite *overwrite; /* files of the session; NULL: all may be written */
	bool asks;		     /* typed at a prompt, where one can be asked */
	bool stepless;		     /* set: it moved through the steps of undo, and
					is none */
	bool seen;		     /* set: what it reports stands on the screen already */
	bool looks;		     /* set: it makes nothing by default, and notes nothing */
	bool stays;		     /* set: the script waits at this line for who learns */
	char *kept;		     /* set: lines that history keeps in its place,
					malloc'ed */
	struct job *job;	     /* set: what goes on in the background; the player's,
					also where the command fails */
	struct fpe_error err;	     /* filled when run fails; err.at: byte behind
					err_column, or -1 */
	int err_column;		     /* byte in the line the caret points at, -1: verb */
};

/* Shorthands for line_value(call->line, name). */
const struct value *call_value(const struct call *call, const char *name);
bool call_given(const struct call *call, const char *name);
/* Number given, or fallback. */
double call_number(const struct call *call, const char *name, double fallback);
const char *call_text(const struct call *call, const char *name); /* or NULL */

/* As line_path. */
const char *call_file(const struct call *call, const char *name, char *buffer, size_t size);

/* Fails where --safe forbids what the line asks for: to write a file. */
enum fpe_status call_allowed(struct call *call);

/* Point an error at the argument `name`, if it was given. Returns status. */
enum fpe_status call_blame(struct call *call, const char *name, enum fpe_status status);

/* Fail pointing at the argument `name` (NULL: the verb). Returns code. */
enum fpe_status call_fail(struct call *call, const char *name, enum fpe_status code,
			  const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The rows of arm=, as call_arm and call_arms read them. */
#define CALL_ARM(what) ARG("arm", ARM, what, .fallback = "the current arm")
#define CALL_ARMS ARG("arm", ARMS, "these arms only", .fallback = "all arms")

/* The arm that arm= names, the current one without. FPE_ENAME, pointing at it. */
enum fpe_status call_arm(struct call *call, struct arm **out);
/* The same; where there is no arm one is made, as verbs that act do. */
enum fpe_status call_need_arm(struct call *call, struct arm **out);

/* Those that a list in arm= names, all without: [FPE_MAX_ARMS]. FPE_ENAME, FPE_ELIMIT. */
enum fpe_status call_arms(struct call *call, struct arm **out, int *count);

/* Name of a clause, or else of a class, as the user has it, whole; in buffer. */
const char *call_part(const struct call *call, bool clause, int part, char buffer[FPE_CLAUSE_NAME]);

/* The layer that layer= names, from 0, or fallback. FPE_ERANGE: the arm has it not. */
enum fpe_status call_layer(struct call *call, const struct arm *arm, int fallback, int *out);

#endif
