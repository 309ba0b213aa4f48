package filing

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"tuoyuquan/api/care"
	"tuoyuquan/api/registry"
	"tuoyuquan/api/store"
)

// Act is a step somebody takes with a dossier.
type Act struct {
	Action   care.FilingAction
	Version  int64
	Promised bool                // with submit
	Knowing  bool                // with submit
	Reasons  []care.FilingReason // with refuse
	TitleNo  string              // with grant; "" where the authority gives none
}

const (
	maxReasons = 20
	maxWords   = 200
	maxNumber  = 60
)

func (a *Act) check() error {
	a.TitleNo = strings.TrimSpace(a.TitleNo)
	if !care.PlainText(a.TitleNo) || utf8.RuneCountInString(a.TitleNo) > maxNumber {
		return care.Errorf(care.Invalid, care.CodeInvalid, "title_no", "a number has at most %d characters", maxNumber)
	}
	if len(a.Reasons) > maxReasons {
		return care.Errorf(care.Invalid, care.CodeTooLarge, "reasons", "at most %d reasons", maxReasons)
	}
	for i := range a.Reasons {
		r := &a.Reasons[i]
		r.Words = strings.TrimSpace(r.Words)
		if !care.PlainText(r.Words) || utf8.RuneCountInString(r.Words) > maxWords {
			return care.Errorf(care.Invalid, care.CodeInvalid, "reasons.words", "at most %d characters", maxWords)
		}
	}
	return nil
}

// ActOwn takes a step for the facility: submit or withdraw. Fails as care.MoveFiling does, with state_conflict when it was changed
// meanwhile, and with not_found for another's.
func (s *Service) ActOwn(ctx context.Context, actor care.Actor, id care.DossierID, a Act) (View, error) {
	return s.act(ctx, actor, a, func(t *turn) (*dossier, error) { return t.own(ctx, actor, id) })
}

// ActOn takes a step for the authority: receive, verify, grant or refuse.
func (s *Service) ActOn(ctx context.Context, actor care.Actor, id care.DossierID, a Act) (View, error) {
	v, err := s.act(ctx, actor, a, func(t *turn) (*dossier, error) { return t.theirs(ctx, actor, care.MayDecideFilings, id) })
	if err == nil && v.State == care.DossierDone && v.Kind != care.FilingCancel {
		s.putOnMap(ctx, v.Facility)
	}
	return v, err
}

// putOnMap gives a facility that was filed just now the point of its address, so that families near it find it. It stands filed without
// one too: its address may be in no list of places, and then somebody places it by hand.
func (s *Service) putOnMap(ctx context.Context, id care.FacilityID) {
	placed, err := registry.MatchOne(ctx, s.Store, care.System("filing"), care.InstantOf(s.Now()), id)
	if err != nil {
		s.Log.WarnContext(ctx, "a facility that was filed could not be put on the map; matching all addresses does it", "facility", id, "error", err)
	} else if !placed {
		s.Log.InfoContext(ctx, "the address of a facility that was filed is not known; it is found by name until it is placed", "facility", id)
	}
}

func (s *Service) act(ctx context.Context, actor care.Actor, a Act, read func(*turn) (*dossier, error)) (v View, err error) {
	if err := a.check(); err != nil {
		return v, err
	}
	err = s.do(ctx, "take a filing a step on", func(t *turn) error {
		d, err := read(t)
		if err != nil {
			return err
		}
		if d.Version != a.Version {
			return moved()
		}
		if err := t.step(ctx, actor, d, a); err != nil {
			return err
		}
		v, err = t.view(ctx, d, actor.Kind)
		return err
	})
	return v, err
}

