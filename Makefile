# One target for each habit. `make run` and `make test` set up everything they need.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
TARGET := $(or $(CARGO_TARGET_DIR),target)

.PHONY: run test lint format bench instructions peers fuzz eval coverage mutants audit sbom docs wheel check-wheel clean

## Extract the example dispatches and read the result.
run: build
	@# Each is named after its day of publication: YYYY-MM-DD_agency_subject.txt
	for file in examples/*.txt; do \
	    day=$$(basename "$$file" | cut -d_ -f1); \
	    $(BIN)/onrecord extract "$$file" --published "$$day" --format jsonl || exit 1; \
	done > $(TARGET)/examples.jsonl
	$(BIN)/onrecord show $(TARGET)/examples.jsonl
	@echo
	@echo "The records stand in $(TARGET)/examples.jsonl; read one dispatch with: $(BIN)/onrecord show FILE"

## Everything: lints, Rust tests, documentation tests, Python tests, types.
test: lint build
	cargo test --workspace --locked
	$(BIN)/pytest

## Format, clippy, ruff, mypy.
lint: $(VENV)/.ready
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	$(BIN)/ruff format --check python tests benches
	$(BIN)/ruff check python tests benches
	$(BIN)/mypy

format: $(VENV)/.ready
	cargo fmt --all
	$(BIN)/ruff format python tests benches
	$(BIN)/ruff check --fix python tests benches

## Speed, in words a second.
bench:
	cargo bench --workspace --locked

## Instructions a word of each layer against the baseline; needs valgrind.
instructions:
	cargo build --release --locked -p onrecord-cli
	$(PYTHON) benches/instructions.py --binary $(TARGET)/release/onrecord

## Speed beside that of other tools, in an environment of their own.
peers: build
	$(BIN)/python benches/peers/run.py $(TEXTS)

## Fuzz each target for SECONDS_EACH seconds; fuzz/README.md says what is checked.
SECONDS_EACH ?= 60
fuzz:
	command -v cargo-fuzz >/dev/null || cargo install cargo-fuzz --locked
	cargo build --release --locked -p onrecord-cli
	$(PYTHON) fuzz/seeds.py --binary $(TARGET)/release/onrecord
	cd fuzz && RUSTC_BOOTSTRAP=1 cargo fuzz build --sanitizer none
	cd fuzz && RUSTC_BOOTSTRAP=1 $(PYTHON) run.py --seconds $(SECONDS_EACH)

## The figures of EVALUATION.md, where the development data stand beside the project.
eval:
	cargo build --release --locked -p onrecord-cli
	$(PYTHON) eval/run.py --binary $(TARGET)/release/onrecord

## Which lines of the extraction its tests reach, by module; needs llvm-profdata and llvm-cov.
coverage:
	$(PYTHON) eval/coverage.py --target $(TARGET)/coverage

## Which changes of the model, of merging and of the dates no test notices. Of the last two cargo-mutants makes every EVERY-th,
## eval/mutants all; those that nothing can notice are listed in eval/mutants/survivors.tsv.
EVERY ?= 40
mutants:
	command -v cargo-mutants >/dev/null || cargo install cargo-mutants --locked
	$(PYTHON) eval/mutants.py --every $(EVERY) --out $(TARGET)/mutants

## Licences, sources, bans and, where the database can be had, advisories of what is depended upon.
audit:
	command -v cargo-deny >/dev/null || cargo install cargo-deny --locked
	cargo deny --locked check licenses sources bans
	cargo deny --locked check advisories || echo "advisories: not checked, or something was found; see above" >&2

## The bill of materials of what is shipped, in target/sbom.json.
sbom:
	mkdir -p $(TARGET)
	$(PYTHON) .ci/sbom.py $(TARGET)/sbom.json

## The reference of the Python package, from its docstrings, in target/docs/.
docs: build
	$(BIN)/pdoc onrecord onrecord.inputs onrecord.merging onrecord.plots onrecord.spacy onrecord.spark onrecord.types --output-directory $(TARGET)/docs

## A wheel for Python 3.11 and newer, in dist/.
wheel: $(VENV)/.ready
	$(BIN)/maturin build --release --locked --out dist

## The wheel in new environments, bare and with each extra: size, import time, what it does.
check-wheel: wheel
	$(PYTHON) tests/check_wheel.py dist

clean:
	rm -rf $(VENV) dist
	cargo clean

# The package, built with optimisation, in the environment. Cargo sees what has changed.
.PHONY: build
build: $(VENV)/.ready
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/maturin develop --release --locked --quiet

# The environment, made anew where the requirements have changed. Some systems have Python without venv.
$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV) || { $(PYTHON) -m pip install --user virtualenv && $(PYTHON) -m virtualenv $(VENV); }
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --group dev
	touch $@
