package osm

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"tuoyuquan/geo/tile"
)

// features draws the kept objects: ways, multipolygons, borders, and a label for each place.
func (im *importer) features() []tile.Feature {
	im.spreadBorders()
	out := make([]tile.Feature, 0, len(im.ways)+len(im.found))
	var buf []orb.Point
	for i := range im.ways {
		w := &im.ways[i]
		if w.look == 0 && w.admin == 0 {
			continue
		}
		buf = im.points(w, buf)
		if len(buf) < 2 {
			continue
		}
		if w.admin > 0 {
			out = append(out, border(w.admin, slices.Clone(buf)))
		}
		if w.look > 0 {
			out = im.appendWay(out, w, slices.Clone(buf))
		}
	}
	for i := range im.relations {
		out = im.appendRelation(out, &im.relations[i])
	}
	for i := range im.found {
		f := &im.found[i]
		if f.Kind != kindStreet {
			out = append(out, tile.Feature{Layer: tile.LayerLabel, Class: f.Kind, Name: f.Name, Geometry: f.Point, MinZoom: f.zoom})
		}
	}
	im.stats.BasemapFeatures = map[string]int{}
	for i := range out {
		im.stats.BasemapFeatures[out[i].Layer]++
	}
	return out
}

func (im *importer) name(subject int32) string {
	if subject < 0 {
		return ""
	}
	return im.subjects[subject].name
}

func (im *importer) appendWay(out []tile.Feature, w *way, points []orb.Point) []tile.Feature {
	l := &looks[w.look]
	f := tile.Feature{Layer: l.layer, Class: l.class, Name: im.name(w.subject), MinZoom: l.zoom}
	closed := points[0] == points[len(points)-1] && len(points) >= 4
	switch {
	case w.area && closed:
		if l.layer == tile.LayerStreet {
			f.Class = "square"
		}
		f.Geometry = orb.Polygon{orb.Ring(points)}
	case l.area && !closed && l.layer != tile.LayerStreet && l.layer != tile.LayerRail:
		return out // an open piece of an area: its relation draws it
	default:
		f.Geometry = orb.LineString(points)
	}
	return append(out, f)
}

func (im *importer) appendRelation(out []tile.Feature, r *relation) []tile.Feature {
	if r.look == 0 {
		return out
	}
	area, whole := im.area(r)
	if !whole {
		im.stats.OpenRings++
	}
	if len(area) == 0 {
		return out
	}
	l := &looks[r.look]
	f := tile.Feature{Layer: l.layer, Class: l.class, Name: im.name(r.subject), Geometry: area, MinZoom: l.zoom}
	if l.layer == tile.LayerStreet {
		f.Class = "square"
	}
	return append(out, f)
}

// spreadBorders gives the ways of administrative borders the highest level they are part of.
func (im *importer) spreadBorders() {
	for i := range im.relations {
		r := &im.relations[i]
		if r.admin == 0 {
			continue
		}
		for _, ids := range [][]int64{r.outer, r.inner} {
			for _, id := range ids {
				if w := im.wayByID(id); w != nil && (w.admin == 0 || r.admin < w.admin) {
					w.admin = r.admin
				}
			}
		}
	}
}

func border(level uint8, points orb.LineString) tile.Feature {
	return tile.Feature{
		Layer: tile.LayerBoundary, Class: fmt.Sprintf("admin-%d", level), Geometry: points, MinZoom: borderZooms[level],
	}
}
