package server

import (
	"context"

	"tuoyuquan/api/booking"
)

// TokenPath is the signed part of a link in a message.
type TokenPath struct {
	Token string `path:"token" maxLength:"400" doc:"From the message"`
}

// Confirmation is what a facility is asked to confirm with one tap. Opening it changes nothing.
type Confirmation struct {
	Facility  string               `json:"facility" doc:"Its name"`
	Figures   []ConfirmationFigure `json:"figures" nullable:"false"`
	ExpiresAt string               `json:"expires_at" format:"date-time"`
	Answered  string               `json:"answered,omitempty" enum:"yes,no" doc:"What was answered already"`
}

// ConfirmationFigure is one class's figure.
type ConfirmationFigure struct {
	Class   string `json:"class" doc:"Its name"`
	Month   string `json:"month"`
	Free    int    `json:"free"`
	Staffed int    `json:"staffed"`
	Taken   int    `json:"taken"`
}

// confirmationInput answers.
type confirmationInput struct {
	TokenPath
	Body struct {
		Answer string `json:"answer" enum:"yes,no" doc:"no: the figures are wrong; they are shown as not known until they are set"`
	}
}

func (s *Server) getConfirmation(ctx context.Context, in *TokenPath) (*answer[Confirmation], error) {
	c, err := s.Booking.Confirmation(ctx, in.Token)
	return confirmationOf(c, err)
}

func (s *Server) answerConfirmation(ctx context.Context, in *confirmationInput) (*answer[Confirmation], error) {
	c, err := s.Booking.AnswerConfirmation(ctx, in.Token, in.Body.Answer)
	return confirmationOf(c, err)
}

func confirmationOf(c booking.Confirmation, err error) (*answer[Confirmation], error) {
	if err != nil {
		return nil, err
	}
	return &answer[Confirmation]{Confirmation{
		Facility: c.Facility.Name, ExpiresAt: stamp(c.ExpiresAt), Answered: c.Answered,
		Figures: each(c.Figures, func(f booking.Figure) ConfirmationFigure {
			return ConfirmationFigure{Class: f.Class.Name, Month: f.Month.String(), Free: f.Free, Staffed: f.Staffed, Taken: f.Taken}
		}),
	}}, nil
}
