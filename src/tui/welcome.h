/* SPDX-License-Identifier: GPL-3.0-or-later */
/* welcome.h - what somebody may begin with who opens the program without a file. */
#ifndef TUI_WELCOME_H
#define TUI_WELCOME_H

#include "view/screen/screen.h"

struct welcome {
	int count, room;
	struct screen_offer *item; /* owns its texts */
	bool lacks;		   /* no scenario was found */
	bool forgets;		   /* nothing can be kept, though it should be */
	char *advice;		   /* on what is lacking, "": nothing */
};

/* Lessons and what was done of them, and scenarios, as many as are found. knows: what was
   done may be read. NULL: no memory. */
struct welcome *welcome_new(bool knows);
void welcome_free(struct welcome *welcome);

/* What the terminal lacks that was not given up by choice, scenarios, and a place to keep
   something. Without memory nothing is said. */
void welcome_advise(struct welcome *welcome, bool mono, bool ascii);

/* "lesson 3" for "3", malloc'ed; NULL: it is no number. */
char *welcome_line(const char *typed);

#endif
