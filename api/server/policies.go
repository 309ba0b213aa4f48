package server

import (
	"cmp"
	"context"
	"unicode/utf8"

	"tuoyuquan/api/care"
	"tuoyuquan/api/policy"
	"tuoyuquan/search"
)

// policyLimit is the largest document that is sent, as a file or as the blocks that were made of one.
const policyLimit = policy.MaxFile + 1<<20

// Piece is a stretch of letters. Texts come in pieces and never as markup, so that nothing in a document can run.
type Piece struct {
	Text   string `json:"text"`
	Marked bool   `json:"marked,omitempty" doc:"One of the words that were asked for stands here"`
}

// PolicyHead is what stands above a document.
type PolicyHead struct {
	ID         care.DocumentID `json:"id"`
	Title      string          `json:"title"`
	Issuer     string          `json:"issuer,omitempty"`
	Number     string          `json:"number,omitempty" doc:"文号"`
	Region     string          `json:"region" doc:"Area code; empty for the whole country"`
	RegionName string          `json:"region_name,omitempty"`
	Issued     string          `json:"issued,omitempty" format:"date"`
	From       string          `json:"from,omitempty" format:"date" doc:"In force from"`
	To         string          `json:"to,omitempty" format:"date" doc:"First day no longer in force"`
	Status     string          `json:"status" enum:"in_force,draft,repealed,reference,expired" doc:"draft: asks for opinions, nothing in it holds yet; reference: a report or a summary, no rule"`
	Version    int             `json:"version"`
	Demo       bool            `json:"demo,omitempty" doc:"Made up for a demonstration"`
}

// PolicyHit is a document with the passages that answer.
type PolicyHit struct {
	PolicyHead

	TitlePieces []Piece         `json:"title_pieces" nullable:"false"`
	Passages    []PolicyPassage `json:"passages" nullable:"false"`
}

// PolicyPassage is a piece of a text around the words.
type PolicyPassage struct {
	Block   int     `json:"block" doc:"Number of the paragraph in the document, from 0; -1 is the title"`
	Heading []Piece `json:"heading" nullable:"false"`
	Text    []Piece `json:"text" nullable:"false"`
}

// PolicyList is a page of documents.
type PolicyList struct {
	Total    int            `json:"total"`
	Policies []PolicyHit    `json:"policies" nullable:"false"`
	Statuses map[string]int `json:"statuses" doc:"How many match with each status, whatever statuses were asked for"`
	Regions  []PolicyRegion `json:"regions" nullable:"false" doc:"Every region the library has documents of"`
	Degraded bool           `json:"degraded,omitempty" doc:"Answered by a stand-in for the search engine"`
}

// PolicyRegion is a region with documents.
type PolicyRegion struct {
	Code  string `json:"code"`
	Name  string `json:"name,omitempty"`
	Count int    `json:"count"`
}

// PolicyBlock is a paragraph, a heading, an item of a list or a row of a table.
type PolicyBlock struct {
	Kind  string    `json:"kind" enum:"heading,text,item,row"`
	Level int       `json:"level,omitempty" doc:"Of a heading, 1 to 4"`
	Text  []Piece   `json:"text,omitempty"`
	Cells [][]Piece `json:"cells,omitempty" doc:"Of a row"`
}

// PolicyVersion is one version of a document.
type PolicyVersion struct {
	Version int    `json:"version"`
	At      string `json:"at" format:"date-time"`
	Status  string `json:"status"`
	By      string `json:"by" doc:"Role of whoever brought it in"`
	Note    string `json:"note,omitempty"`
}

// Policy is a document, opened.
type Policy struct {
	PolicyHead

	Source    string          `json:"source,omitempty" doc:"Where it was published"`
	Note      string          `json:"note,omitempty" doc:"Why this version was made"`
	UpdatedAt string          `json:"updated_at" format:"date-time"`
	Newest    int             `json:"newest" doc:"Number of the newest version"`
	Blocks    []PolicyBlock   `json:"blocks" nullable:"false"`
	Versions  []PolicyVersion `json:"versions" nullable:"false"`
	Marked    int             `json:"marked" doc:"How many paragraphs hold the words"`
}

