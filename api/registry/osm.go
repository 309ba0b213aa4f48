package registry

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/geo/osm"
)

// readOSM reads the childcare of an OpenStreetMap extract.
func readOSM(ctx context.Context, in Input, o Options, rep *Report) (*list, error) {
	if in.Path == "" {
		return nil, wrong("file", "an OpenStreetMap extract must be a file on disk")
	}
	src, err := osm.FileSource(in.Path)
	if err != nil {
		return nil, &care.Error{Kind: care.Invalid, Code: care.CodeUnknownFormat, Field: "file", Text: err.Error(), Cause: err}
	}
	ex, err := osm.Import(ctx, src, osm.Options{SkipBasemap: true, Progress: func(stage string, done, total int64) {
		if o.Progress != nil {
			o.Progress(stage, done, total)
		}
	}})
	if err != nil {
		return nil, &care.Error{Kind: care.Invalid, Code: care.CodeDamaged, Field: "file", Text: err.Error(), Cause: err}
	}
	return childcareList(ex.Childcare, rep), nil
}

// ImportChildcare brings the childcare of an extract that has been read already into the register, under the source
// "osm": unverified, with an unknown filing, and public only while the service is on trial. Things without a name are
// counted as skipped. The promises of Import hold.
func ImportChildcare(ctx context.Context, st *store.Store, cs []osm.Childcare, o Options) (Report, error) {
	rep := Report{Format: OSM, Source: cmp.Or(o.Source, "osm"), DryRun: o.DryRun}
	return rep, apply(ctx, st, childcareList(cs, &rep), o, &rep)
}

// osmColumns are the columns an extract speaks of.
var osmColumns = []string{
	"source", "external_id", "name", "other_name", "kind", "nature", "address", "phone", "website", "hours", "lon", "lat", "capacity",
}

func childcareList(cs []osm.Childcare, rep *Report) *list {
	l := &list{present: make([]bool, len(table))}
	for _, n := range osmColumns {
		l.present[columnByName[n]] = true
	}
	for i := range cs {
		rep.Rows++
		f, err := childcare(&cs[i], rep.Source)
		if err == nil {
			err = f.Validate()
		}
		switch {
		case errors.Is(err, errNoName):
			rep.Skipped++
		case err != nil:
			rep.BadRows++
			rep.bad(problemOf(i+1, func(s string) string { return s }, "", cs[i].ID+" "+cs[i].Name, err))
		default:
			l.items = append(l.items, item{i + 1, f})
		}
	}
	return l
}

// childcare makes a facility of an amenity=kindergarten or childcare. Tags that cannot be read are left out: nobody
// promised their form.
func childcare(c *osm.Childcare, source string) (care.Facility, error) {
	name := clean(c.Name)
	if name == "" {
		return care.Facility{}, errNoName
	}
	if err := checkPoint(c.Point); err != nil {
		return care.Facility{}, err
	}
	tag := func(keys ...string) string {
		for _, k := range keys {
			if v := clean(c.Tags[k]); v != "" {
				return v
			}
		}
		return ""
	}
	l := located(c.Point, care.WGS84)
	f := care.Facility{
		Source: source, ExternalID: c.ID, Name: clipRunes(name, 200), OtherName: clipRunes(tag("alt_name", "old_name", "name:en"), 200),
		Filing: care.Filing{Status: care.FilingUnknown}, Kind: guessKind(name), OpenToPublic: true, Location: &l,
		Address: clipRunes(osmAddress(tag), 300), Phone: clipRunes(tag("phone", "contact:phone", "contact:mobile"), 80),
		Nature: osmNature(tag("operator:type", "ownership")),
	}
	if tag("amenity") == "kindergarten" {
		f.Kind = care.KindKindergarten
	}
	if w := tag("website", "contact:website", "url"); len(w) <= 300 && (strings.HasPrefix(w, "https://") || strings.HasPrefix(w, "http://")) {
		f.Website = w
	}
	if h := tag("opening_hours"); h != "" {
		if hours, err := parseHours(h); err == nil {
			f.Hours = hours
		}
	}
	if n, err := parseCount(tag("capacity"), maxPlaces); err == nil && n > 0 {
		f.Classes = []care.Class{wholeClass(n)}
	}
	if f.Validate() != nil { // a link or text that cannot be
		f.Website, f.Hours, f.Phone = "", nil, ""
	}
	return f, nil
}

// wholeClass is a facility's number of places where nothing more is known. An extract has no date that could be trusted,
// so the month is fixed, and the places taken are not known.
func wholeClass(n int) care.Class {
	month := care.Date{Year: 2020, Month: 1, Day: 1}.MonthOf()
	return care.Class{
		Name: wholeName, Band: care.BandMixed, FromMonths: 6, ToMonths: 36, Mode: care.FullDay, Source: care.VacancyImport,
		Pools: []care.Pool{{Month: month, Filed: n, Staffed: n}},
	}
}

func osmNature(operator string) care.Nature {
	switch operator {
	case "public", "government", "municipal":
		return care.NaturePublic
	case "private", "ngo", "religious", "private_non_profit", "community", "cooperative":
		return care.NaturePrivate
	}
	return ""
}

func osmAddress(tag func(...string) string) string {
	if full := tag("addr:full"); full != "" {
		return full
	}
	street, number := tag("addr:street", "addr:place"), tag("addr:housenumber")
	if street == "" {
		return ""
	}
	if plainASCII(street) || !strings.ContainsAny(street, "路街道巷弄") {
		city := strings.TrimSpace(tag("addr:postcode") + " " + tag("addr:city"))
		return strings.TrimSuffix(strings.TrimSpace(street+" "+number)+", "+city, ", ")
	}
	if number != "" && !strings.HasSuffix(number, "号") {
		number += "号"
	}
	return tag("addr:city") + tag("addr:district") + street + number
}

func clipRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
