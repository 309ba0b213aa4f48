package open311

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"tuoyuquan/api/care"
)

// The window of a list: of ninety days or a thousand requests, the smaller.
const (
	window      = 90 * 24 * time.Hour
	maxRequests = 1000
	maxRefs     = 100
)

// Requests lists what everybody may see, newest first. Parameters that are not known are left alone, as readers send some of their own.
func (s *Service) Requests(ctx context.Context, q url.Values, chinese bool) (Document, error) {
	if err := s.jurisdiction(q.Get("jurisdiction_id")); err != nil {
		return nil, err
	}
	f, err := s.filter(q)
	if err != nil {
		return nil, err
	}
	return s.list(ctx, f, chinese)
}

// Request gives one, in a list. What is not public and what does not exist are the same empty list.
func (s *Service) Request(ctx context.Context, jurisdiction, ref string, chinese bool) (Document, error) {
	if err := s.jurisdiction(jurisdiction); err != nil {
		return nil, err
	}
	return s.list(ctx, Filter{Refs: []string{ref}, Limit: 1}, chinese)
}

func (s *Service) list(ctx context.Context, f Filter, chinese bool) (Document, error) {
	cases, err := s.Public(ctx, f)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(cases, func(a, b Case) int { return cmp.Or(cmp.Compare(b.At, a.At), cmp.Compare(a.Ref, b.Ref)) })
	out := requestList{}
	for _, c := range cases {
		if known(string(c.Category)) && len(out.List) < f.Limit {
			out.List = append(out.List, requestOf(c, chinese))
		}
	}
	return out, nil
}

func requestOf(c Case, chinese bool) request {
	r := request{
		ID: c.Ref, Status: "closed", StatusNotes: c.Sentence, Name: nameOf(c.Category, chinese), Code: string(c.Category),
		Description: aboutOf(c.Category, chinese), Agency: c.Office, Requested: moment(c.At), Updated: moment(max(c.Updated, c.At)),
		Address: address(c, chinese), AddressID: c.AddressID,
	}
	if c.Open {
		r.Status = "open"
		r.Notice = pick(chinese, "承办单位正在核查。", "The office is looking into it.")
		if c.Expected != 0 {
			e := moment(c.Expected)
			r.Expected = &e
		}
	}
	if c.Located {
		lat, lon := degrees(c.Lat), degrees(c.Lon)
		r.Lat, r.Long = &lat, &lon
	}
	return r
}

// address is never empty: readers insist on one.
func address(c Case, chinese bool) string {
	switch {
	case c.Facility != "" && c.Address != "":
		return c.Facility + ", " + c.Address
	case c.Facility != "" || c.Address != "":
		return c.Facility + c.Address
	default:
		return pick(chinese, "地址不详", "Address not known")
	}
}

// filter reads the parameters of a list.
func (s *Service) filter(q url.Values) (Filter, error) {
	f := Filter{Limit: maxRequests}
	if ids := parts(q["service_request_id"]); len(ids) > 0 {
		if len(ids) > maxRefs {
			return f, Fail(400, "at most 100 service_request_id at once")
		}
		f.Refs = ids
		return f, nil // overrides all other arguments
	}
	for _, code := range parts(q["service_code"]) {
		if !known(code) {
			return f, Fail(404, "service_code was not found; see services")
		}
		f.Categories = append(f.Categories, care.Category(code))
	}
	if err := f.status(parts(q["status"])); err != nil {
		return f, err
	}
	return f, f.span(q.Get("start_date"), q.Get("end_date"), s.Now())
}

func (f *Filter) status(list []string) error {
	open, closed := false, false
	for _, status := range list {
		switch status {
		case "open":
			open = true
		case "closed":
			closed = true
		default:
			return Fail(400, "status is open, closed, or both")
		}
	}
	if open != closed {
		f.Open = &open
	}
	return nil
}

// span reads the window, which is the last ninety days unless it is named.
func (f *Filter) span(start, end string, now time.Time) error {
	from, err := parseMoment("start_date", start)
	if err != nil {
		return err
	}
	to, err := parseMoment("end_date", end)
	if err != nil {
		return err
	}
	switch {
	case start == "" && end == "":
		from, to = now.Add(-window), now
	case start == "":
		from = to.Add(-window)
	case end == "":
		to = from.Add(window)
	case to.Before(from):
		return Fail(400, "end_date is before start_date")
	case to.Sub(from) > window:
		return Fail(400, "start_date and end_date may be at most 90 days apart")
	}
	f.From, f.To = care.InstantOf(from), care.InstantOf(to)
	return nil
}

// parseMoment reads a moment with its zone; one without is read as ours. A + that was not escaped arrives as a space.
func parseMoment(name, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	text = strings.Replace(text, " ", "+", 1)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
		t, err := time.ParseInLocation(layout, text, care.Shanghai)
		if err == nil && t.Year() >= 1900 && t.Year() < 2200 {
			return t, nil
		}
	}
	return time.Time{}, Fail(400, name+" is no date; write it as 2026-11-21T00:00:00Z")
}

// parts splits lists given by commas, in several, or both.
func parts(lists []string) (out []string) {
	for _, l := range lists {
		for p := range strings.SplitSeq(l, ",") {
			if p = strings.TrimSpace(p); p != "" && !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}
