package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/geo/coord"
)

// importPeople loads a population grid.
type importPeople struct {
	File   string  `arg:"" type:"existingfile" help:"CSV with id, lon, lat, people (or population) and, if known, under_three"`
	Source string  `help:"name of the grid; a new one of this name replaces it" default:"census"`
	Young  float64 `help:"children under three for each 1,000 people, where the grid does not say" default:"18.9"`
	Coords string  `help:"coordinate system of the grid" enum:"wgs84,gcj02,bd09" default:"wgs84"`
}

// peopleColumns are the names a column may have.
var peopleColumns = map[string][]string{
	"id": {"id", "编号", "网格编号"}, "lon": {"lon", "lng", "longitude", "经度"}, "lat": {"lat", "latitude", "纬度"},
	"people": {"people", "population", "人口", "常住人口"}, "young": {"under_three", "under3", "3岁以下", "婴幼儿", "3岁以下婴幼儿"},
}

func (c importPeople) Run(w *world) error {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // only read
	cells, err := c.read(file)
	if err != nil {
		return err
	}
	st, err := w.openStore()
	if err != nil {
		return err
	}
	defer st.Close() //nolint:errcheck // every write has been answered
	if err := removeDemo(w, st); err != nil {
		return err
	}
	if err := st.ReplacePeopleCells(w.ctx, operator("import people"), w.now(), c.Source, false, cells); err != nil {
		return err
	}
	people, young := 0, 0
	for _, cell := range cells {
		people, young = people+cell.People, young+cell.UnderThree
	}
	fmt.Fprintf(w.out, "%d cells with %d people, %d of them under three\n", len(cells), people, young)
	return nil
}

// read reads the grid. Errors name the line.
func (c importPeople) read(r io.Reader) ([]care.PeopleCell, error) {
	rows := csv.NewReader(r)
	rows.ReuseRecord = true
	head, err := rows.Read()
	if err != nil {
		return nil, fmt.Errorf("the population grid has no head: %w", err)
	}
	at := map[string]int{}
	for i, name := range head {
		name = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))
		for key, names := range peopleColumns {
			for _, n := range names {
				if n == name {
					at[key] = i
				}
			}
		}
	}
	for _, key := range []string{"id", "lon", "lat", "people"} {
		if _, ok := at[key]; !ok {
			return nil, care.Errorf(care.Invalid, care.CodeInvalid, key, "the population grid has no column %s", key)
		}
	}
	var out []care.PeopleCell
	for line := 2; ; line++ {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		cell, err := c.cell(row, at)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		out = append(out, cell)
	}
}

func (c importPeople) cell(row []string, at map[string]int) (care.PeopleCell, error) {
	number := func(key string) (float64, error) {
		v, err := strconv.ParseFloat(strings.TrimSpace(row[at[key]]), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || math.Abs(v) > 1e9 {
			return 0, care.Errorf(care.Invalid, care.CodeInvalid, key, "%q is not a number", care.Clip(row[at[key]]))
		}
		return v, nil
	}
	var n [3]float64
	for i, key := range []string{"lon", "lat", "people"} {
		v, err := number(key)
		if err != nil {
			return care.PeopleCell{}, err
		}
		n[i] = v
	}
	p := coord.Convert(orb.Point{n[0], n[1]}, coord.System(c.Coords), coord.WGS84)
	cell := care.PeopleCell{ID: strings.Clone(strings.TrimSpace(row[at["id"]])), Lon: p[0], Lat: p[1], People: int(math.Round(n[2]))}
	cell.UnderThree = int(math.Round(n[2] * c.Young / 1000))
	if _, ok := at["young"]; ok && strings.TrimSpace(row[at["young"]]) != "" {
		v, err := number("young")
		if err != nil {
			return cell, err
		}
		cell.UnderThree = int(math.Round(v))
	}
	return cell, cell.Validate()
}
