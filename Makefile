# 托育圈. Two commands matter: `make run` and `make test`. `make help` lists everything.
.DEFAULT_GOAL := help
.PHONY: help run build frontend test test-go test-web check format generate fuzz mutants bench bench-peers fuzz-api screenshots gallery clean

help: ## List the commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Build, fill the demo city, serve everything, print the address
	@scripts/run

build: ## Build the binary into bin/tuoyuquan, the web app and the console in it
	@scripts/build

frontend: ## Build the web app, the console and the WeChat mini-program
	@scripts/frontend all

test: ## Install what tests need, then run every test (PostgreSQL, Redis and the browser are real)
	@scripts/test

test-go: ## Only the tests of the service
	@scripts/test go

test-web: ## Only the front end: units, builds, budgets, browser, accessibility, screenshots
	@scripts/test web

check: ## Format, lint with the import rules, types, dead code and texts, generated code up to date
	@scripts/check

format: ## Rewrite the Go files and the front end in house format
	@scripts/format

generate: ## Regenerate the code made from SQL and from the API
	@scripts/generate

fuzz: ## Fuzz every parser for FUZZTIME each (default 20s)
	@scripts/fuzz

fuzz-api: ## Ask the running service with schemathesis, as everybody the demo city knows (EXAMPLES a route, from PyPI)
	@scripts/fuzz-api

mutants: ## Break the rules on purpose, one line at a time, and fail when the tests do not notice
	@scripts/mutants

bench: ## Print the benchmark table with the machine's load
	@scripts/bench

bench-peers: ## Compare with pgRouting and gonum on the same streets in the same run
	@scripts/bench-peers

screenshots: ## Take the screenshot baselines anew; look at each before you commit it
	@scripts/screenshots

gallery: ## Take pictures of every page of the console in every dress, for people to look at (some pages: scripts/gallery NAME)
	@scripts/gallery

clean: ## Remove what builds, tests and runs left behind (the demo's data and the front end's packages too)
	rm -rf bin dist .tools data frontend/node_modules frontend/.out frontend/dist/h5 frontend/dist/console frontend/apps/*/dist frontend/e2e/.results
