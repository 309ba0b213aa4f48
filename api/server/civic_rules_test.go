package server

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The rules of GeoReport v2, written down from the specification, the published schema with its two faults mended (requests in the
// plural; fields of a report in its body), and the assertions of the two public validators. They know nothing of how answers are made.

// element is a node of an XML document.
type element struct {
	XMLName  xml.Name
	Text     string    `xml:",chardata"`
	Children []element `xml:",any"`
}

func (e element) get(name string) (string, bool) {
	for _, c := range e.Children {
		if c.XMLName.Local == name {
			return strings.TrimSpace(c.Text), true
		}
	}
	return "", false
}

func (e element) all(name string) (out []element) {
	for _, c := range e.Children {
		if c.XMLName.Local == name {
			out = append(out, c)
		}
	}
	return out
}

// record is one thing of an answer, by field; in both formats the same texts.
type record map[string]string

// violations are what is wrong with an answer.
type violations []string

func (v *violations) add(format string, args ...any) { *v = append(*v, fmt.Sprintf(format, args...)) }

// civicAnswer is an answer that was read.
type civicAnswer struct {
	format  string
	status  int
	records []record
	deeper  map[int][]record // attributes of a definition by record, endpoints of a discovery
	values  map[string]int   // lists of values by the code of the attribute
}

// civicCheck reads an answer of a kind (discovery, services, definition, requests, created, token) and says what is wrong with it.
func civicCheck(kind, format string, r reply) (a civicAnswer, bad violations) {
	a = civicAnswer{format: format, status: r.status, deeper: map[int][]record{}, values: map[string]int{}}
	want := map[string]string{"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}[format]
	if got := r.header.Get("Content-Type"); got != want {
		bad.add("the content type is %q", got)
	}
	if !utf8.Valid(r.body) {
		bad.add("it is not UTF-8")
	}
	if r.status >= 400 {
		kind = "errors"
	}
	if format == "json" {
		a.readJSON(kind, r.body, &bad)
	} else {
		a.readXML(kind, r.body, &bad)
	}
	a.rules(kind, &bad)
	return a, bad
}

func (a *civicAnswer) readJSON(kind string, body []byte, bad *violations) {
	var list []map[string]any
	if kind == "discovery" || kind == "definition" {
		var one map[string]any
		if err := json.Unmarshal(body, &one); err != nil {
			bad.add("%v", err)
			return
		}
		list = []map[string]any{one}
	} else if err := json.Unmarshal(body, &list); err != nil || list == nil {
		bad.add("it is no list: %.80s", body)
		return
	}
	for i, m := range list {
		rec := record{}
		for k, v := range m {
			switch v := v.(type) {
			case []any:
				for _, e := range v {
					inner, _ := e.(map[string]any)
					a.deeper[i] = append(a.deeper[i], a.flat(inner, bad))
				}
			default:
				rec[k] = jsonText2(k, v, bad)
			}
		}
		a.records = append(a.records, rec)
	}
}

// jsonText2 is the text of a value, whose type in JSON is checked too.
func jsonText2(k string, v any, bad *violations) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		if k != "metadata" && k != "variable" && k != "required" {
			bad.add("%s is a boolean", k)
		}
		return strconv.FormatBool(v)
	case float64:
		if k != "lat" && k != "long" && k != "order" && k != "code" {
			bad.add("%s is a number", k)
		}
		if k == "lat" || k == "long" {
			return strconv.FormatFloat(v, 'f', 6, 64)
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	default:
		bad.add("%s is %T", k, v)
		return ""
	}
}

func (a *civicAnswer) flat(m map[string]any, bad *violations) record {
	rec := record{}
	for k, v := range m {
		list, ok := v.([]any)
		if !ok {
			rec[k] = jsonText2(k, v, bad)
			continue
		}
		for _, e := range list {
			switch e := e.(type) {
			case string: // formats of an endpoint
				rec[k] += e + " "
			case map[string]any:
				if e["key"] == nil || e["key"] == "" || e["name"] == nil || e["name"] == "" {
					bad.add("a value without key or name")
				}
				code, _ := m["code"].(string)
				a.values[code]++
			}
		}
	}
	return rec
}

var roots = map[string]string{
	"discovery": "discovery", "services": "services", "definition": "service_definition", "requests": "service_requests", "created": "service_requests",
	"token": "service_requests", "errors": "errors",
}

var items = map[string]string{"services": "service", "requests": "request", "created": "request", "token": "request", "errors": "error"}

func (a *civicAnswer) readXML(kind string, body []byte, bad *violations) {
	var root element
	d := xml.NewDecoder(strings.NewReader(string(body)))
	if err := d.Decode(&root); err != nil {
		bad.add("%v in %.80s", err, body)
		return
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		bad.add("something comes after the document")
	}
	if !strings.HasPrefix(string(body), "<?xml ") || root.XMLName.Local != roots[kind] {
		bad.add("the root is %s", root.XMLName.Local)
	}
	list := []element{root}
	if items[kind] != "" {
		list = root.all(items[kind])
		if len(list) != len(root.Children) {
			bad.add("something else stands between")
		}
	}
	for i, e := range list {
		rec := record{}
		for _, c := range e.Children {
			switch c.XMLName.Local {
			case "attributes":
				for _, at := range c.all("attribute") {
					a.deeper[i] = append(a.deeper[i], a.flatXML(at, bad))
				}
			case "endpoints":
				for _, at := range c.all("endpoint") {
					a.deeper[i] = append(a.deeper[i], a.flatXML(at, bad))
				}
			default:
				rec[c.XMLName.Local] = strings.TrimSpace(c.Text)
			}
		}
		a.records = append(a.records, rec)
	}
}

func (a *civicAnswer) flatXML(e element, bad *violations) record {
	rec := record{}
	for _, c := range e.Children {
		switch c.XMLName.Local {
		case "formats":
			for _, f := range c.all("format") {
				rec["formats"] += strings.TrimSpace(f.Text) + " "
			}
		case "values":
			code, _ := e.get("code")
			for _, v := range c.all("value") {
				key, _ := v.get("key")
				name, _ := v.get("name")
				if key == "" || name == "" {
					bad.add("a value without key or name")
				}
				a.values[code]++
			}
		default:
			rec[c.XMLName.Local] = strings.TrimSpace(c.Text)
		}
	}
	return rec
}

var (
	civicMoment = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`)
	civicFloat  = regexp.MustCompile(`^-?\d+\.\d+$`)
)

func needed(what string, rec record, fields []string, bad *violations) {
	for _, f := range fields {
		if rec[f] == "" {
			bad.add("%s has no %s", what, f)
		}
	}
}

func onlyKnown(what string, rec record, fields []string, bad *violations) {
	for f := range rec {
		if !slices.Contains(fields, f) {
			bad.add("%s has %s, which is in no specification", what, f)
		}
	}
}

func oneOf(what, v string, list []string, bad *violations) {
	if !slices.Contains(list, v) {
		bad.add("%s is %q, not one of %v", what, v, list)
	}
}

var booleans = []string{"true", "false"}

func (a *civicAnswer) rules(kind string, bad *violations) {
	switch kind {
	case "errors":
		if len(a.records) == 0 {
			bad.add("a failure without an error")
		}
		for _, r := range a.records {
			onlyKnown("an error", r, []string{"code", "description"}, bad)
			needed("an error", r, []string{"code", "description"}, bad)
			if r["code"] != strconv.Itoa(a.status) {
				bad.add("the error says %s, the answer %d", r["code"], a.status)
			}
		}
	case "discovery":
		a.discovery(bad)
	case "services":
		if len(a.records) == 0 {
			bad.add("there is no service")
		}
		for _, r := range a.records {
			onlyKnown("a service", r, []string{"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}, bad)
			needed("a service", r, []string{"service_code", "service_name", "description"}, bad)
			oneOf("metadata", r["metadata"], booleans, bad)
			oneOf("type", r["type"], []string{"realtime", "batch", "blackbox"}, bad)
		}
	case "definition":
		a.definition(bad)
	case "requests":
		a.requests(bad)
	case "created", "token":
		for _, r := range a.records {
			onlyKnown("an answer", r, []string{"service_request_id", "token", "service_notice", "account_id"}, bad)
			if r["service_request_id"] == "" && r["token"] == "" {
				bad.add("neither number nor token")
			}
		}
		if len(a.records) != 1 {
			bad.add("%d answers", len(a.records))
		}
	}
}

func (a *civicAnswer) discovery(bad *violations) {
	if len(a.records) != 1 || len(a.deeper[0]) < 2 {
		bad.add("a discovery names at least two endpoints")
		return
	}
	needed("discovery", a.records[0], []string{"changeset", "contact", "key_service"}, bad)
	var kinds []string
	for _, e := range append([]record{a.records[0]}, a.deeper[0]...) {
		if at, err := time.Parse(time.RFC3339, e["changeset"]); err != nil || at.After(noon) {
			bad.add("changeset %q", e["changeset"])
		}
	}
	for _, e := range a.deeper[0] {
		needed("an endpoint", e, []string{"specification", "url", "changeset", "type", "formats"}, bad)
		if !strings.Contains(e["formats"], "text/xml") {
			bad.add("an endpoint without XML")
		}
		oneOf("the type of an endpoint", e["type"], []string{"production", "test", "acceptance"}, bad)
		kinds = append(kinds, e["type"])
	}
	if !slices.Contains(kinds, "production") || !slices.Contains(kinds, "test") {
		bad.add("endpoints are %s", kinds)
	}
}

func (a *civicAnswer) definition(bad *violations) {
	fields := []string{"variable", "code", "datatype", "required", "datatype_description", "order", "description"}
	orders := map[string]bool{}
	for _, r := range a.deeper[0] {
		onlyKnown("an attribute", r, fields, bad)
		needed("an attribute", r, fields, bad)
		oneOf("variable", r["variable"], booleans, bad)
		oneOf("required", r["required"], booleans, bad)
		oneOf("datatype", r["datatype"], []string{"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}, bad)
		if _, err := strconv.ParseUint(r["order"], 10, 32); err != nil || orders[r["order"]] {
			bad.add("order %q", r["order"])
		}
		orders[r["order"]] = true
		if lists := strings.HasSuffix(r["datatype"], "valuelist"); lists != (a.values[r["code"]] > 0) {
			bad.add("%s is %s with %d values", r["code"], r["datatype"], a.values[r["code"]])
		}
	}
	if len(a.records) != 1 || a.records[0]["service_code"] == "" || len(a.deeper[0]) == 0 {
		bad.add("a definition without code or attributes")
	}
}

func (a *civicAnswer) requests(bad *violations) {
	fields := []string{
		"service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible", "service_notice",
		"requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
	}
	if len(a.records) > 1000 {
		bad.add("%d requests", len(a.records))
	}
	seen := map[string]bool{}
	for _, r := range a.records {
		onlyKnown("a request", r, fields, bad)
		needed("a request", r, []string{"service_request_id", "status", "service_name", "service_code", "description", "requested_datetime", "address"}, bad)
		oneOf("status", r["status"], []string{"open", "closed"}, bad)
		for _, f := range []string{"requested_datetime", "updated_datetime", "expected_datetime"} {
			if _, err := time.Parse(time.RFC3339, r[f]); r[f] != "" && (err != nil || !civicMoment.MatchString(r[f])) {
				bad.add("%s is %q", f, r[f])
			}
		}
		for _, f := range []string{"lat", "long"} {
			if r[f] != "" && !civicFloat.MatchString(r[f]) {
				bad.add("%s is %q", f, r[f])
			}
		}
		if (r["lat"] == "") != (r["long"] == "") {
			bad.add("lat without long")
		}
		if seen[r["service_request_id"]] {
			bad.add("twice: %s", r["service_request_id"])
		}
		seen[r["service_request_id"]] = true
	}
}
