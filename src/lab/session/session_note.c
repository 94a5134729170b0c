/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_note.c - what all files of a session need: its version, its lesson,
 * and a word to the user. Calls none of them.
 */
#include "lab/session/session_arm.h"

#include <stdarg.h>
#include <stdio.h>

void session_changed(struct session *s)
{
	s->version = ++s->versions;
}

void session_point_at_shared(struct session *s)
{
	s->task = shared_get(s->shared_task);
	s->train = shared_get(s->shared_train);
	s->test = shared_get(s->shared_test);
	s->lesson = (struct lesson){ s->train, s->test, s->task ? &s->task->clauses : NULL, s->task,
				     s->shared_train };
}

void session_note(struct session *s, const char *format, ...)
{
	char text[1024];
	va_list args;

	if (!s->note)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	s->note(s->note_context, text);
}
