/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isas.h - the instruction sets that the kernel is compiled for, fastest first.
 *
 * DO(name) for each; `generic` is whatever the compiler makes of its own
 * vectors. The Makefile has the flags of each name.
 */
#ifndef CORE_KERNEL_ISAS_H
#define CORE_KERNEL_ISAS_H

#ifdef __x86_64__
#define EACH_ISA(DO) DO(v4) DO(v3) DO(v2) DO(generic)
#else
#define EACH_ISA(DO) DO(generic)
#endif

/* In a file compiled once for each, TILE_ISA its name: `tile_ops` to tile_ops_v4. */
#define ISA_PASTE_(a, b) a##_##b
#define ISA_PASTE(a, b) ISA_PASTE_(a, b)
#define ISA_NAME(table) ISA_PASTE(table, TILE_ISA)
#define ISA_TEXT_(isa) #isa
#define ISA_TEXT(isa) ISA_TEXT_(isa)

#endif
