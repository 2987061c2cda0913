.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

# Where this is set, pytest rewrites 500 modules anew in each of its processes: twice the time of all tests.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := $(VENV)/requirements.lock
READY := $(VENV)/installed
# On a terminal a person watches; in CI only what went wrong is of interest.
QUIET := $(shell test -t 1 && test -z "$$CI" || echo -qq)

.PHONY: help
help: ## show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The copy of the lock is written last: a set-up that stopped half-way is done again, from nothing.
$(PACKAGES): requirements.lock
	@command -v $(PYTHON) >/dev/null || { echo "error: $(PYTHON) not found; install Python 3.11 or newer, or name it: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: $$($(PYTHON) --version) is too old; Python 3.11 or newer is needed, name one: make PYTHON=/path/to/python" >&2; exit 1; }
	@echo "setting up $(VENV) from requirements.lock (once; about a minute)" >&2
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "error: $(PYTHON) cannot make a virtual environment; install its venv module (Debian: python3-venv)" >&2; exit 1; }
	@$(BIN)/pip install $(QUIET) --disable-pip-version-check --no-deps --require-hashes -r requirements.lock || { rm -rf $(VENV); echo "error: the packages in requirements.lock could not be installed (see above); is the package registry reachable?" >&2; exit 1; }
	@cp requirements.lock $@

# The version is the contract's, and an installed package has that of its installation.
$(READY): $(PACKAGES) contracts/pyproject.toml openapi/openapi.yaml
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable contracts
	@$(BIN)/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "msgraph_vpptokens.pth").write_text(str(pathlib.Path("generated").resolve()))'
	@touch $@

.PHONY: generate check-generated
generate: $(READY) ## rewrite generated/ from openapi/
	@$(BIN)/python openapi/generate_client.py

check-generated: $(READY) ## fail, and show the difference, if generated/ is not up to date
	@$(BIN)/python openapi/generate_client.py --check

.PHONY: check-breaking
check-breaking: $(READY) ## fail if the contract breaks importers of the last release and the version does not say so
	@$(BIN)/python openapi/check_breaking.py

.PHONY: lock
lock: $(READY) ## resolve requirements.lock anew [UPGRADE=1: with the newest versions]
	@$(BIN)/uv pip compile --quiet $(if $(UPGRADE),--upgrade) --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --all-extras \
	  --group dev --group docs --group release contracts/pyproject.toml generated/pyproject.toml --output-file requirements.lock

PORT := 8080
.PHONY: mock
mock: $(READY) ## run the mock server [PORT=8080; 0 picks a free one]
	@exec $(BIN)/vpptokens-contracts mock --port $(PORT)

.PHONY: verify
verify: $(READY) ## hold a server to the contract [BASE_URL= VPP_TOKEN_ID= and VPPTOKENS_TOKEN in the environment; none: the mock]
	@test $(words $(BASE_URL)) = $(words $(VPP_TOKEN_ID)) || { echo "error: BASE_URL and VPP_TOKEN_ID go together; without both, the mock is verified" >&2; exit 2; }
	@$(BIN)/python contracts/verify_server.py $(if $(BASE_URL),--base-url '$(BASE_URL)' --vpp-token-id '$(VPP_TOKEN_ID)') --report junit,html $(OPTIONS)

.PHONY: demo
demo: generate ## generate, start the mock, call it through the client, verify the contract, print the verdict
	@$(BIN)/python contracts/demo.py

.PHONY: lint typecheck mypy pyright
lint: $(READY) ## style, spelling and imports of code, spec and workflows; writes nothing
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@said=$$($(BIN)/lint-imports --no-cache) || { echo "$$said"; exit 1; }
	@$(BIN)/python openapi/check_spec.py
	@said=$$($(BIN)/zizmor --offline --quiet --strict-collection .github action.yml) || { echo "$$said"; exit 1; }
	@$(BIN)/codespell
	@said=$$(cd contracts && ../$(BIN)/deptry msgraph_vpptokens_contracts 2>&1) || { echo "$$said"; exit 1; }
	@said=$$(cd generated && ../$(BIN)/deptry msgraph_vpptokens --per-rule-ignores DEP002=azure-identity 2>&1) || { echo "$$said"; exit 1; } # for the caller's code

.PHONY: lint-peers
lint-peers: $(READY) ## hold the contract to Redocly, Spectral, openapi-spec-validator, openapi-typescript and Prism (needs npm)
	@$(BIN)/python openapi/lint_peers.py

typecheck: mypy pyright ## mypy --strict on everything, pyright strict on the client and a program that uses it
mypy: $(READY)
	@$(BIN)/mypy --no-error-summary
pyright: $(READY)
	@said=$$($(BIN)/pyright) || { echo "$$said"; exit 1; }

.PHONY: test test-sdk planted-faults ci
# More processes than cores, because tests also wait for servers.
PARALLEL := --quiet --numprocesses 3 --dist worksteal
test: $(READY) ## lint, type checks and tests; make ci runs more
	@$(MAKE) --no-print-directory --jobs 2 lint check-generated check-breaking mypy pyright
	@$(BIN)/pytest $(PARALLEL) -m 'not planted and not site'

