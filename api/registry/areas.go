package registry

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/geo/area"
	"tuoyuquan/geo/coord"
)

// AreaOptions say how to read a file of areas.
type AreaOptions struct {
	Actor  care.Actor
	At     care.Instant
	System care.CoordSystem // of the file; DataV's files are gcj02. "" is WGS-84
	Level  care.AreaLevel   // for features that do not say; "" is told from the length of the code
	DryRun bool
}

// AreaReport says what an import of areas did.
type AreaReport struct {
	Areas    int            `json:"areas"`
	ByLevel  map[string]int `json:"by_level"`
	Bordered int            `json:"bordered"` // with a border
	DryRun   bool           `json:"dry_run,omitempty"`
}

// ImportAreas reads a GeoJSON file of administrative areas and saves them by code. Borders are turned into WGS-84.
func ImportAreas(ctx context.Context, st *store.Store, r io.Reader, o AreaOptions) (AreaReport, error) {
	rep := AreaReport{ByLevel: map[string]int{}, DryRun: o.DryRun}
	if _, err := lookUp(systems, string(o.System)); o.System != "" && err != nil {
		return rep, wrong("system", "%v", err)
	}
	in, err := area.ReadGeoJSON(r)
	if err != nil {
		return rep, &care.Error{Kind: care.Invalid, Code: care.CodeDamaged, Field: "file", Text: err.Error(), Cause: err}
	}
	if len(in) == 0 {
		return rep, wrong("file", "the file holds no areas")
	}
	areas := make([]care.Area, 0, len(in))
	seen := map[string]bool{}
	for i := range in {
		a, err := areaOf(&in[i], o)
		if err != nil {
			return rep, fmt.Errorf("area %d of %d: %w", i+1, len(in), err)
		}
		if seen[a.Code] {
			return rep, care.Errorf(care.Invalid, care.CodeDuplicate, "code", "the area %s comes twice", a.Code)
		}
		seen[a.Code] = true
		areas = append(areas, a)
		rep.Areas++
		rep.ByLevel[string(a.Level)]++
		if len(a.Border) > 0 {
			rep.Bordered++
		}
	}
	if o.DryRun {
		return rep, nil
	}
	if err := st.SaveAreas(ctx, o.Actor, o.At, areas); err != nil {
		return rep, fmt.Errorf("import areas: %w", err)
	}
	return rep, nil
}

func areaOf(in *area.Area, o AreaOptions) (care.Area, error) {
	system := coord.System(o.System)
	if system == "" {
		system = coord.WGS84
	}
	a := care.Area{
		Code: clean(in.Code), Name: clean(in.Name), ParentCode: clean(in.Parent), Level: levelOf(in, o.Level),
		Border: make(orb.MultiPolygon, 0, len(in.Border)),
	}
	if a.Code == "" || a.Name == "" {
		return a, wrong("code", "an area needs a code and a name")
	}
	for _, poly := range in.Border {
		p := make(orb.Polygon, 0, len(poly))
		for _, ring := range poly {
			r := make(orb.Ring, len(ring))
			for i, at := range ring {
				if err := checkPoint(at); err != nil {
					return a, err
				}
				r[i] = coord.Convert(at, system, coord.WGS84)
			}
			p = append(p, r)
		}
		a.Border = append(a.Border, p)
	}
	if in.Center != (orb.Point{}) {
		a.Center = coord.Convert(in.Center, system, coord.WGS84)
	} else if len(a.Border) > 0 {
		a.Center = a.Border.Bound().Center()
	}
	return a, nil
}

// levelOf takes the level the file states, else that of the options, else the one a code of that length has (GB/T 2260).
func levelOf(in *area.Area, given care.AreaLevel) care.AreaLevel {
	switch l := care.AreaLevel(strings.ToLower(in.Level)); l {
	case care.LevelProvince, care.LevelCity, care.LevelDistrict, care.LevelStreet:
		return l
	}
	code := in.Code
	switch {
	case given != "":
		return given
	case len(code) > 6:
		return care.LevelStreet
	case strings.HasSuffix(code, "0000"):
		return care.LevelProvince
	case strings.HasSuffix(code, "00"):
		return care.LevelCity
	default:
		return care.LevelDistrict
	}
}
