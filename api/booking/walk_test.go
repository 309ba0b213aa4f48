package booking_test

import (
	"cmp"
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

const (
	walks     = 200
	walkSteps = 60
)

// Random walks of families, facilities, bureaus and the clock against the real databases. After every step that did something the
// properties P1, P2, P5 to P11, P13, P15, P20 and P21 of reservations must hold; now and then, and at the end, every state follows from
// its steps.
func TestWalks(t *testing.T) {
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
		home := newTown(t, st)
		rapid.Check(t, func(rt *rapid.T) {
			run++
			newWalk(home, rt, fmt.Sprint("w", run)).run()
			if run%(walks/4) == 0 { // it reads everything of every walk so far
				home.sound()
			}
		})
		home.sound()
	})
}

// walk is one random walk in a small world of its own.
type walk struct {
	*town
	rt       *rapid.T
	id       string
	facility care.FacilityID
	classes  []care.ClassID
	families []care.Actor
	kids     map[string][]care.ChildID // by family
	seen     map[care.ApplicationID]care.Application
	last     []care.Application // as looked at last
	moved    bool               // the step was not refused
	months   [3]store.Months
	states   [3]store.PlaceClass
}

func newWalk(home *town, rt *rapid.T, id string) *walk {
	w := &walk{
		town: home.again(), rt: rt, id: id, facility: care.FacilityID(id), kids: make(map[string][]care.ChildID),
		seen: make(map[care.ApplicationID]care.Application),
	}
	var rooms []room
	for i, mode := range []care.Mode{care.FullDay, care.FullDay, care.HalfDay} {
		class := care.ClassID(fmt.Sprint(id, "-c", i))
		w.classes = append(w.classes, class)
		rooms = append(rooms, room{class, rapid.IntRange(1, 2).Draw(rt, "places"), mode})
	}
	w.town.facility(w.facility, rooms...)
	for i := range 3 {
		family := fmt.Sprint(id, "-f", i)
		kids := []care.ChildID{care.ChildID(family + "-a"), care.ChildID(family + "-b")}
		w.kids[family] = kids
		w.families = append(w.families, w.family(family, kids...))
	}
	return w
}

func (w *walk) run() {
	actions := map[string]func(*rapid.T){
		"apply": w.applyStep, "apply ": w.applyStep, "apply  ": w.applyStep, "together": w.togetherStep,
		"family": w.familyStep, "family ": w.familyStep, "family  ": w.familyStep,
		"facility": w.facilityStep, "facility ": w.facilityStep, "facility  ": w.facilityStep,
		"clock": w.clockStep, "sweep": w.sweepStep, "deliver": w.deliverStep, "places": w.placesStep, "bureau": w.bureauStep,
	}
	names := make([]string, 0, len(actions))
	for name := range actions {
		names = append(names, name)
	}
	slices.Sort(names)
	for range walkSteps {
		w.moved = false
		actions[rapid.SampledFrom(names).Draw(w.rt, "step")](w.rt)
		if w.moved { // what a refusal changed by mistake is found after the next step that was none
			w.check()
		}
	}
	w.check()
	for _, f := range w.families { // so that the sweeps of the next walks have nothing to do here
		if err := w.s.EndApplications(w.t.Context(), f, f.Family, ""); err != nil {
			w.rt.Fatal(err)
		}
	}
}

// refused passes over refusals, which are answers; anything else is a fault.
func (w *walk) refused(what string, err error) {
	w.rt.Helper()
	if err != nil && !known(err) {
		w.rt.Fatalf("%s: %v", what, err)
	}
	w.moved = w.moved || err == nil
}

// look reads everything of the walk on one view: what check is about, and the next step begins with.
func (w *walk) look() {
	var out []care.Application
	err := w.st.Read(w.t.Context(), "walk", func(tx *store.Tx) error {
		for i, class := range w.classes {
			var err error
			if w.months[i], err = tx.Occupancy(w.t.Context(), class); err != nil {
				return err
			}
			if w.states[i], err = tx.Class(w.t.Context(), class); err != nil {
				return err
			}
		}
		out = out[:0]
		for _, f := range w.families {
			apps, err := tx.OfFamily(w.t.Context(), f.Family)
			if err != nil {
				return err
			}
			out = append(out, apps...)
		}
		return nil
	})
	if err != nil {
		w.rt.Fatal(err)
	}
	slices.SortFunc(out, func(a, b care.Application) int { // as ids are random, by what is not
		return cmp.Or(cmp.Compare(a.CreatedAt, b.CreatedAt), cmp.Compare(a.ChildID, b.ChildID), cmp.Compare(a.ClassID, b.ClassID), cmp.Compare(a.ID, b.ID))
	})
	w.last = out
}

