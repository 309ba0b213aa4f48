package main

import (
	"context"
	"math"
	"sync/atomic"

	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
	"tuoyuquan/geo/area"
)

// districts know which district answers for a point. They are total: where no border holds it, the nearest district does, so that no
// complaint falls between two.
type districts struct {
	store *store.Store
	now   atomic.Pointer[districtIndex]
}

type districtIndex struct {
	list  []care.Area
	index *area.Index
}

// read takes the areas anew.
func (d *districts) read(ctx context.Context) error {
	all, err := d.store.Areas(ctx)
	if err != nil {
		return err
	}
	d.now.Store(indexDistricts(all))
	return nil
}

func indexDistricts(all []care.Area) *districtIndex {
	x := &districtIndex{}
	borders := []area.Area{}
	for _, a := range all {
		if a.Level == care.LevelDistrict {
			x.list = append(x.list, a)
			borders = append(borders, area.Area{Code: a.Code, Border: a.Border})
		}
	}
	x.index = area.New(borders)
	return x
}

// at gives the code of the district that answers for a point; "" only where no district is known at all.
func (d *districts) at(ctx context.Context, p orb.Point) (string, error) {
	if d.now.Load() == nil {
		if err := d.read(ctx); err != nil {
			return "", err
		}
	}
	return d.now.Load().at(p), nil
}

func (x *districtIndex) at(p orb.Point) string {
	if i, ok := x.index.Find(p); ok {
		return x.list[i].Code
	}
	nearest, best := "", math.Inf(1)
	narrow := math.Cos(p[1] * math.Pi / 180) // a degree of longitude against one of latitude
	for i := range x.list {
		dx, dy := (x.list[i].Center[0]-p[0])*narrow, x.list[i].Center[1]-p[1]
		if d := dx*dx + dy*dy; d < best {
			nearest, best = x.list[i].Code, d
		}
	}
	return nearest
}
