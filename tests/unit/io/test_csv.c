/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_csv.c - tables that are read, and tables that are refused. */
#include "support/test.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "io/csv.h"
#include "io/csv_label.h"
#include "io/decimal.h"
#include "io/gzfile.h"

static enum fpe_status parse(const char *text, size_t size, const char *label, bool drop,
			     struct sample_set *out, struct fpe_error *err)
{
	const struct csv_options options = { label, drop };

	return csv_parse(text, size, "t.csv", &options, NULL, out, err);
}

/* A table that is read, and what it makes (as summary below tells it). */
static const struct {
	const char *name, *text, *label;
	bool drop;
	const char *makes;
} good[] = {
	{ "plain", "1,2,0\n3,4,1\n", NULL, false, "2 x 2 real, 2 classes: 0, 1; 1, 4" },
	{ "no last line end", "1,2,0\n3,4,1", NULL, false, "2 x 2 real, 2 classes: 0, 1; 1, 4" },
	{ "CRLF", "a,b,c\r\n1,2,0\r\n3,4,1\r\n", NULL, false, "2 x 2 real, 2 classes: 0, 1; 1, 4" },
	{ "CR", "a,b,c\r1,2,0\r3,4,1\r", NULL, false, "2 x 2 real, 2 classes: 0, 1; 1, 4" },
	{ "byte order mark", "\xef\xbb\xbf\"a\",b\n2,x\n3,y\n", "b", false,
	  "2 x 1 real, 2 classes: 0, 1; 2, 3" },
	{ "semicolons", "a;b\n2.5;x\n3;y\n", NULL, false, "2 x 1 real, 2 classes: 0, 1; 2.5, 3" },
	{ "tabs", "a\tb\n2\tx\n3\ty\n", NULL, false, "2 x 1 real, 2 classes: 0, 1; 2, 3" },
	{ "an empty field between tabs", "a\tb\tc\n2\t\tx\n3\t5\ty\n4\t6\tx\n", NULL, true,
	  "2 x 2 real, 2 classes: 1, 0; 3, 6" },
	{ "quotes", "\"a\",\"b \"\"c\"\",\nd\"\n\"2\" , \"x,\"\n3,\"y\"\n", NULL, false,
	  "2 x 1 real, 2 classes: 0, 1; 2, 3" },
	{ "blanks and blank lines", "\n a , b \n\n 2 , x \n  \n 3 , y \n\n", NULL, false,
	  "2 x 1 real, 2 classes: 0, 1; 2, 3" },
	{ "a line end in a label", "a,b\n1,\"x\ny\"\n2,z\n3,\"x\ty\"\n", NULL, false,
	  "3 x 1 real, 2 classes: 0, 0; 1, 3" },
	{ "label by name", "y,a\nm,7\nk,8\n", "y", false, "2 x 1 real, 2 classes: 1, 0; 7, 8" },
	{ "label by number", "1,7,5\n0,8,6\n", "1", false, "2 x 2 real, 2 classes: 1, 0; 7, 6" },
	{ "a header of numbers and a name", "0,1,y\n1,0,3\n0,0,1\n1,1,0\n", NULL, false,
	  "3 x 2 bits, 4 classes: 3, 0; 1, 1" },
	{ "a name that is a number", "2011,2012\n1,0\n4,1\n", "2011", false,
	  "2 x 1 bits, 2 classes: 0, 1; 0, 1" },
	{ "bits", "1,0,0\n0,1,1\n", NULL, false, "2 x 2 bits, 2 classes: 0, 1; 1, 1" },
	{ "bits as 1.0", "1.0,0,0\n0,1e0,1\n", NULL, false, "2 x 2 bits, 2 classes: 0, 1; 1, 1" },
	{ "a pair", "5,-1\n6,1\n7,-1\n", NULL, false, "3 x 1 real, 2 classes: 0, 0; 5, 7" },
	{ "a pair, the larger first", "5,7\n6,3\n", NULL, false,
	  "2 x 1 real, 2 classes: 1, 0; 5, 6" },
	{ "numbered classes", "5,0\n6,2\n7,5\n", NULL, false, "3 x 1 real, 6 classes: 0, 5; 5, 7" },
	{ "one class", "5,0\n6,0\n", NULL, false, "2 x 1 real, 2 classes: 0, 0; 5, 6" },
	{ "targets", "5,0.5\n6,2\n7,5\n", NULL, false, "3 x 1 real, 1 target: 0.5, 5; 5, 7" },
	{ "targets below 0", "5,-1\n6,2\n7,5\n", NULL, false, "3 x 1 real, 1 target: -1, 5; 5, 7" },
	{ "targets past the classes", "5,0\n6,2\n7,4096\n", NULL, false,
	  "3 x 1 real, 1 target: 0, 4096; 5, 7" },
	{ "gaps", "a,b\n,x\n1,x\n?,y\nNA,y\nnan,y\n3,\n2,y\n", NULL, true,
	  "2 x 1 real, 2 classes: 0, 1; 1, 2" },
	{ "numbers as they come", "-1.5e-3,+.5,0\n1.,1E2,1\n", NULL, false,
	  "2 x 2 real, 2 classes: 0, 1; -0.0015, 100" },
};

