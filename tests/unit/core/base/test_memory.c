/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_memory.c - a refusal is remembered, on its thread, until it is forgotten. */
#include "support/test.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

/* A sanitizer's allocator ends the program instead. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
static void *too_much(int allocator)
{
	volatile size_t huge = (size_t)-1 / 4;

	switch (allocator) {
	case 0:
		return malloc(huge);
	case 1:
		return calloc(huge, 1);
	case 2:
		return aligned_alloc(64, huge & ~(size_t)63);
	default:
		return realloc(NULL, huge);
	}
}

static void every_allocator_remembers(void **state)
{
	(void)state;
	memory_forget();
	free(malloc(8));
	assert_false(memory_refused());
	for (int i = 0; i < 4; i++) {
		test_row("allocator %d", i);
		assert_null(too_much(i));
		assert_true(memory_refused());
		memory_forget();
		assert_false(memory_refused());
	}
}
#endif

static void *ask(void *out)
{
	*(bool *)out = memory_refused();
	return NULL;
}

static void a_refusal_is_its_threads(void **state)
{
	pthread_t thread;
	bool there = true;

	(void)state;
	memory_is_short();
	assert_int_equal(0, pthread_create(&thread, NULL, ask, &there));
	pthread_join(thread, NULL);
	assert_false(there);
	assert_true(memory_refused());
	memory_forget();
}

static void a_verdict_is_that_memory_was_short(void **state)
{
	struct fpe_error err = { .code = FPE_OK };

	(void)state;
	memory_forget();
	assert_int_equal(FPE_OK, memory_verdict(FPE_OK, &err));
	assert_int_equal(FPE_EIO, memory_verdict(FPE_EIO, &err));
	assert_int_equal(FPE_OK, err.code);
	memory_is_short();
	assert_fails(FPE_ENOMEM, memory_verdict(FPE_OK, &err));
	assert_fails(FPE_ENOMEM, memory_verdict(FPE_EFORMAT, &err));
	memory_forget();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
		cmocka_unit_test(every_allocator_remembers),
#endif
		cmocka_unit_test(a_refusal_is_its_threads),
		cmocka_unit_test(a_verdict_is_that_memory_was_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
