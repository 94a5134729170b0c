/* SPDX-License-Identifier: GPL-3.0-or-later */
/* call.c - a running command's view of its line. Owns nothing. */
#include "cmd/player/call.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const struct value *call_value(const struct call *call, const char *name)
{
	return line_value(call->line, name);
}

bool call_given(const struct call *call, const char *name)
{
	return call_value(call, name)->given;
}

double call_number(const struct call *call, const char *name, double fallback)
{
	const struct value *value = call_value(call, name);

	return value->given ? value->number : fallback;
}

const char *call_text(const struct call *call, const char *name)
{
	return call_value(call, name)->text;
}

const char *call_file(const struct call *call, const char *name, char *buffer, size_t size)
{
	return line_path(call->line, name, buffer, size);
}

enum fpe_status call_allowed(struct call *call)
{
	const struct arg *args = call->line->command->args;

	for (int i = 0; call->options->safe && args[i].name; i++) {
		if (args[i].writes && call->line->value[i].given)
			return call_fail(call, args[i].name, FPE_ESTATE,
					 "no file is written: the program was started with --safe");
	}
	return FPE_OK;
}

enum fpe_status call_blame(struct call *call, const char *name, enum fpe_status status)
{
	if (status && call_given(call, name))
		call->err_column = call_value(call, name)->column;
	return status;
}

enum fpe_status call_fail(struct call *call, const char *name, enum fpe_status code,
			  const char *format, ...)
{
	const struct value *value = name ? call_value(call, name) : NULL;
	va_list args;

	call->err.code = code;
	call->err.at = -1;
	call->err_column = value && value->given ? value->column : -1;
	va_start(args, format);
	vsnprintf(call->err.message, sizeof call->err.message, format, args);
	va_end(args);
	return code;
}

enum fpe_status call_arm(struct call *call, struct arm **out)
{
	return call_blame(call, "arm",
			  session_find(call->session, call_text(call, "arm"), out, &call->err));
}

enum fpe_status call_need_arm(struct call *call, struct arm **out)
{
	enum fpe_status status = session_need_arm(call->session, &call->err);

	return status ? status : call_arm(call, out);
}

enum fpe_status call_arms(struct call *call, struct arm **out, int *count)
{
	const struct session *s = call->session;
	const struct value *names = call_value(call, "arm");
	int most = names->given ? names->count : s->arms;

	for (*count = 0; *count < most; ++*count) {
		int n = *count;
		const char *name = names->given ? names->texts[n] : s->arm[n]->name;

		if (n == FPE_MAX_ARMS)
			return call_fail(call, "arm", FPE_ELIMIT, "arm: at most %d", n);
		if (session_find(s, name, &out[n], &call->err))
			return call_blame(call, "arm", call->err.code);
	}
	return FPE_OK;
}

const char *call_part(const struct call *call, bool clause, int part, char buffer[FPE_CLAUSE_NAME])
{
	const struct fpe_task *task = call->session->task;
	char name[FPE_MAX_NAME];

	if (clause)
		return fpe_task_clause_name(task, part, buffer, FPE_CLAUSE_NAME);
	snprintf(buffer, FPE_CLAUSE_NAME, "%s", fpe_task_class_name(task, part, name));
	return buffer;
}

enum fpe_status call_layer(struct call *call, const struct arm *arm, int fallback, int *out)
{
	*out = (int)call_number(call, "layer", fallback + 1) - 1;
	if (*out < arm->net->layers)
		return FPE_OK;
	return call_fail(call, "layer", FPE_ERANGE, "arm %s has layers 1 to %d", arm->name,
			 arm->net->layers);
}
