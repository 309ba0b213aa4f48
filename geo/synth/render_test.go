package synth

import (
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	osmdata "github.com/paulmach/osm"
)

// canvas draws the objects of a town, roughly, for the eye of whoever changes the plan.
type canvas struct {
	img    *image.RGBA
	middle pt
	scale  float64 // pixels a metre
}

func (c *canvas) px(p pt) pt {
	b := c.img.Bounds()
	return pt{float64(b.Dx())/2 + (p.x-c.middle.x)*c.scale, float64(b.Dy())/2 - (p.y-c.middle.y)*c.scale}
}

// fill fills rings by the even-odd rule with four samples a pixel in height and exact cover in width.
func (c *canvas) fill(rings [][]pt, col color.RGBA) {
	b := c.img.Bounds()
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, r := range rings {
		for _, p := range r {
			lo, hi = math.Min(lo, p.y), math.Max(hi, p.y)
		}
	}
	cover := make([]float64, b.Dx()+1)
	for y := max(0, int(lo)); y <= min(b.Dy()-1, int(hi)); y++ {
		clear(cover)
		for s := range 4 {
			fy := float64(y) + (float64(s)+0.5)/4
			var xs []float64
			for _, r := range rings {
				for i, p := range r {
					q := r[(i+1)%len(r)]
					if (p.y > fy) != (q.y > fy) {
						xs = append(xs, p.x+(q.x-p.x)*(fy-p.y)/(q.y-p.y))
					}
				}
			}
			slices.Sort(xs)
			for i := 0; i+1 < len(xs); i += 2 {
				for x := max(0, int(xs[i])); x < b.Dx() && float64(x) < xs[i+1]; x++ {
					cover[x] += (math.Min(xs[i+1], float64(x+1)) - math.Max(xs[i], float64(x))) / 4
				}
			}
		}
		for x := range b.Dx() {
			if cover[x] > 0 {
				c.blend(x, y, col, math.Min(1, cover[x]))
			}
		}
	}
}

func (c *canvas) blend(x, y int, col color.RGBA, a float64) {
	o := c.img.RGBAAt(x, y)
	mix := func(p, q uint8) uint8 { return uint8(float64(p)*(1-a) + float64(q)*a) }
	c.img.SetRGBA(x, y, color.RGBA{mix(o.R, col.R), mix(o.G, col.G), mix(o.B, col.B), 255})
}

func (c *canvas) stroke(line []pt, width float64, col color.RGBA) {
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		if d := b.sub(a); d.len() > 0 {
			e := d.unit().mul(width * 0.3)
			c.fill([][]pt{rect(a.sub(e).to(b.add(e), 0.5), d.unit(), d.len()+2*e.len(), width)}, col)
		}
	}
}

func hex(s string) color.RGBA {
	v, _ := strconv.ParseUint(s, 16, 32)
	return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}
}

var fills = []struct{ key, value, colour string }{
	{"landuse", "residential", "eeeae2"},
	{"landuse", "farmland", "eef0d5"},
	{"landuse", "industrial", "e8e3ea"},
	{"landuse", "commercial", "f2e4dc"},
	{"landuse", "retail", "f6dfd6"},
	{"landuse", "railway", "e4e0e0"},
	{"amenity", "university", "f1ecd6"},
	{"amenity", "school", "f1ecd6"},
	{"amenity", "hospital", "f8e2e2"},
	{"amenity", "townhall", "f0e0e8"},
	{"amenity", "library", "f0e0e8"},
	{"amenity", "community_centre", "f3ddc0"},
	{"tourism", "museum", "f0e0e8"},
	{"amenity", "theatre", "f0e0e8"},
	{"amenity", "arts_centre", "f0e0e8"},
	{"office", "government", "f0e0e8"},
	{"amenity", "kindergarten", "f6e6c8"},
	{"leisure", "park", "cfe8c0"},
	{"leisure", "garden", "cfe8c0"},
	{"landuse", "grass", "d9ecc9"},
	{"natural", "wood", "b9d8a8"},
	{"landuse", "forest", "b9d8a8"},
	{"leisure", "pitch", "b5dcb0"},
	{"leisure", "track", "e5b9a0"},
	{"place", "square", "efe6e0"},
	{"highway", "pedestrian", "efe9e6"},
	{"landuse", "orchard", "d5e6b5"},
	{"natural", "water", "a9d0ec"},
	{"building", "", "d3c8bd"},
}

var strokes = []struct {
	class         string
	width         float64
	fill, outline string
}{
	{"path", 2, "c9a98a", ""},
	{"footway", 2, "d9a58f", ""},
	{"steps", 3.4, "e0604a", ""},
	{"pedestrian", 6, "f6efe9", "c9c0b8"},
	{"service", 4.5, "ffffff", "d8d2ca"},
	{"living_street", 6, "ffffff", "cfc8c0"},
	{"residential", 9, "ffffff", "c8c1b8"},
	{"tertiary", 13, "ffffff", "b9b2a9"},
	{"secondary", 19, "fdf0b8", "c8b070"},
	{"primary", 24, "fbd58e", "c79a4c"},
}

