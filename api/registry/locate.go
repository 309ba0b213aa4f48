package registry

import (
	"context"
	"errors"
	"fmt"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// locate gives facilities without a point the point of their address where the match is good enough, and facilities with
// a point but without a district the area that holds it.
func locate(ctx context.Context, st *store.Store, merged []care.Facility, known []*care.Facility, o Options, rep *Report) error {
	var m *Matcher
	for i := range merged {
		f := &merged[i]
		if f.Location != nil && f.AreaCode != "" || o.NoMatch && f.Location == nil {
			continue
		}
		if i%1000 == 0 {
			if err := done(ctx); err != nil {
				return err
			}
			if o.Progress != nil {
				o.Progress("match", int64(i), int64(len(merged)))
			}
		}
		if m == nil {
			var err error
			if m, err = NewMatcher(ctx, st); err != nil {
				return err
			}
		}
		if f.Location == nil {
			if f.Location = m.locate(f); f.Location != nil && (known[i] == nil || known[i].Location == nil) {
				rep.Matched++
			}
		}
		if f.Location != nil && f.AreaCode == "" {
			if a := m.AreaAt(f.Location.Point); a != nil {
				f.AreaCode = a.Code
			}
		}
	}
	return nil
}

// locate returns the location an address gives, or nil when no reading is sure enough.
func (m *Matcher) locate(f *care.Facility) *care.Location {
	found := m.Match(addressOf(f))
	if len(found) == 0 || found[0].Confidence < MinConfidence {
		return nil
	}
	return &care.Location{
		Point: found[0].Point, Original: found[0].Point, System: care.WGS84, Source: care.LocationMatched,
		Confidence: found[0].Confidence, Matched: found[0].Matched,
	}
}

func addressOf(f *care.Facility) Address {
	return Address{Name: f.Name, Text: f.Address, AreaCode: f.AreaCode, AreaName: f.AreaName}
}

// MatchReport says what MatchAll did.
type MatchReport struct {
	Tried   int `json:"tried"`   // facilities that had no location
	Matched int `json:"matched"` // that have one now
}

// MatchAll matches the addresses of all facilities that need a location, after places or areas have been imported.
func MatchAll(ctx context.Context, st *store.Store, actor care.Actor, at care.Instant) (MatchReport, error) {
	var rep MatchReport
	var need []care.Facility
	err := st.EachFacility(ctx, func(f care.Facility) error {
		if f.Location == nil {
			f.Classes = nil // as they stand
			need = append(need, f)
		}
		return nil
	})
	if err != nil {
		return rep, fmt.Errorf("match addresses: %w", err)
	}
	rep.Tried = len(need)
	m, err := NewMatcher(ctx, st)
	if err != nil {
		return rep, err
	}
	var save []care.Facility
	for i := range need {
		if i%100 == 0 {
			if err := done(ctx); err != nil {
				return rep, err
			}
		}
		if need[i].Location = m.locate(&need[i]); need[i].Location == nil {
			continue
		}
		if a := m.AreaAt(need[i].Location.Point); a != nil && need[i].AreaCode == "" {
			need[i].AreaCode = a.Code
		}
		save = append(save, need[i])
	}
	if _, err := st.SaveFacilities(ctx, actor, at, save); err != nil {
		return rep, fmt.Errorf("match addresses: %w", err)
	}
	rep.Matched = len(save)
	return rep, nil
}

// MatchOne gives one facility without a point that of its address, and reports whether it has one now.
func MatchOne(ctx context.Context, st *store.Store, actor care.Actor, at care.Instant, id care.FacilityID) (bool, error) {
	f, err := st.Facility(ctx, id)
	if err != nil || f.Location != nil {
		return err == nil, err
	}
	m, err := NewMatcher(ctx, st)
	if err != nil {
		return false, err
	}
	if f.Location = m.locate(&f); f.Location == nil {
		return false, nil
	}
	f.Classes = nil // as they stand
	if _, err := st.SaveFacilities(ctx, actor, at, []care.Facility{f}); err != nil {
		return false, fmt.Errorf("match an address: %w", err)
	}
	return true, nil
}

// NeedLocation calls f for every facility that is not on the map, with what its address may mean, best first, for those
// who place by hand.
func NeedLocation(ctx context.Context, st *store.Store, f func(care.Facility, []Match) error) error {
	m, err := NewMatcher(ctx, st)
	if err != nil {
		return err
	}
	err = st.EachFacility(ctx, func(x care.Facility) error {
		if x.Location != nil {
			return nil
		}
		return f(x, m.Match(addressOf(&x)))
	})
	if err != nil {
		return fmt.Errorf("facilities without a location: %w", err)
	}
	return nil
}

// Place puts a facility at a point by hand; no import moves it from there unless told to overwrite. The point is in the
// given system. It returns bad_coordinates for a point that cannot be, not_found for no such facility.
func Place(ctx context.Context, st *store.Store, actor care.Actor, at care.Instant, id care.FacilityID, p orb.Point, system care.CoordSystem) error {
	if system == "" {
		system = care.WGS84
	}
	if system != care.WGS84 && system != care.GCJ02 && system != care.BD09 {
		return wrong("system", "%q is not a coordinate system; use wgs84, gcj02 or bd09", clip(string(system)))
	}
	if p[0] != p[0] || p[1] != p[1] { // NaN
		return care.Errorf(care.Invalid, care.CodeBadCoordinates, "point", "the point is not a number")
	}
	if err := checkPoint(p); err != nil {
		return err
	}
	f, err := st.Facility(ctx, id)
	if err != nil {
		return fmt.Errorf("place facility: %w", err)
	}
	l := located(p, system)
	l.Source = care.LocationByHand
	f.Location, f.Classes = &l, nil
	if f.AreaCode == "" {
		m, err := NewMatcher(ctx, st)
		if err != nil {
			return err
		}
		if a := m.AreaAt(l.Point); a != nil {
			f.AreaCode = a.Code
		}
	}
	if _, err := st.SaveFacilities(ctx, actor, at, []care.Facility{f}); err != nil {
		return fmt.Errorf("place facility: %w", err)
	}
	return nil
}

var errNoName = errors.New("it has no name")
