package registry

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

func drawHours(t *rapid.T) []care.Hours {
	var hs []care.Hours
	for d := int8(1); d <= 7; d++ {
		at := 0
		for range rapid.IntRange(0, 2).Draw(t, "periods") {
			open := at + rapid.IntRange(0, 300).Draw(t, "open")
			shut := open + rapid.IntRange(1, 400).Draw(t, "long")
			if shut > 1440 {
				break
			}
			hs = append(hs, care.Hours{Weekday: d, Open: int16(open), Close: int16(shut)})
			at = shut
		}
	}
	return hs
}

// nasty are texts that break lists: formulas, quotes, delimiters, line ends, other scripts, what looks like numbers or JSON.
var nasty = []string{
	"=1+1", "＝cmd", "+86", "-5", "@a", "'=x", "''", "\"", "a\"b", "a,b;c\td", "a\n=b", "a\n\n@b", "暖阳", "Ä ß", "0012", "1.5E3", "1e5", "13800138000",
	"[1]", "{}", "NaN", "是", "null", "\\", "中\u3000文", "a'b", "_x0041_", "<b>&amp;", "￥", "🧸", "true", "2024/5/1", "'", "\"=\"", "#REF!", ";=1", ",=1",
}

func drawText(t *rapid.T, label string, least int) string {
	n := rapid.IntRange(least, 3).Draw(t, label)
	var parts []string
	for range n {
		parts = append(parts, rapid.SampledFrom(nasty).Draw(t, label))
	}
	s := clean(strings.Join(parts, rapid.SampledFrom([]string{"", " ", "\n"}).Draw(t, "join")))
	if s == "" && least > 0 {
		return "x"
	}
	return s
}

func drawWord[T ~string](t *rapid.T, words []word[T], label string) T {
	return words[rapid.IntRange(0, len(words)-1).Draw(t, label)].value
}

func drawFacility(t *rapid.T, i int) care.Facility {
	f := care.Facility{
		ID: care.FacilityID(care.NewID()), Source: rapid.SampledFrom([]string{"city", "berlin", "=osm"}).Draw(t, "source"),
		Name: drawText(t, "name", 1), OtherName: drawText(t, "other", 0), Kind: drawWord(t, kinds, "kind"),
		Inclusive: rapid.Bool().Draw(t, "inclusive"), OpenToPublic: rapid.Bool().Draw(t, "open"), Verified: rapid.Bool().Draw(t, "verified"),
		Filing:   care.Filing{Status: drawWord(t, filings, "status"), No: drawText(t, "no", 0), Authority: drawText(t, "by", 0)},
		AreaCode: rapid.SampledFrom([]string{"", "110105", "110105026", "110105026001"}).Draw(t, "code"), AreaName: drawText(t, "area", 0),
		Address: drawText(t, "address", 0), Phone: drawText(t, "phone", 0), Meals: drawText(t, "meals", 0), Intro: drawText(t, "intro", 0),
		FloorArea: rapid.IntRange(0, 5000).Draw(t, "floor"), Demo: rapid.Bool().Draw(t, "demo"), Hours: drawHours(t),
		Staff: care.Staff{Carers: rapid.IntRange(0, 30).Draw(t, "carers"), Other: rapid.IntRange(0, 3).Draw(t, "others")},
		Fees:  drawFees(t), Classes: drawClasses(t),
	}
	switch rapid.IntRange(0, 2).Draw(t, "identity") {
	case 0:
		f.ExternalID = fmt.Sprint("=", i, drawText(t, "external", 0))
	case 1:
		f.CreditCode = fmt.Sprintf("52110105MJ0A%05dX", i)
	default:
		f.ExternalID, f.CreditCode = fmt.Sprint("A", i), "52110105MJ0A0000A9"
	}
	if rapid.Bool().Draw(t, "nature") {
		f.Nature = drawWord(t, natures, "nature")
	}
	for _, m := range modes {
		if rapid.Bool().Draw(t, "mode") {
			f.Modes = append(f.Modes, m.value)
		}
	}
	if rapid.Bool().Draw(t, "languages") {
		f.Languages = []string{"zh", "en-GB"}
	}
	if rapid.Bool().Draw(t, "filed on") {
		f.Filing.Date = care.Date{Year: 2024, Month: 2, Day: 29}
		f.OpenedOn = care.Date{Year: 1999, Month: 12, Day: 31}
	}
	if rapid.Bool().Draw(t, "photos") {
		f.Photos = []care.Photo{{URL: "https://example.org/a.jpg"}, {URL: "/p/b.jpg", Text: drawText(t, "photo", 0)}}
		f.Website = "https://example.org/?q=1"
	}
	if rapid.Bool().Draw(t, "location") {
		p := orb.Point{rapid.Float64Range(73, 135).Draw(t, "lon"), rapid.Float64Range(18, 53).Draw(t, "lat")}
		l := located(p, drawWord(t, systems, "system"))
		l.Source, l.Confidence = drawWord(t, locationSources, "located"), rapid.Float64Range(0, 1).Draw(t, "confidence")
		l.Matched = drawText(t, "matched", 0)
		f.Location = &l
	}
	return f
}

func drawFees(t *rapid.T) []care.Fee {
	var out []care.Fee
	for range rapid.IntRange(0, 3).Draw(t, "fees") {
		if rapid.IntRange(0, 2).Draw(t, "plain") > 0 {
			fee := feeColumnList[rapid.IntRange(0, len(feeColumnList)-1).Draw(t, "item")].fee
			fee.Amount, fee.Unit = rapid.Int64Range(0, 500_000).Draw(t, "amount"), drawWord(t, feeUnits, "unit")
			out = append(out, fee)
			continue
		}
		out = append(out, care.Fee{
			Category: care.FeeOther, Name: drawText(t, "fee", 0), Unit: care.PerTerm, Amount: 1, Basis: drawText(t, "basis", 0),
			From: care.Date{Year: 2025, Month: 1, Day: 1},
		})
	}
	return out
}

