/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json_read.c - a way out of jansson where memory is short. Owns what a reading has allocated. */
#include "io/json_read.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define ROOM 64

struct reading {
	jmp_buf out;
	void **piece; /* [count] that jansson has now */
	size_t count, room;
};

/* jansson hands its allocator nothing: as errno, of the thread. NULL: nothing is read. */
static _Thread_local struct reading *under_way;

static bool make_room(struct reading *r)
{
	size_t room = r->room ? 2 * r->room : ROOM;
	void **more = r->count < r->room ? r->piece : realloc(r->piece, room * sizeof *more);

	if (!more)
		return false;
	if (r->count == r->room)
		r->room = room;
	r->piece = more;
	return true;
}

void *json_piece(size_t size)
{
	struct reading *r = under_way;
	void *piece = malloc(size);

	if (!r)
		return piece;
	if (!piece || !make_room(r)) {
		free(piece);
		longjmp(r->out, 1);
	}
	r->piece[r->count++] = piece;
	return piece;
}

void json_piece_free(void *piece)
{
	struct reading *r = under_way;
	size_t i = r && piece ? r->count : 0;

	/* most live shortly */
	while (i > 0 && r->piece[i - 1] != piece)
		i--;
	if (i > 0) {
		r->count--;
		memmove(&r->piece[i - 1], &r->piece[i], (r->count - (i - 1)) * sizeof *r->piece);
	}
	free(piece);
}

/* In a function of its own: what changes while it reads is not this one's. */
static json_t *load(struct reading *r, const char *text, size_t size, size_t flags,
		    json_error_t *fault)
{
	if (setjmp(r->out) == 0) {
		under_way = r;
		return json_loadb(text, size, flags, fault);
	}
	for (size_t i = 0; i < r->count; i++)
		free(r->piece[i]);
	if (fault)
		*fault = (json_error_t){ .line = -1, .text = "out of memory" };
	return NULL;
}

json_t *json_read(const char *text, size_t size, size_t flags, json_error_t *fault)
{
	struct reading r = { .count = 0 };
	json_t *json = load(&r, text, size, flags, fault);

	under_way = NULL;
	free(r.piece);
	return json;
}

json_t *json_read_text(const char *text)
{
	return json_read(text, strlen(text), 0, NULL);
}
