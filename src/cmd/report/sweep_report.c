/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep_report.c - a point at a time: all runs are never in memory at once. */
#include "cmd/report/sweep_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/report/outcome_report.h"
#include "view/panel/sweep/quantity.h"

static const struct column row_columns[] = {
	{ .columns = outcome_columns },
	FIELD("warmup", "integer", "E0, epochs before the split"),
	FIELD("epochs", "integer", "E0+E1, epochs of every row"),
	FIELD("budget_rule", "text", "exact, strict or none"),
	FIELD("majority", "number or null",
	      "majority-class rate of the test samples, mean over seeds; null: they have no classes"),
	{ 0 }
};
static const struct column any_row_columns[] = {
	FIELD("KEY", "number or text", "value of each key that was given"),
	{ .columns = row_columns },
	{ 0 },
};
const struct column sweep_fields[] = {
	FIELD("runs", "integer", "runs in the table: points times seeds"),
	FIELD("seeds", "integer", "runs of each point"),
	FIELD("draws", "integer or null", "points that were drawn; null: every combination"),
	FIELD("impossible", "integer", "draws that cannot be, and have no rows"),
	FIELDS("rows[]", any_row_columns),
	{ 0 },
};

struct writer {
	struct sweep *sweep;
	const struct lattice *lattice;
	struct report_table *table;	 /* text, or NULL … */
	json_t *list;			 /* … JSON */
	struct outcome_summary *summary; /* of the point */
	struct column column[LATTICE_MAX_AXES + 2];
	struct rows row; /* of column: the keys, then row_columns */
};

/* Has the table a column of its own for this axis? */
static bool is_column(const struct lattice_axis *axis)
{
	return axis->count > 1 && strcmp(axis->key->name, "alpha") != 0;
}

/* alpha of dense is 1, and budget a number, the key is budget_rule: of fields of
   one name the later one counts. */
static void make_columns(struct writer *w)
{
	int axes = w->lattice->axes;

	for (int i = 0; i < axes; i++) {
		const struct lattice_axis *axis = &w->lattice->axis[i];
		const char *name = axis->key->name;

		w->column[i] =
			(struct column){ .name = name,
					 .type = setting_is_word(axis->key) ? "text" : "number",
					 .heading = is_column(axis) ? name : NULL };
	}
	w->column[axes] = (struct column){ .columns = row_columns };
	w->row.columns = w->column;
}

static void put_keys(struct writer *w, int point)
{
	char text[SETTING_TEXT];

	for (int i = 0; i < w->lattice->axes; i++) {
		const struct setting *key = w->lattice->axis[i].key;
		double value = lattice_value(w->lattice, point, i);

		/* in text numbers look as they are typed */
		setting_number_text(key, value, 9, text);
		if (key->kind == SETTING_LAYER && value >= 0)
			value++; /* as users count them */
		rows_put(&w->row, setting_is_word(key) || !w->list ? datum_format("%s", text)
								   : DATUM(value));
	}
}

static unsigned shown(const struct writer *w, const struct study *study)
{
	return outcome_shown(study, w->sweep->diverged > 0);
}

static enum fpe_status write_rows(struct writer *w, int point, struct outcome *outcome,
				  struct fpe_error *err)
{
	const struct setting *budget = setting_find(setting_study, "budget");
	char text[SETTING_TEXT];
	const struct study *study = &outcome->study;
	enum fpe_status status = outcome_summarise(outcome, w->summary, err);

	for (int i = 0; i < study->rows && !status; i++) {
		put_keys(w, point);
		status = outcome_put(outcome, w->summary, i, w->list != NULL, &w->row, err);
		rows_put(&w->row, DATUM(study->warmup), DATUM(study->epochs),
			 DATUM(setting_text(budget, study, text)), DATUM(w->summary->majority));
		if (w->list)
			rows_json(&w->row, w->list);
		else
			rows_lines(&w->row, w->table, shown(w, study));
		rows_clear(&w->row);
	}
	return status;
}

static enum fpe_status write_points(struct writer *w, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (int point = 0; point < lattice_points(w->lattice) && !status; point++) {
		struct outcome outcome;

		if (sweep_leaves_out(w->sweep, point))
			continue;
		status = sweep_outcome(w->sweep, point, &outcome, err);
		if (!status)
			status = write_rows(w, point, &outcome, err);
		outcome_clear(&outcome);
	}
	return status;
}

/* Runs of the table. */
static int runs_shown(const struct sweep *sweep)
{
	const struct lattice *l = &sweep->lattice;
	int points = lattice_points(l);

	for (int i = lattice_points(l) - 1; i >= 0; i--)
		points -= sweep_leaves_out(sweep, i);
	return points * l->seeds;
}

/* "drawn: 40 points; 3 of them not possible, as literals=9 inputs=8: …" */
static void say_draws(const struct sweep *sweep, struct report *report)
{
	const struct lattice *l = &sweep->lattice;
	const char *why;
	int impossible = sweep_impossible(sweep, &why);

	if (!l->draws)
		return;
	report_text(report, "drawn: %d points", l->draws);
	if (impossible)
		report_text(report, "; %d of them not possible, as %s", impossible, why);
	report_text(report, "\n");
}

