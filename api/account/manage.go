package account

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Managed is an account of staff as whoever looks after it sees it.
type Managed struct {
	Staff

	Where   string // name of the facility; "" of a bureau
	Version int64
	May     []StaffDeed
}

// StaffDeed is what is done with an account of staff.
type StaffDeed string

// The deeds.
const (
	StaffDisable StaffDeed = "disable" // closed at once, everywhere
	StaffEnable  StaffDeed = "enable"
	StaffReset   StaffDeed = "reset"  // password and authenticator are chosen anew
	StaffChange  StaffDeed = "change" // name, area, facility
)

// notice is what the person hears of a deed.
func (d StaffDeed) notice() care.NoticeEvent {
	switch d {
	case StaffDisable:
		return care.NoticeAccountClosed
	case StaffEnable:
		return care.NoticeAccountOpened
	case StaffReset:
		return care.NoticeAccountReset
	default:
		return care.NoticeAccountChanged
	}
}

// StaffAct does something with an account of staff.
type StaffAct struct {
	Deed     StaffDeed
	Version  int64  // as it was seen
	Name     string // with change; "" leaves it
	Facility care.FacilityID
	Area     string
}

// ManagedStaff lists the accounts the actor looks after: those of roles not above its own, who answer for something in its area.
func (s *Service) ManagedStaff(ctx context.Context, actor care.Actor) (out []Managed, err error) {
	if err := actor.May(care.MayManageStaff, care.Owner{Area: actor.Area}); err != nil {
		return nil, err
	}
	err = s.Store.Read(ctx, "list staff", func(tx *store.Tx) error {
		rows, err := tx.StaffWithin(ctx, actor.Area)
		if err != nil {
			return err
		}
		out = make([]Managed, 0, len(rows))
		for _, a := range rows {
			if !manages(actor, a) {
				continue
			}
			m, err := s.managed(actor, a)
			if err != nil {
				return err
			}
			out = append(out, m)
		}
		return nil
	})
	return out, err
}

// manages reports whether an account is one the actor looks after.
func manages(actor care.Actor, a store.StaffAccount) bool {
	return slices.Contains(care.Appointable(actor.Kind), a.Role) && actor.May(care.MayManageStaff, care.Owner{Area: a.PlaceArea}) == nil
}

func (s *Service) managed(actor care.Actor, a store.StaffAccount) (Managed, error) {
	name, err := s.open("account.name", string(a.ID), a.NameSealed)
	m := Managed{
		Staff: Staff{
			Account: a.ID, Username: a.Username, Name: name, Role: a.Role, Facility: a.Facility, Area: a.Area, Ready: a.Password != "",
			Disabled: a.DisabledAt != 0, SeenAt: a.SeenAt,
		},
		Where: a.FacilityName, Version: a.Version, May: []StaffDeed{},
	}
	switch {
	case string(a.ID) == actor.ID:
	case m.Disabled:
		m.May = append(m.May, StaffEnable)
	default:
		m.May = append(m.May, StaffChange, StaffReset, StaffDisable)
	}
	return m, err
}

// Appoint invites a member of staff as InviteStaff does, of a role not above the actor's own and for something in its area. Fails with
// not_appointable, and with not_found for a facility of another area.
func (s *Service) Appoint(ctx context.Context, actor care.Actor, in StaffInput) (care.AccountID, Code, error) {
	if err := s.mayAppoint(ctx, actor, in.Role, in.Facility, in.Area); err != nil {
		return "", Code{}, err
	}
	in.Demo = false
	return s.InviteStaff(ctx, actor, in)
}

// AppointIn is Appoint for staff of a facility that a transaction has just made.
func (s *Service) AppointIn(ctx context.Context, tx *store.Tx, actor care.Actor, in StaffInput) (Code, error) {
	in.Demo, in.Role = false, care.ActorFacility
	if err := s.mayAppointAt(ctx, tx, actor, in.Facility); err != nil {
		return Code{}, err
	}
	a, err := s.staff(in)
	if err != nil {
		return Code{}, err
	}
	return s.inviteIn(ctx, tx, actor, a)
}

