package picture

import (
	"bytes"
	"encoding/binary"
	"errors"

	"tuoyuquan/api/care"
)

// Kind is what a picture is by its bytes. Names and headers do not count.
type Kind string

// The kinds that can be looked at.
const (
	JPEG Kind = "image/jpeg"
	PNG  Kind = "image/png"
	WebP Kind = "image/webp"
)

// Head is what a picture says of itself before it is decoded.
type Head struct {
	Kind          Kind
	Width, Height int // as stored, before it is turned upright
	Orientation   int // 1 to 8, as EXIF counts
	Animated      bool

	memory int64 // bytes that decoding takes
}

// ReadHead reads what the picture in body says of itself; it decodes nothing. Fails with unknown_format, picture_heic and
// picture_damaged.
func ReadHead(body []byte) (Head, error) {
	var h Head
	var err error
	switch {
	case bytes.HasPrefix(body, []byte("\xff\xd8\xff")):
		h, err = jpegHead(body)
	case bytes.HasPrefix(body, []byte("\x89PNG\r\n\x1a\n")):
		h, err = pngHead(body)
	case len(body) >= 12 && string(body[:4]) == "RIFF" && string(body[8:12]) == "WEBP":
		h = webpHead(body)
	case isHEIC(body):
		return h, care.Errorf(care.Invalid, care.CodePictureHEIC, "file",
			"this is a HEIC picture; in the camera's settings choose Most Compatible, or send a screenshot of it")
	default:
		return h, care.Errorf(care.Invalid, care.CodeUnknownFormat, "file", "a picture is a JPEG, PNG or WebP")
	}
	if err == nil && (h.Width <= 0 || h.Height <= 0) {
		err = errors.New("picture: no size")
	}
	if err != nil {
		return h, damaged(err)
	}
	return h, nil
}

// isHEIC knows what telephones of one maker take unless told otherwise: an ISO file whose brand is one of HEIF's.
func isHEIC(body []byte) bool {
	if len(body) < 12 || string(body[4:8]) != "ftyp" {
		return false
	}
	switch string(body[8:12]) {
	case "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1", "avif", "avis":
		return true
	}
	return false
}

var errCut = errors.New("picture: cut off")

// pngHead reads IHDR and the names of the chunks before the pixels.
func pngHead(body []byte) (Head, error) {
	h := Head{Kind: PNG, Orientation: 1}
	if len(body) < 33 || string(body[12:16]) != "IHDR" {
		return h, errCut
	}
	w, ht := binary.BigEndian.Uint32(body[16:]), binary.BigEndian.Uint32(body[20:])
	if w > 1<<31-1 || ht > 1<<31-1 {
		return h, errors.New("picture: no such size")
	}
	h.Width, h.Height = int(w), int(ht)
	depth, colour, interlaced := body[24], body[25], body[28] != 0
	perPixel := int64(4) // three colours are kept as four bytes
	if colour == 0 || colour == 3 {
		perPixel = 1
	}
	if depth == 16 {
		perPixel *= 2
	}
	if interlaced {
		perPixel *= 2 // each pass has a picture of its own
	}
	h.memory = cost(h.Width, h.Height, perPixel)
	for at := 8; at+12 <= len(body); {
		size := int64(binary.BigEndian.Uint32(body[at:]))
		name, end := string(body[at+4:at+8]), int64(at)+12+size
		if end > int64(len(body)) {
			break // the decoder finds out
		}
		switch name {
		case "acTL":
			h.Animated = true
		case "eXIf":
			h.Orientation = orientation(body[at+8 : end-4])
		}
		at = int(end)
	}
	return h, nil
}

// webpHead reads the chunks of a WebP file (RFC 9649) and takes the largest size any of them claims.
func webpHead(body []byte) Head {
	h := Head{Kind: WebP, Orientation: 1}
	le := binary.LittleEndian
	lossless, alpha := false, false
	for at := 12; at+8 <= len(body); {
		size := int64(le.Uint32(body[at+4:]))
		name, data := string(body[at:at+4]), body[at+8:]
		if int64(len(data)) > size {
			data = data[:size]
		}
		switch {
		case name == "VP8X" && len(data) >= 10:
			h.grow(1+int(le.Uint32(data[3:])>>8), 1+int(le.Uint32(data[6:])>>8))
			h.Animated = h.Animated || data[0]&0x02 != 0
		case name == "VP8L" && len(data) >= 5:
			bits := le.Uint32(data[1:])
			h.grow(1+int(bits&0x3fff), 1+int(bits>>14&0x3fff))
			lossless = true
		case name == "VP8 " && len(data) >= 10:
			h.grow(int(le.Uint16(data[6:])&0x3fff), int(le.Uint16(data[8:])&0x3fff))
		case name == "ALPH":
			alpha = true
		case name == "ANIM" || name == "ANMF":
			h.Animated = true
		case name == "EXIF":
			h.Orientation = orientation(bytes.TrimPrefix(data, exifName))
		}
		next := int64(at) + 8 + size + size&1
		if next > int64(len(body)) {
			break
		}
		at = int(next)
	}
	half := int64(4) // half bytes a pixel: 4:2:0 with room to spare
	if alpha {
		half += 20 // is decoded like a lossless picture
	}
	if lossless {
		half = 18 // pixels, and pixels again while a palette is looked up
	}
	h.memory = cost(h.Width, h.Height, half) / 2
	return h
}

func (h *Head) grow(width, height int) {
	h.Width, h.Height = max(h.Width, width), max(h.Height, height)
}

// cost is what so many pixels take, without running over.
func cost(width, height int, perPixel int64) int64 {
	if width <= 0 || height <= 0 {
		return 0
	}
	if width > longest || height > longest {
		return 1 << 40
	}
	return int64(width) * int64(height) * perPixel
}
