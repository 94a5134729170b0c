/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command.h - the command table: commands are data, the rest is derived.
 *
 * A command is one row: verb, an optional second word (`task dnf`), typed
 * arguments with bounds, help, an example, the columns it reports, and the
 * function that runs it. Parsing, range errors, completion, `help`, the manual
 * and the tests all read the row. Adding a command is one file (or a row in its
 * family's file) and one line in command_table.
 */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "fpe/error.h"

#define COMMAND_MAX_ARGS 64
#define COMMAND_MAX_ITEMS 4096 /* of one list or range */

enum arg_type {
	ARG_INT,     /* min … max */
	ARG_REAL,    /* min … max; no inf, nan, hex */
	ARG_SEED,    /* 0 … 2^64-1 */
	ARG_FLAG,    /* yes or no */
	ARG_CHOICE,  /* one of choices, or of the names `complete` gives */
	ARG_CHOICES, /* a comma list of them */
	ARG_INTS,    /* list or range: 2,4,8  2..16  4..16:4; one of choices stands for 0 */
	ARG_REALS,
	ARG_COUNT,     /* ARG_INT or one of choices (batch=500|full) */
	ARG_LAYERS,    /* 512x256 */
	ARG_SHAPE,     /* 28x28 */
	ARG_LAYER,     /* 1 … 16, or "all" where choices says so; fc1 is 1 */
	ARG_NAME,      /* an identifier that becomes a name */
	ARG_ARM,       /* the name of an arm; checked when the command runs */
	ARG_ARMS,      /* a comma list of them */
	ARG_ARM_EPOCH, /* ARM or ARM@EPOCH */
	ARG_EPOCH,     /* EPOCH or ARM@EPOCH */
	ARG_FILE,
	ARG_TEXT,	/* quoted text, or one word */
	ARG_LINES,	/* quoted lines that parse */
	ARG_FORMULA,	/* text that parses as a formula */
	ARG_EXPRESSION, /* the rest of the line up to a quoted text or its end */
	ARG_COMMAND	/* a verb or a help topic, one of those `choice` gives */
};

struct arg {
	const char *name; /* key, or what a positional one is called */
	enum arg_type type;
	bool positional; /* in this order, before or between keys */
	bool required;
	bool repeat;		      /* the last positional one, any number of times */
	bool writes;		      /* of ARG_FILE: it is written; refused with --safe */
	bool grows;		      /* … and what is there stays, and is added to */
	int form;		      /* … and is this, enum file_form, whatever its name
					 ends in; 0: what that says */
	bool passing;		      /* of ARG_FILE that is read: the session needs it no
					 more, so that it may be overwritten */
	const char *reads;	      /* … and has one of these endings, ".csv|.tsv", or is a
					 folder, "/"; NULL: any. Offered first, never asked
					 for */
	bool scenario;		      /* of ARG_FILE: or the name of a scenario */
	bool lengthy;		      /* with it a line is COMMAND_LONG */
	double min, max;	      /* of numbers, and of each item of a list; both 0:
					 no bounds; INFINITY: none on that side */
	const char *choices;	      /* "random|clause"; NULL */
	const char *(*choice)(int i); /* or names from another table; NULL ends. Of
					 ARG_FILE: endings that are offered */
	const char *fallback;	      /* default as written, for help; NULL: none */
	const char *unit;
	const char *help; /* one sentence, or a part of one */
};

/*
 * Rows of `args`: a key, a word at its place, a word that must be there. After the
 * help comes what else there is to say:
 *
 *   ARG("rounds", INT, "times behind each median", .min = 1, .max = 99, .fallback = "11")
 */
#define ARG(key, kind, ...)                                          \
	{                                                            \
		.name = key, .type = ARG_##kind, .help = __VA_ARGS__ \
	}
#define WORD(key, kind, ...) ARG(key, kind, __VA_ARGS__, .positional = true)
#define NEED(key, kind, ...) WORD(key, kind, __VA_ARGS__, .required = true)

/* Of a row that writes a file which may be there. */
#define FORCE_ARG ARG("force", FLAG, "overwrite a file of another kind, too", .fallback = "no")

/* What was given for one argument. Zeroed where it was not. */
struct value {
	bool given;
	int column;    /* where it stands in the line, bytes from 0; after
			  its key and its quote */
	double number; /* INT, REAL, FLAG (0, 1), LAYER (1 …, -1 = all), EPOCH */
	unsigned long long seed;
	int choice;	 /* index in choices; -1: a COUNT that is a number */
	int epoch;	 /* of ARM_EPOCH, -1 if not given */
	char *text;	 /* of all but lists, as given without quotes; of
			    ARM_EPOCH and EPOCH only the arm, "" where there is none */
	int count;	 /* of lists */
	double *numbers; /* INTS, REALS, LAYERS, SHAPE; of CHOICES the indices */
	char **texts;	 /* ARMS, CHOICES, repeated positionals */
};

enum command_flags {
	COMMAND_LONG = 1,     /* runs in the background: train, compare */
	COMMAND_BOUNDARY = 2, /* waits for the next epoch boundary of a training */
	COMMAND_REPORT = 4,   /* prints data on standard output */
	COMMAND_SCREEN = 8,   /* about the screen; no output in batch */
	COMMAND_SILENT = 16,  /* not kept in `history` */
	COMMAND_INCLUDE = 32, /* the parser puts a file's lines in its place;
				 run is NULL */
	COMMAND_ASIDE = 64,   /* may take long of large nets: with a screen `run` is called on
				 a thread of its own, while nobody else is in the session.
				 What figures look at stays as it is: it may add arms, no more */
	COMMAND_REMAKES = 128 /* beside COMMAND_ASIDE: what figures look at may change or go.
				 Until it has ended they stand as they were drawn last */
};

struct call;
struct reading;
struct sample_set;
struct line;
struct column; /* what a command reports: cmd/report/column.h */

struct command {
	const char *verb;
	const char *word; /* second word, or NULL */
	unsigned flags;
	const char *help;	    /* one sentence */
	const char *details;	    /* paragraphs for the manual and `help VERB`; NULL */
	const char *(*more)(int i); /* or paragraphs of another table's rows; NULL ends */
	const char *example;	    /* one line that runs in a fresh session after
				       `example_setup` */
	const char *example_setup;  /* lines, or NULL */
	const char *more_examples;  /* lines that run after it, for tests: what
				       it reports that `example` does not; NULL */
	/* Lines that take long, the last one of this row, as LARGE has them; an empty line
	   begins others. {200|5000}: at a medium size, at the largest. NULL: it takes long
	   of nothing */
	const char *example_large;
	struct arg args[COMMAND_MAX_ARGS]; /* ends with name NULL */
	/* Of a row whose first word, a choice, says which keys are taken, and which of their
	   values (NULL: any), so that no other is offered: is it? NULL: all are */
	bool (*goes_with)(int first, const char *key, const char *value);
	const struct column *fields; /* of its JSON object; NULL: it reports none */
	/* Of lines that name a user's own samples: reads these; jobs.h. NULL: of no such */
	enum fpe_status (*samples)(const struct line *line, const struct reading *reading,
				   struct sample_set *out, struct fpe_error *err);
	/* Returns FPE_OK or fills call->err; nothing has changed then. */
	enum fpe_status (*run)(struct call *call);
};

/* What a row begins with; flags 0: none. */
#define VERB(verb_, flags_, run_) .verb = verb_, .flags = flags_, .run = run_

/* An example, and the lines before it. */
#define EXAMPLE_AFTER(setup_, example_) .example = example_, .example_setup = setup_

/* What takes long: by itself, of samples, of a net. */
#define LARGE(...) .example_large = __VA_ARGS__
#define LARGE_TASK "task dnf clauses={32|512} literals=8\ndata train={500|5000} test={500|5000}\n"
#define LARGE_NET LARGE_TASK "net hidden={512|4096}\n"
/* Runs in a store. */
#define LARGE_STORE                                              \
	"task dnf clauses=2 literals=2\ndata train=20 test=20\n" \
	"sweep hidden=1,2 warmup=1 epochs=2 seeds={30|5000} by=random /tmp/fpe-large.db\n"

extern const struct command *const command_table[]; /* ends in NULL */

/* First row of a verb, or NULL; next row of the same verb, or NULL. */
const struct command *command_find(const char *verb);
const struct command *command_next(const struct command *command);

/* The row of a verb with this second word (size bytes), or without one (NULL); or NULL. */
const struct command *command_word(const struct command *first, const char *word, int size);

/* Index of the positional argument at or after i, or of the argument with this
   key (size bytes); COMMAND_MAX_ARGS if there is none. */
int command_positional(const struct command *command, int i);
int command_key(const struct command *command, const char *key, int size);

/* Has the file's name one of the endings that the argument reads, or does it read any? */
bool command_reads(const struct arg *arg, const char *name);

/* One parsed line. */
struct line {
	char *text;		       /* as written, continuation lines joined */
	char *file;		       /* "" at the prompt */
	int number;		       /* first line in the file, from 1 */
	int joints;		       /* physical lines it was joined from, at least 1 */
	int *joint;		       /* [joints] where each begins in text */
	const struct command *command; /* NULL: blank or comment */
	struct value value[COMMAND_MAX_ARGS];
};

/* include FILE: one row of every table. */
extern const struct command cmd_include;

/* The file that the argument `name` names, to be read: where there is none and the line is
   a script's, the one beside the script. Writes at most size bytes; returns buffer. */
const char *line_path(const struct line *line, const char *name, char *buffer, size_t size);

/* The value of the argument of this name (asserted to exist in the row). */
const struct value *line_value(const struct line *line, const char *name);

#endif
