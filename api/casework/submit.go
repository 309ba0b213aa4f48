package casework

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	// A device makes the key of a draft of random bytes: who guesses it would be told its receipt.
	minDraftKey, maxDraftKey = 16, 200

	minText       = 10
	maxText       = 2000
	maxPlaceName  = 80
	maxWho        = 80 // name and telephone
	maxPhotos     = 9
	maxFileBytes  = 50 << 20
	receiptTries  = 8
	submitsDay    = 20 // of one network or account
	oldestDays    = 3 * 366
	districtCode  = 6 // digits of the code of a district
	emergencyCall = "110"
)

// Form returns what the form shows before its first field.
func (s *Service) Form(context.Context) (FormView, error) {
	v := FormView{
		Emergency: Emergency{Call: emergencyCall, Also: []string{"120"}},
		Limits:    FormLimits{TextMin: minText, Text: maxText, Photos: maxPhotos, Bytes: maxFileBytes},
	}
	for _, r := range care.Categories() {
		v.Categories = append(v.Categories, CategoryView{
			Code: r.Category, Class: r.Class, AnonymousOK: !r.Named, Public: r.Public, Joinable: r.Joinable, Advice: adviceOn(r),
		})
	}
	return v, nil
}

// adviceOn is what somebody should do at once, whatever becomes of the complaint.
func adviceOn(r care.CategoryRule) string {
	switch {
	case r.Class == care.ClassA:
		return "call_110"
	case r.Track == care.TrackConsumer:
		return "keep_receipts"
	case r.Category == care.CategoryFire || r.Category == care.CategoryFood:
		return "keep_distance"
	default:
		return ""
	}
}

// Submit keeps a complaint and files its case, all of it or nothing. The same draft sent again gives the same receipt and the same
// code. Fails with form_incomplete, invalid_value, identity_needed, key_reused, too_many_requests, not_found for a facility that is not
// there, and what the files ask.
func (s *Service) Submit(ctx context.Context, who Complainant, key IdempotencyKey, r SubmitRequest) (Receipt, error) {
	if len(key) < minDraftKey || len(key) > maxDraftKey || !utf8.ValidString(string(key)) {
		return Receipt{}, care.Errorf(care.Invalid, care.CodeInvalid, "Idempotency-Key", "give the id of the draft: %d to %d random bytes", minDraftKey, maxDraftKey)
	}
	if err := s.checkSubmit(&r, who); err != nil {
		return Receipt{}, err
	}
	if again, ok, err := s.receiptOf(ctx, key, &r); err != nil || ok {
		return again, err
	}
	if err := s.allowSubmit(ctx, who); err != nil {
		return Receipt{}, err
	}
	area, err := s.areaOf(ctx, &r)
	if err != nil {
		return Receipt{}, err
	}
	receipt, _, err := s.submit(ctx, who, key, &r, store.Complaint{Source: care.SourceApp, Area: area})
	return receipt, err
}

// newCaseID returns an id of random bits alone. Others' ids begin with the moment they were made; a facility sees that of a case, and the
// moment of a complaint may name who complained.
func newCaseID() care.CaseID { return care.CaseID(uuid.NewString()) }

// errKnown rolls a transaction back whose draft was filed meanwhile.
var errKnown = errors.New("this draft was filed meanwhile")

// submit files a complaint that was checked, and reports whether it is new: it may have been filed meanwhile. c says where it comes from.
func (s *Service) submit(
	ctx context.Context, who Complainant, key IdempotencyKey, r *SubmitRequest, c store.Complaint,
) (receipt Receipt, fresh bool, err error) {
	code, tracking := s.trackingCode(key)
	c.DraftHash, c.RequestHash, c.TrackingHash = s.draftHash(key), s.requestHash(r), tracking
	err = s.doInVault(ctx, "file a complaint", func(ctx context.Context, t *turn) error {
		f, err := t.submit(ctx, who, key, r, c)
		if err != nil {
			return err
		}
		receipt, err = t.receipt(ctx, &f.Case, code)
		return err
	})
	switch {
	case err == nil:
		s.probe("after commit")
		return receipt, true, nil
	case errors.Is(err, errKnown) || care.Is(err, care.CodeConflict):
		again, ok, lookErr := s.receiptOf(ctx, key, r)
		if lookErr != nil {
			return Receipt{}, false, lookErr
		}
		if ok {
			return again, false, nil
		}
	}
	return Receipt{}, false, err
}