static double input(const struct fpe_data *data, int row, int column)
{
	if (data->real)
		return (double)data->real[row * data->inputs + column];
	return (double)(data->bits[row] >> column & 1);
}

static double output(const struct fpe_data *data, int row)
{
	return data->target ? (double)data->target[row] : data->label[row];
}

/* Rows, inputs, outputs: the first and the last label or target; the first input and
   the last one of all. */
static void summary(const struct fpe_data *data, char *text, size_t size)
{
	int last = data->count - 1;
	char outputs[30] = "1 target";

	if (!data->targets)
		snprintf(outputs, sizeof outputs, "%d classes", data->classes);
	snprintf(text, size, "%d x %d %s, %s: %g, %g; %g, %g", data->count, data->inputs,
		 data->real ? "real" : "bits", outputs, output(data, 0), output(data, last),
		 input(data, 0, 0), input(data, last, data->inputs - 1));
}

static void tables_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct sample_set set;
		struct fpe_error err;
		char text[200];

		test_row("%s", good[i].name);
		assert_ok(parse(good[i].text, strlen(good[i].text), good[i].label, good[i].drop,
				&set, &err));
		summary(set.data, text, sizeof text);
		assert_string_equal(text, good[i].makes);
		sample_set_clear(&set);
	}
}

#define LONG "0123456789012345678901234567890123456789äöü" /* a name, and as a message has it */
#define LONG_SHOWN "0123456789012345678901234567890123456789ä…"

