package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"howto/store"
)

// forgetful is the address of a database behind a proxy that forgets its connections when told to: they stay open, and
// nothing comes through any more, as with a NAT.
func forgetful(t *testing.T) (address string, forget *atomic.Bool) {
	t.Helper()
	direct, err := url.Parse(newDatabase(t))
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	forget = &atomic.Bool{}
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("unix", filepath.Join(direct.Query().Get("host"), ".s.PGSQL.5432"))
			if err != nil {
				in.Close()
				return
			}
			go pass(out, in, &atomic.Bool{})
			go pass(in, out, forget)
		}
	}()
	return fmt.Sprintf("postgres://howto@%s%s?sslmode=disable", l.Addr(), direct.Path), forget
}

// pass hands on what it reads, unless it forgot where to.
func pass(to, from net.Conn, forget *atomic.Bool) {
	defer to.Close()
	buf := make([]byte, 1<<16)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		if forget.Load() {
			_, _ = io.Copy(io.Discard, from)
			return
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}

func TestAReadByASilentConnectionEndsAndTheNextOneWorks(t *testing.T) {
	t.Parallel() // it waits as long as a bot would
	address, forget := forgetful(t)
	s := open(t, store.Options{URL: address, Dir: t.TempDir()})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	forget.Store(true)
	begun := time.Now()
	_, err := s.DueTimers(ctx, time.Now(), 1)
	if took := time.Since(begun); took > 30*time.Second || !errors.Is(err, context.DeadlineExceeded) ||
		!strings.Contains(err.Error(), "the database said nothing for 10s") {
		t.Errorf("a read by a silent connection ends after %v with %v, want it to end after 10s and say why", took, err)
	}
	forget.Store(false)
	if _, err := s.DueTimers(ctx, time.Now(), 1); err != nil {
		t.Errorf("the next read: %v, want it to have a connection of its own", err)
	}
}

func TestAReadThatIsGivenUpByItsCallerSaysSo(t *testing.T) {
	engines(t, func(t *testing.T, b *bench) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := b.DueTimers(ctx, start, 1); !errors.Is(err, context.Canceled) {
			t.Errorf("DueTimers = %v, want %v", err, context.Canceled)
		}
	})
}
