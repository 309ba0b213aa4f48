package care

import (
	"slices"
	"strconv"
	"strings"
)

// FilingFinding is something a check of a form and its papers found. Its words are the front end's, by Code; Have and Want are what
// stands and what is asked, as numbers, codes or dates. Basis is the rule it rests on.
type FilingFinding struct {
	Code       FindingCode
	Severity   FindingSeverity
	Field      string     // of the form, or the class as "classes.2"
	Item       FilingItem // under which the authority verifies it
	Have, Want string
	Basis      string
	Confidence Confidence
}

// FindingSeverity says what a finding means for whoever submits.
type FindingSeverity string

// The severities.
const (
	FindingMissing FindingSeverity = "missing" // nothing can be submitted without it
	FindingAgainst FindingSeverity = "against" // against a standard: may be submitted, and will hardly conform
	FindingNote    FindingSeverity = "note"    // looks odd, or falls due soon
)

// FindingCode names what was found.
type FindingCode string

// The findings.
const (
	FindFieldMissing      FindingCode = "field_missing"
	FindMaterialMissing   FindingCode = "material_missing"
	FindPaperExpired      FindingCode = "paper_expired"
	FindPaperSoon         FindingCode = "paper_expires_soon"
	FindPaperUndated      FindingCode = "paper_undated"
	FindCreditForm        FindingCode = "credit_form"
	FindCreditDigit       FindingCode = "credit_check_digit"
	FindCreditRoute       FindingCode = "credit_route"
	FindCreditOther       FindingCode = "credit_other_kind"
	FindCreditDistrict    FindingCode = "credit_district"
	FindCreditTwice       FindingCode = "credit_twice"
	FindNatureRoute       FindingCode = "nature_route"
	FindScope             FindingCode = "scope"
	FindHomeName          FindingCode = "home_name"
	FindAreaDistrict      FindingCode = "area_district"
	FindClassSize         FindingCode = "class_size"
	FindClassRatio        FindingCode = "class_ratio"
	FindCarersSum         FindingCode = "carers_sum"
	FindCertified         FindingCode = "certified_more"
	FindHomeChildren      FindingCode = "home_children"
	FindHomeCarers        FindingCode = "home_carers"
	FindFloorHigh         FindingCode = "floor_high"
	FindFloorUnder        FindingCode = "floor_underground"
	FindLeaseEnded        FindingCode = "lease_ended"
	FindLeaseShort        FindingCode = "lease_short"
	FindSpaceChild        FindingCode = "space_child"
	FindSpaceMore         FindingCode = "usable_more_than_floor"
	FindHealthStaff       FindingCode = "health_staff"
	FindHealthTrained     FindingCode = "health_trained"
	FindSecurityStaff     FindingCode = "security_staff"
	FindHeadDegree        FindingCode = "head_degree"
	FindHeadYears         FindingCode = "head_years"
	FindHeadTraining      FindingCode = "head_training"
	FindExclusionOld      FindingCode = "exclusion_old"
	FindCheckupsOld       FindingCode = "checkups_old"
	FindHygiene           FindingCode = "hygiene_failed"
	FindCameras           FindingCode = "cameras"
	FindVideoDays         FindingCode = "video_days"
	FindInsurance         FindingCode = "insurance"
	FindLegalID           FindingCode = "legal_id"
	FindPhone             FindingCode = "phone"
	FindNothingChanged    FindingCode = "nothing_changed"
	FindEndPast           FindingCode = "end_past"
	FindChildrenThere     FindingCode = "children_there"
	FindRegisteredNowhere FindingCode = "not_in_lists"
)

// FilingSurroundings are what others know of a facility that files.
type FilingSurroundings struct {
	SameCode  int         // other facilities of the district with its credit code that are filed
	Listed    bool        // its credit code stands in an imported list of a registrar
	Lists     bool        // there are such lists for its district
	Children  int         // who have a place now or later, or ask for one
	FiledForm *FilingForm // what is filed now, of a change
	OwnArea   string      // where the register has it
	Materials []Material
}