// step moves a dossier and does all that follows.
func (t *turn) step(ctx context.Context, actor care.Actor, d *dossier, a Act) error {
	if err := t.tx.LockFacility(ctx, d.Facility); err != nil { // what it makes known, and a closure, wait for this or come before it
		return err
	}
	f, err := t.tx.FacilityAlone(ctx, d.Facility)
	if err != nil {
		return err
	}
	if err := t.stillStands(ctx, d, &f, a.Action); err != nil {
		return err
	}
	facts, err := t.facts(ctx, actor, d, &f, a)
	if err != nil {
		return err
	}
	was, from := d.Version, f.AreaCode
	next, event, err := care.MoveFiling(d.Dossier, a.Action, actor, facts, t.now, t.rules.FilingTerms(d.Area, t.today), t.cal)
	if err != nil {
		return err
	}
	switch a.Action {
	case care.FilingReceive:
		if next.ReceiptNo, err = t.receiptNo(ctx, next.Area); err != nil {
			return err
		}
	case care.FilingSubmit:
		d.checks = map[care.FilingItem]care.ItemCheck{} // verified anew, every round
	default:
	}
	d.Dossier = next
	if err := t.save(ctx, d, was); err != nil {
		return err
	}
	if err := t.tx.AddFilingEvent(ctx, d.ID, event); err != nil {
		return err
	}
	body := map[string]any{"facility": d.Facility, "kind": d.Kind, "state": d.State}
	if len(event.Reasons) > 0 {
		body["reasons"] = event.Reasons
	}
	if err := t.note(ctx, care.NounFiling, string(d.ID), string(a.Action), actor, body); err != nil {
		return err
	}
	if err := t.follow(ctx, actor, d, &f); err != nil {
		return err
	}
	if err := t.announceMove(ctx, d, a.Action, from); err != nil {
		return err
	}
	return t.announce(ctx, d, a.Action)
}

// stillStands refuses to go on with a change or an end of what has ended meanwhile: a closed facility comes back by a new filing alone.
func (t *turn) stillStands(ctx context.Context, d *dossier, f *care.Facility, action care.FilingAction) error {
	if d.Kind == care.FilingNew || action != care.FilingSubmit && action != care.FilingGrant {
		return nil
	}
	titles, err := t.titles(ctx, f)
	if err == nil && titled(titles) == "" {
		err = care.Errorf(care.Conflict, care.CodeFilingNotFiled, "", "what was filed has ended meanwhile; take this back")
	}
	return err
}

func (t *turn) save(ctx context.Context, d *dossier, was int64) (err error) {
	row := store.SealedDossier{Dossier: d.Dossier}
	if len(d.checks) > 0 {
		if row.ChecksSealed, err = t.sealChecks(d); err != nil {
			return err
		}
	}
	saved, err := t.tx.SaveDossier(ctx, row, was)
	if err == nil && !saved {
		err = moved()
	}
	return err
}

func (t *turn) facts(ctx context.Context, actor care.Actor, d *dossier, f *care.Facility, a Act) (facts care.FilingFacts, err error) {
	facts = care.FilingFacts{
		Promised: a.Promised, Knowing: a.Knowing, Reasons: a.Reasons, TitleNo: a.TitleNo, Checks: d.checks,
	}
	if actor.Kind != care.ActorFacility {
		facts.Officer = care.AccountID(actor.ID)
	}
	given, err := t.tx.MaterialsOf(ctx, string(d.ID))
	if err != nil {
		return facts, err
	}
	facts.Items = t.items(d, given)
	if a.Action != care.FilingSubmit {
		if d.Kind == care.FilingCancel && a.Action == care.FilingGrant { // somebody may have been taken since it was submitted
			facts.Children, err = t.children(ctx, f.ID)
		}
		return facts, err
	}
	around, err := t.surroundings(ctx, d, f, given)
	if err != nil {
		return facts, err
	}
	facts.Children = around.Children
	facts.Findings = care.CheckFiling(d.Kind, &d.form, around, t.rules, t.today)
	return facts, nil
}

// receiptMeta is the last number given in a district, and receiptTurn whose turn it is to take the next: writing it makes others wait.
const (
	receiptMeta = "filing.receipt."
	receiptTurn = "filing.receipt.turn."
)

// receiptNo is the next number of a 备案回执: district, day and a count. No number is given twice, though a filing that comes again on the
// same day gives its first one up.
func (t *turn) receiptNo(ctx context.Context, area string) (string, error) {
	day, district := t.today, area[:min(6, len(area))]
	prefix := fmt.Sprintf("%s-%04d%02d%02d-", district, day.Year, day.Month, day.Day)
	if err := t.tx.KeepMeta(ctx, receiptTurn+district, prefix); err != nil {
		return "", err
	}
	n, err := t.tx.ReceiptNumbers(ctx, prefix)
	if err != nil {
		return "", err
	}
	if last, err := t.tx.Meta(ctx, receiptMeta+district); err == nil {
		if given, err := strconv.ParseInt(strings.TrimPrefix(last, prefix), 10, 64); err == nil && strings.HasPrefix(last, prefix) {
			n = max(n, given)
		}
	} else if !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	no := fmt.Sprintf("%s%03d", prefix, n+1)
	return no, t.tx.KeepMeta(ctx, receiptMeta+district, no)
}