func (s *Service) mayAppoint(ctx context.Context, actor care.Actor, role care.Role, facility care.FacilityID, area string) error {
	if !slices.Contains(care.Appointable(actor.Kind), role) {
		if care.HasRight(actor.Kind, care.MayManageStaff) {
			return care.Errorf(care.Forbidden, care.CodeNotAppointable, "role", "accounts of this role are made by somebody above")
		}
		return actor.May(care.MayManageStaff, care.Owner{Area: actor.Area})
	}
	if role != care.ActorFacility {
		if area == "" {
			area = actor.Area
		}
		if err := actor.May(care.MayManageStaff, care.Owner{Area: area}); err != nil {
			return care.Errorf(care.NotFound, care.CodeNotFound, "area", "this area is not yours to appoint somebody for")
		}
		return nil
	}
	return s.Store.Read(ctx, "look at facility", func(tx *store.Tx) error { return s.mayAppointAt(ctx, tx, actor, facility) })
}

func (s *Service) mayAppointAt(ctx context.Context, tx *store.Tx, actor care.Actor, facility care.FacilityID) error {
	f, err := tx.FacilityAlone(ctx, facility)
	if err == nil {
		err = actor.May(care.MayManageStaff, care.Owner{Facility: f.ID, Area: f.AreaCode})
	}
	if care.Is(err, care.CodeNotFound) {
		return care.Errorf(care.NotFound, care.CodeNotFound, "facility", "there is no facility with this id in your area")
	}
	return err
}

