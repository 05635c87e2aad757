# Ankao. `make` alone tells what there is.

SHELL := /bin/bash
.DEFAULT_GOAL := help
export CARGO_TERM_COLOR ?= auto

WEB_DIST := web/dist/index.html
WEB_SOURCES := $(shell find web/src web/public web/build -type f 2>/dev/null) \
	web/index.html web/package.json web/vite.config.ts web/.browserslistrc $(wildcard web/tsconfig*.json)

.PHONY: help run test bless bench screenshots

help: ## Tell what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(WEB_DIST) ## Build the web app and the release binary, start the demo on 127.0.0.1:8080
	cargo build --release
	./target/release/ankao serve --demo

test: ## All checks: formatting, lints, Rust, web, browser
	bash tests/all.sh

bless: ## Renew golden files and openapi/openapi.json after looking at what changed
	cargo run --quiet -- openapi > openapi/openapi.json
	cargo run --quiet -- errors > docs/errors.md
	INSTA_UPDATE=always cargo test --quiet

bench: ## Measure, with each limit printed beside
	bash benches/all.sh

screenshots: $(WEB_DIST) ## Make docs/screenshots anew
	cargo build
	cd web && ANKAO_BINARY="$${CARGO_TARGET_DIR:-$(CURDIR)/target}/debug/ankao" npm run screenshots

web/node_modules: web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

$(WEB_DIST): web/node_modules $(WEB_SOURCES) openapi/openapi.json
	cd web && npm run build