// follow gives the facility what the dossier has made of it.
func (t *turn) follow(ctx context.Context, actor care.Actor, d *dossier, f *care.Facility) error {
	titles, err := t.titles(ctx, f)
	if err != nil {
		return err
	}
	status := care.StatusAfter(d.Dossier, f.Filing.Status, titled(titles))
	if d.State != care.DossierDone {
		return t.setStatus(ctx, actor, d, f, status)
	}
	if d.Kind == care.FilingCancel {
		f.Filing.Status = status
		if err := t.keepTitles(ctx, titles); err != nil {
			return err
		}
		if err := t.tx.EndTitle(ctx, f.ID, "", t.today); err != nil {
			return err
		}
		return t.tx.SaveFacility(ctx, actor, t.now, *f)
	}
	return t.grant(ctx, actor, d, titles, status)
}

// setStatus gives the facility the status its dossier has brought it to, and puts on record, for the register's log, why what it brought
// does not conform. One that its bureau has stopped stays so meanwhile: a closed one until it is filed again.
func (t *turn) setStatus(ctx context.Context, actor care.Actor, d *dossier, f *care.Facility, status care.FilingStatus) error {
	told := map[string]any{}
	if d.State == care.DossierNonconforming {
		told["reasons"] = d.Reasons
	}
	stopped, err := t.tx.StoppedBy(ctx, f.ID)
	if err != nil {
		return err
	}
	if stopped != nil || status == f.Filing.Status {
		if len(told) == 0 {
			return nil
		}
		return t.note(ctx, care.NounFacility, string(f.ID), care.ChangeUpdated, actor, told)
	}
	of, version, err := t.tx.FacilityVersioned(ctx, f.ID)
	if err != nil {
		return err
	}
	filing := of.Filing
	filing.Status = status
	done, err := t.tx.SetFiling(ctx, of, version, filing, care.Change{Kind: care.ChangeUpdated, At: t.now, Actor: actor}, told)
	if err == nil && !done {
		err = moved()
	}
	return err
}

// keepTitles gives a title that only a list brought a row of its own, so that its end can be written down.
func (t *turn) keepTitles(ctx context.Context, titles []care.Title) error {
	for _, old := range titles {
		if old.ID != "" {
			continue
		}
		old.ID = care.TitleID(care.NewID())
		if err := t.tx.AddTitle(ctx, old); err != nil {
			return err
		}
	}
	return nil
}

// grant writes what was filed into the register, and gives the facility its title.
func (t *turn) grant(ctx context.Context, actor care.Actor, d *dossier, titles []care.Title, status care.FilingStatus) error {
	f, err := t.tx.WholeFacility(ctx, d.Facility)
	if err != nil {
		return err
	}
	authority, err := t.authority(ctx, d.Area)
	if err != nil {
		return err
	}
	title := care.Title{ID: care.TitleID(care.NewID()), Facility: f.ID, Basis: d.Basis, No: d.TitleNo, Authority: authority, GrantedOn: t.today, Dossier: d.ID}
	if err := t.keepTitles(ctx, titles); err != nil {
		return err
	}
	if !standing(titles, d.Basis) {
		err = t.tx.AddTitle(ctx, title)
		f.Filing.Date, f.Filing.No = t.today, d.TitleNo
	} else if d.TitleNo != "" && d.TitleNo != f.Filing.No {
		_, err = t.tx.RenewedTitle(ctx, title)
		f.Filing.No = d.TitleNo
	}
	if err != nil {
		return err
	}
	if d.Kind == care.FilingNew {
		if err := t.comesBack(ctx, actor, f.ID); err != nil {
			return err
		}
	}
	f.Filing.Status, f.Filing.Authority = status, cmp.Or(f.Filing.Authority, authority)
	filed := t.write(d, &f)
	if err := t.tx.SaveFacility(ctx, actor, t.now, f); err != nil {
		return err
	}
	for id, places := range filed {
		if err := t.tx.SetFiledFrom(ctx, id, t.today.MonthOf(), places); err != nil {
			return err
		}
	}
	return nil
}

// comesBack ends the closure of a facility that is filed anew, before the register is told of it: that opens nothing which stands closed.
// Where reservations are, its classes take children again.
func (t *turn) comesBack(ctx context.Context, actor care.Actor, id care.FacilityID) error {
	if t.FiledAgain != nil {
		return t.FiledAgain(ctx, t.tx, actor, id, t.now)
	}
	c, err := t.tx.StoppedBy(ctx, id)
	if err != nil || c == nil || c.Kind != care.ClosureClose {
		return err
	}
	_, err = t.tx.FinishClosure(ctx, c.ID, t.now, actor, care.ReasonFiledAgain)
	return err
}

