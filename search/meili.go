package search

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/meilisearch/meilisearch-go"
)

// MeiliOptions says where Meilisearch is.
type MeiliOptions struct {
	URL          string           // http or https
	Key          string           // API key; may be empty
	Index        string           // index uid: letters, digits, - and _; "docs" when empty
	Timeout      time.Duration    // for one search; 500 ms when 0
	WriteTimeout time.Duration    // for a write with all its tasks; 2 minutes when 0
	Now          func() time.Time // required
	Log          *slog.Logger     // nil means silent
}

// Meili asks a Meilisearch server and keeps a Memory with the same documents. It answers from the Memory, with
// Result.Degraded, when the server is away, slow, answers nonsense, or is known to hold something else than the Memory.
//
// Writes go to the Memory first and never fail because of the server: one that does not reach it makes the server stale,
// and a stale server is filled anew in the background, at first after a second and at most every minute. Three failed
// searches in a row open the circuit: then the server is left alone for some seconds before one search tries it again.
type Meili struct {
	mem    *Memory
	client meilisearch.ServiceManager
	o      MeiliOptions
	state  meiliState
	remote chan struct{} // holds one token while a write to the server is under way
	wg     sync.WaitGroup
	ctx    context.Context // ends with Close
	cancel context.CancelFunc
}

var _ Index = (*Meili)(nil)

const (
	meiliPoll      = 20 * time.Millisecond // between looks at a task
	meiliBatch     = 5000                  // documents in one request
	meiliMaxReply  = 64 << 20              // bytes of a reply that are read
	meiliMaxValues = 10_000                // values of a facet that are counted
)

// NewMeili returns an index that uses the server at o.URL. It does not contact the server yet: until Replace has filled
// it, answers come from the (empty) Memory.
func NewMeili(o MeiliOptions) (*Meili, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("search: MEILI_URL %q: need http:// or https:// and a host", o.URL)
	}
	if o.Index == "" {
		o.Index = "docs"
	}
	if !goodColumn(o.Index) {
		return nil, fmt.Errorf("search: index name %q: need a letter, then letters, digits, - and _", o.Index)
	}
	if o.Now == nil {
		return nil, errors.New("search: MeiliOptions.Now is missing")
	}
	if o.Timeout <= 0 {
		o.Timeout = 500 * time.Millisecond
	}
	if o.WriteTimeout <= 0 {
		o.WriteTimeout = 2 * time.Minute
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(context.Background())
	m := &Meili{mem: NewMemory(), o: o, remote: make(chan struct{}, 1), ctx: ctx, cancel: cancel}
	m.state.stale = true
	transport := http.DefaultTransport.(*http.Transport).Clone()
	m.client = meilisearch.New(strings.TrimRight(o.URL, "/"), meilisearch.WithAPIKey(o.Key), meilisearch.DisableRetries(),
		meilisearch.WithCustomClient(&http.Client{Transport: limitedTransport{transport}}))
	return m, nil
}

// limitedTransport cuts replies that are too long to be true.
type limitedTransport struct{ http.RoundTripper }

func (t limitedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := t.RoundTripper.RoundTrip(r)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, meiliMaxReply), resp.Body}
	}
	return resp, err
}

// Close implements Index. It waits for background work to stop.
func (m *Meili) Close() error {
	m.cancel()
	m.wg.Wait()
	return m.mem.Close()
}

// Search implements Index.
func (m *Meili) Search(ctx context.Context, q Query) (Result, error) {
	if err := m.mem.check(ctx); err != nil {
		return Result{}, err
	}
	now := m.o.Now()
	m.refill(now)
	if m.state.ask(now) {
		r, err := m.ask(ctx, q.limited())
		if err == nil {
			m.state.answered()
			return r, nil
		}
		if ctx.Err() != nil {
			m.state.abandoned()
			return Result{}, ctx.Err()
		}
		if errors.Is(err, errBusy) {
			m.state.answered()
		} else {
			m.state.failed(m.o.Now(), errors.Is(err, errStale))
			m.o.Log.Warn("meilisearch: search failed, answering from memory", "error", err)
		}
	}
	r, err := m.mem.Search(ctx, q)
	r.Degraded = true
	return r, err
}

