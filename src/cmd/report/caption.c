/* SPDX-License-Identifier: GPL-3.0-or-later */
/* caption.c - the settings behind a figure in words. Owns nothing. */
#include "cmd/report/caption.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "fpe/rng.h"
#include "io/textbuf.h"

#define MOST_ARMS 8	 /* named; of more it says how many there are */
#define MOST_VALUES 12	 /* of a key of a sweep */
#define MOST_FORMULA 120 /* bytes of a formula that is quoted */

static void put_task(struct textbuf *out, const struct fpe_task *task)
{
	const struct fpe_clauses *clauses = &task->clauses;
	char text[MOST_FORMULA + 1];
	int size = fpe_task_text(task, text, sizeof text);

	textbuf_printf(out, "Task %s", fpe_task_kind_name(task->kind));
	if (task->kind == FPE_TASK_FORMULA && size > 0 && size <= MOST_FORMULA)
		textbuf_printf(out, " %s", text);
	textbuf_printf(out, ": %d inputs", task->inputs);
	if (clauses->count)
		textbuf_printf(out, ", %d clauses", clauses->count);
	if (fpe_clauses_literals(clauses))
		textbuf_printf(out, " of %d literals", fpe_clauses_literals(clauses));
	textbuf_puts(out, ". ");
}

static void put_samples(struct textbuf *out, const struct session *session)
{
	const struct data_spec *spec = &session->recipe.data;

	textbuf_printf(out, "%d training and %d test samples", session->train->count,
		       session->test ? session->test->count : 0);
	if (spec->noise > 0 && session->task->kind != FPE_TASK_SAMPLES)
		textbuf_printf(out, ", noise=%g", spec->noise);
	textbuf_puts(out, ". ");
}

/* "clause 32-16-1, alpha=2, nnz 264, epoch 200" */
static void put_arm(struct textbuf *out, const struct snapshot_arm *a, bool epoch)
{
	const struct fpe_net *net = a->net;

	textbuf_printf(out, "%s %d", a->name, net->layer[0].in);
	for (int i = 0; i < net->layers; i++)
		textbuf_printf(out, "-%d", net->layer[i].out);
	if (a->alpha > 1)
		textbuf_printf(out, ", alpha=%d", a->alpha);
	textbuf_printf(out, ", nnz %zu", fpe_net_nnz(net));
	if (epoch)
		textbuf_printf(out, ", epoch %d", a->epoch);
	if (a->batch)
		textbuf_printf(out, " and %d batches", a->batch);
}

static void put_arms(struct textbuf *out, const struct snapshot *s)
{
	int n = s->arms < MOST_ARMS ? s->arms : MOST_ARMS;
	bool same = true;

	for (int i = 1; i < s->arms; i++)
		same &= s->arm[i].epoch == s->arm[0].epoch;
	for (int i = 0; i < n; i++) {
		textbuf_puts(out, i ? "; " : "Arms: ");
		put_arm(out, &s->arm[i], !same);
	}
	if (s->arms > n)
		textbuf_printf(out, "; %d more", s->arms - n);
	if (same && n)
		textbuf_printf(out, "; epoch %d", s->arm[0].epoch);
	textbuf_puts(out, n ? ". " : "");
}

static bool same_settings(const struct fpe_train_settings *a, const struct fpe_train_settings *b)
{
	return a->lr == b->lr && a->batch == b->batch && a->optimizer == b->optimizer &&
	       a->momentum == b->momentum && a->decay == b->decay;
}

static void put_settings(struct textbuf *out, const struct fpe_train_settings *t)
{
	textbuf_printf(out, "lr=%g, ", t->lr);
	if (t->batch)
		textbuf_printf(out, "batch=%d, ", t->batch);
	else
		textbuf_puts(out, "batch=full, ");
	textbuf_puts(out, t->optimizer == FPE_ADAM ? "optimizer=adam" : "optimizer=sgd");
	if (t->optimizer == FPE_SGD && t->momentum > 0)
		textbuf_printf(out, ", momentum=%g", t->momentum);
	if (t->decay > 0)
		textbuf_printf(out, ", decay=%g", t->decay);
}

/* Once where all arms have the same, else of each that differs. */
static void put_training(struct textbuf *out, const struct session *session)
{
	const struct fpe_train_settings *first =
		session->arms ? &session->arm[0]->settings : &session->recipe.settings;

	put_settings(out, first);
	for (int i = 1; i < session->arms; i++) {
		const struct arm *arm = session->arm[i];

		if (same_settings(&arm->settings, first))
			continue;
		textbuf_printf(out, "; %s: ", arm->name);
		put_settings(out, &arm->settings);
	}
	textbuf_puts(out, ". ");
}

static void put_study(struct textbuf *out, const struct snapshot_study *study)
{
	unsigned long long first = study->first_seed;

	textbuf_printf(out, "Compare%s: alpha=%d, warmup=%d, epochs=%d, seeds %llu",
		       study->fits ? "" : ", of what was set then", study->alpha, study->warmup,
		       study->epochs, first);
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
	json_t *settings = s->settings ? json_loads(s->settings, 0, NULL) : NULL;
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

/* The runs of a sweep have settings of their own. */
static void put_session(struct textbuf *out, const struct session *session,
			const struct snapshot *s)
{
	if (s->task)
		put_task(out, s->task);
	if (session->train)
		put_samples(out, session);
	put_arms(out, s);
	if (s->arms)
		put_training(out, session);
}

char *caption_text(const struct session *session, const struct snapshot *s, bool sweep, bool study)
{
	struct textbuf out = { 0 };

	if (sweep) {
		put_sweep(&out, s->sweep);
		put_alike(&out, s->sweep);
	} else {
		put_session(&out, session, s);
		if (study && s->study && s->study->done > 0)
			put_study(&out, s->study);
		textbuf_printf(&out, "Seed %llu. ", (unsigned long long)s->seed);
	}
	textbuf_puts(&out, "fpe-tui " FPE_VERSION ".");
	return textbuf_take(&out);
}
