/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * error.h - how libfpe says that something could not be done.
 *
 * Functions that can fail return a status and, when the caller passes one,
 * fill a struct fpe_error. Nothing in libfpe prints or exits.
 */
#ifndef FPE_ERROR_H
#define FPE_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

#define FPE_MESSAGE_SIZE 320

/* One list: code, and the sentence used when no better one is given. */
#define FPE_STATUS_LIST(X)                                     \
	X(OK, "no error")                                      \
	X(ENOMEM, "out of memory")                             \
	X(ERANGE, "a number is outside what is allowed")       \
	X(ESHAPE, "shapes do not fit together")                \
	X(EPARSE, "the text does not parse")                   \
	X(EFORMAT, "the file is not what its format asks for") \
	X(EIO, "the file could not be read or written")        \
	X(ELIMIT, "more than the stated limits")               \
	X(EUNREACHABLE, "a class of samples cannot be hit")    \
	X(EDIVERGED, "the loss is not finite")                 \
	X(ESTATE, "not possible now")                          \
	X(ENAME, "no such name")                               \
	X(ESTOPPED, "stopped")

enum fpe_status {
#define FPE_STATUS_ENUM(name, text) FPE_##name,
	FPE_STATUS_LIST(FPE_STATUS_ENUM)
#undef FPE_STATUS_ENUM
};

struct fpe_error {
	enum fpe_status code;
	int at;				/* byte offset of the fault in the text given, or -1 */
	char message[FPE_MESSAGE_SIZE]; /* one line of UTF-8, no newline */
};

/*
 * Fill err (may be NULL) and return code, so that a caller writes
 * `return fpe_fail(err, FPE_ERANGE, "alpha is %d, at most %d", a, max);`.
 */
enum fpe_status fpe_fail(struct fpe_error *err, enum fpe_status code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same with the byte offset of the fault in the text. */
enum fpe_status fpe_fail_at(struct fpe_error *err, enum fpe_status code, int at, const char *format,
			    ...) __attribute__((format(printf, 4, 5)));

/* FPE_ENOMEM with its standard message. */
enum fpe_status fpe_no_memory(struct fpe_error *err);

const char *fpe_status_text(enum fpe_status code);

#ifdef __cplusplus
}
#endif

#endif
