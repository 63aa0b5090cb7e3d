.PHONY: check test bench demo page

# check is what .ci/run runs, without installing anything.
check:
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo "gofmt: run gofmt -w on the files above"; exit 1; }
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@v0.7.0 ./...
	go test -race -shuffle=on ./...

test:
	go test ./...

# bench prints costs as ratios to a bare Bleve query of the same text in the same run (x-bare).
bench:
	go test -run='^$$' -bench=. -benchtime=2s ./...

demo:
	go run ./cmd/howto demo

# page rebuilds what people see of the sandbox. Its result is committed, so that running needs no Node.
page:
	cd sandbox/page && npm ci && npm run check && npm run build
