/* SPDX-License-Identifier: GPL-3.0-or-later */
/* equal_rows.h - rows that several runs of a store have, for the same was done twice. */
#ifndef CMD_EQUAL_ROWS_H
#define CMD_EQUAL_ROWS_H

#include <stdint.h>

#include "io/store.h"

/* rows [runs]: bits of rows; all but the first of equal ones are taken out, and before
   the first comes one with more metrics. */
enum fpe_status equal_rows(const struct store_list *list, uint16_t *rows, struct fpe_error *err);

#endif
