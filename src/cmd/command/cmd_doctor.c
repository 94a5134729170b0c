/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_doctor.c - `doctor`: is there here what the program needs, and how is it mended? */
#include <errno.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/language/scenario.h"
#include "cmd/player/call.h"
#include "cmd/player/config.h"
#include "cmd/report/checkup.h"
#include "cmd/report/column.h"
#include "fpe/kernel.h"
#include "io/debian.h"
#include "io/gate.h"
#include "io/state.h"

static void look_at_locale(struct finding *out, bool ascii)
{
	const char *set = setlocale(LC_CTYPE, NULL), *codes = nl_langinfo(CODESET);
	const char *asked = getenv("LC_ALL");

	(void)ascii;
	if (!asked || !*asked)
		asked = getenv("LC_CTYPE");
	if (!asked || !*asked)
		asked = getenv("LANG");
	textbuf_printf(&out->found, "%s, %s", set ? set : "?", codes);
	if (strcmp(codes, "UTF-8") == 0)
		return;
	if (asked && *asked && set && strcmp(set, "C") == 0 && strcmp(asked, "C") != 0 &&
	    strcmp(asked, "POSIX") != 0)
		finding_blame(out, FINDING_NOTE,
			      "%s is not installed here: drawing is in ASCII. LC_ALL=C.UTF-8 is",
			      asked);
	else
		finding_blame(out, FINDING_NOTE, "drawing is in ASCII; set LC_ALL=C.UTF-8");
}

static void look_at_processor(struct finding *out, bool ascii)
{
	const char *isa = fpe_kernel_isa(), *asked = getenv("FPE_ISA");

	(void)ascii;
	textbuf_printf(&out->found, "kernel %s, %ld cores", isa, sysconf(_SC_NPROCESSORS_ONLN));
	if (strcmp(isa, "x86-64-v2") != 0 && strcmp(isa, "generic") != 0)
		return;
	finding_blame(out, FINDING_NOTE,
		      "training is slower, and the last bits of numbers may differ from others'%s",
		      asked && *asked ? "; unset FPE_ISA" : "");
}

/* Can files be made in the folder of this path, or those above it that are not there yet? */
static void look_at_folder(struct finding *out, const char *path, const char *variable)
{
	char *copy = strdup(path), *slash;

	textbuf_printf(&out->found, "%s", path);
	while (copy && access(copy, F_OK) != 0 && (slash = strrchr(copy, '/')) && slash != copy)
		*slash = '\0';
	if (copy && access(copy, W_OK | X_OK) != 0)
		finding_blame(
			out, FINDING_NOTE,
			"%s: %s; nothing is kept from one run to the next. Set %s to a folder of yours",
			copy, strerror(errno), variable);
	free(copy);
}

static void look_at_state(struct finding *out, bool ascii)
{
	size_t there;
	char *path = state_path("", &there);

	(void)ascii;
	if (path && *path)
		path[strlen(path) - 1] = '\0'; /* the / before no name */
	if (path) {
		look_at_folder(out, path, "XDG_STATE_HOME");
		if (out->state == FINDING_FINE && !state_keeps())
			finding_blame(
				out, FINDING_NOTE,
				"HOME is not there; nothing is kept from one run to the next. Set XDG_STATE_HOME to a folder of yours");
	} else {
		textbuf_puts(&out->found, "none: HOME is not set");
		finding_blame(
			out, FINDING_NOTE,
			"neither typed lines nor sessions are kept. Set HOME, or XDG_STATE_HOME");
	}
	free(path);
}

static void look_at_config(struct finding *out, bool ascii)
{
	char *path = config_path();

	(void)ascii;
	textbuf_printf(&out->found, "%s%s", path ? path : "none: HOME is not set",
		       !path || gate_there(path) ? "" : ", which is not there");
	if (path && gate_there(path) && !gate_confined() && access(path, R_OK) != 0)
		finding_blame(out, FINDING_WRONG, "it cannot be read: %s; chmod u+r %s",
			      strerror(errno), path);
	free(path);
}

