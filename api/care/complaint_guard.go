package care

import (
	"slices"
	"unicode/utf8"
)

// asked reports whether only state and clocks are asked about: what the request must say is then taken to be right.
func (m *caseMove) asked() bool { return m.facts.promise }

func formIncomplete(field, text string) error {
	return &Error{Kind: Invalid, Code: CodeFormIncomplete, Field: field, Text: text, Format: text}
}

// words says what is wrong with the office's words; none says whether there may be none.
func words(field, text string, none bool) error {
	n := utf8.RuneCountInString(text)
	switch {
	case n == 0 && none:
		return nil
	case n == 0:
		return formIncomplete(field, "say it in words")
	case n > maxCaseOfficeWords:
		return Errorf(Invalid, CodeTooLarge, field, "longer than %d characters", maxCaseOfficeWords)
	case !PlainText(text):
		return Errorf(Invalid, CodeInvalid, field, "the text holds characters that cannot be seen")
	}
	return nil
}

// guardDue lets a step happen only once a clock has run out.
func guardDue(kind ClockKind) func(*caseMove) error {
	return func(m *caseMove) error {
		k, ok := m.was.Clock(kind)
		if !ok || !k.Running() || m.now <= k.Due {
			return conflict(CodeTooEarly, "its time has not come yet")
		}
		return nil
	}
}

// runs reports whether a clock of a kind still gives time.
func (m *caseMove) runs(kind ClockKind) bool {
	k, ok := m.was.Clock(kind)
	return ok && k.Running() && m.now <= k.Due
}

func guardCaseSubmit(m *caseMove) error {
	o := m.body.Opening
	switch {
	case o == nil || m.facts.ID == "":
		return formIncomplete("category", "say what it is about")
	case o.ReceiptNo == "" || o.Area == "":
		return formIncomplete("area", "the place lies in no district that is known")
	case !m.facts.UnitKnown || m.body.Unit == "":
		return conflict(CodeNoUnit, "no office is at work for this district")
	case o.Facility == "" && o.PlaceName == "":
		return formIncomplete("facility_id", "say which place it is about")
	case len(o.Allegations) == 0:
		return formIncomplete("category", "say what it is about")
	}
	row, ok := CategoryRuleOf(o.Category)
	switch {
	case !ok:
		return Errorf(Invalid, CodeInvalid, "category", "%q is not one of the categories", Clip(string(o.Category)))
	case o.Anonymous && row.Named:
		return conflict(CodeIdentityNeeded, "a dispute between two can only be settled when the office knows who you are; only the office will")
	case o.DangerNow && o.Class != ClassA:
		return conflict(CodeClassA, "a danger to a child is never put off, merged away or dropped")
	case !slices.Contains(CaseClasses(), o.Class) || !slices.Contains(Tracks(), o.Track):
		return Errorf(Invalid, CodeInvalid, "class", "%q is not a class", Clip(string(o.Class)))
	}
	return checkAllegations(o.Allegations)
}

func checkAllegations(as []Allegation) error {
	if len(as) > 10 {
		return Errorf(Invalid, CodeTooLarge, "allegations", "more than %d allegations", 10)
	}
	for i, a := range as {
		if _, ok := CategoryRuleOf(a.Category); !ok || a.N != i+1 {
			return Errorf(Invalid, CodeInvalid, "allegations", "%q is not one of the categories", Clip(string(a.Category)))
		}
	}
	return nil
}

// guardTriage: the class is confirmed or changed. It is raised at any time; it is lowered before acceptance only, with a
// reason, and from a danger to a child by somebody with the duty of a supervisor.
func guardTriage(m *caseMove) error {
	to := m.body.Class
	switch {
	case m.asked():
		return nil
	case !slices.Contains(CaseClasses(), to):
		return Errorf(Invalid, CodeInvalid, "class", "%q is not a class", Clip(string(to)))
	case to > m.was.Class && m.was.State != CaseReceived:
		return conflict(CodeTooLate, "once accepted, a case becomes no less urgent")
	case to > m.was.Class && m.body.Reason == "":
		return Errorf(Invalid, CodeReasonNeeded, "reason", "choose a reason from the list")
	case to != ClassA && m.was.Class == ClassA && (m.was.DangerNow || !m.by.has(DutySupervisor)):
		return conflict(CodeClassA, "a danger to a child is never put off, merged away or dropped")
	case m.body.Track != "" && !slices.Contains(Tracks(), m.body.Track):
		return Errorf(Invalid, CodeInvalid, "track", "%q is not a track", Clip(string(m.body.Track)))
	case len(m.body.Allegations) > 0 && len(m.was.Findings) > 0:
		return conflict(CodeTooLate, "there are findings already")
	}
	return checkAllegations(m.body.Allegations)
}

