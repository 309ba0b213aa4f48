package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
	"tuoyuquan/api/kv"
)

// userCommand looks after the accounts of staff: parents make theirs when they sign in for the first time.
type userCommand struct {
	Add     userAddCommand     `cmd:"" help:"Invite somebody: make the account and print the word that chooses its password, once."`
	List    userListCommand    `cmd:"" help:"List the accounts of staff."`
	Disable userDisableCommand `cmd:"" help:"Close an account at once, everywhere; --undo opens it again."`
	Reset   userResetCommand   `cmd:"" help:"Take password and authenticator away and invite again."`
}

// withAccounts runs f with the service of accounts, as the operator.
func (w *world) withAccounts(f func(*account.Service, care.Actor) error) error {
	st, err := w.openStore()
	if err != nil {
		return err
	}
	defer st.Close() //nolint:errcheck // every write has been answered
	limits := kv.NewMemory(time.Now)
	defer limits.Close() //nolint:errcheck // nothing in it is kept
	p, err := w.openPeople(st, limits, replicaName(), false)
	if err != nil {
		return err
	}
	return f(p.accounts, operator("user"))
}

type userAddCommand struct {
	Username string `arg:"" help:"what the person signs in with"`
	Role     string `required:"" enum:"facility,district,city,inspector,admin" help:"facility, district, city, inspector or admin"`
	Facility string `help:"id of the facility (see tuoyuquan find); for the role facility"`
	Area     string `help:"area code they answer for, e.g. 320508; for district and inspector"`
	Name     string `required:"" help:"what the person is called at work; families see it when a child's record is read"`
	Phone    string `help:"a mobile, for texts: what is urgent, and the weekly question for free places"`
}

func (c userAddCommand) Run(w *world) error {
	return w.withAccounts(func(s *account.Service, by care.Actor) error {
		_, code, err := s.InviteStaff(w.ctx, by, account.StaffInput{
			Username: c.Username, Name: c.Name, Phone: c.Phone, Role: care.Role(c.Role), Facility: care.FacilityID(c.Facility), Area: c.Area,
		})
		if err != nil {
			return err
		}
		w.printInvitation(c.Username, code)
		return nil
	})
}

// printInvitation prints the word that chooses a password. It is told once and kept nowhere.
func (w *world) printInvitation(username string, code account.Code) {
	fmt.Fprintf(w.out, "invitation for %s, once, until %s:\n\n  %s\n\n", username, code.Expires.Time().Format("2006-01-02 15:04"), code.Code)
	fmt.Fprintln(w.out, "Give it to them by a way nobody else reads. They choose a password and set up an authenticator (TOTP) with it,")
	fmt.Fprintf(w.out, "in a browser at /console/invitation#%s\n", code.Code)
}

type userListCommand struct{}

func (userListCommand) Run(w *world) error {
	return w.withAccounts(func(s *account.Service, _ care.Actor) error {
		list, err := s.Staff(w.ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(w.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "USERNAME\tROLE\tNAME\tFACILITY OR AREA\tSTATE\tLAST SEEN")
		for _, a := range list {
			state := "invited"
			switch {
			case a.Disabled:
				state = "disabled"
			case a.Ready:
				state = "ready"
			}
			seen := "never"
			if a.Ready && a.SeenAt > 0 {
				seen = a.SeenAt.Time().Format("2006-01-02 15:04")
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s%s\t%s\t%s\n", a.Username, a.Role, a.Name, a.Facility, a.Area, state, seen)
		}
		return table.Flush()
	})
}

type userDisableCommand struct {
	Username string `arg:""`
	Undo     bool   `help:"open the account again"`
}

func (c userDisableCommand) Run(w *world) error {
	return w.withAccounts(func(s *account.Service, by care.Actor) error {
		if err := s.DisableStaff(w.ctx, by, c.Username, !c.Undo); err != nil {
			return err
		}
		if c.Undo {
			fmt.Fprintf(w.out, "%s may sign in again\n", c.Username)
		} else {
			fmt.Fprintf(w.out, "%s is signed out everywhere and may not sign in\n", c.Username)
		}
		return nil
	})
}

type userResetCommand struct {
	Username string `arg:""`
}

func (c userResetCommand) Run(w *world) error {
	return w.withAccounts(func(s *account.Service, by care.Actor) error {
		code, err := s.ResetStaff(w.ctx, by, c.Username)
		if err != nil {
			return err
		}
		w.printInvitation(c.Username, code)
		return nil
	})
}
