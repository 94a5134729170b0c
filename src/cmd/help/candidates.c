/* SPDX-License-Identifier: GPL-3.0-or-later */
/* candidates.c - the candidates of a completion. Owns them until candidates_clear. */
#include <stdlib.h>
#include <string.h>

#include "cmd/help/complete_part.h"

void complete_offer(struct candidates *out, const char *prefix, const char *text, const char *help)
{
	struct candidate *item;

	if (strncmp(text, prefix, strlen(prefix)) != 0)
		return;
	item = realloc(out->item, ((size_t)out->count + 1) * sizeof *item);
	if (!item)
		return;
	out->item = item;
	item += out->count;
	item->text = strdup(text);
	item->help = strdup(help ? help : "");
	if (item->text && item->help) {
		out->count++;
		return;
	}
	free(item->text);
	free(item->help);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct candidate *)a)->text, ((const struct candidate *)b)->text);
}

static void sort(struct candidates *out)
{
	int kept = 0;

	if (out->count == 0)
		return;
	qsort(out->item, (size_t)out->count, sizeof *out->item, by_text);
	for (int i = 0; i < out->count; i++) {
		struct candidate *item = &out->item[i];

		if (i && strcmp(item->text, out->item[kept - 1].text) == 0) {
			free(item->text);
			free(item->help);
		} else {
			out->item[kept++] = *item;
		}
	}
	out->count = kept;
}

static void set_suffix(struct candidates *out)
{
	const char *text = out->count == 1 ? out->item[0].text : "/";
	size_t size = strlen(text);

	if (size && strchr("=/(", text[size - 1]))
		out->suffix = 0;
}

void candidates_finish(struct candidates *out)
{
	sort(out);
	set_suffix(out);
}

void candidates_clear(struct candidates *c)
{
	for (int i = 0; i < c->count; i++) {
		free(c->item[i].text);
		free(c->item[i].help);
	}
	free(c->item);
	*c = (struct candidates){ 0 };
}
