package search

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestScratchEval(t *testing.T) {
	for _, name := range strings.Fields(os.Getenv("SCRATCH")) {
		dir := "/work/shared/relevance/" + name
		var assets []Asset
		lines(t, dir+"/docs.jsonl", func(b []byte) {
			var d struct{ ID, Title, Body string }
			json.Unmarshal(b, &d)
			a := Asset{ID: d.ID, Title: d.Title, Body: d.Body}
			if name == "clinc150" && os.Getenv("ASKS") != "" {
				a.Asks = strings.Split(d.Body, "\n")
				a.Body = "."
			}
			assets = append(assets, a)
		})
		rel := map[string]map[string]int{}
		f, _ := os.ReadFile(dir + "/qrels.tsv")
		for _, l := range strings.Split(string(f), "\n") {
			p := strings.Split(l, "\t")
			if len(p) < 3 || p[0] == "query" {
				continue
			}
			if rel[p[0]] == nil {
				rel[p[0]] = map[string]int{}
			}
			rel[p[0]][p[len(p)-2]] = int(p[len(p)-1][0] - '0')
		}
		x, err := Open(t.Context(), NewLibrary(assets...), Options{})
		if err != nil {
			t.Fatal(err)
		}
		var n, s1, s3 int
		var mrr float64
		var out *os.File
		if o := os.Getenv("OUT"); o != "" {
			out, _ = os.Create(o + "-" + name + ".jsonl")
		}
		lines(t, dir+"/queries.jsonl", func(b []byte) {
			var q struct{ ID, Text string }
			json.Unmarshal(b, &q)
			m, err := x.Find(t.Context(), Query{Text: q.Text, Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			right := len(m.Hits) > 0 && rel[q.ID][m.Hits[0].Asset.ID] > 0
			if out != nil {
				j, _ := json.Marshal(map[string]any{"id": q.ID, "s": m.Signals, "right": right, "ans": len(rel[q.ID]) > 0, "p": m.Probability, "rep": len(m.Repaired)})
				fmt.Fprintln(out, string(j))
			}
			if len(rel[q.ID]) == 0 {
				return
			}
			n++
			for i, h := range m.Hits {
				if rel[q.ID][h.Asset.ID] > 0 {
					mrr += 1 / float64(i+1)
					if i == 0 {
						s1++
					}
					if i < 3 {
						s3++
					}
					break
				}
			}
		})
		t.Logf("%s n=%d s1=%.3f s3=%.3f mrr=%.3f", name, n, float64(s1)/float64(n), float64(s3)/float64(n), mrr/float64(n))
	}
}

func lines(t *testing.T, path string, f func([]byte)) {
	r, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<24)
	for s.Scan() {
		f(s.Bytes())
	}
}
