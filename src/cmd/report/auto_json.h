/* SPDX-License-Identifier: GPL-3.0-or-later */
/* auto_json.h - a search that has decided, as the fields of its JSON object. */
#ifndef CMD_AUTO_JSON_H
#define CMD_AUTO_JSON_H

#include <jansson.h>

#include "lab/auto/search.h"

/* arm, lines: as in auto_report.h. */
void auto_json(const struct search *search, json_t *out, const char *arm, const char *lines);

#endif
