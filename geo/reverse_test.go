package geo

import (
	"cmp"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/paulmach/orb"
)

// checkReverse asks v from many places and compares with a search from each.
func checkReverse(t *testing.T, rng *rand.Rand, g *Graph, v *Reverse, targets []Snapped, metres float64, pr Profile) (hits int) {
	t.Helper()
	r := NewReach(g)
	var buf []Hit
	for range 30 {
		start := anyPlace(rng, g)
		if rng.IntN(3) == 0 { // on the edge of a target, which may be nowhere
			if i := rng.IntN(len(targets)); g.holds(&targets[i]) {
				start = targets[i]
				w := start.AlongA + start.AlongB
				start.AlongA = uint32(rng.IntN(int(w) + 1))
				start.AlongB = w - start.AlongA
			}
		}
		if err := r.From(context.Background(), start, metres, pr); err != nil {
			t.Fatal(err)
		}
		var want []Hit
		for i := range targets {
			if m, ok := r.At(targets[i]); ok {
				want = append(want, Hit{uint32(i), float32(m)})
			}
		}
		slices.SortFunc(want, func(a, b Hit) int {
			return cmp.Or(cmp.Compare(a.Metres, b.Metres), cmp.Compare(a.Target, b.Target))
		})
		buf = v.At(start, buf[:0])
		if !slices.Equal(buf, want) {
			t.Fatalf("from %+v within %v m, profile %d:\n%v, by search\n%v", start, metres, pr, buf, want)
		}
		hits += len(want)
	}
	return hits
}

func TestReverseIsExactlyReach(t *testing.T) {
	const seed = 31
	rng := rand.New(rand.NewPCG(seed, seed))
	hits := 0
	for i := range 30 {
		g := blockTown(rng, 5+rng.IntN(20)).build(t)
		targets := make([]Snapped, 1+rng.IntN(150))
		for i := range targets {
			targets[i] = anyPlace(rng, g)
		}
		if len(targets) > 3 {
			targets[2] = targets[1]                      // two at one place
			targets[3] = Nowhere()                       // one without a place
			targets[0].OffStreet = float64(rng.IntN(90)) // one far off the street
		}
		metres, pr := float64(rng.IntN(9000))/10, Profile(i%2)
		v, err := NewReverse(context.Background(), g, targets, metres, pr)
		if err != nil {
			t.Fatal(err)
		}
		hits += checkReverse(t, rng, g, v, targets, metres, pr)
	}
	if hits < 1000 {
		t.Errorf("only %d hits", hits)
	}
}

func TestReverseReplaceIsExactlyAReverseMadeAnew(t *testing.T) {
	const seed = 41
	rng := rand.New(rand.NewPCG(seed, seed))
	ctx := context.Background()
	g := blockTown(rng, 18).build(t)
	targets := make([]Snapped, 60)
	for i := range targets {
		targets[i] = anyPlace(rng, g)
	}
	v, err := NewReverse(ctx, g, targets, 500, Walk)
	if err != nil {
		t.Fatal(err)
	}
	first, before := v, slices.Clone(targets)
	for i := range 3*mostMoved + 5 {
		at := anyPlace(rng, g)
		if i%7 == 3 {
			at = Nowhere()
		}
		target := rng.IntN(len(targets) + 1)
		if target == len(targets) {
			targets = append(targets, at)
		}
		targets[target] = at
		if v, err = v.Replace(ctx, target, at); err != nil {
			t.Fatal(err)
		}
		if v.Len() != len(targets) {
			t.Fatalf("%d targets, want %d", v.Len(), len(targets))
		}
		checkReverse(t, rng, g, v, targets, 500, Walk)
	}
	if len(v.moved) == 0 || len(v.moved) > mostMoved {
		t.Errorf("%d targets are kept beside the table", len(v.moved))
	}
	checkReverse(t, rng, g, first, before, 500, Walk) // the original is as it was
}

func TestReverseRefuses(t *testing.T) {
	s := draw(t, "A--B")
	ctx, cancel := context.WithCancel(context.Background())
	for _, metres := range []float64{-1, MaxMetres + 1, math.NaN()} {
		if _, err := NewReverse(ctx, s.g, []Snapped{s.node('A')}, metres, Walk); !errors.Is(err, ErrLimit) {
			t.Errorf("%v m: error %v, want ErrLimit", metres, err)
		}
	}
	v, err := NewReverse(ctx, s.g, []Snapped{s.node('A')}, 100, Walk)
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range []int{-1, 2} {
		if _, err := v.Replace(ctx, target, s.node('B')); err == nil {
			t.Errorf("target %d of 1 was replaced", target)
		}
	}
	if hits := v.At(Nowhere(), nil); len(hits) != 0 {
		t.Errorf("from nowhere: %v", hits)
	}
	if hits := v.At(Snapped{A: 0, B: 1, OffStreet: 1e9, AlongA: math.MaxUint32}, nil); len(hits) != 0 {
		t.Errorf("from far away: %v", hits)
	}
	cancel()
	if _, err := v.Replace(ctx, 0, s.node('B')); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := NewReverse(ctx, s.g, []Snapped{s.node('A')}, 100, Walk); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestReverseAtDoesNotAllocate(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	g := blockTown(rng, 40).build(t)
	for _, count := range []int{500, inlineTargets + 100} {
		targets := make([]Snapped, count)
		for i := range targets {
			targets[i] = anyPlace(rng, g)
		}
		metres := 600.0
		if count > inlineTargets {
			metres = 30
		}
		v, err := NewReverse(context.Background(), g, targets, metres, Walk)
		if err != nil {
			t.Fatal(err)
		}
		if v, err = v.Replace(context.Background(), 3, targets[4]); err != nil {
			t.Fatal(err)
		}
		buf := make([]Hit, 0, count)
		start := targets[0]
		if allocs := testing.AllocsPerRun(100, func() { buf = v.At(start, buf[:0]) }); allocs >= 1 {
			t.Errorf("%d targets: %v allocations, want none", count, allocs)
		}
		if len(buf) == 0 {
			t.Errorf("%d targets: no hits", count)
		}
	}
}

// One graph and one Reverse serve many at once; under -race this finds what they share.
func TestManyMayAskAtOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(61, 61))
	g := blockTown(rng, 15).build(t)
	targets := make([]Snapped, 40)
	for i := range targets {
		targets[i] = anyPlace(rng, g)
	}
	v, err := NewReverse(context.Background(), g, targets, 400, Walk)
	if err != nil {
		t.Fatal(err)
	}
	want := v.At(targets[5], nil)
	points := NewPoints([]orb.Point{g.Point(1), g.Point(2), g.Point(3)})
	var all sync.WaitGroup
	for k := range 4 {
		all.Go(func() {
			for i := range 20 {
				if got := v.At(targets[5], nil); !slices.Equal(got, want) {
					t.Errorf("%v, want %v", got, want)
				}
				if _, err := v.Replace(context.Background(), (k+i)%len(targets), targets[i]); err != nil {
					t.Error(err)
				}
				_, _ = g.Snap(g.Point(uint32(i)), Walk, 100)
				_, _ = g.Coverage(context.Background(), targets, 100, Walk)
				_ = points.Nearest(g.Point(uint32(i)), 2, nil)
			}
		})
	}
	all.Wait()
}
