package server

import (
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/finder"
	"tuoyuquan/geo"
	"tuoyuquan/geo/coord"
)

// optional is a query parameter that may be absent, where its zero value means something.
type optional[T any] struct {
	Value T
	Set   bool
}

// Schema is that of the value.
func (o optional[T]) Schema(r huma.Registry) *huma.Schema {
	return huma.SchemaFromType(r, reflect.TypeFor[T]())
}

// Receiver tells huma where to put the value.
func (o *optional[T]) Receiver() reflect.Value { return reflect.ValueOf(o).Elem().Field(0) }

// OnParamSet tells whether there was one.
func (o *optional[T]) OnParamSet(set bool, _ any) { o.Set = set }

// CoordsParams is the coordinate system of a request and its reply.
type CoordsParams struct {
	Coords string `query:"coords" enum:"wgs84,gcj02,bd09" default:"wgs84" doc:"Coordinate system of every point in the request and in the reply: wgs84 (GPS, OpenStreetMap), gcj02 (AMap, Tencent, WeChat), bd09 (Baidu)"`
}

func (c *CoordsParams) system() care.CoordSystem { return care.CoordSystem(c.Coords) }

// WalkParams is where a walk starts and how it is walked.
type WalkParams struct {
	Near    string  `query:"near" maxLength:"250" example:"116.3267,40.0031" doc:"Where the walk starts: longitude,latitude. Up to five places separated by a semicolon (home;work): every one must be in reach"`
	Minutes float64 `query:"minutes" exclusiveMinimum:"0" maximum:"60" default:"15" doc:"Longest walk from each place, in minutes: more than 0, up to 60"`
	Profile string  `query:"profile" enum:"walk,stroller" default:"walk" doc:"stroller uses no steps and is slower"`
	Speed   float64 `query:"speed" minimum:"0.3" maximum:"1.6" doc:"Metres a second, 0.3 to 1.6; the rule table's when absent (1.0 on foot, 0.8 with a stroller)"`
	CoordsParams
}

func (w *WalkParams) apply(q *finder.Query) error {
	anchors, err := parsePoints(w.Near, w.system())
	if err != nil {
		return err
	}
	if w.Minutes <= 0 {
		return care.Errorf(care.Invalid, care.CodeOutOfRange, "minutes", "minutes must be more than 0 and at most %d", finder.MaxMinutes)
	}
	if w.Speed != 0 && w.Speed < finder.MinSpeed {
		return care.Errorf(care.Invalid, care.CodeOutOfRange, "speed", "speed must be %.1f to %.1f metres a second", finder.MinSpeed, finder.MaxSpeed)
	}
	q.Anchors, q.Minutes, q.Speed, q.Coords = anchors, w.Minutes, w.Speed, w.system()
	if w.Profile == "stroller" {
		q.Profile = geo.Stroller
	}
	return nil
}

// ChildParams says for which child and from when.
type ChildParams struct {
	Age   optional[int] `query:"age_months" minimum:"0" maximum:"120" doc:"Completed months of age on the start date"`
	Birth string        `query:"birth" format:"date" maxLength:"10" doc:"Date of birth instead of age_months; the age on the start date counts, to the day"`
	Start string        `query:"start" format:"date" maxLength:"10" doc:"The day care begins; today when absent"`
	Mode  []string      `query:"mode" enum:"full_day,half_day,hourly,drop_in" maxItems:"4" doc:"Care mode, any of these: 全日托, 半日托, 计时托, 临时托"`
}

func (c *ChildParams) apply(q *finder.Query) (err error) {
	q.AgeMonths = -1
	if c.Age.Set {
		q.AgeMonths = c.Age.Value
	}
	if q.Birth, err = parseDate("birth", c.Birth); err != nil {
		return err
	}
	if q.Start, err = parseDate("start", c.Start); err != nil {
		return err
	}
	for _, m := range c.Mode {
		q.Modes = append(q.Modes, care.Mode(m))
	}
	return nil
}

// FilterParams is every filter of the list.
type FilterParams struct {
	WalkParams
	ChildParams
	Box       string         `query:"bbox" maxLength:"120" example:"116.30,39.98,116.36,40.02" doc:"Only in this rectangle: west,south,east,north"`
	Area      string         `query:"area" maxLength:"12" doc:"Only in this administrative area: a code from /api/v1/areas, with or without trailing zeros"`
	Kind      []string       `query:"kind" enum:"independent,community,kindergarten,employer,home,service_centre" maxItems:"6" doc:"Any of these: 独立托育机构, 社区嵌入式托育, 幼儿园托班, 用人单位办托, 家庭托育点, 托育综合服务中心"`
	Nature    []string       `query:"nature" enum:"public,private,public_private" maxItems:"3" doc:"Who runs it: 公办, 民办, 公办民营"`
	Inclusive optional[bool] `query:"inclusive" doc:"true: only 普惠"`
	Open      optional[bool] `query:"open" doc:"true: leave out employers' facilities for their own staff"`
	Verified  optional[bool] `query:"verified" doc:"true: leave out what nobody has verified (未核实)"`
	Language  []string       `query:"language" maxItems:"20" doc:"Spoken there, any of these (BCP 47)"`
	FeeMin    float64        `query:"fee_min" minimum:"0" maximum:"1000000" doc:"Yuan a month for this child, all recurring items but boarding"`
	FeeMax    float64        `query:"fee_max" minimum:"0" maximum:"1000000" doc:"Yuan a month for this child; facilities that publish no fee are left out"`
	Days      []int          `query:"days" minimum:"1" maximum:"7" maxItems:"7" doc:"Weekdays on which care is needed, 1 Monday to 7 Sunday; Monday to Friday when only from and until are given"`
	From      string         `query:"from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" patternDescription:"HH:MM" example:"07:30" doc:"Care is needed from"`
	Until     string         `query:"until" pattern:"^([01][0-9]|2[0-4]):[0-5][0-9]$" patternDescription:"HH:MM" example:"18:30" doc:"Care is needed until"`
	Vacant    bool           `query:"vacant" doc:"true: only with room for this child on the start date. Figures that are stale or doubtful do not count"`
	VacantBy  string         `query:"vacant_by" format:"date" maxLength:"10" doc:"Only with room in some month from the start date to this one"`
	Words     string         `query:"words" maxLength:"400" doc:"Words in name or address; pinyin and initials too"`
	Facets    bool           `query:"facets" default:"true" doc:"Count the values of each filter"`
}

