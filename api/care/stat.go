package care

import "math"

// StatCounts is what every indicator is made of, for an area on a day. It adds up: the counts of two areas that share nothing are the sums.
type StatCounts struct {
	Population int64 `json:"population"`
	UnderThree int64 `json:"under_three"`
	Streets    int64 `json:"streets"` // 街道, 乡, 镇
	Covered    int64 `json:"covered"` // of these, with a 普惠 facility that is filed

	Offering int64 `json:"offering"` // facilities that offer care, whatever their filing
	Filed    int64 `json:"filed"`    // of these, filed or licensed

	Classes         int64              `json:"classes"` // of filed facilities
	Counted         int64              `json:"counted"` // of these, whose places are known
	Places          int64              `json:"places"`  // 核定托位
	InclusivePlaces int64              `json:"inclusive_places"`
	Staffed         int64              `json:"staffed"`
	InCare          int64              `json:"in_care"` // children who are there: enrolled here, or counted by the facility
	Bands           [4]BandCounts      `json:"bands"`   // in the order of StatBands
	Fresh           [freshnesses]int64 `json:"fresh"`   // classes by Freshness; FreshnessNone are the rest of Classes
	Cases           StatCases          `json:"cases"`
}

const freshnesses = int(FreshnessStale) + 1

// BandCounts is the places of one age band and the children in them.
type BandCounts struct {
	Places int64 `json:"places"`
	InCare int64 `json:"in_care"`
}

// StatCases is complaints of the days before: those received, and what became of those accepted.
type StatCases struct {
	Received  int64 `json:"received"`
	Accepted  int64 `json:"accepted"`
	Responded int64 `json:"responded"`
	Waiting   int64 `json:"waiting"` // for a first contact, in time so far
	Asked     int64 `json:"asked"`
	Solved    int64 `json:"solved"`
	Judged    int64 `json:"judged"`
	Satisfied int64 `json:"satisfied"`
	Overdue   int64 `json:"overdue"`
}

// StatCaseDays is how many days of complaints an indicator of complaints looks back on, the day itself included.
const StatCaseDays = 30

// StatBands are the bands in the order in which they are counted.
func StatBands() [4]BandName { return [4]BandName{BandInfant, BandToddler, BandSenior, BandMixed} }

// Plus adds counts up.
func (a StatCounts) Plus(b StatCounts) StatCounts {
	a.Population += b.Population
	a.UnderThree += b.UnderThree
	a.Streets += b.Streets
	a.Covered += b.Covered
	a.Offering += b.Offering
	a.Filed += b.Filed
	a.Classes += b.Classes
	a.Counted += b.Counted
	a.Places += b.Places
	a.InclusivePlaces += b.InclusivePlaces
	a.Staffed += b.Staffed
	a.InCare += b.InCare
	for i := range a.Bands {
		a.Bands[i].Places += b.Bands[i].Places
		a.Bands[i].InCare += b.Bands[i].InCare
	}
	for i := range a.Fresh {
		a.Fresh[i] += b.Fresh[i]
	}
	a.Cases = a.Cases.Plus(b.Cases)
	return a
}

// Plus adds counts up.
func (a StatCases) Plus(b StatCases) StatCases {
	return StatCases{
		a.Received + b.Received, a.Accepted + b.Accepted, a.Responded + b.Responded, a.Waiting + b.Waiting, a.Asked + b.Asked, a.Solved + b.Solved,
		a.Judged + b.Judged, a.Satisfied + b.Satisfied, a.Overdue + b.Overdue,
	}
}

// Indicator is one figure a bureau is judged by: a part, what it is a part of, and how the two are shown.
type Indicator string

// The indicators, with their definitions (domain: indicators and sizing). "Places" are the filed places (核定托位) of the classes of filed
// or licensed facilities in the month of the day; "in care" are the children enrolled in them or counted there by the facility.
const (
	PlacesPerThousand Indicator = "places_per_thousand" // places ÷ residents of all ages × 1000
	InclusiveShare    Indicator = "inclusive_share"     // places of 普惠 facilities ÷ places
	PlaceUse          Indicator = "place_use"           // in care ÷ places (托位使用率)
	EnrolmentRate     Indicator = "enrolment_rate"      // in care ÷ children under three (入托率)
	StreetCoverage    Indicator = "street_coverage"     // streets and towns with a filed 普惠 facility ÷ all of them
	FilingRate        Indicator = "filing_rate"         // filed or licensed facilities ÷ those that offer care
	FreshFigures      Indicator = "fresh_figures"       // classes whose figure of free places is fresh ÷ classes
	UsableFigures     Indicator = "usable_figures"      // classes whose figure is shown to families ÷ classes
	InfantUse         Indicator = "infant_use"          // place_use of 乳儿班
	ToddlerUse        Indicator = "toddler_use"         // of 托小班
	SeniorUse         Indicator = "senior_use"          // of 托大班
	MixedUse          Indicator = "mixed_use"           // of 混龄班
	ComplaintRate     Indicator = "complaint_rate"      // complaints received in StatCaseDays ÷ children in care × 1000
	CaseResponse      Indicator = "case_response"       // 响应率 of those accepted in StatCaseDays
	CaseSolution      Indicator = "case_solution"       // 解决率
	CaseSatisfaction  Indicator = "case_satisfaction"   // 满意率
)

