package searchtest

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// ReportMemory adds the heap and the resident memory of the process, in MiB, to a benchmark's figures.
func ReportMemory(b *testing.B) {
	b.Helper()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "heap-MB")
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return
	}
	if f := strings.Fields(string(raw)); len(f) > 1 {
		pages, _ := strconv.Atoi(f[1])
		b.ReportMetric(float64(pages*os.Getpagesize())/(1<<20), "rss-MB")
	}
}
