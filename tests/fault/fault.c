/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fault.c - makes the n-th call of a kind fail, from below the program (LD_PRELOAD).
 *
 *   FPE_FAULT=KIND:N     the N-th call of KIND fails, once; KIND:N+: and all after it
 *   FPE_FAULT_REPORT=F   at the end: how many calls of each kind there were; when one
 *                        fails: the addresses that called it
 *
 * A kind is a row of KIND_LIST. Calls count from main on, from the program and from its
 * libraries, which is what happens to a user. Standard error never fails: it is where
 * the program has to tell. Descriptors without a file behind (eventfd, signalfd) neither.
 * Nor calls of libraries of FRAGILE_LIST: they die of it, or leave out what they read, and
 * tell nobody.
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* kind, and what its failure says */
#define KIND_LIST(X)                                                    \
	X(alloc, ENOMEM)                                                \
	X(read, EIO)                                                    \
	X(write, ENOSPC)                                                \
	X(fsync, EIO)                                                   \
	X(rename, EIO)                                                  \
	X(open, EMFILE)                                                 \
	X(mmap, ENOMEM)                                                 \
	X(thread, EAGAIN)                                               \
	X(intr, EINTR) /* a read or write that a signal came between */ \
	X(part, 0)     /* one that takes half of what it was given */

#define FRAGILE_LIST(X)    \
	X("libtinfo")      \
	X("libncursesw")   \
	X("libreadline")   \
	X("libfontconfig") \
	X("libexpat")      \
	X("libpixman")     \
	X("libpng")        \
	X("libcairo")      \
	X("libasan") /* a thread begins in it */

enum kind {
#define KIND_ENUM(name, error) KIND_##name,
	KIND_LIST(KIND_ENUM)
#undef KIND_ENUM
};

static const char *const kind_name[] = {
#define KIND_NAME(name, error) #name,
	KIND_LIST(KIND_NAME)
#undef KIND_NAME
};

#define KINDS ((int)(sizeof kind_name / sizeof *kind_name))

static const int kind_error[] = {
#define KIND_ERROR(name, error) error,
	KIND_LIST(KIND_ERROR)
#undef KIND_ERROR
};

#define FRAGILE_ONE(name) name,
static const char *const fragile[] = { FRAGILE_LIST(FRAGILE_ONE) };
#define FRAGILE (sizeof fragile / sizeof *fragile)

static struct {
	bool on;			   /* main has begun */
	char *from[FRAGILE], *to[FRAGILE]; /* their code */
	char *libc_from, *libc_to;
	enum kind kind;
	long at; /* 0: none fails */
	bool all;
	int report; /* descriptor, or -1 */
	atomic_long count[sizeof kind_name / sizeof *kind_name];
} fault = { .report = -1 };

/* No write of our own: that one counts. */
static void put(const char *text, size_t size)
{
	(void)syscall(SYS_write, fault.report, text, size);
}

static void report_place(void)
{
	void *frame[40];
	int frames = backtrace(frame, 40);

	for (int i = 2; i < frames && fault.report >= 0; i++) {
		char line[300];
		Dl_info info;

		if (!dladdr(frame[i], &info))
			continue;
		put(line, (size_t)snprintf(line, sizeof line, "at %s %lx\n", info.dli_fname,
					   (long)((char *)frame[i] - (char *)info.dli_fbase) - 1));
	}
}

static bool is_fragile(const void *caller)
{
	for (size_t i = 0; i < FRAGILE; i++) {
		if ((const char *)caller >= fault.from[i] && (const char *)caller < fault.to[i])
			return true;
	}
	return false;
}

/* libc allocates for one of them: a folder that it opens. */
static bool is_for_fragile(const void *caller)
{
	void *frame[40];
	int frames = (const char *)caller >= fault.libc_from && (const char *)caller < fault.libc_to
			     ? backtrace(frame, 40)
			     : 0;

	for (int i = 0; i < frames; i++) {
		if (is_fragile(frame[i]))
			return true;
	}
	return false;
}

