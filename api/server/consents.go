package server

import (
	"context"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
)

// ConsentText is what a family is asked to agree to, in the language asked for.
type ConsentText struct {
	Purpose     string   `json:"purpose"`
	Version     int      `json:"version"`
	Title       string   `json:"title"`
	Body        string   `json:"body"`
	RequiredFor []string `json:"required_for" nullable:"false" doc:"What cannot be done without it"`
	PerChild    bool     `json:"per_child" doc:"true: asked for each child"`
}

// ConsentTexts is every text in force.
type ConsentTexts struct {
	Texts []ConsentText `json:"texts" nullable:"false"`
}

// Consent is what a family agreed to, and when.
type Consent struct {
	ID          care.ConsentID `json:"id"`
	Purpose     string         `json:"purpose"`
	Version     int            `json:"version"`
	ChildID     care.ChildID   `json:"child_id,omitempty" doc:"Absent: for the whole family"`
	By          care.AccountID `json:"by,omitempty"`
	GivenAt     string         `json:"given_at" format:"date-time"`
	WithdrawnAt string         `json:"withdrawn_at,omitempty" format:"date-time"`
	Current     bool           `json:"current" doc:"true: of the version in force, and not withdrawn"`
}

// ConsentList is everything a family agreed to, withdrawn or not, newest first.
type ConsentList struct {
	Consents []Consent `json:"consents" nullable:"false"`
}

// consentBody agrees to the text that was shown.
type consentBody struct {
	Body struct {
		Purpose string       `json:"purpose" minLength:"1" maxLength:"40"`
		Version int          `json:"version" minimum:"1" doc:"Of the text that was shown"`
		ChildID care.ChildID `json:"child_id,omitempty" maxLength:"64"`
	}
}

// consentPath names a consent.
type consentPath struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *Server) listConsentTexts(ctx context.Context, _ *struct{}) (*answer[ConsentTexts], error) {
	return &answer[ConsentTexts]{ConsentTexts{each(s.Account.Texts(locale(ctx)), func(t account.Text) ConsentText {
		return ConsentText{
			Purpose: string(t.Purpose), Version: t.Version, Title: t.Title, Body: t.Body, PerChild: t.PerChild,
			RequiredFor: each(t.RequiredFor, func(w string) string { return w }),
		}
	})}}, nil
}

func consentOf(c account.Consent) Consent {
	return Consent{
		ID: c.ID, Purpose: string(c.Purpose), Version: c.Version, ChildID: c.Child, By: c.By, GivenAt: stamp(c.GivenAt), WithdrawnAt: maybeStamp(c.WithdrawnAt),
		Current: c.Current,
	}
}

func (s *Server) listConsents(ctx context.Context, _ *struct{}) (*answer[ConsentList], error) {
	list, err := s.Account.Consents(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return &answer[ConsentList]{ConsentList{each(list, consentOf)}}, nil
}

func (s *Server) giveConsent(ctx context.Context, in *consentBody) (*answer[Consent], error) {
	c, err := s.Account.GiveConsent(ctx, personOf(ctx), care.Purpose(in.Body.Purpose), in.Body.Version, in.Body.ChildID, locale(ctx))
	if err != nil {
		return nil, err
	}
	return &answer[Consent]{consentOf(c)}, nil
}

func (s *Server) withdrawConsent(ctx context.Context, in *consentPath) (*struct{}, error) {
	return nothing(s.Account.WithdrawConsent(ctx, actorOf(ctx), care.ConsentID(in.ID)))
}
