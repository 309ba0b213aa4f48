package server

import (
	"net/http"
	"testing"
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