// Indicators lists every indicator in the order in which they are shown.
func Indicators() []Indicator {
	return []Indicator{
		PlacesPerThousand, InclusiveShare, PlaceUse, EnrolmentRate, StreetCoverage, FilingRate, FreshFigures, UsableFigures,
		InfantUse, ToddlerUse, SeniorUse, MixedUse, ComplaintRate, CaseResponse, CaseSolution, CaseSatisfaction,
	}
}

// Figure is the value of an indicator. Value is nil where the whole is nothing, or too little to be shown; then Part is nothing too, for
// the two together are the value.
type Figure struct {
	Indicator Indicator
	Part      int64
	Whole     int64
	Per       int64 // what the ratio is multiplied by: 100 for percent, 1000 for "per thousand"
	Value     *float64
}

// Figure gives one indicator. Rates of complaints are not shown of fewer cases than floor.
func (a StatCounts) Figure(i Indicator, floor int) Figure {
	f := Figure{Indicator: i, Per: 100}
	switch i {
	case PlacesPerThousand:
		f.Part, f.Whole, f.Per = a.Places, a.Population, 1000
	case InclusiveShare:
		f.Part, f.Whole = a.InclusivePlaces, a.Places
	case PlaceUse:
		f.Part, f.Whole = a.InCare, a.Places
	case EnrolmentRate:
		f.Part, f.Whole = a.InCare, a.UnderThree
	case StreetCoverage:
		f.Part, f.Whole = a.Covered, a.Streets
	case FilingRate:
		f.Part, f.Whole = a.Filed, a.Offering
	case FreshFigures:
		f.Part, f.Whole = a.Fresh[FreshnessFresh], a.Classes
	case UsableFigures:
		f.Part, f.Whole = a.Fresh[FreshnessFresh]+a.Fresh[FreshnessAgeing], a.Classes
	case InfantUse, ToddlerUse, SeniorUse, MixedUse:
		b := a.Bands[map[Indicator]int{InfantUse: 0, ToddlerUse: 1, SeniorUse: 2, MixedUse: 3}[i]]
		f.Part, f.Whole = b.InCare, b.Places
	case ComplaintRate:
		f.Part, f.Whole, f.Per = a.Cases.Received, a.InCare, 1000
	case CaseResponse:
		f.Part, f.Whole = a.Cases.Responded, a.Cases.Accepted-a.Cases.Waiting
	case CaseSolution:
		f.Part, f.Whole = a.Cases.Solved, a.Cases.Asked
	case CaseSatisfaction:
		f.Part, f.Whole = a.Cases.Satisfied, a.Cases.Judged
	}
	return FigureOf(i, f.Part, f.Whole, f.Per, floor)
}

// FigureOf gives the figure of a part and a whole.
func FigureOf(i Indicator, part, whole, per int64, floor int) Figure {
	f := Figure{Indicator: i, Part: part, Whole: whole, Per: per}
	least := int64(1)
	if i == CaseResponse || i == CaseSolution || i == CaseSatisfaction {
		least = int64(max(floor, 1))
	}
	if whole > 0 && whole < least {
		f.Part = 0
	}
	if whole >= least {
		v := math.Round(float64(part)*float64(per)*100/float64(whole)) / 100
		f.Value = &v
	}
	return f
}

// Figures gives every indicator, in the order of Indicators.
func (a StatCounts) Figures(floor int) []Figure {
	list := Indicators()
	out := make([]Figure, len(list))
	for i, name := range list {
		out[i] = a.Figure(name, floor)
	}
	return out
}

// Known reports whether there is such an indicator.
func (i Indicator) Known() bool {
	for _, k := range Indicators() {
		if k == i {
			return true
		}
	}
	return false
}

// OffersCare reports whether a facility of this filing counts as offering care: all but those suspended or cancelled.
func (s FilingStatus) OffersCare() bool { return s != FilingSuspended && s != FilingCancelled }

// InForce reports whether the filing stands: filed, licensed, or filed with a change under way.
func (s FilingStatus) InForce() bool { return s == Filed || s == Licensed || s == FilingChangePending }

// PeopleCell is one cell of a population grid.
type PeopleCell struct {
	ID         string
	Lon, Lat   float64 // WGS-84, of its middle
	People     int
	UnderThree int
}

// Validate says what is wrong with a cell, as an Error naming the field.
func (c PeopleCell) Validate() error {
	switch {
	case c.ID == "" || len(c.ID) > 80:
		return Errorf(Invalid, CodeInvalid, "id", "a cell needs an id of at most 80 characters")
	case !onEarth([2]float64{c.Lon, c.Lat}):
		return Errorf(Invalid, CodeBadCoordinates, "point", "cell %s has no longitude and latitude", Clip(c.ID))
	case c.People < 0 || c.UnderThree < 0 || c.UnderThree > c.People:
		return Errorf(Invalid, CodeInvalid, "under_three", "cell %s has %d people and %d children under three", Clip(c.ID), c.People, c.UnderThree)
	}
	return nil
}
