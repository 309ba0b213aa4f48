package care

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// DocumentID identifies a policy document (托育政策), through all its versions.
type DocumentID string

// DocumentStatus says what a document is worth today.
type DocumentStatus string

// The statuses of a document. One in force whose last day is over is DocumentExpired to whoever asks; that is never written down.
const (
	DocumentInForce   DocumentStatus = "in_force"  // 现行
	DocumentDraft     DocumentStatus = "draft"     // 征求意见稿: nothing in it holds yet
	DocumentRepealed  DocumentStatus = "repealed"  // 已废止
	DocumentReference DocumentStatus = "reference" // 参考资料: a report or a summary, no rule
	DocumentExpired   DocumentStatus = "expired"   // 已到期
)

// DocumentStatuses are those that can be written down.
func DocumentStatuses() []DocumentStatus {
	return []DocumentStatus{DocumentInForce, DocumentDraft, DocumentRepealed, DocumentReference}
}

// BlockKind is what a piece of a text is.
type BlockKind string

// The kinds of block. There are no others: what an HTML page has besides is left out when it is read.
const (
	BlockHeading BlockKind = "heading"
	BlockText    BlockKind = "text"
	BlockItem    BlockKind = "item" // of a list
	BlockRow     BlockKind = "row"  // of a table
)

// Block is one piece of a text: letters only, never markup.
type Block struct {
	Kind  BlockKind `json:"kind"`
	Level int       `json:"level,omitempty"` // of a heading: 1 to 4
	Text  string    `json:"text,omitempty"`
	Cells []string  `json:"cells,omitempty"` // of a row
}

// Words is the text of a block as one line; the cells of a row are parted by " | ".
func (b Block) Words() string {
	if b.Kind == BlockRow {
		return strings.Join(b.Cells, CellGap)
	}
	return b.Text
}

// CellGap stands between the cells of a row where it is written in one line.
const CellGap = " | "

// Document is one version of a policy document.
type Document struct {
	ID        DocumentID
	Ref       string // the name under which a folder brings it again
	Version   int    // from 1
	Title     string
	Issuer    string
	Number    string // 文号, such as 国卫办人口发〔2019〕25号
	Region    string // area code without trailing zeros; "": the whole country
	Issued    Date
	From      Date // in force from; zero: from the day of issue
	To        Date // first day no longer in force; zero: open
	Status    DocumentStatus
	Source    string // the address it was published at
	Blocks    []Block
	Note      string // why this version was made
	Demo      bool
	UpdatedAt Instant
}

// Limits of a document.
const (
	MaxDocumentBlocks = 4000
	maxDocumentRunes  = 600_000
	maxBlockRunes     = 8000
	maxRowCells       = 40
	maxDocumentTitle  = 300
	maxDocumentField  = 200
)

// StatusOn is what the document is worth on a day.
func (d *Document) StatusOn(on Date) DocumentStatus {
	if d.Status == DocumentInForce && !d.To.IsZero() && !on.Before(d.To) {
		return DocumentExpired
	}
	return d.Status
}

