package casework_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// walks is how many random histories a database sees; walkSteps is how long each is.
var walks = flag.Int("walks", 200, "random histories of cases on each database")

const walkSteps = 45

// TestWalks lets officers, complainants, the facility and the clock do what they like with a few cases, and after each walk holds the
// database against what care makes of the steps: the file of every case is Fold of its events, word for word the same; nothing was closed,
// merged, put off or answered that must not be; a draft that was sent twice is one case; every tracking code opens its case and no other.
func TestWalks(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		b := newBureau(t, st)
		b.posts(unitE, unitM, unitD)
		taken := map[care.CaseAction]int{}
		for walk := range *walks {
			w := &walker{bureau: b, taken: taken, kept: map[care.CaseID]casework.Receipt{}}
			w.r = rand.New(rand.NewPCG(20261122, uint64(walk))) //nolint:gosec // a walk, not a secret
			for range walkSteps {
				w.step()
			}
			w.check()
			b.audit()
			b.must(st.ClearDemoPeople(t.Context())) // the next walk has the database to itself
			if t.Failed() {
				t.Fatalf("in walk %d of seed 20261122", walk)
			}
		}
		for _, action := range []care.CaseAction{
			care.CaseActTriage, care.CaseActAccept, care.CaseActRefuse, care.CaseActAskInfo, care.CaseActAddInfo, care.CaseActSign, care.CaseActContact,
			care.CaseActPropose, care.CaseActApprove, care.CaseActSendBack, care.CaseActClose, care.CaseActMerge, care.CaseActWithdraw, care.CaseActReopen,
			care.CaseActAskReturn, care.CaseActReturn, care.CaseActAck, care.CaseActRelease, care.CaseActRate, care.CaseActMessage,
		} {
			if taken[action] == 0 {
				t.Errorf("no walk ever did %s; the walks see too little", action)
			}
		}
		t.Logf("%d walks: %v", *walks, taken)
	})
}

// walker is one walk.
type walker struct {
	*bureau

	r      *rand.Rand
	taken  map[care.CaseAction]int
	cases  []care.CaseID
	kept   map[care.CaseID]casework.Receipt
	drafts []draft
}

type draft struct {
	key     casework.IdempotencyKey
	request casework.SubmitRequest
	receipt casework.Receipt
}

func (w *walker) dice(n int) int { return w.r.IntN(n) }

func pick[T any](w *walker, list []T) T { return list[w.dice(len(list))] }

func (w *walker) step() {
	switch n := w.dice(20); {
	case len(w.cases) == 0 || n < 2 && len(w.cases) < 4:
		w.file()
	case n == 3:
		w.again()
	case n < 5:
		w.pass(time.Duration(w.dice(40)+1) * time.Hour)
		w.sweep()
	case n == 5:
		w.merge()
	case n < 9:
		w.ownStep()
	case n == 9:
		_, err := w.s.AnswerRelease(w.t.Context(), staff, pick(w, w.cases), "我们说明如下。", 0)
		w.allowed(err)
	default:
		w.officerStep()
	}
}

func (w *walker) file() {
	d := draft{key: w.key(), request: report(func(r *casework.SubmitRequest) {
		r.Category = pick(w, []care.Category{care.CategoryHygiene, care.CategoryHygiene, care.CategoryFood, care.CategoryAbuse, care.CategoryPrepay})
		r.DangerNow, r.Demo = w.dice(8) == 0, true
		r.Anonymous = w.dice(2) == 0
		if !r.Anonymous {
			r.Name, r.Phone, r.Contact = "李某某", "13800000000", "phone"
		}
		if w.dice(6) == 0 {
			r.Text = "老师把孩子关小黑屋，孩子回来一直哭。"
		}
	})}
	receipt, err := w.s.Submit(w.t.Context(), unknown, d.key, d.request)
	w.must(err)
	d.receipt = receipt
	w.cases, w.drafts = append(w.cases, receipt.ID), append(w.drafts, d)
	w.kept[receipt.ID] = receipt
}

// again sends a draft that was sent: the receipt is the same, to the letter.
func (w *walker) again() {
	d := pick(w, w.drafts)
	receipt, err := w.s.Submit(w.t.Context(), unknown, d.key, d.request)
	w.must(err)
	if fmt.Sprint(receipt) != fmt.Sprint(d.receipt) {
		w.t.Errorf("sent again, a draft gave\n%+v\nafter\n%+v", receipt, d.receipt)
	}
	d.request.Text += "另外……"
	if _, err := w.s.Submit(w.t.Context(), unknown, d.key, d.request); !care.Is(err, care.CodeKeyReused) {
		w.t.Errorf("another content under the same key: %v", err)
	}
}

func (w *walker) merge() {
	lead := pick(w, w.cases)
	other := pick(w, w.cases)
	for range 6 { // until one is found that can lead
		if v, err := w.s.Case(w.t.Context(), supervisor, lead); err == nil && v.Case.AcceptedAt != 0 && v.Case.State != care.CaseMerged && lead != other {
			break
		}
		lead, other = pick(w, w.cases), pick(w, w.cases)
	}
	if lead == other {
		return
	}
	_, err := w.s.Merge(w.t.Context(), supervisor, lead, []care.CaseID{other})
	w.count(care.CaseActMerge, err)
}

