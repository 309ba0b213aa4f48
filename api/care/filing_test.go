package care

import (
	"slices"
	"testing"
)

func hourOf(day string, hour int) Instant {
	return InstantOf(date(day).Time()) + Instant(hour)*hourMillis
}

func draftDossier() Dossier {
	return Dossier{ID: "d", Facility: "f", Area: "320508", Kind: FilingNew, Basis: BasisFiling, State: DossierDraft, Version: 1}
}

var (
	facilityActor = Actor{Kind: ActorFacility, ID: "a", Facility: "f"}
	bureauActor   = Actor{Kind: ActorDistrict, ID: "o", Area: "320508"}
)

// The clocks of filings on golden dates (domain §8.7): papers that arrive on a day are receipted within 5 working days and answered within
// 15, over New Year, Labour Day, Mid-Autumn and National Day, with weekends that are worked.
func TestFilingClocksOnGoldenDays(t *testing.T) {
	rules := NewRules(DefaultRules())
	terms := rules.FilingTerms("320508", date("2026-02-12"))
	if terms != (FilingTerms{5, 15}) {
		t.Fatalf("terms %+v", terms)
	}
	for _, g := range []struct{ on, receipt, notice string }{
		{"2026-02-12", "2026-02-26", "2026-03-11"},
		{"2026-04-30", "2026-05-11", "2026-05-25"},
		{"2026-09-24", "2026-10-09", "2026-10-22"},
		{"2026-09-30", "2026-10-13", "2026-10-27"},
		{"2026-02-14", "2026-02-28", "2026-03-13"}, // a Saturday that is worked
		{"2025-01-24", "2025-02-07", "2025-02-20"},
		{"2024-09-30", "2024-10-12", "2024-10-25"},
	} {
		now := hourOf(g.on, 23) // late in the evening is the same day
		d, _, err := MoveFiling(draftDossier(), FilingSubmit, facilityActor, FilingFacts{Promised: true}, now, terms, ChinaCalendar())
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []string{g.receipt, g.notice} {
			if c := d.Clocks[i]; c.Due != endOf(date(want)) || c.Provisional {
				t.Errorf("%s: clock %s ends %s, not at the end of %s (provisional %v)", g.on, c.Kind, c.Due.Time(), want, c.Provisional)
			}
		}
		received, _, err := MoveFiling(d, FilingReceive, bureauActor, FilingFacts{Officer: "o"}, endOf(date(g.receipt)), terms, ChinaCalendar())
		if err != nil || !received.Clocks[0].Met || !received.Clocks[1].Running() {
			t.Errorf("%s: received on the last instant: %v %+v", g.on, err, received.Clocks)
		}
		late, _, err := MoveFiling(d, FilingReceive, bureauActor, FilingFacts{Officer: "o"}, endOf(date(g.receipt))+1, terms, ChinaCalendar())
		if err != nil || late.Clocks[0].Met {
			t.Errorf("%s: received too late counts as in time", g.on)
		}
	}
}

// A clock through a year whose calendar is not published is provisional, and moves later only.
func TestFilingClocksAreRecounted(t *testing.T) {
	terms := FilingTerms{5, 15}
	d, _, err := MoveFiling(draftDossier(), FilingSubmit, facilityActor, FilingFacts{Promised: true}, hourOf("2026-12-28", 10), terms, ChinaCalendar())
	if err != nil || !d.Clocks[0].Provisional {
		t.Fatalf("%v %+v", err, d.Clocks)
	}
	known := ChinaCalendar()
	days, err := ParseYear(2027, "0101 0205 0208 0209 0210 0211 0405 0503 0504 1001 1004 1005")
	if err != nil {
		t.Fatal(err)
	}
	known.years[2027] = days
	next, changed := RecountFiling(d, known)
	if !changed || next.Clocks[0].Due <= d.Clocks[0].Due || next.Clocks[0].Provisional {
		t.Errorf("recounted: %v %s then %s", changed, d.Clocks[0].Due.Time(), next.Clocks[0].Due.Time())
	}
}

