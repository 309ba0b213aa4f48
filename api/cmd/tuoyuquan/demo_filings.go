package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"slices"
	"strings"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/filing"
)

// demoFilings are matters that facilities of the demo city's district bring, in every state, by the same service as everybody's.
type demoFilings struct {
	*demoPeople

	filings *filing.Service // goes by at
	paper   filing.File
	area    string
}

// file fills the desk of filings, the reports of kindergarten classes and the registrars' lists.
func (d *demoPeople) file() error {
	paper, err := demoPaper()
	if err != nil {
		return err
	}
	f := &demoFilings{demoPeople: d, paper: paper, area: d.bureau.Area}
	f.filings = filing.New(filing.Deps{
		Store: d.store, Box: d.p.box, Blob: d.p.scans, Rules: d.p.rules.now.Load, Now: func() time.Time { return d.at }, Machine: time.Now, Log: d.log,
		Upload:  func(context.Context, care.UploadID, string) (filing.File, error) { return f.paper, nil },
		Dropped: func(context.Context, care.UploadID, string) error { return nil },
	})
	var facilities, unfiled []care.Facility
	err = d.store.EachFacility(d.ctx, func(one care.Facility) error {
		switch {
		case !one.Demo || one.ID == d.home.ID || one.ID == d.full.ID || one.ID == d.quiet.ID || !care.Within(one.AreaCode, f.area):
		case one.Public(false):
			facilities = append(facilities, one)
		case one.Filing.Status == care.FilingVerifying || one.Filing.Status == care.FilingNonconforming:
			unfiled = append(unfiled, one)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, list := range [][]care.Facility{facilities, unfiled} {
		slices.SortFunc(list, func(a, b care.Facility) int { // homes last: few of them ever change anything
			return cmp.Or(cmp.Compare(homesLast(a.Kind), homesLast(b.Kind)), strings.Compare(string(a.ID), string(b.ID)))
		})
	}
	f.matters(facilities, unfiled)
	f.terms(facilities)
	return f.lists(facilities)
}

// demoPaper is a picture of a paper that says nothing of anybody.
func demoPaper() (filing.File, error) {
	m := image.NewRGBA(image.Rect(0, 0, 480, 640))
	for i := range m.Pix {
		m.Pix[i] = 250
	}
	for line := range 14 {
		for x := 60; x < 420-(line%4)*50; x++ {
			for y := range 8 {
				m.Set(x, 80+line*36+y, color.RGBA{90, 100, 96, 255})
			}
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		return filing.File{}, err
	}
	sum := sha256.Sum256(b.Bytes())
	return filing.File{Body: b.Bytes(), Type: "image/jpeg", SHA256: hex.EncodeToString(sum[:])}, nil
}

func homesLast(kind care.FacilityKind) int {
	if kind == care.KindHome {
		return 1
	}
	return 0
}

// demoMatter is something a facility brings, how far it has come, and how many days ago it was sent.
type demoMatter struct {
	until string
	days  int
}

// Clocks of five and fifteen working days run in these: some have begun, some are nearly over, some were met.
var (
	demoChanges = []demoMatter{{"draft", 1}, {"submit", 1}, {"submit", 6}, {"receive", 8}, {"check", 11}, {"check", 19}, {"refuse", 16}, {"grant", 26}, {"grant", 47}}
	demoNew     = []demoMatter{{"check", 9}, {"check", 18}, {"receive", 5}, {"submit", 2}, {"draft", 3}}
	demoRefused = []demoMatter{{"refuse", 20}, {"refuse", 12}}
)

// matters are the filings on the desk: changes of who is filed, first filings of who is not, in every state.
func (f *demoFilings) matters(facilities, unfiled []care.Facility) {
	bring := func(of care.Facility, kind care.FilingKind, m demoMatter) {
		if err := f.bring(of, kind, m); err != nil {
			f.missed++
			f.log.Warn("a made-up filing was left out", "facility", of.ID, "kind", kind, "until", m.until, "error", err)
		}
	}
	for i, m := range demoChanges[:min(len(demoChanges), len(facilities))] {
		bring(facilities[i], care.FilingChange, m)
	}
	fresh, refused := 0, 0
	for _, one := range unfiled {
		switch {
		case one.Filing.Status == care.FilingNonconforming && refused < len(demoRefused):
			bring(one, care.FilingNew, demoRefused[refused])
			refused++
		case one.Filing.Status == care.FilingVerifying && fresh < len(demoNew):
			bring(one, care.FilingNew, demoNew[fresh])
			fresh++
		}
	}
}

func (f *demoFilings) bring(of care.Facility, kind care.FilingKind, m demoMatter) error {
	staff, until, days := care.Actor{Kind: care.ActorFacility, ID: "demo", Facility: of.ID}, m.until, -m.days
	f.days(days, "10:20")
	v, err := f.filings.Begin(f.ctx, staff, kind, care.BasisFiling)
	if err != nil {
		return err
	}
	form := f.form(v.Form, until)
	if kind == care.FilingChange {
		form.Address += " 2号楼"
	}
	if until == "draft" { // as far as somebody came before the telephone rang
		form.HeadName, form.HeadPhone, form.Insured, form.CheckupsOn = "", "", false, care.Date{}
	}
	if v, err = f.filings.Save(f.ctx, staff, v.ID, v.Version, form); err != nil || until == "draft" {
		return err
	}
	for _, n := range v.Needs {
		day := care.DateOf(f.base.In(care.Shanghai))
		in := filing.PaperInput{Kind: n.Kind, Upload: "demo", Issued: day.AddDays(-200), Until: day.AddDays(500)}
		if n.Kind == care.MaterialFire && until == "submit" {
			in.Until = day.AddDays(20)
		}
		if v, err = f.filings.AddPaper(f.ctx, staff, v.ID, in); err != nil {
			return err
		}
	}
	if v, err = f.filings.ActOwn(f.ctx, staff, v.ID, filing.Act{Action: care.FilingSubmit, Version: v.Version, Promised: true, Knowing: true}); err != nil {
		return err
	}
	if until == "submit" {
		return nil
	}
	f.days(days+1, "15:40")
	if v, err = f.on(v, filing.Act{Action: care.FilingReceive}); err != nil || until == "receive" {
		return err
	}
	f.days(days+2, "09:10")
	if v, err = f.on(v, filing.Act{Action: care.FilingVerify}); err != nil {
		return err
	}
	return f.decide(v, until)
}

func (f *demoFilings) on(v filing.View, a filing.Act) (filing.View, error) {
	a.Version = v.Version
	return f.filings.ActOn(f.ctx, f.bureau, v.ID, a)
}

func (f *demoFilings) decide(v filing.View, until string) error {
	var found []filing.Item
	for i, item := range v.Items {
		check := care.ItemCheck{Result: care.ItemOK}
		if until == "refuse" && item.Item == care.ItemClasses {
			check = care.ItemCheck{Result: care.ItemBad, Reason: care.FilingRatioShort, Note: "缺一名保育人员"}
		}
		if until == "check" && i > 4 {
			break
		}
		found = append(found, filing.Item{Item: item.Item, ItemCheck: check})
	}
	short := v.Form.Classes[0]
	v, err := f.filings.Check(f.ctx, f.bureau, v.ID, v.Version, found)
	switch {
	case err != nil || until == "check":
		return err
	case until == "refuse":
		_, err = f.on(v, filing.Act{Action: care.FilingRefuse, Reasons: []care.FilingReason{
			{Code: care.FilingRatioShort, Item: care.ItemClasses, Words: fmt.Sprintf("%s %d 人，只配备 %d 名保育人员", short.Name, short.Places, short.Carers)},
		}})
	default:
		_, err = f.on(v, filing.Act{Action: care.FilingGrant})
	}
	return err
}

// form completes what the register knows, with a change worth filing.
func (f *demoFilings) form(was care.FilingForm, until string) care.FilingForm {
	day := care.DateOf(f.base.In(care.Shanghai))
	rules := f.p.rules.now.Load()
	form := was
	form.Route = care.FilingRouteOf(form.CreditCode)
	form.Registrar, form.Scope, form.LegalName, form.Site = "区登记机关（示范）", "托育服务", "示例法人", care.SiteLease
	form.LeaseFrom, form.LeaseUntil = day.AddDays(-400), day.AddDays(1500)
	form.FloorLow, form.FloorHigh, form.BuiltYear, form.Meals = 1, 2, 2016, care.MealsDelivered
	if form.Nature == "" {
		form.Nature = care.NaturePrivate
	}
	carers := 0
	form.Classes = slices.Clone(form.Classes)
	for i := range form.Classes {
		c := &form.Classes[i]
		if c.Places == 0 { // it has never said how many it has
			c.Places = demoFewest(form.Kind)
		}
		if each, ok := rules.Ratio(c.Band, form.AreaCode, day); ok {
			c.Carers = (c.Places + each - 1) / each
		}
		c.Carers = max(1, c.Carers)
		if until == "refuse" && i == 0 && c.Carers > 1 {
			c.Carers--
		}
		carers += c.Carers
	}
	form.UsableArea, form.FloorArea = max(60, 4*form.Places()), max(90, 6*form.Places())
	form.HeadName, form.HeadPhone, form.HeadDegree, form.HeadYears, form.HeadTraining = "示例负责人", "13900000000", true, 5, 80
	form.Staff = care.Staff{Carers: carers, Certified: carers, Health: 1, Security: 1}
	form.HealthTrained, form.ExclusionOn, form.CheckupsOn = true, day.AddDays(-90), day.AddDays(-150)
	form.HygienePassed, form.Cameras, form.VideoDays, form.Insured = true, true, 90, true
	return form
}

// demoFewest is a number of places that no rule is against.
func demoFewest(kind care.FacilityKind) int {
	if kind == care.KindHome {
		return 3
	}
	return 10
}

// terms are the reports of kindergartens: most came in time, some late, one in six has not come; some were seen.
func (f *demoFilings) terms(facilities []care.Facility) {
	n := 0
	for _, one := range facilities {
		if one.Kind != care.KindKindergarten {
			continue
		}
		if n++; n%6 == 0 {
			continue
		}
		term := care.TermOf(f.today)
		day := f.p.rules.now.Load().TermDue(term, one.AreaCode).AddDays(-2 - n%11)
		if n%5 == 3 {
			day = day.AddDays(5 + n%11 + n%4)
		}
		if !day.Before(f.today) { // the day is still to come: it was quick
			day = f.today.AddDays(-1 - n%3)
		}
		if care.TermOf(day) != term { // the term has only begun
			continue
		}
		f.days(daysBetween(f.today, day), "11:00")
		var classes []care.TermClass
		for _, c := range one.Classes {
			if len(c.Pools) == 0 || len(classes) == 6 {
				continue
			}
			places := c.Pools[0].Filed
			classes = append(classes, care.TermClass{Name: c.Name, Band: c.Band, Places: places, Children: places * 3 / 4, Carers: max(1, places/5)})
		}
		if len(classes) == 0 {
			continue // it has never said how many children it has
		}
		if _, err := f.filings.Report(f.ctx, care.Actor{Kind: care.ActorFacility, ID: "demo", Facility: one.ID}, term, 0, classes); err != nil {
			f.missed++
			f.log.Warn("a made-up report of classes was left out", "facility", one.ID, "error", err)
			continue
		}
		if n%2 == 0 {
			if err := f.filings.Acknowledge(f.ctx, f.bureau, one.ID, term, 1); err != nil {
				f.missed++
				f.log.Warn("a made-up report of classes was not seen", "facility", one.ID, "error", err)
			}
		}
	}
}

// daysBetween counts from one day to another, negative backwards.
func daysBetween(a, b care.Date) int {
	return int(b.Time().Sub(a.Time()).Round(24*time.Hour) / (24 * time.Hour))
}

// lists are two registrars' lists: most bodies are filed, some are not, some say something else.
func (f *demoFilings) lists(facilities []care.Facility) error {
	f.days(-6, "16:00")
	now := care.InstantOf(f.at)
	var list []care.Registrant
	add := func(r care.Registrant) {
		r.ID, r.SeenAt = care.RegistrantID(care.NewID()), now
		if r.Route = care.FilingRouteOf(r.CreditCode); r.Scope == "" {
			r.Scope = "托育服务"
		}
		list = append(list, r)
	}
	for i, one := range facilities {
		if one.CreditCode == "" || i%7 == 6 || len(one.AreaCode) < 6 {
			continue
		}
		r := care.Registrant{
			Source: "市场监管 2026-11（示范）", CreditCode: one.CreditCode, Name: one.Name, Registrar: "区市场监管局（示范）", AreaCode: one.AreaCode[:6], AreaName: one.AreaName, Address: one.Address,
		}
		switch i {
		case 3:
			r.Ended = true
		case 5:
			r.Name += "有限公司"
		}
		add(r)
	}
	district := care.RegionPrefix(f.area)
	if len(district) < 6 {
		return f.filings.AddDemo(f.ctx, list)
	}
	for i, name := range []string{"向阳", "小脚丫", "新芽", "暖暖", "晨曦", "七彩桥", "小蜗牛", "和风", "童心", "青禾", "云朵", "小月亮"} {
		first := fmt.Sprintf("91%sMA0DEM%02d", district[:6], i)
		first += strings.Repeat("0", max(0, 17-len(first)))
		digit, ok := care.CreditCheckDigit(first[:17])
		if !ok {
			continue
		}
		r := care.Registrant{
			Source: "市场监管 2026-11（示范）", CreditCode: first[:17] + string(digit), Name: name + "托育服务有限公司（示范）", Registrar: "区市场监管局（示范）",
			AreaCode: district[:6], Address: fmt.Sprintf("示范路 %d 号", 12+7*i), RegisteredOn: care.DateOf(f.at).AddDays(-40 * (i + 1)),
		}
		if i == 7 {
			r.Scope = "图书零售；教育咨询"
		}
		if i == 9 {
			r.Ended = true
		}
		add(r)
	}
	return f.filings.AddDemo(f.ctx, list)
}
