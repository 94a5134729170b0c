/* SPDX-License-Identifier: GPL-3.0-or-later */
/* idx_folder.c - which four files of a folder are the samples? */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "io/arrays.h"
#include "io/debian.h"
#include "io/gate.h"
#include "io/idx.h"

#define IMAGES "images", "idx3-ubyte"
#define LABELS "labels", "idx1-ubyte"

/* Where files are, and how their names begin. */
struct place {
	char folder[PATH_MAX];
	char prefix[NAME_MAX + 1]; /* "", or "emnist-letters-" */
	char shown[TEXTFILE_SHOWN];
};

/* The path of a file that is there, plain before .gz; false: none. */
static bool find(const struct place *place, const char *part, const char *what, const char *kind,
		 char path[PATH_MAX])
{
	for (int i = 0; i < 4; i++) {
		const char *sep = i % 2 ? "." : "-", *end = i < 2 ? "" : ".gz";
		int length = snprintf(path, PATH_MAX, "%s/%s%s-%s%s%s%s", place->folder,
				      place->prefix, part, what, sep, kind, end);

		if (length < PATH_MAX && gate_there(path))
			return true;
	}
	return false;
}

static enum fpe_status missing(const struct place *place, const char *part, const char *what,
			       const char *kind, struct fpe_error *err)
{
	return fpe_fail(
		err, FPE_EIO,
		"%s: it has no %s%s-%s-%s (or %s-%s.%s, either with .gz), as MNIST's files are named",
		place->shown, place->prefix, part, what, kind, part, what, kind);
}

/* ------------------------------------------------------------------- prefixes */

/* What stands before "train-images", where an entry is such a file. */
static bool prefix_of(const char *entry, char prefix[NAME_MAX + 1])
{
	const char *at = strstr(entry, "train-images");

	if (!at || at == entry || at - entry > NAME_MAX || !strstr(at, "idx3-ubyte"))
		return false;
	memcpy(prefix, entry, (size_t)(at - entry));
	prefix[at - entry] = '\0';
	return true;
}

/* The only prefix that there is; several: FPE_EIO. */
static enum fpe_status find_prefix(struct place *place, struct fpe_error *err)
{
	DIR *folder = gate_folder(place->folder);
	char prefix[NAME_MAX + 1];
	struct dirent *entry;
	enum fpe_status status = FPE_OK;

	while (folder && !status && (entry = readdir(folder))) {
		if (!prefix_of(entry->d_name, prefix) || !strcmp(prefix, place->prefix))
			continue;
		if (place->prefix[0])
			status = fpe_fail(
				err, FPE_EIO,
				"%s: it has several sets, as %.60s and %.60s; give the path with one of them: FOLDER/NAME",
				place->shown, place->prefix, prefix);
		strcpy(place->prefix, prefix);
	}
	if (folder)
		closedir(folder);
	return status;
}

static enum fpe_status no_folder(const struct place *place, const char *path, int code,
				 struct fpe_error *err)
{
	char line[DEBIAN_LINE] = "";

	if (code == ENOENT)
		debian_line(path, line);
	return fpe_fail(err, FPE_EIO, "%s: %s%s", place->shown, gate_error(code), line);
}

/* FOLDER, or FOLDER/NAME where files are FOLDER/NAME-train-… */
static enum fpe_status find_place(const char *path, struct place *place, struct fpe_error *err)
{
	char images[PATH_MAX];
	struct stat about;
	const char *slash = strrchr(path, '/');
	int code;

	*place = (struct place){ 0 };
	textfile_shown(path, place->shown);
	if (strlen(path) >= PATH_MAX)
		return fpe_fail(err, FPE_EIO, "%s: %s", place->shown, strerror(ENAMETOOLONG));
	strcpy(place->folder, path);
	if (!gate_stat(path, &about)) {
		if (!S_ISDIR(about.st_mode))
			return fpe_fail(
				err, FPE_EIO,
				"%s: not a folder; task idx reads the folder of MNIST's files",
				place->shown);
		return find(place, "train", IMAGES, images) ? FPE_OK : find_prefix(place, err);
	}
	code = errno;
	if (strlen(slash ? slash + 1 : path) >= NAME_MAX)
		return no_folder(place, path, code, err);
	snprintf(place->prefix, sizeof place->prefix, "%s-", slash ? slash + 1 : path);
	strcpy(place->folder, ".");
	if (slash)
		snprintf(place->folder, sizeof place->folder, "%.*s", (int)(slash - path + 1),
			 path);
	return find(place, "train", IMAGES, images) ? FPE_OK : no_folder(place, path, code, err);
}

/* -------------------------------------------------------------------- samples */

enum fpe_status idx_folder(const char *folder, const struct reading *reading,
			   struct sample_set *out, struct fpe_error *err)
{
	static const char *const tests[] = { "t10k", "test" };
	char path[ARRAYS_MOST][PATH_MAX];
	struct array_file file[ARRAYS_MOST] = {
		{ "x", path[0] }, { "y", path[1] }, { "test_x", path[2] }, { "test_y", path[3] }
	};
	struct place place;
	enum fpe_status status = find_place(folder, &place, err);
	bool images = false, labels = false;

	*out = (struct sample_set){ 0 };
	if (status)
		return status;
	if (!find(&place, "train", IMAGES, path[0]))
		return missing(&place, "train", IMAGES, err);
	if (!find(&place, "train", LABELS, path[1]))
		return missing(&place, "train", LABELS, err);
	for (int i = 0; i < 2 && !images; i++) {
		images = find(&place, tests[i], IMAGES, path[2]);
		labels = find(&place, tests[i], LABELS, path[3]);
		if (images != labels)
			return images ? missing(&place, tests[i], LABELS, err)
				      : missing(&place, tests[i], IMAGES, err);
	}
	status = arrays_samples(file, images ? 4 : 2, idx_parse, folder, reading, out, err);
	if (status && err)
		err->at = -1; /* it is the folder that was named */
	return status;
}
