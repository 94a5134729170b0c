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

#include "core/base/room.h"
#include "tui/completion.h"

#define MOST_TIMES 1000 /* that a key is repeated */

struct finished {
	char *text;
	bool pasted;
	struct finished *next;
};

struct prompt {
	struct histfile *history;
	FILE *in, *out;		    /* /dev/null, both */
	const unsigned char *queue; /* what prompt_feed is feeding */
	size_t left;
	bool pasting;
	bool escaped; /* an Esc by itself came last */
	struct finished *first, **last;
	char *popup;
	char shown[160]; /* what prompt_text gave, where that has the mode in it */
	char **kept;	 /* the history as it should be; readline edits its copy */
	int keeps, kept_room;
};

static struct prompt *active;

void prompt_bound_count(void)
{
	if (rl_numeric_arg > MOST_TIMES)
		rl_numeric_arg = MOST_TIMES;
}

static int queue_byte(FILE *in)
{
	(void)in;
	prompt_bound_count();
	if (!active || active->left == 0)
		return EOF;
	active->left--;
	return *active->queue++;
}

/* While a macro is recorded the answer is no: readline would put in waiting
   letters in one go and forget to record them. */
static int queue_waits(void)
{
	return active && active->left > 0 && !RL_ISSTATE(RL_STATE_MACRODEF);
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

static void keep(struct prompt *prompt, const char *line)
{
	if (room_for(&prompt->kept, &prompt->kept_room, prompt->keeps + 1, sizeof *prompt->kept,
		     NULL))
		return;
	prompt->kept[prompt->keeps] = strdup(line);
	if (prompt->kept[prompt->keeps])
		add_history(prompt->kept[prompt->keeps++]);
}

static void remember(struct prompt *prompt, const char *line)
{
	const char *before = prompt->keeps ? prompt->kept[prompt->keeps - 1] : "";

	if (line[0] == '\0' || line[0] == ' ' || strcmp(line, before) == 0)
		return;
	if (prompt->history && !histfile_wants(prompt->history, line))
		return;
	keep(prompt, line);
	if (prompt->history)
		histfile_add(prompt->history, line);
}

/*
 * readline lets the line, the saved line and edited lines of the history share
 * their lists of changes, and frees one twice when an old line is left in an
 * unusual way (8.2: a search in a search, vi keys in between). So before a line
 * is finished or thrown away these lists are let go, a few bytes leaked, and
 * the history is made anew after it.
 */
static void let_changes_go(void)
{
	HIST_ENTRY **entry = history_list();
	char *text = strdup(rl_line_buffer);
	int point = rl_point;

	rl_maybe_unsave_line();
	for (; entry && *entry; entry++)
		(*entry)->data = NULL;
	rl_undo_list = NULL;
	rl_replace_line(text ? text : "", 0);
	rl_point = point < rl_end ? point : rl_end;
	free(text);
}

static void restore_history(struct prompt *prompt)
{
	clear_history();
	for (int i = 0; i < prompt->keeps; i++)
		add_history(prompt->kept[i]);
	using_history();
}

static int accept_line(int count, int key)
{
	let_changes_go();
	return rl_newline(count, key);
}

/* Wherever Enter is bound, by default or by an inputrc. */
static void wrap_accept(Keymap map, int depth)
{
	for (int i = 0; i < KEYMAP_SIZE; i++) {
		Keymap inner; /* a map hides where the function is named */

		if (map[i].type == ISFUNC && map[i].function == rl_newline)
			map[i].function = accept_line;
		if (map[i].type != ISKMAP || depth == 4)
			continue;
		memcpy(&inner, &map[i].function, sizeof inner);
		wrap_accept(inner, depth + 1);
	}
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
	restore_history(prompt);
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

static int nothing(int count, int key)
{
	(void)count;
	(void)key;
	return 0;
}

/* The paste is cut out before. readline's own way of reading one runs past
   its buffer when the bytes end early (8.2), and the marker may still come
   here in two halves, so it must not be bound. */
static void unbind_paste(void)
{
	rl_variable_bind("enable-bracketed-paste", "off");
	rl_bind_keyseq_in_map("\\e[200~", nothing, emacs_standard_keymap);
	rl_bind_keyseq_in_map("\\e[200~", nothing, vi_insertion_keymap);
}

/* Esc leads back to the prompt from elsewhere, so it is soon pressed once too
   often; Enter after it shall not change all keys to those of vi. */
static void calm_escape(void)
{
	for (const char *key = "\r\n"; *key; key++) {
		KEYMAP_ENTRY *entry = &emacs_meta_keymap[(unsigned char)*key];

		if (entry->type == ISFUNC && entry->function == rl_vi_editing_mode)
			entry->function = rl_newline;
	}
}

/* Keys that every terminal has, where neither terminfo nor an inputrc told readline of
   them. */
static void bind_usual_keys(void)
{
	static const struct {
		const char *keys;
		rl_command_func_t *function;
	} usual[] = {
		{ "\\e[3~", rl_delete },	 { "\\e[1~", rl_beg_of_line },
		{ "\\e[7~", rl_beg_of_line },	 { "\\e[4~", rl_end_of_line },
		{ "\\e[8~", rl_end_of_line },	 { "\\e\\e[D", rl_backward_word },
		{ "\\e\\e[C", rl_forward_word }, { "\\eOd", rl_backward_word },
		{ "\\eOc", rl_forward_word },
	};

	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
		rl_bind_keyseq_if_unbound_in_map(usual[i].keys, usual[i].function,
						 emacs_standard_keymap);
		rl_bind_keyseq_if_unbound_in_map(usual[i].keys, usual[i].function,
						 vi_insertion_keymap);
	}
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
	rl_initialize();
	unbind_paste();
	bind_usual_keys();
	calm_escape();
	wrap_accept(emacs_standard_keymap, 0);
	wrap_accept(vi_insertion_keymap, 0);
	wrap_accept(vi_movement_keymap, 0);
	using_history();
	clear_history();
	for (int i = 0; prompt->history && i < histfile_count(prompt->history); i++)
		keep(prompt, histfile_line(prompt->history, i));
	rl_callback_handler_install(PROMPT_TEXT, take_line);
}

struct prompt *prompt_new(prompt_source *source, void *context, struct histfile *history)
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
	for (int i = 0; i < prompt->keeps; i++)
		free(prompt->kept[i]);
	free(prompt->kept);
	free(prompt->popup);
	free(prompt);
}

