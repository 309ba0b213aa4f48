package geo_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"tuoyuquan/geo"
	"tuoyuquan/geo/osm"
)

// 1,080 m is a quarter of
// an hour at 1.2 m/s, the speed in which benchmarks compare.
const quarterHour = 1080.0

// data is the path of a shared data file.
func data(tb testing.TB, name string) string {
	tb.Helper()
	path := filepath.Join(sharedFolder(), "data", name)
	if _, err := os.Stat(path); err != nil {
		tb.Skip("needs ../shared/data: " + name)
	}
	return path
}

func sharedFolder() string {
	if dir := os.Getenv("TUOYUQUAN_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "..", "shared")
		}
		if filepath.Dir(dir) == dir {
			return ""
		}
		dir = filepath.Dir(dir)
	}
}

func importGraph(tb testing.TB, path string) *geo.Graph {
	tb.Helper()
	src, err := osm.FileSource(path)
	if err != nil {
		tb.Fatal(err)
	}
	x, err := osm.Import(context.Background(), src, osm.Options{SkipBasemap: true, SkipPlaces: true})
	if err != nil {
		tb.Fatal(err)
	}
	return x.Graph
}

var towns sync.Map // name to *geo.Graph

func once(tb testing.TB, name string, load func() *geo.Graph) *geo.Graph {
	tb.Helper()
	if g, ok := towns.Load(name); ok {
		return g.(*geo.Graph)
	}
	g := load()
	towns.Store(name, g)
	return g
}

func portoAlegre(tb testing.TB) *geo.Graph {
	path := data(tb, "poa_osm.pbf")
	return once(tb, path, func() *geo.Graph { return importGraph(tb, path) })
}

// mosaic is Porto Alegre 64 times, 8 by 8: as large as Beijing with its surroundings.
func mosaic(tb testing.TB) *geo.Graph {
	one := portoAlegre(tb)
	return once(tb, "mosaic", func() *geo.Graph {
		b := geo.NewBuilder(64*one.NumNodes(), 32*one.NumArcs())
		box := one.Bound()
		wide, high := box.Max[0]-box.Min[0]+0.001, box.Max[1]-box.Min[1]+0.001
		for copies := range 64 {
			dx, dy := float64(copies%8)*wide, float64(copies/8)*high
			base := uint32(copies * one.NumNodes())
			for v := range one.NumNodes() {
				p := one.Point(uint32(v))
				b.Node(orb.Point{p[0] + dx, p[1] + dy})
			}
			one.EachEdge(func(from, to uint32, _ float64, f geo.EdgeFlags) bool {
				b.Edge(base+from, base+to, f)
				return true
			})
		}
		g, err := b.Build(context.Background())
		if err != nil {
			tb.Fatal(err)
		}
		return g
	})
}

// timed runs f once per iteration and reports the spread of its times.
func timed(b *testing.B, f func(i int)) {
	b.Helper()
	for i := range 200 {
		f(i)
	}
	times := make([]float64, 0, 1<<16)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		f(i)
		times = append(times, float64(time.Since(start)))
	}
	report(b, times)
}

// timedInBatches is for what is too short for a clock: many calls between two looks at it.
func timedInBatches(b *testing.B, f func(i int)) {
	b.Helper()
	const batch = 64
	for i := range 1000 {
		f(i)
	}
	times := make([]float64, 0, 1<<16)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		for k := range batch {
			f(i*batch + k)
		}
		times = append(times, float64(time.Since(start))/batch)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/batch, "ns/call")
	report(b, times)
}

func report(b *testing.B, times []float64) {
	slices.Sort(times)
	at := func(q float64) float64 { return times[int(q*float64(len(times)-1))] }
	b.ReportMetric(at(0.5)/1e3, "p50-µs")
	b.ReportMetric(at(0.99)/1e3, "p99-µs")
	if b.N > 1 {
		b.ReportMetric(load(), "load")
	}
}

// load is how busy the machine is: figures mean little beside a busy neighbour.
func load() float64 {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0
	}
	var one float64
	_, _ = fmt.Sscan(strings.Fields(string(text))[0], &one)
	return one
}

