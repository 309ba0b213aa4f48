package main

import (
	"fmt"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
)

// days moves the told moment to a time of day, so many days before (or after) the day of the demonstration.
func (d *demoPeople) days(n int, clock string) {
	t, _ := time.ParseInLocation("15:04", clock, care.Shanghai)
	d.at = d.today.AddDays(n).Time().Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute)
}

// hours moves the told moment to so many hours before the moment of the demonstration.
func (d *demoPeople) hours(n int) { d.at = d.base.Add(time.Duration(n) * time.Hour) }

// key is the idempotency key of the next step.
func (d *demoPeople) key() booking.IdempotencyKey {
	d.keys++
	return booking.IdempotencyKey(fmt.Sprintf("demo-%d-%d", d.base.UnixMilli(), d.keys))
}

// ask begins an application for the only or named child of a family; it is remembered under the family's key.
func (d *demoPeople) ask(family, child string, class care.Class, start care.Date, as booking.As) {
	f := d.families[family]
	reply, err := d.booking.Apply(d.ctx, f.actor, d.key(), booking.ApplyRequest{Child: f.children[child], Class: class.ID, Start: start, As: as})
	d.keep(family+" asks for "+class.Name, family, reply, err)
}

// do takes the application of a family one step further.
func (d *demoPeople) do(who care.Actor, family string, action care.Action, reason care.ReasonCode) {
	v, ok := d.applications[family]
	if !ok {
		return // an earlier step was refused
	}
	reply, err := d.booking.Act(d.ctx, who, d.key(), v.ID, booking.ActRequest{
		Action: action, Version: v.Version, Reason: reason, Form: booking.Form{Signed: action == care.ActEnrol},
	})
	d.keep(family+": "+string(action), family, reply, err)
}

func (d *demoPeople) keep(what, family string, reply booking.Reply, err error) {
	if d.fine(what, err) {
		d.applications[family] = reply.Application
	}
}

// fine logs a step that was refused. The demonstration goes on without it.
func (d *demoPeople) fine(what string, err error) bool {
	if err != nil && d.ctx.Err() == nil {
		d.missed++
		d.log.Warn("a step of the demonstration was left out", "step", what, "at", d.at.Format(time.RFC3339), "error", err)
	}
	return err == nil
}

func (d *demoPeople) guardian(family string) care.Actor { return d.families[family].actor }

// submit holds a place and sends the application.
func (d *demoPeople) submit(family, child string, start care.Date) {
	d.ask(family, child, d.class, start, booking.AsHold)
	d.do(d.guardian(family), family, care.ActSubmit, "")
}

// tell tells what happened in the weeks before, in order.
func (d *demoPeople) tell() {
	d.enrolled()
	d.waits()
	d.recent()
	d.published()
	d.shown()
}

// enrolled are three children who have been there for some days; for one of them the facility asks the district to end it.
func (d *demoPeople) enrolled() {
	began := d.today.AddDays(-12)
	for i, who := range [][2]string{{"chen", "米粒"}, {"lin", "小满"}, {"zhao", "禾禾"}} {
		d.days(-33, fmt.Sprintf("09:%02d", 10*i))
		d.submit(who[0], who[1], began)
	}
	for i, who := range []string{"chen", "lin", "zhao"} {
		d.days(-32, fmt.Sprintf("10:%02d", 10*i))
		d.do(d.staff, who, care.ActOffer, "")
		d.days(-32, fmt.Sprintf("18:%02d", 10*i))
		d.do(d.guardian(who), who, care.ActAccept, "")
	}
	for i, who := range []string{"chen", "lin", "zhao"} {
		d.days(-12, fmt.Sprintf("08:%02d", 10*i))
		d.do(d.staff, who, care.ActEnrol, "")
	}
}

// waits are children who wait for the class that is full.
func (d *demoPeople) waits() {
	for i, who := range [][2]string{{"sun", "安安"}, {"qian", "可乐"}, {"zhou", "元宝"}} {
		d.days(-20+2*i, "12:30")
		d.ask(who[0], who[1], d.fullClass, d.today.AddDays(10), booking.AsWait)
	}
	d.days(-11, "20:15")
	d.ask("show", "豆豆", d.fullClass, d.today.AddDays(10), booking.AsWait)
}

