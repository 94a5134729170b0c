/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transcript.h - every command that took effect, in order, with its output.
 *
 * A background command keeps its place: what later commands print is held back
 * until it is done, so the bytes depend on the order of the commands alone. The
 * kept lines, replayed as a script, give the same bytes again.
 */
#ifndef CMD_TRANSCRIPT_H
#define CMD_TRANSCRIPT_H

#include <stdbool.h>
#include <stdio.h>

struct transcript;

/* out, log: where output is written when its turn has come; may be NULL. */
struct transcript *transcript_new(FILE *out, FILE *log);
void transcript_free(struct transcript *t);

/* A place for the next command, open until transcript_close; -1: no memory. */
int transcript_open(struct transcript *t);

/*
 * line: what to replay (taken, malloc'ed; several lines joined by \n; NULL: nothing).
 * output: bytes to write (taken, malloc'ed; NULL: none). False when a reader
 * of `out` has gone away or a disk is full. A place of -1 keeps and writes nothing.
 */
bool transcript_close(struct transcript *t, int place, char *line, char *output);

/* The script that gives the session again, malloc'ed; NULL: no memory. */
char *transcript_script(const struct transcript *t, unsigned long long seed);

#endif
