# SPDX-License-Identifier: GPL-3.0-or-later
# What leaves the tree: the library, what is installed, archives, packages.

# ---------------------------------------------------------------- the library
# libfpe is src/core by itself: objects of a flavour of their own, linked to libm alone.
# What core's objects allocate comes past memory.c inside the library; nobody who links it
# needs a flag, and no name but fpe_… is seen outside.
SOVERSION := 0
LIBFPE := build/shared/libfpe.so.$(VERSION)
LIBFPE_STATIC := build/shared/libfpe.a
LIBFPE_FILES := $(LIBFPE) $(LIBFPE_STATIC)
LIBFPE_SOURCES := $(call ROOM_SOURCES,core)
LIBFPE_OBJECTS := $(LIBFPE_SOURCES:src/%.c=build/shared/%.o) \
	$(foreach i,$(ISAS),$(KERNEL_SOURCES:src/%.c=build/$(KERNELS_BUILT)/%.$(i).o))

lib: $(LIBFPE_FILES) ## build libfpe, shared and static, in build/shared

$(LIBFPE): $(LIBFPE_OBJECTS) packaging/libfpe.map
	@echo '  LD $@'
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-soname,libfpe.so.$(SOVERSION) -Wl,-z,defs \
	  -Wl,--version-script=packaging/libfpe.map -o $@ $(LIBFPE_OBJECTS) $(WRAPPED) -lm

# One object, so that what core calls inside it can be hidden.
$(LIBFPE_STATIC): $(LIBFPE_OBJECTS)
	@echo '  AR $@'
	$(Q)$(CC) $(CFLAGS) -nostdlib -r -o build/shared/fpe.o $(LIBFPE_OBJECTS) $(WRAPPED)
	$(Q)$(OBJCOPY) --wildcard --keep-global-symbol='fpe_*' build/shared/fpe.o
	@rm -f $@
	$(Q)$(AR) rcs $@ build/shared/fpe.o

# ---------------------------------------------------------------- another processor
# The libraries of the tests come from Debian's packages, unpacked in build/arm64/root.
CROSS := aarch64-linux-gnu
CROSS_ROOT := build/arm64/root
CROSS_PACKAGES := gcc-$(CROSS) libc6-dev-arm64-cross qemu-user
CROSS_LIBRARIES := libcmocka0 libcmocka-dev libgsl27 libgslcblas0 libgsl-dev libjansson4 libjansson-dev \
	libsqlite3-0 libsqlite3-dev zlib1g zlib1g-dev
CROSS_PATH := $(CROSS_ROOT)/usr/lib/$(CROSS):$(CROSS_ROOT)/lib/$(CROSS)

cross: ## unit tests of core for aarch64, run by qemu (installs compiler and emulator)
	@$(call apt_install,$(CROSS_PACKAGES))
	@[ -d $(CROSS_ROOT)/usr ] || packaging/foreign arm64 $(CROSS_ROOT) $(CROSS_LIBRARIES)
	@$(MAKE) --no-print-directory FLAVOUR=arm64 MACHINE=aarch64 CC=$(CROSS)-gcc AR=$(CROSS)-ar OBJCOPY=$(CROSS)-objcopy \
	  PKG_CFLAGS='-isystem $(CROSS_ROOT)/usr/include' \
	  PKG_LIBS='-L$(CROSS_ROOT)/usr/lib/$(CROSS) -lgsl -lgslcblas -ljansson -lsqlite3 -lz' build/arm64/unit/core/all
	qemu-aarch64 -L /usr/$(CROSS) -E LD_LIBRARY_PATH=$(CROSS_PATH) build/arm64/unit/core/all

