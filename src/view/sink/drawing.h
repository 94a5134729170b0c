/* SPDX-License-Identifier: GPL-3.0-or-later */
/* drawing.h - something with a size that a pen can draw: what the sinks take. */
#ifndef VIEW_DRAWING_H
#define VIEW_DRAWING_H

#include "fpe/error.h"
#include "view/sink/pen.h"

struct drawing {
	double width, height; /* in points */
	uint32_t paper;	      /* its ground */
	const char *title;    /* NULL: none */
	const char *caption;  /* NULL: none */
	const void *of;	      /* for draw; borrowed */
	void (*draw)(const void *of, struct pen *pen);
};

/* A file of such things. */
struct sink {
	const char *suffix, *help; /* ".svg", "a drawing" */
	/* Gives *bytes, malloc'ed, of *size; the same for the same drawing. FPE_ENOMEM;
	   FPE_EIO: a library says why. */
	enum fpe_status (*make)(const struct drawing *drawing, char **bytes, size_t *size,
				struct fpe_error *err);
};

extern const struct sink sinks[]; /* ends with suffix NULL */

#endif