// origins are random nodes that lead somewhere.
func origins(g *geo.Graph, n int) []geo.Snapped {
	rng := rand.New(rand.NewPCG(1, 1))
	out := make([]geo.Snapped, 0, n)
	for len(out) < n {
		if v := uint32(rng.IntN(g.NumNodes())); g.InMain(v) {
			out = append(out, g.AtNode(v))
		}
	}
	return out
}

func BenchmarkReachQuarterHour(b *testing.B) {
	for _, town := range []struct {
		name string
		load func(testing.TB) *geo.Graph
	}{{"PortoAlegre", portoAlegre}, {"Mosaic64", mosaic}} {
		b.Run(town.name, func(b *testing.B) {
			g := town.load(b)
			starts, r, h := origins(g, 4096), geo.NewReach(g), newHeapSearch(g)
			ctx := context.Background()
			var ours, theirs []float64
			settled, counts := 0, []float64(nil)
			for i := range 512 {
				_ = r.From(ctx, starts[i], quarterHour, geo.Walk)
				h.from(starts[i].A, quarterHour*10)
				if len(h.settled) != len(r.Nodes()) {
					b.Fatalf("%d nodes, by heap %d", len(r.Nodes()), len(h.settled))
				}
			}
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				start := starts[n%len(starts)]
				t0 := time.Now()
				if err := r.From(ctx, start, quarterHour, geo.Walk); err != nil {
					b.Fatal(err)
				}
				t1 := time.Now()
				h.from(starts[(n+len(starts)/2)%len(starts)].A, quarterHour*10) // elsewhere: ours would have warmed its caches
				ours, theirs = append(ours, float64(t1.Sub(t0))), append(theirs, float64(time.Since(t1)))
				settled += len(r.Nodes())
				counts = append(counts, float64(len(r.Nodes())))
			}
			slices.Sort(theirs)
			report(b, ours)
			b.ReportMetric(theirs[len(theirs)/2]/1e3, "heap-p50-µs")
			b.ReportMetric(ours[len(ours)/2]/theirs[len(theirs)/2], "of-heap")
			slices.Sort(counts)
			b.ReportMetric(counts[len(counts)/2], "settles-p50")
			b.ReportMetric(sum(ours)/float64(settled), "ns/settle")
		})
	}
}

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

// heapSearch is the ordinary way: Dijkstra with a 4-ary heap and lazy deletion on the same arrays.
type heapSearch struct {
	first   []uint32
	arcs    []uint64
	label   []uint32
	heap    []uint64 // distance and node
	settled []uint32
}

func newHeapSearch(g *geo.Graph) *heapSearch {
	h := &heapSearch{label: make([]uint32, g.NumNodes())}
	h.first, h.arcs = g.CSR()
	for i := range h.label {
		h.label[i] = math.MaxUint32
	}
	return h
}

func (h *heapSearch) push(x uint64) {
	h.heap = append(h.heap, x)
	i := len(h.heap) - 1
	for i > 0 {
		up := (i - 1) / 4
		if h.heap[up] <= x {
			break
		}
		h.heap[i] = h.heap[up]
		i = up
	}
	h.heap[i] = x
}

func (h *heapSearch) pop() uint64 {
	top := h.heap[0]
	last := len(h.heap) - 1
	x := h.heap[last]
	h.heap = h.heap[:last]
	for i := 0; last > 0; {
		best := 4*i + 1
		if best >= last {
			h.heap[i] = x
			break
		}
		for c := best + 1; c < min(4*i+5, last); c++ {
			if h.heap[c] < h.heap[best] {
				best = c
			}
		}
		if h.heap[best] >= x {
			h.heap[i] = x
			break
		}
		h.heap[i] = h.heap[best]
		i = best
	}
	return top
}

