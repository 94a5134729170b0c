/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_net.c - `net` and `set`: nets and how they are trained. */
#include "cmd/command/setting_args.h"
#include "cmd/player/ask.h"
#include "cmd/report/column.h"
#include "lab/arm/attack.h"

static enum fpe_status run_net(struct call *call)
{
	struct session *s = call->session;
	struct net_spec spec;
	struct arm *arm;
	enum fpe_status status;

	setting_reset(setting_net, &spec);
	status = setting_args_read(call, setting_net, &spec);
	if (status)
		return status;
	status = session_add_net(s, &spec, call_text(call, "as"), &arm, &call->err);
	if (status == FPE_ENAME)
		return call_blame(call, "as", status);
	if (status == FPE_ERANGE)
		return call_blame(call, "unbiased", status);
	if (status == FPE_ESHAPE)
		return call_blame(call, call_given(call, "tied") ? "tied" : "outputs", status);
	if (status == FPE_OK)
		session_note(s, "arm %s: %zu weights", arm->name, arm->budget);
	return status;
}

const struct command cmd_net = {
	VERB("net", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REMAKES, run_net),
	.help = "A fresh root arm: a dense net with new weights.",
	.details =
		"An arm is one net and its training. The first arm is the current one until `use`.",
	.example = "net hidden=8",
	LARGE("task parity inputs=1024\nnet hidden={512|4096x4096}"),
	.args = { SETTINGS_NET(SETTING_ARG)
			  ARG("as", NAME, "name of the arm", .fallback = "dense") },
};

static const struct column setting_columns[] = { FIELD("arm", "text",
						       "name; \"(new arms)\" for arms to come"),
						 SETTINGS_TRAIN(SETTING_FIELD){ 0 } };
static const struct column set_fields[] = {
	FIELD("history", "integer", "MiB of memory for histories"),
	FIELD("autosave", "number", "minutes until a changed session is kept"),
	FIELDS("arms[]", setting_columns),
	{ 0 }
};

/* When masks stay is told in text only where they move. */
static void show_settings(struct call *call, const char *name, const struct fpe_train_settings *t,
			  struct rows *arms)
{
	char text[SETTING_TEXT];

	rows_put(arms, DATUM(name));
	report_text(call->report, "%-12s", name);
	for (const struct setting *row = setting_train; row->name; row++) {
		rows_put(arms, datum_json(setting_json(row, t)));
		if (row->kind != SETTING_UNTIL || setting_get(row, t) != 0)
			report_text(call->report, " %s=%s", row->name, setting_text(row, t, text));
	}
	report_text(call->report, "\n");
}

static enum fpe_status show_all(struct call *call)
{
	struct session *s = call->session;
	size_t history = s->history_limit >> 20;
	double autosave = player_autosave(call->player);
	struct rows arms = { .columns = setting_columns };

	show_settings(call, "(new arms)", &s->recipe.settings, &arms);
	for (int i = 0; i < s->arms; i++)
		show_settings(call, s->arm[i]->name, &s->arm[i]->settings, &arms);
	report_text(call->report, "history=%zu MiB autosave=%g minutes\n", history, autosave);
	/* what is printed depends on no number of threads */
	session_note(s, "jobs=%d", pool_threads(s->pool));
	column_report(call->report, DATUM(history), DATUM(autosave), datum_rows(&arms));
	return FPE_OK;
}

static enum fpe_status run_set(struct call *call)
{
	struct session *s = call->session;
	struct fpe_train_settings t;
	struct arm *arm = NULL;
	enum fpe_status status;
	bool any = false;

	for (int i = 0; call->line->command->args[i].name; i++)
		any |= call->line->value[i].given;
	if (!any)
		return show_all(call);
	if (call_given(call, "masks_until") && call_given(call, "masks") &&
	    call_value(call, "masks")->choice == 0)
		return call_fail(call, "masks_until", FPE_ERANGE,
				 "fixed masks never move: no masks_until");
	if (call_given(call, "arm")) {
		status = call_arm(call, &arm);
		if (status)
			return status;
	}
	if (call_given(call, "jobs")) {
		status = session_set_jobs(s, (int)call_number(call, "jobs", 1), &call->err);
		if (status)
			return call_blame(call, "jobs", status);
	}
	for (int i = 0; i < s->arms; i++) {
		t = s->arm[i]->settings;
		setting_args_read(call, setting_train, &t);
		if (!arm || s->arm[i] == arm)
			arm_set(s->arm[i], &t);
	}
	if (!arm) {
		t = s->recipe.settings;
		setting_args_read(call, setting_train, &t);
		session_set_new(s, &t);
	}
	if (call_number(call, "adversarial", 0) > 0 && s->train && s->train->bits &&
	    !attack_can_flip(s->train, s->train->rule))
		session_note(
			s,
			"adversarial does nothing here: no formula of two classes says which bits may be flipped");
	if (call_given(call, "history"))
		session_set_history(s, (size_t)call_number(call, "history", 0) << 20);
	if (call_given(call, "autosave"))
		player_set_autosave(call->player, call_number(call, "autosave", 0));
	return FPE_OK;
}

const struct command cmd_set = {
	VERB("set", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES, run_set),
	.help = "Change how arms are trained, from the next epoch on; alone: show it.",
	.details =
		"Without arm= it holds for all arms, also later ones. "
		"With adversarial=EPS each real input is moved by EPS up the loss before each step, by its slope's sign (FGSM, arXiv 1412.6572), so a net is trained against an adversary; of Boolean inputs at most EPS bits of every second sample, rounded up, are flipped, one after the other that one that raises the loss most and leaves the formula's label as it is (of nets with more than one hidden layer by its slope; against an adversary alone nets learn nothing); `robustness attack=` asks what that gave. "
		"With masks=rigl, before every 10th epoch the smallest weights of each layer that has masks are dropped and as many grow where the loss is steepest (arXiv 1911.11134), 30 % at first and fewer up to epoch masks_until; giving that alone means masks=rigl too.",
	.example = "set lr=0.005 batch=full",
	.more_examples = "set\nset jobs=2",
	.fields = set_fields,
	.args = { ARG("arm", ARM, "one arm only", .fallback = "all arms"),
		  SETTINGS_TRAIN(SETTING_ARG)
			  ARG("history", INT, "memory for weights and curves of past epochs",
			      .min = 1, .max = 1 << 20, .fallback = "256", .unit = "MiB"),
		  ARG("jobs", INT, "trainer threads; no result depends on it", .min = 1,
		      .max = POOL_MOST, .fallback = "as --jobs", .unit = "threads"),
		  ARG("autosave", REAL,
		      "on the screen, after how long a session that changed is kept by itself; 0: never",
		      .min = 0, .max = 1440, .fallback = "5", .unit = "minutes") },
};
