/* SPDX-License-Identifier: GPL-3.0-or-later */
/* news.c - messages in a list, each a text of its own. */
#include "cmd/player/news.h"

#include <stdarg.h>
#include <stdlib.h>

#include "io/textbuf.h"

void news_say(struct news *news, bool after, enum message_kind kind, const char *format, ...)
{
	struct news_message **end = &news->message;
	struct news_message *message = malloc(sizeof *message);
	va_list args;
	char *text;

	va_start(args, format);
	text = textbuf_vtext(format, args);
	va_end(args);
	if (!text || !message) {
		free(text);
		free(message);
		return;
	}
	while (*end)
		end = &(*end)->next;
	*message = (struct news_message){ .kind = kind, .after = after, .text = text };
	*end = message;
}

void news_clear(struct news *news)
{
	while (news->message) {
		struct news_message *message = news->message;

		news->message = message->next;
		free(message->text);
		free(message);
	}
	free(news->line);
	free(news->lines);
	shared_release(news->screen[0]);
	shared_release(news->screen[1]);
	*news = (struct news){ .message = NULL };
}
