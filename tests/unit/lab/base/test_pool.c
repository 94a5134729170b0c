/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_pool.c - who runs units and who helps: every piece once, units before help, no more
 * threads than are allowed, and nobody waits for ever.
 */
#include "support/test.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "lab/base/pool.h"
#include "lab/base/team.h"

#define CALLS 60
#define PIECES 37
#define MOST 8	     /* units, hands */
#define MOST_UNITS 4 /* and threads, of one test */

/* Units that make calls of pieces. */
struct shop {
	struct source source; /* first: a source is a shop */
	struct pool *pool;
	int units, calls;
	int next, done;
	int want;    /* hands that a call asks for */
	bool gather; /* a unit goes on until it had `want` hands at once */
	char unit[MOST];
	atomic_int begun;
	atomic_int busy, busiest; /* threads in a unit or a piece */
	atomic_int most_hands;
	atomic_bool wrong;
};

struct call {
	struct shop *shop;
	atomic_int times[PIECES];
	atomic_int hand[FPE_MAX_HANDS];
	int own; /* written by the caller between calls, read by pieces */
	int seen[PIECES];
};

static void raise_to(atomic_int *top, int value)
{
	int was = atomic_load(top);

	while (value > was && !atomic_compare_exchange_weak(top, &was, value))
		;
}

static void enter(struct shop *shop)
{
	raise_to(&shop->busiest, atomic_fetch_add(&shop->busy, 1) + 1);
}

static void leave(struct shop *shop)
{
	atomic_fetch_sub(&shop->busy, 1);
}

static void piece(void *context, int i, int hand)
{
	struct call *c = context;

	if (hand)
		enter(c->shop);
	atomic_fetch_add(&c->times[i], 1);
	if (atomic_fetch_add(&c->hand[hand], 1))
		atomic_store(&c->shop->wrong, true); /* two pieces have one hand */
	c->seen[i] = c->own;
	for (int k = 0; k < 20; k++)
		atomic_load(&c->shop->wrong);
	atomic_fetch_sub(&c->hand[hand], 1);
	if (hand)
		leave(c->shop);
}

static void check_call(struct call *c, int number)
{
	for (int i = 0; i < PIECES; i++) {
		if (c->times[i] != 1 || c->seen[i] != number)
			atomic_store(&c->shop->wrong, true);
		c->times[i] = 0;
	}
}

static void *take(struct source *source)
{
	struct shop *shop = (struct shop *)source;

	return shop->next < shop->units ? &shop->unit[shop->next++] : NULL;
}

static void run(struct source *source, void *unit, struct fpe_team *team)
{
	struct shop *shop = (struct shop *)source;
	struct call *c = calloc(1, sizeof *c);
	bool gathered = !shop->gather;

	(void)unit;
	enter(shop);
	c->shop = shop;
	for (int k = 1; k <= shop->calls || !gathered; k++) {
		int hands = fpe_team_hands(team, shop->want);

		raise_to(&shop->most_hands, hands);
		gathered |= hands == shop->want;
		c->own = k;
		fpe_team_run(team, hands, PIECES, piece, c);
		check_call(c, k);
		if (hands < shop->want)
			sched_yield();
	}
	leave(shop);
	free(c);
}

static void done(struct source *source, void *unit)
{
	(void)unit;
	((struct shop *)source)->done++;
}

static void work(struct shop *shop, struct pool *pool)
{
	struct fpe_error err;

	shop->source = (struct source){ take, run, done };
	shop->pool = pool;
	assert_ok(pool_attach(pool, &shop->source, &err));
	pool_lock(pool);
	while (shop->done < shop->units)
		pool_wait(pool);
	pool_unlock(pool);
	pool_detach(pool);
	assert_false(shop->wrong);
	assert_int_equal(shop->busy, 0);
}

static struct pool *new_pool(int threads)
{
	struct pool *pool;
	struct fpe_error err;

	assert_ok(pool_new(threads, &pool, &err));
	return pool;
}

static void every_piece_is_done_once(void **state)
{
	(void)state;
	for (int threads = 1; threads <= 5; threads++) {
		for (int units = 1; units <= 6; units++) {
			struct pool *pool = new_pool(threads);
			struct shop shop = { .units = units, .calls = CALLS, .want = MOST };

			test_row("%d threads, %d units", threads, units);
			work(&shop, pool);
			assert_true(shop.most_hands <= threads);
			pool_free(pool);
		}
	}
}

/* One unit, and threads that have none: they come, in the number that is of use. */
static void idle_threads_help(void **state)
{
	(void)state;
	for (int want = 1; want <= 4; want++) {
		struct pool *pool = new_pool(4);
		struct shop shop = { .units = 1, .calls = 1, .want = want, .gather = true };

		test_row("%d wanted", want);
		work(&shop, pool);
		assert_int_equal(shop.most_hands, want);
		pool_free(pool);
	}
}

static void help_has_a_limit(void **state)
{
	(void)state;
	for (int limit = 1; limit <= 3; limit++) {
		struct pool *pool = new_pool(4);
		struct shop shop = { .units = 1, .calls = 20, .want = limit, .gather = true };

		test_row("limit %d", limit);
		pool_limit(pool, limit);
		work(&shop, pool);
		/* all have come, and want more */
		shop = (struct shop){ .units = 1, .calls = CALLS, .want = MOST };
		work(&shop, pool);
		assert_true(shop.busiest <= limit);
		pool_free(pool);
	}
}

/* The first unit calls all threads to help; then all units wait until all have begun, and
   call for help all the time. */
static void wait_for_all(struct source *source, void *unit, struct fpe_team *team)
{
	struct shop *shop = (struct shop *)source;
	struct call *c = calloc(1, sizeof *c);
	bool told = false;

	c->shop = shop;
	atomic_fetch_add(&shop->begun, 1);
	while (atomic_load(&shop->begun) < MOST_UNITS) {
		int hands = fpe_team_hands(team, MOST_UNITS);

		fpe_team_run(team, hands, PIECES, piece, c);
		raise_to(&shop->most_hands, hands);
		if (hands == MOST_UNITS && !told)
			pool_wake(shop->pool);
		told |= hands == MOST_UNITS;
	}
	free(c);
	(void)unit;
}

static void units_come_before_help(void **state)
{
	struct pool *pool = new_pool(MOST_UNITS);
	struct shop shop = { .source = { take, wait_for_all, done }, .pool = pool, .units = 1 };
	struct fpe_error err;

	(void)state;
	assert_ok(pool_attach(pool, &shop.source, &err));
	pool_lock(pool);
	while (atomic_load(&shop.most_hands) < MOST_UNITS)
		pool_wait(pool);
	shop.units = MOST_UNITS;
	pool_kick(pool);
	while (shop.done < MOST_UNITS)
		pool_wait(pool);
	pool_unlock(pool);
	pool_detach(pool);
	pool_free(pool);
}

/* Leaders that call others by and by, while units begin and end. */
static void many_short_units_and_calls(void **state)
{
	struct pool *pool = new_pool(3);

	(void)state;
	for (int k = 0; k < 20; k++) {
		struct shop shop = { .units = MOST, .calls = 5, .want = 1 + k % 4 };

		work(&shop, pool);
	}
	pool_free(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_piece_is_done_once),
		cmocka_unit_test(idle_threads_help),
		cmocka_unit_test(help_has_a_limit),
		cmocka_unit_test(units_come_before_help),
		cmocka_unit_test(many_short_units_and_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
