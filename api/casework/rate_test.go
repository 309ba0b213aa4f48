package casework_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// TestRatesFromRawSteps is B11: the three rates of a few dozen cases of every fate equal, to four decimals, those that a reader of the
// raw rows comes to who knows nothing of the rules but what the rates mean.
func TestRatesFromRawSteps(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := newBureau(t, st)
		r := rand.New(rand.NewPCG(20261122, 1)) //nolint:gosec // a population, not a secret
		for range 36 {
			b.fate(r)
		}
		from := care.Today(care.InstantOf(monday))
		to := care.Today(b.at())
		views, err := b.s.Rates(t.Context(), intake, from, to, "area")
		b.must(err)
		if len(views) != 1 {
			t.Fatalf("%d areas", len(views))
		}
		got, want := views[0].Rates, b.rawRates()
		same := func(name string, g *float64, part, whole int) {
			t.Helper()
			if g == nil || whole == 0 || math.Abs(*g-100*float64(part)/float64(whole)) > 0.00005 {
				t.Errorf("%s is %v, the rows say %d of %d", name, g, part, whole)
			}
		}
		same("响应率", got.Response, want.responded, want.accepted)
		same("解决率", got.Solution, want.solved, want.asked)
		same("满意率", got.Satisfaction, want.satisfied, want.judged)
		if got.Accepted != want.accepted || got.Excluded != want.excluded || want.excluded == 0 {
			t.Errorf("%d accepted and %d left out, the rows say %d and %d", got.Accepted, got.Excluded, want.accepted, want.excluded)
		}
		t.Logf("%+v", want)

		few, err := b.s.Rates(t.Context(), outsider, from, to, "unit")
		b.must(err)
		if len(few) != 0 {
			t.Errorf("another district sees %d rates", len(few))
		}
		b.audit()
	})
}

// fate takes one case to some end.
func (b *bureau) fate(r *rand.Rand) {
	b.t.Helper()
	id := b.submit(nil).ID
	if r.IntN(12) == 0 {
		return // nobody has looked at it
	}
	b.act(intake, id, care.CaseActTriage, func(q *casework.ActRequest) { q.Body.Class = care.ClassB })
	b.act(intake, id, care.CaseActAccept, nil)
	b.act(handler, id, care.CaseActSign, func(q *casework.ActRequest) { q.NoTie = true })
	b.pass(time.Duration(1+r.IntN(36)) * time.Hour)
	b.act(handler, id, care.CaseActContact, func(q *casework.ActRequest) { q.Body.Way, q.Text = care.ContactMessage, "您好。" })
	b.act(handler, id, care.CaseActPropose, func(q *casework.ActRequest) {
		q.Text, q.Body.Findings = "经查不属实。", []care.CaseFinding{{Allegation: 1, Result: care.NotFounded}}
	})
	b.act(supervisor, id, care.CaseActApprove, nil)
	b.sweep()
	said := func() care.Said {
		if r.IntN(3) == 0 {
			return care.SaidNo
		}
		return care.SaidYes
	}
	b.act(caller, id, care.CaseActClose, func(q *casework.ActRequest) {
		q.Body.Answers = &care.CaseAnswers{Contacted: care.SaidYes, Solved: said(), Satisfied: said()}
	})
	if r.IntN(9) == 0 {
		b.act(supervisor, id, care.CaseActExclude, func(q *casework.ActRequest) { q.Body.Reason, q.Text = care.ReasonMalicious, "经查实。" })
	}
}

type rawRates struct{ accepted, responded, asked, solved, judged, satisfied, excluded int }

// rawRates reads the rows as anybody could who has them: what happened when, and by when it had to.
func (b *bureau) rawRates() (n rawRates) {
	b.t.Helper()
	type raw struct {
		Reason  string
		Answers *struct{ Solved, Satisfied string }
		Clocks  []struct {
			Clock struct {
				Kind string
				Due  int64
			}
		}
	}
	type fate struct {
		accepted, excluded, intime bool
		due                        int64
		solved, satisfied          string
	}
	fates := map[care.CaseID]*fate{}
	b.must(b.st.Read(b.t.Context(), "raw rows", func(tx *store.Tx) error {
		steps, err := tx.AllCaseSteps(b.t.Context(), "", 0, 10_000)
		for _, s := range steps {
			f := fates[s.Case]
			if f == nil {
				f = &fate{}
				fates[s.Case] = f
			}
			text, _ := json.Marshal(s.Body)
			var body raw
			if err := json.Unmarshal(text, &body); err != nil {
				return err
			}
			switch s.Edge {
			case "C4":
				f.accepted = true
			case "C9":
				f.intime = int64(s.At) <= f.due
			case "C16":
				f.solved, f.satisfied = body.Answers.Solved, body.Answers.Satisfied
			case "C20b":
				f.excluded = true
			default:
			}
			for _, c := range body.Clocks {
				if c.Clock.Kind == "contact" {
					f.due = c.Clock.Due
				}
			}
		}
		return err
	}))
	yes := func(said string, all, good *int) {
		if said != "" {
			*all++
		}
		if said == "yes" {
			*good++
		}
	}
	for _, f := range fates {
		switch {
		case !f.accepted:
		case f.excluded:
			n.excluded++
		default:
			n.accepted++
			if f.intime {
				n.responded++
			}
			yes(f.solved, &n.asked, &n.solved)
			yes(f.satisfied, &n.judged, &n.satisfied)
		}
	}
	return n
}
