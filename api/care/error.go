// Package care holds the words and the rules of childcare for children under three: facilities, classes, places, ages,
// filings and the numbers the rules turn on. It decides and computes; it does no input or output and reads no clock.
// It must not know how anything is stored, measured, searched or rendered.
package care

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what sort of failure an Error is; the HTTP layer maps each kind to one status.
type Kind uint8

// The kinds of failure a caller can act on.
const (
	Invalid     Kind = iota + 1 // the request breaks a rule: 422
	NotFound                    // no such thing, or not yours to see: 404
	Forbidden                   // known, but not allowed: 403
	Conflict                    // the world has changed: 409
	Unavailable                 // try again later: 503
	TooMany                     // slow down: 429
	SignedOut                   // nobody is signed in: 401
)

// Error is a failure meant for the caller. Code is stable, listed in code.go, and is the front end's translation key.
type Error struct {
	Kind  Kind
	Code  Code
	Field string        // the input that is at fault, in the caller's words, or empty
	Text  string        // what happened and what to do next, in English; may be empty
	Cause error         // for the log only; never shown
	After time.Duration // of TooMany and Unavailable: when it is worth trying again; 0: not known

	// Of a text made with Errorf: what it was made from, so that it can be said in another language.
	Format string
	Args   []any
}

// Errorf returns an Error with a formatted text.
func Errorf(kind Kind, code Code, field, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Field: field, Text: fmt.Sprintf(format, args...), Format: format, Args: args}
}

// Error gives code, field and text in one line, for logs and the command line.
func (e *Error) Error() string {
	s := string(e.Code)
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.Text != "" {
		s += ": " + e.Text
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is reports whether err is, or wraps, an Error with this code.
func Is(err error, code Code) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}

// Clip shortens a text to 40 characters, so that a message can repeat what somebody sent.
func Clip(s string) string {
	n := 0
	for i := range s {
		if n == 40 {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
