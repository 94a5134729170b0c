/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * file_form.h - what kind of file is this, before another takes its place?
 *
 * By its first bytes, or by the ending of a name. What a reader says of a file that is not
 * its own is file_kind.h's.
 */
#ifndef IO_FILE_FORM_H
#define IO_FILE_FORM_H

#include <stdbool.h>

enum file_form {
	FILE_FORM_ANY, /* empty, or nobody knows: anything may take its place */
	FILE_FORM_TEXT,
	FILE_FORM_TABLE, /* text that its name calls .csv */
	FILE_FORM_SCRIPT,
	FILE_FORM_SVG,
	FILE_FORM_PAGE, /* HTML */
	FILE_FORM_TEX,
	FILE_FORM_JSON,
	FILE_FORM_PNG,
	FILE_FORM_PDF,
	FILE_FORM_ZIP, /* .npz */
	FILE_FORM_SAFETENSORS,
	FILE_FORM_SESSION,
	FILE_FORM_STORE, /* SQLite */
	FILE_FORM_OTHER	 /* bytes that nothing here writes */
};

/* Of a regular file that is there. */
enum file_form file_form_of(const char *path);
/* By the ending of a name; ANY where it says nothing. */
enum file_form file_form_named(const char *name);
/* May one take the place of the other? Text and tables may. */
bool file_form_fits(enum file_form there, enum file_form made);
/* "an SVG picture". */
const char *file_form_text(enum file_form form);

#endif
