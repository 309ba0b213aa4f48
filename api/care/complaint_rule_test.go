package care

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The fifteen categories of the domain, and where each goes: by the table of the domain sheet, written here anew.
func TestRoutes(t *testing.T) {
	rules, on := NewRules(DefaultRules()), Date{2026, 11, 21}
	want := map[Category]string{
		"FEE_REFUND": "market", "CONTRACT": "market", "FALSE_INFO": "market", "PREPAY_CLOSURE": "market health", "UNFILED": "health", "OVER_CAPACITY": "health",
		"STAFF_QUAL": "health", "HYGIENE_DISEASE": "health", "FOOD": "market health", "FIRE_BUILDING": "fire housing", "ABUSE": "police health civil",
		"INJURY": "police health civil", "PRIVACY": "health", "BOOKING": "health", "OTHER": "health",
	}
	if len(want) != 15 || len(Categories()) != 15 {
		t.Fatal(len(want), len(Categories()))
	}
	for c, kinds := range want {
		for area, authority := range map[string]string{"320508": "health", "310115": "education"} {
			route := strings.ReplaceAll(kinds, "health", authority) + " backstop"
			if got := fmt.Sprint(RouteOf(c, area, rules, on)); got != "["+route+"]" {
				t.Errorf("%s in %s goes to %s, not %s", c, area, got, route)
			}
		}
	}
	own := NewRules(append(DefaultRules(), Rule{Region: "4401", Key: RuleCaseRoute + "BOOKING", Value: "market,civil"}, Rule{Region: "4403", Key: RuleCaseRoute + "BOOKING", Value: "market,nobody"}))
	if got := fmt.Sprint(RouteOf("BOOKING", "440106", own, on), RouteOf("BOOKING", "440305", own, on), RouteOf("?", "1", nil, on)); got != "[market civil backstop] [health backstop] [health backstop]" {
		t.Error(got)
	}
	for _, r := range Categories() {
		if r.Class == ClassA && (r.Joinable || r.Public || r.Named) {
			t.Errorf("%s: a danger to a child is nobody else's, and anybody may report it", r.Category)
		}
		if r.Public && r.Named {
			t.Errorf("%s: a dispute between two is no public matter", r.Category)
		}
	}
}

// Q11: whatever units there are, an area with a backstop has exactly one that is responsible, the nearest that fits.
func TestOneUnitIsResponsible(t *testing.T) {
	rules, on := NewRules(DefaultRules()), Date{2026, 11, 21}
	areas := []string{"320508", "320506", "310115", "3205", "32", ""}
	rapid.Check(t, func(t *rapid.T) {
		var units []Unit
		for i := range rapid.IntRange(0, 12).Draw(t, "units") {
			units = append(units, Unit{
				ID: UnitID(fmt.Sprintf("u%02d", i)), Area: rapid.SampledFrom(areas).Draw(t, "area"), Kind: rapid.SampledFrom(UnitKinds()).Draw(t, "kind"),
				Backstop: rapid.IntRange(0, 4).Draw(t, "backstop") == 0,
			})
		}
		area := rapid.SampledFrom(areas[:3]).Draw(t, "of")
		category := rapid.SampledFrom(Categories()).Draw(t, "category").Category
		route := RouteOf(category, area, rules, on)
		lead, along, ok := PickUnits(route, area, units)
		shuffled := rapid.Permutation(units).Draw(t, "order")
		if again, with, _ := PickUnits(route, area, shuffled); again != lead || !slices.Equal(with, along) {
			t.Fatalf("in another order %s leads, not %s", again, lead)
		}
		stop := slices.ContainsFunc(units, func(u Unit) bool { return (u.Backstop || u.Kind == UnitBackstop) && holds(u.Area, area) })
		if stop && !ok {
			t.Fatal("nobody is responsible, and there is a backstop")
		}
		if !ok {
			return
		}
		i := slices.IndexFunc(units, func(u Unit) bool { return u.ID == lead })
		if i < 0 || !holds(units[i].Area, area) || slices.Contains(along, lead) {
			t.Fatalf("%s leads", lead)
		}
		for _, u := range units { // nobody nearer of the same kind
			if u.Kind == units[i].Kind && slices.Contains(route, u.Kind) && holds(u.Area, area) && len(u.Area) > len(units[i].Area) && units[i].Kind != UnitBackstop && !units[i].Backstop {
				t.Fatalf("%s is nearer than %s", u.ID, lead)
			}
		}
	})
}

