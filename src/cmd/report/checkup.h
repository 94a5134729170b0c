/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * checkup.h - one thing that `doctor` looks at: a row, and what it found.
 *
 * A room that comes after cmd has its rows handed over in call_options.checks.
 */
#ifndef CMD_CHECKUP_H
#define CMD_CHECKUP_H

#include "io/textbuf.h"

enum finding_state {
	FINDING_FINE,
	FINDING_NOTE, /* all works, but less well, or less of it */
	FINDING_WRONG /* something does not work */
};

/* What a check fills; zeroed at first. Texts that cannot be had for lack of memory stay out. */
struct finding {
	enum finding_state state;
	struct textbuf found; /* what is there */
	struct textbuf mend;  /* what to do about it; "" where it is fine */
};

struct check {
	const char *name;
	/* ascii: nothing else is shown. Changes nothing */
	void (*look)(struct finding *out, bool ascii);
};

/* A state other than fine, and how it is mended. */
void finding_blame(struct finding *finding, enum finding_state state, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
