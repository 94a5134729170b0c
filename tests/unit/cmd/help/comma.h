/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * comma.h - a locale that writes 0,5, made for the test that asks for it.
 */
#ifndef TEST_CMD_COMMA_H
#define TEST_CMD_COMMA_H

#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Make de_DE.UTF-8 in a new folder and set it. False: localedef or its sources
   are not installed. */
static bool comma_begin(void)
{
	char folder[] = "/tmp/fpe-locale-XXXXXX", command[200], text[16];

	if (!mkdtemp(folder))
		return false;
	snprintf(command, sizeof command, "localedef -i de_DE -f UTF-8 %s/de_DE.UTF-8 2>/dev/null",
		 folder);
	if (system(command) == 0) {
		setenv("LOCPATH", folder, 1);
		setlocale(LC_ALL, "de_DE.UTF-8");
	}
	snprintf(command, sizeof command, "rm -rf %s", folder);
	if (system(command) != 0)
		return false;
	snprintf(text, sizeof text, "%.1f", 0.5);
	return strcmp(text, "0,5") == 0;
}

static void comma_end(void)
{
	setlocale(LC_ALL, "C");
	unsetenv("LOCPATH");
}

#endif
