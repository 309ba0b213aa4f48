package finder

import (
	"encoding/json"
	"math"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/geo/coord"
)

// DemoLabel marks made-up data wherever they are shown.
const DemoLabel = "示范数据"

var systems = [...]coord.System{coord.WGS84, coord.GCJ02, coord.BD09}

func systemIndex(s care.CoordSystem) int {
	switch s {
	case care.GCJ02:
		return 1
	case care.BD09:
		return 2
	default:
		return 0
	}
}

// WirePoint turns a WGS-84 point into the caller's system, rounded to six decimals (11 cm).
func WirePoint(p orb.Point, s care.CoordSystem) [2]float64 {
	q := coord.Convert(p, coord.WGS84, systems[systemIndex(s)])
	return [2]float64{math.Round(q[0]*1e6) / 1e6, math.Round(q[1]*1e6) / 1e6}
}

// card is the part of a facility that is the same for every caller.
func card(f *care.Facility) FacilityCard {
	c := FacilityCard{
		ID: f.ID, Name: f.Name, OtherName: f.OtherName, Kind: f.Kind, Nature: f.Nature, Inclusive: f.Inclusive,
		Open: f.OpenToPublic || f.Kind != care.KindEmployer, Modes: f.Modes, AreaCode: f.AreaCode, AreaName: f.AreaName,
		Address: f.Address, Phone: f.Phone, Languages: f.Languages, Filing: f.Filing.Status, Verified: f.Verified, Demo: f.Demo,
	}
	if len(f.Photos) > 0 {
		c.Photo = &f.Photos[0]
	}
	for i := range f.Classes {
		k := &f.Classes[i]
		if k.ToMonths == 0 {
			continue
		}
		if c.AgeFrom == nil || k.FromMonths < *c.AgeFrom {
			c.AgeFrom = &k.FromMonths
		}
		if c.AgeTo == nil || k.ToMonths > *c.AgeTo {
			c.AgeTo = &k.ToMonths
		}
	}
	return c
}

// place says where a facility stands in the caller's system.
func place(f *care.Facility, s care.CoordSystem) FacilityPlace {
	if f.Location == nil || !onEarth(f.Location.Point) {
		return FacilityPlace{NeedsLocation: true}
	}
	p := WirePoint(f.Location.Point, s)
	out := FacilityPlace{Point: &p}
	if f.Location.Confidence < 1 {
		out.Confidence = math.Round(f.Location.Confidence*100) / 100
	}
	return out
}

// render writes the JSON that every reply with this facility copies.
func (b *builder) render(r *row) {
	r.static = members(card(r.facility))
	for i, s := range systems {
		r.place[i] = members(place(r.facility, care.CoordSystem(s)))
	}
}

// members gives the JSON of a struct without its braces.
func members(v any) []byte {
	j := mustJSON(v)
	return j[1 : len(j)-1 : len(j)-1]
}

// mustJSON encodes what this package itself has built and what cannot fail to encode.
func mustJSON(v any) []byte {
	j, err := json.Marshal(v)
	if err != nil {
		panic("finder: encode " + err.Error())
	}
	return j
}

// stampJSON gives an instant as a quoted RFC 3339 time in Shanghai, "" for none.
func stampJSON(at care.Instant) string {
	if at == 0 {
		return ""
	}
	return `"` + stamp(at) + `"`
}

func stamp(at care.Instant) string { return at.Time().Format(time.RFC3339) }

// appendTenth writes v rounded to one decimal, as encoding/json writes the rounded number.
func appendTenth(dst []byte, v float64) []byte {
	n := int64(math.Round(v * 10))
	dst = strconv.AppendInt(dst, n/10, 10)
	if n%10 != 0 {
		dst = append(dst, '.', byte('0'+n%10))
	}
	return dst
}

func tenth(v float64) float64 { return math.Round(v*10) / 10 }

func appendInt(dst []byte, v int64) []byte { return strconv.AppendInt(dst, v, 10) }

