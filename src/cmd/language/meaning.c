/* SPDX-License-Identifier: GPL-3.0-or-later */
/* meaning.c - words that users of other programs type. Owns nothing. */
#include "cmd/language/meaning.h"

#include <stddef.h>
#include <strings.h>

const struct meaning meanings[] = {
	{ "?", "help" },	   { "man", "help" },
	{ "usage", "help" },	   { "info", "help" },
	{ "docs", "help" },	   { "manual", "help" },
	{ "hint", "help" },	   { "exit", "quit" },
	{ "q", "quit" },	   { ":q", "quit" },
	{ "wq", "quit" },	   { "bye", "quit" },
	{ "logout", "quit" },	   { "close", "quit" },
	{ "end", "quit" },	   { "leave", "quit" },
	{ "fit", "train" },	   { "learn", "train" },
	{ "run", "train" },	   { "epochs", "train" },
	{ "step", "train" },	   { "continue", "train" },
	{ "go", "train" },	   { "grow", "split" },
	{ "divide", "split" },	   { "expand_neurons", "split" },
	{ "branch", "rewind" },	   { "fork", "rewind" },
	{ "checkout", "rewind" },  { "back", "undo" },
	{ "revert", "undo" },	   { "rollback", "undo" },
	{ "forward", "redo" },	   { "goto", "at" },
	{ "seek", "at" },	   { "epoch", "at" },
	{ "now", "at" },	   { "ls", "arms" },
	{ "list", "arms" },	   { "nets", "arms" },
	{ "tree", "arms" },	   { "select", "use" },
	{ "switch", "use" },	   { "cd", "use" },
	{ "rm", "drop" },	   { "remove", "drop" },
	{ "delete", "drop" },	   { "del", "drop" },
	{ "mv", "rename" },	   { "name", "rename" },
	{ "draw", "plot" },	   { "figure", "plot" },
	{ "chart", "plot" },	   { "graph", "plot" },
	{ "savefig", "plot" },	   { "view", "show" },
	{ "open", "load" },	   { "restore", "load" },
	{ "store", "save" },	   { "write", "save" },
	{ "dump", "save" },	   { "log", "history" },
	{ "script", "history" },   { "source", "include" },
	{ "demo", "play" },	   { "demos", "play" },
	{ "scenario", "play" },	   { "scenarios", "play" },
	{ "example", "play" },	   { "examples", "play" },
	{ "lessons", "lesson" },   { "teach", "lesson" },
	{ "course", "lesson" },	   { "exercise", "lesson" },
	{ "question", "ask" },	   { "answer", "ask" },
	{ "solution", "skip" },	   { "solve", "skip" },
	{ "tutorial", "tour" },	   { "intro", "tour" },
	{ "start", "tour" },	   { "echo", "print" },
	{ "printf", "print" },	   { "eval", "print" },
	{ "check", "assert" },	   { "test", "assert" },
	{ "tell", "say" },	   { "sleep", "wait" },
	{ "score", "metrics" },	   { "stats", "metrics" },
	{ "measure", "metrics" },  { "accuracy", "metrics" },
	{ "loss", "metrics" },	   { "evaluate", "metrics" },
	{ "results", "metrics" },  { "predict", "probe" },
	{ "sample", "probe" },	   { "trace", "probe" },
	{ "follow", "probe" },	   { "option", "set" },
	{ "options", "set" },	   { "config", "set" },
	{ "lr", "set" },	   { "optimizer", "set" },
	{ "model", "net" },	   { "network", "net" },
	{ "dataset", "data" },	   { "samples", "data" },
	{ "problem", "task" },	   { "formula", "task" },
	{ "search", "auto" },	   { "optimise", "auto" },
	{ "optimize", "auto" },	   { "tune", "auto" },
	{ "grid", "sweep" },	   { "repeat", "compare" },
	{ "seeds", "compare" },	   { "versus", "compare" },
	{ "vs", "compare" },	   { "benchmark", "bench" },
	{ "speedtest", "bench" },  { "theme", "palette" },
	{ "colors", "palette" },   { "colours", "palette" },
	{ "panels", "layout" },	   { "stop", "pause" },
	{ "halt", "pause" },	   { "unpause", "resume" },
	{ "fast", "speed" },	   { "prune", "split" },
	{ "silence", "ablate" },   { "lesion", "ablate" },
	{ "interpret", "neuron" }, { "subnetwork", "circuit" },
	{ "widen", "expand" },	   { "noise", "robustness" },
	{ "describe", "summary" }, { "cls", "clear" },
	{ "purge", "clear" },	   { NULL, NULL },
};

const char *meaning_of(const char *given)
{
	int i = 0;

	while (meanings[i].given && strcasecmp(meanings[i].given, given) != 0)
		i++;
	return meanings[i].meant;
}
