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
 * Where the system can, it gets large pages as it is first written to: a CPU knows more of
 * them at once, and a guest of a virtual machine waits for its host but once for each. Of little
 * memory it is not asked.
 */
void pages_large(void *memory, size_t bytes);
/* Where so many bytes begin best: at a large page, or two have half of it; FPE_ALIGN at least. */
size_t pages_align(size_t bytes);
/* Memory of which the first `hot` bytes are such, and will be written, aligned to FPE_ALIGN at
   least, to be freed. NULL: no memory. */
void *pages_alloc(size_t bytes, size_t hot);

#endif
