package bot

import (
	"testing"

	"github.com/slack-go/slack"
)

func TestFromSlackReadsAsItWasTyped(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"},
		{"<https://x.example/?a=1&amp;b=2|the page>", "the page (https://x.example/?a=1&b=2)"},
		{"<https://x.example>", "https://x.example"},
		{"<mailto:a@x.example|a@x.example>", "a@x.example"},
		{"<javascript:alert(1)|click>", "click"},
		{"ask <@U1|ben> or <@U2>", "ask @ben or @someone"},
		{"in <#C1|general> and <#C2|>", "in #general and #channel"},
		{"<!here> <!channel> <!subteam^S1|@pay> <!subteam^S1>", "@here @channel @pay @group"},
		{"<!date^1^{date}|1 Jan>", "1 Jan"},
		{"a < b <> c <@", "a < b <> c <@"},
		{"<a <https://x.example>", "<a https://x.example"},
		{"\x00<@\x01U1>", "@someone"},
	} {
		if got := fromSlack(c.in); got != c.want {
			t.Errorf("fromSlack(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestRelaysLookAsTheyWereWritten(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"marks", "*a* _b_ ~c~ `d`", "section(a:bold| |b:italic| |c:strike| |d:code)"},
		{"nested marks", "*a _b_*", "section(a :bold|b:bold,italic)"},
		{"marks inside words are none", "snake_case_name 2*3*4", "section(snake_case_name 2*3*4)"},
		{"marks that are not closed", "*a\nb*", "section(*a\nb*)"},
		{"marks inside code are none", "`*a*`", "section(*a*:code)"},
		{"marks inside links are none", "<https://x.example/_a_|_b_>",
			"section(_b_→https://x.example/_a_)"},
		{"links in bold", "*<https://x.example|b>*", "section(b→https://x.example:bold)"},
		{"mentions are names", "<@U0DANA> <!channel>", "section(@Dana Kowalski @channel)"},
		{"quotes", "a\n&gt; b\n&gt; c\nd", "section(a) quote(b\nc) section(d)"},
		{"code", "a\n```x &lt;y&gt;\n*z*```\nb", "section(a) preformatted(x <y>\n*z*) section(b)"},
		{"emoji", "ok :+1: at 10:30:45 a:b:c", "section(ok |{+1}| at 10:30:45 a:b:c)"},
		{"nothing", " \n ", "section((no words):italic)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := shape([]slack.Block{slack.NewRichTextBlock("", relayed(c.in, demoNames)...)})
			if want := "[rich_text] " + c.want; got != want {
				t.Errorf("relayed(%q) =\n%s\nwant\n%s", c.in, got, want)
			}
		})
	}
}
