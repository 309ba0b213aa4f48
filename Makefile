# 托育圈. Two commands matter: `make run` and `make test`. `make help` lists everything.
.DEFAULT_GOAL := help
.PHONY: help run build test check format generate fuzz bench bench-peers clean

help: ## List the commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Build, fill the demo city, serve everything, print the address
	@scripts/run

build: ## Build the binary into bin/tuoyuquan
	@scripts/build

test: ## Install what tests need, then run every test (PostgreSQL and Redis are real)
	@scripts/test

check: ## Format, lint with the import rules, dead code, generated code up to date
	@scripts/check

format: ## Rewrite the Go files in house format
	@scripts/tool gofumpt -w api geo search scripts

generate: ## Regenerate the code made from SQL
	@scripts/generate

fuzz: ## Fuzz every parser for FUZZTIME each (default 20s)
	@scripts/fuzz

bench: ## Print the benchmark table with the machine's load
	@scripts/bench

bench-peers: ## Compare with pgRouting and gonum on the same streets in the same run
	@scripts/bench-peers

clean: ## Remove what builds and runs left behind (the demo's data too)
	rm -rf bin dist .tools data
