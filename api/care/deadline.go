package care

import "slices"

// Delivered notes that a message about the live offer arrived, and reports whether that changed anything. Where the time to
// answer now ends less than a day after it, the caller moves the application along EdgeProlong.
func Delivered(app Application, at Instant, terms BookingTerms) (next Application, changed, prolong bool) {
	if app.State != StateOffered || app.DeliveredAt != 0 || at < app.OfferedAt {
		return app, false, false
	}
	app.DeliveredAt = at
	return app, true, at+Instant(terms.DeliverHours)*hourMillis > app.AnswerBy
}

// Recount moves the running clocks of an application after a calendar was published: later if they would now end later,
// never sooner. It reports whether it changed anything.
func Recount(app Application, terms BookingTerms, cal *Calendar) (Application, bool) {
	if !app.Provisional {
		return app, false
	}
	before := app
	switch app.State {
	case StateSubmitted:
		if app.RejectBy != 0 {
			app.RejectBy = Later(app.RejectBy, cal.EndOfWorking(app.UpdatedAt, terms.RejectDays))
		} else {
			app.DecideBy = Later(app.DecideBy, cal.EndOfWorking(app.UpdatedAt, terms.DecideDays))
		}
		app.Provisional = cal.Provisional(app.UpdatedAt, Later(app.DecideBy, app.RejectBy))
	case StateOffered:
		app.AnswerBy = Later(app.AnswerBy, OfferDeadline(app.AnswerBy, 0, cal))
		app.Provisional = cal.Provisional(app.OfferedAt, app.AnswerBy)
	case StateConfirmed:
		app.AgreeBy = Later(app.AgreeBy, cal.EndOfWorking(app.UpdatedAt, terms.AgreeDays))
		app.Provisional = cal.Provisional(app.UpdatedAt, app.AgreeBy)
	default:
		app.Provisional = false
	}
	return app, app.AnswerBy != before.AnswerBy || app.DecideBy != before.DecideBy || app.RejectBy != before.RejectBy || app.AgreeBy != before.AgreeBy ||
		app.Provisional != before.Provisional
}

// DeadlineOf returns the next thing that falls due for an application, and false when nothing does.
func DeadlineOf(app Application, terms BookingTerms, cal *Calendar) (Deadline, bool) {
	d := Deadline{Provisional: app.Provisional}
	switch app.State {
	case StateDraft:
		d.Kind, d.At = DueDraft, app.UpdatedAt+Instant(terms.DraftDays)*dayMillis
	case StateHeld:
		d.Kind, d.At = DueHold, app.HoldUntil
	case StateSubmitted:
		d.Kind, d.At = DueDecide, app.DecideBy
		if app.RejectBy != 0 {
			d.Kind, d.At = DueReject, app.RejectBy
		}
	case StateOffered:
		d.Kind, d.At = DueAnswer, app.AnswerBy
	case StateConfirmed:
		d.Kind, d.At = DueAgree, app.AgreeBy
		if app.SignedAt != 0 {
			d.Kind, d.At = DueStart, InstantOf(app.Start.Time())
		}
	case StateWaitlisted, StatePaused:
		d.Kind, d.At = DueKeep, app.KeepBy
	case StateSuperseded:
		d.Kind, d.At = DueReturn, app.UpdatedAt+Instant(terms.RestoreDays)*dayMillis
	case StateLapsed:
		if !app.Revived {
			d.Kind, d.At = DueReturn, app.UpdatedAt+Instant(terms.ReviveDays)*dayMillis
		}
	case StateNoShow:
		switch {
		case app.DecideBy != 0:
			d.Kind, d.At = DueRuling, app.DecideBy
		case !slices.Contains(StandReasons(), app.Reason):
			d.Kind, d.At = DueObject, cal.EndOfWorking(app.UpdatedAt, terms.ObjectDays)
		}
	default:
	}
	return d, d.At != 0
}
