package server

import (
	"bytes"
	"context"
	"mime"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"tuoyuquan/api/care"
	"tuoyuquan/api/registry"
	"tuoyuquan/api/stats"
)

// statNames are the indicators as tables and screens name them.
var statNames = map[care.Indicator]string{
	care.PlacesPerThousand: "每千人口托位数", care.InclusiveShare: "普惠托位占比%", care.PlaceUse: "托位使用率%", care.EnrolmentRate: "入托率%",
	care.StreetCoverage: "街道普惠覆盖率%", care.FilingRate: "备案率%", care.FreshFigures: "空位48小时内确认占比%", care.UsableFigures: "空位可信占比%",
	care.InfantUse: "乳儿班使用率%", care.ToddlerUse: "托小班使用率%", care.SeniorUse: "托大班使用率%", care.MixedUse: "混龄班使用率%",
	care.ComplaintRate: "30天投诉件数/千名在托", care.CaseResponse: "30天响应率%", care.CaseSolution: "30天解决率%", care.CaseSatisfaction: "30天满意率%",
}

func (s *Server) exportStatistics(ctx context.Context, in *statsExportInput) (*raw, error) {
	on, err := parseDate("on", in.On)
	if err != nil {
		return nil, err
	}
	if in.Indicator != "" {
		l, err := s.Stats.Rows(ctx, actorOf(ctx), stats.RowQuery{Area: in.Area, On: on, Indicator: care.Indicator(in.Indicator)})
		if err != nil {
			return nil, err
		}
		return table(ctx, rowTable(l), in.Format, "statistics-"+in.Indicator+"-"+l.Day.String())
	}
	o, err := s.Stats.Overview(ctx, actorOf(ctx), stats.Query{Area: in.Area, On: on, By: care.AreaLevel(in.By), Days: in.Days})
	if err != nil {
		return nil, err
	}
	if in.History {
		return table(ctx, historyTable(o), in.Format, "statistics-history-"+o.Day.String())
	}
	return table(ctx, partTable(o), in.Format, "statistics-"+o.Day.String())
}

// table gives a table as a file to keep.
func table(ctx context.Context, t registry.PlainTable, format, name string) (*raw, error) {
	var b bytes.Buffer
	if err := registry.WritePlain(&b, registry.Format(format), locale(ctx) == "en", t); err != nil {
		return nil, err
	}
	kind := "text/csv; charset=utf-8"
	if format == "xlsx" {
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return &raw{Body: func(ctx huma.Context) {
		x := unwrap(ctx)
		x.SetStatus(fiber.StatusOK)
		h := &x.c.Response().Header
		h.SetContentType(kind)
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + "." + format}))
		x.c.Response().SetBodyRaw(b.Bytes())
	}}, nil
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func value(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}

func figureFields() []registry.Field {
	return each(care.Indicators(), func(i care.Indicator) registry.Field {
		return registry.Field{Name: string(i), Chinese: statNames[i], Number: true}
	})
}

func figureCells(list []care.Figure) []string {
	return each(list, func(f care.Figure) string { return value(f.Value) })
}

// partTable is the figures of an area and of those in it, with what they are made of.
func partTable(o stats.Overview) registry.PlainTable {
	t := registry.PlainTable{Sheet: "指标", Fields: append([]registry.Field{
		{Name: "area_code", Chinese: "区划代码"},
		{Name: "area", Chinese: "地区"},
		{Name: "day", Chinese: "日期"},
		{Name: "population", Chinese: "常住人口", Number: true},
		{Name: "under_three", Chinese: "3岁以下婴幼儿", Number: true},
		{Name: "offering", Chinese: "提供托育的机构", Number: true},
		{Name: "filed", Chinese: "已备案机构", Number: true},
		{Name: "places", Chinese: "托位", Number: true},
		{Name: "inclusive_places", Chinese: "普惠托位", Number: true},
		{Name: "in_care", Chinese: "在托", Number: true},
		{Name: "complaints_30_days", Chinese: "30天投诉", Number: true},
	}, figureFields()...)}
	for _, p := range append([]stats.Part{o.Part}, o.Parts...) {
		n := &p.Counts
		t.Rows = append(t.Rows, append([]string{
			p.Code, p.Name, o.Day.String(), number(n.Population), number(n.UnderThree), number(n.Offering), number(n.Filed), number(n.Places),
			number(n.InclusivePlaces), number(n.InCare), number(n.Cases.Received),
		}, figureCells(p.Figures)...))
	}
	return t
}

