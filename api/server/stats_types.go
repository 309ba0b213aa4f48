package server

// StatsParams say whose figures are asked for, and of which day.
type StatsParams struct {
	Area string `query:"area" maxLength:"20" doc:"Code of an area of your own; your own when absent"`
	On   string `query:"on" format:"date" doc:"A day; today when absent"`
}

// statisticsInput asks for the figures of an area.
type statisticsInput struct {
	StatsParams
	Month string `query:"month" pattern:"^\\d{4}-\\d{2}$" doc:"In place of on: the last day of a month, or today in the one that runs"`
	By    string `query:"by" enum:"city,district,street" doc:"Level of the areas it is shown by; the one below when absent"`
	Days  bool   `query:"days" doc:"History by day over three months, in place of by month over two years"`
}

// rowsInput asks for the rows behind a figure.
type rowsInput struct {
	StatsParams
	Indicator string `query:"indicator" required:"true" maxLength:"40" doc:"Which figure"`
	From      int    `query:"from" minimum:"0" maximum:"10000000" default:"0" doc:"How many rows to pass over"`
	Limit     int    `query:"limit" minimum:"1" maximum:"1000" default:"200"`
}

// statsExportInput asks for figures as a table.
type statsExportInput struct {
	StatsParams
	By        string `query:"by" enum:"city,district,street"`
	Indicator string `query:"indicator" maxLength:"40" doc:"The rows behind this figure"`
	History   bool   `query:"history" doc:"How the figures came about"`
	Days      bool   `query:"days" doc:"With history: by day"`
	Format    string `query:"format" enum:"xlsx,csv" default:"xlsx"`
}

// NeedParams say what the map of need is to count.
type NeedParams struct {
	Area      string        `query:"area" maxLength:"20" doc:"Code of an area of your own; your own when absent"`
	Any       bool          `query:"any" doc:"Facilities without room count too"`
	Inclusive bool          `query:"inclusive" doc:"Only 普惠 facilities count"`
	Minutes   int           `query:"minutes" minimum:"1" maximum:"60" doc:"Which of the standard walks counts as within reach; the longest when absent"`
	Age       optional[int] `query:"age_months" minimum:"0" maximum:"47" doc:"Room for a child of this age; of any when absent"`
}

type needExportInput struct {
	NeedParams
	Cells  bool   `query:"cells" doc:"By cell of the population grid in place of by street"`
	Format string `query:"format" enum:"xlsx,csv" default:"xlsx"`
}

type whatIfInput struct {
	NeedParams
	At string `query:"at" required:"true" maxLength:"60" doc:"longitude,latitude (WGS-84) of the place"`
}

// StatArea names an area.
type StatArea struct {
	Code  string `json:"code"`
	Name  string `json:"name"`
	Level string `json:"level,omitempty" enum:"province,city,district,street"`
}

// StatFigure is the value of an indicator.
type StatFigure struct {
	Indicator string   `json:"indicator"`
	Part      int64    `json:"part"`
	Whole     int64    `json:"whole"`
	Per       int64    `json:"per" doc:"What part by whole is multiplied by: 100 or 1000"`
	Value     *float64 `json:"value,omitempty" doc:"Absent where the whole is nothing, or so little that it is not shown"`
}

// StatBand is the places of one age band.
type StatBand struct {
	Band   string `json:"band" enum:"infant,toddler,senior,mixed"`
	Places int64  `json:"places"`
	InCare int64  `json:"in_care"`
}

// StatCount is what the figures are made of.
type StatCount struct {
	Population      int64            `json:"population"`
	UnderThree      int64            `json:"under_three"`
	Streets         int64            `json:"streets"`
	Covered         int64            `json:"covered" doc:"Streets with a filed 普惠 facility"`
	Offering        int64            `json:"offering" doc:"Facilities that offer care"`
	Filed           int64            `json:"filed" doc:"Of these, filed or licensed"`
	Classes         int64            `json:"classes" doc:"Of filed facilities"`
	Counted         int64            `json:"counted" doc:"Of these, whose places are known"`
	Places          int64            `json:"places"`
	InclusivePlaces int64            `json:"inclusive_places"`
	Staffed         int64            `json:"staffed"`
	InCare          int64            `json:"in_care" doc:"Children enrolled, or counted by the facility"`
	Bands           []StatBand       `json:"bands" nullable:"false"`
	Fresh           map[string]int64 `json:"fresh" doc:"Classes by how fresh their figure is: fresh, ageing, doubtful, stale, none"`
	Received        int64            `json:"received" doc:"Complaints received in the 30 days up to the day"`
	Accepted        int64            `json:"accepted"`
	Overdue         int64            `json:"overdue"`
}

// StatPart is the figures of an area.
type StatPart struct {
	Area    StatArea     `json:"area"`
	Counts  StatCount    `json:"counts"`
	Figures []StatFigure `json:"figures" nullable:"false"`
}

// StatPoint is the figures of an area on a day.
type StatPoint struct {
	Day    string     `json:"day" format:"date"`
	Values []*float64 `json:"values" nullable:"false" doc:"In the order of indicators"`
}

