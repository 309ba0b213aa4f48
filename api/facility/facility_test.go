package facility_test

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/blob"
	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/facility"
	"tuoyuquan/api/picture"
	"tuoyuquan/api/registry"
	"tuoyuquan/api/seal"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// noon is a Monday.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, care.Shanghai)

const (
	ours   care.FacilityID = "01930000-0000-7000-8000-000000000001"
	theirs care.FacilityID = "01930000-0000-7000-8000-000000000002"
	class  care.ClassID    = "01930000-0000-7000-9000-000000000001"
)

type world struct {
	*testing.T
	*facility.Service
	store *store.Store
	book  *booking.Service
	at    time.Time
}

var (
	we   = care.Actor{Kind: care.ActorFacility, ID: "we", Facility: ours}
	they = care.Actor{Kind: care.ActorFacility, ID: "they", Facility: theirs}
)

func day(y int16, m, d int8) care.Date { return care.Date{Year: y, Month: m, Day: d} }

func newWorld(t *testing.T, s *store.Store) *world {
	t.Helper()
	w := &world{T: t, store: s, at: noon}
	now := func() time.Time { return w.at }
	box, err := seal.New(bytes.Repeat([]byte{7}, seal.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	files, err := blob.NewFolder(filepath.Join(t.TempDir(), "files"), now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	rules := care.NewRules(care.DefaultRules())
	names := func(context.Context, []care.ChildID) (map[care.ChildID]string, error) { return nil, nil }
	w.book = booking.New(booking.Deps{Store: s, Names: names, Rules: func() *care.Rules { return rules }, Now: now, Box: box}, booking.Options{Key: bytes.Repeat([]byte{7}, 32)})
	w.Service = facility.New(facility.Deps{
		Store: s, Box: box, Files: files, Pictures: picture.InProcess().Clean, Booking: w.book, Names: names, Rules: func() *care.Rules { return rules }, Now: now,
	})
	var list []care.Facility
	for i, id := range []care.FacilityID{ours, theirs} {
		c := class[:len(class)-1] + care.ClassID(rune('1'+i))
		list = append(list, care.Facility{
			ID: id, Source: "test", ExternalID: string(id), Name: "阳光托育", Kind: care.KindCommunity, OpenToPublic: true, AreaCode: "410105001", Filing: care.Filing{Status: care.Filed},
			Verified: true, Fees: []care.Fee{{Category: care.FeeCare, Unit: care.PerMonth, Amount: 200_000}},
			Classes: []care.Class{{
				ID: c, Name: "托小一班", Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: care.FullDay, ConfirmedAt: care.InstantOf(noon), Source: care.VacancyFacility,
				Pools: []care.Pool{{Month: care.Today(care.InstantOf(noon)).MonthOf(), Filed: 15, Staffed: 15, Taken: 8}},
			}},
		})
	}
	if _, err := s.SaveFacilities(t.Context(), care.System("test"), care.InstantOf(noon), list); err != nil {
		t.Fatal(err)
	}
	return w
}

func carer(name string) facility.PersonInput {
	return facility.PersonInput{Name: name, Numbers: []string{"BYS-1"}, Member: care.Member{
		Post: care.PostCarer, Class: class, Weekdays: care.UsualWeek, From: day(2024, 9, 1), ExcludedOn: day(2026, 9, 1), HealthUntil: day(2027, 8, 31),
		Certificates: []care.Certificate{{Kind: care.CertNurseryCarer, Issued: day(2024, 1, 1)}},
	}}
}

func (w *world) roster(on care.Date) facility.Roster {
	w.Helper()
	r, err := w.Roster(w.Context(), we, on)
	if err != nil {
		w.Fatal(err)
	}
	return r
}

func (w *world) is(err error, code care.Code) {
	w.Helper()
	if !care.Is(err, code) {
		w.Errorf("%v, want %s", err, code)
	}
}

// Places follow from who is on duty and may be; names are sealed, and nobody else sees or changes anything.
func TestRoster(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		ctx := t.Context()
		first, err := w.AddPerson(ctx, we, carer("王 小红"))
		if err != nil {
			t.Fatal(err)
		}
		second, err := w.AddPerson(ctx, we, carer("李晓"))
		if err != nil {
			t.Fatal(err)
		}
		today := day(2026, 11, 23)
		r := w.roster(today)
		if len(r.People) != 2 || r.People[0].Name != "王 小红" || r.People[0].Numbers[0] != "BYS-1" || !r.People[0].Counts || !r.Works {
			t.Fatalf("%+v", r)
		}
		if c := r.Classes[0]; c.Carers != 2 || c.Places != 10 || c.Needed != 8 || c.Short != 0 || c.Now != 15 {
			t.Errorf("%+v", c)
		}
		if r, err = w.MarkDuty(ctx, we, second.ID, today, &care.DutyMark{}); err != nil || r.Classes[0].Places != 5 || r.Classes[0].Short != 1 {
			t.Errorf("with one of two: %+v %v", r.Classes, err)
		}
		if r, err = w.MarkDuty(ctx, we, second.ID, today, nil); err != nil || r.Classes[0].Places != 10 {
			t.Errorf("as usual: %+v %v", r.Classes, err)
		}
		expired := carer("李晓")
		expired.HealthUntil = day(2026, 11, 22)
		saved, err := w.SavePerson(ctx, we, second.ID, second.Version, expired)
		if err != nil || saved.Counts || saved.Flaws[0].Code != care.FlawHealthOver || saved.Version != 2 {
			t.Errorf("%+v %v", saved, err)
		}
		_, err = w.SavePerson(ctx, we, second.ID, second.Version, expired)
		w.is(err, care.CodeStateConflict)
		_, err = w.SavePerson(ctx, they, first.ID, 1, carer("x"))
		w.is(err, care.CodeNotFound)
		_, err = w.MarkDuty(ctx, they, first.ID, today, nil)
		w.is(err, care.CodeNotFound)
		w.is(w.RemovePerson(ctx, they, first.ID, 1), care.CodeNotFound)
		bureau := care.Actor{Kind: care.ActorDistrict, ID: "d", Area: "410105"}
		seen, err := w.RosterOf(ctx, bureau, ours, today)
		if err != nil || len(seen.People) != 2 || seen.People[0].Name != "" || seen.People[0].Numbers != nil || len(seen.People[1].Flaws) == 0 {
			t.Errorf("the bureau: %+v %v", seen, err)
		}
		bureau.Area = "410102"
		_, err = w.RosterOf(ctx, bureau, ours, today)
		w.is(err, care.CodeNotFound)
		w.proposal()
		w.noNames("王 小红", "李晓", "BYS-1")
		if err := w.RemovePerson(ctx, we, first.ID, 1); err != nil {
			t.Error(err)
		}
	})
}

func (w *world) proposal() {
	w.Helper()
	list, err := w.Proposal(w.Context(), we, 3)
	if err != nil || len(list) != 3 || list[1].Classes[0].Places != 5 {
		w.Errorf("%+v %v", list, err)
	}
}

// noNames insists that the record of what happened names nobody.
func (w *world) noNames(names ...string) {
	w.Helper()
	if _, err := w.store.Sequence(w.Context(), "test", care.InstantOf(w.at)); err != nil {
		w.Fatal(err)
	}
	list, err := w.store.Changes(w.Context(), 0, 10_000)
	if err != nil {
		w.Fatal(err)
	}
	for _, c := range list {
		for _, n := range names {
			if bytes.Contains(c.Body, []byte(n)) {
				w.Errorf("the record of %s holds %q: %s", c.Noun, n, c.Body)
			}
		}
	}
}

// A facility is told once in two weeks of papers that lack or end, by number and not by name.
func TestSweep(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		good, soon, left := carer("甲"), carer("乙"), carer("丙")
		soon.HealthUntil = day(2026, 12, 10)
		left.HealthUntil, left.To = day(2026, 1, 1), day(2026, 2, 1)
		for _, p := range []facility.PersonInput{good, soon, left} {
			if _, err := w.AddPerson(t.Context(), we, p); err != nil {
				t.Fatal(err)
			}
		}
		for i, want := range []struct {
			after time.Duration
			told  int
		}{{0, 1}, {time.Hour, 0}, {13 * 24 * time.Hour, 0}, {15 * 24 * time.Hour, 1}} {
			w.at = noon.Add(want.after)
			if told, err := w.Sweep(t.Context()); err != nil || told != want.told {
				t.Errorf("%d: told %d, %v", i, told, err)
			}
		}
		rows, err := s.ClaimOutbox(t.Context(), care.TopicMessage, "test", care.InstantOf(w.at), time.Minute, 10)
		if err != nil || len(rows) != 2 {
			t.Fatalf("%d messages, %v", len(rows), err)
		}
		var n care.Notice
		if err := json.Unmarshal(rows[0].Payload, &n); err != nil || n.Event != care.NoticeRosterDue || n.Staff != ours || n.Params["count"] != "1" {
			t.Errorf("%+v %v", n, err)
		}
	})
}

