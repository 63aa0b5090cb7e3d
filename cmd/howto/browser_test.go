package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browserPatience bounds the whole story in the browser.
const browserPatience = 4 * time.Minute

// A step is one thing to do in the browser.
type step = chromedp.Action[chromedp.Void]

// A page is a browser tab on the demo, with what went wrong in it.
type page struct {
	t      *testing.T
	ctx    context.Context
	mu     sync.Mutex
	faults []string
}

// openBrowser starts Debian's Chromium. Where it is not installed the test is skipped, or fails when
// everything must be tested.
func openBrowser(t *testing.T) *page {
	t.Helper()
	bin, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("HOWTO_TEST_ALL") == "1" {
			t.Fatal("chromium is not installed: apt-get install chromium")
		}
		t.Skip("chromium is not installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(bin), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.WindowSize(1280, 800), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.UserDataDir(t.TempDir()), chromedp.WSURLReadTimeout(time.Minute))
	alloc, endAlloc := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	t.Cleanup(endAlloc)
	tab, endTab := chromedp.NewContext(alloc)
	t.Cleanup(endTab)
	ctx, cancel := context.WithTimeout(tab, browserPatience)
	t.Cleanup(cancel)
	p := &page{t: t, ctx: ctx}
	// The first steps start the browser, which lives as long as their context.
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800)); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	go p.listen(chromedp.Console(ctx))
	return p
}

// listen collects what the console reports as an error or a warning.
func (p *page) listen(console func(func(chromedp.ConsoleMessage, error) bool)) {
	for m, err := range console {
		if err != nil {
			return
		}
		if m.IsException() || m.Type == "error" || m.Type == "warning" {
			p.mu.Lock()
			p.faults = append(p.faults, m.Text+" "+m.URL)
			p.mu.Unlock()
		}
	}
}

// do runs steps, and says which one did not happen.
func (p *page) do(what string, steps ...step) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.picture("fault")
		body, _ := chromedp.Run(p.ctx, chromedp.Text("body"))
		p.t.Fatalf("%s: %v\nthe page says:\n%s", what, err, body)
	}
}

// picture saves a screenshot when HOWTO_SCREENSHOTS names a folder.
func (p *page) picture(name string) {
	p.t.Helper()
	p.save(name, chromedp.CaptureScreenshot())
}

// save writes what a screenshot takes, when HOWTO_SCREENSHOTS names a folder.
func (p *page) save(name string, take chromedp.Action[[]byte]) {
	p.t.Helper()
	dir := os.Getenv("HOWTO_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(p.ctx, take)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	}
	if err != nil {
		p.t.Errorf("screenshot %s: %v", name, err)
	}
}

func hook(name string) string { return fmt.Sprintf(`[data-testid="%s"]`, name) }

// click presses the newest visible button of that name.
func click(name string) step {
	return chromedp.Steps(
		poll(fmt.Sprintf(`(() => {
			const all = [...document.querySelectorAll('%s')].filter(e => e.offsetParent !== null && !e.disabled &&
				e.ariaDisabled !== "true");
			if (!all.length) return false;
			all[all.length-1].click();
			return true;
		})()`, hook(name))))
}

// poll repeats an expression until it is true.
func poll(expression string) step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(patience))(ctx, t)
		return err
	})
}

// says waits until the page shows text.
func says(text string) step {
	return poll(fmt.Sprintf(`document.body.innerText.includes(%q)`, text))
}

// typed types into a box and sends it.
func typed(box, text string) step {
	return chromedp.Steps(instead(hook(box), text), enter())
}

// enter presses Enter where the focus is. The key and its character are one event, as on a keyboard:
// SendKeys makes two of them, and would break the line in a box whose page has taken the key.
func enter() step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		key := input.DispatchKeyEventParams{Type: kb.KeyDown, Key: "Enter", Code: "Enter", Text: kb.Enter, WindowsVirtualKeyCode: '\r'}
		if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, key); err != nil {
			return err
		}
		key.Type, key.Text = kb.KeyUp, ""
		_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, key)
		return err
	})
}

// empty waits until nothing is left in a box.
func empty(box string) step {
	return poll(fmt.Sprintf(`document.querySelector('%s').value === ""`, hook(box)))
}

// instead types text in the place of what a box holds.
func instead(box, text string) step {
	return chromedp.Steps(chromedp.WaitVisible(box),
		poll(fmt.Sprintf(`(() => { document.querySelector('%s').select(); return true; })()`, box)),
		chromedp.SendKeys(box, text))
}