func drawClasses(t *rapid.T) []care.Class {
	var out []care.Class
	month := care.Date{Year: 2026, Month: 3, Day: 1}.MonthOf()
	confirmed := care.Instant(rapid.Int64Range(0, 1).Draw(t, "confirmed")) * (testAt - 12345)
	plain := rapid.Bool().Draw(t, "plain classes")
	for i, b := range bandNames {
		if rapid.Bool().Draw(t, "no class") {
			continue
		}
		standard, _ := b.band.Band()
		c := care.Class{
			Name: b.zh, Band: b.band, FromMonths: standard.From, ToMonths: standard.To, Mode: care.FullDay, ConfirmedAt: confirmed, Source: care.VacancyImport,
			Pools: []care.Pool{{Month: month, Filed: rapid.IntRange(1, 30).Draw(t, "filed"), Staffed: rapid.IntRange(0, 30).Draw(t, "staffed")}},
		}
		if confirmed > 0 {
			c.Pools[0].Taken = rapid.IntRange(0, 30).Draw(t, "taken")
		}
		if !plain {
			c.Name, c.Mode, c.Source = drawText(t, "class", 0)+itoa(i), drawWord(t, modes, "class mode"), care.VacancyFacility
			c.FromMonths, c.ToMonths = i*3, i*3+7
			c.Pools = append(c.Pools, care.Pool{Month: month + 2, Filed: 9, Staffed: 8, Taken: 7})
		}
		out = append(out, c)
	}
	return out
}

func exportBytes(t interface{ Fatal(...any) }, st *store.Store, o ExportOptions) []byte {
	var b bytes.Buffer
	if _, err := Export(context.Background(), st, &b, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bare takes away what a list does not carry: the ids of classes and the time of writing.
func bare(f care.Facility) care.Facility {
	f.UpdatedAt = 0
	f.Classes = slices.Clone(f.Classes)
	for i := range f.Classes {
		f.Classes[i].ID = ""
		if len(f.Classes[i].Pools) == 0 {
			f.Classes[i].Pools = nil
		}
	}
	if len(f.Classes) == 0 {
		f.Classes = nil
	}
	return tidy(f)
}

func allOf(t interface{ Fatal(...any) }, st *store.Store) map[care.FacilityID]care.Facility {
	out := map[care.FacilityID]care.Facility{}
	err := st.EachFacility(context.Background(), func(f care.Facility) error {
		out[f.ID] = bare(f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestExportReadsBack: an export read into an empty register gives the same register, and read into its own changes
// nothing; and no cell of it runs in a spreadsheet.
func TestExportReadsBack(t *testing.T) {
	dir := t.TempDir()
	formats := []ExportOptions{{Format: CSV}, {Format: CSV, BOM: true, English: true}, {Format: XLSX}}
	rapid.Check(t, func(rt *rapid.T) {
		var fs []care.Facility
		for i := range rapid.IntRange(1, 6).Draw(rt, "facilities") {
			f := drawFacility(rt, i)
			if err := f.Validate(); err != nil {
				rt.Fatal(err)
			}
			fs = append(fs, f)
		}
		first, second := pair(rt, dir)
		defer first.Close()  //nolint:errcheck // a test
		defer second.Close() //nolint:errcheck // a test
		if _, err := first.SaveFacilities(context.Background(), testActor, testAt, fs); err != nil {
			rt.Fatal(err)
		}
		want := allOf(rt, first)
		o := rapid.SampledFrom(formats).Draw(rt, "format")
		file := exportBytes(rt, first, o)
		noFormulas(rt, file, o.Format)
		in := options()
		in.NoMatch = true
		rep, err := Import(context.Background(), second, inputBytes("x."+string(o.Format), file), in)
		if err != nil {
			rt.Fatalf("%v %v\n%s", err, rep.Bad, file)
		}
		got := allOf(rt, second)
		for id, w := range want {
			if !reflect.DeepEqual(got[id], w) {
				rt.Fatalf("%s:\nwas %+v %+v\nnow %+v %+v\n%s", o.Format, w, w.Location, got[id], got[id].Location, file)
			}
		}
		if len(got) != len(want) {
			rt.Fatalf("%d facilities became %d", len(want), len(got))
		}
		in.DryRun = true
		rep, err = Import(context.Background(), first, inputBytes("x."+string(o.Format), file), in)
		if err != nil || rep.Unchanged != len(fs) {
			rt.Fatalf("read into its own: %+v, %v", rep, err)
		}
	})
}

func pair(t *rapid.T, dir string) (first, second *store.Store) {
	first, err1 := openStore(dir)
	second, err2 := openStore(dir)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	return first, second
}

func noFormulas(t *rapid.T, file []byte, format Format) {
	var rows [][]string
	var err error
	if format == CSV {
		rows, err = csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff")))).ReadAll()
	} else {
		var f *excelize.File
		if f, err = excelize.OpenReader(bytes.NewReader(file)); err == nil {
			rows, err = f.GetRows(sheetName)
		}
	}
	if err != nil {
		t.Fatalf("another reader cannot read it: %v", err)
	}
	for _, row := range rows {
		for _, c := range row {
			for _, line := range strings.Split(c, "\n") {
				if dangerous(line) && !strings.HasPrefix(line, "'") {
					t.Fatalf("the cell %q runs", c)
				}
			}
		}
	}
}
