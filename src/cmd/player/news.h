/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * news.h - what a long command has to tell when it is asked.
 *
 * A job only fills it in. The player tells it, closes the job's place in the
 * transcript, and runs what is to be gone on with.
 */
#ifndef CMD_NEWS_H
#define CMD_NEWS_H

#include <stdbool.h>

#include "fpe/error.h"
#include "lab/base/shared.h"

enum message_kind {
	MESSAGE_NOTE,	  /* what a user should know */
	MESSAGE_PROGRESS, /* what is under way */
	MESSAGE_ERROR,
	MESSAGE_OUTPUT, /* what a typed command printed */
	MESSAGE_SCRIPT, /* what a script's command printed */
	MESSAGE_CLEAR	/* nothing: what was said before goes */
};

struct news_message {
	enum message_kind kind;
	bool after; /* told after the job's output, not before it */
	char *text;
	struct news_message *next;
};

/* Start with a zeroed struct. It owns its texts. */
struct news {
	struct news_message *message; /* in the order they were said in */
	struct fpe_error error;	      /* unless FPE_OK: it failed, as if its line had;
					 at: the byte of the line at fault, or -1 */
	bool part;		      /* a part is done; the rest goes on after the next line */
	bool over;		      /* all of it is done, or given up */
	bool fell_short;	      /* over: it did not do all it was asked to; lines go on */
	char *line;		      /* part, over: what history keeps; NULL: nothing happened */
	char *lines;		      /* over: to be run next; NULL: none */
	bool together;		      /* they are one step for undo */
	/* over: what the screen showed before and after, struct screen_state, where the line
	   changed that with the session: undo does, too */
	struct shared *screen[2];
};

/* Without memory nothing is said. */
void news_say(struct news *news, bool after, enum message_kind kind, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void news_clear(struct news *news);

#endif
