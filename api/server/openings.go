package server

import (
	"context"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
)

// openingsInput asks what can be reserved at a facility. No child is named: an age in months is enough.
type openingsInput struct {
	ID    string        `path:"id" maxLength:"64" doc:"Id of the facility"`
	Age   optional[int] `query:"age_months" minimum:"0" maximum:"120" doc:"Completed months of age on the start date; absent: for every age"`
	Birth string        `query:"birth" format:"date" maxLength:"10" doc:"Date of birth instead of age_months"`
	Start string        `query:"start" format:"date" maxLength:"10" doc:"The day care begins; today when absent"`
	Staff bool          `query:"employee" doc:"As for a child of the employer's own staff; whether it is one is checked when a place is asked for"`
}

// Openings is what can be reserved at a facility, visible before any sign-in.
type Openings struct {
	AsOf     string          `json:"as_of" format:"date-time"`
	Classes  []ClassOpening  `json:"classes" nullable:"false"`
	Slots    []VisitSlot     `json:"visit_slots" nullable:"false"`
	Sessions []CareSession   `json:"sessions" nullable:"false"`
	Forecast []ClassForecast `json:"forecast" nullable:"false"`
}

// ClassOpening is a class with its places by month.
type ClassOpening struct {
	ClassID  care.ClassID   `json:"class_id"`
	Name     string         `json:"name"`
	Mode     care.Mode      `json:"mode" enum:"full_day,half_day,hourly,drop_in"`
	Band     care.BandName  `json:"band"`
	Months   []OpeningMonth `json:"months" nullable:"false"`
	Waiting  int            `json:"waiting" doc:"How many wait"`
	Bookable bool           `json:"bookable" doc:"true: a place can be held now, in every month it takes"`
	Why      string         `json:"why,omitempty" doc:"When not bookable: the code of the reason"`
}

// OpeningMonth is the places of one month.
type OpeningMonth struct {
	Month   string `json:"month" example:"2027-03"`
	Free    *int   `json:"free" doc:"Places that can be taken now; null: not known"`
	Filed   int    `json:"filed"`
	Staffed int    `json:"staffed"`
}

// VisitSlot is a time to visit.
type VisitSlot struct {
	ID       care.SlotID `json:"id"`
	StartsAt string      `json:"starts_at" format:"date-time"`
	EndsAt   string      `json:"ends_at" format:"date-time"`
	Left     int         `json:"left"`
}

// CareSession is care by date and hours: 计时托 or 临时托.
type CareSession struct {
	ID      care.SessionID `json:"id"`
	Mode    care.Mode      `json:"mode" enum:"hourly,drop_in"`
	Date    string         `json:"date" format:"date"`
	From    string         `json:"from" example:"08:30"`
	Until   string         `json:"until" example:"11:30"`
	ClassID care.ClassID   `json:"class_id,omitempty"`
	Band    care.BandName  `json:"band,omitempty"`
	Ages    *Ages          `json:"ages,omitempty" doc:"Taken on the day"`
	Fee     *int64         `json:"fee,omitempty" doc:"Fen for the session"`
	Left    int            `json:"left"`
	Window  *EntryWindow   `json:"window,omitempty" doc:"Requests in it are ordered by a published lottery, not by speed"`
	Status  string         `json:"status" enum:"planned,window,open,over,cancelled"`
}

// Ages are those a session takes, in completed months.
type Ages struct {
	From int `json:"from" doc:"Included"`
	To   int `json:"to" doc:"Not included"`
}

// EntryWindow is when one may enter for a scarce session.
type EntryWindow struct {
	OpensAt  string `json:"opens_at" format:"date-time"`
	ClosesAt string `json:"closes_at" format:"date-time"`
	Entered  int    `json:"entered"`
	SeedHash string `json:"seed_hash,omitempty" doc:"SHA-256 of the seed the lottery will use, told before anybody enters"`
	DrawnAt  string `json:"drawn_at,omitempty" format:"date-time"`
}

// ClassForecast is the places that will free up because children grow out of a class.
type ClassForecast struct {
	ClassID care.ClassID    `json:"class_id"`
	Months  []ForecastMonth `json:"months" nullable:"false"`
}

