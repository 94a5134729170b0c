/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * limits.h - the stated limits, in one place. Every count that comes from a
 * user or a file is checked against these before memory is asked for.
 */
#ifndef FPE_LIMITS_H
#define FPE_LIMITS_H

#ifdef __cplusplus
extern "C" {
#endif

#define FPE_MAX_INPUTS 4096
#define FPE_MAX_NEURONS 4096		  /* neurons of one layer, outputs too */
#define FPE_MAX_LAYERS 16		  /* weight matrices of one net */
#define FPE_MAX_SAMPLE_INPUTS 100000000LL /* samples x inputs of one set … */
#define FPE_MAX_SAMPLE_BITS 3200000000LL  /* … and of a Boolean one: as many bytes */
#define FPE_MAX_SAMPLES 10000000
#define FPE_MAX_CLAUSES 4096
#define FPE_MAX_ALPHA 64       /* children of one split */
#define FPE_MAX_GENERATIONS 12 /* splits of splits */
#define FPE_MAX_EPOCHS 1000000
#define FPE_MAX_FORMULA 65536	  /* bytes of a formula's text */
#define FPE_MAX_FORMULA_DEPTH 200 /* nesting of a formula */
#define FPE_MAX_NAME 32		  /* bytes of an arm's or input's name */
#define FPE_MAX_ARMS 64
#define FPE_MAX_SEEDS 10000 /* runs of one compare */

#ifdef __cplusplus
}
#endif

#endif
