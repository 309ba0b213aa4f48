package registry

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/paulmach/orb"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"tuoyuquan/api/care"
	"tuoyuquan/geo"
	"tuoyuquan/geo/coord"
)

const houseList = `北京市朝阳区托育机构名单,,,,,,,,,,,,,,
序号,机构名称,统一社会信用代码,备案编号,备案通过时间,机构性质,机构类型,是否普惠,地址,经度,纬度,坐标系,联系电话,服务形式,服务时间,保育费（元/月）,伙食费,区划代码,乳儿班托位,乳儿班在托,托小班托位,托小班余位,确认时间
1,暖阳托育园,52110105MJ0A0000A9,备2024017,2024/5/20,民办,独立托育机构,是,望京西园四区12号楼,116.4832,39.9965,gcj02,010-64700001,全日托、半日托,周一至周五 7:30-18:00,2160,20元/天,110105,10,4,15,3,2026-02-20 09:30
2,星星幼儿园托班,12110105MB0A0000AY,备2024018,2024-06-01,公办,幼儿园托班,是,酒仙桥路10号,116.4900,39.9700,gcj02,010-64700002,全日托,7:30-17:30,1200,,110105,,,20,,
3,小松果家庭托育点,92110105MA0A0000AL,,,民办,家庭托育点,否,花家地街甲3号,,,,13800138000,计时托,,,,110105,,,,,
`

func TestImportHouseList(t *testing.T) {
	st, o := newStore(t), options()
	rep := mustImport(t, st, input("list.csv", houseList), o)
	counts(t, rep, 3, 0, 0)
	if rep.Rows != 3 || rep.NeedsLocation != 1 || rep.Encoding != "utf-8" || rep.Delimiter != "," || len(rep.Ignored) != 1 {
		t.Errorf("%+v", rep)
	}
	fs := facilities(t, st)
	f := fs["暖阳托育园"]
	want := coord.Convert(orb.Point{116.4832, 39.9965}, coord.GCJ02, coord.WGS84)
	if f.Location == nil || f.Location.Point != want || f.Location.Original != (orb.Point{116.4832, 39.9965}) || f.Location.System != care.GCJ02 {
		t.Errorf("location %+v, want %v", f.Location, want)
	}
	if f.Location != nil && geo.Haversine(f.Location.Point, f.Location.Original) < 400 {
		t.Error("the point was not converted")
	}
	if f.Filing.Status != care.Filed || f.Filing.No != "备2024017" || f.Filing.Date.String() != "2024-05-20" || !f.Verified || !f.Public(false) {
		t.Errorf("filing %+v", f.Filing)
	}
	if f.Nature != care.NaturePrivate || f.Kind != care.KindIndependent || !f.Inclusive || !f.OpenToPublic || len(f.Modes) != 2 || len(f.Hours) != 5 {
		t.Errorf("%+v", f)
	}
	if len(f.Fees) != 2 || f.Fees[0].Amount != 216000 || f.Fees[1] != (care.Fee{Category: care.FeeMeals, Unit: care.PerDay, Amount: 2000}) {
		t.Errorf("fees %+v", f.Fees)
	}
	if len(f.Classes) != 2 {
		t.Fatalf("classes %+v", f.Classes)
	}
	at := care.Instant(1771551000000) // 2026-02-20 09:30 +08:00
	if c := f.Classes[0]; c.Band != care.BandInfant || c.ConfirmedAt != at || c.Pools[0] != (care.Pool{Month: care.Today(at).MonthOf(), Filed: 10, Staffed: 10, Taken: 4}) {
		t.Errorf("%+v", c)
	}
	if c := f.Classes[1]; c.Band != care.BandToddler || c.Pools[0].Free() != 3 {
		t.Errorf("%+v", c)
	}
	if c := fs["星星幼儿园托班"].Classes; len(c) != 1 || c[0].ConfirmedAt != 0 || c[0].Pools[0].Filed != 20 {
		t.Errorf("places that nobody counted are not known: %+v", c)
	}
	if f := fs["小松果家庭托育点"]; f.Location != nil || f.Filing.Status != care.FilingUnknown || f.Verified || f.Public(false) || !f.Public(true) {
		t.Errorf("unfiled: %+v", f)
	}

	counts(t, mustImport(t, st, input("list.csv", houseList), o), 0, 0, 3)
	o.DryRun = true
	later := strings.Replace(houseList, "望京西园四区12号楼", "望京西园三区1号楼", 1)
	counts(t, mustImport(t, st, input("list.csv", later), o), 0, 1, 2)
	if facilities(t, st)["暖阳托育园"].Address != "望京西园四区12号楼" {
		t.Error("a dry run changed something")
	}
	o.DryRun, o.At = false, o.At+1000
	counts(t, mustImport(t, st, input("list.csv", later), o), 0, 1, 2)
	counts(t, mustImport(t, st, input("list.csv", later), o), 0, 0, 3)
}

