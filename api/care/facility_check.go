package care

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of what a facility can say. Texts are counted in characters.
const (
	maxName     = 200
	maxText     = 400
	maxIntro    = 10_000
	maxURL      = 1000
	maxClasses  = 100
	maxFees     = 100
	maxPhotos   = 50
	maxFee      = 100_000_000 // fen: a million yuan
	maxFloor    = 1_000_000   // square metres
	maxStaff    = 10_000
	maxLanguage = 20
)

// Validate says what is wrong with a facility: nil, or the first of Problems.
func (f *Facility) Validate() error {
	if p := f.Problems(); len(p) > 0 {
		return p[0]
	}
	return nil
}

// Problems lists everything for which a facility must be refused, each as an Error that names the field. What only looks odd is in Warnings.
func (f *Facility) Problems() []*Error {
	var p problems
	p.text("source", f.Source, 1, 60)
	p.text("external_id", f.ExternalID, 0, maxName)
	p.text("name", f.Name, 1, maxName)
	p.text("other_name", f.OtherName, 0, maxName)
	p.text("credit_code", f.CreditCode, 0, 40)
	p.text("filing.no", f.Filing.No, 0, maxName)
	p.text("filing.authority", f.Filing.Authority, 0, maxName)
	p.text("area_code", f.AreaCode, 0, 20)
	p.text("area_name", f.AreaName, 0, maxName)
	p.text("address", f.Address, 0, maxText)
	p.text("phone", f.Phone, 0, 100)
	p.text("meals", f.Meals, 0, maxText)
	p.text("intro", f.Intro, 0, maxIntro)
	p.link("website", f.Website)
	p.link("vr_url", f.VRURL)
	oneOf(&p, "kind", f.Kind, false, KindIndependent, KindCommunity, KindKindergarten, KindEmployer, KindHome, KindCentre)
	oneOf(&p, "nature", f.Nature, true, NaturePublic, NaturePrivate, NatureMixed)
	oneOf(&p, "filing.status", f.Filing.Status, false, FilingUnknown, FilingDraft, FilingSubmitted, FilingReceived, FilingVerifying,
		FilingNonconforming, Filed, Licensed, FilingChangePending, FilingSuspended, FilingCancelled)
	p.modes("modes", f.Modes)
	p.number("floor_area", f.FloorArea, 0, maxFloor)
	p.number("staff.carers", f.Staff.Carers, 0, maxStaff)
	p.number("staff.certified", f.Staff.Certified, 0, maxStaff)
	p.number("staff.health", f.Staff.Health, 0, maxStaff)
	p.number("staff.security", f.Staff.Security, 0, maxStaff)
	p.number("staff.kitchen", f.Staff.Kitchen, 0, maxStaff)
	p.number("staff.other", f.Staff.Other, 0, maxStaff)
	p.location(f.Location)
	p.lists(f)
	p.add(CheckHours(f.Hours))
	p.classes(f.Classes)
	return p
}

type problems []*Error

func (p *problems) add(err error) {
	if e, ok := err.(*Error); ok && e != nil { //nolint:errorlint // the checks here return bare Errors
		*p = append(*p, e)
	}
}

func (p *problems) addf(code Code, field, format string, args ...any) {
	*p = append(*p, Errorf(Invalid, code, field, format, args...))
}

func (p *problems) text(field, s string, least, most int) {
	switch n := utf8.RuneCountInString(s); {
	case !utf8.ValidString(s) || strings.ContainsRune(s, 0):
		p.addf(CodeInvalid, field, "the text is not sound UTF-8")
	case n < least:
		p.addf(CodeInvalid, field, "this must not be empty")
	case n > most:
		p.addf(CodeTooLarge, field, "%d characters are more than %d", n, most)
	case least > 0 && strings.TrimSpace(s) == "":
		p.addf(CodeInvalid, field, "this must not be blank")
	}
}

func (p *problems) number(field string, n, least, most int) {
	if n < least || n > most {
		p.addf(CodeOutOfRange, field, "%d is outside %d to %d", n, least, most)
	}
}

