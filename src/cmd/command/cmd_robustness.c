/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_robustness.c - `robustness` and `codes`: how well a net does what it does. */
#include "cmd/player/call.h"
#include "cmd/report/column.h"

#include <math.h>

#include "lab/arm/attack.h"
#include "lab/arm/robustness.h"

/* Lines that only tables of Boolean samples have, or those of real ones. */
#define OF_BITS COLUMN_OWN
#define OF_REALS (COLUMN_OWN << 1)
_Static_assert(ATTACK_SAMPLES == 2000 && ATTACK_EXACT == 24, "help says so");

static const struct column flip_columns[] = {
	FIELD("flip", "number", "chance that an input bit is flipped"),
	{ "test_accuracy", "number", "with bits flipped", .digits = 3 },
	{ 0 }
};
/* Turned: one fault a line, one arm a column. */
static const struct column robustness_columns[] = {
	{ "arm", "text", "name", .heading = "what is wrong" },
	{ "test_accuracy", "number or null", "as it is", .heading = "nothing", .digits = 3,
	  .when = OF_REALS },
	{ .name = "flips[]", .columns = flip_columns, .heading = "bits flipped" },
	{ "drop_mean", "number", "test accuracy with one hidden neuron silent, mean over neurons",
	  .heading = "a neuron silent, mean", .digits = 3 },
	{ "drop_worst", "number", "the same, at the worst neuron",
	  .heading = "a neuron silent, worst", .digits = 3 },
	{ "adversarial_accuracy", "number or null",
	  "test accuracy with inputs chosen against the net; null: no classes, or bits and no formula",
	  .heading = "an adversary's inputs", .digits = 3 },
	FIELD("attack", "text or null",
	      "how: flip (one bit that leaves the formula's label, where one helps), pgd or fgsm"),
	FIELD("eps", "number or null", "by how much each real input is moved at most"),
	{ "fewest_flips", "number or null",
	  "mean over test samples answered right of the fewest bits that leave the formula's label and change the answer; inputs + 1 where none do",
	  .heading = "fewest flips to a wrong answer", .digits = 2, .when = OF_BITS },
	FIELD("flips_exact", "true or false or null",
	      "they are the fewest, by all 2^inputs, up to 24 inputs; false: as few as a greedy search found"),
	{ 0 }
};
static const struct column robustness_fields[] = { FIELDS("arms[]", robustness_columns), { 0 } };

/* What an adversary gets out of an arm. */
struct attacked {
	struct attack_flips flips;
	bool flipped, moved;
	double accuracy;
};

#define ATTACK_WORDS "pgd|fgsm" /* the first one: more than one step */
static const char *const attack_names[] = { "pgd", "fgsm" };

static enum fpe_status attack(struct call *call, struct arm *arm, int how, double eps,
			      struct attacked *out)
{
	struct fpe_kernel *kernel = fpe_trainer_kernel(arm->trainer);
	const struct fpe_net *net = fpe_trainer_net(arm->trainer);
	const struct fpe_data *test = arm->lesson->test;
	const struct fpe_watch *watch = session_watch(call->session);

	*out = (struct attacked){ .flips = { .mean = NAN, .one = NAN }, .accuracy = NAN };
	out->flipped = attack_can_flip(test, call->session->task);
	out->moved = test->real && test->label;
	if (out->flipped) {
		enum fpe_status status = attack_flips(kernel, net, test, call->session->task,
						      ATTACK_EXACT, watch, &out->flips, &call->err);

		out->accuracy = out->flips.one;
		return status;
	}
	if (!out->moved)
		return FPE_OK;
	return attack_real(kernel, net, test, eps, how == 0 ? ATTACK_STEPS : 1, watch,
			   &out->accuracy, &call->err);
}

static enum fpe_status put_arm(struct call *call, struct arm *arm, const struct value *flip,
			       struct rows *out)
{
	int how = call_given(call, "attack") ? call_value(call, "attack")->choice : 0;
	double eps = call_number(call, "eps", ATTACK_EPS);
	struct attacked a = { 0 };
	struct fpe_kernel *kernel = fpe_trainer_kernel(arm->trainer);
	const struct fpe_net *net = fpe_trainer_net(arm->trainer);
	const struct fpe_data *test = arm->lesson->test;
	struct rows flips = { .columns = flip_columns };
	double metric[FPE_METRIC_COUNT] = { 0 }, accuracy = NAN, mean = NAN, worst = NAN;
	enum fpe_status status;

	if (!test)
		return call_fail(call, NULL, FPE_ESTATE, "there are no test samples");
	status = arm_measure(arm, 0, session_watch(call->session), metric, &call->err);
	for (int i = 0; i < flip->count && !status; i++) {
		status = robustness_flip(kernel, net, test, flip->numbers[i], call->session->seed,
					 session_watch(call->session), &accuracy, &call->err);
		rows_put(&flips, DATUM(flip->numbers[i]), DATUM(accuracy));
	}
	if (!status)
		status = robustness_drop(kernel, net, test, session_watch(call->session), &mean,
					 &worst, &call->err);
	if (!status)
		status = attack(call, arm, how, eps, &a);
	rows_put(out, DATUM(arm->name), DATUM(metric[FPE_METRIC_TEST_ACCURACY]), datum_rows(&flips),
		 DATUM(mean), DATUM(worst), DATUM(a.accuracy),
		 DATUM(a.flipped ? "flip"
		       : a.moved ? attack_names[how]
				 : NULL),
		 DATUM(a.moved ? eps : NAN), DATUM(a.flips.mean),
		 a.flipped ? DATUM(a.flips.exact) : DATUM((const char *)NULL));
	return status;
}

