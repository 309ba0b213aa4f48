package casework

import (
	"context"
	"slices"
	"strconv"

	"tuoyuquan/api/care"
)

// after tells who must know of a step, and does what it brings with it.
func (t *turn) after(ctx context.Context, f *file, e care.CaseEvent) error {
	if err := t.tellComplainant(ctx, f, e); err != nil {
		return err
	}
	if err := t.tellOffice(ctx, f, e); err != nil {
		return err
	}
	switch e.Edge {
	case care.CaseEdgeRelease:
		return t.tx.Notify(ctx, care.Notice{
			Event: care.NoticeCaseReleased, At: t.now, Staff: f.Facility, Case: f.ID, About: f.Facility, Params: t.deadline(f, care.ClockAnswer),
		})
	case care.CaseEdgeAck:
		return t.tx.AckPages(ctx, f.ID, care.AccountID(e.By.ID), t.now)
	case care.CaseEdgeAccept:
		return t.assignByRoute(ctx, f)
	case care.CaseEdgeApprove:
		return t.replyToMerged(ctx, f)
	case care.CaseEdgeClose, care.CaseEdgeCloseQuietly:
		return t.publishFinding(ctx, t.tx, f.Case, t.now)
	case care.CaseEdgeTriage, care.CaseEdgeRaiseInfo, care.CaseEdgeRaiseSuspended:
		return t.callSomebody(ctx, f)
	default:
		return nil
	}
}

// toldOf are the steps a complainant is told of, and the clock whose end is told with them.
var toldOf = map[care.CaseEdge]struct {
	event care.NoticeEvent
	clock care.ClockKind
}{
	care.CaseEdgeSubmit:       {care.NoticeCaseReceived, care.ClockAccept},
	care.CaseEdgeAskInfo:      {care.NoticeCaseInfoNeeded, care.ClockInfo},
	care.CaseEdgeAccept:       {care.NoticeCaseAccepted, care.ClockHandle},
	care.CaseEdgeRefuse:       {care.NoticeCaseNotAccepted, ""},
	care.CaseEdgeMessage:      {care.NoticeCaseMessage, ""},
	care.CaseEdgeContact:      {care.NoticeCaseMessage, ""},
	care.CaseEdgeTransfer:     {care.NoticeCaseChanged, ""},
	care.CaseEdgeSuspend:      {care.NoticeCasePaused, ""},
	care.CaseEdgeResume:       {care.NoticeCaseChanged, ""},
	care.CaseEdgeSuspendOver:  {care.NoticeCaseChanged, ""},
	care.CaseEdgeExtend:       {care.NoticeCaseExtended, care.ClockHandle},
	care.CaseEdgeRecount:      {care.NoticeCaseChanged, ""},
	care.CaseEdgeRefuseReopen: {care.NoticeCaseChanged, ""},
	care.CaseEdgeApprove:      {care.NoticeCaseReplied, ""},
	care.CaseEdgeJointReply:   {care.NoticeCaseReplied, ""},
	care.CaseEdgeClose:        {care.NoticeCaseSurvey, care.ClockSurvey},
	care.CaseEdgeCloseQuietly: {care.NoticeCaseSurvey, care.ClockSurvey},
	care.CaseEdgeGrantReopen:  {care.NoticeCaseReopened, care.ClockHandle},
	care.CaseEdgeSecondLook:   {care.NoticeCaseSecondLook, care.ClockSurvey},
}

// tellComplainant tells who complained that there is news. The notice names the case alone: who that is, the vault is asked when it is
// told, and the message itself names neither case nor place.
func (t *turn) tellComplainant(ctx context.Context, f *file, e care.CaseEvent) error {
	told, ok := toldOf[e.Edge]
	if !ok || f.Own {
		return nil
	}
	return t.tx.Notify(ctx, care.Notice{Event: told.event, At: t.now, Case: f.ID, Complainant: true, Params: t.deadline(f, told.clock)})
}

