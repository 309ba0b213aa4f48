package care

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestMonthlyFee(t *testing.T) {
	on := Date{2026, 11, 21}
	list := []Fee{
		{Category: FeeCare, Name: "保育费", Unit: PerMonth, Amount: 200000},
		{Category: FeeCare, Name: "托小班保育费", Band: BandToddler, Unit: PerMonth, Amount: 240000},
		{Category: FeeCare, Name: "半日托", Mode: HalfDay, Unit: PerMonth, Amount: 130000},
		{Category: FeeCare, Name: "计时", Mode: Hourly, Unit: PerHour, Amount: 3000},
		{Category: FeeMeals, Name: "午餐", Unit: PerDay, Amount: 1500},
		{Category: FeeMeals, Name: "点心", Unit: PerDay, Amount: 500, From: Date{2027, 1, 1}},
		{Category: FeeMaterial, Unit: PerTerm, Amount: 30001},
		{Category: FeeOther, Name: "保险", Unit: PerYear, Amount: 12000},
		{Category: FeeOther, Name: "延时", Unit: PerHour, Amount: 2000},
		{Category: FeeOther, Name: "报名", Unit: Once, Amount: 10000},
		{Category: FeeBoarding, Unit: PerMonth, Amount: 999999},
	}
	rest := int64(1500*21 + 6000 + 1000) // meals, material 30001/5 rounded, insurance
	for _, c := range []struct {
		band BandName
		mode Mode
		on   Date
		want int64
		ok   bool
	}{
		{BandSenior, FullDay, on, 200000 + rest, true},
		{BandToddler, FullDay, on, 240000 + rest, true},
		{BandToddler, HalfDay, on, 130000 + rest, true}, // the mode is nearer than the band
		{"", "", on, 200000 + rest, true},
		{BandSenior, FullDay, Date{2027, 1, 1}, 200000 + rest + 500*21, true},
		{BandSenior, Hourly, on, 0, false}, // by the hour: no monthly sum
	} {
		if sum, ok := MonthlyFee(list, c.band, c.mode, c.on, DefaultFeeTerms); ok != c.ok || (ok && sum != c.want) {
			t.Errorf("%s %s: %d %v, want %d", c.band, c.mode, sum, ok, c.want)
		}
	}
}

func TestMonthlyFeeTakesTheLaterOfEqualLines(t *testing.T) {
	list := []Fee{
		{Category: FeeCare, Unit: PerMonth, Amount: 3, From: Date{2026, 1, 1}},
		{Category: FeeCare, Unit: PerMonth, Amount: 1},
		{Category: FeeCare, Unit: PerMonth, Amount: 2},
	}
	if v, _ := MonthlyFee(list, "", "", Date{2025, 12, 31}, DefaultFeeTerms); v != 2 {
		t.Errorf("before: %d", v)
	}
	if v, _ := MonthlyFee(list, "", "", Date{2026, 1, 1}, DefaultFeeTerms); v != 3 {
		t.Errorf("after: %d", v)
	}
	if _, ok := MonthlyFee([]Fee{{Category: FeeMeals, Unit: PerMonth, Amount: 5}}, "", "", Date{2026, 1, 1}, DefaultFeeTerms); ok {
		t.Error("meals alone are taken for the price of care")
	}
	if _, ok := MonthlyFee([]Fee{{Category: FeeCare, Unit: Once, Amount: 5}}, "", "", Date{2026, 1, 1}, DefaultFeeTerms); ok {
		t.Error("an entry fee alone is taken for the price of care")
	}
	if _, ok := MonthlyFee(nil, "", "", Date{2026, 1, 1}, DefaultFeeTerms); ok {
		t.Error("no list is free care")
	}
}

func TestHours(t *testing.T) {
	week := []Hours{}
	for d := int8(1); d <= 5; d++ {
		week = append(week, Hours{d, 480, 720}, Hours{d, 720, 1080}) // 8 to 12 and 12 to 18: no gap
	}
	week = append(week, Hours{6, 540, 690}, Hours{6, 780, 1020})
	if err := CheckHours(week); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		need Need
		want Answer
	}{
		{Need{From: 480, To: 1080}, Yes},
		{Need{From: 490, To: 1000}, Yes},
		{Need{From: 479, To: 1080}, No},
		{Need{From: 480, To: 1081}, No},
		{Need{From: 540, To: 690, Weekdays: 1 << 5}, Yes},
		{Need{From: 540, To: 800, Weekdays: 1 << 5}, No}, // shut at noon on Saturday
		{Need{From: 540, To: 690, Weekdays: MondayToFriday | 1<<5}, Yes},
		{Need{From: 540, To: 690, Weekdays: 1 << 6}, No},
	} {
		if got := c.need.Fits(week); got != c.want {
			t.Errorf("%+v: %s", c.need, got)
		}
		if got := c.need.Fits(nil); got != NotKnown {
			t.Errorf("without hours: %s", got)
		}
	}
	for _, bad := range [][]Hours{
		{{0, 1, 2}}, {{8, 1, 2}}, {{1, 600, 600}}, {{1, 600, 500}}, {{1, -1, 500}}, {{1, 0, 1441}}, {{1, 480, 720}, {1, 700, 900}},
	} {
		if CheckHours(bad) == nil {
			t.Errorf("%v is taken", bad)
		}
	}
	if n := testing.AllocsPerRun(10, func() { Need{From: 480, To: 1080}.Fits(week) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// Fits is yes exactly when every minute is one of being open.
func TestNeedFitsEqualsEveryMinute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var hours []Hours
		for range rapid.IntRange(1, 5).Draw(t, "periods") {
			open := rapid.Int16Range(0, 30).Draw(t, "open")
			hours = append(hours, Hours{1, open, open + rapid.Int16Range(1, 12).Draw(t, "span")})
		}
		from := rapid.Int16Range(0, 30).Draw(t, "from")
		n := Need{From: from, To: from + rapid.Int16Range(1, 20).Draw(t, "needed"), Weekdays: 1}
		want := Yes
		for m := n.From; m < n.To; m++ {
			if !slices.ContainsFunc(hours, func(h Hours) bool { return h.Open <= m && m < h.Close }) {
				want = No
			}
		}
		if got := n.Fits(hours); got != want {
			t.Fatalf("%v needs %v: %s, minute by minute %s", hours, n, got, want)
		}
	})
}

func TestParseClock(t *testing.T) {
	for s, want := range map[string]int16{"8:30": 510, "08:30": 510, "0:00": 0, "24:00": 1440, "17：45": 1065, "23:59": 1439} {
		if got, err := ParseClock(s); err != nil || got != want {
			t.Errorf("%q: %d, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "8", "8:3", "24:01", "25:00", "8:60", "-1:00", "8:30pm", "8.30", "008:30", "8:30 ", "+8:30"} {
		if got, err := ParseClock(s); err == nil {
			t.Errorf("%q is taken as %d", s, got)
		}
	}
	for m := int16(0); m <= 1440; m++ {
		if got, err := ParseClock(FormatClock(m)); err != nil || got != m {
			t.Fatalf("%d comes back as %d, %v", m, got, err)
		}
	}
}
