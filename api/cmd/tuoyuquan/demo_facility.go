package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/geo/coord"
	"tuoyuquan/geo/synth"
)

// demoKinds says how many facilities of each kind the demo city has.
var demoKinds = []struct {
	kind  care.FacilityKind
	count int
}{
	{care.KindCentre, 10},
	{care.KindKindergarten, 58},
	{care.KindCommunity, 104},
	{care.KindEmployer, 30},
	{care.KindIndependent, 126},
	{care.KindHome, 92},
}

// demoFacilities makes the facilities of the demo city.
func demoFacilities(city *synth.City, now care.Instant, seed uint64) []care.Facility {
	b := newDemoBook(city, now)
	sites := make(map[synth.SiteKind][]synth.Site)
	for _, s := range city.Sites {
		sites[s.Kind] = append(sites[s.Kind], s)
	}
	var out []care.Facility
	for _, k := range demoKinds {
		for i := range k.count {
			b.next(seed)
			out = append(out, b.facility(k.kind, b.spot(k.kind, i, sites)))
		}
	}
	return out
}

// demoSpot is where a facility is to stand, and what stands there.
type demoSpot struct {
	site     string // name of what it belongs to: an estate, a kindergarten, a factory ...
	point    orb.Point
	address  string // street, number and what follows
	district int
}

// spot finds a place for the i-th facility of a kind.
func (b *demoBook) spot(kind care.FacilityKind, i int, sites map[synth.SiteKind][]synth.Site) demoSpot {
	switch kind {
	case care.KindKindergarten:
		if list := sites[synth.SiteKindergarten]; i < len(list) {
			return siteSpot(list[i])
		}
	case care.KindCommunity:
		if list := sites[synth.SiteCommunity]; i < len(list) {
			return siteSpot(list[i])
		}
		return b.inEstate(false)
	case care.KindEmployer:
		list := slices.Concat(sites[synth.SiteUniversity], sites[synth.SiteHospital])
		for j := range max(len(sites[synth.SiteOffice]), len(sites[synth.SiteFactory])) {
			list = append(list, within(sites[synth.SiteOffice], j)...)
			list = append(list, within(sites[synth.SiteFactory], j)...)
		}
		if i < len(list) {
			return siteSpot(list[i])
		}
	case care.KindHome:
		return b.inEstate(true)
	case care.KindCentre:
		in := i % len(b.city.Districts)
		d := &b.city.Districts[in]
		for range 50 {
			a, ok := b.addressNear(b.homeIn(in).Gate)
			if !ok || a.District != in {
				continue
			}
			return demoSpot{site: d.Name, point: a.Point, address: fmt.Sprintf("%s%d号", a.Street, a.Number), district: a.District}
		}
	case care.KindIndependent:
	}
	for {
		e := b.estate()
		if a, ok := b.addressNear(e.Gate); ok {
			return demoSpot{site: e.Name, point: a.Point, address: fmt.Sprintf("%s%d号", a.Street, a.Number), district: a.District}
		}
	}
}

// within returns the j-th site as a list of one, or nothing.
func within(list []synth.Site, j int) []synth.Site {
	if j < len(list) {
		return list[j : j+1]
	}
	return nil
}

func siteSpot(s synth.Site) demoSpot {
	return demoSpot{site: s.Name, point: s.Point, address: fmt.Sprintf("%s%d号", s.Street, s.Number), district: s.District}
}

// estate draws an estate; the more homes and the younger its part of town, the likelier.
func (b *demoBook) estate() *synth.Estate {
	for {
		e := &b.city.Estates[b.r.IntN(len(b.city.Estates))]
		weight := float64(e.Households)
		if e.New {
			weight *= 1.5
		}
		if b.r.Float64()*1200 < weight {
			return e
		}
	}
}

// homeIn draws an estate of a district.
func (b *demoBook) homeIn(district int) *synth.Estate {
	for range 4000 {
		if e := b.estate(); e.District == district {
			return e
		}
	}
	return b.estate()
}

// inEstate returns a spot inside an estate: a flat for home care, a room by the gate otherwise.
func (b *demoBook) inEstate(flat bool) demoSpot {
	for {
		e := b.estate()
		if len(e.Inside) == 0 || e.Street == "" {
			continue
		}
		s := demoSpot{site: e.Name, point: e.Inside[b.r.IntN(len(e.Inside))], district: e.District}
		s.address = fmt.Sprintf("%s%d号%s", e.Street, e.Number, e.Name)
		if flat {
			s.address += fmt.Sprintf("%d幢%d室", b.between(1, 18), b.between(1, 3)*100+b.between(1, 4))
		} else {
			s.address += b.one("会所一层 配套用房 1幢底层 邻里中心一层 物业楼一层")
		}
		if d, ok := b.city.DistrictAt(s.point); ok && d == s.district {
			return s
		}
	}
}

