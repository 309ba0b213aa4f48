package osm

import (
	"strconv"

	posm "github.com/paulmach/osm"

	"tuoyuquan/geo/tile"
)

// lookID is a place in looks; 0 is the look of what is not drawn.
type lookID uint8

// look says how an object is drawn: layer, class, from which zoom, and whether its closed ways are areas.
type look struct {
	key, value   string // the tag; value "*" is any but "no"
	layer, class string
	zoom         uint8
	area         bool
}

// looks is the table of what the basemap draws. Where several rows fit the tags of an object the first wins.
var looks = [...]look{
	{},
	{"building", "apartments", tile.LayerBuilding, "residential", 14, true},
	{"building", "residential", tile.LayerBuilding, "residential", 14, true},
	{"building", "house", tile.LayerBuilding, "residential", 14, true},
	{"building", "dormitory", tile.LayerBuilding, "residential", 14, true},
	{"building", "school", tile.LayerBuilding, "school", 14, true},
	{"building", "kindergarten", tile.LayerBuilding, "school", 14, true},
	{"building", "university", tile.LayerBuilding, "school", 14, true},
	{"building", "hospital", tile.LayerBuilding, "hospital", 14, true},
	{"building", "*", tile.LayerBuilding, "building", 14, true},

	{"highway", "motorway", tile.LayerStreet, "motorway", 6, false},
	{"highway", "motorway_link", tile.LayerStreet, "motorway", 11, false},
	{"highway", "trunk", tile.LayerStreet, "trunk", 7, false},
	{"highway", "trunk_link", tile.LayerStreet, "trunk", 11, false},
	{"highway", "primary", tile.LayerStreet, "primary", 8, false},
	{"highway", "primary_link", tile.LayerStreet, "primary", 12, false},
	{"highway", "secondary", tile.LayerStreet, "secondary", 10, false},
	{"highway", "secondary_link", tile.LayerStreet, "secondary", 12, false},
	{"highway", "tertiary", tile.LayerStreet, "tertiary", 11, false},
	{"highway", "tertiary_link", tile.LayerStreet, "tertiary", 13, false},
	{"highway", "residential", tile.LayerStreet, "residential", 12, false},
	{"highway", "unclassified", tile.LayerStreet, "residential", 12, false},
	{"highway", "living_street", tile.LayerStreet, "residential", 13, false},
	{"highway", "road", tile.LayerStreet, "residential", 13, false},
	{"highway", "pedestrian", tile.LayerStreet, "pedestrian", 13, false},
	{"highway", "service", tile.LayerStreet, "service", 14, false},
	{"highway", "busway", tile.LayerStreet, "service", 14, false},
	{"highway", "track", tile.LayerStreet, "track", 14, false},
	{"highway", "cycleway", tile.LayerStreet, "cycleway", 14, false},
	{"highway", "footway", tile.LayerStreet, "footway", 14, false},
	{"highway", "path", tile.LayerStreet, "footway", 14, false},
	{"highway", "bridleway", tile.LayerStreet, "footway", 14, false},
	{"highway", "corridor", tile.LayerStreet, "footway", 16, false},
	{"highway", "steps", tile.LayerStreet, "steps", 15, false},
	{"highway", "platform", tile.LayerRail, "platform", 15, true},
	{"railway", "platform", tile.LayerRail, "platform", 15, true},
	{"man_made", "pier", tile.LayerStreet, "footway", 14, true},

	{"railway", "rail", tile.LayerRail, "rail", 9, false},
	{"railway", "siding", tile.LayerRail, "siding", 14, false}, // see sidings
	{"railway", "light_rail", tile.LayerRail, "light_rail", 12, false},
	{"railway", "narrow_gauge", tile.LayerRail, "rail", 12, false},
	{"railway", "monorail", tile.LayerRail, "light_rail", 12, false},
	{"railway", "subway", tile.LayerRail, "subway", 12, false},
	{"railway", "tram", tile.LayerRail, "tram", 13, false},

	{"natural", "water", tile.LayerWater, "water", 8, true},
	{"waterway", "riverbank", tile.LayerWater, "water", 8, true},
	{"waterway", "dock", tile.LayerWater, "water", 12, true},
	{"landuse", "reservoir", tile.LayerWater, "water", 8, true},
	{"landuse", "basin", tile.LayerWater, "water", 12, true},
	{"leisure", "swimming_pool", tile.LayerWater, "pool", 16, true},
	{"waterway", "river", tile.LayerWater, "river", 8, false},
	{"waterway", "canal", tile.LayerWater, "canal", 11, false},
	{"waterway", "stream", tile.LayerWater, "stream", 13, false},
	{"waterway", "drain", tile.LayerWater, "stream", 15, false},
	{"waterway", "ditch", tile.LayerWater, "stream", 15, false},
	{"natural", "coastline", tile.LayerWater, "coastline", 5, false},

	{"leisure", "park", tile.LayerGreen, "park", 10, true},
	{"leisure", "garden", tile.LayerGreen, "park", 13, true},
	{"leisure", "playground", tile.LayerGreen, "playground", 15, true},
	{"leisure", "pitch", tile.LayerGreen, "pitch", 15, true},
	{"leisure", "golf_course", tile.LayerGreen, "park", 11, true},
	{"leisure", "nature_reserve", tile.LayerGreen, "forest", 9, true},
	{"landuse", "forest", tile.LayerGreen, "forest", 9, true},
	{"natural", "wood", tile.LayerGreen, "forest", 9, true},
	{"landuse", "grass", tile.LayerGreen, "grass", 14, true},
	{"landuse", "meadow", tile.LayerGreen, "grass", 12, true},
	{"landuse", "village_green", tile.LayerGreen, "grass", 13, true},
	{"landuse", "recreation_ground", tile.LayerGreen, "park", 12, true},
	{"landuse", "cemetery", tile.LayerGreen, "cemetery", 13, true},
	{"landuse", "orchard", tile.LayerGreen, "farm", 12, true},
	{"landuse", "farmland", tile.LayerGreen, "farm", 11, true},
	{"landuse", "flowerbed", tile.LayerGreen, "grass", 16, true},
	{"natural", "scrub", tile.LayerGreen, "grass", 12, true},
	{"natural", "grassland", tile.LayerGreen, "grass", 12, true},
	{"natural", "heath", tile.LayerGreen, "grass", 12, true},
	{"natural", "wetland", tile.LayerGreen, "wetland", 11, true},
}