/* attack= and eps= are of real inputs. */
static enum fpe_status check_attack(struct call *call)
{
	const char *given = call_given(call, "attack") ? "attack"
			    : call_given(call, "eps")  ? "eps"
						       : NULL;

	if (!given || call->session->train->real)
		return FPE_OK;
	return call_fail(call, given, FPE_ESTATE,
			 "%s: the inputs are Boolean: bits are flipped, not moved", given);
}

/* A greedy search may miss the fewest. */
static void tell_search(struct call *call)
{
	const struct session *s = call->session;

	if (s->test && attack_can_flip(s->test, s->task) && s->test->inputs > ATTACK_EXACT)
		report_text(
			call->report,
			"fewest flips: as few as a greedy search found, with %d inputs; up to %d it is exact\n",
			s->test->inputs, ATTACK_EXACT);
}

static enum fpe_status run_robustness(struct call *call)
{
	double standard[] = { 0, .05, .1, .15, .2, .25, .3 };
	struct value flip = { .count = 7, .numbers = standard };
	struct session *s = call->session;
	struct rows arms = { .columns = robustness_columns };
	enum fpe_status status = session_ready(s, &call->err);

	if (call_given(call, "flip"))
		flip = *call_value(call, "flip");
	if (!status)
		status = check_attack(call);
	if (!status && s->train->real && !call_given(call, "flip"))
		flip.count = 0; /* there are no bits */
	for (int i = 0; i < s->arms && !status; i++)
		status = put_arm(call, s->arm[i], &flip, &arms);
	if (!status) {
		report_text(call->report, "robustness: test accuracy\n");
		rows_turned(&arms, call->report, s->train->bits ? OF_BITS : OF_REALS);
		tell_search(call);
		column_report(call->report, datum_rows(&arms));
	}
	rows_clear(&arms);
	return status;
}

const struct command cmd_robustness = {
	VERB("robustness", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REPORT, run_robustness),
	.help = "Test accuracy with input bits flipped, a hidden neuron silent, and an adversary.",
	.details =
		"The same bits are flipped for every arm, and a larger chance flips those of a smaller one too. "
		"An adversary may flip bits only so that the formula's label stays as it is: what fewest flips change the answer is exact up to 24 inputs, where all are looked at, and beyond that what a greedy search finds. "
		"Real inputs are moved by at most eps each, in their own units, up the loss: by one step of the slope's signs (attack=fgsm, arXiv 1412.6572) or ten of a quarter of eps (attack=pgd, arXiv 1706.06083). "
		"Of more than 2000 test samples the first 2000 are attacked. Neither takes part where samples have no formula or no classes.",
	EXAMPLE_AFTER("train 1", "robustness flip=0,0.1"),
	.more_examples =
		"task csv tests/golden/flowers.csv\nnet\ntrain 5\nrobustness attack=fgsm eps=0.3",
	LARGE(LARGE_NET "robustness flip=0..0.3:{0.01|0.0001}"),
	.fields = robustness_fields,
	.args = { ARG("flip", REALS, "chances that an input bit is flipped", .min = 0, .max = 1,
		      .fallback = "0..0.3:0.05"),
		  ARG("attack", CHOICE, "how real inputs are moved", .choices = ATTACK_WORDS,
		      .fallback = "pgd"),
		  ARG("eps", REAL, "by how much each real input at most", .min = 0, .max = 1000,
		      .fallback = "0.1") },
};

static const struct column codes_columns[] = {
	SHOWN("arm", "text", "name"),
	SHOWN("pairs", "integer", "(neuron, clause) with every weight of the clause live"),
	SHOWN("agree", "integer", "those whose signs are the literals', up to one common sign"),
	{ "codes", "number or null", "agree over pairs", .heading = "share", .digits = 3 },
	SHOWN("chance", "number or null", "what random signs would give: mean of 2^(1-k)",
	      .digits = 3),
	{ 0 }
};
static const struct column codes_fields[] = { FIELDS("arms[]", codes_columns), { 0 } };

static enum fpe_status run_codes(struct call *call)
{
	struct session *s = call->session;
	struct rows arms = { .columns = codes_columns };
	enum fpe_status status = session_ready(s, &call->err);

	if (status)
		return status;
	for (int i = 0; i < s->arms; i++) {
		struct fpe_codes c = fpe_codes(s->arm[i]->net, &s->task->clauses);

		rows_put(&arms, DATUM(s->arm[i]->name), DATUM(c.pairs), DATUM(c.agree),
			 DATUM(c.share), DATUM(c.chance));
	}
	rows_table(&arms, call->report, 0);
	column_report(call->report, datum_rows(&arms));
	return FPE_OK;
}

const struct command cmd_codes = {
	VERB("codes", COMMAND_BOUNDARY | COMMAND_ASIDE | COMMAND_REPORT, run_codes),
	.help = "Does the first layer compute the clauses by the signs of their literals?",
	.details = "The combinatorial code of arXiv 2504.08842. "
		   "Clauses whose inputs have no sign, parities, are left out.",
	EXAMPLE_AFTER("train 1", "codes"),
	LARGE(LARGE_NET "codes"),
	.fields = codes_fields,
};
