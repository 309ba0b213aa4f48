package care

import "github.com/paulmach/orb"

// FacilityKind is the kind of facility after the national "1+N" list (domain: 国家卫健委 et al. 2025-07-08).
type FacilityKind string

// The six kinds.
const (
	KindIndependent  FacilityKind = "independent"    // 独立托育机构
	KindCommunity    FacilityKind = "community"      // 社区嵌入式托育
	KindKindergarten FacilityKind = "kindergarten"   // 幼儿园托班
	KindEmployer     FacilityKind = "employer"       // 用人单位办托
	KindHome         FacilityKind = "home"           // 家庭托育点
	KindCentre       FacilityKind = "service_centre" // 托育综合服务中心
)

// Nature says who runs the facility (举办主体).
type Nature string

// The natures.
const (
	NaturePublic  Nature = "public"         // 公办
	NaturePrivate Nature = "private"        // 民办
	NatureMixed   Nature = "public_private" // 公办民营, 民办公助
)

// Mode is one of the four forms of service of the filing rules (国卫办人口发〔2019〕25号 art. 2).
type Mode string

// The four care modes.
const (
	FullDay Mode = "full_day" // 全日托
	HalfDay Mode = "half_day" // 半日托
	Hourly  Mode = "hourly"   // 计时托
	Drop    Mode = "drop_in"  // 临时托
)

// FilingStatus is where a facility stands with its filing (备案).
type FilingStatus string

// The filing states. Only Filed and Licensed facilities that are not suspended are ever public.
const (
	FilingUnknown       FilingStatus = "unknown" // an unverified list; public only in a trial (see Facility.Public)
	FilingDraft         FilingStatus = "draft"
	FilingSubmitted     FilingStatus = "submitted"
	FilingReceived      FilingStatus = "received"
	FilingVerifying     FilingStatus = "verifying"
	FilingNonconforming FilingStatus = "nonconforming"
	Filed               FilingStatus = "filed"    // 已备案
	Licensed            FilingStatus = "licensed" // 已许可, for the coming law
	FilingChangePending FilingStatus = "change_pending"
	FilingSuspended     FilingStatus = "suspended"
	FilingCancelled     FilingStatus = "cancelled"
)

// Filing is the filing of a facility with its authority.
type Filing struct {
	Status    FilingStatus `json:"status"`
	No        string       `json:"no,omitempty"` // free text: no national format exists
	Date      Date         `json:"date,omitzero"`
	Authority string       `json:"authority,omitempty"`
}

// CoordSystem names the system a coordinate was given in.
type CoordSystem string

// The systems the service takes in and gives out.
const (
	WGS84 CoordSystem = "wgs84"
	GCJ02 CoordSystem = "gcj02"
	BD09  CoordSystem = "bd09"
)

// LocationSource says how a facility's point became known.
type LocationSource string

// The sources, best first.
const (
	LocationByHand  LocationSource = "by_hand" // placed by a person
	LocationGiven   LocationSource = "given"   // stood in the list
	LocationMatched LocationSource = "matched" // found from the address; see Confidence
)

// Location is where a facility stands. Point is canonical WGS-84, longitude first; Original is what the source gave.
type Location struct {
	Point      orb.Point      `json:"point"`
	Original   orb.Point      `json:"original"`
	System     CoordSystem    `json:"system"` // of Original
	Source     LocationSource `json:"source"`
	Confidence float64        `json:"confidence"`        // 0..1; 1 unless matched
	Matched    string         `json:"matched,omitempty"` // what the address was matched to
}

// Hours is one opening period of a weekday, in minutes after midnight. Weekday 1 is Monday, 7 is Sunday.
type Hours struct {
	Weekday int8  `json:"weekday"`
	Open    int16 `json:"open"`
	Close   int16 `json:"close"`
}

// FeeCategory is a line of the published fee list (收费目录清单; 发改价格〔2024〕1477号).
type FeeCategory string

// The fee categories.
const (
	FeeCare     FeeCategory = "care"     // 保育费, the basic service fee
	FeeBoarding FeeCategory = "boarding" // 住宿费
	FeeMeals    FeeCategory = "meals"    // 伙食费
	FeeMaterial FeeCategory = "material" // 材料费
	FeeOther    FeeCategory = "other"
)