// filingCheck is one pass over a form.
type filingCheck struct {
	kind   FilingKind
	f      *FilingForm
	around FilingSurroundings
	rules  *Rules
	on     Date
	found  []FilingFinding
}

// CheckFiling says what is missing, what is against a standard and what looks odd, in the order of the form.
func CheckFiling(kind FilingKind, f *FilingForm, around FilingSurroundings, rules *Rules, on Date) []FilingFinding {
	c := &filingCheck{kind: kind, f: f, around: around, rules: rules, on: on}
	if kind == FilingCancel {
		c.end()
		return c.found
	}
	c.identity()
	c.site()
	c.classes()
	c.staff()
	c.safety()
	c.papers()
	if kind == FilingChange && around.FiledForm != nil && len(FilingDiff(around.FiledForm, f)) == 0 {
		c.note(FindNothingChanged, FindingMissing, "", "", "", "", Rule{})
	}
	return c.found
}

func (c *filingCheck) note(code FindingCode, how FindingSeverity, field string, item FilingItem, have, want string, rule Rule) {
	c.found = append(c.found, FilingFinding{Code: code, Severity: how, Field: field, Item: item, Have: have, Want: want, Basis: rule.LegalBasis, Confidence: rule.Confidence})
}

// need notes fields that are empty.
func (c *filingCheck) need(item FilingItem, fields ...filled) {
	for _, f := range fields {
		if f.empty {
			c.note(FindFieldMissing, FindingMissing, f.name, item, "", "", Rule{})
		}
	}
}

// filled says whether a field is empty.
type filled struct {
	name  string
	empty bool
}

func (c *filingCheck) end() {
	f := c.f
	c.need(ItemEnd, filled{"end_reason", f.EndReason == ""}, filled{"ends_on", f.EndsOn.IsZero()})
	if !f.EndsOn.IsZero() && f.EndsOn.Before(c.on.AddDays(-31)) {
		c.note(FindEndPast, FindingNote, "ends_on", ItemEnd, f.EndsOn.String(), c.on.String(), Rule{})
	}
	if c.around.Children > 0 {
		c.note(FindChildrenThere, FindingMissing, "", ItemEnd, strconv.Itoa(c.around.Children), "0", Rule{})
	}
}

func (c *filingCheck) identity() {
	f := c.f
	c.need(ItemIdentity,
		filled{"name", f.Name == ""}, filled{"credit_code", f.CreditCode == ""}, filled{"route", f.Route == ""}, filled{"registrar", f.Registrar == ""},
		filled{"scope", f.Scope == ""}, filled{"legal_name", f.LegalName == ""}, filled{"kind", f.Kind == ""}, filled{"nature", f.Nature == ""},
		filled{"modes", len(f.Modes) == 0})
	c.credit()
	basis := Rule{LegalBasis: basisFiling, Confidence: Secondary}
	if f.Scope != "" && !strings.Contains(f.Scope, "托育") {
		c.note(FindScope, FindingAgainst, "scope", ItemIdentity, "", "托育服务", basis)
	}
	if f.Kind == KindHome && f.Name != "" && !strings.Contains(f.Name, "托育") {
		c.note(FindHomeName, FindingAgainst, "name", ItemIdentity, "", "托育", Rule{LegalBasis: basisHome, Confidence: Secondary})
	}
	if f.Nature == NaturePublic && f.Route == RouteCompany {
		c.note(FindNatureRoute, FindingNote, "nature", ItemIdentity, string(f.Nature), string(f.Route), basis)
	}
	if f.LegalID != "" && !soundResidentID(f.LegalID) {
		c.note(FindLegalID, FindingNote, "legal_id", ItemIdentity, "", "", Rule{LegalBasis: "GB 11643-1999", Confidence: Memory})
	}
}

