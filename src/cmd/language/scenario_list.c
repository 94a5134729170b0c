/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario_list.c - which scenarios are there, and what do they say of themselves? */
#include "cmd/language/scenario.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "io/gate.h"
#include "io/textbuf.h"
#include "io/textfile.h"

#define MOST 500	     /* scenarios */
#define MOST_BYTES (1 << 20) /* of one */
#define ENDING ".fpe"

/* `# text` but no `#!`; what follows the #. NULL: another line. */
static const char *comment(const char *line)
{
	if (line[0] != '#' || line[1] == '!')
		return NULL;
	return line + 1 + strspn(line + 1, " ");
}

/* Where the first sentence ends: by a sign that a capital follows, or all of it. */
static char *sentence_end(char *text)
{
	char *at = text + strcspn(text, ".?!");

	while (*at && at[1] && !(at[1] == ' ' && isupper((unsigned char)at[2])))
		at += 1 + strcspn(at + 1, ".?!");
	return at;
}

/* The first sentence of the first comment. */
static char *about(const char *text)
{
	struct textbuf out = { 0 };
	char *sentence, *dot;

	for (const char *next; *text; text = next) {
		const char *words = comment(text);
		size_t size = strcspn(text, "\n");

		next = text + size + (text[size] != '\0');
		if (words) {
			textbuf_puts(&out, out.size ? " " : "");
			textbuf_add(&out, words, (size_t)(text + size - words));
		} else if (out.size) {
			break;
		}
	}
	textbuf_show_since(&out, 0, UTF8_LINE); /* anybody's file */
	sentence = textbuf_take(&out);
	dot = sentence ? sentence_end(sentence) : NULL;
	if (dot && *dot)
		dot[*dot != '.'] = '\0';
	return sentence;
}

/* What nobody may read and what is not there is passed over; anything else failed. */
static void failed_to_read(struct scenarios *s, const char *path, int error)
{
	if (error && error != EACCES && error != EPERM && error != ENOENT && error != ENOTDIR &&
	    !s->failed.code)
		fpe_fail(&s->failed, FPE_EIO, "cannot read %.200s: %s", path, gate_error(error));
}

static char *about_file(struct scenarios *s, const char *path)
{
	char *text, *out;
	size_t size;

	errno = 0;
	if (textfile_read(path, TEXTFILE_REGULAR, MOST_BYTES, &text, &size, NULL)) {
		failed_to_read(s, path, errno);
		return strdup("");
	}
	out = about(text);
	free(text);
	return out;
}

static bool is_known(const struct scenarios *s, const char *name)
{
	for (int i = 0; i < s->count; i++) {
		if (strcmp(s->item[i].name, name) == 0)
			return true;
	}
	return false;
}

/* Takes name. */
static void add(struct scenarios *s, char *name, const char *path)
{
	struct scenario *more = NULL;

	if (name && s->count < MOST && !is_known(s, name))
		more = realloc(s->item, (size_t)(s->count + 1) * sizeof *more);
	if (!more) {
		free(name);
		return;
	}
	s->item = more;
	more[s->count].name = name;
	more[s->count].about = about_file(s, path);
	if (more[s->count].about)
		s->count++;
	else
		free(name);
}

/* The scenarios of a folder, and of those in it. under: "" or "paper/". */
static void list_folder(struct scenarios *s, const char *path, const char *under)
{
	DIR *folder = gate_folder(path);
	const struct dirent *entry;

	if (!folder)
		failed_to_read(s, path, errno);
	while (folder && (entry = readdir(folder))) {
		const char *name = entry->d_name, *end = strrchr(name, '.');
		char *whole = name[0] == '.' ? NULL : textbuf_text("%s/%s", path, name);
		char *below;

		if (whole && end && strcmp(end, ENDING) == 0) {
			add(s, textbuf_text("%s%.*s", under, (int)(end - name), name), whole);
		} else if (whole && !end && !*under && (below = textbuf_text("%s/", name))) {
			list_folder(s, whole, below);
			free(below);
		}
		free(whole);
	}
	if (folder)
		closedir(folder);
}

/* Those of folders after the others. */
static int by_name(const void *a, const void *b)
{
	const char *x = ((const struct scenario *)a)->name;
	const char *y = ((const struct scenario *)b)->name;
	int deep = !!strchr(x, '/') - !!strchr(y, '/');

	return deep ? deep : strcmp(x, y);
}

void scenarios_find(struct scenarios *out)
{
	char folder[PATH_MAX + 64];

	*out = (struct scenarios){ 0 };
	for (int i = 0; scenario_folder(i, folder, sizeof folder); i++)
		list_folder(out, folder, "");
	if (out->count)
		qsort(out->item, (size_t)out->count, sizeof *out->item, by_name);
}

void scenarios_clear(struct scenarios *scenarios)
{
	for (int i = 0; i < scenarios->count; i++) {
		free(scenarios->item[i].name);
		free(scenarios->item[i].about);
	}
	free(scenarios->item);
	*scenarios = (struct scenarios){ 0 };
}
