package care

// Circle is how a walk is counted: the numbers of the 15-minute circle for an area on a day.
type Circle struct {
	Minutes      []int   // the standard rings, ascending
	MaxMinutes   int     // no walk longer than this is asked for
	Speed        float64 // metres a second on foot
	Stroller     float64 // metres a second with a stroller or a toddler by the hand
	DetourFactor float64 // walking metres per straight-line metre, where no street network covers a point
}

// DefaultCircle is the circle where no rule says otherwise.
var DefaultCircle = Circle{Minutes: []int{5, 10, 15}, MaxMinutes: 60, Speed: 1.0, Stroller: 0.8, DetourFactor: 1.3}

// The bounds a speed or factor must lie in to be believed; a rule outside them is not used.
const (
	minSpeed, maxSpeed   = 0.3, 1.6 // 60 minutes at 1.6 m/s is the farthest search
	minDetour, maxDetour = 1.0, 3.0
)

// Circle returns the circle for an area on a day. Missing or unbelievable rules are taken from DefaultCircle.
func (r *Rules) Circle(area string, on Date) Circle {
	c := DefaultCircle
	if v, ok := r.Ints(RuleCircleMinutes, area, on); ok && ascending(v) {
		c.Minutes = v
	}
	if v, ok := r.Int(RuleCircleMaxMinutes, area, on); ok && v >= 1 && v <= 60 {
		c.MaxMinutes = v
	}
	c.Speed = r.between(RuleCircleSpeed, area, on, minSpeed, maxSpeed, c.Speed)
	c.Stroller = r.between(RuleCircleStroller, area, on, minSpeed, maxSpeed, c.Stroller)
	c.DetourFactor = r.between(RuleCircleDetour, area, on, minDetour, maxDetour, c.DetourFactor)
	return c
}

func (r *Rules) between(key, area string, on Date, low, high, fallback float64) float64 {
	if v, ok := r.Float(key, area, on); ok && v >= low && v <= high {
		return v
	}
	return fallback
}

func ascending(v []int) bool {
	last := 0
	for _, n := range v {
		if n <= last || n > 60 {
			return false
		}
		last = n
	}
	return len(v) > 0
}