// recent are applications of the last days, one in each state a facility's desk has.
func (d *demoPeople) recent() {
	d.days(-10, "09:30") // never decided: the district looks at it
	d.submit("wu", "乐乐", d.today.AddDays(12))
	d.days(-13, "14:00") // refused with a reason, to which the district has not objected
	d.submit("zheng", "糖糖", d.today.AddDays(14))
	d.days(-12, "10:00")
	d.do(d.staff, "zheng", care.ActReject, care.ReasonPapersNotValid)
	d.days(-6, "11:00") // accepted, starts today
	d.submit("feng", "一一", d.today)
	d.days(-5, "09:00")
	d.do(d.staff, "feng", care.ActOffer, "")
	d.days(-5, "19:00")
	d.do(d.guardian("feng"), "feng", care.ActAccept, "")
	d.days(-2, "16:00")
	d.do(d.staff, "zhao", care.ActAskRevoke, care.ReasonLongAbsence)
}

// shown is what the family to be finds: a wait that rests, an offer to answer, a draft, a visit and a session.
func (d *demoPeople) shown() {
	d.hours(-50)
	d.submit("show", "豆豆", d.today.AddDays(15))
	d.hours(-26)
	d.submit("chu", "多多", d.today.AddDays(9))
	d.hours(-20)
	d.do(d.staff, "show", care.ActOffer, "")
	d.hours(-3)
	d.submit("wei", "圆圆", d.today.AddDays(21))
	d.hours(-2)
	d.ask("show", "果果", d.class, care.DateOf(d.today.Time().AddDate(0, 6, 0)), booking.AsDraft)
}

// published are times to visit and sessions by the hour of the facility, and who has booked them.
func (d *demoPeople) published() {
	d.days(-10, "17:00")
	var slots []booking.SlotRequest
	for _, day := range []int{-3, 1, 2, 4, 8, 9} {
		for _, hour := range []int{10, 15} {
			from := care.InstantOf(d.today.AddDays(day).Time()) + care.Instant(hour)*3_600_000
			slots = append(slots, booking.SlotRequest{StartsAt: from, EndsAt: from + 3_600_000/2, Places: 3})
		}
	}
	made, err := d.booking.PublishSlots(d.ctx, d.staff, slots)
	if !d.fine("times to visit", err) {
		return
	}
	d.days(-6, "12:00")
	d.visit("wei", "圆圆", made[0].ID, "")
	d.visit("chu", "多多", made[1].ID, "")
	d.hours(-24)
	d.visit("show", "果果", made[6].ID, "想看看午睡的房间")
	d.sessions()
}

func (d *demoPeople) visit(family, child string, slot care.SlotID, note string) {
	f := d.families[family]
	_, err := d.booking.BookVisit(d.ctx, f.actor, d.key(), booking.VisitRequest{Slot: slot, Child: f.children[child], Note: note})
	d.fine(family+" books a visit", err)
}

// sessions are mornings of the coming days: some free for whoever comes, those of next week with a window and a draw.
func (d *demoPeople) sessions() {
	d.hours(-23)
	session := func(day int) booking.SessionRequest {
		return booking.SessionRequest{
			Mode: d.side.Mode, Class: d.side.ID, Date: d.today.AddDays(day), Open: 9 * 60, Close: 12 * 60, Fee: 6000, Places: 2, FromMonths: 12, ToMonths: 36,
		}
	}
	open := []booking.SessionRequest{session(1), session(2), session(3)}
	made, err := d.booking.PublishSessions(d.ctx, d.staff, open)
	if d.fine("sessions", err) {
		d.enter("show", "豆豆", made[1].ID)
		d.enter("qian", "可乐", made[0].ID)
	}
	drawn := []booking.SessionRequest{session(8), session(9), session(10)}
	for i := range drawn {
		drawn[i].OpensAt = care.InstantOf(d.base) - 22*3_600_000
		drawn[i].ClosesAt = care.InstantOf(d.base) + 26*3_600_000
	}
	made, err = d.booking.PublishSessions(d.ctx, d.staff, drawn)
	if d.fine("sessions with a draw", err) {
		d.hours(-12)
		for _, who := range [][2]string{{"sun", "安安"}, {"zhou", "元宝"}, {"qian", "可乐"}, {"show", "豆豆"}} {
			d.enter(who[0], who[1], made[0].ID)
		}
	}
}

func (d *demoPeople) enter(family, child string, session care.SessionID) {
	f := d.families[family]
	_, err := d.booking.Enter(d.ctx, f.actor, d.key(), booking.EntryRequest{Session: session, Child: f.children[child]})
	d.fine(family+" enters a session", err)
}