/* Is it this call's turn to fail? Then errno is set. */
static bool fails_for(enum kind kind, const void *caller)
{
	static _Thread_local bool inside;
	long n;

	if (!fault.on || inside || is_fragile(caller))
		return false;
	inside = true; /* a first backtrace allocates */
	n = is_for_fragile(caller);
	inside = false;
	if (n)
		return false;
	n = atomic_fetch_add(&fault.count[kind], 1) + 1;
	if (kind != fault.kind || !fault.at || n < fault.at || (n > fault.at && !fault.all))
		return false;
	inside = true;
	if (n == fault.at)
		report_place();
	inside = false;
	errno = kind_error[kind];
	return true;
}

/* A file, pipe or terminal that is not standard error. */
static bool is_file(int fd)
{
	struct stat st;

	return fd != STDERR_FILENO && syscall(SYS_fstat, fd, &st) == 0 && (st.st_mode & S_IFMT);
}

/* The turn of the function it stands in. */
#define fails(kind) fails_for(kind, __builtin_return_address(0))
/* How much of so many bytes it takes. */
#define taken(size) (fails(KIND_part) && (size) > 1 ? (size) / 2 : (size))

static void find(const char *name, void *out, size_t size)
{
	void *found = dlsym(RTLD_NEXT, name);

	memcpy(out, &found, size);
}

