package main

import (
	"fmt"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/finder"
	"tuoyuquan/api/store"
	"tuoyuquan/geo/osm"
	"tuoyuquan/geo/synth"
)

// demoCommand fills the data folder with the demo city, or empties it of it.
type demoCommand struct {
	Seed   uint64 `help:"another number makes another city" default:"1"`
	Remove bool   `help:"remove the demo city's facilities, areas and places"`
}

func (c demoCommand) Run(w *world) error {
	st, err := w.openStore()
	if err != nil {
		return err
	}
	defer st.Close() //nolint:errcheck // every write has been answered
	if c.Remove {
		return removeDemo(w, st)
	}
	return w.fillDemoCity(st, c.Seed)
}

// fillDemoCity makes the demo city in an empty data folder: streets, basemap, areas, places, facilities. A folder that
// already holds real data is left alone.
func (w *world) fillDemoCity(st *store.Store, seed uint64) error {
	empty, err := isEmpty(w, st)
	if err != nil {
		return err
	}
	if !empty {
		return care.Errorf(care.Conflict, care.CodeConflict, "TUOYUQUAN_DATA",
			"there are facilities or streets already; the demo city (示范数据) goes into an empty folder only")
	}
	began := time.Now()
	city := synth.New(seed)
	extract, err := osm.Import(w.ctx, city, osm.Options{})
	if err != nil {
		return fmt.Errorf("demo city: %w", err)
	}
	at := w.now()
	// The facilities come last, and together: until they are there the folder counts as empty, so that a killed fill is
	// done again, and none is ever seen without the label and the streets.
	if err := st.SetMeta(w.ctx, finder.MetaDemo, "true"); err != nil {
		return fmt.Errorf("demo city: %w", err)
	}
	if err := installStreets(w.config.Data, extract, streetsInfo{Demo: true, Seed: seed, ImportedAt: at}, ""); err != nil {
		return fmt.Errorf("demo city: %w", err)
	}
	if _, err := fillDemo(w.ctx, st, city, extract, at, seed); err != nil {
		return fmt.Errorf("demo city: %w", err)
	}
	w.log.Info("filled the demo city (示范数据)", "seed", seed, "in", time.Since(began).Round(time.Millisecond))
	return nil
}

// isEmpty reports whether there is no facility at all, and no street but those of a demo city.
func isEmpty(w *world, st *store.Store) (bool, error) {
	if info, err := currentStreets(w.config.Data); err == nil && !info.Demo {
		return false, nil
	}
	n, err := st.CountFacilities(w.ctx)
	return n == 0, err
}
