package finder

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/geo"
)

// FacilityDetail is everything a family may see of one facility, for this child and these starting places.
type FacilityDetail struct {
	AsOf     string           `json:"as_of" format:"date-time"`
	Sequence int64            `json:"sequence"`
	Coords   care.CoordSystem `json:"coords" enum:"wgs84,gcj02,bd09"`
	Start    care.Date        `json:"start"`
	Age      *int             `json:"age_months,omitempty"`
	Facility FacilityFull     `json:"facility"`
}

// FacilityFull is a list item with the rest of the profile.
type FacilityFull struct {
	FacilityItem
	CreditCode string        `json:"credit_code,omitempty" doc:"统一社会信用代码"`
	FilingFull care.Filing   `json:"filing_record" doc:"备案"`
	Areas      []AreaName    `json:"areas,omitempty" doc:"Administrative areas, the smallest first"`
	Hours      []care.Hours  `json:"hours,omitempty" doc:"Minutes after midnight; weekday 1 is Monday"`
	Fees       []care.Fee    `json:"fees,omitempty" doc:"收费目录清单; amounts in fen"`
	FeeTerms   care.FeeTerms `json:"fee_terms" doc:"What the monthly sums assume"`
	Photos     []care.Photo  `json:"photos,omitempty"`
	VRURL      string        `json:"vr_url,omitempty"`
	Website    string        `json:"website,omitempty"`
	Meals      string        `json:"meals,omitempty"`
	Intro      string        `json:"intro,omitempty"`
	Staff      *care.Staff   `json:"staff,omitempty"`
	OpenedOn   string        `json:"opened_on,omitempty" format:"date"`
	FloorArea  int           `json:"floor_area,omitempty" doc:"Square metres"`
	Classes    []ClassDetail `json:"classes,omitempty"`
	UpdatedAt  string        `json:"updated_at,omitempty" format:"date-time"`
}

// AreaName names an area.
type AreaName struct {
	Code  string         `json:"code"`
	Name  string         `json:"name"`
	Level care.AreaLevel `json:"level"`
}

// ClassDetail is one class with its places.
type ClassDetail struct {
	ID       care.ClassID  `json:"id"`
	Name     string        `json:"name"`
	Band     care.BandName `json:"band" doc:"infant 乳儿班, toddler 托小班, senior 托大班, mixed 混合编班"`
	From     int           `json:"from_months"`
	To       int           `json:"to_months" doc:"First completed months of age no longer taken"`
	Mode     care.Mode     `json:"mode"`
	Suits    bool          `json:"suits" doc:"true: takes this child on the start date"`
	Vacancy  Vacancy       `json:"vacancy"`
	Fee      *MonthFee     `json:"fee,omitempty"`
	Months   []MonthFree   `json:"months,omitempty" doc:"Free places by month; a month after the last is as the last; hidden when stale"`
	Reported int           `json:"reports,omitempty" doc:"Families told it is full since it was confirmed"`
}

// MonthFree is the places of a class in a month.
type MonthFree struct {
	Month   string `json:"month"`
	Free    int    `json:"free"`
	Filed   int    `json:"filed"`
	Staffed int    `json:"staffed"`
}

// Facility returns one public facility; q says for which child and from where. The revision changes with everything in
// the answer that is not a mere passing of time. A facility that families cannot see is a care.Error NotFound.
func (f *Finder) Facility(ctx context.Context, id care.FacilityID, q Query) (d FacilityDetail, revision uint64, err error) {
	s, err := f.ready()
	if err != nil {
		return d, 0, err
	}
	now := f.now()
	if err := q.Validate(care.Today(now)); err != nil {
		return d, 0, err
	}
	r := s.row(id)
	if r == nil {
		return d, 0, notFound(id)
	}
	if q.Speed == 0 {
		q.Speed = s.terms.speed(q.Profile)
	}
	c := candidate{row: s.byID[id]}
	p, err := s.plan(&q, now)
	if err != nil {
		return d, 0, err
	}
	c.offer, _ = p.offer(r)
	reached, err := f.walksTo(ctx, s, &q, r, &c)
	if err != nil {
		return d, 0, err
	}
	a := Answer{s: s, q: q, now: now}
	if !reached {
		a.q.Anchors = nil
	}
	d = FacilityDetail{AsOf: stamp(f.AsOf()), Sequence: s.Seq, Coords: q.Coords, Start: q.Start}
	if q.AgeMonths >= 0 {
		d.Age = &q.AgeMonths
	}
	d.Facility = s.full(r, a.item(&c), &p)
	return d, r.revisionAt(&p, s) ^ uint64(q.fingerprint()), nil
}

