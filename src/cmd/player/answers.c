/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answers.c - owns its copies of names and texts. */
#include "cmd/player/answers.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/room.h"
#include "io/textbuf.h"

static struct answer *find(const struct answers *answers, const char *name)
{
	for (int i = 0; i < answers->count; i++) {
		if (strcmp(answers->item[i].name, name) == 0)
			return &answers->item[i];
	}
	return NULL;
}

const char *answers_find(const struct answers *answers, const char *name)
{
	const struct answer *answer = find(answers, name);

	return answer ? answer->text : NULL;
}

/* Takes name and text. */
static enum fpe_status add(struct answers *a, char *name, char *text, struct fpe_error *err)
{
	if (!name || !text || room_for(&a->item, &a->room, a->count + 1, sizeof *a->item, err)) {
		free(name);
		free(text);
		return fpe_no_memory(err);
	}
	a->item[a->count++] = (struct answer){ name, text };
	return FPE_OK;
}

enum fpe_status answers_set(struct answers *answers, const char *name, const char *text,
			    struct fpe_error *err)
{
	struct answer *old = find(answers, name);
	char *copy = strdup(text);

	if (!old)
		return add(answers, strdup(name), copy, err);
	if (!copy)
		return fpe_no_memory(err);
	free(old->text);
	old->text = copy;
	return FPE_OK;
}

void answers_clear(struct answers *answers)
{
	for (int i = 0; i < answers->count; i++) {
		free(answers->item[i].name);
		free(answers->item[i].text);
	}
	free(answers->item);
	*answers = (struct answers){ 0 };
}

/* The next choice of a list, without blanks around it; moves *at behind it. False: no more. */
static bool next_choice(const char **at, const char **from, size_t *size)
{
	if (!*at)
		return false;
	*from = *at + strspn(*at, " ");
	*size = strcspn(*from, ",");
	*at = (*from)[*size] ? *from + *size + 1 : NULL;
	while (*size && (*from)[*size - 1] == ' ')
		--*size;
	return true;
}

/* Is it the letter of the place alone, as a or b) is? */
static bool is_letter(const char *typed, int place)
{
	return tolower((unsigned char)typed[0]) == 'a' + place && place < 26 &&
	       (!typed[1] || (typed[1] == ')' && !typed[2]));
}

static enum fpe_status refuse(const char *choices, const char *typed, struct fpe_error *err)
{
	char *offer = answers_offer(choices);

	if (!offer)
		return fpe_no_memory(err);
	fpe_fail(err, FPE_ENAME, "%.40s is not one of: %.300s", typed, offer);
	free(offer);
	return FPE_ENAME;
}

enum fpe_status answers_choose(const char *choices, const char *typed, char **out,
			       struct fpe_error *err)
{
	const char *at = choices, *from, *found = NULL;
	size_t size, length = strlen(typed), found_size = 0;
	int best = 0, several = 0; /* 3: its words, 2: its letter, 1: how it begins */

	*out = NULL;
	for (int i = 0; length && next_choice(&at, &from, &size); i++) {
		bool begins = length <= size && strncasecmp(from, typed, length) == 0;
		int fits = begins && length == size ? 3 : is_letter(typed, i) ? 2 : begins;

		several = fits == best ? several + (fits > 0) : fits > best ? 1 : several;
		if (fits > best) {
			best = fits;
			found = from;
			found_size = size;
		}
	}
	if (!found || several > 1)
		return refuse(choices, typed, err);
	*out = strndup(found, found_size);
	return *out ? FPE_OK : fpe_no_memory(err);
}

char *answers_offer(const char *choices)
{
	struct textbuf out = { 0 };
	const char *from;
	size_t size;

	for (int i = 0; next_choice(&choices, &from, &size); i++) {
		if (i < 26)
			textbuf_printf(&out, "%s%c) ", i ? "  " : "", 'a' + i);
		textbuf_add(&out, from, size);
	}
	return textbuf_take(&out);
}