// Warnings come at 80, 100 and 150 % of the time, each once.
func TestFilingWarnings(t *testing.T) {
	d, _, _ := MoveFiling(draftDossier(), FilingSubmit, facilityActor, FilingFacts{Promised: true}, hourOf("2026-03-02", 9), FilingTerms{5, 15}, ChinaCalendar())
	var told []int
	for range 10 {
		next := d.NextWarning()
		if next == 0 {
			break
		}
		if _, early := WarnFiling(d, next-1); len(early) > 0 {
			t.Fatalf("warned too early: %+v", early)
		}
		var due []Clock
		d, due = WarnFiling(d, next)
		for _, c := range due {
			told = append(told, c.Warned)
		}
	}
	slices.Sort(told)
	if !slices.Equal(told, []int{80, 80, 100, 100, 150, 150}) {
		t.Errorf("told %v", told)
	}
}

// The table: what is not a row does not exist, for nobody.
func TestFilingTable(t *testing.T) {
	states := []DossierState{DossierDraft, DossierSubmitted, DossierReceived, DossierVerifying, DossierNonconforming, DossierDone, DossierWithdrawn}
	actions := []FilingAction{FilingSubmit, FilingReceive, FilingVerify, FilingCheck, FilingGrant, FilingRefuse, FilingWithdraw}
	want := map[string]DossierState{
		"draft submit facility": DossierSubmitted, "nonconforming submit facility": DossierSubmitted,
		"draft withdraw facility": DossierWithdrawn, "submitted withdraw facility": DossierWithdrawn, "received withdraw facility": DossierWithdrawn,
		"verifying withdraw facility": DossierWithdrawn, "nonconforming withdraw facility": DossierWithdrawn,
	}
	for _, role := range []Role{ActorDistrict, ActorCity} {
		for edge, to := range map[string]DossierState{
			"submitted receive ": DossierReceived, "received verify ": DossierVerifying, "verifying check ": DossierVerifying, "verifying grant ": DossierDone,
			"received refuse ": DossierNonconforming, "verifying refuse ": DossierNonconforming,
		} {
			want[edge+string(role)] = to
		}
	}
	tried := 0
	for _, state := range states {
		for _, action := range actions {
			for _, role := range Roles() {
				d := draftDossier()
				d.State, d.Clocks = state, []Clock{NewClock(ClockFilingReceipt, 0, ClockSpan{5, UnitWorkingDay}, ChinaCalendar())}
				facts := FilingFacts{Promised: true, Reasons: []FilingReason{{Code: FilingRatioShort}}}
				next, _, err := MoveFiling(d, action, Actor{Kind: role}, facts, hourOf("2026-03-02", 9), FilingTerms{5, 15}, ChinaCalendar())
				to, row := want[string(state)+" "+string(action)+" "+string(role)]
				if row != (err == nil) || row && next.State != to {
					t.Errorf("%s by %s in %s: %v, %s", action, role, state, err, next.State)
				}
				if row != slices.Contains(FilingActions(d, role), action) {
					t.Errorf("%s by %s in %s is listed wrongly", action, role, state)
				}
				tried++
			}
		}
	}
	if tried != len(states)*len(actions)*len(Roles()) {
		t.Error("not all were tried")
	}
}

