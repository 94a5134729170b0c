/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_camera.c - where the camera sees a point, and how far it goes. */
#include "support/test.h"

#include <math.h>

#include "view/panel/geometry/camera.h"

#define CLOSE(a, b) assert_true(fabs((double)(a) - (double)(b)) < 1e-6)

static struct camera_point seen(float yaw, float pitch, float distance, double x, double y,
				double z)
{
	struct panel_camera from = { yaw, pitch, distance, false };
	const double at[3] = { x, y, z };
	struct camera camera;

	camera_init(&camera, &from, 200, 100, 1);
	return camera_project(&camera, at);
}

#define DOT(a, b) assert_true(fabs((double)(a) - (double)(b)) < 0.01)

/* From 3 radii away, an outline that fills 1/1.14 of the height: a point at
   (x, y, z) is seen at 1/(3-z) / (1.14 tan(asin(1/3))) of half the height. */
static void points_are_seen_where_the_formula_says(void **state)
{
	double slope = 1.14 * tan(asin(1.0 / 3)), half = 50;
	struct camera_point p = seen(0, 0, 1, 0, 0, 0);

	(void)state;
	DOT(p.x, 99.5);
	DOT(p.y, 49.5);
	DOT(p.depth, 0);
	p = seen(0, 0, 1, 1, 0, 0);
	DOT(p.x, 99.5 + half / 3 / slope);
	DOT(p.y, 49.5);
	p = seen(0, 0, 1, 0, 0.5, 0.5);
	DOT(p.y, 49.5 - half * 0.5 / 2.5 / slope);
	DOT(p.depth, 0.5);
	p = seen(0, 0, 2, 1, 0, 0); /* twice as far: half as large */
	DOT(p.x, 99.5 + half / 3 / slope / 2);
}

static void the_eye_goes_around_and_up(void **state)
{
	struct camera_point p = seen(90, 0, 1, 1, 0, 0);

	(void)state;
	DOT(p.x, 99.5);
	DOT(p.depth, 1); /* x is in front now */
	p = seen(90, 0, 1, 0, 0, 1);
	assert_true(p.x < 90); /* and z at the left */
	p = seen(0, 90, 1, 0, 1, 0);
	DOT(p.depth, 1); /* y from above */
	p = seen(0, 90, 1, 0, 0, 1);
	assert_true(p.y > 60);
}

static void the_outline_is_as_wide_as_the_sphere_looks(void **state)
{
	struct panel_camera from = { 35, 20, 1, false };
	struct camera camera;

	(void)state;
	camera_init(&camera, &from, 200, 100, 1);
	for (int i = 0; i < 12; i++) {
		struct camera_point p = camera_outline(&camera, i, 12);

		DOT(hypot((double)p.x - 99.5, (double)p.y - 49.5), 50 / 1.14);
	}
	camera_init(&camera, &from, 40, 100, 1); /* narrow: by the width */
	DOT(camera_outline(&camera, 0, 4).x, 19.5 + 20 / 1.14);
	camera_init(&camera, &from, 100, 50, 2); /* tall dots */
	DOT(camera_outline(&camera, 0, 4).x, 49.5 + 50 / 1.14);
	DOT(camera_outline(&camera, 1, 4).y, 24.5 - 25 / 1.14);
}

static void cameras_turn_and_zoom_within_limits(void **state)
{
	struct panel_camera c = { 170, 80, 1, false };

	(void)state;
	camera_turn(&c, 20, 20);
	CLOSE(c.yaw, -170);
	CLOSE(c.pitch, 90);
	camera_turn(&c, -730, -300);
	CLOSE(c.yaw, -180);
	CLOSE(c.pitch, -90);
	for (int i = 0; i < 99; i++)
		camera_zoom(&c, 1.2);
	CLOSE(c.distance, CAMERA_FARTHEST);
	for (int i = 0; i < 99; i++)
		camera_zoom(&c, 0.8);
	CLOSE(c.distance, CAMERA_NEAREST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(points_are_seen_where_the_formula_says),
		cmocka_unit_test(the_eye_goes_around_and_up),
		cmocka_unit_test(the_outline_is_as_wide_as_the_sphere_looks),
		cmocka_unit_test(cameras_turn_and_zoom_within_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
