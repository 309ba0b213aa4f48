package registry

import (
	"errors"
	"strings"

	"tuoyuquan/api/care"
)

func placeColumns() []column {
	code := textColumn("area_code", "区划代码", []string{"行政区划代码", "区域编号", "zoning_code", "区县代码", "街道代码"},
		"Code of the district (6 digits), street (9) or community (12)", "行政区划代码", "110105", 12,
		func(f *care.Facility) *string { return &f.AreaCode })
	readCode := code.read
	code.read = func(d *draft, s string) error {
		s = strings.TrimSpace(narrow(s))
		for i := range len(s) {
			if s[i] < '0' || s[i] > '9' {
				return errors.New("write the code in digits, such as 110105")
			}
		}
		return readCode(d, s)
	}
	out := []column{
		code,
		textColumn("area_name", "所属区域", []string{"区域", "区县", "所在区", "所属街道", "街道", "行政区", "zoning_name"},
			"Name of the district or street", "所属区域", "朝阳区望京街道", 120, func(f *care.Facility) *string { return &f.AreaName }),
		textColumn("address", "地址", []string{"机构住所", "详细地址", "机构地址", "住所", "注册地址", "服务地址"},
			"Address; may leave out what area_name says", "地址", "望京西园四区12号楼", 300, func(f *care.Facility) *string { return &f.Address }),
	}
	return append(out, pointColumns()...)
}

func pointColumns() []column {
	number := func(name, zh string, also []string, what, example string, into func(*draft) **float64, from func(*care.Location) float64) column {
		return column{
			Column: Column{Name: name, Chinese: zh, Also: also, What: what, WhatChinese: zh, Example: example}, part: partLocation,
			read: func(d *draft, s string) error {
				v, err := parseFloat(s)
				*into(d) = &v
				return err
			},
			write: func(r *rendered) string {
				if r.f.Location == nil {
					return ""
				}
				return formatFloat(from(r.f.Location))
			},
		}
	}
	word := func(name, zh string, also []string, what string, read func(*draft, string) error, write func(*care.Location) string) column {
		return column{
			Column: Column{Name: name, Chinese: zh, Also: also, What: what, WhatChinese: zh}, part: partLocation, text: true, read: read,
			write: func(r *rendered) string {
				if r.f.Location == nil {
					return ""
				}
				return write(r.f.Location)
			},
		}
	}
	system := word("coord_system", "坐标系", []string{"坐标系统", "坐标类型"}, "Of lon and lat: "+choices(systems),
		func(d *draft, s string) (err error) { d.system, err = lookUp(systems, s); return err },
		func(l *care.Location) string { return string(l.System) })
	system.Example = "gcj02"
	return []column{
		number("lon", "经度", []string{"lng", "longitude", "x坐标"}, "Longitude in degrees; or both in one column called 经纬度, longitude first", "116.4832",
			func(d *draft) **float64 { return &d.lon }, func(l *care.Location) float64 { return l.Original[0] }),
		number("lat", "纬度", []string{"latitude", "y坐标"}, "Latitude in degrees", "39.9965",
			func(d *draft) **float64 { return &d.lat }, func(l *care.Location) float64 { return l.Original[1] }),
		system,
		word("location_source", "位置来源", nil, "How the point became known: "+choices(locationSources),
			func(d *draft, s string) (err error) { d.located.Source, err = lookUp(locationSources, s); return err },
			func(l *care.Location) string { return string(l.Source) }),
		number("location_confidence", "位置可信度", nil, "0 to 1", "1",
			func(d *draft) **float64 { return &d.confidence }, func(l *care.Location) float64 { return l.Confidence }),
		word("location_matched", "匹配结果", nil, "What the address was matched to",
			func(d *draft, s string) error { d.located.Matched = s; return nil },
			func(l *care.Location) string { return l.Matched }),
	}
}

// feeColumn is one item of the fee list with a column of its own.
type feeColumn struct {
	name, zh string
	also     []string
	fee      care.Fee
}

var feeColumnList = []feeColumn{
	{"fee_care", "保育费", []string{"托育费", "收费标准", "保教费", "基本服务费"}, care.Fee{Category: care.FeeCare, Unit: care.PerMonth}},
	{"fee_infant", "乳儿班保育费", []string{"乳儿班收费"}, care.Fee{Category: care.FeeCare, Band: care.BandInfant, Unit: care.PerMonth}},
	{"fee_toddler", "托小班保育费", []string{"托小班收费"}, care.Fee{Category: care.FeeCare, Band: care.BandToddler, Unit: care.PerMonth}},
	{"fee_senior", "托大班保育费", []string{"托大班收费"}, care.Fee{Category: care.FeeCare, Band: care.BandSenior, Unit: care.PerMonth}},
	{"fee_mixed", "混合编班保育费", []string{"混合班收费"}, care.Fee{Category: care.FeeCare, Band: care.BandMixed, Unit: care.PerMonth}},
	{"fee_half_day", "半日托收费", []string{"半日托保育费"}, care.Fee{Category: care.FeeCare, Mode: care.HalfDay, Unit: care.PerMonth}},
	{"fee_hourly", "计时托收费", []string{"计时托保育费"}, care.Fee{Category: care.FeeCare, Mode: care.Hourly, Unit: care.PerHour}},
	{"fee_drop_in", "临时托收费", []string{"临时托保育费"}, care.Fee{Category: care.FeeCare, Mode: care.Drop, Unit: care.PerSession}},
	{"fee_boarding", "住宿费", nil, care.Fee{Category: care.FeeBoarding, Unit: care.PerMonth}},
	{"fee_meals", "伙食费", []string{"餐费", "膳食费"}, care.Fee{Category: care.FeeMeals, Unit: care.PerMonth}},
	{"fee_material", "材料费", nil, care.Fee{Category: care.FeeMaterial, Unit: care.PerMonth}},
	{"fee_other", "其他费用", []string{"其他收费"}, care.Fee{Category: care.FeeOther, Unit: care.PerMonth}},
}

func feeColumns() []column {
	var out []column
	for i, fc := range feeColumnList {
		out = append(out, column{
			Column: Column{
				Name: fc.name, Chinese: fc.zh, Also: fc.also,
				What:        "Amount in yuan, per " + string(fc.fee.Unit) + " unless it says otherwise",
				WhatChinese: fc.zh + "（元，未写单位按" + chinese(feeUnits, fc.fee.Unit) + "）", Example: "2160元/" + chinese(feeUnits, fc.fee.Unit),
			},
			part: partFees, text: true,
			read: func(d *draft, s string) error {
				fee := feeColumnList[i].fee
				var err error
				if fee.Amount, fee.Unit, err = parseFee(s, fee.Unit); err != nil {
					return err
				}
				d.f.Fees = append(d.f.Fees, fee)
				return nil
			},
			write: func(r *rendered) string { return r.fees[i] },
		})
	}
	return append(out, column{
		Column: Column{
			Name: "fees", Chinese: "收费明细", What: "The whole fee list as JSON, where the columns above cannot say it; amounts in fen",
			WhatChinese: "收费明细（JSON，金额单位为分）", Example: `[{"category":"care","unit":"month","amount":216000}]`,
		},
		part: partFees, text: true, long: true,
		read:  func(d *draft, s string) error { d.feesGiven = true; return readJSON(s, &d.feeList) },
		write: func(r *rendered) string { return r.feesJSON },
	})
}
