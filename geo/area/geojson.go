package area

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// Limits of ReadGeoJSON.
const (
	MaxBytes  = 64 << 20
	MaxAreas  = 100_000
	MaxPoints = 10_000_000
)

// ErrTooLarge is wrapped by the errors of ReadGeoJSON about its limits.
var ErrTooLarge = errors.New("area file too large")

// ReadGeoJSON reads the Polygons and MultiPolygons of a FeatureCollection, or of a single Feature, in the style of DataV and
// AMap: properties adcode (a number or a string; also code, or the id of the feature), name, level, parent (a code, or an
// object with an adcode) and center (or centroid). All of them may be missing, and others are ignored. A null geometry
// gives an area without a border. Features of one code and one name become one area with several parts. Points are kept
// as they are: DataV files are GCJ-02, see Convert.
//
// It refuses, saying which feature: other geometries, rings with fewer than three points, coordinates off the globe, one
// code with two names, and with ErrTooLarge more than MaxBytes, MaxAreas or MaxPoints.
func ReadGeoJSON(r io.Reader) ([]Area, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read areas: %w", err)
	}
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("read areas: more than %d MB: %w", MaxBytes>>20, ErrTooLarge)
	}
	features, err := featuresOf(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")))
	if err != nil {
		return nil, fmt.Errorf("read areas: %w", err)
	}
	areas := make([]Area, 0, len(features))
	byCode := make(map[string]int, len(features))
	points := 0
	for i := range features {
		a, err := features[i].area(&points)
		if err != nil {
			return nil, fmt.Errorf("read areas: feature %d (%s): %w", i+1, strings.TrimSpace(a.Code+" "+a.Name), err)
		}
		k, seen := byCode[a.Code]
		if a.Code == "" || !seen {
			byCode[a.Code] = len(areas)
			areas = append(areas, a)
			continue
		}
		if areas[k].Name != a.Name {
			return nil, fmt.Errorf("read areas: feature %d: code %s is %q here and %q before", i+1, a.Code, a.Name, areas[k].Name)
		}
		areas[k].Border = append(areas[k].Border, a.Border...)
	}
	return areas, nil
}

type feature struct {
	Type     string          `json:"type"`
	ID       json.RawMessage `json:"id"`
	Geometry *struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
	Properties struct {
		Adcode   json.RawMessage `json:"adcode"`
		Code     json.RawMessage `json:"code"`
		Name     json.RawMessage `json:"name"`
		Level    json.RawMessage `json:"level"`
		Parent   json.RawMessage `json:"parent"`
		Center   json.RawMessage `json:"center"`
		Centroid json.RawMessage `json:"centroid"`
	} `json:"properties"`
}

