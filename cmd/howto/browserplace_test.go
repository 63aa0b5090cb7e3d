package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// demoOpensAtALink follows a permanent link of a message in a new tab, which says of nobody who they are.
func demoOpensAtALink(t *testing.T, demo string) {
	resp, err := http.Post(demo+"/_sandbox/say", "application/json",
		strings.NewReader(`{"as": "U0DANA", "channel": "C0PAY", "text": "the safe is on order"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var said struct{ TS string }
	if err := json.NewDecoder(resp.Body).Decode(&said); err != nil || said.TS == "" {
		t.Fatalf("say answers %+v (%v), want a timestamp", said, err)
	}
	p := openBrowser(t)
	p.do("open the link", chromedp.Navigate(demo+"/?channel=C0PAY&ts="+said.TS),
		poll(fmt.Sprintf(`document.querySelector('%s')?.innerText.includes("the safe is on order") ?? false`, hook("thread-pane"))))
	p.do("be in its channel, and stay there after a reload", poll(`location.search === "" && location.hash.endsWith("/C0PAY")`))
	p.do("follow a link that leads nowhere", chromedp.Navigate(demo+"/?channel=C0NONE&ts="+said.TS),
		chromedp.WaitVisible(hook("composer")), poll(`location.search === ""`), chromedp.WaitNotPresent(hook("thread-pane")))
	p.quiet()
}

// demoKeepsTheFocus presses buttons by the keyboard, which is where it was when what they opened is closed.
func demoKeepsTheFocus(t *testing.T, demo string) {
	p := openBrowser(t)
	p.do("ask", chromedp.Navigate(demo+"/#U0BEN/C0FLOOR"), typed("composer", "/howto unicycle after refund"),
		click("action-ask_expert"), says("Handed to Payments"))
	p.do("take it", become("Dana"), click("channel-C0PAY"), says("unicycle"), click("action-claim"), says("Dana Kowalski has it"))
	p.do("ask back by the keyboard", focused("action-ask_back"), enter(), chromedp.WaitVisible(hook("modal")))
	p.do("change one's mind", escape(), chromedp.WaitNotPresent(hook("modal")))
	p.do("be where one was", poll(`document.activeElement?.dataset.testid === "action-ask_back"`))
	p.quiet()
}

// focused puts the focus on the newest button of that name.
func focused(name string) step {
	return poll(fmt.Sprintf(`(() => {
		const last = [...document.querySelectorAll('%s')].at(-1);
		last?.focus();
		return last !== undefined && document.activeElement === last;
	})()`, hook(name)))
}

// escape presses Escape where the focus is.
func escape() step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, kind := range []input.DispatchKeyEventType{kb.KeyDown, kb.KeyUp} {
			key := input.DispatchKeyEventParams{Type: kind, Key: "Escape", Code: "Escape", WindowsVirtualKeyCode: 27}
			if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, key); err != nil {
				return err
			}
		}
		return nil
	})
}