// guardRaise: out of a standstill only a danger leads.
func guardRaise(m *caseMove) error {
	if !m.asked() && m.body.Class != ClassA {
		return conflict(CodeStateConflict, "the time stands still; only a danger to a child is set anew now")
	}
	return guardTriage(m)
}

func guardAck(m *caseMove) error {
	if k, ok := m.was.Clock(ClockPage); !ok || !k.Running() {
		return conflict(CodeStateConflict, "nobody is called now")
	}
	return nil
}

func guardPolice(m *caseMove) error {
	switch {
	case m.asked():
		return nil
	case m.body.When <= 0 || m.body.When > m.now:
		return Errorf(Invalid, CodeBadDate, "when", "say when the police were told")
	case utf8.RuneCountInString(m.body.Reference) > 60:
		return Errorf(Invalid, CodeTooLarge, "reference", "longer than %d characters", 60)
	}
	return words("text", m.body.Text, true)
}

func guardAskInfo(m *caseMove) error {
	switch {
	case m.was.InfoAsked > 0:
		return conflict(CodeAskedAlready, "the complainant was asked once already")
	case m.was.Own:
		return conflict(CodeStateConflict, "the complainant has withdrawn")
	case m.asked():
		return nil
	case len(m.body.Missing) == 0:
		return formIncomplete("missing", "name what is missing")
	}
	for _, r := range m.body.Missing {
		if err := CheckReason(r, InfoReasons(), false); err != nil {
			return err
		}
	}
	return words("text", m.body.Text, true)
}

func guardSomething(m *caseMove) error {
	if !m.asked() && m.body.Message == "" && len(m.body.Evidence) == 0 {
		return formIncomplete("text", "there is nothing in it")
	}
	return nil
}

func guardCaseAccept(m *caseMove) error {
	if !m.was.ClassConfirmed {
		return conflict(CodeClassOpen, "confirm first how urgent it is")
	}
	return words("text", m.body.Text, true)
}

func guardRefuse(m *caseMove) error {
	switch {
	case m.asked():
		return nil
	case m.body.To == "" && m.body.Text == "":
		return formIncomplete("to", "say where to go instead")
	case m.body.To != "" && !slices.Contains(UnitKinds(), m.body.To):
		return Errorf(Invalid, CodeInvalid, "to", "%q is not an authority", Clip(string(m.body.To)))
	}
	return words("text", m.body.Text, true)
}

// guardUnit: a unit that exists, and none twice.
func guardUnit(m *caseMove) error {
	switch {
	case m.asked():
		return nil
	case m.body.Unit == "" || !m.facts.UnitKnown:
		return conflict(CodeNoUnit, "no such office is at work for this district")
	case slices.Contains(m.body.CoUnits, m.body.Unit):
		return Errorf(Invalid, CodeInvalid, "co_units", "one unit leads; the others work along")
	}
	return words("text", m.body.Text, true)
}

func guardCoUnits(m *caseMove) error {
	if !m.asked() {
		m.body.Unit = m.was.Unit // who leads is not what is decided here
	}
	return guardUnit(m)
}

func guardWords(m *caseMove) error {
	if m.asked() {
		return nil
	}
	return words("text", m.body.Text, false)
}

func guardAskReturn(m *caseMove) error {
	switch {
	case m.was.Returned > 0:
		return conflict(CodeReturnedAlready, "a case is given back once; now a supervisor has named the unit")
	case !m.runs(ClockReturn):
		return conflict(CodeDeadlinePassed, "the time to give it back is over")
	}
	return words("text", m.body.Text, true)
}