func (c *filingCheck) credit() {
	f := c.f
	if f.CreditCode == "" {
		return
	}
	gb := Rule{LegalBasis: "GB 32100-2015", Confidence: Secondary}
	want, sound := CreditCheckDigit(f.CreditCode[:min(len(f.CreditCode), creditLength-1)])
	switch {
	case len(f.CreditCode) != creditLength || !sound:
		c.note(FindCreditForm, FindingMissing, "credit_code", ItemIdentity, strconv.Itoa(len([]rune(f.CreditCode))), strconv.Itoa(creditLength), gb)
		return
	case f.CreditCode[creditLength-1] != want: // such codes exist: never a reason to refuse
		c.note(FindCreditDigit, FindingNote, "credit_code", ItemIdentity, f.CreditCode[creditLength-1:], string(want), gb)
	}
	art4 := Rule{LegalBasis: basisFiling + " 第4条", Confidence: Seen}
	switch route := FilingRouteOf(f.CreditCode); {
	case route == "":
		c.note(FindCreditOther, FindingNote, "credit_code", ItemIdentity, f.CreditCode[:2], "", art4)
	case f.Route != "" && route != f.Route:
		c.note(FindCreditRoute, FindingMissing, "route", ItemIdentity, string(f.Route), string(route), art4)
	}
	if district := f.CreditCode[2:8]; len(f.AreaCode) >= 6 && district != f.AreaCode[:6] {
		c.note(FindCreditDistrict, FindingNote, "credit_code", ItemIdentity, district, f.AreaCode[:6], gb)
	}
	if c.around.SameCode > 0 {
		c.note(FindCreditTwice, FindingNote, "credit_code", ItemIdentity, strconv.Itoa(c.around.SameCode), "0", Rule{})
	}
	if c.around.Lists && !c.around.Listed {
		c.note(FindRegisteredNowhere, FindingNote, "credit_code", ItemIdentity, "", "", Rule{LegalBasis: basisFiling + " 第6条", Confidence: Secondary})
	}
}

func (c *filingCheck) site() {
	f := c.f
	c.need(ItemSite, filled{"area_code", f.AreaCode == ""}, filled{"address", f.Address == ""}, filled{"site", f.Site == ""},
		filled{"floor_high", f.FloorHigh == 0}, filled{"usable_area", f.UsableArea == 0})
	if own := RegionPrefix(c.around.OwnArea); own != "" && len(f.AreaCode) >= 6 && len(own) >= 6 && f.AreaCode[:6] != own[:6] {
		c.note(FindAreaDistrict, FindingNote, "area_code", ItemSite, f.AreaCode[:6], own[:6], Rule{})
	}
	if f.FloorLow < 0 || f.FloorHigh < 0 {
		c.note(FindFloorUnder, FindingAgainst, "floor_low", ItemSite, strconv.Itoa(min(f.FloorLow, f.FloorHigh)), "1", Rule{LegalBasis: lawQuality, Confidence: Secondary})
	}
	if rule, ok := c.rules.Find(RuleFilingMaxFloor, f.AreaCode, c.on); ok {
		if most, err := strconv.Atoi(rule.Value); err == nil && f.FloorHigh > most {
			c.note(FindFloorHigh, FindingAgainst, "floor_high", ItemSite, strconv.Itoa(f.FloorHigh), rule.Value, rule)
		}
	}
	c.lease()
	if f.FloorArea > 0 && f.UsableArea > f.FloorArea {
		c.note(FindSpaceMore, FindingNote, "usable_area", ItemSite, strconv.Itoa(f.UsableArea), strconv.Itoa(f.FloorArea), Rule{})
	}
	rule, ok := c.rules.Find(RuleFilingSpace, f.AreaCode, c.on)
	each, err := strconv.ParseFloat(rule.Value, 64)
	if n := f.Places(); ok && err == nil && n > 0 && f.UsableArea > 0 && float64(f.UsableArea) < each*float64(n) {
		c.note(FindSpaceChild, FindingNote, "usable_area", ItemSite, strconv.FormatFloat(float64(f.UsableArea*10/n)/10, 'f', -1, 64), rule.Value, rule)
	}
}