// Why the server's answer is not used although it came.
var (
	errStale = errors.New("search: the server's index is stale")
	errBusy  = errors.New("search: a write is on its way to the server")
)

// ask lets the server answer.
func (m *Meili) ask(ctx context.Context, q Query) (Result, error) {
	words := meiliWords(q.Words)
	if q.InBody {
		words = meiliTextWords(q.Words)
	}
	known := m.state.attributes()
	filter, possible := meiliFilter(&q, known)
	if !possible || words == "" && strings.TrimSpace(q.Words) != "" {
		return noHits(&q), nil
	}
	req := &meilisearch.SearchRequest{
		Query: words, Offset: int64(q.Offset), Limit: int64(q.Limit), AttributesToRetrieve: []string{"id"},
		MatchingStrategy: meilisearch.Frequency, ShowMatchesPosition: q.Highlight, ShowRankingScore: true,
	}
	if filter != "" {
		req.Filter = filter
	}
	switch {
	case q.InBody && !known[meiliBody] && words != "":
		return noHits(&q), nil
	case q.InBody && words != "":
		req.AttributesToSearchOn = []string{"name", meiliBody}
		req.Filter = bodiesOnly(filter)
	case known[meiliBody]:
		req.AttributesToSearchOn = meiliSearchable
	}
	if strings.ContainsFunc(words, isHanzi) {
		req.Locales = []string{"cmn"} // or short words are taken for Japanese
	}
	if !q.Prefix {
		for _, name := range q.Facets {
			if attr := meiliFacet + name; known[attr] && !slices.Contains(req.Facets, attr) {
				req.Facets = append(req.Facets, attr)
			}
		}
	}
	before := m.state.writes()
	ctx, cancel := context.WithTimeout(ctx, m.o.Timeout)
	defer cancel()
	resp, err := m.client.Index(m.o.Index).SearchWithContext(ctx, words, req)
	if err != nil {
		var apiErr *meilisearch.Error
		if errors.As(err, &apiErr) && apiErr.StatusCode == http.StatusNotFound {
			return Result{}, fmt.Errorf("%w: %w", errStale, err)
		}
		return Result{}, fmt.Errorf("search: %w", err)
	}
	if snap := m.mem.snap.Load(); before.quiet(m.state.writes()) {
		return m.result(&q, words, resp, snap)
	}
	return Result{}, errBusy // the answer may be of before the write, of after it, or a mixture
}

// noHits is the answer when nothing can match.
func noHits(q *Query) Result {
	r := Result{Hits: []Hit{}}
	if len(q.Facets) > 0 && !q.Prefix {
		r.Facets = map[string]map[string]int{}
		for _, name := range q.Facets {
			r.Facets[name] = map[string]int{}
		}
	}
	return r
}

