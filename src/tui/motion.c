/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * motion.c - what moves on the screen by itself: a camera that turns, the rows
 * of a fresh split that come apart. Time only changes how things look.
 */
#include <math.h>
#include <string.h>

#include "core/base/clock.h"
#include "tui/app.h"

#define TURN 24.0f /* degrees a second */
#define UNFOLD 1.2 /* seconds */

static void turn_cameras(struct app *app, double now)
{
	struct screen_state *state = player_screen(app->player);
	float by = (float)(now - app->spun) * TURN;

	app->spun = now;
	for (int i = 0; i < state->shown; i++) {
		struct panel_camera *c = &state->options[i].camera;

		if (!c->spin)
			continue;
		app->moving = true;
		if (by < TURN) /* else it began to turn just now */
			c->yaw = fmodf(c->yaw + by, 360);
	}
}

/* When an arm was first seen; arms that were there at the first frame, and
   root arms, are not unfolded. */
static double seen_since(struct app *app, const struct snapshot_arm *arm, double now)
{
	struct unfolding *u = app->unfolding;

	for (int i = 0; i < app->seen_arms; i++) {
		if (u[i].id == arm->id)
			return u[i].since;
	}
	if (app->seen_arms == FPE_MAX_ARMS) {
		app->seen_arms--;
		memmove(u, u + 1, (FPE_MAX_ARMS - 1) * sizeof *u);
	}
	u[app->seen_arms++] =
		(struct unfolding){ arm->id,
				    arm->alpha > 1 && arm->parent >= 0 && !arm->branch ? now : 0 };
	return u[app->seen_arms - 1].since;
}

void motion_advance(struct app *app)
{
	double now = clock_seconds();

	app->moving = false;
	turn_cameras(app, now);
	for (int i = 0; i < app->snapshot.arms; i++) {
		struct snapshot_arm *arm = &app->snapshot.arm[i];
		double since = seen_since(app, arm, now);
		double share = since > 0 ? (now - since) / UNFOLD : 1;

		if (share >= 1)
			continue;
		/* slow at both ends */
		arm->unfold = share * share * (3 - 2 * share);
		app->moving = true;
	}
}