// ForecastMonth is one month of a forecast.
type ForecastMonth struct {
	Month   string `json:"month" example:"2027-09"`
	Freeing int    `json:"freeing"`
}

func careSession(v booking.SessionView) CareSession {
	out := CareSession{
		ID: v.ID, Mode: v.Mode, Date: v.Date.String(), From: care.FormatClock(v.Open), Until: care.FormatClock(v.Close), ClassID: v.ClassID, Band: v.Band, Fee: feeOf(v.Fee),
		Left: v.Left(), Status: string(v.Status),
	}
	if v.ToMonths > 0 {
		out.Ages = &Ages{From: v.FromMonths, To: v.ToMonths}
	}
	if v.ClosesAt > 0 {
		out.Window = &EntryWindow{
			OpensAt: stamp(v.OpensAt), ClosesAt: stamp(v.ClosesAt), Entered: v.Entered, SeedHash: v.SeedHash, DrawnAt: maybeStamp(v.DrawnAt),
		}
	}
	return out
}

// feeOf is a fee in fen, nothing when none is said.
func feeOf(fen int64) *int64 {
	if fen == 0 {
		return nil
	}
	return &fen
}

func (s *Server) getOpenings(ctx context.Context, in *openingsInput) (*answer[Openings], error) {
	r, err := in.request(care.Today(care.InstantOf(s.Now())))
	if err != nil {
		return nil, err
	}
	if !s.Finder.Public(r.Facility) {
		return nil, care.Errorf(care.NotFound, care.CodeNotFound, "id", "no such facility is public")
	}
	o, err := s.Booking.Openings(ctx, r)
	if err != nil {
		return nil, err
	}
	out := Openings{AsOf: stamp(o.AsOf), Slots: each(o.Slots, visitSlot), Sessions: each(o.Sessions, careSession)}
	out.Classes = each(o.Classes, classOpening)
	out.Forecast = each(o.Classes, func(c booking.ClassOpening) ClassForecast {
		return ClassForecast{ClassID: c.Class.ID, Months: each(c.Forecast, func(m care.MonthForecast) ForecastMonth {
			return ForecastMonth{Month: m.Month.String(), Freeing: m.Freeing}
		})}
	})
	return &answer[Openings]{out}, nil
}

func (in *openingsInput) request(today care.Date) (r booking.OpeningsRequest, err error) {
	r = booking.OpeningsRequest{Facility: care.FacilityID(in.ID), Trial: true, Employee: in.Staff} // whether it is public has been looked at
	if r.Birth, err = parseDate("birth", in.Birth); err != nil {
		return r, err
	}
	if r.Start, err = parseDate("start", in.Start); err != nil {
		return r, err
	}
	if r.Start.IsZero() {
		r.Start = today
	}
	if in.Age.Set {
		if !r.Birth.IsZero() {
			return r, care.Errorf(care.Invalid, care.CodeInvalid, "age_months", "give age_months or birth, not both")
		}
		r.Birth = bornBefore(r.Start, in.Age.Value)
	}
	return r, nil
}

// bornBefore is the latest birthday of a child that has completed so many months on a day.
func bornBefore(day care.Date, months int) care.Date {
	m := day.MonthOf() - care.Month(months) //nolint:gosec // at most 120
	last := (m + 1).First().AddDays(-1)
	last.Day = min(last.Day, day.Day)
	return last
}

func classOpening(c booking.ClassOpening) ClassOpening {
	return ClassOpening{
		ClassID: c.Class.ID, Name: c.Class.Name, Mode: c.Class.Mode, Band: c.Class.Band, Waiting: c.Waiting, Bookable: c.Bookable, Why: string(c.Why),
		Months: each(c.Months, func(m booking.MonthOpening) OpeningMonth {
			out := OpeningMonth{Month: m.Month.String(), Filed: m.Filed, Staffed: m.Staffed}
			if m.Known {
				out.Free = &m.Free
			}
			return out
		}),
	}
}

func visitSlot(v care.Slot) VisitSlot {
	return VisitSlot{ID: v.ID, StartsAt: stamp(v.StartsAt), EndsAt: stamp(v.EndsAt), Left: v.Left()}
}
