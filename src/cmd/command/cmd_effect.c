/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_effect.c - `effect`: how large something is over the seeds of a study, whether it is
 * past a bound, and whether that is what the paper says.
 */
#include "cmd/command/names.h"
#include "cmd/player/call.h"

#include <math.h>
#include <stdio.h>

#include "cmd/report/claim.h"
#include "cmd/report/column.h"

#define REAL_OR_NULL "number or null"
static const struct column effect_fields[] = {
	FIELD("expression", "text", "as written"),
	FIELD("label", "text", "what it is called; the expression where nothing is given"),
	FIELD("seeds", "integer", "of the last compare or sweep, without those that diverged"),
	FIELD("nulls", "integer", "of these: at which the expression has no value"),
	FIELD("diverged", "integer", "seeds that are left out, as something asked for diverged"),
	FIELD("mean", REAL_OR_NULL, "over the seeds; null where one is"),
	FIELD("low", REAL_OR_NULL, "95 % Student-t interval; null for one seed"),
	FIELD("high", REAL_OR_NULL, "its other end"),
	FIELD("error", REAL_OR_NULL, "standard error of the mean"),
	FIELD("claim", "text or null", "the bounds that are asserted: above 5"),
	FIELD("margin", REAL_OR_NULL,
	      "standard errors from the mean to the nearest of them, below 0 on the wrong side; null without one, or where all seeds agree"),
	FIELD("holds", "truth or null", "by 2.6 standard errors; null without bounds"),
	FIELD("paper", "text or null", "the bounds that the paper has"),
	FIELD("source", "text or null", "who has them, where that is not the paper"),
	FIELD("verdict", "text or null",
	      "as in the paper (of a source: as there), not as in the paper, undecided"),
	{ 0 }
};

static struct claim read_claim(const struct call *call, const char *above, const char *below,
			       const char *within)
{
	return (struct claim){ call_number(call, above, NAN), call_number(call, below, NAN),
			       call_number(call, within, NAN) };
}

/* other: it is not the paper that says so. */
static const char *verdict_of(const struct claim *paper, bool other, const struct fpe_summary *mean)
{
	static const char *const words[][3] = {
		{ [CLAIM_UNDECIDED] = "undecided",
		  [CLAIM_HOLDS] = "as in the paper",
		  [CLAIM_FAILS] = "not as in the paper" },
		{ [CLAIM_UNDECIDED] = "undecided",
		  [CLAIM_HOLDS] = "as there",
		  [CLAIM_FAILS] = "not as there" },
	};

	return claim_made(paper) ? words[other][claim_verdict(claim_margin(paper, mean))] : NULL;
}

/* "by 4.2 standard errors" */
static const char *margin_words(double margin, char *out, size_t size)
{
	if (isinf(margin))
		snprintf(out, size, "at every seed");
	else
		snprintf(out, size, "by %.1f standard errors", margin);
	return out;
}

static void effect_text(struct call *call, const char *label, const struct study_values *v,
			const struct claim *claim, const struct claim *paper)
{
	const struct fpe_summary *s = &v->over;
	double margin = claim_margin(claim, s);
	char nulls[96], words[96], by[48];
	const char *seeds = s->n == 1 ? "" : "s", *source = call_text(call, "source");

	if (isfinite(s->low))
		report_text(call->report, "%s: %.4g, 95 %% interval %.4g … %.4g, %d seed%s", label,
			    s->mean, s->low, s->high, s->n, seeds);
	else if (isfinite(s->mean))
		report_text(call->report, "%s: %.4g, %d seed%s", label, s->mean, s->n, seeds);
	else
		report_text(call->report, "%s: null", label);
	if (names_nulls(v, nulls, sizeof nulls)[0])
		report_text(call->report, " (%s)", nulls);
	if (claim_verdict(margin) == CLAIM_HOLDS)
		report_text(call->report, "; %s %s", claim_words(claim, words, sizeof words),
			    margin_words(margin, by, sizeof by));
	if (claim_made(paper))
		report_text(call->report, "; %s: %s: %s", source ? source : "the paper",
			    claim_words(paper, words, sizeof words), verdict_of(paper, source, s));
	report_text(call->report, "\n");
}

