package osm

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// sharedFile returns the path of a real extract, or skips.
func sharedFile(t testing.TB, name string) string {
	t.Helper()
	root := os.Getenv("TUOYUQUAN_SHARED")
	if root == "" {
		dir, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
				break
			}
			if filepath.Dir(dir) == dir {
				t.Fatal("no go.mod above the test")
			}
			dir = filepath.Dir(dir)
		}
		root = filepath.Join(dir, "..", "shared")
	}
	path := filepath.Join(root, "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("needs ../shared/data: %s", name)
	}
	return path
}

// delaware returns the path of the extract inside the module paulmach/osm.
func delaware(t testing.TB) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/paulmach/osm").Output()
	if err != nil {
		t.Skipf("needs the module cache: %v", err)
	}
	path := filepath.Join(strings.TrimSpace(string(out)), "testdata", "delaware-latest.osm.pbf")
	if _, err := os.Stat(path); err != nil {
		t.Skip("needs delaware-latest.osm.pbf")
	}
	return path
}

// extracts are all real extracts of ../shared/data.
var extracts = []string{
	"poa_osm.pbf", "baltimore.osm.pbf", "bayfront_singapore.osm.pbf", "beijing_haidian_thu_map.osm", "beijing_cau_map.osm",
	"shanghai_shu_map.osm",
}

func importFile(t testing.TB, path string, o Options) *Extract {
	t.Helper()
	src, err := FileSource(path)
	if err != nil {
		t.Fatal(err)
	}
	x, err := Import(t.Context(), src, o)
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	return x
}
