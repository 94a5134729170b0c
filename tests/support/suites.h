/* SPDX-License-Identifier: GPL-3.0-or-later */
/* suites.h - the unit tests of a room as one program: its table, which the Makefile writes. */
#ifndef SUITES_H
#define SUITES_H

struct suite {
	const char *name; /* base/test_rng …; NULL ends the table */
	int (*run)(void); /* what its main was */
};
extern const struct suite suites[];

#endif