func historyTable(o stats.Overview) registry.PlainTable {
	t := registry.PlainTable{Sheet: "历史", Fields: append([]registry.Field{{Name: "day", Chinese: "日期"}, {Name: "area", Chinese: "地区"}}, figureFields()...)}
	for _, p := range o.Series {
		t.Rows = append(t.Rows, append([]string{p.Day.String(), o.Name}, figureCells(p.Figures)...))
	}
	return t
}

func rowTable(l stats.RowList) registry.PlainTable {
	t := registry.PlainTable{Sheet: "明细", Fields: []registry.Field{
		{Name: "kind", Chinese: "类别"},
		{Name: "area_code", Chinese: "区划代码"},
		{Name: "area", Chinese: "地区"},
		{Name: "name", Chinese: "名称"},
		{Name: "class", Chinese: "班级"},
		{Name: "band", Chinese: "班型"},
		{Name: "mode", Chinese: "服务方式"},
		{Name: "inclusive", Chinese: "普惠"},
		{Name: "filing", Chinese: "备案状态"},
		{Name: "freshness", Chinese: "空位新鲜度"},
		{Name: "confirmed_at", Chinese: "确认时间"},
		{Name: "category", Chinese: "投诉类别"},
		{Name: "day", Chinese: "收到日期"},
		{Name: "part", Chinese: "计入分子", Number: true},
		{Name: "whole", Chinese: "计入分母", Number: true},
		{Name: "id", Chinese: "编号"},
	}}
	for i := range l.Rows {
		r := statRow(l.Rows[i])
		inclusive := ""
		if r.Inclusive {
			inclusive = "是"
		}
		t.Rows = append(t.Rows, []string{
			r.Kind, r.Area.Code, r.Area.Name, r.Name, r.Class, r.Band, r.Mode, inclusive, r.Filing, r.Freshness, r.ConfirmedAt, r.Category, r.Day,
			number(r.Part), number(r.Whole), r.ID,
		})
	}
	return t
}

func (s *Server) exportNeed(ctx context.Context, in *needExportInput) (*raw, error) {
	n, err := s.Stats.Need(ctx, actorOf(ctx), in.query())
	if err != nil {
		return nil, err
	}
	name := "need-" + care.Today(n.At).String()
	if in.Cells {
		return table(ctx, cellTable(n), in.Format, name+"-cells")
	}
	return table(ctx, streetTable(n), in.Format, name)
}

func streetTable(n stats.Need) registry.PlainTable {
	t := registry.PlainTable{Sheet: "缺口", Fields: []registry.Field{
		{Name: "area_code", Chinese: "区划代码"},
		{Name: "area", Chinese: "街道（乡镇）"},
		{Name: "children", Chinese: "3岁以下婴幼儿", Number: true},
		{Name: "without", Chinese: "步行圈外", Number: true},
		{Name: "off_street", Chinese: "附近无道路", Number: true},
		{Name: "street_km_per_km2", Chinese: "道路密度（千米/平方千米）", Number: true},
	}}
	for _, r := range n.Rings {
		m := strconv.Itoa(r.Minutes)
		t.Fields = append(t.Fields, registry.Field{Name: "within_" + m, Chinese: m + "分钟内", Number: true},
			registry.Field{Name: "share_" + m, Chinese: m + "分钟覆盖率%", Number: true})
	}
	for _, x := range n.Streets {
		row := []string{x.Code, x.Name, number(x.Children), number(x.Without), number(x.OffStreet), value(&x.Density)}
		for _, r := range x.Rings {
			row = append(row, number(r.Children), value(needWithin(r).Share))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func cellTable(n stats.Need) registry.PlainTable {
	t := registry.PlainTable{Sheet: "网格", Fields: []registry.Field{
		{Name: "lon", Chinese: "经度", Number: true},
		{Name: "lat", Chinese: "纬度", Number: true},
		{Name: "area_code", Chinese: "区划代码"},
		{Name: "children", Chinese: "3岁以下婴幼儿", Number: true},
		{Name: "minutes", Chinese: "步行分钟"},
	}}
	for _, c := range n.Cells {
		w := needCell(c)
		minutes := ""
		if w.Minutes >= 0 {
			minutes = value(&w.Minutes)
		}
		t.Rows = append(t.Rows, []string{value(&w.At[0]), value(&w.At[1]), w.Area, number(w.Children), minutes})
	}
	return t
}