func (h *heapSearch) from(start, limit uint32) {
	for _, v := range h.settled {
		h.label[v] = math.MaxUint32
	}
	h.settled = h.settled[:0]
	h.label[start] = 0
	h.push(uint64(start))
	for len(h.heap) > 0 {
		x := h.pop()
		d, v := uint32(x>>32), uint32(x)
		if h.label[v] != d {
			continue
		}
		h.settled = append(h.settled, v)
		for _, a := range h.arcs[h.first[v]:h.first[v+1]] {
			if a&2 != 0 { // against a one-way street
				continue
			}
			u, near := uint32(a>>32), d+uint32(a)>>8
			if near <= limit && near < h.label[u] {
				h.label[u] = near
				h.push(uint64(near)<<32 | uint64(u))
			}
		}
	}
}

// doorsteps are points somewhere near streets, as homes are.
func doorsteps(g *geo.Graph, n int) []orb.Point {
	rng := rand.New(rand.NewPCG(2, 2))
	out := make([]orb.Point, n)
	for i, s := range origins(g, n) {
		out[i] = orb.Point{s.Point[0] + rng.NormFloat64()*0.0003, s.Point[1] + rng.NormFloat64()*0.0003}
	}
	return out
}

func BenchmarkSnap(b *testing.B) {
	for _, town := range []struct {
		name string
		load func(testing.TB) *geo.Graph
	}{{"PortoAlegre", portoAlegre}, {"Delaware", delaware}, {"Mosaic64", mosaic}} {
		b.Run(town.name, func(b *testing.B) {
			g := town.load(b)
			points := doorsteps(g, 4096)
			timedInBatches(b, func(i int) { _, _ = g.Snap(points[i%len(points)], geo.Walk, 200) })
		})
	}
}

// facilities are places for so many facilities, spread as homes are.
func facilities(tb testing.TB, g *geo.Graph, n int) []geo.Snapped {
	tb.Helper()
	targets := make([]geo.Snapped, 0, n)
	for _, p := range doorsteps(g, n) {
		s, ok := g.Snap(p, geo.Walk, geo.MaxSnapMetres)
		if !ok {
			tb.Fatal("no street near a facility")
		}
		targets = append(targets, s)
	}
	return targets
}

func reverse(tb testing.TB, g *geo.Graph, n int) *geo.Reverse {
	tb.Helper()
	v, err := geo.NewReverse(context.Background(), g, facilities(tb, g, n), quarterHour, geo.Walk)
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

func BenchmarkFacilitiesWithinQuarterHour(b *testing.B) {
	g := portoAlegre(b)
	for _, n := range []int{1000, 10_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			v, points := reverse(b, g, n), doorsteps(g, 4096)
			buf, hits, asked := make([]geo.Hit, 0, 4096), 0, 0
			timedInBatches(b, func(i int) {
				s, ok := g.Snap(points[i%len(points)], geo.Walk, geo.MaxSnapMetres)
				if ok {
					buf = v.At(s, buf[:0])
					hits, asked = hits+len(buf), asked+1
				}
			})
			b.ReportMetric(float64(hits)/float64(asked), "hits/op")
			b.ReportMetric(float64(v.Bytes())/1e6, "MB")
		})
	}
}

func BenchmarkNewReverse(b *testing.B) {
	g := portoAlegre(b)
	for _, n := range []int{1000, 10_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			targets := facilities(b, g, n)
			best := math.Inf(1)
			for b.Loop() {
				t0 := time.Now()
				if _, err := geo.NewReverse(context.Background(), g, targets, quarterHour, geo.Walk); err != nil {
					b.Fatal(err)
				}
				best = min(best, float64(time.Since(t0)))
			}
			b.ReportMetric(best/1e6, "best-ms")
		})
	}
}

func BenchmarkReplace(b *testing.B) {
	g := portoAlegre(b)
	v, places := reverse(b, g, 1000), facilities(b, g, 4096)
	timed(b, func(i int) {
		w, err := v.Replace(context.Background(), i*37%1000, places[i%len(places)])
		if err != nil {
			b.Fatal(err)
		}
		v = w
	})
}

