/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crew.c - tiles to hands, their slopes added in order.
 *
 * Not here: the tiles (pass.c), whose hands they are (fpe/team.h).
 */
#include "core/kernel/crew.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernel/pass.h"
#include "core/kernel/share.h"

/*
 * Multiply-adds of a call below which nobody is asked to help: it takes some ten
 * microseconds to hand work over and to wait for its end, twice with slopes.
 */
#define WORTH_HELP 4e6

/* What hands beside the caller's may use together; one may use more. */
#define MOST_BYTES ((size_t)512 << 20)

#define TILES 64 /* scored at once */
/* Multiply-adds of scores between two questions of the watch: some hundredths of a second, or
   tenths by the slowest of instruction sets. Slopes ask at each round of tiles, one a hand. */
#define UNWATCHED 2e9

static void free_own(struct crew_own *own)
{
	free(own->parameters);
	free(own->turned);
	free(own->tables);
}

static void free_hand(struct crew_hand *hand)
{
	if (!hand)
		return;
	scratch_clear(&hand->scratch);
	free_own(&hand->own);
	free(hand->slopes);
	free(hand);
}

void crew_clear(struct crew *crew)
{
	for (int i = 1; i < FPE_MAX_HANDS; i++)
		free_hand(crew->hand[i]);
	free_own(&crew->own);
}

enum fpe_status crew_init(struct fpe_kernel *k, struct fpe_error *err)
{
	k->crew.own.turned = packing_vectors(&k->packing, 1, 1);
	return k->crew.own.turned ? FPE_OK : fpe_no_memory(err);
}

static struct crew_hand *new_hand(const struct fpe_kernel *k)
{
	struct crew_hand *hand = aligned_alloc(_Alignof(struct crew_hand), sizeof *hand);

	if (!hand)
		return NULL;
	memset(hand, 0, sizeof *hand);
	if (!scratch_init(&hand->scratch, &k->scratch.shape, NULL))
		return hand;
	free_hand(hand);
	return NULL;
}

static bool has(const struct fpe_kernel *k, float **vector)
{
	if (!*vector)
		*vector = packing_vectors(&k->packing, 1, 1);
	return *vector;
}

/* Sets the pointers from `memory` on; returns the floats that takes. */
static size_t share_tables(struct lookup *of, size_t tables, float *memory)
{
	float *at = memory;

	of->weight = share(&at, tables * TABLE_STEP);
	of->table = share(&at, tables * TABLE_SIZE);
	return (size_t)(at - memory);
}

/* Memory for tables of its own, if the first layer goes by such. */
static bool has_tables(const struct fpe_kernel *k, struct crew_own *own)
{
	size_t tables = k->plan[0] == PLAN_TABLE ? (size_t)k->lookup.start[k->live[0].out] : 0;
	struct lookup of = k->lookup;
	float nothing[1];

	if (!tables || own->tables)
		return true;
	own->tables = aligned_alloc(FPE_ALIGN, share_tables(&of, tables, nothing) * sizeof(float));
	if (!own->tables)
		return false;
	share_tables(&of, tables, own->tables);
	own->lookup = of;
	return true;
}

/* Is there what hand i needs, and the caller where there is one? */
static bool equip(struct fpe_kernel *k, int i, bool slopes)
{
	struct crew *crew = &k->crew;
	struct crew_hand **hand = &crew->hand[i];

	if (!*hand)
		*hand = new_hand(k);
	return *hand && has_tables(k, &(*hand)->own) && has(k, &crew->own.parameters) &&
	       has(k, &(*hand)->own.parameters) &&
	       (!slopes || (has(k, &(*hand)->own.turned) && has(k, &(*hand)->slopes)));
}

static int most_hands(const struct fpe_kernel *k)
{
	size_t each = 3 * k->packing.floats * sizeof(float) + scratch_bytes(&k->scratch.shape);
	size_t most = 1 + MOST_BYTES / each;

	return most < 2 ? 2 : most > FPE_MAX_HANDS ? FPE_MAX_HANDS : (int)most;
}

/* Hands for so many pieces now, of a call that takes so many samples. Without memory it
   is done by fewer. */
static int find_hands(struct fpe_kernel *k, int pieces, double samples, bool slopes)
{
	double work = samples * (double)k->packing.weights * (slopes ? 3 : 1);
	int most = most_hands(k), hands, n = 1;

	if (k->call.tables)
		work /= TABLE_STEP; /* by one lookup */
	if (!k->crew.team || work < WORTH_HELP)
		return 1;
	hands = fpe_team_hands(k->crew.team, pieces < most ? pieces : most);
	while (n < hands && equip(k, n, slopes))
		n++;
	return n;
}

static struct crew_own *own_of(struct fpe_kernel *k, int hand)
{
	return hand ? &k->crew.hand[hand]->own : &k->crew.own;
}

float *crew_copy(struct fpe_kernel *k, int hand, const float *parameters)
{
	const struct crew_own *own = own_of(k, hand);

	return own->number == k->crew.number && own->copied && k->call.parameters == parameters
		       ? own->parameters
		       : NULL;
}

/* A hand at its first piece of a call. */
static void begin_hand(struct fpe_kernel *k, struct crew_own *own, bool copied, bool slopes)
{
	own->number = k->crew.number;
	own->copied = copied;
	if (copied)
		pass_copy(k, own->parameters, &own->call);
	else
		own->call = k->call;
	pass_look_up(k, own == &k->crew.own ? &k->lookup : &own->lookup, &own->call);
	if (slopes)
		pass_turn(k, own->turned, &own->call);
}