/* A table that is refused, and what is said. */
static const struct {
	const char *name, *text, *label;
	bool drop;
	enum fpe_status status;
	const char *message;
} bad[] = {
	{ "empty", "", NULL, false, FPE_EFORMAT, "t.csv: it is empty" },
	{ "blank", "\n \r\n", NULL, false, FPE_EFORMAT, "t.csv: it is empty" },
	{ "a header alone", "a,b\n", NULL, false, FPE_EFORMAT, "t.csv: no rows" },
	{ "gaps alone", "a,b\n,1\n", NULL, true, FPE_EFORMAT,
	  "t.csv: no rows without missing values" },
	{ "one column", "1\n2\n", NULL, false, FPE_EFORMAT,
	  "t.csv: line 1: one column; a table has inputs and a label, separated by commas, semicolons or tabs" },
	{ "ragged", "a,b,c\n1,2,3\n1,2\n", NULL, false, FPE_EFORMAT,
	  "t.csv: line 3: 2 fields; the first line has 3" },
	{ "ragged behind a quoted line end", "a,\"b\n\",c\n1,2,3\n1,2,3,4\n", NULL, false,
	  FPE_EFORMAT, "t.csv: line 4: 4 fields; the first line has 3" },
	{ "a text", "a,b\n1,x\nred,y\n", NULL, false, FPE_EFORMAT,
	  "t.csv: line 3, column 1 (a): `red` is no number; inputs are numbers, with a point, and only the label may be a text" },
	{ "a comma for a point", "a;b;c\n1;2;0\n1,5;2;0\n", NULL, false, FPE_EFORMAT,
	  "t.csv: line 3, column 1 (a): `1,5` is no number; inputs are numbers, with a point, and only the label may be a text" },
	{ "hexadecimal", "0x10,1\n1,0\n", NULL, false, FPE_EFORMAT,
	  "t.csv: line 1, column 1: `0x10` is no number; inputs are numbers, with a point, and only the label may be a text" },
	{ "infinite", "1,0\ninf,0\n", NULL, false, FPE_EFORMAT,
	  "t.csv: line 2, column 1: `inf` is no number; inputs are numbers, with a point, and only the label may be a text" },
	{ "too large", "1,0\n1e999,0\n", NULL, false, FPE_EFORMAT,
	  "t.csv: line 2, column 1: 1e999 is too large for a number" },
	{ "too large for a float", "1,0\n1,1e39\n", NULL, false, FPE_EFORMAT,
	  "t.csv: line 2, column 2: 1e39 is too large for a number" },
	{ "a gap", "a,b,c\n1,2,3\n\n1, NA ,3\n", NULL, false, FPE_EFORMAT,
	  "t.csv: line 4, column 2 (b): a value is missing (`NA`); missing=drop leaves such rows out" },
	{ "an empty field", "a,b,c\n1,2,3\n1,,3\n", NULL, false, FPE_EFORMAT,
	  "t.csv: line 3, column 2 (b): a value is missing; missing=drop leaves such rows out" },
	{ "an open quote", "a,b\n1,\"x\n", NULL, false, FPE_EFORMAT,
	  "t.csv: line 2, column 2 (b): a quote is never closed" },
	{ "text behind a quote", "a,b\n\"1\"2,3\n", NULL, false, FPE_EFORMAT,
	  "t.csv: line 2, column 1 (a): text follows a closing quote" },
	{ "twice the same name", "a,b,a\n1,2,3\n", NULL, false, FPE_EFORMAT,
	  "t.csv: line 1: columns 1 and 3 are both called a" },
	{ "no such label", "a,b\n1,2\n", "c", false, FPE_ENAME,
	  "t.csv: label=c: there is no such column; there are a, b, or a number from 1 to 2" },
	{ "no such label, and names in UTF-8", "größe,\"a \"\"b\"\"\",c\n1,2,0\n", "große", false,
	  FPE_ENAME,
	  "t.csv: label=große: there is no such column; there are größe, a \"b\", c, or a number from 1 to 3" },
	{ "more names than a message holds", LONG "0," LONG "1," LONG "2," LONG "3\n1,2,3,0\n", "c",
	  false, FPE_ENAME,
	  "t.csv: label=c: there is no such column; there are " LONG_SHOWN ", " LONG_SHOWN
	  ", " LONG_SHOWN ", …, or a number from 1 to 4" },
	{ "a label past the last", "a,b\n1,2\n", "3", false, FPE_ENAME,
	  "t.csv: label=3: there is no such column; there are a, b, or a number from 1 to 2" },
	{ "a name without a header", "1,2\n1,2\n", "y", false, FPE_ENAME,
	  "t.csv: label=y: the first line has numbers, no names; a column's number from 1 to 2 is allowed" },
	{ "one name alone", "a,b\n1,x\n2,x\n", NULL, false, FPE_EFORMAT,
	  "t.csv: every label is the same; two classes are needed" },
	{ "not UTF-8", "a,b\n1,x\n2,\xff\n", NULL, false, FPE_EFORMAT,
	  "t.csv: line 3, column 2 (b): a name is not UTF-8, or has control characters" },
	{ "an escape sequence", "a,b\n1,x\n2,\x1b[2J\n", NULL, false, FPE_EFORMAT,
	  "t.csv: line 3, column 2 (b): a name is not UTF-8, or has control characters" },
	{ "text turned around", "a,b\n1,x\n2,\u202efdp.exe\n", NULL, false, FPE_EFORMAT,
	  "t.csv: line 3, column 2 (b): a name is not UTF-8, or has control characters" },
	{ "a C1 control", "a,\xc2\x9b\n1,x\n", NULL, false, FPE_EFORMAT,
	  "t.csv: line 1, column 2: a name is not UTF-8, or has control characters" },
};

