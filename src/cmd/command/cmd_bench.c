/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_bench.c - `bench`: how fast this machine trains. */
#include "cmd/player/call.h"

#include "fpe/kernel.h"
#include "lab/bench/bench.h"

static json_t *time_json(const struct bench_time *t, double unit)
{
	json_t *o = json_object();

	json_object_set_new(o, "median", report_number(t->median / unit));
	json_object_set_new(o, "low", report_number(t->low / unit));
	json_object_set_new(o, "high", report_number(t->high / unit));
	return o;
}

static void fill_json(json_t *o, const struct bench *b, int rounds)
{
	json_t *rows = json_array();

	json_object_set_new(o, "kernel", json_string(fpe_kernel_isa()));
	json_object_set_new(o, "rounds", json_integer(rounds));
	json_object_set_new(o, "peak_gflops", report_number(b->peak / 1e9));
	for (int i = 0; i < b->rows; i++) {
		const struct bench_row *r = &b->row[i];
		json_t *row = json_object();

		json_object_set_new(row, "job", json_string(r->kind->name));
		json_object_set_new(row, "epoch_us", time_json(&r->train, 1e-6));
		json_object_set_new(row, "test_us", time_json(&r->test, 1e-6));
		json_object_set_new(row, "step_us", report_number(r->step / 1e-6));
		json_object_set_new(row, "gflops", report_number(r->flops / 1e9));
		json_object_set_new(row, "share_of_peak", report_number(r->share));
		json_object_set_new(row, "to_dense", time_json(&r->ratio, 1));
		json_array_append_new(rows, row);
	}
	json_object_set_new(o, "jobs", rows);
}

static void print_rows(struct report_table *t, const struct bench *b)
{
	static const char *const head[] = { "job",     "epoch",	  "step",     "test",
					    "GFLOP/s", "of peak", "to dense", "range" };

	for (size_t i = 0; i < sizeof head / sizeof *head; i++)
		report_table_cell(t, i > 0, "%s", head[i]);
	report_table_end_row(t);
	for (int i = 0; i < b->rows; i++) {
		const struct bench_row *r = &b->row[i];

		report_table_cell(t, false, "%s", r->kind->name);
		report_table_cell(t, true, "%.0f us", r->train.median / 1e-6);
		report_table_cell(t, true, "%.1f us", r->step / 1e-6);
		report_table_cell(t, true, "%.0f us", r->test.median / 1e-6);
		report_table_cell(t, true, "%.0f", r->flops / 1e9);
		report_table_cell(t, true, "%.0f %%", 100 * r->share);
		report_table_cell(t, true, "%.2f", r->ratio.median);
		report_table_cell(t, true, "%.2f to %.2f", r->ratio.low, r->ratio.high);
		report_table_end_row(t);
	}
}

static enum fpe_status run_bench(struct call *call)
{
	int rounds = (int)call_number(call, "rounds", 11);
	const struct value *job = call_value(call, "job");
	struct bench bench;
	struct report_table *table;
	json_t *o;
	enum fpe_status status =
		bench_run(job->given ? job->choice : 0, rounds, &bench, &call->err);

	if (status)
		return status;
	o = report_object(call->report, "bench");
	if (o) {
		fill_json(o, &bench, rounds);
		return FPE_OK;
	}
	table = report_table_new();
	if (!table)
		return fpe_no_memory(&call->err);
	print_rows(table, &bench);
	report_table_print(table, call->report);
	report_text(call->report,
		    "kernel %s; peak %.0f GFLOP/s in multiply-adds; medians of %d rounds\n",
		    fpe_kernel_isa(), bench.peak / 1e9, rounds);
	return FPE_OK;
}

static const struct json_field bench_fields[] = {
	{ "kernel", "text", "the instruction set in use" },
	{ "rounds", "integer", "times behind each median" },
	{ "peak_gflops", "number", "multiply-adds in registers, at this moment" },
	{ "jobs[].job", "text", "J1 to J3, dense or how split" },
	{ "jobs[].epoch_us", "object", "one epoch: median, low, high" },
	{ "jobs[].test_us", "object", "one pass over the test samples: median, low, high" },
	{ "jobs[].step_us", "number", "one minibatch" },
	{ "jobs[].gflops", "number", "by live weights" },
	{ "jobs[].share_of_peak", "number", "above 1 where lookups save multiplications" },
	{ "jobs[].to_dense", "object",
	  "epoch against the dense net's of the same round: median, low, high" },
	{ 0 }
};

const struct command cmd_bench = {
	.verb = "bench",
	.flags = COMMAND_BOUNDARY | COMMAND_REPORT,
	.help = "Measure how fast this machine trains.",
	.details =
		"J1 is the default run (32-8-1, 8000 samples, batch 500), J2 128-64-1 with 20000 samples, both Boolean; J3 512-64-64-100, real-valued. "
		"Each dense, and split in two with as many weights. Rounds alternate between them. "
		"Nothing of the session changes; the screen waits meanwhile.",
	.example = "bench job=J1 rounds=1",
	.fields = bench_fields,
	.args = { { .name = "job",
		    .type = ARG_CHOICE,
		    .choices = "all|J1|J2|J3",
		    .fallback = "all",
		    .help = "which job" },
		  { .name = "rounds",
		    .type = ARG_INT,
		    .min = 1,
		    .max = BENCH_MAX_ROUNDS,
		    .fallback = "11",
		    .help = "times behind each median" } },
	.run = run_bench,
};