func TestFilingGuards(t *testing.T) {
	items := []FilingItem{ItemIdentity, ItemSite}
	ok, bad := ItemCheck{Result: ItemOK}, ItemCheck{Result: ItemBad, Reason: FilingRatioShort}
	for _, c := range []struct {
		what   string
		state  DossierState
		action FilingAction
		facts  FilingFacts
		kind   FilingKind
		code   Code
	}{
		{"nothing promised", DossierDraft, FilingSubmit, FilingFacts{}, FilingNew, CodeFilingPromise},
		{"something missing", DossierDraft, FilingSubmit, FilingFacts{Promised: true, Findings: []FilingFinding{{Severity: FindingMissing}}}, FilingNew, CodeFilingIncomplete},
		{"against a standard", DossierDraft, FilingSubmit, FilingFacts{Promised: true, Findings: []FilingFinding{{Severity: FindingAgainst}}}, FilingNew, CodeFilingKnowing},
		{"against, knowing it", DossierDraft, FilingSubmit, FilingFacts{Promised: true, Knowing: true, Findings: []FilingFinding{{Severity: FindingAgainst}}}, FilingNew, ""},
		{"a note only", DossierDraft, FilingSubmit, FilingFacts{Promised: true, Findings: []FilingFinding{{Severity: FindingNote}}}, FilingNew, ""},
		{"children there", DossierDraft, FilingSubmit, FilingFacts{Promised: true, Children: 1}, FilingCancel, CodeFilingChildren},
		{"children of a change", DossierDraft, FilingSubmit, FilingFacts{Promised: true, Children: 1}, FilingChange, ""},
		{"nothing verified", DossierVerifying, FilingGrant, FilingFacts{Items: items}, FilingNew, CodeFilingUnchecked},
		{"half verified", DossierVerifying, FilingGrant, FilingFacts{Items: items, Checks: map[FilingItem]ItemCheck{ItemIdentity: ok}}, FilingNew, CodeFilingUnchecked},
		{"one bad", DossierVerifying, FilingGrant, FilingFacts{Items: items, Checks: map[FilingItem]ItemCheck{ItemIdentity: ok, ItemSite: bad}}, FilingNew, CodeFilingItemBad},
		{"all good", DossierVerifying, FilingGrant, FilingFacts{Items: items, Checks: map[FilingItem]ItemCheck{ItemIdentity: ok, ItemSite: ok}}, FilingNew, ""},
		{"no reason", DossierReceived, FilingRefuse, FilingFacts{}, FilingNew, CodeReasonNeeded},
		{"unknown reason", DossierReceived, FilingRefuse, FilingFacts{Reasons: []FilingReason{{Code: "because"}}}, FilingNew, CodeInvalid},
	} {
		d := draftDossier()
		d.State, d.Kind = c.state, c.kind
		by := facilityActor
		if c.state != DossierDraft {
			by = bureauActor
		}
		_, _, err := MoveFiling(d, c.action, by, c.facts, hourOf("2026-03-02", 9), FilingTerms{5, 15}, ChinaCalendar())
		if c.code == "" && err != nil || c.code != "" && !Is(err, c.code) {
			t.Errorf("%s: %v, want %q", c.what, err, c.code)
		}
	}
}

// What a facility is while its dossier moves.
func TestStatusAfterFiling(t *testing.T) {
	for _, c := range []struct {
		kind   FilingKind
		basis  FilingBasis
		state  DossierState
		was    FilingStatus
		titled FilingBasis
		want   FilingStatus
	}{
		{FilingNew, BasisFiling, DossierSubmitted, FilingDraft, "", FilingSubmitted},
		{FilingNew, BasisFiling, DossierNonconforming, FilingVerifying, "", FilingNonconforming},
		{FilingNew, BasisFiling, DossierDone, FilingVerifying, "", Filed},
		{FilingNew, BasisFiling, DossierWithdrawn, FilingSubmitted, "", FilingDraft},
		{FilingNew, BasisLicence, DossierSubmitted, Filed, BasisFiling, Filed}, // it keeps what it has
		{FilingNew, BasisLicence, DossierDone, Filed, BasisFiling, Licensed},
		{FilingChange, BasisFiling, DossierSubmitted, Filed, BasisFiling, FilingChangePending},
		{FilingChange, BasisFiling, DossierNonconforming, FilingChangePending, BasisFiling, FilingChangePending},
		{FilingChange, BasisFiling, DossierDone, FilingChangePending, BasisFiling, Filed},
		{FilingChange, BasisFiling, DossierWithdrawn, FilingChangePending, BasisFiling, Filed},
		{FilingChange, BasisFiling, DossierDraft, Filed, BasisFiling, Filed},
		{FilingChange, BasisFiling, DossierDone, FilingSuspended, BasisFiling, FilingSuspended}, // filing lifts no suspension
		{FilingCancel, BasisFiling, DossierVerifying, Filed, BasisFiling, Filed},
		{FilingCancel, BasisFiling, DossierDone, FilingSuspended, BasisFiling, FilingCancelled},
	} {
		d := Dossier{Kind: c.kind, Basis: c.basis, State: c.state}
		if got := StatusAfter(d, c.was, c.titled); got != c.want {
			t.Errorf("%s %s, %s: %s, want %s", c.kind, c.state, c.was, got, c.want)
		}
	}
}

