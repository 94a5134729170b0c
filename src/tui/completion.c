/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * completion.c - candidates to readline's matches.
 *
 * readline is told that the word to complete is all that stands before the
 * cursor, so that a candidate may begin wherever the command table says, inside
 * quotes or after `key=`. readline's hooks carry no context, hence one static
 * pointer. Not here: which candidates there are (cmd/help/complete.h).
 */
#include "tui/completion.h"

#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

#include "io/textbuf.h"

static struct {
	prompt_source *source;
	void *context;
	struct candidates found; /* of the last Tab */
} completion;

/* Bytes that all candidates share, whole characters only. */
static size_t shared(const struct candidates *c)
{
	const char *first = c->item[0].text;
	size_t n = strlen(first);

	for (int i = 1; i < c->count; i++) {
		const char *text = c->item[i].text;
		size_t k = 0;

		while (k < n && text[k] == first[k])
			k++;
		n = k;
	}
	while (n > 0 && ((unsigned char)first[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* The line's first head bytes, then n bytes of text. */
static char *join(size_t head, const char *text, size_t n)
{
	char *out = malloc(head + n + 1);

	if (!out)
		return NULL;
	memcpy(out, rl_line_buffer, head);
	memcpy(out + head, text, n);
	out[head + n] = '\0';
	return out;
}

static char **matches(const struct candidates *c)
{
	char **match = calloc((size_t)c->count + 2, sizeof *match);
	size_t head = (size_t)c->start;
	size_t typed = (size_t)rl_point - head;
	size_t common = shared(c);

	if (!match)
		return NULL;
	/* candidates that do not go on from what is typed leave it alone */
	if (c->count > 1 && common < typed)
		match[0] = join(head, rl_line_buffer + head, typed);
	else
		match[0] = join(head, c->item[0].text, common);
	for (int i = 0; c->count > 1 && i < c->count && match[0]; i++) {
		const char *text = c->item[i].text;

		match[i + 1] = join(head, text, strlen(text));
		if (!match[i + 1])
			break;
	}
	return match;
}

static char **attempt(const char *text, int start, int end)
{
	struct candidates *c = &completion.found;

	(void)text;
	(void)start;
	(void)end;
	rl_attempted_completion_over = 1; /* never file names of its own */
	rl_filename_completion_desired = 0;
	rl_sort_completion_matches = 0;
	if (!completion.source)
		return NULL;
	candidates_clear(c);
	completion.source(completion.context, rl_line_buffer, rl_point, c);
	rl_completion_append_character = c->suffix;
	if (c->count == 0 || c->start < 0 || c->start > rl_point)
		return NULL;
	return matches(c);
}

void completion_with_arms(const struct snapshot *s, const char *line, int cursor,
			  struct candidates *out)
{
	const char *names[FPE_MAX_ARMS + 1] = { NULL };

	for (int i = 0; i < s->arms && i < FPE_MAX_ARMS; i++)
		names[i] = s->arm[i].name;
	complete_line(line, cursor, names, out);
}

void completion_start(prompt_source *source, void *context)
{
	candidates_clear(&completion.found);
	completion.source = source;
	completion.context = context;
	rl_attempted_completion_function = source ? attempt : NULL;
	rl_completer_word_break_characters = "";
	rl_completer_quote_characters = "";
	rl_ignore_completion_duplicates = 0;
}

char *completion_list(void)
{
	const struct candidates *c = &completion.found;
	struct textbuf out = { 0 };
	size_t width = 0;

	for (int i = 0; i < c->count; i++) {
		size_t n = strlen(c->item[i].text);

		width = n > width && n <= 24 ? n : width;
	}
	for (int i = 0; i < c->count; i++) {
		const char *help = c->item[i].help;

		textbuf_printf(&out, "%-*s%s%s\n", (int)width, c->item[i].text,
			       help && help[0] ? "  " : "", help ? help : "");
	}
	return textbuf_take(&out);
}
