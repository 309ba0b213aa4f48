package ledger_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/api/blob"
	"tuoyuquan/api/care"
	"tuoyuquan/api/ledger"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

var (
	operator = care.Actor{Kind: care.ActorOperator, ID: "test"}
	bureau   = care.Actor{Kind: care.ActorDistrict, ID: "bureau", Area: "320508"}
)

// book is a register with a clock that the test moves.
type book struct {
	*ledger.Service

	t   *testing.T
	st  *store.Store
	now time.Time
}

func open(t *testing.T, st *store.Store) *book {
	t.Helper()
	b := &book{t: t, st: st, now: time.Date(2026, 11, 20, 9, 0, 0, 0, care.Shanghai)}
	files, err := blob.NewFolder(filepath.Join(t.TempDir(), "files"), func() time.Time { return b.now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	rules := care.NewRules(care.DefaultRules())
	b.Service = &ledger.Service{
		Store: st, Blob: files, Keys: []ed25519.PrivateKey{ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, 32))}, City: "示范市",
		Rules: func() *care.Rules { return rules }, Now: func() time.Time { return b.now }, Log: slog.New(slog.DiscardHandler),
	}
	return b
}

func (b *book) at() care.Instant { return care.InstantOf(b.now) }

// facility is one of the register.
func facility(id, name string, status care.FilingStatus) care.Facility {
	return care.Facility{
		ID: care.FacilityID(id), Source: "test", ExternalID: id, Name: name, Kind: care.KindCommunity, Nature: care.NaturePublic, OpenToPublic: true,
		Modes: []care.Mode{care.FullDay}, AreaCode: "320508001", AreaName: "平江街道", Address: "测试路1号", Filing: care.Filing{Status: status, No: "B-" + id},
		Location: &care.Location{Point: orb.Point{120.6, 31.3}, Original: orb.Point{120.6, 31.3}, System: care.WGS84, Source: care.LocationGiven, Confidence: 1},
		Verified: true,
		Classes: []care.Class{{
			ID: care.ClassID("c-" + id), Name: "托小班", Band: care.BandToddler, FromMonths: 12, ToMonths: 24, Mode: care.FullDay, ConfirmedAt: 1, Source: care.VacancyFacility,
			Pools: []care.Pool{{Month: 2026*12 + 9, Filed: 15, Staffed: 10, Taken: 4}},
		}},
	}
}

func (b *book) save(fs ...care.Facility) {
	b.t.Helper()
	if _, err := b.st.SaveFacilities(b.t.Context(), operator, b.at(), fs); err != nil {
		b.t.Fatal(err)
	}
}