// Statistics is the figures of an area on a day.
type Statistics struct {
	StatPart
	Asked      string      `json:"asked" format:"date"`
	Day        string      `json:"day" format:"date" doc:"The day that was counted"`
	TakenAt    string      `json:"taken_at" format:"date-time" doc:"When it was counted last"`
	First      string      `json:"first" format:"date" doc:"The first day that was ever counted"`
	Path       []StatArea  `json:"path" nullable:"false" doc:"From your own area down to this one"`
	By         string      `json:"by" enum:"province,city,district,street"`
	Parts      []StatPart  `json:"parts" nullable:"false"`
	Indicators []string    `json:"indicators" nullable:"false" doc:"The order of values in the history"`
	Series     []StatPoint `json:"series" nullable:"false"`
}

// StatRow is one thing a figure is made of.
type StatRow struct {
	Kind        string   `json:"kind" enum:"class,facility,area,case"`
	ID          string   `json:"id,omitempty"`
	Area        StatArea `json:"area"`
	Facility    string   `json:"facility_id,omitempty"`
	Name        string   `json:"name,omitempty"`
	Class       string   `json:"class,omitempty"`
	Band        string   `json:"band,omitempty" enum:"infant,toddler,senior,mixed"`
	Mode        string   `json:"mode,omitempty" enum:"full_day,half_day,hourly,drop_in"`
	Inclusive   bool     `json:"inclusive"`
	Filing      string   `json:"filing,omitempty"`
	Freshness   string   `json:"freshness,omitempty" enum:"none,fresh,ageing,doubtful,stale"`
	ConfirmedAt string   `json:"confirmed_at,omitempty" format:"date-time"`
	Category    string   `json:"category,omitempty"`
	Day         string   `json:"day,omitempty" format:"date"`
	Part        int64    `json:"part"`
	Whole       int64    `json:"whole"`
}

// StatRowList is what a figure is made of.
type StatRowList struct {
	Area    StatArea   `json:"area"`
	Day     string     `json:"day" format:"date"`
	TakenAt string     `json:"taken_at" format:"date-time"`
	Figure  StatFigure `json:"figure"`
	Total   int        `json:"total"`
	Rows    []StatRow  `json:"rows" nullable:"false"`
}

// NeedWithin is how many children live within so many minutes.
type NeedWithin struct {
	Minutes  int      `json:"minutes"`
	Children int64    `json:"children"`
	Share    *float64 `json:"share,omitempty" doc:"Percent of the children who live near a street"`
}

// NeedStreet is a street (街道, 乡, 镇) on the map of need.
type NeedStreet struct {
	Area      StatArea     `json:"area"`
	Center    [2]float64   `json:"center" nullable:"false"`
	Children  int64        `json:"children"`
	OffStreet int64        `json:"off_street" doc:"So far from any street that nobody can tell"`
	Without   int64        `json:"without" doc:"Children beyond the walk that counts"`
	Rings     []NeedWithin `json:"rings" nullable:"false"`
	Density   float64      `json:"street_km_per_km2,omitempty" doc:"Where few streets are mapped, walks come out too long"`
}

// NeedCell is a cell of the population grid.
type NeedCell struct {
	At       [2]float64 `json:"at" nullable:"false"`
	Children int64      `json:"children"`
	Minutes  float64    `json:"minutes" doc:"On foot to the nearest facility that counts; -1: farther than the longest walk; -2: no street near"`
	Area     string     `json:"area"`
}

// NeedSite is a place where one more facility with room would stand.
type NeedSite struct {
	At     [2]float64   `json:"at" nullable:"false"`
	Area   StatArea     `json:"area"`
	Gained []NeedWithin `json:"gained" nullable:"false"`
}

// NeedMap is the map of need of an area.
type NeedMap struct {
	Area       StatArea     `json:"area"`
	At         string       `json:"at" format:"date-time"`
	Network    NetworkInfo  `json:"network"`
	Estimated  bool         `json:"estimated" doc:"No street network: straight lines, lengthened"`
	Facilities int          `json:"facilities" doc:"That count"`
	Minutes    int          `json:"minutes" doc:"The walk that counts as within reach"`
	Children   int64        `json:"children"`
	OffStreet  int64        `json:"off_street"`
	Rings      []NeedWithin `json:"rings" nullable:"false"`
	Streets    []NeedStreet `json:"streets" nullable:"false" doc:"Those with most children without first"`
	Cells      []NeedCell   `json:"cells" nullable:"false"`
	CellMetres float64      `json:"cell_metres"`
	Sites      []NeedSite   `json:"sites" nullable:"false" doc:"Where one more facility would reach most children, each judged by itself"`
}

// NeedGain is the children of an area who gain.
type NeedGain struct {
	Area     StatArea `json:"area"`
	Children int64    `json:"children"`
}

// WhatIf is what one more facility would change.
type WhatIf struct {
	At      [2]float64   `json:"at" nullable:"false"`
	Street  [2]float64   `json:"street" nullable:"false" doc:"Where it would open to the street"`
	Before  []NeedWithin `json:"before" nullable:"false"`
	After   []NeedWithin `json:"after" nullable:"false"`
	Gained  []NeedWithin `json:"gained" nullable:"false"`
	Areas   []NeedGain   `json:"areas" nullable:"false"`
	Reached []NeedCell   `json:"reached" nullable:"false" doc:"Cells that would be nearer than they are, with their new minutes"`
}
