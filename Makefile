# One target for each habit. `make run` and `make test` set up everything they need.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
TARGET := $(or $(CARGO_TARGET_DIR),target)

.PHONY: run test lint format bench fuzz eval docs wheel check-wheel clean

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
	$(BIN)/ruff format --check python tests
	$(BIN)/ruff check python tests
	$(BIN)/mypy

format: $(VENV)/.ready
	cargo fmt --all
	$(BIN)/ruff format python tests
	$(BIN)/ruff check --fix python tests

## Speed, in words a second.
bench:
	cargo bench --workspace --locked

## Fuzz each target for SECONDS_EACH seconds; fuzz/README.md says what is checked.
SECONDS_EACH ?= 60
fuzz:
	command -v cargo-fuzz >/dev/null || cargo install cargo-fuzz --locked
	cd fuzz && for target in text dateline dates record_json extract; do \
	    RUSTC_BOOTSTRAP=1 cargo fuzz run $$target -- -max_total_time=$(SECONDS_EACH) -timeout=10 -max_len=4096 || exit 1; \
	done

## The figures of EVALUATION.md, where the development data stand beside the project.
eval:
	cargo build --release --locked -p onrecord-cli
	$(PYTHON) eval/run.py --binary $(TARGET)/release/onrecord

## The reference of the Python package, from its docstrings, in target/docs/.
docs: build
	$(BIN)/pdoc onrecord onrecord.inputs onrecord.plots onrecord.spacy onrecord.types --output-directory $(TARGET)/docs

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
