package care

// BookingTerms are the numbers reservations turn on.
type BookingTerms struct {
	Hold          int64 // milliseconds a place is held while the form is finished
	HoldMore      int64 // milliseconds one extension adds
	DecideDays    int   // working days for the facility to decide
	RejectDays    int   // working days until a refusal takes effect, unless the district objects; the complaint desk has no more for its own
	AnswerHours   int   // hours for the family to answer an offer
	DeliverHours  int   // hours between a delivered message and a lapse
	AgreeDays     int   // working days for the agreement
	RevokeDays    int   // working days for the district to answer a request to revoke
	NoShowDays    int   // working days after the start before a no-show
	Reminders     int   // delivered reminders before a no-show
	ObjectDays    int   // working days to object to a no-show
	MaxWaits      int   // waits of a child
	WaitsEnrolled int   // waits of a child that is enrolled
	SupersedeDays int   // days to say which waits to keep
	RestoreDays   int   // days to ask a superseded wait back
	ReviveDays    int   // days to ask a lapsed offer back to the waitlist
	DraftDays     int   // days a draft is kept
	GroupSkips    int   // how often a group of siblings may be passed over
	GroupKeepDays int   // days places are then kept for it
	AheadMonths   int   // how many months ahead a start may lie
	ConfirmHours  int   // hours to confirm a drawn session
	Reoffers      int   // places a child is offered, one after the other, while its class is stopped
	RecallDays    int   // days such an offer stands without a delivered message
	ReofferMetres int   // how far from the stopped class they lie at most, as the crow flies
}

// DefaultBookingTerms are the house's.
var DefaultBookingTerms = BookingTerms{
	Hold: 15 * minuteMillis, HoldMore: 10 * minuteMillis, DecideDays: 3, RejectDays: 2, AnswerHours: 48, DeliverHours: 24, AgreeDays: 7, RevokeDays: 2,
	NoShowDays: 5, Reminders: 2, ObjectDays: 5, MaxWaits: 3, WaitsEnrolled: 2, SupersedeDays: 7, RestoreDays: 30, ReviveDays: 7, DraftDays: 30,
	GroupSkips: 3, GroupKeepDays: 7, AheadMonths: 18, ConfirmHours: 24, Reoffers: 3, RecallDays: 3, ReofferMetres: 3000,
}

const (
	minuteMillis = 60 * 1000
	dayMillis    = 24 * hourMillis
)

// The keys of the rules about reservations.
const (
	RuleBookingHold          = "booking.hold_minutes"
	RuleBookingHoldMore      = "booking.hold_more_minutes"
	RuleBookingDecide        = "booking.decide_days"
	RuleBookingReject        = "booking.reject_days"
	RuleBookingAnswer        = "booking.answer_hours"
	RuleBookingDeliver       = "booking.deliver_hours"
	RuleBookingAgree         = "booking.agree_days"
	RuleBookingRevoke        = "booking.revoke_days"
	RuleBookingNoShow        = "booking.no_show_days"
	RuleBookingReminders     = "booking.reminders"
	RuleBookingObject        = "booking.object_days"
	RuleBookingWaits         = "booking.max_waits"
	RuleBookingWaitsEnrolled = "booking.max_waits_enrolled"
	RuleBookingSupersede     = "booking.supersede_days"
	RuleBookingRestore       = "booking.restore_days"
	RuleBookingRevive        = "booking.revive_days"
	RuleBookingDraft         = "booking.draft_days"
	RuleBookingGroupSkips    = "booking.group_skips"
	RuleBookingGroupKeep     = "booking.group_keep_days"
	RuleBookingAhead         = "booking.ahead_months"
	RuleBookingConfirm       = "booking.confirm_hours"
	RuleBookingReoffers      = "booking.reoffers"
	RuleBookingRecall        = "booking.recall_days"
	RuleBookingReofferMetres = "booking.reoffer_metres"
	RuleBookingPriority      = "booking.priority." // + a reason code; "class,points"
)

// BookingTerms returns the numbers for an area on a day; what no rule says, or says beyond reason, is taken from
// DefaultBookingTerms.
func (r *Rules) BookingTerms(area string, on Date) BookingTerms {
	t := DefaultBookingTerms
	minutes := func(to *int64, key string, most int) {
		if v, ok := r.Int(key, area, on); ok && v >= 1 && v <= most {
			*to = int64(v) * minuteMillis
		}
	}
	number := func(to *int, key string, least, most int) {
		if v, ok := r.Int(key, area, on); ok && v >= least && v <= most {
			*to = v
		}
	}
	minutes(&t.Hold, RuleBookingHold, 24*60)
	minutes(&t.HoldMore, RuleBookingHoldMore, 24*60)
	number(&t.DecideDays, RuleBookingDecide, 1, 60)
	number(&t.RejectDays, RuleBookingReject, 1, 60)
	number(&t.AnswerHours, RuleBookingAnswer, 1, 24*30)
	number(&t.DeliverHours, RuleBookingDeliver, 1, 24*7)
	number(&t.AgreeDays, RuleBookingAgree, 1, 60)
	number(&t.RevokeDays, RuleBookingRevoke, 1, 60)
	number(&t.NoShowDays, RuleBookingNoShow, 1, 60)
	number(&t.Reminders, RuleBookingReminders, 0, 10)
	number(&t.ObjectDays, RuleBookingObject, 1, 60)
	number(&t.MaxWaits, RuleBookingWaits, 1, 50)
	number(&t.WaitsEnrolled, RuleBookingWaitsEnrolled, 0, 50)
	number(&t.SupersedeDays, RuleBookingSupersede, 1, 90)
	number(&t.RestoreDays, RuleBookingRestore, 1, 365)
	number(&t.ReviveDays, RuleBookingRevive, 1, 90)
	number(&t.DraftDays, RuleBookingDraft, 1, 365)
	number(&t.GroupSkips, RuleBookingGroupSkips, 1, 100)
	number(&t.GroupKeepDays, RuleBookingGroupKeep, 1, 90)
	number(&t.AheadMonths, RuleBookingAhead, 1, 60)
	number(&t.ConfirmHours, RuleBookingConfirm, 1, 24*14)
	number(&t.Reoffers, RuleBookingReoffers, 0, 20)
	number(&t.RecallDays, RuleBookingRecall, 1, 30)
	number(&t.ReofferMetres, RuleBookingReofferMetres, 100, 100_000)
	return t
}