/* "sweep: 40 runs, 20 seeds a point; alpha=4" */
static void begin_text(struct writer *w, struct report *report)
{
	const struct lattice *l = w->lattice;
	const char *between = "; ";
	char text[SETTING_TEXT];

	report_text(report, "sweep: %d run%s, %d seed%s a point", runs_shown(w->sweep),
		    runs_shown(w->sweep) == 1 ? "" : "s", l->seeds, l->seeds == 1 ? "" : "s");
	for (int i = 0; i < l->axes; i++) {
		const struct lattice_axis *axis = &l->axis[i];

		if (axis->count > 1)
			continue;
		report_text(report, "%s%s=%s", between, axis->key->name,
			    setting_number_text(axis->key, axis->value[0], 9, text));
		between = " ";
	}
	report_text(report, "\n");
	say_draws(w->sweep, report);
	w->table = report_table_new();
	rows_heads(&w->row, w->table, shown(w, &l->base));
}

enum fpe_status sweep_report(struct sweep *sweep, struct report *report, struct fpe_error *err)
{
	const struct lattice *l = &sweep->lattice;
	struct writer w = { .sweep = sweep,
			    .lattice = l,
			    .summary = malloc(sizeof *w.summary),
			    .list = report->json ? json_array() : NULL };
	const char *why;
	int impossible = sweep_impossible(sweep, &why);
	enum fpe_status status;

	if (!w.summary) {
		json_decref(w.list);
		return fpe_no_memory(err);
	}
	make_columns(&w);
	if (!w.list)
		begin_text(&w, report);
	status = write_points(&w, err);
	report_table_print(w.table, report);
	outcome_say_diverged(report, runs_shown(sweep), sweep->diverged);
	column_report(report, DATUM(runs_shown(sweep)), DATUM(l->seeds),
		      l->draws ? DATUM(l->draws) : datum_text(NULL), DATUM(impossible),
		      datum_json(w.list));
	free(w.summary);
	return status;
}

/* ------------------------------------------------------------------ a part */

#define OF_CLASSES COLUMN_OWN
#define OF_TARGETS (COLUMN_OWN << 1)

static const struct column part_columns[] = {
	{ .heading = "split", .left = true },
	{ .heading = "runs" },
	{ .heading = "accuracy", .digits = 3, .when = OF_CLASSES },
	{ .heading = "gain", .digits = 3, .sign = true, .when = OF_CLASSES },
	{ .heading = "loss", .digits = 4, .when = OF_TARGETS },
	{ .heading = "loss gain", .digits = 4, .sign = true, .when = OF_TARGETS },
	{ 0 },
};

/* Means of an arm over the runs from `first` on, which are of one point. */
static void put_part(struct rows *rows, const struct snapshot_sweep *s, int first, int arm)
{
	const struct quantity score = { .index = (int)quantity_score(s) };
	double sum = 0, gain = 0;
	int n = 0;

	for (int run = first; run < first + s->seeds && run < s->runs; run++) {
		double v = s->has[run] ? quantity_alone(s, &score, run, arm) : NAN;

		if (!isfinite(v))
			continue;
		n++;
		sum += v;
		gain += fpe_metric_gain(quantity_score(s), v, quantity_alone(s, &score, run, 0));
	}
	if (!n)
		return;
	for (int i = 0; i < s->keys; i++)
		rows_put(rows, datum_format("%s", s->key[i].text[s->place[first * s->keys + i]]));
	rows_put(rows, DATUM(s->arm[arm]), datum_format("%d of %d", n, s->seeds));
	for (int i = 0; i < 2; i++)
		rows_put(rows, DATUM(sum / n), DATUM(arm ? gain / n : NAN));
}

char *sweep_report_part(const struct snapshot_sweep *s, bool accessible)
{
	struct column column[SNAPSHOT_KEYS + 2] = { 0 };
	struct rows rows = { .columns = column };
	struct report report;

	for (int i = 0; i < s->keys; i++)
		column[i] = (struct column){ .name = s->key[i].name,
					     .heading = s->key[i].count > 1 ? s->key[i].name : NULL,
					     .left = s->key[i].words };
	column[s->keys].columns = part_columns;
	report_init(&report, false);
	report.accessible = accessible;
	report_text(&report, "sweep: part %d of %d, means of its own %d run%s alone\n",
		    s->shard + 1, s->shards, s->done, s->done == 1 ? "" : "s");
	for (int first = 0; first < s->runs; first += s->seeds) {
		for (int arm = 0; arm < s->arms; arm++)
			put_part(&rows, s, first, arm);
	}
	rows_table(&rows, &report,
		   quantity_score(s) == FPE_METRIC_TEST_LOSS ? OF_TARGETS : OF_CLASSES);
	rows_clear(&rows);
	return report_take(&report);
}
