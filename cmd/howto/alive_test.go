package main

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

func TestWhereABotOnThisMachineIsAsked(t *testing.T) {
	for listen, want := range map[string]string{
		":8080": "127.0.0.1:8080", "0.0.0.0:8080": "127.0.0.1:8080", "[::]:8080": "[::1]:8080",
		"10.1.2.3:8080": "10.1.2.3:8080", "[fe80::1]:80": "[fe80::1]:80", "bot.local:8080": "bot.local:8080", "odd": "odd",
	} {
		if got := loopback(listen); got != want {
			t.Errorf("who listens at %s is asked at %s, want %s", listen, got, want)
		}
	}
}

func TestAnEmptyAddressInTheEnvironmentCountsAsAbsent(t *testing.T) {
	bot := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer bot.Close()
	_, port, err := net.SplitHostPort(bot.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	conf := filepath.Join(t.TempDir(), "howto.yaml")
	if err := os.WriteFile(conf, []byte("http: {listen: \"0.0.0.0:"+port+"\"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	status := run(t.Context(), []string{"doctor", "--alive", "--config", conf},
		program{out: &out, err: &errs, env: []string{"HOWTO_HTTP_LISTEN="}})
	if status != statusDone || out.String() != "alive\n" {
		t.Errorf("doctor --alive ends with %d and says %q %q, want %d and alive", status, out.String(), errs.String(), statusDone)
	}
}

func TestABotOnThisMachineIsAskedByNoProxy(t *testing.T) {
	if by, ok := direct().Transport.(*http.Transport); !ok || by.Proxy != nil {
		t.Errorf("asked by %T, which may go through a proxy; want one without", direct().Transport)
	}
}

func TestTheMetricsKnowAFewMethodsAndNoFiles(t *testing.T) {
	for path, want := range map[string]string{
		"/api/chat.postMessage": "chat.postMessage", "/api/files.getUploadURLExternal": "files.getUploadURLExternal",
		"/box/api/auth.test": "auth.test", "/upload/v1/CwABAAAAXAoAAVnX": "files.upload", "/api/": "files.upload",
		"/files/api/F0123": "files.upload", "/": "files.upload",
	} {
		if got := methodOf(path); got != want {
			t.Errorf("a call of %s counts for %q, want %q", path, got, want)
		}
	}
}
