package care

import (
	"slices"
	"unicode/utf8"
)

func guardPropose(m *caseMove) error {
	if slices.Contains(m.was.Handlers, AccountID(m.by.ID)) {
		return Errorf(Forbidden, CodeFourEyes, "", "who handled it before does not handle it again; a colleague must")
	}
	if err := m.contacted(); err != nil {
		return err
	}
	if m.asked() {
		return nil
	}
	if err := m.findings(); err != nil {
		return err
	}
	return words("reply", m.body.Text, false)
}

// findings: one on each allegation; nothing is held against a facility that was not heard, unless hearing it would warn who
// endangers a child; and what is founded has consequences.
func (m *caseMove) findings() error {
	var found []int
	against := false
	for _, f := range m.body.Findings {
		switch {
		case !slices.Contains(FindingResults(), f.Result) || (f.Result == FindingAnswered) != (m.was.Class == ClassD):
			return Errorf(Invalid, CodeInvalid, "findings", "%q is not a result for this", Clip(string(f.Result)))
		case slices.Contains(found, f.Allegation):
			return Errorf(Invalid, CodeInvalid, "findings", "two findings on one allegation")
		}
		found = append(found, f.Allegation)
		against = against || f.Result.Against()
	}
	for _, a := range m.was.Allegations {
		if !slices.Contains(found, a.N) {
			return conflict(CodeFindingMissing, "each allegation needs a finding")
		}
	}
	for _, ms := range m.body.Measures {
		if !slices.Contains(Measures(), ms.Code) {
			return Errorf(Invalid, CodeInvalid, "measures", "%q is not a measure", Clip(string(ms.Code)))
		}
	}
	switch {
	case len(found) != len(m.was.Allegations):
		return Errorf(Invalid, CodeInvalid, "findings", "a finding on something nobody alleged")
	case against && len(m.body.Measures) == 0:
		return formIncomplete("measures", "say what is done about it")
	case against && !m.heard():
		return conflict(CodeFacilityUnheard, "show the facility what is held against it and give it its time to answer first")
	}
	return nil
}

// heard reports whether the facility has answered, or had its time to. A place in no register cannot be written to, and of a
// danger to a child nobody is warned.
func (m *caseMove) heard() bool {
	r := m.was.Release
	if m.was.Facility == "" || m.was.Class == ClassA {
		return true
	}
	return r != nil && (r.AnsweredAt != 0 || !m.runs(ClockAnswer))
}

func guardRelease(m *caseMove) error {
	switch {
	case m.was.Facility == "":
		return conflict(CodeStateConflict, "the place is in no register; nobody there can be shown anything")
	case m.was.Release != nil:
		return conflict(CodeReleasedAlready, "the facility has been shown something already")
	case m.asked():
		return nil
	case !m.facts.Previewed:
		return conflict(CodePreviewNeeded, "look first at what the facility will see")
	}
	return words("summary", m.body.Text, false)
}

func guardFacility(m *caseMove) error {
	switch {
	case m.was.Release == nil || m.was.Release.AnsweredAt != 0:
		return conflict(CodeStateConflict, "there is nothing to answer")
	case m.asked():
		return nil
	}
	return words("text", m.body.Text, false)
}

// guardApprove: what is approved is whole.
func guardApprove(m *caseMove) error { return m.whole() }

// whole: a reply, and a finding on each allegation.
func (m *caseMove) whole() error {
	if m.was.Reply == "" {
		return conflict(CodeReplyMissing, "there is no reply")
	}
	for _, a := range m.was.Allegations {
		if !slices.ContainsFunc(m.was.Findings, func(f CaseFinding) bool { return f.Allegation == a.N }) {
			return conflict(CodeFindingMissing, "each allegation needs a finding")
		}
	}
	return nil
}

func guardDelivered(m *caseMove) error {
	arrived := m.facts.Delivered || m.asked()
	if m.was.RepliedAt == 0 || m.was.DeliveredAt != 0 || !arrived {
		return conflict(CodeStateConflict, "there is no reply on its way")
	}
	return nil
}

func guardFollowUp(m *caseMove) error {
	if m.was.DeliveredAt == 0 {
		return conflict(CodeReplyMissing, "the reply has not reached the complainant")
	}
	return nil
}

// closable is Q2: nothing is closed without a delivered reply, a finding on each allegation, and a reviewer who is not the
// handler.
func (m *caseMove) closable() error {
	switch {
	case m.was.RepliedAt == 0 || m.was.DeliveredAt < m.was.RepliedAt:
		return conflict(CodeReplyMissing, "the reply has not reached the complainant")
	case m.was.Reviewer == "" || m.was.handledBy(m.was.Reviewer):
		return Errorf(Forbidden, CodeFourEyes, "", "who handles a case does not decide on it; a colleague must")
	case m.was.Asked == AskReopen:
		return conflict(CodeAskedAlready, "the complainant asks to open it again; decide on that first")
	}
	return m.whole()
}