// result reads an answer. Hits that the Memory does not know prove that the server is stale.
func (m *Meili) result(q *Query, words string, resp *meilisearch.SearchResponse, snap *snapshot) (Result, error) {
	r := noHits(q)
	r.Total = int(resp.EstimatedTotalHits)
	for _, h := range resp.Hits {
		var id string
		var score float64
		if err := json.Unmarshal(h["id"], &id); err != nil {
			return r, fmt.Errorf("search: hit without id: %w", err)
		}
		plain, ok := unescapeID(id)
		seg, doc, have := snap.find(plain)
		if !ok || !have {
			return r, fmt.Errorf("%w: it has %q", errStale, firstRunes(id, 80))
		}
		if raw := h["_rankingScore"]; words != "" && raw != nil {
			if err := json.Unmarshal(raw, &score); err != nil {
				return r, fmt.Errorf("search: ranking score: %w", err)
			}
		}
		e := &snap.segs[seg].docs[doc]
		hit := Hit{ID: e.id, Kind: snap.segs[seg].kinds[snap.segs[seg].kindOf[doc]], Name: e.name, Score: score}
		if raw := h["_matchesPosition"]; q.Highlight && raw != nil {
			var found map[string][]meiliMatch
			if err := json.Unmarshal(raw, &found); err != nil {
				return r, fmt.Errorf("search: matches: %w", err)
			}
			if q.InBody {
				hit.Highlights, hit.Body = byteSpans(e.name, found["name"]), byteSpans(e.body, found[meiliBody])
			} else {
				hit.Highlights = meiliSpans(e.name, found)
			}
		}
		r.Hits = append(r.Hits, hit)
	}
	if len(r.Hits) > q.Limit {
		return r, fmt.Errorf("search: %d hits where %d were asked for", len(r.Hits), q.Limit)
	}
	if r.Facets == nil || len(resp.FacetDistribution) == 0 {
		return r, nil
	}
	var counts map[string]map[string]int
	if err := json.Unmarshal(resp.FacetDistribution, &counts); err != nil {
		return r, fmt.Errorf("search: facets: %w", err)
	}
	for _, name := range q.Facets {
		for v, n := range counts[meiliFacet+name] {
			if plain, ok := unescapeValue(v); ok {
				r.Facets[name][plain] = n
			}
		}
	}
	return r, nil
}

// bodiesOnly narrows a filter to documents with running text: a name alone is not looked at by Query.InBody.
func bodiesOnly(filter string) string {
	if filter == "" {
		return meiliBody + " EXISTS"
	}
	return meiliBody + " EXISTS AND " + filter
}

// meiliSearchable is where names are looked for.
var meiliSearchable = []string{"name", "aliases", "name_pinyin", "name_initials", "text"}

// meiliSettings are what an index needs for documents with these attributes.
func meiliSettings(attributes map[string]bool) *meilisearch.Settings {
	searchable, displayed := meiliSearchable, []string{"id", "name", "name_pinyin", "name_initials"} // matches are shown in displayed ones only
	if attributes[meiliBody] {
		searchable, displayed = append(slices.Clone(searchable), meiliBody), append(displayed, meiliBody)
	}
	return &meilisearch.Settings{
		SearchableAttributes: searchable,
		DisplayedAttributes:  displayed,
		FilterableAttributes: append([]string{"kind"}, sortedKeys(attributes)...),
		SortableAttributes:   []string{"weight", "name"},
		RankingRules:         []string{"words", "typo", "proximity", "attribute", "sort", "exactness", "weight:desc", "name:asc"},
		LocalizedAttributes:  []*meilisearch.LocalizedAttributes{{Locales: []string{"cmn"}, AttributePatterns: []string{"name", "aliases", "text", meiliBody}}},
		TypoTolerance: &meilisearch.TypoTolerance{
			Enabled: true, MinWordSizeForTypos: meilisearch.MinWordSizeForTypos{OneTypo: 4, TwoTypos: 9},
			DisableOnWords: []string{}, DisableOnAttributes: []string{"name_initials"},
		},
		Pagination: &meilisearch.Pagination{MaxTotalHits: MaxLimit + MaxOffset},
		Faceting:   &meilisearch.Faceting{MaxValuesPerFacet: meiliMaxValues},
	}
}

// await waits for a task and returns its failure.
func (m *Meili) await(ctx context.Context, task *meilisearch.TaskInfo, err error) error {
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	done, err := m.client.WaitForTaskWithContext(ctx, task.TaskUID, meiliPoll)
	if err != nil {
		return fmt.Errorf("search: waiting for task %d: %w", task.TaskUID, err)
	}
	if done.Status != meilisearch.TaskStatusSucceeded {
		return fmt.Errorf("search: task %d (%s) %s: %s %s", task.TaskUID, done.Type, done.Status, done.Error.Code, done.Error.Message)
	}
	return nil
}