// link takes an address a browser may be sent to: http or https with a host, nothing that runs as a script.
func (p *problems) link(field, s string) {
	if s == "" {
		return
	}
	rest, ok := strings.CutPrefix(s, "https://")
	if !ok {
		rest, ok = strings.CutPrefix(s, "http://")
	}
	host := rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		host = rest[:end]
	}
	switch {
	case len(s) > maxURL:
		p.addf(CodeTooLarge, field, "the address is longer than %d bytes", maxURL)
	case !ok || host == "" || strings.ContainsAny(host, "@\\%") || !utf8.ValidString(s) || strings.ContainsFunc(s, unsafeInLink):
		p.addf(CodeInvalid, field, "%q is not a web address that begins with http:// or https://", Clip(s))
	}
}

// unsafeInLink are the characters that have no place in a written address: blanks, controls, and what ends an attribute.
func unsafeInLink(r rune) bool {
	return r <= ' ' || r == 0x7f || r == '"' || r == '<' || r == '>' || r == '`' || r == '\\'
}

func oneOf[T ~string](p *problems, field string, v T, empty bool, allowed ...T) {
	if (v == "" && empty) || slices.Contains(allowed, v) {
		return
	}
	words := make([]string, len(allowed))
	for i, a := range allowed {
		words[i] = string(a)
	}
	p.addf(CodeInvalid, field, "%q is not one of %s", Clip(string(v)), strings.Join(words, ", "))
}

func (p *problems) modes(field string, modes []Mode) {
	for i, m := range modes {
		oneOf(p, field, m, false, FullDay, HalfDay, Hourly, Drop)
		if slices.Contains(modes[:i], m) {
			p.addf(CodeDuplicate, field, "%s is given twice", m)
			return
		}
	}
}

func (p *problems) location(l *Location) {
	if l == nil {
		return
	}
	if !onEarth(l.Point) || !onEarth(l.Original) {
		p.addf(CodeBadCoordinates, "location", "(%v, %v) is not a longitude and latitude", l.Original[0], l.Original[1])
	} else if l.Point[0] == 0 && l.Point[1] == 0 {
		p.addf(CodeBadCoordinates, "location", "(0, 0) is where lists put what they do not know; leave it empty")
	}
	oneOf(p, "location.system", l.System, false, WGS84, GCJ02, BD09)
	oneOf(p, "location.source", l.Source, false, LocationByHand, LocationGiven, LocationMatched)
	if !(l.Confidence >= 0 && l.Confidence <= 1) {
		p.addf(CodeOutOfRange, "location.confidence", "%v is outside 0 to 1", l.Confidence)
	}
	p.text("location.matched", l.Matched, 0, maxText)
}

func (p *problems) lists(f *Facility) {
	if len(f.Fees) > maxFees {
		p.addf(CodeTooLarge, "fees", "%d fees are more than %d", len(f.Fees), maxFees)
	}
	for _, fee := range f.Fees[:min(len(f.Fees), maxFees)] {
		oneOf(p, "fees.category", fee.Category, false, FeeCare, FeeBoarding, FeeMeals, FeeMaterial, FeeOther)
		oneOf(p, "fees.unit", fee.Unit, false, PerMonth, PerDay, PerHour, PerSession, PerTerm, PerYear, Once)
		oneOf(p, "fees.mode", fee.Mode, true, FullDay, HalfDay, Hourly, Drop)
		oneOf(p, "fees.band", fee.Band, true, Bands()...)
		p.text("fees.name", fee.Name, 0, maxName)
		p.text("fees.basis", fee.Basis, 0, maxText)
		if fee.Amount < 0 || fee.Amount > maxFee {
			p.addf(CodeOutOfRange, "fees.amount", "%d fen is outside 0 to %d", fee.Amount, maxFee)
		}
	}
	if len(f.Photos) > maxPhotos {
		p.addf(CodeTooLarge, "photos", "%d photos are more than %d", len(f.Photos), maxPhotos)
	}
	for _, photo := range f.Photos[:min(len(f.Photos), maxPhotos)] {
		if photo.URL == "" || !strings.HasPrefix(photo.URL, "/") || strings.HasPrefix(photo.URL, "//") {
			p.link("photos.url", photo.URL)
		}
		if photo.URL == "" {
			p.addf(CodeInvalid, "photos.url", "this must not be empty")
		}
		p.text("photos.text", photo.Text, 0, maxText)
	}
	if len(f.Languages) > maxLanguage {
		p.addf(CodeTooLarge, "languages", "%d languages are more than %d", len(f.Languages), maxLanguage)
	}
	for _, l := range f.Languages[:min(len(f.Languages), maxLanguage)] {
		p.text("languages", l, 2, 35)
	}
}

