package picture

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// The markers of a JPEG that matter here.
const (
	markSOI   = 0xd8
	markEOI   = 0xd9
	markSOS   = 0xda
	markDQT   = 0xdb
	markDHT   = 0xc4
	markSOF0  = 0xc0
	markSOF2  = 0xc2
	markAPP1  = 0xe1
	markAPP14 = 0xee
)

var exifName = []byte("Exif\x00\x00")

// segments calls f for each segment before the pixels, and ends with that which announces them. after is where its data end.
func segments(body []byte, f func(mark byte, data []byte) error) (after int, err error) {
	for at := 2; ; {
		for at < len(body) && body[at] == 0xff && at+1 < len(body) && body[at+1] == 0xff {
			at++ // fill
		}
		if at+4 > len(body) {
			return at, errCut
		}
		if body[at] != 0xff {
			return at, errors.New("picture: no marker where one must be")
		}
		mark := body[at+1]
		if mark == 0x00 || mark == 0x01 || mark >= 0xd0 && mark <= markEOI {
			return at, fmt.Errorf("picture: marker %#x before the pixels", mark)
		}
		size := int(binary.BigEndian.Uint16(body[at+2:]))
		if size < 2 || at+2+size > len(body) {
			return at, errCut
		}
		if err := f(mark, body[at+4:at+2+size]); err != nil {
			return at, err
		}
		at += 2 + size
		if mark == markSOS {
			return at, nil
		}
	}
}

// isFrame says whether a marker announces a frame, of whatever coding.
func isFrame(mark byte) bool {
	return mark >= 0xc0 && mark <= 0xcf && mark != markDHT && mark != 0xc8 && mark != 0xcc
}

// jpegHead reads the segments before the pixels.
func jpegHead(body []byte) (Head, error) {
	h := Head{Kind: JPEG, Orientation: 1}
	frames, turned, asRGB := 0, false, false
	var frame []byte
	var coding byte
	_, err := segments(body, func(mark byte, data []byte) error {
		switch {
		case isFrame(mark):
			frames, frame, coding = frames+1, data, mark
		case mark == markAPP1 && len(data) > len(exifName) && string(data[:len(exifName)]) == string(exifName) && !turned:
			h.Orientation, turned = orientation(data[len(exifName):]), true
		case mark == markAPP14 && len(data) >= 12 && string(data[:5]) == "Adobe":
			asRGB = data[11] == 0
		}
		return nil
	})
	if err != nil {
		return h, err
	}
	if frames != 1 || coding > markSOF2 || len(frame) < 6 {
		return h, fmt.Errorf("picture: %d frames, the last of coding %#x", frames, coding)
	}
	h.Height, h.Width = int(binary.BigEndian.Uint16(frame[1:])), int(binary.BigEndian.Uint16(frame[3:]))
	h.memory, err = jpegCost(h, frame, coding == markSOF2, asRGB)
	return h, err
}

// jpegCost is what decoding keeps: a byte a sample, four more a sample for pictures that come in several passes, and the pixels
// once more where they are not kept as brightness and colour.
func jpegCost(h Head, frame []byte, passes, asRGB bool) (int64, error) {
	parts := int(frame[5])
	if len(frame) != 6+3*parts || parts < 1 || parts > 4 {
		return 0, errors.New("picture: a frame of another size than it says")
	}
	var samples, across, down int64
	for i := range parts {
		factor := frame[7+3*i]
		across, down = max(across, int64(factor>>4)), max(down, int64(factor&15))
		samples += int64(factor>>4) * int64(factor&15)
	}
	if across == 0 || down == 0 || across > 4 || down > 4 {
		return 0, errors.New("picture: no such sampling")
	}
	// Sampled in whole blocks: up to 31 pixels more each way.
	bytes := cost(h.Width+31, h.Height+31, samples) / (across * down)
	if passes {
		bytes *= 5
	}
	if asRGB || parts == 4 || parts == 3 && frame[6] == 'R' && frame[9] == 'G' && frame[12] == 'B' {
		bytes += cost(h.Width, h.Height, 4)
	}
	return bytes, nil
}

// onlyPixels says whether a JPEG holds what is needed for its pixels and nothing else: no comment, no application's segment,
// nothing behind its end.
func onlyPixels(body []byte) error {
	at, err := segments(body, func(mark byte, _ []byte) error {
		switch mark {
		case markDQT, markDHT, markSOF0, markSOS:
			return nil
		}
		return fmt.Errorf("picture: a segment %#x", mark)
	})
	if err != nil {
		return err
	}
	for ; at+1 < len(body); at++ {
		if body[at] != 0xff || body[at+1] == 0 {
			continue
		}
		if body[at+1] == markEOI && at+2 == len(body) {
			return nil
		}
		return fmt.Errorf("picture: marker %#x among or behind the pixels", body[at+1])
	}
	return errCut
}

// orientation reads tag 0x0112 of an EXIF block; 1 when it is absent or no number from 1 to 8.
func orientation(exif []byte) int {
	if len(exif) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	switch string(exif[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
	default:
		return 1
	}
	at := int64(order.Uint32(exif[4:]))
	if at+2 > int64(len(exif)) {
		return 1
	}
	entries := int64(order.Uint16(exif[at:]))
	for i := range entries {
		entry := at + 2 + 12*i
		if entry+12 > int64(len(exif)) {
			return 1
		}
		if order.Uint16(exif[entry:]) != 0x0112 {
			continue
		}
		if v := int(order.Uint16(exif[entry+8:])); order.Uint16(exif[entry+2:]) == 3 && v >= 1 && v <= 8 {
			return v
		}
		return 1
	}
	return 1
}
