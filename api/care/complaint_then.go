package care

import "slices"

// What a step writes down. Each reads the event alone, so that Fold comes to the same case.

func thenCaseSubmit(c *Case, e *CaseEvent) {
	o := e.Body.Opening
	if o == nil {
		return
	}
	c.ReceiptNo, c.Facility, c.PlaceName, c.Point, c.Area = o.ReceiptNo, o.Facility, o.PlaceName, o.Point, o.Area
	c.Category, c.Class, c.Track, c.DangerNow = o.Category, o.Class, o.Track, o.DangerNow
	c.Anonymous, c.Source, c.Allegations = o.Anonymous, o.Source, slices.Clone(o.Allegations)
	c.Unit, c.CreatedAt = e.Body.Unit, e.At
}

func thenTriage(c *Case, e *CaseEvent) {
	if c.Class == ClassA && c.AckedAt == 0 { // who looks at it has come
		c.AckedAt = e.At
	}
	c.Class, c.ClassConfirmed, c.Intake = e.Body.Class, true, AccountID(e.By.ID)
	if e.Body.Track != "" {
		c.Track = e.Body.Track
	}
	if len(e.Body.Allegations) > 0 {
		c.Allegations = slices.Clone(e.Body.Allegations)
	}
}

func thenAck(c *Case, e *CaseEvent) { c.AckedAt = e.At }

func thenPolice(c *Case, e *CaseEvent) {
	c.Police = &PoliceReport{At: e.Body.When, Reference: e.Body.Reference}
}

func thenAskInfo(c *Case, e *CaseEvent) {
	c.InfoAsked++
	c.Intake = AccountID(e.By.ID)
}

func thenCaseAccept(c *Case, e *CaseEvent) {
	c.AcceptedAt, c.Intake = e.At, AccountID(e.By.ID)
}

func thenRefuse(c *Case, e *CaseEvent) {
	c.ClosedAt, c.Intake = e.At, AccountID(e.By.ID)
}

func thenAssign(c *Case, e *CaseEvent) {
	c.Unit, c.CoUnits, c.AssignedAt = e.Body.Unit, slices.Clone(e.Body.CoUnits), e.At
}

func thenCoUnits(c *Case, e *CaseEvent) { c.CoUnits = slices.Clone(e.Body.CoUnits) }

func thenAskReturn(c *Case, e *CaseEvent) {
	c.Returned++
	c.AskedBy = AccountID(e.By.ID)
}

func thenReturnDecided(c *Case, e *CaseEvent) {
	c.AskedBy = ""
	thenAssign(c, e)
}

func thenSign(c *Case, e *CaseEvent) { c.Handler, c.Handed = AccountID(e.By.ID), nil }

func thenHandOver(c *Case, e *CaseEvent) {
	c.Handed = append(c.Handed, c.Handler)
	c.Handler = e.Body.Officer
}

func thenContact(c *Case, e *CaseEvent) { c.ContactedAt = e.At }

func thenTransfer(c *Case, e *CaseEvent) {
	c.Transfer = &CaseTransfer{To: e.Body.To, At: e.At}
	c.Asked, c.AskedBy = "", ""
}

func thenReceipt(c *Case, e *CaseEvent) {
	if c.Transfer == nil {
		return
	}
	t := *c.Transfer
	t.Receipt, t.ReceiptAt = e.Body.Reference, e.At
	c.Transfer = &t
}

// thenAsk notes what a supervisor is asked for; "" that it is decided.
func thenAsk(what CaseAsk) func(*Case, *CaseEvent) {
	return func(c *Case, e *CaseEvent) {
		c.Asked, c.AskedBy = what, ""
		if what != "" {
			c.AskedBy = AccountID(e.By.ID)
		}
	}
}

func thenAskReopen(c *Case, _ *CaseEvent) { c.Asked, c.AskedBy = AskReopen, "" }

func thenCaseExtend(c *Case, _ *CaseEvent) {
	c.Extended++
	c.Asked, c.AskedBy = "", ""
}

