package care

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Compare orders ranks: the priority class first, then more points, the lower lottery number, the earlier time, and the id.
func (a Rank) Compare(b Rank) int {
	return cmp.Or(
		cmp.Compare(a.Class, b.Class), cmp.Compare(b.Points, a.Points), cmp.Compare(a.Lottery, b.Lottery), cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID),
	)
}

// Waiting is one wait in the order of a class.
type Waiting struct {
	Application ApplicationID
	Class       ClassID
	Rank        Rank
	Group       GroupID
	From, To    Month
	Paused      bool // of a member of a group: whatever is free, it can be offered nothing now, and the others wait with it
}

// GroupWait is a group of siblings that wants its places together, in one class or several.
type GroupWait struct {
	Members   []Waiting // every wait of the group
	Rivals    []Waiting // the others who wait in the classes of its members, not paused, and each for itself: without siblings in its group
	Skips     int       // how often it was passed over
	SkippedAt Instant   // when last; 0: not known
}

// Pick is who gets the free places of a class next.
type Pick struct {
	Offer   []Waiting // one child, or every member of a group; empty: nobody
	Skipped []GroupID // groups before them that lacked one place and could have used this one: each was passed over once more
	Kept    []Waiting // waits of groups a free place of this class is kept for
}

// Next returns who is offered a place, in rank order among the waits of one class that are not paused. fits says whether waits
// are eligible and all of them have a place at the same time.
//
// A group is offered together or not at all, and stands in each class where the last of its members there does. While one of its places is missing others may go before it, at most
// terms.GroupSkips times; after that a place one of its members could have is kept for it, for at most terms.GroupKeepDays
// after it was passed over last. Whoever needs none of the same months goes before it freely. A group with a member who is
// paused, or not eligible, waits, and nothing is kept for it; one with a member who is not the first in another class who could have the place
// there waits for that one to be offered it.
func Next(waiting []Waiting, groups map[GroupID]GroupWait, fits func([]Waiting) bool, terms BookingTerms, now Instant) Pick {
	var pick Pick
	var passed []Waiting // waits of groups that lack a place, who could have one themselves
	for _, w := range slices.SortedFunc(slices.Values(waiting), func(a, b Waiting) int { return a.Rank.Compare(b.Rank) }) {
		g := GroupWait{Members: []Waiting{w}}
		if of, grouped := groups[w.Group]; grouped && w.Group != "" {
			g = of
		}
		switch {
		case g.later(w), pick.keptFrom(g.Members), slices.ContainsFunc(g.Members, func(m Waiting) bool { return m.Paused }):
		case fits(g.Members) && !g.behind(w.Class, fits):
			pick.Offer = slices.Clone(g.Members)
			for _, p := range passed {
				if p.meets(g.Members) && !slices.Contains(pick.Skipped, p.Group) {
					pick.Skipped = append(pick.Skipped, p.Group)
				}
			}
			return pick
		case len(g.Members) > 1:
			lacking := slices.DeleteFunc(slices.Clone(g.Members), func(m Waiting) bool { return m.Class != w.Class || !fits([]Waiting{m}) })
			if g.kept(terms, now) {
				pick.Kept = append(pick.Kept, lacking...)
			} else {
				passed = append(passed, lacking...)
			}
		}
	}
	return pick
}

// later reports whether another member of the group ranks after this one in the same class: it is there that the group stands.
func (g GroupWait) later(w Waiting) bool {
	return slices.ContainsFunc(g.Members, func(m Waiting) bool { return m.Class == w.Class && m.Rank.Compare(w.Rank) > 0 })
}

// kept reports whether a free place is kept for the group instead of passing it over once more.
func (g GroupWait) kept(terms BookingTerms, now Instant) bool {
	return g.Skips >= terms.GroupSkips && (g.SkippedAt == 0 || now < g.SkippedAt+Instant(terms.GroupKeepDays)*dayMillis)
}

// behind reports whether somebody ranks before a member in another class than the given one and could have its place there.
func (g GroupWait) behind(class ClassID, fits func([]Waiting) bool) bool {
	for _, m := range g.Members {
		if m.Class == class {
			continue
		}
		for _, r := range g.Rivals {
			if r.Rank.Compare(m.Rank) < 0 && r.meets([]Waiting{m}) && fits([]Waiting{r}) {
				return true
			}
		}
	}
	return false
}

// meets reports whether one of the others needs a month of the same class.
func (w Waiting) meets(others []Waiting) bool {
	return slices.ContainsFunc(others, func(o Waiting) bool { return o.Class == w.Class && o.From <= w.To && w.From <= o.To })
}

// keptFrom reports whether what is kept for a group must not go to these.
func (p Pick) keptFrom(members []Waiting) bool {
	return slices.ContainsFunc(p.Kept, func(k Waiting) bool { return k.Group != members[0].Group && k.meets(members) })
}