func TestProposedClass(t *testing.T) {
	for text, want := range map[string]CaseClass{
		"退费拖了三个月":                       ClassC,
		"老师打孩子耳光":                       ClassA,
		"请打我电话联系":                       ClassC,
		"捆绑销售课程，绑定微信才退费":                ClassC,
		"孩子手臂有淤青":                       ClassA,
		"The teacher was HITTING a boy": ClassA,
	} {
		if got := ProposeClass(CategoryRefund, false, text); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
	if ProposeClass(CategoryAbuse, false, "") != ClassA || ProposeClass(CategoryFire, false, "") != ClassB || ProposeClass(CategoryBooking, true, "") != ClassA || ProposeClass("?", false, "") != ClassC {
		t.Error("the category and the danger count")
	}
}

// The terms are the design's; a region may be stricter, and nobody laxer than the law leaves.
func TestCaseTerms(t *testing.T) {
	rules, on := NewRules(DefaultRules()), Date{2026, 11, 21}
	for _, track := range Tracks() {
		got, _ := json.Marshal(rules.CaseTerms("320508", track, on))
		want, _ := json.Marshal(DefaultCaseTerms())
		if string(got) != string(want) {
			t.Errorf("%s: the rows say\n%s, not\n%s", track, got, want)
		}
	}
	of := func(rules *Rules, area string, track Track, class CaseClass) ClassTerms {
		terms := rules.CaseTerms(area, track, on)
		return terms.Of(class)
	}
	if h := of(rules, "370102", TrackHotline, ClassC).Handle; h != workingDays(5) {
		t.Errorf("Jinan: %v", h)
	}
	if h := of(rules, "370102", TrackConsumer, ClassC).Handle; h != days(15) {
		t.Errorf("Jinan, another track: %v", h)
	}
	own := NewRules(append(DefaultRules(),
		Rule{Region: "4401", Key: "case.contact.A", Value: "30", Unit: "minutes"},
		Rule{Region: "4401", Key: "case.accept.C", Value: "10", Unit: "days", Calendar: WorkingDays},
		Rule{Region: "4401", Key: "case.accept.B", Value: "3", Unit: "days", Calendar: NaturalDays},
		Rule{Region: "4401", Key: "case.triage.A", Value: "1", Unit: "hours"},
		Rule{Region: "4401", Key: "case.page_minutes", Value: "60", Unit: "minutes"},
		Rule{Region: "4401", Key: "case.extend.A", Value: "7", Unit: "days", Calendar: NaturalDays},
		Rule{Region: "4401", Key: "case.rate_floor", Value: "2", Unit: "cases"},
		Rule{Region: "4401", Key: "case.sign.C", Value: "soon", Unit: "days"},
	))
	g := own.CaseTerms("440106", TrackHotline, on)
	if g.Of(ClassA).Contact != minutes(30) || g.Of(ClassC).Accept != workingDays(7) || g.Of(ClassB).Accept != days(3) || g.Of(ClassA).Triage != minutes(15) ||
		g.PageMinutes != 15 || g.Of(ClassA).Extend != 0 || g.RateFloor != 5 || g.Of(ClassC).Sign != workingDays(3) {
		t.Errorf("%+v", g)
	}
	if g.Of("?").Contact != g.Of(ClassA).Contact {
		t.Error("what is no class is treated as a danger")
	}
}

// Clocks: golden ends, pauses, shares and warnings.
func TestCaseClocks(t *testing.T) {
	cal := ChinaCalendar()
	for _, c := range []struct {
		start string
		span  ClockSpan
		due   string
	}{
		{"2026-10-01 02:00", minutes(15), "2026-10-01 02:15"},
		{"2026-09-30 23:30", hours(2), "2026-10-01 01:30"},
		{"2026-02-12 10:00", workingDays(7), "2026-02-28 23:59"},
		{"2026-02-12 10:00", days(7), "2026-02-19 23:59"},
		{"2026-09-30 10:00", workingDays(1), "2026-10-08 23:59"},
		{"2025-12-31 23:59", workingDays(1), "2026-01-04 23:59"},
	} {
		if k := NewClock(ClockAccept, at(c.start), c.span, cal); k.Due/minuteMillis != at(c.due)/minuteMillis || k.Provisional {
			t.Errorf("%v from %s: %s, not %s", c.span, c.start, k.Due.Time(), c.due)
		}
	}
	k := NewClock(ClockHandle, at("2026-09-21 10:00"), days(10), cal)
	k.pause(at("2026-09-24 10:00"))
	if !k.Paused() || k.Warning(at("2026-12-01 00:00")) != 0 || k.Overdue(at("2026-12-01 00:00")) {
		t.Error("a clock that stands still falls due")
	}
	k.resume(at("2026-09-29 10:00"), cal)
	if Today(k.Due) != date("2026-10-06") {
		t.Errorf("five days stood still: %s", k.Due.Time())
	}
	working := NewClock(ClockAccept, at("2026-09-28 10:00"), workingDays(3), cal) // 29 and 30 September, 8 October
	working.pause(at("2026-09-29 10:00"))
	working.resume(at("2026-10-09 10:00"), cal)   // the 30th, the 8th and the 9th stood still
	if Today(working.Due) != date("2026-10-12") { // after the 29th, Saturday the 10th is worked
		t.Errorf("three working days stood still: %s", working.Due.Time())
	}
	late := NewClock(ClockHandle, at("2026-09-01 10:00"), days(1), cal)
	late.pause(at("2026-09-05 10:00"))
	late.stop(at("2026-09-06 10:00"), true)
	if late.Met || !late.Overdue(at("2026-09-07 10:00")) {
		t.Error("late before it was paused, and forgiven")
	}
	w := NewClock(ClockContact, at("2026-09-21 10:00"), hours(10), cal)
	for _, c := range []struct {
		now  string
		warn int
	}{{"2026-09-21 17:59", 0}, {"2026-09-21 18:00", 80}, {"2026-09-21 19:59", 80}, {"2026-09-21 20:00", 100}, {"2026-09-22 01:00", 150}} {
		if got := w.Warning(at(c.now)); got != c.warn {
			t.Errorf("at %s %d%% passed: warning %d, not %d", c.now, w.Share(at(c.now)), got, c.warn)
		}
	}
	w.Warned = 100
	if w.Warning(at("2026-09-21 21:00")) != 0 || w.Warning(at("2026-09-22 03:00")) != 150 {
		t.Error("told twice, or no more")
	}
	info := NewClock(ClockInfo, at("2026-09-21 10:00"), hours(1), cal)
	if info.Warning(at("2026-09-22 10:00")) != 0 {
		t.Error("nobody is warned of time that people are given")
	}
}

// Q5 of one clock: recounting never shortens, whatever calendar comes out.
func TestRecountingNeverShortens(t *testing.T) {
	before := ChinaCalendar()
	after := NewRules([]Rule{{Key: RuleCalendar + "2027", Value: publish2027}}).Calendar()
	rapid.Check(t, func(t *rapid.T) {
		start := at("2026-11-01 00:00") + Instant(rapid.Int64Range(0, 150*24).Draw(t, "start"))*hourMillis
		span := rapid.SampledFrom([]ClockSpan{workingDays(rapid.IntRange(1, 40).Draw(t, "n")), days(5), hours(30)}).Draw(t, "span")
		k := NewClock(ClockHandle, start, span, before)
		if rapid.Bool().Draw(t, "pause") {
			k.pause(start + Instant(rapid.Int64Range(0, 10).Draw(t, "from"))*dayMillis)
			k.resume(start+Instant(rapid.Int64Range(11, 30).Draw(t, "to"))*dayMillis, before)
		}
		next, changed := RecountClock(k, after)
		if next.Due < k.Due || changed != (next.Due != k.Due || next.Provisional != k.Provisional) {
			t.Fatalf("%s became %s (%v)", k.Due.Time(), next.Due.Time(), changed)
		}
		if next.Provisional && Today(next.Due).Year < 2028 {
			t.Fatal("provisional in years that are published")
		}
		if twice, changed := RecountClock(next, after); changed || twice.Due != next.Due {
			t.Fatal("counted twice, it moves twice")
		}
	})
}

func TestRates(t *testing.T) {
	d := newCaseDesk(at("2026-03-02 10:00"))
	var total RateCounts
	for i := range 6 {
		f := file(t, d, CategoryPrepay)
		d.now += hourMillis
		if i == 5 {
			_ = d.move(f, CaseEdgeTriage, d.officers[0], d.goodFacts(f, CaseEdgeTriage))
			_ = d.move(f, CaseEdgeAccept, d.officers[0], CaseFacts{})
			if err := d.move(f, CaseEdgeExclude, d.officers[1], CaseFacts{Body: CaseBody{Reason: ReasonMalicious, Text: "已核实"}}); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.finish(f); err != nil {
			t.Fatal(err)
		}
		n, err := CountRates(f.events, at("2026-03-01 00:00"), at("2026-04-01 00:00"), d.now)
		if err != nil {
			t.Fatal(err)
		}
		total = total.Plus(n)
		if outside, _ := CountRates(f.events, at("2026-04-01 00:00"), at("2026-05-01 00:00"), d.now); outside != (RateCounts{}) {
			t.Error("counted in another month")
		}
	}
	want := RateCounts{Accepted: 5, Responded: 5, Asked: 5, Solved: 5, Judged: 5, Excluded: 1}
	if total != want {
		t.Errorf("%+v", total)
	}
	r := RatesOf(total, [3]int{30, 35, 35}, 5)
	if *r.Response != 100 || *r.Solution != 100 || *r.Satisfaction != 0 || math.Abs(*r.Score-65) > 1e-9 || r.Excluded != 1 {
		t.Errorf("%+v", r)
	}
	few := RatesOf(RateCounts{Accepted: 4, Responded: 4}, [3]int{1, 1, 1}, 5)
	if few.Response != nil || few.Score != nil || few.Accepted != 4 {
		t.Error("a rate of four cases is somebody's own")
	}
	if w := NewRules(DefaultRules()).RateWeights("320508", Date{2026, 1, 1}); w != [3]int{30, 35, 35} {
		t.Error(w)
	}
	if w := NewRules([]Rule{{Key: RuleCaseRateWeights, Value: "1,2"}}).RateWeights("", Date{2026, 1, 1}); w != [3]int{30, 35, 35} {
		t.Error("half a rule")
	}
}

func TestReviews(t *testing.T) {
	now := at("2026-11-21 10:00")
	r := Review{ID: "r", Facility: "f", Family: "a", Text: "老师有耐心。", Scores: map[ReviewItem]int{"safety": 5, "care": 4, "food": 3, "communication": 2, "value": 1}}
	if _, err := WriteReview(nil, r, ReviewFacts{}, now); !Is(err, CodeNoBasis) {
		t.Error("somebody who was never there:", err)
	}
	first, err := WriteReview(nil, r, ReviewFacts{Visited: true}, now)
	if err != nil || first.Basis != BasisVisit || first.State != ReviewPending {
		t.Fatal(first, err)
	}
	if _, err := WriteReview(nil, r, ReviewFacts{Enrolled: true, LastAt: now}, now+364*dayMillis); !Is(err, CodeReviewedAlready) {
		t.Error("twice a year:", err)
	}
	if _, err := WriteReview(nil, r, ReviewFacts{Enrolled: true, LastAt: now}, now+365*dayMillis); err != nil {
		t.Error("a year later:", err)
	}
	bad := r
	bad.Scores = map[ReviewItem]int{"safety": 6, "care": 4, "food": 3, "communication": 2, "value": 1}
	if _, err := WriteReview(nil, bad, ReviewFacts{Visited: true}, now); !Is(err, CodeOutOfRange) {
		t.Error(err)
	}
	bad = r
	bad.Text = strings.Repeat("好", 301)
	if _, err := WriteReview(nil, bad, ReviewFacts{Visited: true}, now); !Is(err, CodeTooLarge) {
		t.Error(err)
	}
	if _, err := JudgeReview(first, ReviewActRefuse, "", now); !Is(err, CodeReasonNeeded) {
		t.Error("refused without a reason:", err)
	}
	shown, err := JudgeReview(first, ReviewActPublish, "", now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := AnswerReview(first, "谢谢", now); !Is(err, CodeStateConflict) {
		t.Error("answered before it is published:", err)
	}
	answered, err := AnswerReview(shown, "谢谢。", now)
	if err != nil || answered.Answer == "" {
		t.Error(err)
	}
	changed, err := WriteReview(&answered, r, ReviewFacts{Enrolled: true, LastAt: now}, now+dayMillis)
	if err != nil || changed.State != ReviewPending || changed.Answer != "" || changed.CreatedAt != now || changed.Version != answered.Version+1 {
		t.Error("a change is looked at again:", changed, err)
	}
	hidden, err := JudgeReview(shown, ReviewActHide, ReasonNamesPerson, now)
	if err != nil || hidden.State != ReviewHidden {
		t.Error(err)
	}
	if _, err := JudgeReview(hidden, ReviewActHide, ReasonNamesPerson, now); !Is(err, CodeStateConflict) {
		t.Error(err)
	}
	s := SummarizeReviews([]Review{shown, hidden, first, shown}, 2)
	if s.Count != 2 || s.Scores["food"] != 3 {
		t.Errorf("%+v", s)
	}
	if s := SummarizeReviews([]Review{shown}, 2); s.Count != 1 || s.Scores != nil {
		t.Error("one family's scores are shown")
	}
}

func TestCheckStatement(t *testing.T) {
	for text, want := range map[string]Code{
		"太短": CodeFormIncomplete, strings.Repeat("长", 2001): CodeTooLarge, "十个字以上的\u202e一段文字说明": CodeInvalid, "孩子的费用三个月没有退": "",
	} {
		if err := CheckStatement(text, ""); (want == "") != (err == nil) || (want != "" && !Is(err, want)) {
			t.Errorf("%.10s: %v", text, err)
		}
	}
	if err := CheckStatement("孩子的费用三个月没有退", strings.Repeat("要", 501)); !Is(err, CodeTooLarge) {
		t.Error(err)
	}
}