func featuresOf(text []byte) ([]feature, error) {
	var file struct {
		Type     string            `json:"type"`
		Features []json.RawMessage `json:"features"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, err
	}
	switch file.Type {
	case "Feature":
		file.Features = []json.RawMessage{text}
	case "FeatureCollection":
	default:
		return nil, fmt.Errorf("type is %q, want FeatureCollection", clip(file.Type))
	}
	if len(file.Features) > MaxAreas {
		return nil, fmt.Errorf("%d features, at most %d: %w", len(file.Features), MaxAreas, ErrTooLarge)
	}
	features := make([]feature, len(file.Features))
	for i, raw := range file.Features {
		if err := json.Unmarshal(raw, &features[i]); err != nil {
			return nil, fmt.Errorf("feature %d: %w", i+1, err)
		}
	}
	return features, nil
}

// area returns what it could read even with an error, for the message. It adds to points.
func (f *feature) area(points *int) (a Area, err error) {
	p := &f.Properties
	a.Code = firstText(p.Adcode, p.Code, f.ID)
	a.Name, a.Level = text(p.Name), text(p.Level)
	a.Parent = text(p.Parent)
	if a.Parent == "" {
		var parent struct {
			Adcode json.RawMessage `json:"adcode"`
		}
		if json.Unmarshal(p.Parent, &parent) == nil {
			a.Parent = text(parent.Adcode)
		}
	}
	a.Center = firstPoint(p.Center, p.Centroid)
	if f.Type != "Feature" {
		return a, fmt.Errorf("type is %q, want Feature", clip(f.Type))
	}
	if f.Geometry == nil {
		return a, nil
	}
	s := scanner{text: f.Geometry.Coordinates, points: points}
	switch f.Geometry.Type {
	case "Polygon":
		a.Border = make(orb.MultiPolygon, 1)
		a.Border[0], err = s.polygon()
	case "MultiPolygon":
		err = s.list(func() error {
			polygon, err := s.polygon()
			a.Border = append(a.Border, polygon)
			return err
		})
	default:
		err = fmt.Errorf("geometry is %q, want Polygon or MultiPolygon", clip(f.Geometry.Type))
	}
	return a, err
}

// clip shortens a word of a file for a message.
func clip(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "..."
	}
	return s
}

// text returns a JSON string or number as it is written, and "" for anything else.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return strings.TrimSpace(s)
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}

func firstText(raws ...json.RawMessage) string {
	for _, raw := range raws {
		if s := text(raw); s != "" {
			return s
		}
	}
	return ""
}

func firstPoint(raws ...json.RawMessage) orb.Point {
	for _, raw := range raws {
		points := 0
		s := scanner{text: raw, points: &points}
		if p, err := s.point(); err == nil {
			return p
		}
	}
	return orb.Point{}
}

// scanner reads the nested lists of coordinates. The text is known to be JSON, or empty.
type scanner struct {
	text   []byte
	at     int
	points *int
}

func (s *scanner) polygon() (polygon orb.Polygon, err error) {
	err = s.list(func() error {
		ring, err := s.ring()
		polygon = append(polygon, ring)
		if err != nil {
			return fmt.Errorf("ring %d: %w", len(polygon), err)
		}
		return nil
	})
	if err == nil && len(polygon) == 0 {
		err = errors.New("a polygon without a ring")
	}
	return polygon, err
}

func (s *scanner) ring() (ring orb.Ring, err error) {
	err = s.list(func() error {
		p, err := s.point()
		if err != nil {
			return fmt.Errorf("point %d: %w", len(ring)+1, err)
		}
		ring = append(ring, p)
		return nil
	})
	if err != nil {
		return ring, err
	}
	if n := len(ring); n > 0 && ring[0] != ring[n-1] {
		ring = append(ring, ring[0])
	}
	if len(ring) < 4 {
		return ring, errors.New("fewer than three points")
	}
	return ring, nil
}

func (s *scanner) point() (p orb.Point, err error) {
	if *s.points++; *s.points > MaxPoints {
		return p, fmt.Errorf("more than %d points: %w", MaxPoints, ErrTooLarge)
	}
	n := 0
	err = s.list(func() error {
		v, err := s.number()
		if n < 2 {
			p[n] = v
		}
		n++
		return err
	})
	switch {
	case err != nil:
		return p, err
	case n < 2:
		return p, errors.New("a point needs a longitude and a latitude")
	case math.Abs(p[0]) > 180:
		return p, fmt.Errorf("longitude %v is not between -180 and 180", p[0])
	case math.Abs(p[1]) > 90:
		return p, fmt.Errorf("latitude %v is not between -90 and 90 (longitude comes first)", p[1])
	}
	return p, nil
}

// list reads [item, item, ...].
func (s *scanner) list(item func() error) error {
	if !s.take('[') {
		return errors.New("want a list of coordinates")
	}
	if s.take(']') {
		return nil
	}
	for {
		if err := item(); err != nil {
			return err
		}
		if s.take(']') {
			return nil
		}
		if !s.take(',') {
			return errors.New("coordinates are nested in another way than the geometry's type says")
		}
	}
}

// take skips blanks and then c, if it comes next.
func (s *scanner) take(c byte) bool {
	for s.at < len(s.text) && (s.text[s.at] == ' ' || s.text[s.at] == '\n' || s.text[s.at] == '\t' || s.text[s.at] == '\r') {
		s.at++
	}
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

func (s *scanner) number() (float64, error) {
	s.take(0)
	end := s.at
	for end < len(s.text) && strings.IndexByte("+-.0123456789eE", s.text[end]) >= 0 {
		end++
	}
	v, err := strconv.ParseFloat(string(s.text[s.at:end]), 64)
	if err != nil {
		return 0, errors.New("want a number")
	}
	s.at = end
	return v, nil
}
