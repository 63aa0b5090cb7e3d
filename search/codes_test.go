package search_test

import (
	"testing"

	"howto/search"
)

func TestCodesMatchWhole(t *testing.T) {
	x := open(t, []search.Asset{
		{ID: "e1042", Title: "Reader says E-1042"}, {ID: "e1043", Title: "Reader says E-1043"},
		{ID: "plain", Title: "Error 2077 at the reader"},
		{ID: "hex", Title: "Update fails with 0x80070005"}, {ID: "hex2", Title: "Update fails with 0x80070006"},
		{ID: "v1", Title: "Install version 10.0.1"}, {ID: "v2", Title: "Install version 10.0.2"},
		{ID: "xlsx", Title: "Send report.xlsx"}, {ID: "docx", Title: "Send report.docx"},
		{ID: "export", Title: "Use the menu", Body: "Choose **File** > **Export**."},
		{ID: "file", Title: "Use the menu", Body: "Choose **Export** > **File**."},
		{ID: "share", Title: "Where files are", Body: `They are in C:\Shared\Plans.`},
		{ID: "shared", Title: "Where files are", Body: `They are in C:\Plans\Shared.`},
		{ID: "conn", Title: "Browser", Body: "It shows ERR_CONNECTION_RESET."},
		{ID: "conn2", Title: "Browser", Body: "It shows ERR_RESET_CONNECTION."},
		{ID: "wh", Title: "Headset WH-1000XM4"}, {ID: "wh2", Title: "Headset WH-1000XM5"},
		{ID: "inv", Title: "Part 2024-0031"}, {ID: "inv2", Title: "Part 0031-2024"},
	}, search.Options{})
	for text, want := range map[string]string{
		"E-1042": "e1042", "reader e1043": "e1043", "error 1043": "e1043", "E-2077": "plain",
		"fails 0x80070006": "hex2", "0X80070005?": "hex",
		"version 10.0.2": "v2", "install 10.0.1": "v1",
		"send report.docx": "docx", "Report.XLSX": "xlsx", "report.pdf": "docx", "xlsx": "xlsx",
		"File > Export": "export", "the menu Export > File": "file", "file → export": "export",
		`C:\Shared\Plans`: "share", `where is C:\Plans\Shared`: "shared",
		"ERR_CONNECTION_RESET": "conn", "err_reset_connection": "conn2",
		"WH-1000XM5": "wh2", "part 2024-0031": "inv", "part 0031-2024": "inv2",
	} {
		if got := first(find(t, x, text)); got != want {
			t.Errorf("Find(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestANumberIsNeverTakenForAnother(t *testing.T) {
	x := open(t, []search.Asset{
		{ID: "e", Title: "E-1042"}, {ID: "v", Title: "10.0.1"}, {ID: "h", Title: "0x80070005"},
	}, search.Options{})
	for _, text := range []string{"E-1043", "10.0.2", "10.0", "0x80070006", "1042.5"} {
		if m := find(t, x, text); len(m.Hits) > 0 || len(m.Repaired) > 0 {
			t.Errorf("Find(%q) found %q and looked for %v", text, first(m), m.Repaired)
		}
	}
}
