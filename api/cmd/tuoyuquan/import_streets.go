package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/schollz/progressbar/v3"

	"tuoyuquan/api/care"
	"tuoyuquan/api/finder"
	"tuoyuquan/api/store"
	"tuoyuquan/geo/area"
	"tuoyuquan/geo/osm"
)

// importCommand groups what can be loaded.
type importCommand struct {
	Streets    importStreets    `cmd:"" help:"Load an OpenStreetMap extract (.osm.pbf, .osm, .osm.gz): streets, basemap, places to start from."`
	Facilities importFacilities `cmd:"" help:"Load a facility list (CSV or XLSX), or the kindergartens of an OpenStreetMap extract for a trial."`
	People     importPeople     `cmd:"" help:"Load a population grid (CSV): where people live, and how many of them are under three."`
	Areas      importAreas      `cmd:"" help:"Load districts or streets (街道) with their borders from GeoJSON."`
	Policies   importPolicies   `cmd:"" help:"Bring a folder of policy documents (text, HTML) into the library; again and again, as new versions."`
}

// importStreets replaces the street network, the basemap and the places of OpenStreetMap. On the demo city it removes
// the demo data first: a made-up facility must never stand among real ones.
type importStreets struct {
	File string `arg:"" type:"existingfile" help:"the extract; sorted or not"`
}

func (c importStreets) Run(w *world) error {
	source, err := osm.FileSource(c.File)
	if err != nil {
		return err
	}
	st, err := w.openStore()
	if err != nil {
		return err
	}
	defer st.Close() //nolint:errcheck // every write has been answered
	began := time.Now()
	extract, err := osm.Import(w.ctx, source, osm.Options{Progress: w.progress()})
	if err != nil {
		return err
	}
	if extract.Graph.NumNodes() == 0 {
		return care.Errorf(care.Invalid, care.CodeInvalid, c.File, "there is no street to walk on in this extract")
	}
	if err := removeDemo(w, st); err != nil {
		return err
	}
	areas, err := st.Areas(w.ctx)
	if err != nil {
		return err
	}
	at := w.now()
	if err := st.ReplacePlaces(w.ctx, operator("import streets"), at, "osm", placesOf(extract.Places, areas)); err != nil {
		return err
	}
	info := streetsInfo{ImportedAt: at}
	if err := installStreets(w.config.Data, extract, info, c.File); err != nil {
		return err
	}
	if err := w.matchAddresses(st); err != nil {
		return err
	}
	s := extract.Stats
	fmt.Fprintf(w.out, "%s: %d street nodes, %.0f km to walk on (%.0f km foot ways, %.1f km per km² of street land), %d places, in %.1f s\n",
		filepath.Base(c.File), extract.Graph.NumNodes(), s.Kilometres, s.FootKilometres, s.Confidence,
		len(extract.Places), time.Since(began).Seconds())
	if s.Confidence < 1 {
		fmt.Fprintln(w.out, "this extract hardly maps footways: walking minutes follow the roads and can be too long")
	}
	fmt.Fprintf(w.out, "Streets © OpenStreetMap contributors (ODbL). Next: tuoyuquan import facilities FILE, or serve again.\n")
	return nil
}

// makeRoom removes the demo city before an import, but only when a rehearsal of the import succeeds: a file that cannot be
// loaded changes nothing.
func makeRoom(w *world, st *store.Store, rehearse func() error) error {
	demo, err := st.Meta(w.ctx, finder.MetaDemo)
	if err != nil {
		return err
	}
	if demo == "true" {
		if err := rehearse(); err != nil {
			return err
		}
	}
	return removeDemo(w, st)
}

// removeDemo takes the demo city's facilities, areas and places out of the database, and its streets out of force.
func removeDemo(w *world, st *store.Store) error {
	if err := st.SetMeta(w.ctx, finder.MetaDemo, ""); err != nil {
		return err
	}
	removed, err := st.RemoveDemo(w.ctx, operator("remove demo"), w.now())
	if err != nil {
		return err
	}
	if err := removeDemoStreets(w.config.Data); err != nil {
		return err
	}
	if removed > 0 {
		fmt.Fprintf(w.out, "removed the demo city (示范数据): %d facilities\n", removed)
	}
	return nil
}

// placesOf names the area each place lies in, so that two streets of one name can be told apart.
func placesOf(found []osm.Place, areas []care.Area) []care.Place {
	areas = slices.DeleteFunc(slices.Clone(areas), func(a care.Area) bool { return len(a.Border) == 0 })
	index := area.New(bordersOf(areas))
	places := make([]care.Place, len(found))
	for i, p := range found {
		places[i] = care.Place{ID: p.ID, Name: p.Name, AltNames: p.AltNames, Kind: care.PlaceKind(p.Kind), Point: p.Point}
		if a, ok := index.Find(p.Point); ok {
			places[i].AreaCode, places[i].AreaName = areas[a].Code, areas[a].Name
		}
	}
	return places
}

func bordersOf(areas []care.Area) []area.Area {
	borders := make([]area.Area, len(areas))
	for i, a := range areas {
		borders[i] = area.Area{Code: a.Code, Name: a.Name, Border: a.Border}
	}
	return borders
}

// progress returns a callback that draws one bar a stage on the command's error stream.
func (w *world) progress() func(stage string, done, total int64) {
	var bar *progressbar.ProgressBar
	var current string
	return func(stage string, done, total int64) {
		if stage != current {
			if bar != nil {
				_ = bar.Finish()
			}
			current = stage
			bar = progressbar.NewOptions64(total, progressbar.OptionSetDescription(stage), progressbar.OptionSetWriter(w.err),
				progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
		}
		_ = bar.Set64(min(done, max(total, 0)))
	}
}
