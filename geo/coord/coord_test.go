package coord

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// The vectors of geo.md section 6.
func TestVectors(t *testing.T) {
	for _, c := range []struct {
		name      string
		f         func(orb.Point) orb.Point
		in, want  orb.Point
		tolerance float64 // degrees
	}{
		{"coordtransform and gcoord", WGSToGCJ, orb.Point{116.404, 39.915}, orb.Point{116.41024449916938, 39.91640428150164}, 1e-9},
		{"one step, coordtransform and gcoord", oneStep, orb.Point{116.404, 39.915}, orb.Point{116.39775550083061, 39.91359571849836}, 1e-6},
		{"exact", GCJToWGS, orb.Point{116.404, 39.915}, orb.Point{116.397755754575, 39.913596235609}, 1e-9},
		{"coordtransform", GCJToBD, orb.Point{116.404, 39.915}, orb.Point{116.41036949371029, 39.92133699351022}, 1e-9},
		{"coordtransform, not exact", BDToGCJ, orb.Point{116.404, 39.915}, orb.Point{116.39762729119315, 39.90865673957631}, 1e-6},
		{"Tiananmen", WGSToGCJ, orb.Point{116.397455, 39.909187}, orb.Point{116.403698625859, 39.910590510518}, 1e-9},
		{"Tiananmen", GCJToWGS, orb.Point{116.397455, 39.909187}, orb.Point{116.391213827262, 39.907785752824}, 1e-9},
		{"Suzhou", WGSToGCJ, orb.Point{120.585294, 31.299758}, orb.Point{120.589471498185, 31.297573643033}, 1e-9},
		{"Suzhou", GCJToWGS, orb.Point{120.585294, 31.299758}, orb.Point{120.581112008113, 31.301938805099}, 1e-9},
		{"Chongqing", WGSToGCJ, orb.Point{106.551643, 29.562849}, orb.Point{106.555360565448, 29.560000135559}, 1e-9},
		{"Chongqing", GCJToWGS, orb.Point{106.551643, 29.562849}, orb.Point{106.547918439560, 29.565689254060}, 1e-9},
		{"Shanghai", WGSToGCJ, orb.Point{121.473667, 31.230525}, orb.Point{121.478190177546, 31.228582885227}, 1e-9},
		{"Shanghai", GCJToWGS, orb.Point{121.473667, 31.230525}, orb.Point{121.469129148813, 31.232454094784}, 1e-9},
		{"Suzhou, this formula", WGSToGCJ, orb.Point{120.596931, 31.280844}, orb.Point{120.60109991263093, 31.278648661601498}, 1e-9},
		{"Suzhou, eviltransform's earth: 8 mm", WGSToGCJ, orb.Point{120.596931, 31.280844}, orb.Point{120.60109998322247, 31.278648624428175}, 1e-7},
		{"geoChina, Beijing station", WGSToGCJ, orb.Point{116.42079, 39.90105}, orb.Point{116.42703, 39.90245}, 1e-5},
	} {
		if got := c.f(c.in); math.Abs(got[0]-c.want[0]) > c.tolerance || math.Abs(got[1]-c.want[1]) > c.tolerance {
			t.Errorf("%s: %.12f, want %.12f", c.name, got, c.want)
		}
	}
}

// oneStep is the inverse of the common libraries.
func oneStep(q orb.Point) orb.Point {
	d := shift(q)
	return orb.Point{q[0] - d[0], q[1] - d[1]}
}

func metresApart(a, b orb.Point) float64 {
	return math.Hypot((a[0]-b[0])*metresPerDegree*math.Cos(a[1]*math.Pi/180), (a[1]-b[1])*metresPerDegree)
}

func anywhere(rng *rand.Rand) orb.Point {
	return orb.Point{73.5 + 61*rng.Float64(), 18 + 35*rng.Float64()}
}

func TestFormulaInverseIsExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(20260101, 1))
	var worst, worstBD float64
	for range 200_000 {
		p := anywhere(rng)
		worst = max(worst, metresApart(p, ShiftToWGS(ShiftToGCJ(p))))
		worstBD = max(worstBD, metresApart(p, BDToGCJ(GCJToBD(p))))
	}
	t.Logf("worst of 200,000: GCJ-02 %.2g m, BD-09 %.2g m", worst, worstBD)
	if worst > 1e-6 || worstBD > 1e-6 {
		t.Errorf("worst of 200,000: GCJ-02 %g m, BD-09 %g m, want 1e-6", worst, worstBD)
	}
}

// Whatever the point, border or not, converting there and back gives it again, in both orders.
func TestRoundTrips(t *testing.T) {
	rng := rand.New(rand.NewPCG(20260101, 2))
	check := func(p orb.Point) {
		t.Helper()
		for _, s := range []System{WGS84, GCJ02, BD09} {
			for _, u := range []System{WGS84, GCJ02, BD09} {
				if d := metresApart(p, Convert(Convert(p, s, u), u, s)); !(d < 1e-5) {
					t.Fatalf("%v from %s to %s and back is %g m away", p, s, u, d)
				}
			}
		}
	}
	for range 8_000 {
		check(anywhere(rng))
	}
	for _, r := range chinaRings {
		a := r[len(r)-1]
		for _, b := range r {
			for range 15 { // within 2 km of the border
				f, x, y := rng.Float64(), rng.Float64()-0.5, rng.Float64()-0.5
				check(orb.Point{a[0] + f*(b[0]-a[0]) + x*0.04, a[1] + f*(b[1]-a[1]) + y*0.036})
			}
			a = b
		}
	}
	for _, p := range []orb.Point{{0, 0}, {180, 90}, {-180, -90}, {-73.9, 40.7}, {151.2, -33.8}} {
		check(p)
	}
}

