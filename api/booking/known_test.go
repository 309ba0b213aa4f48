package booking_test

import (
	"errors"

	"tuoyuquan/api/care"
)

// known reports whether an error is an answer, and not a fault.
func known(err error) bool {
	var e *care.Error
	return errors.As(err, &e) && e.Kind != care.Unavailable
}