func (w *walk) applyStep(rt *rapid.T) {
	f := rapid.SampledFrom(w.families).Draw(rt, "family")
	child := rapid.SampledFrom(w.kids[string(f.Family)]).Draw(rt, "child")
	r := booking.ApplyRequest{
		Child: child, Class: rapid.SampledFrom(w.classes).Draw(rt, "class"),
		Start: care.Today(w.at()).AddDays(rapid.IntRange(0, 70).Draw(rt, "days")),
		As:    rapid.SampledFrom([]booking.As{booking.AsHold, booking.AsHold, booking.AsWait, booking.AsDraft}).Draw(rt, "as"),
	}
	for _, a := range w.last {
		if a.ChildID == child && a.State == care.StateEnrolled {
			r.Replaces = a.ID
		}
	}
	_, err := w.s.Apply(w.t.Context(), f, w.key(), r)
	if care.Is(err, care.CodePoolFull) { // the second request
		r.As = booking.AsWait
		_, err = w.s.Apply(w.t.Context(), f, w.key(), r)
	}
	w.refused("apply", err)
}

func (w *walk) togetherStep(rt *rapid.T) {
	f := rapid.SampledFrom(w.families).Draw(rt, "family")
	kids := w.kids[string(f.Family)]
	_, err := w.s.Apply(w.t.Context(), f, w.key(), booking.ApplyRequest{
		Child: kids[0], Class: rapid.SampledFrom(w.classes).Draw(rt, "class"), Start: care.Today(w.at()).AddDays(20),
		As:   rapid.SampledFrom([]booking.As{booking.AsHold, booking.AsWait}).Draw(rt, "as"),
		With: []booking.Sibling{{Child: kids[1], Class: rapid.SampledFrom(w.classes).Draw(rt, "other class")}},
	})
	w.refused("apply together", err)
}

// actStep lets an actor do something it could do now.
func (w *walk) actStep(rt *rapid.T, who func(care.Application) care.Actor) {
	apps := w.last
	if len(apps) == 0 {
		return
	}
	a := rapid.SampledFrom(apps).Draw(rt, "application")
	actor := who(a)
	v, err := w.s.Application(w.t.Context(), actor, a.ID)
	if err != nil || len(v.Actions) == 0 {
		return
	}
	r := booking.ActRequest{Form: booking.Form{Signed: true}}
	action := rapid.SampledFrom(v.Actions).Draw(rt, "action")
	switch action {
	case care.ActReject:
		r.Reason = care.ReasonHealth
	case care.ActAskRevoke, care.ActRevoke:
		r.Reason = care.ReasonFeesUnpaid
	case care.ActEnd:
		r.Reason = care.ReasonMoved
	default:
	}
	_, err = w.act(actor, v, action, r)
	w.refused(string(action), err)
}

func (w *walk) familyStep(rt *rapid.T) {
	w.actStep(rt, func(a care.Application) care.Actor {
		return care.Actor{Kind: care.ActorGuardian, ID: "guardian-" + string(a.FamilyID), Family: a.FamilyID}
	})
}

func (w *walk) facilityStep(rt *rapid.T) {
	w.actStep(rt, func(a care.Application) care.Actor { return staff(a.FacilityID) })
}

func (w *walk) bureauStep(rt *rapid.T) {
	switch rapid.IntRange(0, 3).Draw(rt, "bureau") {
	case 0:
		_, err := w.s.ActClass(w.t.Context(), district, w.key(), rapid.SampledFrom(w.classes).Draw(rt, "class"), booking.ClassAct{
			Action: rapid.SampledFrom([]string{booking.ClassFreeze, booking.ClassUnfreeze, booking.ClassUnfreeze}).Draw(rt, "what"), Reason: care.ReasonSafety,
		})
		w.refused("freeze", err)
	case 1:
		_, err := w.s.ActClass(w.t.Context(), district, w.key(), rapid.SampledFrom(w.classes).Draw(rt, "class"), booking.ClassAct{
			Action: booking.ClassSetFiled, Reason: care.ReasonCapacity,
			Months: []booking.FiledMonth{{Month: care.Today(w.at()).MonthOf() + care.Month(rapid.IntRange(0, 3).Draw(rt, "month")), Filed: rapid.IntRange(0, 3).Draw(rt, "filed")}}, //nolint:gosec // small
		})
		w.refused("set filed", err)
	default:
		w.actStep(rt, func(care.Application) care.Actor { return district })
	}
}

