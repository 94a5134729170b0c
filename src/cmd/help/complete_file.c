/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * complete_file.c - names of files for Tab.
 *
 * The only file access of completion: one folder is listed. Names that
 * cannot be written in a line or shown as they are are left out.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/utf8.h"
#include "cmd/help/complete_part.h"
#include "cmd/language/value.h"
#include "io/gate.h"
#include "io/textbuf.h"

#define MOST_FILES 2000

/* Folders are on the way to files. Where a folder has none that the argument reads all are
   offered: a name does not say what a file holds. */
enum offered { FILES_READ, FILES_ALL };

static bool is_folder(DIR *folder, const struct dirent *entry)
{
	struct stat info;

	if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	return fstatat(dirfd(folder), entry->d_name, &info, 0) == 0 && S_ISDIR(info.st_mode);
}

/* path as it must be written: quoted if it holds what a bare word may not. A
   folder's quote stays open, as its path goes on. */
static char *written(const char *path, char quote, bool folder)
{
	struct textbuf out = { 0 };

	if (!quote && (strpbrk(path, " \t\"'") || path[0] == '#'))
		quote = '"';
	if (quote == '\'' && strchr(path, '\''))
		quote = '"';
	if (quote)
		textbuf_add(&out, &quote, 1);
	for (; *path; path++) {
		if (quote == '"' && (*path == '"' || *path == '\\'))
			textbuf_puts(&out, "\\");
		textbuf_add(&out, path, 1);
	}
	if (folder)
		textbuf_puts(&out, "/");
	else if (quote)
		textbuf_add(&out, &quote, 1);
	return textbuf_take(&out);
}

static void offer(const struct complete_word *word, const char *before, const char *name,
		  bool folder)
{
	struct textbuf path = { 0 };
	char *plain, *text;

	textbuf_puts(&path, before);
	textbuf_puts(&path, name);
	plain = textbuf_take(&path);
	text = plain ? written(plain, word->quote, folder) : NULL;
	if (text)
		complete_offer(word->out, "", text, folder ? "folder" : "");
	free(plain);
	free(text);
}

/* How many are files. */
static int offer_files(const struct complete_word *word, const struct arg *arg, DIR *folder,
		       const char *before, enum offered offered)
{
	const char *base = word->text + strlen(before);
	const struct dirent *entry;
	int files = 0;

	for (int count = 0; count < MOST_FILES && (entry = readdir(folder));) {
		const char *name = entry->d_name;
		bool is;

		if (strncmp(name, base, strlen(base)) != 0 || strcmp(name, ".") == 0 ||
		    strcmp(name, "..") == 0 || (name[0] == '.' && base[0] != '.') ||
		    !utf8_all_shown(name))
			continue;
		is = is_folder(folder, entry);
		if (!is && offered == FILES_READ && !command_reads(arg, name))
			continue;
		offer(word, before, name, is);
		files += !is;
		count++;
	}
	return files;
}

void complete_file(const struct complete_word *word, const struct arg *arg)
{
	const char *slash = strrchr(word->text, '/');
	const char *base = slash ? slash + 1 : word->text;
	char *before = strndup(word->text, (size_t)(base - word->text));
	char *path = before ? value_file(*before ? before : ".") : NULL;
	DIR *folder = path ? gate_folder(path) : NULL;
	bool folders = arg->reads && strcmp(arg->reads, "/") == 0;

	word->out->start = word->start;
	if (folder && !offer_files(word, arg, folder, before, FILES_READ) && !folders) {
		rewinddir(folder);
		offer_files(word, arg, folder, before, FILES_ALL);
	}
	if (folder)
		closedir(folder);
	free(path);
	free(before);
}