func soundForm() *FilingForm {
	return &FilingForm{
		Name: "吴中小树苗托育服务有限公司", CreditCode: "91320506MA0A0000A", Route: RouteCompany, Registrar: "吴中区市场监督管理局", Scope: "托育服务（不含幼儿园）",
		LegalName: "王某", LegalID: "11010519491231002X", Kind: KindIndependent, Nature: NaturePrivate, Modes: []Mode{FullDay}, AreaCode: "320506001", Address: "幸福路1号",
		Site: SiteLease, LeaseFrom: date("2025-01-01"), LeaseUntil: date("2028-12-31"), FloorLow: 1, FloorHigh: 2, BuiltYear: 2018, FloorArea: 600, UsableArea: 300,
		Classes: []FilingClass{{Name: "托小一班", Band: BandToddler, Mode: FullDay, Places: 15, Carers: 3}, {Name: "托大一班", Band: BandSenior, Mode: FullDay, Places: 20, Carers: 3}},
		Meals:   MealsDelivered, HeadName: "李某", HeadPhone: "13800138000", HeadDegree: true, HeadYears: 3, HeadTraining: 60,
		Staff: Staff{Carers: 6, Certified: 6, Health: 1, Security: 1}, HealthTrained: true, ExclusionOn: date("2026-02-01"), CheckupsOn: date("2026-02-01"),
		HygienePassed: true, Cameras: true, VideoDays: 90, Insured: true,
	}
}

func soundPapers() []Material {
	var out []Material
	for _, k := range MaterialKinds() {
		out = append(out, Material{Kind: k, Until: date("2027-12-31")})
	}
	return out
}

