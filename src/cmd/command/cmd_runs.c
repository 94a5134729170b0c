/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_runs.c - `runs` and `merge`: what a run store holds. */
#include "cmd/player/call.h"
#include "cmd/report/outcome_report.h"
#include "cmd/report/record.h"
#include "cmd/command/store_board.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/textfile.h"

/* Settings of the rows that are shown, in the order they were met. */
struct settings {
	json_t *first;	/* name: its first value */
	json_t *varies; /* name: true, where another one was met */
	int rows;
	bool targets; /* some run has no classes */
};

static void note_settings(void *context, const struct record *record)
{
	struct settings *settings = context;
	const char *name;
	json_t *value;

	settings->rows++;
	settings->targets |= isnan(record->run->majority);
	json_object_foreach(record->settings, name, value)
	{
		json_t *first = json_object_get(settings->first, name);

		if (!first)
			json_object_set(settings->first, name, value);
		else if (!json_equal(first, value))
			json_object_set_new(settings->varies, name, json_true());
	}
}

#define OF_TARGETS COLUMN_OWN /* where some run has no classes */

/* After the settings. */
static const struct column run_columns[] = {
	SHOWN("seed", "integer", "base seed of the run", .digits = -1),
	SHOWN("split", "text", "dense, a kind of split, or a control"),
	SHOWN("alpha", "integer", "children of each neuron; 1 for dense"),
	FIELD("majority", "number or null", "majority-class rate of the test samples"),
	{ .name = "nnz", .heading = "nnz" },
	{ .name = "test_accuracy", .heading = "accuracy", .digits = 3 },
	SHOWN("gain", "number or null", "test_accuracy minus dense's of the same run", .digits = 3),
	{ .name = "test_loss", .heading = "loss", .digits = 4, .when = OF_TARGETS },
	{ "loss_gain", "number or null", "dense's test_loss of the same run minus the row's",
	  .heading = "loss gain", .digits = 4, .when = OF_TARGETS },
	FIELD("relative_gain", "number or null", "gain over dense's test_accuracy"),
	{ .name = "METRIC", .heading = "METRIC", .metrics = OUTCOME_METRICS },
	FIELD("METRIC", "number or null", "every metric, at the end"),
	FIELD("split_METRIC", "number or null", "every metric, at the split"),
	{ 0 }
};
static const struct column any_run_columns[] = {
	FIELD("SETTING", "number or text", "every setting of the run, as listed in fpe(5)"),
	{ .columns = run_columns },
	{ 0 }
};
static const struct column runs_fields[] = { FIELDS("rows[]", any_run_columns), { 0 } };

/* Settings, an object, before those; alpha stands with the row, rows with its name.
   NULL: no memory. */
static struct column *make_columns(json_t *settings)
{
	struct column *columns = calloc(json_object_size(settings) + 2, sizeof *columns);
	const char *name;
	json_t *value;
	int count = 0;

	if (!columns)
		return NULL;
	json_object_foreach(settings, name, value)
	{
		if (strcmp(name, "alpha") != 0 && strcmp(name, "rows") != 0)
			columns[count++] = (struct column){ .name = name,
							    .type = any_run_columns->type,
							    .heading = name,
							    .digits = -1 };
	}
	columns[count].columns = run_columns;
	return columns;
}

struct output {
	struct rows row;
	const struct record *record; /* that it is of */
	struct report_table *table;  /* one of the three */
	json_t *list;
	struct textbuf *csv;
	unsigned when; /* what tables show */
};

static void put_value(void *context, const struct column *column, const struct datum *datum)
{
	struct output *out = context;

	(void)datum;
	rows_put(&out->row, record_datum(out->record, column->name));
}

static void write_row(void *context, const struct record *record)
{
	struct output *out = context;

	out->record = record;
	column_walk(out->row.columns, NULL, put_value, out);
	if (out->table)
		rows_lines(&out->row, out->table, out->when);
	else if (out->list)
		rows_json(&out->row, out->list);
	else
		rows_csv(&out->row, out->csv);
	rows_clear(&out->row);
}

static enum fpe_status write_csv(struct call *call, struct store *store, const struct expr *where,
				 struct output *out)
{
	struct textbuf csv = { 0 };
	char *text;
	enum fpe_status status;

	out->csv = &csv;
	rows_csv_names(&out->row, &csv);
	status = record_walk(store, where, write_row, out, &call->err);
	text = textbuf_take(&csv);
	if (!status)
		status = text ? call_blame(call, "csv",
					   textfile_write(call_text(call, "csv"), text, &call->err))
			      : fpe_no_memory(&call->err);
	free(text);
	return status;
}

static enum fpe_status write_rows(struct call *call, struct store *store, const struct expr *where,
				  struct output *out)
{
	enum fpe_status status;