// policiesInput is a question to the library.
type policiesInput struct {
	Words  string   `query:"words" maxLength:"200" doc:"What is looked for, in Chinese as one would say it; without it all documents, the newest first"`
	Region string   `query:"region" maxLength:"12" pattern:"^[0-9]*$" patternDescription:"digits" doc:"Area code: what holds there, from the whole country down, and below it"`
	Status []string `query:"status" enum:"in_force,draft,repealed,reference,expired" maxItems:"5" doc:"Any of these"`
	From   string   `query:"from" format:"date" maxLength:"10" doc:"Issued on this day or later"`
	To     string   `query:"to" format:"date" maxLength:"10" doc:"Issued on this day or earlier"`
	Limit  int      `query:"limit" minimum:"1" maximum:"50" default:"10"`
	Offset int      `query:"offset" minimum:"0" maximum:"10000"`
}

func (s *Server) listPolicies(ctx context.Context, in *policiesInput) (*answer[PolicyList], error) {
	q := policy.Query{Words: in.Words, Region: in.Region, Limit: in.Limit, Offset: in.Offset}
	if err := parseDays(map[string]string{"from": in.From, "to": in.To}, map[string]*care.Date{"from": &q.From, "to": &q.To}); err != nil {
		return nil, err
	}
	for _, status := range in.Status {
		q.Statuses = append(q.Statuses, care.DocumentStatus(status))
	}
	found, err := s.Policies.Find(ctx, q)
	if err != nil {
		return nil, err
	}
	out := PolicyList{Total: found.Total, Statuses: map[string]int{}, Regions: s.policyRegions(), Degraded: found.Degraded}
	for status, n := range found.Statuses {
		out.Statuses[string(status)] = n
	}
	out.Policies = each(found.Hits, func(h policy.Hit) PolicyHit {
		return PolicyHit{
			PolicyHead: s.policyHead(h.Document, h.Status), TitlePieces: pieces(h.Title, h.Marks),
			Passages: each(h.Passages, func(p policy.Passage) PolicyPassage {
				return PolicyPassage{Block: p.Block, Heading: pieces(p.Heading, p.HeadingMarks), Text: pieces(p.Text, p.Marks)}
			}),
		}
	})
	return &answer[PolicyList]{out}, nil
}

