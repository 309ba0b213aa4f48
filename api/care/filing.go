package care

import "slices"

// Dossier is one matter a facility brings to the authority: its first filing, a change of what is filed, or its end. What stands in
// the papers is not here (see FilingForm); this is what the clock and the table of steps turn on.
type Dossier struct {
	ID          DossierID
	Facility    FacilityID
	Area        string
	Kind        FilingKind
	Basis       FilingBasis
	State       DossierState
	Round       int // how often it was submitted
	Clocks      []Clock
	Reasons     []FilingReason // of the last decision that it does not conform; they are public
	ReceiptNo   string         // of the 备案回执
	TitleNo     string         // the number it was given; "" where the authority gives none
	Officer     AccountID      // who verifies it
	Version     int64
	CreatedAt   Instant
	SubmittedAt Instant // the last time; the clocks start here
	ReceivedAt  Instant
	DecidedAt   Instant
	UpdatedAt   Instant
}

// FilingKind is what a dossier asks for.
type FilingKind string

// The kinds.
const (
	FilingNew    FilingKind = "filing"       // 备案, or 许可 where that is the law
	FilingChange FilingKind = "change"       // 变更
	FilingCancel FilingKind = "cancellation" // 注销
)

// FilingBasis is the law a facility works under: filing today, a licence once the law on childcare services asks for one.
type FilingBasis string

// The bases.
const (
	BasisFiling  FilingBasis = "filing"  // 备案
	BasisLicence FilingBasis = "licence" // 许可
)

// Status is what a facility is that has it.
func (b FilingBasis) Status() FilingStatus {
	if b == BasisLicence {
		return Licensed
	}
	return Filed
}

// DossierState is where a dossier stands.
type DossierState string

// The states. Done and withdrawn are final.
const (
	DossierDraft         DossierState = "draft"
	DossierSubmitted     DossierState = "submitted"
	DossierReceived      DossierState = "received"
	DossierVerifying     DossierState = "verifying"
	DossierNonconforming DossierState = "nonconforming"
	DossierDone          DossierState = "done"
	DossierWithdrawn     DossierState = "withdrawn"
)

// Open reports whether somebody still has something to do.
func (s DossierState) Open() bool { return s != DossierDone && s != DossierWithdrawn }

// AtOffice reports whether the authority has it.
func (s DossierState) AtOffice() bool {
	return s == DossierSubmitted || s == DossierReceived || s == DossierVerifying
}

// FilingAction is what somebody does with a dossier.
type FilingAction string

// The actions.
const (
	FilingSubmit   FilingAction = "submit"   // F1, F7
	FilingReceive  FilingAction = "receive"  // F2: 备案回执 and 基本条件告知书
	FilingVerify   FilingAction = "verify"   // F3
	FilingCheck    FilingAction = "check"    // F4: one item looked at
	FilingGrant    FilingAction = "grant"    // F5
	FilingRefuse   FilingAction = "refuse"   // F6: 不符合, with published reasons
	FilingWithdraw FilingAction = "withdraw" // F8
)

// The clocks of a dossier. Both start when the papers arrive, as the rule has it: 自接收备案材料之日起.
const (
	ClockFilingReceipt ClockKind = "filing_receipt"
	ClockFilingNotice  ClockKind = "filing_notice"
)

// FilingReason is why something does not conform. Words are public: they name no person.
type FilingReason struct {
	Code  ReasonCode `json:"code"`
	Item  FilingItem `json:"item,omitempty"`
	Words string     `json:"words,omitempty"`
}

// FilingTerms are the numbers the clocks turn on.
type FilingTerms struct {
	ReceiptDays int
	NoticeDays  int
}

// FilingTerms returns the numbers for an area on a day.
func (r *Rules) FilingTerms(area string, on Date) FilingTerms {
	t := FilingTerms{ReceiptDays: 5, NoticeDays: 15}
	if n, ok := r.Int(RuleFilingReceipt, area, on); ok && n > 0 {
		t.ReceiptDays = n
	}
	if n, ok := r.Int(RuleFilingNotice, area, on); ok && n > 0 {
		t.NoticeDays = n
	}
	return t
}

