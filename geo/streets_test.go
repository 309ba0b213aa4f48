package geo

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

// streets is a street network drawn in a test. Every column is 5 m wide and every row 10 m
// high. Letters and '+' are nodes; between them lie
//
//   - |   streets        = "   stairs
//     > <   one-way streets to the right and to the left
//     v ^   one-way streets down and up
//
// in runs of any length. A blank is ground without a street.
type streets struct {
	t     testing.TB
	g     *Graph
	rows  []string
	named map[byte]uint32 // graph nodes by letter
}

const (
	columnMetres = 5
	rowMetres    = 10
)

var streetsOrigin = orb.Point{116.3267, 40.0031}

// metresFrom is the point so many metres east and north of another.
func metresFrom(p orb.Point, east, north float64) orb.Point {
	return orb.Point{
		p[0] + east/(metresPerDegree*math.Cos(p[1]*radians)),
		p[1] + north/metresPerDegree,
	}
}

func (s *streets) at(row, col int) byte {
	if row < 0 || row >= len(s.rows) || col < 0 || col >= len(s.rows[row]) {
		return ' '
	}
	return s.rows[row][col]
}

// place is where a character of the drawing lies; fractions are fine.
func (s *streets) place(row, col float64) orb.Point {
	return metresFrom(streetsOrigin, col*columnMetres, -row*rowMetres)
}

func isStreetNode(c byte) bool { return c == '+' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'u' }

func draw(t testing.TB, drawing string) *streets {
	t.Helper()
	s := &streets{t: t, rows: strings.Split(drawing, "\n"), named: map[byte]uint32{}}
	b := NewBuilder(16, 16)
	ids := map[[2]int]uint32{}
	for r := range s.rows {
		for c := range s.rows[r] {
			if isStreetNode(s.at(r, c)) {
				ids[[2]int{r, c}] = b.Node(s.place(float64(r), float64(c)))
			}
		}
	}
	// follow a run of one sign to the node at its end.
	follow := func(r, c, dr, dc int, signs string) {
		from := ids[[2]int{r, c}]
		sign := s.at(r+dr, c+dc)
		if !strings.ContainsRune(signs, rune(sign)) {
			return
		}
		for r, c = r+dr, c+dc; s.at(r, c) == sign; r, c = r+dr, c+dc {
		}
		to, ok := ids[[2]int{r, c}]
		if !ok {
			t.Fatalf("a street ends nowhere at row %d, column %d of\n%s", r, c, drawing)
		}
		switch sign {
		case '=', '"':
			b.Edge(from, to, FlagSteps)
		case '>', 'v':
			b.Edge(from, to, FlagOneWay)
		case '<', '^':
			b.Edge(to, from, FlagOneWay)
		default:
			b.Edge(from, to, 0)
		}
	}
	for at := range ids {
		follow(at[0], at[1], 0, 1, "-=><")
		follow(at[0], at[1], 1, 0, "|\"v^")
	}
	g, err := b.Build(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	s.g = g
	for at := range ids {
		name := s.at(at[0], at[1])
		p := s.place(float64(at[0]), float64(at[1]))
		for v := range g.NumNodes() {
			if Haversine(g.Point(uint32(v)), p) < 0.05 {
				s.named[name] = uint32(v)
			}
		}
	}
	return s
}

// node is the place of a named node.
func (s *streets) node(name byte) Snapped {
	s.t.Helper()
	v, ok := s.named[name]
	if !ok {
		s.t.Fatalf("no node %c", name)
	}
	return s.g.AtNode(v)
}

// snap is the nearest street to a place in the drawing.
func (s *streets) snap(row, col float64, pr Profile) Snapped {
	s.t.Helper()
	found, ok := s.g.Snap(s.place(row, col), pr, MaxSnapMetres)
	if !ok {
		s.t.Fatalf("no street near row %v, column %v", row, col)
	}
	return found
}

// name is the letter of a node.
func (s *streets) name(v uint32) string {
	for name, node := range s.named {
		if node == v {
			return string(name)
		}
	}
	return "?"
}

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }

// walked searches from a place and fails the test when that is not possible.
func (s *streets) walked(start Snapped, metres float64, pr Profile, forward bool) *Reach {
	s.t.Helper()
	r := NewReach(s.g)
	search := r.From
	if !forward {
		search = r.To
	}
	if err := search(context.Background(), start, metres, pr); err != nil {
		s.t.Fatal(err)
	}
	return r
}

// lineMetres is the length of a line.
func lineMetres(line orb.LineString) float64 {
	sum := 0.0
	for i := 1; i < len(line); i++ {
		sum += Haversine(line[i-1], line[i])
	}
	return sum
}

func stretchMetres(st []Stretch) float64 {
	sum := 0.0
	for _, s := range st {
		sum += Haversine(s.A, s.B)
	}
	return sum
}
