/* SPDX-License-Identifier: GPL-3.0-or-later */
/* npy_type.h - which of NumPy's types are which of ours. */
#ifndef IO_NPY_TYPE_H
#define IO_NPY_TYPE_H

#include "io/tensors.h"

/* X(letter and bytes in a dtype, type) */
#define NPY_TYPE_LIST(X) \
	X("f8", F64)     \
	X("f4", F32)     \
	X("f2", F16)     \
	X("i8", I64)     \
	X("i4", I32)     \
	X("i2", I16)     \
	X("i1", I8)      \
	X("u8", U64)     \
	X("u4", U32)     \
	X("u2", U16)     \
	X("u1", U8)      \
	X("b1", BOOL)

#endif
