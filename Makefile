# SPDX-License-Identifier: GPL-3.0-or-later
# fpe-tui: `make help` lists the targets.

VERSION := 0.1.0
PREFIX  ?= /usr/local

# ---------------------------------------------------------------- what it needs
# pkg-config name : Debian package : why
LIBRARIES := \
	ncursesw:libncurses-dev:the_screen \
	readline:libreadline-dev:the_prompt \
	cglm:libcglm-dev:colour_mixing_and_camera \
	gsl:libgsl-dev:eigenvectors_and_quantiles \
	jansson:libjansson-dev:JSON_in_and_out \
	sqlite3:libsqlite3-dev:the_run_store \
	zlib:zlib1g-dev:compressed_files \
	cairo:libcairo2-dev:PNG_and_PDF_figures_with_their_fonts
PACKAGES  := $(foreach l,$(LIBRARIES),$(word 1,$(subst :, ,$(l))))
# programs the tests use : Debian package
TEST_PACKAGES := libcmocka-dev python3-numpy python3-scipy python3-pyte python3-yaml tmux mandoc locales ncurses-term \
	clang clang-format universal-ctags gcc g++ parallel jq python3-pandas zsh fish aspell aspell-en wamerican

CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
OBJCOPY ?= objcopy

comma := ,

# Who says no -j gets every core, and suites one job more: those that type at a terminal wait.
CORES = $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
ON_ALL_CORES = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(CORES))
SUITES_AT_ONCE = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell expr $(CORES) + 1))

# ---------------------------------------------------------------- flavours
# release: what users run. check: the same with internal invariants asserted; it
# shares the objects of sources that assert none. shared: libfpe alone.
# arm64: for another processor (make cross). asan, tsan: check under
# sanitizers. Objects live in build/FLAVOUR. Reports of ASan need lines, no variables: -g1.
# Systems other than Linux, or PORTABLE=1: by POSIX alone (src/io/platform.h).
PORTABLE ?= $(if $(filter Linux,$(shell uname -s)),,1)
FLAVOUR ?= $(if $(PORTABLE),portable,release)
V ?=
Q := $(if $(V),,@)
B := build/$(FLAVOUR)
FLAGS_release := -O2 -g
FLAGS_check   := -O2 -g -DFPE_CHECKS
FLAGS_shared  := -O2 -g -fPIC
FLAGS_portable := -O2 -g -DFPE_CHECKS
FLAGS_arm64   := -O2 -g -DFPE_CHECKS
FLAGS_asan    := -O1 -g1 -DFPE_CHECKS -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_tsan    := -O1 -g -DFPE_CHECKS -fsanitize=thread
# fuzz: asan, with clang's counters of edges. afl: with those of AFL++ (afl-clang-fast).
FLAGS_afl     := $(FLAGS_asan)
FLAGS_fuzz    := -O1 -g -DFPE_CHECKS -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_cover   := -O1 -g --coverage -fprofile-update=atomic

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wwrite-strings -Wvla -Wformat=2 -Wundef
# -ffp-contract=off: a product and a sum are fused only where the code says so,
# so that every compiler and instruction set gives the same bits.
CFLAGS ?=
flags = -std=c17 $(if $(PORTABLE),-include core/base/memory_names.h) -D_GNU_SOURCE -DCGLM_ALL_UNALIGNED -DFPE_VERSION='"$(VERSION)"' -DFPE_DATADIR='"$(PREFIX)/share/fpe-tui"' \
	-ffp-contract=off -fno-math-errno -pthread -Iinclude -Isrc -Ibuild/generated \
	$(WARNINGS) $(FLAGS_$(1)) $(CPPFLAGS) $(CFLAGS) $(PKG_CFLAGS)
ALL_CFLAGS = $(call flags,$(FLAVOUR))
PKG_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null | sed 's/-I/-isystem /g')
PKG_LIBS   := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)
# What our objects allocate comes past src/core/base/memory.c.
WRAPPED    := $(if $(PORTABLE),,$(shell sed -n 's/^WRAPPED[A-Z_]*.[^,]*, \([a-z_]*\),.*/-Wl,--wrap=\1/p' src/core/base/memory.c))
LDLIBS     = $(LDFLAGS) $(PKG_LIBS) -lm -pthread $(WRAPPED)