// set gives a facility another status as a bureau does.
func (b *book) set(id care.FacilityID, to care.FilingStatus, kind care.ChangeKind, body map[string]any) {
	b.t.Helper()
	err := b.st.Write(b.t.Context(), "set filing", func(tx *store.Tx) error {
		f, version, err := tx.FacilityVersioned(b.t.Context(), id)
		if err != nil {
			return err
		}
		filing := f.Filing
		filing.Status = to
		done, err := tx.SetFiling(b.t.Context(), f, version, filing, care.Change{Kind: kind, At: b.at(), Actor: bureau}, body)
		if err == nil && !done {
			err = errors.New("the version was another one")
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *book) follow() {
	b.t.Helper()
	for range 2 { // the second time makes nothing
		if _, err := b.st.Sequence(b.t.Context(), "test", b.at()); err != nil {
			b.t.Fatal(err)
		}
		if err := b.Follow(b.t.Context(), "test"); err != nil {
			b.t.Fatal(err)
		}
	}
}

func (b *book) log() (out []string) {
	b.t.Helper()
	lines, err := b.Changes(b.t.Context(), store.RegisterFilter{Limit: 100})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, l := range lines {
		out = append([]string{string(l.Facility) + " " + string(l.Kind)}, out...)
	}
	return out
}

// story is a register in which everything happens that its log tells of.
func (b *book) story() {
	a := facility("a", "阳光托育", care.Filed)
	b.save(a, facility("b", "向日葵托育", care.Licensed), facility("c", "还没备案", care.FilingDraft))
	b.now = b.now.Add(time.Hour)
	a.Name, a.Address = "阳光托育中心", "测试路2号"
	b.save(a)
	a.Phone = "0512-12345678" // nothing the register tells
	b.save(a)
	b.set("c", care.FilingNonconforming, care.ChangeUpdated, map[string]any{"reasons": []any{map[string]any{"code": "space_too_small"}}})
	b.set("a", care.FilingSuspended, care.ChangeSuspended, map[string]any{"reason": "safety", "words": "消防整改"})
	b.set("a", care.Filed, care.ChangeReopened, map[string]any{"reason": "corrected"})
	b.set("b", care.FilingCancelled, care.ChangeClosed, map[string]any{"reason": "closing"})
	b.set("c", care.Filed, care.ChangeUpdated, nil)
	b.follow()
}

// The log tells every filing, change, suspension and cancellation, from the record alone: made anew from it, it is the same.
func TestLogFollowsTheRecord(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := open(t, st)
		b.story()
		want := "a filed, b licensed, a changed, c nonconforming, a suspended, a resumed, b cancelled, c filed"
		if got := strings.Join(b.log(), ", "); got != want {
			t.Fatalf("the log says\n%s\nwant\n%s", got, want)
		}
		changes, err := st.Changes(t.Context(), 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		status := map[string]care.FilingStatus{}
		var again []string
		for _, c := range changes {
			is, e, said := care.RegisterStep(c, status[c.ID])
			status[c.ID] = is
			if said {
				again = append(again, string(e.Facility)+" "+string(e.Kind))
			}
		}
		if got := strings.Join(again, ", "); got != want {
			t.Errorf("made anew it says\n%s", got)
		}
		lines, err := b.Changes(t.Context(), store.RegisterFilter{Kind: care.RegisterChanged, Limit: 10})
		if err != nil || len(lines) != 1 || len(lines[0].Fields) != 2 {
			t.Fatalf("what changed: %+v %v", lines, err)
		}
		if s := ledger.Summary(lines[0], func(care.ReasonCode, bool) string { return "" }, false); !strings.Contains(s, "机构名称：阳光托育 → 阳光托育中心") {
			t.Errorf("in words: %s", s)
		}
	})
}

// Every day is written once, signed, and names the one before: what is changed, cut or left out is found.
func TestSignedDays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := open(t, st)
		b.story()
		var days []ledger.Verified
		var first, sig []byte
		for range 3 {
			for range 2 { // once a day
				if err := b.Publish(t.Context(), "test"); err != nil {
					t.Fatal(err)
				}
			}
			v, text, signed := b.signed()
			if days = append(days, v); first == nil {
				first, sig = text, signed
			}
			b.now = b.now.Add(24 * time.Hour)
			b.save(facility("a", "阳光托育中心"+care.Today(b.at()).String(), care.Filed))
			b.follow()
		}
		if days[0].Facilities != 3 || days[0].Entries != 8 || days[1].Entries != 1 || days[2].Previous.SHA256 != days[1].SHA256 {
			t.Errorf("days: %+v", days)
		}
		if err := ledger.VerifyChain(days); err != nil {
			t.Error(err)
		}
		other := days[1]
		other.SHA256 = strings.Repeat("0", 64)
		if err := ledger.VerifyChain([]ledger.Verified{days[0], other, days[2]}); err == nil {
			t.Error("another file in the middle was not found")
		}
		if err := ledger.VerifyChain([]ledger.Verified{days[0], days[2]}); !care.Is(err, care.CodeDamaged) {
			t.Errorf("a day that was taken out was not found: %v", err)
		}
		for what, text := range map[string][]byte{
			"a letter": bytes.Replace(first, []byte("阳光"), []byte("月光"), 1), "a line": first[:bytes.LastIndexByte(first[:len(first)-1], '\n')+1], "nothing": {},
		} {
			if _, err := ledger.Verify(text, sig, keysOf(t, b)); !care.Is(err, care.CodeDamaged) {
				t.Errorf("%s was changed: %v", what, err)
			}
		}
		stranger := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{4}, 32)).Public().(ed25519.PublicKey)
		if _, err := ledger.Verify(first, sig, []ed25519.PublicKey{stranger}); err == nil {
			t.Error("a stranger's key fits")
		}
		for _, name := range []string{"2020-01-01.jsonl", "../key", "2026-11-20.txt", ""} {
			if _, err := b.DayFile(t.Context(), name); !care.Is(err, care.CodeNotFound) {
				t.Errorf("%q: %v", name, err)
			}
		}
	})
}

// signed is the file of today with its signature, which fits.
func (b *book) signed() (v ledger.Verified, text, sig []byte) {
	b.t.Helper()
	name := care.Today(b.at()).String()
	text, err := b.DayFile(b.t.Context(), name+".jsonl")
	if err != nil {
		b.t.Fatal(err)
	}
	if sig, err = b.DayFile(b.t.Context(), name+".sig"); err != nil {
		b.t.Fatal(err)
	}
	if v, err = ledger.Verify(text, sig, keysOf(b.t, b)); err != nil {
		b.t.Fatal(err)
	}
	return v, text, sig
}

