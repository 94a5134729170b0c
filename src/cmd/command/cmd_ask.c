/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_ask.c - what a lesson asks for: `ask` an answer, `expect` a deed; `skip` passes on. */
#include "cmd/command/names.h"
#include "cmd/language/lex.h"
#include "cmd/player/ask.h"
#include "cmd/player/results.h"
#include "cmd/report/column.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct column ask_fields[] = {
	FIELD("name", "text", "of the answer, in expressions"),
	FIELD("text", "text", "the question"),
	FIELD("answer", "text or null", "what was answered; null: it was passed over"),
	{ 0 },
};

/* The question with its choices on one line, malloc'ed; NULL: see call->err. */
static char *question(struct call *call)
{
	const char *choices = call_text(call, "choices");
	char *text = names_fill(call, call_text(call, "text"), &call->err), *offer, *out;

	if (!text || !choices)
		return text;
	offer = answers_offer(choices);
	if (!offer || asprintf(&out, "%s  %s", text, offer) < 0) {
		out = NULL;
		fpe_no_memory(&call->err);
	}
	free(offer);
	free(text);
	return out;
}

/* In the narration panel; at a prompt alone, as a line, which is no output of the session. */
static void pose(struct call *call, const char *text)
{
	char line[sizeof call->screen->narration];

	snprintf(call->screen->narration, sizeof call->screen->narration, "%s", text);
	snprintf(line, sizeof line, "%s\n", text);
	if (call->options->lines)
		player_display(call->player, line);
	call->stays = call->forget = true;
}

/* What was given, as the choices have it. */
static enum fpe_status take_answer(struct call *call, const char *key, char **out)
{
	const char *choices = call_text(call, "choices");
	char *given = call_given(call, key) ? names_fill(call, call_text(call, key), &call->err)
					    : strdup("");
	enum fpe_status status;

	*out = given;
	if (!given)
		return call_blame(call, key, call->err.code ? call->err.code : FPE_ENOMEM);
	if (!*given || !choices)
		return FPE_OK;
	status = answers_choose(choices, given, out, &call->err);
	free(given);
	return call_blame(call, key, status);
}

/* History has the answer that was given. */
static enum fpe_status keep_answer(struct call *call, const char *answer)
{
	const char *choices = call_text(call, "choices");
	struct textbuf line = { 0 };

	textbuf_printf(&line, "ask %s ", call_text(call, "name"));
	lex_put_word(&line, call_text(call, "text"));
	if (choices) {
		textbuf_puts(&line, " choices=");
		lex_put_word(&line, choices);
	}
	textbuf_puts(&line, " answer=");
	lex_put_word(&line, answer);
	call->kept = textbuf_take(&line);
	return call->kept ? FPE_OK : fpe_no_memory(&call->err);
}

static enum fpe_status answer(struct call *call, const char *text)
{
	char *given;
	enum fpe_status status =
		take_answer(call, call_given(call, "answer") ? "answer" : "default", &given);

	if (status == FPE_ENAME && call->asks) {
		session_note(call->session, "%s", call->err.message);
		call->forget = true;
		return FPE_OK;
	}
	if (status)
		return status;
	status = keep_answer(call, given);
	if (!status)
		status = player_answer(call->player, call_text(call, "name"), given, &call->err);
	if (!status) {
		call->seen = !call->options->lines;
		column_report(call->report, DATUM(call_text(call, "name")), DATUM(text),
			      datum_text(*given ? given : NULL));
		report_text(call->report, "%s  %s\n", text, *given ? given : "-");
	}
	free(given);
	return status;
}

static enum fpe_status run_ask(struct call *call)
{
	bool asks = call->options->screen && !call_given(call, "answer");
	char *text = question(call);
	enum fpe_status status = FPE_OK;

	if (!text)
		return call_blame(call, "text", call->err.code ? call->err.code : FPE_ENOMEM);
	if (asks)
		pose(call, text);
	else
		status = answer(call, text);
	free(text);
	return status;
}