# ---------------------------------------------------------------- rooms
# Each room may include the rooms before it (see `make lint`).
ROOMS := core io lab view cmd tui
OTHER_PLATFORM := src/io/platform_$(if $(PORTABLE),linux,posix).c
ROOM_SOURCES = $(filter-out $(KERNEL_SOURCES) $(OTHER_PLATFORM),$(wildcard src/$(1)/*.c src/$(1)/*/*.c src/$(1)/*/*/*.c))
# Sources that are not the same with FPE_CHECKS: never a header, which would make all differ.
CHECKED := $(shell grep -rl FPE_CHECKS src include)
$(if $(filter-out %.c,$(CHECKED)),$(error FPE_CHECKS stands in a header: $(CHECKED)))
# $(1): sources. Where their objects are.
built_in = $(if $(filter check,$(FLAVOUR)),$(if $(filter $(1),$(CHECKED)),$(B),build/release),$(B))
objects = $(foreach s,$(1),$(patsubst src/%.c,$(call built_in,$(s))/%.o,$(s)))
# The kernel is compiled once for each instruction set.
KERNEL_SOURCES := src/core/kernel/tile.c src/core/kernel/table.c src/core/kernel/block.c \
	src/core/kernel/class.c src/core/kernel/gate.c src/core/kernel/few.c \
	src/core/kernel/few_units.c src/core/kernel/few_blocks.c src/core/kernel/few_single.c \
	src/core/kernel/pick.c src/core/kernel/dots.c
# Sanitizers make them so large that -O3 takes minutes, and the checks of UBSan that ASan
# repeats take as long as all others. At -O1 gcc leaves out vzeroupper, which makes all
# code after a kernel ten times as slow, but for expensive optimizations. The library
# shares the program's objects: of these sources -fPIC makes no other code.
SANITIZED_KERNEL = $(if $(findstring clang,$(CC)),,-fexpensive-optimizations) -fno-sanitize=null$(comma)object-size$(comma)pointer-overflow
KERNEL_FLAGS = $(if $(filter release portable,$(1)),-O3 -fPIC,$(if $(findstring -fsanitize,$(FLAGS_$(1))),$(SANITIZED_KERNEL)))
KERNELS_BUILT := $(if $(PORTABLE),portable,release)
MACHINE ?= $(shell uname -m)
ISAS := generic $(if $(filter x86_64,$(MACHINE)),v2 v3 v4)
ISA_FLAGS_generic :=
ISA_FLAGS_v2 := -march=x86-64-v2
ISA_FLAGS_v3 := -march=x86-64-v3
ISA_FLAGS_v4 := -march=x86-64-v4 -mprefer-vector-width=512
KERNEL_OBJECTS = $(foreach i,$(ISAS),$(patsubst %.o,%.$(i).o,$(call objects,$(KERNEL_SOURCES))))

LIBS := $(ROOMS:%=$(B)/lib%.a)

.DEFAULT_GOAL := all
.PHONY: all lib cross dist deb run check check-slow test fault unit lint format asan portable tsan tsan-screen ubsan coverage bench bench-deps fuzz fuzz-clang fuzz-afl fuzz-scripts paper maps \
	install uninstall deps test-deps clean help need format slurm-deps data-deps figure-deps fuzz-programs fuzz-runs sessions fuzz-screen manual print-flags \
	print-isas

all: need ./fpe-tui ## build ./fpe-tui (never installs anything)

./fpe-tui: $(B)/fpe-tui
	cp $< $@

MAIN = $(call objects,src/main.c src/options.c)
$(B)/fpe-tui: $(MAIN) $(LIBS)
	$(CC) $(ALL_CFLAGS) -o $@ $(MAIN) -Wl,--start-group $(LIBS) -Wl,--end-group $(LDLIBS)

define room_library
$(B)/lib$(1).a: $$(call objects,$$(call ROOM_SOURCES,$(1))) $(if $(filter core,$(1)),$$(KERNEL_OBJECTS))
	@rm -f $$@
	$(Q)$(AR) rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room_library,$(r))))

# $(1): flavour
define object_rule
build/$(1)/%.o: src/%.c Makefile
	@mkdir -p $$(@D)
	@echo '  CC $$@'
	$(Q)$(CC) $$(call flags,$(1)) -MMD -MP -c -o $$@ $$<
endef
FLAVOURS := $(sort shared $(FLAVOUR) $(KERNELS_BUILT))
$(foreach f,$(FLAVOURS),$(eval $(call object_rule,$(f))))

# The tour is part of the program: its scenario as a C string.
build/generated/tour.inc: scenarios/tour.fpe
	@mkdir -p $(@D)
	$(Q)sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/"&\\n"/' $< > $@
$(call objects,src/cmd/command/cmd_tour.c): build/generated/tour.inc

# Static rules: free ones would also be tried for the .d files included below.
# $(1): source, $(2): instruction set, $(3): flavour
define kernel_rule
$(1:src/%.c=build/$(3)/%).$(2).o: $(1) Makefile
	@mkdir -p $$(@D)
	@echo '  CC $$@'
	$(Q)$(CC) $$(call flags,$(3)) $(call KERNEL_FLAGS,$(3)) $(ISA_FLAGS_$(2)) -DTILE_ISA=$(2) -MMD -MP -c -o $$@ $$<
endef
$(foreach f,$(filter-out shared check,$(FLAVOURS)),$(foreach i,$(ISAS),$(foreach s,$(KERNEL_SOURCES),$(eval $(call kernel_rule,$(s),$(i),$(f))))))

-include $(foreach f,$(FLAVOURS),$(wildcard $(foreach d,* */* */*/* */*/*/* */*/*/*/*,build/$(f)/$(d).d)))

