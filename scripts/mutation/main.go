// Mutants breaks the rules on purpose, one line at a time, and asks whether the tests notice. A mutant the tests let live is
// a promise nothing holds anybody to. Only copies are changed: `go test -overlay` puts them in place of the files.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// mutant is one thing done wrong: in a file, one text in place of another, which must stand there exactly once.
type mutant struct {
	name     string
	file     string
	old, new string
	tests    string // the tests that must notice; "" is TestWalks of the file's own package
	in       string // their package, when it is not the file's own
}

// fate is what became of a mutant.
type fate struct {
	killed bool
	by     string // the first thing that was said against it
	took   time.Duration
	err    error // it could not be tried
}

var short bool

func main() {
	only := flag.String("only", "", "try only mutants whose name or file holds this text")
	limit := flag.Duration("limit", 5*time.Minute, "time a mutant may take; one that takes longer lives")
	flag.BoolVar(&short, "short", false, "only what tests do in a hurry: what lives through it may still be killed without")
	flag.Parse()
	var tried []mutant
	for _, m := range mutants {
		if strings.Contains(m.name+" "+m.file, *only) {
			tried = append(tried, m)
		}
	}
	if err := misplaced(tried); err != nil { // before an hour of tests
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := soundWithout(tried, *limit); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	living := 0
	for _, m := range tried {
		f := try(m, *limit)
		word := "killed"
		switch {
		case f.err != nil:
			word, living = "NOT TRIED", living+1
			f.by = f.err.Error()
		case !f.killed:
			word, living = "LIVES", living+1
		}
		fmt.Printf("%-9s %5.1f s  %-62s %s\n", word, f.took.Seconds(), m.name, f.by)
	}
	fmt.Printf("%d of %d mutants killed\n", len(tried)-living, len(tried))
	if living > 0 {
		os.Exit(1)
	}
}

// misplaced names the mutants whose text does not stand exactly once where they want to change it.
func misplaced(ms []mutant) error {
	var all []error
	for _, m := range ms {
		if _, err := m.changed(); err != nil {
			all = append(all, fmt.Errorf("%s: %w", m.name, err))
		}
	}
	return errors.Join(all...)
}

// changed is the file as the mutant has it.
func (m mutant) changed() (string, error) {
	source, err := os.ReadFile(m.file)
	if err != nil {
		return "", err
	}
	if n := strings.Count(string(source), m.old); n != 1 {
		return "", fmt.Errorf("what it changes stands %d times in %s", n, m.file)
	}
	return strings.Replace(string(source), m.old, m.new, 1), nil
}

// soundWithout runs the tests on the sources as they are, each once: a test that fails anyway kills nothing.
func soundWithout(ms []mutant, limit time.Duration) error {
	named := make(map[string][]string) // by package
	for _, m := range ms {
		if !slices.Contains(named[m.pkg()], m.run()) {
			named[m.pkg()] = append(named[m.pkg()], m.run())
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(named)) {
		begin := time.Now()
		if out, err := test(pkg, strings.Join(named[pkg], "|"), "", limit, short); err != nil {
			return fmt.Errorf("%s fails without any mutant:\n%s", pkg, tail(out))
		}
		fmt.Printf("sound     %5.1f s  %s\n", time.Since(begin).Seconds(), pkg)
	}
	return nil
}

func (m mutant) pkg() string {
	if m.in != "" {
		return "./" + m.in
	}
	return "./" + filepath.ToSlash(filepath.Dir(m.file))
}

func (m mutant) run() string {
	if m.tests == "" {
		return "^TestWalks$"
	}
	return m.tests
}

func try(m mutant, limit time.Duration) (f fate) {
	begin := time.Now()
	defer func() { f.took = time.Since(begin) }()
	dir, err := os.MkdirTemp("", "mutant")
	if err != nil {
		return fate{err: err}
	}
	defer func() { _ = os.RemoveAll(dir) }()
	overlay, err := m.write(dir)
	if err != nil {
		return fate{err: err}
	}
	// Most die in a hurry; what does not has to live through everything.
	out, err := test(m.pkg(), m.run(), overlay, limit, true)
	if err == nil && !short {
		out, err = test(m.pkg(), m.run(), overlay, limit, false)
	}
	switch {
	case err == nil:
		return fate{}
	case errors.Is(err, context.DeadlineExceeded):
		return fate{err: errors.New("the tests did not end in time")}
	case !strings.Contains(out, "--- FAIL") && !strings.Contains(out, "panic:"):
		return fate{err: fmt.Errorf("it does not compile: %s", tail(out))}
	default:
		return fate{killed: true, by: said(out)}
	}
}

// write puts the changed copy and the overlay that names it into a folder.
func (m mutant) write(dir string) (overlay string, err error) {
	text, err := m.changed()
	if err != nil {
		return "", err
	}
	changed := filepath.Join(dir, filepath.Base(m.file))
	if err := os.WriteFile(changed, []byte(text), 0o600); err != nil {
		return "", err
	}
	whole, err := filepath.Abs(m.file)
	if err != nil {
		return "", err
	}
	named, err := json.Marshal(map[string]map[string]string{"Replace": {whole: changed}})
	if err != nil {
		return "", err
	}
	overlay = filepath.Join(dir, "overlay.json")
	return overlay, os.WriteFile(overlay, named, 0o600)
}

func test(pkg, run, overlay string, limit time.Duration, hurry bool) (string, error) {
	ctx, stop := context.WithTimeout(context.Background(), limit)
	defer stop()
	args := []string{"test", "-count=1", "-timeout", limit.String(), "-run", run}
	if hurry {
		args = append(args, "-short")
	}
	if overlay != "" {
		args = append(args, "-overlay", overlay, "-vet=off")
	}
	// A counterexample need not be small, and none is kept.
	cmd := exec.CommandContext(ctx, "go", append(args, pkg, "-args", "-rapid.shrinktime=0s", "-rapid.nofailfile")...)
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return string(out), err
}

var property = regexp.MustCompile(`([PQ]\d+: |T\d+[ab]? of |panic: )[^\n]*`)

// said is the line with which the tests objected, in short.
func said(out string) string {
	line := property.FindString(out)
	if line == "" {
		for l := range strings.Lines(out) {
			if strings.Contains(l, "_test.go:") && !strings.Contains(l, "draw") && !strings.Contains(l, "[rapid]") {
				line = strings.TrimSpace(l)
				break
			}
		}
	}
	if len(line) > 90 {
		line = strings.ToValidUTF8(line[:90], "") + "…"
	}
	return line
}

func tail(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return strings.Join(lines[max(0, len(lines)-12):], "\n")
}
