/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_bench.c - `bench`: how fast this machine trains. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

#include "fpe/kernel.h"
#include "lab/bench/bench.h"

static const struct column time_columns[] = {
	FIELD("median", "number", "over the rounds"),
	FIELD("low", "number", "smallest"),
	FIELD("high", "number", "largest"),
	{ 0 },
};
static const struct column row_columns[] = {
	SHOWN("job", "text", "J1 to J3, dense or how split"),
	{ .heading = "epoch", .unit = " us" },
	{ "epoch_us", "object", "one epoch", .columns = time_columns },
	{ .heading = "step", .digits = 1, .unit = " us" },
	{ .heading = "test", .unit = " us" },
	{ "test_us", "object", "one pass over the test samples", .columns = time_columns },
	FIELD("step_us", "number", "one minibatch"),
	{ "gflops", "number", "by live weights", .heading = "GFLOP/s" },
	FIELD("share_of_peak", "number", "above 1 where lookups save multiplications"),
	{ .heading = "of peak", .unit = " %" },
	{ .heading = "to dense", .digits = 2 },
	{ .heading = "range", .digits = 2, .to = " to " },
	{ "to_dense", "object", "epoch against the dense net's of the same round",
	  .columns = time_columns },
	{ 0 }
};
static const struct column bench_fields[] = {
	FIELD("kernel", "text", "the instruction set in use"),
	FIELD("rounds", "integer", "times behind each median"),
	FIELD("peak_gflops", "number", "multiply-adds in registers, at this moment"),
	FIELDS("jobs[]", row_columns),
	{ 0 }
};

static void put_time(struct rows *rows, const struct bench_time *t, double unit)
{
	rows_put(rows, DATUM(t->median / unit), DATUM(t->low / unit), DATUM(t->high / unit));
}

static void put_row(struct rows *rows, const struct bench_row *r)
{
	rows_put(rows, DATUM(r->kind->name), DATUM(r->train.median / 1e-6));
	put_time(rows, &r->train, 1e-6);
	rows_put(rows, DATUM(r->step / 1e-6), DATUM(r->test.median / 1e-6));
	put_time(rows, &r->test, 1e-6);
	rows_put(rows, DATUM(r->step / 1e-6), DATUM(r->flops / 1e9), DATUM(r->share),
		 DATUM(100 * r->share), DATUM(r->ratio.median),
		 datum_interval(r->ratio.low, r->ratio.high));
	put_time(rows, &r->ratio, 1);
}

static enum fpe_status run_bench(struct call *call)
{
	int rounds = (int)call_number(call, "rounds", 11);
	const struct value *job = call_value(call, "job");
	struct bench bench;
	struct rows jobs = { .columns = row_columns };
	enum fpe_status status =
		bench_run(job->given ? job->choice : 0, rounds, &bench, &call->err);

	if (status)
		return status;
	for (int i = 0; i < bench.rows; i++)
		put_row(&jobs, &bench.row[i]);
	rows_table(&jobs, call->report, 0);
	column_report(call->report, DATUM(fpe_kernel_isa()), DATUM(rounds), DATUM(bench.peak / 1e9),
		      datum_rows(&jobs));
	report_text(call->report,
		    "kernel %s; peak %.0f GFLOP/s in multiply-adds; medians of %d rounds\n",
		    fpe_kernel_isa(), bench.peak / 1e9, rounds);
	return FPE_OK;
}

const struct command cmd_bench = {
	VERB("bench", COMMAND_BOUNDARY | COMMAND_REPORT, run_bench),
	.help = "Measure how fast this machine trains.",
	.details =
		"J1 is the default run (32-8-1, 8000 samples, batch 500), J2 128-64-1 with 20000 samples, both Boolean; J3 512-64-64-100, real-valued. "
		"Each dense, and split in two with as many weights. Rounds alternate between them. "
		"Nothing of the session changes; the screen waits meanwhile.",
	.example = "bench job=J1 rounds=1",
	.fields = bench_fields,
	.args = { ARG("job", CHOICE, "which job", .choices = "all|J1|J2|J3", .fallback = "all"),
		  ARG("rounds", INT, "times behind each median", .min = 1, .max = BENCH_MAX_ROUNDS,
		      .fallback = "11") },
};
