package server

import (
	"cmp"
	"context"
	"math"
	"slices"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
)

// Session is who is signed in on this device.
type Session struct {
	Account SessionAccount `json:"account"`
	Family  *SessionFamily `json:"family,omitempty" doc:"Absent for staff, and for a helper who belongs to no family any more"`
	Rights  []care.Right   `json:"rights" nullable:"false" doc:"What the role may do at all; of things that are theirs, where the right is bound to them. Menus follow it"`
	CSRF    string         `json:"csrf" doc:"To be sent as X-Csrf-Token with everything a browser changes"`
	Token   string         `json:"token,omitempty" doc:"Told once, when a mini-program signs in; to be sent as Authorization: Bearer"`
	Demo    bool           `json:"demo" doc:"true: a made-up person of a demonstration"`
}

// SessionAccount is the person.
type SessionAccount struct {
	ID         care.AccountID  `json:"id"`
	Role       care.Role       `json:"role" enum:"guardian,delegate,facility,district,city,inspector,admin" doc:"delegate: 家庭代办, acts for the family and consents to nothing"`
	Name       string          `json:"name"`
	PhoneTail  string          `json:"phone_tail,omitempty" doc:"The last four digits"`
	FacilityID care.FacilityID `json:"facility_id,omitempty" doc:"Of facility staff"`
	AreaCode   string          `json:"area_code,omitempty" doc:"Of a bureau's staff: the area they answer for"`
	Where      string          `json:"where,omitempty" doc:"Of staff: the name of the facility, or of the area"`
}

// SessionFamily is the family the person acts for.
type SessionFamily struct {
	ID   care.FamilyID `json:"id"`
	Role care.Role     `json:"role" enum:"guardian,delegate"`
}

// signedIn is the answer to a sign-in: a browser is given a cookie no script can read, a mini-program the token.
type signedIn struct {
	Cookie       string `header:"Set-Cookie"`
	CacheControl string `header:"Cache-Control"`
	Body         Session
}

// signedOut takes the cookie away.
type signedOut struct {
	Cookie string `header:"Set-Cookie"`
}

// codeInput asks for a one-time code.
type codeInput struct {
	Body struct {
		Phone string `json:"phone" minLength:"6" maxLength:"20" doc:"A mobile telephone in mainland China, with or without +86"`
	}
}

// CodeSent says when another code may be asked for.
type CodeSent struct {
	ResendAfter int `json:"resend_after" doc:"Seconds until another code may be asked for"`
}

// phoneInput signs in with a telephone and the code sent to it.
type phoneInput struct {
	Body struct {
		Phone  string `json:"phone" minLength:"6" maxLength:"20"`
		Code   string `json:"code" minLength:"4" maxLength:"10" doc:"The digits of the message"`
		Device string `json:"device" enum:"web,mini" doc:"web: answers with a cookie; mini: with a token"`
	}
}

// weChatInput signs in as WeChat knows the person.
type weChatInput struct {
	Body struct {
		Code      string `json:"code" minLength:"1" maxLength:"200" doc:"Of wx.login"`
		PhoneCode string `json:"phone_code,omitempty" maxLength:"200" doc:"Of the button that gives the telephone; needed the first time"`
	}
}

// staffInput signs in a member of staff.
type staffInput struct {
	Body struct {
		Name     string `json:"name" minLength:"1" maxLength:"64" doc:"The name staff sign in with"`
		Password string `json:"password" minLength:"1" maxLength:"256"`
		TOTP     string `json:"totp" minLength:"6" maxLength:"8" doc:"The digits of the authenticator; each counts once"`
	}
}

// invitationInput takes an invitation up.
type invitationInput struct {
	Body struct {
		Token    string `json:"token" minLength:"16" maxLength:"128"`
		Password string `json:"password" minLength:"1" maxLength:"256"`
	}
}

// Authenticator is what an authenticator is set up with.
type Authenticator struct {
	URI string `json:"totp_uri" doc:"otpauth address, to be shown as a picture or opened"`
}

// invitationCodeInput ends an invitation with the first code of the authenticator.
type invitationCodeInput struct {
	Body struct {
		Token string `json:"token" minLength:"16" maxLength:"128"`
		TOTP  string `json:"totp" minLength:"6" maxLength:"8"`
	}
}

// Login is a device somebody is signed in on.
type Login struct {
	ID        string `json:"id"`
	Device    string `json:"device" enum:"web,mini"`
	CreatedAt string `json:"created_at" format:"date-time"`
	SeenAt    string `json:"seen_at" format:"date-time"`
	This      bool   `json:"this" doc:"true: this device"`
}

// LoginList is every device somebody is signed in on.
type LoginList struct {
	Logins []Login `json:"logins" nullable:"false"`
}

// changeInput is another telephone with the code sent to it.
type changeInput struct {
	Body struct {
		Phone string `json:"phone" minLength:"6" maxLength:"20" doc:"A mobile telephone in mainland China, with or without +86"`
		Code  string `json:"code" minLength:"4" maxLength:"10" doc:"The digits of the message"`
	}
}

// entered answers a sign-in. A browser is given the cookie, and no script of any page sees the token.
func (s *Server) entered(ctx context.Context, session account.Session, err error) (*signedIn, error) {
	if err != nil {
		return nil, err
	}
	if err := s.Account.KeepLocale(ctx, session.Person, locale(ctx)); err != nil {
		return nil, err
	}
	out := &signedIn{Body: s.sessionOf(session.Person)}
	if session.Device == account.DeviceMini {
		out.Body.Token = session.Token
	} else {
		out.Cookie = s.cookie(infoOf(ctx).request, session.Token, session.Expires)
	}
	return out, nil
}

