package care

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// FilingForm is the 备案书 as the facility fills it in. It may be half empty while it is a draft. It names people: it is kept sealed.
type FilingForm struct {
	Name         string       `json:"name,omitempty"`
	CreditCode   string       `json:"credit_code,omitempty"`
	Route        FilingRoute  `json:"route,omitempty"`
	Registrar    string       `json:"registrar,omitempty"` // 登记机关
	RegisteredOn Date         `json:"registered_on,omitzero"`
	Scope        string       `json:"scope,omitempty"` // 业务范围 or 经营范围
	LegalName    string       `json:"legal_name,omitempty"`
	LegalID      string       `json:"legal_id,omitempty"`
	Kind         FacilityKind `json:"kind,omitempty"`
	Nature       Nature       `json:"nature,omitempty"`
	Inclusive    bool         `json:"inclusive,omitempty"`
	OpenToPublic bool         `json:"open_to_public,omitempty"`
	Modes        []Mode       `json:"modes,omitempty"`

	AreaCode    string    `json:"area_code,omitempty"`
	AreaName    string    `json:"area_name,omitempty"`
	Address     string    `json:"address,omitempty"`
	Site        SiteRight `json:"site,omitempty"`
	LeaseFrom   Date      `json:"lease_from,omitzero"`
	LeaseUntil  Date      `json:"lease_until,omitzero"`
	FloorLow    int       `json:"floor_low,omitempty"` // the lowest and highest floor children use; below 0: under ground
	FloorHigh   int       `json:"floor_high,omitempty"`
	BuiltYear   int       `json:"built_year,omitempty"`
	FloorArea   int       `json:"floor_area,omitempty"` // m², 建筑面积
	UsableArea  int       `json:"usable_area,omitempty"`
	OutdoorArea int       `json:"outdoor_area,omitempty"`

	Classes []FilingClass `json:"classes,omitempty"`
	Meals   MealSupply    `json:"meals,omitempty"`

	HeadName      string `json:"head_name,omitempty"` // 负责人
	HeadPhone     string `json:"head_phone,omitempty"`
	HeadDegree    bool   `json:"head_degree,omitempty"` // 大专以上
	HeadYears     int    `json:"head_years,omitempty"`
	HeadTraining  int    `json:"head_training,omitempty"` // hours
	Staff         Staff  `json:"staff,omitzero"`
	HealthTrained bool   `json:"health_trained,omitempty"` // 保健人员 was trained by the 妇幼保健机构
	ExclusionOn   Date   `json:"exclusion_on,omitzero"`    // when all staff were last looked up (未成年人保护法 第62条)
	CheckupsOn    Date   `json:"checkups_on,omitzero"`     // the oldest health certificate
	HygienePassed bool   `json:"hygiene_passed,omitempty"` // 卫生评价报告 says 合格
	Cameras       bool   `json:"cameras,omitempty"`        // everywhere children are, all day
	VideoDays     int    `json:"video_days,omitempty"`
	Insured       bool   `json:"insured,omitempty"` // 责任险

	EndsOn    Date       `json:"ends_on,omitzero"` // of a cancellation
	EndReason ReasonCode `json:"end_reason,omitempty"`
}

// FilingClass is one class as it is filed.
type FilingClass struct {
	ID     ClassID  `json:"id,omitempty"` // of a class that is there
	Name   string   `json:"name,omitempty"`
	Band   BandName `json:"band,omitempty"`
	Mode   Mode     `json:"mode,omitempty"`
	Places int      `json:"places,omitempty"`
	Carers int      `json:"carers,omitempty"`
}

// FilingRoute is where a facility is registered as a legal person.
type FilingRoute string

// The three routes of art. 4 of the rules on registration and filing.
const (
	RouteInstitution FilingRoute = "institution" // 事业单位, 编办
	RouteService     FilingRoute = "service"     // 社会服务机构, 民政
	RouteCompany     FilingRoute = "company"     // 营利性, 市场监管
)

// FilingRouteOf is the route a credit code tells, "" for one that none of the three leads to.
func FilingRouteOf(code string) FilingRoute {
	switch RegistrationOf(code) {
	case RegisteredInstitution:
		return RouteInstitution
	case RegisteredService:
		return RouteService
	case RegisteredCompany, RegisteredTrader, RegisteredCooperative:
		return RouteCompany
	default:
		return ""
	}
}

