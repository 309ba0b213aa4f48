package main

import (
	"crypto/ed25519"
	"slices"
	"strings"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/ledger"
	"tuoyuquan/api/store"
)

// supervise tells what the district did: it inspected and graded the facility to be, suspended another with a child in it, closed a third.
func (d *demoPeople) supervise() error {
	others, err := d.others()
	if err != nil || len(others) < 3 {
		return err
	}
	d.days(-90, "10:00")
	if err := d.writeFiles(others); err != nil {
		return err
	}
	stopped, closed, again := others[0], others[1], others[2]
	class := toddlers(&stopped)
	d.days(-33, "11:00")
	d.ask("he", "朵朵", class, d.today.AddDays(-12), booking.AsHold)
	d.do(d.guardian("he"), "he", care.ActSubmit, "")
	there := care.Actor{Kind: care.ActorFacility, ID: d.staff.ID, Facility: stopped.ID}
	d.days(-32, "11:00")
	d.do(there, "he", care.ActOffer, "")
	d.days(-32, "19:30")
	d.do(d.guardian("he"), "he", care.ActAccept, "")
	d.days(-12, "09:30")
	d.do(there, "he", care.ActEnrol, "")
	d.days(-3, "09:30")
	d.ask("lv", "天天", class, d.today.AddDays(12), booking.AsHold)
	d.do(d.guardian("lv"), "lv", care.ActSubmit, "")
	d.days(-60, "11:00")
	d.stop(again.ID, care.ClosureSuspend, care.ReasonOutbreak, "")
	d.days(-50, "09:00")
	d.reopen(again.ID, care.ReasonCorrected)
	d.days(-30, "15:00")
	d.stop(closed.ID, care.ClosureClose, care.ReasonClosing, "举办者申请停办，预交费用已全部退还。")
	d.hours(-5)
	d.stop(stopped.ID, care.ClosureSuspend, care.ReasonSafety, "消防通道整改，预计两周。")
	return nil
}

// others are facilities of the district to be that nothing else of the story happens at, by id.
func (d *demoPeople) others() (out []care.Facility, err error) {
	err = d.store.EachFacility(d.ctx, func(f care.Facility) error {
		taken := slices.Contains([]care.FacilityID{d.home.ID, d.full.ID, d.quiet.ID}, f.ID)
		if taken || !f.Demo || f.Kind == care.KindEmployer || f.Kind == care.KindHome || !strings.HasPrefix(f.AreaCode, d.home.AreaCode[:6]) || f.Location == nil {
			return nil
		}
		fits := slices.ContainsFunc(f.Classes, func(c care.Class) bool {
			return c.Mode == care.FullDay && c.Band == care.BandToddler && c.FromMonths <= 12 && len(c.Pools) > 0 && leastFree(c) >= 3
		})
		if fits && (f.MayTake() || f.Filing.Status == care.FilingSuspended || f.Filing.Status == care.FilingCancelled) {
			out = append(out, f)
		}
		return nil
	})
	slices.SortFunc(out, func(a, b care.Facility) int { return strings.Compare(string(a.ID), string(b.ID)) })
	for i := range out { // a story that was left half told has stopped some of them
		if err != nil || out[i].MayTake() {
			continue
		}
		d.hours(-2200)
		d.reopen(out[i].ID, care.ReasonMistake)
	}
	out = slices.DeleteFunc(out, func(f care.Facility) bool {
		now, getErr := d.store.Facility(d.ctx, f.ID)
		return getErr != nil || !now.MayTake()
	})
	return out, err
}

// version is that of a facility as its bureau sees it.
func (d *demoPeople) version(f care.FacilityID) int64 {
	p, err := d.booking.PreviewClosure(d.ctx, d.bureau, f)
	if err != nil {
		return 0
	}
	return p.Version
}

func (d *demoPeople) stop(f care.FacilityID, kind care.ClosureKind, reason care.ReasonCode, words string) {
	_, err := d.booking.CloseFacility(d.ctx, d.bureau, d.key(), f, booking.ClosureRequest{Kind: kind, Reason: reason, Words: words, Version: d.version(f)})
	d.fine("the district stops a facility", err)
}

func (d *demoPeople) reopen(f care.FacilityID, reason care.ReasonCode) {
	var open *care.Closure
	err := d.store.Read(d.ctx, "look at closure", func(tx *store.Tx) (err error) {
		open, err = tx.StoppedBy(d.ctx, f)
		return err
	})
	if err == nil && open == nil {
		return // a list says so
	}
	_, err = d.booking.ReopenFacility(d.ctx, d.bureau, d.key(), f, booking.ReopenRequest{Reason: reason, Version: d.version(f)})
	d.fine("the district opens a facility again", err)
}

// writeFiles writes inspections, an order that was met, one that runs, and a grade.
func (d *demoPeople) writeFiles(others []care.Facility) error {
	book := &ledger.Service{
		Store: d.store, Keys: []ed25519.PrivateKey{}, Rules: d.p.rules.now.Load, Now: func() time.Time { return d.at }, Log: d.log,
	}
	file, err := book.File(d.ctx, d.bureau, d.home.ID)
	if err != nil || len(file.Records) > 0 {
		return err
	}
	write := func(days int, f care.FacilityID, r care.Record) care.Record {
		d.days(days, "15:30")
		r.Facility, r.On = f, care.DateOf(d.at)
		if r.Kind == care.RecordOrder {
			r.Due = r.On.AddDays(14)
		}
		r, err := book.AddRecord(d.ctx, d.bureau, r)
		d.fine("a record of a facility", err)
		return r
	}
	write(-80, d.home.ID, care.Record{Kind: care.RecordInspection, Result: "faults", Words: "双随机抽查：晨检记录有两天缺签名，其余符合要求。"})
	order := write(-80, d.home.ID, care.Record{Kind: care.RecordOrder, No: "示卫托改〔2026〕12号", Words: "补全晨检记录，完善交接签名制度。"})
	d.days(-70, "10:00")
	_, err = book.MeetOrder(d.ctx, d.bureau, order.ID, care.DateOf(d.at), order.Version)
	d.fine("an order is met", err)
	write(-70, d.home.ID, care.Record{Kind: care.RecordRecheck, Result: "in_order", Words: "已按要求整改。"})
	write(-6, others[0].ID, care.Record{Kind: care.RecordInspection, Result: "faults", Words: "消防通道堆放杂物，应急照明两处失效。"})
	write(-6, others[0].ID, care.Record{Kind: care.RecordOrder, No: "示卫托改〔2026〕31号", Words: "清理消防通道，修复应急照明。"})
	d.days(-65, "09:00")
	_, err = book.SetGrade(d.ctx, d.bureau, d.home.ID, ledger.GradeInput{Risk: "A", Credit: "A-", Grade: "A", Words: "年度评定"})
	d.fine("a grade", err)
	return nil
}
