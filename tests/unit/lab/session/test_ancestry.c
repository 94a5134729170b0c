/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_ancestry.c - what is told of an arm's net, whatever became of its parents. */
#include "support/lab_fixture.h"

#include <stdlib.h>

#include "io/tensors_make.h"
#include "lab/arm/ancestry.h"

static char *told(const struct arm *arm)
{
	struct ancestry_net of = { arm->net, arm->epoch, &arm->settings, "a task" };
	char *text = ancestry_text(arm, &of);

	assert_non_null(text);
	return text;
}

static void assert_tells(const struct arm *arm, const char *part)
{
	char *text = told(arm);

	assert_has(text, part);
	free(text);
}

#define ROOT \
	"\"steps\":[{\"arm\":\"dense\",\"split\":\"dense\",\"hidden\":[6],\"init\":\"uniform\"}"
#define SPLIT \
	",{\"arm\":\"clause\",\"from\":\"dense\",\"epoch\":2,\"split\":\"clause\",\"alpha\":2,\"layer\":1,\"budget\":\"exact\",\"share\":0.0,\"hidden\":[12]}"
#define BRANCH ",{\"arm\":\"clause2\",\"from\":\"clause\",\"epoch\":3,\"rewound\":true}"

static void an_arm_tells_its_steps_from_the_root_on(void **state)
{
	struct lab_fixture f;
	struct arm *dense, *clause, *branch;
	struct fpe_error err;

	(void)state;
	lab_open(&f, 1);
	dense = lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 2);
	clause = lab_split(f.s, "clause", "dense", -1);
	lab_train(f.s, TRAIN_EPOCHS, 2);
	assert_ok(session_rewind(f.s, "clause", 3, NULL, &branch, &err));
	assert_tells(dense, ROOT "]");
	assert_tells(clause, ROOT SPLIT "]");
	assert_tells(branch, ROOT SPLIT BRANCH "]");
	assert_tells(clause, "\"origins\":{\"fc1\":\"n0.0 n0.1 n1.0 ");
	/* also when they are gone, or called otherwise */
	assert_ok(session_drop(f.s, "dense", &err));
	assert_ok(session_rename(f.s, "clause", "other", &err));
	assert_tells(branch, ROOT SPLIT BRANCH "]");
	assert_tells(clause, "\"arm\":\"other\",\"epoch\":4,");
	session_free(f.s);
}

/* What an arm tells, as a file's metadata. */
static struct lineage *lineage_of(const struct arm *arm)
{
	struct tensors *file = tensors_new("file");
	char *text = told(arm);
	struct lineage *l;
	struct fpe_error err;

	assert_non_null(file);
	assert_ok(tensors_tell(file, LINEAGE_KEY, text, &err));
	assert_ok(lineage_read(file, &l, &err));
	tensors_free(file);
	free(text);
	return l;
}

static void an_imported_net_tells_what_its_file_told_until_it_changes(void **state)
{
	struct lab_fixture f;
	struct arm *clause, *theirs, *child;
	struct lineage *l;
	struct fpe_net *net;
	struct fpe_error err;
	char *first, *second;

	(void)state;
	lab_open(&f, 1);
	lab_add_net(f.s);
	lab_train(f.s, TRAIN_EPOCHS, 2);
	clause = lab_split(f.s, "clause", "dense", -1);
	l = lineage_of(clause);
	first = told(clause);
	net = arm_copy_net(clause);
	fpe_net_clear_moments(net);
	assert_ok(lineage_apply(l, net, &err));
	assert_ok(session_import(f.s, net, NULL, "theirs", &theirs, &err));
	assert_ok(ancestry_of_file(theirs, l, &err));
	assert_string_equal(theirs->split, "clause");
	assert_int_equal(theirs->how.alpha, 2);
	assert_int_equal(theirs->budget, clause->budget);
	assert_int_equal(theirs->root_biases, clause->root_biases);
	second = told(theirs);
	assert_string_equal(first, second);
	lab_train(f.s, TRAIN_EPOCHS, 1);
	assert_tells(theirs, ROOT SPLIT
		     ",{\"arm\":\"theirs\",\"from\":\"clause\",\"epoch\":2,\"imported\":true}]");
	child = lab_split(f.s, "random", "theirs", -1);
	assert_tells(child, "\"imported\":true},{\"arm\":\"random\",\"from\":\"theirs\"");
	free(first);
	free(second);
	session_free(f.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_arm_tells_its_steps_from_the_root_on),
		cmocka_unit_test(an_imported_net_tells_what_its_file_told_until_it_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