func keysOf(t *testing.T, b *book) []ed25519.PublicKey {
	t.Helper()
	text, err := b.PublicKeys()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := ledger.ReadKeys(text)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// A file somebody has put where the day's is to be is not signed, nor given out; a day that was changed after it was signed is passed over.
func TestNothingForeignIsSigned(t *testing.T) {
	b := open(t, storetest.New(t))
	b.story()
	plant := func(name, text string) {
		t.Helper()
		_ = b.Blob.Delete(t.Context(), name) // it may not be there
		if err := b.Blob.Put(t.Context(), name, strings.NewReader(text), int64(len(text)), "application/jsonl"); err != nil {
			t.Fatal(err)
		}
	}
	publish := func() ledger.Verified {
		t.Helper()
		if err := b.Publish(t.Context(), "test"); err != nil {
			t.Fatal(err)
		}
		v, _, _ := b.signed()
		return v
	}
	const forged = `{"format":"tuoyuquan register","version":1,"day":"2026-11-20","seq":1,"hash":"","previous":null,"facilities":0,"entries":0}` + "\n"
	plant("register/2026-11-20/file", forged)
	if _, err := b.DayFile(t.Context(), "2026-11-20.jsonl"); !care.Is(err, care.CodeNotFound) {
		t.Errorf("an unsigned day is given out: %v", err)
	}
	first := publish()
	if first.Facilities != 3 {
		t.Errorf("signed what somebody has put there: %+v", first)
	}
	b.now = b.now.Add(24 * time.Hour)
	second := publish()
	plant("register/2026-11-21/file", strings.Replace(forged, "11-20", "11-21", 1))
	b.now = b.now.Add(24 * time.Hour)
	third := publish()
	if third.Previous == nil || third.Previous.SHA256 != first.SHA256 {
		t.Errorf("the third day follows %+v; the first is %s, the second %s", third.Previous, first.SHA256, second.SHA256)
	}
}

// The list stands in every form: a table no cell of which is a formula, points on a map, a feed a reader of feeds can read.
func TestForms(t *testing.T) {
	b := open(t, storetest.New(t))
	b.story()
	b.save(facility("x", `=HYPERLINK("http://evil")`, care.Filed))
	b.follow()
	b.now = b.now.Add(time.Minute)
	snap, err := b.Snapshot(t.Context())
	if err != nil || len(snap.Rows) != 4 || snap.Standing() != 3 {
		t.Fatalf("%+v %v", snap, err)
	}
	if rows := snap.Find(ledger.Query{Words: "向日葵 平江", Status: "cancelled", Area: "320508"}); len(rows) != 1 || rows[0].Places != 15 {
		t.Errorf("found %+v", rows)
	}
	var table bytes.Buffer
	if err := ledger.WriteCSV(&table, snap.Rows, false); err != nil {
		t.Fatal(err)
	}
	cells, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(table.Bytes(), []byte("\ufeff")))).ReadAll()
	if err != nil || len(cells) != 5 {
		t.Fatalf("%d rows, %v", len(cells), err)
	}
	for _, row := range cells {
		for _, cell := range row {
			if strings.HasPrefix(cell, "=") {
				t.Errorf("a cell runs: %s", cell)
			}
		}
	}
	var points bytes.Buffer
	if err := ledger.WriteGeoJSON(&points, snap.Rows); err != nil || !json.Valid(points.Bytes()) {
		t.Errorf("GeoJSON: %v", err)
	}
	lines, err := b.Changes(t.Context(), store.RegisterFilter{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var feed bytes.Buffer
	if err := ledger.WriteAtom(&feed, lines, ledger.FeedOptions{Base: "https://x", Now: b.at(), Say: func(r care.ReasonCode, _ bool) string { return string(r) }}); err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(&feed)
	entries := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "entry" {
			entries++
		}
	}
	if entries != len(lines) {
		t.Errorf("%d entries of %d", entries, len(lines))
	}
}

