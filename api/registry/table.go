package registry

import (
	"encoding/json"
	"strconv"
	"strings"

	"tuoyuquan/api/care"
)

// table is the house list, in the order an export writes it.
var table = buildTable()

func buildTable() []column {
	var t []column
	t = append(t, identityColumns()...)
	t = append(t, filingColumns()...)
	t = append(t, kindColumns()...)
	t = append(t, placeColumns()...)
	t = append(t, contactColumns()...)
	t = append(t, feeColumns()...)
	t = append(t, classColumns()...)
	t = append(t, detailColumns()...)
	return t
}

func identityColumns() []column {
	name := textColumn("name", "机构名称", []string{"名称", "机构注册登记名称", "托育机构名称", "单位名称", "institution_name"},
		"Name of the facility", "机构名称", "暖阳托育园", 200, func(f *care.Facility) *string { return &f.Name })
	name.Required = true
	source := textColumn("source", "来源", []string{"数据来源", "名单来源"},
		"The list the row comes from; the import's own when empty", "数据来源名单", "city", 60,
		func(f *care.Facility) *string { return &f.Source })
	external := textColumn("external_id", "外部编号", []string{"机构编号", "external id"},
		"The facility's number in its list; with the list it is its identity", "在来源名单中的编号", "A-0317", 120,
		func(f *care.Facility) *string { return &f.ExternalID })
	credit := textColumn("credit_code", "统一社会信用代码", []string{"信用代码", "社会信用代码", "统一信用代码"},
		"18 characters; with the 6-digit district it is the identity where there is no external_id; a wrong check character only warns",
		"18 位；校验位不符仅提示", "52110105MJ0A0000A9", 40, func(f *care.Facility) *string { return &f.CreditCode })
	readCredit := credit.read
	credit.read = func(d *draft, s string) error {
		return readCredit(d, strings.ToUpper(strings.ReplaceAll(narrow(s), " ", "")))
	}
	for _, c := range []*column{&source, &external, &credit} {
		c.part = partIdentity
	}
	return []column{
		{
			Column: Column{
				Name: "facility_id", Chinese: "机构标识", What: "This service's own id, to restore an export; leave it out otherwise",
				WhatChinese: "本系统标识，仅用于恢复导出数据", Example: "0199c8a2-7c11-7000-8000-000000000001",
			},
			part: partIdentity, text: true,
			read: func(d *draft, s string) error {
				if !uuidLike(s) {
					return wrong("facility_id", "this is not an id of this service; leave the column out")
				}
				d.f.ID = care.FacilityID(strings.ToLower(s))
				return nil
			},
			write: func(r *rendered) string { return string(r.f.ID) },
		},
		source, external, name,
		textColumn("other_name", "别名", []string{"曾用名", "其他名称", "institution_other_name"}, "Another or former name", "别名或曾用名", "", 200,
			func(f *care.Facility) *string { return &f.OtherName }),
		credit,
	}
}

func filingColumns() []column {
	status := wordColumn("filing_status", "备案状态", []string{"是否备案", "备案情况"},
		"Where the filing stands; filed when empty and a number or date is given, else unknown", "备案状态", filings,
		func(f *care.Facility) *care.FilingStatus { return &f.Filing.Status })
	readStatus := status.read
	status.read = func(d *draft, s string) error { d.statusGiven = true; return readStatus(d, s) }
	no := textColumn("filing_no", "备案编号", []string{"备案号", "备案证号", "备案回执编号"}, "Number of the filing, free text", "备案编号", "京朝托备2024017", 80,
		func(f *care.Facility) *string { return &f.Filing.No })
	on := dateColumn("filed_on", "备案通过时间", []string{"备案日期", "备案时间", "finished_time"}, "Day of the filing", "备案通过日期",
		func(f *care.Facility) *care.Date { return &f.Filing.Date })
	by := textColumn("filing_authority", "备案机关", []string{"备案部门", "主管部门"}, "Who the facility is filed with", "备案机关", "朝阳区卫生健康委员会", 120,
		func(f *care.Facility) *string { return &f.Filing.Authority })
	verified := boolColumn("verified", "已核实", []string{"是否核实"},
		"Whether the list is trusted; when empty: yes if a filing is stated", "是否已核实",
		func(f *care.Facility) *bool { return &f.Verified }, func(d *draft) { d.verifiedGiven = true })
	out := []column{status, no, on, by, verified}
	for i := range out {
		out[i].part = partFiling
	}
	return out
}

