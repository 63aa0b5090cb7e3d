package intake

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"howto/search"
)

// row is one line of JSONL or one record of CSV: the values of each column that has any.
type row struct {
	line  int
	cells map[string][]string
}

// one is the text of a column; a list of lines is one text.
func (r row) one(key string) string { return strings.TrimSpace(strings.Join(r.cells[key], "\n")) }

// title is the title in one line.
func (r row) title() string { return strings.Join(strings.Fields(r.one("title")), " ") }

// control is the first control character in what an asset is made of, and its column.
func (r row) control() (key string, c rune, found bool) {
	for _, key := range append([]string{"id", "body", "more"}, keys()...) {
		for _, v := range r.cells[key] {
			if i := strings.IndexFunc(v, search.Unprintable); i >= 0 {
				c, _ = utf8.DecodeRuneInString(v[i:])
				return key, c, true
			}
		}
	}
	return "", 0, false
}

func rowsOf(name string, src []byte) ([]row, []search.Fault) {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	if !utf8.Valid(src) {
		return nil, []search.Fault{{File: name, Line: invalid(src), Text: "not valid UTF-8: save the file as UTF-8"}}
	}
	if strings.EqualFold(filepath.Ext(name), ".csv") {
		return csvRows(name, src)
	}
	return jsonRows(name, src)
}

// invalid is the first line that is not UTF-8.
func invalid(src []byte) (line int) {
	for text := range bytes.Lines(src) {
		line++
		if !utf8.Valid(text) {
			break
		}
	}
	return line
}

func jsonRows(name string, src []byte) (rows []row, faults []search.Fault) {
	line := 0
	for text := range bytes.Lines(src) {
		line++
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		var object map[string]any
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber()
		err := d.Decode(&object)
		if err == nil && object == nil {
			err = errors.New("found null")
		}
		var other *json.UnmarshalTypeError
		if errors.As(err, &other) {
			err = fmt.Errorf("found %s", other.Value)
		}
		if _, more := d.Token(); err == nil && !errors.Is(more, io.EOF) {
			err = errors.New("something follows the object")
		}
		if err != nil {
			faults = append(faults, search.Fault{File: name, Line: line, Text: fmt.Sprintf("not one JSON object: %v", err)})
			continue
		}
		r := row{line, map[string][]string{}}
		for key, v := range object {
			values, ok := texts(v)
			if !ok && isKnown(key) {
				faults = append(faults, search.Fault{File: name, Line: line,
					Text: fmt.Sprintf("%q is neither a text nor a list of texts", key)})
			}
			if len(values) > 0 || !isKnown(key) {
				r.cells[key] = values
			}
		}
		rows = append(rows, r)
	}
	return rows, faults
}

// texts are the values of one key of an object; null and blank texts are none.
func texts(v any) (out []string, ok bool) {
	switch v := v.(type) {
	case nil:
		return nil, true
	case string:
		if strings.TrimSpace(v) == "" {
			return nil, true
		}
		return []string{v}, true
	case json.Number, bool:
		return []string{fmt.Sprint(v)}, true
	case []any:
		for _, item := range v {
			if _, nested := item.([]any); nested {
				return nil, false
			}
			one, ok := texts(item)
			if !ok {
				return nil, false
			}
			out = append(out, one...)
		}
		return out, true
	}
	return nil, false
}

func csvRows(name string, src []byte) (rows []row, faults []search.Fault) {
	fault := func(line int, format string, args ...any) {
		faults = append(faults, search.Fault{File: name, Line: line, Text: fmt.Sprintf(format, args...)})
	}
	r := csv.NewReader(bytes.NewReader(src))
	// Where a comma is the decimal mark, spreadsheets part cells by semicolons.
	if first, _, _ := bytes.Cut(src, []byte("\n")); !bytes.Contains(first, []byte(",")) {
		r.Comma = ';'
	}
	head, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		fault(1, "no line of column names: %v", err)
		return nil, faults
	}
	for i, key := range head {
		head[i] = strings.ToLower(strings.TrimSpace(key))
		if slices.Contains(head[:i], head[i]) {
			fault(1, "column %q is there twice", head[i])
		}
	}
	for _, key := range []string{"id", "title", "body"} {
		if !slices.Contains(head, key) {
			fault(1, "no column %q", key)
		}
	}
	if len(faults) > 0 {
		return nil, faults
	}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, faults
		}
		var p *csv.ParseError
		if errors.As(err, &p) {
			if errors.Is(err, csv.ErrFieldCount) {
				fault(p.StartLine, "%d cells, want %d as in the line of column names", len(record), len(head))
				continue
			}
			// What follows a quote that never ends cannot be told apart.
			fault(p.Line, "%v", p.Err)
			return rows, faults
		}
		line, _ := r.FieldPos(0)
		rows = append(rows, row{line, cells(head, record)})
	}
}

func cells(head, record []string) map[string][]string {
	out := map[string][]string{}
	for i, key := range head {
		values := []string{record[i]}
		if isList(key) {
			values = strings.Split(record[i], ";")
		}
		for _, v := range values {
			if strings.TrimSpace(v) != "" {
				out[key] = append(out[key], strings.TrimSpace(v))
			}
		}
	}
	return out
}
