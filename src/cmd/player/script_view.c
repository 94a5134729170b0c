/* SPDX-License-Identifier: GPL-3.0-or-later */
/* script_view.c - a text is copied once, and cut into lines when it is looked at. */
#include "cmd/player/script_view.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/language/scenario.h"

void script_view_mark(struct script_view *v, const struct script *script, const struct line *line)
{
	const struct script_source *source = script_source_of(script, line);
	struct script_source copy;

	/* commands of the command line are no text to look at */
	if (!source || strncmp(source->name, "-c", 2) == 0)
		return;
	v->line = line->number;
	if (v->source.name && strcmp(v->source.name, source->name) == 0 &&
	    strcmp(v->source.text, source->text) == 0)
		return;
	copy = (struct script_source){ strdup(source->name), strdup(source->text) };
	if (!copy.name || !copy.text) { /* the line does not run */
		free(copy.name);
		free(copy.text);
		return;
	}
	free(v->source.name);
	free(v->source.text);
	v->source = copy;
	v->changed = true;
}

void script_view_fill(struct script_view *v, struct snapshot_source *out)
{
	if (v->changed)
		listing_set(&v->view, scenario_title(v->source.name), v->source.text);
	v->changed = false;
	if (v->view.lines)
		*out = (struct snapshot_source){ v->view.name, v->view.line, v->view.lines,
						 v->line };
}

void script_view_clear(struct script_view *v)
{
	free(v->source.name);
	free(v->source.text);
	listing_clear(&v->view);
}
