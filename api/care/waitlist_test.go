package care

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRankOrder(t *testing.T) {
	ranks := []Rank{ // best first; each beats the next in one thing and loses in all that count less
		{Class: 0, Points: 0, Lottery: 9, At: 9, ID: "z"},
		{Class: 1, Points: 20, Lottery: 9, At: 9, ID: "y"},
		{Class: 1, Points: 10, Lottery: 1, At: 9, ID: "x"},
		{Class: 1, Points: 10, Lottery: 2, At: 1, ID: "w"},
		{Class: 1, Points: 10, Lottery: 2, At: 2, ID: "a"},
		{Class: 1, Points: 10, Lottery: 2, At: 2, ID: "b"},
	}
	for i, a := range ranks {
		for j, b := range ranks {
			if got := a.Compare(b); got < 0 != (i < j) || got > 0 != (i > j) {
				t.Errorf("%+v against %+v: %d", a, b, got)
			}
		}
	}
	for i, want := range []string{RankByPriority, RankByPoints, RankByLottery, RankByTime, RankByTime} {
		if got := Explain(ranks[i], ranks[i+1]); got.Code != want {
			t.Errorf("%d before %d: %s, not %s", i, i+1, got.Code, want)
		}
	}
}

// waitsOf reads waits written as "a:1 b:2-3@d/g c?:1": name (paused?), months, class, group; best rank first.
func waitsOf(list string) (out []Waiting) {
	for i, word := range strings.Fields(list) {
		var w Waiting
		name, rest, _ := strings.Cut(word, ":")
		rest, group, _ := strings.Cut(rest, "/")
		rest, class, _ := strings.Cut(rest, "@")
		if n, _ := fmt.Sscanf(rest, "%d-%d", &w.From, &w.To); n == 1 {
			w.To = w.From
		}
		w.Application, w.Group, w.Class = ApplicationID(strings.TrimSuffix(name, "?")), GroupID(group), ClassID(class)
		w.Paused = strings.HasSuffix(name, "?")
		w.Rank = Rank{At: Instant(i), ID: w.Application}
		out = append(out, w)
	}
	return out
}

// TestNext asks who is next where free says how many places each month has: "1:2 3:1"; every month of "@d" is in class d.
func TestNext(t *testing.T) {
	now := at("2026-11-24 10:00")
	for _, c := range []struct {
		name, waits, others, free string
		skips                     int
		skipped                   Instant
		offer, passed, kept       string
	}{
		{"the first", "a:1 b:1", "", "1:1", 0, 0, "a", "", ""},
		{"the first who fits", "a:1-2 b:1", "", "1:1", 0, 0, "b", "", ""},
		{"nobody", "a:1 b:1", "", "", 0, 0, "", "", ""},
		{"nobody waits", "", "", "1:5", 0, 0, "", "", ""},
		{"siblings together", "a:1/g b:1/g c:1", "", "1:2", 0, 0, "a b", "", ""},
		{"siblings stand where the last of them stands", "a:1/g c:1 b:1/g", "", "1:2", 0, 0, "c", "", ""},
		{"siblings pass over once more", "a:1/g b:1/g c:1", "", "1:1", 2, now, "c", "g", ""},
		{"then a place is kept", "a:1/g b:1/g c:1", "", "1:1", 3, now, "", "", "a b"},
		{"for seven days", "a:1/g b:1/g c:1", "", "1:1", 3, now - 7*dayMillis + 1, "", "", "a b"},
		{"and no longer", "a:1/g b:1/g c:1", "", "1:1", 3, now - 7*dayMillis, "c", "g", ""},
		{"kept only from who needs the month", "a:1/g b:1/g c:2", "", "1:1 2:1", 3, now, "c", "", "a b"},
		{"nobody is passed over who could have no place", "a:1/g b:1/g c:2", "", "2:1", 0, 0, "c", "", ""},
		{"nor where the months differ", "a:1/g b:1/g c:2", "", "1:1 2:1", 0, 0, "c", "", ""},
		{"one who paused holds up the other", "a:1/g b?:1/g c:1", "", "1:2", 3, now, "c", "", ""},
		{"the last of a group is a child like others", "a:1/g c:1", "", "1:1", 9, now, "a", "", ""},
		{"a group in two classes", "a:1/g", "b:1@d/g", "1:1 1@d:1", 0, 0, "a b", "", ""},
		{"which is not complete", "a:1/g c:1", "b:1@d/g", "1:1", 0, 0, "c", "g", ""},
		{"behind another in its other class", "a:1/g c:1", "r:1@d b:1@d/g", "1:1 1@d:1", 0, 0, "c", "g", ""},
		{"who has room beside it", "a:1/g", "b:1@d/g r:1@d", "1:1 1@d:1", 0, 0, "a b", "", ""},
	} {
		free := make(map[string]int)
		for word := range strings.FieldsSeq(c.free) {
			month, n, _ := strings.Cut(word, ":")
			if !strings.Contains(month, "@") {
				month += "@"
			}
			free[month] = int(n[0] - '0')
		}
		fits := func(ws []Waiting) bool {
			need := make(map[string]int)
			for _, w := range ws {
				for m := w.From; m <= w.To; m++ {
					need[fmt.Sprintf("%d@%s", int(m), w.Class)]++
				}
			}
			for k, n := range need {
				if free[k] < n {
					return false
				}
			}
			return true
		}
		here, others := waitsOf(c.waits), waitsOf(c.others)
		g := GroupWait{Skips: c.skips, SkippedAt: c.skipped}
		for _, w := range append(slices.Clone(here), others...) {
			if w.Group != "" {
				g.Members = append(g.Members, w)
			} else {
				g.Rivals = append(g.Rivals, w)
			}
		}
		here = slices.DeleteFunc(here, func(w Waiting) bool { return w.Paused })
		slices.Reverse(here) // the order given is of no importance
		p := Next(here, map[GroupID]GroupWait{"g": g}, fits, DefaultBookingTerms, now)
		names := func(ws []Waiting) string {
			var out []string
			for _, w := range ws {
				out = append(out, string(w.Application))
			}
			return strings.Join(out, " ")
		}
		if names(p.Offer) != c.offer || fmt.Sprint(p.Skipped) != "["+c.passed+"]" || names(p.Kept) != c.kept {
			t.Errorf("%s: offered %q, passed over %v, kept for %q", c.name, names(p.Offer), p.Skipped, names(p.Kept))
		}
		if p.Ahead("", 1, 1) != (strings.Contains(c.kept, "a") || c.offer != "" && fits(p.Offer) && slices.ContainsFunc(p.Offer, func(w Waiting) bool { return w.Class == "" && w.From <= 1 })) {
			t.Errorf("%s: somebody who comes for month 1 gives way: %v", c.name, p.Ahead("", 1, 1))
		}
		if p.Ahead("other", 1, 9) {
			t.Errorf("%s: nobody waits for another class", c.name)
		}
	}
}