func (c *filingCheck) lease() {
	f := c.f
	if f.Site != SiteLease {
		return
	}
	c.need(ItemSite, filled{"lease_from", f.LeaseFrom.IsZero()}, filled{"lease_until", f.LeaseUntil.IsZero()})
	if f.LeaseFrom.IsZero() || f.LeaseUntil.IsZero() {
		return
	}
	if f.LeaseUntil.Before(c.on) {
		c.note(FindLeaseEnded, FindingAgainst, "lease_until", ItemSite, f.LeaseUntil.String(), c.on.String(), Rule{})
		return
	}
	rule, ok := c.rules.Find(RuleFilingLease, f.AreaCode, c.on)
	years, err := strconv.Atoi(rule.Value)
	if !ok || err != nil {
		return
	}
	whole := Date{f.LeaseFrom.Year + int16(years), f.LeaseFrom.Month, f.LeaseFrom.Day}.AddDays(-1) //nolint:gosec // a few years
	if f.LeaseUntil.Before(whole) {
		c.note(FindLeaseShort, FindingAgainst, "lease_until", ItemSite, f.LeaseUntil.String(), rule.Value, rule)
	}
}

func (c *filingCheck) classes() {
	f := c.f
	c.need(ItemClasses, filled{"classes", len(f.Classes) == 0}, filled{"meals", f.Meals == ""})
	carers := 0
	for i := range f.Classes {
		k := &f.Classes[i]
		field := "classes." + strconv.Itoa(i)
		carers += k.Carers
		c.need(ItemClasses, filled{field + ".band", k.Band == ""}, filled{field + ".mode", k.Mode == ""}, filled{field + ".places", k.Places == 0},
			filled{field + ".carers", k.Carers == 0})
		if k.Band == "" || f.Kind == KindHome {
			continue
		}
		if rule, ok := c.rules.Find(RuleClassCap+string(k.Band), f.AreaCode, c.on); ok {
			if most, err := strconv.Atoi(rule.Value); err == nil && k.Places > most {
				c.note(FindClassSize, FindingAgainst, field, ItemClasses, strconv.Itoa(k.Places), rule.Value, rule)
			}
		}
		if rule, ok := c.rules.Find(RuleClassRatio+string(k.Band), f.AreaCode, c.on); ok {
			each, err := strconv.Atoi(rule.Value)
			if err == nil && each > 0 && k.Carers > 0 && k.Places > each*k.Carers {
				c.note(FindClassRatio, FindingAgainst, field, ItemClasses, strconv.Itoa(k.Carers), strconv.Itoa((k.Places+each-1)/each), rule)
			}
		}
	}
	if f.Staff.Carers > 0 && carers > f.Staff.Carers {
		c.note(FindCarersSum, FindingAgainst, "staff.carers", ItemStaff, strconv.Itoa(f.Staff.Carers), strconv.Itoa(carers), Rule{})
	}
	if f.Kind == KindHome {
		c.home(carers)
	}
}

func (c *filingCheck) home(carers int) {
	if rule, ok := c.rules.Find(RuleHomeMaxChildren, c.f.AreaCode, c.on); ok {
		if most, err := strconv.Atoi(rule.Value); err == nil && c.f.Places() > most {
			c.note(FindHomeChildren, FindingAgainst, "classes", ItemClasses, strconv.Itoa(c.f.Places()), rule.Value, rule)
		}
	}
	if rule, ok := c.rules.Find(RuleHomePerCarer, c.f.AreaCode, c.on); ok {
		if each, err := strconv.Atoi(rule.Value); err == nil && carers > 0 && c.f.Places() > each*carers {
			c.note(FindHomeCarers, FindingAgainst, "classes", ItemClasses, strconv.Itoa(carers), strconv.Itoa((c.f.Places()+each-1)/each), rule)
		}
	}
}

// least notes a number below what a rule asks.
func (c *filingCheck) least(key string, code FindingCode, how FindingSeverity, field string, have int) {
	rule, ok := c.rules.Find(key, c.f.AreaCode, c.on)
	want, err := strconv.Atoi(rule.Value)
	if ok && err == nil && have < want {
		c.note(code, how, field, ItemStaff, strconv.Itoa(have), rule.Value, rule)
	}
}

