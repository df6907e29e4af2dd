# Two commands do everything on a fresh machine: `make demo` and `make test`. Both make .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHARED ?= ../shared

# With it, each of the suite's hundreds of processes would compile all modules again.
unexport PYTHONDONTWRITEBYTECODE

PYTEST := $(BIN)/pytest -n auto --dist worksteal

.PHONY: demo test busy lint docs lowest real bench torture faults fleet examples day rules clean s3

demo: $(VENV)/demo
	$(BIN)/newscrawl demo --fresh
	$(BIN)/newscrawl demo

test: $(VENV)/dev lint
	$(PYTEST)

# The suite beside a load that takes every core: no test may depend on the speed of the machine.
busy: $(VENV)/dev
	@command -v stress-ng >/dev/null || { echo "make busy needs stress-ng (Debian package stress-ng)"; exit 2; }
	stress-ng --quiet --cpu 4 & load=$$!; trap "kill $$load" EXIT; $(PYTEST)

# mypy without --num-workers: it gives up if a busy machine does not start its workers within 3 s.
lint: $(VENV)/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The documentation as a site in site/. A dead link or anchor fails.
docs: $(VENV)/dev
	$(BIN)/zensical build --clean --strict

# The suite with the oldest libraries that pyproject.toml admits.
lowest: $(VENV)/bin/python $(BIN)/uv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-lowest
	$(BIN)/uv pip install --quiet --python .venv-lowest --resolution lowest-direct --editable '.[parquet,objects]'
	$(BIN)/uv pip install --quiet --python .venv-lowest pytest pytest-xdist hypothesis jsonschema zstandard ruff zensical
	.venv-lowest/bin/python -m pytest -n auto --ignore tests/test_loading.py --ignore tests/test_docs_pastes.py
	rm -rf .venv-lowest

# The saved pages of real newspapers, which belong to their publishers and lie beside this project, not in it.
real: $(VENV)/dev
	rm -rf output/real
	$(BIN)/newscrawl replay $(SHARED)/pages/manifest.tsv --output output/real/pages
	$(BIN)/newscrawl replay $(SHARED)/pages_second/manifest.tsv --output output/real/pages_second
	$(BIN)/python benchmarks/real_pages.py --records output/real/pages/articles.jsonl output/real/pages_second/articles.jsonl

bench: $(VENV)/dev
	$(BIN)/python benchmarks/crawl.py --generator $(SHARED)/bench/gen_site.py

# The proofs that take long: kills, power cuts and odd documents by the thousand.
torture: $(VENV)/dev
	$(BIN)/pytest tests/crawl/test_kill.py tests/archive/test_kill_points.py tests/archive/test_power_cut.py tests/archive/test_removal.py --kills 500
	$(PYTEST) tests/text tests/state tests/discover tests/extract tests/dedupe tests/test_dates.py tests/test_bounds.py --hypothesis-profile torture
	$(BIN)/pytest --long tests/fleet/test_kills.py
	$(BIN)/pytest --long tests/hostile/test_memory.py tests/hostile/test_remembered.py tests/cli/test_signals.py
	$(BIN)/pytest tests/hostile/test_grammar.py tests/real/test_grafted_pages.py --seeds 1000+5000

# The first and the last call of each place of the code that changes a file or the state in a crawl fails, in four ways.
# EVERY=1 lets every call of a crawl of 50 short articles fail in turn, EVERY=20 every twentieth.
faults: $(VENV)/dev
	$(BIN)/pytest -s tests/crawl/test_faults.py --faults $(or $(EVERY),0) --faults-articles $(if $(EVERY),$(or $(ARTICLES),50),0)

# Thirty sites, three workers, forty disturbances; the same with the fence off, which must fail; skewed clocks.
.PHONY: fleet-kills
fleet-kills: $(VENV)/dev
	$(BIN)/pytest -s --long tests/fleet/test_kills.py

# Archives on Ray, in an environment of its own: Ray is large. RAY=2.48.0 tries that version.
.PHONY: ray
ray: $(VENV)/dev $(BIN)/uv
	$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python .venv-ray
	$(BIN)/uv pip install --quiet --python .venv-ray --constraint constraints.txt --editable '.[dev,ray]' $(if $(RAY),ray==$(RAY))
	.venv-ray/bin/python -m pytest --long tests/bulk/test_ray.py

# Twenty sites with ten kinds of trouble over a simulated week.
fleet: $(VENV)/dev
	$(BIN)/pytest -s tests/crawl/test_fleet.py --fleet

