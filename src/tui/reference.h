/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reference.h - the parts of the manual that tables know: mdoc sections. */
#ifndef TUI_REFERENCE_H
#define TUI_REFERENCE_H

/* "commands", "json", "metrics", "functions", "splits", "panels" or "keys" as
   mdoc, malloc'ed; NULL: no such part, or no memory. */
char *reference_part(const char *part);

#endif
