/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_runs.c - `runs` and `merge`: what a run store holds. */
#include "cmd/player/call.h"
#include "cmd/report/record.h"
#include "cmd/command/store_board.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/textfile.h"

/* Settings of the rows that are shown, in the order they were met. */
struct columns {
	json_t *first;	/* name: its first value */
	json_t *varies; /* name: true, where another one was met */
	int rows;
};

static void note_settings(void *context, const struct record *record)
{
	struct columns *columns = context;
	const char *name;
	json_t *value;

	columns->rows++;
	json_object_foreach(record->settings, name, value)
	{
		json_t *first = json_object_get(columns->first, name);

		if (!first)
			json_object_set(columns->first, name, value);
		else if (!json_equal(first, value))
			json_object_set_new(columns->varies, name, json_true());
	}
}

/* alpha stands with the row, rows with the row's name. */
static bool is_shown(const char *name)
{
	return strcmp(name, "alpha") != 0 && strcmp(name, "rows") != 0;
}

struct output {
	const struct columns *columns;
	struct report_table *table; /* one of the three */
	json_t *list;
	FILE *csv;
};

static void value_cell(struct output *out, const struct record *record, const char *name,
		       int digits)
{
	struct expr_value v;

	if (!record_value(record, name, &v))
		report_table_cell(out->table, true, "-");
	else if (v.kind == EXPR_TEXT)
		report_table_cell(out->table, false, "%s", v.text);
	else if (!isfinite(v.number))
		report_table_cell(out->table, true, "-");
	else if (digits < 0)
		report_table_cell(out->table, true, "%.9g", v.number);
	else
		report_table_cell(out->table, true, "%.*f", digits, v.number);
}

/* Columns of the table after the settings; digits < 0: as it is. */
static const struct {
	const char *name, *head;
	int digits;
} shown[] = { { "seed", "seed", -1 },
	      { "split", "split", -1 },
	      { "alpha", "alpha", -1 },
	      { "nnz", "nnz", 0 },
	      { "test_accuracy", "accuracy", 3 },
	      { "gain", "gain", 3 },
	      { "capacity", "capacity", 3 },
	      { "cosine", "cosine", 3 },
	      { "collisions", "collisions", 3 },
	      { "coverage", "coverage", 3 } };
#define SHOWN (sizeof shown / sizeof *shown)

static void row_text(void *context, const struct record *record)
{
	struct output *out = context;
	const char *name;
	json_t *value;

	json_object_foreach(out->columns->varies, name, value)
	{
		if (is_shown(name))
			value_cell(out, record, name, -1);
	}
	for (size_t i = 0; i < SHOWN; i++)
		value_cell(out, record, shown[i].name, shown[i].digits);
	report_table_end_row(out->table);
}

/* Everything a row has, in one order: for JSON and CSV. */
static void each_name(const struct columns *columns, void (*each)(void *context, const char *name),
		      void *context)
{
	static const char *const plain[] = { "seed",	 "split", "alpha",
					     "majority", "gain",  "relative_gain" };
	const char *name;
	json_t *value;
	char text[64];

	json_object_foreach(columns->first, name, value)
	{
		if (is_shown(name))
			each(context, name);
	}
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		each(context, plain[i]);
	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		each(context, fpe_metric_info[m].name);
	for (int m = 0; m < FPE_METRIC_COUNT; m++) {
		snprintf(text, sizeof text, "split_%s", fpe_metric_info[m].name);
		each(context, text);
	}
}

struct entry {
	const struct output *out;
	const struct record *record;
	json_t *object;
	const char *between;
};

static void entry_json(void *context, const char *name)
{
	struct entry *entry = context;
	struct expr_value v;
	json_t *value = json_null();

	if (record_value(entry->record, name, &v))
		value = v.kind == EXPR_TEXT ? json_string(v.text) : report_number(v.number);
	json_object_set_new(entry->object, name, value);
}

static void row_json(void *context, const struct record *record)
{
	struct output *out = context;
	struct entry entry = { out, record, json_object(), "" };

	each_name(out->columns, entry_json, &entry);
	json_array_append_new(out->list, entry.object);
}

static void head_csv(void *context, const char *name)
{
	struct entry *entry = context;

	fprintf(entry->out->csv, "%s%s", entry->between, name);
	entry->between = ",";
}

static void quoted(FILE *file, const char *text)
{
	fputc('"', file);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', file);
		fputc(*text, file);
	}
	fputc('"', file);
}

/* A seed is whole, whatever its size; other numbers have all their digits. */
static void entry_csv(void *context, const char *name)
{
	struct entry *entry = context;
	FILE *file = entry->out->csv;
	struct expr_value v;
	bool has = record_value(entry->record, name, &v);

	fputs(entry->between, file);
	entry->between = ",";
	if (has && strcmp(name, "seed") == 0)
		fprintf(file, "%llu", (unsigned long long)entry->record->run->seed);
	else if (has && v.kind == EXPR_TEXT)
		quoted(file, v.text);
	else if (has && isfinite(v.number))
		fprintf(file, "%.17g", v.number);
}

static void row_csv(void *context, const struct record *record)
{
	struct output *out = context;
	struct entry entry = { out, record, NULL, "" };

	each_name(out->columns, entry_csv, &entry);
	fputc('\n', out->csv);
}

static enum fpe_status write_csv(struct call *call, struct store *store, const struct expr *where,
				 const struct columns *columns)
{
	char *text = NULL;
	size_t size;
	struct output out = { .columns = columns, .csv = open_memstream(&text, &size) };
	struct entry head = { &out, NULL, NULL, "" };
	enum fpe_status status;

	if (!out.csv)
		return fpe_no_memory(&call->err);
	each_name(columns, head_csv, &head);
	fputc('\n', out.csv);
	status = record_walk(store, where, row_csv, &out, &call->err);
	if (fclose(out.csv) && !status)
		status = fpe_no_memory(&call->err);
	if (!status)
		status = call_blame(call, "csv",
				    textfile_write(call_text(call, "csv"), text, &call->err));
	free(text);
	return status;
}