func TestDemo(t *testing.T) {
	unraced(t, "the stories from the shell play the same program")
	url, conf := startDemo(t)
	t.Run("what it holds can be exported and read as a digest", func(t *testing.T) { demoCanBeExported(t, conf) })
	t.Run("tells its story in the browser", func(t *testing.T) { demoTellsItsStory(t, url) })
	t.Run("makes help of what nobody knew at first", func(t *testing.T) { demoTellsTheWholeStory(t, url) })
	t.Run("shows what experts do", func(t *testing.T) { demoShowsWhatExpertsDo(t, url) })
	t.Run("shows what happened before its stream was up", func(t *testing.T) { demoMissesNothingAtItsStart(t, url) })
	t.Run("opens at the message that a link leads to", func(t *testing.T) { demoOpensAtALink(t, url) })
	t.Run("keeps the focus where it was", func(t *testing.T) { demoKeepsTheFocus(t, url) })
	t.Run("can be left and opened again and again", func(t *testing.T) { demoCanBeLeftAndOpened(t, url) })
}

// quiet fails the test if the console reported anything.
func (p *page) quiet() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.faults) > 0 {
		p.t.Errorf("the console reports, want nothing:\n%s", strings.Join(p.faults, "\n"))
	}
}

// openReplies opens the thread of the newest message that has replies.
func openReplies() step {
	return chromedp.Steps(click("replies"), chromedp.WaitVisible(hook("thread-composer")))
}

func demoTellsItsStory(t *testing.T, url string) {
	p := openBrowser(t)
	p.do("open the page", chromedp.Navigate(url+"/#U0AMIRA/C0FLOOR"), chromedp.WaitVisible(hook("composer")))
	p.picture("1-start")
	p.do("ask", typed("composer", "/howto refund without receipt"), says("Refund a card payment without a receipt"),
		chromedp.WaitVisible(hook("action-solved")), empty("composer"))
	p.picture("2-card")
	p.save("card", chromedp.ScreenshotScale(hook("message")+"[data-ephemeral]", 2))
	p.do("press Not quite", click("action-not_quite"), says("next best"))
	p.picture("3-next-best")
	p.do("press Ask an expert", click("action-ask_expert"), says("Handed to Payments"))

	p.do("become the expert", become("Dana"), click("channel-C0PAY"), says("refund without receipt"))
	p.picture("4-root")
	p.do("claim", click("action-claim"), says("Dana Kowalski has it"))
	p.do("answer in the thread", openThread(), typed("thread-composer", "Find the sale by the card: Menu > Returns > Find by card."),
		says("Find by card."))
	p.picture("5-thread")

	p.do("become the asker again", become("Amira"))
	p.do("open the direct messages", openApp(), says("Find by card."))
	p.picture("6-answer")
	p.do("press Solved", click("action-case_solved"), says("Marked as solved"))
	p.picture("7-solved")
	p.do("open Home", click("home-tab"), says("Your questions"))
	p.picture("8-home")

	p.do("become the manager", become("Mara"))
	p.do("read the digest", openApp(), click("messages-tab"), says("Help at work"))
	p.picture("9-digest")
	p.do("look at the traffic", click("traffic-toggle"), chromedp.WaitVisible(hook("traffic-entry")))
	p.picture("10-traffic")
	p.do("turn on the dark", click("traffic-toggle"), click("theme-toggle"))
	p.picture("11-dark")
	p.do("see the card in the dark", become("Amira"), click("channel-C0FLOOR"),
		typed("composer", "/howto till shows E-1042"), chromedp.WaitVisible(hook("action-solved")))
	p.picture("12-dark-card")
	p.quiet()
}

// openThread opens the thread of the newest message: its actions show when it is pointed at.
func openThread() step {
	return chromedp.Steps(poll(fmt.Sprintf(`(() => {
		const all = [...document.querySelectorAll('%s')];
		const last = all[all.length-1];
		last.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));
		const reply = last.querySelector('%s');
		if (!reply) return false;
		reply.click();
		return true;
	})()`, hook("message"), hook("reply-in-thread"))), chromedp.WaitVisible(hook("thread-composer")))
}

// become acts as somebody else from now on, by their first name.
func become(name string) step {
	return chromedp.Steps(click("actor-U0"+strings.ToUpper(name)), says("Reload as "+name))
}

// openApp opens the bot's direct messages with the person who acts.
func openApp() step {
	return poll(`(() => {
		const app = [...document.querySelectorAll('[data-testid]')].find(e => /^channel-(D|app$)/.test(e.dataset.testid));
		if (!app) return false;
		app.click();
		return true;
	})()`)
}
