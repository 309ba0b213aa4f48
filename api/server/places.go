package server

import (
	"context"
	"math"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/finder"
)

func stamp(at care.Instant) string { return at.Time().Format(time.RFC3339) }

func round1(v float64) float64 { return math.Round(v*10) / 10 }

// suggestInput is what has been typed so far.
type suggestInput struct {
	Words string   `query:"words" required:"true" maxLength:"400" doc:"What has been typed so far: hanzi, pinyin or initials"`
	Kind  []string `query:"kind" enum:"facility,place,area" maxItems:"3" doc:"Only these"`
	Limit int      `query:"limit" minimum:"1" maximum:"50" default:"8"`
	CoordsParams
}

type suggestOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         finder.Suggestions
}

// suggest completes words.
func (s *Server) suggest(ctx context.Context, in *suggestInput) (*suggestOutput, error) {
	l, err := s.Finder.Suggest(ctx, in.Words, in.Kind, in.Limit, in.system())
	return &suggestOutput{CacheControl: "private, max-age=30", Body: l}, err
}

// placesInput asks for places.
type placesInput struct {
	Words string   `query:"words" maxLength:"400" doc:"Name of a street, an estate, a station ...; pinyin and initials too"`
	Near  string   `query:"near" maxLength:"60" doc:"longitude,latitude: the nearest places within 2 km, or with words the distance to each"`
	Kind  []string `query:"kind" enum:"street,estate,station,school,hospital,park,poi,area" maxItems:"8" doc:"Only these"`
	Limit int      `query:"limit" minimum:"1" maximum:"50" default:"10"`
	CoordsParams
}

type placesOutput struct{ Body finder.PlaceList }

// findPlaces finds places to start a walk from.
func (s *Server) findPlaces(ctx context.Context, in *placesInput) (*placesOutput, error) {
	q := finder.PlaceQuery{Words: in.Words, Limit: in.Limit, Coords: in.system()}
	if in.Near != "" {
		p, err := parsePoint(in.Near, in.system())
		if err != nil {
			return nil, err
		}
		q.Near = &p
	}
	for _, k := range in.Kind {
		q.Kinds = append(q.Kinds, care.PlaceKind(k))
	}
	l, err := s.Finder.Places(ctx, q)
	return &placesOutput{Body: l}, err
}
