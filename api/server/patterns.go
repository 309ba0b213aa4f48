package server

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/facility"
)

// PatternInput is a weekly pattern that sessions or times to visit are published from.
type PatternInput struct {
	Kind     string        `json:"kind" enum:"slot,session"`
	Name     string        `json:"name,omitempty" maxLength:"160" doc:"Needed to keep it"`
	Weekdays []int8        `json:"weekdays" minItems:"1" maxItems:"7" doc:"1 is Monday"`
	Times    []PatternTime `json:"times" minItems:"1" maxItems:"12"`
	From     string        `json:"from" format:"date" maxLength:"10"`
	Until    string        `json:"until" format:"date" maxLength:"10" doc:"The last day"`
	Every    int           `json:"every" minimum:"1" maximum:"4" doc:"1: each week"`
	Without  []string      `json:"without,omitempty" maxItems:"186" doc:"Days left out"`
	Holidays bool          `json:"holidays,omitempty" doc:"Also on public holidays"`
	Places   int           `json:"places" minimum:"0" maximum:"500"`
	Mode     care.Mode     `json:"mode,omitempty" enum:"hourly,drop_in" doc:"Of a session"`
	ClassID  care.ClassID  `json:"class_id,omitempty" maxLength:"64" doc:"Of a session"`
	Ages     *Ages         `json:"ages,omitempty" doc:"Of a session"`
	Fee      int64         `json:"fee,omitempty" minimum:"0" maximum:"1000000" doc:"Of a session, in fen"`
}

// PatternTime is from when to when.
type PatternTime struct {
	From  string `json:"from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" patternDescription:"HH:MM"`
	Until string `json:"until" pattern:"^([01][0-9]|2[0-4]):[0-5][0-9]$" patternDescription:"HH:MM"`
}

// Pattern is a weekly pattern a facility keeps.
type Pattern struct {
	PatternInput

	ID        string `json:"id"`
	Version   int64  `json:"version"`
	UpdatedAt string `json:"updated_at" format:"date-time"`
}

// PatternList is the patterns of a facility.
type PatternList struct {
	Patterns []Pattern `json:"patterns" nullable:"false"`
}

// PlannedList is what a pattern would publish, and what it leaves out.
type PlannedList struct {
	Planned []PlannedTime `json:"planned" nullable:"false"`
	New     int           `json:"new" doc:"How many can be published"`
}

// PlannedTime is one time of a pattern.
type PlannedTime struct {
	Date        string `json:"date" format:"date"`
	Weekday     int8   `json:"weekday"`
	From        string `json:"from"`
	Until       string `json:"until"`
	StartsAt    string `json:"starts_at" format:"date-time"`
	EndsAt      string `json:"ends_at" format:"date-time"`
	Left        string `json:"left,omitempty" enum:"holiday,excepted,past,clash" doc:"Why it is left out"`
	Provisional bool   `json:"provisional,omitempty" doc:"The holidays of its year are not published yet"`
}

// PatternPath names a pattern.
type PatternPath struct {
	ID string `path:"id" maxLength:"64"`
}

type patternBody struct{ Body PatternInput }

type savePatternInput struct {
	PatternPath
	Body struct {
		PatternInput
		Version int64 `json:"version" minimum:"1" doc:"As it was seen"`
	}
}

func (in *PatternInput) pattern() (p facility.Pattern, err error) {
	p = facility.Pattern{
		Kind: facility.PatternKind(in.Kind), Name: in.Name, Places: in.Places, Mode: in.Mode, Class: in.ClassID, Fee: in.Fee,
		Weekly: care.WeeklyPattern{Every: in.Every, Holidays: in.Holidays},
	}
	if in.Ages != nil {
		p.From, p.To = in.Ages.From, in.Ages.To
	}
	for _, d := range in.Weekdays {
		if d < 1 || d > 7 {
			return p, care.Errorf(care.Invalid, care.CodeInvalid, "weekdays", "a week has seven days")
		}
		p.Weekly.Weekdays |= 1 << (d - 1)
	}
	if err := readDays(map[string]day{"from": {in.From, &p.Weekly.From}, "until": {in.Until, &p.Weekly.Until}}); err != nil {
		return p, err
	}
	for _, text := range in.Without {
		d, err := parseDate("without", text)
		if err != nil {
			return p, err
		}
		p.Weekly.Without = append(p.Weekly.Without, d)
	}
	for _, t := range in.Times {
		open, err1 := care.ParseClock(t.From)
		until, err2 := care.ParseClock(t.Until)
		if err1 != nil || err2 != nil {
			return p, care.Errorf(care.Invalid, care.CodeInvalid, "times", "give from and until together, as HH:MM")
		}
		p.Weekly.Times = append(p.Weekly.Times, care.Period{Open: open, Close: until})
	}
	return p, nil
}

