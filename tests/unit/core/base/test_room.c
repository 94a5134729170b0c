/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_room.c - an array keeps its items while it grows. */
#include "support/test.h"

#include <stdlib.h>

#include "core/base/room.h"

static void items_stay_and_room_suffices(void **state)
{
	struct fpe_error err;
	double *item = NULL;
	int room = 0;

	(void)state;
	for (int n = 0; n < 1000; n++) {
		double *before = item;
		int had = room;

		assert_ok(room_for(&item, &room, n + 1, sizeof *item, &err));
		assert_true(room > n);
		/* only a full one grows */
		if (n < had)
			assert_true(item == before && room == had);
		item[n] = n;
	}
	assert_ok(room_for(&item, &room, 5000, sizeof *item, &err));
	assert_true(room >= 5000 && room < 10000);
	for (int n = 0; n < 1000; n++)
		assert_true(item[n] == n);
	free(item);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_stay_and_room_suffices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