// revisionAt is the revision of the facility with what time and the areas have made of it.
func (r *row) revisionAt(p *plan, s *Snapshot) uint64 {
	v := r.revision ^ s.tag
	for i := range r.facility.Classes {
		c := &r.facility.Classes[i]
		v = v*31 + uint64(p.terms.vacancy.Freshness(c.ConfirmedAt, c.Reports, p.now))
	}
	return v
}

func notFound(id care.FacilityID) error {
	return care.Errorf(care.NotFound, care.CodeNotFound, "id", "no facility %q is public; it may have moved, closed or not be filed", care.Clip(string(id)))
}

// walksTo fills in the walks from every anchor to one facility; false when one of them does not reach it within an hour.
func (f *Finder) walksTo(ctx context.Context, s *Snapshot, q *Query, r *row, c *candidate) (bool, error) {
	if len(q.Anchors) == 0 || !r.located {
		return false, nil
	}
	for k, at := range q.Anchors {
		h, ok, err := f.walkTo(ctx, s, at, r, q.Profile, geo.MaxMetres)
		if err != nil || !ok {
			return false, err
		}
		c.walk(k, h, q.Combine)
	}
	return true, nil
}

// walkTo measures one walk.
func (f *Finder) walkTo(ctx context.Context, s *Snapshot, from [2]float64, r *row, p geo.Profile, metres float64) (hit, bool, error) {
	a, b := s.start(from, p), s.start(r.point, p)
	if !a.ok || !b.ok {
		m := geo.Haversine(from, r.point) * s.terms.circle.DetourFactor
		return hit{metres: float32(m), estimate: true}, m <= metres, nil
	}
	if geo.Haversine(from, r.point) > metres {
		return hit{}, false, nil
	}
	w, err := f.borrow(ctx, s)
	if err != nil {
		return hit{}, false, err
	}
	defer f.giveBack(s, w)
	if err := w.From(ctx, a.snap, metres, p); err != nil {
		return hit{}, false, away(err)
	}
	m, ok := w.At(b.snap)
	return hit{metres: float32(m)}, ok, nil
}

// full adds the profile to a list item.
func (s *Snapshot) full(r *row, item FacilityItem, p *plan) FacilityFull {
	f := r.facility
	out := FacilityFull{
		FacilityItem: item, CreditCode: f.CreditCode, FilingFull: f.Filing, Hours: f.Hours, Fees: f.Fees, FeeTerms: s.terms.fees,
		Photos: f.Photos,
		VRURL:  f.VRURL, Website: f.Website, Meals: f.Meals, Intro: f.Intro, FloorArea: f.FloorArea, OpenedOn: f.OpenedOn.String(),
	}
	if f.Staff != (care.Staff{}) {
		out.Staff = &f.Staff
	}
	if f.UpdatedAt > 0 {
		out.UpdatedAt = stamp(f.UpdatedAt)
	}
	for _, i := range r.areas {
		a := &s.areas[i]
		out.Areas = append(out.Areas, AreaName{Code: a.Code, Name: a.Name, Level: a.Level})
	}
	out.Classes = classDetails(r, p)
	return out
}

// classDetails shows each class alone: its places for this child, or for any child when this one does not fit.
func classDetails(r *row, p *plan) []ClassDetail {
	out := make([]ClassDetail, 0, len(r.rooms))
	for k := range r.rooms {
		c := r.rooms[k].Class
		alone := row{facility: r.facility, rooms: r.rooms[k : k+1], fees: r.fees[k : k+1], stamps: r.stamps, members: r.members}
		suits := true
		o := alone.offerFor(&p.child, p.terms, p.now)
		if o.state == offNoClass {
			suits = false
			anyone := anyChild(p.child.months[0].month)
			o = alone.offerFor(&anyone, p.terms, p.now)
		}
		d := ClassDetail{
			ID: c.ID, Name: c.Name, Band: c.Band, From: c.FromMonths, To: c.ToMonths, Mode: c.Mode,
			Suits: suits, Vacancy: o.vacancy(p.now), Fee: o.fee(), Reported: c.Reports,
		}
		if o.known {
			d.Months = monthsFree(c)
		}
		out = append(out, d)
	}
	return out
}

func monthsFree(c *care.Class) []MonthFree {
	out := make([]MonthFree, 0, len(c.Pools))
	for _, pool := range c.Pools {
		out = append(out, MonthFree{Month: pool.Month.String(), Free: pool.Free(), Filed: pool.Filed, Staffed: pool.Staffed})
	}
	return out
}
