package sandbox

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// A checker collects what is wrong with the blocks of one message or view.
type checker struct {
	problems []string
	blockIDs map[string]bool
	actions  map[string]bool // of the block being checked
	tables   int
	markdown int // characters in markdown blocks
	chars    int // characters in all texts
}

// maxProblems bounds the list that is sent back.
const maxProblems = 10

func (c *checker) bad(at, format string, a ...any) {
	if len(c.problems) < maxProblems {
		where := " [json-pointer:" + at + "]"
		c.problems = append(c.problems, "[ERROR] "+fmt.Sprintf(format, a...)+where)
	}
}

// A rule checks one JSON value; at is the JSON pointer to it.
type rule func(c *checker, at string, v any)

// fields are the rules of an object, by field name. Fields that have none are
// unknown, and refused.
type fields map[string]rule

// object checks an object: the fields it may have, and, separated by spaces,
// those it must have.
func object(required string, known fields) rule {
	return func(c *checker, at string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			c.bad(at, "must be an object")
			return
		}
		for _, name := range strings.Fields(required) {
			if _, ok := m[name]; !ok {
				c.bad(at, "missing required field: %s", name)
			}
		}
		for name, value := range m {
			check, ok := known[name]
			if !ok {
				c.bad(at, "unknown field: %s", name)
				continue
			}
			check(c, at+"/"+name, value)
		}
	}
}

// with adds fields to others.
func (f fields) with(more fields) fields {
	out := fields{}
	for _, from := range []fields{f, more} {
		for k, v := range from {
			out[k] = v
		}
	}
	return out
}

// variant checks an object by the rule that its type has.
func variant(of map[string]rule) rule {
	return func(c *checker, at string, v any) {
		m, _ := v.(map[string]any)
		kind, _ := m["type"].(string)
		check, ok := of[kind]
		if !ok {
			c.bad(at, "unsupported type: %q", kind)
			return
		}
		check(c, at, v)
	}
}

// among picks rules by name.
func among(all map[string]rule, names ...string) rule {
	some := map[string]rule{}
	for _, n := range names {
		some[n] = all[n]
	}
	return variant(some)
}

// list checks a list of from least to most items.
func list(least, most int, item rule) rule {
	return func(c *checker, at string, v any) {
		items, ok := v.([]any)
		switch {
		case !ok:
			c.bad(at, "must be a list")
			return
		case len(items) < least:
			c.bad(at, "must have at least %d items: has %d", least, len(items))
		case len(items) > most:
			c.bad(at, "no more than %d items allowed: has %d", most, len(items))
		}
		for i, x := range items {
			item(c, fmt.Sprintf("%s/%d", at, i), x)
		}
	}
}

// str checks a string of from least to most characters, counted as code points.
func str(least, most int) rule {
	return func(c *checker, at string, v any) {
		s, ok := v.(string)
		n := utf8.RuneCountInString(s)
		switch {
		case !ok:
			c.bad(at, "must be a string")
		case n < least:
			c.bad(at, "must be more than %d characters: has %d", least-1, n)
		case n > most:
			c.bad(at, "must be less than %d characters: has %d", most+1, n)
		}
	}
}

// said is str for what people read: it counts towards the total of a message.
func said(least, most int) rule {
	check := str(least, most)
	return func(c *checker, at string, v any) {
		check(c, at, v)
		if s, ok := v.(string); ok {
			c.chars += utf8.RuneCountInString(s)
		}
	}
}

// oneOf checks a string against the values it may have.
func oneOf(values ...string) rule {
	return func(c *checker, at string, v any) {
		if s, ok := v.(string); !ok || !slices.Contains(values, s) {
			c.bad(at, "must be one of %s", strings.Join(values, ", "))
		}
	}
}

// number checks a whole number from lo to hi.
func number(lo, hi float64) rule {
	return func(c *checker, at string, v any) {
		if n, ok := v.(float64); !ok || n < lo || n > hi || n != float64(int64(n)) {
			c.bad(at, "must be a whole number from %.0f to %.0f", lo, hi)
		}
	}
}

// amount checks any number.
func amount(c *checker, at string, v any) {
	if _, ok := v.(float64); !ok {
		c.bad(at, "must be a number")
	}
}

func boolean(c *checker, at string, v any) {
	if _, ok := v.(bool); !ok {
		c.bad(at, "must be true or false")
	}
}

// link checks an address that people can follow.
func link(c *checker, at string, v any) {
	str(1, 3000)(c, at, v)
	s, _ := v.(string)
	u, err := url.Parse(s)
	if err != nil || !slices.Contains([]string{"http", "https", "mailto"}, u.Scheme) {
		c.bad(at, "must be an http, https or mailto URL")
	}
}

// actionID checks an action id, which must be unique in its block.
func actionID(c *checker, at string, v any) {
	str(1, 255)(c, at, v)
	id, _ := v.(string)
	if c.actions[id] {
		c.bad(at, "action_id %q already exists in this block", id)
	}
	if c.actions != nil {
		c.actions[id] = true
	}
}

// blockID checks a block id, which must be unique in its message or view.
func blockID(c *checker, at string, v any) {
	str(1, 255)(c, at, v)
	id, _ := v.(string)
	if c.blockIDs[id] {
		c.bad(at, "block_id %q already exists", id)
	}
	c.blockIDs[id] = true
}
