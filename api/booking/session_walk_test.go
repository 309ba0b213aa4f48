package booking_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// Random walks of families, a facility and the clock through visits, windows, sessions and absences on the real databases. After
// every step: no more is taken than there is, and exactly what is booked; nobody waits where a place is free; nobody who waits is
// passed over; a child is in one place at a time; nothing is given away before the draw. At the end, the log tells the
// same story as the rows.
func TestSessionWalks(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	checks := flag.Lookup("rapid.checks").Value
	before := checks.String()
	if err := checks.Set(strconv.Itoa(walks)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = checks.Set(before) })
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		run := 0
		home := sessionTown(t, st)
		rapid.Check(t, func(rt *rapid.T) {
			run++
			w := newSessionWalk(home, rt, fmt.Sprint("s", run))
			for range 30 {
				if w.step() { // what a refusal changed by mistake is found after the next step that was none
					w.check()
				}
			}
			w.check()
			w.replay()
		})
		if report, err := home.s.Reconcile(t.Context()); err != nil || !report.Sound() {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

type sessionWalk struct {
	*town
	rt       *rapid.T
	f        care.FacilityID
	class    care.ClassID
	parents  []care.Actor
	children []care.ChildID
	enrolled map[int]care.ApplicationID
	waiting  map[care.SessionID][]booking.EntryView // as it was before the step
	kept     map[booking.IdempotencyKey]keptEntry
	head     int64

	sessions []booking.SessionView // as looked at last
	entries  []booking.EntryView
	visits   []booking.VisitView
}

type keptEntry struct {
	parent  int
	request booking.EntryRequest
	id      care.EntryID
}

func newSessionWalk(home *town, rt *rapid.T, id string) *sessionWalk {
	w := &sessionWalk{
		town: home.again(), rt: rt, f: care.FacilityID(id), class: care.ClassID(id + "-c"), enrolled: make(map[int]care.ApplicationID),
		kept: make(map[booking.IdempotencyKey]keptEntry),
	}
	w.s = w.withNames(w.st)
	w.facility(w.f, room{id: w.class, places: 4})
	for i := range 5 {
		child := care.ChildID(fmt.Sprint(id, "-child-", i))
		w.parents = append(w.parents, w.family(fmt.Sprint(id, "-", i), child))
		w.children = append(w.children, child)
	}
	w.enrolled[0] = w.enrol(w.parents[0].Family, w.children[0], w.f, w.class)
	w.enrolled[1] = w.enrol(w.parents[1].Family, w.children[1], w.f, w.class)
	w.head = w.sequence()
	w.look()
	return w
}

// sequence numbers what has happened, and returns the last number.
func (w *sessionWalk) sequence() int64 {
	if _, err := w.st.Sequence(w.t.Context(), "walk", w.at()); err != nil {
		w.rt.Fatal(err)
	}
	seq, _, err := w.st.Head(w.t.Context())
	if err != nil {
		w.rt.Fatal(err)
	}
	return seq
}

func (w *sessionWalk) pick(what string, n int) int { return rapid.IntRange(0, n-1).Draw(w.rt, what) }

// step does one random thing, and says whether it was not refused. Refusals are fine; faults are not.
func (w *sessionWalk) step() bool {
	ctx := w.t.Context()
	sessions, entries, visits := w.sessions, w.entries, w.visits
	w.waiting = make(map[care.SessionID][]booking.EntryView)
	for _, e := range entries {
		if e.State == care.EntryWaiting {
			w.waiting[e.SessionID] = append(w.waiting[e.SessionID], e)
		}
	}
	i := w.pick("who", len(w.parents))
	var err error
	switch action := w.pick("action", 16); {
	case action == 0 || len(sessions) == 0:
		err = w.publish()
	case action == 1:
		from := w.at() + care.Instant(1+w.pick("hour", 40))*3600*1000
		_, err = w.s.PublishSlots(ctx, staff(w.f), []booking.SlotRequest{{StartsAt: from, EndsAt: from + 1800*1000, Places: 1 + w.pick("places", 2)}})
	case action == 2:
		err = w.bookVisit(i)
	case action == 3 && len(visits) > 0:
		v := visits[w.pick("visit", len(visits))]
		act := []care.Action{"cancel", "attended", "missed", "cancel"}[w.pick("act", 4)]
		_, err = w.s.ActVisit(ctx, staff(w.f), v.ID, booking.VisitAct{Action: act, Reason: reasonFor(act)})
	case action <= 8:
		err = w.enterSome(i, sessions)
	case action <= 10 && len(entries) > 0:
		e := entries[w.pick("entry", len(entries))]
		act := []care.Action{"cancel", "absent", "confirm"}[w.pick("act", 3)]
		_, err = w.s.ActEntry(ctx, care.Actor{Kind: care.ActorDelegate, ID: "grandma", Family: e.FamilyID}, e.ID, booking.EntryAct{Action: act})
	case action == 11 && len(entries) > 0:
		e := entries[w.pick("entry", len(entries))]
		act := []care.Action{"check_in", "check_out", "missed", "undo_check_in", "cancel"}[w.pick("act", 5)]
		_, err = w.s.ActEntry(ctx, staff(w.f), e.ID, booking.EntryAct{Action: act, Reason: reasonFor(act)})
	case action == 12:
		who := w.pick("enrolled", 2)
		r := booking.AbsenceRequest{Child: w.children[who], Application: w.enrolled[who], Date: care.Today(w.at()).AddDays(w.pick("day", 3))}
		if w.pick("takes back", 3) == 0 {
			err = w.s.WithdrawAbsence(ctx, w.parents[who], r)
		} else {
			_, err = w.s.MarkAbsence(ctx, w.parents[who], r)
		}
	case action == 13:
		s := sessions[w.pick("session", len(sessions))]
		if w.pick("cancels", 4) == 0 {
			err = w.s.CancelSession(ctx, staff(w.f), s.ID, care.ReasonWeather)
		} else {
			err = w.s.SetSessionPlaces(ctx, staff(w.f), s.ID, w.pick("places", 4), s.Version)
		}
	default:
		w.pass(time.Duration(1+w.pick("minutes", 12*60)) * time.Minute)
		_, err = w.s.SweepSessions(ctx)
	}
	if err != nil && !known(err) {
		w.rt.Fatal(err)
	}
	return err == nil
}

func reasonFor(act care.Action) care.ReasonCode {
	if act == "cancel" {
		return care.ReasonStaffShort
	}
	return ""
}

func (w *sessionWalk) publish() error {
	open := int16(60 * (8 + w.pick("hour", 8)))
	r := booking.SessionRequest{
		Mode: care.Drop, Date: care.Today(w.at()).AddDays(1 + w.pick("day", 2)), Open: open, Close: open + 120, Places: 1 + w.pick("places", 2),
	}
	if w.pick("class", 2) == 0 {
		r.Class = w.class
	}
	if w.pick("window", 2) == 0 {
		r.OpensAt, r.ClosesAt = w.at(), w.at()+3*3600*1000
	}
	_, err := w.s.PublishSessions(w.t.Context(), staff(w.f), []booking.SessionRequest{r})
	return err
}

func (w *sessionWalk) bookVisit(i int) error {
	slots, err := w.s.Slots(w.t.Context(), w.parents[i], w.f, w.at())
	if err != nil || len(slots) == 0 {
		return err
	}
	_, err = w.s.BookVisit(w.t.Context(), w.parents[i], w.key(), booking.VisitRequest{Slot: slots[w.pick("slot", len(slots))].ID})
	return err
}

// enterSome enters a child, or asks again with a key that was used.
func (w *sessionWalk) enterSome(i int, sessions []booking.SessionView) error {
	if len(w.kept) > 0 && w.pick("again", 4) == 0 {
		keys := make([]booking.IdempotencyKey, 0, len(w.kept))
		for k := range w.kept {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		key := keys[w.pick("key", len(keys))]
		k := w.kept[key]
		again, err := w.s.Enter(w.t.Context(), w.parents[k.parent], key, k.request)
		if err != nil || again.ID != k.id {
			w.rt.Fatalf("the same key gave %s, %v; first %s", again.ID, err, k.id)
		}
		return nil
	}
	key := w.key()
	r := booking.EntryRequest{Session: sessions[w.pick("session", len(sessions))].ID, Child: w.children[i], Wait: w.pick("wait", 3) > 0}
	v, err := w.s.Enter(w.t.Context(), w.parents[i], key, r)
	if err == nil {
		w.kept[key] = keptEntry{i, r, v.ID}
	}
	return err
}

// look reads everything of the walk: what check is about, and the next step begins with.
func (w *sessionWalk) look() {
	from := care.InstantOf(monday)
	var err error
	if w.sessions, err = w.s.Sessions(w.t.Context(), staff(w.f), w.f, from); err != nil {
		w.rt.Fatal(err)
	}
	if w.entries, err = w.s.Entries(w.t.Context(), staff(w.f), from, ""); err != nil {
		w.rt.Fatal(err)
	}
	if w.visits, err = w.s.Visits(w.t.Context(), staff(w.f), from); err != nil {
		w.rt.Fatal(err)
	}
}

func (w *sessionWalk) check() {
	w.look()
	sessions, entries := w.sessions, w.entries
	live := make(map[care.ChildID][]booking.EntryView)
	by := make(map[care.SessionID][]booking.EntryView)
	for _, e := range entries {
		by[e.SessionID] = append(by[e.SessionID], e)
		if e.State.Live() {
			live[e.ChildID] = append(live[e.ChildID], e)
		}
	}
	for child, list := range live {
		for i, a := range list {
			for _, b := range list[:i] {
				if a.Session.StartsAt() < b.Session.EndsAt() && b.Session.StartsAt() < a.Session.EndsAt() {
					w.rt.Fatalf("%s is in two places at once: %+v, %+v", child, a.Entry, b.Entry)
				}
			}
		}
	}
	for _, s := range sessions {
		seated := 0
		var waits []booking.EntryView
		for _, e := range by[s.ID] {
			if e.State.Seated() {
				seated++
			}
			if e.State == care.EntryWaiting {
				waits = append(waits, e)
			}
		}
		if seated != s.Taken || s.Taken > s.Places {
			w.rt.Fatalf("%d are in a session that counts %d of %d", seated, s.Taken, s.Places)
		}
		if s.Status == care.SessionOpen && w.at() < s.StartsAt() && s.Left() > 0 && len(waits) > 0 {
			w.rt.Fatalf("%d wait where %d places are free", len(waits), s.Left())
		}
		if (s.Status == care.SessionPlanned || s.Status == care.SessionWindow) && s.Taken > 0 {
			w.rt.Fatalf("%d places were given away before the draw", s.Taken)
		}
		w.checkOrder(s, by[s.ID])
	}
}

// checkOrder sees that those who got a place in the last step were before all who still wait.
func (w *sessionWalk) checkOrder(s booking.SessionView, now []booking.EntryView) {
	before := func(a, b booking.EntryView) int {
		late := func(e booking.EntryView) int {
			if e.Lottery > 0 {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(late(a), late(b)), cmp.Compare(a.Lottery, b.Lottery), cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID))
	}
	var promoted, still []booking.EntryView
	for _, was := range w.waiting[s.ID] {
		i := slices.IndexFunc(now, func(e booking.EntryView) bool { return e.ID == was.ID })
		switch {
		case i < 0:
			w.rt.Fatalf("entry %s is gone", was.ID)
		case now[i].State == care.EntryBooked:
			promoted = append(promoted, was)
		case now[i].State == care.EntryWaiting:
			still = append(still, was)
		}
	}
	for _, p := range promoted {
		for _, q := range still {
			if before(q, p) < 0 {
				w.rt.Fatalf("%s was passed over for %s", q.ID, p.ID)
			}
		}
	}
}

// replay follows every visit and entry through the log: each step begins where the last one ended, is in the table, and
// the last one leads to what the row says.
func (w *sessionWalk) replay() {
	w.sequence()
	type at struct {
		state   string
		version int64
	}
	story := map[string]map[string]at{care.NounEntry: {}, care.NounVisit: {}}
	edges := map[string]bool{string(care.EntryEdgeEntered): true, string(care.EntryEdgeBooked): true, string(care.EntryEdgeWaiting): true, string(care.VisitEdgeBooked): true}
	for _, r := range care.EntryRules() {
		edges[string(r.Edge)] = true
	}
	for _, r := range care.VisitRules() {
		edges[string(r.Edge)] = true
	}
	changes, err := w.st.Changes(w.t.Context(), w.head, 10_000)
	if err != nil {
		w.rt.Fatal(err)
	}
	for _, c := range changes {
		told := story[c.Noun]
		if told == nil {
			continue
		}
		var body struct {
			Version  int64
			From, To string
			Facility care.FacilityID
		}
		if err := json.Unmarshal(c.Body, &body); err != nil {
			w.rt.Fatal(err)
		}
		if body.Facility != w.f { // the clock goes on in the worlds of other walks
			continue
		}
		if last := told[c.ID]; !edges[c.Kind] || body.From != last.state || body.Version != last.version+1 {
			w.rt.Fatalf("%s %s: %s from %q (version %d) where it was %q (version %d)", c.Noun, c.ID, c.Kind, body.From, body.Version, last.state, last.version)
		}
		told[c.ID] = at{body.To, body.Version}
	}
	for _, e := range w.entries {
		if last := story[care.NounEntry][string(e.ID)]; last != (at{string(e.State), e.Version}) {
			w.rt.Fatalf("entry %s is %s (version %d), its log says %+v", e.ID, e.State, e.Version, last)
		}
	}
	for _, v := range w.visits {
		if last := story[care.NounVisit][string(v.ID)]; last != (at{string(v.State), v.Version}) {
			w.rt.Fatalf("visit %s is %s (version %d), its log says %+v", v.ID, v.State, v.Version, last)
		}
	}
}
