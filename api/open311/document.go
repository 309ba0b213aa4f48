package open311

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"strconv"
	"time"

	"tuoyuquan/api/care"
)

// Document can be rendered in both formats.
type Document interface{ isDocument() }

// Format is how a document is written.
type Format string

// The formats, by the ending of an address.
const (
	JSON Format = "json"
	XML  Format = "xml"
)

// Type is the media type of a format.
func (f Format) Type() string {
	if f == JSON {
		return "application/json; charset=utf-8"
	}
	return "text/xml; charset=utf-8"
}

// FormatOf reads the ending of an address. Fails with 404 for any other; such errors are written in XML.
func FormatOf(ending string) (Format, error) {
	switch f := Format(ending); f {
	case JSON, XML:
		return f, nil
	default:
		return XML, Fail(404, "there are .json and .xml")
	}
}

// Render writes a document.
func Render(f Format, d Document) ([]byte, error) {
	if f == JSON {
		return json.Marshal(d)
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	err := xml.NewEncoder(&b).Encode(d)
	return b.Bytes(), err
}

// RenderError writes a failure, with its status. What is no Error is told as 500, without saying why.
func RenderError(f Format, err error) (status int, body []byte) {
	var e *Error
	if !errors.As(err, &e) {
		e = Fail(500, "something went wrong on our side; try again in a moment")
	}
	body, err = Render(f, failures{List: []failure{{e.Status, e.Text}}})
	if err != nil {
		return 500, []byte("<errors/>") // cannot be: two plain fields
	}
	return e.Status, body
}

type failures struct {
	XMLName xml.Name  `xml:"errors"`
	List    []failure `xml:"error"`
}

type failure struct {
	Code        int    `json:"code" xml:"code"`
	Description string `json:"description" xml:"description"`
}

func (failures) isDocument() {}

// MarshalJSON gives the bare list.
func (d failures) MarshalJSON() ([]byte, error) { return json.Marshal(d.List) }

type discovery struct {
	XMLName    xml.Name   `json:"-" xml:"discovery"`
	Changeset  moment     `json:"changeset" xml:"changeset"`
	Contact    string     `json:"contact" xml:"contact"`
	KeyService string     `json:"key_service" xml:"key_service"`
	Endpoints  []endpoint `json:"endpoints" xml:"endpoints>endpoint"`
}

type endpoint struct {
	Specification string   `json:"specification" xml:"specification"`
	URL           string   `json:"url" xml:"url"`
	Changeset     moment   `json:"changeset" xml:"changeset"`
	Type          string   `json:"type" xml:"type"`
	Formats       []string `json:"formats" xml:"formats>format"`
}

func (discovery) isDocument() {}

type serviceList struct {
	XMLName xml.Name  `xml:"services"`
	List    []service `xml:"service"`
}

type service struct {
	Code        string `json:"service_code" xml:"service_code"`
	Name        string `json:"service_name" xml:"service_name"`
	Description string `json:"description" xml:"description"`
	Metadata    bool   `json:"metadata" xml:"metadata"`
	Type        string `json:"type" xml:"type"`
	Keywords    string `json:"keywords" xml:"keywords"`
	Group       string `json:"group" xml:"group"`
}

func (serviceList) isDocument() {}

// MarshalJSON gives the bare list.
func (d serviceList) MarshalJSON() ([]byte, error) { return json.Marshal(list(d.List)) }

type definition struct {
	XMLName    xml.Name    `json:"-" xml:"service_definition"`
	Code       string      `json:"service_code" xml:"service_code"`
	Attributes []attribute `json:"attributes" xml:"attributes>attribute"`
}

type attribute struct {
	Variable    bool    `json:"variable" xml:"variable"`
	Code        string  `json:"code" xml:"code"`
	Datatype    string  `json:"datatype" xml:"datatype"`
	Required    bool    `json:"required" xml:"required"`
	Hint        string  `json:"datatype_description" xml:"datatype_description"`
	Order       int     `json:"order" xml:"order"`
	Description string  `json:"description" xml:"description"`
	Values      []value `json:"values,omitempty" xml:"values>value,omitempty"`
}

type value struct {
	Key  string `json:"key" xml:"key"`
	Name string `json:"name" xml:"name"`
}

func (definition) isDocument() {}

type requestList struct {
	XMLName xml.Name  `xml:"service_requests"`
	List    []request `xml:"request"`
}

type request struct {
	ID          string   `json:"service_request_id" xml:"service_request_id"`
	Status      string   `json:"status" xml:"status"`
	StatusNotes string   `json:"status_notes,omitempty" xml:"status_notes,omitempty"`
	Name        string   `json:"service_name" xml:"service_name"`
	Code        string   `json:"service_code" xml:"service_code"`
	Description string   `json:"description" xml:"description"`
	Agency      string   `json:"agency_responsible,omitempty" xml:"agency_responsible,omitempty"`
	Notice      string   `json:"service_notice,omitempty" xml:"service_notice,omitempty"`
	Requested   moment   `json:"requested_datetime" xml:"requested_datetime"`
	Updated     moment   `json:"updated_datetime" xml:"updated_datetime"`
	Expected    *moment  `json:"expected_datetime,omitempty" xml:"expected_datetime,omitempty"`
	Address     string   `json:"address" xml:"address"`
	AddressID   string   `json:"address_id,omitempty" xml:"address_id,omitempty"`
	Lat         *degrees `json:"lat,omitempty" xml:"lat,omitempty"`
	Long        *degrees `json:"long,omitempty" xml:"long,omitempty"`
}

func (requestList) isDocument() {}

// MarshalJSON gives the bare list.
func (d requestList) MarshalJSON() ([]byte, error) { return json.Marshal(list(d.List)) }

type ticketList struct {
	XMLName xml.Name `xml:"service_requests"`
	List    []ticket `xml:"request"`
}

// ticket is the answer to a report, and to a token.
type ticket struct {
	ID     string `json:"service_request_id,omitempty" xml:"service_request_id,omitempty"`
	Token  string `json:"token" xml:"token"`
	Notice string `json:"service_notice,omitempty" xml:"service_notice,omitempty"`
}

func (ticketList) isDocument() {}

// MarshalJSON gives the bare list.
func (d ticketList) MarshalJSON() ([]byte, error) { return json.Marshal(list(d.List)) }

// list is never null.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// moment is written in UTC, to the second: every reader of the specification understands that, also those that know no offset.
type moment care.Instant

// MarshalText gives it.
func (m moment) MarshalText() ([]byte, error) {
	return []byte(care.Instant(m).Time().UTC().Format(time.RFC3339)), nil
}

// degrees always have a point, for readers that tell numbers apart by it.
type degrees float64

func (d degrees) text() []byte { return strconv.AppendFloat(nil, float64(d), 'f', 6, 64) }

// MarshalJSON gives a number.
func (d degrees) MarshalJSON() ([]byte, error) { return d.text(), nil }

// MarshalText gives it for XML.
func (d degrees) MarshalText() ([]byte, error) { return d.text(), nil }
