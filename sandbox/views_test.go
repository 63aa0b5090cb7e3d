package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"howto/sandbox"
)

func words(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject("plain_text", s, false, false)
}

// form is a modal that asks for one text, and has a button that pushes.
func form(title string) slack.ModalViewRequest {
	input := slack.NewInputBlock("what", words("What?"), nil, slack.NewPlainTextInputBlockElement(nil, "text"))
	push := slack.NewActionBlock("row", slack.NewButtonBlockElement("more", "1", words("More")))
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: words(title), Submit: words("Send"), NotifyOnClose: true,
		Blocks: slack.Blocks{BlockSet: []slack.Block{input, push}},
	}
}

// modal has a bot open a form for amira and returns its id and what listens.
// answer gives the payload with which a submission is acknowledged.
func modal(t *testing.T, w *sandbox.Workspace, answer func(slack.InteractionCallback) any) (string, *listener) {
	t.Helper()
	l := listen(t, w, func(e socketmode.Event) (any, bool) {
		if c, ok := e.Data.(slack.InteractionCallback); ok && answer != nil {
			return answer(c), true
		}
		return nil, true
	})
	if _, err := client(w).OpenViewContext(t.Context(), trigger(t, w, l), form("A form")); err != nil {
		t.Fatal(err)
	}
	return w.Views(amira)[0].ID, l
}

// trigger runs a command as amira and returns its trigger.
func trigger(t *testing.T, w *sandbox.Workspace, l *listener) string {
	t.Helper()
	howto(t, w, floor, "")
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := len(l.events) - 1; i >= 0; i-- {
		if c, ok := l.events[i].Data.(slack.SlashCommand); ok {
			return c.TriggerID
		}
	}
	t.Fatal("no command came")
	return ""
}

// send submits amira's form with a text.
func send(t *testing.T, w *sandbox.Workspace, id, text string) (map[string]string, error) {
	t.Helper()
	return w.Submit(t.Context(), sandbox.SubmitInput{
		As: amira, ViewID: id, Values: map[string]map[string]string{"what": {"text": text}},
	})
}

func TestATriggerWorksOnceWithinThreeSeconds(t *testing.T) {
	now := newClock()
	w := start(t, func(c *sandbox.Config) { c.Now = now.Now })
	l := listen(t, w, nil)
	used := trigger(t, w, l)
	if _, err := client(w).OpenViewContext(t.Context(), used, form("A form")); err != nil {
		t.Fatal(err)
	}
	if _, err := client(w).OpenViewContext(t.Context(), used, form("A form")); code(err) != "exchanged_trigger_id" {
		t.Errorf("second use = %v, want exchanged_trigger_id", err)
	}
	late := trigger(t, w, l)
	now.pass(3*time.Second + time.Millisecond)
	if _, err := client(w).OpenViewContext(t.Context(), late, form("A form")); code(err) != "expired_trigger_id" {
		t.Errorf("late use = %v, want expired_trigger_id", err)
	}
}

func TestASubmissionCarriesItsValuesAndClosesTheModal(t *testing.T) {
	w := start(t)
	id, l := modal(t, w, nil)
	if faults, err := send(t, w, id, "a receipt"); err != nil || len(faults) != 0 {
		t.Fatalf("Submit() = %v, %v", faults, err)
	}
	got := l.presses()[0]
	if got.Type != slack.InteractionTypeViewSubmission || got.View.State.Values["what"]["text"].Value != "a receipt" {
		t.Errorf("submission = %+v", got.View.State)
	}
	if left := w.Views(amira); len(left) != 0 {
		t.Errorf("after the submission %d views are open", len(left))
	}
}

func TestAnEmptyRequiredInputIsNotSent(t *testing.T) {
	w := start(t)
	id, l := modal(t, w, nil)
	faults, err := send(t, w, id, "")
	if err != nil || faults["what"] == "" {
		t.Errorf("Submit() = %v, %v, want a message at what", faults, err)
	}
	if n := len(l.presses()); n != 0 {
		t.Errorf("the bot got %d submissions, want none", n)
	}
	if _, err := w.Submit(t.Context(), sandbox.SubmitInput{
		As: amira, ViewID: id, Values: map[string]map[string]string{"where": {"text": "x"}},
	}); err == nil {
		t.Error("Submit() took a value that the view has no input for")
	}
}

func TestErrorsKeepTheModalOpenAndNameInputs(t *testing.T) {
	block := "what"
	w := start(t)
	id, _ := modal(t, w, func(slack.InteractionCallback) any {
		return slack.NewErrorsViewSubmissionResponse(map[string]string{block: "Too short."})
	})
	faults, err := send(t, w, id, "x")
	if err != nil || faults["what"] != "Too short." || len(w.Views(amira)) != 1 {
		t.Errorf("Submit() = %v, %v with %d views open", faults, err, len(w.Views(amira)))
	}
	block = "row"
	if _, err := send(t, w, id, "x"); err == nil {
		t.Error("errors for a block without input were taken")
	}
}

