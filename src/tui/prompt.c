/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prompt.c - readline in callback mode, over a queue of bytes.
 *
 * readline never sees the terminal: bytes come from the queue, which answers
 * end-of-file when it is empty (a byte source that repeats itself would keep
 * readline reading for ever), its output goes to /dev/null, and its redisplay
 * does nothing, because the screen asks for the line whenever it draws.
 * readline's hooks carry no context, hence one static pointer.
 */
#include "tui/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "tui/completion.h"

struct finished {
	char *text;
	bool pasted;
	struct finished *next;
};

struct prompt {
	struct histfile *history;
	FILE *in, *out; /* /dev/null, both */
	const unsigned char *queue; /* what prompt_feed is feeding */
	size_t left;
	bool pasting;
	struct finished *first, **last;
	char *popup;
};

static struct prompt *active;

static int queue_byte(FILE *in)
{
	(void)in;
	if (!active || active->left == 0)
		return EOF;
	active->left--;
	return *active->queue++;
}

static int queue_waits(void)
{
	return active && active->left > 0;
}

static void no_redisplay(void)
{
}

static void show_matches(char **match, int count, int longest)
{
	(void)match;
	(void)count;
	(void)longest;
	free(active->popup);
	active->popup = completion_list();
}

static void remember(struct prompt *prompt, const char *line)
{
	if (prompt->history ? !histfile_wants(prompt->history, line) :
			      line[0] == '\0' || line[0] == ' ')
		return;
	add_history(line);
	if (prompt->history)
		histfile_add(prompt->history, line);
}

/* Takes text. */
static void finish(struct prompt *prompt, char *text)
{
	struct finished *line = calloc(1, sizeof *line);

	if (!line) {
		free(text);
		return;
	}
	remember(prompt, text);
	line->text = text;
	line->pasted = prompt->pasting;
	*prompt->last = line;
	prompt->last = &line->next;
}

/* NULL is an end-of-file inside a key that readline wanted more of: the end of
   the program is Ctrl-D's, which never comes here on an empty line. */
static void take_line(char *line)
{
	if (line)
		finish(active, line);
}

static void start_readline(struct prompt *prompt)
{
	rl_readline_name = "fpe-tui";
	rl_instream = prompt->in;
	rl_outstream = prompt->out;
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0; /* else LINES freezes the screen's size */
	rl_prep_term_function = NULL;
	rl_deprep_term_function = NULL;
	rl_getc_function = queue_byte;
	rl_input_available_hook = queue_waits;
	rl_redisplay_function = no_redisplay;
	rl_completion_display_matches_hook = show_matches;
	/* before the inputrc is read, which may say otherwise */
	rl_variable_bind("show-all-if-ambiguous", "on");
	rl_variable_bind("enable-bracketed-paste", "off");
	rl_initialize();
	/* the paste is cut out before */
	rl_variable_bind("enable-bracketed-paste", "off");
	using_history();
	clear_history();
	for (int i = 0; prompt->history && i < histfile_count(prompt->history);
	     i++)
		add_history(histfile_line(prompt->history, i));
	rl_callback_handler_install(PROMPT_TEXT, take_line);
}

struct prompt *prompt_new(prompt_source *source, void *context,
			  struct histfile *history)
{
	struct prompt *prompt = calloc(1, sizeof *prompt);

	if (!prompt)
		return NULL;
	prompt->history = history;
	prompt->last = &prompt->first;
	prompt->in = fopen("/dev/null", "re");
	prompt->out = fopen("/dev/null", "we");
	if (!prompt->in || !prompt->out) {
		prompt_free(prompt);
		return NULL;
	}
	active = prompt;
	completion_start(source, context);
	start_readline(prompt);
	return prompt;
}

void prompt_free(struct prompt *prompt)
{
	if (!prompt)
		return;
	if (active == prompt) {
		prompt_clear(prompt);
		rl_callback_handler_remove();
		completion_start(NULL, NULL);
		clear_history();
		rl_instream = stdin;
		rl_outstream = stdout;
		active = NULL;
	}
	while (prompt->first) {
		struct finished *line = prompt->first;

		prompt->first = line->next;
		free(line->text);
		free(line);
	}
	if (prompt->in)
		fclose(prompt->in);
	if (prompt->out)
		fclose(prompt->out);
	free(prompt->popup);
	free(prompt);
}

void prompt_feed(struct prompt *prompt, const void *bytes, size_t size)
{
	prompt->queue = bytes;
	prompt->left = size;
	while (prompt->left > 0)
		rl_callback_read_char();
	prompt->queue = NULL;
}

void prompt_clear(struct prompt *prompt)
{
	(void)prompt;
	/* without this a search in progress survives and eats the next line */
	rl_callback_sigcleanup();
	/* back from an old line to the one being typed, then empty that one:
	   changes made to the old one are undone, not kept */
	rl_revert_line(1, 0);
	rl_end_of_history(1, 0);
	rl_free_line_state();
	rl_replace_line("", 1);
	rl_point = rl_end = rl_mark = 0;
	rl_done = 0;
}

void prompt_paste(struct prompt *prompt, const char *text)
{
	if (!prompt_plain(prompt))
		prompt_clear(prompt);
	prompt->pasting = true;
	while (*text) {
		size_t n = strcspn(text, "\n");
		char *piece = strndup(text, n);

		if (!piece)
			break;
		rl_insert_text(piece);
		free(piece);
		text += n;
		if (*text == '\n') {
			char *line = strdup(rl_line_buffer);

			prompt_clear(prompt);
			if (line)
				finish(prompt, line);
			text++;
		}
	}
	prompt->pasting = false;
}

char *prompt_take(struct prompt *prompt, bool *pasted)
{
	struct finished *line = prompt->first;
	char *text;

	if (!line)
		return NULL;
	prompt->first = line->next;
	if (!prompt->first)
		prompt->last = &prompt->first;
	text = line->text;
	*pasted = line->pasted;
	free(line);
	return text;
}

bool prompt_plain(const struct prompt *prompt)
{
	(void)prompt;
	return !RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH |
			   RL_STATE_NUMERICARG | RL_STATE_MOREINPUT |
			   RL_STATE_MULTIKEY | RL_STATE_METANEXT |
			   RL_STATE_CHARSEARCH | RL_STATE_VIMOTION);
}

bool prompt_empty(const struct prompt *prompt)
{
	return rl_end == 0 && prompt_plain(prompt);
}

const char *prompt_text(const struct prompt *prompt)
{
	(void)prompt;
	return rl_display_prompt ? rl_display_prompt : PROMPT_TEXT;
}

const char *prompt_line(const struct prompt *prompt)
{
	(void)prompt;
	return rl_line_buffer ? rl_line_buffer : "";
}

int prompt_cursor(const struct prompt *prompt)
{
	(void)prompt;
	return rl_point;
}

char *prompt_take_popup(struct prompt *prompt)
{
	char *popup = prompt->popup;

	prompt->popup = NULL;
	return popup;
}

void prompt_resize(struct prompt *prompt, int rows, int columns)
{
	(void)prompt;
	rl_set_screen_size(rows, columns);
}
