/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file_form.c - kinds of files by bytes and by names. */
#include "io/file_form.h"

#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "io/gate.h"

#define HEAD 512 /* bytes that are looked at */

static const char *const texts[] = {
	[FILE_FORM_ANY] = "a file",
	[FILE_FORM_TEXT] = "a text",
	[FILE_FORM_TABLE] = "a table",
	[FILE_FORM_SCRIPT] = "a script",
	[FILE_FORM_SVG] = "an SVG picture",
	[FILE_FORM_PAGE] = "a web page",
	[FILE_FORM_TEX] = "a TeX document",
	[FILE_FORM_JSON] = "a JSON file",
	[FILE_FORM_PNG] = "a PNG picture",
	[FILE_FORM_PDF] = "a PDF document",
	[FILE_FORM_ZIP] = "a zip archive",
	[FILE_FORM_SAFETENSORS] = "a safetensors file",
	[FILE_FORM_SESSION] = "a saved session",
	[FILE_FORM_STORE] = "an SQLite database",
	[FILE_FORM_OTHER] = "a file of another kind",
};

const char *file_form_text(enum file_form form)
{
	return texts[form];
}

static const struct {
	const char *bytes;
	size_t at;
	enum file_form form;
} magic[] = {
	{ "\x89PNG", 0, FILE_FORM_PNG },
	{ "%PDF-", 0, FILE_FORM_PDF },
	{ "PK\x03\x04", 0, FILE_FORM_ZIP },
	{ "SQLite format 3", 0, FILE_FORM_STORE },
	{ "{\"__metadata__\":{\"fpe-session\"", 8, FILE_FORM_SESSION },
	{ "{\"", 8, FILE_FORM_SAFETENSORS },
	{ "<?xml", 0, FILE_FORM_SVG },
	{ "<svg", 0, FILE_FORM_SVG },
	{ "<!doctype html", 0, FILE_FORM_PAGE },
	{ "<html", 0, FILE_FORM_PAGE },
	{ "{", 0, FILE_FORM_JSON },
	{ "[", 0, FILE_FORM_JSON },
	{ "fpe 1", 0, FILE_FORM_SCRIPT },
	{ "#!", 0, FILE_FORM_SCRIPT },
};

static const struct {
	const char *ending;
	enum file_form form;
} endings[] = {
	{ ".txt", FILE_FORM_TEXT },	   { ".csv", FILE_FORM_TABLE },
	{ ".fpe", FILE_FORM_SCRIPT },	   { ".svg", FILE_FORM_SVG },
	{ ".html", FILE_FORM_PAGE },	   { ".tex", FILE_FORM_TEX },
	{ ".json", FILE_FORM_JSON },	   { ".png", FILE_FORM_PNG },
	{ ".pdf", FILE_FORM_PDF },	   { ".npz", FILE_FORM_ZIP },
	{ ".db", FILE_FORM_STORE },	   { ".safetensors", FILE_FORM_SAFETENSORS },
	{ ".session", FILE_FORM_SESSION },
};

enum file_form file_form_named(const char *name)
{
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++) {
		if (strcasecmp(dot, endings[i].ending) == 0)
			return endings[i].form;
	}
	return FILE_FORM_ANY;
}

/* Text by its bytes, which nothing else is known of: its name says which. */
static enum file_form text_of(const char *path)
{
	enum file_form named = file_form_named(path);

	return named == FILE_FORM_ANY ? FILE_FORM_TEXT : named;
}

enum file_form file_form_of(const char *path)
{
	int fd = gate_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
	char head[HEAD + 1];
	ssize_t n = fd < 0 ? -1 : read(fd, head, HEAD);

	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return FILE_FORM_ANY;
	head[n] = '\0';
	for (size_t i = 0; i < sizeof magic / sizeof *magic; i++) {
		size_t size = strlen(magic[i].bytes);

		if (magic[i].at + size <= (size_t)n &&
		    strncasecmp(head + magic[i].at, magic[i].bytes, size) == 0)
			return magic[i].form;
	}
	return memchr(head, '\0', (size_t)n) ? FILE_FORM_OTHER : text_of(path);
}

/* What is written as text takes the place of text. */
static enum file_form plain(enum file_form form)
{
	return form == FILE_FORM_TABLE ? FILE_FORM_TEXT : form;
}

bool file_form_fits(enum file_form there, enum file_form made)
{
	return there == FILE_FORM_ANY || made == FILE_FORM_ANY || plain(there) == plain(made);
}