func (c *filingCheck) staff() {
	f := c.f
	c.need(ItemStaff, filled{"head_name", f.HeadName == ""}, filled{"head_phone", f.HeadPhone == ""}, filled{"staff.carers", f.Staff.Carers == 0},
		filled{"exclusion_on", f.ExclusionOn.IsZero()}, filled{"checkups_on", f.CheckupsOn.IsZero()})
	if _, ok := NormalizePhone(f.HeadPhone); f.HeadPhone != "" && !ok {
		c.note(FindPhone, FindingNote, "head_phone", ItemStaff, "", "", Rule{})
	}
	if f.Staff.Certified > f.Staff.Carers {
		c.note(FindCertified, FindingNote, "staff.certified", ItemStaff, strconv.Itoa(f.Staff.Certified), strconv.Itoa(f.Staff.Carers), Rule{})
	}
	if !f.ExclusionOn.IsZero() && f.ExclusionOn.Before(c.on.yearBefore()) {
		c.note(FindExclusionOld, FindingAgainst, "exclusion_on", ItemStaff, f.ExclusionOn.String(), c.on.yearBefore().String(), Rule{LegalBasis: lawMinors, Confidence: Seen})
	}
	if !f.CheckupsOn.IsZero() && f.CheckupsOn.Before(c.on.yearBefore()) {
		c.note(FindCheckupsOld, FindingAgainst, "checkups_on", ItemStaff, f.CheckupsOn.String(), c.on.yearBefore().String(), Rule{LegalBasis: basisStandard, Confidence: Secondary})
	}
	if f.Kind == KindHome {
		return
	}
	settings := Rule{LegalBasis: basisStandard, Confidence: Secondary}
	if !f.HeadDegree {
		c.note(FindHeadDegree, FindingAgainst, "head_degree", ItemStaff, "", "", settings)
	}
	c.least(RuleFilingHeadYears, FindHeadYears, FindingAgainst, "head_years", f.HeadYears)
	c.least(RuleFilingHeadHours, FindHeadTraining, FindingNote, "head_training", f.HeadTraining)
	if rule, ok := c.rules.Find(RuleFilingHealthStaff, f.AreaCode, c.on); ok {
		from, err := strconv.Atoi(rule.Value)
		switch {
		case err == nil && f.Places() >= from && f.Staff.Health < 1:
			c.note(FindHealthStaff, FindingAgainst, "staff.health", ItemStaff, strconv.Itoa(f.Staff.Health), "1", rule)
		case f.Staff.Health < 1:
			c.note(FindHealthStaff, FindingNote, "staff.health", ItemStaff, "0", "1", rule)
		}
	}
	if f.Staff.Health > 0 && !f.HealthTrained {
		c.note(FindHealthTrained, FindingNote, "health_trained", ItemStaff, "", "", settings)
	}
	if f.Staff.Security < 1 {
		c.note(FindSecurityStaff, FindingNote, "staff.security", ItemStaff, "0", "1", Rule{LegalBasis: basisStandard + " 第18条", Confidence: Secondary})
	}
}

func soundResidentID(id string) bool {
	_, _, err := ResidentID(NormalizeResidentID(id))
	return err == nil
}

// yearBefore is the same day of the year before.
func (d Date) yearBefore() Date { return DateOf(Date{d.Year - 1, d.Month, d.Day}.Time()) }

