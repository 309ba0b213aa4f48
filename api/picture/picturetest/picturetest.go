// Package picturetest makes pictures for tests: upright and turned, with every kind of metadata cameras, telephones and programs
// leave, broken ones, and such as are meant to hurt whoever opens them. It must not be imported by anything but tests.
package picturetest

import (
	"bytes"
	"embed"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"slices"
)

//go:embed testdata
var files embed.FS

// File gives one of the pictures that other programs wrote.
func File(name string) []byte {
	b, err := files.ReadFile("testdata/" + name)
	if err != nil {
		panic(err)
	}
	return b
}

// Image is a picture of four quarters: red, green, blue and yellow, from the upper left to the lower right.
type Image struct {
	Name          string
	Body          []byte
	Width, Height int      // upright
	Says          []string // groups of exiftool that it has
}

var quarters = [4]color.NRGBA{{200, 30, 30, 255}, {30, 160, 40, 255}, {30, 50, 200, 255}, {230, 220, 60, 255}}

// Quarter is the colour of a quarter, in the order of reading.
func Quarter(i int) (r, g, b uint8) { return quarters[i].R, quarters[i].G, quarters[i].B }

// turned is the picture as a camera stores it that was held in one of eight ways.
func turned(width, height, orientation int) *image.NRGBA {
	w, h := width, height
	if orientation >= 5 {
		w, h = h, w
	}
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			// The upright pixel that is stored at x, y: for each way, where the stored first row and column belong (EXIF 2.3, 4.6.4).
			ux, uy := x, y
			switch orientation {
			case 2: // row 0 is the top, column 0 the right
				ux, uy = width-1-x, y
			case 3: // the bottom, the right
				ux, uy = width-1-x, height-1-y
			case 4: // the bottom, the left
				ux, uy = x, height-1-y
			case 5: // row 0 is the left side, column 0 the top
				ux, uy = y, x
			case 6: // the right side, the top
				ux, uy = width-1-y, x
			case 7: // the right side, the bottom
				ux, uy = width-1-y, height-1-x
			case 8: // the left side, the bottom
				ux, uy = y, height-1-x
			}
			i := 0
			if ux >= width/2 {
				i++
			}
			if uy >= height/2 {
				i += 2
			}
			m.SetNRGBA(x, y, quarters[i])
		}
	}
	return m
}

// Images gives n pictures, a third of each kind, with every kind of metadata in turn and together, each way up in turn. The
// same seed gives the same pictures.
func Images(n int, seed uint64) []Image {
	r := rand.New(rand.NewPCG(seed, 5))
	out := make([]Image, 0, n)
	for i := range n {
		width, height := 32+2*r.IntN(24), 32+2*r.IntN(24)
		orientation := 1 + i/3%8
		var order binary.ByteOrder = binary.LittleEndian
		if r.IntN(2) == 0 {
			order = binary.BigEndian
		}
		pick := i / 3
		var m Image
		switch i % 3 {
		case 0:
			m = jpegImage(r, width, height, orientation, order, pick)
		case 1:
			m = pngImage(r, width, height, orientation, order, pick)
		default:
			m = webpImage(width, height, orientation, order, pick)
		}
		m.Name = fmt.Sprintf("%03d-%s", i, m.Name)
		out = append(out, m)
	}
	return out
}

func small() []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, turned(8, 8, 1), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// chosen picks of n kinds one, two or all, in turn.
func chosen(pick, n int) []bool {
	with := make([]bool, n)
	for i := range with {
		with[i] = pick%3 == 2 || i == pick/3%n || pick%3 == 1 && i == (pick/3+4)%n
	}
	return with
}