func kindColumns() []column {
	kind := wordColumn("kind", "机构类型", []string{"机构类别", "类型"}, "Kind of facility; guessed from the name when the column is missing", "机构类型（1+N）", kinds,
		func(f *care.Facility) *care.FacilityKind { return &f.Kind })
	return []column{
		kind,
		wordColumn("nature", "机构性质", []string{"举办主体", "举办性质", "性质", "institution_type"}, "Who runs it", "举办主体", natures,
			func(f *care.Facility) *care.Nature { return &f.Nature }),
		boolColumn("inclusive", "普惠", []string{"是否普惠", "普惠性", "普惠托育机构", "是否普惠机构"}, "Whether it is a public-benefit facility", "是否普惠",
			func(f *care.Facility) *bool { return &f.Inclusive }, nil),
		boolColumn("open_to_public", "面向社会", []string{"是否面向社会", "对外开放", "面向社会招生"},
			"Whether it takes children of any family; when empty: yes, save for employers' facilities", "是否面向社会招收",
			func(f *care.Facility) *bool { return &f.OpenToPublic }, func(d *draft) { d.openGiven = true }),
		{
			Column: Column{
				Name: "modes", Chinese: "服务形式", Also: []string{"托育服务形式", "服务类型"}, What: "Forms of care, separated by commas: " + choices(modes),
				WhatChinese: "服务形式，用逗号分开", Example: "全日托,半日托",
			},
			read: func(d *draft, s string) (err error) { d.f.Modes, err = parseModes(s); return err },
			write: func(r *rendered) string {
				var out []string
				for _, m := range r.f.Modes {
					out = append(out, chinese(modes, m))
				}
				return strings.Join(out, ",")
			},
			copy: func(dst, src *care.Facility) { dst.Modes = src.Modes },
		},
	}
}

func contactColumns() []column {
	return []column{
		textColumn("phone", "电话", []string{"联系电话", "联系方式", "咨询电话", "手机"}, "Phone", "联系电话", "010-12345678", 80,
			func(f *care.Facility) *string { return &f.Phone }),
		textColumn("website", "网址", []string{"网站", "官网"}, "Web page", "网址", "https://example.org", 300,
			func(f *care.Facility) *string { return &f.Website }),
		{
			Column: Column{
				Name: "hours", Chinese: "服务时间", Also: []string{"开放时间", "营业时间", "托育时间", "opening_hours"},
				What: "Opening hours; Monday to Friday when no day is said", WhatChinese: "服务时间，未写星期即周一至周五", Example: "周一至周五 07:30-18:00",
			},
			text: true, long: true,
			read: func(d *draft, s string) (err error) {
				if strings.HasPrefix(s, "[") {
					return readJSON(s, &d.f.Hours)
				}
				d.f.Hours, err = parseHours(s)
				return err
			},
			write: func(r *rendered) string { return r.hours },
			copy:  func(dst, src *care.Facility) { dst.Hours = src.Hours },
		},
		{
			Column: Column{
				Name: "languages", Chinese: "语言", Also: []string{"双语", "服务语言"}, What: "Languages as BCP 47 tags, separated by commas",
				WhatChinese: "服务语言代码", Example: "zh,en",
			},
			text: true,
			read: func(d *draft, s string) error {
				d.f.Languages = nil
				for _, l := range parseList(s) {
					if !languageLike(l) {
						return wrong("languages", "%q is not a language tag such as zh or en-GB", clip(l))
					}
					if !contains(d.f.Languages, l) {
						d.f.Languages = append(d.f.Languages, l)
					}
				}
				return nil
			},
			write: func(r *rendered) string { return strings.Join(r.f.Languages, ",") },
			copy:  func(dst, src *care.Facility) { dst.Languages = src.Languages },
		},
	}
}