static void tables_are_refused_with_the_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct sample_set set;
		struct fpe_error err;

		test_row("%s", bad[i].name);
		assert_fails(bad[i].status, parse(bad[i].text, strlen(bad[i].text), bad[i].label,
						  bad[i].drop, &set, &err));
		assert_string_equal(err.message, bad[i].message);
		assert_null(set.data);
	}
}

static void a_nul_is_no_text(void **state)
{
	static const char text[] = "a,b\n1,x\n2,x\0y\n";
	struct sample_set set;
	struct fpe_error err;

	(void)state;
	assert_fails(FPE_EFORMAT, parse(text, sizeof text - 1, NULL, false, &set, &err));
	assert_string_equal(err.message,
			    "t.csv: line 3, column 2 (b): a byte is NUL; a table is a text");
}

static void names_are_kept(void **state)
{
	static const char text[] =
		"\"a \"\"b\"\"\",,kind\n1,2,gr\xc3\xbcn\n1,2,blau\n1,2,gr\xc3\xbcn\n";
	struct sample_set set;
	struct fpe_error err;

	(void)state;
	assert_ok(parse(text, strlen(text), NULL, false, &set, &err));
	assert_string_equal(set.input_name[0], "a \"b\"");
	assert_string_equal(set.input_name[1], "column2");
	assert_null(set.input_name[2]);
	assert_string_equal(set.class_name[0], "blau");
	assert_string_equal(set.class_name[1], "gr\xc3\xbcn");
	assert_null(set.class_name[2]);
	assert_string_equal(
		set.said,
		"a header, separated by commas; label: column 3 (kind); 0 = blau, 1 = gr\xc3\xbcn");
	sample_set_clear(&set);
	assert_ok(parse("5,-1\n6,1.5\n", 11, NULL, false, &set, &err));
	assert_string_equal(set.class_name[0], "-1");
	assert_string_equal(set.class_name[1], "1.5");
	sample_set_clear(&set);
}

static char *columns(int count)
{
	char *text = malloc((size_t)count * 2);

	assert_non_null(text);
	for (int i = 0; i < count; i++) {
		text[2 * i] = '1';
		text[2 * i + 1] = i < count - 1 ? ',' : 0;
	}
	return text;
}

static void limits_are_said(void **state)
{
	char *most = columns(FPE_MAX_INPUTS + 1), *more = columns(FPE_MAX_INPUTS + 2), *names;
	struct sample_set set;
	struct fpe_error err;
	size_t at = 0;

	(void)state;
	assert_ok(parse(most, strlen(most), NULL, false, &set, &err));
	assert_int_equal(set.data->inputs, FPE_MAX_INPUTS);
	sample_set_clear(&set);
	assert_fails(FPE_ELIMIT, parse(more, strlen(more), NULL, false, &set, &err));
	assert_string_equal(err.message, "t.csv: line 1: more than 4096 columns of inputs");
	names = malloc(16 * (FPE_MAX_NEURONS + 1));
	assert_non_null(names);
	for (int i = 0; i <= FPE_MAX_NEURONS; i++)
		at += (size_t)sprintf(names + at, "1,c%d\n", i);
	assert_fails(FPE_ELIMIT, parse(names, at, NULL, false, &set, &err));
	assert_non_null(strstr(err.message, "line 4097, column 2: more than 4096 different"));
	free(most);
	free(more);
	free(names);
}

