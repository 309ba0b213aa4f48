package care

import (
	"strings"
	"testing"
)

func TestClip(t *testing.T) {
	for in, want := range map[string]string{
		"":                       "",
		"托育":                     "托育",
		strings.Repeat("托", 40):  strings.Repeat("托", 40),
		strings.Repeat("托", 41):  strings.Repeat("托", 40) + "…",
		strings.Repeat("a", 100): strings.Repeat("a", 40) + "…",
	} {
		if got := Clip(in); got != want {
			t.Errorf("Clip(%q) = %q", in, got)
		}
	}
}
