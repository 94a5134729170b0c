/* SPDX-License-Identifier: GPL-3.0-or-later */
/* datum.c - data made, and gathered to rows. */
#include "cmd/report/column.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/room.h"

struct datum datum_number(double number)
{
	return (struct datum){ .kind = DATUM_NUMBER, .number = number };
}

struct datum datum_interval(double low, double high)
{
	return (struct datum){ .kind = DATUM_INTERVAL, .number = low, .high = high };
}

struct datum datum_seed(uint64_t seed)
{
	return (struct datum){ .kind = DATUM_SEED, .number = (double)seed, .seed = seed };
}

struct datum datum_truth(bool truth)
{
	return (struct datum){ .kind = DATUM_TRUTH, .number = truth };
}

struct datum datum_text(const char *text)
{
	return (struct datum){ .kind = text ? DATUM_TEXT : DATUM_NONE, .text = text };
}

struct datum datum_format(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = textbuf_vtext(format, args);
	va_end(args);
	return (struct datum){ .kind = DATUM_FORMAT, .text = text };
}

struct datum datum_json(json_t *json)
{
	return (struct datum){ .kind = DATUM_JSON, .json = json };
}

struct datum datum_rows(struct rows *rows)
{
	struct datum datum = { .kind = DATUM_ROWS, .rows = malloc(sizeof *rows) };

	if (datum.rows)
		*datum.rows = *rows;
	else
		rows_clear(rows);
	*rows = (struct rows){ .columns = rows->columns };
	return datum;
}

static void clear(const struct datum *datum)
{
	if (datum->kind == DATUM_FORMAT)
		free((char *)datum->text);
	if (datum->rows)
		rows_clear(datum->rows);
	free(datum->rows);
	json_decref(datum->json);
}

/* Did memory run out when it was made? */
static bool is_lost(const struct datum *datum)
{
	return (datum->kind == DATUM_FORMAT && !datum->text) ||
	       (datum->kind == DATUM_ROWS && (!datum->rows || datum->rows->failed));
}

void rows_put_data(struct rows *rows, const struct datum *datum, size_t count)
{
	if (!rows->width)
		rows->width = columns_width(rows->columns);
	rows->failed |= room_for(&rows->datum, &rows->room, rows->data + (int)count, sizeof *datum,
				 NULL) != FPE_OK;
	for (size_t i = 0; i < count; i++)
		rows->failed |= is_lost(&datum[i]);
	for (size_t i = 0; i < count; i++) {
		if (rows->failed)
			clear(&datum[i]);
		else
			rows->datum[rows->data++] = datum[i];
	}
}

void rows_clear(struct rows *rows)
{
	for (int i = 0; i < rows->data; i++)
		clear(&rows->datum[i]);
	free(rows->datum);
	*rows = (struct rows){ .columns = rows->columns, .width = rows->width };
}

int rows_count(const struct rows *rows)
{
	if (rows->failed || !rows->data)
		return 0;
	/* a datum for each column, or one of the two was forgotten */
	assert(rows->data % rows->width == 0);
	return rows->data / rows->width;
}

const struct datum *rows_row(const struct rows *rows, int i)
{
	return rows->datum + (size_t)i * (size_t)rows->width;
}