/* In a locale with a comma for a point the same numbers are read. */
static void numbers_are_the_same_in_every_locale(void **state)
{
	static const struct {
		const char *text;
		double value;
	} number[] = {
		{ "0.1", 0.1 },
		{ "123456789.5", 123456789.5 },
		{ "-0.000001", -0.000001 },
		{ "9007199254740993", 9007199254740993. },
		{ "1e-3", 1e-3 },
		{ "4.35", 4.35 },
		{ "0.30000000000000004", 0.30000000000000004 },
		{ "1e22", 1e22 },
	};
	static const char *const none[] = { "",	   "-",	  ".",	"+.", "1.2.3", "1e",
					    "1-2", "0x1", " 1", "1 ", "--1",   "1,5" };
	double value;

	(void)state;
	setlocale(LC_ALL, "de_DE.UTF-8"); /* there is one below support/comma-locale */
	for (size_t i = 0; i < sizeof number / sizeof *number; i++) {
		test_row("%s", number[i].text);
		assert_true(decimal_read(number[i].text, strlen(number[i].text), &value));
		assert_true(value == number[i].value);
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		test_row("%s", none[i]);
		assert_false(decimal_read(none[i], strlen(none[i]), &value));
	}
	setlocale(LC_ALL, "C");
}

static void put_gzip(gzFile file, const char *text)
{
	assert_int_equal(gzputs(file, text), (int)strlen(text));
	assert_int_equal(gzclose(file), Z_OK);
}

static void a_compressed_table_is_the_table(void **state)
{
	const struct csv_options options = { 0 };
	char path[] = "/tmp/fpe-csv-XXXXXX", *bytes;
	struct sample_set set;
	struct fpe_error err;
	size_t size;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	put_gzip(gzdopen(fd, "wb"), "1,2,0\n3,");
	put_gzip(gzopen(path, "ab"), "4,1\n"); /* two members, as gzip joins them */
	assert_ok(csv_read(path, &options, NULL, &set, &err));
	assert_int_equal(set.data->count, 2);
	assert_float_equal(set.data->real[3], 4, 0);
	sample_set_clear(&set);
	assert_fails(FPE_ELIMIT, gzfile_read(path, 11, NULL, &bytes, &size, &err));
	assert_null(bytes);
	assert_int_equal(truncate(path, 20), 0);
	assert_fails(FPE_EFORMAT, csv_read(path, &options, NULL, &set, &err));
	assert_non_null(strstr(err.message, "the gzip data is cut short"));
	unlink(path);
	assert_fails(FPE_EIO, csv_read(path, &options, NULL, &set, &err));
	assert_fails(FPE_EIO, csv_read("/tmp", &options, NULL, &set, &err));
}

static bool never(void *context, double share)
{
	*(int *)context += 1;
	assert_true(share >= 0 && share <= 1);
	return false;
}

static void a_read_is_stopped_when_told_to(void **state)
{
	const struct csv_options options = { 0 };
	int asked = 0;
	const struct reading reading = { never, &asked };
	char *text = malloc(4 * 4000 + 1);
	struct sample_set set;
	struct fpe_error err;

	(void)state;
	assert_non_null(text);
	for (int i = 0; i < 4000; i++)
		memcpy(text + 4 * i, i & 1 ? "1,0\n" : "0,1\n", 5);
	assert_fails(FPE_ESTOPPED,
		     csv_parse(text, 4 * 4000, "t.csv", &options, &reading, &set, &err));
	assert_int_equal(asked, 1);
	assert_null(set.data);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_read),
		cmocka_unit_test(tables_are_refused_with_the_place),
		cmocka_unit_test(a_nul_is_no_text),
		cmocka_unit_test(names_are_kept),
		cmocka_unit_test(limits_are_said),
		cmocka_unit_test(numbers_are_the_same_in_every_locale),
		cmocka_unit_test(a_compressed_table_is_the_table),
		cmocka_unit_test(a_read_is_stopped_when_told_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
