package care

import "slices"

// MonthForecast is how many places of a class come free with the beginning of a month because children grow out of it.
type MonthForecast struct {
	Month   Month `json:"month"`
	Freeing int   `json:"freeing"`
}

// Forecast counts the places that come free by month, for the months from the first on that many ahead, from the last months
// of the children that are enrolled. Months in which nothing comes free are left out. Who leaves earlier is not known.
func Forecast(last []Month, from Month, months int) []MonthForecast {
	var out []MonthForecast
	for m := from; m < from+Month(months); m++ { //nolint:gosec // a few dozen
		n := 0
		for _, l := range last {
			if l+1 == m {
				n++
			}
		}
		if n > 0 {
			out = append(out, MonthForecast{Month: m, Freeing: n})
		}
	}
	return slices.Clip(out)
}