// Each check, on a form that is sound but for one thing.
func TestFilingChecks(t *testing.T) {
	rules := NewRules(DefaultRules())
	on := date("2026-03-02")
	sound := soundForm()
	digit, _ := CreditCheckDigit(sound.CreditCode)
	sound.CreditCode += string(digit)
	around := FilingSurroundings{Materials: soundPapers(), OwnArea: "320506"}
	if found := CheckFiling(FilingNew, sound, around, rules, on); len(found) > 0 {
		t.Fatalf("a sound form: %+v", found)
	}
	for _, c := range []struct {
		code FindingCode
		how  FindingSeverity
		spoi func(*FilingForm, *FilingSurroundings)
	}{
		{FindFieldMissing, FindingMissing, func(f *FilingForm, _ *FilingSurroundings) { f.Registrar = "" }},
		{FindCreditForm, FindingMissing, func(f *FilingForm, _ *FilingSurroundings) { f.CreditCode = "91320506" }},
		{FindCreditDigit, FindingNote, func(f *FilingForm, _ *FilingSurroundings) { f.CreditCode = f.CreditCode[:17] + "0" }},
		{FindCreditRoute, FindingMissing, func(f *FilingForm, _ *FilingSurroundings) { f.Route = RouteService }},
		{FindCreditOther, FindingNote, func(f *FilingForm, _ *FilingSurroundings) { f.CreditCode = withDigit("51320506MJ0A0000A") }},
		{FindCreditDistrict, FindingNote, func(f *FilingForm, _ *FilingSurroundings) { f.CreditCode = "91110105MA0A0000AP" }},
		{FindCreditTwice, FindingNote, func(_ *FilingForm, a *FilingSurroundings) { a.SameCode = 1 }},
		{FindRegisteredNowhere, FindingNote, func(_ *FilingForm, a *FilingSurroundings) { a.Lists = true }},
		{FindScope, FindingAgainst, func(f *FilingForm, _ *FilingSurroundings) { f.Scope = "教育咨询" }},
		{FindNatureRoute, FindingNote, func(f *FilingForm, _ *FilingSurroundings) { f.Nature = NaturePublic }},
		{FindLegalID, FindingNote, func(f *FilingForm, _ *FilingSurroundings) { f.LegalID = "110105194912310021" }},
		{FindAreaDistrict, FindingNote, func(_ *FilingForm, a *FilingSurroundings) { a.OwnArea = "320508" }},
		{FindFloorUnder, FindingAgainst, func(f *FilingForm, _ *FilingSurroundings) { f.FloorLow = -1 }},
		{FindFloorHigh, FindingAgainst, func(f *FilingForm, _ *FilingSurroundings) { f.FloorHigh = 4 }},
		{FindLeaseShort, FindingAgainst, func(f *FilingForm, _ *FilingSurroundings) { f.LeaseUntil = date("2027-12-30") }},
		{FindLeaseEnded, FindingAgainst, func(f *FilingForm, _ *FilingSurroundings) { f.LeaseUntil = date("2026-03-01") }},
		{FindSpaceChild, FindingNote, func(f *FilingForm, _ *FilingSurroundings) { f.UsableArea = 100 }},
		{FindSpaceMore, FindingNote, func(f *FilingForm, _ *FilingSurroundings) { f.FloorArea = 200 }},
		{FindClassSize, FindingAgainst, func(f *FilingForm, _ *FilingSurroundings) {
			f.Classes[0].Places, f.Classes[0].Carers, f.Staff.Carers = 16, 4, 7
		}},
		{FindClassRatio, FindingAgainst, func(f *FilingForm, _ *FilingSurroundings) { f.Classes[1].Carers = 2 }},
		{FindCarersSum, FindingAgainst, func(f *FilingForm, _ *FilingSurroundings) { f.Staff.Carers, f.Staff.Certified = 5, 5 }},
		{FindCertified, FindingNote, func(f *FilingForm, _ *FilingSurroundings) { f.Staff.Certified = 7 }},
		{FindHeadDegree, FindingAgainst, func(f *FilingForm, _ *FilingSurroundings) { f.HeadDegree = false }},
		{FindHeadYears, FindingAgainst, func(f *FilingForm, _ *FilingSurroundings) { f.HeadYears = 2 }},
		{FindHeadTraining, FindingNote, func(f *FilingForm, _ *FilingSurroundings) { f.HeadTraining = 59 }},
		{FindHealthStaff, FindingNote, func(f *FilingForm, _ *FilingSurroundings) { f.Staff.Health = 0 }},
		{FindHealthTrained, FindingNote, func(f *FilingForm, _ *FilingSurroundings) { f.HealthTrained = false }},
		{FindSecurityStaff, FindingNote, func(f *FilingForm, _ *FilingSurroundings) { f.Staff.Security = 0 }},
		{FindExclusionOld, FindingAgainst, func(f *FilingForm, _ *FilingSurroundings) { f.ExclusionOn = date("2025-03-01") }},
		{FindCheckupsOld, FindingAgainst, func(f *FilingForm, _ *FilingSurroundings) { f.CheckupsOn = date("2025-03-01") }},
		{FindPhone, FindingNote, func(f *FilingForm, _ *FilingSurroundings) { f.HeadPhone = "12" }},
		{FindHygiene, FindingAgainst, func(f *FilingForm, _ *FilingSurroundings) { f.HygienePassed = false }},
		{FindCameras, FindingAgainst, func(f *FilingForm, _ *FilingSurroundings) { f.Cameras = false }},
		{FindVideoDays, FindingAgainst, func(f *FilingForm, _ *FilingSurroundings) { f.VideoDays = 89 }},
		{FindInsurance, FindingNote, func(f *FilingForm, _ *FilingSurroundings) { f.Insured = false }},
		{FindMaterialMissing, FindingMissing, func(_ *FilingForm, a *FilingSurroundings) {
			a.Materials = slices.DeleteFunc(soundPapers(), func(m Material) bool { return m.Kind == MaterialFire })
		}},
		{FindPaperExpired, FindingAgainst, func(_ *FilingForm, a *FilingSurroundings) {
			a.Materials = append(soundPapers(), Material{Kind: MaterialFire, Until: date("2026-03-01")})
		}},
		{FindPaperSoon, FindingNote, func(_ *FilingForm, a *FilingSurroundings) {
			a.Materials = append(soundPapers(), Material{Kind: MaterialFire, Until: date("2026-03-31")})
		}},
		{FindPaperUndated, FindingNote, func(_ *FilingForm, a *FilingSurroundings) {
			a.Materials = append(soundPapers(), Material{Kind: MaterialFood})
		}},
	} {
		form, world := *sound, around
		form.Classes = slices.Clone(sound.Classes)
		c.spoi(&form, &world)
		found := CheckFiling(FilingNew, &form, world, rules, on)
		if len(found) != 1 || found[0].Code != c.code || found[0].Severity != c.how {
			t.Errorf("%s: %+v", c.code, found)
		}
	}
}

