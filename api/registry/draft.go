package registry

import (
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/geo/coord"
)

// draft is a row on its way to a facility.
type draft struct {
	f        care.Facility
	from1904 bool // of the workbook's dates

	lon, lat, confidence *float64
	system               care.CoordSystem
	located              care.Location // source and match as the row states them

	bands        [5]bandCells
	confirmed    care.Instant
	month        care.Month
	classesGiven bool
	classList    []care.Class
	feesGiven    bool
	feeList      []care.Fee

	statusGiven, verifiedGiven, openGiven bool
	warnings                              []string
}

// reset empties the draft for the next row.
func (d *draft) reset(from1904 bool) { *d = draft{from1904: from1904} }

// finish makes the parts of a row into one facility, as it would be if nothing were known of it yet.
func (d *draft) finish(source string, asOf care.Instant, system care.CoordSystem, month care.Month) error {
	f := &d.f
	if f.Name == "" {
		return wrong("name", "the name is missing")
	}
	if f.Source == "" {
		f.Source = source
	}
	if n := len(f.AreaCode); n != 0 && n != 6 && n != 9 && n != 12 {
		return wrong("area_code", "a code has 6, 9 or 12 digits")
	}
	d.finishFiling()
	if f.Kind == "" {
		f.Kind = guessKind(f.Name)
	}
	if !d.openGiven {
		f.OpenToPublic = f.Kind != care.KindEmployer
	}
	if err := d.finishPoint(system); err != nil {
		return err
	}
	if err := d.finishFees(); err != nil {
		return err
	}
	if d.confirmed == 0 {
		d.confirmed = asOf
	}
	if err := d.finishClasses(month); err != nil {
		return err
	}
	if f.ExternalID == "" && f.CreditCode == "" {
		f.ExternalID = derivedID(f)
	}
	return nil
}

// finishFiling: a row that states a filing number or day is filed; a row that says nothing is unknown and unverified.
func (d *draft) finishFiling() {
	f := &d.f
	if !d.statusGiven || f.Filing.Status == "" {
		f.Filing.Status = care.FilingUnknown
		if f.Filing.No != "" || !f.Filing.Date.IsZero() {
			f.Filing.Status = care.Filed
		}
	}
	if !d.verifiedGiven {
		f.Verified = f.Filing.Status != care.FilingUnknown
	}
}

func (d *draft) finishPoint(system care.CoordSystem) error {
	if (d.lon == nil) != (d.lat == nil) {
		return wrong("lon", "one of longitude and latitude is missing")
	}
	if d.lon == nil {
		return nil
	}
	p := orb.Point{*d.lon, *d.lat}
	if err := checkPoint(p); err != nil {
		return err
	}
	if d.system == "" {
		d.system = system
	}
	if d.system == "" {
		d.system = care.WGS84
	}
	l := located(p, d.system)
	if d.located.Source != "" {
		l.Source, l.Matched = d.located.Source, d.located.Matched
	}
	if d.confidence != nil {
		if c := *d.confidence; c < 0 || c > 1 {
			return wrong("location_confidence", "the confidence must be 0 to 1")
		}
		l.Confidence = *d.confidence
	}
	d.f.Location = &l
	return nil
}

// located is a point that a list or a person gave.
func located(p orb.Point, system care.CoordSystem) care.Location {
	return care.Location{
		Point:    coord.Convert(p, coord.System(system), coord.WGS84),
		Original: p, System: system, Source: care.LocationGiven, Confidence: 1,
	}
}

// checkPoint refuses coordinates that no facility can have and says what they look like.
func checkPoint(p orb.Point) error {
	lon, lat := p[0], p[1]
	bad := func(format string, args ...any) error {
		return care.Errorf(care.Invalid, care.CodeBadCoordinates, "lon", format, args...)
	}
	abs := func(v float64) float64 { return max(v, -v) }
	switch {
	case abs(lon) < 0.01 && abs(lat) < 0.01:
		return bad("0,0 is a placeholder, not a place; leave both empty")
	case abs(lon) > 1000 || abs(lat) > 1000:
		return bad("%g, %g look like metres of a map projection; give degrees", lon, lat)
	case abs(lat) > 90 && abs(lat) <= 180 && abs(lon) <= 90:
		return bad("longitude and latitude are swapped (%g, %g)", lon, lat)
	case abs(lon) > 180 || abs(lat) > 90:
		return bad("%g, %g is outside the world", lon, lat)
	case lat >= 73 && lon >= 18 && lon <= 54:
		return bad("longitude and latitude seem swapped: %g, %g lies in the Arctic Ocean", lon, lat)
	case abs(lat) > 85:
		return bad("%g, %g lies at a pole", lon, lat)
	}
	return nil
}

func (d *draft) finishFees() error {
	if !d.feesGiven {
		return nil
	}
	if len(d.f.Fees) > 0 {
		return wrong("fees", "give the fees as JSON or in their own columns, not both")
	}
	d.f.Fees = d.feeList
	return nil
}

func (d *draft) finishClasses(month care.Month) error {
	list, err := buildClasses(d, month)
	if err != nil {
		return err
	}
	if d.classesGiven {
		if len(list) > 0 {
			return wrong("classes", "give the classes as JSON or in their own columns, not both")
		}
		list = d.classList
	}
	for i := range list {
		list[i].ID = ""
	}
	d.f.Classes = list
	return nil
}

// guessKind reads the kind from a name.
func guessKind(name string) care.FacilityKind {
	switch {
	case strings.Contains(name, "综合服务中心"), strings.Contains(name, "综合指导中心"):
		return care.KindCentre
	case strings.Contains(name, "家庭托育"):
		return care.KindHome
	case strings.Contains(name, "幼儿园"), strings.Contains(strings.ToLower(name), "kindergarten"):
		return care.KindKindergarten
	case strings.Contains(name, "社区"), strings.Contains(name, "宝宝屋"):
		return care.KindCommunity
	}
	return care.KindIndependent
}

// problems turns an error into problems of one line, with the header of the file for the field.
func problemOf(line int, header func(field string) string, fallback, value string, err error) Problem {
	p := Problem{Line: line, Column: fallback, Value: clip(value), Reason: err.Error()}
	if e, ok := asCare(err); ok {
		p.Reason = e.Text
		if p.Reason == "" {
			p.Reason = string(e.Code)
		}
		if fallback == "" && e.Field != "" {
			p.Column = header(e.Field)
		}
	}
	if len(p.Reason) > 300 {
		p.Reason = fmt.Sprintf("%.297s…", p.Reason)
	}
	return p
}
