# A thin door: all knowledge is in CMakeLists.txt, CMakePresets.json and tools/.
PREFIX ?= /usr/local
JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 60
SEEDS ?= 1..10
PLACES ?= places
SOURCES = $(shell find core bindings tests -name '*.[ch]' | sort)
CHANGED = $(shell git diff --name-only --diff-filter=d $(SINCE) -- '*.c'; git ls-files -o --exclude-standard -- '*.c')
SINCE ?= HEAD

.DEFAULT_GOAL := build
.PHONY: help deps deps-dev build demo year test bench lint lint-format lint-lua lint-c lint-changed format fuzz simulation properties sweep install clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

deps:
	@tools/install-deps.sh

deps-dev:
	@tools/install-deps.sh --dev

build: deps ## the program, optimised: build/cursus
	@cmake --preset release
	@cmake --build --preset release --target cursus
	@ln -sfn release/cursus build/cursus

demo: build ## a tour: scripts/examples/demo.lua
	@build/cursus run scripts/examples/demo.lua

year: build ## a year of a company under camera-care: scripts/examples/camera_care_year.lua
	@build/cursus run scripts/examples/camera_care_year.lua

test: deps ## build with sanitizers, run every test
	@cmake --preset dev
	@cmake --build --preset dev
	@ctest --preset dev --parallel $(JOBS)

bench: build ## measure: tests/bench/run.sh
	@bash tests/bench/run.sh

lint: deps-dev lint-format lint-lua lint-c ## format, luacheck and clang-tidy over everything

lint-format:
	@clang-format --dry-run -Werror $(SOURCES)

lint-lua:
	@luacheck --quiet cmake scripts policies tests

lint-c: ## clang-tidy over every C file
	@cmake --preset dev >/dev/null && cmake --build --preset dev --target cursus_messages
	@clang-tidy --quiet -p build/dev $(filter %.c,$(filter-out tests/fuzz/%,$(SOURCES)))

lint-changed: ## clang-tidy over the C files that differ from SINCE (HEAD)
	@cmake --preset dev >/dev/null && cmake --build --preset dev --target cursus_messages
	@$(if $(strip $(CHANGED)),clang-tidy --quiet -p build/dev $(CHANGED),echo "no C file differs from $(SINCE)")

format: ## rewrite the C files FILES (default: all) in our format
	@clang-format -i $(or $(FILES),$(SOURCES))

fuzz: deps-dev ## each fuzz target for FUZZ_SECONDS (60)
	@cmake --preset fuzz
	@cmake --build --preset fuzz
	@bash tools/fuzz.sh $(FUZZ_SECONDS)

simulation: deps ## ten years of small companies for each of SEEDS (1..10): tests/simulation
	@cmake --preset release
	@cmake --build --preset release --target cursus kill_at
	@bash tests/simulation/run.sh --seeds $(SEEDS)

properties: deps ## random procedures and acts against a model for each of SEEDS (1..10): tests/properties
	@cmake --preset release
	@cmake --build --preset release --target cursus
	@CURSUS_SOURCE_DIR=$(CURDIR) build/release/cursus run tests/properties/cases_test.lua --seeds $(SEEDS) --steps 60
	@CURSUS_SOURCE_DIR=$(CURDIR) build/release/cursus run tests/properties/runs_test.lua --seeds $(SEEDS)
	@CURSUS_SOURCE_DIR=$(CURDIR) build/release/cursus run tests/properties/care_test.lua --seeds $(SEEDS)

# Places under the sanitizers, every allocation without: less than half the time, and what stays is told after each strike.
SWEPT = $(if $(filter all,$(PLACES)),plain,dev)
sweep: deps ## each operation on files and each place that allocates under a Lua module fails once (PLACES=all: each allocation): tests/fault/_sweep.sh
	@cmake --preset $(SWEPT)
	@cmake --build --preset $(SWEPT) --target fault.bindings fault.vfs fault.backup fault.memory
	@bash tests/fault/_sweep.sh build/$(SWEPT)/tests/fault.bindings build/sweep $(PLACES) $(JOBS)

install: build ## to PREFIX (/usr/local)
	@cmake --install build/release --prefix $(PREFIX)

clean: ## remove build/
	@rm -rf build
