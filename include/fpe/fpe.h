/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fpe.h - all of libfpe. */
#ifndef FPE_FPE_H
#define FPE_FPE_H

#include "fpe/ablation.h"
#include "fpe/activation.h"
#include "fpe/alphabet.h"
#include "fpe/circuit.h"
#include "fpe/climb.h"
#include "fpe/confusion.h"
#include "fpe/contrast.h"
#include "fpe/cost.h"
#include "fpe/data.h"
#include "fpe/deals.h"
#include "fpe/error.h"
#include "fpe/formula.h"
#include "fpe/generate.h"
#include "fpe/groups.h"
#include "fpe/kernel.h"
#include "fpe/limits.h"
#include "fpe/metric.h"
#include "fpe/net.h"
#include "fpe/neuron.h"
#include "fpe/probe.h"
#include "fpe/probing.h"
#include "fpe/regression.h"
#include "fpe/rigl.h"
#include "fpe/rng.h"
#include "fpe/split.h"
#include "fpe/statistic.h"
#include "fpe/task.h"
#include "fpe/team.h"
#include "fpe/theory.h"
#include "fpe/trainer.h"
#include "fpe/watch.h"
#include "fpe/welch.h"

#endif
