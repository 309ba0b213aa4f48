package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store/internal/db"
)

// NoClock is the due time of a case of which no office must keep a clock: after all others.
const NoClock care.Instant = 1 << 53

// Complaint is what was said, as it was sent. It never changes and does not say who said it.
type Complaint struct {
	ID           care.CaseID
	ReceiptNo    string
	DraftHash    string // of the key the device made
	RequestHash  string // keyed, of what was sent with it
	TrackingHash string // keyed, of the code shown once
	Facility     care.FacilityID
	Place        string
	Point        orb.Point
	Area         string
	Category     care.Category
	DangerNow    bool
	HappenedOn   care.Date
	TextSealed   string
	WantsSealed  string
	Anonymous    bool
	Contact      string // app, phone, none
	Joined       care.CaseID
	Source       care.CaseSource
	SourceNo     string
	Demo         bool
	At           care.Instant
}

// AddComplaint keeps a complaint, and reports whether it is new: a draft, a work order or a receipt number that is known adds nothing.
func (w *work) AddComplaint(ctx context.Context, c Complaint) (bool, error) {
	n, err := w.InsertComplaint(ctx, db.InsertComplaintParams{
		ID: string(c.ID), ReceiptNo: c.ReceiptNo, DraftKeyHash: c.DraftHash, RequestHash: c.RequestHash, TrackingHash: c.TrackingHash,
		FacilityID: string(c.Facility), PlaceName: c.Place, Lon: c.Point[0], Lat: c.Point[1], AreaCode: c.Area, Category: string(c.Category),
		DangerNow: c.DangerNow, HappenedOn: c.HappenedOn.String(), TextSealed: c.TextSealed, Wants: c.WantsSealed, Anonymous: c.Anonymous,
		Contact: c.Contact, Joined: string(c.Joined), Source: string(c.Source), SourceNo: c.SourceNo, Demo: c.Demo, CreatedAt: int64(c.At),
	})
	return n == 1, err
}

// Complaint returns what was said. Fails with not_found.
func (w *work) Complaint(ctx context.Context, id care.CaseID) (Complaint, error) {
	return complaintOf(w.ComplaintByID(ctx, string(id)))
}

// ComplaintOfDraft returns what a draft became, and false when it was never sent.
func (w *work) ComplaintOfDraft(ctx context.Context, hash string) (Complaint, bool, error) {
	return found(complaintOf(w.ComplaintByDraft(ctx, hash)))
}

// ComplaintOfSource returns the complaint of somebody else's number, and false when it is not known.
func (w *work) ComplaintOfSource(ctx context.Context, source care.CaseSource, no string) (Complaint, bool, error) {
	return found(complaintOf(w.ComplaintBySource(ctx, db.ComplaintBySourceParams{Source: string(source), SourceNo: no})))
}

// CaseOfTracking returns the case of a hashed tracking code, and false when there is none.
func (w *work) CaseOfTracking(ctx context.Context, hash string) (care.CaseID, bool, error) {
	id, err := w.ComplaintByTracking(ctx, hash)
	return found(care.CaseID(id), translate(err))
}

func complaintOf(r db.Complaint, err error) (Complaint, error) {
	if err != nil {
		return Complaint{}, translate(err)
	}
	c := Complaint{
		ID: care.CaseID(r.ID), ReceiptNo: r.ReceiptNo, DraftHash: r.DraftKeyHash, RequestHash: r.RequestHash, TrackingHash: r.TrackingHash,
		Facility: care.FacilityID(r.FacilityID), Place: r.PlaceName, Point: orb.Point{r.Lon, r.Lat}, Area: r.AreaCode,
		Category: care.Category(r.Category), DangerNow: r.DangerNow, TextSealed: r.TextSealed, WantsSealed: r.Wants, Anonymous: r.Anonymous,
		Contact: r.Contact, Joined: care.CaseID(r.Joined), Source: care.CaseSource(r.Source), SourceNo: r.SourceNo, Demo: r.Demo,
		At: care.Instant(r.CreatedAt),
	}
	return c, c.HappenedOn.UnmarshalText([]byte(r.HappenedOn))
}