// Fees, terms and profile keep their history, follow the rules of the area, and reach the register.
func TestDisclosure(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		ctx := t.Context()
		fees := []care.Fee{{Category: care.FeeCare, Unit: care.PerMonth, Amount: 200_000}, {Category: care.FeeCare, Unit: care.PerMonth, Amount: 220_000, From: day(2027, 1, 1)}}
		own, err := w.SetFees(ctx, we, 0, fees, day(2027, 1, 1), "人工成本上涨")
		if err != nil || own.FeesVersion != 2 || len(own.FeeLists) != 2 || own.FeeLists[0].Words != "人工成本上涨" || len(own.FeeLists[1].Body) != 1 {
			t.Fatalf("%+v %v", own.FeeLists, err)
		}
		_, err = w.SetFees(ctx, we, 0, fees, care.Date{}, "")
		w.is(err, care.CodeStateConflict)
		f, err := s.Facility(ctx, ours)
		if err != nil || len(f.Fees) != 2 || len(f.Classes) != 1 {
			t.Errorf("the register has %+v and %d classes, %v", f.Fees, len(f.Classes), err)
		}
		_, err = w.SetTerms(ctx, we, 0, care.Terms{PrepayMonths: 4, Refund: "按天退"}, care.Date{}, "")
		w.is(err, care.CodePrepayLong)
		own, err = w.SetTerms(ctx, we, 0, care.Terms{PrepayMonths: 3, Refund: "按天退", Contract: &care.ContractTerms{Name: "示范文本", Version: "BF-2023-2736"}}, care.Date{}, "")
		if err != nil || own.Terms == nil || own.Terms.PrepayMonths != 3 || own.TermsVersion != 1 || own.Limits.Months != 3 {
			t.Errorf("%+v %v", own.Terms, err)
		}
		p := own.Profile
		p.Intro, p.Phone = "园里有小菜地", "0371-12345678"
		if own, err = w.SetProfile(ctx, we, 0, p, ""); err != nil || own.Facility.Intro != p.Intro || len(own.Profiles) != 1 {
			t.Errorf("%+v %v", own.Profile, err)
		}
		p.Website = "javascript:alert(1)"
		_, err = w.SetProfile(ctx, we, 1, p, "")
		w.is(err, care.CodeInvalid)
		if other, err := w.Own(ctx, they); err != nil || other.Profile.Intro != "" || len(other.FeeLists) != 0 {
			t.Errorf("another facility: %+v %v", other, err)
		}
	})
}

