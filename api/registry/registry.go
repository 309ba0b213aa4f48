// Package registry knows how lists of facilities come in and go out: the columns of the house list, mapping files for
// foreign lists, what a cell may say, how an address is matched to a point, and how a list is written so that it can be
// read again. See Columns for the list itself and Import for what an import promises.
// It must not know SQL, HTTP, walking or search ranks, and it decides nothing about who may see a facility.
package registry

import (
	"context"
	"fmt"
	"io"
	"os"

	"tuoyuquan/api/care"
)

// Format is the form of a file.
type Format string

// The forms an import reads and an export writes.
const (
	CSV       Format = "csv"     // comma, semicolon or tab; UTF-8, UTF-16 or GB 18030
	XLSX      Format = "xlsx"    // Excel 2007 and later
	OSM       Format = "osm"     // childcare of an OpenStreetMap extract; import only
	GeoJSON   Format = "geojson" // public facilities on the map; export only
	JSONLines Format = "jsonl"   // one facility a line, everything; export only
)

// What an import refuses to read.
const (
	MaxFile     = 200 << 20 // bytes
	MaxRowBytes = 64 << 10  // of a row
	MaxCell     = 8 << 10   // bytes of a cell
	MaxLongCell = 32 << 10  // bytes of an introduction or a JSON cell, the most a spreadsheet can hold
	MaxRows     = 1_000_000 // of data
	maxColumns  = 1000
	maxTold     = 10_000 // bad rows and warnings kept in a Report; all are counted
)

// Input is a file to import.
type Input struct {
	Name string      // for messages, and its ending for the format
	Data io.ReaderAt // read more than once
	Size int64
	Path string // needed for OSM only
}

// OpenFile opens a file as an Input. The caller closes it.
func OpenFile(path string) (Input, io.Closer, error) {
	st, err := os.Stat(path) // before opening, which for a pipe waits until somebody writes
	if err != nil {
		return Input{}, nil, fmt.Errorf("open list: %w", err)
	}
	if !st.Mode().IsRegular() {
		return Input{}, nil, fmt.Errorf("open list: %s is not a file", path)
	}
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		return Input{}, nil, fmt.Errorf("open list: %w", err)
	}
	return Input{Name: st.Name(), Data: f, Size: st.Size(), Path: path}, f, nil
}

// Options of an import. Actor and At are needed, the rest may be zero.
type Options struct {
	Actor care.Actor
	At    care.Instant // now

	Format  Format   // "" is seen from the content
	Source  string   // the name of the list; "" is the mapping's, else "list"
	Mapping *Mapping // nil reads the house columns
	Sheet   string   // of a workbook; "" is the first with a usable header

	System    care.CoordSystem // of coordinates whose row says nothing; "" is WGS-84 with a warning
	AsOf      care.Instant     // when places were confirmed if the row says nothing; 0 is not known
	NoMatch   bool             // leave rows without coordinates as they are
	Overwrite bool             // let the file's coordinates replace a point placed by hand

	DryRun  bool // say what would happen, change nothing
	SkipBad bool // import the good rows although there are bad ones

	// Progress, when set, is called now and then from the importing goroutine. Stages: read (bytes), match (rows),
	// save (rows).
	Progress func(stage string, done, total int64)
}

// Problem is something about one cell or row that a person should know.
type Problem struct {
	Line   int    `json:"line"`             // of the file, from 1; of the sheet for a workbook
	Column string `json:"column,omitempty"` // the header as the file has it
	Value  string `json:"value,omitempty"`  // clipped
	Reason string `json:"reason"`
}

// String gives the problem in one line.
func (p Problem) String() string {
	s := fmt.Sprintf("line %d", p.Line)
	if p.Column != "" {
		s += ", column " + p.Column
	}
	if p.Value != "" {
		s += fmt.Sprintf(", value %q", p.Value)
	}
	return s + ": " + p.Reason
}

// Report is what an import did, or would do.
type Report struct {
	File      string `json:"file"`
	Format    Format `json:"format"`
	Encoding  string `json:"encoding,omitempty"`  // of a CSV
	Delimiter string `json:"delimiter,omitempty"` // of a CSV
	Sheet     string `json:"sheet,omitempty"`     // of a workbook
	Source    string `json:"source"`
	DryRun    bool   `json:"dry_run,omitempty"`

	Rows      int `json:"rows"` // of data, blank ones not counted
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Skipped   int `json:"skipped"` // by the mapping's rules

	NeedsLocation int `json:"needs_location"` // facilities of this file that have no point now
	Matched       int `json:"matched"`        // facilities whose point came from their address now
	KeptByHand    int `json:"kept_by_hand"`   // points placed by hand that stayed

	BadRows  int       `json:"bad_rows"`
	Bad      []Problem `json:"bad,omitempty"` // at most 10,000
	Warned   int       `json:"warned"`
	Warnings []Problem `json:"warnings,omitempty"` // at most 10,000
	Ignored  []string  `json:"ignored_columns,omitempty"`
}

func (r *Report) bad(p Problem) {
	if len(r.Bad) < maxTold {
		r.Bad = append(r.Bad, p)
	}
}

func (r *Report) warn(p Problem) {
	r.Warned++
	if len(r.Warnings) < maxTold {
		r.Warnings = append(r.Warnings, p)
	}
}

// clip shortens a value for a message to 80 runes.
func clip(s string) string {
	n := 0
	for i := range s {
		if n == 80 {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

func wrong(field, format string, args ...any) error {
	return care.Errorf(care.Invalid, care.CodeInvalid, field, format, args...)
}

func done(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}
