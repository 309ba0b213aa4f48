package care

import (
	"cmp"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestEligible(t *testing.T) {
	class := &Class{FromMonths: 12, ToMonths: 24, Mode: FullDay}
	senior := &Class{FromMonths: 24, ToMonths: 72, Mode: FullDay} // a list with kindergarten classes
	house := func(kind FacilityKind, status FilingStatus, open bool) *Facility {
		return &Facility{Kind: kind, Filing: Filing{Status: status}, OpenToPublic: open}
	}
	filed := house(KindCommunity, Filed, false)
	for _, c := range []struct {
		name  string
		child Candidate
		class *Class
		f     *Facility
		start string
		why   Code
	}{
		{"twelve months on the day", Candidate{Birth: date("2026-03-10")}, class, filed, "2027-03-10", ""},
		{"a day too young", Candidate{Birth: date("2026-03-11")}, class, filed, "2027-03-10", CodeTooYoung},
		{"not born", Candidate{Birth: date("2027-03-11")}, class, filed, "2027-03-10", CodeTooYoung},
		{"the last day", Candidate{Birth: date("2025-03-11")}, class, filed, "2027-03-10", ""},
		{"a day too old", Candidate{Birth: date("2025-03-10")}, class, filed, "2027-03-10", CodeTooOld},
		{"born on 29 February, 12 months on the 28th", Candidate{Birth: date("2024-02-29")}, class, filed, "2025-02-28", ""},
		{"in the month it turns three", Candidate{Birth: date("2024-03-10")}, senior, filed, "2027-04-09", ""},
		{"past that month", Candidate{Birth: date("2024-03-10")}, senior, filed, "2027-04-10", CodeTooOld},
		{"licensed", Candidate{Birth: date("2026-03-10")}, class, house(KindHome, Licensed, false), "2027-03-10", ""},
		{"a change pending", Candidate{Birth: date("2026-03-10")}, class, house(KindHome, FilingChangePending, false), "2027-03-10", ""},
		{"suspended", Candidate{Birth: date("2026-03-10")}, class, house(KindHome, FilingSuspended, true), "2027-03-10", CodeSuspended},
		{"a list nobody verified", Candidate{Birth: date("2026-03-10")}, class, house(KindHome, FilingUnknown, true), "2027-03-10", CodeNotFiled},
		{"cancelled", Candidate{Birth: date("2026-03-10")}, class, house(KindHome, FilingCancelled, true), "2027-03-10", CodeNotFiled},
		{"an employer's", Candidate{Birth: date("2026-03-10")}, class, house(KindEmployer, Filed, false), "2027-03-10", CodeEmployerOnly},
		{"an employer's, open to all", Candidate{Birth: date("2026-03-10")}, class, house(KindEmployer, Filed, true), "2027-03-10", ""},
		{"an employer's, own staff", Candidate{Birth: date("2026-03-10"), Employee: true}, class, house(KindEmployer, Filed, false), "2027-03-10", ""},
		{"a second full-day place", Candidate{Birth: date("2026-03-10"), FullDay: "a"}, class, filed, "2027-03-10", CodeHasFullDayPlace},
		{"in place of the first", Candidate{Birth: date("2026-03-10"), FullDay: "a", Replaces: "a"}, class, filed, "2027-03-10", ""},
		{"in place of another", Candidate{Birth: date("2026-03-10"), FullDay: "a", Replaces: "b"}, class, filed, "2027-03-10", CodeHasFullDayPlace},
		{"half a day beside it", Candidate{Birth: date("2026-03-10"), FullDay: "a"}, &Class{FromMonths: 12, ToMonths: 24, Mode: HalfDay}, filed, "2027-03-10", ""},
	} {
		err := Eligible(c.child, c.class, c.f, date(c.start))
		if c.why == "" && err != nil || c.why != "" && !Is(err, c.why) {
			t.Errorf("%s: %v, not %q", c.name, err, cmp.Or(c.why, "allowed"))
		}
	}
}

func TestCheckStart(t *testing.T) {
	for start, why := range map[string]Code{
		"2026-11-24": "", "2026-11-23": CodeStartPast, "2028-05-31": "", "2028-06-01": CodeStartFar, "": CodeBadDate,
	} {
		var d Date
		if start != "" {
			d = date(start)
		}
		if err := CheckStart(d, date("2026-11-24"), DefaultBookingTerms); why == "" && err != nil || why != "" && !Is(err, why) {
			t.Errorf("%q: %v, not %q", start, err, why)
		}
	}
}

// The months an application takes are those the search counts: from the start to the last month before the child is too old.
func TestSpanIsWhatTheSearchCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		birth := date("2024-01-01").AddDays(rapid.IntRange(0, 900).Draw(t, "birth"))
		start := birth.AddDays(rapid.IntRange(184, 1000).Draw(t, "start"))
		class := &Class{FromMonths: 6, ToMonths: rapid.SampledFrom([]int{12, 24, 37}).Draw(t, "to"), Mode: FullDay, ConfirmedAt: 1}
		age, _ := AgeMonths(birth, start)
		from, to := Span(birth, start, class)
		if age >= class.ToMonths {
			if to != from {
				t.Fatalf("too old, and yet %s to %s", from, to)
			}
			return
		}
		ask, err := AskByBirth(birth, start)
		if err != nil {
			t.Fatal(err)
		}
		room := RoomOf(class)
		if v := room.ask(ask, 1, DefaultVacancyTerms); v.Until != to || ask.Start != from {
			t.Fatalf("born %s, from %s: %s to %s, the search says %s to %s", birth, start, from, to, ask.Start, v.Until)
		}
		last := to.First().AddDays(31)
		for last.MonthOf() != to {
			last = last.AddDays(-1)
		}
		if a, _ := AgeMonths(birth, to.First()); a >= class.ToMonths {
			t.Fatalf("born %s: on the first of %s already %d months old", birth, to, a)
		}
		if a, _ := AgeMonths(birth, (to + 1).First()); a < class.ToMonths {
			t.Fatalf("born %s: on the first of %s only %d months old", birth, to+1, a)
		}
	})
}

