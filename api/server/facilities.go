package server

import (
	"context"
	"strconv"

	"tuoyuquan/api/care"
	"tuoyuquan/api/finder"
)

// listInput is a question for a list of facilities.
type listInput struct {
	FilterParams
	ID      []string `query:"id" maxItems:"100" doc:"Only these facilities, up to 100; ids that are not public are simply absent. near then says how far each is and leaves none out"`
	Combine string   `query:"combine" enum:"worst,sum" default:"worst" doc:"How walks from several places become one: the longest, or all together"`
	Sort    string   `query:"sort" enum:"walk,fee,freshness,free,name,relevance" doc:"walk with near, relevance with words, else name, when absent"`
	Limit   int      `query:"limit" minimum:"1" maximum:"100" doc:"20 when absent, or as many as there are ids"`
	Cursor  string   `query:"cursor" maxLength:"200" doc:"next of the page before. Pages joined are the whole list; what changes in between may be seen twice or not at all, everything else exactly once"`
}

// findFacilities lists facilities.
func (s *Server) findFacilities(ctx context.Context, in *listInput) (*raw, error) {
	q, err := in.query()
	if err != nil {
		return nil, err
	}
	q.Combine, q.Sort, q.Limit, q.Cursor = finder.Combine(in.Combine), finder.Sort(in.Sort), in.Limit, in.Cursor
	for _, id := range in.ID {
		q.IDs = append(q.IDs, care.FacilityID(id))
	}
	answer, err := s.Finder.Find(ctx, q)
	if err != nil {
		return nil, err
	}
	return write(jsonType, "", func(buf []byte) []byte {
		defer answer.Release()
		return answer.AppendJSON(buf)
	}), nil
}

// facilityInput asks for one facility.
type facilityInput struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the facility"`
	WalkParams
	ChildParams
	Combine string `query:"combine" enum:"worst,sum" default:"worst" doc:"How walks from several places become one"`
}

// getFacility shows one facility.
func (s *Server) getFacility(ctx context.Context, in *facilityInput) (*raw, error) {
	q := finder.Query{Combine: finder.Combine(in.Combine)}
	if err := in.WalkParams.apply(&q); err != nil {
		return nil, err
	}
	if err := in.ChildParams.apply(&q); err != nil {
		return nil, err
	}
	d, revision, err := s.Finder.Facility(ctx, care.FacilityID(in.ID), q)
	if err != nil {
		return nil, err
	}
	return cached(strconv.FormatUint(revision, 36)+string(q.Coords), "private, max-age=5", d), nil
}

// clustersInput asks for the clusters of a viewport.
type clustersInput struct {
	FilterParams
	Zoom int `query:"zoom" required:"true" minimum:"0" maximum:"22" doc:"Zoom of the map; cells are 64 pixels wide"`
}

// findClusters groups facilities for a map.
func (s *Server) findClusters(ctx context.Context, in *clustersInput) (*clustersOutput, error) {
	q, err := in.query()
	if err != nil {
		return nil, err
	}
	l, err := s.Finder.Clusters(ctx, q, in.Zoom)
	return &clustersOutput{Body: l}, err
}

type clustersOutput struct{ Body finder.ClusterList }

// areasInput asks for areas.
type areasInput struct {
	Code   string `query:"code" maxLength:"12" doc:"Only this area"`
	Parent string `query:"parent" maxLength:"12" doc:"Only areas directly below this one"`
	Level  string `query:"level" enum:"province,city,district,street" doc:"Only areas of this level"`
	Border bool   `query:"border" doc:"true: with borders as GeoJSON"`
	CoordsParams
}

// listAreas lists administrative areas and what they hold.
func (s *Server) listAreas(_ context.Context, in *areasInput) (*raw, error) {
	l, err := s.Finder.Areas(finder.AreaQuery{
		Code: in.Code, Parent: in.Parent, Level: care.AreaLevel(in.Level), Border: in.Border, Coords: in.system(),
	})
	if err != nil {
		return nil, err
	}
	return cached("", "public, max-age=30", l), nil
}
