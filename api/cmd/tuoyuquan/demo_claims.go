package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
)

// chooseWorks finds a facility of the home district that an employer runs for its own staff, to be checked by somebody.
func (d *demoPeople) chooseWorks() error {
	err := d.store.EachFacility(d.ctx, func(f care.Facility) error {
		fits := f.Demo && f.Kind == care.KindEmployer && !f.OpenToPublic && f.Public(false) && f.MayTake() && f.Location != nil
		near := care.SameDistrict(f.AreaCode, d.home.AreaCode)
		was := care.SameDistrict(d.works.AreaCode, d.home.AreaCode)
		if fits && (d.works.ID == "" || near && !was || near == was && strings.Compare(string(f.ID), string(d.works.ID)) < 0) {
			d.works = f
		}
		return nil
	})
	if err == nil && d.works.ID == "" {
		err = errors.New("the demo city has no facility for the staff of an employer")
	}
	return err
}

// claim lets families say what puts them before others: of the family to be one is granted, one waits and one is refused, and the
// facility of an employer and the district have more to check. What was granted counts for waits that begin later.
func (d *demoPeople) claim() {
	deps := d.p.accounts.Deps
	deps.Now = func() time.Time { return d.at }
	accounts := account.New(deps, account.Options{Demo: true})
	county, works := d.bureau.Area, care.Actor{Kind: care.ActorFacility, ID: d.staff.ID, Facility: d.works.ID}
	ask := func(family, child string, in account.ClaimInput) (id care.ClaimID) {
		f := d.families[family]
		if in.Child = f.children[child]; in.Kind == care.ReasonEmployee {
			in.Facility = d.works.ID
		} else {
			in.Area = county
		}
		c, err := accounts.AddClaim(d.ctx, f.actor, in)
		d.fine(fmt.Sprintf("%s claims %s", family, in.Kind), err)
		return c.ID
	}
	settle := func(who care.Actor, id care.ClaimID, grant bool, until care.Date, reason care.ReasonCode) {
		_, err := accounts.SettleClaim(d.ctx, who, id, grant, until, reason)
		d.fine("a claim is decided", err)
	}
	d.days(-10, "20:40")
	many := ask("show", "", account.ClaimInput{Kind: care.ReasonManyChildren, Paper: "户口簿，两个孩子在同一页"})
	medical := ask("show", "", account.ClaimInput{Kind: care.ReasonMedicalStaff, Paper: "爸爸的执业证书"})
	worker := ask("chen", "", account.ClaimInput{Kind: care.ReasonEmployee, Paper: "工作证和在职证明"})
	d.days(-8, "10:20")
	settle(d.bureau, many, true, d.today.AddDays(357), "")
	settle(d.bureau, medical, false, care.Date{}, care.ReasonPapersNotValid)
	settle(works, worker, true, d.today.AddDays(357), "")
	d.days(-3, "12:15")
	ask("sun", "安安", account.ClaimInput{Kind: care.ReasonHardship, Paper: "街道开的低保证明"})
	ask("zheng", "糖糖", account.ClaimInput{Kind: care.ReasonEmployee, Paper: "妈妈的工作证"})
	d.days(-2, "19:05")
	ask("show", "豆豆", account.ClaimInput{Kind: care.ReasonEmployee, Paper: "爸爸的工作证，人事科可以核对"})
	d.days(-1, "21:30")
	ask("wu", "", account.ClaimInput{Kind: care.ReasonManyChildren})
}
