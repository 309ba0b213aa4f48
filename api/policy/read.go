package policy

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"tuoyuquan/api/care"
)

// MaxFile is the largest file that is read.
const MaxFile = 2 << 20

// Read makes a document of a file: plain text (with headings as Chinese documents or Markdown have them) or HTML, in UTF-8 or
// GB 18030. Blocks are letters only: nothing of a page's markup, scripts, styles, addresses or hidden parts is kept. What the
// file says of itself (title, issuer, number, day of issue) is filled in where it can be seen; the rest is left empty.
// Fails with too_large, document_format or document_empty.
func Read(name string, file []byte) (care.Document, error) {
	if len(file) > MaxFile {
		return care.Document{}, care.Errorf(care.Invalid, care.CodeTooLarge, "file", "a file has at most %d MB", MaxFile>>20)
	}
	text, err := decode(file)
	if err != nil {
		return care.Document{}, err
	}
	var d care.Document
	if looksLikeHTML(name, text) {
		d = readHTML(text)
	} else {
		d = readText(text)
	}
	if len(d.Blocks) == 0 {
		return care.Document{}, care.Errorf(care.Invalid, care.CodeDocumentEmpty, "file", "no text was found in the file")
	}
	if len(d.Blocks) > care.MaxDocumentBlocks {
		return care.Document{}, care.Errorf(care.Invalid, care.CodeTooLarge, "file", "a document has at most %d paragraphs", care.MaxDocumentBlocks)
	}
	guess(&d)
	d.Tidy()
	return d, nil
}

// decode gives the text of a file in UTF-8.
func decode(file []byte) (string, error) {
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	head := file[:min(len(file), 1024)]
	binary := bytes.IndexByte(file, 0) >= 0
	for _, magic := range []string{"%PDF", "PK\x03\x04", "\xd0\xcf\x11\xe0", "{\\rtf", "\x89PNG", "\xff\xd8\xff"} {
		binary = binary || bytes.HasPrefix(head, []byte(magic))
	}
	if binary {
		return "", care.Errorf(care.Invalid, care.CodeDocumentFormat, "file", "the file is neither text nor HTML; save it as one of them first")
	}
	if utf8.Valid(file) {
		return string(file), nil
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(file)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", care.Errorf(care.Invalid, care.CodeDocumentFormat, "file", "the letters are neither UTF-8 nor GB 18030")
	}
	return string(text), nil
}

func looksLikeHTML(name, text string) bool {
	name = strings.ToLower(name)
	if strings.HasSuffix(name, ".html") || strings.HasSuffix(name, ".htm") {
		return true
	}
	head := strings.ToLower(strings.TrimSpace(text[:min(len(text), 512)]))
	return strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html")
}

// tidy makes one line of letters that can be shown: no controls, nothing that hides or turns letters, single spaces.
func tidy(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || r == '\u3000':
			space = true
		case care.HiddenRune(r):
		default:
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(r)
		}
	}
	return b.String()
}

// longestBlock is where a paragraph is cut.
const longestBlock = 4000

// builder collects blocks.
type builder struct {
	blocks []care.Block
}

func (b *builder) add(kind care.BlockKind, level int, text string) {
	if text = tidy(text); text == "" || len(b.blocks) > care.MaxDocumentBlocks {
		return
	}
	if kind == care.BlockHeading && utf8.RuneCountInString(text) > longestHeading {
		kind, level = care.BlockText, 0
	}
	for utf8.RuneCountInString(text) > longestBlock {
		cut := len(string([]rune(text)[:longestBlock]))
		b.blocks = append(b.blocks, care.Block{Kind: kind, Level: level, Text: text[:cut]})
		text = strings.TrimSpace(text[cut:])
	}
	if text == "" {
		return
	}
	if n := len(b.blocks); n > 0 && b.blocks[n-1].Text == text && b.blocks[n-1].Kind == kind {
		return // pages repeat their titles
	}
	b.blocks = append(b.blocks, care.Block{Kind: kind, Level: level, Text: text})
}

const (
	longestHeading = 120
	mostCells      = 40
)

func (b *builder) row(cells []string) {
	out := make([]string, 0, len(cells))
	some := false
	for _, c := range cells[:min(len(cells), mostCells)] {
		c = tidy(c)
		if utf8.RuneCountInString(c) > longestBlock/mostCells*4 {
			c = string([]rune(c)[:longestBlock/mostCells*4])
		}
		some = some || c != ""
		out = append(out, c)
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	switch {
	case !some || len(b.blocks) > care.MaxDocumentBlocks:
	case len(out) == 1:
		b.add(care.BlockText, 0, out[0])
	default:
		b.blocks = append(b.blocks, care.Block{Kind: care.BlockRow, Cells: out})
	}
}
