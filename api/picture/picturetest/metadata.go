package picturetest

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// Words that stand in the metadata of every picture with any: none may be found in what is kept.
const (
	Canary      = "CANARY-8f3a"
	canaryPlace = "31.0205"
)

// exifBlock builds an EXIF block: a camera, its number, a place, notes of its maker, a small picture of the large one.
type exifBlock struct {
	order binary.ByteOrder
	buf   []byte
}

type entry struct {
	tag, kind uint16
	count     uint32
	data      []byte // inline when at most four bytes
}

func ascii(tag uint16, s string) entry {
	return entry{tag, 2, uint32(len(s) + 1), append([]byte(s), 0)}
}

func (t *exifBlock) short(tag, v uint16) entry {
	b := make([]byte, 4)
	t.order.PutUint16(b, v)
	return entry{tag, 3, 1, b}
}

func (t *exifBlock) long(tag uint16, v uint32) entry {
	b := make([]byte, 4)
	t.order.PutUint32(b, v)
	return entry{tag, 4, 1, b}
}

func (t *exifBlock) rationals(tag uint16, v ...uint32) entry {
	b := make([]byte, 4*len(v))
	for i, n := range v {
		t.order.PutUint32(b[4*i:], n)
	}
	return entry{tag, 5, uint32(len(v) / 2), b}
}

// size of a directory with its data, so that others can be pointed to before they are written.
func size(entries []entry) uint32 {
	n := uint32(2 + 12*len(entries) + 4)
	for _, e := range entries {
		if len(e.data) > 4 {
			n += uint32(len(e.data)+1) &^ 1
		}
	}
	return n
}

// directory writes one at the end of what is there.
func (t *exifBlock) directory(entries []entry, next uint32) {
	head := make([]byte, 2+12*len(entries)+4)
	data := uint32(len(t.buf) + len(head))
	var rest []byte
	t.order.PutUint16(head, uint16(len(entries)))
	for i, e := range entries {
		at := head[2+12*i:]
		t.order.PutUint16(at, e.tag)
		t.order.PutUint16(at[2:], e.kind)
		t.order.PutUint32(at[4:], e.count)
		if len(e.data) <= 4 {
			copy(at[8:12], e.data)
			continue
		}
		t.order.PutUint32(at[8:], data+uint32(len(rest)))
		rest = append(rest, e.data...)
		if len(e.data)%2 == 1 {
			rest = append(rest, 0)
		}
	}
	t.order.PutUint32(head[len(head)-4:], next)
	t.buf = append(append(t.buf, head...), rest...)
}

// exif is a whole EXIF block; thumb is put in as its small picture when there is one.
func exif(order binary.ByteOrder, orientation int, thumb []byte) []byte {
	t := &exifBlock{order: order}
	t.buf = append(t.buf, "II*\x00"...)
	if order == binary.BigEndian {
		copy(t.buf, "MM\x00*")
	}
	t.buf = append(t.buf, 0, 0, 0, 0)
	order.PutUint32(t.buf[4:], 8)
	first := []entry{
		ascii(0x010e, Canary+" description"), ascii(0x010f, "Maker "+Canary), ascii(0x0110, "Model "+Canary), t.short(0x0112, uint16(orientation)),
		ascii(0x0131, Canary+" software"), ascii(0x0132, "2026:11:20 10:11:12"), ascii(0x013b, "Artist "+Canary),
		{},
		{},
	}
	shot := []entry{
		ascii(0x9003, "2026:11:20 10:11:12"),
		{0x927c, 7, 40, []byte("Apple iOS\x00\x00\x01MM" + Canary + "maker-note-1234")[:40]},
		{0x9286, 7, 24, []byte("ASCII\x00\x00\x00" + Canary + " seen")[:24]},
		ascii(0xa431, "SN-"+Canary), ascii(0xa433, "Lens "+Canary),
	}
	gps := []entry{
		ascii(1, "N"), t.rationals(2, 31, 1, 1, 1, 1392, 100), ascii(3, "E"), t.rationals(4, 120, 1, 3, 1, 0, 1), ascii(29, "2026:11:20"),
	}
	small := []entry{t.short(0x0103, 6), t.long(0x0201, 0), t.long(0x0202, uint32(len(thumb)))}
	first[7], first[8] = t.long(0x8769, 0), t.long(0x8825, 0)
	shotAt := 8 + size(first)
	gpsAt := shotAt + size(shot)
	first[7], first[8] = t.long(0x8769, shotAt), t.long(0x8825, gpsAt)
	var smallAt uint32
	if thumb != nil {
		smallAt = gpsAt + size(gps)
		small[1] = t.long(0x0201, smallAt+size(small))
	}
	t.directory(first, smallAt)
	t.directory(shot, 0)
	t.directory(gps, 0)
	if thumb != nil {
		t.directory(small, 0)
		t.buf = append(t.buf, thumb...)
	}
	return t.buf
}

