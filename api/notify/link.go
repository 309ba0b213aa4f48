package notify

import (
	"errors"
	"net/url"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// confirmLink is the one link that opens something without a sign-in.
const confirmLink = "confirm"

// ParsePublicURL reads the address people open this service at: scheme and host, nothing else, for what a link says of somebody must
// not depend on where it leads. Plain http is for demonstrations alone.
func ParsePublicURL(text string, demonstration bool) (string, error) {
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		return "", errors.New("must be an address like https://tuoyu.example")
	case u.Scheme != "https" && u.Scheme != "http":
		return "", errors.New("must start with https://")
	case u.Scheme == "http" && !demonstration:
		return "", errors.New("must start with https://: what a link opens is nobody else's matter (http:// goes with --demo alone)")
	case u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return "", errors.New("must be scheme and host alone, like https://tuoyu.example")
	}
	return u.Scheme + "://" + u.Host, nil
}

// appPage is the page of the parents' app a message is about, the same in browsers and in the mini-program. What it shows is shown
// after a sign-in alone: the address holds an id, and nobody's name.
func (l Link) appPage() string {
	page, key := "pkg-account/inbox/index", ""
	switch l.Kind {
	case "application":
		page, key = "pkg-booking/application/index", "id"
	case "visit", "entry":
		page, key = "pkg-booking/list/index", "id"
	case "family":
		page = "pkg-family/family/index"
	case "case":
		page, key = "pkg-complaint/case/index", "id"
	case "complaints":
		page = "pkg-complaint/list/index"
	case "reviews":
		page, key = "pkg-facility/review/index", "facility"
	case "readings":
		page = "pkg-account/records/index"
	}
	if key == "" || l.ID == "" {
		return page
	}
	return page + "?" + key + "=" + url.QueryEscape(l.ID)
}

// consolePage is the page of the console a message is about.
func (l Link) consolePage(to side) string {
	switch l.Kind {
	case "desk":
		switch {
		case to == toBureau:
			return "bureau/escalations"
		case l.ID != "":
			return "applications/" + url.PathEscape(l.ID)
		default:
			return "today"
		}
	case "filing":
		if to == toBureau {
			return "bureau/filings"
		}
		return "filing"
	case "case":
		return "bureau/cases/" + url.PathEscape(l.ID)
	case "complaints", "watches":
		return "bureau/cases"
	case "openings":
		return "bureau/identity"
	case "release":
		return "complaints"
	case "roster":
		return "roster"
	case "reviews":
		if to == toBureau {
			return "bureau/reviews"
		}
		return "reviews"
	default:
		return "messages"
	}
}

// addressOf is where a browser opens what a message is about; "" where nobody has said at which address the service is.
func (s *Service) addressOf(m store.Message, to side) string {
	l := linkOf(m, to)
	switch {
	case s.o.PublicURL == "":
		return ""
	case l.Kind == confirmLink && l.ID != "":
		return s.o.PublicURL + "/confirm/" + url.PathEscape(l.ID)
	case to == toFamily:
		return s.o.PublicURL + "/" + l.appPage()
	default:
		return s.o.PublicURL + "/console/" + l.consolePage(to)
	}
}

// texted reports whether a message is worth a text: what is urgent, and the question that one tap answers.
func texted(m store.Message) bool { return m.Urgent || m.Event == care.NoticeVacancyConfirm }
