# NovaCron's build. `make` alone tells what there is.
#
# What make produces lies in bin/, dist/, coverage/, ui/dist/ and .novacron/.
# `make clean` removes it all but .novacron/run, the records of `make run`.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

GO        ?= go
NPM       ?= npm
ARCH      ?= $(shell $(GO) env GOHOSTARCH)
ifndef VERSION
VERSION   := $(shell packaging/scripts/version.sh)
endif
FUZZTIME  ?= 30s
ROUNDS    ?= 2000
CANCELS ?= 100
SEED      ?= 1
GUESTTESTS ?= Debian
CHROMIUM  ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

BIN       := bin/novacron
TOOLS     := .novacron/tools
COVERAGE  := coverage
LDFLAGS   := -s -w -X main.version=$(VERSION)
BUILD     := CGO_ENABLED=0 GOOS=linux $(GO) build -trimpath -buildvcs=false -ldflags '$(LDFLAGS)'
UISRC     := $(shell find ui/web -type f -not -path '*/node_modules/*' 2>/dev/null)

.PHONY: help
help: ## Tell what each target does
	@echo 'NovaCron $(VERSION)'
	@echo
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS=$$'\t' read -r target text; do printf '  %-14s %s\n' "$$target" "$$text"; done

## The two commands

.PHONY: run
run: ## Install what is missing, build, start an appliance and boot a VM in it (as root)
	@packaging/scripts/run.sh

.PHONY: test
test: ## Install what the tests need and run all of them
	@packaging/scripts/stages.sh deps ui test-ui test-race cover test-browser test-package

## Build

.PHONY: deps deps-runtime deps-test
deps: deps-runtime deps-test ## Install the system packages that are missing (Debian, Ubuntu)
deps-runtime: ## Install only what running NovaCron needs
	@packaging/scripts/deps.sh runtime
deps-test: ## Install only what the tests need beside that
	@packaging/scripts/deps.sh test

.PHONY: ui
ui: ui/dist/index.html ## Build the browser's program into ui/dist

# Not npm ci: it refuses a lock file that lacks the binaries of other platforms,
# which npm leaves out when a registry does not have them all. npm install takes
# the locked versions too, and .ci/run fails when the lock file would change.
ui/web/node_modules/.package-lock.json: ui/web/package.json ui/web/package-lock.json
	cd ui/web && $(NPM) install --no-audit --no-fund
	@touch $@

ui/dist/index.html: ui/web/node_modules/.package-lock.json $(UISRC)
	cd ui/web && $(NPM) run build
	@touch $@

.PHONY: build binary
build: ui binary ## Build the UI and bin/novacron
binary: ## Build bin/novacron alone, with the UI that is there
	$(BUILD) -o $(BIN) .

.PHONY: demo
demo: build ## Start NovaCron on a hypervisor in memory: no libvirt, nothing is kept
	$(BIN) demo

## Tests

.PHONY: test-fast
test-fast: test-unit test-ui ## The fast tier: unit tests of Go and of the UI

.PHONY: test-unit
test-unit: ## Go tests without the long ones (-short)
	CGO_ENABLED=0 $(GO) test -short -shuffle=on -timeout 10m ./...

.PHONY: test-race
test-race: ## All Go tests, libvirt and QEMU included, with the race detector and coverage
	@mkdir -p $(COVERAGE)
	CGO_ENABLED=1 $(GO) test -race -shuffle=on -timeout 20m -coverprofile=$(COVERAGE)/go.out ./...

.PHONY: test-e2e
test-e2e: ## Only the tests of whole appliances and of real libvirt
	CGO_ENABLED=0 $(GO) test -count=1 -timeout 20m ./e2e/... ./hypervisor/kvm/...

.PHONY: test-ui
test-ui: ui/web/node_modules/.package-lock.json ## Style, types and unit tests of the UI
	cd ui/web && $(NPM) run check

.PHONY: test-browser
test-browser: build e2e/browser/node_modules/.package-lock.json ## Browser tests: chromium against bin/novacron
	cd e2e/browser && CHROMIUM=$(CHROMIUM) NOVACRON_BIN=$(CURDIR)/$(BIN) $(NPM) test

e2e/browser/node_modules/.package-lock.json: e2e/browser/package.json e2e/browser/package-lock.json
	cd e2e/browser && $(NPM) ci --no-audit --no-fund

.PHONY: cover
cover: ## Coverage of the last test-race, room by room; fails under 80 %
	@packaging/scripts/coverage.sh $(COVERAGE)/go.out

.PHONY: bench
bench: ## Benchmarks, printed as a table
	CGO_ENABLED=0 $(GO) test -run '^$$' -bench . -benchmem -timeout 30m ./...

.PHONY: fuzz
fuzz: ## Every fuzz test for FUZZTIME (30s)
	@packaging/scripts/fuzz.sh $(FUZZTIME)

