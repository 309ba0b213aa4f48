package registry

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/geo"
)

// Import reads a list of facilities and makes the register say what the list says. What it promises:
//
//   - A file with bad rows changes nothing unless SkipBad is set; every bad row is in the report with line, column,
//     value and reason. All changes of a file are one transaction.
//   - The same file twice changes nothing the second time. A facility is recognised by its external id within the list,
//     else by credit code and district, else by name and address. Two rows for one facility are a bad row.
//   - A list speaks only of its own columns: what others know of a facility stays. So do points placed by hand, unless
//     Overwrite is set, and places confirmed later than the list says. A facility that is suspended or cancelled is not
//     made public by a list that merely states its filing number.
//   - A facility without coordinates is matched by its address (see Matcher), and is on the map only when the match is
//     good enough; else it needs a location, and is found by name.
//   - Anything wrong with the file as a whole is a care.Error; the report then says how far it came.
func Import(ctx context.Context, st *store.Store, in Input, o Options) (Report, error) {
	rep := Report{File: in.Name, DryRun: o.DryRun}
	if in.Size > MaxFile && o.Format != OSM {
		return rep, care.Errorf(care.Invalid, care.CodeTooLarge, "file", "the file is larger than %d MB; split it", MaxFile>>20)
	}
	var err error
	if rep.Format = o.Format; rep.Format == "" {
		if rep.Format, err = sniff(in); err != nil {
			return rep, err
		}
	}
	rep.Source = cmp.Or(o.Source, mappingSource(o.Mapping), defaultSource(rep.Format))
	rows, err := st.Rules(ctx)
	if err != nil {
		return rep, fmt.Errorf("import: %w", err)
	}
	rules := care.NewRules(rows)
	var l *list
	switch rep.Format {
	case CSV:
		l, err = readCSV(ctx, in, o, rules, &rep)
	case XLSX:
		l, err = readXLSX(ctx, in, o, rules, &rep)
	case OSM:
		l, err = readOSM(ctx, in, o, &rep)
	default:
		err = care.Errorf(care.Invalid, care.CodeUnknownFormat, "format", "%s cannot be imported; use csv, xlsx or osm", rep.Format)
	}
	if err != nil {
		return rep, err
	}
	return rep, apply(ctx, st, l, o, &rep)
}

func mappingSource(m *Mapping) string {
	if m == nil {
		return ""
	}
	return m.Source
}

func defaultSource(f Format) string {
	if f == OSM {
		return "osm"
	}
	return "list"
}

func readCSV(ctx context.Context, in Input, o Options, rules *care.Rules, rep *Report) (*list, error) {
	text, encoding, err := decode(in)
	if err != nil {
		return nil, err
	}
	s := newCSV(text, o.Mapping.knowsColumn())
	rep.Encoding, rep.Delimiter = encoding, string(s.delim)
	r := &reading{o: o, in: in, report: rep, rules: rules, today: care.Today(o.At), source: rep.Source, sheet: s}
	return r.list(ctx)
}

func readXLSX(ctx context.Context, in Input, o Options, rules *care.Rules, rep *Report) (*list, error) {
	b, err := openBook(in)
	if err != nil {
		return nil, err
	}
	defer b.close() //nolint:errcheck // only temporary files
	names := b.file.GetSheetList()
	if o.Sheet != "" {
		if !contains(names, o.Sheet) {
			return nil, care.Errorf(care.Invalid, care.CodeNotFound, "sheet", "there is no sheet %q; there are %q", clip(o.Sheet), names)
		}
		names = []string{o.Sheet}
	} else {
		names = b.visible(names)
	}
	var first error
	for i, name := range names {
		s, err := b.open(name)
		if err != nil {
			return nil, err
		}
		r := &reading{o: o, in: in, report: rep, rules: rules, today: care.Today(o.At), source: rep.Source, sheet: s, from04: b.from1904}
		rep.Sheet = name
		l, err := r.list(ctx)
		err = errors.Join(err, s.close())
		if err == nil {
			return l, b.warnOfOthers(names[i+1:], r)
		}
		if r.bound != nil { // the sheet had a header
			return nil, err
		}
		if first == nil {
			first = err
		}
	}
	if first == nil {
		first = care.Errorf(care.Invalid, care.CodeMissingColumn, "file", "the workbook has no sheets")
	}
	return nil, first
}

