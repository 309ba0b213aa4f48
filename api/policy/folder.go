package policy

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"tuoyuquan/api/care"
)

// ListFile is the name of the list that may lie in a folder beside the documents: a CSV with the column file and any of ref,
// title, issuer, number, issued, from, to, region, status, source, note, in English or Chinese. What it says counts more than
// what a file says of itself.
const ListFile = "policies.csv"

const mostFiles = 2000

// ReadFolder reads every .txt, .md, .htm and .html file of a folder and of those in it, by name. region is that of documents
// that say none.
func ReadFolder(root fs.FS, region string) ([]care.Document, error) {
	list, err := readList(root)
	if err != nil {
		return nil, err
	}
	var docs []care.Document
	refs := map[string]string{} // and the file that has it
	err = fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !readable(name) {
			return err
		}
		if len(docs) == mostFiles {
			return care.Errorf(care.Invalid, care.CodeTooLarge, "folder", "a folder has at most %d documents", mostFiles)
		}
		file, err := readFile(root, name)
		if err != nil {
			return err
		}
		d, err := Read(name, file)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for field, value := range list[name] {
			if isDay[fieldNames[strings.ToLower(field)]] && tidy(value) != "" && dayIn(value).IsZero() {
				return care.Errorf(care.Invalid, care.CodeBadDate, ListFile, "%s: %q of %q is no day; write it as YYYY-MM-DD", ListFile, care.Clip(tidy(value)), care.Clip(name))
			}
			setField(&d, field, value)
		}
		if d.Ref == "" {
			d.Ref = strings.TrimSuffix(name, path.Ext(name))
		}
		if other, taken := refs[d.Ref]; taken { // the second would be taken for the next version of the first
			return care.Errorf(care.Invalid, care.CodeInvalid, "folder", "%q and %q are both called %q; rename one, or give each a ref in %s",
				care.Clip(other), care.Clip(name), care.Clip(d.Ref), ListFile)
		}
		refs[d.Ref] = name
		if d.Region == "" && !listed(list[name], "region") {
			d.Region = region
		}
		delete(list, name)
		docs = append(docs, d)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for name := range list {
		return nil, care.Errorf(care.Invalid, care.CodeInvalid, ListFile, "%s names %q, which is not in the folder", ListFile, care.Clip(name))
	}
	return docs, nil
}

func listed(fields map[string]string, want string) bool {
	for name := range fields {
		if fieldNames[strings.ToLower(name)] == want {
			return true
		}
	}
	return false
}

// isDay are the fields that hold a day.
var isDay = map[string]bool{"issued": true, "from": true, "to": true}

func readable(name string) bool {
	return slices.Contains([]string{".txt", ".md", ".htm", ".html"}, strings.ToLower(path.Ext(name))) && !strings.HasPrefix(path.Base(name), ".")
}

// readFile reads a file, or what is more of it than a document may have. Of what is no file (a pipe, a device) nothing is awaited.
func readFile(root fs.FS, name string) ([]byte, error) {
	if info, err := fs.Stat(root, name); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, care.Errorf(care.Invalid, care.CodeDocumentFormat, "file", "%q is not a file", care.Clip(name))
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	return io.ReadAll(io.LimitReader(f, MaxFile+1))
}

// readList reads the list of a folder: the fields of each file.
func readList(root fs.FS) (map[string]map[string]string, error) {
	file, err := readFile(root, ListFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case len(file) > MaxFile:
		return nil, care.Errorf(care.Invalid, care.CodeTooLarge, ListFile, "%s has at most %d MB", ListFile, MaxFile>>20)
	}
	text, err := decode(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ListFile, err)
	}
	rows, err := csv.NewReader(bytes.NewReader([]byte(text))).ReadAll()
	if err != nil {
		return nil, care.Errorf(care.Invalid, care.CodeInvalid, ListFile, "%s: %v", ListFile, err)
	}
	if len(rows) == 0 || !slices.Contains(rows[0], "file") {
		return nil, care.Errorf(care.Invalid, care.CodeInvalid, ListFile, "%s needs a column named file", ListFile)
	}
	out := map[string]map[string]string{}
	for _, row := range rows[1:] {
		fields, name := map[string]string{}, ""
		for i, value := range row {
			switch column := tidy(rows[0][i]); {
			case column == "file":
				name = path.Clean(strings.TrimSpace(value))
			case fieldNames[strings.ToLower(column)] == "":
				return nil, care.Errorf(care.Invalid, care.CodeInvalid, ListFile, "%s: there is no field %q", ListFile, care.Clip(column))
			default:
				fields[column] = value
			}
		}
		if out[name] != nil {
			return nil, care.Errorf(care.Invalid, care.CodeInvalid, ListFile, "%s names %q twice", ListFile, care.Clip(name))
		}
		out[name] = fields
	}
	return out, nil
}