/*
 * A key of several bytes ends a search and then acts; an Esc alone only ends
 * it. readline (8.2, callback mode) crashes on some such keys in a search, so
 * the search is ended before it sees them.
 */
static void end_search_by_prefix(struct prompt *prompt)
{
	unsigned char byte = *prompt->queue;

	if (!RL_ISSTATE(RL_STATE_ISEARCH) || rl_get_keymap()[byte].type != ISKMAP)
		return;
	rl_callback_sigcleanup();
	if (byte == 27 && prompt->left == 1)
		prompt->left = 0;
}

/* What Meta and a letter do by default, and with nothing typed is of no use. */
static bool needs_text(rl_command_func_t *function)
{
	static rl_command_func_t *const needing[] = {
		rl_backward_word,
		rl_forward_word,
		rl_kill_word,
		rl_capitalize_word,
		rl_downcase_word,
		rl_upcase_word,
		rl_transpose_words,
		rl_yank_pop,
		rl_revert_line,
		rl_noninc_reverse_search,
		rl_noninc_forward_search,
	};
	bool is = !function;

	for (size_t i = 0; i < sizeof needing / sizeof *needing; i++)
		is |= function == needing[i];
	return is;
}

/*
 * An Esc too many, as after one that closed something, makes a Meta of the next
 * letter: `train 5` loses its t. Where nothing is typed such a letter is a letter.
 * Alt and a letter come together and stay Meta, and so does what an inputrc bound.
 */
