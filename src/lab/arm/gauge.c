/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gauge.c - one thread, one net under way, and what is known of each that is shown. */
#include "lab/arm/gauge.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "lab/arm/meter.h"
#include "lab/arm/past.h"
#include "core/base/clock.h"
#include "lab/base/flag.h"
#include "lab/base/thread.h"

#define REST 20 /* times as long as the last net took, while trainers work */
#define NETS (FPE_MAX_ARMS * (1 + PAST_USES))

/* What is known of one net. */
struct known {
	uint64_t mark;	       /* 0: free */
	unsigned long round;   /* it was looked at last */
	unsigned long started; /* number of its last measurement; 0: none */
	bool any;	       /* found is of it */
	struct gauged found;
};

enum stage { IDLE, BUSY, DONE };

/* The net under way. The thread's while BUSY, else the owner's. */
struct under_way {
	uint64_t mark;
	struct fpe_net *net; /* its own */
	struct shared *task; /* held */
	struct gauged found;
	enum fpe_status status;
	double seconds;
};

struct gauge {
	pthread_mutex_t lock; /* of stage and quit */
	pthread_cond_t work;
	enum stage stage;
	bool quit;
	atomic_bool stop; /* what is under way is not wanted any more */
	struct under_way now;
	pthread_t thread;
	bool started;
	void (*wake)(void *context);
	void *context;
	/* the owner's */
	struct known known[NETS];
	uint64_t marks;
	unsigned long round, starts;
	struct gauge_net wish; /* of this round; net NULL: none */
	unsigned long wish_started;
	double rest_until; /* seconds */
};

static void measure(struct gauge *g)
{
	struct under_way *now = &g->now;
	const struct fpe_task *task = shared_get(now->task);
	const struct fpe_watch watch = flag_watch(&g->stop);
	double begun = clock_seconds();

	now->status = meter_any(now->net, task ? &task->clauses : NULL, &watch, now->found.metric,
				&now->found.sampled, NULL);
	now->seconds = clock_seconds() - begun;
	fpe_net_free(now->net);
	now->net = NULL;
}

static void *gauge_thread(void *argument)
{
	struct gauge *g = argument;

	thread_give_way();
	pthread_mutex_lock(&g->lock);
	while (!g->quit) {
		if (g->stage != BUSY) {
			pthread_cond_wait(&g->work, &g->lock);
			continue;
		}
		pthread_mutex_unlock(&g->lock);
		measure(g);
		pthread_mutex_lock(&g->lock);
		g->stage = DONE;
		if (g->wake)
			g->wake(g->context);
	}
	pthread_mutex_unlock(&g->lock);
	return NULL;
}

struct gauge *gauge_new(void (*wake)(void *context), void *context)
{
	struct gauge *g = calloc(1, sizeof *g);

	if (!g)
		return NULL;
	pthread_mutex_init(&g->lock, NULL);
	pthread_cond_init(&g->work, NULL);
	atomic_init(&g->stop, false);
	g->wake = wake;
	g->context = context;
	return g;
}

void gauge_free(struct gauge *gauge)
{
	if (!gauge)
		return;
	atomic_store(&gauge->stop, true);
	pthread_mutex_lock(&gauge->lock);
	gauge->quit = true;
	pthread_cond_signal(&gauge->work);
	pthread_mutex_unlock(&gauge->lock);
	if (gauge->started)
		pthread_join(gauge->thread, NULL);
	fpe_net_free(gauge->now.net);
	shared_release(gauge->now.task);
	pthread_cond_destroy(&gauge->work);
	pthread_mutex_destroy(&gauge->lock);
	free(gauge);
}

/* ------------------------------------------------------------------ rounds */

static struct known *find(struct gauge *g, uint64_t mark)
{
	for (int i = 0; mark && i < NETS; i++) {
		if (g->known[i].mark == mark)
			return &g->known[i];
	}
	return NULL;
}

static enum stage stage_of(struct gauge *g)
{
	enum stage stage;

	pthread_mutex_lock(&g->lock);
	stage = g->stage;
	pthread_mutex_unlock(&g->lock);
	return stage;
}

/* Keep what the thread has found, if anybody still looks at that net. */
static void collect(struct gauge *g)
{
	struct known *k;

	if (stage_of(g) != DONE)
		return;
	k = find(g, g->now.mark);
	if (k) {
		/* without memory they are blank for one version */
		if (g->now.status)
			fpe_metric_clear(g->now.found.metric);
		k->found = g->now.found;
		k->any = true;
	}
	shared_release(g->now.task);
	g->rest_until = clock_seconds() + REST * g->now.seconds;
	g->now = (struct under_way){ .mark = 0 };
	pthread_mutex_lock(&g->lock);
	g->stage = IDLE;
	pthread_mutex_unlock(&g->lock);
}

void gauge_begin(struct gauge *gauge)
{
	collect(gauge);
	gauge->round++;
	gauge->wish = (struct gauge_net){ .mark = NULL };
}

/* That of the net, or a new one. NULL: too many are shown. */
static struct known *known_of(struct gauge *g, uint64_t *mark)
{
	struct known *k = find(g, *mark);

	for (int i = 0; !k && i < NETS; i++) {
		if (g->known[i].mark)
			continue;
		k = &g->known[i];
		*mark = ++g->marks;
		*k = (struct known){ .mark = *mark };
	}
	return k;
}

const struct gauged *gauge_look(struct gauge *gauge, const struct gauge_net *net)
{
	struct known *k = known_of(gauge, net->mark);

	if (!k)
		return NULL;
	k->round = gauge->round;
	if ((!k->any || k->found.version != net->version) &&
	    (!gauge->wish.net || k->started < gauge->wish_started)) {
		gauge->wish = *net;
		gauge->wish_started = k->started;
	}
	return k->any ? &k->found : NULL;
}

static void forget_unseen(struct gauge *g)
{
	for (int i = 0; i < NETS; i++) {
		if (g->known[i].mark && g->known[i].round != g->round)
			g->known[i].mark = 0;
	}
	if (g->now.mark && !find(g, g->now.mark))
		atomic_store(&g->stop, true);
}

/* False: there is no thread, nor can there be. */
static bool has_thread(struct gauge *g)
{
	if (!g->started)
		g->started = thread_start(&g->thread, gauge_thread, g) == 0;
	return g->started;
}

static void start(struct gauge *g, struct shared *task)
{
	struct known *k = find(g, *g->wish.mark);
	struct fpe_net *net = k && has_thread(g) ? fpe_net_blank(g->wish.net) : NULL;

	if (!net)
		return;
	fpe_net_assign_shown(net, g->wish.net);
	k->started = ++g->starts;
	g->now = (struct under_way){ .mark = k->mark, .net = net, .task = shared_hold(task) };
	g->now.found.version = g->wish.version;
	g->now.found.epoch = g->wish.epoch;
	atomic_store(&g->stop, false);
	pthread_mutex_lock(&g->lock);
	g->stage = BUSY;
	pthread_cond_signal(&g->work);
	pthread_mutex_unlock(&g->lock);
}

void gauge_end(struct gauge *gauge, struct shared *task, bool quiet)
{
	forget_unseen(gauge);
	if (gauge->wish.net && stage_of(gauge) == IDLE &&
	    (quiet || clock_seconds() >= gauge->rest_until))
		start(gauge, task);
}

void gauge_put(const struct gauged *found, double metric[FPE_METRIC_COUNT])
{
	for (int m = 0; m < FPE_METRIC_COUNT; m++) {
		if (fpe_metric_of_weights((enum fpe_metric)m))
			metric[m] = found->metric[m];
	}
}