var dot = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82")

// Pictures keep nothing but pixels, stand in the register in their order, and go for good.
func TestPhotos(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		ctx := t.Context()
		a, err := w.AddPhoto(ctx, we, "活动室", dot)
		if err != nil {
			t.Fatal(err)
		}
		b, err := w.AddPhoto(ctx, we, "小菜地", dot)
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.AddPhoto(ctx, we, "脚本", []byte("<svg onload=alert(1)>"))
		if err == nil {
			t.Error("a script was taken for a picture")
		}
		if err := w.ArrangePhotos(ctx, we, []facility.PhotoInput{{b.ID, "小菜地"}, {a.ID, "活动室一角"}}); err != nil {
			t.Fatal(err)
		}
		f, _ := s.Facility(ctx, ours)
		if len(f.Photos) != 2 || f.Photos[0].URL != facility.PhotoPath+b.ID || f.Photos[1].Text != "活动室一角" {
			t.Errorf("%+v", f.Photos)
		}
		file, of, err := w.Photo(ctx, a.ID)
		if err != nil || of != ours || !bytes.HasPrefix(file, []byte("\xff\xd8")) {
			t.Errorf("%x of %s, %v", file[:min(4, len(file))], of, err)
		}
		w.is(w.RemovePhoto(ctx, they, a.ID), care.CodeNotFound)
		w.is(w.ArrangePhotos(ctx, they, []facility.PhotoInput{{a.ID, "x"}}), care.CodeNotFound)
		if err := w.RemovePhoto(ctx, we, a.ID); err != nil {
			t.Fatal(err)
		}
		_, _, err = w.Photo(ctx, a.ID)
		w.is(err, care.CodeNotFound)
	})
}

