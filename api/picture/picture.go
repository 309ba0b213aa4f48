// Package picture makes of a photograph one that tells nothing but what it shows: upright, no larger than a screen can use,
// and a JPEG without a word beside the pixels. It knows the heads of JPEG, PNG and WebP and how much memory they cost. It must
// not know whose pictures they are or where they are kept.
//
// What a decoder is given was made by strangers. It runs in a process of its own that has no secrets, little memory and little
// time; whatever goes wrong there, the picture is refused and nobody else notices.
package picture

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/semaphore"

	"tuoyuquan/api/care"
)

const (
	// MaxBytes is the size of the largest file that is looked at.
	MaxBytes = 10 << 20
	// MaxPixels is what the largest picture may have, as its head says.
	MaxPixels = 40_000_000
	// MaxSide is the longest side of a clean picture. Strips, more than three times as long as wide, are often long pictures of a
	// conversation, which nobody could read at that length: they may have MaxSide² pixels instead.
	MaxSide = 2560

	maxMemory = 96 << 20    // bytes that decoding may take, by the head: what is larger is refused before
	longest   = 32767       // of a side before
	quality   = 85          // of the JPEG that is made
	patience  = time.Minute // of whoever waits; the program's own time is less (confine)
)

// Clean is a picture of which only the pixels were kept.
type Clean struct {
	JPEG          []byte
	Width, Height int
}

// Cleaner cleans pictures, never more at once than memory allows. It is safe for concurrent use.
type Cleaner struct {
	gate *semaphore.Weighted
	wash func(context.Context, Head, []byte) (Clean, error)
}

// InProcess returns a Cleaner that decodes in this process: for tests and tools. A service wants Program.
func InProcess() *Cleaner {
	return newCleaner(func(_ context.Context, head Head, body []byte) (Clean, error) { return wash(head, body) })
}

func newCleaner(wash func(context.Context, Head, []byte) (Clean, error)) *Cleaner {
	return &Cleaner{gate: semaphore.NewWeighted(maxMemory), wash: wash}
}

// Clean gives the picture in body upright, at most MaxSide long, as a JPEG that holds nothing but the pixels. It fails with
// unknown_format, picture_heic, picture_animated, too_large and picture_damaged when the picture is at fault, whatever the
// fault, and with unavailable when it could not be tried. There is no third way: what comes back is clean.
func (c *Cleaner) Clean(ctx context.Context, body []byte) (Clean, error) {
	head, err := ReadHead(body)
	if err != nil {
		return Clean{}, err
	}
	if err := head.check(len(body)); err != nil {
		return Clean{}, err
	}
	// A process costs something however small its picture is: two run at once, and a large one alone.
	need := max(head.memory, maxMemory/2)
	if err := c.gate.Acquire(ctx, need); err != nil {
		return Clean{}, away(err)
	}
	defer c.gate.Release(need)
	ctx, done := context.WithTimeout(ctx, patience)
	defer done()
	out, err := c.wash(ctx, head, body)
	if err != nil {
		return Clean{}, err
	}
	// Whoever made it may have been led astray by what it read: nothing is believed that can be looked at.
	if err := bare(out); err != nil {
		return Clean{}, damaged(err)
	}
	return out, nil
}

// bare says whether a picture is what Clean promises: a JPEG of that size without any segment but those that hold pixels.
func bare(p Clean) error {
	head, err := ReadHead(p.JPEG)
	if err != nil {
		return err
	}
	if head.Kind != JPEG || head.Width != p.Width || head.Height != p.Height {
		return errors.New("picture: what was made is no JPEG of the size it should have")
	}
	return onlyPixels(p.JPEG)
}

// check refuses what would cost more than any photograph of a telephone should.
func (h Head) check(size int) error {
	switch {
	case size > MaxBytes:
		return care.Errorf(care.Invalid, care.CodeTooLarge, "file", "a picture has at most %d MB", MaxBytes>>20)
	case h.Animated:
		return care.Errorf(care.Invalid, care.CodePictureAnimated, "file", "this picture moves; send it as a film, or send a still one")
	case h.Width > longest || h.Height > longest || h.Width > MaxPixels/h.Height || h.memory > maxMemory:
		return care.Errorf(care.Invalid, care.CodeTooLarge, "file", "the picture has too many pixels; take it anew in a normal size")
	}
	return nil
}

func damaged(cause error) error {
	return &care.Error{Kind: care.Invalid, Code: care.CodePictureDamaged, Field: "file", Text: "the picture is damaged; take it anew", Cause: cause}
}

func away(cause error) error {
	return &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable, Text: "pictures cannot be looked at just now; try again in a moment", Cause: cause}
}
