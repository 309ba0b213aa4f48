package main

import (
	"strings"
	"testing"
)

func TestReadPeople(t *testing.T) {
	c := importPeople{Young: 20, Coords: "wgs84"}
	cells, err := c.read(strings.NewReader("\ufeff编号,经度,纬度,人口,3岁以下\na,120.1,31.2,1000,\nb,120.2,31.2,500,17\n"))
	if err != nil || len(cells) != 2 || cells[0].UnderThree != 20 || cells[1].UnderThree != 17 || cells[0].People != 1000 || cells[1].Lon != 120.2 {
		t.Errorf("%+v, %v", cells, err)
	}
	for text, want := range map[string]string{
		"":                                      "no head",
		"id,lon,lat\n":                          "no column people",
		"id,lon,lat,people\na,x,31,1\n":         "line 2",
		"id,lon,lat,people\na,120,31,-1\n":      "line 2",
		"id,lon,lat,people\na,120,31,NaN\n":     "line 2",
		"id,lon,lat,people\n,120,31,1\n":        "line 2",
		"id,lon,lat,people\na,200,31,1\n":       "line 2",
		"id,lon,lat,people\na,120,31\n":         "wrong number of fields",
		"id,lon,lat,people,under3\na,1,1,1,9\n": "line 2",
	} {
		if _, err := c.read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