func TestStarting(t *testing.T) {
	a := Application{Start: date("2026-11-02"), From: month("2026-11"), To: month("2027-06")}
	if b := a.Starting(date("2026-10-30")); b.Start != a.Start || b.From != a.From {
		t.Errorf("a day to come stays: %+v", b)
	}
	if b := a.Starting(date("2027-01-15")); b.Start != date("2027-01-15") || b.From != month("2027-01") || b.To != month("2027-06") {
		t.Errorf("a day that has passed becomes today: %+v", b)
	}
	if b := a.Starting(date("2027-08-15")); b.From > b.To {
		t.Errorf("%+v", b)
	}
}

func TestForecast(t *testing.T) {
	last := []Month{month("2027-01"), month("2027-01"), month("2027-03"), month("2026-10"), month("2029-01")}
	got := fmt.Sprint(Forecast(last, month("2026-11"), 12))
	if want := fmt.Sprint([]MonthForecast{{month("2026-11"), 1}, {month("2027-02"), 2}, {month("2027-04"), 1}}); got != want {
		t.Errorf("%s, not %s", got, want)
	}
}

func TestBookingTerms(t *testing.T) {
	if got := NewRules(DefaultRules()).BookingTerms("320508", date("2026-11-24")); got != DefaultBookingTerms {
		t.Errorf("the default rules say %+v", got)
	}
	if got := (*Rules)(nil).BookingTerms("", date("2026-11-24")); got != DefaultBookingTerms {
		t.Errorf("no rules say %+v", got)
	}
	local := NewRules(append(DefaultRules(), Rule{Region: "3205", Key: RuleBookingWaits, Value: "5"}, Rule{Region: "3205", Key: RuleBookingHold, Value: "0"}, Rule{Region: "3205", Key: RuleBookingDecide, Value: "soon"}))
	if got := local.BookingTerms("320508", date("2026-11-24")); got.MaxWaits != 5 || got.Hold != DefaultBookingTerms.Hold || got.DecideDays != 3 {
		t.Errorf("a pilot area: %+v", got)
	}
}

func TestResidentID(t *testing.T) {
	for _, c := range []struct {
		id, birth string
		sex       Sex
		ok        bool
	}{
		{"11010519491231002X", "1949-12-31", SexFemale, true},
		{"110105202402290011", "2024-02-29", SexMale, true},
		{"320508202501150049", "2025-01-15", SexFemale, true},
		{"320508202501150048", "", "", false}, // a wrong check digit
		{"32050820250115004", "", "", false},
		{"3205082025011500490", "", "", false},
		{"32050820250115004A", "", "", false},
		{"X20508202501150049", "", "", false},
		{"110105202302290014", "", "", false}, // 29 February 2023
		{"", "", "", false},
	} {
		birth, sex, err := ResidentID(c.id)
		if (err == nil) != c.ok || birth.String() != c.birth || sex != c.sex {
			t.Errorf("%s: %s %q %v", c.id, birth, sex, err)
		}
	}
	if got := NormalizeResidentID(" 110105 19491231-002ｘ "); got != "11010519491231002X" {
		t.Errorf("read as %q", got)
	}
	if err := CheckResidentID("110105202402290011", date("2024-02-28")); !Is(err, CodeBadIDNumber) {
		t.Errorf("another birthday: %v", err)
	}
	if err := CheckResidentID("110105202402290011", date("2024-02-29")); err != nil {
		t.Error(err)
	}
}

