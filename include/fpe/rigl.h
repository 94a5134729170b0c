/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rigl.h - masks that move while a net trains, an ablation.
 *
 * Every FPE_RIGL_EPOCHS epochs a share of each layer's live weights, the
 * smallest, is dropped, and as many places grow a weight where the loss has the
 * largest slope (Evci et al. 2020, arXiv 1911.11134). The share falls as a
 * cosine from 0.3 to 0 at the last epoch at which masks move.
 */
#ifndef FPE_RIGL_H
#define FPE_RIGL_H

#ifdef __cplusplus
extern "C" {
#endif

#define FPE_RIGL_EPOCHS 10

/* The share to move before this epoch begins; 0: none now. last: the epoch from
   which on masks stay. */
double fpe_rigl_share(int epoch, int last);

#ifdef __cplusplus
}
#endif

#endif