# ---------------------------------------------------------------- installing
# What is installed where, "MODE SOURCE TARGET" each; packaging/install reads it.
LIBDIR   ?= $(PREFIX)/lib
DATADIR  := $(PREFIX)/share
MANDIR   := $(DATADIR)/man
ZSHDIR   ?= $(DATADIR)/zsh/site-functions
# The record of what was installed, for uninstall; a package has its own and sets it empty.
RECORD   ?= $(DATADIR)/fpe-tui/installed
SCENARIO_FILES := $(sort $(wildcard scenarios/*.fpe scenarios/*.safetensors scenarios/*/*.fpe scenarios/*/*/*.fpe scenarios/scripting/*))
# Those that say what runs them; Python files are run by python3.
SCRIPTS_HERE := $(filter %.fpe %.sh,$(shell grep -l '^#!' $(SCENARIO_FILES)))
SHELL_FILES := build/ship/completion.bash build/ship/completion.zsh build/ship/completion.fish

define INSTALLED
755 fpe-tui $(PREFIX)/bin/fpe-tui
$(foreach p,$(wildcard man/*.1 man/*.3 man/*.5),
644 $(p) $(MANDIR)/man$(patsubst .%,%,$(suffix $(p)))/$(notdir $(p)))
$(foreach s,$(SCENARIO_FILES),
$(if $(filter $(s),$(SCRIPTS_HERE)),755,644) $(s) $(DATADIR)/fpe-tui/$(s))
644 build/ship/completion.bash $(DATADIR)/bash-completion/completions/fpe-tui
644 build/ship/completion.zsh $(ZSHDIR)/_fpe-tui
644 build/ship/completion.fish $(DATADIR)/fish/vendor_completions.d/fpe-tui.fish
$(foreach h,$(wildcard include/fpe/*.h),
644 $(h) $(PREFIX)/$(h))
644 $(LIBFPE) $(LIBDIR)/$(notdir $(LIBFPE))
link $(notdir $(LIBFPE)) $(LIBDIR)/libfpe.so.$(SOVERSION)
link libfpe.so.$(SOVERSION) $(LIBDIR)/libfpe.so
644 $(LIBFPE_STATIC) $(LIBDIR)/libfpe.a
644 build/ship/fpe.pc $(LIBDIR)/pkgconfig/fpe.pc
endef
export INSTALLED

install: all $(LIBFPE_FILES) $(SHELL_FILES) ## install under PREFIX (/usr/local), DESTDIR is respected
	@sed -e 's,@PREFIX@,$(PREFIX),; s,@LIBDIR@,$(LIBDIR),; s,@VERSION@,$(VERSION),' packaging/fpe.pc.in >build/ship/fpe.pc
	@echo "$$INSTALLED" | sed '/^$$/d' | DESTDIR='$(DESTDIR)' packaging/install '$(RECORD)'
	@echo "installed: $(DESTDIR)$(PREFIX)/bin/fpe-tui, its scenarios, manual and completions, and libfpe"

uninstall: ## remove what install put there, and the folders that it made
	@DESTDIR='$(DESTDIR)' packaging/uninstall '$(RECORD)'

build/ship/completion.%: fpe-tui
	@mkdir -p $(@D)
	$(Q)./fpe-tui --completion $* >$@

# ---------------------------------------------------------------- archives and packages
DIST := fpe-tui-$(VERSION)

# The last commit, the same bytes whenever and wherever it is made.
dist: ## the last commit as build/fpe-tui-VERSION.tar.gz, byte for byte the same each time
	@mkdir -p build
	@git diff --quiet HEAD || echo "note: what is not committed is not in it" >&2
	@git -c tar.umask=022 archive --format=tar --prefix=$(DIST)/ HEAD -- . :!debian | gzip -9n >build/$(DIST).tar.gz
	@sha256sum build/$(DIST).tar.gz

DEB_PACKAGES := debhelper dpkg-dev fakeroot lintian
deb: dist ## Debian packages of the last commit in build/deb, looked at by lintian (installs the tools)
	@$(call apt_install,$(DEB_PACKAGES))
	@$(MAKE) --no-print-directory deps
	@rm -rf build/deb && mkdir -p build/deb
	@cp build/$(DIST).tar.gz build/deb/fpe-tui_$(VERSION).orig.tar.gz
	@tar -xzf build/$(DIST).tar.gz -C build/deb
	@git archive --format=tar --prefix=$(DIST)/ HEAD debian | tar -x -C build/deb
	cd build/deb/$(DIST) && env -u MAKEFLAGS -u MAKELEVEL dpkg-buildpackage -us -uc
	lintian --fail-on error,warning --suppress-tags initial-upload-closes-no-bugs build/deb/*.changes
