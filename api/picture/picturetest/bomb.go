package picturetest

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"

	"golang.org/x/image/tiff"
)

// Bomb is a file that is meant to hurt.
type Bomb struct {
	Name string
	Body []byte
	Code string // what it is refused with; "" when it is a picture after all, and must come out harmless
}

// EICAR is the file every scanner knows, put together here so that no scanner finds it in the source.
func EICAR() []byte {
	return []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-` + `ANTIVIRUS-TEST-FILE!$H+H*`)
}

// Bombs gives the files of bar S4 that a picture may not be.
func Bombs() []Bomb {
	page := []byte("<html><script>alert(1)</script></html>")
	first := Images(1, 1)[0].Body
	return []Bomb{
		{"jpeg-64250.jpg", jpegOf(64250, 64250), "too_large"},
		{"jpeg-one-line.jpg", jpegOf(65535, 1), "too_large"},
		{"jpeg-passes.jpg", progressive(6000, 6000), "too_large"},
		{"png-64250.png", pngOf(64250, 64250, 8, 2, false, 0), "too_large"},
		{"png-40-megapixels.png", pngOf(7300, 5400, 16, 6, false, 1<<20), "too_large"},
		{"png-24-megapixels.png", pngOf(6000, 4000, 8, 6, true, 0), ""},
		{"png-never-ends.png", pngOf(64, 64, 8, 2, true, 300<<20), "picture_damaged"},
		{"webp-16384.webp", webpFile(16384, 16384, 1<<4, riff("VP8L", losslessHead(16384, 16384))), "too_large"},
		{"webp-small-head.webp", webpFile(16, 16, 1<<4, riff("VP8L", losslessHead(16384, 16384))), "too_large"},
		{"webp-moves.webp", webpFile(16, 16, 1<<1, riff("ANIM", make([]byte, 6)), riff("ANMF", make([]byte, 24))), "picture_animated"},
		{"png-moves.png", moving(), "picture_animated"},
		{"frames-10000.gif", frames(10000), "unknown_format"},
		{"flat.tiff", flatTIFF(), "unknown_format"},
		{"script.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "unknown_format"},
		{"page.jpg", page, "unknown_format"},
		{"polyglot.jpg", append(append([]byte("\xff\xd8"), segment(0xfe, page)...), first[2:]...), ""},
		{"invoice.pdf.jpg", []byte("%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript>>>>endobj"), "unknown_format"},
		{"letter.docx", zipped("word/document.xml"), "unknown_format"},
		{"../../etc/passwd.zip", zipped("../../etc/passwd"), "unknown_format"},
		{"link.tar", linked(), "unknown_format"},
		{"eicar.jpg", EICAR(), "unknown_format"},
		{"nothing.jpg", nil, "unknown_format"},
		{"one-byte.jpg", []byte{0xff}, "unknown_format"},
		{"ten-megabytes-and-one.jpg", append(bytes.Clone(first), make([]byte, 10<<20+1-len(first))...), "too_large"},
		{"telephone.heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), "picture_heic"},
	}
}

// jpegOf is a small JPEG whose head says another size.
func jpegOf(width, height int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16)), nil); err != nil {
		panic(err)
	}
	body := b.Bytes()
	at := bytes.Index(body, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(body[at+5:], uint16(height))
	binary.BigEndian.PutUint16(body[at+7:], uint16(width))
	return body
}

// progressive is one that comes in passes, for which decoders keep five times as much.
func progressive(width, height int) []byte {
	body := bytes.Clone(File("progressive.jpg"))
	at := bytes.Index(body, []byte{0xff, 0xc2})
	binary.BigEndian.PutUint16(body[at+5:], uint16(height))
	binary.BigEndian.PutUint16(body[at+7:], uint16(width))
	return body
}

// pngOf is a PNG with whole pixels when asked, and with more bytes of pixels than its size has.
func pngOf(width, height int, depth, colour byte, whole bool, more int) []byte {
	head := binary.BigEndian.AppendUint32(nil, uint32(width))
	head = binary.BigEndian.AppendUint32(head, uint32(height))
	head = append(head, depth, colour, 0, 0, 0)
	perPixel := map[byte]int{0: 1, 2: 3, 6: 4}[colour] * int(depth) / 8
	size := more
	if whole {
		size += (width*perPixel + 1) * height
	}
	var data bytes.Buffer
	w := zlib.NewWriter(&data)
	zero := make([]byte, 1<<20)
	for left := size; left > 0; left -= len(zero) {
		if _, err := w.Write(zero[:min(left, len(zero))]); err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	out := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", head)...)
	out = append(out, chunk("IDAT", data.Bytes())...)
	return append(out, chunk("IEND", nil)...)
}

func moving() []byte {
	still := pngOf(16, 16, 8, 2, true, 0)
	return append(append(bytes.Clone(still[:33]), chunk("acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0})...), still[33:]...)
}

func losslessHead(w, h int) []byte {
	var b bitsOut
	b.put(0x2f, 8)
	b.put(uint32(w-1), 14)
	b.put(uint32(h-1), 14)
	b.put(0, 4)
	return append(b.out, make([]byte, 64)...)
}

func frames(n int) []byte {
	m := image.NewPaletted(image.Rect(0, 0, 1, 1), color.Palette{color.Black, color.White})
	g := gif.GIF{Image: make([]*image.Paletted, n), Delay: make([]int, n)}
	for i := range g.Image {
		g.Image[i] = m
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &g); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func flatTIFF() []byte {
	var b bytes.Buffer
	if err := tiff.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16)), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func zipped(name string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create(name)
	if err == nil {
		_, err = fmt.Fprint(f, "root:x:0:0")
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err)
	}
	return b.Bytes()
}

func linked() []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.WriteHeader(&tar.Header{Name: "photo.jpg", Linkname: "/etc/passwd", Typeflag: tar.TypeSymlink}); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}
