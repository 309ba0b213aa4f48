package care

import "slices"

// Displaced reports whether an application would have its child looked after, or might have, and gets nothing while its class is
// stopped: whoever has a place or an offer, and who waits and is not paused. What was itself offered in another's place is not.
func (a *Application) Displaced() bool {
	return !a.Alternative && (a.State.Live() || a.State == StateEnrolled || a.State == StateWaitlisted)
}

// Displaced lists those of some applications of a stopped class who are to be offered a place elsewhere, in the order in which they are:
// who has a place goes before who waits for one, as they did here, and among each the better rank goes first. Who came to
// a free place has no rank, and stands where the time of its request puts it.
func Displaced(apps []Application) []Application {
	out := slices.DeleteFunc(slices.Clone(apps), func(a Application) bool { return !a.Displaced() })
	slices.SortFunc(out, func(a, b Application) int {
		if w := a.State.Waiting(); w != b.State.Waiting() {
			if w {
				return 1
			}
			return -1
		}
		return a.standing().Compare(b.standing())
	})
	return out
}

// standing is the rank of an application, also of one that never waited.
func (a *Application) standing() Rank {
	if a.Rank.ID != "" {
		return a.Rank
	}
	return Rank{Class: 1, At: a.CreatedAt, ID: a.ID}
}