func (w *walk) placesStep(rt *rapid.T) {
	all, err := w.s.Places(w.t.Context(), staff(w.facility), w.facility)
	if err != nil {
		w.rt.Fatal(err)
	}
	p := rapid.SampledFrom(all).Draw(rt, "class")
	err = w.s.SetPlaces(w.t.Context(), staff(w.facility), p.ID, p.Version, []booking.MonthPlaces{{
		Month: rapid.SampledFrom(p.Months).Draw(rt, "month").Month, Staffed: rapid.IntRange(0, 3).Draw(rt, "staffed"),
		Outside: rapid.IntRange(0, 1).Draw(rt, "outside"),
	}})
	w.refused("set places", err)
}

func (w *walk) clockStep(rt *rapid.T) {
	w.pass(rapid.SampledFrom([]time.Duration{time.Minute, 16 * time.Minute, 5 * time.Hour, 26 * time.Hour, 9 * 24 * time.Hour}).Draw(rt, "time"))
}

func (w *walk) sweepStep(*rapid.T) {
	for range 2 {
		if done, err := w.s.Sweep(w.t.Context(), "walk"); err != nil || done.Failed > 0 || !done.Mine {
			w.rt.Fatalf("sweep: %+v, %v", done, err)
		}
	}
	w.moved = true
	w.look()
	for _, a := range w.last {
		if a.State == care.StateHeld && a.HoldUntil <= w.at() && !a.Frozen() {
			w.rt.Fatalf("a hold outlives its time and the sweeper: %+v", a)
		}
	}
}

func (w *walk) deliverStep(rt *rapid.T) {
	apps := w.last
	if len(apps) == 0 {
		return
	}
	a := rapid.SampledFrom(apps).Draw(rt, "application")
	err := w.st.Write(w.t.Context(), "deliver", func(tx *store.Tx) error { return w.s.Delivered(w.t.Context(), tx, a.ID, w.at()) })
	w.refused("deliver", err)
}

// check checks every property that can be seen from outside, after every step.
func (w *walk) check() {
	w.look()
	apps := w.last
	live, fullDay, beside := map[care.ChildID]int{}, map[care.ChildID]int{}, map[care.ChildID]int{}
	for _, a := range apps {
		switch {
		case a.State.Live() && a.Alternative: // T19b: one, offered, and beside what the child has
			if beside[a.ChildID]++; beside[a.ChildID] > 1 || a.State != care.StateOffered || a.Replaces == "" {
				w.rt.Fatalf("P5: child %s has %d places offered beside another: %+v", a.ChildID, beside[a.ChildID], a)
			}
		case a.State.Live():
			live[a.ChildID]++
		}
		if a.State == care.StateEnrolled && a.Mode == care.FullDay {
			fullDay[a.ChildID]++
		}
		w.checkOne(a)
		w.seen[a.ID] = a
	}
	for child, n := range live {
		if n > 1 || fullDay[child] > 1 {
			w.rt.Fatalf("P5: child %s has %d live and %d full-day places", child, n, fullDay[child])
		}
	}
	for _, a := range apps {
		if a.State == care.StateWaitlisted && live[a.ChildID]+beside[a.ChildID] > 0 {
			w.rt.Fatalf("a wait goes on while the child has something live: %+v", a)
		}
		if a.State == care.StatePaused && live[a.ChildID]+beside[a.ChildID] == 0 {
			w.rt.Fatalf("a wait is paused for nothing: %+v", a)
		}
	}
	w.checkGroups(apps)
	for i, class := range w.classes {
		w.checkClass(class, w.months[i], w.states[i], apps)
	}
}

