/* SPDX-License-Identifier: GPL-3.0-or-later */
/* neuron_words.c - what a neuron does, in words, as numbers, and on paper. */
#include <math.h>

#include "view/figure/figure_table.h"
#include "view/panel/neuron/profile.h"
#include "view/paper/paper_arms.h"

/* The neuron that a hit is of, measured anew. False: of another figure or an older picture. */
static bool look(struct profile *p, const struct snapshot *s, const struct hit *hit)
{
	struct panel_options own = panel_defaults;
	struct snapshot here = *s;
	int neuron = hit->kind == HIT_CLAUSE ? hit->column : hit->row;

	*p = (struct profile){ 0 };
	if ((hit->kind != HIT_CLAUSE && hit->kind != HIT_INPUT && hit->kind != HIT_NEURON) ||
	    hit->arm < 0 || hit->arm >= s->arms)
		return false;
	here.look = (struct snapshot_look){ s->arm[hit->arm].id, hit->layer, neuron, 0 };
	if (profile_open(p, &here, &own, false) || p->layer != hit->layer || p->neuron != neuron)
		return false;
	p->s = s;
	return hit->kind == HIT_NEURON ||
	       (hit->kind == HIT_CLAUSE ? hit->row >= 0 && hit->row <= p->n.parts
					: hit->column >= 0 && hit->column < p->n.inputs);
}

static void tell_part(const struct profile *p, int part, struct textbuf *out)
{
	char text[200];

	if (part == p->n.parts) {
		tell(out, "all %d samples: from %s to %s", p->n.samples,
		     figure_number((double)p->n.least).text, figure_number((double)p->n.most).text);
		return;
	}
	tell(out, "%s and %s: AUC %s, mean activation there %s",
	     figure_neuron(p->a->net, p->layer, p->neuron).text,
	     p->n.of_clauses ? figure_clause_text(p->s, part, text, sizeof text)
			     : profile_part(p, part).text,
	     figure_number(p->n.auc[part]).text, figure_number(p->n.part_mean[part]).text);
}

static void tell_input(const struct profile *p, int input, struct textbuf *out)
{
	const struct fpe_layer *l = &p->a->net->layer[0];

	tell(out, "%s and %s: AUC %s", figure_neuron(p->a->net, p->layer, p->neuron).text,
	     figure_input(p->s, p->a->net, 0, input).text,
	     figure_number(p->n.input_auc[input]).text);
	if (!p->layer && figure_live(l, p->neuron, input))
		tell(out, ", weight %s", figure_signed(figure_weight(l, p->neuron, input)).text);
	else if (!p->layer)
		tell(out, ", masked out");
}

static void tell_whole(const struct profile *p, struct textbuf *out)
{
	int best = profile_best(p->n.auc, p->n.parts, 0);

	tell(out, "%s of %s: active on %.1f %% of %d samples",
	     figure_neuron(p->a->net, p->layer, p->neuron).text, p->a->name, 100 * p->n.active,
	     p->n.samples);
	if (best >= 0)
		tell(out, "; tells %s best, AUC %s", profile_part(p, best).text,
		     figure_number(p->n.auc[best]).text);
}

static void tell_hit(const struct profile *p, const struct hit *hit, struct textbuf *out)
{
	if (hit->kind == HIT_CLAUSE)
		tell_part(p, hit->row, out);
	else if (hit->kind == HIT_INPUT)
		tell_input(p, hit->column, out);
	else
		tell_whole(p, out);
}

void neuron_describe(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		     bool ascii, struct textbuf *out)
{
	struct profile p;

	(void)o;
	(void)ascii;
	if (look(&p, s, hit))
		tell_hit(&p, hit, out);
	profile_close(&p);
}

enum panel_edit neuron_circuit(const struct snapshot *s, const struct panel_options *o,
			       const struct hit *hit, char *command, size_t size)
{
	(void)o;
	if (!figure_hit_arm(s, hit, HIT_CLAUSE))
		return EDIT_NONE;
	return figure_circuit(s, hit->arm, hit->row, command, size);
}

static void tell_bins(const struct profile *p, int part, struct textbuf *out)
{
	const int *count = p->n.histogram + (size_t)part * FPE_NEURON_BINS;
	double wide = (double)(p->n.most - p->n.least) / FPE_NEURON_BINS;

	tell(out, "\nSamples there by activation:\n");
	for (int b = 0; b < FPE_NEURON_BINS; b++) {
		double from = (double)p->n.least + b * wide;

		if (count[b])
			tell(out, "  %8s … %-8s %d\n", figure_number(from).text,
			     figure_number(from + wide).text, count[b]);
	}
}

double neuron_sample_value(const struct fpe_data *d, int sample, int input)
{
	if (d->real)
		return (double)d->real[(size_t)sample * (size_t)d->inputs + (size_t)input];
	return d->bits[(size_t)sample * (size_t)d->words + (size_t)(input / 64)] >> input % 64 & 1;
}

/* Of the samples that were taken, those where it holds: a clause, a class, an input above its
   mean. */
static int holds_in(const struct profile *p, const struct hit *hit)
{
	const struct fpe_data *d = p->s->samples;
	double mean = 0;
	int n = 0;

	if (hit->kind == HIT_CLAUSE) {
		for (int b = 0; b < FPE_NEURON_BINS; b++)
			n += p->n.histogram[hit->row * FPE_NEURON_BINS + b];
		return n;
	}
	for (int s = 0; s < p->n.samples; s++)
		mean += neuron_sample_value(d, s, hit->column) / p->n.samples;
	for (int s = 0; s < p->n.samples; s++)
		n += neuron_sample_value(d, s, hit->column) > mean;
	return n;
}