# Every example of the documentation, as a reader would paste it.
examples: $(VENV)/dev
	$(PYTEST) --long tests/test_docs_pastes.py

# The alert rules and their cases, with Prometheus's own tool.
rules:
	@command -v promtool >/dev/null || { echo "make rules needs promtool (Debian package prometheus)"; exit 2; }
	promtool check rules ops/prometheus/newscrawl.rules.yml
	promtool test rules ops/prometheus/newscrawl.test.yml

# Crawls, tables and removals in a bucket of moto's S3 server on loopback, each killed 70 times. It has an environment of its own.
.PHONY: s3
KILLS ?= 70
s3: $(VENV)/dev $(BIN)/uv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-s3
	$(BIN)/uv pip install --quiet --python .venv-s3 --editable '.[objects,parquet,alerts,fleet]' 'moto[s3]' flask flask-cors pytest hypothesis pytest-xdist
	NEWSCRAWL_S3_MOTO=1 NEWSCRAWL_S3_KILLS=$(KILLS) .venv-s3/bin/pytest -q --long tests/export/test_s3.py tests/archive/test_bucket.py
	rm -rf .venv-s3

# Tables of 0, 3 and 10,000 articles in DuckDB, pandas, Polars, datasets, Spark and mlcroissant: the types must be equal.
# Needs Java 17 or newer for Spark; the environment takes 1 GB.
.PHONY: loading
loading: $(VENV)/dev $(BIN)/uv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-loading
	$(BIN)/uv pip install --quiet --python .venv-loading --editable '.[objects,parquet]' duckdb pandas polars datasets pyspark mlcroissant
	PYTHONPATH=. .venv-loading/bin/python benchmarks/loading.py
	rm -rf .venv-loading

day: $(VENV)/dev
	$(BIN)/python benchmarks/day.py

# A real WordPress of this machine, crawled in 18 ways. Needs Debian packages; python benchmarks/wordpress.py --help names them.
.PHONY: wordpress
wordpress: $(VENV)/dev
	$(BIN)/python benchmarks/wordpress.py

# A real Ghost of this machine from the npm registry, in its two themes. Needs Node.js 20, npm and the Debian package mariadb-server.
.PHONY: ghost
ghost: $(VENV)/dev
	$(BIN)/python benchmarks/ghost.py

clean:
	rm -rf $(VENV) .venv-* site output/demo output/real

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "newscrawl needs Python 3.11 or newer; name one with make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

# An environment that uv made has no pip.
$(BIN)/uv: | $(VENV)/bin/python
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	$(BIN)/python -m pip install --quiet uv

$(VENV)/demo: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@ $(VENV)/demo

# The recipes of docs/changes.md with a PostgreSQL of its own and dlt, killed in between. Needs the Debian package postgresql.
.PHONY: recipes
recipes: $(VENV)/dev $(BIN)/uv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-recipes
	$(BIN)/uv pip install --quiet --python .venv-recipes --editable . 'dlt[duckdb]' pandas
	PYTHONPATH=. $(BIN)/python benchmarks/recipes.py --dlt-python .venv-recipes/bin/python
	rm -rf .venv-recipes

# The notebook of the documentation, run by Jupyter from a crawl to a split, in an environment of its own.
.PHONY: notebook
notebook: $(VENV)/dev $(BIN)/uv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-notebook
	$(BIN)/uv pip install --quiet --python .venv-notebook --editable '.[corpus]' pandas altair nbclient ipykernel
	rm -rf output/notebook && mkdir -p output/notebook
	cp docs/corpus.ipynb output/notebook
	cd output/notebook && ../../.venv-notebook/bin/jupyter execute --inplace corpus.ipynb
	rm -rf .venv-notebook

# The recipes for many machines: the Kubernetes files and the compose file against their own schemas, the unit by systemd.
.PHONY: ops
ops: $(VENV)/dev $(BIN)/uv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-ops
	$(BIN)/uv pip install --quiet --python .venv-ops 'kubernetes-validate>=1.31' check-jsonschema
	.venv-ops/bin/kubernetes-validate --strict ops/kubernetes/*.yaml
	.venv-ops/bin/check-jsonschema --builtin-schema vendor.compose-spec ops/compose/compose.yaml
	# The command of the unit is there on a worker's machine alone.
	sed 's#^ExecStart=[^ ]*#ExecStart=/bin/true#' ops/systemd/newscrawl-worker@.service > .venv-ops/newscrawl-worker@.service
	if command -v systemd-analyze >/dev/null; then systemd-analyze verify --recursive-errors=no --man=no .venv-ops/newscrawl-worker@.service; fi
	rm -rf .venv-ops
