package main

import (
	"context"
	"errors"
	"time"
)

// closeEvery is how often the service looks for asks that are due to be closed.
const closeEvery = time.Minute

// closing writes down what nobody presses: that an ask had no verdict for so long, and that one which was
// solved was asked again. Every process does it; each entry is written once.
func (v *service) closing(ctx context.Context) {
	keepDoing(ctx, v.log, chore{work: "closing asks that are due", do: v.closeDue, first: startQuiet, every: closeEvery})
}

// closeDue does what is due now.
func (v *service) closeDue(ctx context.Context) error {
	_, err1 := v.store.Lapse(ctx)
	_, err2 := v.store.AskedAgain(ctx)
	return errors.Join(err1, err2)
}