test-sdk: $(READY) ## call the mock with Microsoft's SDK (after make bench-peers)
	@test -d .bench/msgraph-beta-sdk || { echo "error: Microsoft's SDK is not there; run make bench-peers" >&2; exit 1; }
	@PYTHONPATH=$$(echo .bench/msgraph-beta-sdk/lib/python*/site-packages) $(BIN)/pytest --quiet contracts/tests/mock/test_with_microsofts_sdk.py

planted-faults: $(READY) ## plant every fault of the catalogues in servers and in copies; fail unless each is caught
	@$(BIN)/pytest $(PARALLEL) -m planted
	@cd contracts/tests && ../../$(BIN)/python -m planted_faults

ci: ## what .ci/run runs
	@.ci/run

.PHONY: release
release: $(READY) ## prepare a release, dry [VERSION=x.y.z; APPLY=1 changes the files]
	@test -n "$(VERSION)" || { echo "error: VERSION is missing: make release VERSION=1.2.3" >&2; exit 1; }
	@$(BIN)/python openapi/release.py '$(VERSION)' $(if $(APPLY),--apply)

.PHONY: docs docs-translations docs-test
docs: $(READY) ## build the documentation site, both languages, into site/
	@$(BIN)/python docs/build.py && echo "the site is in site/; open site/index.html"

docs-translations: $(READY) ## bring the catalogues in docs/locale up to date with the English texts
	@rm -rf docs/_build && $(BIN)/python -m sphinx -q -b gettext docs docs/_build
	@$(BIN)/sphinx-intl update --pot-dir docs/_build --locale-dir docs/locale --language pt_BR --line-width 140 --no-obsolete

docs-test: docs ## test the site in Debian's chromium, and the code of the guides; screenshots go to reports/
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends chromium >/dev/null; } || \
	  { echo "error: chromium not found; install it (Debian: apt-get install chromium)" >&2; exit 1; }
	@$(BIN)/pytest --quiet contracts/tests/edges/test_edge6_site_and_spec.py
	@$(BIN)/pytest --quiet --numprocesses 2 docs/tests

.PHONY: bench bench-peers dist check-dist clean
bench: $(READY) ## measure client, mock, verification and comparison beside their peers; table and chart in reports/
	@PYTHONPATH=contracts/tests $(BIN)/python contracts/bench

IN_BENCH = $(BIN)/uv pip install --quiet --python .bench/$(1)/bin/python
bench-peers: $(READY) ## install the clients that make bench compares with (needs java; Prism comes with make lint-peers)
	@rm -rf .bench
	@for peer in openapi-generator msgraph-beta-sdk; do $(BIN)/uv venv --quiet --python $(BIN)/python .bench/$$peer || exit 1; done
	@$(call IN_BENCH,msgraph-beta-sdk) msgraph-beta-sdk==1.66.0
	@$(BIN)/uv tool run --quiet --from openapi-generator-cli==7.26.0 openapi-generator-cli generate --input-spec openapi/openapi.yaml \
	  --generator-name python --package-name openapi_generator_client --output .bench/client >.bench/log 2>&1 || { cat .bench/log >&2; exit 1; }
	@$(call IN_BENCH,openapi-generator) .bench/client

# The time of the last commit takes the place of the time of the build. Wheels are built from the sdists, so both are tried.
dist check-dist: export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct)
BUILD = { for project in generated contracts; do (cd $$project && "$$bin/python" -m hatchling build --target sdist --directory "$$out") || exit 1; done && \
  "$$bin/pip" wheel --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --wheel-dir "$$out" "$$out"/*.tar.gz && \
  "$$bin/python" openapi/sbom.py "$$out" && "$$bin/twine" check --strict "$$out"/*.whl "$$out"/*.tar.gz; } >"$$out.log" 2>&1 || { cat "$$out.log" >&2; exit 1; }

dist: $(READY) ## build wheel, sdist and SBOM of both distributions into dist/
	@rm -rf dist && log=$$(mktemp -d) && trap 'rm -rf "$$log"' EXIT && bin=$(CURDIR)/$(BIN) out=$$log/dist && $(BUILD) && mv "$$out" dist
	@ls -l dist

check-dist: dist ## build again from the files that git has; fail unless every byte is the same
	@copy=$$(mktemp -d) && trap 'rm -rf "$$copy"' EXIT && umask 077 && git checkout-index --all --prefix="$$copy/" && \
	  cd "$$copy" && bin=$(CURDIR)/$(BIN) out=$$copy/dist && $(BUILD) && diff -r $(CURDIR)/dist "$$out" && echo "a second build has the same bytes"

.PHONY: test-lowest test-newest audit
test-lowest: dist ## run the tests against the wheels, with the lowest versions of what they need [PYTHONS="3.11 3.12"]
	@$(BIN)/python contracts/try_wheels.py lowest-direct $(PYTHONS)

test-newest: dist ## the same with the newest versions
	@$(BIN)/python contracts/try_wheels.py highest $(PYTHONS)

audit: $(READY) ## look for known vulnerabilities in what requirements.lock pins; needs a network
	@$(BIN)/uv tool run --quiet pip-audit==2.10.1 --strict --require-hashes --disable-pip -r requirements.lock

clean: ## remove what make has made, except generated/
	@rm -rf $(VENV) .peers .bench dist reports site docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} + ; find docs/locale -name '*.mo' -delete
