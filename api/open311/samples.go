package open311

import (
	"slices"
	"time"

	"tuoyuquan/api/care"
)

const sampleRef = "TEST-0001"

// samples are what the test endpoint shows: one of each category, open and closed in turn.
func samples(now time.Time, f Filter) (out []Case) {
	for i, c := range categories() {
		at := care.InstantOf(now.Add(-time.Duration(i+1) * 24 * time.Hour).Truncate(time.Hour))
		s := Case{
			Ref: "TEST-000" + string(rune('1'+i)), Category: c, Open: i%2 == 0, Sentence: "示例", Facility: "示例托育园", Address: "示例路1号",
			Lon: 120.0052, Lat: 31.0045, Located: true, Office: "示例承办单位", At: at, Updated: at,
		}
		if s.Open {
			s.Expected = care.InstantOf(at.Time().AddDate(0, 0, 15))
		}
		if f.has(s) {
			out = append(out, s)
		}
	}
	return out
}

func (f *Filter) has(c Case) bool {
	if len(f.Refs) > 0 {
		return slices.Contains(f.Refs, c.Ref)
	}
	return (len(f.Categories) == 0 || slices.Contains(f.Categories, c.Category)) && (f.Open == nil || *f.Open == c.Open) &&
		(f.From == 0 || c.At >= f.From) && (f.To == 0 || c.At <= f.To)
}