static void forget_escape(struct prompt *prompt)
{
	unsigned char byte = prompt->left ? *prompt->queue : 0;
	bool letter = byte >= 'a' && byte <= 'z';

	if (prompt->escaped && letter && rl_end == 0 && rl_editing_mode == 1 &&
	    RL_ISSTATE(RL_STATE_MULTIKEY) && emacs_meta_keymap[byte].type == ISFUNC &&
	    needs_text(emacs_meta_keymap[byte].function))
		rl_callback_sigcleanup();
	prompt->escaped = prompt->left == 1 && byte == 27;
}

bool prompt_binds(const struct prompt *prompt, const void *bytes, size_t size)
{
	const unsigned char *b = bytes;
	int type = ISFUNC;
	rl_command_func_t *function;

	(void)prompt;
	/* quoted: it is put in as it is */
	if (RL_ISSTATE(RL_STATE_METANEXT) || size < 2)
		return true;
	function = rl_function_of_keyseq_len(bytes, size, rl_get_keymap(), &type);
	/* the beginning of a longer one may be typed by hand, but not of these */
	if (type == ISKMAP)
		return b[1] != '[' && b[1] != 'O';
	return function != NULL;
}

void prompt_feed(struct prompt *prompt, const void *bytes, size_t size)
{
	/* half a key before one of several bytes was none */
	if (size > 1 && RL_ISSTATE(RL_STATE_MULTIKEY) && *(const unsigned char *)bytes == 27)
		rl_callback_sigcleanup();
	prompt->queue = bytes;
	prompt->left = size;
	forget_escape(prompt);
	/* a key read ahead of its turn waits inside readline, after a count for ever */
	while (prompt->left > 0 || rl_pending_input) {
		end_search_by_prefix(prompt);
		if (prompt->left > 0 || rl_pending_input)
			rl_callback_read_char();
	}
	prompt->queue = NULL;
}

void prompt_clear(struct prompt *prompt)
{
	/* without this a search in progress survives and eats the next line */
	rl_callback_sigcleanup();
	let_changes_go();
	restore_history(prompt);
	rl_free_line_state();
	rl_replace_line("", 0);
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
	return !RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG |
			   RL_STATE_MOREINPUT | RL_STATE_MULTIKEY | RL_STATE_METANEXT |
			   RL_STATE_CHARSEARCH | RL_STATE_VIMOTION);
}

bool prompt_empty(const struct prompt *prompt)
{
	return rl_end == 0 && prompt_plain(prompt);
}

/* The strings of an inputrc may mark bytes that take no room, by 1 and 2: they are for
   a terminal, and left out. */
static size_t copy_shown(const char *from, char *to, size_t size)
{
	bool hidden = false;
	size_t n = 0;

	for (; *from && n + 1 < size; from++) {
		if (*from == RL_PROMPT_START_IGNORE || *from == RL_PROMPT_END_IGNORE)
			hidden = *from == RL_PROMPT_START_IGNORE;
		else if (!hidden && (unsigned char)*from >= ' ')
			to[n++] = *from;
	}
	to[n] = '\0';
	return n;
}

/* readline puts the mode before the prompt by its own redisplay, which is not ours. */
static const char *mode_text(void)
{
	const char *show = rl_variable_value("show-mode-in-prompt");

	if (!show || strcmp(show, "on") != 0)
		return NULL;
	if (rl_editing_mode)
		return rl_variable_value("emacs-mode-string");
	return rl_variable_value(rl_get_keymap() == vi_movement_keymap ? "vi-cmd-mode-string"
								       : "vi-ins-mode-string");
}

const char *prompt_text(struct prompt *prompt)
{
	const char *text = rl_display_prompt ? rl_display_prompt : PROMPT_TEXT;
	const char *mode = text == rl_prompt ? mode_text() : NULL;
	size_t at;

	if (!mode || !*mode)
		return text;
	at = copy_shown(mode, prompt->shown, sizeof prompt->shown);
	copy_shown(text, prompt->shown + at, sizeof prompt->shown - at);
	return prompt->shown;
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
