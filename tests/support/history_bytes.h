/* SPDX-License-Identifier: GPL-3.0-or-later */
/* history_bytes.h - memory that the nets of a history take. */
#ifndef SUPPORT_HISTORY_BYTES_H
#define SUPPORT_HISTORY_BYTES_H

#include "lab/arm/history.h"
#include "lab/arm/packed.h"

static inline void history_add_bytes(void *context, struct packed *packed)
{
	*(size_t *)context += packed->bytes;
}

static inline size_t history_bytes(struct history *history)
{
	size_t bytes = 0;

	history_each(history, history_add_bytes, &bytes);
	return bytes;
}

#endif
