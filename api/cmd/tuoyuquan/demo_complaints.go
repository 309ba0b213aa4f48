package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/store"
)

// demoDesk is the complaint desk of the demo city's district, with a colleague for what one person may not do alone.
type demoDesk struct {
	*demoPeople

	cases     *casework.Service // goes by at
	colleague care.Actor        // reviews and calls back
	desk      care.UnitID
	other     care.FacilityID // of the district, and not the one whose staff one can be
	receipts  map[string]casework.Receipt
	drafts    int
}

// complain fills the desk: who works there, and a handful of cases in different states, one of them of danger to a child.
func (d *demoPeople) complain() error {
	desk := &demoDesk{demoPeople: d, receipts: map[string]casework.Receipt{}}
	desk.cases = d.p.caseworkAt(d.store, func() time.Time { return d.at }, d.log)
	if err := desk.open(); err != nil {
		return err
	}
	desk.closed()
	desk.found()
	desk.underWay()
	desk.waiting()
	desk.danger()
	return nil
}

// open opens the district's offices and gives the two officers their posts.
func (d *demoDesk) open() error {
	d.days(-60, "09:00")
	county := d.bureau.Area
	id, _, err := d.p.accounts.InviteStaff(d.ctx, operator("demo"), account.StaffInput{
		Username: "demo-district-2", Name: "何副科长", Role: care.ActorDistrict, Area: county, Demo: true,
	})
	if err != nil {
		return fmt.Errorf("demo-district-2: %w", err)
	}
	if err := d.chooseOther(); err != nil {
		return err
	}
	d.colleague = care.Actor{Kind: care.ActorDistrict, ID: string(id), Area: county}
	d.desk = care.UnitID("demo-desk-" + county)
	ours, theirs := care.AccountID(d.bureau.ID), id
	for _, u := range []care.Unit{
		{ID: d.desk, Area: county, Kind: care.UnitBackstop, Name: "区托育投诉受理中心（示范）", Phone: "12345", Backstop: true},
		{ID: care.UnitID("demo-health-" + county), Area: county, Kind: care.UnitHealth, Name: "区卫生健康委（示范）", Phone: "12345"},
		{ID: care.UnitID("demo-market-" + county), Area: county, Kind: care.UnitMarket, Name: "区市场监管局（示范）", Phone: "12315"},
	} {
		if err := d.cases.OpenUnit(d.ctx, operator("demo"), store.Unit{Unit: u, Demo: true}); err != nil {
			return fmt.Errorf("unit %s: %w", u.ID, err)
		}
		posts := []care.Post{
			{Account: ours, Unit: u.ID, Duty: care.DutyIntake},
			{Account: ours, Unit: u.ID, Duty: care.DutyHandler},
			{Account: theirs, Unit: u.ID, Duty: care.DutySupervisor},
			{Account: theirs, Unit: u.ID, Duty: care.DutyCallback},
		}
		week := care.Instant(7 * 24 * 3600 * 1000)
		shifts := []store.Shift{
			{Account: ours, Starts: care.InstantOf(d.base) - week, Ends: care.InstantOf(d.base) + 4*week, Rank: 0},
			{Account: theirs, Starts: care.InstantOf(d.base) - week, Ends: care.InstantOf(d.base) + 4*week, Rank: 1},
		}
		if _, err := d.cases.SetRoster(d.ctx, d.colleague, u.ID, posts, shifts); err != nil {
			return fmt.Errorf("posts of %s: %w", u.ID, err)
		}
	}
	return nil
}

// chooseOther finds another facility of the district.
func (d *demoDesk) chooseOther() error {
	err := d.store.EachFacility(d.ctx, func(f care.Facility) error {
		near := f.Demo && f.Public(false) && f.ID != d.home.ID && f.Kind != care.KindHome && care.Within(f.AreaCode, d.bureau.Area)
		if near && (d.other == "" || f.ID < d.other) {
			d.other = f.ID
		}
		return nil
	})
	if err == nil && d.other == "" {
		err = errors.New("the demo city's district has only one facility")
	}
	return err
}

// report sends a complaint, of a family or of somebody unknown.
func (d *demoDesk) report(name, family string, r casework.SubmitRequest) {
	who := casework.Complainant{Actor: care.Actor{Kind: care.ActorAnonymous}}
	r.Demo, r.Anonymous, r.Contact = true, family == "", "app"
	if family != "" {
		who.Actor = d.families[family].actor
	}
	d.drafts++
	key := casework.IdempotencyKey(fmt.Sprintf("demo-complaint-%d-%d", d.base.UnixMilli(), d.drafts))
	receipt, err := d.cases.Submit(d.ctx, who, key, r)
	if d.fine("complaint "+name, err) {
		d.receipts[name] = receipt
	}
}

