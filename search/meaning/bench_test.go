package meaning_test

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"howto/search"
	"howto/search/meaning"
	"howto/search/searchtest"
)

const (
	// question has 12 pieces, as many as the usual one.
	question = "how do I refund a customer who lost the card?"
	// assetText is as much of an asset as is encoded: title, asks, and 160 characters of its steps. 66 pieces.
	assetText = "Refund a card payment without a receipt. customer lost the receipt. no proof of purchase. " +
		"In POS, press Find sale, and choose the day and the amount. Ask the customer for the card that was " +
		"used then. Press Refund, and have them hold it to the reader."
)

// BenchmarkEncode compares the vector of a text with a bare Bleve search of a library of 10,000
// assets (x-bare), asked in turns. CPU time is that of Encode alone. The best time is what it
// takes when nothing else wants the machine.
func BenchmarkEncode(b *testing.B) {
	e := load(b)
	w := searchtest.New(10_000)
	bare, err := searchtest.OpenBare(filepath.Join(b.TempDir(), "bare"), search.NewLibrary(w.Assets...))
	if err != nil {
		b.Fatal(err)
	}
	defer bare.Close()
	for _, bench := range []struct {
		name, text string
		by         *meaning.Encoder
	}{
		{"question/one-core", question, e.Alone()},
		{"question/all-cores", question, e},
		{"question/plain-go", question, e.Plain().Alone()},
		{"asset/one-core", assetText, e.Alone()},
		{"asset/all-cores", assetText, e},
		{"asset/plain-go", assetText, e.Plain().Alone()},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			encode(b, bench.by, bench.text)
			var ours, theirs []time.Duration
			var used time.Duration
			for i := 0; b.Loop(); i++ {
				before, start := cpu(b), time.Now()
				encode(b, bench.by, bench.text)
				ours = append(ours, time.Since(start))
				used += cpu(b) - before
				b.StopTimer()
				start = time.Now()
				if err := bare.Find(b.Context(), w.Questions[i%len(w.Questions)]); err != nil {
					b.Fatal(err)
				}
				theirs = append(theirs, time.Since(start))
				b.StartTimer()
			}
			slices.Sort(ours)
			slices.Sort(theirs)
			b.ReportMetric(float64(ours[len(ours)/2])/float64(theirs[len(theirs)/2]), "p50-x-bare")
			b.ReportMetric(ours[0].Seconds()*1e3, "best-ms")
			b.ReportMetric(ours[len(ours)/2].Seconds()*1e3, "p50-ms")
			b.ReportMetric(ours[len(ours)*99/100].Seconds()*1e3, "p99-ms")
			b.ReportMetric(used.Seconds()*1e3/float64(b.N), "cpu-ms")
			b.ReportMetric(float64(len(e.Pieces(bench.text))), "pieces")
		})
	}
}

// cpu is the time that the process has computed so far, on all cores.
func cpu(b *testing.B) time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// BenchmarkLoad is what the encoder adds to the start of the program.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		load(b)
	}
}

// BenchmarkResident reports the memory that the process has more once it has encoded a question,
// and once the longest text that is read, on all cores. It means something only when it runs
// alone, in the first round.
func BenchmarkResident(b *testing.B) {
	before := searchtest.Resident(b)
	e := load(b)
	encode(b, e, question)
	once := searchtest.Resident(b) - before
	long := ""
	for _, g := range readGolden(b) {
		long += g.Text + " "
	}
	for b.Loop() {
		encode(b, e, long)
	}
	b.ReportMetric(once, "question-MB")
	b.ReportMetric(searchtest.Resident(b)-before, "long-MB")
}

// BenchmarkCosine is one question beside 10,000 stored vectors.
func BenchmarkCosine(b *testing.B) {
	v := encode(b, load(b), question)
	all := make([]meaning.Stored, 10_000)
	for i := range all {
		w := make(meaning.Vector, meaning.Size)
		for d := range w {
			w[d] = rand.Float32() - .5
		}
		all[i] = w.Store()
	}
	for b.Loop() {
		for _, s := range all {
			s.Cosine(v)
		}
	}
}
