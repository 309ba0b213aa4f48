package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/registry"
	"tuoyuquan/api/store"
)

// importFacilities loads a facility list.
type importFacilities struct {
	File     string `arg:"" optional:"" type:"existingfile" help:"CSV, XLSX, or an OpenStreetMap extract"`
	Mapping  string `help:"how to read a foreign list: berlin, national, or a JSON file" placeholder:"NAME|FILE"`
	Source   string `help:"name of the list; rows are told apart by list and external id" placeholder:"NAME"`
	Format   string `help:"csv, xlsx or osm; seen from the content when not given" enum:"csv,xlsx,osm," default:""`
	Sheet    string `help:"sheet of a workbook"`
	Coords   string `help:"coordinate system of rows that say none" enum:"wgs84,gcj02,bd09," default:""`
	DryRun   bool   `help:"say what would happen, change nothing"`
	SkipBad  bool   `help:"import the good rows although there are bad ones"`
	Columns  bool   `help:"print the columns a list may have, and end"`
	NoMatch  bool   `help:"do not look for rows without coordinates by their address"`
	MoveHand bool   `help:"let the file's coordinates replace points placed by hand"`
}

func (c importFacilities) Run(w *world) error {
	if c.Columns {
		return printColumns(w.out)
	}
	if c.File == "" {
		return care.Errorf(care.Invalid, care.CodeInvalid, "FILE", "name the list to import; --columns prints what it may hold")
	}
	in, closer, err := registry.OpenFile(c.File)
	if err != nil {
		return err
	}
	defer closer.Close() //nolint:errcheck // only read
	o, err := c.options(w)
	if err != nil {
		return err
	}
	st, err := w.openStore()
	if err != nil {
		return err
	}
	defer st.Close() //nolint:errcheck // every write has been answered
	if !c.DryRun {
		rehearsal := o
		rehearsal.DryRun, rehearsal.Progress = true, nil
		err := makeRoom(w, st, func() error {
			report, err := registry.Import(w.ctx, st, in, rehearsal)
			if err = c.verdict(report, err); err != nil {
				printReport(w.out, report)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	report, err := registry.Import(w.ctx, st, in, o)
	printReport(w.out, report)
	return c.verdict(report, err)
}

// verdict is the failure of an import, if it was one.
func (c importFacilities) verdict(r registry.Report, err error) error {
	if err == nil && r.BadRows > 0 && !c.SkipBad {
		return fmt.Errorf("%d bad rows: nothing was changed; mend them, or import the others with --skip-bad", r.BadRows)
	}
	return err
}

func (c importFacilities) options(w *world) (registry.Options, error) {
	o := registry.Options{
		Actor: operator("import facilities"), At: w.now(), Format: registry.Format(c.Format), Source: c.Source, Sheet: c.Sheet,
		System: care.CoordSystem(c.Coords), DryRun: c.DryRun, SkipBad: c.SkipBad, NoMatch: c.NoMatch, Overwrite: c.MoveHand,
		Progress: w.progress(),
	}
	if c.Mapping == "" {
		return o, nil
	}
	mapping, err := findMapping(c.Mapping)
	o.Mapping = mapping
	return o, err
}

// findMapping reads the mapping of a file, or one that comes with the service.
func findMapping(name string) (*registry.Mapping, error) {
	f, err := os.Open(name)
	if err != nil {
		return registry.NamedMapping(name)
	}
	defer f.Close() //nolint:errcheck // only read
	return registry.ReadMapping(f)
}

// printReport says what happened, bad rows first and in full, for somebody has to mend them.
func printReport(out io.Writer, r registry.Report) {
	const shown = 50
	for i, p := range r.Bad {
		if i == shown {
			fmt.Fprintf(out, "... and %d more bad rows\n", r.BadRows-shown)
			break
		}
		fmt.Fprintln(out, "bad:", p)
	}
	for i, p := range r.Warnings {
		if i == shown {
			fmt.Fprintf(out, "... and %d more warnings\n", r.Warned-shown)
			break
		}
		fmt.Fprintln(out, "warning:", p)
	}
	if how := strings.Join(slices.DeleteFunc([]string{r.Encoding, r.Sheet}, func(s string) bool { return s == "" }), ", "); how != "" {
		fmt.Fprintf(out, "%s read as %s (%s)\n", r.File, r.Format, how)
	}
	would := ""
	if r.DryRun {
		would = "would be "
	}
	fmt.Fprintf(out, "%s: %d rows; %s%d created, %d updated, %d unchanged; %d bad, %d warnings\n",
		r.File, r.Rows, would, r.Created, r.Updated, r.Unchanged, r.BadRows, r.Warned)
	if r.Skipped > 0 {
		fmt.Fprintf(out, "%d rows left out by the mapping's rules\n", r.Skipped)
	}
	if r.Matched > 0 {
		fmt.Fprintf(out, "%d placed by their address, with a stated confidence\n", r.Matched)
	}
	if r.NeedsLocation > 0 {
		fmt.Fprintf(out, "%d need a location: found by name, not on the map until `tuoyuquan locate` places them\n", r.NeedsLocation)
	}
	if len(r.Ignored) > 0 {
		fmt.Fprintf(out, "columns not read: %s\n", strings.Join(r.Ignored, ", "))
	}
}

func printColumns(out io.Writer) error {
	_, err := io.WriteString(out, registry.Markdown())
	return err
}

// importAreas loads areas with their borders.
type importAreas struct {
	File   string `arg:"" type:"existingfile" help:"GeoJSON with adcode or code, name, level, parent"`
	Coords string `help:"coordinate system of the file" enum:"wgs84,gcj02,bd09" default:"wgs84"`
}

func (c importAreas) Run(w *world) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	st, err := w.openStore()
	if err != nil {
		return err
	}
	defer st.Close() //nolint:errcheck // every write has been answered
	o := registry.AreaOptions{Actor: operator("import areas"), At: w.now(), System: care.CoordSystem(c.Coords)}
	err = makeRoom(w, st, func() error {
		rehearsal := o
		rehearsal.DryRun = true
		_, err := registry.ImportAreas(w.ctx, st, f, rehearsal)
		_, again := f.Seek(0, io.SeekStart)
		return errors.Join(err, again)
	})
	if err != nil {
		return err
	}
	report, err := registry.ImportAreas(w.ctx, st, f, o)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.out, "%d areas, %d with a border\n", report.Areas, report.Bordered)
	return w.matchAddresses(st)
}

// matchAddresses looks again for facilities without a location, now that there are more areas or places to find them by.
func (w *world) matchAddresses(st *store.Store) error {
	report, err := registry.MatchAll(w.ctx, st, operator("match addresses"), w.now())
	if err == nil && report.Tried > 0 {
		fmt.Fprintf(w.out, "%d of %d facilities that needed a location were found by their address\n", report.Matched, report.Tried)
	}
	return err
}

// exportCommand writes the register.
type exportCommand struct {
	All    bool   `help:"everything in the register, not only what families may see; for backups and the bureau"`
	Format string `help:"csv, xlsx, geojson or jsonl" enum:"csv,xlsx,geojson,jsonl" default:"csv"`
	Output string `short:"o" help:"file to write; standard output when not given" placeholder:"FILE"`
}

func (c exportCommand) Run(w *world) (err error) {
	st, err := w.openStore()
	if err != nil {
		return err
	}
	defer st.Close() //nolint:errcheck // only read
	out := w.out
	if c.Output != "" {
		f, err := os.OpenFile(c.Output, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, os.ErrExist) {
			return care.Errorf(care.Conflict, care.CodeConflict, "output", "%s is there already; name another file", c.Output)
		}
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Sync(), f.Close()) }()
		out = f
	}
	n, err := registry.Export(w.ctx, st, out, registry.ExportOptions{
		Format: registry.Format(c.Format), Public: !c.All, Trial: w.config.Trial, BOM: c.Output != "",
	})
	if err == nil && c.Output != "" {
		fmt.Fprintf(w.out, "%d facilities in %s\n", n, c.Output)
	}
	return err
}

