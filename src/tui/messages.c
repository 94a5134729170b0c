/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * messages.c - what the player said.
 *
 * Owns its copies of all texts, which hold nothing a terminal could obey.
 */
#include "tui/messages.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/textbuf.h"

struct messages {
	char *line[MESSAGES_LINES];
	int count;
	char *last, *page;
	bool page_passes;
	enum message_tone tone;
	unsigned long serial;
	messages_tap *tap;
	void *tap_context;
};

char *messages_clean(const char *text)
{
	struct textbuf out = { 0 };

	textbuf_show(&out, text, strlen(text), UTF8_LINES);
	return textbuf_take(&out);
}

struct messages *messages_new(void)
{
	return calloc(1, sizeof(struct messages));
}

/* The serial grows on: something is to be drawn. */
static void drop_all(struct messages *m)
{
	for (int i = 0; i < m->count; i++)
		free(m->line[i]);
	m->count = 0;
	free(m->last);
	free(m->page);
	m->last = m->page = NULL;
	m->serial++;
}

void messages_free(struct messages *messages)
{
	if (!messages)
		return;
	drop_all(messages);
	free(messages);
}

static void keep_line(struct messages *m, const char *line, size_t size)
{
	char *copy = strndup(line, size);

	if (!copy)
		return;
	if (m->count == MESSAGES_LINES) {
		const int old = MESSAGES_LINES / 4;

		for (int i = 0; i < old; i++)
			free(m->line[i]);
		m->count -= old;
		memmove(m->line, m->line + old, (size_t)m->count * sizeof *m->line);
	}
	m->line[m->count++] = copy;
}

static void keep_lines(struct messages *m, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		keep_line(m, text, n);
		text += n + (text[n] == '\n');
	}
}

/* The first line is the one shown beside the prompt. */
static void keep_last(struct messages *m, const char *text, enum message_tone tone)
{
	free(m->last);
	m->last = strndup(text, strcspn(text, "\n"));
	m->tone = tone;
}

/* An error without its place: beside the prompt there is room for what is wrong. */
static const char *without_place(const char *text)
{
	static const char mark[] = ": error: ";
	const char *at = strstr(text, mark), *end = strchr(text, '\n');

	return at && (!end || at < end) ? at + 2 : text;
}

static bool has_lines(const char *text)
{
	const char *end = strchr(text, '\n');

	return end && end[1] != '\0';
}

void messages_receive(void *context, enum message_kind kind, const char *text)
{
	struct messages *m = context;
	char *clean;

	if (m->tap) {
		m->tap(m->tap_context, kind, text);
		return;
	}
	if (kind == MESSAGE_CLEAR) {
		drop_all(m);
		return;
	}
	/* the top line shows progress, always up to date */
	if (kind == MESSAGE_PROGRESS || !(clean = messages_clean(text)))
		return;
	m->serial++;
	keep_lines(m, clean);
	/* the head of a table alone says nothing */
	if (kind == MESSAGE_OUTPUT && has_lines(clean))
		keep_last(m, "F3 shows the answer again", TONE_PLAIN);
	else if (kind == MESSAGE_ERROR)
		keep_last(m, without_place(clean), TONE_BAD);
	else if (kind != MESSAGE_SCRIPT)
		keep_last(m, clean, TONE_PLAIN);
	if (has_lines(clean) && kind != MESSAGE_NOTE) {
		free(m->page);
		m->page = clean;
		m->page_passes = kind == MESSAGE_SCRIPT;
	} else {
		free(clean);
	}
}

void messages_say(struct messages *messages, enum message_kind kind, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = textbuf_vtext(format, args);
	va_end(args);
	if (!text)
		return;
	messages_receive(messages, kind, text);
	free(text);
}

void messages_hint(struct messages *messages, const char *format, ...)
{
	va_list args;
	char *text, *clean;

	va_start(args, format);
	text = textbuf_vtext(format, args);
	va_end(args);
	if (!text)
		return;
	clean = messages_clean(text);
	if (clean)
		keep_last(messages, clean, TONE_DIM);
	messages->serial++;
	free(clean);
	free(text);
}

void messages_echo(struct messages *messages, const char *line)
{
	char *text = textbuf_text("fpe> %s", line), *clean;

	if (!text)
		return;
	clean = messages_clean(text);
	if (clean)
		keep_lines(messages, clean);
	messages->serial++;
	free(clean);
	free(text);
}

void messages_set_tap(struct messages *messages, messages_tap *tap, void *context)
{
	messages->tap = tap;
	messages->tap_context = context;
	for (int i = 0; tap && i < messages->count; i++) {
		tap(context, MESSAGE_OUTPUT, messages->line[i]);
		free(messages->line[i]);
	}
	if (tap)
		messages->count = 0;
}

const char *const *messages_lines(const struct messages *messages, int *count)
{
	*count = messages->count;
	return (const char *const *)messages->line;
}

const char *messages_last(const struct messages *messages, enum message_tone *tone)
{
	*tone = messages->tone;
	return messages->last;
}

void messages_forget_last(struct messages *messages)
{
	free(messages->last);
	messages->last = NULL;
	messages->tone = TONE_PLAIN;
}

char *messages_take_page(struct messages *messages, bool *passes)
{
	char *page = messages->page;

	messages->page = NULL;
	*passes = messages->page_passes;
	return page;
}

unsigned long messages_serial(const struct messages *messages)
{
	return messages->serial;
}
