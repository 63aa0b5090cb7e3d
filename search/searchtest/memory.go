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
	if mb := Resident(b); mb > 0 {
		b.ReportMetric(mb, "rss-MB")
	}
}

// Resident is the resident memory of the process in MiB; 0 where the system does not say.
func Resident(b *testing.B) float64 {
	b.Helper()
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	f := strings.Fields(string(raw))
	if len(f) < 2 {
		return 0
	}
	pages, _ := strconv.Atoi(f[1])
	return float64(pages*os.Getpagesize()) / (1 << 20)
}