func patternOf(p facility.Pattern) Pattern {
	out := Pattern{ID: p.ID, Version: p.Version, UpdatedAt: stamp(p.At), PatternInput: PatternInput{
		Kind: string(p.Kind), Name: p.Name, Weekdays: []int8{}, Times: each(p.Weekly.Times, func(t care.Period) PatternTime {
			return PatternTime{care.FormatClock(t.Open), care.FormatClock(t.Close)}
		}),
		From: p.Weekly.From.String(), Until: p.Weekly.Until.String(), Every: p.Weekly.Every, Holidays: p.Weekly.Holidays, Places: p.Places,
		Without: each(p.Weekly.Without, care.Date.String), Mode: p.Mode, ClassID: p.Class, Fee: p.Fee,
	}}
	for d := int8(1); d <= 7; d++ {
		if p.Weekly.Weekdays.Has(d) {
			out.Weekdays = append(out.Weekdays, d)
		}
	}
	if p.To > 0 {
		out.Ages = &Ages{From: p.From, To: p.To}
	}
	return out
}

func patternAnswer(p facility.Pattern, err error) (*answer[Pattern], error) {
	if err != nil {
		return nil, err
	}
	return &answer[Pattern]{patternOf(p)}, nil
}

func (s *Server) listPatterns(ctx context.Context, _ *struct{}) (*answer[PatternList], error) {
	list, err := s.Facility.Patterns(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return &answer[PatternList]{PatternList{each(list, patternOf)}}, nil
}

func (s *Server) addPattern(ctx context.Context, in *patternBody) (*answer[Pattern], error) {
	p, err := in.Body.pattern()
	if err != nil {
		return nil, err
	}
	return patternAnswer(s.Facility.SavePattern(ctx, actorOf(ctx), p))
}

func (s *Server) savePattern(ctx context.Context, in *savePatternInput) (*answer[Pattern], error) {
	p, err := in.Body.pattern()
	if err != nil {
		return nil, err
	}
	p.ID, p.Version = in.ID, in.Body.Version
	return patternAnswer(s.Facility.SavePattern(ctx, actorOf(ctx), p))
}

func (s *Server) removePattern(ctx context.Context, in *PatternPath) (*struct{}, error) {
	return nothing(s.Facility.RemovePattern(ctx, actorOf(ctx), in.ID))
}

func (s *Server) previewPattern(ctx context.Context, in *patternBody) (*answer[PlannedList], error) {
	p, err := in.Body.pattern()
	if err != nil {
		return nil, err
	}
	list, err := s.Facility.Preview(ctx, actorOf(ctx), p)
	if err != nil {
		return nil, err
	}
	out := PlannedList{Planned: make([]PlannedTime, len(list))}
	for i, o := range list {
		midnight := care.InstantOf(o.Date.Time())
		t := PlannedTime{
			Date: o.Date.String(), Weekday: care.WeekdayOf(o.Date), From: care.FormatClock(o.Period.Open), Until: care.FormatClock(o.Period.Close), Left: string(o.Skip),
			StartsAt: stamp(midnight + care.Instant(o.Period.Open)*60_000), EndsAt: stamp(midnight + care.Instant(o.Period.Close)*60_000), Provisional: o.Provisional,
		}
		if t.Left == "" && o.Clash {
			t.Left = "clash"
		}
		if t.Left == "" {
			out.New++
		}
		out.Planned[i] = t
	}
	return &answer[PlannedList]{out}, nil
}