// TestEncodings reads one list in every encoding and delimiter lists come in.
func TestEncodings(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(houseList)
	if err != nil {
		t.Fatal(err)
	}
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(houseList)
	if err != nil {
		t.Fatal(err)
	}
	wide := func(order binary.AppendByteOrder, bom bool) string {
		var b []byte
		if bom {
			b = order.AppendUint16(b, 0xfeff)
		}
		for _, u := range utf16.Encode([]rune(houseList)) {
			b = order.AppendUint16(b, u)
		}
		return string(b)
	}
	swap := func(d string) string {
		return strings.NewReplacer(",", d).Replace(strings.ReplaceAll(houseList, "全日托、半日托", "全日托/半日托"))
	}
	for name, c := range map[string]struct{ text, encoding, delimiter string }{
		"utf-8":          {houseList, "utf-8", ","},
		"utf-8 bom":      {"\ufeff" + houseList, "utf-8", ","},
		"gb18030":        {gb, "gb18030", ","},
		"gbk":            {gbk, "gb18030", ","},
		"utf-16le bom":   {wide(binary.LittleEndian, true), "utf-16le", ","},
		"utf-16be bom":   {wide(binary.BigEndian, true), "utf-16be", ","},
		"utf-16le plain": {wide(binary.LittleEndian, false), "utf-16le", ","},
		"semicolon":      {swap(";"), "utf-8", ";"},
		"tab":            {swap("\t"), "utf-8", "\t"},
		"crlf":           {strings.ReplaceAll(houseList, "\n", "\r\n"), "utf-8", ","},
		"cr":             {strings.ReplaceAll(houseList, "\n", "\r"), "utf-8", ","},
		"utf-16 tab":     {strings.ReplaceAll(wide(binary.LittleEndian, true), ",\x00", "\t\x00"), "utf-16le", "\t"},
	} {
		t.Run(name, func(t *testing.T) {
			st, o := newStore(t), options()
			o.DryRun = true
			rep := mustImport(t, st, input("list.txt", c.text), o)
			if rep.Rows != 3 || rep.Created != 3 || rep.Encoding != c.encoding || rep.Delimiter != c.delimiter {
				t.Errorf("%+v", rep)
			}
		})
	}
}

func TestBadRows(t *testing.T) {
	const list = `name,external_id,inclusive,lon,lat,coord_system,filed_on,phone,hours,fee_care,toddler_filed,toddler_taken,confirmed_at,credit_code
好园,1,是,116.4,39.9,wgs84,2024-05-20,,,,,,,
坏园甲,2,也许,39.9,116.4,wgs84,2024-02-30,,,,,,,
坏园乙,3,是,0,0,wgs84,,,,,,,,
坏园丙,4,是,116.4,,wgs84,,,,,,,,
坏园丁,5,是,395000,5820000,wgs84,,,,,,,,
坏园戊,6,是,116.4,39.9,火星,,,下周,一千,,,,
坏园己,7,是,116.4,39.9,wgs84,,,,,,5,2026-01-01,
,8,是,116.4,39.9,wgs84,,,,,,,,
好园,1,是,116.4,39.9,wgs84,,,,,,,,
"未闭合,9,是
信用园,10,是,116.4,39.9,wgs84,,,,,,,,91350211M0000XUF46
`
	st, o := newStore(t), options()
	rep, err := Import(t.Context(), st, input("bad.csv", list), o)
	if !care.Is(err, care.CodeInvalid) || len(facilities(t, st)) != 0 {
		t.Fatalf("%v, %d facilities", err, len(facilities(t, st)))
	}
	var got []string
	for _, p := range rep.Bad {
		got = append(got, p.String())
	}
	for _, want := range []string{
		`line 3, column inclusive, value "也许": write 是 or 否`,
		`line 3, column filed_on, value "2024-02-30": write a date`,
		`line 4, column lon, value "0": 0,0 is a placeholder`,
		`line 5, column lon, value "116.4": one of longitude and latitude is missing`,
		`line 6, column lon, value "395000": 395000, 5.82e+06 look like metres`,
		`line 7, column coord_system, value "火星": write one of wgs84`,
		`line 7, column hours, value "下周": write hours as`,
		`line 7, column fee_care, value "一千": write an amount`,
		`line 8, column toddler_filed: the number of places is missing`,
		`line 9, column name: the name is missing`,
		`line 10, column external_id, value "好园": the external id came before (the same facility is in line 2)`,
		`line 11, value "\"未闭合`,
	} {
		found := false
		for _, g := range got {
			found = found || strings.HasPrefix(g, want)
		}
		if !found {
			t.Errorf("no report begins with %s", want)
		}
	}
	if rep.BadRows != 9 || rep.Rows != 11 {
		t.Errorf("%d bad of %d rows:\n%s", rep.BadRows, rep.Rows, strings.Join(got, "\n"))
	}
	if rep.Warned != 1 || !strings.Contains(rep.Warnings[0].Reason, "mistyped") || rep.Warnings[0].Line != 12 {
		t.Errorf("warnings %v", rep.Warnings)
	}
	o.SkipBad = true
	rep = mustImport(t, st, input("bad.csv", list), o)
	counts(t, rep, 2, 0, 0)
	if fs := facilities(t, st); fs["好园"].Name == "" || fs["信用园"].CreditCode != "91350211M0000XUF46" {
		t.Error("the good rows are not there")
	}
}

