package picture_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/picture"
	"tuoyuquan/api/picture/picturetest"
)

// TestMain is also the program that pictures are cleaned by, and some that do it badly.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "picture":
			if err := picture.Serve(os.Stdin, os.Stdout); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			return
		case "dies":
			os.Exit(3)
		case "says-nothing":
			return
		case "gives-it-back": // with all that it was told to take away
			keepsAll()
			return
		}
	}
	os.Exit(m.Run())
}

func keepsAll() {
	body := picturetest.Images(1, 1)[0]
	line, _ := json.Marshal(map[string]int{"Width": body.Width, "Height": body.Height, "Bytes": len(body.Body)})
	_, _ = os.Stdout.Write(append(append(line, '\n'), body.Body...))
}

func program(t *testing.T, arg string) *picture.Cleaner {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return picture.Program(self, arg)
}

// tags are what exiftool finds in every file of a folder, one call for all; those of the file system and of the pixels left out.
func tags(t *testing.T, folder string) map[string][]string {
	t.Helper()
	if _, err := exec.LookPath("exiftool"); err != nil {
		t.Skip("exiftool is not installed (libimage-exiftool-perl); scripts/test installs it")
	}
	out, err := exec.CommandContext(t.Context(), "exiftool", "-j", "-a", "-u", "-U", "-ee", "-G1", "-s", "-r", "-ext", "*", folder).Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) { // it ends with 1 when a file has an error, and says which
		t.Fatal(err)
	}
	var files []map[string]any
	if err := json.Unmarshal(out, &files); err != nil {
		t.Fatalf("%s said %q: %v", folder, out, err)
	}
	allowed := map[string]bool{
		"File:FileType": true, "File:FileTypeExtension": true, "File:MIMEType": true, "File:ImageWidth": true, "File:ImageHeight": true,
		"File:EncodingProcess": true, "File:BitsPerSample": true, "File:ColorComponents": true, "File:YCbCrSubSampling": true,
		"Composite:ImageSize": true, "Composite:Megapixels": true, "SourceFile": true, "ExifTool:ExifToolVersion": true,
	}
	found := map[string][]string{}
	for _, f := range files {
		name := filepath.Base(fmt.Sprint(f["SourceFile"]))
		found[name] = nil
		for tag, value := range f {
			if !allowed[tag] && !strings.HasPrefix(tag, "System:") {
				found[name] = append(found[name], fmt.Sprintf("%s=%.60v", tag, value))
			}
		}
	}
	return found
}

func write(t *testing.T, folder, name string, body []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), body, 0o600); err != nil {
		t.Fatal(err)
	}
}

// upright checks the four quarters.
func upright(m image.Image) error {
	size := m.Bounds()
	for i := range 4 {
		x, y := size.Dx()/4+size.Dx()/2*(i%2), size.Dy()/4+size.Dy()/2*(i/2)
		r, g, b, _ := m.At(size.Min.X+x, size.Min.Y+y).RGBA()
		wr, wg, wb := picturetest.Quarter(i)
		for _, d := range []int{int(r>>8) - int(wr), int(g>>8) - int(wg), int(b>>8) - int(wb)} {
			if d > 48 || d < -48 { // colours are stored at half the size
				return fmt.Errorf("quarter %d is %d %d %d, not %d %d %d", i, r>>8, g>>8, b>>8, wr, wg, wb)
			}
		}
	}
	return nil
}

// Bar B5: 300 pictures with every kind of metadata go in, none comes out; all are upright.
func TestNothingIsLeftOfMetadata(t *testing.T) {
	before, after := t.TempDir(), t.TempDir()
	cleaner := program(t, "picture")
	images := picturetest.Images(300, 20261122)
	said := map[string]int{}
	for _, m := range images {
		write(t, before, m.Name, m.Body)
		for _, s := range m.Says {
			said[s]++
		}
		clean, err := cleaner.Clean(t.Context(), m.Body)
		if err != nil {
			t.Fatalf("%s: %v: %v", m.Name, err, errors.Unwrap(err))
		}
		write(t, after, m.Name+".jpg", clean.JPEG)
		shown, err := jpeg.Decode(bytes.NewReader(clean.JPEG))
		if err != nil {
			t.Fatal(m.Name, err)
		}
		if clean.Width != m.Width || clean.Height != m.Height || shown.Bounds().Size() != image.Pt(m.Width, m.Height) {
			t.Errorf("%s is %d x %d, not %d x %d", m.Name, clean.Width, clean.Height, m.Width, m.Height)
		} else if err := upright(shown); err != nil {
			t.Errorf("%s: %v", m.Name, err)
		}
		if bytes.Contains(clean.JPEG, []byte(picturetest.Canary)) {
			t.Errorf("%s: words of the metadata are in it", m.Name)
		}
	}
	t.Logf("kinds of metadata in 300 pictures: %v", said)
	left := tags(t, after)
	if len(left) != len(images) {
		t.Fatalf("exiftool looked at %d of %d", len(left), len(images))
	}
	for name, tags := range left {
		if len(tags) > 0 {
			t.Errorf("%s: %v", name, tags)
		}
	}
	// The control: the same program finds what was there before.
	bare, all := 0, 0
	for _, found := range tags(t, before) {
		all += len(found)
		if len(found) == 0 {
			bare++
		}
	}
	if bare > 0 || all < 3000 {
		t.Errorf("%d pictures had no metadata to begin with, %d tags in all: the check proves nothing", bare, all)
	}
	t.Logf("%d tags before, 0 after", all)
}

