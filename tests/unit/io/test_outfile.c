/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_outfile.c - a file is whole or not there, whatever happens meanwhile. */
#include "support/place.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "io/outfile.h"
#include "io/textfile.h"

static void assert_holds(const char *path, const char *want)
{
	struct fpe_error err;
	char *text;
	size_t size;

	assert_ok(textfile_read(path, TEXTFILE_REGULAR, 1 << 20, &text, &size, &err));
	assert_string_equal(text, want);
	free(text);
}

static void it_has_its_name_once_it_is_whole(void **state)
{
	struct place p = place_make("file");
	struct fpe_error err;
	struct outfile *file;

	(void)state;
	assert_ok(textfile_write(p.path, "old", &err));
	assert_ok(outfile_open(p.path, NULL, &file, &err));
	assert_ok(outfile_put(file, "new ", 4, &err));
	assert_ok(outfile_put(file, "0.5", 3, &err));
	assert_int_equal(outfile_size(file), 7);
	assert_holds(p.path, "old");
	assert_ok(outfile_close(file, &err));
	assert_holds(p.path, "new 0.5");
	assert_int_equal(place_files(&p), 1);
	place_remove(&p);
}

static void what_is_dropped_leaves_the_old_file(void **state)
{
	struct place p = place_make("file");
	struct fpe_error err;
	struct outfile *file;

	(void)state;
	assert_ok(textfile_write(p.path, "old", &err));
	assert_ok(outfile_open(p.path, NULL, &file, &err));
	assert_ok(outfile_put(file, "new", 3, &err));
	outfile_drop(file);
	outfile_drop(NULL);
	assert_holds(p.path, "old");
	assert_int_equal(place_files(&p), 1);
	place_remove(&p);
}

static bool asked_twice(void *context, double share)
{
	double *last = context;

	assert_true(share >= *last && share <= 1);
	*last = share;
	return share < .5;
}

static void who_waits_hears_how_far_it_is_and_may_stop_it(void **state)
{
	struct place p = place_make("file");
	double share = 0;
	struct reading reading = { asked_twice, &share };
	size_t size = (size_t)24 << 20;
	char *bytes = calloc(1, size);
	struct fpe_error err;
	struct outfile *file;

	(void)state;
	assert_non_null(bytes);
	assert_ok(outfile_open(p.path, &reading, &file, &err));
	outfile_expect(file, size);
	assert_fails(FPE_ESTOPPED, outfile_put(file, bytes, size, &err));
	assert_true(share >= .5 && share < .75); /* soon after it was told to */
	assert_fails(FPE_ESTOPPED, outfile_put(file, bytes, 1, &err));
	assert_fails(FPE_ESTOPPED, outfile_close(file, &err));
	assert_int_equal(place_files(&p), 0);
	free(bytes);
	place_remove(&p);
}

static void a_full_disk_is_told_of_and_a_folder_that_is_not_there(void **state)
{
	struct fpe_error err;
	struct outfile *file;

	(void)state;
	assert_ok(outfile_open("/dev/full", NULL, &file, &err));
	assert_ok(outfile_put(file, "a", 1, &err)); /* is gathered yet */
	assert_fails(FPE_EIO, outfile_close(file, &err));
	assert_string_equal(err.message, "/dev/full: No space left on device");
	assert_fails(FPE_EIO, outfile_open("/tmp/none.such/file", NULL, &file, &err));
	assert_string_equal(err.message, "/tmp/none.such/file: No such file or directory");
	assert_null(file);
}

static void a_link_and_the_rights_of_a_file_stay(void **state)
{
	struct place p = place_make("file");
	char link[80];
	struct fpe_error err;
	struct outfile *file;
	struct stat st;

	(void)state;
	snprintf(link, sizeof link, "%s/link", p.folder);
	assert_ok(textfile_write(p.path, "old", &err));
	assert_int_equal(chmod(p.path, 0640), 0);
	assert_int_equal(symlink("file", link), 0);
	assert_ok(outfile_open(link, NULL, &file, &err));
	assert_ok(outfile_put(file, "new", 3, &err));
	assert_ok(outfile_close(file, &err));
	assert_holds(p.path, "new");
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(stat(p.path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	unlink(link);
	place_remove(&p);
}

/* link: what is written to; its chain ends in `file`, which is not there yet. */
static void a_link_to_what_is_not_there_yet_stays(void **state)
{
	struct place p = place_make("file");
	char whole[80], folder[80], at[3][96];
	const char *const to[] = { "file", whole, "one" };
	const char *const name[] = { "one", "whole", "folder/two" };
	struct fpe_error err;
	struct stat st;

	(void)state;
	snprintf(whole, sizeof whole, "%s", p.path);
	snprintf(folder, sizeof folder, "%s/folder", p.folder);
	assert_int_equal(symlink(".", folder), 0);
	for (int i = 0; i < 3; i++) {
		test_row("%s", name[i]);
		snprintf(at[i], sizeof at[i], "%s/%s", p.folder, name[i]);
		assert_int_equal(symlink(to[i], at[i]), 0);
		assert_ok(textfile_write(at[i], name[i], &err));
		assert_int_equal(lstat(at[i], &st), 0);
		assert_true(S_ISLNK(st.st_mode));
		assert_int_equal(lstat(p.path, &st), 0);
		assert_true(S_ISREG(st.st_mode));
		assert_holds(p.path, name[i]);
		unlink(p.path);
	}
	for (int i = 0; i < 3; i++)
		unlink(at[i]);
	unlink(folder);
	place_remove(&p);
}

static void links_in_a_circle_are_told_of(void **state)
{
	struct place p = place_make("file");
	struct outfile *file;
	struct fpe_error err;
	struct stat st;

	(void)state;
	assert_int_equal(symlink("file", p.path), 0);
	assert_fails(FPE_EIO, outfile_open(p.path, NULL, &file, &err));
	assert_non_null(strstr(err.message, "Too many levels of symbolic links"));
	assert_fails(FPE_EIO, outfile_check(p.path, &err));
	assert_int_equal(lstat(p.path, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	place_remove(&p);
}

static void a_pipe_is_written_to_who_reads_and_is_not_waited_for(void **state)
{
	struct place p = place_make("file");
	struct outfile *file;
	struct fpe_error err;
	char got[8] = "";
	int reader;

	(void)state;
	assert_int_equal(mkfifo(p.path, 0600), 0);
	assert_int_equal(outfile_open(p.path, NULL, &file, &err), FPE_EIO);
	assert_non_null(strstr(err.message, "nobody reads from it"));
	reader = open(p.path, O_RDONLY | O_NONBLOCK);
	assert_true(reader >= 0);
	assert_ok(outfile_open(p.path, NULL, &file, &err));
	assert_ok(outfile_put(file, "seven!\n", 7, &err));
	assert_ok(outfile_close(file, &err));
	assert_int_equal(read(reader, got, sizeof got), 7);
	assert_string_equal(got, "seven!\n");
	close(reader);
	place_remove(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_has_its_name_once_it_is_whole),
		cmocka_unit_test(what_is_dropped_leaves_the_old_file),
		cmocka_unit_test(who_waits_hears_how_far_it_is_and_may_stop_it),
		cmocka_unit_test(a_full_disk_is_told_of_and_a_folder_that_is_not_there),
		cmocka_unit_test(a_link_and_the_rights_of_a_file_stay),
		cmocka_unit_test(a_link_to_what_is_not_there_yet_stays),
		cmocka_unit_test(links_in_a_circle_are_told_of),
		cmocka_unit_test(a_pipe_is_written_to_who_reads_and_is_not_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