static void tell_auc(const struct profile *p, const struct hit *hit, struct textbuf *out)
{
	double auc = hit->kind == HIT_CLAUSE  ? p->n.auc[hit->row]
		     : hit->kind == HIT_INPUT ? p->n.input_auc[hit->column]
					      : NAN;
	double n, m;

	tell(out,
	     "\nAUC = (R - n (n + 1) / 2) / (n m), R the sum of the ranks of the activations of the n samples where it holds, among all n + m");
	if (!isnan(auc)) {
		n = holds_in(p, hit);
		m = p->n.samples - n;
		tell(out, "\n    = (%.10g - %.0f x %.0f / 2) / (%.0f x %.0f) = %.4f",
		     round(2 * auc * n * m) / 2 + n * (n + 1) / 2, n, n + 1, n, m, auc);
	}
	tell(out, ".\n");
}

void neuron_work_out(const struct snapshot *s, const struct panel_options *o, const struct hit *hit,
		     struct textbuf *out)
{
	struct profile p;

	(void)o;
	if (look(&p, s, hit)) {
		tell_hit(&p, hit, out);
		tell(out, "\n(the first %d %s samples; %s, epoch %d)\n", p.n.samples,
		     s->test_samples ? "test" : "training", p.a->name, p.a->epoch);
		if (hit->kind == HIT_CLAUSE)
			tell_bins(&p, hit->row, out);
		if (hit->kind != HIT_CLAUSE || hit->row < p.n.parts)
			tell_auc(&p, hit, out);
		tell(out,
		     "\nIts sums W x + b have mean %s and deviation %s; sorted, and brought to mean 0 and deviation 1, they are on the mean %s from the normal quantiles (Wasserstein).\n",
		     figure_number(p.n.mean).text, figure_number(p.n.deviation).text,
		     figure_number(p.n.wasserstein).text);
	}
	profile_close(&p);
}

static void member_numbers(const struct profile *p, const struct snapshot_arm *a, int neuron,
			   const struct fpe_neuron *n, struct figure_table *out)
{
	char part[FPE_CLAUSE_NAME];

	for (int i = 0; i < n->parts; i++) {
		figure_table_texts(out, a->name, figure_neuron(a->net, p->layer, neuron).text,
				   figure_part(p->s, p->n.of_clauses, i, part), NULL);
		figure_table_numbers(out, n->auc[i], n->part_mean[i]);
	}
	for (int j = 0; j < n->inputs; j++) {
		figure_table_texts(out, a->name, figure_neuron(a->net, p->layer, neuron).text,
				   figure_input(p->s, a->net, 0, j).text, NULL);
		figure_table_numbers(out, n->input_auc[j], NAN);
	}
}

void neuron_numbers(const struct snapshot *s, const struct panel_options *o,
		    struct figure_table *out)
{
	struct profile p;
	const char *why = profile_open(&p, s, o, true);
	bool told = false;

	figure_table_keys(out, "arm", "neuron", "of", NULL);
	figure_table_value(out, "AUC", NULL, "all alike");
	figure_table_value(out, "mean activation", NULL, NULL);
	for (int k = 0; !why && k < p.family; k++) {
		const struct profile_member *m = &p.member[k];

		told |= m->arm == p.arm && m->neuron == p.neuron;
		member_numbers(&p, &s->arm[m->arm], m->neuron, &m->n, out);
	}
	if (!why && !told)
		member_numbers(&p, p.a, p.neuron, &p.n, out);
	profile_close(&p);
}

/* Of each clause or class the share of its samples in every bin. */
static void add_histogram(const struct profile *p, struct paper *out)
{
	struct paper_view *view = paper_add(out, PAPER_MATRIX);
	struct paper_matrix *m = &view->matrix;
	double wide = (double)(p->n.most - p->n.least) / FPE_NEURON_BINS, most = 0;

	paper_matrix_size(out, view, p->n.parts + 1, FPE_NEURON_BINS);
	for (int r = 0; r < m->rows; r++) {
		const int *count = p->n.histogram + (size_t)r * FPE_NEURON_BINS;
		double all = 0;

		for (int b = 0; b < FPE_NEURON_BINS; b++)
			all += count[b];
		m->row_name[r] =
			paper_text(out, "%s", r < p->n.parts ? profile_part(p, r).text : "all");
		if (r < p->n.parts && isfinite(p->n.auc[r]))
			m->row_note[r] = paper_text(out, "%.3f", p->n.auc[r]);
		for (int b = 0; b < m->columns; b++) {
			m->value[(size_t)r * (size_t)m->columns + (size_t)b] =
				all > 0 ? count[b] / all : NAN;
			most = all > 0 ? fmax(most, count[b] / all) : most;
		}
	}
	for (int b = 0; b < m->columns; b++)
		m->column_name[b] = paper_text(out, "%.2g", (double)p->n.least + b * wide);
	m->high = most > 0 ? ceil(20 * most - 1e-9) / 20 : 1;
	m->cell = 20;
	m->note_head = paper_text(out, "AUC");
	m->column_head = paper_text(out, "activation from");
	m->scale_name = paper_text(out, "share of the row's samples");
	m->bar = true;
	view->note = paper_text(out, "%s of %s, fc%d, epoch %d; the first %d samples.",
				figure_neuron(p->a->net, p->layer, p->neuron).text, p->a->name,
				p->layer + 1, p->a->epoch, p->n.samples);
}

void neuron_paper(const struct snapshot *s, const struct panel_options *o, struct paper *out)
{
	struct profile p;
	const char *why = profile_open(&p, s, o, false);

	if (why)
		paper_say(out, why);
	else
		add_histogram(&p, out);
	profile_close(&p);
}
