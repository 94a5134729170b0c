/* SPDX-License-Identifier: GPL-3.0-or-later */
/* team.c - calls, pieces and the two ways to wait for them. */
#include "lab/base/team.h"

#include "core/base/clock.h"

#define LOOKS 32	      /* between two at the clock */
#define LEADER_PATIENCE 50e-6 /* seconds of looking before it sleeps */

static void pause_thread(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

/* Pieces nobody has begun. */
static uint32_t left_of(uint64_t call)
{
	return (uint32_t)call;
}

/*
 * Take and do one piece. False: there is none for this hand. That `call` still is what was
 * read first says that what was read between belongs to it: the leader changes it only
 * after the last piece was taken.
 */
static bool take_piece(struct team *team, int hand)
{
	uint64_t call = atomic_load_explicit(&team->call, memory_order_acquire);

	while (left_of(call)) {
		fpe_piece *piece = atomic_load_explicit(&team->piece, memory_order_relaxed);
		void *context = atomic_load_explicit(&team->context, memory_order_relaxed);
		int count = atomic_load_explicit(&team->count, memory_order_relaxed);

		if (hand >= atomic_load_explicit(&team->limit, memory_order_relaxed))
			return false;
		if (!atomic_compare_exchange_weak_explicit(&team->call, &call, call - 1,
							   memory_order_acq_rel,
							   memory_order_acquire))
			continue;
		piece(context, count - (int)left_of(call), hand);
		return true;
	}
	return false;
}

/* A helper's piece is done; the leader may sleep for it. */
static void tell_done(struct team *team)
{
	int count = atomic_load_explicit(&team->count, memory_order_relaxed);

	if (atomic_fetch_add(&team->done, 1) + 1 < count || !atomic_load(&team->waits))
		return;
	pthread_mutex_lock(&team->lock);
	pthread_cond_signal(&team->over);
	pthread_mutex_unlock(&team->lock);
}

static bool is_over(struct team *team, int count)
{
	return atomic_load(&team->done) == count;
}

static void wait_over(struct team *team, int count)
{
	double begin = 0;

	for (unsigned n = 1; !is_over(team, count); n++) {
		pause_thread();
		if (n % LOOKS)
			continue;
		if (begin == 0)
			begin = clock_work();
		else if (clock_work() - begin > LEADER_PATIENCE)
			break;
	}
	if (is_over(team, count))
		return;
	pthread_mutex_lock(&team->lock);
	atomic_store(&team->waits, true);
	while (!is_over(team, count))
		pthread_cond_wait(&team->over, &team->lock);
	atomic_store(&team->waits, false);
	pthread_mutex_unlock(&team->lock);
}

static void run(struct fpe_team *lent, int hands, int count, fpe_piece *piece, void *context)
{
	struct team *team = (struct team *)lent;
	uint64_t number = atomic_load_explicit(&team->call, memory_order_relaxed) >> 32;

	atomic_store_explicit(&team->piece, piece, memory_order_relaxed);
	atomic_store_explicit(&team->context, context, memory_order_relaxed);
	atomic_store_explicit(&team->count, count, memory_order_relaxed);
	atomic_store_explicit(&team->limit, hands, memory_order_relaxed);
	atomic_store_explicit(&team->done, 0, memory_order_relaxed);
	/* in one order with the helper that counts itself and looks for a call: one sees the other
	 */
	atomic_store(&team->call, (number + 1) << 32 | (uint32_t)(count - 1));
	if (atomic_load(&team->sleepers))
		team->wake(team);
	/* the first is the leader's: what it goes through from call to call stays in its caches */
	piece(context, 0, 0);
	atomic_fetch_add(&team->done, 1);
	while (take_piece(team, 0))
		atomic_fetch_add(&team->done, 1);
	wait_over(team, count);
}

void team_init(struct team *team, int (*hands)(struct fpe_team *team, int most),
	       void (*wake)(struct team *team))
{
	team->wake = wake;
	team->lent = (struct fpe_team){ hands, run };
	team->taken = 1;
	atomic_store(&team->hands, 1);
	pthread_mutex_init(&team->lock, NULL);
	pthread_cond_init(&team->over, NULL);
}

void team_clear(struct team *team)
{
	pthread_cond_destroy(&team->over);
	pthread_mutex_destroy(&team->lock);
}

static void count_hands(struct team *team)
{
	int hands = FPE_MAX_HANDS;

	while (!(team->taken >> (hands - 1) & 1))
		hands--;
	atomic_store(&team->hands, hands);
}

int team_join(struct team *team)
{
	int hand = 1;

	while (team->taken >> hand & 1)
		hand++;
	team->taken |= (uint64_t)1 << hand;
	count_hands(team);
	return hand;
}

void team_leave(struct team *team, int hand)
{
	team->taken &= ~((uint64_t)1 << hand);
	count_hands(team);
}

bool team_calls(struct team *team)
{
	return left_of(atomic_load(&team->call)) > 0;
}

bool team_help(struct team *team, int hand, const atomic_uint *news, unsigned known, double *last)
{
	bool worked = false;

	for (unsigned n = 1;; n++) {
		if (atomic_load(news) != known || !atomic_load(&team->wanted))
			break;
		if (take_piece(team, hand)) {
			tell_done(team);
			worked = true;
			continue;
		}
		pause_thread();
		if (n % LOOKS)
			continue;
		if (worked)
			*last = clock_work();
		else if (clock_work() - *last > TEAM_PATIENCE)
			return false;
		worked = false;
	}
	if (worked)
		*last = clock_work();
	return true;
}
