package registry

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// sheet is a stream of rows. next returns io.EOF at the end, a *rowError for a row that cannot be read (the next call goes
// on behind it), and any other error for the end of reading. The cells are valid until the next call.
type sheet interface {
	next() (cells []string, line int, err error)
	position() int64 // for progress, out of Input.Size
}

type rowError struct {
	line   int
	value  string
	reason string
}

func (b *rowError) Error() string { return fmt.Sprintf("line %d: %s", b.line, b.reason) }

// csvSheet reads CSV of any delimiter with rows of at most MaxRowBytes. A quote opens a cell only at its start, a doubled
// quote inside stands for one, and text behind the closing quote is kept, as spreadsheets do. When a row is too long,
// which an unclosed quote makes it, only its first line is given up, so that one slip does not swallow the file.
type csvSheet struct {
	in    *bufio.Reader
	raw   *countingReader
	delim byte
	line  int // of the next row
	cells []string
	buf   []byte
	ends  []int
}

type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// newCSV reads UTF-8 text; known tells the names of columns, by which the delimiter is found out.
func newCSV(r io.Reader, known func(string) bool) *csvSheet {
	raw := &countingReader{r: r}
	in := bufio.NewReaderSize(raw, 1<<20)
	head, _ := in.Peek(32 << 10)
	return &csvSheet{in: in, raw: raw, delim: findDelimiter(head, known), line: 1}
}

// findDelimiter takes the sign that makes the most known column names in one of the first rows, and if none does, the one
// that makes the most cells of the first row.
func findDelimiter(head []byte, known func(string) bool) byte {
	best, bestScore := byte(','), 0
	for _, d := range []byte{',', ';', '\t', '|'} {
		s := &csvSheet{in: bufio.NewReaderSize(bytes.NewReader(head), MaxRowBytes+1), raw: &countingReader{}, delim: d, line: 1}
		score := 0
		for i := range headerSearch {
			cells, _, err := s.next()
			if errors.Is(err, io.EOF) {
				break
			}
			names := 0
			for _, c := range cells {
				if known(c) {
					names++
				}
			}
			score = max(score, names*maxColumns*10)
			if i == 0 {
				score += len(cells)
			}
		}
		if score > bestScore {
			best, bestScore = d, score
		}
	}
	return best
}

func (s *csvSheet) position() int64 { return s.raw.n }

func (s *csvSheet) next() ([]string, int, error) {
	window, err := s.in.Peek(MaxRowBytes + 1)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, s.line, fmt.Errorf("read list: %w", err)
	}
	if len(window) == 0 {
		return nil, s.line, io.EOF
	}
	line := s.line
	n, lines, bad := s.parse(window, err != nil)
	if bad != "" {
		value := clip(strings.ToValidUTF8(string(window[:min(len(window), 200)]), "�"))
		if err := s.skipLine(); err != nil {
			return nil, line, err
		}
		return nil, line, &rowError{line, value, bad}
	}
	s.line += lines
	if _, err := s.in.Discard(n); err != nil {
		return nil, line, fmt.Errorf("read list: %w", err)
	}
	text := string(s.buf) // one allocation a row
	s.cells = s.cells[:0]
	at := 0
	for _, end := range s.ends {
		s.cells = append(s.cells, text[at:end])
		at = end
	}
	if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
		return nil, line, &rowError{line, clip(strings.ToValidUTF8(text, "�")), "the row holds characters that cannot be read in this encoding"}
	}
	return s.cells, line, nil
}

// parse reads one row from the start of w into buf and ends. It returns the bytes and lines read, or why it cannot.
func (s *csvSheet) parse(w []byte, atEnd bool) (n, lines int, bad string) {
	s.buf, s.ends = s.buf[:0], s.ends[:0]
	quoted, start := false, true
	for i := 0; i < len(w); i++ {
		c := w[i]
		switch {
		case quoted && c == '"':
			if i+1 < len(w) && w[i+1] == '"' {
				s.buf = append(s.buf, '"')
				i++
				continue
			}
			quoted = false
		case quoted:
			if c == '\n' {
				lines++
			}
			s.buf = append(s.buf, c)
		case c == '"' && start:
			quoted, start = true, false
		case c == s.delim:
			if bad := s.endCell(); bad != "" {
				return 0, 0, bad
			}
			start = true
		case c == '\n' || c == '\r':
			if c == '\r' && i+1 < len(w) && w[i+1] == '\n' {
				i++
			}
			return i + 1, lines + 1, s.endCell()
		default:
			start = false
			s.buf = append(s.buf, c)
		}
	}
	if !atEnd || len(w) > MaxRowBytes {
		return 0, 0, fmt.Sprintf("the row is longer than %d KB; a quote may not be closed", MaxRowBytes>>10)
	}
	if quoted {
		return 0, 0, "a quote is not closed"
	}
	return len(w), lines + 1, s.endCell()
}

func (s *csvSheet) endCell() string {
	begin := 0
	if n := len(s.ends); n > 0 {
		begin = s.ends[n-1]
	}
	if len(s.buf)-begin > MaxLongCell {
		return fmt.Sprintf("a cell is longer than %d KB", MaxLongCell>>10)
	}
	if len(s.ends) >= maxColumns {
		return fmt.Sprintf("the row has more than %d cells", maxColumns)
	}
	s.ends = append(s.ends, len(s.buf))
	return ""
}

// skipLine passes over one line of any length.
func (s *csvSheet) skipLine() error {
	s.line++
	for {
		_, err := s.in.ReadSlice('\n')
		switch {
		case err == nil || errors.Is(err, io.EOF):
			return nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return fmt.Errorf("read list: %w", err)
		}
	}
}