func (p *problems) classes(classes []Class) {
	if len(classes) > maxClasses {
		p.addf(CodeTooLarge, "classes", "%d classes are more than %d", len(classes), maxClasses)
		return
	}
	seen := make(map[ClassID]bool, len(classes))
	for i := range classes {
		c := &classes[i]
		if c.ID != "" && seen[c.ID] {
			p.addf(CodeDuplicate, "classes.id", "class %s is given twice", c.ID)
		}
		seen[c.ID] = true
		p.text("classes.id", string(c.ID), 0, 80)
		p.text("classes.name", c.Name, 0, maxName)
		oneOf(p, "classes.band", c.Band, false, Bands()...)
		oneOf(p, "classes.mode", c.Mode, false, FullDay, HalfDay, Hourly, Drop)
		oneOf(p, "classes.source", c.Source, true, VacancyFacility, VacancyContract, VacancyImport, VacancyDemo)
		p.number("classes.from_months", c.FromMonths, 0, maxAskMonths)
		p.number("classes.to_months", c.ToMonths, c.FromMonths+1, maxAskMonths+1)
		p.number("classes.reports", c.Reports, 0, 1_000_000)
		if c.ConfirmedAt < 0 {
			p.addf(CodeOutOfRange, "classes.confirmed_at", "%d lies before 1970", c.ConfirmedAt)
		}
		p.add(CheckPools(c.Pools))
	}
}

// Warnings lists what looks wrong about a facility but does not keep it out: a credit code whose check character does not
// fit or whose kind of registration contradicts the nature, a telephone number of no known form, more places filed than a
// class of its type may have, more children taken than places, classes outside what the band usually takes.
func (f *Facility) Warnings(rules *Rules, on Date) []*Error {
	var p problems
	if f.CreditCode != "" {
		p.add(CheckCreditCode(f.CreditCode))
		if RegistrationOf(f.CreditCode).ForProfit() && f.Nature == NaturePublic {
			p.addf(CodeInvalid, "nature", "a public facility (公办) is not registered as a company; the credit code %s says so", f.CreditCode)
		}
	}
	if _, ok := NormalizePhone(f.Phone); f.Phone != "" && !ok {
		p.addf(CodeInvalid, "phone", "%q is no telephone number of a known form", Clip(f.Phone))
	}
	if f.Staff.Certified > f.Staff.Carers {
		p.addf(CodeInvalid, "staff.certified", "%d carers hold a certificate, of %d", f.Staff.Certified, f.Staff.Carers)
	}
	for i := range f.Classes {
		p.oddClass(&f.Classes[i], rules, f.AreaCode, on)
	}
	return p
}

func (p *problems) oddClass(c *Class, rules *Rules, area string, on Date) {
	if b, ok := rules.Band(c.Band, area, on); ok && (c.FromMonths >= b.To || c.ToMonths <= b.From) {
		p.addf(CodeOutOfRange, "classes", "a class from %d to %d months is no %s class", c.FromMonths, c.ToMonths, c.Band)
	}
	most, limited := rules.Cap(c.Band, area, on)
	for _, pool := range c.Pools {
		if limited && pool.Filed > most {
			p.addf(CodeOutOfRange, "classes.filed", "%d places are filed for one %s class; at most %d are usual", pool.Filed, c.Band, most)
			return
		}
		if pool.Taken > max(pool.Filed, pool.Staffed) {
			p.addf(CodeOutOfRange, "classes.taken", "%d children are taken for %d places", pool.Taken, pool.Filed)
			return
		}
	}
}