// step takes a case one step further.
func (d *demoDesk) step(name string, who care.Actor, action care.CaseAction, change func(*casework.ActRequest)) {
	receipt, ok := d.receipts[name]
	if !ok {
		return // an earlier step was refused
	}
	v, err := d.cases.Case(d.ctx, who, receipt.ID)
	if err == nil {
		r := casework.ActRequest{Action: action, Version: v.Case.Version}
		if change != nil {
			change(&r)
		}
		if action == care.CaseActRelease {
			_, err = d.cases.Preview(d.ctx, who, receipt.ID, r.Text)
		}
		if err == nil {
			_, err = d.cases.Act(d.ctx, who, receipt.ID, r)
		}
	}
	if !d.fine("complaint "+name+": "+string(action), err) {
		delete(d.receipts, name)
	}
}

// handle takes a case from its arrival until somebody is at work on it and has written to whoever complained.
func (d *demoDesk) handle(name string, class care.CaseClass, contact string) {
	d.step(name, d.bureau, care.CaseActTriage, func(r *casework.ActRequest) { r.Body.Class = class })
	d.step(name, d.bureau, care.CaseActAccept, nil)
	d.step(name, d.bureau, care.CaseActSign, func(r *casework.ActRequest) { r.NoTie = true })
	d.step(name, d.bureau, care.CaseActContact, func(r *casework.ActRequest) { r.Body.Way, r.Text = care.ContactMessage, contact })
}

// answer proposes a reply, which the colleague approves, and lets it reach whoever complained.
func (d *demoDesk) answer(name, text string, result care.FindingResult, measure care.MeasureCode) {
	d.step(name, d.bureau, care.CaseActPropose, func(r *casework.ActRequest) {
		r.Text, r.Body.Findings = text, []care.CaseFinding{{Allegation: 1, Result: result}}
		r.Body.Measures = []care.CaseMeasure{{Code: measure}}
	})
	d.step(name, d.colleague, care.CaseActApprove, nil)
	_, err := d.cases.Sweep(d.ctx, "demo")
	d.fine("deliver the reply to "+name, err)
}

// closed is a family's complaint that was answered and closed; they are asked how it went.
func (d *demoDesk) closed() {
	d.days(-24, "20:10")
	d.report("fees", "show", casework.SubmitRequest{
		Facility: d.other, Category: care.CategoryFalseInfo, Text: "公示的伙食费是每天 18 元，实际收了 25 元，问了说是系统没有更新。", Wants: "把公示改正过来，多收的退回来。",
	})
	d.days(-23, "09:30")
	d.handle("fees", care.ClassC, "您好，我们已开始核实收费公示情况，方便的话请上传一张缴费截图。")
	d.days(-21, "15:00")
	d.step("fees", d.bureau, care.CaseActRelease, func(r *casework.ActRequest) {
		r.Text = "请说明伙食费的公示标准与实际收取标准，并提供最近三个月的收费台账。"
	})
	d.days(-19, "10:00")
	staff := care.Actor{Kind: care.ActorFacility, ID: "demo-facility-2", Facility: d.other}
	if r, ok := d.receipts["fees"]; ok {
		_, err := d.cases.AnswerRelease(d.ctx, staff, r.ID, "公示没有及时更新，已改正；多收部分已原路退回。", 0)
		d.fine("the facility answers", err)
	}
	d.days(-16, "16:20")
	d.answer("fees", "经核实，公示标准与实际收取不一致的情况属实。机构已改正公示，并退还多收的伙食费。", care.Substantiated, care.MeasureRefund)
	d.days(-12, "11:00")
	d.close("fees")
}

func (d *demoDesk) close(name string) {
	d.step(name, d.colleague, care.CaseActClose, func(r *casework.ActRequest) {
		r.Body.Answers = &care.CaseAnswers{Contacted: care.SaidYes, Solved: care.SaidYes, Satisfied: care.SaidYes}
	})
}

// found is an anonymous report that proved true: the finding is published on the facility's page.
func (d *demoDesk) found() {
	d.days(-30, "12:40")
	d.report("crowded", "", casework.SubmitRequest{
		Facility: d.other, Category: care.CategoryCapacity, Text: "托小班说是 20 个孩子，接孩子的时候数了有 26 个，只有两位老师。",
	})
	d.days(-29, "09:15")
	d.handle("crowded", care.ClassB, "收到您的举报，我们会到现场核实在托人数。")
	d.days(-28, "10:30")
	d.step("crowded", d.bureau, care.CaseActRelease, func(r *casework.ActRequest) {
		r.Text = "请提供托小班近一个月的在托人数和保育人员配备情况。"
	})
	staff := care.Actor{Kind: care.ActorFacility, ID: "demo-facility-2", Facility: d.other}
	d.days(-27, "17:00")
	if r, ok := d.receipts["crowded"]; ok {
		_, err := d.cases.AnswerRelease(d.ctx, staff, r.ID, "高峰时段临时合班，已调整到规定人数以内。", 0)
		d.fine("the facility answers", err)
	}
	d.days(-24, "15:00")
	d.answer("crowded", "现场核查，托小班高峰时段超出核定人数，已责令改正并将复查。", care.Substantiated, care.MeasureRectify)
	d.days(-20, "10:00")
	d.close("crowded")
}