const struct command cmd_ask = {
	VERB("ask", COMMAND_REPORT, run_ask),
	.help = "Ask who learns, and keep the answer under a name.",
	.details =
		"At a prompt the next line that is no command is the answer: a choice by its letter, its words or how these begin. Enter alone goes on without one. "
		"In expressions and in braces of `say` the name is the answer, a number where it is one, null where there was none. "
		"In batch nobody is asked: default= is the answer. History has it as answer=, which is not asked for again. {EXPRESSION} in these is its value, as in `say`: ask before \"Accuracy\" answer={accuracy(dense)} keeps a number for later.",
	.example = "ask guess \"Does accuracy rise?\" choices=yes,no default=yes",
	.more_examples = "print either(guess == 'yes', 'right', 'no')\nask other \"And then?\"",
	.fields = ask_fields,
	.args = { NEED("name", NAME, "the answer's, in expressions"),
		  NEED("text", TEXT, "the question, quoted"),
		  ARG("choices", TEXT, "what may be answered, with commas between"),
		  ARG("default", TEXT, "the answer in batch", .fallback = "none"),
		  ARG("answer", TEXT, "what was answered: nobody is asked") },
};

/* What is left of the line when it has come true: a solution is not played again. */
static enum fpe_status keep_expected(struct call *call)
{
	struct textbuf line = { 0 };

	textbuf_printf(&line, "expect %s ", call_text(call, "expression"));
	lex_put_quoted(&line, call_text(call, "hint"));
	call->kept = textbuf_take(&line);
	return call->kept ? FPE_OK : fpe_no_memory(&call->err);
}

/* Where the expression has no value yet, as of an arm that is still to come, it is not true. */
static enum fpe_status is_true(struct call *call, bool *out, struct fpe_error *err)
{
	struct expr_value v = { 0 };
	enum fpe_status status;

	call->looks = true;
	status = names_evaluate(call, call_text(call, "expression"), &v, err);
	*out = !status && v.number == v.number && v.number != 0;
	return status;
}

/* A learner's session: nothing is wrong, only not yet right. */
static enum fpe_status wait_for_it(struct call *call)
{
	call->forget = true;
	if (player_has_skipped(call->player, call->line))
		session_note(call->session,
			     "that is passed over: this session has gone another way");
	else
		call->stays = true;
	return FPE_OK;
}

/* In batch: the lines of the solution, then the same without them. */
static enum fpe_status play_solution(struct call *call)
{
	struct textbuf lines = { 0 };
	enum fpe_status status = keep_expected(call);
	char *text;

	if (status)
		return status;
	textbuf_printf(&lines, "%s\n%s", call_text(call, "solution"), call->kept);
	text = textbuf_take(&lines);
	status =
		text ? player_play_next(call->player, text, &call->err) : fpe_no_memory(&call->err);
	free(text);
	call->forget = true;
	return call_blame(call, "solution", status);
}

static enum fpe_status run_expect(struct call *call)
{
	bool learner = call->options->screen && !call->asks, truth;
	struct fpe_error err = { .at = -1 };
	enum fpe_status status;

	if (!call->options->screen && call_given(call, "solution"))
		return play_solution(call);
	status = is_true(call, &truth, &err);
	if (truth)
		return keep_expected(call);
	if (learner && status != FPE_ENOMEM)
		return wait_for_it(call);
	if (status) {
		call->err = err;
		return call_blame(call, "expression", status);
	}
	return call_fail(call, "expression", FPE_ESTATE, "false: %s: %s",
			 call_text(call, "expression"), call_text(call, "hint"));
}

const struct command cmd_expect = {
	VERB("expect", COMMAND_BOUNDARY | COMMAND_ASIDE, run_expect),
	.help = "Wait until who learns has made an expression true; in batch, fail unless it is.",
	.details =
		"At a prompt a script waits here, and tests after each command that took effect; a wrong try gets the hint, several get the solution told. "
		"Enter alone tells it, too; Enter again, or `skip`, plays it. "
		"In batch the solution is played at once, then the expression has to be true. History has what was typed, and the line without its solution.",
	.example =
		"expect exists(clause) \"Split the net along its clauses.\" solution=\"split by=clause\"",
	LARGE(LARGE_NET "expect robustness_drop(dense) <= 1 \"it drops\""),
	.args = { NEED("expression", EXPRESSION, "what has to become true"),
		  NEED("hint", TEXT, "what to say while it is not, quoted"),
		  ARG("solution", LINES, "lines that make it true; \\n parts them") },
};

static enum fpe_status run_skip(struct call *call)
{
	call->forget = true;
	if (!player_skip(call->player))
		session_note(call->session, "nothing is waited for");
	return FPE_OK;
}

const struct command cmd_skip = {
	VERB("skip", COMMAND_SILENT, run_skip),
	.help = "In a lesson: go on without an answer, or let what is waited for be done.",
	.example = "skip",
};
