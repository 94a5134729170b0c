/* SPDX-License-Identifier: GPL-3.0-or-later */
/* names_lesson.h - what a lesson asks of a session that metrics do not say. */
#ifndef CMD_NAMES_LESSON_H
#define CMD_NAMES_LESSON_H

#include "cmd/language/expr.h"
#include "cmd/language/functions.h"
#include "cmd/player/call.h"

/* The value of a function of kind FUNCTION_EXISTS or later. */
enum fpe_status names_of_lesson(struct call *call, const struct function *f,
				const struct expr_argument *args, int argc, struct expr_value *out,
				struct fpe_error *err);

#endif