// The file of a facility takes inspections from inspectors, decisions from a bureau alone, and grades by the rule of the area.
func TestFile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := open(t, st)
		b.save(facility("a", "阳光托育", care.Filed))
		ctx := context.Background()
		inspector := care.Actor{Kind: care.ActorInspector, ID: "inspector", Area: "320508"}
		today := care.Today(b.at())
		if _, err := b.AddRecord(ctx, inspector, care.Record{Facility: "a", Kind: care.RecordInspection, On: today, Result: "faults", Words: "灭火器过期"}); err != nil {
			t.Fatal(err)
		}
		order := care.Record{Facility: "a", Kind: care.RecordOrder, On: today, Due: today.AddDays(7), Words: "限期更换"}
		if _, err := b.AddRecord(ctx, inspector, order); !care.Is(err, care.CodeNotAllowed) {
			t.Errorf("an inspector orders: %v", err)
		}
		made, err := b.AddRecord(ctx, bureau, order)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.MeetOrder(ctx, inspector, made.ID, today, 9); !care.Is(err, care.CodeStateConflict) {
			t.Errorf("a version nobody has seen: %v", err)
		}
		if done, err := b.MeetOrder(ctx, inspector, made.ID, today, made.Version); err != nil || done.DoneOn != today {
			t.Errorf("met: %+v %v", done, err)
		}
		if _, err := b.SetGrade(ctx, bureau, "a", ledger.GradeInput{Risk: "A", Credit: "B"}); err == nil {
			t.Error("graded without a rule and without a grade")
		}
		if g, err := b.SetGrade(ctx, bureau, "a", ledger.GradeInput{Risk: "A", Credit: "B", Grade: "B"}); err != nil || !g.ByHand {
			t.Errorf("by hand: %+v %v", g, err)
		}
		if _, err := b.SetGrade(ctx, bureau, "a", ledger.GradeInput{Risk: "A", Credit: "B", Grade: "C"}); !care.Is(err, care.CodeStateConflict) {
			t.Errorf("two grade at once: %v", err)
		}
		f, err := b.File(ctx, bureau, "a")
		if err != nil || len(f.Records) != 2 || len(f.Grades) != 1 || len(f.Facility.Classes) != 1 {
			t.Errorf("the file: %+v %v", f, err)
		}
		if _, err := b.File(ctx, care.Actor{Kind: care.ActorDistrict, ID: "else", Area: "110101"}, "a"); !care.Is(err, care.CodeNotFound) {
			t.Errorf("another district: %v", err)
		}
		b.follow()
		history, next, err := b.History(ctx, bureau, "a", 0, 50)
		if err != nil || next != 0 || len(history) != 1 || history[0].Kind != care.ChangeCreated {
			t.Errorf("history: %+v %d %v", history, next, err)
		}
	})
}

// The matrix of an area makes the grade; where it was cut off the bureau decides; a department's own D is high risk.
func TestGradeMatrix(t *testing.T) {
	rules := care.NewRules(care.DefaultRules())
	on := care.DateOf(time.Date(2026, 11, 22, 9, 0, 0, 0, care.Shanghai))
	beijing := rules.GradeRule("110105", on)
	for _, c := range []struct {
		risk, credit string
		d            bool
		want         string
	}{{"A", "A", false, "A"}, {"C", "A", false, "B"}, {"D", "A-", false, "C"}, {"D", "C+", false, "D"}, {"C", "C", false, ""}, {"A", "D", false, ""}, {"A", "B", true, "C"}, {"E", "A", false, ""}} {
		if got := beijing.Grade(c.risk, c.credit, c.d); got != c.want {
			t.Errorf("risk %s, credit %s, %v: %q, want %q", c.risk, c.credit, c.d, got, c.want)
		}
	}
	if rules.GradeRule("320508", on) != nil {
		t.Error("a matrix where no rule is known")
	}
}

// What tells of somebody who is protected is not found by who did it either, nor by how far a page without it reaches.
func TestRecordHidesWhatIsGuarded(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := open(t, st)
		watcher := care.Actor{Kind: care.ActorGuardian, ID: "someone"}
		err := st.Write(t.Context(), "watch", func(tx *store.Tx) error {
			return tx.AppendChanges(t.Context(), []care.Change{{Noun: care.NounWatch, ID: "w", Kind: care.ChangeCreated, At: b.at(), Actor: watcher}})
		})
		if err != nil {
			t.Fatal(err)
		}
		b.follow()
		rows, next, err := st.ChangesWhere(t.Context(), store.ChangeFilter{Actor: watcher.ID, Unguarded: true, Limit: 1})
		if err != nil || len(rows) != 0 || next != 0 {
			t.Errorf("%d rows, on before %d: %v", len(rows), next, err)
		}
		if rows, _, err = st.ChangesWhere(t.Context(), store.ChangeFilter{Limit: 1}); err != nil || len(rows) != 1 {
			t.Errorf("without a filter that it happened is shown: %d rows, %v", len(rows), err)
		}
	})
}

// Who stops gives the log up: whoever starts next carries it on in the same moment.
func TestWhoStopsGivesTheLogUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := open(t, st)
		b.follow()
		b.save(facility("a", "阳光托育", care.Filed))
		if _, err := st.Sequence(t.Context(), "test", b.at()); err != nil {
			t.Fatal(err)
		}
		carriedOn := func() int {
			t.Helper()
			if err := b.Follow(t.Context(), "next"); err != nil {
				t.Fatal(err)
			}
			return len(b.log())
		}
		if n := carriedOn(); n != 0 {
			t.Errorf("two keep the log at once: %d entries", n)
		}
		if err := b.Stop(t.Context(), "test"); err != nil {
			t.Fatal(err)
		}
		if n := carriedOn(); n != 1 {
			t.Errorf("%d entries after the first has stopped, want 1", n)
		}
	})
}