static void effect_report(struct call *call, const char *label, const struct study_values *v,
			  const struct claim *claim, const struct claim *paper)
{
	const struct fpe_summary *s = &v->over;
	double margin = claim_margin(claim, s);
	char ours[96], theirs[96];
	const char *source = call_text(call, "source");
	bool made = claim_made(claim);

	claim_words(claim, ours, sizeof ours);
	claim_words(paper, theirs, sizeof theirs);
	column_report(call->report, DATUM(call_text(call, "expression")), DATUM(label), DATUM(s->n),
		      DATUM(v->nulls), DATUM(v->diverged), DATUM(s->mean), DATUM(s->low),
		      DATUM(s->high), DATUM(s->sd / sqrt(s->n)), datum_text(made ? ours : NULL),
		      DATUM(margin),
		      made ? datum_truth(claim_verdict(margin) == CLAIM_HOLDS) : datum_text(NULL),
		      datum_text(claim_made(paper) ? theirs : NULL), datum_text(source),
		      datum_text(verdict_of(paper, source, s)));
}

static enum fpe_status run_effect(struct call *call)
{
	const char *expression = call_text(call, "expression"), *label = call_text(call, "label");
	struct claim claim = read_claim(call, "above", "below", "within");
	struct claim paper = read_claim(call, "paper_above", "paper_below", "paper_within");
	struct study_values v;
	enum fpe_status status = names_over_seeds(call, "effect", expression, &v, &call->err);
	char words[96], by[48];
	double margin;

	if (status)
		return call_blame(call, "expression", status);
	label = label ? label : expression;
	margin = claim_margin(&claim, &v.over);
	effect_report(call, label, &v, &claim, &paper);
	effect_text(call, label, &v, &claim, &paper);
	if (!claim_made(&claim) || claim_verdict(margin) == CLAIM_HOLDS)
		return FPE_OK;
	call->shows = true;
	claim_words(&claim, words, sizeof words);
	if (isnan(margin))
		return call_fail(call, "expression", FPE_ESTATE, "%s: there is no mean to be %s",
				 label, words);
	return call_fail(call, "expression", FPE_ESTATE,
			 "%s: %.4g is not %s by %.1f standard errors, but %s", label, v.over.mean,
			 words, CLAIM_MARGIN, margin_words(margin, by, sizeof by));
}

#define BOUND(key, text) ARG(key, REAL, text, .min = -INFINITY, .max = INFINITY)

const struct command cmd_effect = {
	VERB("effect", COMMAND_BOUNDARY | COMMAND_REPORT | COMMAND_ASIDE, run_effect),
	.help = "Mean and 95 % interval of an expression, worked out for each seed of the last compare or sweep.",
	.details =
		"Paired: effect gain(clause) - gain(random) is the mean of the differences. "
		"After a sweep a row is named with its point, as in gain(clause, alpha == 4); split_METRIC is at the split. "
		"With a bound (after the label) it is an assertion: it fails unless the mean is past the bound by 2.6 standard errors, so that other seeds will seldom say otherwise. "
		"paper_above, paper_below and paper_within are what the paper says: by the same margin it is so here, or it is not, or it is undecided; nothing fails. With source= it is somebody else who says so.",
	EXAMPLE_AFTER("compare seeds=2 epochs=6",
		      "effect gain(clause) - gain(random) \"clause over random\" paper_above=0"),
	.fields = effect_fields,
	.args = { NEED("expression", EXPRESSION, "the expression"),
		  WORD("label", TEXT, "what to call it, quoted"),
		  BOUND("above", "the mean is more than this"),
		  BOUND("below", "the mean is less than this"),
		  BOUND("within", "the mean is no further from 0 than this"),
		  BOUND("paper_above", "the paper has it above this"),
		  BOUND("paper_below", "the paper has it below this"),
		  BOUND("paper_within", "the paper has it so near to 0"),
		  ARG("source", TEXT, "who has it there, quoted", .fallback = "the paper") },
};
