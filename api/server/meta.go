package server

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/finder"
)

// Meta says what this service is.
type Meta struct {
	Name        string           `json:"name"`
	City        string           `json:"city,omitempty"`
	Version     string           `json:"version"`
	Demo        string           `json:"demo,omitempty" doc:"示范数据 when the data are made up; show it everywhere"`
	Public      bool             `json:"public" doc:"true: on the open internet"`
	AsOf        string           `json:"as_of,omitempty" format:"date-time"`
	Sequence    int64            `json:"sequence"`
	Facilities  int              `json:"facilities"`
	Located     int              `json:"located" doc:"Of these, on the map"`
	Coords      care.CoordSystem `json:"coords" enum:"wgs84,gcj02,bd09"`
	Box         *[4]float64      `json:"bbox,omitempty" doc:"West, south, east, north of the streets or the facilities"`
	Attribution []string         `json:"attribution,omitempty" doc:"Who the data come from; show it under every map"`
	Basemap     BasemapInfo      `json:"basemap"`
	Network     NetworkInfo      `json:"network"`
	Walking     finder.Walking   `json:"walking"`
	Limits      MetaLimits       `json:"limits"`

	Subscriptions map[string]string `json:"subscriptions,omitempty" doc:"WeChat's templates to ask a person to accept: offer, result and visit, with their ids"`
}

// MetaLimits are what a query may ask.
type MetaLimits struct {
	Minutes  int     `json:"minutes"`
	Anchors  int     `json:"anchors"`
	Limit    int     `json:"limit"`
	MinSpeed float64 `json:"min_speed"`
	MaxSpeed float64 `json:"max_speed"`
}

type metaOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Meta
}

// getMeta says what this service is.
func (s *Server) getMeta(_ context.Context, in *CoordsParams) (*metaOutput, error) {
	town := s.town.Load()
	m := Meta{
		Name: "托育圈 tuoyuquan", City: town.City, Version: s.o.Version, Public: s.o.Public, Coords: in.system(),
		Attribution: town.Attribution, Basemap: s.basemapInfo(town), Network: town.Network,
		Limits: MetaLimits{
			Minutes: finder.MaxMinutes, Anchors: finder.MaxAnchors, Limit: finder.MaxLimit,
			MinSpeed: finder.MinSpeed, MaxSpeed: finder.MaxSpeed,
		},
	}
	if s.Notify != nil {
		m.Subscriptions = s.Notify.TemplateIDs()
	}
	if s.Finder.Demo() {
		m.Demo = finder.DemoLabel
	}
	if snap := s.Finder.Snapshot(); snap != nil {
		m.AsOf, m.Sequence, m.Facilities, m.Located = stamp(s.Finder.AsOf()), snap.Seq, snap.Count(), snap.Located()
		m.Walking = snap.Walking()
		if b, ok := snap.Bound(); ok {
			lo, hi := finder.WirePoint(b.Min, in.system()), finder.WirePoint(b.Max, in.system())
			m.Box = &[4]float64{lo[0], lo[1], hi[0], hi[1]}
		}
	}
	return &metaOutput{CacheControl: "public, max-age=10", Body: m}, nil
}
