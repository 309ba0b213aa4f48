package server

import (
	"context"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// StaffClass is a class with its places by month, as the facility sees it.
type StaffClass struct {
	ID        care.ClassID       `json:"id"`
	Name      string             `json:"name"`
	Mode      care.Mode          `json:"mode" enum:"full_day,half_day,hourly,drop_in"`
	Band      care.BandName      `json:"band"`
	Version   int64              `json:"version" doc:"To be named when places are set"`
	Closed    bool               `json:"closed,omitempty"`
	Frozen    *Reason            `json:"frozen,omitempty" doc:"Why the bureau has stopped it"`
	Waiting   int                `json:"waiting"`
	Confirmed string             `json:"confirmed_at,omitempty" format:"date-time" doc:"When the figures were last said to hold"`
	Source    care.VacancySource `json:"source,omitempty" enum:"facility,contract,import,demo" doc:"Whose figures they are"`
	Reports   int                `json:"reports,omitempty" doc:"Families who said that the figures do not hold"`
	Months    []OccupancyMonth   `json:"months" nullable:"false"`
}

// OccupancyMonth is who takes the places of a month.
type OccupancyMonth struct {
	Month         string `json:"month" example:"2027-03"`
	Filed         int    `json:"filed" doc:"备案托位; only the bureau changes it"`
	Staffed       int    `json:"staffed" doc:"What the carers on duty allow"`
	Outside       int    `json:"outside" doc:"Children counted by the facility who have no application here"`
	Held          int    `json:"held"`
	Offered       int    `json:"offered"`
	Enrolled      int    `json:"enrolled"`
	Grandfathered int    `json:"grandfathered,omitempty" doc:"More than filed, let stand by the bureau"`
	Free          int    `json:"free"`
	Open          bool   `json:"open"`
}

// StaffClassList is the classes of a facility.
type StaffClassList struct {
	Classes []StaffClass `json:"classes" nullable:"false"`
}

// PlacesMonth is what a facility says of one month.
type PlacesMonth struct {
	Month   string `json:"month" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" patternDescription:"YYYY-MM"`
	Staffed int    `json:"staffed" minimum:"0" maximum:"1000"`
	Outside int    `json:"outside" minimum:"0" maximum:"1000"`
}

// ClassPath names a class.
type ClassPath struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the class"`
}

// setPlacesInput sets the places of a class.
type setPlacesInput struct {
	ClassPath
	Body struct {
		Version int64         `json:"version" minimum:"1" doc:"Of the class, as it was seen"`
		Months  []PlacesMonth `json:"months" minItems:"1" maxItems:"60"`
	}
}

// confirmInput confirms the figures of classes.
type confirmInput struct {
	Body struct {
		Classes []care.ClassID `json:"classes,omitempty" maxItems:"100" doc:"Only these; absent: all"`
	}
}

// Confirmed says which figures are confirmed now.
type Confirmed struct {
	Classes     int    `json:"classes" doc:"How many"`
	ConfirmedAt string `json:"confirmed_at" format:"date-time"`
}

func classesOf(ctx context.Context, list []booking.ClassPlaces) []StaffClass {
	return each(list, func(c booking.ClassPlaces) StaffClass {
		return StaffClass{
			ID: c.ID, Name: c.Name, Mode: c.Mode, Band: c.Band, Version: c.Version, Closed: c.Closed, Frozen: reasonOf(ctx, care.ReasonCode(c.Frozen)),
			Waiting: c.Waiting, Confirmed: maybeStamp(c.Confirmed), Source: c.Source, Reports: c.Reports, Months: each(c.Months, occupancyMonth),
		}
	})
}

func occupancyMonth(o store.Occupancy) OccupancyMonth {
	return OccupancyMonth{
		Month: o.Month.String(), Filed: o.Filed, Staffed: o.Staffed, Outside: o.Outside, Held: o.Held, Offered: o.Offered, Enrolled: o.Enrolled,
		Grandfathered: o.Grandfathered, Free: o.Free(), Open: o.Open,
	}
}

func (s *Server) listClasses(ctx context.Context, _ *struct{}) (*answer[StaffClassList], error) {
	return s.classes(ctx, actorOf(ctx).Facility)
}

func (s *Server) classes(ctx context.Context, id care.FacilityID) (*answer[StaffClassList], error) {
	list, err := s.Booking.Places(ctx, actorOf(ctx), id)
	if err != nil {
		return nil, err
	}
	return &answer[StaffClassList]{StaffClassList{classesOf(ctx, list)}}, nil
}

func parseMonth(field, text string) (care.Month, error) {
	m, err := care.ParseMonth(text)
	if err != nil {
		return 0, care.Errorf(care.Invalid, care.CodeBadDate, field, "%q is not a month; write it as YYYY-MM", care.Clip(text))
	}
	return m, nil
}

func (s *Server) setPlaces(ctx context.Context, in *setPlacesInput) (*answer[StaffClass], error) {
	months := make([]booking.MonthPlaces, 0, len(in.Body.Months))
	for _, m := range in.Body.Months {
		month, err := parseMonth("months", m.Month)
		if err != nil {
			return nil, err
		}
		months = append(months, booking.MonthPlaces{Month: month, Staffed: m.Staffed, Outside: m.Outside})
	}
	actor := actorOf(ctx)
	if err := s.Booking.SetPlaces(ctx, actor, care.ClassID(in.ID), in.Body.Version, months); err != nil {
		return nil, err
	}
	list, err := s.Booking.Places(ctx, actor, actor.Facility)
	if err != nil {
		return nil, err
	}
	for _, c := range classesOf(ctx, list) {
		if string(c.ID) == in.ID {
			return &answer[StaffClass]{c}, nil
		}
	}
	return nil, care.Errorf(care.NotFound, care.CodeNotFound, "id", "the facility has no class with this id")
}

func (s *Server) confirmVacancies(ctx context.Context, in *confirmInput) (*answer[Confirmed], error) {
	n, at, err := s.Booking.ConfirmVacancies(ctx, actorOf(ctx), in.Body.Classes)
	if err != nil {
		return nil, err
	}
	return &answer[Confirmed]{Confirmed{Classes: n, ConfirmedAt: stamp(at)}}, nil
}
