package sandbox

// style is the look of a rich text element.
func style() rule {
	look := fields{}
	for _, k := range []string{
		"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink",
	} {
		look[k] = boolean
	}
	return object("", look)
}

// inline are the elements of a section, a quote or preformatted text.
func inline() map[string]rule {
	id := str(1, 255)
	base := fields{"type": str(1, 64), "style": style()}
	element := func(required string, f fields) rule { return object(required, base.with(f)) }
	return map[string]rule{
		"text": element("text", fields{"text": said(1, 12000)}),
		"link": element("url", fields{
			"url": link, "text": said(0, 12000), "unsafe": boolean,
		}),
		"user":      element("user_id", fields{"user_id": id}),
		"usergroup": element("usergroup_id", fields{"usergroup_id": id}),
		"channel":   element("channel_id", fields{"channel_id": id}),
		"team":      element("team_id", fields{"team_id": id}),
		"color":     element("value", fields{"value": str(7, 7)}),
		"emoji": element("name", fields{
			"name": str(1, 255), "unicode": str(0, 64), "url": link,
		}),
		"date": element("timestamp format", fields{
			"timestamp": number(0, 1e11), "format": str(1, 255), "url": link,
			"fallback": str(0, 3000),
		}),
		"broadcast": element("range", fields{"range": oneOf("here", "channel", "everyone")}),
	}
}

// richText are the elements of a rich_text block.
func richText() rule {
	in := inline()
	line := list(0, 1000, variant(in))
	kind := fields{"type": str(1, 64)}
	section := object("elements", kind.with(fields{"elements": line}))
	border := number(0, 1)
	return list(1, 1000, variant(map[string]rule{
		"rich_text_section": section,
		"rich_text_quote":   object("elements", kind.with(fields{"elements": line, "border": border})),
		"rich_text_preformatted": object("elements", kind.with(fields{
			"elements": list(0, 1000, among(in, "text", "link")), "border": border,
		})),
		"rich_text_list": object("elements style", kind.with(fields{
			"elements": list(1, 1000, variant(map[string]rule{"rich_text_section": section})),
			"style":    oneOf("bullet", "ordered"), "indent": number(0, 8),
			"border": border, "offset": number(0, 10000),
		})),
	}))
}