// facility makes one facility of a kind at a spot.
func (b *demoBook) facility(kind care.FacilityKind, s demoSpot) care.Facility {
	d := &b.city.Districts[s.district]
	county := &b.city.Counties[d.County]
	f := care.Facility{
		ID: care.FacilityID(b.id()), Source: demoSource, ExternalID: fmt.Sprintf("demo-%04d", b.count), Kind: kind,
		AreaCode: d.Code, AreaName: d.Name, Address: county.Name + d.Name + s.address, Verified: true, Demo: true, OpenToPublic: true, UpdatedAt: b.now,
	}
	f.Name, f.OtherName = b.name(kind, s)
	b.character(&f)
	f.CreditCode = b.creditCode(&f, county.Code)
	b.file(&f, county)
	f.Location = b.location(s.point)
	b.describe(&f, s)
	b.open(&f)
	b.classes(&f)
	f.Staff, f.FloorArea = b.staff(&f)
	b.fees(&f)
	return f
}

// location gives the point in the system the source is said to use: most city lists give GCJ-02, some WGS-84; some give none.
func (b *demoBook) location(p orb.Point) *care.Location {
	x := b.r.Float64()
	if x < 0.035 {
		return nil
	}
	l := &care.Location{Point: p, Original: p, System: care.WGS84, Source: care.LocationGiven, Confidence: 1}
	if x < 0.62 {
		l.System, l.Original = care.GCJ02, coord.WGSToGCJ(p)
		l.Point = coord.GCJToWGS(l.Original)
	}
	if x > 0.93 {
		l.Source = care.LocationByHand
	}
	return l
}

// character decides who runs the facility and whom it serves.
func (b *demoBook) character(f *care.Facility) {
	natures := map[care.FacilityKind][3]float64{ // public, mixed, private
		care.KindCentre: {0.8, 0.2, 0}, care.KindKindergarten: {0.55, 0.1, 0.35}, care.KindCommunity: {0.2, 0.45, 0.35},
		care.KindEmployer: {0.35, 0.25, 0.4}, care.KindIndependent: {0.04, 0.12, 0.84}, care.KindHome: {0, 0, 1},
	}
	inclusive := map[care.FacilityKind]float64{
		care.KindCentre: 1, care.KindKindergarten: 0.7, care.KindCommunity: 0.66, care.KindEmployer: 0.45, care.KindIndependent: 0.3, care.KindHome: 0.18,
	}
	w, x := natures[f.Kind], b.r.Float64()
	switch {
	case x < w[0]:
		f.Nature = care.NaturePublic
	case x < w[0]+w[1]:
		f.Nature = care.NatureMixed
	default:
		f.Nature = care.NaturePrivate
	}
	f.Inclusive = f.Nature == care.NaturePublic || b.chance(inclusive[f.Kind])
	if f.Kind == care.KindEmployer {
		f.OpenToPublic = b.chance(0.2)
	}
}

// creditCode makes a code that does not exist, with the prefix of the registration and sound check characters.
func (b *demoBook) creditCode(f *care.Facility, county string) string {
	if f.Kind == care.KindEmployer && b.chance(0.3) {
		return "" // part of its employer, not a legal person
	}
	prefix, series := "91", "MA"
	switch {
	case f.Nature == care.NaturePublic:
		prefix, series = "12", "MB"
	case f.Kind == care.KindHome:
		prefix = "92"
	case f.Nature == care.NatureMixed || f.Kind == care.KindKindergarten || b.chance(0.25):
		prefix, series = "52", "MJ"
	}
	const letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	var org strings.Builder
	org.WriteString(series)
	for range 6 {
		org.WriteByte(letters[b.r.IntN(len(letters))])
	}
	code := prefix + county + org.String() + string(orgCheck(org.String()))
	last, _ := care.CreditCheckDigit(code)
	return code + string(last)
}

// orgCheck returns the check character of an organisation code (GB 11714-1997).
func orgCheck(eight string) byte {
	sum := 0
	for i, w := range [8]int{3, 7, 9, 10, 5, 8, 4, 2} {
		v := int(eight[i] - '0')
		if eight[i] >= 'A' {
			v = int(eight[i]-'A') + 10
		}
		sum += v * w
	}
	return "0X987654321"[sum%11] // 11 less the remainder: 11 is written 0, 10 is written X
}

// file decides where the facility stands with its filing.
func (b *demoBook) file(f *care.Facility, county *synth.District) {
	x := b.r.Float64()
	status := care.Filed
	switch {
	case x < 0.02:
		status = care.FilingSuspended
	case x < 0.045:
		status = care.FilingCancelled
	case x < 0.075:
		status = care.FilingVerifying
	case x < 0.085:
		status = care.FilingNonconforming
	case x < 0.115:
		status = care.FilingChangePending
	}
	f.Filing = care.Filing{Status: status, Authority: county.Name + "卫生健康局"}
	days := b.between(40, 2000)
	f.OpenedOn = b.today.AddDays(-days - b.between(20, 500))
	if status == care.FilingVerifying || status == care.FilingNonconforming {
		f.OpenedOn = b.today.AddDays(-b.between(10, 60))
		return
	}
	f.Filing.Date = b.today.AddDays(-days)
	f.Filing.No = fmt.Sprintf("示托备%s-%d-%04d", county.Code, f.Filing.Date.Year, b.count)
}