// fill builds a new index beside the old one, swaps them and deletes the old one.
func (m *Meili) fill(ctx context.Context, docs []Doc) error {
	attributes := meiliAttributes(docs)
	m.sweep(ctx)
	fresh := m.o.Index + meiliFresh + strconv.FormatInt(m.o.Now().UnixMilli(), 10)
	for _, uid := range []string{m.o.Index, fresh} {
		task, err := m.client.CreateIndexWithContext(ctx, &meilisearch.IndexConfig{Uid: uid, PrimaryKey: "id"})
		if err := m.await(ctx, task, err); err != nil && (uid == fresh || !strings.Contains(err.Error(), "index_already_exists")) {
			return err
		}
	}
	defer m.drop(ctx, fresh) // after the swap it holds the old documents
	task, err := m.client.Index(fresh).UpdateSettingsWithContext(ctx, meiliSettings(attributes))
	if err := m.await(ctx, task, err); err != nil {
		return err
	}
	if err := m.add(ctx, fresh, docs); err != nil {
		return err
	}
	task, err = m.client.SwapIndexesWithContext(ctx, []*meilisearch.SwapIndexesParams{{Indexes: []string{m.o.Index, fresh}}})
	if err := m.await(ctx, task, err); err != nil {
		return err
	}
	m.state.setAttributes(attributes)
	return nil
}

const (
	meiliFresh    = "_fresh_"
	meiliLeftOver = time.Hour // after which a fresh index belongs to a process that died
)

// drop deletes an index, even when ctx has ended.
func (m *Meili) drop(ctx context.Context, uid string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if _, err := m.client.DeleteIndexWithContext(ctx, uid); err != nil {
		m.o.Log.Warn("meilisearch: old index not deleted", "index", uid, "error", err)
	}
}

// sweep deletes fresh indexes that a process left behind when it died.
func (m *Meili) sweep(ctx context.Context) {
	list, err := m.client.ListIndexesWithContext(ctx, &meilisearch.IndexesQuery{Limit: 1000})
	if err != nil {
		return // fill will say so
	}
	for _, x := range list.Results {
		stamp, ok := strings.CutPrefix(x.UID, m.o.Index+meiliFresh)
		ms, err := strconv.ParseInt(stamp, 10, 64)
		if ok && err == nil && m.o.Now().Sub(time.UnixMilli(ms)) > meiliLeftOver {
			m.drop(ctx, x.UID)
		}
	}
}

// add sends documents and waits until they are indexed.
func (m *Meili) add(ctx context.Context, uid string, docs []Doc) error {
	for part := range slices.Chunk(docs, meiliBatch) {
		list := make([]meiliDoc, len(part))
		for i := range part {
			list[i] = toMeili(&part[i])
		}
		task, err := m.client.Index(uid).AddDocumentsWithContext(ctx, list, nil)
		if err := m.await(ctx, task, err); err != nil {
			return err
		}
	}
	return nil
}

// update sends changes to the live index: the ids that the Memory has are written, the others deleted.
func (m *Meili) update(ctx context.Context, ids []string) error {
	var docs []Doc
	var gone []string
	snap := m.mem.snap.Load()
	for _, id := range ids {
		if seg, doc, ok := snap.find(id); ok {
			docs = append(docs, *snap.segs[seg].doc(doc))
		} else {
			gone = append(gone, escapeID(id))
		}
	}
	attributes := meiliAttributes(docs)
	if known := m.state.attributes(); !holdsAll(known, attributes) {
		for name := range known {
			attributes[name] = true
		}
		task, err := m.client.Index(m.o.Index).UpdateSettingsWithContext(ctx, meiliSettings(attributes))
		if err := m.await(ctx, task, err); err != nil {
			return err
		}
		m.state.setAttributes(attributes)
	}
	if err := m.add(ctx, m.o.Index, docs); err != nil {
		return err
	}
	if len(gone) == 0 {
		return nil
	}
	task, err := m.client.Index(m.o.Index).DeleteDocumentsWithContext(ctx, gone, nil)
	return m.await(ctx, task, err)
}

// count asks how many documents the server has.
func (m *Meili) count(ctx context.Context) (int, error) {
	stats, err := m.client.Index(m.o.Index).GetStatsWithContext(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("search: %w", err)
	}
	return int(stats.NumberOfDocuments), nil
}
