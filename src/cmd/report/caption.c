/* SPDX-License-Identifier: GPL-3.0-or-later */
/* caption.c - the settings behind a figure in words. Owns nothing. */
#include "cmd/report/caption.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "fpe/rng.h"
#include "io/json_read.h"
#include "io/textbuf.h"
#include "io/textfile.h"
#include "lab/study/study_setting.h"

#define MOST_ARMS 8	 /* named; of more it says how many there are */
#define MOST_VALUES 12	 /* of a key of a sweep */
#define MOST_FORMULA 120 /* bytes of a formula that is quoted */

/* Defaults, which go without saying. */
static struct study plain_study(void)
{
	struct study plain;

	study_init(&plain);
	return plain;
}

enum said { ELSEWHERE, HERE, WHERE_UNLIKE }; /* what captions say in any case */

/* Rows that are not as in `plain` or in `other`, as ", p=0.3, sampling=natural";
   `between` is before the first one. */
static void put_rows(struct textbuf *out, const char *between, enum said said,
		     const struct setting *rows, const void *part, const void *plain,
		     const void *other)
{
	char text[SETTING_TEXT];

	for (; rows->name; rows++) {
		bool unlike = !setting_same(rows, part, plain) || !setting_same(rows, part, other);

		if (rows->when == SETTING_SAID && said != WHERE_UNLIKE)
			unlike = said == HERE;
		if (rows->kind == SETTING_SEED && !rows->key)
			continue; /* said by the rows of its own part */
		if (!unlike || !setting_matters(rows, part))
			continue;
		textbuf_printf(out, "%s%s=%s", between, rows->key ? rows->key : rows->name,
			       setting_text(rows, part, text));
		between = ", ";
	}
}

static void put_unlike(struct textbuf *out, const struct setting *rows, const void *part,
		       const void *plain)
{
	put_rows(out, ", ", ELSEWHERE, rows, part, plain, plain);
}

static void put_task(struct textbuf *out, const struct task_spec *spec, const struct fpe_task *task)
{
	const struct fpe_clauses *clauses = &task->clauses;
	const struct setting *rows = setting_task_rows(task->kind);
	const struct own_samples *own = shared_get(spec->own);
	struct task_spec plain = { 0 };
	char text[MOST_FORMULA + 1], file[TEXTFILE_SHOWN];
	int size = fpe_task_text(task, text, sizeof text);

	textbuf_printf(out, "Task %s",
		       own && own->kind ? own->kind : fpe_task_kind_name(task->kind));
	if (task->kind == FPE_TASK_FORMULA && size > 0 && size <= MOST_FORMULA)
		textbuf_printf(out, " %s", text);
	if (spec->file)
		textbuf_printf(out, " %s", textfile_shown(spec->file, file));
	if (own)
		textbuf_printf(out, "%s %s", own->kind ? "" : " of", own->from);
	textbuf_printf(out, ": %d inputs", task->inputs);
	if (own && task->classes)
		textbuf_printf(out, ", %d classes", task->classes);
	if (clauses->count)
		textbuf_printf(out, ", %d clauses", clauses->count);
	if (fpe_clauses_literals(clauses))
		textbuf_printf(out, " of %d literals", fpe_clauses_literals(clauses));
	setting_reset(rows, &plain);
	put_unlike(out, rows, spec, &plain);
	textbuf_puts(out, ". ");
}

/* "Groups of inputs: 16, patches of 7x7. " */
static void put_groups(struct textbuf *out, const struct recipe *recipe)
{
	const struct fpe_groups *groups = recipe_groups(recipe);

	if (groups)
		textbuf_printf(out, "Groups of inputs: %d, %s. ", groups->count, groups->how);
}

/* How a user's own samples are drawn; what has no use is not said. */
static void put_own(struct textbuf *out, const struct own_samples *own,
		    const struct data_spec *data, const struct data_spec *plain)
{
	if (own_samples_holdout(own) > 0)
		textbuf_printf(out, ", holdout=%.3g", own_samples_holdout(own));
	if (own_samples_scaling(own))
		textbuf_printf(out, ", standardise=%s", own_samples_scaling(own));
	put_unlike(out, setting_find(setting_data, "noise"), data, plain);
}

