package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// choose presses the entry of an open menu that reads so.
func choose(label string) step {
	return poll(fmt.Sprintf(`(() => {
		const entry = [...document.querySelectorAll('[role="menuitem"]')].find(e => e.innerText.startsWith(%q));
		if (!entry) return false;
		entry.click();
		return true;
	})()`, label))
}

// follow opens the link that reads so.
func follow(text string) step {
	return poll(fmt.Sprintf(`(() => {
		const link = [...document.querySelectorAll('a')].find(e => e.innerText === %q);
		if (!link) return false;
		link.click();
		return true;
	})()`, text))
}

// finds asks until the answer shows text: what was just published is found a moment later.
func finds(question, text string) step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		seen := fmt.Sprintf(`document.body.innerText.includes(%q)`, text)
		for {
			if _, err := typed("composer", question)(ctx, t); err != nil {
				return err
			}
			_, err := chromedp.Poll[bool](seen, chromedp.WithPollingTimeout(2*time.Second))(ctx, t)
			if err == nil || ctx.Err() != nil {
				return err
			}
		}
	})
}

// labelled finds the field of a form by what stands above it.
func labelled(label string) string {
	return fmt.Sprintf(`%s [aria-label=%q]`, hook("modal"), label)
}

// fill puts text in the place of what a field of a form holds.
func fill(label, text string) step {
	field := labelled(label)
	return instead(field, text)
}

// sent sends the open form and waits until it is closed.
func sent() step {
	return chromedp.Steps(click("modal-submit"), chromedp.WaitNotPresent(hook("modal")))
}

// later moves the clock on by an entry of its menu, and waits until it has moved.
func later(p *page, entry string) step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		shows := fmt.Sprintf(`document.querySelector('%s').innerText`, hook("clock"))
		before, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](shows))
		if err != nil {
			return err
		}
		_, err = chromedp.Steps(click("clock"), choose(entry), poll(fmt.Sprintf("%s !== %q", shows, before)))(ctx, t)
		return err
	})
}

// demoTellsTheWholeStory follows a question that nobody takes at first, until its answer is help that
// somebody else finds.
func demoTellsTheWholeStory(t *testing.T, url string) {
	p := openBrowser(t)
	p.do("ask as Ben", chromedp.Navigate(url+"/#U0BEN/C0FLOOR"), typed("composer", "/howto till drawer stuck after refund"),
		chromedp.WaitVisible(hook("action-ask_expert")))
	p.do("hand it over", click("action-ask_expert"), says("Handed to Payments"))
	p.picture("20-handed-over")
	p.do("see that Dana was asked", become("Dana"), click("channel-C0PAY"), says("till drawer stuck"))
	p.do("open the clock", click("clock"), chromedp.WaitVisible(hook("menu-clock-quarter")))
	p.picture("21-clock")
	p.do("let a quarter of an hour pass", click("menu-clock-quarter"))
	p.do("see that the team is asked", become("Elif"), says("1 reply"), openReplies(), says("@Elif Sahin"))
	p.picture("22-second-step")
	p.do("claim as Elif", click("action-claim"), says("Elif Sahin has it"))
	p.picture("23-claimed")
	p.do("answer", typed("thread-composer", "Push the drawer in and turn the key twice."), says("turn the key twice."))

	p.do("become the asker", become("Ben"))
	p.do("read the answer", openApp(), says("turn the key twice."))
	p.picture("24-answer")
	p.do("press Solved", click("action-case_solved"), says("Marked as solved"))
	p.picture("25-solved")

	p.do("hear of it", become("Elif"), click("channel-C0PAY"), openReplies(), says("says that it is solved"))
	p.picture("26-save-it")
	p.do("save it as an asset", click("action-save_asset"), chromedp.WaitVisible(labelled("Title")))
	p.picture("27-draft")
	p.do("write it", fill("Title", "Free a stuck till drawer"),
		fill("How people ask for it", "till drawer stuck after refund\ndrawer does not open"),
		fill("Steps", "1. Push the **drawer** in.\n2. Turn the key twice."))
	p.picture("28-draft-written")
	p.do("send it", sent())
	p.do("be thanked", openApp(), says("before it is published"))
	p.picture("29-thanks")

	p.do("become the curator", become("Cora"))
	p.do("look at it", openApp(), says("Free a stuck till drawer"), chromedp.WaitVisible(hook("action-draft_publish")))
	p.picture("30-review")
	p.do("read where it comes from", follow("The thread that it comes from"), says("says that it is solved"))
	p.picture("30-source")
	p.do("publish it", openApp(), click("action-draft_publish"), says("Published by Cora Reyes"))
	p.picture("31-published")

	p.do("ask as Amira, in other words", become("Amira"), click("channel-C0FLOOR"),
		finds("/howto my till drawer won't open", "Turn the key twice."))
	p.picture("32-found")
	p.do("press Solved too", click("action-solved"), says("Marked as solved"))
	p.do("turn on the dark", click("theme-toggle"))
	p.picture("33-dark-found")
	p.do("see the draft in the dark", become("Elif"), openApp(), says("is in the library now"))
	p.picture("34-dark-library")
	p.quiet()
}