func (w *walker) ownStep() {
	id := pick(w, w.cases)
	own := casework.Complainant{Actor: unknown.Actor, Code: w.kept[id].TrackingCode, Net: "net"}
	v, err := w.s.Own(w.t.Context(), own, id)
	w.must(err)
	yes := w.dice(2) == 0
	r := casework.OwnAct{Action: care.CaseActMessage, Text: "补充说明。"}
	if len(v.Actions) > 0 && w.dice(8) > 0 {
		r.Action = pick(w, v.Actions)
	}
	switch r.Action {
	case care.CaseActRate:
		r.Rating, r.Solved = 1+w.dice(5), &yes
	case care.CaseActStaysSolved, care.CaseActNotSolved:
		r.Action, r.Solved = "second_look", &yes
	case care.CaseActWithdraw:
		if w.dice(3) > 0 {
			r.Action = care.CaseActMessage
		}
		r.Text = ""
	default:
	}
	_, err = w.s.ActOwn(w.t.Context(), own, id, r)
	w.count(r.Action, err)
}

// rarely are actions that may be taken at any time: a walk that took them as often as others would never get anywhere.
var rarely = []care.CaseAction{
	care.CaseActNote, care.CaseActMessage, care.CaseActPolice, care.CaseActRefuse, care.CaseActJoinUnits, care.CaseActExclude, care.CaseActHandOver,
	care.CaseActAskInfo, care.CaseActNotReached, care.CaseActSuspend, care.CaseActTransfer,
}

// onward are the actions that bring a case to its end.
var onward = []care.CaseAction{
	care.CaseActAccept, care.CaseActSign, care.CaseActContact, care.CaseActPropose, care.CaseActApprove, care.CaseActClose, care.CaseActReassign,
	care.CaseActReturn, care.CaseActResume, care.CaseActTakeBack,
}

func (w *walker) officerStep() {
	id := pick(w, w.cases)
	var by care.Actor
	var v casework.CaseView
	var can []care.CaseAction
	for range 4 { // until somebody is found who has something to do
		by = pick(w, []care.Actor{intake, handler, handler2, supervisor, caller})
		var err error
		v, err = w.s.Case(w.t.Context(), by, id)
		if care.Is(err, care.CodeNotFound) { // a danger to a child, and none of theirs
			continue
		}
		w.must(err)
		can = v.Actions
		if w.dice(8) > 0 {
			can = slices.DeleteFunc(slices.Clone(can), func(a care.CaseAction) bool {
				return slices.Contains(rarely, a) || a == care.CaseActTriage && v.Case.ClassConfirmed
			})
		}
		if len(can) > 0 {
			break
		}
	}
	if len(can) == 0 {
		return
	}
	if on := slices.DeleteFunc(slices.Clone(can), func(a care.CaseAction) bool { return !slices.Contains(onward, a) }); len(on) > 0 && w.dice(3) > 0 {
		can = on
	}
	r := casework.ActRequest{Action: pick(w, can), Version: v.Case.Version, Text: "经核查，情况如下。"}
	if w.dice(12) == 0 && r.Version > 1 {
		r.Version-- // somebody who has not looked since
	}
	w.fill(&r, &v.Case)
	if r.Action == care.CaseActRelease {
		_, _ = w.s.Preview(w.t.Context(), by, id, r.Text)
	}
	after, err := w.s.Act(w.t.Context(), by, id, r)
	w.count(r.Action, err)
	if err == nil && after.Case.Version != v.Case.Version+1 && r.Action != care.CaseActAccept && r.Action != care.CaseActTriage {
		w.t.Errorf("%s took %d steps", r.Action, after.Case.Version-v.Case.Version)
	}
}

// fill puts into a request what its action needs, mostly right.
func (w *walker) fill(r *casework.ActRequest, c *care.Case) {
	r.NoTie = w.dice(10) > 0
	r.Body.Class = c.Class
	if w.dice(4) == 0 {
		r.Body.Class = pick(w, care.CaseClasses()[:3])
	}
	r.Body.Missing = care.InfoReasons()[:1]
	r.Body.To = care.UnitFire
	r.Body.Way, r.Body.When = care.ContactMessage, w.at()
	r.Body.Reference = "东公（2026）1 号"
	r.Body.Officer = care.AccountID(handler2.ID)
	r.Body.Answers = &care.CaseAnswers{Contacted: care.SaidYes, Solved: care.SaidYes, Satisfied: care.SaidNo}
	for _, a := range c.Allegations {
		result := pick(w, []care.FindingResult{care.Substantiated, care.NotFounded, care.Undeterminable})
		r.Body.Findings = append(r.Body.Findings, care.CaseFinding{Allegation: a.N, Result: result})
	}
	r.Body.Measures = []care.CaseMeasure{{Code: care.MeasureRectify}}
	rule := care.CaseEdges()
	if i := slices.IndexFunc(rule, func(e care.CaseEdgeRule) bool { return e.Action == r.Action && len(e.Reasons) > 0 }); i >= 0 {
		r.Body.Reason = pick(w, rule[i].Reasons)
	}
	if r.Action == care.CaseActPolice {
		r.Body.When = w.at() - 1000
	}
}

func (w *walker) count(action care.CaseAction, err error) {
	w.allowed(err)
	if err == nil {
		w.taken[action]++
	}
}

// allowed lets every refusal of the rules pass, and nothing else.
func (w *walker) allowed(err error) {
	var known *care.Error
	if err != nil && (!errors.As(err, &known) || known.Kind == care.Unavailable || known.Code == care.CodeInternal) {
		w.t.Errorf("not a refusal: %v", err)
	}
}

// check opens every case of the walk by its code, and looks for what must not show.
func (w *walker) check() {
	for id, r := range w.kept {
		v, err := w.s.ByCode(w.t.Context(), casework.Complainant{Actor: unknown.Actor, Code: r.TrackingCode, Net: string("net" + id)})
		if err != nil || v.ID != id {
			w.t.Errorf("the code of %s opens %s: %v", id, v.ID, err)
		}
	}
}
