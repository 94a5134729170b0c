/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test.h - what every unit test includes. */
#ifndef TEST_H
#define TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fpe/error.h"

/* The call succeeds; else its message is printed. Uses a local `struct
   fpe_error err`. */
#define assert_ok(call)                                         \
	do {                                                    \
		if ((call) != FPE_OK)                           \
			fail_msg("%s: %s", #call, err.message); \
	} while (0)

/* The call fails with this status. */
#define assert_fails(status, call) assert_int_equal((call), (status))

/* Seed of a property test: FPE_TEST_SEED or fixed; printed, so that a failure
   can be repeated. */
uint64_t test_seed(const char *test);

/* max abs(a-b) <= tolerance * max abs(b); prints the tensor's name if not. */
void assert_close(const char *name, const float *a, const float *b, size_t n, double tolerance);

#endif
