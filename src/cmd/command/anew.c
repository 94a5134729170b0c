/* SPDX-License-Identifier: GPL-3.0-or-later */
/* anew.c - `set` by its rows' defaults, and nothing under way. */
#include "cmd/command/anew.h"

#include <stdlib.h>

#include "cmd/player/ask.h"
#include "cmd/player/results.h"
#include "io/textbuf.h"
#include "lab/base/setting.h"

void anew_begin(struct call *call)
{
	player_end_scripts(call->player);
	results_forget(call->results);
}

enum fpe_status anew_settings(struct call *call)
{
	struct textbuf line = { 0 };
	enum fpe_status status;
	char *text;

	textbuf_puts(&line, "set");
	for (const struct setting *row = setting_train; row->name; row++) {
		if (row->kind != SETTING_UNTIL) /* it follows from masks= */
			textbuf_printf(&line, " %s=%s", row->name, row->fallback);
	}
	text = textbuf_take(&line);
	status =
		text ? player_play_next(call->player, text, &call->err) : fpe_no_memory(&call->err);
	free(text);
	return status;
}
