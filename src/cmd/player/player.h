/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * player.h - runs lines: a script's in order, typed ones in between.
 *
 * Long commands run in the background. A script waits for them; a typed line
 * acts at the next epoch boundary, a typed long command queues. Output is kept
 * in the order of the commands (transcript), whatever finished first. The
 * owner polls: batch blocks in batch_run, the screen calls player_poll from
 * its loop. What its commands ask of it is in ask.h.
 */
#ifndef CMD_PLAYER_H
#define CMD_PLAYER_H

#include <stdio.h>

#include "cmd/language/parse.h"
#include "cmd/player/ask.h"
#include "cmd/player/news.h"

struct player_sinks {
	FILE *out; /* data; NULL on the screen */
	FILE *log; /* --log, or NULL: the same bytes as out would get */
	/* messages, errors, and on the screen data too; one call a text, which
	   may hold several lines */
	void (*message)(void *context, enum message_kind kind, const char *text);
	void *context;
};

struct player_options {
	struct call_options call;
	bool keep_going;
	bool keeps;	 /* the session, by itself, while it goes on: autosave.h */
	bool seed_fixed; /* --seed: `seed N` does not change it */
	unsigned long long seed;
	unsigned long long most_output; /* bytes of data and messages; 0: any */
};

/* NULL: err says why. */
struct player *player_new(const struct player_options *options, const struct player_sinks *sinks,
			  struct fpe_error *err);
void player_free(struct player *player);

/* Queue a script behind what is queued. The player takes the lines. name: shown
   in the status bar ("" for -c). */
void player_queue(struct player *player, struct script *script, const char *name);

/* A line typed at the prompt; parse errors become messages. */
void player_type(struct player *player, const char *line);
/* Several lines pasted: run in order, like a script, before what is queued. */
void player_paste(struct player *player, const char *text);

/* Run whatever can run now. Never blocks for long. In batch the owner polls,
   then waits on player_fd for at most player_timeout, until player_idle. */
void player_poll(struct player *player);

/* Readable when a poll is worth while; milliseconds until one is worth while
   anyway, -1 = never. */
int player_fd(const struct player *player);
int player_timeout(const struct player *player);

/* A line beside the screen remakes what figures look at: pictures taken before are of
   what may be gone, and player_frame gives an empty one. */
bool player_figures_rest(const struct player *player);
/* As player_snapshot, for the screen: what takes long to measure of large nets comes with
   a later one, when it is known (gauge.h). */
void player_frame(struct player *player, struct snapshot *out);

/* Ctrl-C: stop what runs after the batch and forget what a script had left.
   False when nothing was running. */
bool player_interrupt(struct player *player);
/* Seconds that something has not heard it for; 0: nothing is asked to stop. */
double player_unheard(const struct player *player);
/* What takes long on the caller's thread asks it whether it was interrupted meanwhile. */
void player_set_watch(struct player *player, const struct fpe_watch *watch);
/* A key was pressed: ends `wait key`. True if one was due. */
bool player_key(struct player *player);
/* Pause or resume the training now running (the keys' way to `pause`). */
void player_toggle_pause(struct player *player);

/* One epoch of the training that runs, which is paused then; of all arms when
   none runs. */
void player_step(struct player *player);

bool player_idle(const struct player *player);	   /* nothing queued or running */
bool player_works(const struct player *player);	   /* a long command is under way */
bool player_quitting(const struct player *player); /* `quit` was run */
/* A `quit` that is typed is the owner's to ask about: player_takes_leave is true once for each. */
void player_ask_before_quit(struct player *player);
bool player_takes_leave(struct player *player);
bool player_dirty(const struct player *player); /* something is unsaved */
int player_status(const struct player *player); /* exit code so far: 0, 1, 130, 141 */

struct session *player_session(struct player *player);
struct screen_state *player_screen(struct player *player);
/* There is a prompt, but no screen: what would be shown is printed. */
void player_set_lines(struct player *player);

/* The final table (arms, nnz, accuracy, capacity, cosine), malloc'ed. */
char *player_summary(struct player *player);

#endif
