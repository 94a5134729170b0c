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
	SHOWN("job", "text", "the workload, dense or how split, and its batch if not its own"),
	{ .heading = "epoch", .unit = " us" },
	{ "epoch_us", "object", "one epoch", .columns = time_columns },
	{ .heading = "step", .digits = 1, .unit = " us" },
	{ .heading = "with eval", .unit = " us" },
	{ "test_us", "object", "one pass over the test samples", .columns = time_columns },
	{ "with_evaluation_us", "object", "an epoch with a pass over both sets",
	  .columns = time_columns },
	FIELD("step_us", "number", "one minibatch"),
	{ "gflops", "number", "by live weights", .heading = "GFLOP/s" },
	FIELD("share_of_peak", "number", "above 1 where lookups save multiplications"),
	{ .heading = "of peak", .unit = " %" },
	{ .heading = "to dense", .digits = 2 },
	{ .heading = "range", .digits = 2, .to = " to " },
	{ .heading = "eval too", .digits = 2 },
	{ "to_dense", "object", "epoch against the dense net's of the same round",
	  .columns = time_columns },
	{ "to_dense_with_evaluation", "object", "the same with a pass over both sets",
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
	rows_put(rows, DATUM(r->kind.name), DATUM(r->train.median / 1e-6));
	put_time(rows, &r->train, 1e-6);
	rows_put(rows, DATUM(r->step / 1e-6), DATUM(r->whole.median / 1e-6));
	put_time(rows, &r->test, 1e-6);
	put_time(rows, &r->whole, 1e-6);
	rows_put(rows, DATUM(r->step / 1e-6), DATUM(r->flops / 1e9), DATUM(r->share),
		 DATUM(100 * r->share), DATUM(r->train_ratio.median),
		 datum_interval(r->train_ratio.low, r->train_ratio.high),
		 DATUM(r->whole_ratio.median));
	put_time(rows, &r->train_ratio, 1);
	put_time(rows, &r->whole_ratio, 1);
}

static struct bench_request asked(struct call *call)
{
	const struct value *job = call_value(call, "job"), *batch = call_value(call, "batch");

	return (struct bench_request){
		.work = job->given ? job->choice : BENCH_QUICK,
		.own = !batch->given,
		.batch = batch->choice < 0 ? (int)batch->number : 0,
		.rounds = (int)call_number(call, "rounds", 11),
		.watch = session_watch(call->session),
	};
}

static enum fpe_status run_bench(struct call *call)
{
	struct bench_request request = asked(call);
	struct bench bench;
	struct rows jobs = { .columns = row_columns };
	enum fpe_status status = bench_run(&request, &bench, &call->err);

	if (status)
		return status;
	for (int i = 0; i < bench.rows; i++)
		put_row(&jobs, &bench.row[i]);
	rows_table(&jobs, call->report, 0);
	column_report(call->report, DATUM(fpe_kernel_isa()), DATUM(request.rounds),
		      DATUM(bench.peak / 1e9), datum_rows(&jobs));
	report_text(call->report,
		    "kernel %s; peak %.0f GFLOP/s in multiply-adds; medians of %d rounds\n",
		    fpe_kernel_isa(), bench.peak / 1e9, request.rounds);
	bench_clear(&bench);
	return FPE_OK;
}

const struct command cmd_bench = {
	VERB("bench", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_ASIDE, run_bench),
	.help = "Measure how fast this machine trains.",
	.details = BENCH_WORK_ITEMS
	"Each dense, and split in two, some in four, with as many weights. quick: J1 to J3; all takes minutes. batch= takes 1, 32 and full where a job has them. Rounds alternate between the nets of a job. "
	"Nothing of the session changes; the screen waits meanwhile, Ctrl-C stops it.",
	.example = "bench job=J1 rounds=1",
	LARGE("bench job=all"),
	.fields = bench_fields,
	.args = { ARG("job", CHOICE, "which job", .choices = BENCH_WORK_WORDS, .fallback = "quick"),
		  ARG("batch", COUNT, "samples a step, of jobs that are measured with it", .min = 1,
		      .max = 100000, .choices = "full", .fallback = "each job's own"),
		  ARG("rounds", INT, "times behind each median", .min = 1, .max = BENCH_MAX_ROUNDS,
		      .fallback = "11") },
};