func TestASubmissionCanUpdatePushAndClear(t *testing.T) {
	next := form("Next")
	var response *slack.ViewSubmissionResponse
	w := start(t)
	id, _ := modal(t, w, func(slack.InteractionCallback) any { return response })
	response = slack.NewUpdateViewSubmissionResponse(&next)
	if _, err := send(t, w, id, "x"); err != nil {
		t.Fatal(err)
	}
	if got := w.Views(amira); len(got) != 1 || got[0].ID != id || got[0].Title["text"] != "Next" {
		t.Errorf("after update: %+v", got)
	}
	response = slack.NewPushViewSubmissionResponse(&next)
	if _, err := send(t, w, id, "x"); err != nil {
		t.Fatal(err)
	}
	got := w.Views(amira)
	if len(got) != 2 || got[1].RootViewID != id || got[1].PreviousViewID == nil || *got[1].PreviousViewID != id {
		t.Fatalf("after push: %+v", got)
	}
	response = slack.NewClearViewSubmissionResponse()
	if _, err := send(t, w, got[1].ID, "x"); err != nil {
		t.Fatal(err)
	}
	if got := w.Views(amira); len(got) != 0 {
		t.Errorf("after clear %d views are open", len(got))
	}
}

func TestAtMostThreeModalsLieOnEachOther(t *testing.T) {
	w := start(t)
	_, l := modal(t, w, nil)
	for depth := 2; depth <= 4; depth++ {
		open := w.Views(amira)
		press := sandbox.PressInput{As: amira, ViewID: open[len(open)-1].ID, ActionID: "more"}
		if err := w.Press(t.Context(), press); err != nil {
			t.Fatal(err)
		}
		presses := l.presses()
		_, err := client(w).PushViewContext(t.Context(), presses[len(presses)-1].TriggerID, form("Pushed"))
		want := ""
		if depth == 4 {
			want = "push_limit_reached"
		}
		if code(err) != want {
			t.Errorf("modal %d: %v, want %q", depth, err, want)
		}
	}
}

func TestAnUpdateKeepsWhatWasTypedAndMindsTheHash(t *testing.T) {
	w := start(t)
	id, _ := modal(t, w, nil)
	press := sandbox.PressInput{
		As: amira, ViewID: id, ActionID: "more",
		Values: map[string]map[string]string{"what": {"text": "half a sent"}},
	}
	if err := w.Press(t.Context(), press); err != nil {
		t.Fatal(err)
	}
	hash := w.Views(amira)[0].Hash
	if _, err := client(w).UpdateViewContext(t.Context(), form("Second"), "", hash, id); err != nil {
		t.Fatal(err)
	}
	held, _ := w.Views(amira)[0].State.Values["what"]["text"].(map[string]any)
	if held["value"] != "half a sent" {
		t.Errorf("after the update the input holds %v", held)
	}
	if _, err := client(w).UpdateViewContext(t.Context(), form("Third"), "", hash, id); code(err) != "hash_conflict" {
		t.Errorf("update with an old hash = %v, want hash_conflict", err)
	}
	if _, err := client(w).UpdateViewContext(t.Context(), form("Third"), "", "", "V0NONE"); code(err) != "not_found" {
		t.Errorf("update of nothing = %v, want not_found", err)
	}
}

func TestAnExternalIDIsUnique(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	v := form("A form")
	v.ExternalID = "only-one"
	if _, err := client(w).OpenViewContext(t.Context(), trigger(t, w, l), v); err != nil {
		t.Fatal(err)
	}
	_, err := client(w).OpenViewContext(t.Context(), trigger(t, w, l), v)
	if code(err) != "duplicate_external_id" {
		t.Errorf("the same external id again = %v, want duplicate_external_id", err)
	}
}

func TestAnInputIsSentWithItsForm(t *testing.T) {
	w := start(t)
	id, _ := modal(t, w, nil)
	press := sandbox.PressInput{As: amira, ViewID: id, ActionID: "text", Selected: "x"}
	if err := w.Press(t.Context(), press); err == nil {
		t.Error("an input that dispatches nothing was pressed")
	}
}

