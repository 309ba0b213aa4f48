package notify

import (
	"context"
	"strconv"
	"strings"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// sentence is what an event says to one sort of reader, title and body in both languages. A body is made of pieces, separated
// by |; a piece with a {word} nobody has given is left out.
type sentence struct {
	zh, zhBody string
	en, enBody string
}

// side is a sort of reader.
type side uint8

const (
	toFamily side = iota
	toFacility
	toBureau
)

func sideOf(r care.Role) side {
	switch r {
	case care.ActorGuardian, care.ActorDelegate:
		return toFamily
	case care.ActorFacility:
		return toFacility
	default:
		return toBureau
	}
}

// sentenceFor finds the sentence of an event for a sort of reader: their own, or the one there is.
func sentenceFor(e care.NoticeEvent, to side) sentence {
	all := sentences[e]
	for _, s := range []side{to, toFamily, toFacility, toBureau} {
		if found, ok := all[s]; ok {
			return found
		}
	}
	return sentence{zh: "托育圈消息", zhBody: "请打开查看。", en: "A message", enBody: "Please open it."}
}

// names are what ids in messages are called.
type names struct {
	side     side
	child    map[care.ChildID]string
	facility map[care.FacilityID]string
	class    map[care.ClassID]string
}

// namesOf looks up facilities and classes; children are added for their own family alone.
func (s *Service) namesOf(ctx context.Context, list []store.Message) (names, error) {
	n := names{facility: map[care.FacilityID]string{}, class: map[care.ClassID]string{}}
	var ids []care.FacilityID
	for i := range list {
		if id := list[i].Facility; id != "" && n.facility[id] == "" {
			n.facility[id] = "…"
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return n, nil
	}
	found, err := s.Store.FacilitiesByID(ctx, ids)
	if err != nil {
		return n, err
	}
	clear(n.facility)
	for i := range found {
		f := &found[i]
		n.facility[f.ID] = f.Name
		for _, c := range f.Classes {
			n.class[c.ID] = c.Name
		}
	}
	return n, nil
}

// items renders messages for their reader.
func (s *Service) items(ctx context.Context, actor care.Actor, list []store.Message, locale string) ([]Item, error) {
	n, err := s.namesOf(ctx, list)
	if err != nil {
		return nil, err
	}
	n.side = sideOf(actor.Kind)
	if n.side == toFamily {
		var children []care.ChildID
		for i := range list {
			if list[i].Child != "" {
				children = append(children, list[i].Child)
			}
		}
		if len(children) > 0 {
			if n.child, err = s.Names(ctx, children); err != nil {
				return nil, err
			}
		}
	}
	out := make([]Item, len(list))
	for i, m := range list {
		title, body := render(m, locale, n, true)
		out[i] = Item{
			ID: m.ID, Event: m.Event, At: m.At, Title: title, Body: body, Link: linkOf(m, n.side), Urgent: m.Urgent, Read: m.ReadAt > 0,
		}
	}
	return out, nil
}

// linkOf says what a message opens.
func linkOf(m store.Message, to side) Link {
	switch {
	case m.Event == care.NoticeVacancyConfirm:
		return Link{Kind: confirmLink, ID: m.Params["token"]}
	case m.Event == care.NoticeChildRead:
		return Link{Kind: "readings"}
	case strings.HasPrefix(string(m.Event), "case_"):
		return caseLink(m, to)
	case m.Event == care.NoticeRosterDue:
		return Link{Kind: "roster"}
	case to != toFamily && strings.HasPrefix(string(m.Event), "filing_"):
		return Link{Kind: "filing"}
	case strings.HasPrefix(string(m.Event), "review_"):
		return Link{Kind: "reviews", ID: string(m.Facility)}
	case m.Event == care.NoticeDelegateJoined || m.Event == care.NoticeDelegateRemoved || m.Event == care.NoticePaperDue:
		return Link{Kind: "family"}
	case to != toFamily && (m.Application != "" || m.Visit != "" || m.Entry != ""):
		return Link{Kind: "desk", ID: string(m.Application)}
	case m.Application != "":
		return Link{Kind: "application", ID: string(m.Application)}
	case m.Visit != "":
		return Link{Kind: "visit", ID: string(m.Visit)}
	case m.Entry != "":
		return Link{Kind: "entry", ID: string(m.Entry)}
	default:
		return Link{}
	}
}

// caseLink opens the case for an officer, what it was shown for a facility, and for whoever complained their list: their message does
// not say which it is about.
func caseLink(m store.Message, to side) Link {
	switch {
	case m.Event == care.NoticeCaseWatch:
		return Link{Kind: "watches"}
	case m.Event == care.NoticeOpeningsDue:
		return Link{Kind: "openings"}
	case m.Case == "":
		return Link{Kind: "complaints"}
	case to == toFacility:
		return Link{Kind: "release", ID: string(m.Case)}
	default:
		return Link{Kind: "case", ID: string(m.Case)}
	}
}

// render says a message in a language: zh or en. A child's name is only said inside the app.
func render(m store.Message, locale string, n names, inside bool) (title, body string) {
	english := locale == "en"
	s := sentenceFor(m.Event, n.side)
	words := map[string]string{"facility": n.facility[m.Facility], "class": n.class[m.Class], "child": "孩子"}
	if english {
		words["child"] = "your child"
	}
	if n.side != toFamily {
		words["child"] = "一名孩子"
		if english {
			words["child"] = "a child"
		}
	} else if name := n.child[m.Child]; name != "" && inside {
		words["child"] = name
	}
	for key, value := range m.Params {
		if text := paramText(key, value, english); text != "" {
			words[key] = text
		}
	}
	if english {
		return fillIn(s.en, words, ""), capital(fillIn(s.enBody, words, " "))
	}
	return fillIn(s.zh, words, ""), fillIn(s.zhBody, words, "")
}

// fillIn puts words in their places and joins the pieces that have all of theirs.
func fillIn(pattern string, words map[string]string, between string) string {
	var out []string
pieces:
	for piece := range strings.SplitSeq(pattern, "|") {
		for {
			before, rest, open := strings.Cut(piece, "{")
			if !open {
				break
			}
			word, after, _ := strings.Cut(rest, "}")
			value := words[word]
			if value == "" {
				continue pieces
			}
			piece = before + value + after
		}
		out = append(out, piece)
	}
	return strings.Join(out, between)
}

func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// paramText says a parameter of a notice: an instant, a day, a reason, or a plain word.
func paramText(key, value string, english bool) string {
	switch key {
	case "reason":
		return ReasonText(care.ReasonCode(value), english)
	case "device":
		return deviceText(value, english)
	}
	if at, ok := instantOf(value); ok {
		return instantText(at, english)
	}
	if d, err := care.ParseDate(value); err == nil {
		return dayText(d, english)
	}
	return value
}

// instantOf reads an instant as notices carry it: unix milliseconds or RFC 3339.
func instantOf(value string) (care.Instant, bool) {
	if ms, err := strconv.ParseInt(value, 10, 64); err == nil && ms > 1_000_000_000_000 {
		return care.Instant(ms), true
	}
	if t, err := time.Parse(time.RFC3339, value); err == nil {
		return care.InstantOf(t), true
	}
	return 0, false
}

// instantParam returns the instant a notice is about.
func instantParam(params map[string]string) (care.Instant, bool) {
	for _, key := range []string{"deadline", "starts_at"} {
		if at, ok := instantOf(params[key]); ok {
			return at, true
		}
	}
	return 0, false
}

var (
	weekdaysZh = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}
	weekdaysEn = [...]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}
)

func instantText(at care.Instant, english bool) string {
	t := at.Time()
	if english {
		return weekdaysEn[t.Weekday()] + t.Format(" 2 Jan 15:04")
	}
	return t.Format("1月2日（") + weekdaysZh[t.Weekday()] + t.Format("）15:04")
}

func dayText(d care.Date, english bool) string {
	t := d.Time()
	if english {
		return weekdaysEn[t.Weekday()] + t.Format(" 2 Jan 2006")
	}
	return t.Format("2006年1月2日（") + weekdaysZh[t.Weekday()] + "）"
}

func deviceText(device string, english bool) string {
	switch {
	case device == "mini" && english:
		return "WeChat"
	case device == "mini":
		return "微信小程序"
	case english:
		return "a browser"
	default:
		return "浏览器"
	}
}

// smsText is a message as a text for a telephone, with where to open it when that is known: it names no child. The address stands apart,
// so that no telephone takes the words after it for a part of it.
func smsText(m store.Message, locale string, n names, address string) string {
	_, body := render(m, locale, n, false)
	if address != "" {
		body += " " + address
	}
	if locale == "en" {
		return "[Tuoyuquan] " + body
	}
	return "【托育圈】" + body
}