// demoShowsWhatExpertsDo opens each form of an expert, and the states that a question can be left in.
func demoShowsWhatExpertsDo(t *testing.T, url string) {
	p := openBrowser(t)
	p.do("go to an afternoon", chromedp.Navigate(url+"/#U0BEN/C0FLOOR"), chromedp.WaitVisible(hook("composer")),
		later(p, "The next morning"), later(p, "An hour"), later(p, "An hour"), later(p, "An hour"), later(p, "An hour"))
	p.do("ask People in their gap", typed("composer", "/howto swap a shift with somebody in another store"),
		click("action-ask_expert"), says("Handed to"))
	p.picture("40-gap-handed")
	p.do("see that it waits", openApp(), says("swap a shift"))
	p.picture("41-gap-line")
	p.do("see it in the team's channel", become("Greta"), click("channel-C0PEOPLE"), says("swap a shift"))
	p.picture("42-gap-root")

	p.do("ask Payments", become("Amira"), click("channel-C0FLOOR"),
		typed("composer", "/howto refund by bank transfer abroad"), says("Pay a large cash refund by bank transfer"))
	p.do("hand it over", click("action-ask_expert"), says("Handed to Payments"))
	p.do("become the expert", become("Dana"), click("channel-C0PAY"), says("transfer abroad"))
	for _, f := range []string{"Pass on", "Ask back", "Put off"} {
		p.do("open "+f, click("action-case_menu"), choose(f), chromedp.WaitVisible(hook("modal")))
		p.picture("43-" + f)
		p.do("close it", click("modal-close"), chromedp.WaitNotPresent(hook("modal")))
	}
	p.do("nobody takes it", later(p, "15"), says("Elif Sahin and Dana Kowalski were asked"),
		later(p, "15"), says("it stays open for everybody"), later(p, "15"), says("Ask again"))
	p.picture("44-exhausted")
	p.do("see what the asker is told", become("Amira"), openApp(), says("transfer abroad"))
	p.picture("45-exhausted-line")

	p.do("take it", become("Dana"), click("channel-C0PAY"), click("action-claim"), says("Dana Kowalski has it"))
	p.do("ask back", click("action-ask_back"), chromedp.WaitVisible(hook("modal")),
		fill("What do you need to know from Amira Haddad?", "Which country?"), sent(), says("waits for the reply"))
	p.picture("46-waiting")
	p.do("see Dana's Home", openApp(), click("home-tab"), says("on call"))
	p.picture("47-expert-home")
	p.do("ask who is on call", click("channel-C0FLOOR"), typed("composer", "/howto oncall"), says("Operations"))
	p.picture("48-oncall")
	p.do("see the question back", become("Amira"), openApp(), says("Which country?"))
	p.picture("49-asked-back")
	p.do("turn on the dark", click("theme-toggle"))
	p.picture("50-dark-asked-back")
	p.do("see Home in the dark", click("home-tab"), says("Your questions"))
	p.picture("51-dark-home")
	p.quiet()
}

// demoMissesNothingAtItsStart holds the page's stream back until something has happened that the page
// could have heard of from the stream alone.
func demoMissesNothingAtItsStart(t *testing.T, demo string) {
	to, err := url.Parse(demo)
	if err != nil {
		t.Fatal(err)
	}
	happened := make(chan struct{})
	passOn := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }, FlushInterval: -1}
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/_sandbox/stream" {
			select {
			case <-happened:
			case <-r.Context().Done():
			}
		}
		passOn.ServeHTTP(w, r)
	}))
	t.Cleanup(slow.Close)

	p := openBrowser(t)
	floorHears(t, demo, "the doors are open")
	p.do("open the page", chromedp.Navigate(slow.URL+"/#U0BEN/C0FLOOR"), says("the doors are open"))
	floorHears(t, demo, "the delivery is here")
	close(happened)
	p.do("see what was said", says("the delivery is here"))
	p.quiet()
}

// maxStreams is how many connections a browser opens to one host.
const maxStreams = 6

// demoCanBeLeftAndOpened leaves the page and comes back, more often than a browser has connections for.
func demoCanBeLeftAndOpened(t *testing.T, demo string) {
	p := openBrowser(t)
	for range maxStreams + 1 {
		p.do("open the page", chromedp.Navigate(demo+"/#U0BEN/C0FLOOR"), chromedp.WaitVisible(hook("composer")))
		p.do("leave it", chromedp.Navigate("about:blank"))
	}
	p.do("open it once more", chromedp.Navigate(demo+"/#U0BEN/C0FLOOR"), chromedp.WaitVisible(hook("composer")))
	p.do("go away and back to the page as it was kept", passing("pagehide"), passing("pageshow"))
	floorHears(t, demo, "the lift works again")
	p.do("see what was said", says("the lift works again"))
	p.quiet()
}

// passing tells the page that it is left, or shown again as the browser kept it.
func passing(event string) step {
	return poll(fmt.Sprintf(`window.dispatchEvent(new PageTransitionEvent(%q, {persisted: true}))`, event))
}

// floorHears has Amira say something on the floor, past the page.
func floorHears(t *testing.T, demo, text string) {
	t.Helper()
	said := fmt.Sprintf(`{"as": "U0AMIRA", "channel": "C0FLOOR", "text": %q}`, text)
	resp, err := http.Post(demo+"/_sandbox/say", "application/json", strings.NewReader(said))
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("say answers %s (%v), want 200", resp.Status, err)
	}
}