// submit files a complaint in its transaction: statement, identity, files, case, and who must be told.
func (t *turn) submit(ctx context.Context, who Complainant, key IdempotencyKey, r *SubmitRequest, c store.Complaint) (*file, error) {
	c.ID, c.At, c.Demo = newCaseID(), t.now, r.Demo
	c.Facility, c.Place, c.Point, c.Category, c.DangerNow, c.HappenedOn = r.Facility, r.Place, r.Point, r.Category, r.DangerNow, r.HappenedOn
	c.Anonymous, c.Contact, c.Joined = r.Anonymous, r.Contact, r.Join
	c.TextSealed = t.Box.Seal("complaint:"+string(c.ID), r.Text)
	if r.Wants != "" {
		c.WantsSealed = t.Box.Seal("complaint.wants:"+string(c.ID), r.Wants)
	}
	if err := t.addComplaint(ctx, key, &c); err != nil {
		return nil, err
	}
	if err := t.checkChild(ctx, who, r); err != nil {
		return nil, err
	}
	if err := t.keepIdentity(ctx, t.tx, c.ID, who, *r, t.now); err != nil {
		return nil, err
	}
	evidence, err := t.attach(ctx, t.tx, c.ID, r.Uploads, r.Originals, t.now)
	if err != nil {
		return nil, err
	}
	unit, err := t.desk(ctx, c.Area)
	if err != nil {
		return nil, err
	}
	f := &file{others: 0, demo: c.Demo}
	row, _ := care.CategoryRuleOf(c.Category)
	opening := &care.CaseOpening{
		ReceiptNo: c.ReceiptNo, Facility: c.Facility, PlaceName: c.Place, Point: c.Point, Area: c.Area, Category: c.Category,
		Class: care.ProposeClass(c.Category, c.DangerNow, r.Text+" "+r.Wants), Track: row.Track, DangerNow: c.DangerNow, Anonymous: c.Anonymous,
		Source: c.Source, Allegations: []care.Allegation{{N: 1, Category: c.Category}},
	}
	if err := t.begin(ctx, f, care.CaseFacts{ID: c.ID, UnitKnown: true, Body: care.CaseBody{Opening: opening, Unit: unit, Evidence: evidence}}); err != nil {
		return nil, err
	}
	if err := t.beginWatch(ctx, t.tx, f.Case); err != nil {
		return nil, err
	}
	return f, t.callSomebody(ctx, f)
}

// checkChild refuses a child that is not of whoever complains, in one word for every such id: the desk is told the child's name, and
// must not take another family for the one that complained.
func (t *turn) checkChild(ctx context.Context, who Complainant, r *SubmitRequest) error {
	if r.Anonymous || r.Child == "" {
		return nil
	}
	c, known, err := t.tx.Child(ctx, r.Child)
	if err == nil && (!known || who.Actor.Family == "" || c.FamilyID != string(who.Actor.Family)) {
		err = care.Errorf(care.Invalid, care.CodeInvalid, "child_id", "this is not a child of yours")
	}
	return err
}

// addComplaint keeps the statement under a receipt number nobody has.
func (t *turn) addComplaint(ctx context.Context, key IdempotencyKey, c *store.Complaint) error {
	for try := range uint64(receiptTries) {
		c.ReceiptNo = t.receiptNo(key, t.today, try)
		added, err := t.tx.AddComplaint(ctx, *c)
		if err != nil || added {
			return err
		}
		if _, known, err := t.tx.ComplaintOfDraft(ctx, c.DraftHash); err != nil || known {
			return errors.Join(err, errKnown)
		}
		if c.SourceNo != "" {
			if _, known, err := t.tx.ComplaintOfSource(ctx, c.Source, c.SourceNo); err != nil || known {
				return errors.Join(err, errKnown)
			}
		}
	}
	return care.Errorf(care.Unavailable, care.CodeUnavailable, "", "no receipt number was free; try again")
}

