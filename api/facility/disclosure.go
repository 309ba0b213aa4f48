package facility

import (
	"context"
	"encoding/json"
	"fmt"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// disclosuresShown is how many changes of one kind are shown.
const disclosuresShown = 100

// Change is one change of what a facility makes known.
type Change[T any] struct {
	Version int64
	From    care.Date
	At      care.Instant
	Words   string
	Body    T
}

// Own is what a facility makes known of itself, with how it came to be.
type Own struct {
	Facility care.Facility // without classes
	Profile  care.Profile
	Fees     []care.Fee
	Terms    *care.Terms // nil: nothing was said yet
	Limits   care.PrepayLimits
	Monthly  int64 // what a month costs by the list, in fen; 0: not known

	ProfileVersion, FeesVersion, TermsVersion int64

	Profiles []Change[care.Profile]
	FeeLists []Change[[]care.Fee]
	Said     []Change[care.Terms]
}

// Own returns what the actor's facility makes known.
func (s *Service) Own(ctx context.Context, actor care.Actor) (Own, error) {
	if err := mine(actor, care.MayDisclose); err != nil {
		return Own{}, err
	}
	return s.Disclosed(ctx, actor.Facility)
}

// Disclosed returns what a facility makes known, for anybody who may see the facility.
func (s *Service) Disclosed(ctx context.Context, f care.FacilityID) (out Own, err error) {
	err = s.Store.Read(ctx, "read what is made known", func(tx *store.Tx) error {
		out, err = s.own(ctx, tx, f)
		return err
	})
	return out, err
}

func (s *Service) own(ctx context.Context, tx *store.Tx, id care.FacilityID) (out Own, err error) {
	if out.Facility, err = tx.FacilityAlone(ctx, id); err != nil {
		return out, err
	}
	f := &out.Facility
	out.Profile, out.Fees = care.ProfileOf(f), f.Fees
	if out.Profiles, err = history[care.Profile](ctx, tx, id, care.DisclosedProfile); err != nil {
		return out, err
	}
	if out.FeeLists, err = history[[]care.Fee](ctx, tx, id, care.DisclosedFees); err != nil {
		return out, err
	}
	if out.Said, err = history[care.Terms](ctx, tx, id, care.DisclosedTerms); err != nil {
		return out, err
	}
	out.ProfileVersion, out.FeesVersion, out.TermsVersion = versionOf(out.Profiles), versionOf(out.FeeLists), versionOf(out.Said)
	if len(out.Said) > 0 {
		out.Terms = &out.Said[0].Body
	}
	today := care.Today(s.now())
	rules := s.Rules()
	out.Limits = rules.PrepayLimits(f.AreaCode, today)
	out.Monthly = monthly(f.Fees, today, rules.FeeTerms(f.AreaCode, today))
	return out, nil
}

// monthly is the dearest month of care by the list: what may have to be paid ahead.
func monthly(fees []care.Fee, on care.Date, terms care.FeeTerms) (most int64) {
	for _, b := range care.Bands() {
		for _, m := range []care.Mode{care.FullDay, care.HalfDay} {
			if sum, ok := care.MonthlyFee(fees, b, m, on, terms); ok {
				most = max(most, sum)
			}
		}
	}
	return most
}

func versionOf[T any](list []Change[T]) int64 {
	if len(list) == 0 {
		return 0
	}
	return list[0].Version
}

func history[T any](ctx context.Context, tx *store.Tx, f care.FacilityID, kind care.DisclosureKind) ([]Change[T], error) {
	rows, err := tx.Disclosures(ctx, f, kind, disclosuresShown)
	if err != nil {
		return nil, err
	}
	out := make([]Change[T], len(rows))
	for i, r := range rows {
		out[i] = Change[T]{Version: r.Version, From: r.From, At: r.At, Words: r.Words}
		if err := json.Unmarshal(r.Body, &out[i].Body); err != nil {
			return nil, fmt.Errorf("disclosure %d of %s: %w", r.Version, f, err)
		}
	}
	return out, nil
}

// SetProfile changes the profile of the actor's facility. Fails with state_conflict when it was changed since seen.
func (s *Service) SetProfile(ctx context.Context, actor care.Actor, seen int64, p care.Profile, words string) (Own, error) {
	return s.disclose(ctx, actor, care.DisclosedProfile, seen, care.Date{}, words, func(o *Own) (any, error) {
		p.Tell(&o.Facility)
		return p, o.Facility.Validate()
	})
}

// SetFees changes the fee list of the actor's facility: from a day on, with words for the public. Lines of a day to come are given with
// the others and counted from that day.
func (s *Service) SetFees(ctx context.Context, actor care.Actor, seen int64, fees []care.Fee, from care.Date, words string) (Own, error) {
	return s.disclose(ctx, actor, care.DisclosedFees, seen, from, words, func(o *Own) (any, error) {
		if err := care.CheckFees(fees); err != nil {
			return nil, err
		}
		o.Facility.Fees = fees
		return fees, nil
	})
}

// SetTerms changes the terms of the actor's facility. Fails with prepay_too_long and custody_needed where the rules of its area do not
// allow them.
func (s *Service) SetTerms(ctx context.Context, actor care.Actor, seen int64, t care.Terms, from care.Date, words string) (Own, error) {
	return s.disclose(ctx, actor, care.DisclosedTerms, seen, from, words, func(o *Own) (any, error) {
		return t, s.Rules().CheckTerms(&t, o.Facility.AreaCode, care.Today(s.now()), o.Monthly)
	})
}

// disclose keeps what a facility makes known, and puts it into the register.
func (s *Service) disclose(ctx context.Context, actor care.Actor, kind care.DisclosureKind, seen int64, from care.Date, words string, f func(*Own) (any, error)) (out Own, err error) {
	if err := mine(actor, care.MayDisclose); err != nil {
		return out, err
	}
	if err := care.CheckWords(words); err != nil {
		return out, err
	}
	now := s.now()
	today := care.Today(now)
	if from.IsZero() {
		from = today
	}
	if from.Before(today.AddDays(-366)) || today.AddDays(2*366).Before(from) {
		return out, care.Errorf(care.Invalid, care.CodeBadDate, "from", "give a day within a year back and two ahead")
	}
	err = s.Store.Write(ctx, "make known", func(tx *store.Tx) error {
		if err := tx.LockFacility(ctx, actor.Facility); err != nil {
			return err
		}
		own, err := s.own(ctx, tx, actor.Facility)
		if err != nil {
			return err
		}
		stands := map[care.DisclosureKind]int64{
			care.DisclosedProfile: own.ProfileVersion, care.DisclosedFees: own.FeesVersion, care.DisclosedTerms: own.TermsVersion,
		}[kind]
		if stands != seen {
			return stale()
		}
		body, err := f(&own)
		if err != nil {
			return err
		}
		if err := s.keep(ctx, tx, actor, kind, stands, from, words, body, &own); err != nil {
			return err
		}
		out, err = s.own(ctx, tx, actor.Facility)
		return err
	})
	return out, err
}

func (s *Service) keep(ctx context.Context, tx *store.Tx, actor care.Actor, kind care.DisclosureKind, stands int64, from care.Date, words string, body any, own *Own) error {
	now := s.now()
	if stands == 0 && kind == care.DisclosedFees { // what stood before anybody changed it here is the first of the history
		before, err := tx.FacilityAlone(ctx, actor.Facility)
		if err != nil {
			return err
		}
		if len(before.Fees) > 0 {
			stands++
			known := min(before.UpdatedAt, now)
			if err := addDisclosure(ctx, tx, care.System("register"), kind, stands, care.Today(known), "", before.Fees, actor.Facility, known); err != nil {
				return err
			}
		}
	}
	if err := addDisclosure(ctx, tx, actor, kind, stands+1, from, words, body, actor.Facility, now); err != nil {
		return err
	}
	if kind != care.DisclosedTerms {
		return tx.KeepFacility(ctx, actor, now, own.Facility)
	}
	return changed(ctx, tx, actor, care.NounFacility, string(actor.Facility), "terms_made_known", now, map[string]any{"version": stands + 1})
}

func addDisclosure(ctx context.Context, tx *store.Tx, by care.Actor, kind care.DisclosureKind, version int64, from care.Date, words string, body any, f care.FacilityID, at care.Instant) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return tx.AddDisclosure(ctx, care.Disclosure{Facility: f, Kind: kind, Version: version, From: from, Body: text, Words: words, At: at, By: by})
}
