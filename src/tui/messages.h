/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * messages.h - what the player said: recent lines, the last one, and answers
 * long enough to be a page.
 */
#ifndef TUI_MESSAGES_H
#define TUI_MESSAGES_H

#include "cmd/player/player.h"

#define MESSAGES_LINES 1000 /* kept */

struct messages;

struct messages *messages_new(void); /* NULL: no memory */
void messages_free(struct messages *messages);

/* As struct player_sinks wants it; context is the struct messages. */
void messages_receive(void *context, enum message_kind kind, const char *text);
/* A line of the screen's own. */
void messages_say(struct messages *messages, enum message_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* For the line beside the prompt alone, dimly. */
void messages_hint(struct messages *messages, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* What was typed, for the list alone. */
void messages_echo(struct messages *messages, const char *line);

/* Instead of being kept, messages go to tap (line mode). NULL: kept again.
   What was kept before is handed over at once. */
typedef void messages_tap(void *context, enum message_kind kind, const char *text);
void messages_set_tap(struct messages *messages, messages_tap *tap, void *context);

const char *const *messages_lines(const struct messages *messages, int *count);
/* How the last message is meant. */
enum message_tone { TONE_PLAIN, TONE_BAD, TONE_DIM };
const char *messages_last(const struct messages *messages, enum message_tone *tone);
void messages_forget_last(struct messages *messages);
/* An answer of several lines, malloc'ed; NULL: none since the last call.
   passes: a script printed it, so it gives way when the script goes on. */
char *messages_take_page(struct messages *messages, bool *passes);
unsigned long messages_serial(const struct messages *messages); /* grows */

/* A copy without control characters (\n stays, \t is blanks); bytes that are
   not UTF-8 are \xNN. malloc'ed, NULL: no memory. */
char *messages_clean(const char *text);

#endif