func (w *walk) checkOne(a care.Application) {
	was, known := w.seen[a.ID]
	if !known {
		return
	}
	switch {
	case was.Rank.At != 0 && was.Rank.Compare(a.Rank) != 0:
		w.rt.Fatalf("P20: the rank changed: %+v, then %+v", was, a)
	case was.State == a.State && (a.AnswerBy < was.AnswerBy || a.DecideBy < was.DecideBy || a.RejectBy < was.RejectBy && a.RejectBy != 0 || a.HoldUntil < was.HoldUntil || a.AgreeBy < was.AgreeBy):
		w.rt.Fatalf("P15: a deadline came nearer: %+v, then %+v", was, a)
	case a.State == care.StateLapsed && was.State == care.StateOffered && (a.DeliveredAt == 0 || a.DeliveredAt+24*3600*1000 > w.at()):
		w.rt.Fatalf("P11: lapsed undelivered: %+v", a)
	}
}

// checkGroups: all members of a group that were offered a place from the waitlist were offered it at the same moment.
func (w *walk) checkGroups(apps []care.Application) {
	for _, a := range apps {
		if a.Group == "" || a.State != care.StateOffered || a.Rank.At == 0 || w.seen[a.ID].State == care.StateOffered {
			continue
		}
		for _, b := range apps {
			if b.Group == a.Group && b.State == care.StateWaitlisted && a.OfferedAt > b.UpdatedAt {
				w.rt.Fatalf("P21: %s was offered a place without its sibling %s", a.ID, b.ID)
			}
		}
	}
}

// checkClass: nobody has a place too many (P1), and no place is free that somebody waits for and could have (P8 to P10).
func (w *walk) checkClass(class care.ClassID, months store.Months, state store.PlaceClass, apps []care.Application) {
	for _, o := range months {
		if o.Used() > max(o.Filed, o.Grandfathered) || o.Open != (state.Frozen == "") {
			w.rt.Fatalf("P1: %+v", o)
		}
		var held, offered, enrolled int
		for _, a := range apps {
			if a.ClassID == class && a.From <= o.Month && o.Month <= a.To {
				switch a.State.Seat() {
				case care.SeatHeld:
					held++
				case care.SeatOffered:
					offered++
				case care.SeatEnrolled:
					enrolled++
				default:
				}
			}
		}
		if held != o.Held || offered != o.Offered || enrolled != o.Enrolled {
			w.rt.Fatalf("P2: %+v, but %d held, %d offered, %d enrolled", o, held, offered, enrolled)
		}
	}
	for _, a := range apps {
		if a.ClassID != class || a.State != care.StateWaitlisted || a.Group != "" || state.Frozen != "" {
			continue
		}
		s := a.Starting(care.Today(w.at()))
		free, known := months.Free(s.From, s.To)
		if known && free > 0 && w.eligible(s, apps) && !w.groupAhead(a, apps) {
			w.tellAll(apps)
			w.rt.Fatalf("P10: a place is free and %+v waits; %v", a, months)
		}
	}
}

// groupAhead reports whether a group of siblings for which a place may be kept waits for the class.
func (w *walk) groupAhead(a care.Application, apps []care.Application) bool {
	return slices.ContainsFunc(apps, func(b care.Application) bool {
		return b.ClassID == a.ClassID && b.Group != "" && b.State == care.StateWaitlisted && b.Rank.Compare(a.Rank) < 0
	})
}

// eligible reports whether the child is of the age of the class on its first day, and has no place this one would not replace.
func (w *walk) eligible(a care.Application, apps []care.Application) bool {
	age, _ := care.AgeMonths(w.children[a.ChildID].Child.Birth, a.Start)
	if age < 12 || age >= 24 {
		return false
	}
	return a.Mode != care.FullDay || !slices.ContainsFunc(apps, func(b care.Application) bool {
		return b.ChildID == a.ChildID && b.State == care.StateEnrolled && b.Mode == care.FullDay && b.ID != a.Replaces
	})
}

// tellAll logs every step of everything, for whoever looks for a fault.
func (w *walk) tellAll(apps []care.Application) {
	for _, a := range apps {
		err := w.st.Read(w.t.Context(), "walk", func(tx *store.Tx) error {
			steps, err := tx.StepsTaken(w.t.Context(), a.ID)
			w.rt.Logf("%s in %s, group %q:", a.ChildID, a.ClassID, a.Group)
			for _, s := range steps {
				w.rt.Logf("  %s %s → %s by %s at %s", s.Edge, s.From, s.To, s.Actor.Kind, s.At.Time())
			}
			return err
		})
		if err != nil {
			w.rt.Fatal(err)
		}
	}
}