// deadline is the end of a clock as the parameter of a notice.
func (t *turn) deadline(f *file, kind care.ClockKind) map[string]string {
	if c, ok := f.Clock(kind); ok && kind != "" {
		return map[string]string{"deadline": timeText(c.Due)}
	}
	return nil
}

// timeText is how an instant stands in the parameters of a notice.
func timeText(i care.Instant) string { return i.Time().Format("2006-01-02T15:04:05Z07:00") }

// todo says which duty a step gives something to do, and by which clock.
var todo = map[care.CaseEdge]struct {
	duty  care.Duty
	clock care.ClockKind
}{
	care.CaseEdgeSubmit:      {care.DutyIntake, care.ClockAccept},
	care.CaseEdgeInfo:        {care.DutyIntake, care.ClockAccept},
	care.CaseEdgeInfoOver:    {care.DutyIntake, care.ClockAccept},
	care.CaseEdgeAssign:      {care.DutyHandler, care.ClockSign},
	care.CaseEdgeReturn:      {care.DutyHandler, care.ClockSign},
	care.CaseEdgeReassign:    {care.DutyHandler, care.ClockSign},
	care.CaseEdgeAskReturn:   {care.DutySupervisor, care.ClockReturn},
	care.CaseEdgeAskTransfer: {care.DutySupervisor, ""},
	care.CaseEdgeAskSuspend:  {care.DutySupervisor, ""},
	care.CaseEdgeAskExtend:   {care.DutySupervisor, care.ClockHandle},
	care.CaseEdgePropose:     {care.DutySupervisor, care.ClockReview},
	care.CaseEdgeFollowUp:    {care.DutyCallback, care.ClockCall},
	care.CaseEdgeReopen:      {care.DutySupervisor, care.ClockAssign},
	care.CaseEdgeNotSolved:   {care.DutySupervisor, care.ClockAssign},
	care.CaseEdgeGrantReopen: {care.DutySupervisor, care.ClockAssign},
	care.CaseEdgeAskReopen:   {care.DutySupervisor, ""},
	care.CaseEdgeMoreInfo:    {care.DutyHandler, ""},
	care.CaseEdgeAnswer:      {care.DutyHandler, ""},
	care.CaseEdgeFacility:    {care.DutyHandler, ""},
	care.CaseEdgeSendBack:    {care.DutyHandler, care.ClockHandle},
	care.CaseEdgeTransfer:    {care.DutyHandler, ""},
	care.CaseEdgeSuspendOver: {care.DutyHandler, care.ClockHandle},
	care.CaseEdgeHandOver:    {care.DutyHandler, care.ClockHandle},
	care.CaseEdgeRefuseAsk:   {care.DutyHandler, ""},
	care.CaseEdgeWithdraw:    {care.DutyHandler, ""},
	care.CaseEdgeWithdrawOwn: {care.DutyHandler, ""},
	care.CaseEdgeJoinUnits:   {care.DutyHandler, ""},
}

// tellOffice tells the officers a step gives something to do: who has the case, or else those with the duty at its unit.
func (t *turn) tellOffice(ctx context.Context, f *file, e care.CaseEvent) error {
	does, ok := todo[e.Edge]
	if !ok {
		return nil
	}
	to, err := t.whoDoes(ctx, f, does.duty)
	if err != nil {
		return err
	}
	to = slices.DeleteFunc(to, func(a care.AccountID) bool { return string(a) == e.By.ID })
	if len(to) == 0 {
		return nil
	}
	event := care.NoticeCaseTodo
	switch e.Edge {
	case care.CaseEdgeSubmit:
		event = care.NoticeCaseNew
	case care.CaseEdgeInfo, care.CaseEdgeMoreInfo, care.CaseEdgeAnswer, care.CaseEdgeFacility:
		event = care.NoticeCaseAnswer
	case care.CaseEdgeAskReturn, care.CaseEdgeAskTransfer, care.CaseEdgeAskSuspend, care.CaseEdgeAskExtend, care.CaseEdgeAskReopen:
		event = care.NoticeCaseAsked
	case care.CaseEdgeReopen, care.CaseEdgeNotSolved, care.CaseEdgeGrantReopen:
		event = care.NoticeCaseReopened
	default:
	}
	params := t.deadline(f, does.clock)
	if params == nil {
		params = map[string]string{}
	}
	params["step"], params["number"], params["class"] = string(e.Edge), f.ReceiptNo, string(f.Class)
	return t.tx.Notify(ctx, care.Notice{Event: event, At: t.now, To: to, Case: f.ID, Params: params})
}