func TestSwappedByTheOthers(t *testing.T) {
	var b strings.Builder
	b.WriteString("name,external_id,lon,lat,coord_system\n")
	for i := range 30 {
		b.WriteString("园" + itoa(i) + "," + itoa(i) + ",13.4,52.5,wgs84\n")
	}
	b.WriteString("反园,x,52.5,13.4,wgs84\n远园,y,-43.2,-22.9,wgs84\n")
	o := options()
	o.SkipBad = true
	rep := mustImport(t, newStore(t), input("s.csv", b.String()), o)
	if rep.BadRows != 1 || rep.Bad[0].Line != 32 || !strings.Contains(rep.Bad[0].Reason, "swapped") || rep.Warned != 1 || rep.Warnings[0].Line != 33 {
		t.Errorf("%+v %+v", rep.Bad, rep.Warnings)
	}
}

func TestWholeFileRefused(t *testing.T) {
	many := strings.Repeat("a,", maxColumns+10)
	for name, c := range map[string]struct {
		in   Input
		code care.Code
		o    func(*Options)
	}{
		"empty":       {input("x.csv", ""), care.CodeMissingColumn, nil},
		"blank":       {input("x.csv", "\n\n , ,\n"), care.CodeMissingColumn, nil},
		"no name":     {input("x.csv", "地址,电话\na,b\n"), care.CodeMissingColumn, nil},
		"twice":       {input("x.csv", "机构名称,name\na,b\n"), care.CodeInvalid, nil},
		"json":        {input("x.csv", `{"a":1}`), care.CodeUnknownFormat, nil},
		"old excel":   {input("x.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), care.CodeUnknownFormat, nil},
		"broken xlsx": {input("x.xlsx", "PK\x03\x04 and nothing more"), care.CodeDamaged, nil},
		"too large":   {Input{Name: "x.csv", Size: MaxFile + 1}, care.CodeTooLarge, nil},
		"geojson":     {input("x.csv", "name\na\n"), care.CodeUnknownFormat, func(o *Options) { o.Format = GeoJSON }},
		"columns":     {input("x.csv", many+"\n"), care.CodeMissingColumn, nil},
		"mapping": {input("x.csv", "name\na\n"), care.CodeMissingColumn, func(o *Options) {
			o.Mapping, _ = NamedMapping("berlin")
		}},
	} {
		o := options()
		if c.o != nil {
			c.o(&o)
		}
		if _, err := Import(t.Context(), newStore(t), c.in, o); !care.Is(err, c.code) {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}

// TestUnclosedQuote: one slip must not swallow the rest of a list.
func TestUnclosedQuote(t *testing.T) {
	var b strings.Builder
	b.WriteString("name,external_id,address\n")
	for i := range 3000 {
		quote := ""
		if i == 7 {
			quote = `"`
		}
		b.WriteString(quote + "园" + itoa(i) + "," + itoa(i) + ",某路" + itoa(i) + "号某园区某栋\n")
	}
	o := options()
	o.SkipBad, o.DryRun = true, true
	rep := mustImport(t, newStore(t), input("q.csv", b.String()), o)
	if rep.BadRows != 1 || rep.Bad[0].Line != 9 || rep.Created != 2999 || !strings.Contains(rep.Bad[0].Reason, "quote") {
		t.Errorf("%d bad, %d good: %v", rep.BadRows, rep.Created, rep.Bad)
	}
}

func TestLimits(t *testing.T) {
	long := strings.Repeat("长", 4000) // 12 KB
	list := "name,external_id,address,intro\n" +
		"a,1," + long + ",\n" +
		"b,2,,\"" + long + "\"\n" +
		"c,3," + strings.Repeat("x", 100_000) + ",\n" +
		"d,4,,\n" +
		"e,5,,\xff\xfe\n"
	o := options()
	o.SkipBad = true
	rep := mustImport(t, newStore(t), input("l.csv", list), o)
	if rep.Created != 2 || rep.BadRows != 3 {
		t.Errorf("%+v", rep)
	}
	var lines []int
	for _, p := range rep.Bad {
		lines = append(lines, p.Line)
		if len(p.Value) > 400 {
			t.Errorf("a value of %d bytes is shown", len(p.Value))
		}
	}
	if len(lines) != 3 || lines[0] != 2 || lines[1] != 4 || lines[2] != 6 {
		t.Errorf("bad lines %v", rep.Bad)
	}
}

func TestXLSX(t *testing.T) {
	f := excelize.NewFile()
	set := func(sheet, cell string, v any) {
		t.Helper()
		if err := f.SetCellValue(sheet, cell, v); err != nil {
			t.Fatal(err)
		}
	}
	set("Sheet1", "A1", "说明：本表由区卫健委提供")
	if _, err := f.NewSheet("名单"); err != nil {
		t.Fatal(err)
	}
	for i, h := range []string{"机构名称", "外部编号", "备案通过时间", "联系电话", "经度", "纬度", "坐标系", "托小班托位", "托小班在托", "确认时间", "是否普惠"} {
		cell, _ := excelize.CoordinatesToCellName(i+1, 2)
		set("名单", cell, h)
	}
	set("名单", "A1", "朝阳区托育机构名单")
	row := []any{"暖阳托育园", 317, 45432, 13800138000, 116.4832, 39.9965, "wgs84", 15, 7, 46073.395833333336, true}
	for i, v := range row {
		cell, _ := excelize.CoordinatesToCellName(i+1, 3)
		set("名单", cell, v)
	}
	set("名单", "A5", "坏园")
	set("名单", "C5", "昨天")
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	st, o := newStore(t), options()
	rep, err := Import(t.Context(), st, inputBytes("l.xlsx", b.Bytes()), o)
	if err == nil || rep.BadRows != 1 || rep.Bad[0].Line != 5 || rep.Bad[0].Column != "备案通过时间" || rep.Sheet != "名单" {
		t.Fatalf("%v %+v", err, rep)
	}
	o.SkipBad = true
	rep = mustImport(t, st, inputBytes("l.xlsx", b.Bytes()), o)
	got := facilities(t, st)["暖阳托育园"]
	if got.ExternalID != "317" || got.Phone != "13800138000" || got.Filing.Date.String() != "2024-05-20" || !got.Inclusive ||
		got.Location == nil || got.Location.Point != (orb.Point{116.4832, 39.9965}) {
		t.Errorf("%+v %+v", rep, got)
	}
	if c := got.Classes[0]; c.ConfirmedAt.Time().Format("2006-01-02 15:04") != "2026-02-20 09:30" || c.Pools[0].Free() != 8 {
		t.Errorf("%+v", c)
	}
	o.Sheet = "没有"
	if _, err := Import(t.Context(), st, inputBytes("l.xlsx", b.Bytes()), o); !care.Is(err, care.CodeNotFound) {
		t.Error(err)
	}
	o.Sheet = "Sheet1"
	if _, err := Import(t.Context(), st, inputBytes("l.xlsx", b.Bytes()), o); !care.Is(err, care.CodeMissingColumn) {
		t.Error(err)
	}
}

func TestNational(t *testing.T) {
	const list = `institution_name,institution_other_name,credit_code,institution_type,zoning_name,zoning_code,address,finished_time
暖阳托育园,-,52110105MJ0A0000A9,社会服务机构,北京市朝阳区,110105,望京西园四区12号楼,2024/05/20
星星托育中心,小星星,91110105MA0A0000AP,营利性,北京市朝阳区,110105,酒仙桥路10号,2023-01-02
暖阳托育园分园,,52110105MJ0A0000A9,未曾见过的类别,北京市海淀区,110108,中关村大街1号,2024-05-20
`
	st, o := newStore(t), options()
	var err error
	if o.Mapping, err = NamedMapping("national"); err != nil {
		t.Fatal(err)
	}
	rep := mustImport(t, st, input("n.csv", list), o)
	counts(t, rep, 3, 0, 0)
	if rep.NeedsLocation != 3 || rep.Source != "national" {
		t.Errorf("%+v", rep)
	}
	fs := facilities(t, st)
	f := fs["暖阳托育园"]
	if f.Filing.Status != care.Filed || f.Filing.Date.String() != "2024-05-20" || f.Nature != care.NaturePrivate || f.OtherName != "" ||
		f.AreaCode != "110105" || f.Location != nil || !f.Public(false) || len(f.Classes) != 0 || f.ExternalID != "" {
		t.Errorf("%+v", f)
	}
	if fs["暖阳托育园分园"].Nature != "" {
		t.Error("an unknown category became a nature")
	}
	counts(t, mustImport(t, st, input("n.csv", list), o), 0, 0, 3)

	// A city's own list knows more of the same facility: it is recognised by credit code and district, and what the
	// national list does not speak of stays when that comes again.
	city := options()
	city.Source = "city"
	rep = mustImport(t, st, input("c.csv", "name,credit_code,area_code,external_id,phone,lon,lat,coord_system,toddler_filed\n"+
		"暖阳托育园,52110105MJ0A0000A9,110105,C-1,010-64700001,116.48,39.99,wgs84,15\n"), city)
	counts(t, rep, 0, 1, 0)
	counts(t, mustImport(t, st, input("n.csv", list), o), 0, 0, 3)
	g := facilities(t, st)["暖阳托育园"]
	if g.ID != f.ID || g.Phone == "" || g.Location == nil || g.ExternalID != "C-1" || len(g.Classes) != 1 || g.Filing.Date.IsZero() || !g.Public(false) {
		t.Errorf("%+v", g)
	}
	dup := strings.Replace(list, "110108", "110105", 1)
	if rep, err := Import(t.Context(), st, input("n.csv", dup), o); err == nil || rep.BadRows != 1 || !strings.Contains(rep.Bad[0].Reason, "line 2") {
		t.Errorf("two rows of one facility: %v %+v", err, rep)
	}
}

// TestWhatStays: a list does not undo what others know better.
func TestWhatStays(t *testing.T) {
	const list = "name,external_id,filing_no,lon,lat,coord_system,toddler_filed,toddler_taken,confirmed_at\n甲园,1,备1,116.4,39.9,wgs84,15,5,2026-02-01\n"
	st, o, ctx := newStore(t), options(), context.Background()
	mustImport(t, st, input("a.csv", list), o)
	f := facilities(t, st)["甲园"]
	if err := Place(ctx, st, testActor, testAt, f.ID, orb.Point{116.41, 39.91}, care.GCJ02); err != nil {
		t.Fatal(err)
	}
	if err := st.ConfirmVacancy(ctx, testActor, testAt, f.Classes[0].ID, care.VacancyFacility, []care.Pool{{Month: f.Classes[0].Pools[0].Month + 1, Filed: 15, Staffed: 12, Taken: 11}}); err != nil {
		t.Fatal(err)
	}
	f = facilities(t, st)["甲园"]
	f.Filing.Status, f.Classes = care.FilingSuspended, nil
	if _, err := st.SaveFacilities(ctx, testActor, testAt, []care.Facility{f}); err != nil {
		t.Fatal(err)
	}
	o.At += 5000
	rep := mustImport(t, st, input("a.csv", list), o)
	if rep.KeptByHand != 1 {
		t.Errorf("%+v", rep)
	}
	counts(t, rep, 0, 0, 1)
	g := facilities(t, st)["甲园"]
	if g.Location.Source != care.LocationByHand || g.Location.Original != (orb.Point{116.41, 39.91}) || g.Location.System != care.GCJ02 {
		t.Errorf("the point placed by hand is gone: %+v", g.Location)
	}
	if g.Filing.Status != care.FilingSuspended || g.Public(false) {
		t.Error("a list without a filing state made a suspended facility public")
	}
	if p := g.Classes[0].Pools[0]; p.Taken != 11 || p.Staffed != 12 {
		t.Errorf("places confirmed later are gone: %+v", g.Classes[0])
	}
	// The list's number of filed places counts all the same.
	mustImport(t, st, input("a.csv", strings.Replace(list, ",15,5,", ",20,5,", 1)), o)
	if p := facilities(t, st)["甲园"].Classes[0].Pools[0]; p.Filed != 20 || p.Taken != 11 {
		t.Errorf("filed places %+v", p)
	}
	o.Overwrite = true
	mustImport(t, st, input("a.csv", list), o)
	if l := facilities(t, st)["甲园"].Location; l.Source != care.LocationGiven {
		t.Errorf("overwrite: %+v", l)
	}
	if err := Place(ctx, st, testActor, testAt, f.ID, orb.Point{39.9, 116.4}, ""); !care.Is(err, care.CodeBadCoordinates) {
		t.Error(err)
	}
	if err := Place(ctx, st, testActor, testAt, "nobody", orb.Point{116.4, 39.9}, ""); !care.Is(err, care.CodeNotFound) {
		t.Error(err)
	}
	if err := Place(ctx, st, testActor, testAt, f.ID, orb.Point{116.4, 39.9}, "mars"); !care.Is(err, care.CodeInvalid) {
		t.Error(err)
	}
}

// TestNameIsIdentity: a list with neither ids nor codes is recognised by name and address.
func TestNameIsIdentity(t *testing.T) {
	const list = "机构名称,地址\n甲园,一路1号\n甲园,二路2号\n乙园,一路1号\n甲 园,一路１号\n"
	st, o := newStore(t), options()
	o.SkipBad = true
	rep := mustImport(t, st, input("a.csv", list), o)
	counts(t, rep, 3, 0, 0)
	if rep.BadRows != 1 || rep.Bad[0].Line != 5 {
		t.Errorf("%+v", rep)
	}
	counts(t, mustImport(t, st, input("a.csv", list), o), 0, 0, 3)
}

func TestProgress(t *testing.T) {
	o := options()
	last := map[string]int64{}
	o.Progress = func(stage string, done, total int64) {
		if done < last[stage] || done > total {
			t.Errorf("%s: %d of %d after %d", stage, done, total, last[stage])
		}
		last[stage] = done
	}
	mustImport(t, newStore(t), input("list.csv", houseList), o)
	if last["read"] != int64(len(houseList)) || last["save"] != 3 {
		t.Errorf("%v", last)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Import(ctx, newStore(t), input("list.csv", houseList), options()); err == nil {
		t.Error("a cancelled import went on")
	}
}

// TestBranches: one legal person with two branches in a district.
func TestBranches(t *testing.T) {
	const national = "name,credit_code,area_code,address\n甲园,52110105MJ0A0000A9,110105,一路1号\n"
	const city = "name,credit_code,area_code,external_id,address\n甲园,52110105MJ0A0000A9,110105,C1,一路1号\n甲园二部,52110105MJ0A0000A9,110105,C2,二路2号\n"
	st, a, b := newStore(t), options(), options()
	a.Source, b.Source = "national", "city"
	mustImport(t, st, input("n.csv", national), a)
	counts(t, mustImport(t, st, input("c.csv", city), b), 1, 1, 0)
	counts(t, mustImport(t, st, input("c.csv", city), b), 0, 0, 2)
	// The list without ids now fits both: it must not guess.
	rep, err := Import(t.Context(), st, input("n.csv", national), a)
	if err == nil || rep.BadRows != 1 || rep.Bad[0].Line != 2 || !strings.Contains(rep.Bad[0].Reason, "2 facilities") {
		t.Errorf("%v %+v", err, rep)
	}
	// Among other rows only that one is bad.
	a.SkipBad = true
	rep = mustImport(t, st, input("n.csv", national+"乙园,91110105MA0A0000AP,110105,三路3号\n丙园,92110105MA0A0000AL,110105,四路4号\n"), a)
	counts(t, rep, 2, 0, 0)
	if rep.BadRows != 1 {
		t.Errorf("%+v", rep)
	}
}

// TestZipBomb: a small workbook that unpacks to a large one is refused before it is unpacked.
func TestZipBomb(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	to, err := w.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range 150 {
		if _, err := to.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = Import(t.Context(), newStore(t), inputBytes("bomb.xlsx", b.Bytes()), options())
	runtime.ReadMemStats(&after)
	if !care.Is(err, care.CodeTooLarge) {
		t.Errorf("%v", err)
	}
	if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 50 {
		t.Errorf("%d MB were allocated to refuse it", mb)
	}
}
