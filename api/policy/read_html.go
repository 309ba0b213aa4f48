package policy

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tuoyuquan/api/care"
)

// unread are elements of which nothing is kept: what runs, draws, asks or leads elsewhere.
var unread = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Iframe: true, atom.Object: true, atom.Svg: true,
	atom.Math: true, atom.Select: true, atom.Button: true, atom.Textarea: true, atom.Canvas: true, atom.Audio: true, atom.Video: true,
	atom.Nav: true, atom.Footer: true, atom.Aside: true, atom.Noembed: true, atom.Noframes: true, atom.Xmp: true, atom.Plaintext: true,
}

// void are elements that hold nothing and have no end.
var void = map[atom.Atom]bool{
	atom.Area: true, atom.Base: true, atom.Br: true, atom.Col: true, atom.Embed: true, atom.Hr: true, atom.Img: true, atom.Input: true,
	atom.Link: true, atom.Meta: true, atom.Source: true, atom.Track: true, atom.Wbr: true, atom.Param: true,
}

// apart are elements that begin and end a paragraph.
var apart = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Section: true, atom.Article: true, atom.Main: true, atom.Header: true, atom.Ul: true, atom.Ol: true,
	atom.Table: true, atom.Tbody: true, atom.Thead: true, atom.Blockquote: true, atom.Pre: true, atom.Dl: true, atom.Dd: true, atom.Dt: true,
	atom.Form: true, atom.Body: true, atom.Figure: true, atom.Figcaption: true, atom.Caption: true, atom.Center: true, atom.Fieldset: true,
	atom.Br: true, atom.Hr: true,
}

var headingOf = map[atom.Atom]int{atom.H1: 1, atom.H2: 2, atom.H3: 3, atom.H4: 4, atom.H5: 4, atom.H6: 4}

// page reads the tokens of an HTML page one after the other. There is no tree, so that nothing can be nested too deep; a page
// whose elements are not closed loses at most what stands in an element that is not read.
type page struct {
	builder
	d     care.Document
	text  strings.Builder
	kind  care.BlockKind
	level int
	cells []string
	inRow bool
	skip  atom.Atom // the element that is not read, and how deep its like are nested
	depth int
	title bool
}

// readHTML reads a page. Attributes are looked at for what is hidden and for the page's own description, and kept nowhere.
func readHTML(text string) care.Document {
	p := page{kind: care.BlockText}
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			p.end()
			p.d.Blocks = p.blocks
			return p.d
		case html.TextToken:
			if p.skip == 0 {
				p.write(string(z.Text()))
			}
		case html.StartTagToken:
			p.open(z.Token(), false)
		case html.SelfClosingTagToken:
			p.open(z.Token(), true)
		case html.EndTagToken:
			p.close(z.Token().DataAtom)
		default: // comments and doctypes
		}
	}
}

func (p *page) write(text string) {
	if p.title {
		if p.d.Title == "" {
			p.d.Title = tidy(text)
		}
		return
	}
	p.text.WriteString(text)
}

func (p *page) open(t html.Token, closed bool) {
	a := t.DataAtom
	if p.skip != 0 {
		if a == p.skip && !closed && !void[a] {
			p.depth++
		}
		return
	}
	if unread[a] || !void[a] && hidden(t.Attr) {
		if a != 0 && (!closed || a != atom.Svg && a != atom.Math) { // browsers heed the slash in drawings alone
			p.skip, p.depth = a, 1
		}
		return
	}
	switch {
	case a == atom.Meta:
		p.describe(t.Attr)
	case a == atom.Title:
		p.title = !closed
	case headingOf[a] > 0:
		p.begin(care.BlockHeading, headingOf[a])
	case a == atom.Li:
		p.begin(care.BlockItem, 0)
	case a == atom.Tr:
		p.begin(care.BlockText, 0)
		p.endRow()
		p.inRow = true
	case a == atom.Td || a == atom.Th:
		p.cell()
	case p.inRow && apart[a]:
		p.text.WriteByte(' ')
	case apart[a]:
		p.begin(p.kindWithin(a), p.level)
	}
}

// kindWithin keeps the kind of a list's item or of a heading over line breaks and paragraphs in it.
func (p *page) kindWithin(a atom.Atom) care.BlockKind {
	if p.kind == care.BlockItem && (a == atom.P || a == atom.Div || a == atom.Br) || p.kind == care.BlockHeading && a == atom.Br {
		return p.kind
	}
	p.level = 0
	return care.BlockText
}

func (p *page) close(a atom.Atom) {
	if p.skip != 0 {
		if a == p.skip {
			if p.depth--; p.depth == 0 {
				p.skip = 0
			}
		}
		return
	}
	switch {
	case a == atom.Title:
		p.title = false
	case a == atom.Tr || a == atom.Table:
		p.cell()
		p.endRow()
	case p.inRow:
		if apart[a] {
			p.text.WriteByte(' ')
		}
	case headingOf[a] > 0 || a == atom.Li:
		p.begin(care.BlockText, 0)
	case apart[a]:
		p.begin(p.kindWithin(a), p.level)
	}
}

// begin ends the paragraph under way and begins one.
func (p *page) begin(kind care.BlockKind, level int) {
	p.end()
	p.kind, p.level = kind, level
}

func (p *page) end() {
	if p.inRow {
		p.cell()
		p.endRow()
		return
	}
	text := tidy(p.text.String())
	p.text.Reset()
	kind, level := p.kind, p.level
	if kind == care.BlockText {
		if n := headingLevel(text); n > 0 {
			kind, level = care.BlockHeading, n
		}
	}
	if kind != care.BlockHeading {
		level = 0
	}
	p.add(kind, level, text)
}

// cell ends the cell under way.
func (p *page) cell() {
	if !p.inRow {
		p.end()
		return
	}
	if text := tidy(p.text.String()); text != "" || len(p.cells) > 0 {
		p.cells = append(p.cells, text)
	}
	p.text.Reset()
}

func (p *page) endRow() {
	if p.inRow {
		p.row(p.cells)
	}
	p.cells, p.inRow = nil, false
}

// describe takes what the page says of itself, in the fields that pages of Chinese authorities have.
func (p *page) describe(attrs []html.Attribute) {
	var name, content string
	for _, a := range attrs {
		switch a.Key {
		case "name":
			name = a.Val
		case "content":
			content = a.Val
		}
	}
	switch strings.ToLower(name) {
	case "articletitle", "pubdate", "contentsource", "number", "文号", "region", "status":
		setField(&p.d, name, content)
	}
}

// hidden says whether an element is not to be seen.
func hidden(attrs []html.Attribute) bool {
	for _, a := range attrs {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			style := strings.ToLower(strings.Join(strings.Fields(a.Val), ""))
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}