func parseDays(texts map[string]string, into map[string]*care.Date) (err error) {
	for _, name := range sortedKeys(texts) {
		if *into[name], err = parseDate(name, texts[name]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) policyRegions() []PolicyRegion {
	counts := s.Policies.Regions()
	out := make([]PolicyRegion, 0, len(counts))
	for _, code := range sortedKeys(counts) {
		out = append(out, PolicyRegion{Code: code, Name: s.regionName(code), Count: counts[code]})
	}
	return out
}

func (s *Server) policyHead(d *care.Document, status care.DocumentStatus) PolicyHead {
	return PolicyHead{
		ID: d.ID, Title: d.Title, Issuer: d.Issuer, Number: d.Number, Region: d.Region, RegionName: s.regionName(d.Region), Issued: d.Issued.String(),
		From: d.From.String(), To: d.To.String(), Status: string(status), Version: d.Version, Demo: d.Demo,
	}
}

// pieces cuts a text where marks begin and end.
func pieces(text string, marks []search.Span) []Piece {
	if text == "" {
		return []Piece{}
	}
	runes := []rune(text)
	out := make([]Piece, 0, 2*len(marks)+1)
	at := 0
	for _, m := range marks {
		from, to := min(max(m.Start, at), len(runes)), min(m.End, len(runes))
		if from >= to {
			continue
		}
		if from > at {
			out = append(out, Piece{Text: string(runes[at:from])})
		}
		out = append(out, Piece{Text: string(runes[from:to]), Marked: true})
		at = to
	}
	if at < len(runes) {
		out = append(out, Piece{Text: string(runes[at:])})
	}
	return out
}

// policyInput opens a document.
type policyInput struct {
	ID      string `path:"id" maxLength:"64" doc:"Id of the document"`
	Version int    `query:"version" minimum:"1" maximum:"100000" doc:"The newest when absent"`
	Words   string `query:"words" maxLength:"200" doc:"Words to be marked"`
}

func (s *Server) getPolicy(ctx context.Context, in *policyInput) (*answer[Policy], error) {
	v, err := s.Policies.Open(ctx, care.DocumentID(in.ID), in.Version, in.Words)
	if err != nil {
		return nil, err
	}
	return &answer[Policy]{s.policyOf(v)}, nil
}

func (s *Server) policyOf(v policy.View) Policy {
	out := Policy{
		PolicyHead: s.policyHead(&v.Document, v.Status), Source: v.Source, Note: v.Note, UpdatedAt: stamp(v.UpdatedAt), Newest: v.Newest, Marked: len(v.Marks),
		Blocks: make([]PolicyBlock, len(v.Blocks)),
	}
	for i, b := range v.Blocks {
		out.Blocks[i] = policyBlock(b, v.Marks[i])
	}
	for _, x := range v.Versions {
		out.Versions = append(out.Versions, PolicyVersion{Version: x.Version, At: stamp(x.At), Status: string(x.Status), By: string(x.By), Note: x.Note})
	}
	return out
}

func policyBlock(b care.Block, marks []search.Span) PolicyBlock {
	out := PolicyBlock{Kind: string(b.Kind), Level: b.Level}
	if b.Kind != care.BlockRow {
		out.Text = pieces(b.Text, marks)
		return out
	}
	at := 0
	for _, cell := range b.Cells {
		n := utf8.RuneCountInString(cell)
		var own []search.Span
		for _, m := range marks {
			own = append(own, search.Span{Start: max(0, m.Start-at), End: min(n, m.End-at)})
		}
		out.Cells = append(out.Cells, pieces(cell, own))
		at += n + utf8.RuneCountInString(care.CellGap)
	}
	return out
}

// PolicyDraft is a document as somebody brings it in.
type PolicyDraft struct {
	Title  string       `json:"title" minLength:"1" maxLength:"300"`
	Issuer string       `json:"issuer,omitempty" maxLength:"200"`
	Number string       `json:"number,omitempty" maxLength:"200"`
	Region string       `json:"region" maxLength:"12" pattern:"^[0-9]*$" patternDescription:"digits" doc:"Area code; empty for the whole country"`
	Issued string       `json:"issued,omitempty" maxLength:"10" doc:"YYYY-MM-DD"`
	From   string       `json:"from,omitempty" maxLength:"10" doc:"YYYY-MM-DD"`
	To     string       `json:"to,omitempty" maxLength:"10" doc:"YYYY-MM-DD"`
	Status string       `json:"status" enum:"in_force,draft,repealed,reference"`
	Source string       `json:"source,omitempty" maxLength:"500"`
	Note   string       `json:"note,omitempty" maxLength:"300" doc:"Why there is this version; everybody can read it"`
	Blocks []PlainBlock `json:"blocks" minItems:"1" maxItems:"4000"`
}

// PolicyPreview is what a file would become.
type PolicyPreview struct {
	PolicyDraft

	Warn  []PolicyWarning  `json:"warnings,omitempty" doc:"What the reader of the file could not tell"`
	Known *PolicyReference `json:"known,omitempty" doc:"The document of the library with this number"`
}

// PolicyWarning is a field that could not be read from a file.
type PolicyWarning struct {
	Field string `json:"field"`
}

// PolicyReference names a document.
type PolicyReference struct {
	ID    care.DocumentID `json:"id"`
	Title string          `json:"title"`
}

// PlainBlock is a paragraph as it is brought in: letters only.
type PlainBlock struct {
	Kind  string   `json:"kind" enum:"heading,text,item,row"`
	Level int      `json:"level,omitempty" minimum:"0" maximum:"4"`
	Text  string   `json:"text,omitempty" maxLength:"8000"`
	Cells []string `json:"cells,omitempty" maxItems:"40"`
}

// policyFileInput is a file.
type policyFileInput struct {
	Name    string `query:"name" maxLength:"200" doc:"Name of the file; .html is read as a page"`
	RawBody []byte `contentType:"application/octet-stream"`
}

// previewPolicy reads a file and keeps nothing.
func (s *Server) previewPolicy(_ context.Context, in *policyFileInput) (*answer[PolicyPreview], error) {
	d, err := policy.Read(in.Name, in.RawBody)
	if err != nil {
		return nil, err
	}
	out := PolicyPreview{PolicyDraft: PolicyDraft{
		Title: d.Title, Issuer: d.Issuer, Number: d.Number, Region: d.Region, Issued: d.Issued.String(), From: d.From.String(), To: d.To.String(),
		Status: string(cmp.Or(d.Status, care.DocumentInForce)), Source: d.Source,
		Blocks: each(d.Blocks, func(b care.Block) PlainBlock {
			return PlainBlock{Kind: string(b.Kind), Level: b.Level, Text: b.Text, Cells: b.Cells}
		}),
	}}
	for _, f := range []struct {
		name  string
		empty bool
	}{{"issuer", d.Issuer == ""}, {"number", d.Number == ""}, {"issued", d.Issued.IsZero()}, {"region", d.Region == ""}} {
		if f.empty {
			out.Warn = append(out.Warn, PolicyWarning{f.name})
		}
	}
	if known, ok := s.Policies.SourceOf(d.Number); ok && d.Number != "" {
		out.Known = &PolicyReference{known.ID, known.Title}
	}
	return &answer[PolicyPreview]{out}, nil
}

func (p *PolicyDraft) document() (care.Document, error) {
	d := care.Document{
		Title: p.Title, Issuer: p.Issuer, Number: p.Number, Region: p.Region, Status: care.DocumentStatus(p.Status), Source: p.Source, Note: p.Note,
	}
	err := parseDays(map[string]string{"issued": p.Issued, "from": p.From, "to": p.To}, map[string]*care.Date{"issued": &d.Issued, "from": &d.From, "to": &d.To})
	for _, b := range p.Blocks {
		d.Blocks = append(d.Blocks, care.Block{Kind: care.BlockKind(b.Kind), Level: b.Level, Text: b.Text, Cells: b.Cells})
	}
	return d, err
}

type addPolicyInput struct{ Body PolicyDraft }

func (s *Server) addPolicy(ctx context.Context, in *addPolicyInput) (*answer[Policy], error) {
	d, err := in.Body.document()
	if err != nil {
		return nil, err
	}
	return s.savePolicy(ctx, d, 0)
}

// NextPolicy is the next version of a document.
type NextPolicy struct {
	PolicyDraft

	Was int `json:"was" minimum:"1" doc:"Number of the version this one was made from"`
}

type putPolicyInput struct {
	ID   string `path:"id" maxLength:"64" doc:"Id of the document"`
	Body NextPolicy
}

func (s *Server) putPolicy(ctx context.Context, in *putPolicyInput) (*answer[Policy], error) {
	d, err := in.Body.document()
	if err != nil {
		return nil, err
	}
	d.ID = care.DocumentID(in.ID)
	return s.savePolicy(ctx, d, in.Body.Was)
}

func (s *Server) savePolicy(ctx context.Context, d care.Document, was int) (*answer[Policy], error) {
	saved, err := s.Policies.Save(ctx, actorOf(ctx), d, was)
	if err != nil {
		return nil, err
	}
	v, err := s.Policies.Open(ctx, saved.ID, 0, "")
	if err != nil {
		return nil, err
	}
	return &answer[Policy]{s.policyOf(v)}, nil
}