func (c *filingCheck) safety() {
	f := c.f
	if f.Kind == KindHome {
		return
	}
	if !f.HygienePassed {
		c.note(FindHygiene, FindingAgainst, "hygiene_passed", ItemSafety, "", "合格", Rule{LegalBasis: basisFiling + " 第8条", Confidence: Seen})
	}
	if !f.Cameras {
		c.note(FindCameras, FindingAgainst, "cameras", ItemSafety, "", "", Rule{LegalBasis: basisManage + " 第32条", Confidence: Secondary})
	}
	if rule, ok := c.rules.Find(RuleFilingVideoDays, f.AreaCode, c.on); ok {
		if want, err := strconv.Atoi(rule.Value); err == nil && f.VideoDays < want {
			c.note(FindVideoDays, FindingAgainst, "video_days", ItemSafety, strconv.Itoa(f.VideoDays), rule.Value, rule)
		}
	}
	if !f.Insured {
		c.note(FindInsurance, FindingNote, "insured", ItemSafety, "", "", Rule{LegalBasis: lawQuality, Confidence: Secondary})
	}
}

func (c *filingCheck) papers() {
	soon := 30
	if n, ok := c.rules.Int(RuleFilingPaperSoon, c.f.AreaCode, c.on); ok {
		soon = n
	}
	for _, n := range FilingMaterials(c.kind, c.f, c.rules, c.on) {
		if !slices.ContainsFunc(c.around.Materials, func(m Material) bool { return m.Kind == n.Kind }) {
			rule, _ := c.rules.Find(RuleFilingExtra, c.f.AreaCode, c.on)
			if !n.Local {
				rule = Rule{LegalBasis: basisFiling + " 第8条", Confidence: Seen}
			}
			c.note(FindMaterialMissing, FindingMissing, "materials."+string(n.Kind), ItemOf(n.Kind), "", "", rule)
		}
	}
	for _, m := range c.around.Materials {
		field := "materials." + string(m.Kind)
		switch {
		case m.Until.IsZero() && (m.Kind == MaterialFood || m.Kind == MaterialSchool):
			c.note(FindPaperUndated, FindingNote, field, ItemOf(m.Kind), "", "", Rule{})
		case m.Until.IsZero():
		case m.Until.Before(c.on):
			c.note(FindPaperExpired, FindingAgainst, field, ItemOf(m.Kind), m.Until.String(), c.on.String(), Rule{})
		case m.Until.Before(c.on.AddDays(soon)):
			c.note(FindPaperSoon, FindingNote, field, ItemOf(m.Kind), m.Until.String(), strconv.Itoa(soon), Rule{})
		}
	}
}

// FilingDiff names the fields in which two forms differ, in the order of the form.
func FilingDiff(was, is *FilingForm) []string {
	var out []string
	add := func(name string, differs bool) {
		if differs {
			out = append(out, name)
		}
	}
	add("name", was.Name != is.Name)
	add("credit_code", was.CreditCode != is.CreditCode)
	add("route", was.Route != is.Route)
	add("registrar", was.Registrar != is.Registrar)
	add("scope", was.Scope != is.Scope)
	add("legal_name", was.LegalName != is.LegalName || was.LegalID != is.LegalID)
	add("kind", was.Kind != is.Kind)
	add("nature", was.Nature != is.Nature)
	add("inclusive", was.Inclusive != is.Inclusive)
	add("open_to_public", was.OpenToPublic != is.OpenToPublic)
	add("modes", !slices.Equal(was.Modes, is.Modes))
	add("area_code", was.AreaCode != is.AreaCode)
	add("address", was.Address != is.Address)
	add("site", was.Site != is.Site || was.LeaseFrom != is.LeaseFrom || was.LeaseUntil != is.LeaseUntil)
	add("floors", was.FloorLow != is.FloorLow || was.FloorHigh != is.FloorHigh)
	add("space", was.FloorArea != is.FloorArea || was.UsableArea != is.UsableArea || was.OutdoorArea != is.OutdoorArea)
	add("classes", !slices.Equal(was.Classes, is.Classes))
	add("meals", was.Meals != is.Meals)
	add("head_name", was.HeadName != is.HeadName || was.HeadPhone != is.HeadPhone)
	add("staff", was.Staff != is.Staff)
	add("safety", was.Cameras != is.Cameras || was.VideoDays != is.VideoDays || was.Insured != is.Insured || was.HygienePassed != is.HygienePassed)
	return out
}