func (s *Server) sessionOf(p account.Person) Session {
	out := Session{
		Account: SessionAccount{
			ID: p.Account, Role: p.Role, Name: p.Name, PhoneTail: p.PhoneTail, FacilityID: p.Facility, AreaCode: p.Area,
			Where: cmp.Or(s.facilityName(p.Facility), s.areaName(p.Area)),
		},
		Rights: rightsOf(p.Role), CSRF: p.CSRF, Demo: p.Demo,
	}
	if p.Family != "" {
		out.Family = &SessionFamily{ID: p.Family, Role: p.Role}
	}
	return out
}

// rightsOf lists what a role may do, so that menus show nothing that would be refused.
func rightsOf(role care.Role) []care.Right {
	return slices.DeleteFunc(care.Rights(), func(r care.Right) bool { return !care.HasRight(role, r) })
}

// areaName is what an area is called in Chinese, as on the map.
func (s *Server) areaName(code string) string {
	if code == "" {
		return ""
	}
	return s.Finder.AreaName(code)
}

// regionName is what a region of a rule or a document is called: a province and some places by themselves, others as on the map. Regions
// are written as short as they are (3205), areas of the map in six digits or more.
func (s *Server) regionName(code string) string {
	return cmp.Or(care.RegionName(code), s.areaName(code), s.areaName((code + "000000")[:max(len(code), 6)]))
}

// network names where a request comes from, for allowances. It is hashed before it is kept.
func network(ctx context.Context) string { return infoOf(ctx).client.text() }

func (s *Server) sendCode(ctx context.Context, in *codeInput) (*answer[CodeSent], error) {
	after, err := s.Account.SendCode(ctx, network(ctx), in.Body.Phone)
	if err != nil {
		return nil, err
	}
	return &answer[CodeSent]{CodeSent{ResendAfter: int(math.Ceil(after.Seconds()))}}, nil
}

func (s *Server) sendPhoneCode(ctx context.Context, in *codeInput) (*answer[CodeSent], error) {
	after, err := s.Account.SendPhoneCode(ctx, network(ctx), personOf(ctx), in.Body.Phone)
	if err != nil {
		return nil, err
	}
	return &answer[CodeSent]{CodeSent{ResendAfter: int(math.Ceil(after.Seconds()))}}, nil
}

func (s *Server) changePhone(ctx context.Context, in *changeInput) (*answer[Session], error) {
	p, err := s.Account.ChangePhone(ctx, network(ctx), personOf(ctx), in.Body.Phone, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return &answer[Session]{s.sessionOf(p)}, nil
}

func (s *Server) signInByPhone(ctx context.Context, in *phoneInput) (*signedIn, error) {
	session, err := s.Account.SignInByPhone(ctx, network(ctx), in.Body.Phone, in.Body.Code, account.Device(in.Body.Device))
	return s.entered(ctx, session, err)
}

func (s *Server) signInByWeChat(ctx context.Context, in *weChatInput) (*signedIn, error) {
	session, err := s.Account.SignInByWeChat(ctx, network(ctx), in.Body.Code, in.Body.PhoneCode)
	return s.entered(ctx, session, err)
}

func (s *Server) signInStaff(ctx context.Context, in *staffInput) (*signedIn, error) {
	session, err := s.Account.SignInStaff(ctx, network(ctx), in.Body.Name, in.Body.Password, in.Body.TOTP)
	return s.entered(ctx, session, err)
}

func (s *Server) takeInvitation(ctx context.Context, in *invitationInput) (*answer[Authenticator], error) {
	uri, err := s.Account.TakeInvitation(ctx, network(ctx), in.Body.Token, in.Body.Password)
	if err != nil {
		return nil, err
	}
	return &answer[Authenticator]{Authenticator{URI: uri}}, nil
}

func (s *Server) confirmInvitation(ctx context.Context, in *invitationCodeInput) (*signedIn, error) {
	session, err := s.Account.ConfirmInvitation(ctx, network(ctx), in.Body.Token, in.Body.TOTP)
	return s.entered(ctx, session, err)
}

func (s *Server) getSession(ctx context.Context, _ *struct{}) (*answer[Session], error) {
	return &answer[Session]{s.sessionOf(personOf(ctx))}, nil
}

func (s *Server) signOut(ctx context.Context, _ *struct{}) (*signedOut, error) {
	return s.left(ctx, s.Account.SignOut(ctx, personOf(ctx)))
}

func (s *Server) signOutEverywhere(ctx context.Context, _ *struct{}) (*signedOut, error) {
	return s.left(ctx, s.Account.SignOutEverywhere(ctx, personOf(ctx)))
}

func (s *Server) left(ctx context.Context, err error) (*signedOut, error) {
	if err != nil {
		return nil, err
	}
	return &signedOut{Cookie: s.cookie(infoOf(ctx).request, "", 0)}, nil
}

func (s *Server) listLogins(ctx context.Context, _ *struct{}) (*answer[LoginList], error) {
	logins, err := s.Account.Logins(ctx, personOf(ctx))
	if err != nil {
		return nil, err
	}
	return &answer[LoginList]{LoginList{each(logins, func(l account.LoginView) Login {
		return Login{ID: string(l.ID), Device: string(l.Device), CreatedAt: stamp(l.CreatedAt), SeenAt: stamp(l.SeenAt), This: l.This}
	})}}, nil
}

func (s *Server) changeName(ctx context.Context, in *nameBody) (*struct{}, error) {
	return nothing(s.Account.ChangeName(ctx, actorOf(ctx), in.Body.Name))
}
