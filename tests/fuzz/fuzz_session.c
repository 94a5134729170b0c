/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_session.c - any bytes as a saved session.
 *
 * The checksum is not asked, for nothing would be behind it. What is taken is a session:
 * it opens, trains, goes back in time and can be saved.
 */
#include "fuzz/fuzz_reader.h"

#include "io/safetensors.h"
#include "lab/session/saved.h"

/* A user's own samples are those of no file. */
static enum fpe_status read_own(void *context, const char *line, const char *script,
				const struct reading *reading, struct shared **out,
				struct fpe_error *err)
{
	(void)context;
	(void)line;
	(void)script;
	(void)reading;
	*out = NULL;
	return fpe_fail(err, FPE_EIO, "no such file");
}

/* A file may ask for millions; some are enough, and as they fall. */
static enum fpe_status draw_few(const struct recipe *recipe, const struct fpe_task *task,
				uint64_t base, const struct fpe_watch *watch, struct shared **train,
				struct shared **test, struct fpe_error *err)
{
	struct recipe few = *recipe;

	few.data.train = few.data.train > 40 ? 40 : few.data.train;
	few.data.test = few.data.test > 40 ? 40 : few.data.test;
	few.data.sampling = FPE_NATURAL;
	return recipe_samples(&few, task, base, watch, train, test, err);
}

static void use_arm(struct arm *arm)
{
	struct history_span span = history_span(arm->history);
	struct fpe_net *net = fpe_net_like(arm->net);
	struct fpe_error err = { .code = FPE_OK };
	int ran;

	must(net != NULL, "no memory");
	if (span.first >= 0) {
		must(!history_restore(arm->history, span.last, net, &err), "no last epoch");
		must(!history_restore(arm->history, span.first, net, &err), "no first epoch");
	}
	fpe_net_free(net);
	if (!arm->trainer)
		return;
	switch (arm_train(arm, 2, &ran, &err)) {
	case FPE_OK:
	case FPE_EDIVERGED:
	case FPE_ELIMIT:
		break;
	default:
		must(false, err.message);
	}
}

/* It becomes a session, which is used. */
static void use(struct shared *frozen, int next_id)
{
	struct fpe_error err = { .code = FPE_OK };
	struct saved_facts facts;
	struct session *s;

	must(!session_new(1, 1, &s, &err), "no session");
	must(!frozen_restore(s, frozen, &err), "it cannot be restored");
	s->next_id = next_id;
	for (int i = 0; i < s->arms; i++)
		use_arm(s->arm[i]);
	must(!saved_write(frozen, &(struct saved_order){ .next_id = next_id }, "/dev/null", &facts,
			  &err),
	     err.message);
	session_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct saved_place place = { .own = read_own, .draw = draw_few };
	struct fpe_error err = { .code = FPE_OK };
	struct saved_facts facts;
	struct shared *frozen = NULL;
	struct tensors *file;
	enum fpe_status status;
	int next_id;

	if (safetensors_parse(data, size, FUZZ_NAME, &file, &err))
		return 0;
	status = saved_parse(file, &place, &frozen, &next_id, &facts, &err);
	must_tell(status, &err);
	must(!status == (frozen != NULL), "a session after a failure, or none");
	if (frozen)
		use(frozen, next_id);
	shared_release(frozen);
	tensors_free(file);
	return 0;
}
