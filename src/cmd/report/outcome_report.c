/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outcome_report.c - rows over seeds: mean, spread, paired gain. */
#include "cmd/report/outcome_report.h"

#include <math.h>

#define OF_CLASSES (COLUMN_OWN << 1)
#define OF_TARGETS (COLUMN_OWN << 2)
#define OF_TEXT (COLUMN_OWN << 3)
#define DIVERGED (COLUMN_OWN << 4)
/* Of each metric that may be asked for, a bit of its own; COLUMN_OWN << 0 is not used. */
#define ASKED_FIRST 5
#define ASKED(metric) (COLUMN_OWN << (ASKED_FIRST + (metric)-FPE_METRIC_ASKED))
#define ASKED_METRICS (~UINT64_C(0) << FPE_METRIC_ASKED)
#define ASKED_COLUMN(NAME, ...)                        \
	{ .name = "METRIC",                            \
	  .heading = "METRIC",                         \
	  .metrics = UINT64_C(1) << FPE_METRIC_##NAME, \
	  .when = ASKED(FPE_METRIC_##NAME) },

static const struct column metric_columns[] = {
	FIELD("mean", "number or null", "over seeds; for every metric"),
	FIELD("sd", "number or null", "with n-1; null for one seed"),
	FIELD("min", "number or null", "smallest"),
	FIELD("max", "number or null", "largest"),
	FIELD("values[]", "number or null", "one a seed"),
	{ 0 }
};
static const struct column gain_columns[] = {
	FIELD("mean", "number or null", "test_accuracy minus dense's of the same seed"),
	FIELD("low", "number or null", "95 % Student-t interval, paired"),
	FIELD("high", "number or null", "its other end"),
	{ 0 }
};
static const struct column relative_columns[] = {
	FIELD("mean", "number or null", "gain over dense's test_accuracy"),
	FIELD("low", "number or null", "95 % Student-t interval"),
	FIELD("high", "number or null", "its other end"),
	{ 0 }
};
static const struct column loss_columns[] = {
	FIELD("mean", "number or null",
	      "dense's test_loss of the same seed minus the row's: what stands for gain where samples have real targets"),
	FIELD("low", "number or null", "95 % Student-t interval, paired"),
	FIELD("high", "number or null", "its other end"),
	{ 0 }
};
const struct column outcome_columns[] = {
	SHOWN("split", "text", "dense, a kind of split, or a control"),
	SHOWN("alpha", "integer", "children of each neuron; 1 for dense"),
	SHOWN("nnz", "integer", "mean of the mask entries set"),
	{ "diverged", "integer",
	  "seeds at which its training diverged: their metrics are null, means are of the others",
	  .heading = "diverged", .when = DIVERGED },
	{ .heading = "accuracy", .digits = 3, .when = OF_CLASSES },
	{ .heading = "sd", .digits = 3, .when = OF_CLASSES },
	{ .heading = "gain", .digits = 3, .sign = true, .when = OF_CLASSES },
	{ .heading = "95 % interval", .digits = 3, .sign = true, .to = " … ", .when = OF_CLASSES },
	{ .heading = "loss", .digits = 4, .when = OF_TARGETS },
	{ .heading = "sd", .digits = 4, .when = OF_TARGETS },
	{ .heading = "loss gain", .digits = 4, .sign = true, .when = OF_TARGETS },
	{ .heading = "95 % interval", .digits = 4, .sign = true, .to = " … ", .when = OF_TARGETS },
	{ .heading = "accuracy", .digits = 3, .when = OF_TEXT },
	{ .heading = "bits", .digits = 4, .when = OF_TEXT },
	{ .heading = "sd", .digits = 4, .when = OF_TEXT },
	{ .heading = "bits gain", .digits = 4, .sign = true, .when = OF_TEXT },
	{ .heading = "95 % interval", .digits = 4, .sign = true, .to = " … ", .when = OF_TEXT },
	{ .name = "METRIC", .heading = "METRIC", .metrics = OUTCOME_METRICS },
	FPE_METRIC_ASKED_LIST(ASKED_COLUMN) FIELDS("METRIC", metric_columns),
	FIELDS("gain", gain_columns),
	FIELDS("relative_gain", relative_columns),
	FIELDS("loss_gain", loss_columns),
	{ 0 }
};

/* Of every metric of a row: a list, one value a seed; NULL: they are not wanted. */
static enum fpe_status read_values(struct outcome *outcome, int row, bool wanted,
				   json_t *values[FPE_METRIC_COUNT], struct fpe_error *err)
{
	for (int m = 0; m < FPE_METRIC_COUNT; m++)
		values[m] = wanted ? json_array() : NULL;
	for (int i = 0; i < outcome->seeds && wanted; i++) {
		const struct study_result *result;
		enum fpe_status status = outcome->read(outcome, i, &result, err);

		if (status)
			return status;
		for (int m = 0; m < FPE_METRIC_COUNT; m++)
			json_array_append_new(values[m], report_number(result->metric[row][m]));
	}
	return FPE_OK;
}

/* Dense gains nothing on itself. */
static void put_score(const struct fpe_summary *score, const struct fpe_summary *gain, bool dense,
		      struct rows *out)
{
	rows_put(out, DATUM(score->mean), DATUM(score->sd),
		 dense ? datum_format("%s", "") : DATUM(gain->mean),
		 dense ? datum_format("%s", "") : datum_interval(gain->low, gain->high));
}

/* A text: bits a character, and those less than dense; its accuracy says little. */
static void put_text_score(const struct fpe_summary *metric, bool dense, struct rows *out)
{
	struct fpe_summary gain = metric[OUTCOME_LOSS_GAIN];

	gain.mean /= log(2);
	gain.low /= log(2);
	gain.high /= log(2);
	rows_put(out, DATUM(metric[FPE_METRIC_TEST_ACCURACY].mean));
	put_score(&metric[FPE_METRIC_BITS_PER_CHARACTER], &gain, dense, out);
}

/* All metrics of tables come before those asked for. */
static void put_text(const struct fpe_summary *metric, int diverged, bool dense, struct rows *out)
{
	rows_put(out, DATUM(metric[FPE_METRIC_NNZ].mean), DATUM(diverged));
	put_score(&metric[FPE_METRIC_TEST_ACCURACY], &metric[OUTCOME_GAIN], dense, out);
	put_score(&metric[FPE_METRIC_TEST_LOSS], &metric[OUTCOME_LOSS_GAIN], dense, out);
	put_text_score(metric, dense, out);
	for (int m = 0; m < FPE_METRIC_COUNT; m++) {
		if ((OUTCOME_METRICS | ASKED_METRICS) >> m & 1)
			rows_put(out, DATUM(metric[m].mean));
	}
}

static void put_gain(const struct fpe_summary *s, struct rows *out)
{
	rows_put(out, DATUM(s->mean), DATUM(s->low), DATUM(s->high));
}

enum fpe_status outcome_put(struct outcome *outcome, const struct outcome_summary *summary, int row,
			    bool values, struct rows *out, struct fpe_error *err)
{
	const struct fpe_summary *metric = summary->value[row];
	json_t *list[FPE_METRIC_COUNT];
	enum fpe_status status = read_values(outcome, row, values, list, err);

	rows_put(out, DATUM(outcome->study.row[row].name),
		 DATUM(study_alpha(&outcome->study, row)));
	put_text(metric, summary->diverged[row], row == 0, out);
	for (int m = 0; m < FPE_METRIC_COUNT; m++) {
		if (m != FPE_METRIC_NNZ)
			rows_put(out, DATUM(metric[m].mean), DATUM(metric[m].sd),
				 DATUM(metric[m].min), DATUM(metric[m].max), datum_json(list[m]));
		else
			json_decref(list[m]);
	}
	for (int g = OUTCOME_FIRST_GAIN; g < OUTCOME_VALUES; g++)
		put_gain(&metric[g], out);
	return status;
}

unsigned outcome_shown(const struct study *study, bool diverged)
{
	const struct own_samples *own = recipe_own(&study->recipe);
	unsigned of = study_score(study) == FPE_METRIC_TEST_LOSS ? OF_TARGETS
		      : own && own->set.alphabet		 ? OF_TEXT
								 : OF_CLASSES;

	return of | study_asked(study) * ASKED(FPE_METRIC_ASKED) | (diverged ? DIVERGED : 0);
}

void outcome_say_diverged(struct report *report, int runs, int rows)
{
	if (rows)
		report_text(
			report,
			"diverged: %d row%s of %d runs; they have no numbers, and means are of the others\n",
			rows, rows == 1 ? "" : "s", runs);
}
