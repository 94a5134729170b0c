/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signals.c - signals as bytes on a pipe, so that the loop gets them in turn;
 * crashes at once, and so what the loop does not get to.
 *
 * Promises: no signal that can be caught ends the program before its terminal
 * is given back; TERM and its like end it, whatever keeps the loop. The variables
 * are static: a handler has no other place to look.
 */
#include "cmd/player/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "io/platform.h"

enum kind {
	LEFT = 0, /* as it is: nothing, or what cannot be caught */
	TOLD,	  /* what runs goes on */
	ENDS,	  /* it ends what runs; also where a shell's & asked for it to be ignored */
	ENDS_US,  /* the same, unless who started us asked for it to be ignored, as nohup does */
	CRASH,	  /* nothing can go on */
};

/* All that Linux has, but for those of real time, which are ENDS_US. */
static const unsigned char kinds[NSIG] = {
	[SIGTSTP] = TOLD,      [SIGCONT] = TOLD,    [SIGWINCH] = TOLD,	 [SIGINT] = ENDS,
	[SIGTERM] = ENDS,      [SIGQUIT] = ENDS,    [SIGHUP] = ENDS_US,	 [SIGUSR1] = ENDS_US,
	[SIGUSR2] = ENDS_US,   [SIGALRM] = ENDS_US, [SIGPROF] = ENDS_US, [SIGVTALRM] = ENDS_US,
	[SIGXCPU] = ENDS_US,   [SIGIO] = ENDS_US,
#ifdef SIGPWR
	[SIGPWR] = ENDS_US,
#endif
#ifdef SIGSTKFLT
	[SIGSTKFLT] = ENDS_US,
#endif
	[SIGSEGV] = CRASH,     [SIGBUS] = CRASH,    [SIGILL] = CRASH,	 [SIGFPE] = CRASH,
	[SIGABRT] = CRASH,     [SIGSYS] = CRASH,    [SIGTRAP] = CRASH,
};
#define CRASH_STACK 65536
#define LOOK_MS 100 /* between looks at signals while nobody reads */

/* Those that a run without a terminal takes: the others end it as they end any. */
static bool is_of_batch(int number)
{
	return number == SIGINT || number == SIGTERM || number == SIGHUP;
}

static struct {
	int read, write;
	struct sigaction before[NSIG];
	volatile sig_atomic_t ends;   /* one that ends what runs is in the pipe */
	volatile sig_atomic_t deadly; /* the first that ends the program, 0: none yet */
	bool interrupted;	      /* Ctrl-C came */
	double since;		      /* when the one came that waits in the pipe, seconds */
	bool terminal;		      /* there is one */
	void (*restore)(void);	      /* it, by calls that a handler may make */
	void *stack;		      /* for crashes of this thread's own */
} pipe_of = { .read = -1, .write = -1 };

static enum kind kind_of(int number)
{
#ifdef SIGRTMIN
	if (number >= SIGRTMIN && number <= SIGRTMAX)
		return ENDS_US;
#endif
	return kinds[number];
}

static enum kind kind_here(int number)
{
	return pipe_of.terminal || is_of_batch(number) ? kind_of(number) : LEFT;
}

static bool ends_work(int number)
{
	return kind_of(number) != TOLD;
}

/* The loop did not get to it in time. */
static void end_now(int number)
{
	if (pipe_of.restore)
		pipe_of.restore();
	if (!pipe_of.terminal || number == SIGINT)
		_exit(SIGNALS_INTERRUPTED);
	signals_die(number);
}

/* A second Ctrl-C ends what did not hear the first. In batch the loop may have taken that,
   and wait for what it stopped. */
static void on_interrupt(void)
{
	double now = clock_seconds();

	if (!pipe_of.terminal && pipe_of.interrupted)
		end_now(SIGINT);
	if (pipe_of.ends && now - pipe_of.since >= SIGNALS_PATIENCE)
		end_now(SIGINT);
	if (!pipe_of.ends)
		pipe_of.since = now;
	pipe_of.interrupted = true;
}

static void on_alarm(int number)
{
	(void)number;
	end_now(pipe_of.deadly);
}

/* From now on there is a time by which the program is gone. */
static void set_alarm(int number)
{
	struct itimerval left = { .it_value.tv_usec = SIGNALS_LAST_MS % 1000 * 1000,
				  .it_value.tv_sec = SIGNALS_LAST_MS / 1000 };
	struct sigaction ring = { .sa_handler = on_alarm };

	if (pipe_of.deadly)
		return;
	pipe_of.deadly = number;
	sigemptyset(&ring.sa_mask);
	sigaction(SIGALRM, &ring, NULL);
	setitimer(ITIMER_REAL, &left, NULL);
}