// FilingBases are the laws a facility may come in under on a day: usually one, two while one replaces the other.
func (r *Rules) FilingBases(area string, on Date) []FilingBasis {
	text, _ := r.Text(RuleFilingBasis, area, on)
	switch text {
	case string(BasisLicence):
		return []FilingBasis{BasisLicence}
	case "filing,licence":
		return []FilingBasis{BasisFiling, BasisLicence}
	default:
		return []FilingBasis{BasisFiling}
	}
}

// FilingFacts are what the guards look at. Somebody else has read them.
type FilingFacts struct {
	Findings []FilingFinding // of the form and its papers, when it is submitted
	Promised bool            // the facility has signed the 备案承诺书
	Knowing  bool            // and submits although some things will hardly be found to conform
	Children int             // who have a place now or later, or ask for one, when it asks for its end or is given it
	Items    []FilingItem    // what is to be verified
	Checks   map[FilingItem]ItemCheck
	Reasons  []FilingReason // with refuse
	TitleNo  string         // with grant
	Officer  AccountID      // who does it, of the office
}

// FilingEvent is one step, as the timeline shows it.
type FilingEvent struct {
	N       int
	Action  FilingAction
	State   DossierState // after it
	Actor   Actor
	At      Instant
	Reasons []FilingReason
}

// filingEdge is one row of the table: what is not a row does not exist.
type filingEdge struct {
	action FilingAction
	from   []DossierState
	to     DossierState
	who    []Role
	guard  func(Dossier, FilingFacts) error
	then   func(*Dossier, FilingFacts, Instant, FilingTerms, *Calendar)
}

var filingEdges = []filingEdge{
	{FilingSubmit, []DossierState{DossierDraft, DossierNonconforming}, DossierSubmitted, byFacility, guardFilingSubmit, thenFilingSubmit},
	{FilingReceive, []DossierState{DossierSubmitted}, DossierReceived, byBureau, nil, thenFilingReceive},
	{FilingVerify, []DossierState{DossierReceived}, DossierVerifying, byBureau, nil, thenFilingVerify},
	{FilingCheck, []DossierState{DossierVerifying}, DossierVerifying, byBureau, nil, nil},
	{FilingGrant, []DossierState{DossierVerifying}, DossierDone, byBureau, guardFilingGrant, thenFilingGrant},
	{FilingRefuse, []DossierState{DossierReceived, DossierVerifying}, DossierNonconforming, byBureau, guardFilingRefuse, thenFilingRefuse},
	{
		FilingWithdraw,
		[]DossierState{DossierDraft, DossierSubmitted, DossierReceived, DossierVerifying, DossierNonconforming},
		DossierWithdrawn,
		byFacility, nil, thenFilingWithdraw,
	},
}

// MoveFiling takes a dossier along a row of the table. Fails with state_conflict where there is no such row, and with what its
// guard says.
func MoveFiling(d Dossier, action FilingAction, by Actor, facts FilingFacts, now Instant, terms FilingTerms, cal *Calendar) (Dossier, FilingEvent, error) {
	for i := range filingEdges {
		e := &filingEdges[i]
		if e.action != action || !slices.Contains(e.who, by.Kind) || !slices.Contains(e.from, d.State) {
			continue
		}
		if e.guard != nil {
			if err := e.guard(d, facts); err != nil {
				return d, FilingEvent{}, err
			}
		}
		next := d
		next.Clocks = slices.Clone(d.Clocks)
		next.State, next.UpdatedAt, next.Version = e.to, now, d.Version+1
		if e.then != nil {
			e.then(&next, facts, now, terms, cal)
		}
		return next, FilingEvent{Action: action, State: e.to, Actor: by, At: now, Reasons: next.told(action)}, nil
	}
	return d, FilingEvent{}, Errorf(Conflict, CodeStateConflict, "action", "this cannot be done with the filing as it stands now; look at it again")
}