// FeeUnit is what a fee is charged per.
type FeeUnit string

// The fee units.
const (
	PerMonth   FeeUnit = "month"
	PerDay     FeeUnit = "day"
	PerHour    FeeUnit = "hour"
	PerSession FeeUnit = "session"
	PerTerm    FeeUnit = "term"
	PerYear    FeeUnit = "year"
	Once       FeeUnit = "once"
)

// Fee is one item of the fee list. Amount is in fen (1/100 yuan).
type Fee struct {
	Category FeeCategory `json:"category"`
	Name     string      `json:"name,omitempty"`
	Mode     Mode        `json:"mode,omitempty"` // empty: every mode
	Band     BandName    `json:"band,omitempty"` // empty: every class
	Unit     FeeUnit     `json:"unit"`
	Amount   int64       `json:"amount"`
	Basis    string      `json:"basis,omitempty"` // the document the fee rests on
	From     Date        `json:"from,omitzero"`
}

// Photo is a picture of the facility.
type Photo struct {
	URL  string `json:"url"`
	Text string `json:"text,omitempty"` // what it shows, for those who cannot see it
}

// Staff is the number of people by post (托育机构设置标准, arts. on 人员).
type Staff struct {
	Carers    int `json:"carers,omitempty"`    // 保育人员
	Certified int `json:"certified,omitempty"` // of the carers, with 保育师 or 育婴员 certificate
	Health    int `json:"health,omitempty"`    // 卫生保健人员
	Security  int `json:"security,omitempty"`  // 保安人员
	Kitchen   int `json:"kitchen,omitempty"`   // 炊事人员
	Other     int `json:"other,omitempty"`
}

// Facility is a childcare facility (托育机构) as the register knows it, with its classes.
type Facility struct {
	ID         FacilityID `json:"id"`
	Source     string     `json:"source"`                // the list it came from: "demo", "national", "berlin", "osm", ...
	ExternalID string     `json:"external_id,omitempty"` // its id in that list
	Name       string     `json:"name"`
	OtherName  string     `json:"other_name,omitempty"`
	CreditCode string     `json:"credit_code,omitempty"` // 统一社会信用代码; a wrong check digit warns, never blocks
	Filing     Filing     `json:"filing"`

	Kind         FacilityKind `json:"kind"`
	Nature       Nature       `json:"nature,omitempty"`
	Inclusive    bool         `json:"inclusive"`      // 普惠
	OpenToPublic bool         `json:"open_to_public"` // 用人单位办托 may serve its own staff only
	Modes        []Mode       `json:"modes,omitempty"`

	AreaCode string    `json:"area_code,omitempty"` // GB/T 2260 or 12-digit statistical code
	AreaName string    `json:"area_name,omitempty"` // as the source wrote it
	Address  string    `json:"address,omitempty"`
	Location *Location `json:"location,omitempty"` // nil: needs location

	Hours     []Hours  `json:"hours,omitempty"`
	Fees      []Fee    `json:"fees,omitempty"`
	Photos    []Photo  `json:"photos,omitempty"`
	VRURL     string   `json:"vr_url,omitempty"`
	Phone     string   `json:"phone,omitempty"`
	Website   string   `json:"website,omitempty"`
	Languages []string `json:"languages,omitempty"` // BCP 47
	Meals     string   `json:"meals,omitempty"`     // own kitchen, delivered, none
	Intro     string   `json:"intro,omitempty"`
	Staff     Staff    `json:"staff,omitzero"`
	OpenedOn  Date     `json:"opened_on,omitzero"`
	FloorArea int      `json:"floor_area,omitempty"` // square metres

	Verified bool `json:"verified"` // false: shown with the mark 未核实
	Demo     bool `json:"demo,omitempty"`

	Classes   []Class `json:"classes,omitempty"`
	UpdatedAt Instant `json:"updated_at"`
}

// Public reports whether families may see the facility: filed or licensed and not suspended. A facility of an unverified
// list (FilingUnknown) is public only while trial is set, and then always marked as unverified.
func (f *Facility) Public(trial bool) bool {
	switch f.Filing.Status {
	case Filed, Licensed, FilingChangePending:
		return true
	case FilingUnknown:
		return trial && !f.Verified
	default:
		return false
	}
}