// whoDoes are the officers with a duty in a case: the one who has it, else all at the unit that have the duty, else the bureau.
func (t *turn) whoDoes(ctx context.Context, f *file, duty care.Duty) ([]care.AccountID, error) {
	switch {
	case duty == care.DutyHandler && f.Handler != "":
		return []care.AccountID{f.Handler}, nil
	case duty == care.DutyHandler && f.AssignedAt == 0:
		duty = care.DutyIntake
	}
	posts, err := t.tx.PostsOfUnit(ctx, f.Unit)
	if err != nil {
		return nil, err
	}
	var out []care.AccountID
	for _, p := range posts {
		if p.Duty == duty && !slices.Contains(out, p.Account) {
			out = append(out, p.Account)
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	return t.bureauOf(ctx, f.Area, 0)
}

// bureauOf are the officers of the smallest bureaus that hold an area; up steps higher for each level.
func (t *turn) bureauOf(ctx context.Context, area string, up int) ([]care.AccountID, error) {
	all, err := t.tx.Officers(ctx)
	if err != nil {
		return nil, err
	}
	byLength := map[int][]care.AccountID{}
	var lengths []int
	for _, o := range all {
		if n := len(care.RegionPrefix(o.Area)); care.Within(area, o.Area) {
			if byLength[n] == nil {
				lengths = append(lengths, n)
			}
			byLength[n] = append(byLength[n], o.Account)
		}
	}
	slices.Sort(lengths)
	slices.Reverse(lengths)
	if up >= len(lengths) {
		return nil, nil
	}
	return byLength[lengths[up]], nil
}

// warn tells who must see to a clock: at 80 % who has the case, at 100 % the supervisors, at 150 % the next authority up.
func (t *turn) warn(ctx context.Context, f *file, c care.Clock, share int) error {
	if err := t.step(ctx, f, care.CaseEdgeWarn, care.CaseSystem(), care.CaseFacts{Body: care.CaseBody{Clock: c.Kind, Share: share}}); err != nil {
		return err
	}
	var to []care.AccountID
	var err error
	switch {
	case share >= 150:
		if to, err = t.bureauOf(ctx, f.Area, 1); err == nil && len(to) == 0 {
			to, err = t.bureauOf(ctx, f.Area, 0)
		}
	case share >= 100:
		to, err = t.whoDoes(ctx, f, care.DutySupervisor)
	default:
		to, err = t.whoDoes(ctx, f, dutyForClock(c.Kind))
	}
	if err != nil || len(to) == 0 {
		return err
	}
	return t.tx.Notify(ctx, care.Notice{
		Event: care.NoticeCaseDue, At: t.now, To: to, Case: f.ID, Urgent: share >= 100,
		Params: map[string]string{
			"deadline": timeText(c.Due), "share": strconv.Itoa(share), "clock": string(c.Kind), "number": f.ReceiptNo, "class": string(f.Class),
		},
	})
}

// dutyForClock is whose clock it is.
func dutyForClock(kind care.ClockKind) care.Duty {
	switch kind {
	case care.ClockAccept, care.ClockAssign, care.ClockPage, care.ClockTriage:
		return care.DutyIntake
	case care.ClockReturn, care.ClockReview:
		return care.DutySupervisor
	case care.ClockCall:
		return care.DutyCallback
	default:
		return care.DutyHandler
	}
}
