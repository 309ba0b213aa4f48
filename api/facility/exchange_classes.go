package facility

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/registry"
	"tuoyuquan/api/store"
)

var (
	bandTerms = []term[care.BandName]{{care.BandInfant, "乳儿班"}, {care.BandToddler, "托小班"}, {care.BandSenior, "托大班"}, {care.BandMixed, "混合编班"}}
	modeTerms = []term[care.Mode]{{care.FullDay, "全日托"}, {care.HalfDay, "半日托"}, {care.Hourly, "计时托"}, {care.Drop, "临时托"}}
)

const mostPlaces = 1000

// classFields are the columns of places: what a facility sets, and beside it what it may only see.
var classFields = []registry.Field{
	{Name: "class_id", Chinese: "班级标识"},
	{Name: "class", Chinese: "班级", Required: true},
	{Name: "band", Chinese: "班型"},
	{Name: "mode", Chinese: "服务形式"},
	{Name: "month", Chinese: "月份", Required: true},
	{Name: "filed", Chinese: "备案托位", Number: true},
	{Name: "staffed", Chinese: "可收托位", Number: true, Required: true},
	{Name: "outside", Chinese: "未经本系统在托", Number: true, Required: true},
	{Name: "held", Chinese: "申请占位", Number: true},
	{Name: "offered", Chinese: "已录取", Number: true},
	{Name: "enrolled", Chinese: "已入托", Number: true},
	{Name: "free", Chinese: "空余", Number: true},
}

func (s *Service) classTable(ctx context.Context, actor care.Actor) (registry.PlainTable, error) {
	t := registry.PlainTable{Sheet: "托位", Fields: classFields}
	classes, err := s.Booking.Places(ctx, actor, actor.Facility)
	for _, c := range classes {
		for _, m := range c.Months {
			row := []string{string(c.ID), c.Name, wordOf(bandTerms, c.Band), wordOf(modeTerms, c.Mode), m.Month.String()}
			for _, n := range []int{m.Filed, m.Staffed, m.Outside, m.Held, m.Offered, m.Enrolled, m.Free()} {
				row = append(row, strconv.Itoa(n))
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t, err
}

// planClasses finds the months whose places a list changes. Only a bureau changes filed places: what a list says of them is not read.
func (s *Service) planClasses(ctx context.Context, actor care.Actor, file registry.PlainRead, out *ImportReport) error {
	classes, err := s.Booking.Places(ctx, actor, actor.Facility)
	if err != nil {
		return err
	}
	wanted := make(map[care.ClassID]map[care.Month]booking.MonthPlaces)
	for _, row := range file.Rows {
		c, m, changes, ok := readPlaces(classes, row, out)
		if !ok {
			continue
		}
		if _, twice := wanted[c][m.Month]; twice {
			out.refuse(row.Line, "月份", m.Month.String(), care.Errorf(care.Invalid, care.CodeDuplicate, "", "this class and month stand in the list twice"))
			continue
		}
		if wanted[c] == nil {
			wanted[c] = make(map[care.Month]booking.MonthPlaces)
		}
		if !changes {
			out.Unchanged++
			m.Staffed = -1
		} else {
			out.Updated++
		}
		wanted[c][m.Month] = m
	}
	for _, c := range classes {
		var months []booking.MonthPlaces
		for _, m := range wanted[c.ID] {
			if m.Staffed >= 0 {
				months = append(months, m)
			}
		}
		if len(months) == 0 {
			continue
		}
		slices.SortFunc(months, func(a, b booking.MonthPlaces) int { return cmp.Compare(a.Month, b.Month) })
		out.later(0, func(ctx context.Context) error { return s.Booking.SetPlaces(ctx, actor, c.ID, c.Version, months) })
	}
	return nil
}

func readPlaces(classes []booking.ClassPlaces, row registry.PlainRow, out *ImportReport) (id care.ClassID, m booking.MonthPlaces, changes, ok bool) {
	i := slices.IndexFunc(classes, func(c booking.ClassPlaces) bool { return string(c.ID) == row.Cells[0] })
	if i < 0 && row.Cells[0] == "" {
		i = slices.IndexFunc(classes, func(c booking.ClassPlaces) bool { return c.Name == row.Cells[1] && !c.Closed })
	}
	if i < 0 {
		out.refuse(row.Line, "班级", row.Cells[1], care.Errorf(care.Invalid, care.CodeInvalid, "", "the facility has no class of this name"))
		return "", m, false, false
	}
	c := classes[i]
	ok = true
	month, err := parseMonth(row.Cells[4])
	at := slices.IndexFunc(c.Months, func(o store.Occupancy) bool { return o.Month == month })
	if err == nil && at < 0 {
		err = care.Errorf(care.Invalid, care.CodeOutOfRange, "", "places can be set from this month on, for the months that are shown")
	}
	if err != nil {
		out.refuse(row.Line, "月份", row.Cells[4], err)
		return c.ID, m, false, false
	}
	m.Month = month
	for _, n := range []struct {
		at   int
		name string
		into *int
	}{{6, "可收托位", &m.Staffed}, {7, "未经本系统在托", &m.Outside}} {
		if *n.into, err = parseCount(row.Cells[n.at], mostPlaces); err != nil {
			out.refuse(row.Line, n.name, row.Cells[n.at], err)
			ok = false
		}
	}
	is := c.Months[at]
	return c.ID, m, is.Staffed != m.Staffed || is.Outside != m.Outside, ok
}
