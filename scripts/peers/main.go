// Command peers measures the 15-minute search beside pgRouting and gonum, on the same streets in the same run, and prints
// the ratios. It is `make bench-peers`. It is a module of its own, so that what it needs never enters the product.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"gonum.org/v1/gonum/graph/path"
	"gonum.org/v1/gonum/graph/simple"

	"tuoyuquan/geo"
	"tuoyuquan/geo/osm"
	"tuoyuquan/geo/synth"
)

// circle is 15 minutes at 1.2 m/s, in metres.
const circle = 1080

func main() {
	shared := flag.String("shared", filepath.Join("..", "shared", "data"), "folder of real extracts; without it the demo city stands in")
	flag.Parse()
	if err := compare(context.Background(), filepath.Join(*shared, "poa_osm.pbf")); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func compare(ctx context.Context, extract string) error {
	var source osm.Source = synth.New(1)
	name := "the demo city"
	if _, err := os.Stat(extract); err == nil {
		name = filepath.Base(extract)
		if source, err = osm.FileSource(extract); err != nil {
			return err
		}
	}
	imported, err := osm.Import(ctx, source, osm.Options{SkipBasemap: true, SkipPlaces: true})
	if err != nil {
		return err
	}
	g := imported.Graph
	rng := rand.New(rand.NewPCG(42, 1))
	starts := make([]uint32, 200)
	for i := range starts {
		starts[i] = rng.Uint32N(uint32(g.NumNodes()))
	}
	ours, counts, err := measureOurs(ctx, g, starts)
	if err != nil {
		return err
	}
	load, _ := os.ReadFile("/proc/loadavg")
	fmt.Printf("all street nodes within %d m, %s, %d nodes; load %.4s\n\n", circle, name, g.NumNodes(), load)
	fmt.Printf("%-52s %12s %9s\n", "", "median", "ratio")
	print := func(what string, took time.Duration) {
		fmt.Printf("%-52s %12s %8.0fx\n", what, took, float64(took)/float64(ours))
	}
	print("tuoyuquan geo.Reach", ours)
	print("gonum path.DijkstraFrom (whole network)", measureGonum(g, starts[:5]))
	with, without, err := measurePgRouting(ctx, g, starts, counts)
	if err != nil {
		return err
	}
	print("pgRouting pgr_drivingDistance, edges in a rectangle", with)
	print("pgRouting pgr_drivingDistance, all edges", without)
	return nil
}

func measureOurs(ctx context.Context, g *geo.Graph, starts []uint32) (time.Duration, []int, error) {
	reach := geo.NewReach(g)
	counts := make([]int, len(starts))
	var took []time.Duration
	for round := range 3 {
		for i, s := range starts {
			began := time.Now()
			if err := reach.From(ctx, g.AtNode(s), circle, geo.Walk); err != nil {
				return 0, nil, err
			}
			if round > 0 {
				took = append(took, time.Since(began))
			}
			counts[i] = len(reach.Nodes())
		}
	}
	return middle(took), counts, nil
}

func measureGonum(g *geo.Graph, starts []uint32) time.Duration {
	w := simple.NewWeightedDirectedGraph(0, 1e18)
	add := func(from, to uint32, metres float64) {
		if from == to {
			return
		}
		if e := w.WeightedEdge(int64(from), int64(to)); e != nil && e.Weight() <= metres {
			return
		}
		w.SetWeightedEdge(w.NewWeightedEdge(simple.Node(from), simple.Node(to), metres))
	}
	g.EachEdge(func(from, to uint32, metres float64, flags geo.EdgeFlags) bool {
		add(from, to, metres)
		if flags&geo.FlagOneWay == 0 {
			add(to, from, metres)
		}
		return true
	})
	var took []time.Duration
	for _, s := range starts {
		began := time.Now()
		path.DijkstraFrom(simple.Node(s), w)
		took = append(took, time.Since(began))
	}
	return middle(took)
}

// measurePgRouting loads the streets into PostgreSQL and asks pgr_drivingDistance, once with the edges of a rectangle
// around the start, once with all; both must find the nodes we find.
func measurePgRouting(ctx context.Context, g *geo.Graph, starts []uint32, counts []int) (with, without time.Duration, err error) {
	db, err := pgx.Connect(ctx, os.Getenv("TUOYUQUAN_TEST_DATABASE_URL"))
	if err != nil {
		return 0, 0, err
	}
	defer db.Close(ctx)
	for _, sql := range []string{
		"CREATE EXTENSION IF NOT EXISTS pgrouting CASCADE", "DROP TABLE IF EXISTS edge",
		"CREATE TABLE edge (id bigint, source bigint, target bigint, cost float8, reverse_cost float8, x float8, y float8)",
	} {
		if _, err := db.Exec(ctx, sql); err != nil {
			return 0, 0, err
		}
	}
	var rows [][]any
	g.EachEdge(func(from, to uint32, metres float64, flags geo.EdgeFlags) bool {
		back := metres
		if flags&geo.FlagOneWay != 0 {
			back = -1
		}
		p := g.Point(from)
		rows = append(rows, []any{int64(len(rows)), int64(from), int64(to), metres, back, p[0], p[1]})
		return true
	})
	columns := []string{"id", "source", "target", "cost", "reverse_cost", "x", "y"}
	if _, err := db.CopyFrom(ctx, pgx.Identifier{"edge"}, columns, pgx.CopyFromRows(rows)); err != nil {
		return 0, 0, err
	}
	for _, sql := range []string{"CREATE INDEX ON edge (x, y)", "ANALYZE edge"} {
		if _, err := db.Exec(ctx, sql); err != nil {
			return 0, 0, err
		}
	}
	ask := func(i int, where string) (time.Duration, error) {
		sql := "SELECT id, source, target, cost, reverse_cost FROM edge" + where
		var n int
		began := time.Now()
		err := db.QueryRow(ctx, "SELECT count(*) FROM pgr_drivingDistance($1, $2::bigint, $3::float8, true)", sql, int64(starts[i]), float64(circle)+1e-6).Scan(&n)
		took := time.Since(began)
		if err == nil && n != counts[i] {
			err = fmt.Errorf("pgRouting finds %d nodes from %d, we find %d", n, starts[i], counts[i])
		}
		return took, err
	}
	var boxed, all []time.Duration
	for i, s := range starts {
		p := g.Point(s)
		d, err := ask(i, fmt.Sprintf(" WHERE x BETWEEN %f AND %f AND y BETWEEN %f AND %f", p[0]-.02, p[0]+.02, p[1]-.02, p[1]+.02))
		if err != nil {
			return 0, 0, err
		}
		boxed = append(boxed, d)
		if i < 20 {
			if d, err = ask(i, ""); err != nil {
				return 0, 0, err
			}
			all = append(all, d)
		}
	}
	return middle(boxed), middle(all), nil
}

func middle(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}
