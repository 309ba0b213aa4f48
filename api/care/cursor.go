package care

import (
	"encoding/base64"
	"strconv"
	"strings"
	"unicode/utf8"
)

// LastRow is where a page of a list ends: the instant the list is ordered by, and the id of the last row.
type LastRow struct {
	At Instant
	ID string
}

// Cursor says it in a word for whoever asks for the next page.
func (r LastRow) Cursor() string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(int64(r.At), 10) + "/" + r.ID))
}

// ParseLastRow reads a cursor; of none it is the row given. Fails with bad_cursor.
func ParseLastRow(cursor string, first LastRow) (LastRow, error) {
	if cursor == "" {
		return first, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	at, id, ok := strings.Cut(string(text), "/")
	n, numErr := strconv.ParseInt(at, 10, 64)
	if err != nil || numErr != nil || !ok || id == "" || !utf8.ValidString(id) || strings.ContainsRune(id, 0) {
		return LastRow{}, Errorf(Invalid, CodeBadCursor, "cursor", "this is not a cursor of this list")
	}
	return LastRow{Instant(n), id}, nil
}