func newWalk(metres, speed float64, estimate bool) Walk {
	seconds := metres / speed
	return Walk{Metres: tenth(metres), Seconds: tenth(seconds), Minutes: wholeMinutes(seconds), Estimate: estimate}
}

// wholeMinutes rounds up, forgiving the last bits of a float.
func wholeMinutes(seconds float64) int { return int(math.Ceil(seconds/60 - 1e-6)) }

func appendWalk(dst []byte, metres, speed float64, estimate bool) []byte {
	seconds := metres / speed
	dst = append(dst, `{"metres":`...)
	dst = appendTenth(dst, metres)
	dst = append(dst, `,"seconds":`...)
	dst = appendTenth(dst, seconds)
	dst = append(dst, `,"minutes":`...)
	dst = appendInt(dst, int64(wholeMinutes(seconds)))
	if estimate {
		dst = append(dst, `,"estimate":true`...)
	}
	return append(dst, '}')
}

// vacancy gives the wire form of an offer.
func (o *offer) vacancy(now care.Instant) Vacancy {
	v := Vacancy{State: stateList[o.state], Partial: o.partial, Doubtful: o.fresh == care.FreshnessDoubtful}
	if o.fresh != care.FreshnessNone {
		v.Freshness = o.fresh.String()
	}
	if o.known {
		free, filed, staffed := int(o.free), int(o.filed), int(o.staffed)
		v.Free, v.Filed, v.Staffed, v.From = &free, &filed, &staffed, o.from.String()
	}
	if o.confirmed != 0 {
		age := ageSeconds(o.confirmed, now)
		v.Confirmed, v.Age = stamp(o.confirmed), &age
	}
	return v
}

func ageSeconds(confirmed, now care.Instant) int64 { return max(0, int64(now-confirmed)/1000) }

func (o *offer) appendVacancy(dst []byte, now care.Instant) []byte {
	dst = append(dst, `{"state":"`...)
	dst = append(dst, stateList[o.state]...)
	dst = append(dst, '"')
	if o.known {
		dst = append(dst, `,"free":`...)
		dst = appendInt(dst, int64(o.free))
		dst = append(dst, `,"filed":`...)
		dst = appendInt(dst, int64(o.filed))
		dst = append(dst, `,"staffed":`...)
		dst = appendInt(dst, int64(o.staffed))
		dst = append(dst, `,"from":"`...)
		dst = appendMonth(dst, o.from)
		dst = append(dst, '"')
	}
	if o.confirmed != 0 {
		dst = append(dst, `,"confirmed_at":`...)
		dst = append(dst, o.stamp...)
		dst = append(dst, `,"age_seconds":`...)
		dst = appendInt(dst, ageSeconds(o.confirmed, now))
	}
	if o.fresh != care.FreshnessNone {
		dst = append(dst, `,"freshness":"`...)
		dst = append(dst, o.fresh.String()...)
		dst = append(dst, '"')
	}
	if o.fresh == care.FreshnessDoubtful {
		dst = append(dst, `,"doubtful":true`...)
	}
	if o.partial {
		dst = append(dst, `,"partial":true`...)
	}
	return append(dst, '}')
}

func appendMonth(dst []byte, m care.Month) []byte {
	year, month := int64(m)/12, byte(m%12)+1
	if year < 1000 {
		return append(dst, m.String()...)
	}
	dst = appendInt(dst, year)
	return append(dst, '-', '0'+month/10, '0'+month%10)
}

func (o *offer) fee() *MonthFee {
	if o.lowest < 0 {
		return nil
	}
	f := &MonthFee{Monthly: o.lowest}
	if o.highest > o.lowest {
		f.Highest = o.highest
	}
	return f
}

func (o *offer) appendFee(dst []byte) []byte {
	dst = append(dst, `{"monthly":`...)
	dst = appendInt(dst, o.lowest)
	if o.highest > o.lowest {
		dst = append(dst, `,"monthly_highest":`...)
		dst = appendInt(dst, o.highest)
	}
	return append(dst, '}')
}