// A pattern is looked at before it is published: holidays, what is past and what would overlap are named.
func TestPatterns(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		ctx := t.Context()
		p := facility.Pattern{Kind: facility.PatternSlot, Name: "每周参观", Places: 3, Weekly: care.WeeklyPattern{
			Weekdays: 0b0000101, Times: []care.Period{{Open: 600, Close: 660}}, From: day(2026, 11, 23), Until: day(2026, 12, 6), Every: 1,
		}}
		kept, err := w.SavePattern(ctx, we, p)
		if err != nil || kept.ID == "" {
			t.Fatal(err)
		}
		slot := booking.SlotRequest{StartsAt: care.InstantOf(day(2026, 11, 30).Time()) + 630*60_000, EndsAt: care.InstantOf(day(2026, 11, 30).Time()) + 700*60_000, Places: 1}
		if _, err := w.book.PublishSlots(ctx, we, []booking.SlotRequest{slot}); err != nil {
			t.Fatal(err)
		}
		list, err := w.Preview(ctx, we, p)
		if err != nil || len(list) != 4 || list[0].Skip != care.SkipPast || !list[2].Clash || list[1].Clash || list[3].Skip != "" {
			t.Errorf("%+v %v", list, err)
		}
		kept.Name = "周一周三"
		if kept, err = w.SavePattern(ctx, we, kept); err != nil || kept.Version != 2 {
			t.Errorf("%+v %v", kept, err)
		}
		stale := kept
		stale.Version = 1
		_, err = w.SavePattern(ctx, we, stale)
		w.is(err, care.CodeStateConflict)
		_, err = w.SavePattern(ctx, they, kept)
		w.is(err, care.CodeNotFound)
		foreign := p
		foreign.Kind, foreign.Mode, foreign.Class = facility.PatternSession, care.Drop, class[:len(class)-1]+"2" // of theirs
		_, err = w.SavePattern(ctx, we, foreign)
		w.is(err, care.CodeNotFound)
		w.is(w.RemovePattern(ctx, they, kept.ID), care.CodeNotFound)
		if all, err := w.Patterns(ctx, we); err != nil || len(all) != 1 || all[0].Name != "周一周三" || !slices.Equal(all[0].Weekly.Times, p.Weekly.Times) {
			t.Errorf("%+v %v", all, err)
		}
		if err := w.RemovePattern(ctx, we, kept.ID); err != nil {
			t.Error(err)
		}
	})
}

func (w *world) export(l facility.List, f registry.Format, english bool) []byte {
	w.Helper()
	var b bytes.Buffer
	if err := w.Export(w.Context(), we, facility.ExportRequest{List: l, Format: f, English: english}, &b); err != nil {
		w.Fatal(err)
	}
	return b.Bytes()
}

func (w *world) imports(l facility.List, file []byte, dry bool) facility.ImportReport {
	w.Helper()
	r, err := w.Import(w.Context(), we, l, registry.Input{Name: "list", Data: bytes.NewReader(file), Size: int64(len(file))}, dry)
	if err != nil {
		w.Fatal(err)
	}
	return r
}