// Bar B5, control: whatever becomes of the program, what it was to clean is refused and never given back as it was.
func TestAProgramThatFailsRefuses(t *testing.T) {
	m := picturetest.Images(1, 1)[0]
	for _, fault := range []string{"dies", "says-nothing", "gives-it-back"} {
		got, err := program(t, fault).Clean(t.Context(), m.Body)
		if !care.Is(err, care.CodePictureDamaged) || got.JPEG != nil {
			t.Errorf("a program that %s: %d bytes, %v", fault, len(got.JPEG), err)
		}
	}
	if got, err := picture.Program("/nonexistent").Clean(t.Context(), m.Body); !care.Is(err, care.CodeUnavailable) || got.JPEG != nil {
		t.Errorf("a program that is not there: %v", err)
	}
	ctx, gone := context.WithCancel(t.Context())
	gone()
	if got, err := program(t, "picture").Clean(ctx, m.Body); !care.Is(err, care.CodeUnavailable) || got.JPEG != nil {
		t.Errorf("nobody waits any more: %v", err)
	}
}

// Broken pictures are refused, or were whole enough to be shown: then what comes out is clean all the same.
func TestBrokenPictures(t *testing.T) {
	cleaner := picture.InProcess()
	refused := 0
	for _, m := range picturetest.Broken(1500, 20261122) {
		clean, err := cleaner.Clean(t.Context(), m.Body)
		var known *care.Error
		switch {
		case errors.As(err, &known) && known.Kind == care.Invalid && clean.JPEG == nil:
			refused++
		case err != nil:
			t.Errorf("%s: %v", m.Name, err)
		default:
			if _, err := jpeg.Decode(bytes.NewReader(clean.JPEG)); err != nil {
				t.Errorf("%s: what was made cannot be shown: %v", m.Name, err)
			}
			if bytes.Contains(clean.JPEG, []byte(picturetest.Canary)) {
				t.Errorf("%s: words of the metadata are in it", m.Name)
			}
		}
	}
	if refused < 800 {
		t.Errorf("only %d of 1500 were refused", refused)
	}
	t.Logf("%d of 1500 refused", refused)
}

func TestLargeOnesShrink(t *testing.T) {
	for _, c := range []struct{ w, h, toW, toH int }{
		{5000, 2500, 2560, 1280},
		{2500, 5000, 1280, 2560},
		{2560, 100, 2560, 100},   // small enough
		{600, 12000, 572, 11449}, // a long picture of a conversation stays readable
		{3, 3, 3, 3},
	} {
		m := image.NewGray(image.Rect(0, 0, c.w, c.h))
		for i := range m.Pix {
			m.Pix[i] = uint8(i % c.w * 255 / c.w)
		}
		var b bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, m); err != nil {
			t.Fatal(err)
		}
		clean, err := picture.InProcess().Clean(t.Context(), b.Bytes())
		if err != nil || clean.Width != c.toW || clean.Height != c.toH {
			t.Errorf("%d x %d became %d x %d, %v; want %d x %d", c.w, c.h, clean.Width, clean.Height, err, c.toW, c.toH)
			continue
		}
		shown, err := jpeg.Decode(bytes.NewReader(clean.JPEG))
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []int{0, c.toW / 3, c.toW - 1} {
			want := x * 255 / c.toW
			got := int(color.GrayModel.Convert(shown.At(x, c.toH/2)).(color.Gray).Y)
			if c.w > 3 && (got-want > 6 || want-got > 6) {
				t.Errorf("%d x %d: at %d the grey is %d, not %d", c.w, c.h, x, got, want)
			}
		}
	}
}

// What can be seen through is shown on white, not on whatever colour lies below.
func TestSeenThroughIsWhite(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	for i := 0; i < len(m.Pix); i += 4 {
		m.Pix[i] = 200 // red, but nothing of it shows
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string][]byte{"png": b.Bytes(), "webp": picturetest.File("alpha.webp")} {
		clean, err := picture.InProcess().Clean(t.Context(), body)
		if err != nil {
			t.Fatal(name, err)
		}
		shown, err := jpeg.Decode(bytes.NewReader(clean.JPEG))
		if err != nil {
			t.Fatal(err)
		}
		if r, g, b, _ := shown.At(clean.Width/2, clean.Height-4).RGBA(); r>>8 < 250 || g>>8 < 250 || b>>8 < 250 {
			t.Errorf("%s: %d %d %d", name, r>>8, g>>8, b>>8)
		}
	}
}
