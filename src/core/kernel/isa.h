/* SPDX-License-Identifier: GPL-3.0-or-later */
/* isa.h - which build of tile.c this CPU runs. */
#ifndef CORE_KERNEL_ISA_H
#define CORE_KERNEL_ISA_H

#include "core/kernel/dots.h"
#include "core/kernel/tile.h"

struct isa {
	const char *name;      /* "v4" */
	const char *full_name; /* "x86-64-v4" */
	const struct tile_ops *ops;
	const struct dots_ops *dots;
};

/* The fastest one, or the one that the environment's FPE_ISA names, if this
   CPU has it. */
const struct isa *isa_best(void);

/* By name; NULL where this program or this CPU does not have it. */
const struct isa *isa_find(const char *name);

#endif
