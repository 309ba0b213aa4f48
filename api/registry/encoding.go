package registry

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// decode returns the text of a CSV as UTF-8 without a byte order mark, and the name of its encoding. A byte order mark
// decides; without one, text that is UTF-8 is taken as that, text with every other byte 0 as UTF-16, and all else as
// GB 18030, which holds GBK and GB 2312.
func decode(in Input) (io.Reader, string, error) {
	head := make([]byte, 4096)
	n, err := in.Data.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, "", fmt.Errorf("read list: %w", err)
	}
	head = head[:n]
	all := io.NewSectionReader(in.Data, 0, in.Size)
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return io.NewSectionReader(in.Data, 3, in.Size-3), "utf-8", nil
	case bytes.HasPrefix(head, []byte("\xff\xfe")), zeros(head, 1):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(all), "utf-16le", nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")), zeros(head, 0):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Reader(all), "utf-16be", nil
	}
	good, bad, err := countUTF8(all)
	if err != nil {
		return nil, "", err
	}
	all = io.NewSectionReader(in.Data, 0, in.Size)
	if bad == 0 || good > 20*bad { // a few broken characters do not make it Chinese: the rows that have them are bad
		return all, "utf-8", nil
	}
	return simplifiedchinese.GB18030.NewDecoder().Reader(all), "gb18030", nil
}

// zeros reports whether the bytes at odd (1) or even (0) places are mostly 0 and the others mostly not.
func zeros(head []byte, at int) bool {
	var here, there int
	for i, b := range head {
		if b == 0 {
			if i%2 == at {
				here++
			} else {
				there++
			}
		}
	}
	return here > 4 && here > len(head)/8 && there*8 < here
}

// countUTF8 counts the characters of more than one byte and the bytes that belong to none.
func countUTF8(r io.Reader) (good, bad int64, err error) {
	buf := make([]byte, 256<<10)
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		b, last := buf[:kept+n], err != nil
		for len(b) > 0 {
			if b[0] < utf8.RuneSelf {
				b = skipASCII(b)
				continue
			}
			if !last && !utf8.FullRune(b) {
				break
			}
			r, size := utf8.DecodeRune(b)
			if r == utf8.RuneError && size == 1 {
				bad++
			} else {
				good++
			}
			b = b[size:]
		}
		kept = copy(buf, b)
		if errors.Is(err, io.EOF) {
			return good, bad, nil
		}
		if err != nil {
			return 0, 0, fmt.Errorf("read list: %w", err)
		}
	}
}

func skipASCII(b []byte) []byte {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return b[i:]
		}
	}
	return nil
}
