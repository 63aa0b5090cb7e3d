package bot

import (
	"errors"
	"strings"
	"testing"
)

func TestAButtonValueComesBackAsItWas(t *testing.T) {
	for _, v := range []actionValue{
		{},
		{Ask: "a1", Asset: "refunds/card-without-receipt", Case: "c1", View: viewNoMore},
		{Ask: "a b|c%20+", Asset: "ä/ö ü", Case: "\n"},
		{Asset: "refunds/no-receipt", Phrase: "no slip & 50 % off"}, {Ask: "a1", Asset: "b", From: "a"},
		{Case: "c1", Seq: 12}, {Case: "c1", Pick: "C0PAY/1795438020.000100"}, {Case: "c1", Seq: -1, Pick: "it"},
	} {
		got, err := decodeValue(v.encode())
		if err != nil || got != v {
			t.Errorf("decodeValue(%q) = %v, %v, want %v", v.encode(), got, err, v)
		}
	}
}

func TestWhatIsNoButtonValueIsAnError(t *testing.T) {
	for _, s := range []string{"", "1", "2 a b c 0", "1 a b c", "1 a b c 0 p d v x", "1 a b c 0 p d v 1 q r s t",
		"1 a b c %z", "1 %zz b c 0", strings.Repeat("x", valueLimit+1)} {
		if v, err := decodeValue(s); !errors.Is(err, errValue) {
			t.Errorf("decodeValue(%q) = %v, %v, want an error", cut(s, 20), v, err)
		}
	}
}

func FuzzButtonValuesAreReadOrRefused(f *testing.F) {
	f.Add("1 a1 refunds%2Fcard  3")
	f.Add("1 %zz + | 99999999999999999999")
	f.Fuzz(func(t *testing.T, s string) {
		v, err := decodeValue(s)
		if err != nil {
			return
		}
		again, err := decodeValue(v.encode())
		if err == nil && again != v {
			t.Errorf("decodeValue(%q) = %v, read again %v", s, v, again)
		}
	})
}
