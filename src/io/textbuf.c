/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * textbuf.c - text that grows.
 *
 * Owns the bytes until they are taken. Printing is done in the C locale, so
 * that a program which set another one still writes 0.5 and not 0,5.
 */
#include "io/textbuf.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(struct textbuf *text, size_t more)
{
	size_t room = text->room ? text->room : 64;
	char *bytes;

	if (text->failed)
		return false;
	while (room - text->size <= more) {
		if (room > (size_t)-1 / 2)
			goto fail;
		room *= 2;
	}
	if (room == text->room)
		return true;
	bytes = realloc(text->bytes, room);
	if (!bytes)
		goto fail;
	text->bytes = bytes;
	text->room = room;
	return true;
fail:
	text->failed = true;
	return false;
}

void textbuf_add(struct textbuf *text, const char *bytes, size_t size)
{
	if (!reserve(text, size))
		return;
	if (size)
		memcpy(text->bytes + text->size, bytes, size);
	text->size += size;
	text->bytes[text->size] = '\0';
}

void textbuf_puts(struct textbuf *text, const char *string)
{
	textbuf_add(text, string, strlen(string));
}

void textbuf_show(struct textbuf *text, const char *bytes, size_t size, enum utf8_form form)
{
	for (size_t i = 0; i < size;) {
		char shown[UTF8_SHOWN];

		i += utf8_show(bytes + i, size - i, form, shown);
		textbuf_puts(text, shown);
	}
}

/* Bytes that nothing has to be done to: most texts have no others. */
static size_t plain_end(const struct textbuf *text, size_t at, enum utf8_form form)
{
	while (at < text->size && ((text->bytes[at] >= ' ' && text->bytes[at] <= '~') ||
				   (text->bytes[at] == '\n' && form != UTF8_LINE)))
		at++;
	return at;
}

void textbuf_show_since(struct textbuf *text, size_t from, enum utf8_form form)
{
	struct textbuf rest = { 0 };

	from = plain_end(text, from, form);
	if (text->failed || from >= text->size)
		return;
	textbuf_show(&rest, text->bytes + from, text->size - from, form);
	text->size = from;
	text->failed = rest.failed;
	if (!rest.failed)
		textbuf_add(text, rest.bytes, rest.size);
	textbuf_clear(&rest);
}

void textbuf_pad(struct textbuf *text, char c, int count)
{
	for (int i = 0; i < count; i++)
		textbuf_add(text, &c, 1);
}

static void __attribute__((format(printf, 2, 0)))
print(struct textbuf *text, const char *format, va_list args)
{
	va_list again;
	int size = -1;

	va_copy(again, args);
	/* most fit at once */
	if (reserve(text, 40))
		size = vsnprintf(text->bytes + text->size, text->room - text->size, format, args);
	if (size >= 0 && (size_t)size >= text->room - text->size) {
		text->bytes[text->size] = '\0';
		if (reserve(text, (size_t)size))
			vsnprintf(text->bytes + text->size, (size_t)size + 1, format, again);
		else
			size = -1;
	}
	va_end(again);
	text->size += size > 0 ? (size_t)size : 0;
}

void textbuf_vprintf(struct textbuf *text, const char *format, va_list args)
{
	const char *point = nl_langinfo(RADIXCHAR);
	locale_t plain, before;

	if (strcmp(point, ".") == 0) {
		print(text, format, args);
		return;
	}
	/* The C locale is static in libc: nothing is allocated here. */
	plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	before = uselocale(plain);
	print(text, format, args);
	uselocale(before);
	freelocale(plain);
}

void textbuf_printf(struct textbuf *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	textbuf_vprintf(text, format, args);
	va_end(args);
}

char *textbuf_vtext(const char *format, va_list args)
{
	struct textbuf text = { 0 };

	textbuf_vprintf(&text, format, args);
	return textbuf_take(&text);
}

char *textbuf_text(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = textbuf_vtext(format, args);
	va_end(args);
	return text;
}

char *textbuf_take(struct textbuf *text)
{
	char *bytes;

	textbuf_add(text, "", 0);
	bytes = text->bytes;
	if (text->failed) {
		free(bytes);
		bytes = NULL;
	}
	*text = (struct textbuf){ 0 };
	return bytes;
}

void textbuf_clear(struct textbuf *text)
{
	free(text->bytes);
	*text = (struct textbuf){ 0 };
}
