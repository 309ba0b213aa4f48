package notify

import (
	"context"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Template is a WeChat template of the operator's account: its id, and what its fields are called, in the order facility,
// subject, time, hint. A field that the template lacks is "".
type Template struct {
	ID     string
	Fields [4]string
}

// What templates are for. Each is one question WeChat asks, so there are few.
const (
	TemplateOffer  = "offer"  // a place is offered, or must be answered for
	TemplateResult = "result" // what became of an application
	TemplateVisit  = "visit"  // visits and sessions
)

// WeChatMessage is a subscribe message, filled in.
type WeChatMessage struct {
	Template string
	Page     string // of the mini-program
	English  bool
	Fields   map[string]string
}

// templateFor says which template an event goes out by, "" for the inbox alone.
func templateFor(e care.NoticeEvent) string {
	switch e {
	case care.NoticeOffered, care.NoticeReoffered, care.NoticeOfferMoved, care.NoticeAnswerSoon, care.NoticeHeldExpired, care.NoticeKeepWaits, care.NoticeAgreementDue:
		return TemplateOffer
	case care.NoticeRejected, care.NoticeEnrolled, care.NoticeLapsed, care.NoticeRevoked, care.NoticeNoShow, care.NoticeStartSoon, care.NoticeEscalated,
		care.NoticeFrozen, care.NoticeUnfrozen, care.NoticeStopped, care.NoticeClosed, care.NoticeReopened, care.NoticeEnded, care.NoticeSuperseded,
		care.NoticeAccountMade, care.NoticeAccountReset, care.NoticeAccountTaken, care.NoticeAccountChanged, care.NoticeAccountClosed, care.NoticeAccountOpened:
		return TemplateResult
	case care.NoticeVisitBooked, care.NoticeVisitCancelled, care.NoticeVisitSoon, care.NoticeEntryDrawn, care.NoticeEntryWaiting, care.NoticeEntryBooked,
		care.NoticeEntryCancelled, care.NoticeEntrySoon, care.NoticeSessionChanged:
		return TemplateVisit
	default:
		return ""
	}
}

// ParseTemplates reads "offer=ID:thing1,thing2,time3,thing4;result=…". Fields stand in the order facility, subject, time,
// hint; a field left empty is not sent. Fails with invalid_value.
func ParseTemplates(text string) (map[string]Template, error) {
	out := map[string]Template{}
	for part := range strings.SplitSeq(text, ";") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		what, rest, ok := strings.Cut(part, "=")
		id, fields, named := strings.Cut(rest, ":")
		if !ok || !named || id == "" || what != TemplateOffer && what != TemplateResult && what != TemplateVisit {
			return nil, care.Errorf(care.Invalid, care.CodeInvalid, "templates", "%q is not offer=, result= or visit= with a template's id and its fields", care.Clip(part))
		}
		t := Template{ID: id}
		names := strings.Split(fields, ",")
		if len(names) > len(t.Fields) {
			return nil, care.Errorf(care.Invalid, care.CodeInvalid, "templates", "%s has more than four fields", what)
		}
		copy(t.Fields[:], names)
		out[what] = t
	}
	return out, nil
}

// WeChat refuses a field that is too long: 20 characters of a thing.
const thingLength = 20

// fill writes a message into the template's fields.
func (t Template) fill(m store.Message, locale string, n names) WeChatMessage {
	title, body := render(m, locale, n, false)
	facility := n.facility[m.Facility]
	at := m.At
	if by, ok := instantParam(m.Params); ok {
		at = by
	}
	values := [4]string{orElse(facility, "托育圈"), title, at.Time().Format("2006年01月02日 15:04"), body}
	out := WeChatMessage{Template: t.ID, Page: linkOf(m, toFamily).appPage(), English: locale == "en", Fields: map[string]string{}}
	for i, field := range t.Fields {
		if field == "" {
			continue
		}
		v := values[i]
		if strings.HasPrefix(field, "thing") {
			v = clipTo(v, thingLength)
		}
		out.Fields[field] = v
	}
	return out
}

func clipTo(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// Accept keeps what a person answered to WeChat's question: one accept is worth one message; other answers keep nothing. It
// returns how many are left. Fails with invalid_value for a template nobody asked for.
func (s *Service) Accept(ctx context.Context, actor care.Actor, template, outcome string) (left int, err error) {
	for _, t := range s.o.Templates {
		if t.ID != template {
			continue
		}
		if outcome == "accept" {
			if err := s.Store.BankSubscription(ctx, care.AccountID(actor.ID), template, s.now()); err != nil {
				return 0, err
			}
		}
		return s.Store.Subscriptions(ctx, care.AccountID(actor.ID), template)
	}
	return 0, care.Errorf(care.Invalid, care.CodeInvalid, "template", "this is not one of our templates")
}

// TemplateIDs returns the ids to ask a person to accept, by what they are for.
func (s *Service) TemplateIDs() map[string]string {
	out := make(map[string]string, len(s.o.Templates))
	for what, t := range s.o.Templates {
		out[what] = t.ID
	}
	return out
}