// SiteRight is by what right a facility uses its site.
type SiteRight string

// The rights.
const (
	SiteOwn   SiteRight = "own"
	SiteLease SiteRight = "lease"
	SiteOther SiteRight = "other" // lent, or let without rent
)

// MealSupply is where meals come from.
type MealSupply string

// The ways.
const (
	MealsNone      MealSupply = "none"
	MealsOwn       MealSupply = "own"
	MealsDelivered MealSupply = "delivered"
)

// MaterialKind is a paper of a filing (art. 8).
type MaterialKind string

// The papers.
const (
	MaterialLegal      MaterialKind = "legal_certificate"   // 营业执照 or another certificate of a legal person
	MaterialSite       MaterialKind = "site_proof"          // 场地证明
	MaterialStaff      MaterialKind = "staff_qualification" // 工作人员专业资格证明
	MaterialHealth     MaterialKind = "staff_health"        // 健康合格证明
	MaterialHygiene    MaterialKind = "hygiene_report"      // 托幼机构卫生评价报告
	MaterialFire       MaterialKind = "fire_safety"         // 消防安全检查合格证明
	MaterialFood       MaterialKind = "food_licence"        // 食品经营许可证
	MaterialSchool     MaterialKind = "school_licence"      // 办学许可证, of kindergartens
	MaterialExclusion  MaterialKind = "exclusion_check"     // 无违法犯罪记录查询
	MaterialBuilding   MaterialKind = "building_safety"     // local
	MaterialFloorPlan  MaterialKind = "floor_plan"          // local
	MaterialProtection MaterialKind = "tech_protection"     // local, 技防证明
	MaterialChildren   MaterialKind = "children_settled"    // with an end: where the children go
	MaterialOther      MaterialKind = "other"
)

// MaterialKinds lists the papers.
func MaterialKinds() []MaterialKind {
	return []MaterialKind{
		MaterialLegal, MaterialSite, MaterialStaff, MaterialHealth, MaterialHygiene, MaterialFire, MaterialFood, MaterialSchool, MaterialExclusion,
		MaterialBuilding, MaterialFloorPlan, MaterialProtection, MaterialChildren, MaterialOther,
	}
}

// Material is one paper of a dossier.
type Material struct {
	Kind MaterialKind
	Issued,
	Until Date // the last day it holds; zero: it says none
}

// MaterialNeed is a paper that is asked for.
type MaterialNeed struct {
	Kind  MaterialKind
	Local bool // the region asks for it, not the national rule
}

// FilingMaterials are the papers a dossier needs.
func FilingMaterials(kind FilingKind, f *FilingForm, rules *Rules, on Date) []MaterialNeed {
	if kind == FilingCancel {
		return nil
	}
	need := []MaterialNeed{{Kind: MaterialLegal}, {Kind: MaterialSite}, {Kind: MaterialStaff}, {Kind: MaterialHealth}, {Kind: MaterialHygiene}, {Kind: MaterialFire}}
	if f.Kind == KindHome { // 家庭托育点: no fire inspection and no hygiene report are asked of a home
		need = []MaterialNeed{{Kind: MaterialLegal}, {Kind: MaterialSite}, {Kind: MaterialStaff}, {Kind: MaterialHealth}}
	}
	if f.Kind == KindKindergarten {
		need = append(need, MaterialNeed{Kind: MaterialSchool})
	}
	if f.Meals == MealsOwn {
		need = append(need, MaterialNeed{Kind: MaterialFood})
	}
	text, _ := rules.Text(RuleFilingExtra, f.AreaCode, on)
	for word := range strings.SplitSeq(text, ",") {
		kind := MaterialKind(strings.TrimSpace(word))
		switch {
		case !slices.Contains(MaterialKinds(), kind):
		case kind == MaterialBuilding && f.BuiltYear != 0 && int(on.Year)-f.BuiltYear <= 20:
		default:
			need = append(need, MaterialNeed{Kind: kind, Local: true})
		}
	}
	return need
}

// FilingItem is something the authority verifies: a part of the form, or a paper.
type FilingItem string