// TestPicture writes pictures of the town to the folder SYNTH_PNG.
func TestPicture(t *testing.T) {
	dir := os.Getenv("SYNTH_PNG")
	if dir == "" {
		t.Skip("set SYNTH_PNG to a folder to get pictures of the town")
	}
	seed, _ := strconv.ParseUint(os.Getenv("SYNTH_SEED"), 10, 64)
	c := New(max(1, seed))
	for _, v := range []struct {
		name          string
		x, y, w, size float64
	}{
		{"whole", 0, 40, 7900, 1700},
		{"old", -860, 700, 1500, 1400},
		{"core", 600, 800, 1700, 1400},
		{"new", 900, -1500, 2400, 1500},
		{"west", -2300, -700, 1800, 1400},
		{"rim", 2600, -2000, 2000, 1400},
	} {
		draw(t, c, dir+"/"+v.name+".png", pt{v.x, v.y}, v.size/v.w, int(v.size))
	}
}

func draw(t *testing.T, c *City, file string, middle pt, scale float64, size int) {
	t.Helper()
	cv := &canvas{img: image.NewRGBA(image.Rect(0, 0, size, size*9/10)), middle: middle, scale: scale}
	for i := range cv.img.Pix {
		cv.img.Pix[i] = []byte{246, 244, 238, 255}[i%4]
	}
	at := make(map[osmdata.NodeID]pt, len(c.nodes))
	for _, n := range c.nodes {
		at[n.ID] = cv.px(fromLonLat(n.Point()))
	}
	line := func(w *osmdata.Way) []pt {
		out := make([]pt, len(w.Nodes))
		for i, n := range w.Nodes {
			out[i] = at[n.ID]
		}
		return out
	}
	ways := make(map[osmdata.WayID]*osmdata.Way)
	for _, w := range c.ways {
		ways[w.ID] = w
	}
	for _, s := range fills {
		match := func(tags osmdata.Tags) bool {
			v := tags.Find(s.key)
			return v != "" && (s.value == "" || v == s.value)
		}
		for _, w := range c.ways {
			if match(w.Tags) && w.Nodes[0].ID == w.Nodes[len(w.Nodes)-1].ID {
				cv.fill([][]pt{line(w)}, hex(s.colour))
			}
		}
		for _, rel := range c.relations {
			if !match(rel.Tags) || rel.Tags.Find("type") != "multipolygon" {
				continue
			}
			var rings [][]pt
			for _, m := range rel.Members {
				rings = append(rings, line(ways[osmdata.WayID(m.Ref)]))
			}
			cv.fill(rings, hex(s.colour))
		}
	}
	drawLines(cv, c, line)
	f, err := os.Create(file) //nolint:gosec // the tester's own folder
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only a picture
	if err := png.Encode(f, cv.img); err != nil {
		t.Fatal(err)
	}
}

func drawLines(cv *canvas, c *City, line func(*osmdata.Way) []pt) {
	for _, w := range c.ways {
		switch {
		case w.Tags.Find("railway") == "rail":
			cv.stroke(line(w), math.Max(2, 5*cv.scale), hex("77706a"))
		case w.Tags.Find("railway") == "subway":
			cv.stroke(line(w), math.Max(1.5, 3*cv.scale), hex("9a7ec0"))
		case w.Tags.Find("barrier") != "":
			cv.stroke(line(w), math.Max(0.6, 1*cv.scale), hex("a79c90"))
		case w.Tags.Find("boundary") != "":
			cv.stroke(line(w), math.Max(1.5, 4*cv.scale), hex("b070b0"))
		}
	}
	for _, outline := range []bool{true, false} {
		for _, s := range strokes {
			for _, w := range c.ways {
				if w.Tags.Find("highway") != s.class || w.Tags.Find("area") == "yes" {
					continue
				}
				width := math.Max(s.width*cv.scale, map[bool]float64{true: 0.7, false: 0.4}[s.width > 5])
				switch {
				case outline && s.outline != "":
					cv.stroke(line(w), width+1.4, hex(s.outline))
				case !outline:
					cv.stroke(line(w), width, hex(s.fill))
				}
			}
		}
	}
	for _, n := range c.nodes {
		if n.Tags.Find("barrier") == "gate" {
			col := "2a9050"
			if n.Tags.Find("access") == "private" {
				col = "d02020"
			}
			cv.fill([][]pt{rect(cv.px(fromLonLat(n.Point())), pt{1, 0}, 6, 6)}, hex(col))
		}
	}
}
