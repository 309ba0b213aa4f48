package main

import (
	"fmt"
	"slices"
	"time"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/facility"
)

// demoStaff are the made-up people of the facility whose staff one can be. Days are counted from the day of the demonstration.
var demoStaff = []struct {
	code, name string
	post       care.StaffPost
	class      int // of a carer: which class; -1: stands in
	years      int // worked here
	checked    int // days since the yearly check; 0: never
	health     int // days the health certificate still counts
	papers     []care.CertificateKind
	weekdays   care.Weekdays
}{
	{"001", "李园长", care.PostHead, -1, 6, 120, 200, []care.CertificateKind{care.CertManagement, care.CertTeacher}, care.UsualWeek},
	{"002", "方慧", care.PostCarer, 0, 5, 90, 260, []care.CertificateKind{care.CertNurseryCarer, care.CertFirstAid}, care.UsualWeek},
	{"003", "唐小雨", care.PostCarer, 0, 3, 200, 21, []care.CertificateKind{care.CertInfantTeacher}, care.UsualWeek},
	{"004", "许安", care.PostCarer, 0, 2, 60, 300, []care.CertificateKind{care.CertNurseryCarer}, care.UsualWeek},
	{"005", "何静怡", care.PostCarer, 1, 4, 30, 320, []care.CertificateKind{care.CertNurseryCarer}, care.UsualWeek},
	{"006", "罗兰", care.PostCarer, 1, 1, 100, 240, nil, care.UsualWeek},
	{"007", "韩雪", care.PostCarer, 2, 3, 380, 150, []care.CertificateKind{care.CertInfantTeacher}, care.UsualWeek},
	{"008", "彭宁", care.PostCarer, 2, 2, 45, 280, []care.CertificateKind{care.CertNurseryCarer}, care.UsualWeek},
	{"009", "曹敏", care.PostCarer, -1, 1, 15, 350, []care.CertificateKind{care.CertNurseryCarer}, 0b0010101},
	{"010", "谢医生", care.PostHealth, -1, 5, 75, 210, []care.CertificateKind{care.CertHealth}, care.UsualWeek},
	{"011", "老杨", care.PostSecurity, -1, 4, 140, 180, []care.CertificateKind{care.CertSecurity}, care.UsualWeek},
	{"012", "田师傅", care.PostKitchen, -1, 3, 160, 12, nil, care.UsualWeek},
}

// keepOwn gives that facility what a facility keeps of itself: its roster, a fee list with a history, terms, a pattern, and marks of
// the last days.
func (d *demoPeople) keepOwn() error {
	deps := d.p.facility.Deps
	deps.Booking, deps.Now = d.booking, func() time.Time { return d.at }
	own := facility.New(deps)
	d.days(-20, "16:00")
	if err := d.roster(own); err != nil {
		return err
	}
	d.days(-15, "11:00")
	if _, err := own.SetFees(d.ctx, d.staff, 0, d.home.Fees, d.today.AddDays(-15), "收费目录核对后重新公布，价格没有变化"); err != nil && len(d.home.Fees) > 0 {
		return fmt.Errorf("fees: %w", err)
	}
	terms := care.Terms{
		PrepayMonths: 1, Insured: true, Refund: "未入托的月份全额退；当月出勤不足一半的，退一半保育费；退费在 7 个工作日内到账。",
		Contract: &care.ContractTerms{Name: "托育服务合同（示范文本）", Version: "2026 版", From: d.today.AddDays(-200)},
	}
	if _, err := own.SetTerms(d.ctx, d.staff, 0, terms, d.today.AddDays(-15), ""); err != nil {
		return fmt.Errorf("terms: %w", err)
	}
	visits := facility.Pattern{Kind: facility.PatternSlot, Name: "每周三下午参观", Places: 3, Weekly: care.WeeklyPattern{
		Weekdays: 1 << 2, Times: []care.Period{{Open: 15 * 60, Close: 15*60 + 30}}, From: d.today.AddDays(1), Until: d.today.AddDays(42), Every: 1,
	}}
	if _, err := own.SavePattern(d.ctx, d.staff, visits); err != nil {
		return fmt.Errorf("pattern: %w", err)
	}
	d.attended()
	return nil
}

func (d *demoPeople) roster(own *facility.Service) error {
	var classes []care.ClassID
	for _, c := range d.home.Classes {
		classes = append(classes, c.ID)
	}
	for _, who := range demoStaff {
		in := facility.PersonInput{Name: who.name, Member: care.Member{
			Code: who.code, Post: who.post, Weekdays: who.weekdays, From: care.DateOf(d.today.Time().AddDate(-who.years, -2, 0)), HealthUntil: d.today.AddDays(who.health),
		}}
		if who.checked > 0 {
			in.ExcludedOn = d.today.AddDays(-who.checked - 20)
		}
		if who.class >= 0 && who.class < len(classes) {
			in.Class = classes[who.class]
		}
		for i, kind := range who.papers {
			in.Certificates = append(in.Certificates, care.Certificate{Kind: kind, Issued: care.DateOf(d.today.Time().AddDate(-who.years-1, 0, 0))})
			in.Numbers = append(in.Numbers, fmt.Sprintf("示范-%s-%d", who.code, i+1))
		}
		if _, err := own.AddPerson(d.ctx, d.staff, in); err != nil {
			return fmt.Errorf("%s: %w", who.name, err)
		}
	}
	return nil
}

// attended marks the children who are enrolled on the working days of the last week and a half.
func (d *demoPeople) attended() {
	families := []string{"chen", "lin", "zhao"}
	for back := 9; back >= 1; back-- {
		day := d.today.AddDays(-back)
		if works, _ := care.ChinaCalendar().Working(day); !works {
			continue
		}
		for i, family := range families {
			app, known := d.applications[family]
			if !known {
				continue
			}
			mark := care.MarkPresent
			if slices.Contains([]int{2, 5}, back) && i == back%3 {
				mark = care.MarkIll
			}
			d.days(-back, fmt.Sprintf("08:%02d", 20+5*i))
			_, err := d.booking.MarkAttendance(d.ctx, d.staff, booking.MarkRequest{Date: day, Child: app.ChildID, Application: app.ID, Mark: mark})
			d.fine("attendance", err)
		}
	}
}
