/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep_report.c - a point at a time: all runs are never in memory at once. */
#include "cmd/report/sweep_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/report/outcome_report.h"
#include "view/panel/sweep/quantity.h"

struct writer {
	struct sweep *sweep;
	const struct lattice *lattice;
	struct report_table *table;	 /* text, or NULL … */
	json_t *rows;			 /* … JSON */
	struct outcome_summary *summary; /* of the point */
};

/* Has the table a column of its own for this axis? */
static bool is_column(const struct lattice_axis *axis)
{
	return axis->count > 1 && strcmp(axis->key->name, "alpha") != 0;
}

static enum fpe_status row_json(const struct writer *w, int point, struct outcome *outcome, int row,
				struct fpe_error *err)
{
	json_t *o, *rest;
	char text[SETTING_TEXT];
	enum fpe_status status = outcome_row_json(outcome, w->summary, row, &rest, err);

	if (status)
		return status;
	o = json_object();
	for (int i = 0; i < w->lattice->axes; i++) {
		const struct setting *key = w->lattice->axis[i].key;
		double value = lattice_value(w->lattice, point, i);

		json_object_set_new(o, key->name,
				    setting_is_word(key)
					    ? json_string(setting_number_text(key, value, 9, text))
					    : report_number(value));
	}
	/* alpha of dense is 1, and budget a number: the key is budget_rule */
	json_object_update(o, rest);
	json_object_set_new(o, "warmup", json_integer(outcome->study.warmup));
	json_object_set_new(o, "epochs", json_integer(outcome->study.epochs));
	json_object_set_new(o, "budget_rule",
			    json_string(setting_text(setting_find(setting_study, "budget"),
						     &outcome->study, text)));
	json_object_set_new(o, "majority", report_number(w->summary->majority));
	json_decref(rest);
	json_array_append_new(w->rows, o);
	return FPE_OK;
}

static void row_text(const struct writer *w, int point, const struct study *study, int row)
{
	char text[SETTING_TEXT];

	for (int i = 0; i < w->lattice->axes; i++) {
		const struct lattice_axis *axis = &w->lattice->axis[i];

		if (is_column(axis))
			report_table_cell(w->table, !setting_is_word(axis->key), "%s",
					  setting_number_text(axis->key,
							      lattice_value(w->lattice, point, i),
							      9, text));
	}
	outcome_table_row(study, w->summary, row, w->table);
	report_table_end_row(w->table);
}

static enum fpe_status write_rows(const struct writer *w, int point, struct outcome *outcome,
				  struct fpe_error *err)
{
	enum fpe_status status = outcome_summarise(outcome, w->summary, err);

	for (int row = 0; row < outcome->study.rows && !status; row++) {
		if (w->rows)
			status = row_json(w, point, outcome, row, err);
		else
			row_text(w, point, &outcome->study, row);
	}
	return status;
}

static enum fpe_status write_points(const struct writer *w, struct fpe_error *err)
{
	enum fpe_status status = FPE_OK;

	for (int point = 0; point < lattice_points(w->lattice) && !status; point++) {
		struct outcome outcome;

		status = sweep_outcome(w->sweep, point, &outcome, err);
		if (!status)
			status = write_rows(w, point, &outcome, err);
		outcome_clear(&outcome);
	}
	return status;
}

/* "sweep: 40 runs, 20 seeds a point; alpha=4" */
static void begin_text(struct writer *w, struct report *report)
{
	const struct lattice *l = w->lattice;
	const char *between = "; ";
	char text[SETTING_TEXT];

	report_text(report, "sweep: %d runs, %d seed%s a point", lattice_points(l) * l->seeds,
		    l->seeds, l->seeds == 1 ? "" : "s");
	w->table = report_table_new();
	for (int i = 0; i < l->axes; i++) {
		const struct lattice_axis *axis = &l->axis[i];

		if (is_column(axis))
			report_table_cell(w->table, !setting_is_word(axis->key), "%s",
					  axis->key->name);
		if (axis->count > 1)
			continue;
		report_text(report, "%s%s=%s", between, axis->key->name,
			    setting_number_text(axis->key, axis->value[0], 9, text));
		between = " ";
	}
	report_text(report, "\n");
	outcome_table_heads(&l->base, w->table);
	report_table_end_row(w->table);
}

enum fpe_status sweep_report(struct sweep *sweep, struct report *report, struct fpe_error *err)
{
	struct writer w = { .sweep = sweep,
			    .lattice = sweep_lattice(sweep),
			    .summary = malloc(sizeof *w.summary) };
	json_t *o;
	enum fpe_status status;

	if (!w.summary)
		return fpe_no_memory(err);
	o = report_object(report, "sweep");

	if (o) {
		w.rows = json_array();
		json_object_set_new(o, "runs",
				    json_integer(lattice_points(w.lattice) * w.lattice->seeds));
		json_object_set_new(o, "seeds", json_integer(w.lattice->seeds));
		json_object_set_new(o, "rows", w.rows);
	} else {
		begin_text(&w, report);
	}
	status = write_points(&w, err);
	if (w.table)
		report_table_print(w.table, report);
	free(w.summary);
	return status;
}

/* ------------------------------------------------------------------ a part */

static void part_heads(struct report_table *table, const struct snapshot_sweep *s)
{
	for (int i = 0; i < s->keys; i++) {
		if (s->key[i].count > 1)
			report_table_cell(table, !s->key[i].words, "%s", s->key[i].name);
	}
	report_table_cell(table, false, "split");
	report_table_cell(table, true, "runs");
	report_table_cell(table, true, "accuracy");
	report_table_cell(table, true, "gain");
	report_table_end_row(table);
}

/* Means of an arm over the runs from `first` on, which are of one point. */
static void part_row(struct report_table *table, const struct snapshot_sweep *s, int first, int arm)
{
	const struct quantity accuracy = { .index = FPE_METRIC_TEST_ACCURACY };
	double sum = 0, gain = 0;
	int n = 0;

	for (int run = first; run < first + s->seeds && run < s->runs; run++) {
		double v = s->has[run] ? quantity_alone(s, &accuracy, run, arm) : NAN;

		if (!isfinite(v))
			continue;
		n++;
		sum += v;
		gain += v - quantity_alone(s, &accuracy, run, 0);
	}
	if (!n)
		return;
	for (int i = 0; i < s->keys; i++) {
		const struct snapshot_key *key = &s->key[i];

		if (key->count > 1)
			report_table_cell(table, !key->words, "%s",
					  key->text[s->place[first * s->keys + i]]);
	}
	report_table_cell(table, false, "%s", s->arm[arm]);
	report_table_cell(table, true, "%d of %d", n, s->seeds);
	report_table_cell(table, true, "%.3f", sum / n);
	if (arm)
		report_table_cell(table, true, "%+.3f", gain / n);
	else
		report_table_cell(table, true, "-");
	report_table_end_row(table);
}

char *sweep_report_part(const struct snapshot_sweep *s, bool accessible)
{
	struct report report;
	struct report_table *table = report_table_new();
	char *text;

	report_init(&report, false);
	report.accessible = accessible;
	report_text(&report, "sweep: part %d of %d, means of its own %d runs alone\n", s->shard + 1,
		    s->shards, s->done);
	part_heads(table, s);
	for (int first = 0; first < s->runs; first += s->seeds) {
		for (int arm = 0; arm < s->arms; arm++)
			part_row(table, s, first, arm);
	}
	report_table_print(table, &report);
	text = report_take(&report);
	report_clear(&report);
	return text;
}