func TestWhereTheShiftApplies(t *testing.T) {
	for name, p := range map[string]orb.Point{
		"Beijing": {116.4, 39.9}, "Shanghai": {121.47, 31.23}, "Shenzhen, Luohu port": {114.1130, 22.5325},
		"Shenzhen, Futian port": {114.0690, 22.5170}, "Shenzhen, Shekou": {113.91, 22.485}, "Shenzhen, Yantian": {114.237, 22.558},
		"Zhuhai, Gongbei": {113.5490, 22.2185}, "Zhuhai, Hengqin": {113.530, 22.13}, "Xiamen": {118.09, 24.45}, "Fuzhou": {119.3, 26.08},
		"Dandong": {124.38, 40.12}, "Heihe": {127.5, 50.24}, "Erenhot": {111.98, 43.65}, "Ruili": {97.85, 24.01}, "Dongxing": {107.97, 21.54},
		"Kashgar": {75.99, 39.47}, "Khorgos": {80.42, 44.21}, "Lhasa": {91.1, 29.65}, "Sanya": {109.5, 18.25}, "Mohe": {122.54, 52.97},
		"Fuyuan": {134.3, 48.36}, "Zhoushan": {122.2, 30.0}, "Sansha": {112.34, 16.83}, "Hunchun": {130.36, 42.86},
	} {
		if got := WGSToGCJ(p); got != ShiftToGCJ(p) {
			t.Errorf("%s is not shifted", name)
		}
	}
	for name, p := range map[string]orb.Point{
		"Hong Kong, Central": {114.158, 22.282}, "Kowloon": {114.17, 22.32}, "Sheung Shui": {114.127, 22.501}, "Tuen Mun": {113.975, 22.39},
		"Hong Kong airport": {113.915, 22.308}, "Taipa": {113.558, 22.156}, "Macau, Guia": {113.5497, 22.1965},
		"Taipei": {121.5, 25.03}, "Kaohsiung": {120.3, 22.63}, "Kinmen": {118.32, 24.44}, "Matsu": {119.94, 26.16}, "Seoul": {126.98, 37.57},
		"Pyongyang": {125.75, 39.02}, "Vladivostok": {131.9, 43.12}, "Hanoi": {105.85, 21.03}, "Vientiane": {102.6, 17.97},
		"Kathmandu": {85.32, 27.71}, "Thimphu": {89.64, 27.47}, "Ulan Bator": {106.9, 47.92}, "Almaty": {76.9, 43.24}, "Tokyo": {139.7, 35.7},
		"Singapore": {103.85, 1.29}, "Berlin": {13.4, 52.5}, "Porto Alegre": {-51.2, -30},
	} {
		if got := WGSToGCJ(p); got != p {
			t.Errorf("%s is shifted by %.1f m", name, metresApart(p, got))
		}
		if got := GCJToWGS(p); got != p {
			t.Errorf("%s is shifted back by %.1f m", name, metresApart(p, got))
		}
	}
}

// A step of 10 m moves the converted point by 0 to 20 m: no jump, no fold, at the border either.
func TestNoJumpAtTheBorder(t *testing.T) {
	p := orb.Point{114.16, 22.62}
	last := WGSToGCJ(p)
	for p[1] > 22.45 { // from Shenzhen into Hong Kong
		p[1] -= 10 / metresPerDegree
		q := WGSToGCJ(p)
		if d := metresApart(last, q); d < 1 || d > 20 {
			t.Fatalf("at %v a step of 10 m becomes %.1f m", p, d)
		}
		last = q
	}
}

func TestParse(t *testing.T) {
	for _, s := range []System{WGS84, GCJ02, BD09} {
		if got, err := Parse(string(s)); err != nil || got != s {
			t.Errorf("%s: %v %v", s, got, err)
		}
	}
	for _, s := range []string{"", "WGS84", "gcj-02", "epsg:4326"} {
		if _, err := Parse(s); err == nil {
			t.Errorf("%q is accepted", s)
		}
	}
}

func FuzzConvert(f *testing.F) {
	for _, v := range []float64{0, 116.4, 39.9, -180, 90, 1e300, math.NaN(), math.Inf(1), math.Inf(-1), math.SmallestNonzeroFloat64} {
		f.Add(v, 39.9)
		f.Add(116.4, v)
		f.Add(v, v)
	}
	f.Fuzz(func(t *testing.T, lon, lat float64) {
		p := orb.Point{lon, lat}
		for _, s := range []System{WGS84, GCJ02, BD09, "x"} {
			for _, u := range []System{WGS84, GCJ02, BD09, "x"} {
				q := Convert(p, s, u)
				if math.Abs(lon) <= 180 && math.Abs(lat) <= 90 {
					if d := metresApart(p, q); !(d < 3000) {
						t.Fatalf("%v from %s to %s is %v", p, s, u, q)
					}
				}
			}
		}
		for _, g := range []func(orb.Point) orb.Point{WGSToGCJ, GCJToWGS, GCJToBD, BDToGCJ, ShiftToGCJ, ShiftToWGS} {
			g(p)
		}
	})
}

func BenchmarkGCJToWGS(b *testing.B) {
	p := orb.Point{116.404, 39.915}
	for b.Loop() {
		p = WGSToGCJ(GCJToWGS(p))
	}
}