# ---------------------------------------------------------------- tests
# tests/unit/ROOM/test_X.c: one cmocka program a file. All of a room are linked
# once, with the rooms up to its own, as $(B)/unit/ROOM/all: `all base/test_rng`
# runs one, `all` each in a process of its own. One by itself:
#     make FLAVOUR=check build/check/unit/core/base/test_rng
export LSAN_OPTIONS := suppressions=$(CURDIR)/tests/support/leaks:print_suppressions=0
UNIT_SOURCES := $(sort $(wildcard tests/unit/*/test_*.c tests/unit/*/*/test_*.c tests/unit/*/*/*/test_*.c))
# These stand in for a table of the program, so they are linked alone.
ALONE := $(shell grep -rl 'include "unit/cmd/language/table\.h"' tests/unit --include=test_*.c)
# What the tests of a room are linked with: the rooms up to its own; core's read files, too.
UPTO_core := core io
UPTO_io   := $(UPTO_core)
UPTO_lab  := $(UPTO_io) lab
UPTO_view := $(UPTO_lab) view
UPTO_cmd  := $(UPTO_view) cmd
UPTO_tui  := $(UPTO_cmd) tui

# What tests compare with is no part of the program: sanitizers would only make it slow.
$(B)/support/%.o: tests/support/%.c Makefile
	@mkdir -p $(@D)
	@echo '  CC $@'
	$(Q)$(CC) $(call flags,check) -Itests -MMD -MP -c -o $@ $<