// told are the reasons that belong to the step just taken.
func (d *Dossier) told(action FilingAction) []FilingReason {
	if action == FilingRefuse {
		return d.Reasons
	}
	return nil
}

// FilingActions lists what somebody may try with a dossier, in the order of the table.
func FilingActions(d Dossier, by Role) []FilingAction {
	var out []FilingAction
	for i := range filingEdges {
		e := &filingEdges[i]
		if slices.Contains(e.who, by) && slices.Contains(e.from, d.State) {
			out = append(out, e.action)
		}
	}
	return out
}

func guardFilingSubmit(d Dossier, facts FilingFacts) error {
	if d.Kind == FilingCancel && facts.Children > 0 {
		return stillThere(facts.Children)
	}
	knowing := true
	for _, f := range facts.Findings {
		switch f.Severity {
		case FindingMissing:
			return Errorf(Invalid, CodeFilingIncomplete, f.Field, "something is missing; the list of checks says what")
		case FindingAgainst:
			knowing = facts.Knowing
		default:
		}
	}
	switch {
	case !facts.Promised:
		return Errorf(Invalid, CodeFilingPromise, "promised", "the promise (备案承诺书) has to be signed")
	case !knowing:
		return Errorf(Invalid, CodeFilingKnowing, "knowing", "some things will hardly be found to conform; say that it is to be submitted as it is")
	default:
		return nil
	}
}

func stillThere(children int) error {
	return Errorf(Conflict, CodeFilingChildren, "", "%d children have a place here or ask for one; end that first, with their families", children)
}

func thenFilingSubmit(d *Dossier, _ FilingFacts, now Instant, terms FilingTerms, cal *Calendar) {
	d.Round++
	d.SubmittedAt, d.ReceivedAt, d.DecidedAt, d.Reasons, d.Officer = now, 0, 0, nil, ""
	d.Clocks = []Clock{
		NewClock(ClockFilingReceipt, now, ClockSpan{terms.ReceiptDays, UnitWorkingDay}, cal),
		NewClock(ClockFilingNotice, now, ClockSpan{terms.NoticeDays, UnitWorkingDay}, cal),
	}
}

func thenFilingReceive(d *Dossier, facts FilingFacts, now Instant, _ FilingTerms, _ *Calendar) {
	d.ReceivedAt = now
	d.Officer = facts.Officer
	d.stopClock(ClockFilingReceipt, now, true)
}

func thenFilingVerify(d *Dossier, facts FilingFacts, _ Instant, _ FilingTerms, _ *Calendar) {
	d.Officer = facts.Officer
}

func guardFilingGrant(d Dossier, facts FilingFacts) error {
	if d.Kind == FilingCancel && facts.Children > 0 {
		return stillThere(facts.Children)
	}
	for _, item := range facts.Items {
		switch facts.Checks[item].Result {
		case ItemOK:
		case ItemBad:
			return Errorf(Conflict, CodeFilingItemBad, string(item), "something was found not to conform; the filing is then refused with the reason, not granted")
		default:
			return Errorf(Conflict, CodeFilingUnchecked, string(item), "not everything has been verified yet")
		}
	}
	return nil
}

func thenFilingGrant(d *Dossier, facts FilingFacts, now Instant, _ FilingTerms, _ *Calendar) {
	d.DecidedAt, d.TitleNo = now, facts.TitleNo
	d.stopClock(ClockFilingNotice, now, true)
}

func guardFilingRefuse(_ Dossier, facts FilingFacts) error {
	if len(facts.Reasons) == 0 {
		return Errorf(Invalid, CodeReasonNeeded, "reasons", "say what does not conform; the reasons are published")
	}
	for _, r := range facts.Reasons {
		if !slices.Contains(FilingReasons(), r.Code) {
			return Errorf(Invalid, CodeInvalid, "reasons", "%q is no reason of a filing", Clip(string(r.Code)))
		}
	}
	return nil
}

