/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_runs.c - `runs` and `merge`: what a run store holds. */
#include "cmd/player/call.h"
#include "cmd/player/results.h"
#include "cmd/report/outcome_report.h"
#include "cmd/report/record.h"
#include "cmd/command/store_board.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/room.h"
#include "io/file_form.h"
#include "io/textfile.h"

/* Settings of the rows that are shown, in the order they were met. */
struct settings {
	json_t *first;	/* name: its first value */
	json_t *varies; /* name: true, where another one was met */
	int rows;
	bool targets; /* some run has no classes */
	struct board_reader *board;
};

static void note_values(struct settings *settings, json_t *values)
{
	const char *name;
	json_t *value;

	json_object_foreach(values, name, value)
	{
		json_t *first = json_object_get(settings->first, name);

		if (!first)
			json_object_set(settings->first, name, value);
		else if (!json_equal(first, value))
			json_object_set_new(settings->varies, name, json_true());
	}
}

static void note_settings(void *context, const struct record *record)
{
	struct settings *settings = context;

	settings->rows++;
	settings->targets |= isnan(record->run->majority);
	if (record->others)
		note_values(settings, record->settings);
	board_reader_note(settings->board, record);
}

#define OF_TARGETS COLUMN_OWN /* where some run has no classes */

/* After the settings. */
static const struct column run_columns[] = {
	SHOWN("seed", "integer", "base seed of the run", .digits = -1),
	SHOWN("split", "text", "dense, a kind of split, or a control"),
	SHOWN("alpha", "integer", "children of each neuron; 1 for dense"),
	FIELD("majority", "number or null", "majority-class rate of the test samples"),
	{ .name = "nnz", .heading = "nnz", .missing = "diverged" },
	{ .name = "test_accuracy", .heading = "accuracy", .digits = 3 },
	SHOWN("gain", "number or null", "test_accuracy minus dense's of the same run", .digits = 3),
	{ .name = "test_loss", .heading = "loss", .digits = 4, .when = OF_TARGETS },
	{ "loss_gain", "number or null", "dense's test_loss of the same run minus the row's",
	  .heading = "loss gain", .digits = 4, .when = OF_TARGETS },
	FIELD("relative_gain", "number or null", "gain over dense's test_accuracy"),
	FIELD("diverged", "integer", "1 where its training diverged: metrics at the end are null"),
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

/* One that is written, with its name found. */
struct value_column {
	char *text;
	struct record_name name;
};

struct output {
	struct rows row;
	struct column *column; /* [columns] and an end: those that are written */
	struct value_column *value;
	int columns, room, value_room;
	bool full;		    /* no memory for a column */
	bool whole;		    /* fields are written, not what is shown */
	struct report_table *table; /* one of the three */
	json_t *list;
	struct textbuf *csv;
	unsigned when; /* what tables show */
	struct board_reader *board;
};

/* METRIC in a name is a column for each by now: rows are many, they are looked up once. */
static void take_column(void *context, const struct column *column, const struct datum *datum)
{
	struct output *out = context;
	bool wanted = out->whole ? column->type != NULL
				 : column->heading && (!column->when || column->when & out->when);
	struct value_column *v;

	(void)datum;
	if (!wanted || out->full)
		return;
	out->full =
		room_for(&out->column, &out->room, out->columns + 2, sizeof *out->column, NULL) ||
		room_for(&out->value, &out->value_room, out->columns + 2, sizeof *out->value, NULL);
	if (out->full)
		return;
	v = &out->value[out->columns];
	v->text = strdup(column->name);
	out->full = !v->text;
	if (out->full)
		return;
	v->name = record_name(v->text);
	out->column[out->columns] = *column;
	if (out->column[out->columns].heading == column->name)
		out->column[out->columns].heading = v->text;
	out->column[out->columns++].name = v->text;
	out->column[out->columns] = (struct column){ .name = NULL };
}

static void free_columns(struct output *out)
{
	for (int i = 0; i < out->columns; i++)
		free(out->value[i].text);
	free(out->value);
	free(out->column);
}

static void write_row(void *context, const struct record *record)
{
	struct output *out = context;

	for (int i = 0; i < out->columns; i++)
		rows_put(&out->row, record_value(record, &out->value[i].name));
	if (out->table)
		rows_lines(&out->row, out->table, out->when);
	else if (out->list)
		rows_json(&out->row, out->list);
	else
		rows_csv(&out->row, out->csv);
	rows_clear(&out->row);
	board_reader_take(out->board, record);
}

static enum fpe_status write_csv(struct call *call, struct selection *rows, struct output *out)
{
	const struct reading reading = reading_of(session_watch(call->session));
	struct textbuf csv = { 0 };
	char *text;
	enum fpe_status status;

	out->csv = &csv;
	rows_csv_names(&out->row, &csv);
	status = selection_walk(rows, write_row, out, &call->err);
	text = textbuf_take(&csv);
	if (!status)
		status = text ? call_blame(call, "csv",
					   textfile_write_long(call_text(call, "csv"), text,
							       strlen(text), &reading, &call->err))
			      : fpe_no_memory(&call->err);
	free(text);
	return status;
}

static enum fpe_status write_rows(struct call *call, struct selection *rows, struct output *out)
{
	enum fpe_status status;

	if (call_given(call, "csv"))
		return write_csv(call, rows, out);
	if (call->report->json) {
		out->list = json_array();
	} else {
		out->table = report_table_new();
		rows_heads(&out->row, out->table, out->when);
	}
	status = selection_walk(rows, write_row, out, &call->err);
	report_table_print(out->table, call->report);
	column_report(call->report, datum_json(out->list));
	return status;
}

static enum fpe_status write_settings(struct call *call, struct selection *rows,
				      const struct settings *settings)
{
	bool whole = call->report->json || call_given(call, "csv");
	struct column *columns = make_columns(whole ? settings->first : settings->varies);
	struct output out = { .whole = whole,
			      .when = settings->targets ? OF_TARGETS : 0,
			      .board = settings->board };
	enum fpe_status status = FPE_OK;

	if (columns)
		column_walk(columns, NULL, take_column, &out);
	out.row.columns = out.column;
	if (!columns || out.full)
		status = fpe_no_memory(&call->err);
	else if (settings->rows || whole)
		status = write_rows(call, rows, &out);
	else
		report_text(call->report, "no runs\n");
	free_columns(&out);
	free(columns);
	return status;
}

static enum fpe_status show_rows(struct call *call, struct store *store, const struct expr *where,
				 struct settings *settings)
{
	struct selection *rows;
	enum fpe_status status = selection_new(store, where, session_watch(call->session),
					       note_settings, settings, &rows, &call->err);

	if (status)
		return call_blame(call, "where", status);
	status = board_reader_turn(settings->board, &call->err);
	if (!status)
		status = write_settings(call, rows, settings);
	selection_free(rows);
	return status;
}

static enum fpe_status show(struct call *call, struct store *store)
{
	struct settings settings = { json_object(), json_object(), 0, false, board_reader_new() };
	const char *text = call_text(call, "where");
	struct expr *where = NULL;
	struct board *board = NULL;
	enum fpe_status status = settings.board ? FPE_OK : fpe_no_memory(&call->err);

	if (!status && text)
		status = call_blame(call, "where", expr_parse(text, &where, &call->err));
	if (!status)
		status = show_rows(call, store, where, &settings);
	if (settings.board)
		board = board_reader_end(settings.board);
	if (status)
		board_free(board);
	else if (board)
		results_show(call->results, board);
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
	VERB("runs", COMMAND_REPORT | COMMAND_ASIDE | COMMAND_REMAKES, run_runs),
	.help = "The runs of a store, one line for each row of each run.",
	.details =
		"A row that several runs have, for they differ in their other rows alone, is there once. "
		"where= keeps the lines for which an expression is true: names are the settings, seed, split (the row's name), alpha, majority, gain, relative_gain, loss_gain, diverged (1 or 0), metrics at the end, and split_METRIC at the split. "
		"The table shows the settings that differ; FILE.csv gets everything. "
		"The figure `sweep` is of these runs then, dense beside them, with the settings that differ as its keys.",
	EXAMPLE_AFTER("sweep clauses=2,4 epochs=6 seeds=2 /tmp/fpe-example.db",
		      "runs /tmp/fpe-example.db where=\"split == 'clause' and gain > 0\""),
	LARGE(LARGE_STORE "runs /tmp/fpe-large.db"),
	.fields = runs_fields,
	.args = { STORE_FILE,
		  WORD("csv", FILE, "a file to write instead of a table", .writes = true,
		       .form = FILE_FORM_TABLE),
		  FORCE_ARG,
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
	session_note(call->session, "merge: %lld run%s read, %lld of them new to %s", runs,
		     runs == 1 ? "" : "s", added, call_text(call, "file"));
	if (differ)
		session_note(
			call->session,
			"merge: %lld were there with other numbers (another processor or version); they stay as they were",
			differ);
	return FPE_OK;
}

/* Each is a good store before the first one is joined: nothing is half done. */
static enum fpe_status check_all(struct call *call)
{
	const struct value *from = call_value(call, "from");
	enum fpe_status status = FPE_OK;

	for (int i = 0; i < from->count && !status; i++) {
		struct store *store;

		status = store_open(from->texts[i], STORE_READ, session_watch(call->session),
				    &store, &call->err);
		if (status)
			break;
		status = store_check(store, &call->err);
		store_close(store);
	}
	return call_blame(call, "from", status);
}

static enum fpe_status run_merge(struct call *call)
{
	struct store *store;
	enum fpe_status status = check_all(call);

	if (!status)
		status = store_of_call(call, STORE_WRITE, &store);
	if (status)
		return status;
	status = merge_all(call, store);
	if (status)
		store_abandon(store);
	else
		store_close(store);
	return status;
}

const struct command cmd_merge = {
	VERB("merge", COMMAND_ASIDE, run_merge),
	.help = "Add the runs of other stores to one.",
	.details =
		"Runs that are there stay; merging again changes nothing. All files are checked before the first is joined, every run by its checksum. "
		"Files whose settings are written in another version are refused: their runs have other names. "
		"After the parts of a sweep were merged, the sweep itself, without --shard, prints its table from the merged file.",
	EXAMPLE_AFTER("sweep clauses=2,4 epochs=6 seeds=2 /tmp/fpe-example.db",
		      "merge /tmp/fpe-merged.db /tmp/fpe-example.db"),
	LARGE(LARGE_STORE "merge /tmp/fpe-merged.db /tmp/fpe-large.db"),
	.args = { NEED("file", FILE, "the store that grows, made if it is not there",
		       .writes = true, .grows = true),
		  NEED("from", FILE, "stores to read", .repeat = true, .reads = STORE_ENDINGS) },
};