// P9 by brute force: whoever is offered a place is the best of those who fit, when nobody has siblings.
func TestNextIsTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []Waiting
		fit := make(map[ApplicationID]bool)
		for i := range rapid.IntRange(0, 12).Draw(t, "waits") {
			id := ApplicationID(fmt.Sprint("a", i))
			list = append(list, Waiting{Application: id, Rank: Rank{
				Class: rapid.IntRange(0, 1).Draw(t, "class"), Points: rapid.IntRange(0, 2).Draw(t, "points"), Lottery: int64(rapid.IntRange(0, 2).Draw(t, "number")),
				At: Instant(rapid.IntRange(0, 2).Draw(t, "at")), ID: id,
			}})
			fit[id] = rapid.Bool().Draw(t, "fits")
		}
		p := Next(list, nil, func(ws []Waiting) bool { return fit[ws[0].Application] }, DefaultBookingTerms, 0)
		for _, w := range list {
			if fit[w.Application] && (len(p.Offer) == 0 || everWorse(p.Offer[0].Rank, w.Rank)) {
				t.Fatalf("%v was offered a place before %v", p.Offer, w)
			}
		}
		if len(p.Offer) == 1 {
			rank, of := Position(list, p.Offer[0].Application)
			before := 0
			for _, w := range list {
				if everWorse(p.Offer[0].Rank, w.Rank) {
					before++
				}
			}
			if rank != before+1 || of != len(list) {
				t.Fatalf("position %d of %d, with %d before", rank, of, before)
			}
		}
	})
}

func TestPositionAndWhyItGotWorse(t *testing.T) {
	before := waitsOf("a:1 b:1 c:1")
	joined := Waiting{Application: "n", Rank: Rank{Class: -1, ID: "n"}}
	after := append(slices.Clone(before[1:]), joined)
	if rank, of := Position(before, "b"); rank != 2 || of != 3 {
		t.Errorf("%d of %d", rank, of)
	}
	if rank, of := Position(before, "x"); rank != 0 || of != 3 {
		t.Errorf("%d of %d for somebody who does not wait", rank, of)
	}
	if why := WhyWorse(before, after, "c"); len(why) != 1 || why[0].Application != "n" {
		t.Errorf("%v", why)
	}
	if why := WhyWorse(before, before, "c"); len(why) != 0 {
		t.Errorf("nothing changed: %v", why)
	}
	if why := WhyWorse(before, after, "a"); why != nil {
		t.Errorf("who waits no longer: %v", why)
	}
}

func TestNewRank(t *testing.T) {
	rules := NewRules([]Rule{
		{Key: RuleBookingPriority + "sibling_here", Value: "1,10"},
		{Key: RuleBookingPriority + "hardship", Value: "0,5"},
		{Key: RuleBookingPriority + "moved", Value: "best"},
		{Key: RuleBookingPriority + "fees", Value: "7,1"},
		{Region: "11", Key: RuleBookingPriority + "sibling_here", Value: "1,20"},
	})
	r := rules.NewRank("a", []ReasonCode{ReasonSiblingHere, ReasonHardship, ReasonMoved, ReasonFees, ReasonOther}, 7, "320508", 5)
	if r.Class != 0 || r.Points != 15 || r.Lottery != 7 || r.At != 5 || r.ID != "a" || r.RuleVersion == "" {
		t.Errorf("%+v", r)
	}
	if got := fmt.Sprint(r.Explanation); got != "[{priority hardship 0 0 0} {points hardship 5 0 0} {points sibling_here 10 0 0} {lottery  0 0 0} {time  0 0 0}]" {
		t.Errorf("explained as %s", got)
	}
	if r := rules.NewRank("a", []ReasonCode{ReasonSiblingHere}, 0, "110105", 5); r.Points != 20 || r.Class != 1 {
		t.Errorf("Beijing: %+v", r)
	}
}
