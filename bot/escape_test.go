package bot

import (
	"strings"
	"testing"
	"time"
)

func TestEscapedWordsAreInert(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"<!channel> <@U1> &lt;", "&lt;!channel&gt; &lt;@U1&gt; &amp;lt;"},
		{"a\r\nb\u2028c\x07", "a\nb\nc"},
		{"safe\u202Egnp.exe\u200F", "safegnp.exe\u200F"},
		{"caf\xe9", "caf\uFFFD"},
	} {
		if got := escape(c.in); got != c.want {
			t.Errorf("escape(%q) = %q, want %q", c.in, got, c.want)
		}
		if got := unescapeEntities(c.want); got != clean(c.in) {
			t.Errorf("unescapeEntities(%q) = %q, want %q", c.want, got, clean(c.in))
		}
	}
}

func TestOnlyOwnMomentsPassThroughASentence(t *testing.T) {
	own := moment(now, berlin)
	for _, c := range []struct{ in, want string }{
		{"Done " + own + " & <!here>", "Done " + own + " &amp; &lt;!here&gt;"},
		{doneLine("A & <@U1>", "shared", now), doneLine("A & <@U1>", "shared", now)},
		{"<!date^1^{date}|x>", "&lt;!date^1^{date}|x&gt;"},
		{"<!date^1^{date_short_pretty} at {time}^https://evil.example|x>",
			"&lt;!date^1^{date_short_pretty} at {time}^https://evil.example|x&gt;"},
	} {
		if got := safeMrkdwn(c.in); got != c.want {
			t.Errorf("safeMrkdwn(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestLinksLeadOnlyToTheWebOrAMailbox(t *testing.T) {
	for in, want := range map[string]string{
		"https://x.example/a?b=c": "https://x.example/a?b=c",
		"HTTP://x.example":        "HTTP://x.example",
		"mailto:a@x.example":      "mailto:a@x.example",
		"mailto:":                 "",
		"https:///nowhere":        "",
		"javascript:alert(1)":     "",
		" java\nscript:alert(1)":  "",
		"//x.example":             "",
		"slack://open":            "",
		"javascript://x.example/": "",
		"https://x.example/|a>b":  "",
		"https://x.example/a|b":   "",
	} {
		if got := safeLink(in); got != want {
			t.Errorf("safeLink(%q) = %q, want %q", in, got, want)
		}
	}
	longest := "https://x.example/" + strings.Repeat("a", 3000-len("https://x.example/"))
	if got := safeLink(longest); got != longest {
		t.Errorf("a link of 3,000 characters becomes %.30q, want it whole", got)
	}
	if got := safeLink(longest + "a"); got != "" {
		t.Errorf("a link of 3,001 characters becomes %.30q, want none", got)
	}
}

func TestALongPathKeepsItsEnd(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"library/refunds/no-receipt.md", "library/refunds/no-receipt.md"},
		{"/srv/howto/shared/library/refunds/no-receipt.md", "…/shared/library/refunds/no-receipt.md"},
		{"/srv/a-file-whose-name-is-longer-than-the-line-allows.md", "…name-is-longer-than-the-line-allows.md"},
		{"/srv/howto/and/more/library/refunds/no-receipt.md", "…/more/library/refunds/no-receipt.md"},
		{"/srv/two\nlines.md", "/srv/two lines.md"},
	} {
		got := cutPath(c.in, 39)
		if got != c.want {
			t.Errorf("cutPath(%q, 39) = %q, want %q", c.in, got, c.want)
		}
		if runes(got) > 39 {
			t.Errorf("cutPath(%q, 39) has %d code points", c.in, runes(got))
		}
	}
}

func TestAPersonWithoutANameIsSomeone(t *testing.T) {
	var none names
	blank := names(func(string) string { return " \n" })
	for name, got := range map[string]string{
		"no names": none.of("U1"), "no id": names(demoNames).of(""), "blank": blank.of("U1")} {
		if got != unknownName {
			t.Errorf("%s: %q, want %q", name, got, unknownName)
		}
	}
	if got := names(demoNames).of("U0DANA"); got != "Dana Kowalski" {
		t.Errorf("of(U0DANA) = %q, want Dana Kowalski", got)
	}
}

func TestOnlyAnIDIsCalled(t *testing.T) {
	for in, want := range map[string]string{
		"U0DANA": "<@U0DANA>", "W123": "<@W123>", "": unknownName, "U1> <!here": unknownName,
		"S0TEAM": unknownName} {
		if got := mention(in); got != want {
			t.Errorf("mention(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestHowLongIsSaidRoughly(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Second: "about a minute", 12*time.Minute + 20*time.Second: "about 12 minutes",
		time.Hour: "about an hour", 3*time.Hour + 10*time.Minute: "about 3 hours",
		25 * time.Hour: "about a day", 70 * time.Hour: "about 3 days",
	} {
		if got := roughly(d); got != want {
			t.Errorf("roughly(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestAMomentIsReadInTheReadersZone(t *testing.T) {
	want := "<!date^1795438920^{date_short_pretty} at {time}|Mon 23 Nov 14:02 (Europe/Berlin)>"
	if got := moment(now, berlin); got != want {
		t.Errorf("moment = %q, want %q", got, want)
	}
}