static void look_at_scenarios(struct finding *out, bool ascii)
{
	char folder[PATH_MAX + 64];
	struct scenarios all;

	(void)ascii;
	scenarios_find(&all);
	textbuf_printf(&out->found, "%d", all.count);
	for (int i = 0; scenario_folder(i, folder, sizeof folder); i++) {
		if (gate_there(folder))
			textbuf_printf(&out->found, ", %s", folder);
	}
	if (!all.count)
		finding_blame(
			out, FINDING_NOTE,
			"`play` has none. Install the program with its scenarios (make install)");
	scenarios_clear(&all);
}

static void look_at_data(struct finding *out, bool ascii)
{
	static const char *const known[] = { "/usr/share/datasets/fashion-mnist",
					     "/usr/share/dict/words" };
	const char *between = "";

	(void)ascii;
	for (int i = 0; i < 2; i++) {
		char line[DEBIAN_LINE];
		const char *how = debian_line(known[i], line);

		if (gate_there(known[i])) {
			textbuf_printf(&out->found, "%s%s", between, known[i]);
			between = ", ";
		} else {
			finding_blame(out, FINDING_NOTE, "%s%s is not there%s",
				      out->mend.size ? "; " : "", known[i], how);
		}
	}
	if (!out->found.size)
		textbuf_puts(&out->found, "none");
}

static const struct check checks[] = {
	{ "locale", look_at_locale },
	{ "processor", look_at_processor },
	{ "state", look_at_state },
	{ "config", look_at_config },
	{ "scenarios", look_at_scenarios },
	{ "data sets", look_at_data },
	{ 0 },
};

/* --------------------------------------------------------------------------- */

static const struct column check_columns[] = {
	SHOWN("check", "text", "what was looked at"),
	SHOWN("state", "text", "fine; note: less well, or less of it; wrong"),
	SHOWN("found", "text", "what is there"),
	FIELD("mend", "text or null", "what to do about it"),
	{ 0 },
};
static const struct column doctor_fields[] = {
	FIELD("version", "text", "of the program"),
	FIELD("fine", "true or false", "nothing is wrong"),
	FIELDS("checks[]", check_columns),
	{ 0 },
};

/* Is there nothing wrong? */
static bool look(const struct check *check, bool ascii, struct rows *rows, struct textbuf *mends)
{
	static const char *const states[] = { "fine", "note", "wrong" };
	struct finding finding = { 0 };
	char *found, *mend;

	check->look(&finding, ascii);
	found = textbuf_take(&finding.found);
	mend = textbuf_take(&finding.mend);
	rows_put(rows, DATUM(check->name), DATUM(states[finding.state]),
		 datum_format("%s", found ? found : ""),
		 mend && *mend ? datum_format("%s", mend) : datum_text(NULL));
	if (mend && *mend)
		textbuf_printf(mends, "%s: %s\n", check->name, mend);
	free(found);
	free(mend);
	return finding.state != FINDING_WRONG;
}

static enum fpe_status run_doctor(struct call *call)
{
	const struct check *const tables[] = { call->options->checks, checks };
	struct rows rows = { .columns = check_columns };
	struct textbuf mends = { 0 };
	bool fine = true;
	char *text;

	for (int t = 0; t < 2; t++) {
		for (const struct check *c = tables[t]; c && c->name; c++)
			fine &= look(c, call->options->ascii, &rows, &mends);
	}
	rows_table(&rows, call->report, 0);
	text = textbuf_take(&mends);
	report_text(call->report, "%s%s", text && *text ? "\n" : "", text ? text : "");
	free(text);
	column_report(call->report, DATUM("" FPE_VERSION), DATUM(fine), datum_rows(&rows));
	return FPE_OK;
}

const struct command cmd_doctor = {
	VERB("doctor", COMMAND_REPORT | COMMAND_SILENT, run_doctor),
	.help = "Look at terminal, libraries, folders and data sets: what is fine, and how to mend what is not.",
	.details =
		"A check is fine; a note, where all works, but less well or less of it; or wrong. The glyphs are a line to look at: where it is no row of rising bars, start the program with --ascii. "
		"Nothing is changed, and the command never fails.",
	.example = "doctor",
	.fields = doctor_fields,
};
