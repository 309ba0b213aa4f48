package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Texts are the texts in force, in one language: "zh" or "en".
func (s *Service) Texts(locale string) []Text {
	var out []Text
	for _, purpose := range care.Purposes() {
		t := textOf(purpose)
		said := t.in(locale)
		required := purpose.RequiredFor()
		if required == nil {
			required = []string{}
		}
		out = append(out, Text{
			Purpose: purpose, Version: t.version, Title: said.title, Body: said.body, RequiredFor: required, PerChild: purpose.PerChild(),
		})
	}
	return out
}

// in is the text in a language.
func (t consentText) in(locale string) wording {
	if locale == "en" {
		return t.en
	}
	return t.zh
}

// hash is the evidence of what was shown.
func (w wording) hash() string {
	sum := sha256.Sum256([]byte(w.title + "\n" + w.body))
	return hex.EncodeToString(sum[:])
}

// Consents is everything a family agreed to, withdrawn or not, newest first.
func (s *Service) Consents(ctx context.Context, actor care.Actor) (out []Consent, err error) {
	if err := mine(actor, care.MayReadFamily); err != nil {
		return nil, err
	}
	err = s.Store.Read(ctx, "read consents", func(tx *store.Tx) error {
		rows, err := tx.Consents(ctx, actor.Family)
		out = make([]Consent, 0, len(rows))
		for i := range rows {
			out = append(out, consentView(rows[len(rows)-1-i]))
		}
		return err
	})
	return out, err
}

func consentView(r store.ConsentRow) Consent {
	return Consent{
		ID: care.ConsentID(r.ID), Purpose: care.Purpose(r.Purpose), Version: int(r.Version), Child: care.ChildID(r.ChildID), By: care.AccountID(r.AccountID),
		GivenAt: care.Instant(r.GivenAt), WithdrawnAt: care.Instant(r.WithdrawnAt),
		Current: r.WithdrawnAt == 0 && int(r.Version) == textOf(care.Purpose(r.Purpose)).version,
	}
}

// consents are a family's as care judges them.
func consents(ctx context.Context, tx *store.Tx, family care.FamilyID) ([]care.Consent, error) {
	rows, err := tx.Consents(ctx, family)
	out := make([]care.Consent, len(rows))
	for i, r := range rows {
		out[i] = care.Consent{
			ID: care.ConsentID(r.ID), FamilyID: family, ChildID: care.ChildID(r.ChildID), AccountID: care.AccountID(r.AccountID),
			Purpose: care.Purpose(r.Purpose), Version: int(r.Version), GivenAt: care.Instant(r.GivenAt), WithdrawnAt: care.Instant(r.WithdrawnAt),
		}
	}
	return out, err
}

// GiveConsent keeps that a guardian agrees to the text that was shown. Agreeing twice is agreeing once. Fails with
// text_outdated when another text is in force.
func (s *Service) GiveConsent(ctx context.Context, p Person, purpose care.Purpose, version int, child care.ChildID, locale string) (Consent, error) {
	if err := mine(p.Actor, care.MayConsent); err != nil {
		return Consent{}, err
	}
	text := textOf(purpose)
	switch {
	case text.version == 0:
		return Consent{}, care.Errorf(care.Invalid, care.CodeInvalid, "purpose", "%q is not a purpose", care.Clip(string(purpose)))
	case version != text.version:
		return Consent{}, &care.Error{Kind: care.Conflict, Code: care.CodeTextOutdated, Field: "version"}
	case !purpose.PerChild() && child != "":
		return Consent{}, care.Errorf(care.Invalid, care.CodeInvalid, "child_id", "this is agreed to for the whole family")
	}
	if locale != "en" {
		locale = "zh"
	}
	row := store.ConsentRow{
		ID: care.NewID(), FamilyID: string(p.Family), ChildID: string(child), AccountID: string(p.Account), Purpose: string(purpose), Version: int32(version), //nolint:gosec // equals the one in force
		TextHash: text.in(locale).hash(), Locale: locale, Device: string(p.Device), GivenAt: int64(s.now()),
	}
	var given store.ConsentRow
	err := s.Store.Write(ctx, "give a consent", func(tx *store.Tx) error {
		given = row
		if child != "" {
			if _, err := ownChild(ctx, tx, p.Actor, child); err != nil {
				return err
			}
		}
		there, known, err := tx.LiveConsent(ctx, p.Family, child, string(purpose), row.Version)
		if err != nil {
			return err
		}
		if known {
			given = there
			return nil
		}
		if err := tx.AddConsent(ctx, row); err != nil {
			return err
		}
		return tx.AppendChanges(ctx, []care.Change{consentChange(p.Actor, row.ID, "consent_given", s.now())})
	})
	return consentView(given), err
}

func consentChange(by care.Actor, id, kind string, at care.Instant) care.Change {
	return care.Change{Noun: care.NounFamily, ID: string(by.Family), Kind: kind, At: at, Actor: by, Body: []byte(`{"consent":"` + id + `"}`)}
}

// WithdrawConsent takes a consent back, as easily as it was given. What was done with it stays done; nothing new is.
func (s *Service) WithdrawConsent(ctx context.Context, actor care.Actor, id care.ConsentID) error {
	if err := mine(actor, care.MayConsent); err != nil {
		return err
	}
	return s.Store.Write(ctx, "withdraw a consent", func(tx *store.Tx) error {
		now := s.now()
		known, err := tx.WithdrawConsent(ctx, actor.Family, id, actor.ID, now)
		if err != nil {
			return err
		}
		if !known {
			return notFound("id")
		}
		return tx.AppendChanges(ctx, []care.Change{consentChange(actor, string(id), "consent_withdrawn", now)})
	})
}
