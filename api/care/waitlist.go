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
}

// GroupWait is a group of siblings that wants its places together, in one class or several.
type GroupWait struct {
	Members   []Waiting // every wait of the group
	Skips     int       // how often it was passed over
	SkippedAt Instant   // when last; 0: not known
}

// Pick is who gets the free places of a class next.
type Pick struct {
	Offer   []Waiting // one child, or every member of a group; empty: nobody
	Skipped []GroupID // groups before them for whom not every place was free: each counts as passed over once
	Kept    GroupID   // nobody, because the place is kept for this group
}

// Next returns who is offered a place, in rank order among the waits of one class that are not paused. fits says whether waits
// are eligible and all of them have a place at the same time.
//
// A group is offered together or not at all. While one of its places is missing others may go before it, at most
// terms.GroupSkips times; after that a place one of its members could have is kept for it, for at most terms.GroupKeepDays
// after it was passed over last.
func Next(waiting []Waiting, groups map[GroupID]GroupWait, fits func([]Waiting) bool, terms BookingTerms, now Instant) Pick {
	order := slices.SortedFunc(slices.Values(waiting), func(a, b Waiting) int { return a.Rank.Compare(b.Rank) })
	var skipped []GroupID
	for _, w := range order {
		if w.Group == "" {
			if fits([]Waiting{w}) {
				return Pick{Offer: []Waiting{w}, Skipped: skipped}
			}
			continue
		}
		if slices.Contains(skipped, w.Group) {
			continue
		}
		g, ok := groups[w.Group]
		if !ok {
			g.Members = []Waiting{w}
		}
		if fits(g.Members) {
			return Pick{Offer: slices.Clone(g.Members), Skipped: skipped}
		}
		if !fits([]Waiting{w}) {
			continue // no place it could have: nobody goes before it
		}
		if g.kept(terms, now) {
			return Pick{Kept: w.Group}
		}
		skipped = append(skipped, w.Group)
	}
	return Pick{}
}

// kept reports whether a free place is kept for the group instead of passing it over once more.
func (g GroupWait) kept(terms BookingTerms, now Instant) bool {
	if g.Skips < terms.GroupSkips || len(g.Members) < 2 {
		return false
	}
	return g.SkippedAt == 0 || now < g.SkippedAt+Instant(terms.GroupKeepDays)*dayMillis
}

// Ahead reports whether a walk-in must give way: somebody who waits would be offered the place, or it is kept.
func (p Pick) Ahead() bool { return len(p.Offer) > 0 || p.Kept != "" }

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
