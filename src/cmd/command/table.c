/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.c - the commands there are, one line each, in the manual's order.
 *
 * Alone in its file: a test that links its own command_table replaces it.
 */
#include "cmd/language/command.h"

#define COMMAND_LIST(X)     \
	X(task_dnf)         \
	X(task_cnf)         \
	X(task_xor)         \
	X(task_formula)     \
	X(task_parity)      \
	X(task_majority)    \
	X(task_multiplexer) \
	X(task_led)         \
	X(task_toy)         \
	X(task_dimacs)      \
	X(task_pla)         \
	X(task_csv)         \
	X(task_text)        \
	X(task_npy)         \
	X(task_npz)         \
	X(task_idx)         \
	X(task)             \
	X(data)             \
	X(group)            \
	X(group_none)       \
	X(net)              \
	X(import)           \
	X(expand)           \
	X(export_data)      \
	X(export)           \
	X(set)              \
	X(train)            \
	X(split)            \
	X(assign)           \
	X(weight)           \
	X(probe)            \
	X(generate)         \
	X(arms)             \
	X(summary)          \
	X(use)              \
	X(drop)             \
	X(rename)           \
	X(rewind)           \
	X(undo)             \
	X(redo)             \
	X(save)             \
	X(load)             \
	X(metrics)          \
	X(theory)           \
	X(robustness)       \
	X(codes)            \
	X(ablate)           \
	X(circuit)          \
	X(neuron)           \
	X(compare)          \
	X(auto)             \
	X(sweep)            \
	X(runs)             \
	X(merge)            \
	X(regress)          \
	X(recommend)        \
	X(plot)             \
	X(show)             \
	X(point)            \
	X(hide)             \
	X(layout)           \
	X(at)               \
	X(palette)          \
	X(clear)            \
	X(speed)            \
	X(pause)            \
	X(resume)           \
	X(say)              \
	X(wait)             \
	X(ask)              \
	X(expect)           \
	X(skip)             \
	X(need)             \
	X(effect)           \
	X(print)            \
	X(assert)           \
	X(bench)            \
	X(doctor)           \
	X(seed)             \
	X(history)          \
	X(include)          \
	X(help)             \
	X(play)             \
	X(lesson)           \
	X(tour)             \
	X(quit)

#define DECLARE(name) extern const struct command cmd_##name;
COMMAND_LIST(DECLARE)

#define ROW(name) &cmd_##name,
const struct command *const command_table[] = {
	COMMAND_LIST(ROW) NULL,
};