// CaseStep is a step of a case with the words that went with it, sealed: the step itself is kept without them.
type CaseStep struct {
	care.CaseEvent

	TextSealed string
	Hash       string // of the row as it is kept
	Demo       bool
}

// AddCaseSteps appends steps of one case, and returns the changes that tell of them: the chain of changes covers every row.
func (w *work) AddCaseSteps(ctx context.Context, steps []CaseStep, demo bool) ([]care.Change, error) {
	changes := make([]care.Change, 0, len(steps))
	for _, s := range steps {
		row, err := stepRow(s, demo)
		if err != nil {
			return nil, err
		}
		if err := w.InsertCaseEvent(ctx, row); err != nil {
			return nil, err
		}
		body := fmt.Appendf(nil, `{"event":%q,"n":%d,"sha256":%q}`, row.ID, row.N, hashOfStep(db.ComplaintEvent(row)))
		if demo { // made-up steps may be removed; the chain says which were
			body = fmt.Appendf(body[:len(body)-1], `,"demo":true}`)
		}
		changes = append(changes, care.Change{Noun: care.NounCase, ID: row.CaseID, Kind: row.Edge, At: s.At, Actor: s.By, Body: body})
	}
	return changes, nil
}

func stepRow(s CaseStep, demo bool) (db.InsertCaseEventParams, error) {
	s.Body.Text = ""
	body, err := json.Marshal(s.Body)
	return db.InsertCaseEventParams{
		ID: string(s.ID), CaseID: string(s.Case), N: s.N, Edge: string(s.Edge), FromState: string(s.From), ToState: string(s.To), At: int64(s.At),
		ActorKind: string(s.By.Kind), ActorID: s.By.ID, Body: string(body), TextSealed: s.TextSealed, Public: s.Public, Demo: demo,
	}, err
}

