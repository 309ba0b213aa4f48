// Command bench prints the benchmark table: speed and memory against their bars, side by side in one run, with the
// machine's load. It is `make bench`; nothing here is a test.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

func main() {
	shared := flag.String("shared", filepath.Join("..", "shared", "data"), "folder of real extracts; without it the demo city stands in")
	only := flag.String("only", "", "regular expression of the sections to run")
	childOf := flag.String("child", "", "for the bench itself: import the file named and print the time")
	flag.Parse()
	if *childOf != "" {
		exitOn(childImport(*childOf, flag.Arg(0)))
		return
	}
	porto := filepath.Join(*shared, "poa_osm.pbf")
	if _, err := os.Stat(porto); err != nil {
		fmt.Fprintln(os.Stderr, "no real extracts: the demo city stands in for Porto Alegre, its bars do not bind")
		porto = ""
	}
	sections := []struct {
		name string
		run  func(t *table) error
	}{
		{"reach", func(t *table) error { return benchReach(t, porto) }},
		{"outline", func(t *table) error { return benchOutline(t, porto) }},
		{"import", benchImport},
		{"search", benchSearch},
		{"service", benchService},
		{"booking", benchBooking},
		{"opening", benchOpening},
		{"desk", benchDesk},
		{"audit", benchAudit},
		{"stats", func(t *table) error { return benchStats(t, *shared, porto) }},
	}
	pick := regexp.MustCompile(*only)
	t := newTable(os.Stdout)
	for _, s := range sections {
		if pick.MatchString(s.name) {
			fmt.Fprintln(os.Stderr, s.name)
			exitOn(s.run(t))
		}
	}
	if missed := t.print(); missed > 0 {
		fmt.Printf("\n%d bars missed in this run\n", missed)
		os.Exit(1)
	}
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
