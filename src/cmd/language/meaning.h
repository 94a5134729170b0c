/* SPDX-License-Identifier: GPL-3.0-or-later */
/* meaning.h - did you mean: what other programs call what a command of ours does. */
#ifndef CMD_MEANING_H
#define CMD_MEANING_H

struct meaning {
	const char *given, *meant; /* a word that is no verb, a verb or a help topic */
};

extern const struct meaning meanings[]; /* ends in NULL */

/* What is meant by a word, whatever its case; NULL: nobody knows. */
const char *meaning_of(const char *given);

#endif
