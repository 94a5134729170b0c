/* SPDX-License-Identifier: GPL-3.0-or-later */
/* undo.c - steps in one array: those done, then those taken back. */
#include "lab/session/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "io/textbuf.h"
#include "lab/session/frozen.h"

struct undo_step {
	int number;
	char *lines;
	struct shared *before, *after; /* struct frozen */
	struct shared *beside[2];      /* before, after; or NULL */
};

struct undo {
	struct undo_step step[UNDO_LINES]; /* a step has a line at least */
	int count;
	int done; /* of them; the others were taken back */
	int numbers;
	unsigned mark;
	bool told;
	bool together; /* steps from here on are one … */
	int joined;    /* … of this number; 0: there is none yet */
	bool apart;    /* but those after this number are apart for now */
	int apart_from;
};

struct undo *undo_new(void)
{
	return calloc(1, sizeof(struct undo));
}

static void step_clear(struct undo_step *step)
{
	free(step->lines);
	shared_release(step->before);
	shared_release(step->after);
	shared_release(step->beside[0]);
	shared_release(step->beside[1]);
}

static void undo_truncate(struct undo *undo, int count)
{
	while (undo->count > count)
		step_clear(&undo->step[--undo->count]);
	if (undo->done > count)
		undo->done = count;
}

void undo_free(struct undo *undo)
{
	if (!undo)
		return;
	undo_truncate(undo, 0);
	free(undo);
}

int undo_lines(const char *lines)
{
	int n = 1;

	while ((lines = strchr(lines, '\n')) != NULL) {
		lines++;
		n++;
	}
	return n;
}

/* How many of the newest steps are within the bounds; one always is. */
static int within_bounds(struct undo *undo, struct session *s)
{
	size_t bytes = 0;
	int lines = 0, kept = 0;

	frozen_mark_session(s, ++undo->mark);
	for (int i = undo->count - 1; i >= 0; i--) {
		const struct undo_step *step = &undo->step[i];

		lines += undo_lines(step->lines);
		bytes += frozen_bytes(step->after, undo->mark);
		bytes += frozen_bytes(step->before, undo->mark);
		if (kept && (lines > UNDO_LINES || bytes > s->history_limit))
			break;
		kept++;
	}
	return kept;
}

static void drop_oldest(struct undo *undo, struct session *s, int drop)
{
	if (drop <= 0)
		return;
	for (int i = 0; i < drop; i++)
		step_clear(&undo->step[i]);
	undo->count -= drop;
	undo->done -= drop;
	memmove(undo->step, undo->step + drop, (size_t)undo->count * sizeof *undo->step);
	if (!undo->told)
		session_note(
			s, "undo goes back %d commands from here; what is older has been forgotten",
			undo->count);
	undo->told = true;
}

static void forget_all(struct undo *undo, struct session *s)
{
	undo_truncate(undo, 0);
	session_note(s, "no memory for undo: it goes back to here");
}

/* The step that this one is to be a part of; NULL: it is one by itself. */
static struct undo_step *joined(struct undo *undo)
{
	struct undo_step *last = undo->done ? &undo->step[undo->done - 1] : NULL;

	return last && undo->joined && last->number == undo->joined ? last : NULL;
}

/* Its end is the new one's, its beginning stays. Takes the new one. */
static bool join(struct undo_step *to, struct undo_step *step)
{
	char *lines = textbuf_text("%s\n%s", to->lines, step->lines);

	if (!lines)
		return false;
	free(to->lines);
	to->lines = lines;
	shared_release(to->after);
	to->after = step->after;
	step->after = NULL;
	step_clear(step);
	return true;
}

/* Steps that were apart become one, with that before them if it is theirs. */
static void gather(struct undo *undo)
{
	int first = undo->done;

	while (first > 0 && undo->step[first - 1].number > undo->apart_from)
		first--;
	if (first == undo->done)
		return;
	undo_truncate(undo, undo->done);
	if (first > 0 && undo->joined && undo->step[first - 1].number == undo->joined)
		first--;
	while (undo->count > first + 1 && join(&undo->step[first], &undo->step[first + 1])) {
		undo->count--;
		memmove(undo->step + first + 1, undo->step + first + 2,
			(size_t)(undo->count - first - 1) * sizeof *undo->step);
	}
	undo->done = undo->count;
	undo->joined = undo->step[undo->done - 1].number;
}

void undo_apart(struct undo *undo, bool apart)
{
	if (undo->apart && !apart && undo->together)
		gather(undo);
	undo->apart = apart;
	undo->apart_from = undo->numbers;
}

void undo_together(struct undo *undo, bool together)
{
	undo_apart(undo, false);
	undo->together = together;
	undo->joined = 0;
}

static void add(struct undo *undo, struct session *s, struct undo_step *step)
{
	struct undo_step *to = undo->apart ? NULL : joined(undo);

	if (to && join(to, step))
		return;
	step->number = ++undo->numbers;
	if (!undo->apart)
		undo->joined = undo->together ? step->number : 0;
	if (undo->count == UNDO_LINES)
		drop_oldest(undo, s, 1);
	undo->step[undo->count++] = *step;
	undo->done = undo->count;
}

bool undo_push(struct undo *undo, struct session *s, struct shared *before, const char *lines)
{
	struct undo_step step = { .before = before };

	if (frozen_is(s, before)) {
		shared_release(before);
		return false;
	}
	step.lines = strdup(lines);
	step.after = frozen_take(s);
	if (!step.lines || !step.after) {
		step_clear(&step);
		forget_all(undo, s);
		return true;
	}
	undo_truncate(undo, undo->done);
	add(undo, s, &step);
	drop_oldest(undo, s, undo->count - within_bounds(undo, s));
	return true;
}

/* The step to go through next, or NULL. */
static const struct undo_step *next_step(const struct undo *undo, bool forward)
{
	int at = undo->done - !forward;

	return at < 0 || at == undo->count ? NULL : &undo->step[at];
}

const char *undo_next(const struct undo *undo, bool forward)
{
	const struct undo_step *step = next_step(undo, forward);

	return step ? step->lines : NULL;
}

enum fpe_status undo_go(struct undo *undo, struct session *s, bool forward, const char **lines,
			struct fpe_error *err)
{
	const struct undo_step *step = next_step(undo, forward);
	enum fpe_status status;

	if (!step)
		return fpe_fail(err, FPE_ESTATE, "there is nothing to %s",
				forward ? "redo" : "undo");
	status = frozen_restore(s, forward ? step->after : step->before, err);
	/* arms that could not be opened are for a line to open: but then this one has failed */
	status = memory_verdict(status, err);
	if (status)
		return status;
	undo->done += forward ? 1 : -1;
	*lines = step->lines;
	return FPE_OK;
}

void undo_put_beside(struct undo *undo, struct shared *before, struct shared *after)
{
	struct undo_step *step = undo->done ? &undo->step[undo->done - 1] : NULL;

	if (!step) {
		shared_release(before);
		shared_release(after);
		return;
	}
	step->beside[0] = before;
	step->beside[1] = after;
}

struct shared *undo_beside(const struct undo *undo, bool forward)
{
	int at = undo->done - forward;

	return at >= 0 && at < undo->count ? undo->step[at].beside[forward] : NULL;
}

int undo_last(const struct undo *undo)
{
	return undo->done ? undo->step[undo->done - 1].number : 0;
}
