package server

import (
	"context"
	"errors"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"tuoyuquan/api/care"
	"tuoyuquan/geo/tile"
)

const tileType = "application/vnd.mapbox-vector-tile"

// tileInput names a tile.
type tileInput struct {
	Z uint32 `path:"z" maximum:"22"`
	X uint32 `path:"x" maximum:"4194303"`
	Y uint32 `path:"y" maximum:"4194303"`
}

// getTile gives a vector tile of the basemap; one with nothing on it is 204.
func (s *Server) getTile(_ context.Context, in *tileInput) (*raw, error) {
	town := s.town.Load()
	if town.Basemap == nil {
		return nil, care.Errorf(care.NotFound, care.CodeNotFound, "", "this service has no basemap of its own; see basemap in /api/v1/meta")
	}
	if in.X>>in.Z != 0 || in.Y>>in.Z != 0 {
		return nil, noTile()
	}
	return &raw{Body: func(ctx huma.Context) {
		x := unwrap(ctx)
		x.SetHeader("Cache-Control", "public, max-age=3600")
		if unchanged(x, town.tag+"-"+strconv.Itoa(int(in.Z))+"-"+strconv.Itoa(int(in.X))+"-"+strconv.Itoa(int(in.Y))) {
			return
		}
		body, err := town.Basemap.Tile(in.Z, in.X, in.Y)
		switch {
		case errors.Is(err, tile.ErrTile):
			s.problem(x.c, infoOf(x.ctx), noTile())
		case err != nil:
			panic(err)
		case len(body) == 0:
			x.SetStatus(fiber.StatusNoContent)
		default:
			x.SetStatus(fiber.StatusOK)
			x.c.Response().Header.SetContentType(tileType)
			x.c.Response().SetBodyRaw(body)
		}
	}}, nil
}

func noTile() *care.Error {
	return care.Errorf(care.NotFound, care.CodeNotFound, "", "there is no such tile: x and y run from 0 to 2^z-1, z from 0 to 22")
}
