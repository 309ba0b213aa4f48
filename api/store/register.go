package store

import (
	"context"
	"encoding/json"
	"math"
	"strconv"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// registerCursor is where the register's log has followed the record to.
const registerCursor = "register.seq"

// registerBatch is how many changes one transaction of the log reads.
const registerBatch = 1000

// entryDetail is what of an entry of the log is neither filtered nor sorted by.
type entryDetail struct {
	Fields  []care.RegisterDiff `json:"fields,omitempty"`
	Reasons []care.FilingReason `json:"reasons,omitempty"`
	Reason  care.ReasonCode     `json:"reason,omitempty"`
	Words   string              `json:"words,omitempty"`
}

// FollowRegister carries the register's log on along the record, a batch of changes at a time, each in one transaction with the place it
// has come to. It returns how many entries it made. Killed anywhere it goes on where it was; run twice it makes nothing twice.
func (s *Store) FollowRegister(ctx context.Context) (made int, err error) {
	for {
		n, read := 0, 0
		err := s.write(ctx, "follow the register", func(w *work) error {
			n, read = 0, 0
			after, err := w.registerCursor(ctx)
			if err != nil {
				return err
			}
			changes, err := changesAfter(ctx, w, after, registerBatch)
			if err != nil || len(changes) == 0 {
				return err
			}
			read = len(changes)
			for _, c := range changes {
				said, err := w.registerStep(ctx, c)
				if err != nil {
					return err
				}
				if said {
					n++
				}
			}
			return w.SetMeta(ctx, db.SetMetaParams{MetaKey: registerCursor, Value: strconv.FormatInt(changes[read-1].Seq, 10)})
		})
		made += n
		if err != nil || read < registerBatch {
			return made, err
		}
	}
}

func (w *work) registerCursor(ctx context.Context) (int64, error) {
	text, err := w.Meta(ctx, registerCursor)
	if care.Is(translate(err), care.CodeNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(text, 10, 64)
}

// registerStep is what one change is to the log.
func (w *work) registerStep(ctx context.Context, c care.Change) (said bool, err error) {
	if c.Noun != care.NounFacility || c.Kind == care.ChangePlaces || c.Kind == care.ChangeVacancyConfirm || c.Kind == care.ChangeVacancyReported {
		return false, nil
	}
	now, there, err := found(w.FacilityStatus(ctx, c.ID))
	if err != nil || !there { // a made-up facility that was removed
		return false, err
	}
	status, known, err := found(w.Standing(ctx, c.ID))
	if err != nil {
		return false, err
	}
	is, e, said := care.RegisterStep(c, care.FilingStatus(status))
	if is == "" && !known { // of a time when changes did not say
		c.Body = nil
		is = care.FilingStatus(now)
		if is.Registered() {
			e, said = care.RegisterEntry{Seq: c.Seq, Facility: care.FacilityID(c.ID), Kind: care.RegisterFiled, At: c.At, Status: is}, true
		}
	}
	if is != care.FilingStatus(status) {
		if err := w.PutStanding(ctx, db.PutStandingParams{FacilityID: c.ID, Status: string(is), Seq: c.Seq}); err != nil {
			return false, err
		}
	}
	if !said {
		return false, nil
	}
	return true, w.addRegisterEntry(ctx, e)
}

func (w *work) addRegisterEntry(ctx context.Context, e care.RegisterEntry) error {
	detail, err := json.Marshal(entryDetail{e.Fields, e.Reasons, e.Reason, e.Words})
	if err != nil {
		return err
	}
	return w.InsertRegisterEntry(ctx, db.InsertRegisterEntryParams{
		Seq: e.Seq, FacilityID: string(e.Facility), Kind: string(e.Kind), At: int64(e.At), Status: string(e.Status), Detail: string(detail),
	})
}

// RegisterLine is an entry of the log with the facility it speaks of, as that stands now.
type RegisterLine struct {
	care.RegisterEntry

	Name       string
	AreaCode   string
	AreaName   string
	CreditCode string
}

// RegisterFilter says which entries are wanted; what is zero does not filter.
type RegisterFilter struct {
	Before   int64
	Facility care.FacilityID
	Kind     care.RegisterKind
	Area     string
	Limit    int
}

// RegisterLog returns entries of the log, the latest first.
func (s *Store) RegisterLog(ctx context.Context, f RegisterFilter) (out []RegisterLine, err error) {
	if f.Before <= 0 {
		f.Before = math.MaxInt64
	}
	err = s.read(ctx, "read the register's log", func(w *work) error {
		rows, err := w.RegisterLog(ctx, db.RegisterLogParams{
			Before: f.Before, Facility: string(f.Facility), Kind: string(f.Kind), Area: care.RegionPrefix(f.Area), Page: int32(min(max(f.Limit, 1), 5000)), //nolint:gosec // bounded
		})
		if err != nil {
			return err
		}
		out = make([]RegisterLine, len(rows))
		for i, r := range rows {
			var d entryDetail
			if err := json.Unmarshal([]byte(r.Detail), &d); err != nil {
				return err
			}
			out[i] = RegisterLine{
				RegisterEntry: care.RegisterEntry{
					Seq: r.Seq, Facility: care.FacilityID(r.FacilityID), Kind: care.RegisterKind(r.Kind), At: care.Instant(r.At), Status: care.FilingStatus(r.Status),
					Fields: d.Fields, Reasons: d.Reasons, Reason: d.Reason, Words: d.Words,
				},
				Name: r.FacilityName, AreaCode: r.AreaCode, AreaName: r.AreaName, CreditCode: r.CreditCode,
			}
		}
		return nil
	})
	return out, err
}

// RegisterFacility is a facility with its filed places of a month.
type RegisterFacility struct {
	care.Facility // without classes

	Places int
}

// EachRegistered calls f for every facility that stands in the register or once did, in the order of ids, on one unchanging view, and
// returns the number and hash of the change the view is true up to.
func (s *Store) EachRegistered(ctx context.Context, month care.Month, f func(RegisterFacility) error) (seq int64, hash string, err error) {
	err = s.read(ctx, "read the register", func(w *work) error {
		head, err := w.ChainHead(ctx)
		if err != nil {
			return err
		}
		seq, hash = head.Seq, head.Hash
		sums, err := w.FiledPlaces(ctx, int32(month))
		if err != nil {
			return err
		}
		places := make(map[string]int64, len(sums))
		for _, p := range sums {
			places[p.FacilityID] = p.Places
		}
		after := ""
		for {
			rows, err := w.FacilitiesAfter(ctx, db.FacilitiesAfterParams{After: after, Page: facilityPage})
			if err != nil || len(rows) == 0 {
				return err
			}
			for i := range rows {
				after = rows[i].ID
				status := care.FilingStatus(rows[i].FilingStatus)
				if !status.Registered() && status != care.FilingCancelled {
					continue
				}
				of, err := facilityOf(&rows[i])
				if err != nil {
					return err
				}
				if err := f(RegisterFacility{of, int(places[rows[i].ID])}); err != nil {
					return err
				}
			}
		}
	})
	return seq, hash, err
}

// changeWindow is how many numbers one look into the record goes through, so that a rare filter does not read all of it.
const changeWindow = 50_000

// ChangeFilter says which changes are wanted; what is zero does not filter.
type ChangeFilter struct {
	Before       int64
	Noun, ID     string
	Kind         string
	Actor        string
	Since, Until care.Instant
	Unguarded    bool   // leaves out what tells of somebody who is protected, as if it were not there
	Area         string // only what was done to its facilities or by its staff
	Limit        int
}

// ChangesWhere returns numbered changes, the latest first, and the number to go on before: 0 when there is nothing earlier.
func (s *Store) ChangesWhere(ctx context.Context, f ChangeFilter) (out []care.Change, next int64, err error) {
	limit := min(max(f.Limit, 1), 500)
	if f.Until == 0 {
		f.Until = math.MaxInt64
	}
	err = s.read(ctx, "read changes", func(w *work) error {
		if f.Before <= 0 {
			head, err := w.ChainHead(ctx)
			if err != nil {
				return err
			}
			f.Before = head.Seq + 1
		}
		var rows []db.ChangesWhereRow
		floor := max(f.Before-changeWindow, 1)
		if f.Noun != "" && f.ID != "" { // along its own index
			floor = 1
		}
		rows, err := w.ChangesWhere(ctx, db.ChangesWhereParams{
			Before: f.Before, Floor: floor, Noun: f.Noun, NounID: f.ID, Kind: f.Kind, Actor: f.Actor, Since: int64(f.Since), Until: int64(f.Until), Guarded: !f.Unguarded,
			Area: care.RegionPrefix(f.Area),
			Page: int32(limit), //nolint:gosec // bounded
		})
		if err != nil {
			return err
		}
		out = make([]care.Change, len(rows))
		for i, r := range rows {
			out[i] = care.Change{
				Seq: r.Seq, Noun: r.Noun, ID: r.NounID, Kind: r.Kind, At: care.Instant(r.ChangedAt),
				Actor: care.Actor{Kind: care.ActorKind(r.ActorKind), ID: r.ActorID}, Body: []byte(r.Body), Hash: r.Hash,
			}
		}
		switch {
		case len(rows) == limit:
			next = rows[len(rows)-1].Seq
		case floor > 1:
			next = floor
		}
		if next == 1 {
			next = 0
		}
		return nil
	})
	return out, next, err
}

// ServesOthers reports whether there are facilities outside of an area: the record is then not that area's alone.
func (s *Store) ServesOthers(ctx context.Context, area string) (others bool, err error) {
	err = s.read(ctx, "look for other areas", func(w *work) error {
		others, err = w.AnyFacilityOutside(ctx, care.RegionPrefix(area))
		return err
	})
	return others, err
}
