# Two commands on a fresh Debian machine: `make demo` and `make test`.
VENV := .venv
PYTHON := $(VENV)/bin/python
# Installing Debian packages needs root; where we are not, sudo is asked.
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: demo test quick check office samples bench mutants clean

demo: $(VENV)/installed
	$(VENV)/bin/govxl demo govxl-demo

test: $(VENV)/installed-test office
	$(PYTHON) -m pytest

quick: $(VENV)/installed-test
	$(PYTHON) -m pytest -m "not office"

check: $(VENV)/installed-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy --strict govxl

samples: $(VENV)/installed
	$(PYTHON) samples/build.py

# All measurements take some fifty minutes and renew docs/性能.md; `make bench N=60` takes some minutes and writes to build/bench.
N := 1000
RESULTS := $(if $(filter 1000,$(N)),benchmarks/results,build/bench)
PAGE := $(if $(filter 1000,$(N)),docs/性能.md,build/bench/性能.md)
bench: $(VENV)/installed-bench
	$(PYTHON) benchmarks/comparison.py $(N) 3 --json $(RESULTS)/comparison.json
	$(PYTHON) benchmarks/memory.py $(N) $$((10 * $(N))) --json $(RESULTS)/memory.json
	$(PYTHON) benchmarks/jobs.py $(N) 2 5 --json $(RESULTS)/jobs.json
	$(PYTHON) benchmarks/starting.py --json $(RESULTS)/starting.json
	$(PYTHON) benchmarks/distributing.py $(N) --json $(RESULTS)/distributing.json
	$(PYTHON) benchmarks/nation.py $$((20 * $(N))) --open --json $(RESULTS)/nation.json
	$(PYTHON) benchmarks/page.py $(RESULTS) --write $(PAGE)
	$(PYTHON) benchmarks/reading.py
	$(PYTHON) benchmarks/collecting.py
	$(PYTHON) benchmarks/summary.py
	$(PYTHON) tests/test_random_faults.py 5000

# Ten thousand damaged files; some two minutes.
mutants: $(VENV)/installed-test
	$(PYTHON) benchmarks/mutants.py

$(VENV)/bin/python:
	python3 -m venv $(VENV) || { \
		rm -rf $(VENV); \
		$(SUDO) apt-get update && $(SUDO) apt-get install -y --no-install-recommends python3-venv && \
		python3 -m venv $(VENV); }

$(VENV)/installed: $(VENV)/bin/python pyproject.toml
	$(PYTHON) -m pip install -q -e .
	touch $@

$(VENV)/installed-test: $(VENV)/bin/python pyproject.toml
	$(PYTHON) -m pip install -q -e '.[test]'
	touch $@ $(VENV)/installed

$(VENV)/installed-bench: $(VENV)/bin/python pyproject.toml
	$(PYTHON) -m pip install -q -e '.[bench]'
	touch $@ $(VENV)/installed-test $(VENV)/installed

$(VENV)/installed-dev: $(VENV)/bin/python pyproject.toml
	$(PYTHON) -m pip install -q -e '.[dev]'
	touch $@ $(VENV)/installed-test $(VENV)/installed

# LibreOffice is the clerk and the second engine of the tests, Poppler reads its pages; none of them is skipped.
office:
	@if ! command -v soffice >/dev/null || ! command -v pdftotext >/dev/null || \
	    ! /usr/bin/python3 -c 'import uno' 2>/dev/null; then \
		$(SUDO) apt-get update && \
		$(SUDO) apt-get install -y --no-install-recommends libreoffice-calc libreoffice-writer python3-uno \
			poppler-utils fonts-noto-cjk; \
	fi

clean:
	rm -rf $(VENV) govxl-demo build *.egg-info