func BenchmarkCoverage(b *testing.B) {
	for _, town := range []struct {
		name    string
		load    func(testing.TB) *geo.Graph
		sources int
	}{{"PortoAlegre", portoAlegre, 200}, {"Delaware", delaware, 2000}, {"Mosaic64", mosaic, 200 * 64}} {
		b.Run(town.name, func(b *testing.B) {
			g := town.load(b)
			sources := facilities(b, g, town.sources)
			best := math.Inf(1)
			for b.Loop() {
				t0 := time.Now()
				if _, err := g.Coverage(context.Background(), sources, quarterHour, geo.Walk); err != nil {
					b.Fatal(err)
				}
				best = min(best, float64(time.Since(t0)))
			}
			b.ReportMetric(best/1e6, "best-ms")
			b.ReportMetric(best/float64(g.NumNodes()), "best-ns/node")
		})
	}
}

func scattered(n int) []orb.Point {
	rng := rand.New(rand.NewPCG(3, 3))
	points := make([]orb.Point, n)
	for i := range points {
		points[i] = orb.Point{-51.2 + rng.NormFloat64()*0.06, -30.05 + rng.NormFloat64()*0.06}
	}
	return points
}

func BenchmarkNearest10(b *testing.B) {
	for _, n := range []int{1000, 10_000, 1_000_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			points := scattered(n)
			index, buf := geo.NewPoints(points), make([]geo.Near, 0, 10)
			timedInBatches(b, func(i int) { buf = index.Nearest(points[i*7919%n], 10, buf[:0]) })
		})
	}
}

func BenchmarkWithin(b *testing.B) {
	points := scattered(10_000)
	index, buf := geo.NewPoints(points), make([]int32, 0, 10_000)
	for _, half := range []float64{0.011, 0.02} {
		b.Run(fmt.Sprintf("%.0fm", half*2*111_000), func(b *testing.B) {
			hits, asked := 0, 0
			timedInBatches(b, func(i int) {
				p := points[i*7919%len(points)]
				buf = index.Within(orb.Bound{Min: orb.Point{p[0] - half, p[1] - half}, Max: orb.Point{p[0] + half, p[1] + half}}, buf[:0])
				hits, asked = hits+len(buf), asked+1
			})
			b.ReportMetric(float64(hits)/float64(asked), "hits/op")
		})
	}
}

// delaware is the extract that comes with the osm module: 334,000 street nodes.
func delaware(tb testing.TB) *geo.Graph {
	tb.Helper()
	dir, err := exec.CommandContext(tb.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/paulmach/osm").Output()
	path := filepath.Join(strings.TrimSpace(string(dir)), "testdata", "delaware-latest.osm.pbf")
	if _, statErr := os.Stat(path); err != nil || statErr != nil {
		tb.Skip("needs the test data of github.com/paulmach/osm")
	}
	return once(tb, path, func() *geo.Graph { return importGraph(tb, path) })
}

func BenchmarkOpenFile(b *testing.B) {
	g := delaware(b)
	path := filepath.Join(b.TempDir(), "streets")
	if err := g.WriteFile(path); err != nil {
		b.Fatal(err)
	}
	best := math.Inf(1)
	for b.Loop() {
		t0 := time.Now()
		if _, err := geo.OpenFile(path); err != nil {
			b.Fatal(err)
		}
		best = min(best, float64(time.Since(t0)))
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(best/1e6, "best-ms")
	b.ReportMetric(float64(info.Size())/1e6, "MB")
	b.ReportMetric(float64(g.NumNodes()), "nodes")
}

func BenchmarkBuild(b *testing.B) {
	g := portoAlegre(b)
	best := math.Inf(1)
	for b.Loop() {
		t0 := time.Now()
		build := geo.NewBuilder(g.NumNodes(), g.NumArcs()/2)
		for v := range g.NumNodes() {
			build.Node(g.Point(uint32(v)))
		}
		g.EachEdge(func(from, to uint32, _ float64, f geo.EdgeFlags) bool { build.Edge(from, to, f); return true })
		if _, err := build.Build(context.Background()); err != nil {
			b.Fatal(err)
		}
		best = min(best, float64(time.Since(t0)))
	}
	b.ReportMetric(best/1e6, "best-ms")
	b.ReportMetric(float64(g.NumNodes()), "nodes")
	b.ReportMetric(float64(g.Bytes())/float64(g.NumNodes()), "B/node")
	b.ReportMetric(float64(g.SnapBytes())/float64(g.NumNodes()), "snap-B/node")
}
