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
	int hands, looks; /* may take part; how long a piece takes */
	int own;	  /* written by the caller between calls, read by pieces */
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
	/* two pieces have one hand, or there are more than asked for */
	if (atomic_fetch_add(&c->hand[hand], 1) || hand >= c->hands)
		atomic_store(&c->shop->wrong, true);
	c->seen[i] = c->own;
	for (int k = 0; k < c->looks; k++)
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
	c->looks = 20;
	for (int k = 1; k <= shop->calls || !gathered; k++) {
		int hands = fpe_team_hands(team, shop->want);

		raise_to(&shop->most_hands, hands);
		gathered |= hands == shop->want;
		c->own = k;
		c->hands = 1 + k % hands;
		fpe_team_run(team, c->hands, PIECES, piece, c);
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

static void work_as(struct shop *shop, struct pool *pool,
		    void (*each)(struct source *, void *, struct fpe_team *))
{
	struct fpe_error err;

	shop->source = (struct source){ take, each, done };
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

static void work(struct shop *shop, struct pool *pool)
{
	work_as(shop, pool, run);
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

/* Each waits until `want` have begun. */
static void begin_with_others(struct source *source, void *unit, struct fpe_team *team)
{
	struct shop *shop = (struct shop *)source;

	(void)unit;
	(void)team;
	enter(shop);
	atomic_fetch_add(&shop->begun, 1);
	pool_wake(shop->pool);
	while (atomic_load(&shop->begun) < shop->want)
		sched_yield();
	leave(shop);
}

/* Two threads are at work; with four all units are. Then one: units come one by one. */
static void threads_can_be_more_and_fewer_while_there_is_work(void **state)
{
	struct pool *pool = new_pool(2);
	struct shop shop = { .source = { take, begin_with_others, done },
			     .pool = pool,
			     .units = MOST_UNITS,
			     .want = MOST_UNITS };
	struct fpe_error err;

	(void)state;
	assert_ok(pool_attach(pool, &shop.source, &err));
	pool_lock(pool);
	while (atomic_load(&shop.begun) < 2)
		pool_wait(pool);
	assert_int_equal(shop.next, 2);
	pool_unlock(pool);
	assert_ok(pool_resize(pool, MOST_UNITS, &err));
	pool_lock(pool);
	while (shop.done < MOST_UNITS)
		pool_wait(pool);
	pool_unlock(pool);
	pool_detach(pool);
	assert_int_equal(shop.busiest, MOST_UNITS);

	assert_ok(pool_resize(pool, 1, &err));
	assert_int_equal(pool_threads(pool), 1);
	shop = (struct shop){ .units = MOST, .calls = CALLS, .want = MOST };
	work(&shop, pool);
	assert_int_equal(shop.busiest, 1);
	assert_int_equal(shop.most_hands, 1);
	pool_free(pool);
}

/* The first unit calls all threads to help; then all units wait until all have begun, and
   call for help all the time. */
static void wait_for_all(struct source *source, void *unit, struct fpe_team *team)
{
	struct shop *shop = (struct shop *)source;
	struct call *c = calloc(1, sizeof *c);
	bool told = false;

	c->shop = shop;
	c->looks = 5000; /* helpers are never out of work */
	atomic_fetch_add(&shop->begun, 1);
	while (atomic_load(&shop->begun) < MOST_UNITS) {
		int hands = fpe_team_hands(team, MOST_UNITS);

		c->hands = hands;
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

struct pair {
	atomic_int begun;
};

/* Two at once, or for ever. */
static void meet(void *context, int i, int hand)
{
	struct pair *p = context;

	(void)i;
	(void)hand;
	atomic_fetch_add(&p->begun, 1);
	while (atomic_load(&p->begun) < 2)
		sched_yield();
}

static void let_it_sleep(struct source *source, void *unit, struct fpe_team *lent)
{
	struct team *team = (struct team *)lent;

	(void)source;
	(void)unit;
	for (int k = 0; k < 3; k++) {
		struct pair p = { 0 };

		while (fpe_team_hands(lent, 2) < 2)
			sched_yield();
		while (!atomic_load(&team->sleepers))
			sched_yield();
		fpe_team_run(lent, 2, 2, meet, &p);
	}
}

static void a_call_wakes_who_sleeps(void **state)
{
	struct pool *pool = new_pool(2);
	struct shop shop = { .units = 1 };

	(void)state;
	work_as(&shop, pool, let_it_sleep);
	pool_free(pool);
}

struct telling {
	struct team team;
	atomic_uint news;
	int by[2]; /* pieces that a hand did */
	bool heard;
};

/* The leader's first piece helps itself; the helper's brings news. */
static void bring_news(void *context, int i, int hand)
{
	struct telling *t = context;
	double last = 0;

	t->by[hand]++;
	if (hand)
		atomic_fetch_add(&t->news, 1);
	else if (i == 0)
		t->heard = team_help(&t->team, 1, &t->news, 0, &last);
}

static void news_ends_help_after_a_piece(void **state)
{
	struct telling t = { .news = 0 };

	(void)state;
	team_init(&t.team, NULL, NULL);
	atomic_store(&t.team.wanted, 2);
	t.team.lent.run(&t.team.lent, 2, 5, bring_news, &t);
	assert_true(t.heard);
	assert_int_equal(t.by[1], 1);
	assert_int_equal(t.by[0], 4);
	team_clear(&t.team);
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
		cmocka_unit_test(threads_can_be_more_and_fewer_while_there_is_work),
		cmocka_unit_test(units_come_before_help),
		cmocka_unit_test(a_call_wakes_who_sleeps),
		cmocka_unit_test(news_ends_help_after_a_piece),
		cmocka_unit_test(many_short_units_and_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
