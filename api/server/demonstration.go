package server

import (
	"cmp"
	"context"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Demonstration is who can be signed in as, and what would have been sent to telephones. It exists in demonstrations only.
type Demonstration struct {
	Accounts []DemoAccount `json:"accounts" nullable:"false"`
	Messages []DemoMessage `json:"messages" nullable:"false" doc:"Newest first"`
}

// DemoAccount is a made-up person.
type DemoAccount struct {
	Role   care.Role `json:"role" enum:"guardian,delegate,facility,district,city,inspector,admin"`
	Name   string    `json:"name"`
	Where  string    `json:"where,omitempty" doc:"Facility or area"`
	SignIn string    `json:"sign_in" doc:"To be sent to /api/v1/demo/sign-in as account"`
}

// DemoMessage is a text that would have been sent to a telephone.
type DemoMessage struct {
	At    string `json:"at" format:"date-time"`
	Phone string `json:"phone"`
	Body  string `json:"body"`
}

// demoSignInBody names who to be.
type demoSignInBody struct {
	Body struct {
		Account string `json:"account" minLength:"1" maxLength:"64"`
		Device  string `json:"device,omitempty" enum:"web,mini" doc:"web when absent"`
	}
}

const demoMessages = 50

func (s *Server) getDemonstration(ctx context.Context, _ *struct{}) (*answer[Demonstration], error) {
	people, err := s.Account.DemoPeople(ctx)
	if err != nil {
		return nil, err
	}
	messages, err := s.Store.DemoMessages(ctx, demoMessages)
	if err != nil {
		return nil, err
	}
	return &answer[Demonstration]{Demonstration{
		Accounts: each(people, func(p account.DemoView) DemoAccount {
			return DemoAccount{Role: p.Role, Name: p.Name, Where: cmp.Or(s.facilityName(p.Facility), s.areaName(p.Area), p.Area), SignIn: string(p.Account)}
		}),
		Messages: each(messages, func(m store.DemoMessage) DemoMessage {
			return DemoMessage{At: stamp(m.At), Phone: m.Phone, Body: m.Body}
		}),
	}}, nil
}

func (s *Server) signInDemo(ctx context.Context, in *demoSignInBody) (*signedIn, error) {
	session, err := s.Account.SignInDemo(ctx, care.AccountID(in.Body.Account), account.Device(cmp.Or(in.Body.Device, string(account.DeviceWeb))))
	return s.entered(ctx, session, err)
}