static void put_samples(struct textbuf *out, const struct session *session)
{
	struct study plain = plain_study();

	textbuf_printf(out, "%d training and %d test samples", session->train->count,
		       session->test ? session->test->count : 0);
	if (fpe_task_can_draw(session->task))
		put_unlike(out, setting_data, &session->recipe.data, &plain.recipe.data);
	else if (recipe_own(&session->recipe))
		put_own(out, recipe_own(&session->recipe), &session->recipe.data,
			&plain.recipe.data);
	textbuf_puts(out, ". ");
}

/* ", alpha=2, share=0.3, init=he": how it was split, and its root net drawn. */
static void put_making(struct textbuf *out, const struct arm *arm)
{
	struct study plain = plain_study(), made = plain;

	made.how = arm->how;
	if (arm->how.alpha > 1)
		textbuf_printf(out, ", alpha=%d", arm->how.alpha);
	put_unlike(out, setting_study, &made, &plain);
	if (arm->how.seed.fixed)
		textbuf_printf(out, ", seed=%llu", (unsigned long long)arm->how.seed.seed);
	put_unlike(out, setting_net, &arm->root, &plain.recipe.net);
}

/* "clause 32-16-1, alpha=2, nnz 264, epoch 200" */
static void put_arm(struct textbuf *out, const struct arm *arm, const struct snapshot_arm *a,
		    bool epoch)
{
	const struct fpe_net *net = a->net;

	textbuf_printf(out, "%s %d", a->name, net->layer[0].in);
	for (int i = 0; i < net->layers; i++)
		textbuf_printf(out, "-%d", net->layer[i].out);
	put_making(out, arm);
	textbuf_printf(out, ", nnz %zu", fpe_net_nnz(net));
	if (epoch)
		textbuf_printf(out, ", epoch %d", a->epoch);
	if (a->batch)
		textbuf_printf(out, " and %d batches", a->batch);
}

static void put_arms(struct textbuf *out, const struct session *session, const struct snapshot *s)
{
	int n = s->arms < MOST_ARMS ? s->arms : MOST_ARMS;
	bool same = true;

	for (int i = 1; i < s->arms; i++)
		same &= s->arm[i].epoch == s->arm[0].epoch;
	for (int i = 0; i < n; i++) {
		textbuf_puts(out, i ? "; " : "Arms: ");
		put_arm(out, session->arm[i], &s->arm[i], !same);
	}
	if (s->arms > n)
		textbuf_printf(out, "; %d more", s->arms - n);
	if (same && n)
		textbuf_printf(out, "; epoch %d", s->arm[0].epoch);
	textbuf_puts(out, n ? ". " : "");
}

static void put_settings(struct textbuf *out, const struct fpe_train_settings *t,
			 const struct fpe_train_settings *first)
{
	struct study plain = plain_study();

	put_rows(out, "", HERE, setting_train, t, &plain.recipe.settings, first);
}

static const struct fpe_train_settings *first_settings(const struct session *session)
{
	return session->arms ? &session->arm[0]->settings : &session->recipe.settings;
}

/* Once where all arms have the same, else of each that differs. */
static void put_training(struct textbuf *out, const struct session *session)
{
	const struct fpe_train_settings *first = first_settings(session);

	put_settings(out, first, first);
	for (int i = 1; i < session->arms; i++) {
		const struct arm *arm = session->arm[i];

		if (setting_all_same(setting_train, &arm->settings, first))
			continue;
		textbuf_printf(out, "; %s: ", arm->name);
		put_settings(out, &arm->settings, first);
	}
	textbuf_puts(out, ". ");
}

