package care

import (
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

func sound() Facility {
	return Facility{
		ID: "f1", Source: "test", Name: "阳光托育园", Kind: KindIndependent, Filing: Filing{Status: Filed}, OpenToPublic: true,
		Modes:    []Mode{FullDay, HalfDay},
		Location: &Location{Point: orb.Point{116.3, 40}, Original: orb.Point{116.3, 40}, System: WGS84, Source: LocationGiven, Confidence: 1},
		Hours:    []Hours{{1, 480, 1080}},
		Fees:     []Fee{{Category: FeeCare, Unit: PerMonth, Amount: 200000}},
		Photos:   []Photo{{URL: "/demo/1.svg"}, {URL: "https://example.org/1.jpg", Text: "院子"}},
		Website:  "https://example.org",
		Classes: []Class{{
			ID: "c1", Name: "一班", Band: BandToddler, FromMonths: 12, ToMonths: 24, Mode: FullDay, ConfirmedAt: testNow,
			Pools: []Pool{pool("2027-01", 15, 15, 3), pool("2027-02", 15, 15, 3)},
		}},
	}
}

func TestSoundFacility(t *testing.T) {
	f := sound()
	if p := f.Problems(); len(p) > 0 {
		t.Error(p)
	}
	if w := f.Warnings(NewRules(DefaultRules()), Date{2026, 11, 21}); len(w) > 0 {
		t.Error(w)
	}
}

func TestFacilityProblems(t *testing.T) {
	for name, c := range map[string]struct {
		field  string
		change func(*Facility)
	}{
		"no name":             {"name", func(f *Facility) { f.Name = "" }},
		"blank name":          {"name", func(f *Facility) { f.Name = " \t　" }},
		"long name":           {"name", func(f *Facility) { f.Name = strings.Repeat("托", 201) }},
		"broken UTF-8":        {"name", func(f *Facility) { f.Name = "\xff" }},
		"zero byte":           {"address", func(f *Facility) { f.Address = "a\x00b" }},
		"no source":           {"source", func(f *Facility) { f.Source = "" }},
		"kind":                {"kind", func(f *Facility) { f.Kind = "nursery" }},
		"nature":              {"nature", func(f *Facility) { f.Nature = "x" }},
		"status":              {"filing.status", func(f *Facility) { f.Filing.Status = "" }},
		"mode":                {"modes", func(f *Facility) { f.Modes = []Mode{"night"} }},
		"mode twice":          {"modes", func(f *Facility) { f.Modes = []Mode{FullDay, FullDay} }},
		"website":             {"website", func(f *Facility) { f.Website = "javascript:alert(1)" }},
		"website with user":   {"website", func(f *Facility) { f.Website = "https://bank.example@evil.example/" }},
		"website in quotes":   {"website", func(f *Facility) { f.Website = "https://example.org/\"onload=" }},
		"website without":     {"website", func(f *Facility) { f.Website = "https://" }},
		"photo":               {"photos.url", func(f *Facility) { f.Photos[0].URL = "//evil.example" }},
		"photo none":          {"photos.url", func(f *Facility) { f.Photos[0].URL = "" }},
		"NaN":                 {"location", func(f *Facility) { f.Location.Point[0] = math.NaN() }},
		"infinite":            {"location", func(f *Facility) { f.Location.Original[1] = math.Inf(1) }},
		"null island":         {"location", func(f *Facility) { f.Location.Point = orb.Point{} }},
		"lat and lon swapped": {"location", func(f *Facility) { f.Location.Point = orb.Point{40, 116.3} }},
		"system":              {"location.system", func(f *Facility) { f.Location.System = "utm" }},
		"confidence":          {"location.confidence", func(f *Facility) { f.Location.Confidence = math.NaN() }},
		"hours":               {"hours", func(f *Facility) { f.Hours[0].Weekday = 8 }},
		"fee":                 {"fees.amount", func(f *Facility) { f.Fees[0].Amount = -1 }},
		"fee unit":            {"fees.unit", func(f *Facility) { f.Fees[0].Unit = "week" }},
		"too many fees":       {"fees", func(f *Facility) { f.Fees = make([]Fee, 101) }},
		"class band":          {"classes.band", func(f *Facility) { f.Classes[0].Band = "x" }},
		"class ages":          {"classes.to_months", func(f *Facility) { f.Classes[0].ToMonths = 12 }},
		"class twice":         {"classes.id", func(f *Facility) { f.Classes = append(f.Classes, f.Classes[0]) }},
		"months descend":      {"month", func(f *Facility) { f.Classes[0].Pools[1].Month-- }},
		"places below 0":      {"filed", func(f *Facility) { f.Classes[0].Pools[0].Filed = -1 }},
		"month 0":             {"month", func(f *Facility) { f.Classes[0].Pools[0].Month = 0 }},
		"language":            {"languages", func(f *Facility) { f.Languages = []string{"x"} }},
		"floor":               {"floor_area", func(f *Facility) { f.FloorArea = -1 }},
	} {
		f := sound()
		c.change(&f)
		p := f.Problems()
		if len(p) == 0 || p[0].Field != c.field {
			t.Errorf("%s: %v, want a fault of %s", name, p, c.field)
		}
		if f.Validate() == nil {
			t.Errorf("%s: Validate says nothing", name)
		}
	}
}

func TestFacilityWarnings(t *testing.T) {
	rules := NewRules(DefaultRules())
	for name, c := range map[string]struct {
		field  string
		change func(*Facility)
	}{
		"check digit":       {"credit_code", func(f *Facility) { f.CreditCode = "91350211M0000XUF46" }},
		"public company":    {"nature", func(f *Facility) { f.CreditCode, f.Nature = "91110000101623741K", NaturePublic }},
		"phone":             {"phone", func(f *Facility) { f.Phone = "call me" }},
		"certificates":      {"staff.certified", func(f *Facility) { f.Staff.Carers, f.Staff.Certified = 2, 3 }},
		"over the cap":      {"classes.filed", func(f *Facility) { f.Classes[0].Pools[0].Filed = 16 }},
		"more than places":  {"classes.taken", func(f *Facility) { f.Classes[0].Pools[0].Taken = 16 }},
		"ages not the band": {"classes", func(f *Facility) { f.Classes[0].FromMonths, f.Classes[0].ToMonths = 24, 36 }},
	} {
		f := sound()
		c.change(&f)
		if w := f.Warnings(rules, Date{2026, 11, 21}); len(w) != 1 || w[0].Field != c.field {
			t.Errorf("%s: %v, want a warning of %s", name, w, c.field)
		}
		if err := f.Validate(); err != nil {
			t.Errorf("%s keeps the facility out: %v", name, err)
		}
	}
}

// Whether families may see a facility: the whole table.
func TestPublic(t *testing.T) {
	for _, status := range []FilingStatus{
		FilingUnknown, FilingDraft, FilingSubmitted, FilingReceived, FilingVerifying, FilingNonconforming, Filed, Licensed,
		FilingChangePending, FilingSuspended, FilingCancelled, "", "nonsense",
	} {
		for _, trial := range []bool{false, true} {
			for _, verified := range []bool{false, true} {
				f := Facility{Filing: Filing{Status: status}, Verified: verified}
				want := status == Filed || status == Licensed || status == FilingChangePending ||
					(status == FilingUnknown && trial && !verified)
				if got := f.Public(trial); got != want {
					t.Errorf("%q trial %v verified %v: public %v", status, trial, verified, got)
				}
			}
		}
	}
}

func TestChainHash(t *testing.T) {
	a := Change{Seq: 1, Noun: "facility", ID: "x", Kind: "created", At: 5, Actor: Actor{Kind: ActorSystem, ID: "y"}, Body: []byte("{}")}
	base := ChainHash("", a)
	seen := map[string]bool{base: true}
	for _, change := range []func(*Change){
		func(c *Change) { c.Seq = 2 },
		func(c *Change) { c.Noun = "area" },
		func(c *Change) { c.ID = "xc" },
		func(c *Change) { c.ID, c.Kind = "xc", "reated" },
		func(c *Change) { c.Kind = "updated" },
		func(c *Change) { c.At = 6 },
		func(c *Change) { c.Actor.Kind = ActorOperator },
		func(c *Change) { c.Actor.ID = "z" },
		func(c *Change) { c.Body = []byte("{ }") },
	} {
		c := a
		change(&c)
		h := ChainHash("", c)
		if seen[h] {
			t.Errorf("%+v has the hash of another change", c)
		}
		seen[h] = true
	}
	if seen[ChainHash(base, a)] {
		t.Error("the hash before does not count")
	}
	a.Hash = "whatever"
	if ChainHash("", a) != base {
		t.Error("the hash of the row itself counts")
	}
	// The same, worked out by hand: fields joined as length:text, SHA-256.
	if want := "64885cd587f59f581c49bb0fdfe06a1699c4fc816f14594aad9682f1d598fc6e"; base != want {
		t.Errorf("hash %s, want %s", base, want)
	}
}