static void on_signal(int number)
{
	unsigned char byte = (unsigned char)number;
	int error = errno;

	if (number == SIGINT)
		on_interrupt();
	else if (ends_work(number))
		set_alarm(number);
	if (ends_work(number))
		pipe_of.ends = 1;

	/* full: a signal of ours is under way anyway */
	if (write(pipe_of.write, &byte, 1) < 0)
		errno = error;
	errno = error;
}

static void on_crash(int number)
{
	pipe_of.restore();
	sigaction(number, &pipe_of.before[number], NULL);
	raise(number);
}

static void take_stack(void)
{
	stack_t stack = { .ss_size = CRASH_STACK };

	pipe_of.stack = stack.ss_sp = malloc(CRASH_STACK);
	if (pipe_of.stack)
		sigaltstack(&stack, NULL);
}

static void give_stack(void)
{
	stack_t off = { .ss_flags = SS_DISABLE };

	sigaltstack(&off, NULL);
	free(pipe_of.stack);
	pipe_of.stack = NULL;
}

static void take_signal(int number)
{
	struct sigaction queue = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	struct sigaction crash = { .sa_handler = on_crash, .sa_flags = SA_NODEFER | SA_ONSTACK };
	struct sigaction *before = &pipe_of.before[number];

	sigemptyset(&queue.sa_mask);
	sigemptyset(&crash.sa_mask);
	sigaction(number, kind_of(number) == CRASH ? &crash : &queue, before);
	if (kind_of(number) == ENDS_US && before->sa_handler == SIG_IGN)
		sigaction(number, before, NULL);
}

bool signals_start(bool terminal, void (*restore)(void))
{
	sigset_t set;
	int end[2];

	if (!platform_pipe(end))
		return false;
	pipe_of.read = end[0];
	pipe_of.write = end[1];
	pipe_of.terminal = terminal;
	pipe_of.interrupted = false;
	pipe_of.ends = 0;
	pipe_of.restore = restore;
	take_stack();
	sigemptyset(&set);
	sigaddset(&set, SIGALRM); /* also where it is only ours */
	for (int i = 1; i < NSIG; i++) {
		if (kind_here(i) == LEFT)
			continue;
		sigaddset(&set, i);
		take_signal(i);
	}
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	return true;
}

int signals_fd(void)
{
	return pipe_of.read;
}

void signals_stop(void)
{
	struct itimerval never = { .it_value = { 0, 0 } };

	if (pipe_of.read < 0)
		return;
	if (pipe_of.deadly)
		setitimer(ITIMER_REAL, &never, NULL);
	for (int i = 1; i < NSIG; i++) {
		if (kind_here(i) != LEFT)
			sigaction(i, &pipe_of.before[i], NULL);
	}
	give_stack();
	close(pipe_of.read);
	close(pipe_of.write);
	pipe_of.read = pipe_of.write = -1;
}

int signals_next(void)
{
	unsigned char byte;

	if (read(pipe_of.read, &byte, 1) != 1)
		byte = 0;
	/* none waits: one that found the pipe full went with those before it */
	if (!byte || ends_work(byte))
		pipe_of.ends = 0;
	return byte;
}

bool signals_end_work(void)
{
	return pipe_of.ends;
}

/* Until there is room for a piece. */
static bool wait_for_room(FILE *file)
{
	struct pollfd room = { fileno(file), POLLOUT, 0 };

	while (room.fd >= 0 && poll(&room, 1, LOOK_MS) <= 0) {
		if (!pipe_of.ends)
			continue;
		errno = EINTR;
		return false;
	}
	return true;
}

bool signals_put(const char *text, FILE *file)
{
	size_t size = strlen(text);

	/* a pipe that takes anything takes so much; a short one is not cut */
	while (size > 0) {
		size_t piece = size < PIPE_BUF ? size : PIPE_BUF;

		if (!wait_for_room(file) || fwrite(text, 1, piece, file) < piece || fflush(file))
			return false;
		text += piece;
		size -= piece;
	}
	return true;
}

void signals_die(int signal_number)
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	sigset_t set;

	sigemptyset(&action.sa_mask);
	sigaction(signal_number, &action, NULL);
	sigemptyset(&set);
	sigaddset(&set, signal_number);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	raise(signal_number);
}
