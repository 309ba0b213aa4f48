package finder

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"math"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
)

// A cursor names the last item of a page by its sort key and id, so the next page begins behind it whatever has changed
// since: an item whose key did not change is seen exactly once, one that moved may be seen twice or not at all. It is
// opaque and carries a check sum and a fingerprint of the question, so a damaged cursor, or one of another question, is
// refused with bad_cursor. It grants nothing, so it is not signed.
type cursor struct {
	key  float64
	name string // with ByName: the collation key
	id   care.FacilityID
}

const (
	cursorVersion  = 1
	maxCursorBytes = 1 + 4 + 8 + 1 + sortKeyBytes + 1 + 64 + 4
)

func (c *cursor) encode(question uint32) string {
	b := make([]byte, 0, maxCursorBytes)
	b = append(b, cursorVersion)
	b = binary.BigEndian.AppendUint32(b, question)
	b = binary.BigEndian.AppendUint64(b, math.Float64bits(c.key))
	b = append(b, byte(len(c.name)))
	b = append(b, c.name...)
	b = append(b, byte(len(c.id)))
	b = append(b, c.id...)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
	return base64.RawURLEncoding.EncodeToString(b)
}

func decodeCursor(s string, question uint32) (cursor, error) {
	bad := care.Errorf(care.Invalid, care.CodeBadCursor, "cursor", "this cursor is damaged; start again without one")
	if len(s) > base64.RawURLEncoding.EncodedLen(maxCursorBytes) {
		return cursor{}, bad
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) < 1+4+8+1+1+4 || b[0] != cursorVersion {
		return cursor{}, bad
	}
	body, sum := b[:len(b)-4], binary.BigEndian.Uint32(b[len(b)-4:])
	if crc32.ChecksumIEEE(body) != sum {
		return cursor{}, bad
	}
	if binary.BigEndian.Uint32(body[1:]) != question {
		return cursor{}, care.Errorf(care.Invalid, care.CodeBadCursor, "cursor",
			"this cursor belongs to another question; keep every parameter but limit, or start again without one")
	}
	c := cursor{key: math.Float64frombits(binary.BigEndian.Uint64(body[5:]))}
	rest := body[13:]
	name, rest, ok1 := cut(rest)
	id, rest, ok2 := cut(rest)
	if !ok1 || !ok2 || len(rest) != 0 || math.IsNaN(c.key) {
		return cursor{}, bad
	}
	c.name, c.id = name, care.FacilityID(id)
	return c, nil
}

func cut(b []byte) (s string, rest []byte, ok bool) {
	if len(b) == 0 || len(b) < 1+int(b[0]) {
		return "", nil, false
	}
	return string(b[1 : 1+b[0]]), b[1+b[0]:], true
}

// fingerprint is the same for two valid queries that ask for the same list in the same order. The start date is part of it,
// so where today stands in for it, a cursor is good until midnight.
func (q *Query) fingerprint() uint32 {
	var buf [256]byte
	b := buf[:0]
	number := func(v float64) { b = binary.BigEndian.AppendUint64(b, math.Float64bits(v)) }
	text := func(s string) { b = append(append(b, byte(len(s))), s...) }
	date := func(d care.Date) { b = append(b, byte(d.Year>>8), byte(d.Year), byte(d.Month), byte(d.Day)) } //nolint:gosec // a hash
	b = append(b, byte(len(q.Anchors)))
	for _, p := range q.Anchors {
		number(p[0])
		number(p[1])
	}
	number(q.Minutes)
	number(q.Speed)
	text(string(q.Combine))
	text(string(q.Sort))
	text(q.Area)
	text(q.Words)
	date(q.Birth)
	date(q.Start)
	date(q.By)
	b = append(b, byte(q.Profile), byte(q.AgeMonths), byte(q.Inclusive), byte(q.Open), byte(q.Verified), byte(q.Vacancy), q.Hours.Weekdays) //nolint:gosec // a hash
	number(float64(q.FeeMin))
	number(float64(q.FeeMax))
	number(float64(q.Hours.From)*1440 + float64(q.Hours.To))
	b = appendWords(b, q.Kinds)
	b = appendWords(b, q.Natures)
	b = appendWords(b, q.Modes)
	b = appendWords(b, q.Languages)
	if len(q.IDs) > 0 {
		b = appendWords(b, q.IDs)
	}
	if q.Bound != nil {
		for _, p := range []orb.Point{q.Bound.Min, q.Bound.Max} {
			number(p[0])
			number(p[1])
		}
	}
	return crc32.ChecksumIEEE(b)
}

func appendWords[T ~string](b []byte, words []T) []byte {
	b = append(b, byte(len(words)))
	for _, w := range words {
		b = append(append(b, byte(len(w))), w...)
	}
	return b
}

// after reports whether the candidate stands behind the cursor.
func (c *cursor) after(key float64, name string, id care.FacilityID, byName bool) bool {
	if byName {
		if name != c.name {
			return name > c.name
		}
		return id > c.id
	}
	if key != c.key {
		return key > c.key
	}
	return id > c.id
}