	if (call_given(call, "csv"))
		return write_csv(call, store, where, out);
	if (call->report->json) {
		out->list = json_array();
	} else {
		out->table = report_table_new();
		rows_heads(&out->row, out->table, out->when);
	}
	status = record_walk(store, where, write_row, out, &call->err);
	report_table_print(out->table, call->report);
	column_report(call->report, datum_json(out->list));
	return status;
}

static enum fpe_status write_settings(struct call *call, struct store *store,
				      const struct expr *where, const struct settings *settings)
{
	bool whole = call->report->json || call_given(call, "csv");
	struct column *columns = make_columns(whole ? settings->first : settings->varies);
	struct output out = { .row.columns = columns, .when = settings->targets ? OF_TARGETS : 0 };
	enum fpe_status status = FPE_OK;

	if (!columns)
		return fpe_no_memory(&call->err);
	if (settings->rows || whole)
		status = write_rows(call, store, where, &out);
	else
		report_text(call->report, "no runs\n");
	free(columns);
	return status;
}

static enum fpe_status show(struct call *call, struct store *store)
{
	struct settings settings = { json_object(), json_object(), 0, false };
	const char *text = call_text(call, "where");
	struct expr *where = NULL;
	enum fpe_status status = FPE_OK;

	if (text)
		status = expr_parse(text, &where, &call->err);
	if (!status)
		status = record_walk(store, where, note_settings, &settings, &call->err);
	if (status)
		call_blame(call, "where", status);
	else
		status = write_settings(call, store, where, &settings);
	if (!status)
		status = store_board_show(call, store, where);
	if (where)
		expr_free(where);
	json_decref(settings.first);
	json_decref(settings.varies);
	return status;
}

static enum fpe_status run_runs(struct call *call)
{
	struct store *store;
	enum fpe_status status = store_of_call(call, STORE_READ, &store);

	if (status)
		return status;
	status = show(call, store);
	store_close(store);
	return status;
}

const struct command cmd_runs = {
	VERB("runs", COMMAND_REPORT, run_runs),
	.help = "The runs of a store, one line for each row of each run.",
	.details =
		"where= keeps the lines for which an expression is true: names are the settings, seed, split (the row's name), alpha, majority, gain, relative_gain, loss_gain, metrics at the end, and split_METRIC at the split. "
		"The table shows the settings that differ; FILE.csv gets everything. "
		"The figure `sweep` is of these runs then, dense beside them, with the settings that differ as its keys.",
	EXAMPLE_AFTER("sweep clauses=2,4 epochs=6 seeds=2 /tmp/fpe-example.db",
		      "runs /tmp/fpe-example.db where=\"split == 'clause' and gain > 0\""),
	.fields = runs_fields,
	.args = { STORE_FILE,
		  WORD("csv", FILE, "a file to write instead of a table", .writes = true),
		  ARG("where", TEXT, "an expression that is true for the lines to show") },
};

static enum fpe_status merge_all(struct call *call, struct store *store)
{
	const struct value *from = call_value(call, "from");
	long long runs = 0, added = 0, differ = 0;
	enum fpe_status status = FPE_OK;

	for (int i = 0; i < from->count && !status; i++) {
		struct store_merged merged;

		status = store_merge(store, from->texts[i], &merged, &call->err);
		runs += merged.runs;
		added += merged.added;
		differ += merged.differ;
	}
	if (status)
		return call_blame(call, "from", status);
	session_note(call->session, "merge: %lld runs read, %lld of them new to %s", runs, added,
		     call_text(call, "file"));
	if (differ)
		session_note(
			call->session,
			"merge: %lld were there with other numbers (another processor or version); they stay as they were",
			differ);
	return FPE_OK;
}

static enum fpe_status run_merge(struct call *call)
{
	struct store *store;
	enum fpe_status status = store_of_call(call, STORE_WRITE, &store);

	if (status)
		return status;
	status = merge_all(call, store);
	store_close(store);
	return status;
}

const struct command cmd_merge = {
	VERB("merge", 0, run_merge),
	.help = "Add the runs of other stores to one.",
	.details =
		"Runs that are there stay; merging again changes nothing. "
		"Files whose settings are written in another version are refused: their runs have other names. "
		"After the parts of a sweep were merged, the sweep itself, without --shard, prints its table from the merged file.",
	EXAMPLE_AFTER("sweep clauses=2,4 epochs=6 seeds=2 /tmp/fpe-example.db",
		      "merge /tmp/fpe-merged.db /tmp/fpe-example.db"),
	.args = { NEED("file", FILE, "the store that grows, made if it is not there",
		       .writes = true),
		  NEED("from", FILE, "stores to read", .repeat = true) },
};
