/* SPDX-License-Identifier: GPL-3.0-or-later */
/* equal_rows.h - rows that several runs of a store have, for the same was done twice. */
#ifndef CMD_EQUAL_ROWS_H
#define CMD_EQUAL_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "io/store.h"

/* The next of the rows that settings list; false: there are no more. *names may be NULL, and
   goes on. */
bool row_name_next(const char **names, char out[FPE_MAX_NAME]);

/* rows [runs]: bits of rows; all but the first of equal ones are taken out, and before
   the first comes one with more metrics. */
enum fpe_status equal_rows(const struct store_list *list, uint16_t *rows, struct fpe_error *err);

#endif