func withDigit(first17 string) string {
	d, _ := CreditCheckDigit(first17)
	return first17 + string(d)
}

// A home, a kindergarten, a facility with a kitchen, one in a province that asks for more: each needs its own papers.
func TestFilingMaterialsByKindAndRegion(t *testing.T) {
	rules := NewRules(DefaultRules())
	on := date("2026-03-02")
	kinds := func(f *FilingForm) (out []MaterialKind) {
		for _, n := range FilingMaterials(FilingNew, f, rules, on) {
			out = append(out, n.Kind)
		}
		return out
	}
	plain := []MaterialKind{MaterialLegal, MaterialSite, MaterialStaff, MaterialHealth, MaterialHygiene, MaterialFire}
	for what, c := range map[string]struct {
		form FilingForm
		want []MaterialKind
	}{
		"plain":        {FilingForm{Kind: KindIndependent, AreaCode: "110105"}, plain},
		"kitchen":      {FilingForm{Kind: KindIndependent, AreaCode: "110105", Meals: MealsOwn}, append(slices.Clone(plain), MaterialFood)},
		"kindergarten": {FilingForm{Kind: KindKindergarten, AreaCode: "110105"}, append(slices.Clone(plain), MaterialSchool)},
		"home":         {FilingForm{Kind: KindHome, AreaCode: "110105"}, plain[:4]},
		"Jiangsu, old": {FilingForm{Kind: KindIndependent, AreaCode: "320506", BuiltYear: 1990}, append(slices.Clone(plain), MaterialBuilding, MaterialFloorPlan, MaterialProtection)},
		"Jiangsu, new": {FilingForm{Kind: KindIndependent, AreaCode: "320506", BuiltYear: 2018}, append(slices.Clone(plain), MaterialFloorPlan, MaterialProtection)},
	} {
		if got := kinds(&c.form); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", what, got, c.want)
		}
	}
}

func TestHomeIsHeldAgainstItsOwnRules(t *testing.T) {
	rules := NewRules(DefaultRules())
	f := soundForm()
	f.CreditCode = withDigit(f.CreditCode)
	f.Kind, f.HeadDegree, f.Cameras, f.HygienePassed, f.Name = KindHome, false, false, false, "小树苗家庭"
	f.Classes = []FilingClass{{Name: "家", Band: BandMixed, Mode: FullDay, Places: 6, Carers: 1}}
	var codes []FindingCode
	for _, x := range CheckFiling(FilingNew, f, FilingSurroundings{Materials: soundPapers(), OwnArea: "320506"}, rules, date("2026-03-02")) {
		codes = append(codes, x.Code)
	}
	if !slices.Equal(codes, []FindingCode{FindHomeName, FindHomeChildren, FindHomeCarers}) {
		t.Errorf("%v", codes)
	}
}

