package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
)

func TestListByWalk(t *testing.T) {
	w := newTown(t, Options{},
		facilityAt(1, crossing(5, 5), 3),
		facilityAt(2, crossing(8, 5), 0),
		facilityAt(3, crossing(5, 13), 1),
		facilityAt(4, crossing(18, 18), 9),
	)
	l := w.list("near=" + at(crossing(5, 5)) + "&minutes=15&age_months=20")
	if got := names(l); got != "阳光托育001 阳光托育002 阳光托育003" {
		t.Fatalf("within 900 m: %s", got)
	}
	if m := l.Items[1].Walk.Metres; m < 299 || m > 301 {
		t.Errorf("three blocks are %v m", m)
	}
	if l.Items[1].Walk.Minutes != 5 || l.Items[2].Walk.Minutes != 14 {
		t.Errorf("minutes %d and %d, want 5 and 14", l.Items[1].Walk.Minutes, l.Items[2].Walk.Minutes)
	}
	l = w.list("near=" + at(crossing(5, 5)) + "&minutes=15&age_months=20&vacant=true")
	if got := names(l); got != "阳光托育001 阳光托育003" {
		t.Errorf("with room: %s", got)
	}
	if r := w.get("/api/v1/facilities?near=1,2,3"); r.status != http.StatusUnprocessableEntity {
		t.Errorf("three numbers for a point: %d %s", r.status, r.body)
	}
}

// A family opens its favourites: those it kept, wherever they are, with what the other parameters say of them.
func TestListByID(t *testing.T) {
	gone := facilityAt(9, crossing(5, 5), 3)
	gone.Filing.Status = care.FilingSuspended
	nowhere := facilityAt(5, orb.Point{}, 2)
	nowhere.Location = nil
	w := newTown(t, Options{},
		facilityAt(1, crossing(5, 5), 3),
		facilityAt(2, crossing(8, 5), 0),
		facilityAt(3, crossing(18, 18), 1),
		facilityAt(4, crossing(2000, 18), 9), // beyond any walk
		nowhere, gone,
	)
	id := func(n int) string { return string(facilityAt(n, orb.Point{}, 0).ID) }
	ids := "id=" + id(4) + "," + id(3) + "&id=" + id(1) + "&id=" + id(9) + "&id=" + id(5) + "&id=nobody&id=" + id(1)
	l := w.list(ids)
	if got := names(l); got != "阳光托育001 阳光托育003 阳光托育004 阳光托育005" || l.Total != 4 {
		t.Fatalf("by id alone: %s", got)
	}
	l = w.list(ids + "&minutes=5&age_months=20&near=" + at(crossing(4, 5)))
	if got := names(l); got != "阳光托育001 阳光托育003 阳光托育004 阳光托育005" {
		t.Fatalf("with a starting place: %s", got)
	}
	for i, want := range []int{2, 45, 0, 0} {
		switch walk := l.Items[i].Walk; {
		case want == 0 && walk != nil:
			t.Errorf("item %d has a walk of %d minutes", i, walk.Minutes)
		case want != 0 && (walk == nil || walk.Minutes != want):
			t.Errorf("item %d: walk %+v, want %d minutes", i, walk, want)
		}
	}
	two := "&near=" + at(crossing(4, 5)) + ";" + at(crossing(6, 5))
	if l = w.list(ids + two); len(l.Items[0].Walks) != 2 || l.Items[2].Walk != nil || l.Items[2].Walks != nil {
		t.Errorf("from two places: %+v", l.Items)
	}
	if got := names(w.list(ids + "&vacant=true&age_months=20&sort=free")); got != "阳光托育004 阳光托育001 阳光托育005 阳光托育003" {
		t.Errorf("with room: %s", got)
	}
	if l = w.list("id=nobody&near=120,31"); l.Total != 0 || l.Empty == nil || l.Empty.Reason != "no_match" || l.Empty.Nearest != nil {
		t.Errorf("nothing of what was kept: %+v", l.Empty)
	}
	first := w.list(ids + "&limit=3&near=" + at(crossing(4, 5)))
	if len(first.Items) != 3 || first.Next == "" {
		t.Fatalf("a page of three: %s", names(first))
	}
	if rest := w.list(ids + "&limit=3&near=" + at(crossing(4, 5)) + "&cursor=" + first.Next); names(rest) != "阳光托育005" {
		t.Errorf("behind it, among those without a walk: %s", names(rest))
	}
	if r := w.get("/api/v1/facilities?cursor=" + first.Next); r.status != http.StatusUnprocessableEntity {
		t.Errorf("its cursor without the ids: %d", r.status)
	}
}

func TestListTakesAHundredIDs(t *testing.T) {
	var fs []care.Facility
	var ids []string
	for i := range 100 {
		fs = append(fs, facilityAt(i, crossing(float64(i%20), float64(i/20)), 1))
		ids = append(ids, string(fs[i].ID))
	}
	w := newTown(t, Options{}, fs...)
	for _, query := range []string{"id=" + strings.Join(ids, "&id="), "id=" + strings.Join(ids, ","), "id=" + strings.Join(ids, "%2C") + "&near=" + at(crossing(4, 5))} {
		if l := w.list(query); len(l.Items) != 100 || l.Next != "" {
			t.Errorf("%d characters: %d items", len(query), len(l.Items))
		}
	}
	if r := w.get("/api/v1/facilities?id=" + strings.Join(ids, ",") + ",x"); r.status != http.StatusUnprocessableEntity {
		t.Errorf("101 ids: %d", r.status)
	}
	if r := w.get("/api/v1/clusters?bbox=1,1,2,2&zoom=3&id=" + ids[0]); r.status != http.StatusUnprocessableEntity {
		t.Errorf("ids for clusters: %d", r.status)
	}
}

// Lists are read joined or given in several, and the two mean the same.
func TestListsAreReadBothWays(t *testing.T) {
	w := newTown(t, Options{}, facilityAt(1, crossing(5, 5), 3))
	for _, query := range []string{"mode=full_day,hourly", "mode=full_day&mode=hourly", "mode=hourly&mode=full_day,drop_in"} {
		if got := names(w.list(query)); got != "阳光托育001" {
			t.Errorf("%s: %s", query, got)
		}
	}
	if got := fmt.Sprint(w.list("days=1&days=2&from=09:00&until=17:00").Total, w.list("days=1&days=7&from=09:00&until=17:00").Total); got != "1 0" {
		t.Errorf("days: %s", got)
	}
	if r := w.get("/api/v1/facilities?mode=full_day&mode=other"); r.status != http.StatusUnprocessableEntity {
		t.Errorf("a second value that is none: %d", r.status)
	}
}
