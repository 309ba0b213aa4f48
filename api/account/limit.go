package account

import (
	"context"
	"math"
	"time"

	"tuoyuquan/api/care"
)

// allowance is how often something may be tried.
type allowance struct {
	name  string
	limit int
	per   time.Duration
}

// Every credential has an allowance by what is tried and one by the network it is tried from. Networks stand for many
// families (mobile operators put thousands behind one address), so theirs are wide; those of one telephone, name or account
// are what keeps guessing hopeless.
var (
	codeOfPhoneSoon  = allowance{"code.soon", 1, resendAfter}
	codeOfPhone      = allowance{"code.phone", 5, time.Hour}
	codeOfPhoneDay   = allowance{"code.day", 10, 24 * time.Hour}
	codeOfNetwork    = allowance{"code.network", 60, 10 * time.Minute}
	codeOfAll        = allowance{"code.all", 6000, time.Hour}    // what a bill and an attack on everybody's telephone are bounded by
	newPhones        = allowance{"phone.new", 5, 24 * time.Hour} // codes to other telephones, of one account
	phoneTries       = allowance{"phone.tries", 20, time.Hour}
	phoneOfNetwork   = allowance{"phone.network", 240, 10 * time.Minute}
	weChatOfNetwork  = allowance{"wechat.network", 240, 10 * time.Minute}
	staffHere        = allowance{"staff.here", 5, 15 * time.Minute} // of one name from one network
	staffAnywhere    = allowance{"staff.name", 30, time.Hour}       // of one name: nobody can lock it for long, or guess for long
	staffOfNetwork   = allowance{"staff.network", 60, 10 * time.Minute}
	inviteTries      = allowance{"invite.tries", 10, 15 * time.Minute}
	inviteOfNetwork  = allowance{"invite.network", 60, 10 * time.Minute}
	joinOfAccount    = allowance{"join.account", 10, time.Hour}
	joinOfNetwork    = allowance{"join.network", 60, 10 * time.Minute}
	codesOfFamily    = allowance{"join.codes", 10, 24 * time.Hour}
	scansOfFamily    = allowance{"scan.family", 40, time.Hour}
	exportsOfFamily  = allowance{"export.family", 10, time.Hour}
	numbersOfFamily  = allowance{"number.family", 20, 24 * time.Hour} // else it could be tried who is known here
	childrenOfFamily = allowance{"child.family", 20, 24 * time.Hour}
	readsOfStaff     = allowance{"read.staff", 300, time.Hour} // more than a day's work; less than a list of all children
)

// demoFactor widens what a network may try in a demonstration, where everybody comes from one machine.
const demoFactor = 100

// allow takes one from an allowance. Fails with too_many_requests, and says when to try again. The key is hashed: what is
// counted may lie outside of this machine.
func (s *Service) allow(ctx context.Context, a allowance, key string) error {
	if s.o.Demo {
		a.limit *= demoFactor
	}
	ok, wait, err := s.Limits.Allow(ctx, "account."+a.name+":"+s.Box.Hash("limit."+a.name, key), a.limit, a.per)
	if err != nil { // kv goes on without Redis; what is left is a fault, and a credential is not tried uncounted
		return &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable, Cause: err}
	}
	if ok {
		return nil
	}
	e := care.Errorf(care.TooMany, care.CodeTooMany, "", "try again in %d seconds", int(math.Ceil(wait.Seconds())))
	e.After = wait
	return e
}

// allowAll takes one from each allowance, in order; the first that is used up ends it.
func (s *Service) allowAll(ctx context.Context, of ...limited) error {
	for _, l := range of {
		if err := s.allow(ctx, l.allowance, l.key); err != nil {
			return err
		}
	}
	return nil
}

type limited struct {
	allowance

	key string
}

func of(a allowance, key string) limited { return limited{a, key} }
