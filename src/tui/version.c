/* SPDX-License-Identifier: GPL-3.0-or-later */
/* version.c - which versions of what is this program made of? */
#include "tui/version.h"

#include <curses.h>
#include <stdio.h>

#include <cairo.h>
#include <cglm/version.h>
#include <gsl/gsl_version.h>
#include <jansson.h>
#include <readline/readline.h>
#include <sqlite3.h>
#include <zlib.h>

#include "fpe/kernel.h"
#include "io/textbuf.h"

#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "GCC " __VERSION__
#endif

char *version_libraries(void)
{
	struct textbuf text = { 0 };

	textbuf_printf(
		&text,
		"readline %s, %s, cglm %d.%d.%d, GSL %s, jansson %s, cairo %s, SQLite %s, zlib %s",
		rl_library_version, curses_version(), CGLM_VERSION_MAJOR, CGLM_VERSION_MINOR,
		CGLM_VERSION_PATCH, gsl_version, jansson_version_str(), cairo_version_string(),
		sqlite3_libversion(), zlibVersion());
	return textbuf_take(&text);
}

/* A library may be newer than its header, but not older. */
const char *version_older(void)
{
	if (jansson_version_cmp(JANSSON_MAJOR_VERSION, JANSSON_MINOR_VERSION,
				JANSSON_MICRO_VERSION) < 0)
		return "jansson";
	if (sqlite3_libversion_number() < SQLITE_VERSION_NUMBER)
		return "SQLite";
	if (cairo_version() < CAIRO_VERSION)
		return "cairo";
	if (rl_readline_version < RL_READLINE_VERSION)
		return "readline";
	return NULL;
}

char *version_text(void)
{
	struct textbuf text = { 0 };

	textbuf_printf(&text,
		       "fpe-tui " FPE_VERSION "\n"
		       "kernel %s, compiled by " COMPILER "\n"
		       "Numbers are the same to the last bit with the kernels of x86-64-v3, -v4\n"
		       "and NEON; with -v2 and generic ones the last bits may differ.\n"
		       "readline %s, %s, cglm %d.%d.%d, GSL %s, jansson %s,\n"
		       "cairo %s, SQLite %s, zlib %s\n"
		       "License GPLv3+: GNU GPL version 3 or later.\n",
		       fpe_kernel_isa(), rl_library_version, curses_version(), CGLM_VERSION_MAJOR,
		       CGLM_VERSION_MINOR, CGLM_VERSION_PATCH, GSL_VERSION, JANSSON_VERSION,
		       cairo_version_string(), sqlite3_libversion(), zlibVersion());
	return textbuf_take(&text);
}
