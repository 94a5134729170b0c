/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_screen_json.c - what the screen shows comes back from JSON as it was, and no JSON
 * leads to a state that cannot be drawn.
 */
#include "support/test.h"

#include <stdlib.h>
#include <time.h>

#include "fpe/rng.h"
#include "support/snapshot_fixture.h"
#include "view/screen/arrangement.h"
#include "view/screen/screen_json.h"

static struct panel_options other_options(void)
{
	struct panel_options o = {
		.arm = { 3, 4 },
		.minus = 5,
		.minus_epoch = 6,
		.of = FPE_OF_CLAUSES,
		.metric = FPE_METRIC_COUNT - 1,
		.layer = 2,
		.from = 7,
		.to = 9,
		.smooth = 11,
		.log = true,
		.shape = { 12, 13 },
		.zoom = -3,
		.sample = 14,
		.camera = { .yaw = 15.5F, .pitch = -16.25F, .distance = 2.5F, .spin = true },
		.sweep = { .view = 2,
			   .x = "alpha",
			   .y = "hidden",
			   .metric = "gain",
			   .arm = "random,clause",
			   .minus = "dense",
			   .hold = "alpha:4" }
	};

	return o;
}

static char *text_of(const struct screen_state *state)
{
	json_t *json = screen_state_json(state);
	char *text;

	assert_non_null(json);
	text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	assert_non_null(text);
	return text;
}

static void take(struct screen_state *state, const char *text, int first_id)
{
	json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);

	assert_non_null(json);
	screen_state_take(state, json, first_id);
	json_decref(json);
}

/* Every option, of the first and of a hidden panel, under another arrangement. */
static void a_state_comes_back(void **unused)
{
	static struct screen_state state, again;
	struct panel_options o = other_options();
	char *text, *text_again;

	(void)unused;
	screen_state_init(&state);
	arrangement_apply(1, &state);
	screen_show(&state, 3, &o);
	state.home[1] = HOME_RIGHT_BOTTOM;
	state.at = 17;
	text = text_of(&state);
	screen_state_init(&again);
	take(&again, text, 0);
	assert_int_equal(again.at, 17);
	assert_int_equal(again.arrangement, 1);
	assert_int_equal(again.shown, state.shown);
	assert_memory_equal(again.panel, state.panel, (size_t)state.shown * sizeof *state.panel);
	assert_memory_equal(again.home, state.home, (size_t)state.shown * sizeof *state.home);
	assert_memory_equal(&again.options[0], &o, offsetof(struct panel_options, cursor));
	text_again = text_of(&again);
	assert_string_equal(text, text_again);
	free(text);
	free(text_again);
	arrangement_apply(0, &state);
	text = text_of(&state);
	take(&again, text, 0);
	arrangement_apply(1, &again);
	assert_int_equal(again.kept[3].from, 7);
	free(text);
}

static void arms_count_from_an_id(void **unused)
{
	static struct screen_state state;

	(void)unused;
	screen_state_init(&state);
	take(&state, "{\"panels\":[{\"panel\":\"curves\",\"shown\":true,\"arm\":2,\"minus\":-1}]}",
	     40);
	assert_int_equal(state.shown, 1);
	assert_int_equal(state.options[0].arm[0], 42);
	assert_int_equal(state.options[0].arm[1], -1);
	assert_int_equal(state.options[0].minus, -1);
}

static void what_is_no_state_changes_nothing(void **unused)
{
	static const char *const texts[] = { "null", "[]", "3", "\"panels\"" };
	static struct screen_state state, before;

	(void)unused;
	screen_state_init(&state);
	before = state;
	screen_state_take(&state, NULL, 0);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		test_row("%s", texts[i]);
		take(&state, texts[i], 0);
	}
	assert_memory_equal(&state, &before, sizeof state);
}

static const char *any_value(struct fpe_rng *rng, char *buffer, size_t size)
{
	static const char *const values[] = { "null", "true",  "[]", "\"alpha\"", "\"\\u001b[2J\"",
					      "-1",   "1e300", "0",  "4096",	  "\"heatmap\"",
					      "{}",   "\"\"",  "8",  "2147483647" };
	uint64_t any = fpe_rng_u64(rng);

	if (any % 3 == 0)
		return values[any / 3 % (sizeof values / sizeof *values)];
	snprintf(buffer, size, "%d", (int)(any >> 8 & 0x3ff) - 64);
	return buffer;
}

/* About half of what an object names gets any value. */
static void spoil(struct fpe_rng *rng, json_t *object)
{
	char buffer[24];
	const char *key;
	json_t *value;
	void *next;

	json_object_foreach_safe(object, next, key, value)
	{
		if (json_is_string(value) && strcmp(key, "panel") == 0 && fpe_rng_u64(rng) % 8)
			continue;
		if (fpe_rng_u64(rng) % 2)
			json_object_set_new(object, key,
					    json_loads(any_value(rng, buffer, sizeof buffer),
						       JSON_DECODE_ANY, NULL));
	}
}

static void spoil_panels(struct fpe_rng *rng, json_t *json)
{
	json_t *list = json_object_get(json, "panels");

	for (size_t i = 0; i < json_array_size(list); i++)
		spoil(rng, json_array_get(list, i));
	if (fpe_rng_u64(rng) % 4 == 0)
		spoil(rng, json);
}

static void any_values_can_be_drawn(void **unused)
{
	struct snapshot_fixture *f = snapshot_fixture_new(1);
	uint64_t seed = (uint64_t)time(NULL);
	static struct screen_state state;
	struct panel_options o = other_options();
	struct fpe_rng rng;
	char *like;

	(void)unused;
	fixture_run(f);
	fpe_rng_open(&rng, seed, FPE_RNG_TEST_ONLY, 0);
	screen_state_init(&state);
	for (int i = 0; i < panel_count(); i++)
		screen_show(&state, i, &o);
	like = text_of(&state);
	for (int i = 0; i < 300; i++) {
		struct grid *g = grid_new(34, 120, false);
		json_t *json = json_loads(like, 0, NULL);

		test_row("seed %llu, %d", (unsigned long long)seed, i);
		spoil_panels(&rng, json);
		screen_state_take(&state, json, 1);
		json_decref(json);
		screen_draw(&f->snapshot, &state, NULL, g);
		for (int p = 0; p < state.shown; p++)
			panel_draw(state.panel[p], &f->snapshot, &state.options[p], grid_area(g));
		grid_free(g);
	}
	free(like);
	snapshot_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_state_comes_back),
		cmocka_unit_test(arms_count_from_an_id),
		cmocka_unit_test(what_is_no_state_changes_nothing),
		cmocka_unit_test(any_values_can_be_drawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