SUPPORT = $(B)/libsupport.a
$(SUPPORT): $(patsubst tests/support/%.c,$(B)/support/%.o,$(wildcard tests/support/*.c))
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

# Tests are compiled more often than run: -O0. What they test keeps its flavour's flags.
$(B)/unit/%.o: tests/unit/%.c Makefile
	@mkdir -p $(@D)
	@echo '  CC $@'
	$(Q)$(CC) $(ALL_CFLAGS) -O0 -Itests -MMD -MP -c -o $@ $<
-include $(wildcard $(foreach d,* */* */*/* */*/*/*,$(B)/unit/$(d).d) $(B)/support/*.d)
.SECONDARY: $(UNIT_SOURCES:tests/%.c=$(B)/%.o)

# $(1): room. Of its suites, base/test_rng …, and of their entries, suite_base_test_rng …
suites = $(patsubst tests/unit/$(1)/%.c,%,$(filter tests/unit/$(1)/%,$(filter-out $(ALONE),$(UNIT_SOURCES))))
entry = suite_$(subst /,_,$(1))
unit_link = $(CC) $(ALL_CFLAGS) -Itests -o $@ $(2) -Wl,--start-group $(SUPPORT) $(foreach r,$(UPTO_$(1)),$(B)/lib$(r).a) -Wl,--end-group \
	$(shell pkg-config --libs cmocka) $(LDLIBS)

# Each suite's object with another name for its main, and the table of them for
# tests/support/suites.c.
define unit_rule
$(B)/unit/$(1)/%.renamed.o: $(B)/unit/$(1)/%.o
	$(Q)$(OBJCOPY) --redefine-sym main=$$(call entry,$$*) $$< $$@

$(B)/unit/$(1)/suites.c: Makefile $(filter tests/unit/$(1)/%,$(UNIT_SOURCES))
	@mkdir -p $$(@D)
	$(Q){ echo '#include "support/suites.h"'; printf 'int %s(void);\n' $(foreach s,$(call suites,$(1)),$(call entry,$(s))); \
	  echo 'const struct suite suites[] = {'; printf '\t{ "%s", %s },\n' $(foreach s,$(call suites,$(1)),$(s) $(call entry,$(s))); echo '	{ 0 } };'; } >$$@

$(B)/unit/$(1)/all: $(B)/unit/$(1)/suites.c $(patsubst %,$(B)/unit/$(1)/%.renamed.o,$(call suites,$(1))) $(SUPPORT) $(foreach r,$(UPTO_$(1)),$(B)/lib$(r).a)
	@echo '  LD $$@'
	$(Q)$$(call unit_link,$(1),$$(filter %.c %.o,$$^))

$(B)/unit/$(1)/%: $(B)/unit/$(1)/%.o $(SUPPORT) $(foreach r,$(UPTO_$(1)),$(B)/lib$(r).a)
	@echo '  LD $$@'
	$(Q)$$(call unit_link,$(1),$$<)
endef
$(foreach r,$(ROOMS),$(eval $(call unit_rule,$(r))))

UNIT_PROGRAMS = $(ROOMS:%=$(B)/unit/%/all) $(ALONE:tests/%.c=$(B)/%)
UNIT_RUNS = $(UNIT_PROGRAMS:%=%.run)
unit: $(UNIT_PROGRAMS) ## unit tests of this flavour
	@$(MAKE) --no-print-directory -Otarget unit-runs

.PHONY: unit-programs unit-runs $(UNIT_RUNS)
unit-programs: $(UNIT_PROGRAMS)
unit-runs: $(UNIT_RUNS)
$(UNIT_RUNS): %.run:
	@echo "# $*"; $*

# The running screen without a terminal, driven by tests.
HEADLESS := tests/screen/headless.c
$(B)/screen/%: tests/screen/%.c $(HEADLESS) tests/screen/headless.h $(LIBS)
	@mkdir -p $(@D)
	@echo '  CC $@'
	$(Q)$(CC) $(ALL_CFLAGS) -Itests -o $@ $< $(HEADLESS) -Wl,--start-group $(LIBS) -Wl,--end-group $(LDLIBS)

EVENTS ?= 100000
$(B)/screen/screen_walk: tests/fuzz/screen_walk.c $(HEADLESS) tests/screen/headless.h $(LIBS)
	@mkdir -p $(@D)
	@echo '  CC $@'
	$(Q)$(CC) $(ALL_CFLAGS) -Itests -o $@ $< $(HEADLESS) -Wl,--start-group $(LIBS) -Wl,--end-group $(LDLIBS)

fuzz-screen: ## a random walk of keys, pastes, mouse and sizes (EVENTS=100000 SEED=)
	@$(MAKE) --no-print-directory FLAVOUR=asan build/asan/screen/screen_walk
	INPUTRC=/dev/null build/asan/screen/screen_walk $(EVENTS) $(SEED)

SESSIONS := $(sort $(wildcard tests/screen/sessions/*.keys))
sessions: ## recorded keys lead to the stored screens (REFRESH=1 writes them)
	@$(MAKE) --no-print-directory FLAVOUR=check build/check/screen/session
	INPUTRC=/dev/null build/check/screen/session $(SESSIONS)

# Loaded below the program (LD_PRELOAD), it makes calls fail.
FAULTS := build/fault.so
$(FAULTS): tests/fault/fault.c Makefile
	@mkdir -p $(@D)
	@echo '  CC $@'
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -O2 -g $(WARNINGS) -fPIC -shared -o $@ $<

# A row is a suite: a name, and what it runs when all is built. They run side by
# side, the long ones first. One by itself: make e2e.suite
SUITE_sweep          = tests/study/sweep.py ./fpe-tui
SUITE_table          = tests/study/table.py ./fpe-tui
SUITE_language_asan  = tests/language/run.py build/asan/fpe-tui
SUITE_plots_asan     = tests/language/plots.py build/asan/fpe-tui
SUITE_e2e            = tests/screen/e2e.py ./fpe-tui
SUITE_ends           = tests/screen/ends.py ./fpe-tui
SUITE_stops          = tests/screen/stops.py ./fpe-tui
SUITE_kept           = tests/screen/kept.py ./fpe-tui
SUITE_live           = tests/screen/live.py ./fpe-tui
SUITE_replay         = tests/screen/replay.py ./fpe-tui
SUITE_lessons        = tests/screen/lessons.py ./fpe-tui
SUITE_lessons_batch  = tests/study/lessons.py ./fpe-tui
SUITE_scripts        = tests/fuzz/scripts.py ./fpe-tui --seconds 6 --seed 20251004
SUITE_large          = tests/fuzz/scripts.py ./fpe-tui --large --seconds 10 --seed 20251004
SUITE_screen_walk    = INPUTRC=/dev/null build/asan/screen/screen_walk 3000
SUITE_examples       = tests/language/examples.py ./fpe-tui
SUITE_models         = tests/language/models.py ./fpe-tui
SUITE_sessions       = INPUTRC=/dev/null build/check/screen/session $(SESSIONS)
SUITE_language       = tests/language/run.py ./fpe-tui
SUITE_language_comma = tests/support/comma-locale tests/language/run.py ./fpe-tui
SUITE_plots          = tests/language/plots.py ./fpe-tui
SUITE_drawings       = tests/language/drawings.py ./fpe-tui
SUITE_page           = tests/language/page.py ./fpe-tui
SUITE_hostile        = tests/language/hostile.py ./fpe-tui
SUITE_exports        = tests/language/exports.py ./fpe-tui
SUITE_told           = tests/language/told.py ./fpe-tui
SUITE_neurons        = tests/language/neurons.py ./fpe-tui
SUITE_safe           = tests/language/safe.py ./fpe-tui
SUITE_saves          = tests/language/saves.py ./fpe-tui
SUITE_keeps          = tests/language/keeps.py ./fpe-tui
SUITE_audit          = tests/study/audit.py ./fpe-tui
SUITE_fault          = tests/fault/fault.py ./fpe-tui $(FAULTS) --spread 5 --drawn 4 --seed 11
SUITE_fault_asan     = tests/fault/fault.py build/asan/fpe-tui $(FAULTS) --spread 1 --seed 11
SUITE_fault_on       = tests/fault/fault.py ./fpe-tui $(FAULTS) --spread 1 --going-on --seed 11
SUITE_fault_rows     = tests/fault/fault.py ./fpe-tui $(FAULTS) --examples 10 --drawn 2 --seed 11
SUITE_fault_screen   = tests/fault/screen.py ./fpe-tui $(FAULTS) --drawn 1 --seed 11
SUITE_own            = tests/language/own.py ./fpe-tui
SUITE_recommend      = tests/language/recommend.py ./fpe-tui
SUITE_scenarios      = tests/study/scenarios.py ./fpe-tui
SUITE_report         = tests/study/report.py ./fpe-tui
SUITE_findings       = tests/study/findings.py
SUITE_recomputed     = tests/study/recomputed.py ./fpe-tui
SUITE_maps           = scenarios/paper/maps/summary.py --check
SUITE_readme         = tests/language/readme.py ./fpe-tui
SUITE_manual         = tests/support/manual ./fpe-tui --check
SUITE_completion     = tests/ship/completion.py ./fpe-tui
SUITE_install        = tests/ship/install.py
SUITE_shown          = tests/ship/shown.py ./fpe-tui
SUITE_scripting      = tests/ship/scripting.py ./fpe-tui
SUITE_citation       = tests/ship/citation.py
SUITE_config         = tests/ship/config.py ./fpe-tui
SUITE_lint           = tests/support/lint
SUITES := $(shell sed -n 's/^SUITE_\([a-z_0-9]*\) *=.*/\1/p' $(firstword $(MAKEFILE_LIST)))
MAKES  := unit_asan unit_check fuzz

.PHONY: suites test-programs $(SUITES:%=%.suite) $(MAKES:%=%.suite)
$(SUITES:%=%.suite): %.suite:
	@$(SUITE_$*)
unit_asan.suite unit_check.suite: unit_%.suite:
	@$(MAKE) --no-print-directory FLAVOUR=$* unit-runs
fuzz.suite:
	@$(MAKE) --no-print-directory FLAVOUR=asan fuzz-runs
suites: $(patsubst %,%.suite,$(filter-out $(WITHOUT),$(MAKES) $(SUITES)))

test-programs: all lib $(FAULTS)
	@$(MAKE) --no-print-directory FLAVOUR=check unit-programs build/check/screen/session
	@$(MAKE) --no-print-directory FLAVOUR=asan build/asan/fpe-tui unit-programs build/asan/screen/screen_walk fuzz-programs

# `test` never installs anything; `check` is what CI runs.
test: ## every test that needs no installing (what `check` runs after it installed)
	@$(MAKE) --no-print-directory $(ON_ALL_CORES) test-programs
	@$(MAKE) --no-print-directory $(SUITES_AT_ONCE) -Otarget suites WITHOUT=lint

check: deps test-deps ## install the test tools, build, run every test and the lint
	@$(MAKE) --no-print-directory $(ON_ALL_CORES) test-programs
	@$(MAKE) --no-print-directory $(SUITES_AT_ONCE) -Otarget suites

# Slurm for one node. Where it cannot be had or started its test says so.
SLURM_PACKAGES := slurm-wlm munge
slurm-deps:
	-@$(call apt_install,$(SLURM_PACKAGES))

# What tests read as a user's own files, and what saves such files.
DATA_PACKAGES := dataset-fashion-mnist python3-numpy python3-sklearn python3-torch
data-deps:
	@$(call apt_install,$(DATA_PACKAGES))

# Readers of figures: TeX, a PDF's text, a page.
FIGURE_PACKAGES := texlive-latex-base texlive-pictures poppler-utils chromium
figure-deps:
	@$(call apt_install,$(FIGURE_PACKAGES))

check-slow: slurm-deps data-deps figure-deps all ## long runs: more seeds of the table, a real Slurm (installs it), long fuzzing
	tests/study/table.py ./fpe-tui --seeds 64
	$(MAKE) --no-print-directory paper
	tests/study/sweep.py ./fpe-tui --kills 100
	tests/study/toy.py ./fpe-tui
	tests/screen/stops.py ./fpe-tui --largest
	tests/study/scenarios.py ./fpe-tui --bases 101,201,301,401,501 --real
	tests/study/lessons.py ./fpe-tui --bases 1,101,201,301,401
	tests/study/real.py ./fpe-tui
	tests/study/sklearn_neurons.py ./fpe-tui
	tests/language/saves.py ./fpe-tui --kills 500
	tests/screen/kept.py ./fpe-tui --kills 100
	tests/screen/unattended.py ./fpe-tui 60
	$(MAKE) --no-print-directory tsan-screen
	tests/study/slurm.py ./fpe-tui
	tests/language/typeset.py ./fpe-tui
	tests/language/page.py ./fpe-tui --browser
	tests/study/arrays.py ./fpe-tui
	tests/study/torch_models.py ./fpe-tui
	tests/study/torch_roundtrip.py ./fpe-tui
	$(MAKE) --no-print-directory fault
	$(MAKE) --no-print-directory FLAVOUR=check build/check/unit/io/test_store
	FPE_KILLS=100 build/check/unit/io/test_store
	$(MAKE) --no-print-directory cross
	$(MAKE) --no-print-directory portable
	$(MAKE) --no-print-directory fuzz ROUNDS=2000000
	$(MAKE) --no-print-directory fuzz-scripts SECONDS=600
	tests/fuzz/scripts.py build/asan/fpe-tui --seconds 1200
	tests/fuzz/scripts.py build/asan/fpe-tui --large --seconds 600
	$(MAKE) --no-print-directory fuzz-clang SECONDS=600

DRAWN ?= 1000
fault: all $(FAULTS) ## calls that fail: each of the first 300 of a kind, then drawn ones (DRAWN=1000 SEED=)
	@$(MAKE) --no-print-directory FLAVOUR=asan build/asan/fpe-tui
	tests/fault/fault.py ./fpe-tui $(FAULTS) --all 300 --drawn $(DRAWN) $(SEED:%=--seed %)
	tests/fault/screen.py ./fpe-tui $(FAULTS) --drawn 40 $(SEED:%=--seed %)
	tests/fault/fault.py ./fpe-tui $(FAULTS) --examples --all 60 --drawn 20 $(SEED:%=--seed %)
	tests/fault/fault.py build/asan/fpe-tui $(FAULTS) --all 60 --drawn $(DRAWN) $(SEED:%=--seed %)

asan ubsan: ## unit and language tests under ASan and UBSan
	@$(MAKE) --no-print-directory FLAVOUR=asan build/asan/fpe-tui unit
	tests/language/run.py build/asan/fpe-tui

portable: ## unit and language tests by POSIX alone
	@$(MAKE) --no-print-directory PORTABLE=1 build/portable/fpe-tui unit
	tests/language/run.py build/portable/fpe-tui

tsan: ## unit and language tests under TSan
	@$(MAKE) --no-print-directory FLAVOUR=tsan build/tsan/fpe-tui unit
	tests/language/run.py build/tsan/fpe-tui

# What threads share: sessions, trainings, jobs, a screen, a session that is kept beside it.
TSAN_ROOMS := lab cmd tui
TSAN_SCREENS := live kept
tsan-screen: ## what has threads, and the screen, under TSan
	@$(MAKE) --no-print-directory FLAVOUR=tsan build/tsan/fpe-tui $(TSAN_ROOMS:%=build/tsan/unit/%/all) build/tsan/screen/session build/tsan/screen/screen_walk
	@set -e; export TSAN_OPTIONS=halt_on_error=1:handle_segv=0:handle_abort=0:handle_sigbus=0 INPUTRC=/dev/null FPE_E2E_DEADLINE=600; \
	for r in $(TSAN_ROOMS); do echo "# $$r"; build/tsan/unit/$$r/all; done; \
	build/tsan/screen/session $(SESSIONS); build/tsan/screen/screen_walk 5000; \
	for s in $(TSAN_SCREENS); do tests/screen/$$s.py build/tsan/fpe-tui; done

# Bases of seeds, apart by more than a comparison takes. The first is shown whole.
PAPER_SEEDS ?= 1 10001 20001 30001 40001
paper: all ## every claim of the paper measured again, at five bases of seeds: build/paper/report.md
	@code=0; for s in $(PAPER_SEEDS); do \
	  mkdir -p build/paper/$$s; \
	  (cd build/paper/$$s && ../../../fpe-tui --batch --json --quiet --keep-going --seed $$s ../../../scenarios/paper/all.fpe >lines.json 2>errors.txt) || code=$$?; \
	  cat build/paper/$$s/errors.txt; \
	done; scenarios/paper/report.py build/paper/report.md $(PAPER_SEEDS:%=build/paper/%) && exit $$code

# More draws and seeds go on from the stores. What recipes.fpe asserts of its second sweep does not depend on them.
MAPS_DRAWS ?= 720
LAW_DRAWS ?= 342
LAW_SEEDS ?= 12
PARTITION_SEEDS ?= 96
MAPS := scenarios/paper/maps
map = cd build/maps && nice ../../fpe-tui --batch --quiet $(1).fpe >$(1).txt
maps: all ## maps of recipes, of disjointness, and a design law; what was run stays in build/maps
	@mkdir -p build/maps
	sed 's/draw=[0-9]*/draw=$(MAPS_DRAWS)/' scenarios/paper/recipes.fpe >build/maps/recipes.fpe
	sed 's/seeds=[0-9]*/seeds=$(PARTITION_SEEDS)/' scenarios/paper/partition.fpe >build/maps/partition.fpe
	sed 's/draw=[0-9]*/draw=$(LAW_DRAWS)/; s/seeds=[0-9]*/seeds=$(LAW_SEEDS)/' scenarios/paper/law.fpe >build/maps/law.fpe
	$(call map,recipes)
	cp build/maps/random.svg build/maps/clause.svg $(MAPS)
	$(MAPS)/summary.py recipes build/maps/runs.csv
	$(call map,partition)
	cp build/maps/partition.svg $(MAPS)
	$(MAPS)/summary.py partition build/maps/partition.csv
	$(call map,law)
	cp build/maps/law-random.svg build/maps/law-clause.svg $(MAPS)
	./fpe-tui --batch --json --quiet -c 'task dnf' -c 'recommend build/maps/law.db' >$(MAPS)/law.json
	$(MAPS)/unseen.py ./fpe-tui build/maps/law.db build/maps/unseen.db
	$(MAPS)/summary.py law build/maps/law.csv

# tests/fuzz/fuzz_NAME.c with the driver mutants.c, libFuzzer or AFL++, over files and
# words that the tables bring (words.py) beside those of corpus/NAME.
ROUNDS ?= 20000
SECONDS ?= 60
FUZZ_NAMES := $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZERS = $(FUZZ_NAMES:%=$(B)/fuzz/fuzz_%)
FUZZ_FILES = $(B)/fuzz/files
# What is linked with a target: in asan the driver, else the compiler brings it.
FUZZ_DRIVER_asan := tests/fuzz/mutants.c
FUZZ_DRIVER_fuzz := -fsanitize=fuzzer
FUZZ_DRIVER_afl  := -fsanitize=fuzzer
# These take milliseconds each: of so many rounds one.
FUZZ_SLOW_screen := 1000
FUZZ_SLOW_store  := 80
FUZZ_SLOW_figure := 200
FUZZ_SLOW_format := 4
$(B)/fuzz/fuzz_screen: FUZZ_WITH := $(HEADLESS)

$(B)/fuzz/fuzz_%: tests/fuzz/fuzz_%.c $(wildcard tests/fuzz/*.h) $(FUZZ_DRIVER_asan) $(HEADLESS) $(SUPPORT) $(LIBS)
	@mkdir -p $(@D)
	@echo '  CC $@'
	$(Q)$(CC) $(ALL_CFLAGS) -Itests -o $@ $< $(FUZZ_DRIVER_$(FLAVOUR)) $(FUZZ_WITH) -Wl,--start-group $(SUPPORT) $(LIBS) -Wl,--end-group \
	  $(shell pkg-config --libs cmocka) $(LDLIBS)

$(FUZZ_FILES)/made: tests/fuzz/words.py tests/support/tables.py $(wildcard tests/fuzz/corpus/*.dict tests/fuzz/corpus/*/*) \
		$(FUZZ_NAMES:%=tests/fuzz/fuzz_%.c) $(B)/fpe-tui
	@mkdir -p $(@D)
	$(Q)tests/fuzz/words.py $(B)/fpe-tui $(@D)
	@touch $@

FUZZ_RUNS = $(FUZZ_NAMES:%=%.fuzz)
.PHONY: $(FUZZ_RUNS)
$(FUZZ_RUNS): %.fuzz: $(B)/fuzz/fuzz_% $(FUZZ_FILES)/made
	@INPUTRC=/dev/null $< $(FUZZ_FILES)/$* $$(( $(ROUNDS) / $(or $(FUZZ_SLOW_$*),1) )) $(SEED)

fuzz-programs: $(FUZZERS) $(FUZZ_FILES)/made
fuzz-runs: $(FUZZ_RUNS)

fuzz: ## changed files, keys, figures to every parser and reader, under ASan and UBSan (ROUNDS=20000 SEED=)
	@$(MAKE) --no-print-directory FLAVOUR=asan -Otarget fuzz-runs

fuzz-scripts: all ## random scripts, and what holds of each (SECONDS=60 of the processor, SEED=)
	tests/fuzz/scripts.py ./fpe-tui --seconds $(SECONDS) $(if $(SEED),--seed $(SEED))

# Guided by which edges an input reaches. What was found stays in build/fuzz/fuzz/found, and
# the next run goes on from there.
TARGETS ?= $(FUZZ_NAMES)
fuzz-clang: ## the same guided by coverage, with libFuzzer (installs it; SECONDS=60 a target, TARGETS="parse store")
	@$(call apt_install,clang libclang-rt-14-dev)
	@$(MAKE) --no-print-directory FLAVOUR=fuzz CC=clang fuzz-programs
	tests/fuzz/guided.py build/fuzz/fuzz --seconds $(SECONDS) $(TARGETS)

fuzz-afl: ## the same with AFL++ (installs it; SECONDS=60 a target, TARGETS="parse store")
	@$(call apt_install,afl++)
	@$(MAKE) --no-print-directory FLAVOUR=afl CC=afl-clang-fast fuzz-programs
	tests/fuzz/guided.py build/afl/fuzz --afl --seconds $(SECONDS) $(TARGETS)

# The other programs that `bench` compares with. OpenBLAS without threads of its
# own: one thread is compared with one.
BENCH_PACKAGES := libopenblas-serial-dev libopenblas0-serial python3-numpy python3-sklearn python3-torch libfann-dev
BENCH_FLAGS := -std=gnu17 -O3 -march=native -mprefer-vector-width=512 -ffast-math -Itests/bench
BENCH_PARTS := tests/bench/contestant.c tests/bench/contestant.h
BENCH_PROGRAMS := build/bench/ours build/bench/ours_lists build/bench/blas build/bench/fann

build/bench/ours_lists: tests/bench/only_lists.c
build/bench/ours_lists: BENCH_WRAP := -Wl,--wrap=plan_layer,--wrap=plan_shares_slopes
build/bench/ours build/bench/ours_lists: tests/bench/ours.c $(BENCH_PARTS) build/release/liblab.a build/release/libio.a build/release/libcore.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -Itests/bench -o $@ $(filter %.c,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(BENCH_WRAP) $(LDLIBS)
build/bench/blas: tests/bench/blas.c $(BENCH_PARTS)
	@mkdir -p $(@D)
	$(Q)$(CC) $(BENCH_FLAGS) -o $@ $(filter %.c,$^) -lopenblas -lm
build/bench/fann: tests/bench/fann.c $(BENCH_PARTS)
	@mkdir -p $(@D)
	$(Q)$(CC) $(BENCH_FLAGS) -o $@ $(filter %.c,$^) -lfann -lm

bench-deps:
	@$(call apt_install,$(BENCH_PACKAGES))

BENCH ?=
bench: bench-deps all ## speed beside other programs (installs them; BENCH=--quick; BENCH='--rounds 3 --jobs F64')
	@$(MAKE) --no-print-directory FLAVOUR=release $(BENCH_PROGRAMS)
	tests/bench/run ./fpe-tui build/bench $(BENCH)

# Scripts that run a program; those that are kept out run the same lines again, or for long.
COVER_SUITES := $(addprefix language/,run examples hostile exports safe saves own plots models readme told neurons recommend keeps) \
	ship/config ship/completion screen/kept screen/ends study/sweep
coverage: ## branches of core, io and cmd that unit and language tests take, by gcov (FILES=--files)
	@$(MAKE) --no-print-directory FLAVOUR=cover build/cover/fpe-tui unit-programs
	@ln -sfn ../../scenarios build/cover/scenarios # lessons are looked for beside the program
	@find build/cover -name '*.gcda' -delete
	@for p in $(UNIT_PROGRAMS:$(B)/%=build/cover/%); do INPUTRC=/dev/null $$p >$$p.log 2>&1 || tail -1 $$p.log; done
	@for s in $(COVER_SUITES); do tests/$$s.py build/cover/fpe-tui | tail -1; done
	@tests/support/manual build/cover/fpe-tui --check
	@tests/support/coverage build/cover $(FILES)

manual: all ## write what the tables know into the manual pages
	tests/support/manual ./fpe-tui

print-flags:
	@echo "$(subst ",\",$(ALL_CFLAGS))"

print-isas:
	@$(foreach i,$(ISAS),echo "$(i) $(ISA_FLAGS_$(i))";)

lint: all ## layers, sizes, layout, globals, warnings of clang, manual pages
	tests/support/lint

format: ## lay out the C sources as .clang-format says
	clang-format -i $$(git ls-files '*.c' '*.h')

# ---------------------------------------------------------------- installing
run: deps ## install what is missing, build, play the first scenario
	@$(MAKE) --no-print-directory $(ON_ALL_CORES) all
	./fpe-tui scenarios/xor_clauses.fpe

APT := $(if $(filter 0,$(shell id -u)),,sudo )apt-get
# $(1): packages. Prints the line that it runs.
define apt_install
	set -e; want=""; for d in $(1); do \
	  dpkg-query -W -f='$${Status}' $$d 2>/dev/null | grep -q 'install ok installed' || want="$$want $$d"; done; \
	if [ -n "$$want" ]; then \
	  line="$(APT) update && DEBIAN_FRONTEND=noninteractive $(APT) install -y --no-install-recommends$$want"; \
	  line=$$(echo "$$line" | sed 's/DEBIAN_FRONTEND=noninteractive sudo/sudo DEBIAN_FRONTEND=noninteractive/'); \
	  echo "$$line"; sh -c "$$line"; fi
endef
LIBRARY_PACKAGES := $(if $(shell command -v $(firstword $(CC))),,gcc libc6-dev) pkg-config $(foreach l,$(LIBRARIES),$(word 2,$(subst :, ,$(l))))

deps: ## install the libraries that are missing (Debian packages)
	@$(call apt_install,$(LIBRARY_PACKAGES))

test-deps: ## install the test tools that are missing
	@$(call apt_install,$(TEST_PACKAGES))

include packaging/ship.mk

clean: ## remove everything built
	rm -rf build fpe-tui

help: ## this list
	@sed -n 's/^\([a-z][a-z -]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14 | sed 's/^/  make /'

need:
	@command -v pkg-config >/dev/null || miss="pkg-config"; \
	for l in $(LIBRARIES); do p=$${l%%:*}; d=$${l#*:}; d=$${d%%:*}; \
	  pkg-config --exists $$p 2>/dev/null || miss="$$miss $$d"; done; \
	if [ -n "$$miss" ]; then echo "fpe-tui needs:" $$miss >&2; \
	  echo "install them with: make deps    (or: sudo apt-get install" $$miss")" >&2; exit 1; fi
