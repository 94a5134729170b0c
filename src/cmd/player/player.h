/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * player.h - runs lines: a script's in order, typed ones in between.
 *
 * Long commands run in the background. A script waits for them; a typed line
 * acts at the next epoch boundary, a typed long command queues. Output is kept
 * in the order of the commands (transcript), whatever finished first. The
 * owner polls: batch blocks in player_run, the screen calls player_poll from
 * its loop.
 */
#ifndef CMD_PLAYER_H
#define CMD_PLAYER_H

#include <stdio.h>

#include "cmd/player/call.h"
#include "cmd/language/parse.h"
#include "cmd/player/transcript.h"
#include "lab/auto/search.h"
#include "lab/study/sweep.h"

enum message_kind {
	MESSAGE_NOTE,	  /* what a user should know */
	MESSAGE_PROGRESS, /* what is under way */
	MESSAGE_ERROR,
	MESSAGE_OUTPUT, /* what a typed command printed */
	MESSAGE_SCRIPT	/* what a script's command printed */
};

struct player_sinks {
	FILE *out; /* data; NULL on the screen */
	FILE *log; /* --log, or NULL: the same bytes as out would get */
	/* messages, errors, and on the screen data too; one call a text, which
	   may hold several lines */
	void (*message)(void *context, enum message_kind kind, const char *text);
	void *context;
};

struct player;
struct regression;

struct player_options {
	struct call_options call;
	bool keep_going;
	bool seed_fixed; /* --seed: `seed N` does not change it */
	unsigned long long seed;
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

/* Play a script's text before what is queued, under a name for the status bar. */
enum fpe_status player_play(struct player *player, const char *text, const char *name,
			    struct fpe_error *err);

/* Run whatever can run now. Never blocks for long. In batch the owner polls,
   then waits on player_fd for at most player_timeout, until player_idle. */
void player_poll(struct player *player);

/* Readable when a poll is worth while; milliseconds until one is worth while
   anyway, -1 = never. */
int player_fd(const struct player *player);
int player_timeout(const struct player *player);

/* Ctrl-C: stop what runs after the batch and forget what a script had left.
   False when nothing was running. */
bool player_interrupt(struct player *player);
/* A key was pressed: ends `wait key`. True if one was due. */
bool player_key(struct player *player);
/* Pause or resume the training now running (the keys' way to `pause`). */
void player_toggle_pause(struct player *player);

/* One epoch of the training that runs, which is paused then; of all arms when
   none runs. */
void player_step(struct player *player);

bool player_idle(const struct player *player);	   /* nothing queued or running */
bool player_quitting(const struct player *player); /* `quit` was run */
bool player_dirty(const struct player *player);	   /* something is unsaved */
int player_status(const struct player *player);	   /* exit code so far: 0, 1, 130, 141 */

struct session *player_session(struct player *player);
struct screen_state *player_screen(struct player *player);
/* Fill a picture of the epoch that the screen shows, with the past arms that its
   figures subtract. */
void player_snapshot(struct player *player, struct snapshot *out);
/* Add an arm's past to a picture. */
void player_look_back(struct player *player, int id, int epoch, struct snapshot *out);

/* There is a prompt, but no screen: what would be shown is printed. */
void player_set_lines(struct player *player);

/* What commands ask of the player that runs them. */
/* Show the user a text that is no output of the session. */
void player_display(struct player *player, const char *text);
enum fpe_status player_train(struct call *call, const struct training_plan *plan,
			     struct arm *const *arms, int count); /* NULL: all */
enum fpe_status player_compare(struct call *call, struct study *study, int seeds);
/* Takes the lattice, also on failure. path: of the store. */
enum fpe_status player_sweep(struct call *call, struct lattice *lattice, const char *path);
/* Takes the search, which is of the arm, also on failure. */
enum fpe_status player_auto(struct call *call, struct search *search, const struct arm *arm);
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
/* The script so far, malloc'ed. */
char *player_history(struct player *player);
/* Is a compare or a sweep under way? Its numbers are not known yet. */
bool player_comparing(const struct player *player);
/* The last finished compare, or NULL. */
struct compare *player_compared(struct player *player);
/* The last finished sweep, or NULL; NULL too where a compare was since. */
struct sweep *player_swept(struct player *player);
/* The runs that figures show: of the sweep under way, else those shown last;
   NULL: none, or a compare was since. */
const struct snapshot_sweep *player_sweep_picture(struct player *player);
void player_show_board(struct player *player, struct board *board); /* takes */
/* What `regress` found last, or NULL. */
const struct regression *player_regression(const struct player *player);
void player_set_regression(struct player *player, const struct regression *regression);
void player_saved(struct player *player);

/* The final table (arms, nnz, accuracy, capacity, cosine), malloc'ed. */
char *player_summary(struct player *player);

#endif