// The parts of the form.
const (
	ItemIdentity FilingItem = "identity"
	ItemSite     FilingItem = "site"
	ItemClasses  FilingItem = "classes"
	ItemStaff    FilingItem = "staff"
	ItemSafety   FilingItem = "safety"
	ItemEnd      FilingItem = "end"
)

// ItemOf is the item a paper is verified under.
func ItemOf(kind MaterialKind) FilingItem { return FilingItem("material." + string(kind)) }

// FilingItems are what the authority verifies of a dossier: every part of the form, and every paper that is needed or given.
func FilingItems(kind FilingKind, f *FilingForm, given []Material, rules *Rules, on Date) []FilingItem {
	items := []FilingItem{ItemIdentity, ItemSite, ItemClasses, ItemStaff, ItemSafety}
	if kind == FilingCancel {
		items = []FilingItem{ItemEnd}
	}
	for _, n := range FilingMaterials(kind, f, rules, on) {
		items = append(items, ItemOf(n.Kind))
	}
	for _, m := range given {
		if item := ItemOf(m.Kind); !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	return items
}

// ItemResult is what verifying an item came to.
type ItemResult string

// The results.
const (
	ItemOK  ItemResult = "ok"
	ItemBad ItemResult = "bad"
)

// ItemCheck is what an officer found of an item.
type ItemCheck struct {
	Result ItemResult `json:"result"`
	Reason ReasonCode `json:"reason,omitempty"`
	Note   string     `json:"note,omitempty"` // for the file
	By     AccountID  `json:"by"`
	At     Instant    `json:"at"`
}

// The reasons why a filing does not conform.
const (
	FilingClassTooLarge  ReasonCode = "filing_class_too_large"
	FilingRatioShort     ReasonCode = "filing_ratio_short"
	FilingFloorTooHigh   ReasonCode = "filing_floor_too_high"
	FilingLeaseTooShort  ReasonCode = "filing_lease_too_short"
	FilingSpaceTooSmall  ReasonCode = "filing_space_too_small"
	FilingHygieneFailed  ReasonCode = "filing_hygiene_failed"
	FilingFireFailed     ReasonCode = "filing_fire_failed"
	FilingStaffUnfit     ReasonCode = "filing_staff_unqualified"
	FilingHealthMissing  ReasonCode = "filing_staff_health"
	FilingExclusionLate  ReasonCode = "filing_exclusion_check"
	FilingFoodMissing    ReasonCode = "filing_food_licence"
	FilingScopeWrong     ReasonCode = "filing_scope_wrong"
	FilingPaperExpired   ReasonCode = "filing_paper_expired"
	FilingPaperUnclear   ReasonCode = "filing_paper_unclear"
	FilingPaperMismatch  ReasonCode = "filing_paper_mismatch"
	FilingNotRegistered  ReasonCode = "filing_not_registered"
	FilingMonitoringGaps ReasonCode = "filing_monitoring"
	FilingUntrue         ReasonCode = "filing_untrue"
)

// FilingReasons lists why a filing may be found not to conform.
func FilingReasons() []ReasonCode {
	return []ReasonCode{
		FilingClassTooLarge, FilingRatioShort, FilingFloorTooHigh, FilingLeaseTooShort, FilingSpaceTooSmall, FilingHygieneFailed, FilingFireFailed,
		FilingStaffUnfit, FilingHealthMissing, FilingExclusionLate, FilingFoodMissing, FilingScopeWrong, FilingPaperExpired, FilingPaperUnclear,
		FilingPaperMismatch, FilingNotRegistered, FilingMonitoringGaps, FilingUntrue,
	}
}

// The reasons why a facility ends its filing.
const (
	EndClosing ReasonCode = "end_closing"
	EndMoving  ReasonCode = "end_moving"
	EndMerging ReasonCode = "end_merging"
	EndOther   ReasonCode = "end_other"
)

// FilingEndReasons lists why a facility may end its filing.
func FilingEndReasons() []ReasonCode {
	return []ReasonCode{EndClosing, EndMoving, EndMerging, EndOther}
}

const (
	formText    = 200
	formClasses = 60
)

// Tidy puts a form into the shape it is kept in: codes as they are written, no blanks around words.
func (f *FilingForm) Tidy() {
	f.CreditCode = NormalizeCreditCode(f.CreditCode)
	for _, s := range []*string{&f.Name, &f.Registrar, &f.Scope, &f.LegalName, &f.LegalID, &f.AreaName, &f.Address, &f.HeadName, &f.HeadPhone} {
		*s = strings.TrimSpace(*s)
	}
	f.LegalID = strings.ToUpper(f.LegalID)
}

// Validate refuses a form that cannot be kept, half empty or not: words too long or not plain, numbers out of any bounds, unknown codes.
func (f *FilingForm) Validate() error {
	var p problems
	for _, t := range []struct{ field, text string }{
		{"name", f.Name},
		{"registrar", f.Registrar},
		{"legal_name", f.LegalName},
		{"area_name", f.AreaName},
		{"address", f.Address},
		{"head_name", f.HeadName},
		{"head_phone", f.HeadPhone},
		{"legal_id", f.LegalID},
		{"credit_code", f.CreditCode},
	} {
		p.plain(t.field, t.text, formText)
	}
	p.plain("scope", f.Scope, 5*formText)
	oneOf(&p, "route", f.Route, true, RouteInstitution, RouteService, RouteCompany)
	oneOf(&p, "kind", f.Kind, true, KindIndependent, KindCommunity, KindKindergarten, KindEmployer, KindHome, KindCentre)
	oneOf(&p, "nature", f.Nature, true, NaturePublic, NaturePrivate, NatureMixed)
	oneOf(&p, "site", f.Site, true, SiteOwn, SiteLease, SiteOther)
	oneOf(&p, "meals", f.Meals, true, MealsNone, MealsOwn, MealsDelivered)
	oneOf(&p, "end_reason", f.EndReason, true, FilingEndReasons()...)
	for _, m := range f.Modes {
		oneOf(&p, "modes", m, false, FullDay, HalfDay, Hourly, Drop)
	}
	if !validRegion(f.AreaCode) {
		p.addf(CodeInvalid, "area_code", "%q is no area code", Clip(f.AreaCode))
	}
	p.number("floor_low", f.FloorLow, -9, 200)
	p.number("floor_high", f.FloorHigh, -9, 200)
	for _, t := range []struct {
		field  string
		number int
	}{
		{"floor_area", f.FloorArea},
		{"usable_area", f.UsableArea},
		{"outdoor_area", f.OutdoorArea},
		{"head_years", f.HeadYears},
		{"head_training", f.HeadTraining},
		{"video_days", f.VideoDays},
		{"staff.carers", f.Staff.Carers},
		{"staff.certified", f.Staff.Certified},
		{"staff.health", f.Staff.Health},
		{"staff.security", f.Staff.Security},
		{"staff.kitchen", f.Staff.Kitchen},
		{"staff.other", f.Staff.Other},
		{"built_year", f.BuiltYear},
	} {
		p.number(t.field, t.number, 0, 100_000)
	}
	f.validateClasses(&p)
	if len(p) > 0 {
		return p[0]
	}
	return nil
}

func (f *FilingForm) validateClasses(p *problems) {
	if len(f.Classes) > formClasses {
		p.addf(CodeTooLarge, "classes", "%d classes are more than %d", len(f.Classes), formClasses)
	}
	for i := range f.Classes {
		c := &f.Classes[i]
		p.plain("classes.name", c.Name, 40)
		p.plain("classes.id", string(c.ID), 80)
		oneOf(p, "classes.band", c.Band, true, Bands()...)
		oneOf(p, "classes.mode", c.Mode, true, FullDay, HalfDay, Hourly, Drop)
		p.number("classes.places", c.Places, 0, 1000)
		p.number("classes.carers", c.Carers, 0, 1000)
	}
}

func (p *problems) plain(field, s string, most int) {
	switch {
	case !utf8.ValidString(s) || !PlainText(s):
		p.addf(CodeInvalid, field, "leave out characters that cannot be seen")
	case utf8.RuneCountInString(s) > most:
		p.addf(CodeTooLarge, field, "at most %d characters", most)
	}
}

// Places are all places of the form.
func (f *FilingForm) Places() int {
	n := 0
	for i := range f.Classes {
		n += f.Classes[i].Places
	}
	return n
}
