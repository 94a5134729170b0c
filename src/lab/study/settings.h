/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings.h - all that decides what a run of a study gives, as one text.
 *
 * One flat JSON object, its fields in a fixed order: task, samples, net,
 * training, study, arithmetic (fpe/kernel.h); not the base seed. Two studies have the same text if
 * and only if they give the same numbers at every seed, so a hash of it names a run (io/store.h).
 * What came later than version STORE_SETTINGS of the text is written only where it is not at its
 * default, so older texts stay what they are. The fields are listed in fpe(5).
 */
#ifndef LAB_SETTINGS_H
#define LAB_SETTINGS_H

#include <jansson.h>

#include "lab/study/study.h"

/* malloc'ed; NULL: no memory. */
char *settings_text(const struct study *study);

/* The order in which a text lists the rows, as numbers of them, however they were asked for. */
void settings_rows(const struct study *study, int out[STUDY_MAX_ROWS]);

/* A text without what decides which rows there are and what is measured of them, malloc'ed:
   a row of one name that goes by no groups or partition is the same in all runs of such a
   text and a seed. NULL: no memory. */
char *settings_basis(const char *text);

/* Add to a text that was read what it leaves out because it is at its default;
   not seeds. */
void settings_complete(json_t *settings);

#endif
