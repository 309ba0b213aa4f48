package finder

import (
	"tuoyuquan/api/care"
)

// FacilityList is the answer to a list query, as it goes over the wire. Answer.AppendJSON writes the same bytes as
// encoding/json does for this struct, only faster.
type FacilityList struct {
	AsOf     string                    `json:"as_of" format:"date-time" doc:"When the answer was last known to agree with the register"`
	Sequence int64                     `json:"sequence" doc:"Number of the last change the answer takes into account"`
	Coords   care.CoordSystem          `json:"coords" enum:"wgs84,gcj02,bd09" doc:"Coordinate system of every point in the answer"`
	Demo     string                    `json:"demo,omitempty" doc:"示范数据 when the data are made up"`
	Start    care.Date                 `json:"start" doc:"The day care begins, for which places are counted"`
	Age      *int                      `json:"age_months,omitempty" doc:"Completed months of age on that day"`
	Anchors  []AnchorInfo              `json:"anchors,omitempty" doc:"How each starting place was tied to the street network"`
	Total    int                       `json:"total" doc:"Facilities that match, over all pages"`
	Items    []FacilityItem            `json:"items" nullable:"false"`
	Next     string                    `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
	Facets   map[string]map[string]int `json:"facets,omitempty" doc:"Matches by value; each facet is counted without its own filter"`
	Empty    *Empty                    `json:"empty,omitempty" doc:"Why nothing matches and what to relax"`
	Degraded bool                      `json:"degraded,omitempty" doc:"true when the word search was answered by a stand-in"`
}

// AnchorInfo says how a starting place was tied to the streets.
type AnchorInfo struct {
	OffStreet float64 `json:"off_street_metres" doc:"Metres from the place to the nearest walkable street, walked straight"`
	Isolated  bool    `json:"isolated,omitempty" doc:"true: the nearest street is a fragment that the map ties to no other street, so facilities may be missing"`
	Estimate  bool    `json:"estimate,omitempty" doc:"true: no street nearby, so walks are straight lines times the detour factor (直线估算)"`
}

// FacilityItem is one facility in a list, for this child and these starting places.
type FacilityItem struct {
	FacilityCard
	FacilityPlace
	Walk    *Walk     `json:"walk,omitempty" doc:"From the starting place; from several the longest or the sum, as asked. Absent for a facility asked about by id that is more than an hour away"`
	Walks   []Walk    `json:"walks,omitempty" doc:"From each starting place, in their order, when there are several"`
	Vacancy Vacancy   `json:"vacancy"`
	Fee     *MonthFee `json:"fee,omitempty" doc:"What a month costs for this child; absent when not published"`
}

// FacilityCard is what a list shows of a facility whoever asks.
type FacilityCard struct {
	ID        care.FacilityID   `json:"id"`
	Name      string            `json:"name"`
	OtherName string            `json:"other_name,omitempty"`
	Kind      care.FacilityKind `json:"kind" enum:"independent,community,kindergarten,employer,home,service_centre"`
	Nature    care.Nature       `json:"nature,omitempty" enum:"public,private,public_private"`
	Inclusive bool              `json:"inclusive" doc:"普惠"`
	Open      bool              `json:"open_to_public" doc:"false: an employer's facility for its own staff"`
	Modes     []care.Mode       `json:"modes,omitempty" doc:"full_day, half_day, hourly, drop_in"`
	AreaCode  string            `json:"area_code,omitempty"`
	AreaName  string            `json:"area_name,omitempty"`
	Address   string            `json:"address,omitempty"`
	Phone     string            `json:"phone,omitempty"`
	Languages []string          `json:"languages,omitempty"`
	Filing    care.FilingStatus `json:"filing" doc:"filed, licensed or change_pending; unknown only in a trial"`
	Photo     *care.Photo       `json:"photo,omitempty"`
	AgeFrom   *int              `json:"takes_from_months,omitempty" doc:"Youngest age of any class"`
	AgeTo     *int              `json:"takes_to_months,omitempty" doc:"First age no longer taken by any class"`
	Verified  bool              `json:"verified" doc:"false: 未核实"`
	Demo      bool              `json:"demo,omitempty" doc:"示范数据"`
}

// FacilityPlace says where a facility stands.
type FacilityPlace struct {
	Point         *[2]float64 `json:"point,omitempty" doc:"Longitude, latitude"`
	Confidence    float64     `json:"location_confidence,omitempty" doc:"Below 1 when the point was matched from the address; absent when it is sure"`
	NeedsLocation bool        `json:"needs_location,omitempty" doc:"true: not on the map yet, found by words and area only"`
}

// Walk is a walk to a facility.
type Walk struct {
	Metres   float64 `json:"metres"`
	Seconds  float64 `json:"seconds"`
	Minutes  int     `json:"minutes" doc:"Seconds rounded up to whole minutes, for showing"`
	Estimate bool    `json:"estimate,omitempty" doc:"true: straight line times the detour factor (直线估算)"`
}

// VacancyState says whether there is room for this child.
type VacancyState string

// The states of a vacancy.
const (
	StateFree    VacancyState = "free"         // room for at least one more
	StateFull    VacancyState = "full"         // none in the classes that fit
	StateUnknown VacancyState = "unknown"      // never confirmed, or too long ago to be believed
	StateNoClass VacancyState = "no_class"     // no class takes a child of this age in this mode
	StateMembers VacancyState = "members_only" // an employer's facility for its own staff
)

var stateList = [...]VacancyState{StateFree, StateFull, StateUnknown, StateNoClass, StateMembers}

// Vacancy is the room a facility has for this child, added up over the classes that fit.
type Vacancy struct {
	State     VacancyState `json:"state" enum:"free,full,unknown,no_class,members_only"`
	Free      *int         `json:"free,omitempty" doc:"Free places: the smaller of filed and staffed, less taken; hidden when stale"`
	Filed     *int         `json:"filed,omitempty" doc:"核定托位"`
	Staffed   *int         `json:"staffed,omitempty" doc:"What today's staff may take"`
	From      string       `json:"from,omitempty" doc:"First month (YYYY-MM) the figure holds for"`
	Confirmed string       `json:"confirmed_at,omitempty" format:"date-time" doc:"When the oldest of the figures was confirmed"`
	Age       *int64       `json:"age_seconds,omitempty" doc:"How long ago that was"`
	Freshness string       `json:"freshness,omitempty" enum:"fresh,ageing,doubtful,stale" doc:"Numbers are shown while fresh or ageing"`
	Doubtful  bool         `json:"doubtful,omitempty" doc:"true: families have been told it is full since"`
	Partial   bool         `json:"partial,omitempty" doc:"true: some class that fits has no figure to go by, so there may be more"`
}

// MonthFee is what a month of care costs for this child, in fen, all recurring items but boarding.
type MonthFee struct {
	Monthly int64 `json:"monthly" doc:"Fen a month, lowest over the classes that fit"`
	Highest int64 `json:"monthly_highest,omitempty" doc:"Fen a month, highest over the classes that fit, when it differs"`
}

// EmptyReason says why a list is empty.
type EmptyReason string

// The reasons.
const (
	EmptyNoStreet    EmptyReason = "no_street_nearby"   // no street near a starting place, and nothing within the estimate
	EmptyNobody      EmptyReason = "nobody_in_reach"    // no facility at all within the walk
	EmptyAllFull     EmptyReason = "all_full"           // everything that matches otherwise is full
	EmptyNoClass     EmptyReason = "no_class_for_age"   // what matches otherwise takes no child of this age
	EmptyNoMatch     EmptyReason = "no_match"           // the filters together leave nothing
	EmptyUnknownArea EmptyReason = "unknown_area"       // no such area code
	EmptyNoWords     EmptyReason = "no_match_for_words" // the words fit no facility
	EmptyEnd         EmptyReason = "end_of_list"        // the cursor stands after the last
	EmptyNoData      EmptyReason = "no_facilities"      // there is no public facility yet
)

// Empty says why a list is empty and what would help.
type Empty struct {
	Reason  EmptyReason   `json:"reason" enum:"no_street_nearby,nobody_in_reach,all_full,no_class_for_age,no_match,unknown_area,no_match_for_words,end_of_list,no_facilities"`
	Relax   []Relaxation  `json:"relax,omitempty" doc:"How many would match if one filter were dropped"`
	Nearest *NearestMatch `json:"nearest,omitempty" doc:"The facility with the shortest walk that meets all other filters, however far within an hour"`
	NoPoint int           `json:"without_location,omitempty" doc:"Facilities that match but are not on the map yet; ask without near"`
}

// Relaxation is a filter that, dropped alone, would leave something.
type Relaxation struct {
	Drop  string `json:"drop" doc:"Name of the query parameter"`
	Count int    `json:"count"`
}

// NearestMatch is the nearest facility beyond the asked walk.
type NearestMatch struct {
	ID   care.FacilityID `json:"id"`
	Name string          `json:"name"`
	Walk Walk            `json:"walk"`
}
