package finder

import (
	"cmp"
	"slices"
	"sync"

	"tuoyuquan/api/care"
)

// VacancyEvent tells that the places of a facility, or whether it can be seen at all, changed. Vacancy is what any child
// finds this month, added up over all classes.
type VacancyEvent struct {
	Sequence int64           `json:"sequence" doc:"Number of the change; also the id of the event"`
	ID       care.FacilityID `json:"facility_id"`
	At       string          `json:"at" format:"date-time"`
	Gone     bool            `json:"gone,omitempty" doc:"true: the facility is no longer public"`
	Vacancy  *Vacancy        `json:"vacancy,omitempty"`
}

// Event is a VacancyEvent as it goes over the wire. Its bytes must not be changed.
type Event struct {
	Sequence int64
	JSON     []byte
}

const (
	keepEvents  = 1024 // for readers who come back
	eventBuffer = 64   // for readers who are slow
)

// hub hands events to everybody who listens.
type hub struct {
	mu     sync.Mutex
	recent []Event // ascending by Sequence
	lost   int64   // events up to this number are no longer kept
	subs   map[*Subscription]struct{}
}

func (h *hub) init() { h.subs = make(map[*Subscription]struct{}) }

// Subscription is one reader of events. C is closed when the reader fell behind or everything was read anew: it must
// subscribe again. From is the number of the last change known when it began. Close ends it.
type Subscription struct {
	C      <-chan Event
	From   int64
	c      chan Event
	h      *hub
	closed bool
}

// Subscribe returns the events after number `after`, and then those to come. complete is false when events after that
// number are no longer kept, so that the reader must read the list anew; with after < 0 nothing is replayed.
func (f *Finder) Subscribe(after int64) (sub *Subscription, replay []Event, complete bool) {
	h := &f.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	c := make(chan Event, eventBuffer)
	sub = &Subscription{C: c, c: c, h: h}
	s := f.current.Load()
	if s != nil {
		sub.From = s.Seq
	}
	h.subs[sub] = struct{}{}
	if after < 0 {
		return sub, nil, true
	}
	for _, e := range h.recent {
		if e.Sequence > after {
			replay = append(replay, e)
		}
	}
	known := s != nil && after <= s.Seq
	return sub, replay, known && after >= h.lost
}

// Close ends the subscription; closing twice is harmless.
func (s *Subscription) Close() {
	s.h.mu.Lock()
	defer s.h.mu.Unlock()
	s.h.drop(s)
}

func (h *hub) drop(s *Subscription) {
	if !s.closed {
		s.closed = true
		close(s.c)
		delete(h.subs, s)
	}
}

func (h *hub) send(e Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.recent = append(h.recent, e)
	if n := len(h.recent) - keepEvents; n > 0 {
		h.lost = h.recent[n-1].Sequence
		h.recent = append(h.recent[:0:0], h.recent[n:]...)
	}
	for s := range h.subs {
		select {
		case s.c <- e:
		default:
			h.drop(s)
		}
	}
}

// forget says that changes up to seq were applied without events.
func (h *hub) forget(seq int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.recent, h.lost = nil, seq
	for s := range h.subs {
		h.drop(s)
	}
}

// announce sends an event for each facility whose places changed, in the order of the changes.
func (f *Finder) announce(before, after *Snapshot, ids []care.FacilityID, latest map[care.FacilityID]*care.Change) {
	now := f.now()
	events := make([]VacancyEvent, 0, len(ids))
	for _, id := range ids {
		r, old := after.row(id), before.row(id)
		if (r == nil && old == nil) || (r != nil && old != nil && sameVacancy(old, r)) {
			continue
		}
		e := VacancyEvent{Sequence: latest[id].Seq, ID: id, At: stamp(latest[id].At), Gone: r == nil}
		if r != nil {
			month := care.Today(now).MonthOf()
			anyone := anyChild(month)
			o := r.offerFor(&anyone, &after.terms, now)
			v := o.vacancy(now)
			e.Vacancy = &v
		}
		events = append(events, e)
	}
	sortEvents(events)
	for i := range events {
		f.hub.send(Event{Sequence: events[i].Sequence, JSON: mustJSON(&events[i])})
	}
}

func sortEvents(events []VacancyEvent) {
	slices.SortFunc(events, func(a, b VacancyEvent) int { return cmp.Compare(a.Sequence, b.Sequence) })
}
