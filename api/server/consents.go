package server

import (
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