func (f *FilterParams) query() (q finder.Query, err error) {
	for _, apply := range []func(*finder.Query) error{f.WalkParams.apply, f.ChildParams.apply, f.place, f.hours, f.vacancy} {
		if err = apply(&q); err != nil {
			return q, err
		}
	}
	for _, k := range f.Kind {
		q.Kinds = append(q.Kinds, care.FacilityKind(k))
	}
	for _, n := range f.Nature {
		q.Natures = append(q.Natures, care.Nature(n))
	}
	q.Languages = f.Language
	q.Inclusive, q.Open, q.Verified = tri(f.Inclusive), tri(f.Open), tri(f.Verified)
	q.FeeMin, q.FeeMax = int64(math.Round(f.FeeMin*100)), int64(math.Round(f.FeeMax*100))
	q.Words, q.Facets = f.Words, f.Facets
	return q, nil
}

func tri(o optional[bool]) finder.Tri {
	switch {
	case !o.Set:
		return finder.Either
	case o.Value:
		return finder.Yes
	default:
		return finder.No
	}
}

func (f *FilterParams) place(q *finder.Query) error {
	q.Area = f.Area
	if f.Box == "" {
		return nil
	}
	n, ok := parseFloats(f.Box, 4)
	if !ok {
		return care.Errorf(care.Invalid, care.CodeBadCoordinates, "bbox", "bbox is west,south,east,north")
	}
	b := boxToWGS(n, f.system())
	q.Bound = &b
	return nil
}

// boxToWGS is the rectangle of the four corners: conversion bends its sides by a few metres.
func boxToWGS(n []float64, system care.CoordSystem) orb.Bound {
	if system == care.WGS84 || n[0] >= n[2] || n[1] >= n[3] {
		return orb.Bound{Min: orb.Point{n[0], n[1]}, Max: orb.Point{n[2], n[3]}}
	}
	b := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	for _, p := range []orb.Point{{n[0], n[1]}, {n[2], n[1]}, {n[0], n[3]}, {n[2], n[3]}} {
		b = b.Extend(toWGS(p, system))
	}
	return b
}

func (f *FilterParams) hours(q *finder.Query) error {
	if len(f.Days) == 0 && f.From == "" && f.Until == "" {
		return nil
	}
	from, err1 := care.ParseClock(f.From)
	until, err2 := care.ParseClock(f.Until)
	if err1 != nil || err2 != nil {
		return care.Errorf(care.Invalid, care.CodeInvalid, "from", "give from and until together, as HH:MM")
	}
	h := care.Need{From: from, To: until}
	for _, d := range f.Days {
		h.Weekdays |= 1 << (d - 1)
	}
	q.Hours = h
	return nil
}

func (f *FilterParams) vacancy(q *finder.Query) (err error) {
	if f.Vacant {
		q.Vacancy = finder.Vacant
	}
	if f.VacantBy == "" {
		return nil
	}
	q.Vacancy = finder.VacantBy
	q.By, err = parseDate("vacant_by", f.VacantBy)
	return err
}

func parseDate(field, s string) (care.Date, error) {
	if s == "" {
		return care.Date{}, nil
	}
	d, err := care.ParseDate(s)
	if err != nil {
		return d, care.Errorf(care.Invalid, care.CodeBadDate, field, "%s is not a date; write it as YYYY-MM-DD", field)
	}
	return d, nil
}

// parsePoints reads "lon,lat;lon,lat" in a coordinate system and gives WGS-84.
func parsePoints(s string, system care.CoordSystem) ([]orb.Point, error) {
	if s == "" {
		return nil, nil
	}
	var out []orb.Point
	for part := range strings.SplitSeq(s, ";") {
		p, err := parsePoint(part, system)
		if err != nil {
			return nil, err
		}
		if len(out) == finder.MaxAnchors {
			return nil, care.Errorf(care.Invalid, care.CodeOutOfRange, "near", "at most %d places to walk from; leave some out", finder.MaxAnchors)
		}
		out = append(out, p)
	}
	return out, nil
}

func parsePoint(s string, system care.CoordSystem) (orb.Point, error) {
	n, ok := parseFloats(s, 2)
	if !ok || math.Abs(n[0]) > 180 || math.Abs(n[1]) > 85 {
		return orb.Point{}, care.Errorf(care.Invalid, care.CodeBadCoordinates, "near",
			"near is longitude,latitude: longitude first, -180..180, then latitude, -85..85")
	}
	return toWGS(orb.Point{n[0], n[1]}, system), nil
}

func toWGS(p orb.Point, system care.CoordSystem) orb.Point {
	return coord.Convert(p, coord.System(system), coord.WGS84)
}

// parseFloats reads n finite numbers separated by commas.
func parseFloats(s string, n int) ([]float64, bool) {
	out := make([]float64, 0, 4)
	for part := range strings.SplitSeq(s, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || len(out) == n {
			return nil, false
		}
		out = append(out, v)
	}
	return out, len(out) == n
}
