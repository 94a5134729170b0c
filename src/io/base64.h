/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base64.h - bytes in a text (RFC 4648), for pictures and packed parts inside of files. */
#ifndef IO_BASE64_H
#define IO_BASE64_H

#include "io/textbuf.h"

void base64_put(struct textbuf *out, const void *bytes, size_t size);

#endif