// hashOfStep is the SHA-256 over every column of a row, each as its length, a colon and its text, in the order of the table.
func hashOfStep(r db.ComplaintEvent) string {
	var b strings.Builder
	for _, field := range []string{
		r.ID, r.CaseID, strconv.FormatInt(r.N, 10), r.Edge, r.FromState, r.ToState, strconv.FormatInt(r.At, 10), r.ActorKind, r.ActorID, r.Body,
		r.TextSealed, strconv.FormatBool(r.Public), strconv.FormatBool(r.Demo),
	} {
		b.WriteString(strconv.Itoa(len(field)))
		b.WriteByte(':')
		b.WriteString(field)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// CaseSteps returns every step of a case, in order.
func (w *work) CaseSteps(ctx context.Context, id care.CaseID) ([]CaseStep, error) {
	return stepsOf(w.CaseEvents(ctx, string(id)))
}

// AllCaseSteps returns at most limit steps of all cases after one, by case and number: for whoever compares them with what tells of
// them.
func (w *work) AllCaseSteps(ctx context.Context, after care.CaseID, n int64, limit int) ([]CaseStep, error) {
	return stepsOf(w.CaseEventsPage(ctx, db.CaseEventsPageParams{AfterCase: string(after), AfterN: n, Page: int32(min(max(limit, 1), 10_000))})) //nolint:gosec // bounded
}

func stepsOf(rows []db.ComplaintEvent, err error) ([]CaseStep, error) {
	out := make([]CaseStep, len(rows))
	for i, r := range rows {
		out[i] = CaseStep{
			CaseEvent: care.CaseEvent{
				ID: care.CaseEventID(r.ID), Case: care.CaseID(r.CaseID), N: r.N, Edge: care.CaseEdge(r.Edge), From: care.CaseState(r.FromState),
				To: care.CaseState(r.ToState), At: care.Instant(r.At), By: care.Actor{Kind: care.ActorKind(r.ActorKind), ID: r.ActorID}, Public: r.Public,
			},
			TextSealed: r.TextSealed, Hash: hashOfStep(r), Demo: r.Demo,
		}
		if err := json.Unmarshal([]byte(r.Body), &out[i].Body); err != nil {
			return nil, fmt.Errorf("case %s, step %d: %w", r.CaseID, r.N, err)
		}
	}
	return out, err
}

// CaseMessage is one message between office and complainant.
type CaseMessage struct {
	ID         care.CaseMessageID
	Case       care.CaseID
	From       string         // office, you
	Account    care.AccountID // of the officer
	TextSealed string
	At         care.Instant
}

// AddCaseMessage keeps a message.
func (w *work) AddCaseMessage(ctx context.Context, m CaseMessage) error {
	return w.InsertCaseMessage(ctx, db.InsertCaseMessageParams{
		ID: string(m.ID), CaseID: string(m.Case), Sender: m.From, AccountID: string(m.Account), TextSealed: m.TextSealed, At: int64(m.At),
	})
}

// MessagesOfCase returns the messages of a case, oldest first.
func (w *work) MessagesOfCase(ctx context.Context, id care.CaseID) ([]CaseMessage, error) {
	rows, err := w.CaseMessages(ctx, string(id))
	out := make([]CaseMessage, len(rows))
	for i, r := range rows {
		out[i] = CaseMessage{
			ID: care.CaseMessageID(r.ID), Case: care.CaseID(r.CaseID), From: r.Sender, Account: care.AccountID(r.AccountID),
			TextSealed: r.TextSealed, At: care.Instant(r.At),
		}
	}
	return out, err
}

// CasePage is a call to the officer on duty about a case that cannot wait.
type CasePage struct {
	ID       care.PageID
	Case     care.CaseID
	Level    int
	Account  care.AccountID // "": the whole bureau of Area
	Area     string
	At       care.Instant
	AnswerBy care.Instant
	AckedAt  care.Instant // 0: nobody has answered
	AckedBy  care.AccountID
}

// AddCasePage keeps a call, and reports whether it is new: a level is called once.
func (w *work) AddCasePage(ctx context.Context, p CasePage) (bool, error) {
	n, err := w.InsertCasePage(ctx, db.InsertCasePageParams{
		ID: string(p.ID), CaseID: string(p.Case), Level: int32(p.Level), AccountID: string(p.Account), AreaCode: p.Area, PagedAt: int64(p.At), //nolint:gosec // a handful
		AnswerBy: int64(p.AnswerBy),
	})
	return n == 1, err
}

// PagesOfCase returns the calls about a case, the first first.
func (w *work) PagesOfCase(ctx context.Context, id care.CaseID) ([]CasePage, error) {
	rows, err := w.CasePages(ctx, string(id))
	out := make([]CasePage, len(rows))
	for i, r := range rows {
		out[i] = pageOfRow(r)
	}
	return out, err
}

// Page returns one call. Fails with not_found.
func (w *work) Page(ctx context.Context, id care.PageID) (CasePage, error) {
	r, err := w.CasePageByID(ctx, string(id))
	return pageOfRow(r), translate(err)
}

// AckPages ends every call about a case: somebody has it now.
func (w *work) AckPages(ctx context.Context, id care.CaseID, by care.AccountID, at care.Instant) error {
	_, err := w.AckCasePages(ctx, db.AckCasePagesParams{CaseID: string(id), ByAccount: string(by), At: int64(at)})
	return err
}

func pageOfRow(r db.CasePage) CasePage {
	return CasePage{
		ID: care.PageID(r.ID), Case: care.CaseID(r.CaseID), Level: int(r.Level), Account: care.AccountID(r.AccountID), Area: r.AreaCode,
		At: care.Instant(r.PagedAt), AnswerBy: care.Instant(r.AnswerBy), AckedAt: care.Instant(r.AckedAt), AckedBy: care.AccountID(r.AckedBy),
	}
}
