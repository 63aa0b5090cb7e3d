package sandbox_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"howto/sandbox"
)

// fieldForm is a modal with one input block, called what, that holds the element, called text.
func fieldForm(element slack.BlockElement) slack.ModalViewRequest {
	v := form("A form")
	v.Blocks.BlockSet = []slack.Block{slack.NewInputBlock("what", words("What?"), nil, element)}
	return v
}

// openField opens a modal with one input for amira.
func openField(t *testing.T, w *sandbox.Workspace, l *listener, element slack.BlockElement) (string, error) {
	t.Helper()
	v, err := client(w).OpenViewContext(t.Context(), trigger(t, w, l), fieldForm(element))
	if err != nil {
		return "", err
	}
	return v.ID, nil
}

func lengths(least, most int, initial string) *slack.PlainTextInputBlockElement {
	e := slack.NewPlainTextInputBlockElement(nil, "text").WithInitialValue(initial)
	if least > 0 {
		e = e.WithMinLength(least)
	}
	if most > 0 {
		e = e.WithMaxLength(most)
	}
	return e
}

func people(most int, initial ...string) *slack.MultiSelectBlockElement {
	e := slack.NewOptionsMultiSelectBlockElement("multi_users_select", nil, "text")
	e.MaxSelectedItems, e.InitialUsers = &most, initial
	return e
}

func TestAFieldStartsWithWhatItCanHold(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	for _, c := range []struct {
		name      string
		good, bad slack.BlockElement
		says      string
	}{
		{"initial_value", lengths(0, 10, s(10)), lengths(0, 10, s(11)), "initial_value has 11 characters, max_length is 10"},
		{"min_length", lengths(5, 5, ""), lengths(6, 5, ""), "min_length is more than max_length"},
		{"initial_users", people(1, ben), people(1, ben, dana), "more initial choices than max_selected_items"},
	} {
		if _, err := openField(t, w, l, c.good); err != nil {
			t.Errorf("%s at its limit: %v, want it taken", c.name, err)
		}
		_, err := openField(t, w, l, c.bad)
		var refused slack.SlackErrorResponse
		if !errors.As(err, &refused) || !strings.Contains(strings.Join(refused.ResponseMetadata.Messages, "\n"), c.says) {
			t.Errorf("%s beyond its limit: %v %q, want a refusal that says %q", c.name, err,
				refused.ResponseMetadata.Messages, c.says)
		}
	}
}

func TestATextThatIsTooShortIsNotSent(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	id, err := openField(t, w, l, lengths(5, 0, ""))
	if err != nil {
		t.Fatal(err)
	}
	faults, err := send(t, w, id, "ääää")
	if err != nil || !strings.Contains(faults["what"], "at least 5") || len(l.presses()) != 0 {
		t.Errorf("Submit() of 4 characters = %v, %v, and the bot got %d; want a message at what, and none",
			faults, err, len(l.presses()))
	}
	if faults, err = send(t, w, id, "äääää"); err != nil || len(faults) != 0 || len(l.presses()) != 1 {
		t.Errorf("Submit() of 5 characters = %v, %v, and the bot got %d; want one", faults, err, len(l.presses()))
	}
}

func TestAFieldTakesOnlyWhatItsMenuOffers(t *testing.T) {
	w := start(t)
	l := listen(t, w, nil)
	if err := w.Deactivate(dana); err != nil {
		t.Fatal(err)
	}
	menu := func(kind string) slack.BlockElement { return slack.NewOptionsSelectBlockElement(kind, nil, "text") }
	for _, c := range []struct {
		name      string
		element   slack.BlockElement
		good, bad string
	}{
		{"a person", menu("users_select"), ben, "nobody at all"},
		{"who has left", menu("users_select"), ben, dana},
		{"one person", menu("users_select"), ben, ben + "," + amira},
		{"two people", people(1), ben, ben + "," + amira},
		{"a channel", menu("channels_select"), away, "C0NONE"},
		{"a private channel", menu("conversations_select"), floor, secret},
		{"a day", slack.NewDatePickerBlockElement("text"), "2026-02-28", "2026-02-30"},
		{"a time", slack.NewTimePickerBlockElement("text"), "09:05", "9:05"},
	} {
		id, err := openField(t, w, l, c.element)
		if err != nil {
			t.Fatal(err)
		}
		if faults, err := send(t, w, id, c.bad); err == nil {
			t.Errorf("%s: %q gave %v; want an error", c.name, c.bad, faults)
		}
		if faults, err := send(t, w, id, c.good); err != nil || len(faults) != 0 {
			t.Errorf("%s: %q gave %v, %v; want it sent", c.name, c.good, faults, err)
		}
	}
}

func TestAMenuInAMessageIsPressedWithSomebodyWhoIsThere(t *testing.T) {
	w := start(t)
	listen(t, w, nil)
	menu := slack.NewOptionsSelectBlockElement("users_select", words("Who"), "who")
	ts := post(t, w, floor, "choose", slack.MsgOptionBlocks(slack.NewActionBlock("row", menu)))
	for selected, pressed := range map[string]bool{"nobody at all": false, "": false, dana: true} {
		err := w.Press(t.Context(), sandbox.PressInput{As: ben, Channel: floor, TS: ts, ActionID: "who", Selected: selected})
		if (err == nil) != pressed {
			t.Errorf("Press() with %q = %v; want it done: %t", selected, err, pressed)
		}
	}
}

func TestNothingIsPressedInAModalThatIsCovered(t *testing.T) {
	w := start(t)
	below, l := modal(t, w, nil)
	press := sandbox.PressInput{As: amira, ViewID: below, ActionID: "more"}
	if err := w.Press(t.Context(), press); err != nil {
		t.Fatal(err)
	}
	if _, err := client(w).PushViewContext(t.Context(), l.presses()[0].TriggerID, form("Pushed")); err != nil {
		t.Fatal(err)
	}
	if err := w.Press(t.Context(), press); err == nil || len(l.presses()) != 1 {
		t.Errorf("Press() = %v and the bot got %d presses; want an error, and one", err, len(l.presses()))
	}
}
