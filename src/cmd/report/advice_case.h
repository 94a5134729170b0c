/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * advice_case.h - settings as `recommend` sees them: of stored runs, and of the session.
 *
 * Both are read from the same text (lab/study/settings.h), so one is what the other is.
 */
#ifndef CMD_ADVICE_CASE_H
#define CMD_ADVICE_CASE_H

#include <jansson.h>

#include "io/textbuf.h"
#include "lab/session/session.h"
#include "lab/study/advice.h"

/* The settings of a store. Begin zeroed. */
struct advice_case {
	json_t *values; /* name: an object whose names are the values there are, as texts */
	bool overlap;	/* some clauses share inputs: these are no clauses*literals */
};

/* Settings of runs, completed, that are others than those before. No dense in *out. FPE_ENOMEM. */
enum fpe_status advice_case_note(struct advice_case *c, json_t *settings,
				 struct advice_setting *out);
void advice_case_clear(struct advice_case *c);
/* Names of settings that differ and are in no model, with commas between. */
void advice_case_ignored(const struct advice_case *c, struct textbuf *out);

/* What the session's task and net is. */
struct advice_here {
	struct advice_setting setting;
	json_t *settings; /* owned */
	int inputs, clauses;
	bool groups; /* inputs have some */
};
/* The session has a task. No dense in the setting's terms. */
enum fpe_status advice_here_read(struct session *s, struct advice_here *out, struct fpe_error *err);
void advice_here_clear(struct advice_here *here);
/* Its settings of task, samples, net and training that are in no model and that no run has
   so: a sentence for each. */
void advice_here_unmet(const struct advice_here *here, const struct advice_case *c,
		       struct textbuf *out);
/* Can its net be split so? kind as advice_kind. */
bool advice_here_can(const struct advice_here *here, int kind, int alpha);

/* The place of a kind of split that needs nobody to say who goes where; -1: it is none. */
int advice_kind(const char *name);

#endif
