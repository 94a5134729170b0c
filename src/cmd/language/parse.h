/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parse.h - text to checked lines, without running anything.
 *
 * A script is parsed whole, with what it includes, before its first line runs.
 * Control characters, bytes that are not UTF-8 and bidirectional overrides are
 * refused where they stand.
 */
#ifndef CMD_PARSE_H
#define CMD_PARSE_H

#include "cmd/language/command.h"
#include "io/textfile.h"

#define PARSE_MAX_LINE 65536
#define PARSE_MAX_LINES 100000	   /* of a script with all it includes */
#define PARSE_MAX_BYTES (16 << 20) /* of the same */
#define PARSE_MAX_ITEMS 4000000	   /* of all its lists and ranges */
#define PARSE_MAX_DEPTH 8	   /* of include */

/* A file as it was read, to be shown while its lines run. */
struct script_source {
	char *name; /* line.file of its lines */
	char *text;
};

struct script {
	int count;
	struct line *line; /* blank lines and comments are left out */
	int sources;
	struct script_source *source; /* in the order they were opened; none of
					 what was typed */
};

/* Where and what. `file:line:col: error: message`, the line, a caret. */
struct parse_error {
	char *file;   /* "" at the prompt */
	int line;     /* from 1; 0: about the file as a whole */
	int column;   /* bytes from 0 */
	char *source; /* the physical line */
	char message[FPE_MESSAGE_SIZE * 2];
};

/*
 * Parse text as the file named name, "" at the prompt. Includes are relative to
 * the folder of name (the current one if it names none). The first error is
 * handed to report and ends it, with an empty script. keep_going: lines that do
 * not parse are left out, and every error is handed to report. FPE_EPARSE if
 * there was any; parse_file gives FPE_EIO if path cannot be read, or is of no kind that it
 * may be: while a screen waits that is a regular file.
 */
typedef void parse_report(void *context, const struct parse_error *error);
enum fpe_status parse_text(const char *text, size_t size, const char *name, bool keep_going,
			   parse_report *report, void *context, struct script *out);
enum fpe_status parse_file(const char *path, enum textfile_kind kind, bool keep_going,
			   parse_report *report, void *context, struct script *out);
void script_clear(struct script *script);
/* The text that has this line, or NULL. */
const struct script_source *script_source_of(const struct script *script, const struct line *line);
void line_clear(struct line *line);
/* Text and place of a line, without its values: for parse_locate when the line itself is
   gone. Without memory it is "" and says nothing. */
void line_copy_place(const struct line *line, struct line *out);

/* Where byte `column` of a line stands, for errors when it runs: fills file,
   line, column and a copy of the physical line; not the message. */
void parse_locate(const struct line *line, int column, struct parse_error *out);
/* Frees what parse_locate has copied. */
void parse_error_clear(struct parse_error *error);

/* The error as one JSON object, a line; malloc'ed. */
char *parse_error_json(const struct parse_error *error);

/* The error as the three lines that are printed; malloc'ed. Control characters
   of the source are shown as \xNN. */
char *parse_error_text(const struct parse_error *error);

#endif
