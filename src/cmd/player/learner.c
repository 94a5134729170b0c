/* SPDX-License-Identifier: GPL-3.0-or-later */
/* learner.c - who learns is told more the more was tried, and never gets stuck. */
#include "cmd/player/learner.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/language/lex.h"
#include "cmd/player/answers.h"
#include "io/textbuf.h"

#define TELLS_ALL 3 /* tries after which the solution is told */

void learner_clear(struct learner *learner)
{
	free(learner->name);
	free(learner->question);
	free(learner->choices);
	free(learner->hint);
	free(learner->solution);
	*learner = (struct learner){ .line = NULL };
}

/* *out: a copy, of NULL NULL. False: no memory. */
static bool copy(const char *text, char **out)
{
	*out = text ? strdup(text) : NULL;
	return *out || !text;
}

static char *question_of(const char *name, const char *text, const char *choices)
{
	struct textbuf out = { 0 };

	textbuf_printf(&out, "ask %s ", name);
	lex_put_word(&out, text);
	if (choices) {
		textbuf_puts(&out, " choices=");
		lex_put_word(&out, choices);
	}
	return textbuf_take(&out);
}

static bool begin(struct learner *l, const struct line *line)
{
	const char *name = line_value(line, "name")->text;

	return copy(name, &l->name) && copy(line_value(line, "choices")->text, &l->choices) &&
	       (l->question = question_of(name, line_value(line, "text")->text, l->choices));
}

bool learner_await(struct learner *l, const struct line *line, unsigned long acts)
{
	bool again = l->line == line && l->scripted;

	if (again) {
		l->tried = !l->looks;
		l->tries += l->tried;
		l->looks = false;
		l->seen = acts;
		return true;
	}
	learner_clear(l);
	l->line = line;
	l->seen = acts;
	l->asks = strcmp(line->command->verb, "ask") == 0;
	l->points = !l->asks && strstr(line->text, "pointed(");
	if (l->asks ? begin(l, line)
		    : copy(line_value(line, "hint")->text, &l->hint) &&
			      copy(line_value(line, "solution")->text, &l->solution))
		return true;
	learner_clear(l);
	return false;
}

/* Is the first word a verb? Then it is a command, unless that is a choice. */
static bool is_command(const struct learner *l, const char *typed)
{
	char verb[32], *choice;
	int size = lex_identifier(typed);

	if (l->choices && answers_choose(l->choices, typed, &choice, NULL) == FPE_OK) {
		free(choice);
		return false;
	}
	if (!size || size >= (int)sizeof verb)
		return false;
	memcpy(verb, typed, (size_t)size);
	verb[size] = '\0';
	return command_find(verb) != NULL && (!typed[size] || lex_is_blank(typed[size]));
}

char *learner_line(const struct learner *l, const char *typed)
{
	struct textbuf out = { 0 }, answer = { 0 };
	char *text;
	size_t size;

	if (!l->question || l->answered)
		return NULL;
	typed += strspn(typed, " \t");
	size = strlen(typed);
	while (size && lex_is_blank(typed[size - 1]))
		size--;
	textbuf_add(&answer, typed, size);
	text = textbuf_take(&answer);
	if (!text || !*text || is_command(l, text)) {
		free(text);
		return NULL;
	}
	textbuf_printf(&out, "%s answer=", l->question);
	lex_put_word(&out, text);
	free(text);
	return textbuf_take(&out);
}

/* Its lines one after another. */
static void put_solution(struct textbuf *out, const char *solution)
{
	for (const char *end; *solution; solution = *end ? end + 1 : end) {
		end = solution + strcspn(solution, "\n");
		textbuf_add(out, solution, (size_t)(end - solution));
		if (*end && end[1])
			textbuf_puts(out, "  then  ");
	}
}

bool learner_tells_all(const struct learner *l)
{
	return l->solution && (l->empty > 0 || l->tries >= TELLS_ALL);
}

char *learner_hint(const struct learner *l)
{
	struct textbuf out = { 0 };

	if (l->tried)
		textbuf_puts(&out, "Not yet. ");
	if (learner_tells_all(l)) {
		textbuf_puts(&out, "Type  ");
		put_solution(&out, l->solution);
		textbuf_puts(&out, "  (Enter does it.)");
	} else {
		textbuf_puts(&out, l->hint ? l->hint : "");
		if (l->tries > 1 && l->solution)
			textbuf_puts(&out, "  (Enter tells how.)");
	}
	return textbuf_take(&out);
}
