// Package frontend holds the parents' app and the console as they were built, so that the one binary serves them. It knows
// files and nothing else; without a build it holds no app, and the service shows its own welcome page.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// H5 gives the files of the parents' app for browsers, or nil when the binary was built without it.
func H5() fs.FS { return built("dist/h5") }

// Console gives the files of the console of facilities and bureaus, or nil when the binary was built without it.
func Console() fs.FS { return built("dist/console") }

func built(folder string) fs.FS {
	root, err := fs.Sub(dist, folder)
	if err != nil {
		return nil
	}
	if _, err := fs.Stat(root, "index.html"); err != nil {
		return nil
	}
	return root
}