func xmp() []byte {
	return []byte(`<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="31,1.23N" exif:GPSLongitude="120,3.0E">` +
		`<dc:creator><rdf:Seq><rdf:li>` + Canary + `</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`)
}

// iptc is a Photoshop resource with a by-line, a city and a caption.
func iptc() []byte {
	var records []byte
	for _, r := range []struct {
		set  byte
		text string
	}{{80, "By " + Canary}, {90, "City " + Canary}, {120, "Caption " + Canary + " " + canaryPlace}} {
		records = append(records, 0x1c, 2, r.set, byte(len(r.text)>>8), byte(len(r.text)))
		records = append(records, r.text...)
	}
	if len(records)%2 == 1 {
		records = append(records, 0)
	}
	out := []byte("Photoshop 3.0\x008BIM\x04\x04\x00\x00")
	return append(binary.BigEndian.AppendUint32(out, uint32(len(records))), records...)
}

// icc is a colour profile that has a name and nothing useful.
func icc() []byte {
	desc := []byte("desc\x00\x00\x00\x00")
	name := "Profile " + Canary + "\x00"
	desc = append(binary.BigEndian.AppendUint32(desc, uint32(len(name))), name...)
	desc = append(desc, make([]byte, 78)...)
	p := make([]byte, 128)
	copy(p[4:], "lcms")
	copy(p[8:], []byte{2, 0x10, 0, 0})
	copy(p[12:], "mntrRGB XYZ ")
	copy(p[36:], "acsp")
	p = binary.BigEndian.AppendUint32(p, 1)
	p = append(p, "desc"...)
	p = binary.BigEndian.AppendUint32(p, 144)
	p = binary.BigEndian.AppendUint32(p, uint32(len(desc)))
	p = append(p, desc...)
	binary.BigEndian.PutUint32(p, uint32(len(p)))
	return p
}

// segment is one of a JPEG.
func segment(mark byte, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	out := []byte{0xff, mark}
	return append(binary.BigEndian.AppendUint16(out, uint16(len(body)+2)), body...)
}

// multi is the index of a file of several pictures: exiftool shows it, programs that follow it find the second one.
func multi(second int) []byte {
	t := &exifBlock{order: binary.BigEndian, buf: []byte("MM\x00*\x00\x00\x00\x08")}
	images := make([]byte, 32)
	t.order.PutUint32(images, 0x030000)
	t.order.PutUint32(images[20:], uint32(second))
	t.directory([]entry{{0xb000, 7, 4, []byte("0100")}, t.long(0xb001, 2), {0xb002, 7, 32, images}}, 0)
	return append([]byte("MPF\x00"), t.buf...)
}

// chunk is one of a PNG.
func chunk(name string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(append(out, name...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// riff is one of a WebP.
func riff(name string, data []byte) []byte {
	out := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data)))
	out = append(out, data...)
	if len(data)%2 == 1 {
		out = append(out, 0)
	}
	return out
}
