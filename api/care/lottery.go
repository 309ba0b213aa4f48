package care

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// An opening window collects requests for scarce sessions and puts them in order by lottery, not by speed. Nobody can bend it:
//
//  1. When the window opens, the SHA-256 of a secret seed is published (SeedHash).
//  2. When it closes, the list of entries is frozen and its fingerprint taken.
//  3. The seed is shown. Each child has one number for the whole window, whatever it asks for:
//     the first 63 bits of SHA-256("tuoyuquan-lottery-1\n" seed "\n" fingerprint "\n" ticket). Less is better.
//
// The seed was fixed before the entries, and the numbers hang on both. Anybody can repeat it from the transcript, which names
// tickets and not children; a family finds its own ticket with its entry.

// DrawEntry is one request in a window.
type DrawEntry struct {
	Ticket  string    `json:"ticket"` // of the child in this window; see TicketOf
	Session SessionID `json:"session"`
}

// DrawPlaces is how many places of a session are drawn for.
type DrawPlaces struct {
	Session SessionID `json:"session"`
	Places  int       `json:"places"`
}

// Outcome is what the draw gave one request.
type Outcome struct {
	Ticket  string    `json:"ticket"`
	Session SessionID `json:"session"`
	Number  int64     `json:"number"`
	Order   int       `json:"order"` // in its session, from 1
	Drawn   bool      `json:"drawn"` // it has a place; the others wait in this order
}

// Transcript is the whole draw, published for anybody to repeat.
type Transcript struct {
	Method      string       `json:"method"` // "tuoyuquan-lottery-1"
	Window      string       `json:"window"`
	SeedHash    string       `json:"seed_hash"`
	Seed        string       `json:"seed"`
	Fingerprint string       `json:"fingerprint"` // of the entries
	Places      []DrawPlaces `json:"places"`
	Entries     []DrawEntry  `json:"entries"`
	Outcomes    []Outcome    `json:"outcomes"`
}

const lotteryMethod = "tuoyuquan-lottery-1"

// SeedHash is what is published of a seed before the window opens: hex SHA-256.
func SeedHash(seed string) string { return hexSum(seed) }

// TicketOf returns the ticket of a child in a window. Child ids are random and never shown to others, so nobody finds a child by it.
func TicketOf(window string, child ChildID) string {
	return hexSum("ticket\n" + window + "\n" + string(child))[:20]
}

// Fingerprint is the hex SHA-256 of the frozen list: a line "session ticket" for each entry, sorted, each ended by a newline.
func Fingerprint(entries []DrawEntry) string {
	lines := make([]string, len(entries))
	for i, e := range entries {
		lines[i] = string(e.Session) + " " + e.Ticket + "\n"
	}
	slices.Sort(lines)
	return hexSum(strings.Join(lines, ""))
}

// LotteryNumber is the number of a ticket.
func LotteryNumber(seed, fingerprint, ticket string) int64 {
	sum := sha256.Sum256([]byte(lotteryMethod + "\n" + seed + "\n" + fingerprint + "\n" + ticket))
	return int64(binary.BigEndian.Uint64(sum[:8]) >> 1) //nolint:gosec // 63 bits
}

// Draw draws a window: for each session the requests in the order of their numbers, the first ones with a place. A request
// that stands twice counts once; a session nobody named places for has none.
func Draw(window, seed string, entries []DrawEntry, places []DrawPlaces) Transcript {
	entries = slices.Clone(entries)
	slices.SortFunc(entries, compareEntries)
	entries = slices.Compact(entries)
	places = slices.Clone(places)
	slices.SortFunc(places, func(a, b DrawPlaces) int { return cmp.Compare(a.Session, b.Session) })

	t := Transcript{
		Method: lotteryMethod, Window: window, SeedHash: SeedHash(seed), Seed: seed, Fingerprint: Fingerprint(entries), Places: places, Entries: entries,
		Outcomes: make([]Outcome, 0, len(entries)),
	}
	free := make(map[SessionID]int, len(places))
	for _, p := range places {
		free[p.Session] = max(0, p.Places)
	}
	for _, e := range entries {
		t.Outcomes = append(t.Outcomes, Outcome{Ticket: e.Ticket, Session: e.Session, Number: LotteryNumber(seed, t.Fingerprint, e.Ticket)})
	}
	slices.SortFunc(t.Outcomes, func(a, b Outcome) int {
		return cmp.Or(cmp.Compare(a.Session, b.Session), cmp.Compare(a.Number, b.Number), cmp.Compare(a.Ticket, b.Ticket))
	})
	order := make(map[SessionID]int)
	for i := range t.Outcomes {
		o := &t.Outcomes[i]
		order[o.Session]++
		o.Order = order[o.Session]
		o.Drawn = o.Order <= free[o.Session]
	}
	return t
}

func compareEntries(a, b DrawEntry) int {
	return cmp.Or(cmp.Compare(a.Session, b.Session), cmp.Compare(a.Ticket, b.Ticket))
}

// Verify repeats a published draw and says what does not agree, or nil.
func (t Transcript) Verify() error {
	again := Draw(t.Window, t.Seed, t.Entries, t.Places)
	switch {
	case t.Method != lotteryMethod:
		return fmt.Errorf("the method %q is not %q", t.Method, lotteryMethod)
	case again.SeedHash != t.SeedHash:
		return fmt.Errorf("the seed is not the one whose hash %s was published", Clip(t.SeedHash))
	case again.Fingerprint != t.Fingerprint:
		return fmt.Errorf("the entries are not those of the fingerprint %s", Clip(t.Fingerprint))
	case !slices.Equal(again.Outcomes, t.Outcomes):
		return fmt.Errorf("the outcomes are not those of the %s entries", strconv.Itoa(len(t.Entries)))
	default:
		return nil
	}
}

func hexSum(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
