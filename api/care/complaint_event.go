package care

import (
	"slices"

	"github.com/paulmach/orb"
)

// CaseEvent is one step of a case. Events are only ever appended; the case is what Fold makes of them. Public says that the
// complainant's timeline shows it.
type CaseEvent struct {
	ID     CaseEventID `json:"id"`
	Case   CaseID      `json:"case"`
	N      int64       `json:"n"` // 1, 2, … without gaps; the version of the case after it
	Edge   CaseEdge    `json:"edge"`
	From   CaseState   `json:"from,omitempty"` // "" before the first
	To     CaseState   `json:"to"`
	At     Instant     `json:"at"`
	By     Actor       `json:"by"` // a complainant is Complainant(), never an account
	Body   CaseBody    `json:"body"`
	Public bool        `json:"public,omitempty"`
}

// CaseBody is what a step says: codes, dates, ids, amounts and the office's words. Never who complained, nor what they wrote.
type CaseBody struct {
	Opening *CaseOpening `json:"opening,omitempty"` // C1

	Reason      ReasonCode    `json:"reason,omitempty"`
	Text        string        `json:"text,omitempty"` // the office's or the facility's words
	Class       CaseClass     `json:"class,omitempty"`
	Track       Track         `json:"track,omitempty"`
	Allegations []Allegation  `json:"allegations,omitempty"`
	Missing     []ReasonCode  `json:"missing,omitempty"` // C3: what is asked for
	Unit        UnitID        `json:"unit,omitempty"`
	CoUnits     []UnitID      `json:"co_units,omitempty"`
	To          UnitKind      `json:"to,omitempty"`        // C10: the other authority; C4a: where to go
	Reference   string        `json:"reference,omitempty"` // a number another authority gave
	When        Instant       `json:"when,omitempty"`      // of something that happened before it was written down
	Way         ContactWay    `json:"way,omitempty"`
	Message     CaseMessageID `json:"message,omitempty"`
	Evidence    []EvidenceID  `json:"evidence,omitempty"`
	Findings    []CaseFinding `json:"findings,omitempty"`
	Measures    []CaseMeasure `json:"measures,omitempty"`
	Answers     *CaseAnswers  `json:"answers,omitempty"`
	Lead        CaseID        `json:"lead,omitempty"`
	Clock       ClockKind     `json:"clock,omitempty"` // C20: which, and
	Share       int           `json:"share,omitempty"` // how much of it has passed, in percent
	Page        PageID        `json:"page,omitempty"`
	Officer     AccountID     `json:"officer,omitempty"` // C20a who was paged; C8a who handles it now

	Clocks []ClockChange `json:"clocks,omitempty"` // as they stand after the step
}

// CaseOpening is what is known of a case when it comes in.
type CaseOpening struct {
	ReceiptNo   string       `json:"receipt_no"`
	Facility    FacilityID   `json:"facility,omitempty"`
	PlaceName   string       `json:"place_name,omitempty"`
	Point       orb.Point    `json:"point,omitzero"`
	Area        string       `json:"area"`
	Category    Category     `json:"category"`
	Class       CaseClass    `json:"class"` // proposed: see ProposeClass
	Track       Track        `json:"track"`
	DangerNow   bool         `json:"danger_now,omitempty"`
	Anonymous   bool         `json:"anonymous,omitempty"`
	Source      CaseSource   `json:"source"`
	Allegations []Allegation `json:"allegations"`
}

// ClockChange is a clock as it stands after a step: the one at Index, or one more.
type ClockChange struct {
	Index int   `json:"index"`
	Clock Clock `json:"clock"`
}

// ContactWay is how an officer reached the complainant.
type ContactWay string

// The ways.
const (
	ContactMessage ContactWay = "message" // on the case
	ContactRelay   ContactWay = "relay"   // by the vault's relay
	ContactPhone   ContactWay = "phone"   // identity opened, with a reason
	ContactVisit   ContactWay = "visit"
)

// Complainant is who acts on their own case. What is written down does not say who that is.
func Complainant() Actor { return Actor{Kind: ActorAnonymous, ID: "complainant"} }

// Fold makes the case out of its events. It fails with damaged_file when they are not one gapless history along the table.
func Fold(events []CaseEvent) (Case, error) {
	var c Case
	for i, e := range events {
		r, ok := CaseEdgeRuleOf(e.Edge)
		switch {
		case e.N != int64(i)+1:
			return c, damagedCase(e, "it is not the next")
		case !ok || !r.starts(c.State) || e.From != c.State:
			return c, damagedCase(e, "it does not begin where the case stands")
		case i > 0 && e.Case != c.ID:
			return c, damagedCase(e, "it is another case's")
		case e.Edge == CaseEdgeSubmit && e.Body.Opening == nil:
			return c, damagedCase(e, "it opens nothing")
		case e.To != r.arrives(c.State):
			return c, damagedCase(e, "it does not lead there")
		}
		c = r.apply(c, e)
	}
	if c.ID == "" {
		return c, Errorf(Conflict, CodeDamaged, "events", "a case has at least one event")
	}
	return c, nil
}

func damagedCase(e CaseEvent, why string) error {
	return Errorf(Conflict, CodeDamaged, "events", "event %d (%s) cannot be: %s", e.N, Clip(string(e.Edge)), why)
}

// apply is the case after an event, which is taken as it is: whoever made it has asked the guards.
func (r *CaseEdgeRule) apply(c Case, e CaseEvent) Case {
	c.Handlers, c.Handed, c.CoUnits, c.Clocks = slices.Clone(c.Handlers), slices.Clone(c.Handed), slices.Clone(c.CoUnits), slices.Clone(c.Clocks)
	c.ID, c.State, c.Version, c.UpdatedAt = e.Case, e.To, e.N, e.At
	if e.Body.Reason != "" {
		c.Reason = e.Body.Reason
	}
	if r.then != nil {
		r.then(&c, &e)
	}
	for _, change := range e.Body.Clocks {
		if change.Index >= len(c.Clocks) {
			c.Clocks = append(c.Clocks, change.Clock)
			continue
		}
		c.Clocks[change.Index] = change.Clock
	}
	return c
}
