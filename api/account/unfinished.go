package account

import (
	"context"
	"io"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

var errLater = care.Errorf(care.Unavailable, care.CodeUnavailable, "", "not there yet")

// WeChat is replaced within the hour.
type WeChat struct{}

func (s *Service) SendCode(ctx context.Context, network, phone string) (resendAfter time.Duration, err error) {
	return 0, errLater
}

func (s *Service) SignInByPhone(ctx context.Context, network, phone, code string, on Device) (Session, error) {
	return Session{}, errLater
}

func (s *Service) SignInByWeChat(ctx context.Context, network, code, phoneCode string) (Session, error) {
	return Session{}, errLater
}

func (s *Service) SignInStaff(ctx context.Context, network, username, password, totp string) (Session, error) {
	return Session{}, errLater
}

// SignInDemo signs anybody in as anybody, in a demonstration only.
func (s *Service) SignInDemo(ctx context.Context, account care.AccountID, on Device) (Session, error) {
	return Session{}, errLater
}
func (s *Service) Who(ctx context.Context, token string) (Person, error) { return Person{}, errLater }
func (s *Service) SignOut(ctx context.Context, p Person) error           { return errLater }
func (s *Service) SignOutEverywhere(ctx context.Context, p Person) error { return errLater }
func (s *Service) Logins(ctx context.Context, p Person) ([]LoginView, error) {
	return nil, errLater
}

// InviteStaff makes the account and returns the word with which its password is chosen, once.
func (s *Service) InviteStaff(ctx context.Context, by care.Actor, in StaffInput) (care.AccountID, Code, error) {
	return "", Code{}, errLater
}

// TakeInvitation keeps the password and returns the address for the authenticator.
func (s *Service) TakeInvitation(ctx context.Context, network, token, password string) (totpURI string, err error) {
	return "", errLater
}

// ConfirmInvitation puts password and authenticator in force with the first code.
func (s *Service) ConfirmInvitation(ctx context.Context, network, token, totp string) (Session, error) {
	return Session{}, errLater
}

// ResetStaff takes password, authenticator and logins away and invites again.
func (s *Service) ResetStaff(ctx context.Context, by care.Actor, username string) (Code, error) {
	return Code{}, errLater
}
func (s *Service) DisableStaff(ctx context.Context, by care.Actor, username string, disabled bool) error {
	return errLater
}
func (s *Service) Staff(ctx context.Context) ([]Staff, error) { return nil, errLater }

func (s *Service) Family(ctx context.Context, actor care.Actor) (FamilyView, error) {
	return FamilyView{}, errLater
}
func (s *Service) ChangeName(ctx context.Context, actor care.Actor, name string) error {
	return errLater
}
func (s *Service) AddChild(ctx context.Context, actor care.Actor, in ChildInput) (Child, error) {
	return Child{}, errLater
}
func (s *Service) ChangeChild(ctx context.Context, actor care.Actor, id care.ChildID, in ChildInput) (Child, error) {
	return Child{}, errLater
}
func (s *Service) RemoveChild(ctx context.Context, actor care.Actor, id care.ChildID) error {
	return errLater
}
func (s *Service) AddPickup(ctx context.Context, actor care.Actor, in Pickup) (Pickup, error) {
	return Pickup{}, errLater
}
func (s *Service) RemovePickup(ctx context.Context, actor care.Actor, id care.PickupID) error {
	return errLater
}
func (s *Service) AddPaper(ctx context.Context, actor care.Actor, child care.ChildID, in PaperInput) (Paper, error) {
	return Paper{}, errLater
}
func (s *Service) RemovePaper(ctx context.Context, actor care.Actor, child care.ChildID, id care.PaperID) error {
	return errLater
}

// PutScan keeps the scan of a paper, sealed. The type is told by the bytes.
func (s *Service) PutScan(ctx context.Context, actor care.Actor, child care.ChildID, id care.PaperID, scan io.Reader) (Paper, error) {
	return Paper{}, errLater
}

// Scan gives the scan to the child's family.
func (s *Service) Scan(ctx context.Context, actor care.Actor, child care.ChildID, id care.PaperID) (scan []byte, contentType string, err error) {
	return nil, "", errLater
}

// Texts are the consents in force, in one language: zh or en.
func (s *Service) Texts(locale string) []Text { return nil }
func (s *Service) Consents(ctx context.Context, actor care.Actor) ([]Consent, error) {
	return nil, errLater
}
func (s *Service) GiveConsent(ctx context.Context, p Person, purpose care.Purpose, version int, child care.ChildID, locale string) (Consent, error) {
	return Consent{}, errLater
}
func (s *Service) WithdrawConsent(ctx context.Context, actor care.Actor, id care.ConsentID) error {
	return errLater
}
func (s *Service) DelegateCode(ctx context.Context, actor care.Actor) (Code, error) {
	return Code{}, errLater
}
func (s *Service) JoinFamily(ctx context.Context, network string, p Person, code string) error {
	return errLater
}
func (s *Service) RemoveMember(ctx context.Context, actor care.Actor, account care.AccountID) error {
	return errLater
}

// ReadChild gives the record to staff of a facility the child asks for, and logs it. ScanFor does so for the scan of a paper.
func (s *Service) ReadChild(ctx context.Context, actor care.Actor, child care.ChildID, purpose care.ReadingPurpose) (ChildRecord, error) {
	return ChildRecord{}, errLater
}
func (s *Service) ScanFor(ctx context.Context, actor care.Actor, child care.ChildID, id care.PaperID, purpose care.ReadingPurpose) (scan []byte, contentType string, err error) {
	return nil, "", errLater
}
func (s *Service) Readings(ctx context.Context, actor care.Actor) ([]Reading, error) {
	return nil, errLater
}
func (s *Service) Export(ctx context.Context, actor care.Actor) ([]byte, error) {
	return nil, errLater
}
func (s *Service) DeleteFamily(ctx context.Context, actor care.Actor) error { return errLater }

// Retain erases what need not be kept any longer.
func (s *Service) Retain(ctx context.Context) error { return errLater }

// ChildFacts is what booking must know of a child. tx may be nil: then it is read by itself.
func (s *Service) ChildFacts(ctx context.Context, tx *store.Tx, id care.ChildID) (Facts, error) {
	return Facts{}, errLater
}

// Names are the names of children, for those who may see them: the caller has asked.
func (s *Service) Names(ctx context.Context, ids []care.ChildID) (map[care.ChildID]string, error) {
	return nil, errLater
}

// Facts is what booking must know of a child.
type Facts struct {
	Child    care.Child // with its papers
	Consents []care.Consent
}
