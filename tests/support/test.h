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
#include "fpe/trainer.h"

/* The call succeeds; else its message is printed. Uses a local `struct
   fpe_error err`. */
#define assert_ok(call)                                         \
	do {                                                    \
		if ((call) != FPE_OK)                           \
			fail_msg("%s: %s", #call, err.message); \
	} while (0)

/* The call fails with this status. */
#define assert_fails(status, call) assert_int_equal((call), (status))

/* text holds part; else both are printed. */
void assert_has(const char *text, const char *part);

/* Which row of a table a loop is at: `test_row("%s", case->text);` in its body.
   A test that fails or is left there says so when the program ends. Rows may
   nest; the innermost is printed last. */
#define test_row(...)                                            \
	struct test_row TEST_NAME(test_row_, __LINE__)           \
		__attribute__((cleanup(test_row_end), unused)) = \
			test_row_begin(__func__, __VA_ARGS__)
#define TEST_NAME(a, b) TEST_NAMES(a, b)
#define TEST_NAMES(a, b) a##b
struct test_row {
	int depth;
};
struct test_row test_row_begin(const char *test, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void test_row_end(struct test_row *row);

/* Seed of a property test: FPE_TEST_SEED or fixed; printed, so that a failure
   can be repeated. */
uint64_t test_seed(const char *test);

/* What tests train with where they do not say. */
static inline struct fpe_train_settings test_settings(void)
{
	return (struct fpe_train_settings){ .lr = .01, .batch = 500, .optimizer = FPE_ADAM };
}

/* max abs(a-b) <= tolerance * max abs(b); prints the tensor's name if not. */
void assert_close(const char *name, const float *a, const float *b, size_t n, double tolerance);

#endif
