package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"tuoyuquan/api/care"
)

// classPlaces is what a list or a facility says of the places of one class.
type classPlaces struct {
	class care.ClassID
	pools []care.Pool
}

// Occupancy is one month of a class: what may be taken, and by whom it is.
type Occupancy struct {
	Class         care.ClassID
	Month         care.Month
	Filed         int
	Staffed       int
	Grandfathered int // what the bureau lets stand above Filed; 0 when nothing does
	Outside       int // children the facility counts who have no application here
	Held          int
	Offered       int
	Enrolled      int
	Open          bool
}

// Used is how many children the month is promised to.
func (o Occupancy) Used() int { return o.Outside + o.Held + o.Offered + o.Enrolled }

// Free is how many more the month can take.
func (o Occupancy) Free() int {
	if !o.Open {
		return 0
	}
	return max(0, min(o.Filed, o.Staffed)-o.Used())
}

var poolInsert = insert{
	table:   "pool",
	columns: []string{"class_id", "month", "filed", "staffed", "grandfathered", "outside", "held", "offered", "enrolled", "open"},
	suffix: `ON CONFLICT (class_id, month) DO UPDATE SET filed = excluded.filed, staffed = excluded.staffed,
grandfathered = excluded.grandfathered, outside = excluded.outside`,
}

func insertPools(ctx context.Context, w *work, rows []Occupancy) error {
	return insertAll(ctx, w, poolInsert, rows, func(args []any, o Occupancy) []any {
		return append(args, string(o.Class), int32(o.Month), o.Filed, o.Staffed, o.Grandfathered, o.Outside, o.Held, o.Offered, o.Enrolled, o.Open)
	}, nil)
}

const occupancyColumns = "class_id, month, filed, staffed, grandfathered, outside, held, offered, enrolled, open"

func scanOccupancy(rows *sql.Rows) (o Occupancy, err error) {
	err = rows.Scan(&o.Class, &o.Month, &o.Filed, &o.Staffed, &o.Grandfathered, &o.Outside, &o.Held, &o.Offered, &o.Enrolled, &o.Open)
	return o, err
}

// rewritePlaces makes the places of classes those that are given. What applications take is never touched: of a class with
// a child in it, only the filed and staffed places change, and those the facility counts stay as they are. The rows of the
// classes are locked by the caller.
func rewritePlaces(ctx context.Context, w *work, given []classPlaces) error {
	ids := make([]care.ClassID, len(given))
	for i, g := range given {
		ids[i] = g.class
	}
	live := make(map[care.ClassID][]Occupancy)
	const query = "SELECT " + occupancyColumns + ` FROM pool WHERE class_id IN (
SELECT p.class_id FROM pool p WHERE p.class_id IN (?) AND p.held + p.offered + p.enrolled > 0) ORDER BY class_id, month`
	err := selectIn(ctx, w, query, nil, ids, func(rows *sql.Rows) error {
		o, err := scanOccupancy(rows)
		live[o.Class] = append(live[o.Class], o)
		return err
	})
	if err != nil {
		return err
	}
	stopped, err := stoppedClasses(ctx, w, ids)
	if err != nil {
		return err
	}
	var plain []care.ClassID
	var rows []Occupancy
	for _, g := range given {
		if standing := live[g.class]; standing != nil {
			rows = append(rows, mergePlaces(standing, g.pools)...)
			continue
		}
		plain = append(plain, g.class)
		for _, p := range g.pools {
			o := Occupancy{Class: g.class, Month: p.Month, Filed: p.Filed, Staffed: p.Staffed, Outside: p.Taken, Open: !stopped[g.class]}
			rows = append(rows, o.grandfather())
		}
	}
	if err := execIn(ctx, w, "DELETE FROM pool WHERE class_id IN (?)", plain); err != nil {
		return err
	}
	return insertPools(ctx, w, rows)
}

// stoppedClasses returns which of the classes the bureau has stopped.
func stoppedClasses(ctx context.Context, w *work, ids []care.ClassID) (map[care.ClassID]bool, error) {
	stopped := make(map[care.ClassID]bool)
	err := selectIn(ctx, w, "SELECT id FROM class WHERE frozen <> '' AND id IN (?)", nil, ids, func(rows *sql.Rows) error {
		var id care.ClassID
		err := rows.Scan(&id)
		stopped[id] = true
		return err
	})
	return stopped, err
}

// grandfather lets use above the filed places stand, and takes that back once it is below.
func (o Occupancy) grandfather() Occupancy {
	if o.Grandfathered = 0; o.Used() > o.Filed {
		o.Grandfathered = o.Used()
	}
	return o
}

// mergePlaces gives the rows of a class with children in it after a list said its places; both ascend by month. A month no
// list speaks of is as the one before.
func mergePlaces(standing []Occupancy, given []care.Pool) []Occupancy {
	rows := slices.Clone(standing)
	for _, p := range given {
		if _, there := slices.BinarySearchFunc(standing, p.Month, byMonth); !there {
			o := Occupancy{Class: standing[0].Class, Month: p.Month, Outside: p.Taken, Open: standing[0].Open}
			if i, _ := slices.BinarySearchFunc(standing, p.Month, byMonth); i > 0 {
				o.Outside, o.Open = standing[i-1].Outside, standing[i-1].Open
			}
			rows = append(rows, o)
		}
	}
	slices.SortFunc(rows, func(a, b Occupancy) int { return cmp.Compare(a.Month, b.Month) })
	n := 0
	for i := range rows {
		for n < len(given) && given[n].Month <= rows[i].Month {
			n++
		}
		if n > 0 {
			rows[i].Filed, rows[i].Staffed = given[n-1].Filed, given[n-1].Staffed
			rows[i] = rows[i].grandfather()
		}
	}
	return rows
}

func byMonth(o Occupancy, m care.Month) int { return cmp.Compare(o.Month, m) }
