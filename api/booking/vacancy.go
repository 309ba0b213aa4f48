package booking

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

const (
	linkHolds  = 48 * 3600 * 1000 // a link can be answered for so long, in milliseconds
	askEvery   = 20 * 3600 * 1000 // no facility is asked twice in this time
	askAhead   = 12 * 3600 * 1000 // it is asked so long before its figures are no longer fresh
	askFrom    = 8                // hours of a working day between which anybody is asked
	askUntil   = 20
	askAtOnce  = 100 // facilities in one transaction
	answerYes  = "yes"
	answerNo   = "no"
	tokenBytes = 24
)

// Confirmation is what a facility is asked to confirm: its figures as they stand.
type Confirmation struct {
	Facility  FacilityName
	Figures   []Figure
	ExpiresAt care.Instant
	Answered  string // "", "yes" or "no"
}

// Figure is the places of a class this month.
type Figure struct {
	Class                store.PlaceClass
	Month                care.Month
	Free, Staffed, Taken int
	Confirmed            care.Instant
}

// ConfirmVacancies says that the figures of classes of the actor's facility hold as they stand; without classes, of all it has. It
// returns how many were confirmed.
func (s *Service) ConfirmVacancies(ctx context.Context, actor care.Actor, classes []care.ClassID) (n int, at care.Instant, err error) {
	if err := actor.May(care.MayConfirm, care.Owner{Facility: actor.Facility}); err != nil {
		return 0, 0, err
	}
	err = s.do(ctx, actor, "confirm vacancies", func(ctx context.Context, t *turn) error {
		at = t.now
		n, err = t.confirm(ctx, actor.Facility, classes)
		return err
	})
	return n, at, err
}

func (t *turn) confirm(ctx context.Context, f care.FacilityID, only []care.ClassID) (n int, err error) {
	if err := t.tx.LockFacility(ctx, f); err != nil { // against a list being saved
		return 0, err
	}
	open, err := t.tx.OpenClasses(ctx, f)
	if err != nil {
		return 0, err
	}
	for _, id := range only {
		if !slices.ContainsFunc(open, func(c store.OpenClass) bool { return c.ID == id }) {
			return 0, care.Errorf(care.NotFound, care.CodeNotFound, "class_id", "there is no class with this id")
		}
	}
	for _, c := range open {
		if c.Closed || len(c.Months) == 0 || (len(only) > 0 && !slices.Contains(only, c.ID)) {
			continue
		}
		ok, err := t.tx.ConfirmFigures(ctx, c.ID, t.now)
		if err != nil {
			return n, err
		}
		if !ok { // a later confirmation stands
			continue
		}
		n++
		if err := t.changed(ctx, t.actor, care.NounFacility, string(f), care.ChangeVacancyConfirm, map[string]any{"class": c.ID}); err != nil {
			return n, err
		}
	}
	return n, nil
}

