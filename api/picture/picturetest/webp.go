package picturetest

import (
	"encoding/binary"
	"image"
)

// bitsOut writes bits, the lowest first.
type bitsOut struct {
	out []byte
	n   uint
}

func (b *bitsOut) put(v uint32, bits uint) {
	for i := range bits {
		if b.n%8 == 0 {
			b.out = append(b.out, 0)
		}
		b.out[b.n/8] |= byte(v>>i&1) << (b.n % 8)
		b.n++
	}
}

// losslessWebP writes a picture as the data of a VP8L chunk: no transforms, every value in eight bits.
func losslessWebP(m *image.NRGBA) []byte {
	var b bitsOut
	w, h := m.Rect.Dx(), m.Rect.Dy()
	b.put(0x2f, 8)
	b.put(uint32(w-1), 14)
	b.put(uint32(h-1), 14)
	b.put(1, 1)                  // has alpha
	b.put(0, 3)                  // version
	b.put(0, 3)                  // no transform, no colour cache, one group of codes
	lengths := func(zeros int) { // 256 symbols of eight bits, then so many of none
		b.put(0, 1)
		b.put(8, 4) // twelve lengths of codes, in the order 17 18 0 1 2 3 4 5 16 6 7 8
		for _, l := range []uint32{0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1} {
			b.put(l, 3)
		}
		b.put(0, 1) // all symbols
		for range 256 {
			b.put(1, 1)
		}
		for range zeros {
			b.put(0, 1)
		}
	}
	lengths(24)
	lengths(0)
	lengths(0)
	lengths(0)
	b.put(0b0001, 4) // distances: one symbol, 0
	for y := range h {
		for x := range w {
			c := m.NRGBAAt(x, y)
			for _, v := range []byte{c.G, c.R, c.B, c.A} {
				for i := 7; i >= 0; i-- { // codes go highest bit first
					b.put(uint32(v>>i&1), 1)
				}
			}
		}
	}
	return b.out
}

// webpFile puts chunks into a file, with a head that says what follows when there are more than the pixels.
func webpFile(w, h int, flags byte, chunks ...[]byte) []byte {
	body := []byte("WEBP")
	if flags != 0 {
		head := make([]byte, 10)
		head[0] = flags
		head[4], head[5] = byte(w-1), byte((w-1)>>8)
		head[7], head[8] = byte(h-1), byte((h-1)>>8)
		body = append(body, riff("VP8X", head)...)
	}
	for _, c := range chunks {
		body = append(body, c...)
	}
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}