func TestTerms(t *testing.T) {
	rules := NewRules(DefaultRules())
	for day, want := range map[string]string{
		"2026-01-31": "2025-autumn", "2026-02-01": "2026-spring", "2026-07-31": "2026-spring", "2026-08-01": "2026-autumn", "2026-12-31": "2026-autumn",
	} {
		term := TermOf(date(day))
		if term.String() != want {
			t.Errorf("%s is in %s, not %s", day, term, want)
		}
		if back, err := ParseTerm(want); err != nil || back != term {
			t.Errorf("%s: %v %v", want, back, err)
		}
	}
	if due := rules.TermDue(Term{2026, true}, "500154"); due != date("2026-10-15") {
		t.Errorf("due %s", due)
	}
	for _, bad := range []string{"", "2026", "26-autumn", "2026-summer", "2026-autumn-"} {
		if _, err := ParseTerm(bad); err == nil {
			t.Errorf("%q is a term", bad)
		}
	}
}

// A registrant seen from the register of facilities.
func TestRegistrantsAreSeen(t *testing.T) {
	code := withDigit("91320506MA0A0000A")
	facility := func(status FilingStatus) *Facility {
		return &Facility{ID: "f", Name: "小树苗托育（吴中）", CreditCode: code, AreaCode: "320506001", Address: "吴中区幸福路1号", Filing: Filing{Status: status}, Verified: true}
	}
	r := Registrant{ID: "r", CreditCode: code, Name: "小树苗托育(吴中)", AreaCode: "320506", Address: "幸福路1号", Scope: "托育服务"}
	for _, c := range []struct {
		what string
		r    func(*Registrant)
		f    *Facility
		want RegistrantState
		odd  []RegistrantConflict
	}{
		{"nobody knows it", nil, nil, RegistrantUnfiled, nil},
		{"filed", nil, facility(Filed), RegistrantFiled, nil},
		{"has a draft", nil, facility(FilingDraft), RegistrantInvited, nil},
		{"has submitted", nil, facility(FilingSubmitted), RegistrantFiling, nil},
		{"suspended is filed", nil, facility(FilingSuspended), RegistrantFiled, nil},
		{"struck off", func(r *Registrant) { r.Ended = true }, nil, RegistrantEnded, nil},
		{"struck off, but filed", func(r *Registrant) { r.Ended = true }, facility(Filed), RegistrantFiled, []RegistrantConflict{ConflictEnded}},
		{"another name", func(r *Registrant) { r.Name = "大树" }, facility(Filed), RegistrantFiled, []RegistrantConflict{ConflictName}},
		{"another district", func(r *Registrant) { r.AreaCode = "320508" }, facility(Filed), RegistrantFiled, []RegistrantConflict{ConflictArea}},
		{"another street", func(r *Registrant) { r.Address = "和平路2号" }, facility(Filed), RegistrantFiled, []RegistrantConflict{ConflictAddress}},
		{"another code, the same name", func(r *Registrant) { r.CreditCode = withDigit("91320506MA0A0000B") }, facility(Filed), RegistrantFiled, []RegistrantConflict{ConflictCode}},
		{"no childcare", func(r *Registrant) { r.Scope = "图书零售" }, nil, RegistrantUnfiled, []RegistrantConflict{ConflictScope}},
		{"no childcare, and said so", func(r *Registrant) { r.Scope, r.Mark = "图书零售", MarkUnrelated }, nil, RegistrantUnrelated, nil},
	} {
		got, candidates := r, []*Facility(nil)
		if c.r != nil {
			c.r(&got)
		}
		if c.f != nil {
			candidates = []*Facility{c.f}
		}
		seen := SeeRegistrant(got, candidates, []Registrant{got})
		if seen.State != c.want || !slices.Equal(seen.Conflicts, c.odd) {
			t.Errorf("%s: %s %v", c.what, seen.State, seen.Conflicts)
		}
	}
	second := facility(Filed)
	second.ID = "g"
	if seen := SeeRegistrant(r, []*Facility{facility(Filed), second}, nil); !slices.Equal(seen.Conflicts, []RegistrantConflict{ConflictSeveral}) {
		t.Errorf("two with one code: %v", seen.Conflicts)
	}
	other := r
	other.ID, other.Name = "other", "别的名字"
	if seen := SeeRegistrant(r, nil, []Registrant{r, other}); !slices.Equal(seen.Conflicts, []RegistrantConflict{ConflictLists}) {
		t.Errorf("two lists: %v", seen.Conflicts)
	}
}
