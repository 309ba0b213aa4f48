package registry

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// recognise finds the facilities that the items of a list already are; nil is a new one. An item that fits two of them,
// or the one that another item already is, is a bad row and leaves the list.
func recognise(ctx context.Context, st *store.Store, l *list, rep *Report) ([]*care.Facility, error) {
	keys := make([]store.FacilityKey, len(l.items))
	for i := range l.items {
		f := &l.items[i].Facility
		keys[i] = store.FacilityKey{Source: f.Source, ExternalID: f.ExternalID, CreditCode: f.CreditCode, AreaCode: f.AreaCode}
	}
	ids := make([]care.FacilityID, len(keys))
	bad := make([]string, len(keys))
	if err := matchIDs(ctx, st, keys, ids, bad); err != nil {
		return nil, err
	}
	byID, err := load(ctx, st, l, ids)
	if err != nil {
		return nil, err
	}
	var known []*care.Facility
	taken := make(map[care.FacilityID]int)
	kept := l.items[:0]
	for i, it := range l.items {
		if bad[i] != "" {
			rep.BadRows++
			rep.bad(Problem{Line: it.line, Column: "credit_code", Value: it.CreditCode, Reason: bad[i]})
			continue
		}
		id := ids[i]
		if id == "" {
			id = it.ID
		}
		was := byID[id]
		if first, twice := taken[id]; twice && was != nil {
			if it.ExternalID == "" {
				rep.BadRows++
				rep.bad(Problem{Line: it.line, Column: "name", Value: clip(it.Name), Reason: "this is the same facility as line " + itoa(first)})
				continue
			}
			was, id = nil, "" // a branch of the one legal person whose first branch was recognised
		}
		if id == "" {
			id = care.FacilityID(care.NewID())
		}
		taken[id] = it.line
		it.ID = id
		kept = append(kept, it)
		known = append(known, was)
	}
	l.items = kept
	return known, nil
}

// matchIDs asks the store for the ids, and finds the keys that fit two facilities by halving.
func matchIDs(ctx context.Context, st *store.Store, keys []store.FacilityKey, ids []care.FacilityID, bad []string) error {
	if len(keys) == 0 {
		return nil
	}
	got, err := st.MatchFacilities(ctx, keys)
	if err == nil {
		copy(ids, got)
		return nil
	}
	var e *care.Error
	if !errors.As(err, &e) || e.Code != care.CodeAmbiguous {
		return fmt.Errorf("recognise facilities: %w", err)
	}
	if len(keys) == 1 {
		bad[0] = e.Text
		return nil
	}
	half := len(keys) / 2
	if err := matchIDs(ctx, st, keys[:half], ids[:half], bad[:half]); err != nil {
		return err
	}
	return matchIDs(ctx, st, keys[half:], ids[half:], bad[half:])
}

func load(ctx context.Context, st *store.Store, l *list, ids []care.FacilityID) (map[care.FacilityID]*care.Facility, error) {
	var want []care.FacilityID
	for i := range l.items {
		if ids[i] != "" {
			want = append(want, ids[i])
		} else if id := l.items[i].ID; id != "" {
			want = append(want, id)
		}
	}
	slices.Sort(want)
	want = slices.Compact(want)
	byID := make(map[care.FacilityID]*care.Facility, len(want))
	for chunk := range slices.Chunk(want, 2000) {
		fs, err := st.FacilitiesByID(ctx, chunk)
		if err != nil {
			return nil, fmt.Errorf("read facilities: %w", err)
		}
		for i := range fs {
			byID[fs[i].ID] = &fs[i]
		}
	}
	return byID, nil
}

// merge gives the facility as it is to stand: what is known, and what the list says in the columns it has.
func merge(n *care.Facility, was *care.Facility, present []bool, o Options, rep *Report) care.Facility {
	if was == nil {
		return *n
	}
	m := *was
	m.ID, m.UpdatedAt = was.ID, 0
	parts := map[part]bool{}
	for i := range table {
		if !present[i] {
			continue
		}
		if table[i].copy != nil && table[i].part == partOwn {
			table[i].copy(&m, n)
		}
		parts[table[i].part] = true
	}
	mergeIdentity(&m, n, present)
	if parts[partFiling] {
		mergeFiling(&m, n, present)
	}
	if parts[partFees] {
		m.Fees = n.Fees
	}
	m.Classes = nil // as they stand
	if parts[partClasses] && len(n.Classes) > 0 {
		m.Classes = refreshFiled(was.Classes, n.Classes)
	}
	mergeLocation(&m, was, n, o, rep)
	return m
}

