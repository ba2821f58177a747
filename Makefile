# The commands of Convene. `make run` starts it, `make check` is the quick loop, `make test` is everything that gates a change.
.PHONY: run test check generate images simulate client test-rust test-client e2e check-rust check-client check-generated examples help
.DEFAULT_GOAL := help

WEB := client-web
MODULES := $(WEB)/node_modules/.package-lock.json
EXAMPLES := $${CARGO_TARGET_DIR:-target}/debug/examples
# What runs for a moment needs no optimizing, which takes longer than its run.
PLAIN := --config profile.dev.package.protocol.opt-level=0
GENERATED := $(WEB)/src/generated/protocol.ts
FIXTURES := protocol/fixtures/view_changes.json
# cargo-nextest where it is installed, else cargo's own runner; both run the same tests.
CARGO_TEST := $(shell cargo nextest --version >/dev/null 2>&1 && echo "nextest run --no-fail-fast" || echo "test --no-fail-fast")

help:
	@echo "make run       build client and server and start Convene on http://127.0.0.1:7400"
	@echo "make check     format, lints, unit tests, stale generated files"
	@echo "make test      make check, then every test of Rust, of the client, and in a real Chromium"
	@echo "make generate  write the TypeScript types from the Rust types"
	@echo "make simulate  play SEEDS=100000 meetings with several instances and everything that can go wrong (FROM=0: from this seed)"
	@echo "make images    take the pictures in docs/images anew, in the run of the browser tests"

run: client
	@.ci/need cargo
	CONVENE_COMMIT=$$(git rev-parse --short HEAD 2>/dev/null || echo unknown) cargo build --release -p server --bin convene
	@exec "$${CARGO_TARGET_DIR:-target}/release/convene"

test: check test-rust e2e

check: check-rust check-generated check-client

check-rust: | $(WEB)/dist
	@.ci/need cargo
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo $(CARGO_TEST) --workspace --lib --bins

# Compares without writing, so that a failed check leaves the tree as it was.
check-generated: examples
	$(EXAMPLES)/typescript | diff -u $(GENERATED) - \
		|| { echo "$(GENERATED) is stale: run 'make generate'" >&2; exit 1; }
	$(EXAMPLES)/fixtures | cmp - $(FIXTURES) \
		|| { echo "$(FIXTURES) is stale: run 'make generate'" >&2; exit 1; }

check-client: $(MODULES)
	cd $(WEB) && npx tsc --noEmit
	cd $(WEB) && npx oxlint --deny-warnings
	cd $(WEB) && npx vitest run

test-rust: client
	@.ci/need cargo postgres redis
	cargo build -q $(PLAIN) --workspace --bin convene-before --features server/release-before
	cargo $(CARGO_TEST) --workspace
	cargo test --workspace --doc

e2e: client
	@.ci/need cargo chromium postgres redis
	cargo build --workspace --bin convene --example journal --example servers
	cd $(WEB) && npm run --silent interop
	cd $(WEB) && npx playwright test

simulate: | $(WEB)/dist
	@.ci/need cargo
	SEEDS=$(or $(SEEDS),100000) FROM=$(or $(FROM),10000) cargo test --release -p server --test simulation -- --ignored --nocapture many_seeds

images: client
	@.ci/need cargo chromium
	cargo build --workspace --bin convene
	cd $(WEB) && UPDATE_IMAGES=1 npx playwright test consultancy.spec

client: $(MODULES)
	cd $(WEB) && npx vite build --logLevel warn
	cd $(WEB) && node scripts/budget.mjs

generate: examples
	$(EXAMPLES)/typescript > $(GENERATED).new
	mv $(GENERATED).new $(GENERATED)
	$(EXAMPLES)/fixtures > $(FIXTURES).new
	mv $(FIXTURES).new $(FIXTURES)

# `--workspace` wherever something is built: with one package alone its dependencies have other features, and all is built twice.
examples:
	@.ci/need cargo
	cargo build -q $(PLAIN) --workspace --features protocol/ts --example typescript --example fixtures

# The server embeds this folder; an empty one lets it compile before the client was built.
$(WEB)/dist:
	mkdir -p $@

$(MODULES): $(WEB)/package.json $(WEB)/package-lock.json $(wildcard $(WEB)/patches/*)
	@.ci/need npm
	cd $(WEB) && npm ci --no-fund --no-audit
	@touch $@