// Digest is the hash over all that a reader sees: equal digests are equal documents.
func (d *Document) Digest() string {
	text, err := json.Marshal(struct {
		Title, Issuer, Number, Region string
		Issued, From, To              string
		Status                        DocumentStatus
		Source                        string
		Blocks                        []Block
	}{d.Title, d.Issuer, d.Number, d.Region, d.Issued.String(), d.From.String(), d.To.String(), d.Status, d.Source, d.Blocks})
	if err != nil {
		panic(err) // strings and numbers only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Tidy brings the fields into one form: no spaces around, the region without trailing zeros, brackets of the number as they
// are printed.
func (d *Document) Tidy() {
	for _, s := range []*string{&d.Ref, &d.Title, &d.Issuer, &d.Source, &d.Note} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	d.Number = tidyNumber(d.Number)
	d.Region = RegionPrefix(strings.TrimSpace(d.Region))
}

// tidyNumber writes the number of a document without spaces and with its year in the brackets it is printed in.
func tidyNumber(s string) string {
	s = strings.Join(strings.Fields(s), "")
	return strings.NewReplacer("[", "〔", "]", "〕", "［", "〔", "］", "〕", "【", "〔", "】", "〕").Replace(s)
}

// Validate says what is wrong with a document, as an Error naming the field.
func (d *Document) Validate() error {
	runes := utf8.RuneCountInString
	switch {
	case d.Ref == "" || runes(d.Ref) > maxDocumentField:
		return Errorf(Invalid, CodeInvalid, "ref", "a document needs a name of at most %d characters to be known by", maxDocumentField)
	case d.Title == "" || runes(d.Title) > maxDocumentTitle:
		return Errorf(Invalid, CodeInvalid, "title", "a document needs a title of at most %d characters", maxDocumentTitle)
	case runes(d.Issuer) > maxDocumentField || runes(d.Number) > maxDocumentField:
		return Errorf(Invalid, CodeTooLarge, "issuer", "issuer and number have at most %d characters", maxDocumentField)
	case runes(d.Note) > maxDocumentTitle:
		return Errorf(Invalid, CodeTooLarge, "note", "the note has at most %d characters", maxDocumentTitle)
	case !validRegion(d.Region):
		return Errorf(Invalid, CodeInvalid, "region", "%q is not an area code of 2, 4, 6, 9 or 12 digits", Clip(d.Region))
	case !slices.Contains(DocumentStatuses(), d.Status):
		return Errorf(Invalid, CodeInvalid, "status", "%q is no status of a document", Clip(string(d.Status)))
	case !d.To.IsZero() && !d.From.Before(d.To):
		return Errorf(Invalid, CodeInvalid, "to", "the document ends on %s, before it begins on %s", d.To, d.From)
	case !publicAddress(d.Source):
		return Errorf(Invalid, CodeInvalid, "source", "the source must be an address that begins with https:// or http://")
	}
	for _, s := range []string{d.Ref, d.Title, d.Issuer, d.Number, d.Source, d.Note} {
		if !cleanText(s) {
			return Errorf(Invalid, CodeInvalid, "title", "control characters and broken letters cannot be kept")
		}
	}
	return checkBlocks(d.Blocks)
}

func checkBlocks(blocks []Block) error {
	if len(blocks) == 0 {
		return Errorf(Invalid, CodeInvalid, "blocks", "there is no text in it")
	}
	if len(blocks) > MaxDocumentBlocks {
		return Errorf(Invalid, CodeTooLarge, "blocks", "a document has at most %d paragraphs", MaxDocumentBlocks)
	}
	total := 0
	for i := range blocks {
		b := &blocks[i]
		n := utf8.RuneCountInString(b.Words())
		total += n
		ok := n > 0 && n <= maxBlockRunes && len(b.Cells) <= maxRowCells && cleanText(b.Words())
		switch b.Kind {
		case BlockHeading:
			ok = ok && b.Level >= 1 && b.Level <= 4 && b.Cells == nil
		case BlockText, BlockItem:
			ok = ok && b.Level == 0 && b.Cells == nil
		case BlockRow:
			ok = ok && b.Level == 0 && b.Text == ""
		default:
			ok = false
		}
		if !ok {
			return Errorf(Invalid, CodeInvalid, "blocks", "paragraph %d is empty, too long, or of no known kind", i+1)
		}
	}
	if total > maxDocumentRunes {
		return Errorf(Invalid, CodeTooLarge, "blocks", "a document has at most %d characters", maxDocumentRunes)
	}
	return nil
}

// cleanText says whether a text can be shown as it is: valid, and without what moves or hides letters.
func cleanText(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, HiddenRune)
}

// HiddenRune says whether a character is not to be seen, or turns around those that are: controls, marks of direction, joiners.
func HiddenRune(r rune) bool {
	return r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || r == unicode.ReplacementChar
}

// publicAddress says whether a source may be shown as a link.
func publicAddress(s string) bool {
	if s == "" {
		return true
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && len(s) <= 500
}

// MayKeepDocument refuses a document of a region that is not the actor's to keep: bureaus keep those of their area, that of a
// city also those it stands under. Documents are public, so that nothing is told by saying so.
func MayKeepDocument(a Actor, region string) error {
	if !HasRight(a.Kind, MayKeepPolicies) {
		return Errorf(Forbidden, CodeNotAllowed, "", "this is not for your account to do")
	}
	if Allowed(a.Kind, MayKeepPolicies, a.RelationTo(Owner{Area: region})) || a.Kind == ActorCity && strings.HasPrefix(RegionPrefix(a.Area), region) {
		return nil
	}
	return Errorf(NotFound, CodeNotFound, "region", "documents of this region are not yours to keep")
}
