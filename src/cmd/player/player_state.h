/* SPDX-License-Identifier: GPL-3.0-or-later */
/* player_state.h - the inside of a player, for player*.c alone. */
#ifndef CMD_PLAYER_STATE_H
#define CMD_PLAYER_STATE_H

#include "cmd/player/job.h"
#include "cmd/player/logbook.h"
#include "cmd/player/player.h"
#include "cmd/report/regression.h"
#include "lab/session/frozen.h"
#include "lab/session/undo.h"

struct queued {
	struct script script;
	int next;
	char name[80];
	bool typed; /* pasted at the prompt */
	bool first; /* before long lines typed meanwhile: what a job leads to */
	struct queued *after;
};

struct typed {
	struct script script; /* one line */
	struct typed *after;
};

enum wait_kind { WAIT_NONE, WAIT_KEY, WAIT_TIME };

struct player {
	struct player_options options;
	struct player_sinks sinks;
	struct session *session;
	struct screen_state screen;
	struct transcript *transcript;
	struct undo *undo;
	struct queued *queue; /* scripts, the first one plays */
	struct typed *typed;  /* lines that act as soon as they may */
	struct typed *later;  /* long lines that wait for the job */
	struct job job;
	struct report notes;	      /* of the command that runs */
	struct compare *compared;     /* the last finished compare */
	struct sweep *swept;	      /* the last finished sweep, if no compare was since */
	struct board *board;	      /* runs that figures show: of the last sweep, or of
					 a store that was read since; NULL: compared */
	struct regression regression; /* the last one */
	enum wait_kind wait;
	double wait_until;
	double speed; /* epochs a second, 0 = as fast as possible */
	bool paused;
	bool quit, interrupted;
	bool changed; /* something took effect since the start or the last save */
	int status;
	double told; /* when progress was last told */
	struct logbook log;
	/* the script that plays, or that played last */
	struct script_source source;
	int source_line;     /* the current one, from 1 */
	bool source_changed; /* since source_view was filled */
	struct listing source_view;
};

/* Run one line now: parse was fine, no boundary is needed any more. False when
   it failed. */
bool player_run_line(struct player *p, const struct line *line, bool typed);

/* Tell: a note, progress, an error. */
void player_tell(struct player *p, enum message_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Tell an error, as text or JSON. */
void player_tell_error(struct player *p, const struct parse_error *error);
/* A script's command failed: the rest is not run, unless told to keep going. */
void player_script_failed(struct player *p);
/* What the commands noted, once they have succeeded. */
void player_tell_notes(struct player *p);
void player_close_place(struct player *p, int place, const char *line, char *output, bool typed);

/* Run lines next, as if they stood after the line that was the job. */
enum fpe_status player_go_on(struct player *p, const char *text, bool typed, struct fpe_error *err);
/* The job failed after it had begun: as if its line had. */
void player_job_failed(struct player *p, const char *message);
/* The line outlives its script where Ctrl-C makes the player forget that. */
void player_keep_job_line(struct job *job, const struct line *line);

/* player_auto.c: advance a search; true when it is over, and no job any more. */
bool player_poll_auto(struct player *p);

/* player_view.c: a line of a script is the current one from now on. */
void player_mark_source(struct player *p, const struct script *script, const struct line *line);

/* player_job.c: advance the job; true if something happened. */
bool player_poll_job(struct player *p);
/* May a line act now? If not, sees to it that it soon may. */
bool player_may_act(struct player *p, const struct command *command);
/* A line has acted at a boundary: the training goes on. */
void player_after_line(struct player *p);
int player_job_timeout(const struct player *p);

#endif