func guardSign(m *caseMove) error {
	switch {
	case slices.Contains(m.was.Handlers, AccountID(m.by.ID)):
		return Errorf(Forbidden, CodeFourEyes, "", "who handled it before does not handle it again; a colleague must")
	case !m.asked() && !m.facts.NoTie:
		return conflict(CodeTieDeclared, "declare that you have no tie to the place or the people; else a colleague must handle it")
	}
	return nil
}

func guardCaseHandOver(m *caseMove) error {
	switch {
	case m.asked():
		return nil
	case m.body.Officer == "" || !m.facts.Officer || m.body.Officer == m.was.Handler:
		return Errorf(Invalid, CodeInvalid, "officer", "name another officer of the unit")
	case slices.Contains(m.was.Handlers, m.body.Officer):
		return Errorf(Forbidden, CodeFourEyes, "", "who handled it before does not handle it again; a colleague must")
	}
	return words("text", m.body.Text, true)
}

func guardContact(m *caseMove) error {
	switch {
	case m.was.ContactedAt != 0 || m.was.Own:
		return conflict(CodeStateConflict, "the complainant has been contacted")
	case m.asked():
		return nil
	case !slices.Contains([]ContactWay{ContactMessage, ContactRelay, ContactPhone, ContactVisit}, m.body.Way):
		return Errorf(Invalid, CodeInvalid, "way", "%q is not a way to contact somebody", Clip(string(m.body.Way)))
	case m.body.Way == ContactMessage && m.body.Message == "":
		return formIncomplete("text", "there is nothing in it")
	}
	return guardPast(m)
}

// guardPast: what is written down has happened.
func guardPast(m *caseMove) error {
	if m.body.When > m.now || (m.body.When != 0 && m.body.When < m.was.CreatedAt) {
		return Errorf(Invalid, CodeBadDate, "when", "that is not a time since the complaint came in")
	}
	return nil
}

func guardTransfer(m *caseMove) error {
	switch {
	case m.asked():
		return nil
	case !slices.Contains(UnitKinds(), m.body.To) || m.body.To == UnitBackstop:
		return Errorf(Invalid, CodeInvalid, "to", "%q is not an authority", Clip(string(m.body.To)))
	}
	return words("text", m.body.Text, true)
}

func guardReceipt(m *caseMove) error {
	n := utf8.RuneCountInString(m.body.Reference)
	if !m.asked() && (n == 0 || n > 60) {
		return formIncomplete("reference", "give the number the other authority gave")
	}
	return guardPast(m)
}

func guardAsk(m *caseMove) error {
	if m.was.Asked != "" {
		return conflict(CodeAskedAlready, "a supervisor has been asked already")
	}
	return words("text", m.body.Text, true)
}

// contacted: nothing is put off or decided before the complainant has been spoken to, unless they have withdrawn.
func (m *caseMove) contacted() error {
	if m.was.ContactedAt == 0 && !m.was.Own {
		return conflict(CodeContactMissing, "contact the complainant first")
	}
	return nil
}

func guardSuspend(m *caseMove) error {
	if err := m.contacted(); err != nil {
		return err
	}
	return words("text", m.body.Text, true)
}

func guardSuspendMore(m *caseMove) error {
	if !m.runs(ClockSuspend) {
		return conflict(CodeDeadlinePassed, "the suspension has ended")
	}
	return words("text", m.body.Text, true)
}

func guardAskExtend(m *caseMove) error {
	if err := m.extendable(); err != nil {
		return err
	}
	return guardAsk(m)
}

func (m *caseMove) extendable() error {
	class := m.terms.Of(m.was.Class)
	switch {
	case m.was.Extended > 0:
		return conflict(CodeExtendedAlready, "the time was extended once already")
	case class.Extend == 0:
		return conflict(CodeNoExtension, "the time of this class is not extended")
	case !m.runs(ClockHandle):
		return conflict(CodeDeadlinePassed, "the time to handle it is over")
	}
	return nil
}

func guardCaseExtend(m *caseMove) error {
	if err := m.extendable(); err != nil {
		return err
	}
	return words("text", m.body.Text, true)
}

func guardRefuseAsk(m *caseMove) error {
	if m.was.Asked == "" || m.was.Asked == AskReopen {
		return conflict(CodeStateConflict, "nobody asks for anything")
	}
	return guardWords(m)
}
