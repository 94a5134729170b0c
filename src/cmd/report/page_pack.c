/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_pack.c - lines taken apart into patterns and what stands in them. */
#include "cmd/report/page_pack.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "io/base64.h"
#include "io/textbuf.h"
#include "view/grid/text.h"

#define FIRST 0x100	  /* character of pattern 0 */
#define SURROGATES 0xd800 /* no characters … */
#define SKIPPED 0x800	  /* … so many */
#define LEVEL 7		  /* of zlib: 9 takes twice as long for 2 % less */
#define LEAST_ROOM 64

struct pattern {
	char *text; /* owned */
	int column; /* of its first place */
};

struct page_pack {
	struct pattern *pattern;
	int patterns, pattern_room;
	int *bucket; /* [buckets] number of a pattern + 1, 0: none; a power of 2 */
	int buckets;
	struct textbuf *column;
	int columns, column_room;
	struct textbuf order, line; /* line: the pattern of the line looked at */
};

struct page_pack *page_pack_new(void)
{
	struct page_pack *p = calloc(1, sizeof *p);

	if (!p)
		return NULL;
	p->buckets = LEAST_ROOM;
	p->bucket = calloc((size_t)p->buckets, sizeof *p->bucket);
	if (p->bucket)
		return p;
	free(p);
	return NULL;
}

void page_pack_free(struct page_pack *p)
{
	if (!p)
		return;
	for (int i = 0; i < p->patterns; i++)
		free(p->pattern[i].text);
	for (int i = 0; i < p->columns; i++)
		textbuf_clear(&p->column[i]);
	textbuf_clear(&p->order);
	textbuf_clear(&p->line);
	free(p->pattern);
	free(p->column);
	free(p->bucket);
	free(p);
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits_at(const char *p)
{
	size_t n = 0;

	while (digit(p[n]))
		n++;
	return n;
}

/* Bytes of a colour or a number here; 0: it is neither. */
static size_t value_size(const char *p)
{
	size_t n = *p == '-', digits;

	if (*p == '#')
		return strspn(p + 1, "0123456789abcdef") == 6 ? 7 : 0;
	if (!n && *p != '.' && !digit(*p))
		return 0;
	digits = digits_at(p + n);
	n += digits;
	if (p[n] == '.' && digit(p[n + 1]))
		n += 1 + digits_at(p + n + 1);
	else if (!digits)
		return 0;
	if (p[n] == 'e' && (p[n + 1] == '-' || p[n + 1] == '+') && digit(p[n + 2]))
		n += 2 + digits_at(p + n + 2);
	return n;
}

/* Room for one more of so large ones. */
static void *grown(void *array, int count, int *room, size_t size)
{
	int want = *room ? 2 * *room : LEAST_ROOM;
	void *more = count < *room ? array : realloc(array, (size_t)want * size);

	if (more && count >= *room)
		*room = want;
	return more;
}

static int *bucket_of(const struct page_pack *p, const char *text)
{
	uint32_t hash = 2166136261u; /* FNV-1a */
	size_t mask = (size_t)p->buckets - 1, at;

	for (const char *c = text; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 16777619u;
	for (at = hash & mask; p->bucket[at]; at = (at + 1) & mask) {
		if (strcmp(p->pattern[p->bucket[at] - 1].text, text) == 0)
			break;
	}
	return &p->bucket[at];
}

/* Half of them are always free. */
static bool more_buckets(struct page_pack *p)
{
	int *old = p->bucket;

	if (2 * (p->patterns + 1) < p->buckets)
		return true;
	p->bucket = calloc(2 * (size_t)p->buckets, sizeof *p->bucket);
	if (!p->bucket) {
		p->bucket = old;
		return false;
	}
	free(old);
	p->buckets *= 2;
	for (int i = 0; i < p->patterns; i++)
		*bucket_of(p, p->pattern[i].text) = i + 1;
	return true;
}

/* As many columns as it has places. */
static bool add_columns(struct page_pack *p, const char *text)
{
	for (; *text; text++) {
		struct textbuf *more;

		if (*text != '\1')
			continue;
		more = grown(p->column, p->columns, &p->column_room, sizeof *more);
		if (!more)
			return false;
		p->column = more;
		p->column[p->columns++] = (struct textbuf){ 0 };
	}
	return true;
}

/* Its number; a new one where none is like it. -1: no memory. */
static int pattern_of(struct page_pack *p, const char *text)
{
	struct pattern *more;
	int *bucket;

	if (!more_buckets(p))
		return -1;
	bucket = bucket_of(p, text);
	if (*bucket)
		return *bucket - 1;
	more = grown(p->pattern, p->patterns, &p->pattern_room, sizeof *more);
	if (!more)
		return -1;
	p->pattern = more;
	more += p->patterns;
	*more = (struct pattern){ strdup(text), p->columns };
	if (!more->text)
		return -1;
	*bucket = ++p->patterns;
	return add_columns(p, text) ? p->patterns - 1 : -1;
}

static bool add_line(struct page_pack *p, const char *line, const char *end)
{
	struct textbuf *text = &p->line;
	int pattern, column;
	uint32_t ch;
	char bytes[4];

	text->size = 0;
	textbuf_puts(text, "");
	for (const char *c = line; c < end;) {
		const char *from = c;
		size_t n = 0;

		while (c < end && !(n = value_size(c)))
			c++;
		textbuf_add(text, from, (size_t)(c - from));
		textbuf_add(text, "\1", n > 0);
		c += n;
	}
	pattern = text->failed ? -1 : pattern_of(p, text->bytes ? text->bytes : "");
	if (pattern < 0)
		return false;
	ch = FIRST + (uint32_t)pattern;
	ch += ch >= SURROGATES ? SKIPPED : 0;
	textbuf_add(&p->order, bytes, (size_t)text_encode(ch, bytes));
	column = p->pattern[pattern].column;
	for (const char *c = line; c < end;) {
		size_t n = value_size(c);

		if (n) {
			textbuf_add(&p->column[column], c, n);
			textbuf_add(&p->column[column++], " ", 1);
		}
		c += n ? n : 1;
	}
	return true;
}

bool page_pack_add(struct page_pack *p, const char *text)
{
	if (p->order.size)
		textbuf_puts(&p->order, "\n");
	for (;;) {
		const char *end = strchrnul(text, '\n');

		if (!add_line(p, text, end))
			return false;
		if (!*end)
			return true;
		text = end + 1;
	}
}

bool page_pack_put(const struct page_pack *p, struct textbuf *out)
{
	struct textbuf all = { 0 };
	unsigned char *packed;
	uLongf size;
	bool fine;

	for (int i = 0; i < p->patterns; i++) {
		textbuf_puts(&all, i ? "\n" : "");
		textbuf_puts(&all, p->pattern[i].text);
	}
	textbuf_puts(&all, "\2");
	textbuf_add(&all, p->order.bytes, p->order.size);
	textbuf_puts(&all, "\2");
	for (int i = 0; i < p->columns; i++) {
		all.failed |= p->column[i].failed;
		textbuf_puts(&all, i ? "\n" : "");
		textbuf_add(&all, p->column[i].bytes, p->column[i].size);
	}
	fine = !all.failed && !p->order.failed;
	size = compressBound((uLong)all.size);
	packed = fine ? malloc(size) : NULL;
	fine = packed && compress2(packed, &size, (const unsigned char *)all.bytes, (uLong)all.size,
				   LEVEL) == Z_OK;
	if (fine)
		base64_put(out, packed, size);
	free(packed);
	textbuf_clear(&all);
	return fine && !out->failed;
}
