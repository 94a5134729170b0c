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

/*
 * All of it is about to be written: where the system can, it gives the pages at once, which
 * takes a tenth of the time that it takes to give one after the other as each is first touched.
 * What is there stays. Of little memory it is not asked.
 */
void pages_write(void *memory, size_t bytes);

/*
 * Loops will go through it again and again: where the system can, it gets large pages as
 * it is first written to, of which a CPU knows more at once. Of little memory it is not asked.
 */
void pages_large(void *memory, size_t bytes);
/* Memory of which the first `hot` bytes are such, and will be written, aligned to FPE_ALIGN at
   least, to be freed. NULL: no memory. */
void *pages_alloc(size_t bytes, size_t hot);

#endif
