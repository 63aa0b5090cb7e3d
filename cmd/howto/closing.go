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
	tick := time.NewTicker(closeEvery)
	defer tick.Stop()
	for failed := false; ; {
		err := v.closeDue(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !failed:
			// Said once: the next attempts come every minute.
			v.log.ErrorContext(ctx, "asks that are due not closed", "err", err)
		case err == nil && failed:
			v.log.InfoContext(ctx, "asks that are due are closed again")
		}
		failed = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// closeDue does what is due now.
func (v *service) closeDue(ctx context.Context) error {
	_, err1 := v.store.Lapse(ctx)
	_, err2 := v.store.AskedAgain(ctx)
	return errors.Join(err1, err2)
}