// receiptNo is the day and seven digits that hang on the draft: it says nothing of how many complaints there are.
func (s *Service) receiptNo(key IdempotencyKey, day care.Date, try uint64) string {
	sum := s.mac("receipt", string(key), strconv.FormatUint(try, 10))
	return fmt.Sprintf("%04d%02d%02d%07d", day.Year, day.Month, day.Day, binary.BigEndian.Uint64(sum)%10_000_000)
}

// receiptOf returns the receipt a draft was given, and false when it was never filed. Fails with key_reused for another content.
func (s *Service) receiptOf(ctx context.Context, key IdempotencyKey, r *SubmitRequest) (receipt Receipt, ok bool, err error) {
	code, _ := s.trackingCode(key)
	err = s.look(ctx, "look for a draft", func(ctx context.Context, t *turn) error {
		c, known, err := t.tx.ComplaintOfDraft(ctx, s.draftHash(key))
		if ok = known; err != nil || !known {
			return err
		}
		if !hmac.Equal([]byte(c.RequestHash), []byte(s.requestHash(r))) {
			return care.Errorf(care.Invalid, care.CodeKeyReused, "Idempotency-Key", "this key was used for another request; choose a new one")
		}
		f, err := t.file(ctx, c.ID)
		if err != nil {
			return err
		}
		first, err := care.Fold(f.steps[:1]) // as it was then: the same draft gives the same receipt
		if err != nil {
			return err
		}
		receipt, err = t.receipt(ctx, &first, code)
		return err
	})
	return receipt, ok && err == nil, err
}

func (t *turn) receipt(ctx context.Context, c *care.Case, code string) (Receipt, error) {
	office, err := t.office(ctx, c.Unit)
	clock, _ := c.Clock(care.ClockAccept)
	return Receipt{
		ID: c.ID, ReceiptNo: c.ReceiptNo, TrackingCode: code, Office: office, Clock: clock, Emergency: c.Class == care.ClassA, CreatedAt: c.CreatedAt,
	}, err
}

// checkSubmit refuses what cannot be taken before anything is read, and puts blanks where nothing is kept.
func (s *Service) checkSubmit(r *SubmitRequest, who Complainant) error {
	row, known := care.CategoryRuleOf(r.Category)
	today := care.Today(s.now())
	switch {
	case !known:
		return care.Errorf(care.Invalid, care.CodeInvalid, "category", "%q is not one of the categories", care.Clip(string(r.Category)))
	case r.Facility == "" && r.Place == "":
		return care.Errorf(care.Invalid, care.CodeFormIncomplete, "facility_id", "say which place it is about")
	case r.Facility != "" && r.Place != "":
		return care.Errorf(care.Invalid, care.CodeInvalid, "place", "give a facility or a place, not both")
	case utf8.RuneCountInString(r.Place) > maxPlaceName || !care.PlainText(r.Place):
		return care.Errorf(care.Invalid, care.CodeInvalid, "place", "the name of a place has at most %d characters that can be seen", maxPlaceName)
	case r.Place != "" && !onEarth(r.Point):
		return care.Errorf(care.Invalid, care.CodeBadCoordinates, "place", "say where the place is")
	case today.Before(r.HappenedOn):
		return care.Errorf(care.Invalid, care.CodeBadDate, "happened_on", "that day has not come yet")
	case !r.HappenedOn.IsZero() && r.HappenedOn.Before(today.AddDays(-oldestDays)):
		return care.Errorf(care.Invalid, care.CodeBadDate, "happened_on", "complaints are taken for three years")
	case r.Anonymous && row.Named:
		return care.Errorf(care.Conflict, care.CodeIdentityNeeded, "anonymous", "a dispute between two can only be settled when the office knows who you are; only the office will")
	case !r.Anonymous && !signedIn(who) && (r.Name == "" || r.Phone == ""):
		return care.Errorf(care.Invalid, care.CodeIdentityNeeded, "name", "give name and telephone, sign in, or stay anonymous")
	case utf8.RuneCountInString(r.Name) > maxWho || !care.PlainText(r.Name):
		return care.Errorf(care.Invalid, care.CodeInvalid, "name", "at most %d characters that can be seen", maxWho)
	case utf8.RuneCountInString(r.Phone) > maxWho || !care.PlainText(r.Phone):
		return care.Errorf(care.Invalid, care.CodeInvalid, "phone", "at most %d characters that can be seen", maxWho)
	case len(r.Uploads) > maxPhotos:
		return care.Errorf(care.Invalid, care.CodeTooMany, "uploads", "at most %d files", maxPhotos)
	}
	if r.Contact == "" {
		r.Contact = "app"
	}
	if r.Contact != "app" && r.Contact != "phone" && r.Contact != "none" {
		return care.Errorf(care.Invalid, care.CodeInvalid, "contact", "%q is not app, phone or none", care.Clip(r.Contact))
	}
	if r.Anonymous {
		r.Name, r.Phone = "", ""
		if r.Contact == "phone" {
			r.Contact = "app"
		}
	}
	return care.CheckStatement(r.Text, r.Wants)
}

