/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pages.h - memory that is kept, though nobody wants what is in it for now. */
#ifndef CORE_PAGES_H
#define CORE_PAGES_H

#include <stddef.h>

/*
 * Nobody reads `bytes` from here on before they are written again: what is there becomes 0
 * or stays. Where the system can, whole pages take no memory until then; of little memory
 * it is not asked. memory: of malloc and its like.
 */
void pages_forget(void *memory, size_t bytes);

#endif