static enum fpe_status write_text(struct call *call, struct store *store, const struct expr *where,
				  const struct columns *columns)
{
	struct output out = { .columns = columns, .table = report_table_new() };
	const char *name;
	json_t *value;
	enum fpe_status status;

	json_object_foreach(columns->varies, name, value)
	{
		if (is_shown(name))
			report_table_cell(out.table, true, "%s", name);
	}
	for (size_t i = 0; i < SHOWN; i++)
		report_table_cell(out.table, shown[i].name[0] != 's' || i == 0, "%s",
				  shown[i].head);
	report_table_end_row(out.table);
	status = record_walk(store, where, row_text, &out, &call->err);
	report_table_print(out.table, call->report);
	return status;
}

static enum fpe_status write_rows(struct call *call, struct store *store, const struct expr *where,
				  const struct columns *columns)
{
	json_t *o;

	if (call_given(call, "csv"))
		return write_csv(call, store, where, columns);
	o = report_object(call->report, "runs");
	if (o) {
		struct output out = { .columns = columns, .list = json_array() };

		json_object_set_new(o, "rows", out.list);
		return record_walk(store, where, row_json, &out, &call->err);
	}
	if (!columns->rows) {
		report_text(call->report, "no runs\n");
		return FPE_OK;
	}
	return write_text(call, store, where, columns);
}

static enum fpe_status show(struct call *call, struct store *store)
{
	struct columns columns = { json_object(), json_object(), 0 };
	const char *text = call_text(call, "where");
	struct expr *where = NULL;
	enum fpe_status status = FPE_OK;

	if (text)
		status = expr_parse(text, &where, &call->err);
	if (!status)
		status = record_walk(store, where, note_settings, &columns, &call->err);
	if (status)
		call_blame(call, "where", status);
	else
		status = write_rows(call, store, where, &columns);
	if (!status)
		status = store_board_show(call, store, where);
	if (where)
		expr_free(where);
	json_decref(columns.first);
	json_decref(columns.varies);
	return status;
}

static enum fpe_status run_runs(struct call *call)
{
	struct store *store;
	enum fpe_status status =
		store_open(call_text(call, "file"), STORE_READ, &store, &call->err);

	if (status)
		return call_blame(call, "file", status);
	status = show(call, store);
	store_close(store);
	return status;
}

static const struct json_field runs_fields[] = {
	{ "rows[].SETTING", "number or text", "every setting of the run, as listed in fpe(5)" },
	{ "rows[].seed", "integer", "base seed of the run" },
	{ "rows[].split", "text", "dense, a kind of split, or a control" },
	{ "rows[].alpha", "integer", "children of each neuron; 1 for dense" },
	{ "rows[].majority", "number", "majority-class rate of the test samples" },
	{ "rows[].gain", "number or null", "test_accuracy minus dense's of the same run" },
	{ "rows[].relative_gain", "number or null", "gain over dense's test_accuracy" },
	{ "rows[].METRIC", "number or null", "every metric, at the end" },
	{ "rows[].split_METRIC", "number or null", "every metric, at the split" },
	{ 0 }
};

const struct command cmd_runs = {
	.verb = "runs",
	.flags = COMMAND_REPORT,
	.help = "The runs of a store, one line for each row of each run.",
	.details =
		"where= keeps the lines for which an expression is true: names are the settings, seed, split (the row's name), alpha, majority, gain, relative_gain, metrics at the end, and split_METRIC at the split. "
		"The table shows the settings that differ; FILE.csv gets everything. "
		"The figure `sweep` is of these runs then, dense beside them, with the settings that differ as its keys.",
	.example = "runs /tmp/fpe-example.db where=\"split == 'clause' and gain > 0\"",
	.example_setup = "sweep clauses=2,4 epochs=6 seeds=2 /tmp/fpe-example.db",
	.fields = runs_fields,
	.args = { { .name = "file",
		    .type = ARG_FILE,
		    .positional = true,
		    .required = true,
		    .help = "the run store" },
		  { .name = "csv",
		    .type = ARG_FILE,
		    .writes = true,
		    .positional = true,
		    .help = "a file to write instead of a table" },
		  { .name = "where",
		    .type = ARG_TEXT,
		    .help = "an expression that is true for the lines to show" } },
	.run = run_runs,
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
	enum fpe_status status =
		store_open(call_text(call, "file"), STORE_WRITE, &store, &call->err);

	if (status)
		return call_blame(call, "file", status);
	status = merge_all(call, store);
	store_close(store);
	return status;
}

const struct command cmd_merge = {
	.verb = "merge",
	.help = "Add the runs of other stores to one.",
	.details =
		"Runs that are there stay; merging again changes nothing. "
		"Files whose settings are written in another version are refused: their runs have other names. "
		"After the parts of a sweep were merged, the sweep itself, without --shard, prints its table from the merged file.",
	.example = "merge /tmp/fpe-merged.db /tmp/fpe-example.db",
	.example_setup = "sweep clauses=2,4 epochs=6 seeds=2 /tmp/fpe-example.db",
	.args = { { .name = "file",
		    .type = ARG_FILE,
		    .writes = true,
		    .positional = true,
		    .required = true,
		    .help = "the store that grows, made if it is not there" },
		  { .name = "from",
		    .type = ARG_FILE,
		    .positional = true,
		    .required = true,
		    .repeat = true,
		    .help = "stores to read" } },
	.run = run_merge,
};