func guardClose(m *caseMove) error {
	if err := m.closable(); err != nil {
		return err
	}
	if m.asked() {
		return nil
	}
	a := m.body.Answers
	if err := checkAnswers(a); err != nil {
		return err
	}
	unreached := a.Contacted != SaidYes
	switch {
	case m.was.Own || m.was.Anonymous:
		return nil
	case unreached && m.was.CallTries < m.terms.CallTries:
		return Errorf(Conflict, CodeCallMore, "", "call %d times before the complainant counts as not reached", m.terms.CallTries)
	case !unreached && (a.Solved == "" || a.Satisfied == ""):
		return formIncomplete("solved", "write down what the complainant answered")
	case unreached && (a.Solved != "" || a.Satisfied != "" || a.Rating != 0):
		return Errorf(Invalid, CodeInvalid, "solved", "who was not reached answered nothing")
	}
	return nil
}

func checkAnswers(a *CaseAnswers) error {
	valid := func(x Said) bool { return x == "" || x == SaidYes || x == SaidNo }
	switch {
	case a == nil:
		return formIncomplete("answers", "answer at least one question")
	case !valid(a.Contacted) || !valid(a.Solved) || !valid(a.Satisfied):
		return Errorf(Invalid, CodeInvalid, "answers", "answer yes or no")
	case a.Rating < 0 || a.Rating > 5:
		return Errorf(Invalid, CodeOutOfRange, "rating", "rate from 1 to 5")
	}
	return nil
}

// guardCloseQuietly: where there is nobody to call, a case closes by itself once the time to call is over.
func guardCloseQuietly(m *caseMove) error {
	if !m.was.Anonymous && !m.was.Own {
		return conflict(CodeStateConflict, "the complainant is called first")
	}
	if err := m.closable(); err != nil {
		return err
	}
	return guardDue(ClockCall)(m)
}

func guardRate(m *caseMove) error {
	switch {
	case !m.runs(ClockSurvey):
		return conflict(CodeDeadlinePassed, "the time to rate is over")
	case m.was.Survey != nil:
		return conflict(CodeRatedAlready, "you have rated it already")
	case m.asked():
		return nil
	}
	if err := checkAnswers(m.body.Answers); err != nil {
		return err
	}
	if a := m.body.Answers; a.Contacted == "" && a.Solved == "" && a.Satisfied == "" && a.Rating == 0 {
		return formIncomplete("answers", "answer at least one question")
	}
	return nil
}

// answered: only an answer is objected to, and while there is time.
func (m *caseMove) answered() error {
	switch {
	case m.was.RepliedAt == 0:
		return conflict(CodeStateConflict, "it is not answered yet")
	case (m.was.State == CaseClosed || m.was.State == CaseMerged) && !m.runs(ClockSurvey):
		return conflict(CodeDeadlinePassed, "the time to open it again is over")
	}
	return nil
}

func guardReopen(m *caseMove) error {
	if m.was.Reopened > 0 {
		return conflict(CodeReopenedAlready, "it was opened again once by right; you can ask for it")
	}
	return m.answered()
}

func guardAskReopen(m *caseMove) error {
	switch {
	case m.was.Reopened == 0:
		return conflict(CodeStateConflict, "you need not ask: open it again")
	case m.was.Asked == AskReopen:
		return conflict(CodeAskedAlready, "you have asked already")
	}
	return m.answered()
}

func guardReopenAsked(m *caseMove) error {
	if m.was.Asked != AskReopen {
		return conflict(CodeStateConflict, "nobody asks for it")
	}
	return words("text", m.body.Text, true)
}

func guardRefuseReopen(m *caseMove) error {
	if m.was.Asked != AskReopen {
		return conflict(CodeStateConflict, "nobody asks for it")
	}
	return guardWords(m)
}

// guardMerge: the same place and matter, into a case that is accepted, stands for itself and is not answered yet. Who leads
// others is not merged away with them.
func guardMerge(m *caseMove) error {
	if m.was.Own {
		return conflict(CodeStateConflict, "the bureau goes on with it by itself")
	}
	if m.asked() {
		return nil
	}
	lead := m.facts.Lead
	switch {
	case lead == nil || m.body.Lead != lead.ID || lead.ID == m.was.ID:
		return Errorf(Invalid, CodeInvalid, "lead", "name the case that leads")
	case m.facts.Others > 0:
		return conflict(CodeLeads, "others are merged into this case already")
	case !slices.Contains([]CaseState{CaseAccepted, CaseAssigned, CaseReturnRequested, CaseInProgress, CaseTransferred}, lead.State):
		return conflict(CodeLeadState, "the case that leads must be accepted and not answered yet")
	case !samePlace(&m.was, lead) || lead.Category != m.was.Category:
		return conflict(CodeNotSame, "only what is about the same place and the same matter is merged")
	}
	m.body.Unit, m.body.Officer = lead.Unit, lead.Handler
	return nil
}

