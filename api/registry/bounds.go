package registry

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"tuoyuquan/api/care"
)

// What a workbook may hold. The library keeps every part but long sheets in memory and makes a thing of every element of it, so that an
// element of five bytes takes hundreds, and a hundred thousand of them are zipped to nothing: what counts is elements by the size of the file
// as it came. Somebody who wrote a list has typed several bytes a cell.
const (
	maxUnzipped   = 1 << 30   // of a workbook in all
	maxUnzipRatio = 200       // against small files that unpack to large ones
	minUnzipBound = 100 << 20 // what any workbook may unpack to, whatever its ratio
	maxParts      = 5_000     // files in a workbook
	maxXMLInRAM   = 16 << 20  // of one sheet; beyond that it is unpacked to a temporary file
	maxInRAM      = 64 << 20  // of all parts that are not
	maxRun        = 1 << 20   // bytes without an element: one of a hundred thousand attributes is no cell

	maxOtherElements = 100_000   // of styles, names, relations: all that is neither a sheet nor its strings
	minCellElements  = 1_000_000 // of all sheets, whatever the size of the file; and one more for each of its bytes
	minTextElements  = 300_000   // of the strings of the sheets; and one more for each six bytes
)

var errUnpacks = care.Errorf(care.Invalid, care.CodeTooLarge, "file", "the workbook unpacks to too much; save the list alone, or as CSV")

func damagedWorkbook(cause error) error {
	return &care.Error{Kind: care.Invalid, Code: care.CodeDamaged, Field: "file", Text: errWorkbook.Text, Cause: cause}
}

// checkZip refuses what is no workbook and what would unpack to too much: by its own table of contents, and by what is really there. It
// reads everything once and keeps nothing of it.
func checkZip(in Input) error {
	z, err := zip.NewReader(in.Data, in.Size)
	if err != nil {
		return damagedWorkbook(err)
	}
	var sum, inRAM uint64
	for _, f := range z.File {
		size := min(f.UncompressedSize64, 1<<40)
		if sum += size; kindOfPart(f.Name) == otherPart || size <= maxXMLInRAM {
			inRAM += size
		}
	}
	if len(z.File) > maxParts || sum > maxUnzipped || inRAM > maxInRAM || sum > minUnzipBound && sum > uint64(in.Size)*maxUnzipRatio { //nolint:gosec // a size
		return errUnpacks
	}
	left := map[partKind]int64{otherPart: maxOtherElements, sheetPart: minCellElements + in.Size, textPart: minTextElements + in.Size/6}
	for _, f := range z.File {
		if isPicture(f.Name) {
			continue
		}
		kind := kindOfPart(f.Name)
		if left[kind], err = countElements(f, left[kind]); err != nil {
			return err
		}
	}
	return checkTargets(z)
}

// partKind is how the library reads a part of a workbook.
type partKind int

const (
	otherPart partKind = iota
	sheetPart
	textPart
)

// kindOfPart tells it by the name alone, as the library does.
func kindOfPart(name string) partKind {
	name = strings.ToLower(strings.ReplaceAll(name, "\\", "/"))
	switch {
	case strings.HasPrefix(name, "xl/worksheets/sheet"):
		return sheetPart
	case name == "xl/sharedstrings.xml":
		return textPart
	default:
		return otherPart
	}
}

// countElements takes the elements of a part from what is left of them.
func countElements(f *zip.File, left int64) (int64, error) {
	r, err := f.Open()
	if err != nil {
		return 0, damagedWorkbook(err)
	}
	defer r.Close() //nolint:errcheck // only read
	var buf [32 << 10]byte
	for run := 0; ; {
		n, err := r.Read(buf[:])
		for text := buf[:n]; ; {
			at := bytes.IndexByte(text, '<')
			if at < 0 {
				run += len(text)
				break
			}
			run, text = 0, text[at+1:]
			if len(text) == 0 || text[0] != '/' {
				left--
			}
		}
		if left < 0 || run > maxRun {
			return 0, errUnpacks
		}
		if errors.Is(err, io.EOF) {
			return left, nil
		}
		if err != nil {
			return 0, damagedWorkbook(err)
		}
	}
}

var pictureEndings = []string{".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".tif", ".tiff"}

// isPicture knows what the library keeps and does not read.
func isPicture(name string) bool {
	return slices.Contains(pictureEndings, strings.ToLower(path.Ext(name)))
}

// relation is how one part of a workbook names another.
type relation struct {
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

func relationsIn(z *zip.Reader, name string) []relation {
	var rels struct{ Relationship []relation }
	readXML(z, name, &rels) // without any the library refuses it
	return rels.Relationship
}

// checkTargets refuses a workbook that says a sheet is its table of contents, or a picture a sheet: the elements of either are counted as
// what they are named.
func checkTargets(z *zip.Reader) error {
	for _, r := range relationsIn(z, "_rels/.rels") {
		if !strings.HasSuffix(r.Type, "/officeDocument") {
			continue
		}
		main := strings.TrimPrefix(r.Target, "/")
		if isPicture(main) || kindOfPart(main) != otherPart {
			return errWorkbook
		}
		dir, file := path.Split(main)
		if slices.ContainsFunc(relationsIn(z, dir+"_rels/"+file+".rels"), func(r relation) bool { return isPicture(r.Target) }) {
			return errWorkbook
		}
	}
	return nil
}
