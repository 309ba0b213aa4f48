package account_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
)

func health(w *world, p account.Session, c account.Child) account.Paper {
	w.Helper()
	return must[account.Paper](w)(w.AddPaper(w.ctx(), p.Actor, c.ID, account.PaperInput{
		Kind: care.PaperHealth, ExamDate: care.Date{Year: 2026, Month: 11, Day: 10}, IssuedBy: "苏州市妇幼保健院",
	}))
}

func picture(t testing.TB, canary string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return append(b.Bytes(), canary...)
}

func TestPapers(t *testing.T) {
	each(t, func(w *world) {
		mum, dad := w.parent(mumPhone), w.parent(dadPhone)
		c := w.child(mum, minou())
		p := health(w, mum, c)
		if p.ID == "" || p.Kind != care.PaperHealth || p.IssuedBy != "苏州市妇幼保健院" || p.Scan || p.Status != care.PaperValid {
			w.Errorf("%+v", p)
		}
		for name, in := range map[string]account.PaperInput{
			"kind": {Kind: "diploma", ExamDate: p.ExamDate}, "no date": {Kind: care.PaperHealth},
			"tomorrow": {Kind: care.PaperHealth, ExamDate: care.DateOf(noon).AddDays(1)}, "before birth": {Kind: care.PaperHealth, ExamDate: c.Birth.AddDays(-1)},
		} {
			if _, err := w.AddPaper(w.ctx(), mum.Actor, c.ID, in); err == nil {
				w.Errorf("%s is taken", name)
			}
		}
		_, err := w.AddPaper(w.ctx(), dad.Actor, c.ID, account.PaperInput{Kind: care.PaperHealth, ExamDate: p.ExamDate})
		w.refused(err, care.CodeNotFound)

		scan := picture(w, "CANARY-OF-A-SCAN")
		p = must[account.Paper](w)(w.PutScan(w.ctx(), mum.Actor, c.ID, p.ID, bytes.NewReader(scan)))
		if !p.Scan || p.ScanType != "image/png" || p.ScanBytes != int64(len(scan)) {
			w.Errorf("%+v", p)
		}
		got, kind, err := w.Scan(w.ctx(), mum.Actor, c.ID, p.ID)
		if err != nil || kind != "image/png" || !bytes.Equal(got, scan) {
			w.Errorf("%d bytes of %s, %v", len(got), kind, err)
		}
		_, _, err = w.Scan(w.ctx(), dad.Actor, c.ID, p.ID)
		w.refused(err, care.CodeNotFound)
		_, err = w.PutScan(w.ctx(), dad.Actor, c.ID, p.ID, bytes.NewReader(scan))
		w.refused(err, care.CodeNotFound)
		w.refused(w.RemovePaper(w.ctx(), dad.Actor, c.ID, p.ID), care.CodeNotFound)
		if files := filesOf(w); len(files) != 1 || bytes.Contains(files[0], []byte("CANARY")) || bytes.Contains(files[0], []byte("PNG")) {
			w.Errorf("%d files, or a scan that can be read on the disk", len(files))
		}

		second := picture(w, "second")
		must[account.Paper](w)(w.PutScan(w.ctx(), mum.Actor, c.ID, p.ID, bytes.NewReader(second)))
		if got, _, err := w.Scan(w.ctx(), mum.Actor, c.ID, p.ID); err != nil || !bytes.Equal(got, second) {
			w.Errorf("%d bytes, %v", len(got), err)
		}
		if n := len(filesOf(w)); n != 1 {
			w.Errorf("%d files after a scan took the place of another", n)
		}
		w.ok(w.RemovePaper(w.ctx(), mum.Actor, c.ID, p.ID))
		_, _, err = w.Scan(w.ctx(), mum.Actor, c.ID, p.ID)
		w.refused(err, care.CodeNotFound)
		if n := len(filesOf(w)); n != 0 {
			w.Errorf("%d files after the paper is gone", n)
		}
	})
}

// filesOf is everything in the folder of scans.
func filesOf(w *world) (out [][]byte) {
	w.Helper()
	files, err := filepath.Glob(filepath.Join(w.dir, "scans", "scan", "*"))
	w.ok(err)
	for _, name := range files {
		b, err := os.ReadFile(name)
		w.ok(err)
		out = append(out, b)
	}
	return out
}

