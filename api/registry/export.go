package registry

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// ExportOptions say what to write.
type ExportOptions struct {
	Format  Format
	Public  bool // only what families may see; GeoJSON is always so
	Trial   bool // unverified facilities are public too (see care.Facility.Public)
	BOM     bool // begin a CSV with a byte order mark, for Excel
	English bool // English headers in place of Chinese ones
	NoIDs   bool // leave out this service's ids
}

// Export writes the register to w and returns the number of facilities. CSV and XLSX have the columns of Columns and are
// read again by Import without loss; no cell begins with what a spreadsheet would run as a formula.
func Export(ctx context.Context, st *store.Store, w io.Writer, o ExportOptions) (int, error) {
	var out writer
	switch o.Format {
	case CSV:
		out = &csvWriter{w: bufio.NewWriterSize(w, 64<<10), bom: o.BOM}
	case XLSX:
		out = &xlsxWriter{w: w}
	case GeoJSON:
		o.Public = true
		out = &geoWriter{w: bufio.NewWriterSize(w, 64<<10), sources: map[string]bool{}}
	case JSONLines:
		out = &linesWriter{w: bufio.NewWriterSize(w, 64<<10)}
	default:
		return 0, care.Errorf(care.Invalid, care.CodeUnknownFormat, "format", "%q cannot be written; use csv, xlsx, geojson or jsonl", clip(string(o.Format)))
	}
	n := 0
	err := out.begin(o)
	if err == nil {
		err = st.EachFacility(ctx, func(f care.Facility) error {
			if o.Public && !f.Public(o.Trial) {
				return nil
			}
			if o.NoIDs {
				f.ID = ""
			}
			wrote, err := out.facility(&f)
			if wrote {
				n++
			}
			return err
		})
	}
	if err == nil {
		err = out.end()
	}
	if err != nil {
		return n, fmt.Errorf("export: %w", err)
	}
	return n, nil
}

type writer interface {
	begin(ExportOptions) error
	facility(*care.Facility) (wrote bool, err error)
	end() error
}

func headerRow(english bool) []string {
	out := make([]string, len(table))
	for i := range table {
		out[i] = table[i].Chinese
		if english {
			out[i] = table[i].Name
		}
	}
	return out
}

// csvWriter quotes every cell, so that no other sign that a program may take for a delimiter can end it.
type csvWriter struct {
	w    *bufio.Writer
	bom  bool
	line []byte
}

func (c *csvWriter) begin(o ExportOptions) error {
	if c.bom {
		if _, err := c.w.WriteString("\ufeff"); err != nil {
			return err
		}
	}
	return c.row(headerRow(o.English))
}

func (c *csvWriter) row(cells []string) error {
	c.line = c.line[:0]
	for i, s := range cells {
		if i > 0 {
			c.line = append(c.line, ',')
		}
		if s == "" {
			continue
		}
		c.line = append(c.line, '"')
		c.line = append(c.line, strings.ReplaceAll(s, `"`, `""`)...)
		c.line = append(c.line, '"')
	}
	c.line = append(c.line, '\r', '\n')
	_, err := c.w.Write(c.line)
	return err
}

func (c *csvWriter) facility(f *care.Facility) (bool, error) {
	return true, c.row(safeCells(render(f).cells()))
}

// safeCells escapes all but plain numbers: a coordinate of the west is no formula.
func safeCells(cells []string) []string {
	for i, s := range cells {
		if _, err := strconv.ParseFloat(s, 64); err != nil || table[i].text {
			cells[i] = escape(s)
		}
	}
	return cells
}

func (c *csvWriter) end() error { return c.w.Flush() }

type xlsxWriter struct {
	w    io.Writer
	file *excelize.File
	out  *excelize.StreamWriter
	line int
}

const sheetName = "托育机构"

func (x *xlsxWriter) begin(o ExportOptions) error {
	if err := x.open(sheetName); err != nil {
		return err
	}
	return x.row(headerRow(o.English), nil)
}

