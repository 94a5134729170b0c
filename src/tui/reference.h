/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reference.h - what the screen's tables know: sections of the manual, and rows. */
#ifndef TUI_REFERENCE_H
#define TUI_REFERENCE_H

#include "cmd/help/tables.h"

/* "commands", "json", "metrics", "functions", "splits", "panels" or "keys" as
   mdoc, "scenarios" as lines for shells, malloc'ed; NULL: no such part, or no memory. */
char *reference_part(const char *part);

/* The keys, as a table of `help tables`. */
extern const struct table_source reference_keys;

#endif