// S4: what is no picture and no PDF by its bytes is refused, however it is called; and what would hurt whoever opens it.
func TestScanTypes(t *testing.T) {
	var jpg bytes.Buffer
	if err := jpeg.Encode(&jpg, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	webp := func(chunk, head string) []byte {
		return []byte("RIFF\x24\x00\x00\x00WEBP" + chunk + "\x0a\x00\x00\x00" + head + strings.Repeat("\x00", 16))
	}
	for want, body := range map[string][]byte{
		"image/png": picture(t, ""), "image/jpeg": jpg.Bytes(), "image/webp": webp("VP8 ", "\x30\x01\x00\x9d\x01\x2a\x40\x06\xb0\x04"), "application/pdf": []byte("%PDF-1.7\n1 0 obj\n"),
	} {
		got, kind, err := account.ReadScan(bytes.NewReader(body))
		if err != nil || kind != want || !bytes.Equal(got, body) {
			t.Errorf("%s: %s, %v", want, kind, err)
		}
	}
	for name, bad := range map[string]struct {
		body []byte
		want care.Code
	}{
		"nothing":      {nil, care.CodeUnknownFormat},
		"one byte":     {[]byte{0xff}, care.CodeUnknownFormat},
		"text":         {[]byte("hello"), care.CodeUnknownFormat},
		"html":         {[]byte("<html><script>alert(1)</script>"), care.CodeUnknownFormat},
		"svg":          {[]byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), care.CodeUnknownFormat},
		"gif":          {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), care.CodeUnknownFormat},
		"tiff":         {[]byte("II*\x00\x08\x00\x00\x00"), care.CodeUnknownFormat},
		"zip":          {[]byte("PK\x03\x04" + strings.Repeat("\x00", 64)), care.CodeUnknownFormat},
		"program":      {[]byte("\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 64)), care.CodeUnknownFormat},
		"cut picture":  {picture(t, "")[:20], care.CodeUnknownFormat},
		"pixel flood":  {flood(t, 64250, 64250), care.CodeTooLarge},
		"webp flood":   {webp("VP8 ", "\x30\x01\x00\x9d\x01\x2a\xff\x3f\xff\x3f"), care.CodeTooLarge},
		"webp flood 2": {webp("VP8X", "\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff"), care.CodeTooLarge},
		"webp flood 3": {webp("VP8L", "\x2f\xff\xff\xff\x0f\x00\x00\x00\x00\x00"), care.CodeTooLarge},
		"empty webp":   {webp("ZZZZ", "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), care.CodeUnknownFormat},
		"one byte too": {append(picture(t, ""), make([]byte, 10<<20)...), care.CodeTooLarge},
	} {
		if _, _, err := account.ReadScan(bytes.NewReader(bad.body)); !care.Is(err, bad.want) {
			t.Errorf("%s: %v, want %s", name, err, bad.want)
		}
	}
	broken := errors.New("the line broke")
	if _, _, err := account.ReadScan(io.MultiReader(bytes.NewReader(picture(t, "")), &failing{broken})); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

// flood is a small PNG that says it is enormous.
func flood(t *testing.T, width, height uint32) []byte {
	t.Helper()
	b := picture(t, "")
	binary.BigEndian.PutUint32(b[16:], width)
	binary.BigEndian.PutUint32(b[20:], height)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

// A sealed scan opens for its own paper alone: whoever can write to the store of files cannot give one family's to another.
func TestScansCannotBeSwapped(t *testing.T) {
	w := lite(t)
	mum := w.parent(mumPhone)
	c := w.child(mum, minou())
	one, two := health(w, mum, c), health(w, mum, c)
	for _, p := range []account.Paper{one, two} {
		must[account.Paper](w)(w.PutScan(w.ctx(), mum.Actor, c.ID, p.ID, bytes.NewReader(picture(w, string(p.ID)))))
	}
	files, err := filepath.Glob(filepath.Join(w.dir, "scans", "scan", "*"))
	w.ok(err)
	w.ok(os.Rename(files[0], files[1]))
	opened := 0
	for _, p := range []account.Paper{one, two} {
		if _, _, err := w.Scan(w.ctx(), mum.Actor, c.ID, p.ID); err == nil {
			opened++
		}
	}
	if opened != 0 {
		w.Errorf("%d scans open after they were swapped", opened)
	}
}

func FuzzReadScan(f *testing.F) {
	f.Add(picture(f, ""))
	f.Add([]byte("%PDF-1.7"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, kind, err := account.ReadScan(bytes.NewReader(b))
		if err == nil && (!bytes.Equal(got, b) || kind == "") {
			t.Errorf("%q: %q %s", b, got, kind)
		}
	})
}
