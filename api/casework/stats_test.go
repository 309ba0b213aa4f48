package casework_test

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/stats"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// What statistics say of complaints is what the desk says of the same days, and what a reader of the raw rows comes to; whoever looks
// at the rows behind a rate is told no number and nothing of a danger to a child.
func TestStatisticsOfComplaints(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := newBureau(t, st)
		r := rand.New(rand.NewPCG(20261122, 5)) //nolint:gosec // a population, not a secret
		for range 14 {
			b.fate(r)
		}
		s := stats.New(stats.Deps{Store: st, Rules: func() *care.Rules { return b.rules }, Now: b.clock})
		b.must(s.Count(t.Context()))
		b.fate(r) // and what has gone on since
		b.must(s.Count(t.Context()))

		today := care.Today(b.at())
		first := today.AddDays(1 - care.StatCaseDays)
		o, err := s.Overview(t.Context(), intake, stats.Query{})
		b.must(err)
		n := o.Counts.Cases
		views, err := b.s.Rates(t.Context(), intake, first, today, "area")
		b.must(err)
		if len(views) != 1 || views[0].Accepted < 5 {
			t.Fatalf("next to nothing to compare: %+v", views)
		}
		w := views[0].RateCounts
		if n.Accepted != int64(w.Accepted) || n.Responded != int64(w.Responded) || n.Waiting != int64(w.Waiting) || n.Asked != int64(w.Asked) ||
			n.Solved != int64(w.Solved) || n.Judged != int64(w.Judged) || n.Satisfied != int64(w.Satisfied) || n.Overdue != int64(w.Overdue) {
			t.Errorf("statistics %+v, the desk %+v", n, w)
		}
		if care.Today(care.InstantOf(monday)).Before(first) {
			t.Fatal("not all of it happened in the days that are looked back on")
		}
		raw := b.rawRates()
		if n.Accepted != int64(raw.accepted) || n.Responded != int64(raw.responded) || n.Asked != int64(raw.asked) || n.Solved != int64(raw.solved) ||
			n.Judged != int64(raw.judged) || n.Satisfied != int64(raw.satisfied) {
			t.Errorf("statistics %+v, the raw rows %+v", n, raw)
		}
		for _, i := range []care.Indicator{care.ComplaintRate, care.CaseResponse, care.CaseSolution, care.CaseSatisfaction} {
			l, err := s.Rows(t.Context(), intake, stats.RowQuery{Indicator: i})
			b.must(err)
			var part, whole int64
			for _, row := range l.Rows {
				part, whole = part+row.Part, whole+row.Whole
				if row.Kind == stats.RowCase && row.ID != "" {
					t.Errorf("%s tells which case: %+v", i, row)
				}
			}
			f := o.Counts.Figure(i, 5)
			if part != f.Part || whole != f.Whole {
				t.Errorf("%s is %d of %d, its rows %d of %d", i, f.Part, f.Whole, part, whole)
			}
		}
	})
}

// Of two complaints nobody reads off how the two senders judged; and that a child was in danger is told of a district, for in a street with
// one facility the day alone would say which.
func TestFewComplaintsTellNothingOfAnyone(t *testing.T) {
	st := storetest.New(t)
	b := newBureau(t, st)
	b.must(st.SaveAreas(t.Context(), operator, b.at(), []care.Area{
		{Code: east + "001", Name: "一街道", Level: care.LevelStreet, ParentCode: east, Center: orb.Point{120.6, 31.3}},
	}))
	r := rand.New(rand.NewPCG(20261122, 5)) //nolint:gosec // a population, not a secret
	for range 3 {
		b.fate(r)
	}
	danger := b.submit(nil).ID
	s := stats.New(stats.Deps{Store: st, Rules: func() *care.Rules { return b.rules }, Now: b.clock})
	received := func(area string) int64 {
		b.must(s.Count(t.Context()))
		o, err := s.Overview(t.Context(), intake, stats.Query{Area: area})
		b.must(err)
		return o.Counts.Cases.Received
	}
	if street, all := received(east+"001"), received(east); street != 4 || all != 4 {
		t.Fatalf("%d in the street, %d in the district", street, all)
	}
	b.act(intake, danger, care.CaseActTriage, func(q *casework.ActRequest) { q.Body.Class = care.ClassA })
	if street, all := received(east+"001"), received(east); street != 3 || all != 4 {
		t.Errorf("one is a danger to a child: %d in the street, %d in the district", street, all)
	}
	for _, i := range []care.Indicator{care.CaseSolution, care.CaseSatisfaction} {
		l, err := s.Rows(t.Context(), intake, stats.RowQuery{Indicator: i})
		b.must(err)
		if l.Figure.Value != nil || l.Figure.Part != 0 || l.Figure.Whole < 1 {
			t.Errorf("%s of %d: %d, %v", i, l.Figure.Whole, l.Figure.Part, l.Figure.Value)
		}
		for _, row := range l.Rows {
			if row.Part != 0 {
				t.Errorf("%s of too few tells how one ended: %+v", i, row)
			}
		}
	}
}
