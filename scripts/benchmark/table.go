package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// row is one line of the table: what was measured, what it must be and what it is.
type row struct {
	what, bar, seen string
	ok              verdict
}

type verdict int

const (
	met verdict = iota
	missed
	told // no bar: reported only
	skipped
)

func (v verdict) String() string { return [...]string{"ok", "MISSED", "-", "skipped"}[v] }

// table collects rows and prints them at once, with the machine's load before and after.
type table struct {
	out    io.Writer
	before string
	rows   []row
}

func newTable(out io.Writer) *table { return &table{out: out, before: machineLoad()} }

func (t *table) add(what, bar, seen string, ok verdict) {
	t.rows = append(t.rows, row{what, bar, seen, ok})
	fmt.Fprintf(os.Stderr, "  %-52s %-28s %s\n", what, seen, ok)
}

// below adds a row that is met when the figure is at most the bar.
func (t *table) below(what string, seen, bar time.Duration, extra string) {
	ok := met
	if seen > bar {
		ok = missed
	}
	t.add(what, "<= "+short(bar), strings.TrimSpace(short(seen)+" "+extra), ok)
}

// check adds a row with a free text and a condition.
func (t *table) check(what, bar, seen string, ok bool) {
	v := met
	if !ok {
		v = missed
	}
	t.add(what, bar, seen, v)
}

func (t *table) print() (missedRows int) {
	fmt.Fprintf(t.out, "\n%s, %d cores, %s; load before %s, after %s; medians unless said\n\n",
		cpuName(), runtime.NumCPU(), runtime.Version(), t.before, machineLoad())
	for _, r := range t.rows {
		fmt.Fprintf(t.out, "%-58s %-26s %-44s %s\n", r.what, r.bar, r.seen, r.ok)
		if r.ok == missed {
			missedRows++
		}
	}
	return missedRows
}

// percentiles times f n times and returns the median and the 99th percentile of single calls.
func percentiles(n int, f func(i int)) (p50, p99 time.Duration) {
	took := make([]time.Duration, n)
	for i := range n {
		began := time.Now()
		f(i)
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	return took[n/2], took[n*99/100]
}

// batchMedian times 50 batches of 100 calls, for work too short to time one by one, and returns the median time of one call.
func batchMedian(f func(i int)) time.Duration {
	const batches, size = 50, 100
	took := make([]time.Duration, batches)
	for b := range batches {
		began := time.Now()
		for i := range size {
			f(b*size + i)
		}
		took[b] = time.Since(began) / time.Duration(size)
	}
	slices.Sort(took)
	return took[batches/2]
}

// median returns the median of n whole runs.
func median(n int, f func()) time.Duration {
	p50, _ := percentiles(n, func(int) { f() })
	return p50
}

func short(d time.Duration) string {
	switch {
	case d < time.Microsecond:
		return fmt.Sprintf("%d ns", d.Nanoseconds())
	case d < time.Millisecond:
		return fmt.Sprintf("%.2f us", float64(d.Nanoseconds())/1e3)
	case d < time.Second:
		return fmt.Sprintf("%.2f ms", float64(d.Nanoseconds())/1e6)
	default:
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
}

// machineLoad is the load average of one and five minutes.
func machineLoad() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	f := strings.Fields(string(raw))
	return f[0] + " (1 min) " + f[1] + " (5 min)"
}

func cpuName() string {
	raw, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(raw)) {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			return strings.Trim(name, "\t :\n")
		}
	}
	return runtime.GOARCH
}

func middle(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}