// S9: a roster that went out comes back as it was, and names that are formulas stay names.
func TestRosterGoesOutAndComesBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		for i, name := range []string{"=HYPERLINK(\"http://x\")", "+86 王", "-5", "@cmd", "＝全角", "普通名字", "'=已转义"} {
			p := carer(name)
			p.Code = string(rune('A' + i))
			if i%2 == 0 {
				p.Certificates, p.Numbers, p.Class, p.Weekdays = nil, nil, "", 0b1000001
			}
			if _, err := w.AddPerson(t.Context(), we, p); err != nil {
				t.Fatal(err)
			}
		}
		for _, format := range []registry.Format{registry.CSV, registry.XLSX} {
			file := w.export(facility.ListRoster, format, format == registry.XLSX)
			if r := w.imports(facility.ListRoster, file, false); r.Unchanged != 7 || r.Created+r.Updated+len(r.Bad) != 0 {
				t.Errorf("%s read back: %+v", format, r)
			}
		}
		file := "工号,姓名,岗位,健康证有效期至,工作日\nA,=HYPERLINK(\"\"x\"\"),保育人员,2028-01-01,12345\n,新人,炊事人员,,\n"
		r := w.imports(facility.ListRoster, []byte(file), true)
		if r.Updated != 1 || r.Created != 1 || len(w.roster(care.Date{}).People) != 7 {
			t.Errorf("tried: %+v", r)
		}
		w.imports(facility.ListRoster, []byte(file), false)
		if people := w.roster(care.Date{}).People; len(people) != 8 || people[0].HealthUntil != day(2028, 1, 1) || people[0].ExcludedOn != day(2026, 9, 1) || people[7].Post != care.PostKitchen {
			t.Errorf("%+v", people)
		}
		if r := w.imports(facility.ListRoster, []byte(file), false); r.Unchanged != 2 {
			t.Errorf("a second time: %+v", r)
		}
		r = w.imports(facility.ListRoster, []byte("姓名,岗位,入职日期\n甲,老板,昨天\n乙,其他,2026-01-01\n"), false)
		if len(r.Bad) != 2 || r.Bad[0].Line != 2 || len(w.roster(care.Date{}).People) != 8 {
			t.Errorf("a list with a bad row: %+v", r)
		}
		// A cell of a date is a number to a spreadsheet; its digits are no days of the week.
		if r = w.imports(facility.ListRoster, []byte("姓名,岗位,工作日\n新人,炊事人员,46327\n"), true); len(r.Bad) != 1 || r.Updated != 0 {
			t.Errorf("a date for weekdays: %+v", r)
		}
		w.noNames("HYPERLINK", "普通名字", "新人")
	})
}

// Places come back by class and month; what only the bureau sets is not read.
func TestPlacesGoOutAndComeBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		for _, format := range []registry.Format{registry.CSV, registry.XLSX} {
			if r := w.imports(facility.ListClasses, w.export(facility.ListClasses, format, false), false); r.Updated != 0 || r.Unchanged == 0 || len(r.Bad) > 0 {
				t.Errorf("%s: %+v", format, r)
			}
		}
		file := "班级,月份,备案托位,可收托位,未经本系统在托\n托小一班,2026-11,99,12,9\n托小一班,2026-12,99,10,9\n"
		if r := w.imports(facility.ListClasses, []byte(file), false); r.Updated != 2 || len(r.Bad) > 0 {
			t.Fatalf("%+v", r)
		}
		places, err := w.book.Places(t.Context(), we, ours)
		if err != nil || places[0].Months[0].Staffed != 12 || places[0].Months[0].Filed != 15 || places[0].Months[1].Staffed != 10 || places[0].Months[1].Outside != 9 {
			t.Errorf("%+v %v", places, err)
		}
		r := w.imports(facility.ListClasses, []byte("班级,月份,可收托位,未经本系统在托\n没有的班,2026-11,1,1\n托小一班,2020-01,1,1\n托小一班,2026-12,很多,1\n"), false)
		if len(r.Bad) != 3 {
			t.Errorf("%+v", r.Bad)
		}
	})
}

func TestListsAreOnesOwn(t *testing.T) {
	w := newWorld(t, storetest.New(t))
	var b bytes.Buffer
	guardian := care.Actor{Kind: care.ActorGuardian, ID: "g", Family: "f"}
	w.is(w.Export(t.Context(), guardian, facility.ExportRequest{List: facility.ListRoster, Format: registry.CSV}, &b), care.CodeNotAllowed)
	w.is(w.Export(t.Context(), we, facility.ExportRequest{List: "secrets", Format: registry.CSV}, &b), care.CodeInvalid)
	if _, err := w.AddPerson(t.Context(), we, carer("我们的人")); err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := w.Export(t.Context(), they, facility.ExportRequest{List: facility.ListRoster, Format: registry.CSV}, &b); err != nil || strings.Contains(b.String(), "我们的人") {
		t.Errorf("%s %v", b.String(), err)
	}
	for _, l := range facility.Lists() {
		b.Reset()
		if err := w.Export(t.Context(), we, facility.ExportRequest{List: l, Format: registry.XLSX}, &b); err != nil || b.Len() == 0 {
			t.Errorf("%s: %v", l, err)
		}
	}
}
