package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/finder"
	"tuoyuquan/geo"
	"tuoyuquan/geo/coord"
	"tuoyuquan/search"
)

// findCommand asks the finder what the API asks it, and prints a table.
type findCommand struct {
	Near      []string `help:"where the walk starts, LON,LAT; several times for several places" sep:"none" placeholder:"LON,LAT"`
	Coords    string   `help:"coordinate system of --near" enum:"wgs84,gcj02,bd09" default:"wgs84"`
	Minutes   float64  `help:"longest walk, up to 60" default:"15"`
	Stroller  bool     `help:"with a stroller: no steps, slower"`
	Age       int      `help:"age in months on the start date" default:"-1" placeholder:"MONTHS"`
	Birth     string   `help:"birth date instead of --age" placeholder:"YYYY-MM-DD"`
	Start     string   `help:"when care begins; today when not given" placeholder:"YYYY-MM-DD"`
	Vacant    bool     `help:"only facilities with room for this child"`
	Mode      []string `help:"care mode: full_day, half_day, hourly or drop_in" enum:"full_day,half_day,hourly,drop_in"`
	Kind      []string `help:"kind: independent, community, kindergarten, employer, home or service_centre" enum:"independent,community,kindergarten,employer,home,service_centre"`
	Nature    []string `help:"who runs it: public, private or public_private" enum:"public,private,public_private"`
	Inclusive bool     `help:"only inclusive facilities (普惠)"`
	MaxFee    float64  `help:"at most so many yuan a month for this child" placeholder:"YUAN"`
	Sort      string   `help:"walk, fee, freshness, free, name or relevance" enum:"walk,fee,freshness,free,name,relevance," default:""`
	Words     string   `help:"words in the name or address; pinyin and initials too" short:"q"`
	Area      string   `help:"only this area code"`
	Limit     int      `help:"at most so many, up to 100" default:"20"`
	JSON      bool     `help:"print the API's answer instead of a table"`
}

func (c findCommand) Run(w *world) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	app, err := w.open(search.NewMemory())
	if err != nil {
		return err
	}
	defer app.close()
	if c.Words != "" {
		app.finder.AwaitIndex(w.ctx) // a service goes on without it; who asks once waits
	}
	answer, err := app.finder.Find(w.ctx, q)
	if err != nil {
		return err
	}
	defer answer.Release()
	raw := answer.AppendJSON(nil)
	if c.JSON {
		_, err := fmt.Fprintf(w.out, "%s\n", raw)
		return err
	}
	var list finder.FacilityList
	if err := json.Unmarshal(raw, &list); err != nil {
		return err
	}
	return printList(w.out, list)
}

func (c findCommand) query() (finder.Query, error) {
	q := finder.Query{
		Minutes: c.Minutes, AgeMonths: c.Age, Words: c.Words, Area: c.Area, Limit: c.Limit, Coords: care.CoordSystem(c.Coords),
	}
	for _, near := range c.Near {
		p, err := parsePoint(near, c.Coords)
		if err != nil {
			return q, err
		}
		q.Anchors = append(q.Anchors, p)
	}
	q.Modes, q.Kinds, q.Natures = named[care.Mode](c.Mode), named[care.FacilityKind](c.Kind), named[care.Nature](c.Nature)
	q.Sort, q.FeeMax = finder.Sort(c.Sort), int64(c.MaxFee*100+.5)
	if c.Inclusive {
		q.Inclusive = finder.Yes
	}
	if c.Stroller {
		q.Profile = geo.Stroller
	}
	if c.Vacant {
		q.Vacancy = finder.Vacant
	}
	for _, day := range []struct {
		text string
		into *care.Date
	}{{c.Birth, &q.Birth}, {c.Start, &q.Start}} {
		if day.text == "" {
			continue
		}
		d, err := care.ParseDate(day.text)
		if err != nil {
			return q, err
		}
		*day.into = d
	}
	return q, nil
}

// named turns words into values of a named type.
func named[T ~string](words []string) []T {
	out := make([]T, len(words))
	for i, w := range words {
		out[i] = T(w)
	}
	return out
}

// parsePoint reads LON,LAT in a coordinate system and gives WGS-84.
func parsePoint(text, system string) (orb.Point, error) {
	lon, lat, ok := strings.Cut(text, ",")
	x, err1 := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	y, err2 := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	if !ok || err1 != nil || err2 != nil {
		return orb.Point{}, care.Errorf(care.Invalid, care.CodeBadCoordinates, "near", "%q is not LON,LAT; longitude first, e.g. 116.3267,40.0031", text)
	}
	return coord.Convert(orb.Point{x, y}, coord.System(system), coord.WGS84), nil
}

// printList prints what a family reads first: how far, whether there is room, how fresh that is, and what it costs.
func printList(out io.Writer, list finder.FacilityList) error {
	if list.Demo != "" {
		fmt.Fprintln(out, list.Demo)
	}
	if list.Empty != nil {
		return printEmpty(out, list.Empty)
	}
	t := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "walk\tmetres\troom\tconfirmed\tyuan/month\tkind\tname\taddress")
	for i := range list.Items {
		f := &list.Items[i]
		walk, metres := "-", "-"
		if f.Walk != nil {
			walk, metres = strconv.Itoa(f.Walk.Minutes)+" min", strconv.Itoa(int(f.Walk.Metres+.5))
			if f.Walk.Estimate {
				walk += " (直线估算)"
			}
		}
		fee := "-"
		if f.Fee != nil {
			fee = strconv.FormatInt((f.Fee.Monthly+50)/100, 10)
		}
		name := f.Name
		if !f.Verified {
			name += " (未核实)"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", walk, metres, roomOf(f.Vacancy), ageOf(f.Vacancy), fee, f.Kind, name, f.Address)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "%d of %d; places counted from %s; as of %s\n", len(list.Items), list.Total, list.Start, list.AsOf)
	return err
}

func roomOf(v finder.Vacancy) string {
	text := string(v.State)
	if v.State == finder.StateFree && v.Free != nil {
		text = strconv.Itoa(*v.Free) + " free"
	}
	if v.Doubtful {
		text += "?"
	}
	return text
}

func ageOf(v finder.Vacancy) string {
	if v.Age == nil {
		return "-"
	}
	age := time.Duration(*v.Age) * time.Second
	switch {
	case age < time.Hour:
		return fmt.Sprintf("%d min ago", int(age.Minutes()))
	case age < 48*time.Hour:
		return fmt.Sprintf("%d h ago", int(age.Hours()))
	default:
		return fmt.Sprintf("%d days ago", int(age.Hours()/24))
	}
}

func printEmpty(out io.Writer, e *finder.Empty) error {
	fmt.Fprintln(out, "nothing:", e.Reason)
	for _, r := range e.Relax {
		fmt.Fprintf(out, "  without %s there would be %d\n", r.Drop, r.Count)
	}
	if e.Nearest != nil {
		n := e.Nearest
		fmt.Fprintf(out, "  the nearest that fits otherwise: %s, %s\n", n.Name, walkText(n.Walk))
	}
	if e.NoPoint > 0 {
		fmt.Fprintf(out, "  %d that fit are not on the map yet; ask without --near\n", e.NoPoint)
	}
	return nil
}

func walkText(w finder.Walk) string { return fmt.Sprintf("%d minutes (%.0f m)", w.Minutes, w.Metres) }