// ManageStaff does something with an account the actor looks after, and returns the word that chooses a password anew when it was reset.
// Fails with not_found for an account of another area, own_account, state_conflict when somebody else has changed it.
func (s *Service) ManageStaff(ctx context.Context, actor care.Actor, id care.AccountID, act StaffAct) (m Managed, code Code, err error) {
	if act.Deed == StaffReset {
		code = Code{Code: newToken(), Expires: s.machine() + care.Instant(inviteLife.Milliseconds())}
	}
	if act.Deed == StaffChange {
		if act, err = s.checkChange(ctx, actor, id, act); err != nil {
			return m, Code{}, err
		}
	}
	err = s.Store.Write(ctx, "manage staff", func(tx *store.Tx) error {
		if err := s.stillActs(ctx, tx, actor); err != nil {
			return err
		}
		a, err := s.toManage(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if a.Version != act.Version {
			return care.Errorf(care.Conflict, care.CodeStateConflict, "version", "somebody else has changed this; look at it again")
		}
		body, err := s.manage(ctx, tx, a, act, code)
		if err != nil {
			return err
		}
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		change := staffChange(a.ID, care.ChangeUpdated, s.now(), actor)
		change.Body = text
		if err := tx.AppendChanges(ctx, []care.Change{change}); err != nil {
			return err
		}
		if err := tellPerson(ctx, tx, a.Account, act.Deed.notice(), change.At); err != nil {
			return err
		}
		if a, err = s.toManage(ctx, tx, actor, id); err != nil {
			return err
		}
		m, err = s.managed(actor, a)
		return err
	})
	return m, code, err
}

// stillActs refuses whose account was closed since they were let in: of two who close each other at once one stays, so that there is
// always somebody who can open an account again. Its row is locked, for the other one to wait.
func (s *Service) stillActs(ctx context.Context, tx *store.Tx, actor care.Actor) error {
	id := care.AccountID(actor.ID)
	if err := tx.TouchStaff(ctx, id); err != nil {
		return err
	}
	if a, known, err := tx.Account(ctx, id); err != nil || !known || !a.Gone() {
		return err
	}
	return &care.Error{Kind: care.SignedOut, Code: care.CodeSignedOut}
}

// toManage finds an account the actor looks after, not its own.
func (s *Service) toManage(ctx context.Context, tx *store.Tx, actor care.Actor, id care.AccountID) (store.StaffAccount, error) {
	none := care.Errorf(care.NotFound, care.CodeNotFound, "", "there is no such thing here, or it is not yours")
	a, known, err := tx.Account(ctx, id)
	if err != nil {
		return store.StaffAccount{}, err
	}
	if !known || a.Username == "" {
		return store.StaffAccount{}, none
	}
	of := store.StaffAccount{Account: a, PlaceArea: a.Area}
	if a.Facility != "" {
		f, err := tx.FacilityAlone(ctx, a.Facility)
		if err != nil {
			return of, err
		}
		of.PlaceArea, of.FacilityName = f.AreaCode, f.Name
	}
	switch {
	case string(id) == actor.ID:
		return of, care.Errorf(care.Forbidden, care.CodeOwnAccount, "", "somebody else has to do this with your own account")
	case !manages(actor, of):
		return of, none
	default:
		return of, nil
	}
}

// checkChange checks what an account is to become.
func (s *Service) checkChange(ctx context.Context, actor care.Actor, id care.AccountID, act StaffAct) (StaffAct, error) {
	var a store.StaffAccount
	err := s.Store.Read(ctx, "look at account", func(tx *store.Tx) (err error) {
		a, err = s.toManage(ctx, tx, actor, id)
		return err
	})
	if err != nil {
		return act, err
	}
	if strings.TrimSpace(act.Name) != "" {
		if act.Name, err = personName(act.Name); err != nil {
			return act, err
		}
	} else {
		act.Name = ""
	}
	if a.Role == care.ActorFacility {
		act.Area = ""
		if act.Facility == "" {
			act.Facility = a.Facility
		}
	} else {
		act.Facility = ""
		if act.Area == "" {
			act.Area = a.Area
		}
		if a.Role == care.ActorAdmin {
			act.Area = ""
		} else if care.RegionPrefix(act.Area) == "" || !isArea(act.Area) {
			return act, care.Errorf(care.Invalid, care.CodeInvalid, "area", "staff of a bureau need the code of the area they answer for")
		}
	}
	return act, s.mayAppoint(ctx, actor, a.Role, act.Facility, act.Area)
}

// isArea reports whether a text is the code of an area.
func isArea(code string) bool {
	return strings.Trim(code, "0123456789") == "" && slices.Contains([]int{2, 4, 6, 9, 12}, len(code))
}

// manage does the deed and says what of it is written down.
func (s *Service) manage(ctx context.Context, tx *store.Tx, a store.StaffAccount, act StaffAct, code Code) (map[string]any, error) {
	body := map[string]any{"deed": act.Deed}
	var err error
	switch act.Deed {
	case StaffDisable, StaffEnable:
		var at care.Instant
		if act.Deed == StaffDisable {
			at = s.now()
		}
		if _, err = tx.DisableAccount(ctx, a.ID, at); err == nil {
			err = tx.DropInvitations(ctx, a.ID, store.InviteAsStaff)
		}
		if err == nil {
			err = tx.DropLogins(ctx, a.ID)
		}
	case StaffReset:
		if a.DisabledAt != 0 {
			return nil, care.Errorf(care.Conflict, care.CodeStateConflict, "action", "the account is closed; open it first")
		}
		if _, err = tx.DisarmAccount(ctx, a.ID); err == nil {
			err = tx.DropLogins(ctx, a.ID)
		}
		if err == nil {
			err = s.invite(ctx, tx, a.ID, code.Code, code.Expires)
		}
	case StaffChange:
		next := a.Account
		next.Area, next.Facility = act.Area, act.Facility
		if act.Name != "" {
			next.NameSealed = s.seal("account.name", string(a.ID), act.Name)
			body["name"] = true
		}
		if next.Area != a.Area {
			body["area"] = [2]string{a.Area, next.Area}
		}
		if next.Facility != a.Facility {
			body["facility"] = [2]care.FacilityID{a.Facility, next.Facility}
		}
		changed, err := tx.ChangeStaff(ctx, next, a.Version)
		if err == nil && !changed {
			err = care.Errorf(care.Conflict, care.CodeStateConflict, "version", "somebody else has changed this; look at it again")
		}
		return body, err
	default:
		return nil, care.Errorf(care.Invalid, care.CodeInvalid, "action", "%q is nothing that is done with an account", care.Clip(string(act.Deed)))
	}
	if err == nil {
		err = tx.TouchStaff(ctx, a.ID)
	}
	return body, err
}
