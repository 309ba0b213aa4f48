package finder

import (
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/geo"
)

func TestFragmentOfTheStreetsIsSaid(t *testing.T) {
	f := finderOf(t, grid(t), nil, nil, nil)
	for _, c := range []struct {
		name string
		from orb.Point
		want bool
	}{{"island", at(side+5.5, 3), true}, {"town", at(5, 5), false}} {
		q := Query{Anchors: []orb.Point{c.from}, AgeMonths: -1}
		a := find(t, f, q)
		if got := strings.Contains(string(a.AppendJSON(nil)), `"isolated":true`); got != c.want {
			t.Errorf("%s: the list says isolated %v", c.name, got)
		}
		circle, err := f.Circle(t.Context(), Query{Anchors: q.Anchors, AgeMonths: -1, Profile: geo.Walk}, 0)
		if err != nil || circle.Isolated != c.want {
			t.Errorf("%s: the circle says isolated %v, %v", c.name, circle.Isolated, err)
		}
	}
}

func TestOtherStreetsMakeAnotherRevision(t *testing.T) {
	fs := []care.Facility{{
		ID: "f1", Source: "x", Name: "河畔托育园", Kind: care.KindIndependent, Verified: true, Filing: care.Filing{Status: care.Filed},
		Location: &care.Location{Point: at(5, 5), Original: at(5, 5), System: care.WGS84, Source: care.LocationGiven, Confidence: 1},
	}}
	q := Query{Anchors: []orb.Point{at(3, 3)}, AgeMonths: -1}
	_, streets, err := finderOf(t, grid(t), fs, nil, nil).Facility(t.Context(), "f1", q)
	if err != nil {
		t.Fatal(err)
	}
	_, none, err := finderOf(t, nil, fs, nil, nil).Facility(t.Context(), "f1", q)
	if err != nil {
		t.Fatal(err)
	}
	if streets == none {
		t.Error("a browser would keep the walk of other streets")
	}
}
