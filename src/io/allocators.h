/* SPDX-License-Identifier: GPL-3.0-or-later */
/* allocators.h - libraries allocate past core/base/memory.h, as our own code does. */
#ifndef IO_ALLOCATORS_H
#define IO_ALLOCATORS_H

/* Once, before any of them is called. What they are refused and do not tell (a text that
   SQLite could not bind is no text) is told all the same. Large blocks that are freed go back to
   the system. */
void allocators_share(void);

#endif