.PHONY: soak
soak: binary ## Kill the appliance ROUNDS (2000) times at random, break off work on disks CANCELS (100) times a kind; SEED repeats a campaign
	NOVACRON_BIN=$(CURDIR)/$(BIN) NOVACRON_CRASHES=$(ROUNDS) NOVACRON_SEED=$(SEED) \
		NOVACRON_CANCELS=$(CANCELS) CGO_ENABLED=0 $(GO) test -count=1 -v -timeout 0 -run 'AtAnyPoint' ./e2e/

.PHONY: test-modular
test-modular: ## hypervisor/kvm against the modular daemons of libvirt 11, and Debian 13's libvirtd (as root, 5 min once)
	@packaging/scripts/modular.sh .novacron/modular
	NOVACRON_LIBVIRT_ROOT=$(CURDIR)/.novacron/modular CGO_ENABLED=0 $(GO) test -count=1 -timeout 20m ./hypervisor/kvm/...
	NOVACRON_LIBVIRT_ROOT=$(CURDIR)/.novacron/modular NOVACRON_LIBVIRT_SHAPE=monolithic CGO_ENABLED=0 $(GO) test -count=1 -timeout 20m ./hypervisor/kvm/...

.PHONY: guest
guest: ## Make the Debian guest of the slower tests, .novacron/guest/debian.qcow2 (as root, 3 min)
	@packaging/scripts/guest.sh .novacron/guest

.PHONY: test-guest
test-guest: guest build e2e/browser/node_modules/.package-lock.json ## The tests that boot a whole Debian, in a browser where a person would (minutes)
	NOVACRON_GUEST=$(CURDIR)/.novacron/guest/debian.qcow2 NOVACRON_BIN=$(CURDIR)/$(BIN) CHROMIUM=$(CHROMIUM) \
		CGO_ENABLED=0 $(GO) test -count=1 -v -timeout 60m -run '$(GUESTTESTS)' ./e2e/

.PHONY: host
host: ## Make the Debian host of test-host, .novacron/host/host.qcow2 (as root, 6 min)
	@packaging/scripts/host.sh .novacron/host

RUN ?= .*
.PHONY: test-host
test-host: host ## LVM, NFS, iSCSI, VLANs, passthrough: inside a booted Debian with its own kernel (as root; RUN=networks: one alone)
	@packaging/scripts/test-host.sh .novacron/host '$(RUN)'

## Checks

.PHONY: lint
lint: $(TOOLS)/golangci-lint ## golangci-lint and shellcheck
	$(TOOLS)/golangci-lint run --allow-parallel-runners ./...
	shellcheck -x .ci/run packaging/scripts/*.sh packaging/deb/p* packaging/rpm/p*

.PHONY: fmt
fmt: $(TOOLS)/golangci-lint ## Format the Go files (gofumpt)
	$(TOOLS)/golangci-lint fmt ./...

.PHONY: fix
fix: $(TOOLS)/golangci-lint ## Format, and mend what the linters can mend themselves
	$(TOOLS)/golangci-lint run --allow-parallel-runners --fix ./...

.PHONY: vuln
vuln: $(TOOLS)/govulncheck ## Known vulnerabilities in code that is reached (GOVULNDB: another database)
	@packaging/scripts/vuln.sh $(TOOLS)/govulncheck

.PHONY: tidy-check
tidy-check: ## Is go.mod tidy?
	$(GO) mod tidy -diff

## Packages

.PHONY: package
package: build $(TOOLS)/nfpm ## Build dist/*.deb and dist/*.rpm (ARCH: amd64, arm64)
	GOARCH=$(ARCH) $(BUILD) -o .novacron/binary-$(ARCH) .
	@NFPM=$(TOOLS)/nfpm VERSION=$(VERSION) ARCH=$(ARCH) BINARY=.novacron/binary-$(ARCH) packaging/scripts/package.sh

.PHONY: test-package
test-package: package ## Build the packages and judge them: lintian, installing, removing
	NOVACRON_DIST=$(CURDIR)/dist $(GO) test -count=1 ./packaging/

## The rest

.PHONY: tools
tools: $(TOOLS)/golangci-lint $(TOOLS)/govulncheck $(TOOLS)/nfpm $(TOOLS)/gofumpt ## Build the tools of tools/go.mod

$(TOOLS)/golangci-lint: PKG := github.com/golangci/golangci-lint/v2/cmd/golangci-lint
$(TOOLS)/govulncheck: PKG := golang.org/x/vuln/cmd/govulncheck
$(TOOLS)/nfpm: PKG := github.com/goreleaser/nfpm/v2/cmd/nfpm
$(TOOLS)/gofumpt: PKG := mvdan.cc/gofumpt
$(TOOLS)/%: tools/go.mod tools/go.sum
	@echo 'build $(notdir $@) (the first time takes minutes)'
	@CGO_ENABLED=0 $(GO) build -C tools -trimpath -o $(CURDIR)/$@ $(PKG)

.PHONY: clean
clean: ## Remove what was built; what "make run" keeps stays
	rm -rf bin dist coverage ui/dist/* ui/web/node_modules e2e/browser/node_modules
	rm -rf $(TOOLS) .novacron/package .novacron/binary-*