const monthsFiled = 19 // this one and a year and a half

// write puts a form into a facility, and returns the filed places of classes that are there already.
func (t *turn) write(d *dossier, f *care.Facility) map[care.ClassID]int {
	form := &d.form
	if f.Location != nil && f.Location.Source == care.LocationMatched && f.Address != form.Address {
		f.Location = nil // it was the place of the address before
	}
	f.Name, f.CreditCode, f.Kind, f.Nature, f.Inclusive, f.OpenToPublic = form.Name, form.CreditCode, form.Kind, form.Nature, form.Inclusive, form.OpenToPublic
	f.Modes, f.AreaCode, f.Address, f.FloorArea, f.Staff, f.Verified = form.Modes, form.AreaCode, form.Address, form.FloorArea, form.Staff, true
	f.AreaName = cmp.Or(form.AreaName, f.AreaName)
	there := make(map[care.ClassID]care.Class, len(f.Classes))
	for _, c := range f.Classes {
		there[c.ID] = c
	}
	filed := make(map[care.ClassID]int)
	classes := make([]care.Class, 0, len(form.Classes))
	for i := range form.Classes {
		k := &form.Classes[i]
		c, known := there[k.ID]
		if !known {
			classes = append(classes, t.newClass(f, k))
			continue
		}
		c.Name, c.Mode = k.Name, k.Mode
		if c.Band != k.Band {
			c.Band = k.Band
			c.FromMonths, c.ToMonths = t.band(k.Band, f.AreaCode)
		}
		filed[c.ID] = k.Places
		c.ConfirmedAt = max(0, c.ConfirmedAt-1) // what the facility says of its places stands
		classes = append(classes, c)
	}
	f.Classes = classes
	return filed
}

func (t *turn) band(band care.BandName, area string) (from, to int) {
	b, _ := t.rules.Band(band, area, t.today)
	return b.From, b.To
}

func (t *turn) newClass(f *care.Facility, k *care.FilingClass) care.Class {
	c := care.Class{ID: care.ClassID(care.NewID()), Name: k.Name, Band: k.Band, Mode: k.Mode, Source: care.VacancyFacility, ConfirmedAt: t.now}
	c.FromMonths, c.ToMonths = t.band(k.Band, f.AreaCode)
	staffed := k.Places
	if each, ok := t.rules.Ratio(k.Band, f.AreaCode, t.today); ok {
		staffed = min(staffed, each*k.Carers)
	}
	for m := range care.Month(monthsFiled) {
		c.Pools = append(c.Pools, care.Pool{Month: t.today.MonthOf() + m, Filed: k.Places, Staffed: staffed})
	}
	return c
}

// announce tells the other side.
func (t *turn) announce(ctx context.Context, d *dossier, action care.FilingAction) error {
	n := care.Notice{About: d.Facility, Params: map[string]string{}}
	switch action {
	case care.FilingSubmit:
		n.Event, n.Area = care.NoticeFilingNew, d.Area
		if due, ok := d.Due(); ok {
			n.Params["deadline"] = due.Due.Time().Format("2006-01-02")
		}
	case care.FilingReceive:
		n.Event, n.Staff = care.NoticeFilingReceived, d.Facility
		n.Params["number"] = d.ReceiptNo
	case care.FilingGrant:
		n.Event, n.Staff = care.NoticeFilingGranted, d.Facility
	case care.FilingRefuse:
		n.Event, n.Staff, n.Urgent = care.NoticeFilingRefused, d.Facility, true
	default:
		return nil
	}
	return t.tell(ctx, n)
}

// announceMove tells the district a facility moves away from: the one it moves to decides, for a filing is made where the facility is
// (domain.md 1.1, rows 6 and 11), and the old one supervises until then.
func (t *turn) announceMove(ctx context.Context, d *dossier, action care.FilingAction, from string) error {
	event, ok := map[care.FilingAction]care.NoticeEvent{care.FilingSubmit: care.NoticeLeaving, care.FilingGrant: care.NoticeLeft}[action]
	old := from[:min(6, len(from))]
	if !ok || d.Kind != care.FilingChange || len(old) < 6 || strings.HasPrefix(d.Area, old) {
		return nil
	}
	office, err := t.authority(ctx, d.Area)
	if err != nil {
		return err
	}
	return t.tell(ctx, care.Notice{Event: event, Area: old, About: d.Facility, Params: map[string]string{"office": office}})
}