func thenFilingRefuse(d *Dossier, facts FilingFacts, now Instant, _ FilingTerms, _ *Calendar) {
	d.DecidedAt, d.Reasons = now, facts.Reasons
	d.stopClock(ClockFilingReceipt, now, true)
	d.stopClock(ClockFilingNotice, now, true)
}

func thenFilingWithdraw(d *Dossier, _ FilingFacts, now Instant, _ FilingTerms, _ *Calendar) {
	d.DecidedAt = now
	d.stopClock(ClockFilingReceipt, now, false)
	d.stopClock(ClockFilingNotice, now, false)
}

func (d *Dossier) stopClock(kind ClockKind, now Instant, met bool) {
	for i := range d.Clocks {
		if d.Clocks[i].Kind == kind {
			d.Clocks[i].stop(now, met)
		}
	}
}

// Due is the running clock that falls due first; false when none runs.
func (d *Dossier) Due() (Clock, bool) {
	var near Clock
	for _, c := range d.Clocks {
		if c.Running() && (near.Kind == "" || c.Due < near.Due) {
			near = c
		}
	}
	return near, near.Kind != ""
}

// NextWarning is when a running clock next has to be warned of, at 80, 100 and 150 % of its time; 0: never.
func (d *Dossier) NextWarning() Instant {
	var next Instant
	for i := range d.Clocks {
		c := &d.Clocks[i]
		if !c.Running() {
			continue
		}
		for _, share := range []int{80, 100, 150} {
			if c.Warned >= share {
				continue
			}
			if at := c.Start + ((c.Due-c.Start)*Instant(share)+99)/100; next == 0 || at < next {
				next = at
			}
			break
		}
	}
	return next
}

// WarnFiling notes the warnings that are due and returns them: each is given once.
func WarnFiling(d Dossier, now Instant) (Dossier, []Clock) {
	var due []Clock
	d.Clocks = slices.Clone(d.Clocks)
	for i := range d.Clocks {
		if at := d.Clocks[i].Warning(now); at != 0 {
			d.Clocks[i].Warned = at
			due = append(due, d.Clocks[i])
		}
	}
	return d, due
}

// RecountFiling counts running clocks anew after a calendar was published: later if they now end later, never sooner.
func RecountFiling(d Dossier, cal *Calendar) (Dossier, bool) {
	changed := false
	d.Clocks = slices.Clone(d.Clocks)
	for i, c := range d.Clocks {
		next, moved := RecountClock(c, cal)
		d.Clocks[i] = next
		changed = changed || moved
	}
	return d, changed
}

// StatusAfter is what a facility is once its dossier stands where it does. titled is the law under which it stands in the register,
// "" for none. A suspended facility stays suspended whatever it files, until it is cancelled.
func StatusAfter(d Dossier, was FilingStatus, titled FilingBasis) FilingStatus {
	switch {
	case d.Kind == FilingCancel:
		if d.State == DossierDone {
			return FilingCancelled
		}
		return was
	case was == FilingSuspended:
		return was
	case d.State == DossierDone:
		return d.Basis.Status()
	case d.Kind == FilingChange:
		if d.State.AtOffice() || d.State == DossierNonconforming {
			return FilingChangePending
		}
		if was == FilingChangePending {
			return titled.Status()
		}
		return was
	case titled != "": // it comes in under another law, and keeps what it has until then
		return was
	case d.State == DossierWithdrawn:
		return FilingDraft
	default:
		return FilingStatus(d.State)
	}
}

// Title is what a facility has been given: a filing or a licence. A facility may have had both, one after the other or side by side
// while one law replaces the other.
type Title struct {
	ID        TitleID
	Facility  FacilityID
	Basis     FilingBasis
	No        string
	Authority string
	GrantedOn Date
	EndedOn   Date // zero: it stands
	Dossier   DossierID
}