/* What stands behind ours. Looking it up allocates nothing where it is found. */
#define REAL(type, name, ...)             \
	static type (*real)(__VA_ARGS__); \
	if (!real)                        \
	find(#name, &real, sizeof real)

/* ---------------------------------------------------------------- memory */

static void *plain_malloc(size_t size)
{
	REAL(void *, malloc, size_t);
	return real(size);
}

void *malloc(size_t size)
{
	return fails(KIND_alloc) ? NULL : plain_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	REAL(void *, calloc, size_t, size_t);
	return fails(KIND_alloc) ? NULL : real(count, size);
}

void *realloc(void *old, size_t size)
{
	REAL(void *, realloc, void *, size_t);
	return fails(KIND_alloc) ? NULL : real(old, size);
}

void *reallocarray(void *old, size_t count, size_t size)
{
	REAL(void *, reallocarray, void *, size_t, size_t);
	return fails(KIND_alloc) ? NULL : real(old, count, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	REAL(void *, aligned_alloc, size_t, size_t);
	return fails(KIND_alloc) ? NULL : real(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
	REAL(int, posix_memalign, void **, size_t, size_t);
	return fails(KIND_alloc) ? ENOMEM : real(out, alignment, size);
}

/* A sanitizer's own does not come past malloc. */
char *strdup(const char *text)
{
	char *copy = fails(KIND_alloc) ? NULL : plain_malloc(strlen(text) + 1);

	return copy ? strcpy(copy, text) : NULL;
}

char *strndup(const char *text, size_t most)
{
	size_t size = strnlen(text, most);
	char *copy = fails(KIND_alloc) ? NULL : plain_malloc(size + 1);

	if (copy) {
		memcpy(copy, text, size);
		copy[size] = '\0';
	}
	return copy;
}

/* ---------------------------------------------------------------- descriptors */

ssize_t read(int fd, void *bytes, size_t size)
{
	REAL(ssize_t, read, int, void *, size_t);
	if (!is_file(fd))
		return real(fd, bytes, size);
	return fails(KIND_read) || fails(KIND_intr) ? -1 : real(fd, bytes, taken(size));
}

ssize_t pread(int fd, void *bytes, size_t size, off_t at)
{
	REAL(ssize_t, pread, int, void *, size_t, off_t);
	return fails(KIND_read) || fails(KIND_intr) ? -1 : real(fd, bytes, taken(size), at);
}

ssize_t pread64(int fd, void *bytes, size_t size, off64_t at) __attribute__((alias("pread")));

ssize_t write(int fd, const void *bytes, size_t size)
{
	REAL(ssize_t, write, int, const void *, size_t);
	if (!is_file(fd))
		return real(fd, bytes, size);
	return fails(KIND_write) || fails(KIND_intr) ? -1 : real(fd, bytes, taken(size));
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
	return fails(KIND_write) || fails(KIND_intr) ? -1 : real(fd, bytes, taken(size), at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
	__attribute__((alias("pwrite")));

int fsync(int fd)
{
	REAL(int, fsync, int);
	return fails(KIND_fsync) ? -1 : real(fd);
}

int fdatasync(int fd)
{
	REAL(int, fdatasync, int);
	return fails(KIND_fsync) ? -1 : real(fd);
}

int rename(const char *from, const char *to)
{
	REAL(int, rename, const char *, const char *);
	return fails(KIND_rename) ? -1 : real(from, to);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
	REAL(int, linkat, int, const char *, int, const char *, int);
	return fails(KIND_rename) ? -1 : real(from_folder, from, to_folder, to, flags);
}

/* The mode stands behind the flags where a file may come into being. */
#define OPEN_MODE(flags)                         \
	mode_t mode = 0;                         \
	if ((flags) & (O_CREAT | __O_TMPFILE)) { \
		va_list args;                    \
		va_start(args, flags);           \
		mode = va_arg(args, mode_t);     \
		va_end(args);                    \
	}

int open(const char *path, int flags, ...)
{
	REAL(int, open, const char *, int, ...);
	OPEN_MODE(flags)
	return fails(KIND_open) ? -1 : real(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	REAL(int, open64, const char *, int, ...);
	OPEN_MODE(flags)
	return fails(KIND_open) ? -1 : real(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
	REAL(int, openat, int, const char *, int, ...);
	OPEN_MODE(flags)
	return fails(KIND_open) ? -1 : real(folder, path, flags, mode);
}

int mkostemp(char *pattern, int flags)
{
	REAL(int, mkostemp, char *, int);
	return fails(KIND_open) ? -1 : real(pattern, flags);
}

int eventfd(unsigned int start, int flags)
{
	REAL(int, eventfd, unsigned int, int);
	return fails(KIND_open) ? -1 : real(start, flags);
}

int signalfd(int fd, const sigset_t *set, int flags)
{
	REAL(int, signalfd, int, const sigset_t *, int);
	return fails(KIND_open) ? -1 : real(fd, set, flags);
}

FILE *fopen(const char *path, const char *mode)
{
	REAL(FILE *, fopen, const char *, const char *);
	return fails(KIND_open) ? NULL : real(path, mode);
}

void *mmap(void *at, size_t size, int how, int flags, int fd, off_t offset)
{
	REAL(void *, mmap, void *, size_t, int, int, int, off_t);
	return fails(KIND_mmap) ? MAP_FAILED : real(at, size, how, flags, fd, offset);
}

void *mmap64(void *at, size_t size, int how, int flags, int fd, off64_t offset)
	__attribute__((alias("mmap")));

int pthread_create(pthread_t *out, const pthread_attr_t *how, void *(*run)(void *), void *argument)
{
	REAL(int, pthread_create, pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
	return fails(KIND_thread) ? EAGAIN : real(out, how, run, argument);
}

/* ---------------------------------------------------------------- streams */

/* libc writes what streams have gathered by ways of its own, so here a call on the stream
   fails: as when its buffer was full. The stream knows of it. */
static inline __attribute__((always_inline)) bool stream_fails(FILE *file)
{
	if (file == stderr || !is_file(fileno(file)) || !fails(KIND_write))
		return false;
	file->_flags |= 0x20; /* what ferror looks at, in glibc */
	return true;
}

int fputs(const char *text, FILE *file)
{
	REAL(int, fputs, const char *, FILE *);
	return stream_fails(file) ? EOF : real(text, file);
}

int fputc(int c, FILE *file)
{
	REAL(int, fputc, int, FILE *);
	return stream_fails(file) ? EOF : real(c, file);
}

size_t fwrite(const void *bytes, size_t size, size_t count, FILE *file)
{
	REAL(size_t, fwrite, const void *, size_t, size_t, FILE *);
	return stream_fails(file) ? 0 : real(bytes, size, count, file);
}

int fflush(FILE *file)
{
	REAL(int, fflush, FILE *);
	return file && stream_fails(file) ? EOF : real(file);
}

int fclose(FILE *file)
{
	REAL(int, fclose, FILE *);
	bool failed = (fcntl(fileno(file), F_GETFL) & O_ACCMODE) != O_RDONLY && stream_fails(file);
	int error = errno, result = real(file);

	if (!failed)
		return result;
	errno = error;
	return EOF;
}

char *fgets(char *line, int size, FILE *file)
{
	REAL(char *, fgets, char *, int, FILE *);
	return fails(KIND_read) ? NULL : real(line, size, file);
}

/* ---------------------------------------------------------------- begin and end */

static int (*program)(int, char **, char **);

static void report_counts(void)
{
	fault.on = false;
	for (int i = 0; i < KINDS && fault.report >= 0; i++) {
		char line[60];

		put(line, (size_t)snprintf(line, sizeof line, "count %s %ld\n", kind_name[i],
					   atomic_load(&fault.count[i])));
	}
}

/* A name that is no kind ends the program: a test that fails nothing proves nothing. */
static void read_order(const char *order)
{
	size_t size = strcspn(order, ":");
	char *end = NULL;

	for (int i = 0; i < KINDS; i++) {
		if (strlen(kind_name[i]) == size && strncmp(kind_name[i], order, size) == 0 &&
		    order[size]) {
			fault.kind = (enum kind)i;
			fault.at = strtol(order + size + 1, &end, 10);
		}
	}
	if (!end || fault.at < 1)
		abort();
	fault.all = *end == '+';
}

/* Where the code of a library is, if it is this one. */
static void find_code(const struct dl_phdr_info *library, const char *name, char **from, char **to)
{
	const char *end = strrchr(library->dlpi_name, '/');

	if (!end || strncmp(end + 1, name, strlen(name)) != 0)
		return;
	for (int k = 0; k < library->dlpi_phnum; k++) {
		const ElfW(Phdr) *part = &library->dlpi_phdr[k];

		if (part->p_type != PT_LOAD || !(part->p_flags & PF_X))
			continue;
		*from = (char *)library->dlpi_addr + part->p_vaddr;
		*to = *from + part->p_memsz;
	}
}

static int find_libraries(struct dl_phdr_info *library, size_t size, void *context)
{
	(void)size;
	(void)context;
	for (size_t i = 0; i < FRAGILE; i++)
		find_code(library, fragile[i], &fault.from[i], &fault.to[i]);
	find_code(library, "libc.so", &fault.libc_from, &fault.libc_to);
	return 0;
}

static int begin(int argc, char **argv, char **environment)
{
	const char *order = getenv("FPE_FAULT"), *report = getenv("FPE_FAULT_REPORT");
	void *frame[1];
	int fd = report ? open(report, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
	int result;

	if (order)
		read_order(order);
	if (fd >= 0) { /* where it is in nobody's way */
		fault.report = fcntl(fd, F_DUPFD_CLOEXEC, 200);
		close(fd);
	}
	dl_iterate_phdr(find_libraries, NULL);
	(void)backtrace(frame, 1); /* loads what it needs */
	unsetenv("LD_PRELOAD");
	fault.on = true;
	result = program(argc, argv, environment);
	report_counts();
	return result;
}

int __libc_start_main(int (*run)(int, char **, char **), int argc, char **argv, void (*init)(void),
		      void (*fini)(void), void (*linker_end)(void), void *stack);
int __libc_start_main(int (*run)(int, char **, char **), int argc, char **argv, void (*init)(void),
		      void (*fini)(void), void (*linker_end)(void), void *stack)
{
	REAL(int, __libc_start_main, int (*)(int, char **, char **), int, char **, void (*)(void),
	     void (*)(void), void (*)(void), void *);
	program = run;
	return real(begin, argc, argv, init, fini, linker_end, stack);
}
