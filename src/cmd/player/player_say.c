/* SPDX-License-Identifier: GPL-3.0-or-later */
/* player_say.c - what a player tells, and output in its place. */
#include "cmd/player/player_state.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "io/textbuf.h"

/* More was told than may be: nothing more is, and the player ends. */
static bool too_much(struct player *p, const char *text)
{
	unsigned long long most = p->options.most_output;

	if (!most || p->spoken > most)
		return most != 0;
	p->spoken += strlen(text);
	if (p->spoken <= most)
		return false;
	if (p->sinks.message)
		p->sinks.message(p->sinks.context, MESSAGE_ERROR,
				 "error: output: more than --safe allows\n");
	p->status = 1;
	p->quit = true;
	return true;
}

static void pass_on(struct player *p, enum message_kind kind, const char *text)
{
	/* how far things are depends on the clock, the rest on the lines. A line beside the
	   screen may be drawing the log: what is said meanwhile is not in it */
	if ((kind == MESSAGE_NOTE || kind == MESSAGE_ERROR) && !p->acting.aside)
		logbook_add(&p->log, "", text);
	if (p->sinks.message &&
	    !(p->options.call.quiet && (kind == MESSAGE_NOTE || kind == MESSAGE_PROGRESS)) &&
	    !too_much(p, text))
		p->sinks.message(p->sinks.context, kind, text);
}

/* Where there is no memory for all of it, its beginning. */
void player_tell(struct player *p, enum message_kind kind, const char *format, ...)
{
	char beginning[FPE_MESSAGE_SIZE];
	va_list args;
	char *text;

	va_start(args, format);
	text = textbuf_vtext(format, args);
	va_end(args);
	if (!text) {
		va_start(args, format);
		vsnprintf(beginning, sizeof beginning, format, args);
		va_end(args);
	}
	pass_on(p, kind, text ? text : beginning);
	free(text);
}

void player_display(struct player *player, const char *text)
{
	player_tell(player, MESSAGE_OUTPUT, "%s", text);
}

void player_clear(struct player *player)
{
	if (!player->options.call.screen)
		return;
	logbook_clear(&player->log);
	player->screen.narration[0] = '\0';
	player->sinks.message(player->sinks.context, MESSAGE_CLEAR, "");
}

void player_tell_error(struct player *p, const struct parse_error *error)
{
	bool json = p->options.call.json && !p->options.call.screen;
	char *text = json ? parse_error_json(error) : parse_error_text(error);

	if (text)
		player_tell(p, MESSAGE_ERROR, "%s", text);
	else
		player_tell(p, MESSAGE_ERROR, "error: %s\n", error->message);
	free(text);
	memory_forget(); /* it is told */
}

bool player_tell_memory(struct player *p)
{
	if (!memory_refused())
		return false;
	player_tell(p, MESSAGE_ERROR, "error: %s\n", fpe_status_text(FPE_ENOMEM));
	memory_forget();
	return true;
}

void player_close_place(struct player *p, int place, char *line, char *output, bool typed)
{
	if (output)
		logbook_add(&p->log, "", output);
	if (output && p->options.call.screen)
		player_tell(p, typed ? MESSAGE_OUTPUT : MESSAGE_SCRIPT, "%s", output);
	p->changed |= line != NULL;
	p->acts += line != NULL;
	if (output && too_much(p, output)) {
		free(output);
		output = NULL;
	}
	if (!transcript_close(p->transcript, place, line, output) && !p->quit) {
		/* no message where the reader has gone, or a signal came first: it was a wish */
		if (errno != EPIPE && errno != EINTR)
			player_tell(p, MESSAGE_ERROR, "error: output: %s\n", strerror(errno));
		p->status = errno == EPIPE ? 141 : errno == EINTR ? 130 : 1;
		p->quit = true;
	}
}

void player_tell_notes(struct player *p)
{
	char *text = report_take(&p->notes);

	if (text)
		player_tell(p, MESSAGE_NOTE, "%s", text);
	free(text);
}

static void tell_written(void *context, const char *path, long long bytes)
{
	player_tell(context, MESSAGE_NOTE, "wrote %s, %lld byte%s\n", path, bytes,
		    bytes == 1 ? "" : "s");
}

void player_tell_written(struct player *p, struct overwrite_targets *targets)
{
	overwrite_wrote(&p->overwrite, targets, tell_written, p);
}
