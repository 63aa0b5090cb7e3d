package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Workspace is a running Slack workspace. Build one with [New], serve it with
// Start or Handler, and Close it.
type Workspace struct {
	cfg      Config
	log      *slog.Logger
	kit      kit
	methods  map[string]method
	handler  http.Handler
	upgrades upgrader
	client   *http.Client // posts deliveries to the bot in HTTP mode

	ctx  context.Context // ends with Close; owns every goroutine below
	stop context.CancelFunc
	wg   sync.WaitGroup

	server *http.Server

	mu        sync.Mutex
	base      string // http://host:port without a slash at the end
	endpoints Endpoints
	users     []*User
	channels  []*Channel
	messages  map[string][]*post // by channel, oldest first
	buried    map[string]bool    // channel/ts of messages that are gone without a mark
	locked    map[string]bool    // channel/ts of threads that take no replies
	stacks    map[string][]*view // open modals by user, topmost last
	homes     map[string]*view
	triggers  map[string]*trigger
	replies   map[string]*replyURL
	files     map[string]*storedFile // by id
	uploads   map[string]*storedFile // by the end of their upload URL
	buckets   map[string]*bucket
	faults    []Fault
	traffic   []Entry
	trafficN  int                  // number of the next entry
	tickets   map[string]time.Time // when each was given out
	conns     []*conn
	turn      int // which connection is next
	acks      map[string]chan ackFrame
	queue     []*delivery
	queued    chan struct{} // has room for one: the queue is not empty
	held      []*delivery   // kept back by a reorder fault
	open      int           // deliveries that are neither acknowledged nor given up
	lastTS    int64         // microseconds
	serial    int64
	changes   []Change
	changeN   int // number of the next change
	changed   chan struct{}
}

// New returns a workspace with the people and channels of c. It reports every
// fault of c at once. The caller must Close it.
func New(c Config) (*Workspace, error) {
	c = c.withDefaults()
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	w := &Workspace{
		cfg: c, log: c.Log, kit: newKit(), methods: methods(), endpoints: c.HTTP,
		client:  &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}},
		tickets: map[string]time.Time{}, acks: map[string]chan ackFrame{},
		queued: make(chan struct{}, 1), changed: make(chan struct{}), trafficN: 1,
	}
	w.ctx, w.stop = context.WithCancel(context.Background())
	w.clear()
	w.settle()
	w.handler = w.tracked(w.routes())
	w.wg.Go(w.dispatch)
	return w, nil
}

// settle moves the people and channels of the configuration in.
func (w *Workspace) settle() {
	w.cfg.UserGroups = slices.Clone(w.cfg.UserGroups)
	bot := User{ID: w.cfg.BotUser, Name: w.cfg.BotName, RealName: w.cfg.BotName, Bot: true}
	for _, u := range append([]User{bot}, w.cfg.Users...) {
		if u.TZ == "" {
			u.TZ = "UTC"
		}
		if u.RealName == "" {
			u.RealName = u.Name
		}
		w.users = append(w.users, &u)
	}
	for _, ch := range w.cfg.Channels {
		if ch.Kind == "" {
			ch.Kind = Public
		}
		ch.Members = slices.Clone(ch.Members)
		w.channels = append(w.channels, &ch)
	}
}

// clear forgets everything that people and the bot have made.
func (w *Workspace) clear() {
	w.messages, w.buried, w.locked = map[string][]*post{}, map[string]bool{}, map[string]bool{}
	w.stacks = map[string][]*view{}
	w.homes = map[string]*view{}
	w.triggers = map[string]*trigger{}
	w.replies = map[string]*replyURL{}
	w.files, w.uploads = map[string]*storedFile{}, map[string]*storedFile{}
	w.buckets = map[string]*bucket{}
	w.traffic = nil
}