func detailColumns() []column {
	staff := func(name, zh, what string, ref func(*care.Facility) *int) column {
		return countColumn(name, zh, nil, what, zh, "6", 10_000, ref)
	}
	intro := textColumn("intro", "简介", []string{"机构简介", "介绍"}, "Introduction", "机构简介", "", 10_000,
		func(f *care.Facility) *string { return &f.Intro })
	intro.long = true
	return []column{
		textColumn("meals", "膳食", []string{"供餐方式", "食品供应"}, "Own kitchen, delivered or none", "供餐方式", "自办食堂", 200, func(f *care.Facility) *string { return &f.Meals }),
		intro,
		staff("staff_carers", "保育人员", "Carers", func(f *care.Facility) *int { return &f.Staff.Carers }),
		staff("staff_certified", "持证保育人员", "Of the carers, certified", func(f *care.Facility) *int { return &f.Staff.Certified }),
		staff("staff_health", "卫生保健人员", "Health staff", func(f *care.Facility) *int { return &f.Staff.Health }),
		staff("staff_security", "保安人员", "Security staff", func(f *care.Facility) *int { return &f.Staff.Security }),
		staff("staff_kitchen", "炊事人员", "Kitchen staff", func(f *care.Facility) *int { return &f.Staff.Kitchen }),
		staff("staff_other", "其他人员", "Other staff", func(f *care.Facility) *int { return &f.Staff.Other }),
		dateColumn("opened_on", "开办日期", []string{"开业日期", "成立日期"}, "Day of opening", "开办日期", func(f *care.Facility) *care.Date { return &f.OpenedOn }),
		countColumn("floor_area", "建筑面积", []string{"面积"}, "Floor area in square metres", "建筑面积（平方米）", "620", 1_000_000, func(f *care.Facility) *int { return &f.FloorArea }),
		textColumn("vr_url", "VR链接", []string{"全景链接"}, "Address of a walk-through view", "全景链接", "", 300, func(f *care.Facility) *string { return &f.VRURL }),
		{
			Column: Column{
				Name: "photos", Chinese: "照片", Also: []string{"图片", "照片链接"}, What: "Addresses of pictures separated by spaces, or a JSON list of url and text",
				WhatChinese: "照片链接，用空格分开", Example: "https://example.org/1.jpg",
			},
			text: true, long: true, read: readPhotos, write: writePhotos,
			copy: func(dst, src *care.Facility) { dst.Photos = src.Photos },
		},
		boolColumn("demo", "示范数据", nil, "Made-up data of a demonstration", "是否示范数据", func(f *care.Facility) *bool { return &f.Demo }, nil),
	}
}

func readPhotos(d *draft, s string) error {
	d.f.Photos = nil
	if strings.HasPrefix(s, "[") {
		if err := readJSON(s, &d.f.Photos); err != nil {
			return err
		}
	} else {
		for _, u := range strings.Fields(s) {
			d.f.Photos = append(d.f.Photos, care.Photo{URL: u})
		}
	}
	for _, p := range d.f.Photos {
		if !strings.HasPrefix(p.URL, "https://") && !strings.HasPrefix(p.URL, "http://") && !strings.HasPrefix(p.URL, "/") {
			return wrong("photos", "%q is not a web address", clip(p.URL))
		}
	}
	return nil
}

func writePhotos(r *rendered) string {
	if len(r.f.Photos) == 0 {
		return ""
	}
	var urls []string
	for _, p := range r.f.Photos {
		if p.Text != "" || strings.ContainsAny(p.URL, " \t\n\u3000\u00a0\u0085") || strings.HasPrefix(p.URL, "[") {
			return asJSON(r.f.Photos)
		}
		urls = append(urls, p.URL)
	}
	return strings.Join(urls, " ")
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}

func readJSON(s string, into any) error {
	dec := json.NewDecoder(strings.NewReader(s))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return wrong("", "the JSON in the cell cannot be read: %v", err)
	}
	if dec.More() {
		return wrong("", "there is something behind the JSON in the cell")
	}
	return nil
}

func uuidLike(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') || !dash && !strings.ContainsRune("0123456789abcdefABCDEF", rune(c)) {
			return false
		}
	}
	return true
}

func languageLike(s string) bool {
	if len(s) < 2 || len(s) > 35 {
		return false
	}
	for i := range len(s) {
		c := s[i] | 0x20
		if (c < 'a' || c > 'z') && s[i] != '-' && (s[i] < '0' || s[i] > '9' || i < 2) {
			return false
		}
	}
	return true
}

func formatFloat(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