/* What a hand, of so many, works with. */
static struct scratch *scratch_of(struct fpe_kernel *k, int hand, int hands, bool slopes)
{
	struct crew_own *own = own_of(k, hand);
	struct scratch *s = hand ? &k->crew.hand[hand]->scratch : &k->scratch;

	if (own->number != k->crew.number)
		begin_hand(k, own, hands > 1, slopes);
	s->call = &own->call;
	return s;
}

/* Tiles that are done at once. */
struct batch {
	struct fpe_kernel *k;
	const struct feed *feed;
	int at;	   /* sample that the first begins with */
	int tiles; /* and hands */
	bool rough;
	float *gradient;
	double loss[FPE_MAX_HANDS];
};

static void slopes_of_tile(void *context, int piece, int hand)
{
	struct batch *b = context;
	struct fpe_kernel *k = b->k;
	float *to = piece ? k->crew.hand[piece]->slopes : b->gradient;

	/* later first tiles are added to the sum of those before */
	b->loss[piece] = pass_slopes(k, scratch_of(k, hand, b->tiles, true), b->feed,
				     b->at + piece * TILE, piece || !b->at, b->rough, to);
}

static void add_range(void *context, int piece, int hand)
{
	struct batch *b = context;
	struct fpe_kernel *k = b->k;
	struct fpe_part r = fpe_part_of(k->packing.floats, b->tiles, piece);

	(void)hand;
	for (int i = 1; i < b->tiles; i++)
		k->ops->add((int)(r.end - r.first), k->crew.hand[i]->slopes + r.first,
			    b->gradient + r.first);
}

static int tiles_in(int samples)
{
	return (samples + TILE - 1) / TILE;
}

double crew_slopes(struct fpe_kernel *k, const struct feed *feed, bool rough, float *gradient)
{
	struct batch b = { .k = k, .feed = feed, .rough = rough, .gradient = gradient };
	struct fpe_team *team = k->crew.team;
	double loss = 0;

	k->crew.number++;
	k->crew.hands = 1;
	if (feed->n < 1)
		memset(gradient, 0, k->packing.floats * sizeof *gradient);
	for (; b.at < feed->n; b.at += b.tiles * TILE) {
		if (fpe_watch_ask(k->crew.watch, NULL))
			return NAN;
		b.tiles = find_hands(k, tiles_in(feed->n - b.at), feed->n, true);
		fpe_team_run(team, b.tiles, b.tiles, slopes_of_tile, &b);
		if (b.tiles > 1)
			fpe_team_run(team, b.tiles, b.tiles, add_range, &b);
		for (int i = 0; i < b.tiles; i++)
			loss += b.loss[i];
		k->crew.hands = b.tiles > k->crew.hands ? b.tiles : k->crew.hands;
	}
	return loss;
}

/* Classes of the tile's samples. */
static void say_classes(const struct fpe_kernel *k, const struct scratch *s, int32_t *said)
{
	const float *logits = s->value[k->layers];
	float best[TILE];
	int n = s->samples.count;

	for (int t = 0; t < n; t++) {
		best[t] = logits[t];
		said[t] = pass_outputs(k) == 1 && logits[t] > 0;
	}
	for (int c = 1; c < pass_outputs(k); c++) {
		const float *row = logits + (size_t)c * TILE_ROW;

		for (int t = 0; t < n; t++) {
			bool more = row[t] > best[t];

			best[t] = more ? row[t] : best[t];
			said[t] = more ? c : said[t];
		}
	}
}

struct scores {
	struct fpe_kernel *k;
	const struct feed *feed;
	int at; /* sample that the first tile begins with */
	int hands;
	int32_t *said;
	double loss[TILES];
	int hits[TILES];
};

static void score_of_tile(void *context, int piece, int hand)
{
	struct scores *c = context;
	struct scratch *s = scratch_of(c->k, hand, c->hands, false);
	int at = c->at + piece * TILE;
	struct tile_loss l;

	pass_forward(c->k, s, c->feed, at);
	l = pass_loss(c->k, s, c->feed, NULL, 0, false);
	c->loss[piece] = l.loss;
	c->hits[piece] = l.hits;
	if (c->said)
		say_classes(c->k, s, c->said + at);
}

/* … of tiles that take so long; where many hands are at them they take less. */
int crew_unwatched(const struct fpe_kernel *k)
{
	double most = UNWATCHED / ((double)k->packing.weights * TILE);

	return !k->crew.watch || most > TILES ? TILES : most < 1 ? 1 : (int)most;
}

static int tiles_at_once(const struct fpe_kernel *k, int left)
{
	int tiles = crew_unwatched(k);

	return left < tiles ? left : tiles;
}

struct crew_score crew_score(struct fpe_kernel *k, const struct feed *feed, int32_t *said)
{
	struct scores c = { .k = k, .feed = feed, .said = said };
	struct crew_score sum = { 0, 0, false };

	k->crew.number++;
	for (int tiles; c.at < feed->n; c.at += tiles * TILE) {
		tiles = tiles_at_once(k, tiles_in(feed->n - c.at));
		sum.stopped = fpe_watch_ask(k->crew.watch, NULL) != FPE_OK;
		if (sum.stopped)
			return sum;
		c.hands = find_hands(k, tiles, feed->n, false);
		fpe_team_run(k->crew.team, c.hands, tiles, score_of_tile, &c);
		for (int i = 0; i < tiles; i++) {
			sum.loss += c.loss[i];
			sum.hits += c.hits[i];
		}
	}
	return sum;
}
