package open311

import (
	"context"
	"mime"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"tuoyuquan/api/care"
)

// The sizes of a report.
const (
	textMin, textMax = 10, 2000
	wantsMax         = 300
	addressMax       = 80
)

// ParseForm reads the body of a report. Nothing but a form in UTF-8 is read: XML, JSON and files are refused unread.
func ParseForm(contentType string, body []byte) (url.Values, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, Fail(415, "send application/x-www-form-urlencoded")
	}
	if charset := params["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") {
		return nil, Fail(415, "the charset is utf-8")
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, Fail(400, "the form cannot be read")
	}
	for name, values := range form {
		if len(values) > 1 || !utf8.ValidString(name) || !utf8.ValidString(values[0]) {
			return nil, Fail(400, "send each field once, in UTF-8")
		}
	}
	return form, nil
}

// Create takes a report in. It is answered with a token: the number is public once the office has taken it on.
func (s *Service) Create(ctx context.Context, form url.Values, key string, chinese bool) (Document, error) {
	if err := s.jurisdiction(form.Get("jurisdiction_id")); err != nil {
		return nil, err
	}
	if !s.keyed(form.Get("api_key")) {
		return nil, Fail(403, "api_key is missing or not known; see key_service in discovery")
	}
	r, err := reportOf(form)
	if err != nil {
		return nil, err
	}
	r.Key, r.Chinese = key, chinese
	receipt, err := s.Report(ctx, r)
	if err != nil {
		return nil, err
	}
	return ticketList{List: []ticket{{Token: s.token(receipt.Ref), Notice: receipt.Notice}}}, nil
}

// reportOf reads and checks the fields of a report. media_url is not read: the service fetches nothing anybody names.
func reportOf(form url.Values) (r Report, err error) {
	r = Report{
		Category: care.Category(form.Get("service_code")), Text: strings.TrimSpace(form.Get("description")), Facility: care.FacilityID(form.Get("address_id")),
		Place: strings.TrimSpace(form.Get("address_string")), Wants: attributeOf(form, attrWants), Phone: form.Get("phone"),
		Name: strings.TrimSpace(form.Get("last_name") + form.Get("first_name")), DangerNow: attributeOf(form, attrDanger) == "yes",
	}
	switch n := utf8.RuneCountInString(r.Text); {
	case r.Category == "":
		return r, Fail(400, "service_code is missing")
	case !known(string(r.Category)):
		return r, Fail(404, "service_code was not found; see services")
	case n < textMin || n > textMax:
		return r, Fail(400, "description has 10 to 2,000 characters")
	case utf8.RuneCountInString(r.Wants) > wantsMax:
		return r, Fail(400, "wants has at most 300 characters")
	case utf8.RuneCountInString(r.Place) > addressMax:
		return r, Fail(400, "address_string has at most 80 characters")
	case !yesOrNo(attributeOf(form, attrDanger)):
		return r, Fail(400, "danger_now is yes or no")
	}
	if err := r.happened(attributeOf(form, attrHappened)); err != nil {
		return r, err
	}
	return r, r.locate(form.Get("lat"), form.Get("long"))
}

func yesOrNo(s string) bool { return s == "" || s == "yes" || s == "no" }

func (r *Report) happened(text string) error {
	t, err := parseMoment(attrHappened, text)
	if err != nil {
		return err
	}
	if text != "" {
		r.HappenedOn = care.Today(care.InstantOf(t))
	}
	return nil
}

func (r *Report) locate(lat, long string) (err error) {
	if lat == "" && long == "" {
		if r.Place == "" && r.Facility == "" {
			return Fail(400, "give lat and long, address_string, or address_id")
		}
		return nil
	}
	var err2 error
	r.Lat, err = strconv.ParseFloat(lat, 64)
	r.Lon, err2 = strconv.ParseFloat(long, 64)
	if err != nil || err2 != nil || !(r.Lat >= -85 && r.Lat <= 85 && r.Lon >= -180 && r.Lon <= 180) {
		return Fail(400, "lat and long are degrees of WGS-84, given together")
	}
	r.Located = true
	return nil
}

func attributeOf(form url.Values, code string) string {
	return strings.TrimSpace(form.Get("attribute[" + code + "]"))
}