// mergeIdentity: a list that knows a facility by an id of its own gives it that id if it had none.
func mergeIdentity(m, n *care.Facility, present []bool) {
	if n.CreditCode != "" || present[columnByName["credit_code"]] && n.ExternalID != "" {
		m.CreditCode = n.CreditCode
	}
	if m.ExternalID == "" && n.ExternalID != "" {
		m.Source, m.ExternalID = n.Source, n.ExternalID
	}
	if !present[columnByName["kind"]] && m.Kind == "" {
		m.Kind = n.Kind
	}
}

// mergeFiling takes what the list says, but a state that the list did not state does not undo a suspension.
func mergeFiling(m, n *care.Facility, present []bool) {
	status, verified := m.Filing.Status, m.Verified
	for i := range table {
		if present[i] && table[i].part == partFiling {
			table[i].copy(m, n)
		}
	}
	if present[columnByName["filing_status"]] && n.Filing.Status != care.FilingUnknown {
		return
	}
	switch status {
	case care.FilingSuspended, care.FilingCancelled, care.FilingNonconforming, care.FilingChangePending, care.Licensed:
		m.Filing.Status = status
	default:
		if n.Filing.Status != care.FilingUnknown {
			m.Filing.Status, verified = n.Filing.Status, verified || n.Verified
		} else if status != "" {
			m.Filing.Status = status
		}
	}
	if !present[columnByName["verified"]] {
		m.Verified = verified
	}
}

func mergeLocation(m, was, n *care.Facility, o Options, rep *Report) {
	m.Location = was.Location
	if n.Location == nil {
		if was.Location != nil && was.Location.Source == care.LocationMatched && n.Address != was.Address && n.Address != "" {
			m.Location = nil // match the new address
		}
		return
	}
	byHand := was.Location != nil && was.Location.Source == care.LocationByHand
	if byHand && n.Location.Source != care.LocationByHand && !o.Overwrite {
		rep.KeptByHand++
		return
	}
	m.Location = n.Location
}

// refreshFiled returns the classes as the list has them. The store recognises them and keeps places that were confirmed
// later; where those rest on another number of filed places than the list's, they are carried over here with the new one.
func refreshFiled(known, list []care.Class) []care.Class {
	for i := range list {
		j := findClass(known, &list[i])
		if j < 0 || known[j].ConfirmedAt <= list[i].ConfirmedAt || len(list[i].Pools) != 1 {
			continue
		}
		for _, p := range known[j].Pools {
			if p.Filed != list[i].Pools[0].Filed {
				list[i] = mergeClass(known[j], list[i])
				break
			}
		}
	}
	return list
}

func findClass(known []care.Class, c *care.Class) int {
	return slices.IndexFunc(known, func(k care.Class) bool {
		return k.Band == c.Band && k.Mode == c.Mode && k.Name == c.Name
	})
}

// same reports whether a save of m would leave was as it is, for a dry run.
func same(m, was *care.Facility) bool {
	a, b := *m, *was
	a.UpdatedAt, b.UpdatedAt, a.Classes, b.Classes = 0, 0, nil, nil
	if !reflect.DeepEqual(tidy(a), tidy(b)) {
		return false
	}
	if m.Classes == nil {
		return true
	}
	if len(m.Classes) != len(was.Classes) {
		return false
	}
	for i := range m.Classes {
		j := findClass(was.Classes, &m.Classes[i])
		if j < 0 {
			return false
		}
		c, k := m.Classes[i], was.Classes[j]
		if c.ConfirmedAt < k.ConfirmedAt {
			c.ConfirmedAt, c.Source, c.Pools = k.ConfirmedAt, k.Source, k.Pools
		}
		c.ID, c.Reports = k.ID, k.Reports
		if !reflect.DeepEqual(c, k) {
			return false
		}
	}
	return true
}

// tidy makes empty lists nil, which the store does not tell apart.
func tidy(f care.Facility) care.Facility {
	if len(f.Modes) == 0 {
		f.Modes = nil
	}
	if len(f.Hours) == 0 {
		f.Hours = nil
	}
	if len(f.Fees) == 0 {
		f.Fees = nil
	}
	if len(f.Photos) == 0 {
		f.Photos = nil
	}
	if len(f.Languages) == 0 {
		f.Languages = nil
	}
	return f
}
