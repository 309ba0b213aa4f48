package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/policy"
)

// importPolicies brings a folder of policy documents into the library.
type importPolicies struct {
	Folder string `arg:"" type:"existingdir" help:"folder with .txt, .md and .html files; policies.csv in it says what they are"`
	Region string `help:"area code of documents that say none; without it they are national" placeholder:"CODE"`
	DryRun bool   `help:"print what was read, change nothing"`
}

func (c importPolicies) Run(w *world) error {
	root, err := os.OpenRoot(c.Folder)
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // only read
	docs, err := policy.ReadFolder(root.FS(), c.Region)
	if err != nil {
		var known *care.Error
		var path *fs.PathError
		if errors.As(err, &known) {
			return ofDocument(err, known)
		}
		if errors.As(err, &path) {
			return err
		}
		return fmt.Errorf("%s: %w", filepath.Base(c.Folder), err)
	}
	if len(docs) == 0 {
		return care.Errorf(care.Invalid, care.CodeDocumentEmpty, "FOLDER", "there is no .txt, .md or .html file in the folder")
	}
	for i := range docs {
		docs[i].Tidy()
		d := &docs[i]
		fmt.Fprintf(w.out, "%s: %s | %s | %s | %s | region %q | %s | %d paragraphs\n", d.Ref, d.Title, d.Issuer, d.Number, d.Issued, d.Region, d.Status, len(d.Blocks))
	}
	if c.DryRun {
		return nil
	}
	st, err := w.openStore()
	if err != nil {
		return err
	}
	defer st.Close() //nolint:errcheck // every write has been answered
	r, err := policy.Import(w.ctx, st, operator("import policies"), w.now(), docs)
	if known := (*care.Error)(nil); errors.As(err, &known) {
		return ofDocument(err, known)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(w.out, "%d added, %d new versions, %d as they were\n", r.Created, r.Updated, r.Unchanged)
	return nil
}

// ofDocument tells which document of the folder a failure is about, which stands around it.
func ofDocument(err error, known *care.Error) error {
	around, ok := strings.CutSuffix(err.Error(), ": "+known.Error())
	if !ok {
		return err
	}
	out := *known
	out.Text = strings.TrimPrefix(around, "import policy documents: ") + ": " + known.Text
	return &out
}