// lookByTag and lookByKey index looks; the second for values "*".
var lookByTag, lookByKey = func() (map[posm.Tag]lookID, map[string]lookID) {
	tags, keys := map[posm.Tag]lookID{}, map[string]lookID{}
	for i, l := range looks[1:] {
		if l.value == "*" {
			keys[l.key] = lookID(i + 1)
		} else {
			tags[posm.Tag{Key: l.key, Value: l.value}] = lookID(i + 1)
		}
	}
	return tags, keys
}()

// lookOf finds how an object is drawn.
func lookOf(tags posm.Tags) lookID {
	best := lookID(len(looks))
	for _, t := range tags {
		if id, ok := lookByTag[t]; ok {
			best = min(best, id)
		} else if id, ok := lookByKey[t.Key]; ok && t.Value != "no" {
			best = min(best, id)
		}
	}
	if int(best) == len(looks) || hidden(looks[best].layer, tags) {
		return 0
	}
	if looks[best].class == "rail" && sidings[tags.Find("service")] {
		return lookByTag[posm.Tag{Key: "railway", Value: "siding"}]
	}
	return best
}

// sidings are the tracks, by service=*, that only fill yards.
var sidings = map[string]bool{"yard": true, "siding": true, "spur": true, "crossover": true}

// hidden says that something lies under the ground or is not there.
func hidden(layer string, tags posm.Tags) bool {
	if tags.Find("location") == "underground" || unbuilt(tags) {
		return true
	}
	return layer == tile.LayerWater && (tags.Find("tunnel") == "culvert" || tags.Find("tunnel") == "yes")
}

// drawnAsArea says whether a closed way with these tags is an area.
func drawnAsArea(id lookID, tags posm.Tags) bool {
	area := tags.Find("area")
	return looks[id].area && area != "no" || area == "yes"
}

// adminLevel is the level of an administrative border, 2 (country) to 11, 0 for anything else.
func adminLevel(tags posm.Tags) uint8 {
	if tags.Find("boundary") != "administrative" {
		return 0
	}
	level, err := strconv.Atoi(tags.Find("admin_level"))
	if err != nil || level < 2 || level > 11 {
		return 0
	}
	return uint8(level)
}

// borderZooms are the zooms from which borders are drawn, by admin level. In China 4 is a province, 5 a city, 6 a
// district, 8 a street or town.
var borderZooms = [12]uint8{2: 2, 3: 3, 4: 4, 5: 7, 6: 9, 7: 10, 8: 12, 9: 13, 10: 14, 11: 15}