// Start serves the workspace on addr. An empty addr, or one without a host, is a
// port of the loopback address; to be reached from other machines the host must
// be named. Start returns once the address accepts connections.
func (w *Workspace) Start(addr string) error {
	if addr == "" {
		addr = ":0"
	}
	if strings.HasPrefix(addr, ":") {
		addr = "127.0.0.1" + addr
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(w.ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("sandbox: listen on %s: %w", addr, err)
	}
	w.server = &http.Server{
		Handler: guard(listener.Addr(), w.handler), ReadHeaderTimeout: 10 * time.Second,
	}
	w.mu.Lock()
	w.base = "http://" + listener.Addr().String()
	w.mu.Unlock()
	w.wg.Go(func() {
		if err := w.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			w.log.Error("sandbox stopped serving", "err", err)
		}
	})
	return nil
}

// tracked has Close wait for every request, and refuses those that come later.
func (w *Workspace) tracked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		if w.ctx.Err() != nil {
			w.mu.Unlock()
			http.Error(rw, "this workspace is closed", http.StatusServiceUnavailable)
			return
		}
		w.wg.Add(1) // under the lock that Close takes before it waits
		w.mu.Unlock()
		defer w.wg.Done()
		next.ServeHTTP(rw, r)
	})
}

// guard refuses, on a loopback address, requests that name another host: a page
// elsewhere may have pointed its own name at this machine.
func guard(addr net.Addr, next http.Handler) http.Handler {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok || !tcp.IP.IsLoopback() {
		return next
	}
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		if ip := net.ParseIP(strings.Trim(host, "[]")); host != "localhost" && !ip.IsLoopback() {
			http.Error(rw, "this workspace answers only to localhost", http.StatusForbidden)
			return
		}
		next.ServeHTTP(rw, r)
	})
}

// Handler serves the workspace in a server of the caller's, such as an
// httptest.Server. URL is then known from the first request on.
func (w *Workspace) Handler() http.Handler { return w.handler }

// URL is the address of the workspace, without a slash at the end. A Slack
// client's API URL is this with "/api/" added.
func (w *Workspace) URL() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.base
}

// Close ends all connections and deliveries and returns when nothing of the
// workspace runs any more.
func (w *Workspace) Close() error {
	w.stop()
	w.mu.Lock()
	conns := slices.Clone(w.conns)
	w.mu.Unlock()
	for _, c := range conns {
		c.close()
	}
	var err error
	if w.server != nil {
		err = w.server.Close()
	}
	w.wg.Wait()
	w.client.CloseIdleConnections()
	return err
}

// Wait returns nil as soon as holds reports true. It asks at once and after every
// change in the workspace, and returns the context's error if that ends first.
func (w *Workspace) Wait(ctx context.Context, holds func(w *Workspace) bool) error {
	for {
		changed := w.nextChange()
		if holds(w) {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		case <-w.ctx.Done():
			return errors.New("sandbox: closed while waiting")
		}
	}
}

// nextChange is closed at the next change.
func (w *Workspace) nextChange() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.changed
}

// A Change says what to read again. Channel or User says whose it is.
type Change struct {
	Type    string `json:"type"` // changed (messages), views, home, traffic or state
	Channel string `json:"channel,omitempty"`
	User    string `json:"user,omitempty"`
}

// keptChanges bounds what a slow reader of the stream can catch up with.
const keptChanges = 1024

// touch records a change and wakes everyone who waits. The lock is held.
func (w *Workspace) touch(c Change) {
	w.changes = append(w.changes, c)
	w.changeN++
	if len(w.changes) > keptChanges {
		w.changes = slices.Delete(w.changes, 0, len(w.changes)-keptChanges)
	}
	w.rouse()
}

// rouse has everyone who waits look again. The lock is held.
func (w *Workspace) rouse() {
	close(w.changed)
	w.changed = make(chan struct{})
}

// Connections is the number of Socket Mode connections that the bot has open.
func (w *Workspace) Connections() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.conns)
}