// locateCommand places facilities that a list gave no coordinates for.
type locateCommand struct {
	ID     string `arg:"" optional:"" help:"the facility; without it, those that need a location are listed"`
	At     string `help:"where it stands, LON,LAT" placeholder:"LON,LAT"`
	Coords string `help:"coordinate system of --at" enum:"wgs84,gcj02,bd09" default:"wgs84"`
}

func (c locateCommand) Run(w *world) error {
	st, err := w.openStore()
	if err != nil {
		return err
	}
	defer st.Close() //nolint:errcheck // every write has been answered
	if c.ID == "" {
		return registry.NeedLocation(w.ctx, st, func(f care.Facility, matches []registry.Match) error {
			_, err := fmt.Fprintf(w.out, "%s  %s  %s\n", f.ID, f.Name, f.Address)
			for _, m := range matches {
				fmt.Fprintf(w.out, "    perhaps %.5f,%.5f  %s (%.0f %%)\n", m.Point[0], m.Point[1], m.Matched, 100*m.Confidence)
			}
			return err
		})
	}
	p, err := parsePoint(c.At, string(care.WGS84))
	if err != nil {
		return err
	}
	if err := registry.Place(w.ctx, st, operator("locate"), w.now(), care.FacilityID(c.ID), p, care.CoordSystem(c.Coords)); err != nil {
		return err
	}
	fmt.Fprintln(w.out, "placed")
	return nil
}