func jpegImage(r *rand.Rand, w, h, orientation int, order binary.ByteOrder, pick int) Image {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, turned(w, h, orientation), &jpeg.Options{Quality: 80 + r.IntN(20)}); err != nil {
		panic(err)
	}
	base := b.Bytes()
	if orientation == 1 && pick%16 == 0 {
		base, w, h = File("progressive.jpg"), 48, 32
	}
	parts := []struct {
		says string
		data []byte
		tail []byte
	}{
		{"IFD0", segment(0xe1, []byte("Exif\x00\x00"), exif(order, orientation, nil)), nil},
		{"IFD1", segment(0xe1, []byte("Exif\x00\x00"), exif(order, orientation, small())), nil},
		{"XMP", segment(0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00"), xmp()), nil},
		{"IPTC", segment(0xed, iptc()), nil},
		{"ICC", segment(0xe2, []byte("ICC_PROFILE\x00\x01\x01"), icc()), nil},
		{"MPF", segment(0xe2, multi(4000)), small()},
		{"Comment", segment(0xfe, []byte("made by "+Canary)), nil},
		{"JFIF", segment(0xe0, []byte("JFIF\x00\x01\x02\x01\x00\x48\x00\x48\x01\x01\xff\x00\x00")), nil},
		{"Trailer", segment(0xec, []byte("Ducky\x00\x01\x00\x04\x00\x00\x00\x50\x00\x00")), []byte("PK\x03\x04" + Canary + "<html><script>alert(1)</script>")},
		{"Unknown", segment(0xeb, []byte("HIDDEN\x00"+Canary)), nil},
	}
	m := Image{Name: "jpeg", Width: w, Height: h}
	head, tail := []byte{0xff, 0xd8}, []byte(nil)
	// One EXIF block a file, with or without a small picture; whoever is not upright must have one.
	with := chosen(pick, len(parts))
	if with[1] {
		with[0] = false
	} else if orientation != 1 {
		with[0] = true
	}
	for i, p := range parts {
		if with[i] {
			head, tail = append(head, p.data...), append(tail, p.tail...)
			m.Says = append(m.Says, p.says)
		}
	}
	m.Body = append(append(head, base[2:]...), tail...)
	return m
}

func pngImage(r *rand.Rand, w, h, orientation int, order binary.ByteOrder, pick int) Image {
	var b bytes.Buffer
	if err := png.Encode(&b, turned(w, h, orientation)); err != nil {
		panic(err)
	}
	base := b.Bytes()
	if orientation == 1 && pick%16 == 0 {
		base, w, h = File("interlaced.png"), 48, 32
	}
	parts := []struct {
		says string
		data []byte
	}{
		{"IFD0", chunk("eXIf", exif(order, orientation, nil))},
		{"PNG", chunk("tEXt", []byte("Author\x00"+Canary))},
		{"XMP", chunk("iTXt", append([]byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"), xmp()...))},
		{"PNG", chunk("tIME", []byte{0x07, 0xea, 11, 20, 10, 11, 12})},
		{"PNG", chunk("tEXt", []byte("Raw profile type iptc\x00\niptc\n0\n"))},
		{"PNG", chunk("pHYs", []byte{0, 0, 0x0b, 0x13, 0, 0, 0x0b, 0x13, 1})},
	}
	m := Image{Name: "png", Width: w, Height: h}
	head := bytes.Clone(base[:33])
	with := chosen(pick, len(parts))
	with[0] = with[0] || orientation != 1
	for i, p := range parts {
		if with[i] {
			head = append(head, p.data...)
			m.Says = append(m.Says, p.says)
		}
	}
	m.Body = slices.Concat(head, base[33:])
	if r.IntN(3) == 0 {
		m.Body = append(m.Body, "PK\x03\x04"+Canary...)
	}
	return m
}

func webpImage(w, h, orientation int, order binary.ByteOrder, pick int) Image {
	var pixels []byte
	m := Image{Name: "webp"}
	flags := byte(0)
	if pick%2 == 0 {
		file := File(fmt.Sprintf("lossy-%d.webp", orientation))
		pixels, w, h = file[12:], 48, 32
	} else {
		pixels, flags = riff("VP8L", losslessWebP(turned(w, h, orientation))), 1<<4
	}
	m.Width, m.Height = w, h
	var before, after []byte
	if pick%4 >= 2 {
		before, flags = riff("ICCP", icc()), flags|1<<5
		m.Says = append(m.Says, "ICC")
	}
	if orientation != 1 || pick%3 == 0 {
		block := exif(order, orientation, small())
		if pick%5 == 0 {
			block = append([]byte("Exif\x00\x00"), block...) // as some programs do
		}
		after, flags = riff("EXIF", block), flags|1<<3
		m.Says = append(m.Says, "IFD0")
	}
	if pick%3 != 1 {
		after, flags = append(after, riff("XMP ", xmp())...), flags|1<<2
		m.Says = append(m.Says, "XMP")
	}
	if orientation >= 5 {
		w, h = h, w
	}
	m.Body = webpFile(w, h, flags, before, pixels, after)
	return m
}

// Broken gives n pictures that are cut off or have bytes changed: most cannot be shown, and some can after all.
func Broken(n int, seed uint64) []Image {
	r := rand.New(rand.NewPCG(seed, 7))
	out := Images(n, seed)
	for i := range out {
		m := &out[i]
		m.Body = bytes.Clone(m.Body)
		if i%2 == 0 {
			m.Name += "-cut"
			m.Body = m.Body[:1+r.IntN(len(m.Body)*9/10)]
			continue
		}
		m.Name += "-changed"
		for range 1 + r.IntN(20) {
			m.Body[r.IntN(len(m.Body))] ^= byte(1 << r.IntN(8))
		}
	}
	return out
}