func TestAnIconIsPressedOnlyByThoseWhoSeeIt(t *testing.T) {
	w := start(t)
	listen(t, w, nil)
	blocks := `[{"type":"context_actions","elements":[{"type":"icon_button","icon":"trash",
		"action_id":"drop","text":{"type":"plain_text","text":"Drop"},"visible_to_user_ids":["U0BEN"]}]}]`
	ts, _ := call(t, w, "chat.postMessage", message(floor, "blocks", blocks))["ts"].(string)
	press := sandbox.PressInput{As: amira, Channel: floor, TS: ts, ActionID: "drop"}
	if err := w.Press(t.Context(), press); err == nil {
		t.Error("amira pressed what only ben sees")
	}
	press.As = ben
	if err := w.Press(t.Context(), press); err != nil {
		t.Errorf("Press() by ben = %v", err)
	}
}

func TestClosingTellsTheBotThatAsked(t *testing.T) {
	w := start(t)
	id, l := modal(t, w, nil)
	if err := w.CloseView(t.Context(), amira, id); err != nil {
		t.Fatal(err)
	}
	got := l.presses()
	if len(got) != 1 || got[0].Type != slack.InteractionTypeViewClosed || !got[0].IsCleared {
		t.Errorf("interactions = %+v, want one view_closed", got)
	}
	if err := w.CloseView(t.Context(), amira, id); err == nil {
		t.Error("a modal could be closed twice")
	}
}

func TestHomeIsPublishedPerPersonAndPressed(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	home := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{
		slack.NewActionBlock("row", slack.NewButtonBlockElement("ask", "1", words("Ask"))),
	}}}
	request := slack.PublishViewContextRequest{UserID: amira, View: home}
	if _, err := client(w).PublishViewContext(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	if w.Home(ben) != nil || w.Home(amira) == nil {
		t.Fatal("the Home tab is not amira's alone")
	}
	press := sandbox.PressInput{As: amira, ViewID: w.Home(amira).ID, ActionID: "ask"}
	if err := w.Press(t.Context(), press); err != nil {
		t.Fatal(err)
	}
	if got := l.presses()[0]; got.Container.Type != "view" || got.ResponseURL != "" {
		t.Errorf("press on Home = %+v", got)
	}
	if err := w.OpenHome(t.Context(), amira, "home"); err != nil {
		t.Fatal(err)
	}
	if got := l.await(t, "app_home_opened"); got["view"] == nil {
		t.Errorf("app_home_opened = %v, want the view in it", got)
	}
}

func TestViewsAreHeldToTheRules(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	many := make([]slack.Block, 101)
	for i := range many {
		many[i] = slack.NewDividerBlock()
	}
	for _, c := range []struct {
		name   string
		change func(*slack.ModalViewRequest)
		want   string
	}{
		{"long title", func(m *slack.ModalViewRequest) { m.Title = words(strings.Repeat("t", 25)) }, "invalid_arguments"},
		{"no submit", func(m *slack.ModalViewRequest) { m.Submit = nil }, "invalid_arguments"},
		{"101 blocks", func(m *slack.ModalViewRequest) { m.Blocks.BlockSet = many }, "invalid_arguments"},
		{"long metadata", func(m *slack.ModalViewRequest) { m.PrivateMetadata = strings.Repeat("m", 3001) }, "invalid_arguments"},
		{"250 kB", func(m *slack.ModalViewRequest) { m.PrivateMetadata = strings.Repeat("m", 250000) }, "view_too_large"},
		{"a table", func(m *slack.ModalViewRequest) {
			m.Blocks.BlockSet = []slack.Block{slack.NewTableBlock("t")}
		}, "invalid_arguments"},
	} {
		v := form("A form")
		c.change(&v)
		_, err := client(w).OpenViewContext(t.Context(), trigger(t, w, l), v)
		if got, _, _ := strings.Cut(code(err), " "); got != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

func TestSelectsTakeOnlyTheirOptions(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	menu := slack.NewOptionsSelectBlockElement("static_select", words("Pick"), "pick",
		slack.NewOptionBlockObject("a", words("A"), nil), slack.NewOptionBlockObject("b", words("B"), nil))
	ts := post(t, w, floor, "choose", slack.MsgOptionBlocks(slack.NewActionBlock("row", menu)))
	press := sandbox.PressInput{As: ben, Channel: floor, TS: ts, ActionID: "pick", Selected: "c"}
	if err := w.Press(t.Context(), press); err == nil {
		t.Error("an option that is not there was chosen")
	}
	press.Selected = "b"
	if err := w.Press(t.Context(), press); err != nil {
		t.Fatal(err)
	}
	got := l.presses()[0]
	if got.ActionCallback.BlockActions[0].SelectedOption.Value != "b" ||
		got.BlockActionState.Values["row"]["pick"].SelectedOption.Value != "b" || got.Message.Timestamp != ts {
		t.Errorf("press = %+v", got)
	}
}
