/* SPDX-License-Identifier: GPL-3.0-or-later */
/* debian.c - paths and the packages that bring them. Owns nothing. */
#include "io/debian.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define DIGITS "/usr/lib/python3/dist-packages/sklearn/datasets/data/"
#define LICENCES "/usr/share/common-licenses" /* texts that everybody has */

/* A path that begins so is of that package; one that ends in / is a folder, and the
   name in it is the end of the package's name. First match first. */
static const struct known {
	const char *path, *package;
} known[] = {
	{ "/usr/share/datasets/", "dataset-" },
	{ DIGITS "digits.csv.gz", "python3-sklearn" },
	{ LICENCES "/GPL-3", "base-files" },
	{ "/usr/share/dict/words", "wamerican" },
	{ "/usr/share/dict/american-english", "wamerican" },
	{ "/usr/share/dict/british-english", "wbritish" },
	{ "/usr/share/dict/ngerman", "wngerman" },
	{ "/usr/share/dict/french", "wfrench" },
	{ "/usr/share/dict/italian", "witalian" },
	{ "/usr/share/dict/spanish", "wspanish" },
};

const char *debian_folder(int i)
{
	static const char *const folder[] = { "/usr/share/datasets", "/usr/share/dict", DIGITS,
					      LICENCES };

	return i < (int)(sizeof folder / sizeof *folder) ? folder[i] : NULL;
}

const char *debian_line(const char *path, char buffer[DEBIAN_LINE])
{
	buffer[0] = '\0';
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		size_t length = strlen(known[i].path);
		const char *rest = path + length;
		bool folder = known[i].path[length - 1] == '/';

		if (strncmp(path, known[i].path, length) || (folder ? !*rest : !!*rest))
			continue;
		snprintf(buffer, DEBIAN_LINE, "; on Debian: sudo apt-get install %s%.*s",
			 known[i].package, folder ? (int)strcspn(rest, "/") : 0, rest);
		break;
	}
	return buffer;
}