/* Of settings of now only where its runs had others. */
static void put_study(struct textbuf *out, const struct session *session,
		      const struct snapshot_study *study)
{
	unsigned long long first = study->first_seed;
	struct study plain = plain_study(), now = *study->of;

	now.recipe = session->recipe;
	now.recipe.settings = *first_settings(session);

	textbuf_printf(out, "Compare%s", study->fits ? "" : ", of what was set then");
	put_rows(out, ": ", HERE, setting_study, study->of, &plain, &plain);
	for (const struct study_part *part = study_parts; part->name; part++) {
		const void *of = (const char *)&now + part->offset;

		put_rows(out, ", ", WHERE_UNLIKE, part->rows,
			 (const char *)study->of + part->offset, of, of);
	}
	textbuf_printf(out, ", seeds %llu", first);
	if (study->done > 1)
		textbuf_printf(out, " to %llu", first + (unsigned long long)study->done - 1);
	textbuf_puts(out, ". ");
}

/* "Sweep: 288 runs over clauses=4,8,12 alpha=2,4, seeds 1 to 24." */
static void put_sweep(struct textbuf *out, const struct snapshot_sweep *s)
{
	const char *between = " over ";

	textbuf_printf(out, "Sweep: %d runs", s->done);
	for (int i = 0; i < s->keys; i++) {
		const struct snapshot_key *key = &s->key[i];

		if (key->count < 2)
			continue; /* all runs have it alike */
		textbuf_printf(out, "%s%s=", between, key->name);
		for (int k = 0; k < key->count && k < MOST_VALUES; k++)
			textbuf_printf(out, "%s%s", k ? "," : "", key->text[k]);
		textbuf_puts(out, key->count > MOST_VALUES ? ",…" : "");
		between = " ";
	}
	if (s->seeds)
		textbuf_printf(out, ", seed%s %llu", s->seeds > 1 ? "s" : "",
			       (unsigned long long)s->seed[0]);
	if (s->seeds > 1)
		textbuf_printf(out, " to %llu", (unsigned long long)s->seed[s->seeds - 1]);
	textbuf_puts(out, ". ");
}

/* Does it differ between runs? */
static bool is_key(const struct snapshot_sweep *s, const char *name)
{
	for (int i = 0; i < s->keys; i++) {
		if (s->key[i].count > 1 && strcmp(s->key[i].name, name) == 0)
			return true;
	}
	return false;
}

/* What all runs have alike: "All: task=dnf literals=4 ….". */
static void put_alike(struct textbuf *out, const struct snapshot_sweep *s)
{
	json_t *settings = s->settings ? json_read_text(s->settings) : NULL;
	const char *name;
	json_t *value;

	textbuf_puts(out, settings ? "All:" : "");
	json_object_foreach(settings, name, value)
	{
		/* inputs go with the clauses where these differ */
		if (is_key(s, name) || strcmp(name, "rows") == 0 ||
		    (strcmp(name, "inputs") == 0 &&
		     (is_key(s, "clauses") || is_key(s, "literals"))))
			continue;
		if (json_is_string(value))
			textbuf_printf(out, " %s=%.*s", name, MOST_FORMULA,
				       json_string_value(value));
		else
			textbuf_printf(out, " %s=%.9g", name, json_number_value(value));
	}
	textbuf_puts(out, settings ? ". " : "");
	json_decref(settings);
}

static char *end(struct textbuf *out)
{
	textbuf_puts(out, "fpe-tui " FPE_VERSION ".");
	return textbuf_take(out);
}

char *caption_of_session(const struct session *session, const struct snapshot *s, bool study)
{
	struct textbuf out = { 0 };

	if (s->task)
		put_task(&out, &session->recipe.task, s->task);
	if (session->train)
		put_samples(&out, session);
	put_groups(&out, &session->recipe);
	put_arms(&out, session, s);
	if (s->arms)
		put_training(&out, session);
	if (study && s->study && s->study->done > 0)
		put_study(&out, session, s->study);
	textbuf_printf(&out, "Seed %llu. ", (unsigned long long)s->seed);
	return end(&out);
}

char *caption_of_sweep(const struct snapshot_sweep *sweep)
{
	struct textbuf out = { 0 };

	put_sweep(&out, sweep);
	put_alike(&out, sweep);
	return end(&out);
}
