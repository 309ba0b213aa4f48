package picture

import (
	"errors"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/picture/picturetest"
)

// Whatever the bytes are: no panic, no more than Clean says can go wrong, and what comes out is bare.
func FuzzPicture(f *testing.F) {
	for _, m := range picturetest.Images(12, 3) {
		f.Add(m.Body)
	}
	for _, m := range picturetest.Broken(12, 3) {
		f.Add(m.Body)
	}
	cleaner := InProcess()
	f.Fuzz(func(t *testing.T, body []byte) {
		head, err := ReadHead(body)
		if err == nil && head.memory > 4<<20 {
			return // fast first
		}
		out, err := cleaner.Clean(t.Context(), body)
		var known *care.Error
		if err != nil && (!errors.As(err, &known) || known.Kind != care.Invalid || out.JPEG != nil) {
			t.Fatalf("%v", err)
		}
		if err == nil {
			if err := bare(out); err != nil {
				t.Fatal(err)
			}
		}
	})
}
