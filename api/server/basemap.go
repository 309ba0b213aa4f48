package server

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"tuoyuquan/api/basemap"
	"tuoyuquan/api/care"
	"tuoyuquan/geo/tile"
)

// BasemapInfo says what a browser draws the map with. Everything comes from this service; the provider's key stays here.
type BasemapInfo struct {
	Provider    string         `json:"provider" enum:"own,tianditu,tencent,amap" doc:"Whose map it is; own: the vector tiles of this service"`
	Projection  string         `json:"projection" enum:"wgs84,gcj02" doc:"Datum the tiles are cut in, always in Web Mercator"`
	Layers      []BasemapLayer `json:"layers" nullable:"false" doc:"From the ground up; empty when there is no map"`
	MaxZoom     int            `json:"max_zoom" doc:"Closest zoom with tiles of its own; enlarge them beyond"`
	Attribution string         `json:"attribution,omitempty" doc:"Whose map it is, to stand on it"`
	Approval    string         `json:"approval,omitempty" doc:"审图号, to be shown on every map"`
}

// BasemapLayer is one sheet of the map.
type BasemapLayer struct {
	ID       string `json:"id"`
	URL      string `json:"url" doc:"With {z}, {x} and {y}"`
	Kind     string `json:"kind" enum:"ground,label" doc:"label: lettering, to be laid over the ground"`
	Format   string `json:"format" enum:"vector,raster"`
	Language string `json:"language,omitempty" enum:"zh,en" doc:"Of lettering, when there is a choice"`
	Theme    string `json:"theme,omitempty" enum:"dark" doc:"dark: in place of the other grounds on a dark screen"`
}

func (s *Server) basemapInfo(t *Town) BasemapInfo {
	info := BasemapInfo{Provider: basemap.Own, Projection: "wgs84", Layers: []BasemapLayer{}, MaxZoom: tile.MaxZoom, Approval: s.o.MapApproval}
	if s.Map == nil {
		if t.Basemap != nil {
			info.Layers = append(info.Layers, BasemapLayer{ID: basemap.Own, URL: "/api/v1/tiles/{z}/{x}/{y}.mvt", Kind: "ground", Format: "vector"})
		}
		return info
	}
	info.Provider, info.MaxZoom, info.Attribution = s.Map.Provider(), basemap.MaxZoom, s.Map.Attribution()
	if s.Map.GCJ02() {
		info.Projection = "gcj02"
	}
	for _, l := range s.Map.Layers() {
		layer := BasemapLayer{ID: l.ID, URL: "/api/v1/basemap/" + l.ID + "/{z}/{x}/{y}", Kind: "ground", Format: "raster", Language: l.Language}
		if l.Label {
			layer.Kind = "label"
		}
		if l.Dark {
			layer.Theme = "dark"
		}
		info.Layers = append(info.Layers, layer)
	}
	return info
}

// basemapInput names a tile of a layer.
type basemapInput struct {
	Layer string `path:"layer" maxLength:"12" pattern:"^[a-z]+$" patternDescription:"a layer of basemap in /api/v1/meta" doc:"One of the layers of basemap in /api/v1/meta"`
	Z     uint32 `path:"z" maximum:"18"`
	X     uint32 `path:"x" maximum:"262143"`
	Y     uint32 `path:"y" maximum:"262143"`
	From  string `header:"Sec-Fetch-Site" maxLength:"20" doc:"Set by browsers: pages of other sites get no tiles"`
}

// tilesPerRequest is how many tiles of the provider a network may have for each request it may make: a look at the map takes
// some dozen tiles and one question.
const (
	tilesPerRequest = 5
	tilesPerMinute  = 6000 // of one network where requests have no limit: the provider counts them against the key
)

// getBasemap gives a tile of the map provider.
func (s *Server) getBasemap(ctx context.Context, in *basemapInput) (*raw, error) {
	if s.Map == nil {
		return nil, care.Errorf(care.NotFound, care.CodeNotFound, "", "this service draws its own map; see basemap in /api/v1/meta")
	}
	if in.From == "cross-site" && len(s.o.AllowedOrigins) == 0 {
		return nil, care.Errorf(care.Forbidden, care.CodeNotPublic, "", "the map is for this service's own pages")
	}
	limit := tilesPerMinute
	if s.o.RequestsPerMin > 0 {
		limit = s.o.RequestsPerMin * tilesPerRequest
	}
	if refused := s.allow(ctx, "tile:"+infoOf(ctx).client.text(), limit, time.Minute); refused != nil {
		return nil, refused
	}
	picture, err := s.Map.Tile(ctx, in.Layer, in.Z, in.X, in.Y)
	switch {
	case errors.Is(err, basemap.ErrNoTile):
		return nil, noTile()
	case err != nil:
		return s.noMap(err), nil
	}
	return &raw{Body: func(ctx huma.Context) {
		x := unwrap(ctx)
		x.SetHeader("Cache-Control", s.mapCaching())
		if len(s.o.AllowedOrigins) == 0 {
			x.SetHeader("Cross-Origin-Resource-Policy", "same-origin")
		}
		if unchanged(x, tagOf(picture.Body)) {
			return
		}
		x.SetStatus(fiber.StatusOK)
		x.c.Response().Header.SetContentType(picture.Type)
		x.c.Response().SetBodyRaw(picture.Body)
	}}, nil
}

// noMap tells that the provider is away (503) or answers with what is no tile (502). Why is in the log.
func (s *Server) noMap(err error) *raw {
	e := &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable, Text: "the map cannot be reached at the moment; the list works without it"}
	if errors.Is(err, basemap.ErrRefused) {
		e.Cause = statusError(fiber.StatusBadGateway)
	}
	return &raw{Body: func(ctx huma.Context) {
		x := unwrap(ctx)
		s.problem(x.c, infoOf(x.ctx), e)
	}}
}

// mapCaching lets browsers keep tiles as long as the licence lets us, at most a day.
func (s *Server) mapCaching() string {
	seconds := int(min(s.Map.Keep(), 24*time.Hour).Seconds())
	if seconds == 0 {
		return "private, max-age=300"
	}
	return "public, max-age=" + strconv.Itoa(seconds)
}
