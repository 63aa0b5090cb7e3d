package bot

import (
	"fmt"
	"strings"
	"testing"

	"howto/escalation"
	"howto/outcome"
	"howto/search"
	"howto/search/review"

	"github.com/slack-go/slack"
)

var draftStates = []review.State{review.Begun, review.Waiting, review.SentBack, review.Published, review.Dropped}

func demoDraft(s review.State) review.Draft {
	a := refundAsset(search.KindSteps)
	a.ID, a.Asks = "", []string{"customer lost the receipt", "refund without a slip"}
	d := review.Draft{ID: "d1", State: s, Asset: a, Ask: "a1", Case: "c1", Team: "payments", Asker: "U0AMIRA",
		Expert: "U0DANA", Author: "U0DANA", Answer: "Use the *card* itself.", Version: 3, ChangedAt: now,
		Link: "https://fernhill.slack.example/archives/C0PAY/p1?thread_ts=1.2&cid=C0PAY"}
	if s != review.Begun && s != review.Waiting {
		d.Curator, d.Note = "U0ELIF", "Say which menu, please."
	}
	return d
}

func demoReview(s review.State) reviewView {
	return reviewView{Draft: demoDraft(s), Title: "Refund a card payment", Names: demoNames}
}

// nastyDraft is a draft in which everything that comes from people says q.
func nastyDraft(s review.State, q string) reviewView {
	v := demoReview(s)
	a := &v.Draft.Asset
	a.Title, a.Body, a.More, a.Asks, a.Topics = q, q, q, []string{q, q, q}, []string{q}
	v.Draft.Note, v.Draft.Link, v.Draft.Answer, v.Title = q, q, q, q
	v.Names = func(string) string { return q }
	return v
}

// shelf has one asset, for messages that name one.
type shelf struct {
	Finder
	asset search.Asset
}

func (s shelf) Asset(string) (search.Asset, bool)  { return s.asset, true }
func (s shelf) Served(string) (search.Asset, bool) { return s.asset, true }

func everythingOfDrafts(q string) []drawn {
	var out []drawn
	for _, s := range draftStates {
		v := nastyDraft(s, q)
		out = append(out, drawn{name: "review " + string(s), m: reviewCard(v)})
		v.Draft.Updates = "x"
		out = append(out, drawn{name: "review of an update " + string(s), m: reviewCard(v)},
			drawn{name: "published " + string(s), m: publishedMessage(v)})
	}
	v := nastyDraft(review.SentBack, q)
	return append(out, drawn{name: "sent back", m: sentBackMessage(v)},
		drawn{name: "waiting", m: waitingMessage(v, []string{"U0ELIF", "U0DANA"})},
		drawn{name: "in the library", m: sentence(inLibrary(q))},
		drawn{name: "news", m: newsMessage(outcome.Ask{ID: "a", Text: q}, "x", shelf{asset: v.Draft.Asset})})
}

// nastyForms are the forms about drafts with q wherever people's words can come in.
func nastyForms(q string) []slack.ModalViewRequest {
	near := []search.Asset{{ID: "a/b", Title: q}, {ID: "c/d", Title: q}, {ID: "e/f", Title: q}}
	var out []slack.ModalViewRequest
	for _, s := range draftStates {
		v := nastyDraft(s, q)
		v.Draft.Cut = true
		f := draftForm{Draft: v.Draft, Asset: v.Draft.Asset, Near: near, Picked: "c/d", Topics: []string{q, "tills"},
			Names: v.Names, Outdated: true, Direct: s == review.Begun}
		out = append(out, f.view())
		f.Near, f.Topics, f.Asset = nil, nil, search.Asset{}
		f.Draft.Answer = ""
		out = append(out, f.view(), noteModal(v.Draft))
	}
	return append(out, waitModal(), sayModal(q))
}

func TestDraftsReadAsTheyShould(t *testing.T) {
	var all []message
	for _, s := range draftStates[1:] {
		all = append(all, reviewCard(demoReview(s)))
	}
	update := demoReview(review.Waiting)
	update.Draft.Updates = "refunds/card"
	all = append(all, reviewCard(update), publishedMessage(demoReview(review.Published)), publishedMessage(update),
		sourceGoneMessage(update.Draft),
		sentBackMessage(demoReview(review.SentBack)), waitingMessage(demoReview(review.Waiting), []string{"U0ELIF"}),
		newsMessage(demoAsk(""), "x", shelf{asset: refundAsset(search.KindSteps)}))
	golden(t, "drafts/messages.txt", sheet(all...))
}

func TestTheFormAsksForEachPart(t *testing.T) {
	near := []search.Asset{refundAsset(search.KindSteps)}
	d := demoDraft(review.SentBack)
	f := draftForm{Draft: d, Asset: d.Asset, Near: near, Topics: []string{"refunds", "tills"}, Names: demoNames}
	golden(t, "drafts/form.txt", formOutline(f.view()))
	f.Picked, f.Direct, f.Draft.Cut, f.Outdated = near[0].ID, true, true, true
	f.Draft.State = review.Begun
	golden(t, "drafts/form-update.txt", formOutline(f.view()))
}