// Ahead reports whether somebody who comes now and needs these months of the class must give way: a wait would be offered a
// place in them, or it is kept.
func (p Pick) Ahead(class ClassID, from, to Month) bool {
	w := Waiting{Class: class, From: from, To: to}
	return w.meets(p.Offer) || w.meets(p.Kept)
}

// Position returns the place of a wait in the order, counted from 1, and how many wait; 0 when it does not.
func Position(waiting []Waiting, id ApplicationID) (rank, of int) {
	i := slices.IndexFunc(waiting, func(w Waiting) bool { return w.Application == id })
	if i < 0 {
		return 0, len(waiting)
	}
	rank = 1
	for _, w := range waiting {
		if w.Rank.Compare(waiting[i].Rank) < 0 {
			rank++
		}
	}
	return rank, len(waiting)
}

// The codes of rank reasons.
const (
	RankByPriority = "priority" // the class of priority; Rule says for what
	RankByPoints   = "points"   // points; Rule says for what
	RankByLottery  = "lottery"
	RankByTime     = "time"
	MovedJoined    = "joined_before" // somebody with a better rank joined
	MovedResumed   = "resumed"       // somebody's pause ended
	MovedRestored  = "restored"      // somebody came back at the old rank
	MovedReordered = "reordered"     // somebody was moved up for a published reason
	MovedUp        = "moved_up"      // somebody before was offered a place or left
)

// ruleVersion names the set of rules a rank was made by, so that it can be explained years later.
const ruleVersion = "1"

// NewRank makes the rank of a wait that begins now: what the region's published rules give for the claims of the child, then
// the lottery number of an opening window if there was one, then the time. Claims no rule knows count nothing.
func (r *Rules) NewRank(id ApplicationID, claims []ReasonCode, lottery int64, area string, now Instant) Rank {
	rank := Rank{Class: 1, Lottery: lottery, At: now, ID: id, RuleVersion: ruleVersion}
	for _, claim := range slices.Sorted(slices.Values(claims)) {
		class, points, ok := r.priority(claim, area, Today(now))
		if !ok {
			continue
		}
		if class < rank.Class {
			rank.Class = class
			rank.Explanation = append(rank.Explanation, RankReason{Code: RankByPriority, Rule: string(claim), Class: class})
		}
		if points > 0 {
			rank.Points += points
			rank.Explanation = append(rank.Explanation, RankReason{Code: RankByPoints, Rule: string(claim), Points: points})
		}
	}
	if lottery != 0 {
		rank.Explanation = append(rank.Explanation, RankReason{Code: RankByLottery})
	}
	rank.Explanation = append(rank.Explanation, RankReason{Code: RankByTime})
	return rank
}

// priority reads what a claim is worth: "class,points" with class 0 or 1.
func (r *Rules) priority(claim ReasonCode, area string, on Date) (class, points int, ok bool) {
	text, ok := r.Text(RuleBookingPriority+string(claim), area, on)
	if !ok {
		return 0, 0, false
	}
	a, b, ok := strings.Cut(text, ",")
	if !ok {
		return 0, 0, false
	}
	class, err1 := strconv.Atoi(strings.TrimSpace(a))
	points, err2 := strconv.Atoi(strings.TrimSpace(b))
	return class, points, err1 == nil && err2 == nil && class >= 0 && class <= 1 && points >= 0 && points <= 1000
}

// Explain says why one wait is before another: the first thing in which their ranks differ.
func Explain(before, after Rank) RankReason {
	switch {
	case before.Class != after.Class:
		return RankReason{Code: RankByPriority, Class: before.Class}
	case before.Points != after.Points:
		return RankReason{Code: RankByPoints, Points: before.Points - after.Points}
	case before.Lottery != after.Lottery:
		return RankReason{Code: RankByLottery}
	default:
		return RankReason{Code: RankByTime}
	}
}

// WhyWorse lists the waits a wait is behind now and was not behind before, best rank first: those who came in between. Who is
// told names nobody and gives Explain for each.
func WhyWorse(before, after []Waiting, id ApplicationID) []Waiting {
	i := slices.IndexFunc(after, func(w Waiting) bool { return w.Application == id })
	if i < 0 {
		return nil
	}
	ahead := func(list []Waiting, rank Rank) map[ApplicationID]bool {
		out := make(map[ApplicationID]bool)
		for _, w := range list {
			out[w.Application] = w.Rank.Compare(rank) < 0
		}
		return out
	}
	was := ahead(before, after[i].Rank)
	var out []Waiting
	for _, w := range after {
		if w.Rank.Compare(after[i].Rank) < 0 && !was[w.Application] {
			out = append(out, w)
		}
	}
	slices.SortFunc(out, func(a, b Waiting) int { return a.Rank.Compare(b.Rank) })
	return out
}
