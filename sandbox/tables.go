package sandbox

import "fmt"

// cells are what a table cell may be.
func cells() rule {
	kind := fields{"type": str(1, 64)}
	return variant(map[string]rule{
		"raw_text":   object("text", kind.with(fields{"text": said(1, 3000)})),
		"raw_number": object("value text", kind.with(fields{"value": amount, "text": said(1, 255)})),
		"rich_text":  object("elements", kind.with(fields{"elements": richText()})),
	})
}

// tableRule is a table of at most 100 rows and 20 columns, one for a message.
func tableRule(id fields) rule {
	check := object("rows", id.with(fields{
		"rows": list(1, 100, list(1, 20, cells())),
		"column_settings": list(0, 20, object("", fields{
			"align": oneOf("left", "center", "right"), "is_wrapped": boolean,
		})),
	}))
	return func(c *checker, at string, v any) {
		c.tables++
		check(c, at, v)
		even(c, at, v)
	}
}

// even wants rows of equal length.
func even(c *checker, at string, v any) {
	m, _ := v.(map[string]any)
	rows, _ := m["rows"].([]any)
	width := -1
	for i, r := range rows {
		row, _ := r.([]any)
		if width >= 0 && len(row) != width {
			c.bad(fmt.Sprintf("%s/rows/%d", at, i), "must have %d cells: has %d", width, len(row))
		}
		width = max(width, len(row))
	}
}

// dataTableRule is a table that people can page through.
func dataTableRule(id fields) rule {
	check := object("caption rows", id.with(fields{
		"caption": said(1, 255), "rows": list(2, 201, list(1, 20, cells())),
		"page_size": number(1, 100), "row_header_column_index": number(0, 19),
	}))
	return func(c *checker, at string, v any) {
		before := c.chars
		check(c, at, v)
		even(c, at, v)
		if n := c.chars - before; n > 10000 {
			c.bad(at, "must be less than 10001 characters: has %d", n)
		}
	}
}

// chartRule is a chart: a pie of segments, or series over categories.
func chartRule(id fields) rule {
	point := object("label value", fields{"label": said(1, 20), "value": amount})
	series := list(1, 12, object("name data", fields{
		"name": said(1, 20), "data": list(1, 20, point),
	}))
	axis := object("categories", fields{
		"categories": list(1, 20, said(1, 20)), "x_label": said(0, 50), "y_label": said(0, 50),
	})
	kind := fields{"type": str(1, 64)}
	graph := object("series axis_config", kind.with(fields{"series": series, "axis_config": axis}))
	return object("title chart", id.with(fields{
		"title": said(1, 50),
		"chart": variant(map[string]rule{
			"pie": object("segments", kind.with(fields{"segments": list(1, 6, point)})),
			"bar": graph, "line": graph, "area": graph,
		}),
	}))
}
