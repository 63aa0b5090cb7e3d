.PHONY: check lint test rapid bench demo page

# check is what has to pass before a change lands, as far as it takes no more than Go. .ci/run does more:
# make lint, make rapid, known holes, the page and a static build.
check:
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo "gofmt: run gofmt -w on the files above"; exit 1; }
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@v0.7.0 ./...
	go test -timeout 20m ./cmd/howto ./digest ./outcome/...
	go test -race -shuffle=on -timeout 20m ./...

# lint looks further than check does. The first run builds the tool, which takes some minutes.
lint:
	go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run ./...

test:
	go test ./...

# rapid holds what is true of every schedule in every zone on 20,000 of each, not on 100.
rapid:
	go test ./escalation/oncall -run=Everywhere -rapid.checks=20000

# bench prints costs as ratios to a bare Bleve query of the same text in the same run (x-bare).
# HOWTO_BENCH_LARGE=1 adds libraries of 100,000 assets, which take half an hour.
bench:
	go test -timeout=2h -run='^$$' -bench=. -benchtime=2s ./...

demo:
	go run ./cmd/howto demo

# page rebuilds what people see of the sandbox. Its result is committed, so that running needs no Node.
page:
	cd sandbox/page && npm ci && npm run check && npm run build