func samePlace(a, b *Case) bool {
	if a.Facility != "" || b.Facility != "" {
		return a.Facility == b.Facility
	}
	return a.Area == b.Area && a.PlaceName == b.PlaceName
}

// guardJointReply: the findings of the case that leads, once they have been replied there. Its words are for its own
// complainant; those merged into it get their own.
func guardJointReply(m *caseMove) error {
	lead := m.facts.Lead
	switch {
	case m.was.RepliedAt != 0:
		return conflict(CodeStateConflict, "it is answered")
	case m.asked():
		return nil
	case lead == nil || lead.ID != m.was.Lead || lead.RepliedAt == 0:
		return conflict(CodeReplyMissing, "the case that leads is not answered")
	}
	worst := CaseFinding{Allegation: 1, Result: Undeterminable}
	for i, f := range lead.Findings {
		if i == 0 || f.Result == Substantiated || (f.Result == PartlyFounded && worst.Result != Substantiated) {
			worst.Result = f.Result
		}
	}
	m.body.Findings = nil
	for _, a := range m.was.Allegations {
		m.body.Findings = append(m.body.Findings, CaseFinding{Allegation: a.N, Result: worst.Result})
	}
	m.body.Measures = slices.Clone(lead.Measures)
	return words("text", m.body.Text, true)
}

// guardSplit takes a case out again: what came to light later makes it a matter of its own.
func guardSplit(m *caseMove) error {
	if m.was.RepliedAt != 0 {
		return conflict(CodeStateConflict, "it is answered")
	}
	return words("text", m.body.Text, true)
}

func guardCaseWithdraw(m *caseMove) error {
	if m.was.outlives(m.facts.Others) {
		return conflict(CodeStateConflict, "the bureau goes on with it by itself")
	}
	return nil
}

func guardWithdrawOwn(m *caseMove) error {
	if !m.asked() && !m.was.outlives(m.facts.Others) {
		return conflict(CodeStateConflict, "nothing but the complaint itself is at stake")
	}
	return nil
}

func guardWarn(m *caseMove) error {
	k, ok := m.was.Clock(m.body.Clock)
	if !ok || k.Warning(m.now) == 0 || m.body.Share != k.Warning(m.now) {
		return conflict(CodeTooEarly, "its time has not come yet")
	}
	return nil
}

func guardPage(m *caseMove) error {
	k, ok := m.was.Clock(ClockPage)
	if !ok || !k.Running() || m.body.Page == "" {
		return conflict(CodeStateConflict, "nobody is called now")
	}
	return nil
}

func guardExclude(m *caseMove) error {
	if m.was.Excluded != "" || m.was.AcceptedAt == 0 {
		return conflict(CodeStateConflict, "it is not counted")
	}
	return guardWords(m)
}

func guardRecount(m *caseMove) error {
	if len(m.facts.Recounted) == 0 {
		return conflict(CodeStateConflict, "no clock changes")
	}
	for _, c := range m.facts.Recounted {
		if c.Index < 0 || c.Index >= len(m.was.Clocks) || c.Clock.Due < m.was.Clocks[c.Index].Due {
			return conflict(CodeTooEarly, "no time is ever made shorter")
		}
	}
	return nil
}

func guardSecondAnswer(m *caseMove) error {
	switch {
	case m.was.Second == nil || m.was.Second.AnsweredAt != 0:
		return conflict(CodeStateConflict, "nobody has asked")
	case !m.runs(ClockSurvey):
		return conflict(CodeDeadlinePassed, "the time to answer is over")
	}
	return nil
}

// CheckStatement says what is wrong with what a complainant wrote, before anything of it is kept.
func CheckStatement(text, wants string) error {
	n := utf8.RuneCountInString(text)
	switch {
	case n < minCaseText:
		return Errorf(Invalid, CodeFormIncomplete, "text", "say in a few words what happened; at least %d characters", minCaseText)
	case n > maxCaseText:
		return Errorf(Invalid, CodeTooLarge, "text", "longer than %d characters", maxCaseText)
	case utf8.RuneCountInString(wants) > 500:
		return Errorf(Invalid, CodeTooLarge, "wants", "longer than %d characters", 500)
	case !PlainText(text):
		return Errorf(Invalid, CodeInvalid, "text", "the text holds characters that cannot be seen")
	case !PlainText(wants):
		return Errorf(Invalid, CodeInvalid, "wants", "the text holds characters that cannot be seen")
	}
	return nil
}
