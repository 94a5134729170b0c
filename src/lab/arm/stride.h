/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stride.h - at which distances are epochs kept, where not all of them are?
 */
#ifndef LAB_STRIDE_H
#define LAB_STRIDE_H

#define STRIDE_MOMENTS 10 /* epochs between nets with moments */

/* 1, 2, 10, 20, 40, …: from 10 on every net that is kept has moments. */
static inline int stride_next(int stride)
{
	return stride == 2 ? STRIDE_MOMENTS : 2 * stride;
}

#endif
