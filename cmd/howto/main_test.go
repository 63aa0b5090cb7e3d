package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// stubborn makes the test binary a process that has been told to stop and never does.
const stubborn = "HOWTO_TEST_STUBBORN"

func TestSecondSignalEndsTheProcessAtOnce(t *testing.T) {
	if os.Getenv(stubborn) != "" {
		ctx, stop := untilSignal()
		defer stop()
		fmt.Println("running")
		<-ctx.Done()
		fmt.Println("stopping")
		select {}
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), stubborn+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewScanner(out)
	for _, want := range []string{"running", "stopping"} {
		if !said.Scan() || said.Text() != want {
			t.Fatalf("the process says %q, want %q", said.Text(), want)
		}
		interrupt(t, cmd)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	// A signal that comes within microseconds of the first still counts with it, as a person's does not.
	again, late := time.NewTicker(50*time.Millisecond), time.After(patience)
	defer again.Stop()
	for {
		select {
		case err := <-ended:
			status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
			if !ok || status.Signal() != os.Interrupt {
				t.Errorf("the process ended with %v, want it ended by the signal", err)
			}
			return
		case <-again.C:
			interrupt(t, cmd)
		case <-late:
			t.Error("the process still runs after a second signal, want it ended")
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			<-ended
			return
		}
	}
}

func interrupt(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
}

func TestEveryFaultIsALineThatNamesTheProgram(t *testing.T) {
	var out bytes.Buffer
	say(&out, errors.Join(errors.New("one"), errors.New("two")))
	if got, want := out.String(), "howto: one\nhowto: two\n"; got != want {
		t.Errorf("say prints %q, want %q", got, want)
	}
}
