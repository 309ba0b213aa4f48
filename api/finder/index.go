package finder

import (
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/search"
)

// The kinds of document in the word index.
const (
	KindFacility = "facility"
	KindPlace    = "place"
	KindArea     = "area"
)

// Ids are unique over all kinds in the index, so those of places and areas carry a prefix there.
const (
	placePrefix = "place:"
	areaPrefix  = "area:"
)

// docs gives everything that words can find.
func (s *Snapshot) docs() []search.Doc {
	docs := make([]search.Doc, 0, s.count+len(s.places)+len(s.areas))
	for _, r := range s.rows {
		if r != nil {
			docs = append(docs, facilityDoc(r.facility))
		}
	}
	for i := range s.places {
		p := &s.places[i]
		if p.Name == "" {
			continue
		}
		docs = append(docs, search.Doc{
			ID: placePrefix + p.ID, Kind: KindPlace, Name: p.Name, Aliases: p.AltNames, Text: p.AreaName,
			Facets: map[string][]string{"kind": {string(p.Kind)}}, Weight: placeWeight(p.Kind),
			Point: &[2]float64{p.Point[0], p.Point[1]},
		})
	}
	for i := range s.areas {
		a := &s.areas[i]
		if a.Name == "" {
			continue
		}
		docs = append(docs, search.Doc{
			ID: areaPrefix + a.Code, Kind: KindArea, Name: a.Name, Facets: map[string][]string{"level": {string(a.Level)}},
			Weight: 0.8, Point: &[2]float64{a.Center[0], a.Center[1]},
		})
	}
	return docs
}

func facilityDoc(f *care.Facility) search.Doc {
	d := search.Doc{
		ID: string(f.ID), Kind: KindFacility, Name: f.Name, Text: docText(f), Weight: 0.5,
		Facets: map[string][]string{"kind": {string(f.Kind)}},
	}
	if f.OtherName != "" {
		d.Aliases = []string{f.OtherName}
	}
	if f.Location != nil {
		d.Point = &[2]float64{f.Location.Point[0], f.Location.Point[1]}
	}
	return d
}

// placeWeight prefers, between equal matches, what people start a walk from.
func placeWeight(k care.PlaceKind) float64 {
	switch k {
	case care.PlaceEstate, care.PlaceArea:
		return 0.7
	case care.PlaceStation:
		return 0.65
	case care.PlaceStreet:
		return 0.4
	default:
		return 0.5
	}
}

// docText is what of a facility the word index reads beside its names.
func docText(f *care.Facility) string {
	return strings.Join([]string{f.AreaName, f.Address, f.Intro}, " ")
}

// sameWords reports whether words find two rows alike.
func sameWords(a, b *row) bool {
	if a == nil || b == nil {
		return a == b
	}
	x, y := a.facility, b.facility
	return x.Name == y.Name && x.OtherName == y.OtherName && docText(x) == docText(y) && x.Kind == y.Kind && a.point == b.point
}