// formOutline writes a form the way a reviewer wants to see it, with what its inputs hold.
func formOutline(v slack.ModalViewRequest) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s [%s] [%s]\n", v.Title.Text, v.Submit.Text, v.Close.Text)
	for _, block := range v.Blocks.BlockSet {
		switch block := block.(type) {
		case *slack.ActionBlock:
			radio := block.Elements.ElementSet[0].(*slack.RadioButtonsBlockElement)
			for _, o := range radio.Options {
				mark := "( )"
				if o.Value == radio.InitialOption.Value {
					mark = "(x)"
				}
				fmt.Fprintf(&b, "    %s %s %q\n", mark, o.Text.Text, o.Value)
			}
		case *slack.InputBlock:
			fmt.Fprintf(&b, "[%s] %s: ", block.BlockID, block.Label.Text)
			switch e := block.Element.(type) {
			case *slack.PlainTextInputBlockElement:
				fmt.Fprintf(&b, "%q\n", e.InitialValue)
			case *slack.SelectBlockElement:
				fmt.Fprintf(&b, "%s%s of %d\n", e.InitialUser, optionText(e.InitialOption), len(e.Options))
			}
		default:
			b.WriteString(outline([]slack.Block{block}))
		}
	}
	return b.String()
}

func optionText(o *slack.OptionBlockObject) string {
	if o == nil {
		return ""
	}
	return o.Text.Text
}

func TestBlocksOfAnotherFillingAreCalledOtherwise(t *testing.T) {
	near := []search.Asset{{ID: "a"}, {ID: "b"}}
	seen := map[string]bool{}
	for _, picked := range []string{"", "a", "b"} {
		f := draftForm{Draft: demoDraft(review.Begun), Near: near, Picked: picked}
		seen[f.suffix()] = true
		f.Draft.Version++
		seen[f.suffix()] = true
	}
	if len(seen) != 6 {
		t.Errorf("the blocks are called %v, want 6 names", seen)
	}
}

func TestMergingKeepsTheAssetAndPutsTheAnswerBehindIt(t *testing.T) {
	a := refundAsset(search.KindSteps)
	a.Asks = []string{"lost receipt"}
	d := review.Draft{Answer: "On Sundays ask the desk.", Asset: search.Asset{Asks: []string{"Lost receipt", "no slip"}}}
	got, cut := merged(a, d)
	if cut || got.Body != strings.TrimSpace(a.Body)+"\n\nOn Sundays ask the desk." && got.Body != a.Body+"\n\nOn Sundays ask the desk." ||
		fmt.Sprint(got.Asks) != "[lost receipt no slip]" {
		t.Errorf("merged %+v, %v", got, cut)
	}
	a.Body = strings.Repeat("x", inputLimit)
	if got, cut = merged(a, d); cut || !strings.HasSuffix(got.More, d.Answer) || got.Body != a.Body {
		t.Errorf("a full body: more %q, cut %v; want the answer behind More", got.More, cut)
	}
	a.More = a.Body
	if got, cut = merged(a, d); !cut || got.More != a.More {
		t.Errorf("a full asset: cut %v, want nothing changed and said", cut)
	}
	if !editable(a) {
		t.Error("what just fits cannot be edited")
	}
	a.More += "x"
	if editable(a) {
		t.Error("what does not fit can be edited")
	}
}

func TestFaultsOfATextAreSaidBesideTheirField(t *testing.T) {
	a := refundAsset(search.KindSteps)
	if got := lintForm(a, now); len(got) > 0 {
		t.Errorf("a good text has %v", got)
	}
	a.Title, a.Owner, a.Topics = "", "x", nil
	a.Body, a.More = "one\n<b>\n\n[x](ftp://x)", "![](https://x.example/a.png)"
	got := lintForm(a, now)
	for field, want := range map[string]string{fieldTitle: `Missing "title"`, fieldOwner: "Owner", fieldTopic: "topics",
		fieldSteps: "Line 2: Raw HTML", fieldMore: "Image without words"} {
		if !strings.Contains(got[field], want) {
			t.Errorf("%s: %q, want %q", field, got[field], want)
		}
	}
}

func TestOnlyTheSolvedMessageOffersToSave(t *testing.T) {
	v := demoCaseView(escalation.Resolved)
	for _, what := range []escalation.Tale{escalation.TellSolved, escalation.TellNotYet, escalation.TellWithdrawn, escalation.TellByCard} {
		if got := len(saveButton(v, escalation.TellTeam{What: what})) > 0; got != (what == escalation.TellSolved) {
			t.Errorf("%s offers to save: %v", what, got)
		}
	}
}

func TestAValueWithADraftComesBack(t *testing.T) {
	for _, v := range []actionValue{{Draft: "d 1", Version: "3"}, {Ask: "a", Draft: "d"}, {Phrase: "p q"}, {Ask: "a"}} {
		if got, err := decodeValue(v.encode()); err != nil || got != v {
			t.Errorf("%+v comes back as %+v, %v", v, got, err)
		}
	}
}