// Any one digit mistyped, and any two neighbours swapped, is found.
func TestResidentIDFindsSlips(t *testing.T) {
	const id = "110105202402290011"
	for i := range id {
		for d := byte('0'); d <= '9'; d++ {
			if b := []byte(id); b[i] != d {
				b[i] = d
				if _, _, err := ResidentID(string(b)); err == nil {
					t.Errorf("%s passes for %s", b, id)
				}
			}
		}
		if i > 0 && id[i] != id[i-1] {
			b := []byte(id)
			b[i], b[i-1] = b[i-1], b[i]
			if _, _, err := ResidentID(string(b)); err == nil {
				t.Errorf("%s passes for %s", b, id)
			}
		}
	}
}

func TestPapers(t *testing.T) {
	local := PaperTerms{ExamDays: 30, VaccineDays: 30}
	none := NewRules(DefaultRules()).PaperTerms("320508", date("2026-11-24"))
	if none.ExamDays != 0 || none.VaccineDays != 30 {
		t.Errorf("no rule ends a health check in Suzhou: %+v", none)
	}
	if got := NewRules(DefaultRules()).PaperTerms("350203", date("2026-11-24")); got != local {
		t.Errorf("Xiamen: %+v", got)
	}
	check := Paper{ID: "p", Kind: PaperHealth, ExamDate: date("2026-11-01")}
	start := date("2026-12-01")
	for _, c := range []struct {
		papers []Paper
		kind   PaperKind
		start  Date
		terms  PaperTerms
		want   PaperStatus
		until  string
	}{
		{nil, PaperHealth, start, local, PaperMissing, ""},
		{nil, PaperVaccination, start, local, PaperDue, "2026-12-31"},
		{[]Paper{check}, PaperHealth, start, local, PaperValid, "2026-12-01"},
		{[]Paper{check}, PaperHealth, start.AddDays(1), local, PaperExpired, "2026-12-01"},
		{[]Paper{check}, PaperHealth, start.AddDays(100), none, PaperValid, ""},
		{[]Paper{check, {ID: "q", Kind: PaperHealth, ExamDate: date("2026-11-20")}}, PaperHealth, start.AddDays(1), local, PaperValid, "2026-12-20"},
		{[]Paper{{ID: "v", Kind: PaperVaccination, ExamDate: date("2020-01-01")}}, PaperVaccination, start, local, PaperValid, ""},
	} {
		if _, got, until := PaperFor(c.papers, c.kind, c.start, c.terms); got != c.want || until.String() != c.until {
			t.Errorf("%s of %v for %s: %s until %q, not %s until %q", c.kind, c.papers, c.start, got, until, c.want, c.until)
		}
	}
	if PapersInOrder(nil, start, local) || !PapersInOrder([]Paper{check}, start, local) || PapersInOrder([]Paper{check}, start.AddDays(1), local) {
		t.Error("papers are in order with a health check that is valid on the first day")
	}
	today := date("2026-11-24")
	for _, p := range []Paper{{Kind: "letter", ExamDate: today}, {Kind: PaperHealth}, {Kind: PaperHealth, ExamDate: today.AddDays(1)}, {Kind: PaperHealth, ExamDate: date("2025-01-01")}} {
		if CheckPaper(p, date("2025-06-01"), today) == nil {
			t.Errorf("%+v was taken", p)
		}
	}
	if err := CheckPaper(check, date("2025-06-01"), today); err != nil {
		t.Error(err)
	}
	if RecheckBy(start) != date("2026-12-31") {
		t.Error("missing doses are checked again by the end of the year")
	}
}

func TestConsented(t *testing.T) {
	given := []Consent{{Purpose: PurposeBooking, Version: 2, GivenAt: 1}, {Purpose: PurposeHealth, ChildID: "c1", Version: 1, GivenAt: 1}, {Purpose: PurposePhoto, Version: 1, GivenAt: 1, WithdrawnAt: 2}}
	for _, c := range []struct {
		purpose Purpose
		child   ChildID
		version int
		want    bool
	}{
		{PurposeBooking, "c1", 2, true},
		{PurposeBooking, "c1", 1, true},  // a later text says no less
		{PurposeBooking, "c1", 3, false}, // the text has changed since
		{PurposeHealth, "c1", 1, true},
		{PurposeHealth, "c2", 1, false},
		{PurposePhoto, "c1", 1, false}, // withdrawn
		{PurposeStats, "c1", 1, false},
	} {
		if got := Consented(given, c.purpose, c.child, c.version); got != c.want {
			t.Errorf("%s for %s, version %d: %v", c.purpose, c.child, c.version, got)
		}
	}
}
