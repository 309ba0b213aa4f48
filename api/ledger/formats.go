package ledger

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/registry"
	"tuoyuquan/api/store"
)

// columns of the CSV, by their Chinese and English names.
var columns = []registry.Field{
	{Name: "name", Chinese: "机构名称"},
	{Name: "credit_code", Chinese: "统一社会信用代码"},
	{Name: "status", Chinese: "状态"},
	{Name: "filing_no", Chinese: "备案编号"},
	{Name: "filing_date", Chinese: "备案日期"},
	{Name: "authority", Chinese: "备案机关"},
	{Name: "kind", Chinese: "机构类型"},
	{Name: "nature", Chinese: "举办主体"},
	{Name: "inclusive", Chinese: "普惠"},
	{Name: "modes", Chinese: "服务形式"},
	{Name: "places", Chinese: "备案托位", Number: true},
	{Name: "area_code", Chinese: "区划代码"},
	{Name: "area_name", Chinese: "所在区域"},
	{Name: "address", Chinese: "地址"},
	{Name: "id", Chinese: "本系统编号"},
}

// WriteCSV writes rows as a table for spreadsheets. No cell runs as a formula.
func WriteCSV(w io.Writer, rows []Registered, english bool) error {
	t := registry.PlainTable{Sheet: "register", Fields: columns, Rows: make([][]string, len(rows))}
	for i, r := range rows {
		modes := make([]string, len(r.Modes))
		for j, m := range r.Modes {
			modes[j] = Word("mode."+string(m), english)
		}
		nature := ""
		if r.Nature != "" {
			nature = Word("nature."+string(r.Nature), english)
		}
		yes := Word("no", english)
		if r.Inclusive {
			yes = Word("yes", english)
		}
		t.Rows[i] = []string{
			r.Name, r.CreditCode, Word("status."+string(r.Status), english), r.FilingNo, r.FilingDate, r.Authority, Word("kind."+string(r.Kind), english),
			nature, yes, strings.Join(modes, "、"), strconv.Itoa(r.Places), r.AreaCode, r.AreaName, r.Address, string(r.ID),
		}
	}
	return registry.WritePlain(w, registry.CSV, english, t)
}

type feature struct {
	Type       string     `json:"type"`
	ID         string     `json:"id"`
	Geometry   *geometry  `json:"geometry"`
	Properties Registered `json:"properties"`
}

type geometry struct {
	Type        string     `json:"type"`
	Coordinates [2]float64 `json:"coordinates"`
}

// WriteGeoJSON writes rows as a FeatureCollection (RFC 7946), those without a known place with a null geometry.
func WriteGeoJSON(w io.Writer, rows []Registered) error {
	features := make([]feature, len(rows))
	for i, r := range rows {
		features[i] = feature{Type: "Feature", ID: string(r.ID), Properties: r}
		if r.Point != nil {
			features[i].Geometry = &geometry{Type: "Point", Coordinates: *r.Point}
			features[i].Properties.Point = nil
		}
	}
	return json.NewEncoder(w).Encode(struct {
		Type     string    `json:"type"`
		Features []feature `json:"features"`
	}{"FeatureCollection", features})
}

// Atom (RFC 4287).
type (
	feed struct {
		XMLName xml.Name   `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string     `xml:"xml:lang,attr"`
		ID      string     `xml:"id"`
		Title   string     `xml:"title"`
		Updated string     `xml:"updated"`
		Links   []link     `xml:"link"`
		Author  author     `xml:"author"`
		Entries []feedItem `xml:"entry"`
	}
	feedItem struct {
		ID       string   `xml:"id"`
		Title    string   `xml:"title"`
		Updated  string   `xml:"updated"`
		Link     link     `xml:"link"`
		Category category `xml:"category"`
		Summary  string   `xml:"summary"`
	}
	link struct {
		Rel  string `xml:"rel,attr,omitempty"`
		Type string `xml:"type,attr,omitempty"`
		Href string `xml:"href,attr"`
	}
	author struct {
		Name string `xml:"name"`
	}
	category struct {
		Term  string `xml:"term,attr"`
		Label string `xml:"label,attr"`
	}
)

const feedTime = "2006-01-02T15:04:05Z07:00"

// FeedOptions say how a feed is written.
type FeedOptions struct {
	Base    string // address of this service, without a slash at its end
	City    string
	English bool
	Now     care.Instant
	Say     Saying
}

// WriteAtom writes the log as a feed.
func WriteAtom(w io.Writer, lines []store.RegisterLine, o FeedOptions) error {
	english := o.English
	base, city, now := o.Base, o.City, o.Now
	lang := "zh-CN"
	if english {
		lang = "en"
	}
	f := feed{
		Lang: lang, ID: base + "/register", Title: strings.TrimSpace(city + " " + Word("title", english)), Updated: now.Time().Format(feedTime),
		Links: []link{
			{Rel: "self", Type: "application/atom+xml", Href: base + "/register/atom.xml"},
			{Rel: "alternate", Type: "text/html", Href: base + "/register/changes"},
		},
		Author: author{Name: strings.TrimSpace(city + " " + Word("author", english))}, Entries: []feedItem{},
	}
	if len(lines) > 0 {
		f.Updated = lines[0].At.Time().Format(feedTime)
	}
	for _, l := range lines {
		kind := Word("log."+string(l.Kind), english)
		f.Entries = append(f.Entries, feedItem{
			ID:    base + "/register/changes?before=" + strconv.FormatInt(l.Seq+1, 10) + "#e" + strconv.FormatInt(l.Seq, 10),
			Title: kind + " · " + plainXML(l.Name), Updated: l.At.Time().Format(feedTime),
			Link:     link{Rel: "alternate", Type: "text/html", Href: base + "/register/changes?before=" + strconv.FormatInt(l.Seq+1, 10)},
			Category: category{string(l.Kind), kind}, Summary: plainXML(Summary(l, o.Say, english)),
		})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	return xml.NewEncoder(w).Encode(f)
}

// plainXML leaves out what XML cannot hold.
func plainXML(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || (r >= 0x20 && r <= 0xd7ff) || (r >= 0xe000 && r <= 0xfffd) || r >= 0x10000 {
			return r
		}
		return -1
	}, s)
}
