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

char *version_text(void)
{
	struct textbuf text = { 0 };

	textbuf_printf(&text,
		       "fpe-tui " FPE_VERSION "\n"
		       "kernel %s, %s\n"
		       "readline %s, %s, cglm %d.%d.%d, GSL %s, jansson %s,\n"
		       "cairo %s, SQLite %s, zlib %s\n"
		       "License GPLv3+: GNU GPL version 3 or later.\n",
		       fpe_kernel_isa(), __VERSION__, rl_library_version, curses_version(),
		       CGLM_VERSION_MAJOR, CGLM_VERSION_MINOR, CGLM_VERSION_PATCH, GSL_VERSION,
		       JANSSON_VERSION, cairo_version_string(), sqlite3_libversion(),
		       zlibVersion());
	return textbuf_take(&text);
}