// list reads the file and looks at its points as a whole.
func (r *reading) list(ctx context.Context) (*list, error) {
	if err := r.readAll(ctx); err != nil {
		return nil, err
	}
	if r.noSys && r.o.Mapping == nil {
		r.report.warn(Problem{Line: 1, Reason: "no coordinate system is stated (column coord_system 坐标系), so coordinates are taken as WGS-84; " +
			"those of AMap, Tencent (gcj02) or Baidu (bd09) would be 500 m off"})
	}
	r.checkOutliers()
	return &r.out, nil
}

// checkOutliers finds rows whose coordinates are swapped, by where the other rows are, and warns of rows far from them.
func (r *reading) checkOutliers() {
	var lons, lats []float64
	for i := range r.out.items {
		if l := r.out.items[i].Location; l != nil {
			lons, lats = append(lons, l.Point[0]), append(lats, l.Point[1])
		}
	}
	if len(lons) < 10 {
		return
	}
	slices.Sort(lons)
	slices.Sort(lats)
	middle := orb.Point{lons[len(lons)/2], lats[len(lats)/2]}
	kept := r.out.items[:0]
	for _, it := range r.out.items {
		if l := it.Location; l != nil {
			away := geo.Haversine(l.Point, middle) / 1000
			swapped := orb.Point{l.Point[1], l.Point[0]}
			if away > 300 && math.Abs(swapped[1]) <= 90 && geo.Haversine(swapped, middle)/1000 < away/5 {
				r.refuse(Problem{
					Line: it.line, Column: r.header("lon"), Value: fmt.Sprintf("%g, %g", l.Original[0], l.Original[1]),
					Reason: fmt.Sprintf("longitude and latitude seem swapped: this is %.0f km from the other rows, the other way round it is not", away),
				})
				continue
			}
			if away > 1000 {
				r.report.warn(Problem{
					Line: it.line, Column: r.header("lon"), Value: fmt.Sprintf("%g, %g", l.Original[0], l.Original[1]),
					Reason: fmt.Sprintf("this is %.0f km from the middle of the list", away),
				})
			}
		}
		kept = append(kept, it)
	}
	r.out.items = kept
}

// apply brings a list into the register.
func apply(ctx context.Context, st *store.Store, l *list, o Options, rep *Report) error {
	known, err := recognise(ctx, st, l, rep)
	if err != nil {
		return err
	}
	if rep.BadRows > 0 && !o.SkipBad {
		return care.Errorf(care.Invalid, care.CodeInvalid, "file",
			"%d of %d rows are bad, so nothing was changed; correct them, or import the good ones with --skip-bad", rep.BadRows, rep.Rows)
	}
	merged := make([]care.Facility, len(l.items))
	for i := range l.items {
		merged[i] = merge(&l.items[i].Facility, known[i], l.present, o, rep)
	}
	l.items = nil
	if err := locate(ctx, st, merged, known, o, rep); err != nil {
		return err
	}
	for i := range merged {
		if merged[i].Location == nil {
			rep.NeedsLocation++
		}
	}
	if o.DryRun {
		forecast(merged, known, rep)
		return nil
	}
	if o.Progress != nil {
		o.Progress("save", 0, int64(len(merged)))
	}
	res, err := st.SaveFacilities(ctx, o.Actor, o.At, merged)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	rep.Created, rep.Updated, rep.Unchanged = res.Created, res.Updated, res.Unchanged
	if o.Progress != nil {
		o.Progress("save", int64(len(merged)), int64(len(merged)))
	}
	return nil
}

// forecast counts what a save would do.
func forecast(merged []care.Facility, known []*care.Facility, rep *Report) {
	for i := range merged {
		switch {
		case known[i] == nil:
			rep.Created++
		case same(&merged[i], known[i]):
			rep.Unchanged++
		default:
			rep.Updated++
		}
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
