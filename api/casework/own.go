package casework

import (
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// maxMessage is the longest message, in characters.
const maxMessage = 2000

// Mine returns the complaints of the actor's account, newest first.
func (s *Service) Mine(ctx context.Context, actor care.Actor) (out []ComplaintView, err error) {
	if err := actor.May(care.MayFollowCase, care.Owner{Account: care.AccountID(actor.ID)}); err != nil {
		return nil, err
	}
	ids, err := s.ownCases(ctx, actor)
	if err != nil {
		return nil, err
	}
	err = s.look(ctx, "read own complaints", func(ctx context.Context, t *turn) error {
		out = make([]ComplaintView, 0, len(ids))
		for _, id := range ids {
			f, err := t.file(ctx, id)
			if err != nil {
				return err
			}
			v, err := t.complaintView(ctx, f)
			if err != nil {
				return err
			}
			out = append(out, v)
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b ComplaintView) int { return int(b.CreatedAt - a.CreatedAt) })
	return out, err
}

// ByCode returns the complaint a tracking code belongs to. Fails with not_found, too_many_requests.
func (s *Service) ByCode(ctx context.Context, who Complainant) (ComplaintView, error) {
	id, err := s.caseByCode(ctx, who)
	if err != nil {
		return ComplaintView{}, err
	}
	return s.own(ctx, id)
}

// Own returns a complaint to its complainant. Fails with not_found for anybody else.
func (s *Service) Own(ctx context.Context, who Complainant, id care.CaseID) (ComplaintView, error) {
	if err := s.prove(ctx, who, id); err != nil {
		return ComplaintView{}, err
	}
	return s.own(ctx, id)
}

func (s *Service) own(ctx context.Context, id care.CaseID) (v ComplaintView, err error) {
	err = s.look(ctx, "read an own complaint", func(ctx context.Context, t *turn) error {
		f, err := t.file(ctx, id)
		if err != nil {
			return err
		}
		v, err = t.complaintView(ctx, f)
		return err
	})
	if err == nil {
		v.Looks, err = s.Looks(ctx, id)
	}
	return v, err
}

// prove refuses who did not make a complaint: not_found, so that nobody learns that there is one.
func (s *Service) prove(ctx context.Context, who Complainant, id care.CaseID) error {
	if who.Code != "" {
		is, err := s.caseByCode(ctx, who)
		if err == nil && is != id {
			err = notHere()
		}
		return err
	}
	if err := who.Actor.May(care.MayFollowCase, care.Owner{Account: care.AccountID(who.Actor.ID)}); err != nil {
		return err
	}
	ids, err := s.ownCases(ctx, who.Actor)
	if err == nil && !slices.Contains(ids, id) {
		err = notHere()
	}
	return err
}

// complaintView builds what a complainant sees.
func (t *turn) complaintView(ctx context.Context, f *file) (v ComplaintView, err error) {
	if v.ComplainantView, err = care.ComplainantSees(f.steps, t.now, t.terms(&f.Case), t.cal); err != nil {
		return v, err
	}
	said, err := t.tx.Complaint(ctx, f.ID)
	if err != nil {
		return v, err
	}
	if v.Text, v.Wants, err = t.words(said); err != nil {
		return v, err
	}
	v.HappenedOn = said.HappenedOn
	if v.Office, err = t.office(ctx, f.Unit); err != nil {
		return v, err
	}
	if v.Facility, err = t.facility(ctx, f.Facility); err != nil {
		return v, err
	}
	if v.Messages, err = t.messages(ctx, f.ID, false); err != nil {
		return v, err
	}
	v.Evidence, err = t.evidenceOf(ctx, t.tx, f.ID)
	return v, err
}

// words opens what was said.
func (s *Service) words(c store.Complaint) (text, wants string, err error) {
	if text, err = s.Box.Open("complaint:"+string(c.ID), c.TextSealed); err != nil {
		return "", "", err
	}
	if c.WantsSealed != "" {
		wants, err = s.Box.Open("complaint.wants:"+string(c.ID), c.WantsSealed)
	}
	return text, wants, err
}

func (t *turn) facility(ctx context.Context, id care.FacilityID) (*FacilityRef, error) {
	if id == "" {
		return nil, nil //nolint:nilnil // a place in no register is no error
	}
	f, err := t.tx.FacilityAlone(ctx, id)
	if care.Is(err, care.CodeNotFound) {
		return &FacilityRef{ID: id}, nil // it has left the register
	}
	return &FacilityRef{ID: id, Name: f.Name}, err
}

// messages opens what office and complainant wrote. Officers are named to officers alone.
func (t *turn) messages(ctx context.Context, id care.CaseID, desk bool) ([]Message, error) {
	rows, err := t.tx.MessagesOfCase(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make([]Message, 0, len(rows))
	for _, m := range rows {
		text, err := t.Box.Open("case_message:"+string(m.ID), m.TextSealed)
		if err != nil {
			return nil, err
		}
		v := Message{ID: string(m.ID), At: m.At, From: m.From, Text: text}
		if desk {
			v.Officer = m.Account
		}
		out = append(out, v)
	}
	return out, nil
}

// write keeps a message, and returns its id: "" for no text.
func (t *turn) write(ctx context.Context, id care.CaseID, from string, by care.AccountID, text string) (care.CaseMessageID, error) {
	if text == "" {
		return "", nil
	}
	if len([]rune(text)) > maxMessage {
		return "", care.Errorf(care.Invalid, care.CodeTooLarge, "text", "longer than %d characters", maxMessage)
	}
	if !care.PlainText(text) {
		return "", care.Errorf(care.Invalid, care.CodeInvalid, "text", "the text holds characters that cannot be seen")
	}
	m := store.CaseMessage{ID: care.CaseMessageID(care.NewID()), Case: id, From: from, Account: by, At: t.now}
	m.TextSealed = t.Box.Seal("case_message:"+string(m.ID), text)
	return m.ID, t.tx.AddCaseMessage(ctx, m)
}

// What may be added to a case in a day: more than anybody has to say, and too little to bury what was said under it.
var wordsOfCase = allowance{"words", 60, 24 * time.Hour}

// ActOwn does something with a complaint for its complainant: add_information, message, withdraw, rate, reopen, ask_reopen, and
// second_look with solved. Fails with not_found, too_many_requests, state_conflict (a ConflictError), and what the guards say.
func (s *Service) ActOwn(ctx context.Context, who Complainant, id care.CaseID, r OwnAct) (v ComplaintView, err error) {
	if err := s.prove(ctx, who, id); err != nil {
		return ComplaintView{}, err
	}
	if r.Text != "" || len(r.Uploads) > 0 {
		if err := s.allow(ctx, wordsOfCase, string(id)); err != nil {
			return ComplaintView{}, err
		}
	}
	err = s.doInVault(ctx, "act on an own complaint", func(ctx context.Context, t *turn) error {
		f, err := t.lock(ctx, id)
		if err != nil {
			return err
		}
		if err := t.seenByOwner(f, r.Version); err != nil {
			return err
		}
		if err := t.actOwn(ctx, f, r); err != nil {
			return err
		}
		v, err = t.complaintView(ctx, f)
		return err
	})
	return v, err
}

// seenByOwner refuses when something has happened since that the complainant is shown.
func (t *turn) seenByOwner(f *file, version int64) error {
	if version <= 0 {
		return nil
	}
	for _, e := range f.steps {
		if e.N > version && (e.Public || e.Edge == care.CaseEdgeMessage) {
			view, err := care.ComplainantSees(f.steps, t.now, t.terms(&f.Case), t.cal)
			if err != nil {
				return err
			}
			return &ConflictError{Current: view.State, Version: f.Version}
		}
	}
	return nil
}

func (t *turn) actOwn(ctx context.Context, f *file, r OwnAct) error {
	action := r.Action
	if action == "second_look" {
		if r.Solved == nil {
			return care.Errorf(care.Invalid, care.CodeFormIncomplete, "solved", "say whether it has stayed solved")
		}
		action = care.CaseActNotSolved
		if *r.Solved {
			action = care.CaseActStaysSolved
		}
	}
	others, err := t.othersOf(ctx, f)
	if err != nil {
		return err
	}
	by := care.CaseComplainant()
	edge, err := care.CaseEdgeOf(&f.Case, action, by.Side, others)
	if err != nil {
		return asConflict(err, f, nil)
	}
	facts := care.CaseFacts{Others: others}
	if facts.Body.Message, err = t.write(ctx, f.ID, "you", "", r.Text); err != nil {
		return err
	}
	if facts.Body.Evidence, err = t.attach(ctx, t.tx, f.ID, r.Uploads, false, t.now); err != nil {
		return err
	}
	if r.Contacted != nil || r.Solved != nil || r.Satisfied != nil || r.Rating != 0 {
		facts.Body.Answers = &care.CaseAnswers{At: t.now, Contacted: saidOf(r.Contacted), Solved: saidOf(r.Solved), Satisfied: saidOf(r.Satisfied), Rating: r.Rating}
	}
	return t.step(ctx, f, edge, by, facts)
}

func saidOf(b *bool) care.Said {
	switch {
	case b == nil:
		return ""
	case *b:
		return care.SaidYes
	default:
		return care.SaidNo
	}
}

// nearDegrees is about 300 m: how far a place in no register may at least be from where somebody points.
const nearDegrees = 0.003

// Similar returns open cases about the same place and matter that somebody could join: accepted ones of joinable categories, never of a
// danger to a child. It tells the week and how far it is, and of cases about one place only that there are some, never how many below the floor.
func (s *Service) Similar(ctx context.Context, q SimilarQuery) (out []SimilarView, err error) {
	if !q.Category.Joinable() {
		return []SimilarView{}, nil
	}
	err = s.look(ctx, "look for similar cases", func(ctx context.Context, t *turn) error {
		var rows []store.CaseRow
		switch {
		case q.Facility != "":
			rows, err = t.tx.Alike(ctx, q.Facility, q.Category)
		case q.Near != nil && onEarth(*q.Near):
			west, south := cellOf(q.Near[0]), cellOf(q.Near[1])
			rows, err = t.tx.Around(ctx, west, south, west+3*nearDegrees, south+3*nearDegrees, q.Category)
		}
		out = []SimilarView{}
		seen := map[string]bool{}
		for _, r := range rows {
			place := string(r.Facility) + "/" + strconv.FormatFloat(r.Point[0], 'f', 3, 64) + "/" + strconv.FormatFloat(r.Point[1], 'f', 3, 64)
			if r.Lead != "" || seen[place] { // one a place: how many there are is told nobody
				continue
			}
			seen[place] = true
			v := SimilarView{Ref: r.ID, Category: r.Category, Since: mondayOf(r.CreatedAt), Step: outlineState(r.State)}
			if v.Facility, err = t.facility(ctx, r.Facility); err != nil {
				return err
			}
			out = append(out, v)
		}
		return err
	})
	return out, err
}

// cellOf is where the nine cells around a point begin. All points of a cell are answered alike: who asks from ever so slightly other
// points cannot find out where a place lies.
func cellOf(degrees float64) float64 { return (math.Floor(degrees/nearDegrees) - 1) * nearDegrees }

// SimilarQuery asks for open cases about the same place.
type SimilarQuery struct {
	Facility care.FacilityID
	Near     *[2]float64 // lon, lat
	Category care.Category
}

// outlineState is a state as strangers see it: received, being handled, answered.
func outlineState(s care.CaseState) care.CaseState {
	switch s {
	case care.CaseReceived, care.CaseNeedsInfo:
		return care.CaseReceived
	case care.CaseReplied, care.CaseFollowUp:
		return care.CaseReplied
	default:
		return care.CaseInProgress
	}
}

// mondayOf is the first day of the week of an instant.
func mondayOf(at care.Instant) care.Date {
	d := care.Today(at)
	return d.AddDays(-(int(d.Time().Weekday()) + 6) % 7)
}