// AskVacancies sends every facility whose figures grow old a link to confirm them with one tap, in the hours of a working day. It
// returns how many were asked.
func (s *Service) AskVacancies(ctx context.Context) (n int, err error) {
	err = s.do(ctx, care.System("vacancy"), "ask for vacancies", func(ctx context.Context, t *turn) error {
		n = 0
		hour := t.now.Time().Hour()
		if works, _ := t.cal.Working(t.today); !works || hour < askFrom || hour >= askUntil {
			return nil
		}
		old := t.now - care.Instant(t.rules.VacancyTerms("", t.today).Fresh) + askAhead
		list, err := t.tx.FacilitiesToAsk(ctx, old, t.now-askEvery, askAtOnce)
		if err != nil {
			return err
		}
		for _, a := range list {
			if _, err := t.ask(ctx, a.Facility); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// ask sends the staff of a facility a link, and returns its token.
func (t *turn) ask(ctx context.Context, f care.FacilityID) (string, error) {
	link := store.VacancyLink{ID: care.NewID(), Facility: f, CreatedAt: t.now, ExpiresAt: t.now + linkHolds}
	if err := t.tx.AddVacancyLink(ctx, link); err != nil {
		return "", err
	}
	token := t.token(link)
	return token, t.tx.Notify(ctx, care.Notice{
		Event: care.NoticeVacancyConfirm, At: t.now, Staff: f, About: f, Params: map[string]string{"token": token, "deadline": timeText(link.ExpiresAt)},
	})
}

// token signs a link. Whoever has the token can answer; nobody can make one without the key.
func (s *Service) token(l store.VacancyLink) string {
	mac := hmac.New(sha256.New, s.Key)
	_, _ = mac.Write([]byte("vacancy link\n" + l.ID + "\n" + string(l.Facility) + "\n" + strconv.FormatInt(int64(l.ExpiresAt), 10)))
	return l.ID + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:tokenBytes])
}

// link returns the link of a token. Fails with not_found for every token that was not sent, in the same words.
func (t *turn) link(ctx context.Context, token string) (store.VacancyLink, error) {
	unknown := care.Errorf(care.NotFound, care.CodeNotFound, "token", "this link is not valid; ask for a new one")
	id, _, ok := strings.Cut(token, ".")
	if !ok || len(token) > 200 {
		return store.VacancyLink{}, unknown
	}
	l, err := t.tx.VacancyLinkByID(ctx, id)
	if care.Is(err, care.CodeNotFound) {
		return l, unknown
	}
	if err != nil {
		return l, err
	}
	if !hmac.Equal([]byte(t.token(l)), []byte(token)) {
		return store.VacancyLink{}, unknown
	}
	return l, nil
}

// stillOpen refuses the link of a facility that was suspended or closed after it was asked: there is nothing families may rely on.
func (t *turn) stillOpen(ctx context.Context, id care.FacilityID) error {
	f, err := t.tx.FacilityAlone(ctx, id)
	if err == nil && (f.Filing.Status == care.FilingSuspended || f.Filing.Status == care.FilingCancelled) {
		err = care.Errorf(care.Conflict, care.CodeFacilityStopped, "token", "the facility is suspended or closed; there is nothing to confirm")
	}
	return err
}

// Confirmation returns what a link asks. It changes nothing, however often it is opened. Fails with facility_stopped.
func (s *Service) Confirmation(ctx context.Context, token string) (c Confirmation, err error) {
	err = s.look(ctx, care.Actor{Kind: care.ActorAnonymous}, "read confirmation", func(ctx context.Context, t *turn) error {
		l, err := t.link(ctx, token)
		if err != nil {
			return err
		}
		if err := t.stillOpen(ctx, l.Facility); err != nil {
			return err
		}
		c, err = t.confirmation(ctx, l)
		return err
	})
	return c, err
}

func (t *turn) confirmation(ctx context.Context, l store.VacancyLink) (Confirmation, error) {
	c := Confirmation{ExpiresAt: l.ExpiresAt, Answered: l.Answer}
	f, err := t.tx.FacilityAlone(ctx, l.Facility)
	if err != nil {
		return c, err
	}
	c.Facility = facilityName(f)
	classes, err := t.tx.OpenClasses(ctx, l.Facility)
	month := t.today.MonthOf()
	for _, class := range classes {
		if o, known := class.Months.At(month); known && !class.Closed {
			c.Figures = append(c.Figures, Figure{
				Class: class.PlaceClass, Month: month, Free: o.Free(), Staffed: o.Staffed, Taken: o.Used(), Confirmed: class.Confirmed,
			})
		}
	}
	return c, err
}

// AnswerConfirmation answers a link: yes confirms the figures as they stand; no makes them doubtful, so that nobody relies on them
// until they are set. The first answer counts; the same one again changes nothing, another one fails with state_conflict. Fails
// with deadline_passed when the link has run out, and with facility_stopped when the facility was suspended or closed meanwhile.
func (s *Service) AnswerConfirmation(ctx context.Context, token, answer string) (c Confirmation, err error) {
	if answer != answerYes && answer != answerNo {
		return c, care.Errorf(care.Invalid, care.CodeInvalid, "answer", "answer yes or no")
	}
	err = s.do(ctx, care.Actor{Kind: care.ActorAnonymous}, "answer confirmation", func(ctx context.Context, t *turn) error {
		l, err := t.link(ctx, token)
		if err != nil {
			return err
		}
		if err := t.tx.LockFacility(ctx, l.Facility); err != nil { // against its being stopped
			return err
		}
		if err := t.stillOpen(ctx, l.Facility); err != nil {
			return err
		}
		first, err := t.tx.AnswerLink(ctx, l.ID, answer, t.now)
		if err != nil {
			return err
		}
		if first {
			t.actor = care.Actor{Kind: care.ActorFacility, ID: "link " + l.ID, Facility: l.Facility}
			if err := t.answer(ctx, l, answer); err != nil {
				return err
			}
		}
		if l, err = t.tx.VacancyLinkByID(ctx, l.ID); err != nil {
			return err
		}
		switch {
		case l.Answer == "":
			return care.Errorf(care.Conflict, care.CodeDeadlinePassed, "token", "this link has run out; ask for a new one")
		case l.Answer != answer:
			return care.Errorf(care.Conflict, care.CodeStateConflict, "answer", "this link was answered already; sign in to change the figures")
		}
		c, err = t.confirmation(ctx, l)
		return err
	})
	return c, err
}

func (t *turn) answer(ctx context.Context, l store.VacancyLink, answer string) error {
	if answer == answerYes {
		_, err := t.confirm(ctx, l.Facility, nil)
		return err
	}
	f, err := t.tx.FacilityAlone(ctx, l.Facility)
	if err != nil {
		return err
	}
	if err := t.tx.DoubtFigures(ctx, l.Facility, t.rules.VacancyTerms(f.AreaCode, t.today).Reports); err != nil {
		return err
	}
	return t.changed(ctx, t.actor, care.NounFacility, string(l.Facility), care.ChangeVacancyReported, map[string]any{"class": ""})
}
