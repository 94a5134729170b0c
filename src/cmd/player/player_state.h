/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * player_state.h - the inside of a player, for player*.c alone.
 *
 * Its files call each other one way: say, queue, job, keep, learn, player. player_view.c and
 * player_undo.c stand beside player.c.
 */
#ifndef CMD_PLAYER_STATE_H
#define CMD_PLAYER_STATE_H

#include "cmd/player/acting.h"
#include "cmd/player/autosave.h"
#include "cmd/player/job.h"
#include "cmd/player/learner.h"
#include "cmd/player/logbook.h"
#include "cmd/player/overwrite.h"
#include "cmd/player/player.h"
#include "cmd/player/results.h"
#include "cmd/player/script_view.h"
#include "cmd/player/transcript.h"
#include "lab/session/frozen.h"
#include "lab/session/undo.h"

/* Lines that wait. */
struct queued {
	struct script script;
	int next; /* line */
	char name[80];
	bool typed;   /* pasted at the prompt */
	bool whole;   /* its lines are one step for undo */
	int depth;    /* files that play it, and it */
	bool first;   /* before long lines typed meanwhile: what a job leads to */
	bool lenient; /* a lesson at a prompt: it goes on after a line that failed */
	bool config;  /* the user's own first lines: what fails ends them alone */
	struct queued *after;
};

/* The long command under way. */
struct under_way {
	struct job *job;       /* NULL: none */
	int place;	       /* in the transcript; -1: it was cut, and rests */
	bool typed;	       /* at the prompt */
	bool queued;	       /* a script's line, or one of a paste: others may wait for it */
	struct line line;      /* its line's place, for errors; no values */
	struct shared *before; /* struct frozen: what undo goes back to */
	struct shared *made;   /* the same with what the line made by default; NULL: nothing,
				  or arms train */
	int cut_step;	       /* the last step of undo when it was cut … */
	bool cut_done;	       /* … and whether that is what it did until then */
};

enum wait_kind { WAIT_NONE, WAIT_KEY, WAIT_TIME, WAIT_LEARNER };

struct player {
	struct player_options options;
	struct player_sinks sinks;
	struct session *session;
	struct screen_state screen;
	struct transcript *transcript;
	struct undo *undo;
	struct gauge *gauge;  /* measures large nets for frames; NULL: there is no screen */
	struct queued *queue; /* scripts, the first one plays */
	struct queued *typed; /* a line each, which act as soon as they may */
	struct queued *later; /* long lines that wait for the job */
	struct under_way now;
	struct acting acting; /* the line that acts */
	bool pictured;	      /* a frame was asked for: there is one to show meanwhile */
	struct job_pace pace;
	struct report notes; /* of the command that runs */
	struct results results;
	enum wait_kind wait;
	double wait_until;
	int own_from; /* a script that waits: only steps after this number are who learns' own */
	struct learner learner; /* whom WAIT_LEARNER waits for */
	bool quit;
	bool asks;	    /* a typed `quit` only says so … */
	int leaves;	    /* … and so many did */
	bool changed;	    /* something took effect since the start or the last save */
	unsigned long acts; /* lines that took effect */
	struct {
		struct autosave *autosave; /* NULL: nothing is kept by itself */
		double minutes;
		/* as it was kept last */
		unsigned long acts;
		unsigned long long epochs;
	} keep;
	int status;
	double interrupted;	   /* when what works was asked to stop, seconds; 0: it was not */
	unsigned long long spoken; /* bytes, where they are bounded */
	double told;		   /* when progress was last told */
	struct overwrite overwrite;
	struct logbook log;
	struct script_view script;
};

/* player_say.c */

/* Tell: a note, progress, an error. */
void player_tell(struct player *p, enum message_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Tell an error, as text or JSON. */
void player_tell_error(struct player *p, const struct parse_error *error);
/* What the commands noted, once they have succeeded. */
void player_tell_notes(struct player *p);
/* Which files were written, and how large they are. */
void player_tell_written(struct player *p, struct overwrite_targets *targets);
/* As transcript_close. A player whose output has no reader any more quits. */
void player_close_place(struct player *p, int place, char *line, char *output, bool typed);
/* Memory was short for what is told, kept or shown beside the lines: say so. True: it was. */
bool player_tell_memory(struct player *p);

/* player_queue.c */

/* A script's command failed: the rest is not run, unless told to keep going. */
void player_script_failed(struct player *p);
/* A line failed that came with others: those after it are not run, which is said. */
void player_pasted_failed(struct player *p);
/* As player_queue, of the user's own first lines. */
void player_queue_config(struct player *p, struct script *script);
/* Run lines next, as if they stood after the line that was the job. */
enum fpe_status player_go_on(struct player *p, const struct news *news, bool typed,
			     struct fpe_error *err);
/* The first typed line is a long one, and waits for the job. */
void player_put_off(struct player *p);
/* Scripts go, typed lines stay; and the other way round. */
void player_forget_scripts(struct player *p);
void player_forget_typed(struct player *p);
/* Lines at the head of the queue, as if pasted: one that fails does not end the others. */
enum fpe_status player_push_lines(struct player *p, const char *text, struct fpe_error *err);
/* The first one goes. */
void player_pop(struct queued **list);
/* No script is under way whose lines are one step: steps are apart again. */
void player_settle_undo(struct player *p);
/* One that is under way is over. */
void player_forget_whole(struct player *p);
/* The script waits from now on, and what is typed are steps of their own; it goes on. */
void player_steps_apart(struct player *p);
void player_steps_join(struct player *p);
void player_forget_queues(struct player *p);
/* All lines but the one that acts beside the screen. */
void player_forget_waiting(struct player *p);

/* player_learn.c */

/* The script's line, or the typed one, that has just acted waits for who learns. */
void player_await_learner(struct player *p, const struct line *line, bool scripted);
/* What was waited for has come true, or was passed over. */
void player_learner_is_through(struct player *p);
/* May the script go on, or its line be run again? */
bool player_learner_is_ready(struct player *p);

/* player_job.c */

/* Takes job and what undo goes back to; the job is of this line. */
void player_begin_job(struct player *p, struct job *job, const struct line *line, int place,
		      bool typed, struct shared *before);
/* Advance the job; true if it is over. */
bool player_poll_job(struct player *p);
/* Ctrl-C. */
void player_stop_job(struct player *p);
/* Forget the job, with what it did not say. */
void player_drop_job(struct player *p);
/* Was it cut, by the line that acts now? */
bool player_job_is_cut(const struct player *p);
/* Does it move the session's arms just now? */
bool player_job_trains(const struct player *p);
/* May a line act now? If not, sees to it that it soon may. */
bool player_may_act(struct player *p, const struct command *command);
/* A line has acted at a boundary: what was cut goes on. */
void player_after_line(struct player *p);
int player_job_timeout(const struct player *p);
void player_steer_job(struct player *p, enum job_steer what);

/* player_keep.c */

/* Offer what a program left that was killed; it is not loaded unasked. */
void player_keep_begin(struct player *p);
/* Let the session be written down, where that is due. */
void player_keep(struct player *p);

#endif