// open begins a workbook of one sheet whose first line stays in sight.
func (x *xlsxWriter) open(name string) error {
	x.file = excelize.NewFile()
	if err := x.file.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	out, err := x.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	x.out = out
	return out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func (x *xlsxWriter) row(cells []string, numbers []bool) error {
	x.line++
	at, err := excelize.CoordinatesToCellName(1, x.line)
	if err != nil {
		return err
	}
	values := make([]any, len(cells))
	for i, s := range cells {
		if s == "" {
			continue
		}
		values[i] = s
		if numbers == nil || !numbers[i] {
			continue
		}
		if v, err := strconv.ParseFloat(s, 64); err == nil && formatFloat(v) == s {
			values[i] = v
		}
	}
	return x.out.SetRow(at, values)
}

var numberColumns = func() []bool {
	out := make([]bool, len(table))
	for i := range table {
		out[i] = !table[i].text
	}
	return out
}()

func (x *xlsxWriter) facility(f *care.Facility) (bool, error) {
	return true, x.row(safeCells(render(f).cells()), numberColumns)
}

func (x *xlsxWriter) end() error {
	if err := x.out.Flush(); err != nil {
		return err
	}
	if _, err := x.file.WriteTo(x.w); err != nil {
		return err
	}
	return x.file.Close()
}

type linesWriter struct{ w *bufio.Writer }

func (l *linesWriter) begin(ExportOptions) error { return nil }
func (l *linesWriter) end() error                { return l.w.Flush() }

func (l *linesWriter) facility(f *care.Facility) (bool, error) {
	b, err := json.Marshal(f)
	if err != nil {
		return false, err
	}
	if _, err := l.w.Write(append(b, '\n')); err != nil {
		return false, err
	}
	return true, nil
}

// geoWriter writes a FeatureCollection of RFC 7946: facilities on the map, in WGS-84.
type geoWriter struct {
	w       *bufio.Writer
	n       int
	sources map[string]bool
	demo    bool
	loose   bool
}

func (g *geoWriter) begin(ExportOptions) error {
	_, err := g.w.WriteString(`{"type":"FeatureCollection","features":[`)
	return err
}

type geoFeature struct {
	Type       string        `json:"type"`
	ID         string        `json:"id,omitempty"`
	Geometry   geoPoint      `json:"geometry"`
	Properties geoProperties `json:"properties"`
}

type geoPoint struct {
	Type        string     `json:"type"`
	Coordinates [2]float64 `json:"coordinates"`
}

type geoProperties struct {
	Name         string            `json:"name"`
	OtherName    string            `json:"other_name,omitempty"`
	Kind         care.FacilityKind `json:"kind"`
	KindName     string            `json:"kind_name"`
	Nature       care.Nature       `json:"nature,omitempty"`
	Inclusive    bool              `json:"inclusive"`
	OpenToPublic bool              `json:"open_to_public"`
	Modes        []care.Mode       `json:"modes,omitempty"`
	Filing       care.Filing       `json:"filing"`
	Address      string            `json:"address,omitempty"`
	AreaCode     string            `json:"area_code,omitempty"`
	AreaName     string            `json:"area_name,omitempty"`
	Phone        string            `json:"phone,omitempty"`
	Website      string            `json:"website,omitempty"`
	Hours        string            `json:"hours,omitempty"`
	Source       string            `json:"source"`
	Verified     bool              `json:"verified"`
	Labels       []string          `json:"labels,omitempty"` // to be shown wherever the facility is
	Location     string            `json:"location_source"`
	Confidence   float64           `json:"location_confidence"`
	Matched      string            `json:"location_matched,omitempty"`
}

// Labels are the marks a facility must carry wherever it is shown.
func Labels(f *care.Facility) []string {
	var out []string
	if f.Demo {
		out = append(out, "示范数据 demonstration data")
	}
	if !f.Verified {
		out = append(out, "未核实 unverified")
	}
	if f.Location != nil && f.Location.Source == care.LocationMatched {
		out = append(out, "位置由地址推定 location inferred from the address")
	}
	return out
}

func (g *geoWriter) facility(f *care.Facility) (bool, error) {
	if f.Location == nil {
		return false, nil
	}
	g.sources[f.Source], g.demo, g.loose = true, g.demo || f.Demo, g.loose || !f.Verified
	b, err := json.Marshal(geoFeature{
		Type: "Feature", ID: string(f.ID), Geometry: geoPoint{"Point", f.Location.Point},
		Properties: geoProperties{
			Name: f.Name, OtherName: f.OtherName, Kind: f.Kind, KindName: chinese(kinds, f.Kind), Nature: f.Nature, Inclusive: f.Inclusive,
			OpenToPublic: f.OpenToPublic, Modes: f.Modes, Filing: f.Filing, Address: f.Address, AreaCode: f.AreaCode, AreaName: f.AreaName,
			Phone: f.Phone, Website: f.Website, Hours: formatHours(f.Hours), Source: f.Source, Verified: f.Verified, Labels: Labels(f),
			Location: string(f.Location.Source), Confidence: f.Location.Confidence, Matched: f.Location.Matched,
		},
	})
	if err != nil {
		return false, err
	}
	if g.n > 0 {
		b = append([]byte(",\n"), b...)
	}
	g.n++
	_, err = g.w.Write(b)
	return true, err
}

// end closes the collection with the attribution and labels of what is in it; members after features are allowed.
func (g *geoWriter) end() error {
	tail := struct {
		Attribution []string `json:"attribution"`
		Labels      []string `json:"labels,omitempty"`
	}{Attribution: Attributions(g.sources)}
	if g.demo {
		tail.Labels = append(tail.Labels, "示范数据 demonstration data")
	}
	if g.loose {
		tail.Labels = append(tail.Labels, "含未核实信息 holds unverified facilities")
	}
	b, err := json.Marshal(tail)
	if err != nil {
		return err
	}
	if _, err := g.w.WriteString("]," + string(b[1:]) + "\n"); err != nil {
		return err
	}
	return g.w.Flush()
}

// Attributions returns whom to name for facilities of these sources: OpenStreetMap, and what the mappings that come with
// the service say of their lists.
func Attributions(sources map[string]bool) []string {
	out := []string{}
	if sources["osm"] {
		out = append(out, "© OpenStreetMap contributors (ODbL)")
	}
	for _, name := range Mappings() {
		if m, err := NamedMapping(name); err == nil && sources[m.Source] && m.Attribution != "" {
			out = append(out, m.Attribution)
		}
	}
	slices.Sort(out)
	return out
}
