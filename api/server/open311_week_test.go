package server

import (
	"testing"
	"time"

	"tuoyuquan/api/care"
)

// TestEndOfWeek: however finely a list is cut, what is read ends with a week.
func TestEndOfWeek(t *testing.T) {
	end := care.InstantOf(time.Date(2027, 1, 4, 0, 0, 0, 0, care.Shanghai)) - 1
	for at := time.Date(2026, 12, 28, 0, 0, 0, 0, care.Shanghai); care.InstantOf(at) <= end; at = at.Add(time.Hour) {
		if got := endOfWeek(care.InstantOf(at)); got != end {
			t.Fatalf("%s ends with %s", at, got.Time())
		}
	}
	if got := endOfWeek(end + 1); got != end+7*24*3600_000 {
		t.Fatalf("Monday ends with %s", got.Time())
	}
}