func thenPropose(c *Case, e *CaseEvent) {
	c.Findings, c.Measures, c.Reply = slices.Clone(e.Body.Findings), slices.Clone(e.Body.Measures), e.Body.Text
	c.Asked, c.AskedBy = "", ""
	if c.Handler != AccountID(e.By.ID) { // a colleague of the unit finished it
		c.Handed = append(c.Handed, c.Handler)
		c.Handler = AccountID(e.By.ID)
	}
}

func thenRelease(c *Case, e *CaseEvent) { c.Release = &CaseRelease{At: e.At, Text: e.Body.Text} }

func thenFacility(c *Case, e *CaseEvent) {
	if c.Release == nil {
		return
	}
	r := *c.Release
	r.Answer, r.AnsweredAt = e.Body.Text, e.At
	c.Release = &r
}

func thenApprove(c *Case, e *CaseEvent) { c.Reviewer, c.RepliedAt = AccountID(e.By.ID), e.At }

func thenSendBack(c *Case, _ *CaseEvent) { c.Reply, c.Findings, c.Measures = "", nil, nil }

func thenDelivered(c *Case, e *CaseEvent) { c.DeliveredAt = e.At }

func thenClose(c *Case, e *CaseEvent) {
	c.ClosedAt = e.At
	if e.By.Kind != ActorSystem {
		c.Caller = AccountID(e.By.ID)
	}
	if a := e.Body.Answers; a != nil {
		given := *a
		given.At = e.At
		c.CallBack = &given
	}
}

func thenNotReached(c *Case, _ *CaseEvent) { c.CallTries++ }

func thenRate(c *Case, e *CaseEvent) {
	if a := e.Body.Answers; a != nil {
		given := *a
		given.At = e.At
		c.Survey = &given
	}
}

// thenReopen begins a new round: what the last one came to stands in the events.
func thenReopen(c *Case, _ *CaseEvent) {
	c.Handlers = nil
	if c.Handler != "" {
		c.Handlers = append(slices.Clone(c.Handed), c.Handler)
	}
	c.Handler, c.Handed, c.Reviewer, c.Caller = "", nil, "", ""
	c.Reply, c.Findings, c.Measures, c.Release = "", nil, nil, nil
	c.Asked, c.AskedBy, c.Extended, c.CallTries = "", "", 0, 0
	c.CallBack, c.Survey, c.Second, c.Transfer = nil, nil, nil, nil
	c.ContactedAt, c.RepliedAt, c.DeliveredAt, c.ClosedAt = 0, 0, 0, 0
	c.Lead = ""
	c.Reopened++
}

func thenMerge(c *Case, e *CaseEvent) {
	c.Lead, c.Unit, c.CoUnits = e.Body.Lead, e.Body.Unit, nil
	c.Handler, c.Asked, c.AskedBy = e.Body.Officer, "", ""
	if c.AcceptedAt == 0 { // what is handled is accepted
		c.AcceptedAt = e.At
	}
}

func thenSplit(c *Case, _ *CaseEvent) { c.Lead, c.Handler, c.Handed = "", "", nil }

func thenJointReply(c *Case, e *CaseEvent) {
	c.Findings, c.Measures, c.Reply = slices.Clone(e.Body.Findings), slices.Clone(e.Body.Measures), e.Body.Text
	c.RepliedAt, c.ClosedAt = e.At, e.At
}

func thenWithdrawOwn(c *Case, _ *CaseEvent) { c.Own = true }

func thenExclude(c *Case, e *CaseEvent) { c.Excluded = e.Body.Reason }

func thenSecondLook(c *Case, e *CaseEvent) { c.Second = &CaseSecondLook{AskedAt: e.At} }

func thenStaysSolved(c *Case, e *CaseEvent) {
	look := CaseSecondLook{Answer: SaidYes, AnsweredAt: e.At}
	if c.Second != nil {
		look.AskedAt = c.Second.AskedAt
	}
	c.Second = &look
}

func thenNotSolved(c *Case, e *CaseEvent) { thenReopen(c, e) }
