/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask.h - what a command may ask of the player that runs it.
 *
 * A long command asks nothing: it leaves its job in the call. What studies found
 * is in call->results.
 */
#ifndef CMD_ASK_H
#define CMD_ASK_H

#include "cmd/player/call.h"

/* Is a long command under way, behind or beside this one? */
bool player_has_job(const struct player *player);

/* Show the user a text that is no output of the session. */
void player_display(struct player *player, const char *text);

/* What was said to the user goes: answers, the log, narration. Not in batch. */
void player_clear(struct player *player);

/* Fill a picture of the epoch that the screen shows, with all that its figures
   look at (player_look). */
void player_snapshot(struct player *player, struct snapshot *out);
/* Add to a picture what a figure looks at: past arms. */
void player_look(struct player *player, int panel, const struct panel_options *o,
		 struct snapshot *out);

/* Play a script's text before what is queued, under a name for the status bar. For undo
   it is one step. */
enum fpe_status player_play(struct player *player, const char *text, const char *name,
			    struct fpe_error *err);
/* The same of a file. FPE_ELIMIT: files that play files are too deep. */
enum fpe_status player_play_file(struct player *player, const char *path, struct fpe_error *err);
/* The same in place of what is left of the script whose line asks. */
enum fpe_status player_play_instead(struct player *player, const char *path, struct fpe_error *err);
/* Lines to be run next, as if they stood behind this one. */
enum fpe_status player_play_next(struct player *player, const char *lines, struct fpe_error *err);
/* Scripts that wait or play end, where this line was typed: they do not go on behind another. */
void player_end_scripts(struct player *player);
/* The script queued last is a lesson: at a prompt it goes on after lines that fail. */
void player_is_lesson(struct player *player);

/* An answer to a question, which may be waited for. FPE_ENOMEM. */
enum fpe_status player_answer(struct player *player, const char *name, const char *text,
			      struct fpe_error *err);
/* Go on without the answer, or do what is waited for. False: nothing is. */
bool player_skip(struct player *player);
/* Has the solution of this line, which waits, been played? */
bool player_has_skipped(const struct player *player, const struct line *line);

void player_wait(struct player *player, double seconds); /* < 0: for a key */
void player_set_speed(struct player *player, double epochs_per_second);
void player_pause(struct player *player, bool paused);
void player_quit(struct player *player);

/* Take back the last command that changed the session, or (forward) do the one
   taken back last again; says what it was. Taking back what a training under
   way has done so far ends it. */
enum fpe_status player_undo(struct call *call, bool forward);
/* False: --seed was given, and beats it. */
bool player_set_seed(struct player *player, unsigned long long seed);
bool player_may_seed(const struct player *player);
/* After how many minutes a session that changed is kept by itself; 0: never. */
void player_set_autosave(struct player *player, double minutes);
double player_autosave(const struct player *player);
/* The script so far, malloc'ed. */
char *player_history(struct player *player);
void player_saved(struct player *player);

#endif
