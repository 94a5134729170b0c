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

#endif