// underWay are cases somebody is at work on: one the facility is asked about, one whose reply waits for the second pair of eyes.
func (d *demoDesk) underWay() {
	d.days(-4, "19:30")
	d.report("air", "show", casework.SubmitRequest{
		Facility: d.home.ID, Category: care.CategoryHygiene, Text: "最近班里好几个孩子咳嗽，接送时看到教室窗户一直关着，希望能通风和消毒。",
	})
	d.days(-3, "09:00")
	d.handle("air", care.ClassB, "您好，您反映的通风消毒问题我们已受理，会在本周到园查看。")
	d.days(-2, "10:00")
	d.step("air", d.bureau, care.CaseActRelease, func(r *casework.ActRequest) {
		r.Text = "请说明近两周教室通风、消毒和晨午检的执行情况。"
	})

	d.days(-6, "13:00")
	d.report("teachers", "", casework.SubmitRequest{Facility: d.other, Category: care.CategoryStaff, Text: "听说新来的老师没有保育师证，希望核实一下人员资质。"})
	d.days(-5, "09:40")
	d.handle("teachers", care.ClassB, "收到，我们会核对全部保育人员的资质证明。")
	d.days(-1, "16:00")
	d.step("teachers", d.bureau, care.CaseActPropose, func(r *casework.ActRequest) {
		r.Text = "经核对，全部保育人员均持有效资质证明，其中一人证书刚办理转入。"
		r.Body.Findings = []care.CaseFinding{{Allegation: 1, Result: care.NotFounded}}
	})
}

// waiting are cases of the last hours, and one that waits for what is missing.
func (d *demoDesk) waiting() {
	d.hours(-30)
	d.report("refund", "chen", casework.SubmitRequest{Facility: d.other, Category: care.CategoryRefund, Text: "试托三天后退园，预交的费用说只能退一半，合同里没有这么写。"})
	d.hours(-28)
	d.step("refund", d.bureau, care.CaseActAskInfo, func(r *casework.ActRequest) {
		r.Body.Missing, r.Text = []care.ReasonCode{care.ReasonInfoProof}, "请补充合同和缴费凭证的照片。"
	})
	at := orb.Point{}
	if d.home.Location != nil {
		at = d.home.Location.Point
	}
	d.hours(-20)
	d.report("unfiled", "", casework.SubmitRequest{
		Place: "某小区 3 号楼一楼", Point: orb.Point{at[0] + 0.004, at[1] + 0.003}, Category: care.CategoryUnfiled, Text: "一楼住户家里收了十来个两三岁的孩子，没有看到备案的牌子。",
	})
	d.hours(-18)
	d.step("unfiled", d.bureau, care.CaseActTriage, func(r *casework.ActRequest) { r.Body.Class = care.ClassB })
	d.step("unfiled", d.bureau, care.CaseActAccept, nil)
	d.hours(-3)
	d.report("lunch", "", casework.SubmitRequest{Facility: d.home.ID, Category: care.CategoryFood, Text: "昨天的午餐里有没有煮熟的鸡肉，孩子回家说味道怪怪的。"})
}

// danger is a report of danger to a child: somebody answers the call, and the police are told at once.
func (d *demoDesk) danger() {
	d.hours(-5)
	d.report("danger", "", casework.SubmitRequest{
		Facility: d.other, Category: care.CategoryAbuse, DangerNow: true, Text: "隔着窗户看到有老师用力拽孩子的胳膊，孩子一直在哭。",
	})
	r, ok := d.receipts["danger"]
	if !ok {
		return
	}
	d.at = d.at.Add(6 * time.Minute)
	v, err := d.cases.Case(d.ctx, d.bureau, r.ID)
	if err == nil && len(v.Pages) > 0 {
		_, err = d.cases.AckPage(d.ctx, d.bureau, v.Pages[0].ID)
	}
	d.fine("somebody answers the call", err)
	told := care.InstantOf(d.at)
	d.at = d.at.Add(4 * time.Minute)
	d.step("danger", d.bureau, care.CaseActPolice, func(r *casework.ActRequest) { r.Body.When, r.Body.Reference = told, "示范 110-001" })
	d.handle("danger", care.ClassA, "我们已接到举报并已报警，正在赶往现场。")
}
