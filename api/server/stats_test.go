package server

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
)

// Whatever a facility calls itself, no table of figures runs it as a formula, in either format.
func TestTablesOfFiguresRunNoFormula(t *testing.T) {
	f := facilityAt(1, crossing(5, 5), 6)
	f.Name = `=HYPERLINK("https://evil.example","点我")`
	w := newTown(t, Options{}, f)
	city := w.employee(account.StaffInput{Username: "city-one", Role: care.ActorCity, Area: "320500"})
	if err := w.Stats.Count(t.Context()); err != nil {
		t.Fatal(err)
	}
	const path = "/api/v1/bureau/statistics/export?indicator=place_use&format="
	r := city.ask(http.MethodGet, path+"csv", nil)
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(r.body, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][3] != "'"+f.Name {
		t.Errorf("csv: %v %q", err, rows)
	}
	r = city.ask(http.MethodGet, path+"xlsx", nil)
	book, err := excelize.OpenReader(bytes.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	name, err := book.GetCellValue("明细", "D2")
	formula, _ := book.GetCellFormula("明细", "D2")
	if err != nil || formula != "" || name != "'"+f.Name {
		t.Errorf("xlsx: %q, formula %q, %v", name, formula, err)
	}
	for _, query := range []string{"", "&history=true", "&history=true&days=true"} {
		if r := city.ask(http.MethodGet, "/api/v1/bureau/statistics/export?format=csv"+query, nil); r.status != http.StatusOK || !strings.Contains(string(r.body), "每千人口托位数") {
			t.Errorf("%q: %d %s", query, r.status, r.body)
		}
	}
}

// What cannot be asked is refused with a field, and what nobody has is not found.
func TestStatisticsRefuse(t *testing.T) {
	w := newTown(t, Options{}, facilityAt(1, crossing(5, 5), 6))
	city := w.employee(account.StaffInput{Username: "city-one", Role: care.ActorCity, Area: "320500"})
	if r := city.ask(http.MethodGet, "/api/v1/bureau/statistics", nil); r.status != http.StatusConflict || w.problemOf(r).Code != care.CodeNoStats {
		t.Errorf("before anything was counted: %d %s", r.status, r.body)
	}
	if r := city.ask(http.MethodGet, "/api/v1/bureau/need", nil); r.status != http.StatusConflict || w.problemOf(r).Code != care.CodeNoGrid {
		t.Errorf("without a grid: %d %s", r.status, r.body)
	}
	if err := w.Stats.Count(t.Context()); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		"statistics":                                  http.StatusOK,
		"statistics?month=2026-11":                    http.StatusOK,
		"statistics?area=320500001&by=street":         http.StatusOK,
		"statistics?on=2026-11-22":                    http.StatusUnprocessableEntity,
		"statistics?month=2026-12":                    http.StatusUnprocessableEntity,
		"statistics?month=2026-13":                    http.StatusUnprocessableEntity,
		"statistics?on=2026-11-20&month=2026-11":      http.StatusUnprocessableEntity,
		"statistics?by=house":                         http.StatusUnprocessableEntity,
		"statistics?colour=red":                       http.StatusUnprocessableEntity,
		"statistics?area=110000":                      http.StatusNotFound,
		"statistics?on=2026-11-20":                    http.StatusConflict,
		"statistics/rows":                             http.StatusUnprocessableEntity,
		"statistics/rows?indicator=beauty":            http.StatusUnprocessableEntity,
		"statistics/rows?indicator=place_use&limit=0": http.StatusUnprocessableEntity,
		"need/what-if?at=here":                        http.StatusUnprocessableEntity,
	} {
		if r := city.ask(http.MethodGet, "/api/v1/bureau/"+query, nil); r.status != want {
			t.Errorf("%s: %d, want %d: %s", query, r.status, want, r.body)
		}
	}
}
