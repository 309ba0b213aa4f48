package policy

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tuoyuquan/api/care"
	"tuoyuquan/search"
)

// passage is what is found: a heading with some paragraphs under it, small enough to be read at a glance.
type passage struct {
	id      string
	doc     care.DocumentID
	block   int // the first of its blocks; -1: title, issuer and number
	heading string
	text    string
}

const (
	passageRunes = 320 // from here on a passage ends with its paragraph
	passageMost  = 1200
)

// cut makes passages of a document. Every word of it stands in one of them.
func cut(d *care.Document, blocks []care.Block) []passage {
	var out []passage
	add := func(block int, heading, text string) {
		if text != "" {
			out = append(out, passage{id: string(d.ID) + "." + strconv.Itoa(len(out)), doc: d.ID, block: block, heading: heading, text: text})
		}
	}
	add(-1, d.Title, strings.TrimSpace(d.Title+"\n"+d.Issuer+" "+d.Number))
	var headings [5]string
	var text strings.Builder
	first, runes := 0, 0
	end := func() {
		add(first, standing(headings), text.String())
		text.Reset()
		runes = 0
	}
	for i, b := range blocks {
		if b.Kind == care.BlockHeading {
			end()
			headings[b.Level] = b.Text
			clear(headings[b.Level+1:])
			alone := i+1 == len(blocks) || blocks[i+1].Kind == care.BlockHeading
			if alone && !strings.Contains(d.Title, b.Text) { // a title stands above already
				add(i, standing(headings), b.Text)
			}
			continue
		}
		for _, words := range pieces(b.Words()) {
			if runes == 0 {
				first = i
			} else {
				text.WriteByte('\n')
			}
			text.WriteString(words)
			if runes += utf8.RuneCountInString(words); runes >= passageRunes {
				end()
			}
		}
	}
	end()
	return out
}

// pieces cuts a paragraph that is too long for one passage after its sentences.
func pieces(s string) []string {
	runes := []rune(s)
	var out []string
	for len(runes) > passageMost {
		at := passageMost
		for i := passageMost - 1; i > passageMost/2; i-- {
			if strings.ContainsRune("。；！？;", runes[i]) {
				at = i + 1
				break
			}
		}
		out = append(out, string(runes[:at]))
		runes = runes[at:]
	}
	return append(out, string(runes))
}

// standing is where a passage stands.
func standing(headings [5]string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(headings[1:]), func(s string) bool { return s == "" }), " › ")
}

// indexed is the passage for the index. The facet says which region it is of ("=32") and in which it lies ("32", "3205").
func (p *passage) indexed(d *care.Document) search.Doc {
	area := []string{"=" + d.Region}
	for _, n := range []int{2, 4, 6, 9, 12} {
		if len(d.Region) >= n {
			area = append(area, d.Region[:n])
		}
	}
	doc := search.Doc{
		ID: p.id, Kind: "passage", Name: p.heading, Body: p.text,
		Facets: map[string][]string{"area": area}, Numbers: map[string]float64{},
	}
	if !d.Issued.IsZero() {
		doc.Numbers["issued"] = dayNumber(d.Issued)
		doc.Weight = min(1, max(0, (float64(d.Issued.Year)-2000)/100))
	}
	return doc
}

func dayNumber(d care.Date) float64 {
	return float64(int(d.Year)*10_000 + int(d.Month)*100 + int(d.Day))
}

// areaFilter is what holds in a region: its own rules, those of what it lies in, and those of what lies in it.
func areaFilter(region string) []string {
	region = care.RegionPrefix(region)
	filter := []string{"="}
	for _, n := range []int{2, 4, 6, 9, 12} {
		if len(region) >= n {
			filter = append(filter, "="+region[:n])
		}
	}
	if region != "" {
		filter = append(filter, region)
	}
	return filter
}
