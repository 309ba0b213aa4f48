package care

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"slices"
	"sort"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func someDraw(n int, places ...int) Transcript {
	var entries []DrawEntry
	var of []DrawPlaces
	for s, p := range places {
		id := SessionID(fmt.Sprint("s", s))
		of = append(of, DrawPlaces{id, p})
		for i := range n {
			entries = append(entries, DrawEntry{TicketOf("w", ChildID(fmt.Sprint("child", i))), id})
		}
	}
	return Draw("w", "seed of this window", entries, of)
}

func TestDraw(t *testing.T) {
	d := someDraw(50, 7, 100, 0)
	drawn := make(map[SessionID]int)
	numbers := make(map[string]int64)
	for i, o := range d.Outcomes {
		if o.Drawn {
			drawn[o.Session]++
		}
		if n, known := numbers[o.Ticket]; known && n != o.Number {
			t.Errorf("%s has two numbers", o.Ticket)
		}
		numbers[o.Ticket] = o.Number
		if i > 0 && d.Outcomes[i-1].Session == o.Session && (d.Outcomes[i-1].Number > o.Number || d.Outcomes[i-1].Order+1 != o.Order || o.Drawn && !d.Outcomes[i-1].Drawn) {
			t.Errorf("out of order: %+v after %+v", o, d.Outcomes[i-1])
		}
	}
	if drawn["s0"] != 7 || drawn["s1"] != 50 || drawn["s2"] != 0 {
		t.Errorf("drawn %v", drawn)
	}
	if err := d.Verify(); err != nil {
		t.Error(err)
	}
}

// A stranger with the published file and a few lines of their own comes to the same result.
func TestStrangerRepeatsTheDraw(t *testing.T) {
	file, err := json.Marshal(someDraw(40, 9, 3))
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Seed, Fingerprint, SeedHash string
		Hash                        string `json:"seed_hash"`
		Places                      []struct {
			Session string
			Places  int
		}
		Entries  []struct{ Ticket, Session string }
		Outcomes []struct {
			Ticket, Session string
			Drawn           bool
		}
	}
	if err := json.Unmarshal(file, &d); err != nil {
		t.Fatal(err)
	}
	sha := func(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }
	var lines []string
	for _, e := range d.Entries {
		lines = append(lines, e.Session+" "+e.Ticket+"\n")
	}
	sort.Strings(lines)
	if sha(d.Seed) != d.Hash || sha(strings.Join(lines, "")) != d.Fingerprint {
		t.Fatal("the hashes do not agree")
	}
	number := func(ticket string) *big.Int {
		n, _ := new(big.Int).SetString(sha("tuoyuquan-lottery-1\n" + d.Seed + "\n" + d.Fingerprint + "\n" + ticket)[:16], 16)
		return n.Rsh(n, 1)
	}
	for _, p := range d.Places {
		var tickets []string
		for _, e := range d.Entries {
			if e.Session == p.Session {
				tickets = append(tickets, e.Ticket)
			}
		}
		sort.Slice(tickets, func(i, j int) bool { return number(tickets[i]).Cmp(number(tickets[j])) < 0 })
		for _, o := range d.Outcomes {
			if o.Session == p.Session && o.Drawn != (slices.Index(tickets, o.Ticket) < p.Places) {
				t.Errorf("%s in %s: drawn %v", o.Ticket, o.Session, o.Drawn)
			}
		}
	}
}

func TestVerifyFindsEveryChange(t *testing.T) {
	for name, change := range map[string]func(*Transcript){
		"an entry more":      func(d *Transcript) { d.Entries = append(d.Entries, DrawEntry{"x", "s0"}) },
		"an entry less":      func(d *Transcript) { d.Entries = d.Entries[1:] },
		"another ticket":     func(d *Transcript) { d.Entries[3].Ticket += "0" },
		"another seed":       func(d *Transcript) { d.Seed += "!" },
		"another hash":       func(d *Transcript) { d.SeedHash = SeedHash("x") },
		"another window's":   func(d *Transcript) { d.Outcomes[0].Drawn = !d.Outcomes[0].Drawn },
		"a place more":       func(d *Transcript) { d.Places[0].Places++ },
		"two change places":  func(d *Transcript) { d.Outcomes[0], d.Outcomes[1] = d.Outcomes[1], d.Outcomes[0] },
		"another number":     func(d *Transcript) { d.Outcomes[5].Number-- },
		"another method":     func(d *Transcript) { d.Method = "by hand" },
		"another fingertip":  func(d *Transcript) { d.Fingerprint = SeedHash("y") },
		"an outcome dropped": func(d *Transcript) { d.Outcomes = d.Outcomes[1:] },
	} {
		d := someDraw(20, 5, 5)
		d.Entries, d.Outcomes, d.Places = slices.Clone(d.Entries), slices.Clone(d.Outcomes), slices.Clone(d.Places)
		change(&d)
		if d.Verify() == nil {
			t.Errorf("%s was not found", name)
		}
	}
}

// The order of arrival, and entering twice, change nothing.
func TestDrawForgetsArrival(t *testing.T) {
	first := someDraw(30, 4)
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.Permutation(slices.Clone(first.Entries)).Draw(t, "entries")
		entries = append(entries, entries[:rapid.IntRange(0, 30).Draw(t, "twice")]...)
		again := Draw(first.Window, first.Seed, entries, first.Places)
		if again.Fingerprint != first.Fingerprint || !slices.Equal(again.Outcomes, first.Outcomes) {
			t.Fatal("another result")
		}
	})
}

// Every child has the same chance: over 2,000 windows the counts stay within five standard deviations.
func TestDrawIsFair(t *testing.T) {
	const children, places, windows = 20, 5, 2000
	count := make(map[int]int)
	for w := range windows {
		var entries []DrawEntry
		ticket := make(map[string]int)
		for i := range children {
			k := TicketOf(fmt.Sprint("w", w), ChildID(fmt.Sprint("c", i)))
			ticket[k] = i
			entries = append(entries, DrawEntry{k, "s"})
		}
		for _, o := range Draw(fmt.Sprint("w", w), fmt.Sprint("seed", w), entries, []DrawPlaces{{"s", places}}).Outcomes {
			if o.Drawn {
				count[ticket[o.Ticket]]++
			}
		}
	}
	p := float64(places) / children
	for i := range children {
		if d := math.Abs(float64(count[i]) - windows*p); d > 5*math.Sqrt(windows*p*(1-p)) {
			t.Errorf("child %d was drawn %d times of %v expected", i, count[i], windows*p)
		}
	}
}