func signedIn(who Complainant) bool {
	return who.Actor.Kind != "" && who.Actor.Kind != care.ActorAnonymous && who.Actor.Kind != care.ActorSystem
}

func onEarth(p orb.Point) bool {
	return p != (orb.Point{}) && p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90
}

// allowSubmit bounds how many complaints come from one network or account in a day. Who is over it is asked to call: nobody is told
// that a complaint is lost.
func (s *Service) allowSubmit(ctx context.Context, who Complainant) error {
	name := "net:" + who.Net
	if signedIn(who) {
		name = "account:" + who.Actor.ID
	}
	if s.Limits == nil || name == "net:" {
		return nil
	}
	ok, wait, err := s.Limits.Allow(ctx, "casework:submit:"+hex.EncodeToString(s.mac("limit", name)[:12]), submitsDay, 24*time.Hour)
	if err != nil {
		s.Log.WarnContext(ctx, "the allowance of complaints could not be asked; taking it", "error", err)
		return nil
	}
	if !ok {
		return care.Errorf(care.TooMany, care.CodeTooMany, "", "too many complaints from here today; call 12345, or try again in %s", wait.Round(time.Minute))
	}
	return nil
}

// areaOf is the district that answers: that of the facility, or that holds the point.
func (s *Service) areaOf(ctx context.Context, r *SubmitRequest) (area string, err error) {
	if r.Facility == "" {
		area, err = s.Locate(ctx, r.Point)
		return district(area), err
	}
	err = s.Store.Read(ctx, "read the facility", func(tx *store.Tx) error {
		f, err := tx.FacilityAlone(ctx, r.Facility)
		area = f.AreaCode
		return err
	})
	return district(area), err
}

// district is the code of the district that an area lies in, or is.
func district(code string) string {
	if len(code) > districtCode {
		return code[:districtCode]
	}
	return code
}

// mac is a keyed hash of words; nobody without the key can make one.
func (s *Service) mac(what string, words ...string) []byte {
	h := hmac.New(sha256.New, s.Key)
	for _, w := range append([]string{what}, words...) {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(w)))) //nolint:gosec // words of a request
		h.Write([]byte(w))
	}
	return h.Sum(nil)
}

func (s *Service) draftHash(key IdempotencyKey) string {
	return hex.EncodeToString(s.mac("draft", string(key)))
}

// requestHash tells two contents of one draft apart, files and the wish to keep originals included; who sent it is no part of it, so
// that nothing outside the vault hangs on that.
func (s *Service) requestHash(r *SubmitRequest) string {
	said := *r
	said.Name, said.Phone, said.Child = "", "", ""
	text, _ := json.Marshal(said) // strings and numbers
	return hex.EncodeToString(s.mac("request", string(text))[:16])
}
