package finder

import (
	"strings"
	"testing"

	"github.com/paulmach/orb"

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
