/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * activate.h - activations in vectors, and what happens to the sums of a
 * product; for files compiled once for each instruction set.
 *
 * Each row of FPE_ACTIVATION_LIST has two functions here. A step is done while sums
 * are in registers (after); all others are passed over once a product is done
 * (after_rows): their arithmetic beside the sums would drive these out of registers.
 * A switch chooses outside of loops over samples, which are copied for each
 * activation, where it is a constant.
 */
#ifndef CORE_KERNEL_ACTIVATE_H
#define CORE_KERNEL_ACTIVATE_H

#include "core/kernel/lanes.h"
#include "core/kernel/lanes_math.h"
#include "core/kernel/tile.h"

/* NAME_out: the output of sums z. NAME_back: slopes d of the output times the
   activation's, from outputs y; z only of FPE_SLOPE_SUM, else anything. */

LANES_INLINE vec relu_out(vec z)
{
	return vec_max(vec_splat(0), z);
}

LANES_INLINE vec relu_back(vec z, vec y, vec d)
{
	(void)z;
	return vec_gate(y, d);
}

LANES_INLINE vec leaky_out(vec z)
{
	return vec_max(vec_splat(.01f) * z, z);
}

LANES_INLINE vec leaky_back(vec z, vec y, vec d)
{
	(void)z;
	return vec_select(y > vec_splat(0), d, vec_splat(.01f) * d);
}

LANES_INLINE vec tanh_out(vec z)
{
	return vec_tanh(z);
}

LANES_INLINE vec tanh_back(vec z, vec y, vec d)
{
	(void)z;
	return d * vec_fma(vec_negate(y), y, vec_splat(1));
}

LANES_INLINE vec sigmoid_out(vec z)
{
	return vec_sigmoid(z);
}

LANES_INLINE vec sigmoid_back(vec z, vec y, vec d)
{
	(void)z;
	return d * (y * (vec_splat(1) - y));
}

LANES_INLINE vec linear_out(vec z)
{
	return z;
}

LANES_INLINE vec linear_back(vec z, vec y, vec d)
{
	(void)z;
	(void)y;
	return d;
}

LANES_INLINE vec gelu_out(vec z)
{
	vec bell;

	return z * vec_normal(z, &bell);
}

LANES_INLINE vec gelu_back(vec z, vec y, vec d)
{
	vec bell, below = vec_normal(z, &bell);

	(void)y;
	return d * vec_fma(z, bell * vec_splat(BELL_TOP), below);
}

/* Sums z to outputs. */
LANES_INLINE vec activate_out(enum fpe_activation which, vec z)
{
	switch (which) {
#define OUT(kind, name, needs, of_z, slope_at, formula, rule) \
	case FPE_##kind:                                      \
		return name##_out(z);
		FPE_ACTIVATION_LIST(OUT)
#undef OUT
	case FPE_ACTIVATIONS:
		break;
	}
	__builtin_unreachable();
}

/* Are sums kept for the slopes? */
LANES_INLINE bool activate_keeps(enum fpe_activation which)
{
	switch (which) {
#define KEEPS(kind, name, needs, of_z, slope_at, formula, rule) \
	case FPE_##kind:                                        \
		return needs == FPE_SLOPE_SUM;
		FPE_ACTIVATION_LIST(KEEPS)
#undef KEEPS
	case FPE_ACTIVATIONS:
		break;
	}
	__builtin_unreachable();
}

/* Sums z of a step activation to its output; of others as they are. */
LANES_INLINE vec step_out(enum fpe_activation which, vec z)
{
	switch (which) {
#define OUT(kind, name, needs, of_z, slope_at, formula, rule) \
	case FPE_##kind:                                      \
		return needs == FPE_SLOPE_STEP ? name##_out(z) : z;
		FPE_ACTIVATION_LIST(OUT)
#undef OUT
	case FPE_ACTIVATIONS:
		break;
	}
	__builtin_unreachable();
}

/* The same of slopes d of the outputs at y. */
LANES_INLINE vec step_back(enum fpe_activation which, const float *y, vec d)
{
	switch (which) {
#define BACK(kind, name, needs, of_z, slope_at, formula, rule) \
	case FPE_##kind:                                       \
		return needs == FPE_SLOPE_STEP ? name##_back(d, vec_load(y), d) : d;
		FPE_ACTIVATION_LIST(BACK)
#undef BACK
	case FPE_ACTIVATIONS:
		break;
	}
	__builtin_unreachable();
}

/* Slopes d of the outputs at y to those of the sums, kept at z. */
LANES_INLINE vec activate_back(enum fpe_activation which, const float *z, vec y, vec d)
{
	switch (which) {
#define BACK(kind, name, needs, of_z, slope_at, formula, rule) \
	case FPE_##kind:                                       \
		return name##_back(needs == FPE_SLOPE_SUM ? vec_load(z) : y, y, d);
		FPE_ACTIVATION_LIST(BACK)
#undef BACK
	case FPE_ACTIVATIONS:
		break;
	}
	__builtin_unreachable();
}

/* Sums a, which go to position `at` of the tile p->to. */
LANES_INLINE vec after(const struct tile_product *p, vec a, size_t at)
{
	if (p->after == TILE_FORWARD)
		return step_out(p->activation, a);
	if (p->after == TILE_BACK)
		return step_back(p->activation, p->value + at, a);
	return a;
}

/* What step_out left: `rows` rows of sums in the tile `to` become outputs; they go to
   the tile `keep` where their slope needs them. */
LANES_INLINE void out_rows(enum fpe_activation which, int rows, int groups, float *keep, float *to)
{
	switch (which) {
#define OUT(kind, name, needs, of_z, slope_at, formula, rule)                 \
	case FPE_##kind:                                                      \
		for (int i = 0; needs != FPE_SLOPE_STEP && i < rows; i++) {   \
			for (int t = 0; t < groups * TILE_LANES; t += VEC) {  \
				size_t at = (size_t)i * TILE_ROW + (size_t)t; \
				vec z = vec_load(to + at);                    \
                                                                              \
				if (needs == FPE_SLOPE_SUM)                   \
					vec_store(keep + at, z);              \
				vec_store(to + at, name##_out(z));            \
			}                                                     \
		}                                                             \
		break;
		FPE_ACTIVATION_LIST(OUT)
#undef OUT
	case FPE_ACTIVATIONS:
		break;
	}
}

/* What step_back left. */
LANES_INLINE void back_rows_of(const struct tile_product *p, int rows)
{
	switch (p->activation) {
#define BACK(kind, name, needs, of_z, slope_at, formula, rule)                                  \
	case FPE_##kind:                                                                        \
		for (int i = 0; needs != FPE_SLOPE_STEP && i < rows; i++) {                     \
			for (int t = 0; t < p->groups * TILE_LANES; t += VEC) {                 \
				size_t at = (size_t)i * TILE_ROW + (size_t)t;                   \
				vec y = vec_load(p->value + at);                                \
				vec z = needs == FPE_SLOPE_SUM ? vec_load(p->sum + at) : y;     \
                                                                                                \
				vec_store(p->to + at, name##_back(z, y, vec_load(p->to + at))); \
			}                                                                       \
		}                                                                               \
		break;
		FPE_ACTIVATION_LIST(BACK)
#undef BACK
	case FPE_ACTIVATIONS:
		break;
	}
}

/* What `after` left, once all rows of a product are done. */
LANES_INLINE void after_rows(const struct tile_product *p, int rows)
{
	if (p->after == TILE_FORWARD)
		out_rows(p->activation, rows, p->groups, p->sum, p->to);
	if (p->after == TILE_BACK)
		back_rows_of(p, rows);
}

#endif
